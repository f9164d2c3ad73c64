Feature: Missing, held dead, and found alive
  A court may hold somebody missing or dead. Whoever is found alive is alive; what comes back by itself is a
  question of law, and who has married again stays married.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                         | sex    | born         | nationality | relation |
      | Khamla Xayavong              | male   | 3 May 1975   | held LAO    | head     |
      | Bouavanh Xayavong            | female | 12 June 1977 | held LAO    | spouse   |
    And these people live in Nakham:
      | name          | sex  | born       | nationality |
      | Somphone Inta | male | 3 May 1976 | held LAO    |
    And Chanthabuly district registered a marriage of 3 March 2000:
      | spouses | Khamla, Bouavanh |

  Scenario: A man is missing, and nothing ends
    When Chanthabuly district registers a missing of 1 June 2012:
      | person     | Khamla                        |
      | since      | March 2010                    |
      | decided by | court Vientiane, judgment 5/12 |
    Then it is registered
    And Khamla's absence of news is since March 2010
    And Khamla's spouse is Bouavanh
    And Khamla's residence is Nongping

  Scenario: A man is held dead
    Given Chanthabuly district registered a missing of 1 June 2012:
      | person     | Khamla                         |
      | since      | March 2010                     |
      | decided by | court Vientiane, judgment 5/12 |
    When Chanthabuly district registers a declared dead of 1 June 2015:
      | person     | Khamla                         |
      | died       | 1 June 2015                    |
      | decided by | court Vientiane, judgment 9/15 |
    Then it is registered
    And Khamla's death is "1 June 2015, declared by a court"
    And Khamla's absence of news is none
    And Bouavanh's spouse is nobody
    And on 31 May 2015 Bouavanh's spouse was Khamla
    And Khamla's number is given

  Scenario: Only a court holds somebody dead
    When Chanthabuly district registers a declared dead of 1 June 2015:
      | person | Khamla      |
      | died   | 1 June 2015 |
    Then it is refused because of "authority-not-competent"

  Scenario: A missing man walks in
    Given Chanthabuly district registered a missing of 1 June 2012:
      | person     | Khamla                         |
      | since      | March 2010                     |
      | decided by | court Vientiane, judgment 5/12 |
    When Chanthabuly district registers a found alive of 5 November 2026:
      | person | Khamla |
    Then it is registered without any warning
    And Khamla's absence of news is none
    And on 1 January 2015 Khamla's absence of news was since March 2010
    And Khamla's spouse is Bouavanh

  Scenario: A man held dead walks in after his wife has married again
    Given Chanthabuly district registered a declared dead of 1 June 2015:
      | person     | Khamla                         |
      | died       | 1 June 2015                    |
      | decided by | court Vientiane, judgment 9/15 |
    And Chanthabuly district registered a marriage of 8 August 2018:
      | spouses | Bouavanh, Somphone |
    When Chanthabuly district registers a found alive of 5 November 2026:
      | person   | Khamla   |
      | dwelling | Nongping |
    Then it waits for a decision because of "spouse-remarried"
    When the registrar decides "spouse-remarried" because "both wives and husbands heard; the second marriage stands"
    Then it is registered
    And Khamla's death is none
    And on 1 January 2020 Khamla's death was "1 June 2015, declared by a court"
    And Khamla's spouse is nobody
    And Bouavanh's spouse is Somphone
    And Khamla's residence is Nongping
    And Khamla's number is given

  Scenario: Where the law revives a marriage, it does not revive one whose wife has married again
    Given the law lets the marriage of somebody found alive revive
    And Chanthabuly district registered a declared dead of 1 June 2015:
      | person     | Khamla                         |
      | died       | 1 June 2015                    |
      | decided by | court Vientiane, judgment 9/15 |
    And Chanthabuly district registered a marriage of 8 August 2018:
      | spouses | Bouavanh, Somphone |
    And Chanthabuly district registers a found alive of 5 November 2026:
      | person     | Khamla                          |
      | decided by | court Vientiane, judgment 70/26 |
    Then it is registered with the warning "spouse-remarried"
    And Khamla's spouse is nobody
    And Bouavanh's spouse is Somphone

  Scenario: Where the law revives a marriage, it is one marriage from the wedding on
    Given the law lets the marriage of somebody found alive revive
    And the law lets the household of somebody found alive revive
    And Chanthabuly district registered a declared dead of 1 June 2015:
      | person     | Khamla                         |
      | died       | 1 June 2015                    |
      | decided by | court Vientiane, judgment 9/15 |
    When Chanthabuly district registers a found alive of 5 November 2026:
      | person | Khamla |
    Then it is registered without any warning
    And Khamla's spouse is Bouavanh
    And on 1 January 2020 Bouavanh's spouse was Khamla
    And before the last act the register said that on 1 January 2020 Bouavanh's spouse was nobody
    And the household of Khamla has:
      | Khamla   | head   |
      | Bouavanh | spouse |
    And Khamla's residence is Nongping
    And on 1 January 2020 Khamla's residence was none

  Scenario: The law does not revive the marriage, and the registrar is told
    Given the law does not let the marriage of somebody found alive revive
    And Chanthabuly district registered a declared dead of 1 June 2015:
      | person     | Khamla                         |
      | died       | 1 June 2015                    |
      | decided by | court Vientiane, judgment 9/15 |
    When Chanthabuly district registers a found alive of 5 November 2026:
      | person | Khamla |
    Then it is registered with the warning "marriage-not-revived"
    And Khamla's spouse is nobody

  Scenario: A death that was seen is no matter of being found
    Given Chanthabuly district registered a death of 1 June 2015:
      | person | Khamla      |
      | died   | 1 June 2015 |
    When Chanthabuly district registers a found alive of 5 November 2026:
      | person | Khamla |
    Then it is refused because of "death-not-declared"

  Scenario: Nobody is found who was not lost
    When Chanthabuly district registers a found alive of 5 November 2026:
      | person | Khamla |
    Then it is refused because of "not-missing"
