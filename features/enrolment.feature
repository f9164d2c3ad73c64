Feature: Enrolment
  Whoever lives in the country is entered, whatever papers, surname or birth date they have or lack.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                         | sex    | born         | nationality |
      | Bouavanh Keola ບົວວັນ ແກ້ວລາ | female | 12 June 1997 | held LAO    |

  Scenario: Without papers, surname or birth date
    When Pek district registers an enrolment of 10 November 2026:
      | name      | Ya ຢາ                 |
      | sex       | female                |
      | residence | permanent in Muangnoy |
      | papers    | none                  |
    Then it is registered with the warning "evidence-missing"
    And Ya's number is given
    And Ya's class is undetermined
    And Ya's birth is unknown
    And Ya's residence is Muangnoy
    And on 1 January 2026 Ya's residence was perhaps Muangnoy

  Scenario: Only the year of birth is known, and it stays a year
    When Pek district registers an enrolment of 10 November 2026:
      | name      | Ya Vang                              |
      | sex       | female                               |
      | born      | 1948 declared                        |
      | residence | permanent in Muangnoy since May 2019 |
    Then it is registered
    And Ya's birth is 1948 declared
    And on 1 January 2020 Ya's residence was Muangnoy
    And on 15 May 2019 Ya's residence was perhaps Muangnoy

  Scenario: With no fixed abode
    When Chanthabuly district registers an enrolment of 10 November 2026:
      | name      | Boun           |
      | sex       | male           |
      | born      | about 1970     |
      | residence | no-fixed-abode |
    Then it is registered
    And Boun's residence is no-fixed-abode
    And Boun's number is given

  Scenario: A foreigner with a permit, who joins a household
    When Chanthabuly district registers an enrolment of 10 November 2026:
      | name          | Hung Nguyen                             |
      | sex           | male                                    |
      | born          | 1 May 1990                              |
      | nationalities | held VNM                                |
      | status        | temporary-residence T-90                |
      | identifiers   | passport C123 of VNM                    |
      | residence     | permanent in Nongping since 1 June 2026 |
      | household     | household of Bouavanh                   |
      | relation      | other                                   |
    Then it is registered
    And Hung's class is foreigner
    And Hung's number is given
    And the household of Hung has:
      | Bouavanh | head  |
      | Hung     | other |

  Scenario: Somebody who has died and whom a lawful act needs
    When Chanthabuly district registers an enrolment of 10 November 2026:
      | name | Grandfather |
      | sex  | male        |
      | born | about 1930  |
      | died | 1994        |
    Then it is registered
    And Grandfather's number is none
    And Grandfather's death is 1994
    And Grandfather's residence is none

  Scenario: A year of the Buddhist era is recognised
    When Pek district registers an enrolment of 10 November 2026:
      | name      | Ya                    |
      | sex       | female                |
      | born      | 2540                  |
      | residence | permanent in Muangnoy |
    Then it is refused because of "date-buddhist-era"

  Scenario: A place that there is not
    When Pek district registers an enrolment of 10 November 2026:
      | name      | Ya                   |
      | sex       | female               |
      | residence | permanent in 0199999 |
    Then it is refused because of "place-unknown"

  Scenario: A district is no dwelling
    When Pek district registers an enrolment of 10 November 2026:
      | name      | Ya               |
      | sex       | female           |
      | residence | permanent in Pek |
    Then it is refused because of "place-without-dwellings"

  Scenario: The declarant's side saw an older state
    Given this moment is called "the receipt"
    And Chanthabuly district registered a name change of 1 November 2026:
      | person | Bouavanh          |
      | name   | Bouavanh Xayavong |
    When Chanthabuly district registers a name change of 20 November 2026:
      | person | Bouavanh                   |
      | name   | Bouavanh Inta              |
      | seen   | Bouavanh at "the receipt"  |
    Then it waits for a decision because of "subject-changed-since"
