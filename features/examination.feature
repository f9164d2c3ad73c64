Feature: Examination
  A fact that was declared may be compared with its paper later. The fact stays as it is, and so does where it
  came from; from then on it says when it was examined, and by which paper.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                            | sex    | born         | nationality | relation | papers |
      | Khamla Xayavong ຄຳຫຼ້າ ໄຊຍະວົງ    | male   | 3 May 1965   | held LAO    | head     | none   |
      | Noy Xayavong ນ້ອຍ ໄຊຍະວົງ        | female | 1 April 1998 | held LAO    | child    | none   |
    And these people live in Muangnoy:
      | name                         | sex    | born         | nationality | relation |
      | Vanh Lattana ວັນ ລັດຕະນະ       | male   | 2 March 1996 | held LAO    | head     |

  Scenario: A declared birth is compared with the birth certificate
    Then Noy's birth has never been examined
    When Chanthabuly district registers an examination of 3 November 2026:
      | person | Noy               |
      | facts  | Noy's birth       |
      | paper  | birth-certificate |
      | papers | birth-certificate |
    Then it is registered
    And Noy's birth counts as examined on 3 November 2026 by a birth-certificate
    And the register holds Noy's birth from a declaration
    And Noy's name has never been examined
    And Noy's birth is 1 April 1998

  Scenario: Nobody examines a fact without its paper
    When Chanthabuly district registers an examination of 3 November 2026:
      | person | Noy               |
      | facts  | Noy's birth       |
      | paper  | birth-certificate |
      | papers | photograph        |
    Then it is refused because of "paper-not-in-evidence"

  Scenario: The paper is seen at another act
    When Chanthabuly district registers a name change of 5 November 2026:
      | person   | Noy                              |
      | name     | Noy Lattana ນ້ອຍ ລັດຕະນະ           |
      | declared | 7 November 2026                  |
      | papers   | declaration, birth-certificate   |
      | examined | Noy's birth by birth-certificate |
    Then it is registered
    And Noy's birth counts as examined on 7 November 2026 by a birth-certificate
    And the register holds Noy's birth from a declaration

  Scenario: At another act too the paper must be there
    When Chanthabuly district registers a name change of 5 November 2026:
      | person   | Noy                              |
      | name     | Noy Lattana ນ້ອຍ ລັດຕະນະ           |
      | papers   | declaration                      |
      | examined | Noy's birth by birth-certificate |
    Then it is refused because of "paper-not-in-evidence"

  Scenario: The last examination counts
    Given Chanthabuly district registered an examination of 3 November 2026:
      | person | Noy         |
      | facts  | Noy's birth |
      | paper  | family-book |
      | papers | family-book |
    And Chanthabuly district registered an examination of 10 November 2026:
      | called | the second examination |
      | person | Noy                    |
      | facts  | Noy's birth            |
      | paper  | birth-certificate      |
      | papers | birth-certificate      |
    Then Noy's birth counts as examined on 10 November 2026 by a birth-certificate
    When the centre registers an annulment:
      | act    | the second examination |
      | reason | a forged certificate   |
    Then it is registered
    And Noy's birth counts as examined on 3 November 2026 by a family-book

  Scenario: Of several examinations the last day counts, whichever was entered last
    Given Chanthabuly district registered an examination of 10 November 2026:
      | person | Noy               |
      | facts  | Noy's birth       |
      | paper  | birth-certificate |
      | papers | birth-certificate |
    And Chanthabuly district registered an examination of 3 November 2026:
      | person | Noy         |
      | facts  | Noy's birth |
      | paper  | family-book |
      | papers | family-book |
    Then Noy's birth counts as examined on 10 November 2026 by a birth-certificate

  Scenario: Nobody examines a paper before the birth
    When Chanthabuly district registers an examination of 1 January 1890:
      | person | Noy               |
      | facts  | Noy's birth       |
      | paper  | birth-certificate |
      | papers | birth-certificate |
    Then it is refused because of "before-birth"
    And Noy's birth has never been examined

  Scenario: Nobody examines a fact before it holds
    Given Chanthabuly district registered a name change of 5 November 2026:
      | person | Noy                    |
      | name   | Noy Lattana ນ້ອຍ ລັດຕະນະ |
    When Chanthabuly district registers an examination of 3 November 2026:
      | person | Noy         |
      | facts  | Noy's name  |
      | paper  | family-book |
      | papers | family-book |
    Then it is refused because of "examined-before-fact"

  Scenario: Nobody examines a fact in the future
    When Chanthabuly district registers an examination of 3 December 2026:
      | person | Noy               |
      | facts  | Noy's birth       |
      | paper  | birth-certificate |
      | papers | birth-certificate |
    Then it is refused because of "happened-after-declaration"

  Scenario: What the declarant writes is no paper to examine by
    When Chanthabuly district registers an examination of 3 November 2026:
      | person | Noy         |
      | facts  | Noy's birth |
      | paper  | declaration |
      | papers | declaration |
    Then it is refused because of "paper-of-declarant"

  Scenario: A paper examines the entries that stand on it
    When Chanthabuly district registers an examination of 3 November 2026:
      | person | Noy               |
      | facts  | Noy's birth       |
      | paper  | death-certificate |
      | papers | death-certificate |
    Then it is refused because of "fact-not-of-this-paper"

  Scenario: A paper is seen when an old event is declared, not when it happened
    When Chanthabuly district registers a birth of 1 January 2026:
      | as       | Souk                            |
      | name     | Souk Xayavong ສຸກ ໄຊຍະວົງ        |
      | sex      | female                          |
      | born     | 1 January 2026                  |
      | mother   | Noy                             |
      | declared | 20 November 2026                |
      | papers   | birth-notice, identity-document |
      | examined | Noy's birth by identity-document |
    Then it is registered with the warning "declared-late"
    And Noy's birth counts as examined on 20 November 2026 by an identity-document

  Scenario: An unmerge moves an examination with its act
    Given these people are enrolled:
      | name                     | sex    | born         | nationality | papers |
      | Noi Xayavong ນ້ອຍ ໄຊຍະວົງ | female | 1 April 1998 | held LAO    | none   |
    And the centre registered a merge of 1 November 2026:
      | called   | the merge         |
      | survivor | Noy               |
      | other    | Noi               |
      | reason   | same fingerprints |
    And Chanthabuly district registered an examination of 3 November 2026:
      | called | the examination             |
      | person | Noy                         |
      | facts  | Noy's birth, Noy's sex      |
      | paper  | birth-certificate           |
      | papers | birth-certificate           |
    When the centre registers an unmerge of 20 November 2026:
      | merge  | the merge                                            |
      | reason | the fingerprints were another's                      |
      | allot  | the examination: other because the paper was Noi's   |
    Then it is registered
    And Noy's birth has never been examined
    And Noi's birth counts as examined on 3 November 2026 by a birth-certificate

  Scenario: Another office is not asked
    When Chanthabuly district registers an examination of 3 November 2026:
      | person | Vanh              |
      | facts  | Vanh's birth      |
      | paper  | birth-certificate |
      | papers | birth-certificate |
    Then it is refused because of "office-outside-area"

  Scenario: One fact is named once
    When Chanthabuly district registers an examination of 3 November 2026:
      | person | Noy                      |
      | facts  | Noy's birth, Noy's birth |
      | paper  | birth-certificate        |
      | papers | birth-certificate        |
    Then it is refused because of "fact-twice"

  Scenario: What the act itself finds void was not examined
    When Chanthabuly district registers a correction of 5 November 2026:
      | person   | Noy                                     |
      | fact     | Noy's birth                             |
      | right    | birth 1 April 1997                      |
      | papers   | declaration, birth-certificate          |
      | examined | Noy's birth by birth-certificate        |
    Then it is registered
    And Noy's birth has never been examined
    And the register holds Noy's birth from a paper
