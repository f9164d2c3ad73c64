Feature: The office that took a declaration
  The declarant spoke to the office that took the declaration. It alone completes, hands in, withdraws and appeals the
  application for the declarant. The offices above return and refuse it, and a refusal may be appealed.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                              | sex    | born         | nationality | relation |
      | Khamla Xayavong ຄຳຫຼ້າ ໄຊຍະວົງ      | male   | 3 May 1965   | held LAO    | head     |
      | Bouavanh Xayavong ບົວວັນ ໄຊຍະວົງ   | female | 12 June 1997 | held LAO    | spouse   |

  Scenario Outline: No office above writes what a village took
    Given Nongping village took a birth of 8 November 2026:
      | name    | Noy Xayavong    |
      | sex     | female          |
      | born    | 8 November 2026 |
      | mother  | Bouavanh        |
    And Somsak of Chanthabuly district returns the application because "bring the notice"
    Then Kongkeo of <office> may not rewrite the application because of "taken-elsewhere"
    And Kongkeo of <office> may not declare the application because of "taken-elsewhere"
    And Kongkeo of <office> may not withdraw the application because of "taken-elsewhere"
    When Bounmy of Nongping village rewrites the application
    And Bounmy of Nongping village declares the application
    Then Kongkeo of <office> may not withdraw the application because of "taken-elsewhere"
    When Somsak of Chanthabuly district refuses the application because "no birth notice"
    Then Kongkeo of <office> may not appeal the application because of "taken-elsewhere"
    When Bounmy of Nongping village appeals the application because "it is with the midwife"
    Then the application is appealed and waits for its registrar

    Examples:
      | office               |
      | Chanthabuly district |
      | Vientiane province   |
      | the centre           |

  Scenario: A returned application is completed within the days of the law
    Given Nongping village took a birth of 8 November 2026:
      | name    | Noy Xayavong    |
      | sex     | female          |
      | born    | 8 November 2026 |
      | mother  | Bouavanh        |
    And Somsak of Chanthabuly district returns the application because "bring the notice"
    When today is 21 November 2029
    Then Bounmy of Nongping village may not rewrite the application because of "return-too-late"
    And Bounmy of Nongping village may not declare the application because of "return-too-late"
    When Bounmy of Nongping village withdraws the application because "a new declaration is made"
    Then the application is withdrawn

  Scenario: The act names whoever took the declaration last
    Given Nongping village took a birth of 8 November 2026:
      | name     | Noy Xayavong    |
      | sex      | female          |
      | born     | 8 November 2026 |
      | mother   | Bouavanh        |
      | taken by | Vilay           |
    And Somsak of Chanthabuly district returns the application because "bring the notice"
    When Bounmy of Nongping village declares the application
    And Somsak of Chanthabuly district decides the application
    Then the application is registered
    And the act was declared to Bounmy

  Scenario: The village that took it is joined to another, where the district writes for the declarant
    Given Nongping village took a birth of 8 November 2026:
      | name    | Noy Xayavong    |
      | sex     | female          |
      | born    | 8 November 2026 |
      | mother  | Bouavanh        |
    And Somsak of Chanthabuly district returns the application because "bring the notice"
    And the centre registered a place change of 20 November 2026:
      | steps      | 0101001 ends in 0101002      |
      | decided by | ministry MOHA, decree 4/2026 |
    Then Keo of Vientiane province may not declare the application because of "taken-elsewhere"
    When Kongkeo of Chanthabuly district declares the application
    And Somsak of Chanthabuly district decides the application
    Then the application is registered
    And the act was declared to Kongkeo
