Feature: Move
  A move changes where somebody permanently lives. It takes away neither number nor nationality, and it
  may be registered long after it happened.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                            | sex    | born         | nationality | relation |
      | Khamla Xayavong ຄຳຫຼ້າ ໄຊຍະວົງ    | male   | 3 May 1965   | held LAO    | head     |
      | Bouavanh Xayavong ບົວວັນ ໄຊຍະວົງ | female | 12 June 1967 | held LAO    | spouse   |
      | Noy Xayavong ນ້ອຍ ໄຊຍະວົງ        | female | 1 April 1998 | held LAO    | child    |
    And these people live in Nakham:
      | name                       | sex  | born       | nationality | relation |
      | Somchit Vongsa ສົມຈິດ ວົງສາ | male | 2 May 1960 | held LAO    | head     |

  Scenario: Somebody moves alone
    When Sikhottabong district registers a move of 1 November 2026:
      | persons | Noy                |
      | to      | house 7 in Phosy   |
    Then it is registered without any warning
    And Noy's residence is house 7 in Phosy
    And on 31 October 2026 Noy's residence was Nongping
    And Noy's household is none
    And Noy's number is given
    And Noy's nationality is held LAO

  Scenario: Somebody moves into another household
    When Sikhottabong district registers a move of 1 November 2026:
      | persons   | Noy                  |
      | to        | Nakham               |
      | household | household of Somchit |
      | relations | other-relative       |
    Then it is registered
    And the household of Noy has:
      | Somchit | head           |
      | Noy     | other-relative |

  Scenario: A household moves as one and stays a household
    When Sikhottabong district registers a move of 1 November 2026:
      | persons | Khamla, Bouavanh, Noy |
      | to      | house 3 in Phosy      |
      | whole   | yes                   |
    Then it is registered
    And Bouavanh's residence is house 3 in Phosy
    And the household of Khamla has:
      | Khamla   | head   |
      | Bouavanh | spouse |
      | Noy      | child  |

  Scenario: A household does not move as one and leave somebody behind
    When Sikhottabong district registers a move of 1 November 2026:
      | persons | Khamla, Bouavanh |
      | to      | house 3 in Phosy |
      | whole   | yes              |
    Then it is refused because of "move-whole-leaves-somebody"

  Scenario: The head moves away and the others stay
    When Sikhottabong district registers a move of 1 November 2026:
      | persons | Khamla           |
      | to      | house 3 in Phosy |
    Then it is registered with the warning "household-without-head"
    And Noy's household is that of nobody

  Scenario: A move that nobody can have made
    When Chanthabuly district registers a move of 1 November 2026:
      | persons | Noy              |
      | to      | house 7 in Nongping |
    Then it is registered
    When Chanthabuly district registers a move of 8 November 2026:
      | persons | Noy                 |
      | to      | house 7 in Nongping |
    Then it is refused because of "already-lives-there"

  Scenario: An office far from both places does not register it
    When Luangprabang district registers a move of 1 November 2026:
      | persons | Noy    |
      | to      | Nakham |
    Then it is refused because of "office-outside-area"

  Scenario: A move declared late is registered all the same
    When Sikhottabong district registers a move of 1 March 2021:
      | persons | Noy    |
      | to      | Nakham |
    Then it is registered with the warning "declared-late"
    And on 1 January 2023 Noy's residence was Nakham

  Scenario: Two moves arrive in the wrong order
    Given Luangprabang district registered a move of 1 September 2026:
      | persons | Noy         |
      | to      | Xiengthong  |
    When Sikhottabong district registers a move of 1 June 2026:
      | persons   | Noy                  |
      | to        | Nakham               |
      | household | household of Somchit |
      | relations | unrelated            |
    Then it is registered
    And Noy's residence is Xiengthong
    And on 1 May 2026 Noy's residence was Nongping
    And on 1 July 2026 Noy's residence was Nakham
    And on 1 October 2026 Noy's residence was Xiengthong
    And before the last act the register said that on 1 July 2026 Noy's residence was Nongping

  Scenario: Only the year of a move is known
    When Sikhottabong district registers a move of 2015:
      | persons | Noy    |
      | to      | Nakham |
    Then it is registered
    And on 1 June 2014 Noy's residence was Nongping
    And on 1 June 2016 Noy's residence was Nakham
    And on 1 June 2015 Noy's residence was perhaps Nakham and perhaps Nongping

  Scenario: The dead do not move
    Given Chanthabuly district registered a death of 1 November 2026:
      | person | Khamla          |
      | died   | 1 November 2026 |
    When Sikhottabong district registers a move of 10 November 2026:
      | persons | Khamla |
      | to      | Nakham |
    Then it is refused because of "person-dead"

  Scenario: What is declared is what was: he moved before he died
    Given Chanthabuly district registered a death of 10 November 2026:
      | person | Khamla           |
      | died   | 10 November 2026 |
    When Sikhottabong district registers a move of 1 November 2026:
      | persons | Khamla |
      | to      | Nakham |
    Then it is registered
    And on 5 November 2026 Khamla's residence was Nakham
    And on 15 November 2026 Khamla's residence was none
