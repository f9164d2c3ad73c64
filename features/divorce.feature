Feature: Divorce
  A divorce ends a marriage on both sides. Where people live is another matter.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name            | sex    | born         | nationality | relation |
      | Khamla Xayavong | male   | 3 May 1985   | held LAO    | head     |
      | Bouavanh Keola  | female | 12 June 1987 | held LAO    | spouse   |
    And Chanthabuly district registered a marriage of 3 March 2010:
      | spouses | Khamla, Bouavanh |

  Scenario: A marriage ends
    When Chanthabuly district registers a divorce of 2 November 2026:
      | person | Bouavanh |
      | spouse | Khamla   |
    Then it is registered without any warning
    And Bouavanh's spouse is nobody
    And Khamla's spouse is nobody
    And on 1 November 2026 Khamla's spouse was Bouavanh
    And Bouavanh's residence is Nongping
    And the household of Bouavanh has:
      | Khamla   | head   |
      | Bouavanh | spouse |

  Scenario: The divorced may marry again the same day
    Given Chanthabuly district registered a divorce of 2 November 2026:
      | person | Bouavanh |
      | spouse | Khamla   |
    And these people are enrolled:
      | name | sex    | born       | nationality |
      | Dao  | female | 1 May 1998 | held LAO    |
    When Chanthabuly district registers a marriage of 2 November 2026:
      | spouses | Khamla, Dao |
    Then it is registered
    And Khamla's spouse is Dao

  Scenario: Where it cannot be told whether the divorce came first, somebody decides
    Given Chanthabuly district registered a divorce of 2018:
      | person | Bouavanh |
      | spouse | Khamla   |
    And these people are enrolled:
      | name | sex    | born       | nationality |
      | Dao  | female | 1 May 1998 | held LAO    |
    When Chanthabuly district registers a marriage of 5 May 2018:
      | spouses | Khamla, Dao |
    Then it waits for a decision because of "perhaps-married"

  Scenario: Who is not married cannot divorce
    Given these people are enrolled:
      | name | sex    | born       | nationality |
      | Dao  | female | 1 May 1998 | held LAO    |
    When Chanthabuly district registers a divorce of 2 November 2026:
      | person     | Dao                             |
      | spouse     | Khamla                          |
      | decided by | court Vientiane, judgment 12/26 |
    Then it is refused because of "not-married"

  Scenario: Nobody divorces before the wedding
    When Chanthabuly district registers a divorce of 2 November 2009:
      | person | Bouavanh |
      | spouse | Khamla   |
    Then it is refused because of "divorce-before-marriage"

  Scenario: A judgment that arrives after the death of a spouse
    Given Chanthabuly district registered a death of 10 October 2026:
      | person | Khamla          |
      | died   | 10 October 2026 |
    When Chanthabuly district registers a divorce of 4 April 2024:
      | person | Bouavanh |
      | spouse | Khamla   |
    Then it waits for a decision because of "marriage-already-ended"
    When the registrar decides "marriage-already-ended" because "the judgment of 2024 was never handed in"
    Then it is registered
    And on 1 January 2025 Bouavanh's spouse was nobody
    And before the last act the register said that on 1 January 2025 Bouavanh's spouse was Khamla

  Scenario: A divorce from a spouse outside the register
    Given these people live in Nakham:
      | name   | sex    | born       | nationality |
      | Chansy | female | 1 May 1988 | held LAO    |
    And Vientiane province registered a marriage of 5 May 2012:
      | spouses | Chansy, Hung (male; born 1980; held VNM) |
    When Sikhottabong district registers a divorce of 2 November 2026:
      | person | Chansy |
    Then it is registered
    And Chansy's spouse is nobody
