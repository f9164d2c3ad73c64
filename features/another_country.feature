Feature: Another country
  The same program under another law: other levels, ages, deadlines and classes, and not a line of code more.

  Background:
    Given the law of Xanadria
    And today is 21 November 2026
    And these people live in Alder:
      | name        | sex    | born         | nationality | relation |
      | Robin Vale  | male   | 3 May 1995   | held XXA    | head     |
      | Wren Vale   | female | 12 June 2006 | held XXA    | child    |
    And these people live in Birch:
      | name        | sex    | born         | nationality | relation |
      | Linnet Ford | female | 3 May 1998   | held LAO    | head     |
      | Rowan Ford  | male   | 3 May 1999   | held XXA    | lodger   |

  Scenario: A child born there of foreigners is a member
    When Birch hall registers a birth of 1 October 2026:
      | name    | Ash             |
      | sex     | male            |
      | born    | 1 October 2026  |
      | born at | Birch           |
      | mother  | Linnet          |
    Then it is registered without any warning
    And Ash's nationality is held XXA
    And Ash's class is member
    And Ash's number is given

  Scenario: Sixty days to declare a birth
    When Birch hall registers a birth of 1 September 2026:
      | name    | Ash              |
      | sex     | male             |
      | born    | 1 September 2026 |
      | born at | Birch            |
      | mother  | Linnet           |
    Then it is registered with the warning "declared-late"

  Scenario: Twenty-one to marry
    When Alder hall registers a marriage of 20 November 2026:
      | spouses | Wren, Rowan |
    Then it is refused because of "spouse-too-young"

  Scenario: Two men may marry
    When Alder hall registers a marriage of 20 November 2026:
      | spouses | Robin, Rowan |
    Then it is registered without any warning
    And Robin's spouse is Rowan

  Scenario: A guest's marriage is for the chancery
    When Alder hall registers a marriage of 20 November 2026:
      | spouses | Robin, Linnet |
    Then it is refused because of "office-not-competent-foreigner"

  Scenario: There is no divorce
    When Alder hall registers a divorce of 20 November 2026:
      | person | Robin |
    Then it is refused because of "office-not-competent"

  Scenario: Forty days to name a child
    Given Birch hall registered a birth of 1 October 2026:
      | as      | Baby           |
      | sex     | female         |
      | born    | 1 October 2026 |
      | mother  | Linnet         |
    When Birch hall registers a naming of 20 November 2026:
      | person | Baby  |
      | name   | Hazel |
    Then it is registered with the warning "named-late"
