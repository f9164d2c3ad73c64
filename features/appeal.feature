Feature: Refusal and appeal
  A refused application may be appealed, and somebody else decides the appeal: nobody who wrote at the application or
  the appeal. Whoever refused takes no further step in it, whatever state it comes to.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                              | sex    | born         | nationality | relation |
      | Khamla Xayavong ຄຳຫຼ້າ ໄຊຍະວົງ      | male   | 3 May 1965   | held LAO    | head     |
      | Bouavanh Xayavong ບົວວັນ ໄຊຍະວົງ   | female | 12 June 1997 | held LAO    | spouse   |

  Scenario: Whoever refused does not decide, refuse, return or withdraw the appeal
    Given Chanthabuly district took a birth of 8 November 2026:
      | name    | Noy Xayavong    |
      | sex     | female          |
      | born    | 8 November 2026 |
      | mother  | Bouavanh        |
    And Somsak of Chanthabuly district refuses the application because "no birth notice"
    When the declarant appeals because "it is with the midwife"
    Then Somsak of Chanthabuly district may not decide the application because of "own-refusal"
    And Somsak of Chanthabuly district may not refuse the application because of "own-refusal"
    And Somsak of Chanthabuly district may not return the application because of "own-refusal"
    And Somsak of Chanthabuly district may not withdraw the application because of "own-refusal"
    When Kongkeo of Chanthabuly district decides the application
    Then the application is registered

  Scenario: An appeal that was returned and declared again is still an appeal
    Given Chanthabuly district took a birth of 8 November 2026:
      | name    | Noy Xayavong    |
      | sex     | female          |
      | born    | 8 November 2026 |
      | mother  | Bouavanh        |
    And Somsak of Chanthabuly district refuses the application because "no birth notice"
    And the declarant appeals because "it is with the midwife"
    When Kongkeo of Chanthabuly district returns the application because "bring the notice"
    Then Somsak of Chanthabuly district may not withdraw the application because of "own-refusal"
    And Somsak of Chanthabuly district may not rewrite the application because of "own-refusal"
    And Somsak of Chanthabuly district may not declare the application because of "own-refusal"
    When Vilay of Chanthabuly district declares the application
    Then Somsak of Chanthabuly district may not decide the application because of "own-refusal"
    And Somsak of Chanthabuly district may not refuse the application because of "own-refusal"
    And Somsak of Chanthabuly district may not return the application because of "own-refusal"
    And Somsak of Chanthabuly district may not withdraw the application because of "own-refusal"
    When Kongkeo of Chanthabuly district decides the application
    Then the application is registered

  Scenario: Whoever refused does not write the appeal
    Given Chanthabuly district took a birth of 8 November 2026:
      | name    | Noy Xayavong    |
      | sex     | female          |
      | born    | 8 November 2026 |
      | mother  | Bouavanh        |
    When Somsak of Chanthabuly district refuses the application because "no birth notice"
    Then Somsak of Chanthabuly district may not appeal the application because of "own-refusal"

  Scenario: Whoever writes the appeal does not decide it
    Given Chanthabuly district took a birth of 8 November 2026:
      | name    | Noy Xayavong    |
      | sex     | female          |
      | born    | 8 November 2026 |
      | mother  | Bouavanh        |
    And Somsak of Chanthabuly district refuses the application because "no birth notice"
    When Kongkeo of Chanthabuly district appeals the application because "it is with the midwife"
    Then Kongkeo of Chanthabuly district may not decide the application because of "own-appeal"
    And Kongkeo of Chanthabuly district may not refuse the application because of "own-appeal"
    And Kongkeo of Chanthabuly district may not return the application because of "own-appeal"
    When Noy of Chanthabuly district decides the application
    Then the application is registered

  Scenario: Whoever writes the appeal may withdraw it for the declarant
    Given Chanthabuly district took a birth of 8 November 2026:
      | name    | Noy Xayavong    |
      | sex     | female          |
      | born    | 8 November 2026 |
      | mother  | Bouavanh        |
    And Somsak of Chanthabuly district refuses the application because "no birth notice"
    And Kongkeo of Chanthabuly district appeals the application because "it is with the midwife"
    When Kongkeo of Chanthabuly district withdraws the application because "it is at the consulate"
    Then the application is withdrawn

  Scenario: Whoever completes a returned appeal does not decide it
    Given Chanthabuly district took a birth of 8 November 2026:
      | name    | Noy Xayavong    |
      | sex     | female          |
      | born    | 8 November 2026 |
      | mother  | Bouavanh        |
    And Somsak of Chanthabuly district refuses the application because "no birth notice"
    And the declarant appeals because "it is with the midwife"
    And Kongkeo of Chanthabuly district returns the application because "bring the notice"
    When Vilay of Chanthabuly district declares the application
    Then Vilay of Chanthabuly district may not decide the application because of "own-appeal"
    And Vilay of Chanthabuly district may not refuse the application because of "own-appeal"
    And Vilay of Chanthabuly district may not return the application because of "own-appeal"

  Scenario: Whoever writes the appeal does not rule on it
    Given whoever is entered is compared with everybody
    And Vientiane province took an enrolment:
      | as          | the woman           |
      | name        | Bouavanne Sayavong  |
      | sex         | female              |
      | born        | 12 June 1997        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    And Dao of Vientiane province finds that it is Bouavanh because "the photographs show one face"
    When Keo of Vientiane province appeals the application because "they are cousins"
    Then the application waits for adjudicators
    And Keo of Vientiane province may not decide because of "application-not-found"

  Scenario: Whoever found one person does not rule anew while the appeal waits
    Given whoever is entered is compared with everybody
    And Chanthabuly district took an enrolment:
      | as          | the woman           |
      | name        | Bouavanne Sayavong  |
      | sex         | female              |
      | born        | 12 June 1997        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    And Dao of Vientiane province finds that it is Bouavanh because "the photographs show one face"
    When the declarant appeals because "they are cousins"
    Then the application waits for adjudicators
    And Dao of Vientiane province may not rule anew because of "application-not-found"
    When Keo of Vientiane province finds that it is another person because "the fingerprints differ"
    Then the application is appealed and waits for its registrar
    And Dao of Vientiane province may not rule anew because of "application-not-found"
    When Kongkeo of Chanthabuly district decides the application
    Then the application is registered

  Scenario Outline: What an application holds is not submitted beside it
    Given Chanthabuly district took a birth of 8 November 2026:
      | name    | Noy Xayavong    |
      | sex     | female          |
      | born    | 8 November 2026 |
      | mother  | Bouavanh        |
    And Somsak of Chanthabuly district <steps> the application because "no birth notice"
    When Somsak of Chanthabuly district submits the act of the application
    Then it is refused because of "act-id-reused"
    And the register holds 2 people

    Examples:
      | steps     |
      | refuses   |
      | withdraws |

  Scenario: The office that took a returned application completes it by submitting its act again
    Given Chanthabuly district took a birth of 8 November 2026:
      | name    | Noy Xayavong    |
      | sex     | female          |
      | born    | 8 November 2026 |
      | mother  | Bouavanh        |
    And Somsak of Chanthabuly district returns the application because "bring the notice"
    When Somsak of Sikhottabong district submits the act of the application
    Then it is refused because of "act-id-reused"
    When Somsak of Chanthabuly district submits the act of the application
    Then it is sent to Chanthabuly district
    And the register holds 2 people
    And Somsak of Chanthabuly district may not register the application because of "four-eyes"
    When Kongkeo of Chanthabuly district decides the application
    Then the application is registered

  Scenario: Whoever refused does not complete the returned appeal by submitting
    Given Chanthabuly district took a birth of 8 November 2026:
      | name    | Noy Xayavong    |
      | sex     | female          |
      | born    | 8 November 2026 |
      | mother  | Bouavanh        |
    And Somsak of Chanthabuly district refuses the application because "no birth notice"
    And the declarant appeals because "it is with the midwife"
    And Kongkeo of Chanthabuly district returns the application because "bring the notice"
    When Somsak of Chanthabuly district submits the act of the application
    Then it is refused because of "own-refusal"
    And the application is returned

  Scenario: An appeal is not got round by submitting
    Given Chanthabuly district took a birth of 8 November 2026:
      | name    | Noy Xayavong    |
      | sex     | female          |
      | born    | 8 November 2026 |
      | mother  | Bouavanh        |
    And Somsak of Chanthabuly district refuses the application because "no birth notice"
    And the declarant appeals because "it is with the midwife"
    When Somsak of Chanthabuly district submits the act of the application
    Then it is refused because of "act-id-reused"
    And the application is appealed and waits for its registrar
