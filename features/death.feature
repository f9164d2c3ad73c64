Feature: Death
  A death ends the marriage, the home and the place in the household. The person, the number and the history stay.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                            | sex    | born         | nationality | relation |
      | Khamla Xayavong ຄຳຫຼ້າ ໄຊຍະວົງ    | male   | 3 May 1955   | held LAO    | head     |
      | Bouavanh Xayavong ບົວວັນ ໄຊຍະວົງ | female | 12 June 1957 | held LAO    | spouse   |
    And Chanthabuly district registered a marriage of 1 February 1980:
      | spouses | Khamla, Bouavanh |
      | at      | Nongping         |

  Scenario: The death of a husband
    When Chanthabuly district registers a death of 10 November 2026:
      | person  | Khamla           |
      | died    | 10 November 2026 |
      | died at | Nongping         |
    Then it is registered without any warning
    And Khamla's death is 10 November 2026
    And Khamla's number is given
    And Khamla's spouse is nobody
    And Bouavanh's spouse is nobody
    And on 9 November 2026 Bouavanh's spouse was Khamla
    And Khamla's residence is none
    And the household of Bouavanh has:
      | Bouavanh | spouse |

  Scenario: Nobody dies twice
    Given Chanthabuly district registered a death of 10 November 2026:
      | person | Khamla           |
      | died   | 10 November 2026 |
    When Chanthabuly district registers a death of 11 November 2026:
      | person | Khamla           |
      | died   | 11 November 2026 |
    Then it is refused because of "already-dead"

  Scenario: Nobody dies before being born
    When Chanthabuly district registers a death of 1 May 1950:
      | person | Khamla     |
      | died   | 1 May 1950 |
    Then it is refused because of "death-before-birth"

  Scenario: A court finds a death that lies before the day of birth on record
    When Chanthabuly district registers a death of 1 May 1950:
      | person     | Khamla                         |
      | died       | 1 May 1950                     |
      | decided by | court Vientiane, judgment 8/26 |
    Then it is registered with the warning "death-before-birth"
    And Khamla's death is 1 May 1950

  Scenario: The day of death is known to the year only
    When Chanthabuly district registers a death of 2024:
      | person | Khamla        |
      | died   | 2024 declared |
    Then it is registered with the warning "declared-late"
    And on 1 June 2024 Bouavanh's spouse was perhaps Khamla
    And on 31 December 2023 Bouavanh's spouse was Khamla
    And on 1 January 2025 Bouavanh's spouse was nobody

  Scenario: The dead do not act
    Given Chanthabuly district registered a death of 10 November 2026:
      | person | Khamla           |
      | died   | 10 November 2026 |
    When Chanthabuly district registers a name change of 15 November 2026:
      | person | Khamla        |
      | name   | Khamsing Keola |
    Then it is refused because of "person-dead"

  Scenario: What happened before the death may still be registered
    Given Chanthabuly district registered a death of 10 November 2026:
      | person | Khamla           |
      | died   | 10 November 2026 |
    When Chanthabuly district registers a name change of 15 March 2020:
      | person | Khamla         |
      | name   | Khamsing Keola |
    Then it is registered
    And Khamla's name is "Khamsing Keola"

  Scenario: The medical cause of death is sealed
    When Chanthabuly district registers a death of 10 November 2026:
      | person | Khamla           |
      | died   | 10 November 2026 |
      | cause  | I21              |
    Then it is registered
    And a sealed part "cause-of-death" is kept with the act
    And the act itself does not hold "I21"
    When the same is handed in again
    Then it is the act that was registered before

  Scenario: A missing paper does not stop a death
    When Chanthabuly district registers a death of 10 November 2026:
      | person | Khamla           |
      | died   | 10 November 2026 |
      | papers | none             |
    Then it is registered with the warning "evidence-missing"

  Scenario: A number typed wrongly is not somebody else
    When Chanthabuly district registers a death of 10 November 2026:
      | person | 123456789012     |
      | died   | 10 November 2026 |
    Then it is refused because of "number-wrong-digit"
