Feature: Stays, absence and departure
  Where somebody is permanently at home, stays for a time, and is absent from are three things at once.
  No clock ends any of them.

  Background:
    Given today is 21 November 2026
    And these people live in Xiengthong:
      | name                          | sex    | born             | nationality | relation |
      | Bounmy Sisavath ບຸນມີ ສີສະຫວາດ | male   | 2 February 1970  | held LAO    | head     |
      | Keo Sisavath ແກ້ວ ສີສະຫວາດ     | female | 14 March 2006    | held LAO    | child    |
      | Tou Sisavath ຕູ້ ສີສະຫວາດ      | male   | 9 September 2004 | held LAO    | child    |

  Scenario: A student with three places
    Given Luangprabang district registered an absence of 1 September 2026:
      | persons | Keo          |
      | reason  | study        |
      | until   | 30 June 2028 |
    When Chanthabuly district registers a temporary stay of 1 September 2026:
      | persons | Keo                  |
      | at      | house 40 in Nongping |
      | until   | 30 June 2028         |
    Then it is registered
    And Keo's residence is Xiengthong and temporary in house 40 in Nongping and absent in Xiengthong
    And Keo's household is that of Bounmy

  Scenario: The student comes home
    Given Luangprabang district registered an absence of 1 September 2025:
      | persons | Keo   |
      | reason  | study |
    And Chanthabuly district registered a temporary stay of 1 September 2025:
      | persons | Keo                  |
      | at      | house 40 in Nongping |
    When Luangprabang district registers a return of 1 July 2026:
      | persons | Keo |
    Then it is registered
    And Keo's residence is Xiengthong
    And on 1 June 2026 Keo's residence was Xiengthong and temporary in house 40 in Nongping and absent in Xiengthong

  Scenario: A soldier away for two years
    When Luangprabang district registers an absence of 1 May 2024:
      | persons | Tou              |
      | reason  | other            |
      | until   | 1 May 2026       |
    Then it is registered with the warning "absence-long"
    And on 1 November 2026 Tou's residence is Xiengthong and absent in Xiengthong
    And Tou's household is that of Bounmy
    And Tou's number is given
    When Luangprabang district registers a return of 20 November 2026:
      | persons | Tou |
    Then it is registered
    And Tou's residence is Xiengthong

  Scenario: The reason of an absence is sealed
    When Luangprabang district registers an absence of 1 May 2026:
      | persons | Tou  |
      | reason  | work |
    Then it is registered without any warning
    And Tou's residence is Xiengthong and absent in Xiengthong
    And a sealed part "absence-reason" is kept with the act
    And the act itself does not hold "work"
    When the same is handed in again
    Then it is the act that was registered before

  Scenario Outline: Whoever is kept or cared for somewhere still lives at home, and nothing says where they are
    When Luangprabang district registers an absence of 1 May 2026:
      | persons | Tou      |
      | reason  | <reason> |
    Then it is refused because of "absence-reason-unlisted"
    When Luangprabang district registers an absence of 1 May 2026:
      | persons | Tou   |
      | reason  | other |
    Then it is registered without any warning
    And Tou's residence is Xiengthong and absent in Xiengthong
    And Tou's household is that of Bounmy
    And the act itself does not hold "other"

    Examples:
      | reason            |
      | detention         |
      | military-service  |
      | medical-treatment |
      | shelter           |

  Scenario Outline: Nobody lives at an institution
    When Luangprabang district registers a move of 1 May 2026:
      | persons | Tou                         |
      | to      | house <house> in Xiengthong |
    Then it is refused because of "names-institution"

    Examples:
      | house            |
      | Provincial Prison |
      | ໂຮງໝໍແຂວງ          |
      | Doanh trại 5     |
      | centre de traitement |

  Scenario: A reason that the law does not list
    When Luangprabang district registers an absence of 1 May 2026:
      | persons | Tou     |
      | reason  | fishing |
    Then it is refused because of "absence-reason-unlisted"

  Scenario: A stay of four weeks is no residence
    When Chanthabuly district registers a temporary stay of 1 November 2026:
      | persons | Keo              |
      | at      | Nongping         |
      | until   | 20 November 2026 |
    Then it is refused because of "stay-is-short"

  Scenario: Guests are announced to the village, found by dwelling and day, and forgotten
    When Nongping village enters a notice that Keo stays in house 2 in Nongping from 20 November 2026 to 25 November 2026
    Then on 25 November 2026 Nongping village finds Keo in house 2 in Nongping
    And on 26 November 2026 Nongping village finds nobody in house 2 in Nongping
    And on 25 November 2026 Nongping village finds nobody in house 3 in Nongping
    And Keo's residence is Xiengthong
    But Chanthabuly district may not find who stays in house 2 in Nongping
    And the centre may not find who stays in house 2 in Nongping
    When today is 26 December 2026
    And the notices whose days are over are deleted
    Then on 25 November 2026 Nongping village finds nobody in house 2 in Nongping

  Scenario: A temporary stay has a longest time, and may be renewed
    When Chanthabuly district registers a temporary stay of 1 January 2023:
      | persons | Keo             |
      | at      | Nongping        |
      | until   | 1 February 2025 |
    Then it is refused because of "stay-too-long"
    When Chanthabuly district registers a temporary stay of 1 January 2023:
      | persons | Keo             |
      | at      | Nongping        |
      | until   | 31 December 2024 |
    Then it is registered
    When Chanthabuly district registers a temporary stay of 31 December 2024:
      | persons | Keo              |
      | at      | Nongping         |
      | until   | 30 December 2026 |
    Then it is registered
    And on 1 June 2026 Keo's residence is Xiengthong and temporary in Nongping

  Scenario: Somebody settles abroad and keeps number and nationality
    When Luangprabang district registers a departure of 1 October 2026:
      | persons | Tou        |
      | to      | Udon in THA |
    Then it is registered without any warning
    And Tou's residence is abroad in THA
    And Tou's household is none
    And Tou's number is given
    And Tou's nationality is held LAO

  Scenario: Somebody comes back from abroad to a new dwelling
    Given Luangprabang district registered a departure of 1 October 2020:
      | persons | Bounmy      |
      | to      | Udon in THA |
    When Chanthabuly district registers a return of 1 November 2026:
      | persons | Bounmy |
    Then it is refused because of "dwelling-missing"
    When Chanthabuly district registers a return of 1 November 2026:
      | persons | Bounmy              |
      | to      | house 5 in Nongping |
    Then it is registered
    And Bounmy's residence is house 5 in Nongping
    And on 1 June 2022 Bounmy's residence was abroad in THA

  Scenario: Nobody returns who was not away
    When Luangprabang district registers a return of 1 November 2026:
      | persons | Keo |
    Then it is refused because of "not-away"

  Scenario: Home is not abroad
    When Luangprabang district registers a departure of 1 October 2026:
      | persons | Tou           |
      | to      | Pakse in LAO  |
    Then it is refused because of "departure-not-abroad"
