Feature: Where facts come from
  Each fact says how the register came to hold it: a paper that the law names was seen or another authority
  decided, somebody declared it, or it was taken over with a load. The act that brings the fact decides it, once.
  What follows from other facts is never held from a better source than they are.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                            | sex    | born         | nationality | relation |
      | Khamla Xayavong ຄຳຫຼ້າ ໄຊຍະວົງ    | male   | 3 May 1965   | held LAO    | head     |
      | Noy Xayavong ນ້ອຍ ໄຊຍະວົງ        | female | 1 April 1998 | held LAO    | child    |
    And these people are enrolled:
      | name                            | sex    | born         | nationality | papers |
      | Bouavanh Xayavong ບົວວັນ ໄຊຍະວົງ | female | 12 June 1997 | held LAO    | none   |

  Scenario: The paper that the law names was seen
    When Chanthabuly district registers a birth of 1 November 2026:
      | as     | Souk                     |
      | name   | Souk Xayavong ສຸກ ໄຊຍະວົງ |
      | sex    | female                   |
      | born   | 1 November 2026          |
      | mother | Noy                      |
      | papers | birth-notice             |
    Then it is registered
    And the register holds Souk's birth from a paper
    And the register holds Souk's name from a paper

  Scenario: Without a paper it is declared, and no worse for that
    When Chanthabuly district registers a birth of 1 November 2026:
      | as     | Souk                     |
      | name   | Souk Xayavong ສຸກ ໄຊຍະວົງ |
      | sex    | female                   |
      | born   | 1 November 2026          |
      | mother | Noy                      |
      | papers | none                     |
    Then it is registered with the warning "evidence-missing"
    And the register holds Souk's birth from a declaration
    And Souk's number is given

  Scenario: A paper that the law does not name for such an act is none
    When Chanthabuly district registers a birth of 1 November 2026:
      | as     | Souk                     |
      | name   | Souk Xayavong ສຸກ ໄຊຍະວົງ |
      | sex    | female                   |
      | born   | 1 November 2026          |
      | mother | Noy                      |
      | papers | photograph               |
    Then it is registered with the warning "evidence-missing"
    And the register holds Souk's birth from a declaration

  Scenario: Another authority decided
    When Chanthabuly district registers a birth of 1 November 2026:
      | as         | Souk                         |
      | name       | Souk Xayavong ສຸກ ໄຊຍະວົງ     |
      | sex        | female                       |
      | born       | 1 November 2026              |
      | mother     | Noy                          |
      | papers     | none                         |
      | decided by | court 0101, judgment 41/2026 |
    Then it is registered with the warning "evidence-missing"
    And the register holds Souk's birth from a paper

  Scenario: What is loaded is taken over, whatever papers lay beside it
    When a load brings an enrolment:
      | as          | Vanh                       |
      | name        | Vanh Lattana ວັນ ລັດຕະນະ    |
      | sex         | male                       |
      | born        | 2 March 1996               |
      | nationalities | held LAO                 |
      | papers      | family-book                |
    Then the register holds Vanh's birth from a load
    And the register holds Vanh's nationality from a load

  Scenario: A child's nationality is known no better than its mother's
    When Chanthabuly district registers a birth of 1 November 2026:
      | as     | Souk                     |
      | name   | Souk Xayavong ສຸກ ໄຊຍະວົງ |
      | sex    | female                   |
      | born   | 1 November 2026          |
      | mother | Bouavanh                 |
      | papers | birth-notice             |
    Then it is registered
    And the register holds Souk's birth from a paper
    And the register holds Souk's nationality from a declaration

  Scenario: One parent whose nationality a paper shows is enough
    Given these people are enrolled:
      | name                         | sex  | born         | nationality | decided by                  |
      | Bounmy Xayavong ບຸນມີ ໄຊຍະວົງ  | male | 4 March 1995 | held LAO    | court 0101, judgment 1/2026 |
    When Chanthabuly district registers a birth of 2 November 2026:
      | as     | Souk                     |
      | name   | Souk Xayavong ສຸກ ໄຊຍະວົງ |
      | sex    | female                   |
      | born   | 2 November 2026          |
      | mother | Bouavanh                 |
      | father | Bounmy                   |
      | papers | birth-notice             |
    Then the register holds Souk's nationality from a paper

  Scenario: A correction is a new fact with a source of its own
    Then the register holds Bouavanh's birth from a declaration
    When Chanthabuly district registers a correction:
      | person     | Bouavanh                     |
      | fact       | Bouavanh's birth             |
      | right      | birth 12 June 1996           |
      | decided by | court 0101, judgment 42/2026 |
    Then it is registered
    And the register holds Bouavanh's birth from a paper

  Scenario: What the declarant writes is no paper that was seen
    When Chanthabuly district registers a name change of 5 November 2026:
      | person | Noy                    |
      | name   | Noy Lattana ນ້ອຍ ລັດຕະນະ |
      | papers | declaration            |
    Then it is registered
    And the register holds Noy's name from a declaration

  Scenario: Two corrections, there and back, make a declared fact no better
    When Chanthabuly district registers a correction:
      | person | Bouavanh           |
      | fact   | Bouavanh's birth   |
      | right  | birth 12 June 1996 |
      | papers | declaration        |
    And Chanthabuly district registers a correction:
      | person | Bouavanh           |
      | fact   | Bouavanh's birth   |
      | right  | birth 12 June 1997 |
      | papers | declaration        |
    Then it is registered
    And the register holds Bouavanh's birth from a declaration

  Scenario: An extract does not tell an adopted child by the source
    Given Chanthabuly district registered a birth of 1 November 2026:
      | as     | Souk                     |
      | name   | Souk Xayavong ສຸກ ໄຊຍະວົງ |
      | sex    | female                   |
      | born   | 1 November 2026          |
      | mother | Bouavanh                 |
      | papers | none                     |
    When Chanthabuly district registers an adoption of 10 November 2026:
      | child      | Souk                         |
      | mother     | Noy                          |
      | decided by | court 0101, judgment 43/2026 |
    Then it is registered
    And the register holds Souk's mother from a paper
    And an ordinary extract holds Souk's mother from a declaration
