Feature: For what people of other areas are read
  A case is a thing, not a word. It opens the people that it names, for the officers whom it lies before and as
  long as it does, and no others. Of somebody whom a draft is to name an officer is told who they are, and not
  where they live.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                              | sex    | born         | nationality | relation |
      | Khamla Xayavong ຄຳຫຼ້າ ໄຊຍະວົງ      | male   | 3 May 1965   | held LAO    | head     |
    And these people live in Phosy:
      | name                              | sex    | born         | nationality | relation |
      | Bouavanh Xayavong ບົວວັນ ໄຊຍະວົງ   | female | 12 June 1997 | held LAO    | head     |
      | Khamphet Keola ຄຳເພັດ ແກ້ວລາ       | male   | 1 July 1985  | held LAO    | unrelated |

  Scenario: An application opens those whom it names to the office that took it
    Given Chanthabuly district may not read Bouavanh without a case because of "nothing-to-show"
    And Chanthabuly district took a birth of 8 November 2026:
      | name    | Noy Xayavong    |
      | sex     | female          |
      | born    | 8 November 2026 |
      | born at | Nongping        |
      | mother  | Bouavanh        |
    Then Chanthabuly district reads for the application that Bouavanh lives in Phosy
    And Chanthabuly district finds Bouavanh by name for the application
    But Chanthabuly district may not read Khamphet for the application because of "nothing-to-show"
    And Chanthabuly district does not find Khamphet by name for the application
    And Luangprabang district may not read Bouavanh for the application because of "case-not-of-office"

  Scenario: An application that is withdrawn opens nobody
    Given Chanthabuly district took a birth of 8 November 2026:
      | name    | Noy Xayavong    |
      | sex     | female          |
      | born    | 8 November 2026 |
      | born at | Nongping        |
      | mother  | Bouavanh        |
    When the declarant withdraws because "born in Thailand"
    Then Chanthabuly district may not read Bouavanh for the application because of "nothing-to-show"
    But Chanthabuly district reads Khamla for the application

  Scenario: A decided application opens those whom it names for thirty days
    Given Chanthabuly district took a birth of 8 November 2026:
      | name    | Noy Xayavong    |
      | sex     | female          |
      | born    | 8 November 2026 |
      | born at | Nongping        |
      | mother  | Bouavanh        |
    And Kongkeo of Chanthabuly district decides the application
    And the application is registered
    And today is 21 December 2026
    Then Chanthabuly district reads Bouavanh for the application
    When today is 22 December 2026
    Then Chanthabuly district may not read Bouavanh for the application because of "nothing-to-show"
