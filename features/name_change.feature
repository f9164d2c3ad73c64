Feature: Change of name

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                         | sex    | born         | nationality |
      | Bouavanh Keola ບົວວັນ ແກ້ວລາ | female | 12 June 1997 | held LAO    |

  Scenario: A new name holds from a day on, and the old one stays in the history
    When Chanthabuly district registers a name change of 1 November 2026:
      | person | Bouavanh                      |
      | name   | Bouavanh Xayavong ບົວວັນ ໄຊຍະວົງ |
    Then it is registered without any warning
    And Bouavanh's name is "Bouavanh Xayavong"
    And on 31 October 2026 Bouavanh's name was "Bouavanh Keola"

  Scenario: Two changes that arrive out of order
    Given Chanthabuly district registered a name change of 1 November 2026:
      | person | Bouavanh          |
      | name   | Bouavanh Xayavong |
    When Chanthabuly district registers a name change of 1 May 2020:
      | person | Bouavanh      |
      | name   | Bouavanh Vang |
    Then it is registered
    And Bouavanh's name is "Bouavanh Xayavong"
    And on 1 June 2020 Bouavanh's name was "Bouavanh Vang"
    And on 1 April 2020 Bouavanh's name was "Bouavanh Keola"

  Scenario: A surname is never required
    When Chanthabuly district registers a name change of 1 November 2026:
      | person | Bouavanh        |
      | name   | Bouavanh ບົວວັນ |
    Then it is registered
    And Bouavanh's name is "Bouavanh"

  Scenario: The same name again is no change
    When Chanthabuly district registers a name change of 1 November 2026:
      | person | Bouavanh                     |
      | name   | Bouavanh Keola ບົວວັນ ແກ້ວລາ |
    Then it is refused because of "name-unchanged"

  Scenario: A nickname stands beside the name
    When Chanthabuly district registers a name change of 1 November 2026:
      | person | Bouavanh |
      | kind   | other    |
      | name   | Noy ນ້ອຍ |
    Then it is registered
    And Bouavanh's name is "Bouavanh Keola"
    And Bouavanh's other name is "Noy"
