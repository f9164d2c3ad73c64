Feature: Birth
  A birth enters a child. Nothing that the parents lack keeps a child out of the register.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                            | sex    | born         | nationality | relation |
      | Khamla Xayavong ຄຳຫຼ້າ ໄຊຍະວົງ    | male   | 3 May 1995   | held LAO    | head     |
      | Bouavanh Xayavong ບົວວັນ ໄຊຍະວົງ | female | 12 June 1997 | held LAO    | spouse   |

  Scenario: A child of two citizens
    When Chanthabuly district registers a birth of 8 November 2026:
      | name    | Noy Xayavong ນ້ອຍ ໄຊຍະວົງ |
      | sex     | female                    |
      | born    | 8 November 2026           |
      | born at | Nongping                  |
      | mother  | Bouavanh                  |
      | father  | Khamla                    |
    Then it is registered without any warning
    And Noy's number is given
    And Noy's nationality is held LAO
    And Noy's class is citizen
    And Noy's mother is Bouavanh
    And Noy's father is Khamla
    And Noy's residence is Nongping
    And the household of Noy has:
      | Khamla   | head   |
      | Bouavanh | spouse |
      | Noy      | child  |
