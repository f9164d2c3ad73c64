Feature: Birth
  A birth enters a child. Nothing that the parents lack keeps a child out of the register.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                            | sex    | born         | nationality | relation |
      | Khamla Xayavong ຄຳຫຼ້າ ໄຊຍະວົງ    | male   | 3 May 1995   | held LAO    | head     |
      | Bouavanh Xayavong ບົວວັນ ໄຊຍະວົງ | female | 12 June 1997 | held LAO    | spouse   |

  Scenario: A child of two citizens
    When Chanthabuly district registers a birth of 8 November 2026:
      | name    | Noy Xayavong ນ້ອຍ ໄຊຍະວົງ |
      | sex     | female                    |
      | born    | 8 November 2026           |
      | born at | Nongping                  |
      | mother  | Bouavanh                  |
      | father  | Khamla                    |
    Then it is registered without any warning
    And Noy's number is given
    And Noy's nationality is held LAO
    And Noy's class is citizen
    And Noy's mother is Bouavanh
    And Noy's father is Khamla
    And Noy's residence is Nongping
    And the household of Noy has:
      | Khamla   | head   |
      | Bouavanh | spouse |
      | Noy      | child  |

  Scenario: Twins
    Given Chanthabuly district registered a birth of 8 November 2026:
      | name   | Kham Xayavong   |
      | sex    | female          |
      | born   | 8 November 2026 |
      | order  | 1               |
      | mother | Bouavanh        |
    When Chanthabuly district registers a birth of 9 November 2026:
      | name   | Keo Xayavong    |
      | sex    | male            |
      | born   | 9 November 2026 |
      | order  | 2               |
      | mother | Bouavanh        |
    Then it is registered without any warning
    And Kham's mother is Bouavanh
    And Keo's mother is Bouavanh

  Scenario: A second birth by one mother within months is looked at
    Given Chanthabuly district registered a birth of 8 August 2026:
      | name   | Kham Xayavong |
      | sex    | female        |
      | born   | 8 August 2026 |
      | mother | Bouavanh      |
    When Chanthabuly district registers a birth of 9 November 2026:
      | name   | Keo Xayavong    |
      | sex    | male            |
      | born   | 9 November 2026 |
      | mother | Bouavanh        |
    Then it waits for a decision because of "births-too-close"

  Scenario: Two posts register the same child
    Given Chanthabuly district registered a birth of 8 November 2026:
      | name   | Noy Xayavong ນ້ອຍ ໄຊຍະວົງ |
      | sex    | female                    |
      | born   | 8 November 2026           |
      | mother | Bouavanh                  |
    When Vientiane province registers a birth of 8 November 2026:
      | name   | Noi Sayavong    |
      | sex    | female          |
      | born   | 8 November 2026 |
      | mother | Bouavanh        |
    Then it waits for a decision because of "births-too-close"
    And the register holds 3 people

  Scenario: The registrar may decide that both are right
    Given Chanthabuly district registered a birth of 2 June 2026:
      | name   | Kham Xayavong |
      | sex    | female        |
      | born   | 2 June 2026   |
      | mother | Bouavanh      |
    When Chanthabuly district registers a birth of 20 November 2026:
      | name   | Keo Xayavong     |
      | sex    | male             |
      | born   | 20 November 2026 |
      | mother | Bouavanh         |
    And the registrar decides "births-too-close" because "born after 24 weeks; the hospital confirms both"
    Then it is registered
    And Keo's mother is Bouavanh

  Scenario: The same birth from two ministries
    Given Chanthabuly district registered a birth of 8 November 2026:
      | name       | Noy Xayavong                |
      | sex        | female                      |
      | born       | 8 November 2026             |
      | mother     | Bouavanh                    |
      | decided by | ministry MOHA, B-2026/00113 |
    When the centre registers a birth of 8 November 2026:
      | name       | Noy Xayavong                |
      | sex        | female                      |
      | born       | 8 November 2026             |
      | mother     | Bouavanh                    |
      | decided by | ministry MOHA, B-2026/00113 |
    Then it is refused because of "decision-already-registered"

  Scenario: The reference of another ministry is typed otherwise
    Given Chanthabuly district registered a birth of 8 November 2026:
      | name       | Noy Xayavong                |
      | sex        | female                      |
      | born       | 8 November 2026             |
      | mother     | Bouavanh                    |
      | decided by | ministry MOHA, B-2026/00113 |
    When the centre registers a birth of 8 November 2026:
      | name       | Noy Xayavong                  |
      | sex        | female                        |
      | born       | 8 November 2026               |
      | mother     | Bouavanh                      |
      | decided by | ministry Moha, b - ໒໐໒໖/00113 |
    Then it is refused because of "decision-already-registered"

  Scenario: The same act handed in twice is one act
    When Chanthabuly district registers a birth of 8 November 2026:
      | name   | Noy Xayavong    |
      | sex    | female          |
      | born   | 8 November 2026 |
      | mother | Bouavanh        |
    And the same is handed in again
    Then it is the act that was registered before
    And the register holds 3 people

  Scenario: A birth reported nine years late
    When Chanthabuly district registers a birth of 4 October 2017:
      | name   | Mali Xayavong  |
      | sex    | female         |
      | born   | 4 October 2017 |
      | mother | Bouavanh       |
    Then it is registered with the warning "declared-late"
    And Mali's number is given
    And on 5 October 2017 Mali's mother was Bouavanh

  Scenario: At a consulate a birth is declared within five days
    When the consulate in Hanoi registers a birth of 8 November 2026:
      | name     | Noy Xayavong       |
      | sex      | female             |
      | born     | 8 November 2026    |
      | born at  | Hanoi in VNM       |
      | mother   | Bouavanh           |
      | declared | 14 November 2026   |
    Then it is registered with the warning "declared-late"
    When the consulate in Hanoi registers a birth of 10 November 2026:
      | name     | Mali Xayavong      |
      | sex      | female             |
      | born     | 10 November 2026   |
      | born at  | Hanoi in VNM       |
      | mother   | Nang Ya (female; born about 1999) |
      | declared | 15 November 2026   |
    Then it is registered without any warning

  Scenario: Before the law set a deadline, no birth was late
    When Chanthabuly district registers a birth of 4 October 2008:
      | name   | Mali Xayavong  |
      | sex    | female         |
      | born   | 4 October 2008 |
      | born at | Nongping      |
      | mother | Nang Ya (female; born about 1985) |
    Then it is registered without any warning

  Scenario: A missing paper does not stop a birth
    When Chanthabuly district registers a birth of 8 November 2026:
      | name   | Noy Xayavong    |
      | sex    | female          |
      | born   | 8 November 2026 |
      | mother | Bouavanh        |
      | papers | none            |
    Then it is registered with the warning "evidence-missing"
    And Noy's number is given

  Scenario: A mother without papers, who is not in the register
    When Chanthabuly district registers a birth of 8 November 2026:
      | name    | Noy                                     |
      | sex     | female                                  |
      | born    | 8 November 2026                         |
      | born at | Nongping                                |
      | mother  | Nang Ya (female; born about 2001)       |
      | papers  | none                                    |
    Then it is registered with the warning "evidence-missing"
    And Noy's mother is "Nang Ya"
    And Noy's number is given
    And Noy's nationality is unknown
    And Noy's class is undetermined

  Scenario: The father is described and surely is not the head
    When Chanthabuly district registers a birth of 8 November 2026:
      | name    | Noy                              |
      | sex     | female                           |
      | born    | 8 November 2026                  |
      | born at | Nongping                         |
      | mother  | Bouavanh                         |
      | father  | Somsak Keola (male; born 1990)   |
    Then the household of Noy has:
      | Khamla   | head      |
      | Bouavanh | spouse    |
      | Noy      | stepchild |

  Scenario: The father is described and may be the head
    When Chanthabuly district registers a birth of 8 November 2026:
      | name    | Noy                              |
      | sex     | female                           |
      | born    | 8 November 2026                  |
      | born at | Nongping                         |
      | mother  | Bouavanh                         |
      | father  | Khamla Sayavong (male; born 1995) |
    Then the household of Noy has:
      | Khamla   | head   |
      | Bouavanh | spouse |
      | Noy      | child  |

  Scenario: Neither parent is known
    When Chanthabuly district registers a birth of 8 November 2026:
      | name    | Noy             |
      | sex     | female          |
      | born    | 8 November 2026 |
      | born at | Nongping        |
    Then it is registered with the warning "birth-without-mother"
    And Noy's mother is nobody
    And Noy's father is nobody
    And Noy's number is given

  Scenario: One parent who is a citizen is enough
    When Chanthabuly district registers a birth of 8 November 2026:
      | name   | An Nguyen                                    |
      | sex    | male                                         |
      | born   | 8 November 2026                              |
      | mother | Bouavanh                                     |
      | father | Nguyen Hung (male; born 1990; held VNM)      |
    Then it is registered
    And An's nationality is held LAO
    And An's father is "Nguyen Hung"

  Scenario: Only the year of birth is known
    When Chanthabuly district registers a birth of 2021:
      | name    | Mali Xayavong |
      | sex     | female        |
      | born    | 2021 declared |
      | mother  | Bouavanh      |
    Then it is registered with the warning "declared-late"
    And Mali's birth is 2021 declared
    And on 1 June 2021 Mali's mother was perhaps Bouavanh
    And on 1 January 2022 Mali's mother was Bouavanh

  Scenario: A child cannot be older than the mother
    When Chanthabuly district registers a birth of 8 November 1996:
      | name   | Noy Xayavong    |
      | sex    | female          |
      | born   | 8 November 1996 |
      | mother | Bouavanh        |
    Then it is refused because of "child-before-mother"

  Scenario: Where the years do not tell who is older, nobody is refused for it
    Given these people are enrolled:
      | name     | sex    | born       | nationality |
      | Grandma  | female | about 1950 | held LAO    |
    When Chanthabuly district registers a birth of 1964:
      | name    | Somchit          |
      | sex     | male             |
      | born    | about 1964       |
      | born at | Nongping         |
      | mother  | Grandma          |
    Then it is registered

  Scenario: A mother who is very young is looked at and never refused
    Given these people are enrolled:
      | name | sex    | born       | nationality |
      | Dao  | female | 1 May 2015 | held LAO    |
    When Chanthabuly district registers a birth of 8 November 2026:
      | name    | Noy             |
      | sex     | female          |
      | born    | 8 November 2026 |
      | born at | Nongping        |
      | mother  | Dao             |
    Then it waits for a decision because of "mother-too-young"
    When the registrar decides "mother-too-young" because "the hospital's notice names her; the police know"
    Then it is registered

  Scenario: A father who died before the birth
    Given Chanthabuly district registered a death of 1 May 2026:
      | person | Khamla     |
      | died   | 1 May 2026 |
    When Chanthabuly district registers a birth of 8 November 2026:
      | name   | Noy Xayavong    |
      | sex    | female          |
      | born   | 8 November 2026 |
      | mother | Bouavanh        |
      | father | Khamla          |
    Then it is registered

  Scenario: A day that has not come
    When Chanthabuly district registers a birth of 30 November 2026:
      | name   | Noy Xayavong     |
      | sex    | female           |
      | born   | 30 November 2026 |
      | mother | Bouavanh         |
    Then it is refused because of "date-in-future"

  Scenario: An office far away is not competent
    When Luangprabang district registers a birth of 8 November 2026:
      | name    | Noy Xayavong    |
      | sex     | female          |
      | born    | 8 November 2026 |
      | born at | Nongping        |
      | mother  | Bouavanh        |
    Then it is refused because of "office-outside-area"

  Scenario: A court's order stands against what is on record
    When Luangprabang district registers a birth of 8 November 1996:
      | name       | Noy Xayavong                   |
      | sex        | female                         |
      | born       | 8 November 1996                |
      | mother     | Bouavanh                       |
      | decided by | court Vientiane, judgment 7/26 |
    Then it is registered with the warning "child-before-mother"
    And Noy's mother is Bouavanh

  Scenario: Who took the declaration does not register it
    When Chanthabuly district registers a birth of 8 November 2026:
      | name        | Noy Xayavong    |
      | sex         | female          |
      | born        | 8 November 2026 |
      | mother      | Bouavanh        |
      | declared to | Somsak          |
    Then it is refused because of "four-eyes"

  Scenario: A mother enrolled, a birth and the child's death, in one application from a cut-off post
    When Pek district prepares an enrolment of 10 November 2026:
      | name      | Ya Vang ຢາ ວ່າງ                       |
      | sex       | female                               |
      | born      | about 2004 declared                  |
      | residence | permanent in Muangnoy since 2019     |
      | papers    | none                                 |
    And Pek district prepares a birth of 11 November 2026:
      | as      | Baby             |
      | sex     | male             |
      | born    | 11 November 2026 |
      | born at | Muangnoy         |
      | mother  | Ya               |
    And Pek district prepares a death of 12 November 2026:
      | person | Baby             |
      | died   | 12 November 2026 |
    And what was prepared is handed in together
    Then all of it is registered
    And Baby's mother is Ya
    And Baby's name is "not yet given"
    And Baby's death is 12 November 2026
    And Ya's number is given
    And Ya's class is undetermined

  Scenario: The mother whom the post enrolled turns out to be registered
    Given these people live in Xiengthong:
      | name    | sex    | born        | nationality |
      | Yer Vang | female | 2 May 2004 | held LAO    |
    When Pek district prepares an enrolment of 10 November 2026:
      | name      | Ya Vang                          |
      | sex       | female                           |
      | born      | about 2004 declared              |
      | residence | permanent in Muangnoy since 2019 |
    And Pek district prepares a birth of 11 November 2026:
      | name    | Tou Vang         |
      | sex     | male             |
      | born    | 11 November 2026 |
      | born at | Muangnoy         |
      | mother  | Ya               |
    And what was prepared is handed in together
    Then all of it is registered
    When the centre registers a merge of 20 November 2026:
      | survivor | Yer                                        |
      | other    | Ya                                         |
      | reason   | she says so, and her brother in Xiengthong |
    Then it is registered
    And the number of Ya leads to Yer
    And Tou's mother is Ya
    And the acts in Tou's history are birth

  Scenario: An application stands or falls together
    When Pek district prepares an enrolment of 10 November 2026:
      | name      | Ya Vang                          |
      | sex       | female                           |
      | born      | about 2004 declared              |
      | residence | permanent in Muangnoy since 2019 |
    And Pek district prepares a birth of 11 November 2026:
      | name    | Tou Vang         |
      | sex     | male             |
      | born    | 11 November 1990 |
      | born at | Muangnoy         |
      | mother  | Ya               |
    And what was prepared is handed in together
    Then it is refused because of "child-before-mother"
    And nothing of it is in the register
    And the register holds 2 people
