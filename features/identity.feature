Feature: Identity
  Two records of one human being are linked, never melted together, so that a wrong link can be taken back.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                            | sex    | born         | nationality | relation |
      | Khamla Xayavong ຄຳຫຼ້າ ໄຊຍະວົງ    | male   | 3 May 1965   | held LAO    | head     |
      | Noy Xayavong ນ້ອຍ ໄຊຍະວົງ        | female | 1 April 1998 | held LAO    | child    |
    And these people live in Muangnoy:
      | name                         | sex    | born         | nationality | relation |
      | Noi Xaiyavong ນ້ອຍ ໄຊຍະວົງ     | female | 1 April 1998 | held LAO    | head     |
      | Vanh Lattana ວັນ ລັດຕະນະ       | male   | 2 March 1996 | held LAO    | other-relative |

  Scenario: Merged numbers keep answering
    When the centre registers a merge of 1 November 2026:
      | called   | the merge                      |
      | survivor | Noy                            |
      | other    | Noi                            |
      | reason   | same fingerprints, same family book |
    Then it is registered with the warning "merge-leaves-household"
    And the number of Noi leads to Noy
    And the number of Noy leads to Noy
    And Noi's survivor is Noy
    And Noi's number is given

  Scenario: Nothing is copied
    Given the centre registered a merge of 1 November 2026:
      | survivor | Noy               |
      | other    | Noi               |
      | reason   | same fingerprints |
    Then Noy's residence is Nongping
    And Noi's residence is Muangnoy
    And Noy's name is Noy Xayavong
    And Noi's name is Noi Xaiyavong

  Scenario: Whoever answers for a protected record is protected
    Given the centre registered a protection of 1 October 2026:
      | person  | Noi                                     |
      | article | Law on combating violence against women |
    And the centre registered a merge of 1 November 2026:
      | called   | the merge         |
      | survivor | Noy               |
      | other    | Noi               |
      | reason   | same fingerprints |
    Then Noy's protection is in force
    And Chanthabuly district may not read Noi for a case because of "national-desk-only"
    And Chanthabuly district does not find Noy by name
    And Chanthabuly district may not read Khamla for a case because of "national-desk-only"
    When the centre registers an unmerge of 10 November 2026:
      | merge  | the merge            |
      | reason | two people after all |
    Then it is registered
    And Noy's protection is none
    And Noi's protection is in force

  Scenario: The end of a protection ends that of the merged record too
    Given the centre registered a protection of 1 October 2026:
      | person  | Noi                                     |
      | article | Law on combating violence against women |
    And the centre registered a merge of 1 November 2026:
      | survivor | Noy               |
      | other    | Noi               |
      | reason   | same fingerprints |
    When the centre registers a protection of 10 November 2026:
      | person | Noy |
      | ends   | yes |
    Then it is registered
    And Noy's protection is none
    And Noi's protection is none

  Scenario: One record is not merged with itself, nor twice
    Given the centre registered a merge of 1 November 2026:
      | survivor | Noy               |
      | other    | Noi               |
      | reason   | same fingerprints |
    When the centre registers a merge of 2 November 2026:
      | survivor | Noy               |
      | other    | Noi               |
      | reason   | same fingerprints |
    Then it is refused because of "merge-same-person"

  Scenario: A man and a woman are one only if somebody says why
    When the centre registers a merge of 1 November 2026:
      | survivor | Noy          |
      | other    | Vanh         |
      | reason   | same old card |
    Then it waits for a decision because of "merge-sex-differs"

  Scenario: Parent and child are not one
    Given these people are enrolled:
      | name                       | sex    | born       | nationality | father |
      | Souk Xayavong ສຸກ ໄຊຍະວົງ    | male   | 3 May 1991 | held LAO    | Khamla |
    When the centre registers a merge of 1 November 2026:
      | survivor | Khamla   |
      | other    | Souk     |
      | reason   | one name |
    Then it is refused because of "merge-of-parent-and-child"

  Scenario: A merge on which nothing was built is taken back
    Given this moment is called "before the merge"
    And the centre registered a merge of 1 November 2026:
      | called   | the merge         |
      | survivor | Noy               |
      | other    | Noi               |
      | reason   | same fingerprints |
    When the centre registers an unmerge of 20 November 2026:
      | merge  | the merge                        |
      | reason | the fingerprints were another's  |
    Then it is registered
    And everything that the register says is as at "before the merge"
    And the number of Noi leads to Noi

  Scenario: A wrong merge is undone after the survivor has married, and the wedding was hers
    Given the centre registered a merge of 1 March 2026:
      | called   | the merge         |
      | survivor | Noy               |
      | other    | Noi               |
      | reason   | same fingerprints |
    And Chanthabuly district registered a marriage of 5 June 2026:
      | called  | the wedding |
      | spouses | Noy, Vanh   |
    When the centre registers an unmerge of 20 November 2026:
      | merge  | the merge                       |
      | reason | the fingerprints were another's |
    Then it is refused because of "allot-missing"
    When the centre registers an unmerge of 20 November 2026:
      | merge  | the merge                                          |
      | reason | the fingerprints were another's                    |
      | allot  | the wedding: survivor because she signed as Noy    |
    Then it is registered
    And Noy's spouse is Vanh
    And Vanh's spouse is Noy
    And Noi's spouse is nobody

  Scenario: A wrong merge is undone after the survivor has married, and the bride was the other
    Given the centre registered a merge of 1 March 2026:
      | called   | the merge         |
      | survivor | Noy               |
      | other    | Noi               |
      | reason   | same fingerprints |
    And Chanthabuly district registered a marriage of 5 June 2026:
      | called  | the wedding |
      | spouses | Noy, Vanh   |
    And Chanthabuly district registered a birth of 2 October 2026:
      | called | the birth                      |
      | name   | Kaysone Lattana ໄກສອນ ລັດຕະນະ |
      | sex    | male                           |
      | born   | 2 October 2026                 |
      | mother | Noy                            |
      | father | Vanh                           |
    When the centre registers an unmerge of 20 November 2026:
      | merge  | the merge                                                                       |
      | reason | the fingerprints were another's                                                 |
      | allot  | the wedding: other because Noi was the bride, the birth: other because Noi bore the child |
    Then it is registered
    And Noi's spouse is Vanh
    And Vanh's spouse is Noi
    And Noy's spouse is nobody
    And Kaysone's mother is Noi
    And on 1 July 2026 Vanh's spouse was Noi
    And before the last act the register said that Vanh's spouse was Noy

  Scenario: A move since the merge belongs to the other
    Given the centre registered a merge of 1 March 2026:
      | called   | the merge         |
      | survivor | Noy               |
      | other    | Noi               |
      | reason   | same fingerprints |
    And Sikhottabong district registered a move of 1 June 2026:
      | called  | the move |
      | persons | Noy      |
      | to      | Phosy    |
    When the centre registers an unmerge of 20 November 2026:
      | merge  | the merge                                     |
      | reason | the fingerprints were another's               |
      | allot  | the move: other because Noi lives in Phosy    |
    Then it is registered
    And Noy's residence is Nongping
    And Noy's household is that of Khamla
    And Noi's residence is Phosy
    And on 1 May 2026 Noi's residence was Muangnoy

  Scenario: Of two merges the later is taken back by itself
    Given these people are enrolled:
      | name                    | sex    | born         | nationality |
      | Nouy Xayavong ນຸ້ຍ ໄຊຍະວົງ | female | 1 April 1998 | held LAO    |
    And the centre registered a merge of 1 March 2026:
      | called   | the merge         |
      | survivor | Noy               |
      | other    | Noi               |
      | reason   | same fingerprints |
    And the centre registered a merge of 1 April 2026:
      | called   | the second merge  |
      | survivor | Noy               |
      | other    | Nouy              |
      | reason   | same fingerprints |
    When the centre registers an unmerge of 20 November 2026:
      | merge  | the merge                                   |
      | reason | the fingerprints were another's             |
      | allot  | the second merge: other because she is Nouy |
    Then it is refused because of "allot-of-merge"
    When the centre registers an unmerge of 20 November 2026:
      | merge  | the merge                                        |
      | reason | the fingerprints were another's                  |
      | allot  | the second merge: survivor because Nouy is Noy   |
    Then it is registered
    And Noi's survivor is nobody
    And the number of Nouy leads to Noy

  Scenario: A merge is taken back by an unmerge alone
    Given the centre registered a merge of 1 November 2026:
      | called   | the merge         |
      | survivor | Noy               |
      | other    | Noi               |
      | reason   | same fingerprints |
    When the centre registers an annulment of 20 November 2026:
      | act    | the merge |
      | reason | wrong     |
    Then it is refused because of "annul-by-unmerge"

  Scenario: A false identity: the human being stays a person with a number
    When the centre registers a false identity of 10 November 2026:
      | person | Noi                                           |
      | facts  | Noi's name, Noi's birth                       |
      | reason | the birth certificate belongs to a dead child |
    Then it is registered
    And Noi's name is not yet given
    And Noi's birth is not known
    And Noi's number is given
    And Noi's residence is Muangnoy
    And the inquiry into Noi's nationality is open
    And before the last act the register said that Noi's name was Noi Xaiyavong

  Scenario: A residence is no part of an identity
    When the centre registers a false identity of 10 November 2026:
      | person | Noi             |
      | facts  | Noi's residence |
      | reason | hearsay         |
    Then it is refused because of "fact-not-of-identity"

  Scenario: A fact under inquiry still counts, and the inquiry ends
    Given Chanthabuly district registered an inquiry of 1 November 2026:
      | person | Noy                              |
      | facts  | Noy's birth                      |
      | reason | the school has another birth date |
    Then the inquiry into Noy's birth is open
    And Noy's birth is 1 April 1998
    When Chanthabuly district registers an inquiry of 15 November 2026:
      | person | Noy                        |
      | facts  | Noy's birth                |
      | ends   | yes                        |
      | reason | the midwife's book was found |
    Then it is registered
    And the inquiry into Noy's birth is closed
    When Chanthabuly district registers an inquiry of 16 November 2026:
      | person | Noy         |
      | facts  | Noy's birth |
      | ends   | yes         |
      | reason | again       |
    Then it is refused because of "not-under-inquiry"
