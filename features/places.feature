Feature: Places change
  Units are renamed, merged, split and given to another province. Nobody's address is rewritten for that:
  an address names the unit itself, and the unit knows what it was called and where it lay on any day.

  Background:
    Given today is 21 November 2026
    And these people live in Donesamphan:
      | name                          | sex    | born       | nationality | relation |
      | Tou Yang ຕູ້ ຢາງ                | male   | 3 May 1965 | held LAO    | head     |
      | Mai Yang ໄໝ ຢາງ                | female | 3 May 1995 | held LAO    | child    |
    And these people live in Bornangoua:
      | name                       | sex    | born       | nationality | relation |
      | Somchit Vongsa ສົມຈິດ ວົງສາ | male   | 2 May 1960 | held LAO    | head     |
      | Keo Vongsa ແກ້ວ ວົງສາ       | female | 2 May 2000 | held LAO    | child    |

  Scenario: District 0908 moves to Xaisomboun province and becomes 1805
    When the centre registers a place change of 13 December 2013:
      | steps      | 0908 gets the code 1805 in 18, 0908001 gets the code 1805001 |
      | decided by | ministry MOHA, decree 10/2013                                |
    Then it is registered
    And on 12 December 2013 the code 0908 is borne by Thathom in Xiangkhoang
    And on 13 December 2013 the code 1805 is borne by Thathom in Xaisomboun
    And on 13 December 2013 the code 0908 is borne by nobody
    And on 13 December 2013 the code 1805001 is borne by Donesamphan
    And on 12 December 2013 Tou's address lies in Xiangkhoang
    And on 13 December 2013 Tou's address lies in Xaisomboun
    And on 13 December 2013 Tou's address does not lie in Xiangkhoang
    And the acts in Tou's history are enrolment

  Scenario: Only a ministry changes places
    When the centre registers a place change of 13 December 2013:
      | steps | 0908 gets the code 1805 in 18 |
    Then it is refused because of "authority-not-competent"

  Scenario: A village is merged into another while people move
    Given the centre registered a place change of 1 June 2026:
      | steps      | 0101002 ends in 0101001      |
      | decided by | ministry MOHA, decree 4/2026 |
    Then Somchit's residence is Bornangoua
    And on 31 May 2026 Somchit's address does not lie in Nongping
    And on 1 June 2026 Somchit's address lies in Nongping
    And on 1 June 2026 Somchit's address lies in Chanthabuly
    When Chanthabuly district registers a move of 15 May 2026:
      | persons | Mai     |
      | to      | 0101002 |
    Then it is registered
    And on 20 May 2026 Mai's address does not lie in Nongping
    And Mai's address lies in Nongping
    When Chanthabuly district registers a move of 15 June 2026:
      | persons | Tou     |
      | to      | 0101002 |
    Then it is refused because of "place-unknown"

  Scenario: Whoever lives in a village that was merged can still move, have children and die
    Given the centre registered a place change of 1 June 2026:
      | steps      | 0101002 ends in 0101001      |
      | decided by | ministry MOHA, decree 4/2026 |
    When Chanthabuly district registers a birth of 8 November 2026:
      | name   | Noy Vongsa ນ້ອຍ ວົງສາ |
      | sex    | female               |
      | born   | 8 November 2026      |
      | mother | Keo                  |
    Then it is registered
    And Noy's address lies in Nongping
    When Chanthabuly district registers a death of 10 November 2026:
      | person | Somchit          |
      | died   | 10 November 2026 |
    Then it is registered

  Scenario: A village that is joined to one of another district is that district's
    Given the centre registered a place change of 1 June 2026:
      | steps      | 0101002 ends in 0102001      |
      | decided by | ministry MOHA, decree 4/2026 |
    When Chanthabuly district registers a death of 10 November 2026:
      | person | Somchit          |
      | died   | 10 November 2026 |
    Then it is refused because of "office-outside-area"
    When Sikhottabong district registers a death of 10 November 2026:
      | person | Somchit          |
      | died   | 10 November 2026 |
    Then it is registered

  Scenario: A village is renamed, and its old name stays true of the old days
    When the centre registers a place change of 1 June 2026:
      | steps      | 0101002 is called Phonsavang ໂພນສະຫວ່າງ |
      | decided by | ministry MOHA, decree 5/2026           |
    Then it is registered
    And on 1 May 2026 Somchit's residence was Bornangoua
    And on 1 July 2026 Somchit's residence was Phonsavang

  Scenario: A village is split in two
    When the centre registers a place change of 1 June 2026:
      | steps      | a village 0101003 called Houyhong ຫ້ວຍຫົງ in 0101 is founded, a village 0101004 called Phonsavang ໂພນສະຫວ່າງ in 0101 is founded, 0101002 ends in 0101003 and 0101004 |
      | decided by | ministry MOHA, decree 6/2026 |
    Then it is registered
    And on 1 July 2026 Somchit's address lies in Houyhong
    And on 1 July 2026 Somchit's address lies in Phonsavang
    And on 1 July 2026 Somchit's address lies in Chanthabuly

  Scenario: The villages of a district that is merged go with it
    When the centre registers a place change of 1 June 2026:
      | steps      | 0102 ends in 0101            |
      | decided by | ministry MOHA, decree 7/2026 |
    Then it is registered
    And on 1 July 2026 the code 0102001 is borne by Nakham in Chanthabuly
    And on 1 May 2026 the code 0102001 is borne by Nakham in Sikhottabong

  Scenario: A district with villages is not split before it is said where they go
    When the centre registers a place change of 1 June 2026:
      | steps      | 0102 ends in 0101 and 0601   |
      | decided by | ministry MOHA, decree 7/2026 |
    Then it is refused because of "place-has-units"

  Scenario: A code is borne by one unit at a time
    When the centre registers a place change of 1 June 2026:
      | steps      | 0101002 gets the code 0101001 |
      | decided by | ministry MOHA, decree 7/2026  |
    Then it is refused because of "place-code-taken"

  Scenario: A village does not lie in a village
    When the centre registers a place change of 1 June 2026:
      | steps      | a village 0101003 called Houyhong ຫ້ວຍຫົງ in 0101001 is founded |
      | decided by | ministry MOHA, decree 7/2026 |
    Then it is refused because of "place-parent-level"

  Scenario: A decree that was registered by mistake
    Given the centre registered a place change of 1 June 2026:
      | called     | the decree                   |
      | steps      | 0101002 ends in 0101001      |
      | decided by | ministry MOHA, decree 4/2026 |
    When the centre registers an annulment:
      | act    | the decree                |
      | reason | the decree was a draft    |
    Then it is registered
    And on 1 July 2026 Somchit's address does not lie in Nongping
    And on 1 July 2026 the code 0101002 is borne by Bornangoua
