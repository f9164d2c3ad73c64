Feature: Parents found, recognised and denied

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                         | sex    | born         | nationality |
      | Bouavanh Keola ບົວວັນ ແກ້ວລາ | female | 12 June 1997 | held LAO    |
    And these people live in Bornangoua:
      | name                          | sex  | born       | nationality |
      | Khamla Xayavong ຄຳຫຼ້າ ໄຊຍະວົງ | male | 3 May 1995 | held LAO    |
    And Chanthabuly district registered a birth of 7 July 2024:
      | name   | Noy Keola ນ້ອຍ ແກ້ວລາ |
      | sex    | female               |
      | born   | 7 July 2024          |
      | mother | Bouavanh             |

  Scenario: An unknown father is found
    When Chanthabuly district registers a recognition of 10 November 2026:
      | child  | Noy    |
      | parent | Khamla |
    Then it is registered without any warning
    And Noy's father is Khamla
    And on 8 July 2024 Noy's father was Khamla
    And before the last act the register said that on 8 July 2024 Noy's father was nobody
    And Noy's name is "Noy Keola"

  Scenario: An ordinary extract does not tell a recognised child from another
    Given Chanthabuly district registered a recognition of 10 November 2026:
      | child  | Noy    |
      | parent | Khamla |
    Then on an ordinary extract on 8 July 2024 Noy's father was Khamla

  Scenario: A father who is on record does not give way to somebody's word
    Given Chanthabuly district registered a recognition of 10 October 2026:
      | child  | Noy    |
      | parent | Khamla |
    And these people are enrolled:
      | name | sex  | born | nationality |
      | Boun | male | 1990 | held LAO    |
    When Chanthabuly district registers a recognition of 10 November 2026:
      | child  | Noy  |
      | parent | Boun |
    Then it is refused because of "parent-known"

  Scenario: A father younger than the child
    Given these people are enrolled:
      | name | sex  | born | nationality |
      | Boun | male | 2025 | held LAO    |
    When Chanthabuly district registers a recognition of 10 November 2026:
      | child  | Noy  |
      | parent | Boun |
    Then it is refused because of "child-before-father"

  Scenario: The mother was married to another man
    Given these people are enrolled:
      | name | sex  | born | nationality |
      | Boun | male | 1990 | held LAO    |
    And Chanthabuly district registered a marriage of 1 January 2020:
      | spouses | Bouavanh, Boun |
    When Chanthabuly district registers a recognition of 10 November 2026:
      | child  | Noy    |
      | parent | Khamla |
    Then it waits for a decision because of "mother-married-to-another"

  Scenario: A father who is a citizen, and a child of unknown nationality
    Given Chanthabuly district registered a birth of 7 July 2025:
      | name    | Tou                                |
      | sex     | male                               |
      | born    | 7 July 2025                        |
      | born at | Nongping                           |
      | mother  | Nang Ya (female; born about 2001)  |
    When Chanthabuly district registers a recognition of 10 November 2026:
      | child  | Tou    |
      | parent | Khamla |
    Then it is registered with the warning "nationality-to-decide"
    And Tou's nationality is unknown
    And Tou's number is given

  Scenario: A court finds that the father on record is not the father
    Given Chanthabuly district registered a recognition of 10 October 2026:
      | child  | Noy    |
      | parent | Khamla |
    When Chanthabuly district registers a parentage of 15 November 2026:
      | child      | Noy                             |
      | role       | father                          |
      | denied     | yes                             |
      | decided by | court Vientiane, judgment 90/26 |
    Then it is registered
    And on 1 January 2025 Noy's father was nobody
    And before the last act the register said that on 1 January 2025 Noy's father was Khamla
    And Noy's nationality is held LAO

  Scenario: A court finds that another man is the father
    Given Chanthabuly district registered a recognition of 10 October 2026:
      | child  | Noy    |
      | parent | Khamla |
    When Chanthabuly district registers a parentage of 15 November 2026:
      | child      | Noy                              |
      | role       | father                           |
      | denied     | yes                              |
      | parent     | Nguyen Hung (male; held VNM)     |
      | decided by | court Vientiane, judgment 90/26  |
    Then it is registered
    And on 1 January 2025 Noy's father was "Nguyen Hung"

  Scenario: Nobody is denied who is not on record
    When Chanthabuly district registers a parentage of 15 November 2026:
      | child      | Noy                             |
      | role       | father                          |
      | denied     | yes                             |
      | decided by | court Vientiane, judgment 90/26 |
    Then it is refused because of "parent-not-recorded"

  Scenario: An office does not decide who is no parent
    Given Chanthabuly district registered a recognition of 10 October 2026:
      | child  | Noy    |
      | parent | Khamla |
    When Chanthabuly district registers a parentage of 15 November 2026:
      | child  | Noy    |
      | role   | father |
      | denied | yes    |
    Then it is refused because of "authority-not-competent"

  Scenario: A court's order stands against the parent on record
    Given Chanthabuly district registered a recognition of 10 October 2026:
      | child  | Noy    |
      | parent | Khamla |
    When Chanthabuly district registers a recognition of 15 November 2026:
      | child      | Noy                             |
      | parent     | Nguyen Hung (male; held VNM)    |
      | decided by | court Vientiane, judgment 90/26 |
    Then it is registered with the warning "parent-known"
    And Noy's father is "Nguyen Hung"
    And on 1 January 2025 Noy's father was "Nguyen Hung"

  Scenario: A parent by adoption gives way to the end of the adoption only
    Given these people are enrolled:
      | name | sex    | born | nationality |
      | Dao  | female | 1980 | held LAO    |
    And Chanthabuly district registered an adoption of 10 October 2026:
      | child  | Noy |
      | mother | Dao |
    When Chanthabuly district registers a recognition of 15 November 2026:
      | child      | Noy                             |
      | role       | mother                          |
      | parent     | Bouavanh                        |
      | decided by | court Vientiane, judgment 90/26 |
    Then it is refused because of "parent-by-adoption"
