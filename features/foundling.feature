Feature: Foundling
  A child whose parents nobody knows is entered as any other, has a number, and is a citizen.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                         | sex    | born         | nationality |
      | Bouavanh Keola ບົວວັນ ແກ້ວລາ | female | 12 June 1997 | held LAO    |

  Scenario: A child is found
    When Chanthabuly district registers a foundling of 3 November 2026:
      | as        | Baby                  |
      | sex       | male                  |
      | born      | about 2026            |
      | found at  | Nongping              |
      | household | household of Bouavanh |
      | relation  | other                 |
      | guardian  | Bouavanh              |
      | scope     | full                  |
    Then it is registered without any warning
    And Baby's number is given
    And Baby's nationality is held LAO
    And Baby's name is "not yet given"
    And Baby's birth is about 2026 estimated
    And Baby's place of birth is not known
    And Baby's guardian is Bouavanh
    And Baby's residence is Nongping

  Scenario: A foundling's parents appear
    Given Chanthabuly district registered a foundling of 3 November 2026:
      | name     | Sy         |
      | sex      | male       |
      | born     | about 2026 |
      | found at | Nongping   |
    And these people are enrolled:
      | name  | sex    | born | nationality |
      | Malai | female | 2003 | held LAO    |
      | Boun  | male   | 2000 | held LAO    |
    When Chanthabuly district registers a recognition of 20 November 2026:
      | child  | Sy     |
      | role   | mother |
      | parent | Malai  |
    And Chanthabuly district registers a recognition of 20 November 2026:
      | child  | Sy   |
      | parent | Boun |
    Then it is registered
    And Sy's mother is Malai
    And Sy's father is Boun
    And Sy's number is given
    And the acts in Sy's history are foundling, recognition, recognition
    And on an ordinary extract Sy's mother is Malai

  Scenario: A child is not found before it is born
    When Chanthabuly district registers a foundling of 3 November 2025:
      | as       | Baby         |
      | sex      | male         |
      | born     | October 2026 |
      | found at | Nongping     |
    Then it is refused because of "found-before-birth"

  Scenario: A guardian is of age
    Given these people are enrolled:
      | name | sex    | born        | nationality |
      | Dao  | female | 1 June 2012 | held LAO    |
    When Chanthabuly district registers a foundling of 3 November 2026:
      | as       | Baby       |
      | sex      | male       |
      | born     | about 2026 |
      | found at | Nongping   |
      | guardian | Dao        |
      | scope    | full       |
    Then it is refused because of "not-of-age"
