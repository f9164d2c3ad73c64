Feature: Is this person registered already?
  Nobody is registered twice, and nobody is refused because of being like another. Where the register holds
  somebody very like, an adjudicator compares both: not who took the declaration, and not who registers it. Who
  declared learns that there is somebody, and by when it is decided.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                              | sex    | born         | nationality | relation |
      | Khamla Xayavong ຄຳຫຼ້າ ໄຊຍະວົງ      | male   | 3 May 1965   | held LAO    | head     |
      | Bouavanh Xayavong ບົວວັນ ໄຊຍະວົງ   | female | 12 June 1997 | held LAO    | spouse   |
    And whoever is entered is compared with everybody

  Scenario: Two spellings of one woman
    When Chanthabuly district takes an enrolment:
      | as          | the woman           |
      | name        | Bouavanne Sayavong  |
      | sex         | female              |
      | born        | 12 June 1997        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    Then adjudicators are asked until 6 December 2026
    And they are asked about Bouavanh
    And who declared is not told of whom
    When an adjudicator of Vientiane province finds that it is Bouavanh because "the photographs show one face"
    Then the application is refused because of "found-same-person" and may be appealed until 20 January 2027
    And the office that took it is told that it is Bouavanh
    And the register holds 2 people

  Scenario: Whoever asks by submitting somebody leaves a declaration
    When Chanthabuly district submits an enrolment:
      | as          | the woman           |
      | name        | Bouavanne Sayavong  |
      | sex         | female              |
      | born        | 12 June 1997        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    Then adjudicators are asked until 6 December 2026
    And they are asked about Bouavanh
    And who declared is not told of whom
    And the register holds 2 people

  Scenario: A woman who is another is registered, and the act names the ruling
    When Chanthabuly district takes an enrolment:
      | as          | the woman           |
      | name        | Bouavanne Sayavong  |
      | sex         | female              |
      | born        | 12 June 1997        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    And an adjudicator of Vientiane province finds that it is another person because "both came to the office together"
    Then the application waits for its registrar
    When Chanthabuly district decides the application
    Then the application is registered
    And the act names the adjudication of Bouavanh, and not its reason
    And the register holds 3 people

  Scenario: The refusal is appealed and another adjudicator decides
    Given Chanthabuly district took an enrolment:
      | as          | the woman           |
      | name        | Bouavanne Sayavong  |
      | sex         | female              |
      | born        | 12 June 1997        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    And Dao of Vientiane province finds that it is Bouavanh because "the photographs show one face"
    When the declarant appeals because "they are cousins"
    Then the application waits for adjudicators
    And Dao of Vientiane province may not decide because of "application-not-found"
    When another adjudicator of Vientiane province finds that it is another person because "the fingerprints differ"
    Then the application is appealed and waits for its registrar
    When Chanthabuly district decides the application
    Then the application is registered

  Scenario: Two posts declare one child in the same minute
    Given Nongping village took a birth of 8 November 2026:
      | application | the village's |
      | as      | the child           |
      | name    | Noy Xayavong ນ້ອຍ ໄຊຍະວົງ |
      | sex     | female              |
      | born    | 8 November 2026     |
      | born at | Nongping            |
      | mother  | Bouavanh            |
    And Chanthabuly district took a birth of 8 November 2026:
      | application | the district's |
      | as      | the same child      |
      | name    | Noi Saiyavong       |
      | sex     | female              |
      | born    | 8 November 2026     |
      | born at | Nongping            |
      | mother  | Bouavanh            |
    And the application waits for its registrar
    When Chanthabuly district decides "the village's"
    Then the application is registered
    When Chanthabuly district decides "the district's"
    Then the application waits for adjudicators
    And they are asked about "the child"
    And who declared is not told of whom
    When an adjudicator of Vientiane province finds that it is "the child" because "one birth notice"
    Then the application is refused because of "found-same-person" and may be appealed until 20 January 2027
    And the office that took it is told that it is "the child"

  Scenario: Brother and sister are not asked about
    Given Chanthabuly district registered a birth of 8 November 2024:
      | name    | Noy Xayavong ນ້ອຍ ໄຊຍະວົງ |
      | sex     | female              |
      | born    | 8 November 2024     |
      | born at | Nongping            |
      | mother  | Bouavanh            |
      | father  | Khamla              |
    When Chanthabuly district takes a birth of 8 November 2026:
      | name    | Kham Xayavong ຄຳ ໄຊຍະວົງ |
      | sex     | male                |
      | born    | 8 November 2026     |
      | born at | Nongping            |
      | mother  | Bouavanh            |
      | father  | Khamla              |
    Then the application waits for its registrar

  Scenario: A son is named like his father
    When Chanthabuly district takes a birth of 8 November 2026:
      | as      | the son             |
      | name    | Khamla Xayavong ຄຳຫຼ້າ ໄຊຍະວົງ |
      | sex     | male                |
      | born    | 8 November 2026     |
      | born at | Nongping            |
      | mother  | Bouavanh            |
      | father  | Khamla              |
    Then the application waits for its registrar

  Scenario: A girl is named like a woman who died before her birth
    Given Chanthabuly district registered an enrolment of 1 March 1998:
      | as          | Latsamy             |
      | name        | Latsamy Chanthavong |
      | sex         | female              |
      | born        | 12 June 1997        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping since 1997 |
    And Chanthabuly district registered a death of 10 November 1998:
      | person  | Latsamy             |
      | died    | 10 November 1998    |
    When Chanthabuly district takes an enrolment:
      | as          | the girl            |
      | name        | Latsamy Chanthavong |
      | sex         | female              |
      | born        | 12 June 1999        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    Then the application waits for its registrar

  Scenario: A woman is named like one who married after the day on which she is said to have died
    Given Chanthabuly district registered a death of 10 November 1998:
      | person  | Bouavanh            |
      | died    | 10 November 1998    |
    When Chanthabuly district takes an enrolment:
      | as          | the woman           |
      | name        | Bouavanne Sayavong  |
      | sex         | female              |
      | born        | 12 June 1999        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    Then adjudicators are asked until 6 December 2026
    And they are asked about Bouavanh

  Scenario: A girl is born on the day on which a woman died who has her name
    Given Chanthabuly district registered a death of 12 June 1999:
      | person  | Bouavanh            |
      | died    | 12 June 1999        |
    When Chanthabuly district takes an enrolment:
      | as          | the girl            |
      | name        | Bouavanne Sayavong  |
      | sex         | female              |
      | born        | 12 June 1999        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    Then adjudicators are asked until 6 December 2026
    And they are asked about Bouavanh

  Scenario: A man is entered as the son of himself
    When Chanthabuly district takes an enrolment:
      | as            | the son             |
      | name          | Khamla Xayavong ຄຳຫຼ້າ ໄຊຍະວົງ |
      | sex           | male                |
      | born          | 3 May 1965          |
      | nationalities | held LAO            |
      | father        | Khamla              |
      | residence     | permanent in Nongping |
    Then adjudicators are asked until 6 December 2026
    And they are asked about Khamla

  Scenario: A twin of the same name is asked about
    Given Chanthabuly district registered a birth of 8 November 2026:
      | as      | the first twin      |
      | name    | Noy Xayavong ນ້ອຍ ໄຊຍະວົງ |
      | sex     | female              |
      | born    | 8 November 2026     |
      | born at | Nongping            |
      | order   | 1                   |
      | mother  | Bouavanh            |
    When Chanthabuly district takes a birth of 8 November 2026:
      | as      | the second twin     |
      | name    | Noy Xayavong ນ້ອຍ ໄຊຍະວົງ |
      | sex     | female              |
      | born    | 8 November 2026     |
      | born at | Nongping            |
      | order   | 2                   |
      | mother  | Bouavanh            |
    Then adjudicators are asked until 6 December 2026
    And they are asked about "the first twin"

  Scenario: An unnamed twin is never refused
    Given Chanthabuly district registered a birth of 8 November 2026:
      | as      | the first twin      |
      | sex     | female              |
      | born    | 8 November 2026     |
      | born at | Nongping            |
      | order   | 1                   |
      | mother  | Bouavanh            |
    When Chanthabuly district takes a birth of 8 November 2026:
      | as      | the second twin     |
      | sex     | female              |
      | born    | 8 November 2026     |
      | born at | Nongping            |
      | order   | 2                   |
      | mother  | Bouavanh            |
    Then the application waits for its registrar
    When Chanthabuly district decides the application
    Then the application is registered

  Scenario: A twin of whom nobody wrote which was born first
    Given Chanthabuly district registered a birth of 8 November 2026:
      | as      | the first twin      |
      | sex     | female              |
      | born    | 8 November 2026     |
      | born at | Nongping            |
      | mother  | Bouavanh            |
    When Chanthabuly district takes a birth of 8 November 2026:
      | as      | the second twin     |
      | sex     | female              |
      | born    | 8 November 2026     |
      | born at | Nongping            |
      | mother  | Bouavanh            |
    Then adjudicators are asked until 6 December 2026
    When an adjudicator of Vientiane province finds that it is another person because "the midwife saw two children"
    And Chanthabuly district decides the application, and "births-too-close" because "twins"
    Then the application is registered

  Scenario: When the days are over nothing happens by itself
    Given Chanthabuly district took an enrolment:
      | application | the old one     |
      | as          | the woman           |
      | name        | Bouavanne Sayavong  |
      | sex         | female              |
      | born        | 12 June 1997        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    And today is 10 December 2026
    And Chanthabuly district took an enrolment:
      | application | the new one     |
      | as          | another woman       |
      | name        | Buavan Xaiyavong    |
      | sex         | female              |
      | born        | 12 June 1997        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    And one asks after "the old one"
    Then it stands first of what waits for adjudicators of Vientiane province, overdue
    And who declared sees that it is overdue
    And the application waits for adjudicators

  Scenario: A name changed so that it meets somebody
    Given these people are enrolled:
      | name                      | sex    | born         | nationality | residence             |
      | Somchit Vang ສົມຈິດ ວັງ    | female | 12 June 1997 | held LAO    | permanent in Nongping |
    When Chanthabuly district takes a name change of 20 November 2026:
      | person | Somchit                          |
      | name   | Bouavanh Xayavong ບົວວັນ ໄຊຍະວົງ |
    Then adjudicators are asked until 6 December 2026
    And they are asked whether Somchit is Bouavanh
    When an adjudicator of Vientiane province finds that it is another person because "she took her cousin's name"
    And Chanthabuly district decides the application
    Then the application is registered
    And Somchit's name is "Bouavanh Xayavong"

  Scenario: Parted again, and very like a third
    Given these people are enrolled:
      | name                            | sex    | born         | nationality | residence             |
      | Somchit Vang ສົມຈິດ ວັງ          | female | 12 June 1997 | held LAO    | permanent in Nongping |
      | Seng Vang ແສງ ວັງ                | female | 1997         | held LAO    | permanent in Nongping |
    And the centre registered a merge of 1 November 2026:
      | called   | the merge     |
      | survivor | Seng          |
      | other    | Somchit       |
      | reason   | one old card  |
    And these people are enrolled:
      | as   | name                      | sex    | born         | nationality | residence             |
      | Somchith | Somchith Vang ສົມຈິດ ວັງ | female | 12 June 1997 | held LAO    | permanent in Nongping |
    When the centre takes an unmerge of 20 November 2026:
      | merge  | the merge                     |
      | reason | the old card was another's    |
    Then adjudicators are asked until 6 December 2026
    And they are asked whether Somchit is Somchith
    When an adjudicator of the centre finds that it is another person because "the fingerprints differ"
    And the centre decides the application
    Then the application is registered

  Scenario: Who took the declaration does not adjudicate it
    Given Vientiane province took an enrolment:
      | taken by    | Dao                 |
      | as          | the woman           |
      | name        | Bouavanne Sayavong  |
      | sex         | female              |
      | born        | 12 June 1997        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    Then Dao of Vientiane province may not decide because of "application-not-found"
    And an adjudicator of Chanthabuly district may not decide because of "office-does-not-adjudicate"
    When another adjudicator of Vientiane province finds that it is another person because "both came to the office together"
    Then the application waits for its registrar

  Scenario: Whoever found another person takes no further step in the application
    Given Vientiane province took an enrolment:
      | as          | the woman           |
      | name        | Bouavanne Sayavong  |
      | sex         | female              |
      | born        | 12 June 1997        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    When Dao of Vientiane province finds that it is another person because "both came to the office together"
    Then Dao of Vientiane province may not decide the application because of "own-ruling"
    And Dao of Vientiane province may not refuse the application because of "own-ruling"
    And Dao of Vientiane province may not return the application because of "own-ruling"
    And Dao of Vientiane province may not withdraw the application because of "own-ruling"
    When Somsak of Vientiane province returns the application because "the card is missing"
    Then Dao of Vientiane province may not rewrite the application because of "own-ruling"
    And Dao of Vientiane province may not declare the application because of "own-ruling"

  Scenario: She is found to be registered after all, while the application is returned
    Given Chanthabuly district took an enrolment:
      | as          | the woman           |
      | name        | Bouavanne Sayavong  |
      | sex         | female              |
      | born        | 12 June 1997        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    And Dao of Vientiane province finds that it is another person because "both came to the office together"
    And Somsak of Chanthabuly district returns the application because "the card is missing"
    When Keo of Vientiane province finds anew that it is Bouavanh because "the fingerprints are hers"
    Then the application is refused because of "found-same-person" and may be appealed until 20 January 2027
    When the declarant appeals because "they are cousins"
    Then adjudicators are asked until 6 December 2026
    And they are asked about Bouavanh
    But Keo of Vientiane province may not decide because of "application-not-found"
    When an adjudicator of the centre finds that it is another person because "the fingerprints differ"
    Then Keo of Vientiane province may not decide the application because of "own-refusal"
    But Chanthabuly district decides the application
    And the application is registered

  Scenario: No finding lifts a refusal but the one on appeal
    Given Chanthabuly district took an enrolment:
      | as          | the woman           |
      | name        | Bouavanne Sayavong  |
      | sex         | female              |
      | born        | 12 June 1997        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    And Dao of Vientiane province finds that it is Bouavanh because "the photographs show one face"
    When Keo of Vientiane province finds anew that it is another person because "the fingerprints differ"
    Then the application is refused because of "found-another-since" and may be appealed until 20 January 2027
    When the declarant appeals because "they are cousins"
    And an adjudicator of the centre finds that it is another person because "the fingerprints differ"
    Then Keo of Vientiane province may not decide the application because of "own-ruling"

  Scenario: Somebody protected is very like
    Given the centre registered a protection of 1 November 2026:
      | person  | Bouavanh                                |
      | article | Law on combating violence against women |
    When Chanthabuly district takes an enrolment:
      | as          | the woman           |
      | name        | Bouavanne Sayavong  |
      | sex         | female              |
      | born        | 12 June 1997        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    Then adjudicators are asked until 6 December 2026
    And who declared is not told of whom
    And an adjudicator of Vientiane province may not decide because of "application-not-found"
    When an adjudicator of the centre finds that it is Bouavanh because "she lives in Nongping with her husband"
    Then the application is refused because of "found-same-person" and may be appealed until 20 January 2027
    And the office that took it is told that it is nobody

  Scenario: Somebody protected is another, and the act says what it says of everybody
    Given the centre registered a protection of 1 November 2026:
      | person  | Bouavanh                                |
      | article | Law on combating violence against women |
    When Chanthabuly district takes an enrolment:
      | as          | the woman           |
      | name        | Bouavanne Sayavong  |
      | sex         | female              |
      | born        | 12 June 1997        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    And an adjudicator of the centre finds that it is another person because "she lives in Nongping with her husband"
    And Chanthabuly district decides the application
    Then the application is registered
    And the act names the adjudication of Bouavanh, and not its reason

  Scenario: Who comes under protection in the meantime goes to the country's own desk
    Given Chanthabuly district took an enrolment:
      | as          | the woman           |
      | name        | Bouavanne Sayavong  |
      | sex         | female              |
      | born        | 12 June 1997        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    And the centre registered a protection of 1 November 2026:
      | person  | Bouavanh                                |
      | article | Law on combating violence against women |
    Then an adjudicator of Vientiane province may not decide because of "national-desk-only"
    And an adjudicator of Vientiane province may not decide because of "application-not-found"
    When an adjudicator of the centre finds that it is another person because "the fingerprints differ"
    Then the application waits for its registrar

  Scenario: The adjudicator reads the papers, and only who may decide
    When Vientiane province takes an enrolment:
      | taken by    | Dao                 |
      | copied      | identity-document   |
      | as          | the woman           |
      | name        | Bouavanne Sayavong  |
      | sex         | female              |
      | born        | 12 June 1997        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    Then an adjudicator of Vientiane province reads who declared
    And an adjudicator of Vientiane province reads the paper
    But Dao of Vientiane province may not read the paper because of "application-not-found"
    And an adjudicator of Chanthabuly district may not read the paper because of "office-does-not-adjudicate"
    When an adjudicator of Vientiane province finds that it is another person because "another face on the card"
    Then an adjudicator of Vientiane province reads the paper

  Scenario: Papers of a case in which somebody comes under protection
    Given Chanthabuly district took an enrolment:
      | copied      | identity-document   |
      | as          | the woman           |
      | name        | Bouavanne Sayavong  |
      | sex         | female              |
      | born        | 12 June 1997        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    And the centre registered a protection of 1 November 2026:
      | person  | Bouavanh                                |
      | article | Law on combating violence against women |
    Then an adjudicator of Vientiane province may not read the paper because of "national-desk-only"
    And an adjudicator of Vientiane province may not read the paper because of "application-not-found"
    And an adjudicator of the centre reads who declared
    And an adjudicator of the centre reads the paper

  Scenario: Withdrawn before anybody decided
    Given Chanthabuly district took an enrolment:
      | copied      | identity-document   |
      | as          | the woman           |
      | name        | Bouavanne Sayavong  |
      | sex         | female              |
      | born        | 12 June 1997        |
      | nationalities | held LAO          |
      | residence   | permanent in Nongping |
    When the declarant withdraws because "she has found her old card"
    Then the application is withdrawn
    And nobody is asked any more
    And an adjudicator of Vientiane province may not read the paper because of "adjudication-dropped"
