Feature: Correction
  What was wrong from the start is put right; as it was registered stays readable. Nothing follows by
  itself: later acts that rest on the wrong fact are listed, and a person decides about each.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                            | sex    | born         | nationality | relation |
      | Khamla Xayavong ຄຳຫຼ້າ ໄຊຍະວົງ    | male   | 3 May 1965   | held LAO    | head     |
      | Bouavanh Xayavong ບົວວັນ ໄຊຍະວົງ | female | 12 June 1967 | held LAO    | spouse   |
      | Noy Xayavong ນ້ອຍ ໄຊຍະວົງ        | female | 1 April 1998 | held LAO    | child    |

  Scenario: Sex corrected
    When Chanthabuly district registers a correction:
      | person | Noy               |
      | fact   | Noy's sex         |
      | right  | sex male          |
    Then it is registered
    And Noy's sex is male
    And on 1 January 2010 Noy's sex was male
    And before the last act the register said that on 1 January 2010 Noy's sex was female
    And Noy's number is given

  Scenario: The mother of a child is not made a man by an office, but a court may order it
    Given these people are enrolled:
      | name                       | sex    | born       | nationality | mother |
      | Souk Xayavong ສຸກ ໄຊຍະວົງ    | male   | 3 May 2020 | held LAO    | Noy    |
    When Chanthabuly district registers a correction:
      | person | Noy               |
      | fact   | Noy's sex         |
      | right  | sex male          |
    Then it is refused because of "mother-male"
    When Chanthabuly district registers a correction:
      | person     | Noy                          |
      | fact       | Noy's sex                    |
      | right      | sex male                     |
      | decided by | court 0101, judgment 40/2026 |
    Then it is registered with the warning "mother-male"

  Scenario: A birth date corrected, with a death that it must not follow
    Given Chanthabuly district registered a death of 1 November 2026:
      | person | Khamla          |
      | died   | 1 November 2026 |
    When Chanthabuly district registers a correction:
      | person | Khamla              |
      | fact   | Khamla's birth      |
      | right  | birth 3 May 1956 in Nongping |
    Then it is registered
    And Khamla's birth is 3 May 1956
    And Khamla's place of birth is Nongping
    And Khamla's death is 1 November 2026
    And before the last act the register said that Khamla's birth was 3 May 1965

  Scenario: The right birth date is not after the birth of one's child
    Given these people are enrolled:
      | name                       | sex    | born       | nationality | mother |
      | Souk Xayavong ສຸກ ໄຊຍະວົງ    | male   | 3 May 2020 | held LAO    | Noy    |
    When Chanthabuly district registers a correction:
      | person | Noy              |
      | fact   | Noy's birth      |
      | right  | birth 1 April 2021 |
    Then it is refused because of "child-before-parent"

  Scenario: The right date of death moves what the death ended
    Given Chanthabuly district registered a death of 1 November 2026:
      | person | Khamla          |
      | died   | 1 November 2026 |
    When Chanthabuly district registers a correction:
      | person | Khamla                |
      | fact   | Khamla's death        |
      | right  | death 5 November 2026 |
    Then it is registered
    And on 3 November 2026 Khamla's residence was Nongping
    And on 6 November 2026 Khamla's residence was none
    And on 3 November 2026 Bouavanh's household was that of Khamla

  Scenario: An ended fact is corrected and keeps its end
    Given Sikhottabong district registered a move of 1 June 2026:
      | called  | the move |
      | persons | Noy      |
      | to      | Phosy    |
    When Chanthabuly district registers a correction:
      | person | Noy                             |
      | fact   | Noy's first residence           |
      | right  | residence permanent in Bornangoua |
    Then it waits for a decision about "the move"
    When Chanthabuly district registers a correction:
      | person    | Noy                                                    |
      | fact      | Noy's first residence                                  |
      | right     | residence permanent in Bornangoua                      |
      | decisions | the move: keep because she lives in Phosy in any case  |
    Then it is registered
    And Noy's residence is Phosy
    And on 1 May 2026 Noy's residence was Bornangoua
    And the inquiry into Noy's residence is closed

  Scenario: What rests on a wrong fact may be put under inquiry
    Given Sikhottabong district registered a move of 1 June 2026:
      | called  | the move |
      | persons | Noy      |
      | to      | Phosy    |
    When Chanthabuly district registers a correction:
      | person    | Noy                                                     |
      | fact      | Noy's first residence                                   |
      | right     | residence permanent in Bornangoua                       |
      | decisions | the move: inquiry because the landlord may have invented both |
    Then it is registered
    And Noy's residence is Phosy
    And the inquiry into Noy's residence is open

  Scenario: The date of a wedding is right for both spouses
    Given these people are enrolled:
      | name                     | sex  | born       | nationality |
      | Vanh Lattana ວັນ ລັດຕະນະ   | male | 2 May 1996 | held LAO    |
    And Chanthabuly district registered a marriage of 5 June 2026:
      | spouses | Noy, Vanh |
    When Chanthabuly district registers a correction:
      | person | Noy              |
      | fact   | Noy's spouse     |
      | right  | since 5 May 2026 |
    Then it is registered
    And on 20 May 2026 Noy's spouse was Vanh
    And on 20 May 2026 Vanh's spouse was Noy

  Scenario: A number is for life and is not corrected
    When Chanthabuly district registers a correction:
      | person | Noy          |
      | fact   | Noy's number |
      | right  | since 1 May 2026 |
    Then it is refused because of "fact-not-correctable"

  Scenario: The right value belongs to the fact
    When Chanthabuly district registers a correction:
      | person | Noy         |
      | fact   | Noy's birth |
      | right  | sex male    |
    Then it is refused because of "correction-of-another-field"

  Scenario: A correction that changes nothing
    When Chanthabuly district registers a correction:
      | person | Noy        |
      | fact   | Noy's sex  |
      | right  | sex female |
    Then it is refused because of "correction-changes-nothing"

  Scenario: A correction is taken back, and the fact is what it was
    Given this moment is called "before the correction"
    And Chanthabuly district registered a correction:
      | called | the correction |
      | person | Noy            |
      | fact   | Noy's birth    |
      | right  | birth 1997     |
    When Vientiane province registers an annulment:
      | act    | the correction          |
      | reason | it was another's record |
    Then it is registered
    And Noy's birth is 1 April 1998
    And everything that the register says is as at "before the correction"
