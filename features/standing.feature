Feature: Nationality, permits to reside, and numbers from elsewhere
  What somebody is in law follows from nationality and permit. It never costs anybody the number.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                         | sex    | born         | nationality |
      | Bouavanh Keola ບົວວັນ ແກ້ວລາ | female | 12 June 1997 | held LAO    |
    And these people live in Bornangoua:
      | name       | sex    | born       | nationality |
      | Tran Thi   | female | 3 May 1960 | none        |
    And these people live in Nakham:
      | name       | sex    | born       | nationality |
      | Hung       | male   | 1 May 1980 | held VNM    |

  Scenario: An apatrid becomes a citizen
    Then Tran's class is apatrid
    When Vientiane province registers a nationality of 2 November 2026:
      | person | Tran                       |
      | opens  | held LAO by naturalisation |
    Then it is registered without any warning
    And Tran's nationality is held LAO
    And Tran's class is citizen
    And on 1 November 2026 Tran's nationality was perhaps none
    And Tran's number is given
    And the acts in Tran's history are enrolment, nationality

  Scenario: Somebody of unknown nationality is determined to have none
    Given these people are enrolled:
      | name | sex    | born       |
      | Ya   | female | about 1999 |
    Then Ya's class is undetermined
    And Ya's number is given
    When Vientiane province registers a nationality of 2 November 2026:
      | person | Ya   |
      | opens  | none |
    Then it is registered
    And Ya's class is apatrid

  Scenario: Two nationalities at once
    When Vientiane province registers a nationality of 2 November 2026:
      | person | Bouavanh |
      | opens  | held VNM |
    Then it is registered
    And Bouavanh's nationality is held LAO and held VNM
    And Bouavanh's class is citizen

  Scenario: Whoever would have none left is looked at
    When Vientiane province registers a nationality of 2 November 2026:
      | person | Bouavanh |
      | ends   | held LAO |
    Then it waits for a decision because of "becomes-stateless"

  Scenario: Nobody loses the number with the nationality
    When Vientiane province registers a nationality of 2 November 2026:
      | person     | Bouavanh                 |
      | ends       | held LAO                 |
      | decided by | ministry MOPS, N-2026/88 |
    And the registrar decides "becomes-stateless" because "renounced before the ministry"
    Then it is registered
    And Bouavanh's nationality is unknown
    And Bouavanh's number is given
    And Bouavanh's residence is Nongping

  Scenario: Nobody holds a nationality and none
    When Vientiane province registers a nationality of 2 November 2026:
      | person | Bouavanh |
      | opens  | none     |
    Then it is refused because of "nationality-contradicts"

  Scenario: A foreigner settles for good
    Then Hung's class is foreigner
    When Sikhottabong district registers a residence status of 2 November 2026:
      | person | Hung                      |
      | opens  | permanent-residence P-771 |
    Then it is registered without any warning
    And Hung's class is alien
    And on 1 November 2026 Hung's status was none

  Scenario: A permit ends, and neither home nor number with it
    Given Sikhottabong district registered a residence status of 2 May 2024:
      | person | Hung                      |
      | opens  | temporary-residence T-12  |
    When Sikhottabong district registers a residence status of 2 November 2026:
      | person | Hung |
      | end    | yes  |
    Then it is registered
    And Hung's status is none
    And Hung's residence is Nakham
    And Hung's number is given

  Scenario: A citizen needs no permit
    When Chanthabuly district registers a residence status of 2 November 2026:
      | person | Bouavanh                  |
      | opens  | permanent-residence P-771 |
    Then it waits for a decision because of "status-of-citizen"

  Scenario: An old card's number is kept
    When Chanthabuly district registers an identifier of 2 November 2026:
      | person | Bouavanh                     |
      | opens  | old-card 01-123456 of LAO    |
    Then it is registered
    And Bouavanh's identifier is "old-card 01-123456"

  Scenario: A passport gives way to the next
    Given Chanthabuly district registered an identifier of 2 November 2020:
      | person | Bouavanh              |
      | opens  | passport PA11 of LAO  |
    When Chanthabuly district registers an identifier of 2 November 2026:
      | person | Bouavanh             |
      | ends   | passport PA11 of LAO |
      | opens  | passport PA77 of LAO |
    Then it is registered
    And Bouavanh's identifier is "passport PA77"
    And on 1 January 2024 Bouavanh's identifier was "passport PA11"
