Feature: Naming
  A child may be registered before it has a name. A name given late is never refused.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                         | sex    | born         | nationality |
      | Bouavanh Keola ບົວວັນ ແກ້ວລາ | female | 12 June 1997 | held LAO    |

  Scenario: A child unnamed for a year
    Given Chanthabuly district registered a birth of 2 October 2025:
      | as     | Baby           |
      | sex    | female         |
      | born   | 2 October 2025 |
      | mother | Bouavanh       |
    Then Baby's name is "not yet given"
    And Baby's number is given
    When Chanthabuly district registers a naming of 15 November 2026:
      | person | Baby                  |
      | name   | Dala Keola ດາລາ ແກ້ວລາ |
    Then it is registered with the warning "named-late"
    And Baby's name is "Dala Keola"
    And on 1 January 2026 Baby's name was "not yet given"
    And before the last act the register said that Baby's name was "not yet given"

  Scenario: A child named in time
    Given Chanthabuly district registered a birth of 2 October 2026:
      | as     | Baby           |
      | sex    | female         |
      | born   | 2 October 2026 |
      | mother | Bouavanh       |
    When Chanthabuly district registers a naming of 15 November 2026:
      | person | Baby      |
      | name   | Dala ດາລາ |
    Then it is registered without any warning
    And Baby's name is "Dala"

  Scenario: A name is given once
    When Chanthabuly district registers a naming of 15 November 2026:
      | person | Bouavanh  |
      | name   | Dala ດາລາ |
    Then it is refused because of "already-named"

  Scenario: A child who died without a name may still be named
    Given Chanthabuly district registered a birth of 2 October 2026:
      | as     | Baby           |
      | sex    | female         |
      | born   | 2 October 2026 |
      | mother | Bouavanh       |
    And Chanthabuly district registered a death of 4 October 2026:
      | person | Baby           |
      | died   | 4 October 2026 |
    When Chanthabuly district registers a naming of 15 November 2026:
      | person | Baby      |
      | name   | Dala ດາລາ |
    Then it is registered

  Scenario: A name is written in letters
    Given Chanthabuly district registered a birth of 2 October 2026:
      | as     | Baby           |
      | sex    | female         |
      | born   | 2 October 2026 |
      | mother | Bouavanh       |
    When Chanthabuly district registers a naming of 15 November 2026:
      | person | Baby  |
      | name   | Dala7 |
    Then it is refused because of "name-digit"
