Feature: Stillbirth
  A child born dead is counted. Nobody enters the register and nobody is named.

  Scenario: A stillbirth is counted and no person is made
    When Chanthabuly district registers a stillbirth of 8 November 2026:
      | at         | Nongping |
      | weeks      | 34       |
      | mother age | 29       |
    Then it is registered
    And the register holds 0 people

  Scenario: A loss too early in the pregnancy is looked at
    When Chanthabuly district registers a stillbirth of 8 November 2026:
      | at    | Nongping |
      | weeks | 20       |
    Then it waits for a decision because of "stillbirth-too-early"

  Scenario: The hospital and the ministry report the same stillbirth
    Given Chanthabuly district registered a stillbirth of 8 November 2026:
      | at         | Nongping                 |
      | weeks      | 34                       |
      | decided by | ministry MOH, SB-2026-17 |
    When the centre registers a stillbirth of 8 November 2026:
      | at         | Nongping                 |
      | weeks      | 34                       |
      | decided by | ministry MOH, SB-2026-17 |
    Then it is refused because of "decision-already-registered"
