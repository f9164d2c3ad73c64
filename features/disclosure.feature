Feature: Who is shown whom
  What is withheld of somebody protected is withheld of everybody who now lives in one dwelling with them:
  the address of the one is the address of the other. An office reads the people of its own area without a
  case; people of another area, and residences that lie outside, it reads only for a case.

  Background:
    Given today is 21 November 2026
    And these people live in Phosy:
      | name                              | sex    | born         | nationality | relation |
      | Manivone Phommachanh ມະນີວອນ ພົມມະຈັນ | female | 3 May 1990   | held LAO    | head     |
    And these people are enrolled:
      | name                       | sex  | born         | nationality |
      | Khamphet Keola ຄຳເພັດ ແກ້ວລາ  | male | 1 July 1985  | held LAO    |
      | Bounmy Sisavath ບຸນມີ ສີສະຫວາດ | male | 2 March 1960 | held LAO    |
    And these people live in Xiengthong:
      | name                    | sex    | born          | nationality | relation | father   |
      | Keo Keola ແກ້ວ ແກ້ວລາ      | female | 14 March 2006 | held LAO    | head     | Khamphet |
      | Tou Sisavath ຕູ້ ສີສະຫວາດ | male   | 9 May 1980    | held LAO    | unrelated | Bounmy  |
    And the centre registered a move of 10 October 2026:
      | persons | Manivone           |
      | to      | house 31 in Phosy  |
    And the centre registered a move of 11 October 2026:
      | persons | Khamphet           |
      | to      | house 31 in Phosy  |
    And the centre registered a move of 12 October 2026:
      | persons | Bounmy             |
      | to      | house 32 in Phosy  |

  Scenario: Two households of one dwelling
    Then Sikhottabong district reads Khamphet for a case
    And Sikhottabong district finds Khamphet by name
    And Luangprabang district reads on Keo's page of Khamphet
    When the centre registers a protection of 1 November 2026:
      | person  | Manivone                                |
      | article | Law on combating violence against women |
    Then it is registered
    And Khamphet's protection is none
    And Sikhottabong district may not read Manivone for a case because of "national-desk-only"
    And Sikhottabong district may not read Khamphet for a case because of "national-desk-only"
    And Sikhottabong district does not find Khamphet by name
    And Luangprabang district does not read on Keo's page of Khamphet
    But the centre reads Khamphet for a case
    And the centre finds Khamphet by name

  Scenario: However the house is written, it is one dwelling
    Given the centre registered a move of 14 October 2026:
      | persons | Bounmy              |
      | to      | house ໐໓໑. in Phosy |
    And the centre registered a protection of 1 November 2026:
      | person  | Manivone                                |
      | article | Law on combating violence against women |
    Then Sikhottabong district may not read Bounmy for a case because of "national-desk-only"
    And Sikhottabong district does not find Bounmy by name

  Scenario: A lodger at the address of the household of somebody protected
    Given the centre registered a household open of 12 October 2026:
      | as       | household of Bounmy |
      | dwelling | house 33 in Phosy   |
      | members  | Bounmy as head      |
    And the centre registered a move of 13 October 2026:
      | persons   | Manivone            |
      | to        | Phosy               |
      | household | household of Bounmy |
      | relations | unrelated           |
    And the centre registered a move of 14 October 2026:
      | persons | Khamphet          |
      | to      | house 33 in Phosy |
    Then Sikhottabong district reads Khamphet for a case
    When the centre registers a protection of 1 November 2026:
      | person  | Manivone                                |
      | article | Law on combating violence against women |
    Then it is registered
    And Sikhottabong district may not read Bounmy for a case because of "national-desk-only"
    And Sikhottabong district may not read Khamphet for a case because of "national-desk-only"
    And Luangprabang district does not read on Keo's page of Khamphet

  Scenario: A house is one dwelling when its village is joined to another
    Given the centre registered a protection of 1 November 2026:
      | person  | Manivone                                |
      | article | Law on combating violence against women |
    And the centre registered a place change of 12 November 2026:
      | steps      | a village 0102999 called Maiphosy ໃໝ່ໂພສີ in 0102 is founded, 0102030 ends in 0102999 |
      | decided by | ministry MOHA, decree 4/2026 |
    When the centre registers a move of 14 November 2026:
      | persons | Bounmy               |
      | to      | house 31 in Maiphosy |
    Then it is registered
    And Sikhottabong district may not read Bounmy for a case because of "national-desk-only"
    And Sikhottabong district may not read Khamphet for a case because of "national-desk-only"

  Scenario: Whoever lives where another record of somebody protected lives
    Given these people are enrolled:
      | name                              | sex    | born         | nationality |
      | Manivanh Phommachanh ມະນີວັນ ພົມມະຈັນ | female | 3 May 1990   | held LAO    |
    And the centre registered a move of 12 October 2026:
      | persons | Manivanh          |
      | to      | house 32 in Phosy |
    And the centre registered a merge of 20 October 2026:
      | survivor | Manivone           |
      | other    | Manivanh           |
      | reason   | one and the same   |
    Then Sikhottabong district reads Bounmy for a case
    When the centre registers a protection of 1 November 2026:
      | person  | Manivone                                |
      | article | Law on combating violence against women |
    Then it is registered
    And Sikhottabong district may not read Bounmy for a case because of "national-desk-only"
    And Luangprabang district does not read on Tou's page of Bounmy

  Scenario: Neighbours are told apart
    Given the centre registered a protection of 1 November 2026:
      | person  | Manivone                                |
      | article | Law on combating violence against women |
    Then Sikhottabong district reads Bounmy for a case
    And Sikhottabong district finds Bounmy by name
    And Luangprabang district reads on Tou's page of Bounmy

  Scenario: Whoever moves away is shown again
    Given the centre registered a protection of 1 November 2026:
      | person  | Manivone                                |
      | article | Law on combating violence against women |
    When Sikhottabong district registers a move of 20 November 2026:
      | persons | Khamphet        |
      | to      | house 5 in Phosy |
    Then it is registered
    And Sikhottabong district reads Khamphet for a case
    And Luangprabang district reads on Keo's page of Khamphet

  Scenario: Whoever lives in one household with somebody protected is withheld where others name them
    Given these people live in Nakham:
      | name                   | sex    | born         | nationality | relation  |
      | Vanh Xayavong ວັນ ໄຊຍະວົງ | female | 4 April 1992 | held LAO    | head      |
      | Lae Vilay ແລ ວິໄລ         | male   | 5 May 1975   | held LAO    | unrelated |
    And these people live in Xiengthong:
      | name               | sex    | born          | nationality | relation | father |
      | Noy Vilay ນ້ອຍ ວິໄລ | female | 7 August 2000 | held LAO    | head     | Lae    |
    Then Luangprabang district reads on Noy's page of Lae
    When the centre registers a protection of 3 November 2026:
      | person  | Vanh                                    |
      | article | Law on combating violence against women |
    Then it is registered
    And Lae's protection is none
    And Luangprabang district does not read on Noy's page of Lae
    And Sikhottabong district may not read Lae for a case because of "national-desk-only"

  Scenario: A student is of the area of both homes
    Given Luangprabang district registered an absence of 1 September 2026:
      | persons | Keo          |
      | reason  | study        |
      | until   | 30 June 2028 |
    And Chanthabuly district registered a temporary stay of 1 September 2026:
      | persons | Keo                  |
      | at      | house 40 in Nongping |
      | until   | 30 June 2028         |
    Then Luangprabang district reads Keo without a case
    And Chanthabuly district reads Keo without a case
    And Chanthabuly district finds Keo by name without a case
    But Sikhottabong district may not read Keo without a case because of "nothing-to-show"
    And Sikhottabong district does not find Keo by name without a case

  Scenario: Whoever lives in a village that was joined to one of another district is of that district
    Given Luangprabang district reads Keo without a case
    And the centre registered a place change of 12 November 2026:
      | steps      | 0601001 ends in 0102030      |
      | decided by | ministry MOHA, decree 4/2026 |
    Then Sikhottabong district reads Keo without a case
    And Sikhottabong district finds Keo by name without a case
    But Luangprabang district may not read Keo without a case because of "nothing-to-show"
    And Luangprabang district does not find Keo by name without a case

  Scenario: A consulate has no area of its own
    Then the consulate in Hanoi may not read Keo without a case because of "nothing-to-show"
    And the consulate in Hanoi does not find Keo by name without a case
    But the consulate in Hanoi reads Keo for a case
    And the consulate in Hanoi finds Keo by name for a case
    And the centre reads Keo without a case
    And the centre finds Keo by name without a case

  Scenario: A residence outside is shown only for a case
    Given Chanthabuly district registered a temporary stay of 1 September 2026:
      | persons | Keo                  |
      | at      | house 40 in Nongping |
      | until   | 30 June 2028         |
    Then Luangprabang district reads without a case that Keo lives in Xiengthong
    And Chanthabuly district reads without a case that Keo lives in Nongping
    And Chanthabuly district reads for a case that Keo lives in Xiengthong and Nongping

  Scenario: Whoever lives nowhere any more is of the area of the last home
    Given the centre registered a death of 12 November 2026:
      | person | Keo              |
      | died   | 12 November 2026 |
    Then Luangprabang district reads Keo without a case
    But Sikhottabong district may not read Keo without a case because of "nothing-to-show"
    And Luangprabang district reads without a case that Keo lives in Xiengthong

  Scenario: The office of an act does not tell where somebody protected was
    Given Sikhottabong district registered a marriage of 12 October 2026:
      | spouses | Manivone, Tou |
    And Luangprabang district registered a name change of 1 November 2026:
      | person | Tou                          |
      | name   | Tou Phommachanh ຕູ້ ພົມມະຈັນ |
    Then in Tou's history Luangprabang district reads of a marriage at Sikhottabong district
    When the centre registers a protection of 3 November 2026:
      | person  | Manivone                                |
      | article | Law on combating violence against women |
    Then it is registered
    And in Tou's history Luangprabang district reads of a marriage at no office
    And in Tou's history Luangprabang district reads of a name change at Luangprabang district
    But in Manivone's history the centre reads of a marriage at Sikhottabong district
