Feature: Annulment
  An act that should never have been registered is void with all that it did. It stays readable that it
  was registered. What others have built on it is listed for decision.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                            | sex    | born         | nationality | relation |
      | Khamla Xayavong ຄຳຫຼ້າ ໄຊຍະວົງ    | male   | 3 May 1965   | held LAO    | head     |
      | Bouavanh Xayavong ບົວວັນ ໄຊຍະວົງ | female | 12 June 1967 | held LAO    | spouse   |
      | Noy Xayavong ນ້ອຍ ໄຊຍະວົງ        | female | 1 April 1998 | held LAO    | child    |
    And these people are enrolled:
      | name                     | sex  | born       | nationality |
      | Vanh Lattana ວັນ ລັດຕະນະ   | male | 2 May 1966 | held LAO    |
    And Chanthabuly district registered a marriage of 1 May 2010:
      | spouses | Khamla, Bouavanh |
    And this moment is called "before"

  Scenario: A move annulled gives back the residence before
    Given Sikhottabong district registered a move of 1 June 2026:
      | called  | the move |
      | persons | Noy      |
      | to      | Phosy    |
    When Vientiane province registers an annulment:
      | act    | the move                        |
      | reason | the declaration was not hers    |
    Then it is registered
    And Noy's residence is Nongping
    And Noy's household is that of Khamla
    And on 1 July 2026 Noy's residence was Nongping
    And before the last act the register said that on 1 July 2026 Noy's residence was Phosy
    And everything that the register says is as at "before"

  Scenario: A later move rests on the one that is annulled
    Given Sikhottabong district registered a move of 1 June 2026:
      | called  | the move |
      | persons | Noy      |
      | to      | Phosy    |
    And Sikhottabong district registered a move of 1 September 2026:
      | called  | the second move |
      | persons | Noy             |
      | to      | Nakham          |
    When Vientiane province registers an annulment:
      | act    | the move                     |
      | reason | the declaration was not hers |
    Then it waits for a decision about "the second move"
    When Vientiane province registers an annulment:
      | act       | the move                                             |
      | reason    | the declaration was not hers                         |
      | decisions | the second move: keep because she was heard about it |
    Then it is registered
    And Noy's residence is Nakham
    And on 1 July 2026 Noy's residence was Nongping
    And on 1 July 2026 Noy's household was that of Khamla
    And on 1 October 2026 Noy's household was none

  Scenario: The later act is put under inquiry
    Given Sikhottabong district registered a move of 1 June 2026:
      | called  | the move |
      | persons | Noy      |
      | to      | Phosy    |
    And Sikhottabong district registered a move of 1 September 2026:
      | called  | the second move |
      | persons | Noy             |
      | to      | Nakham          |
    When Vientiane province registers an annulment:
      | act       | the move                                                |
      | reason    | the declaration was not hers                            |
      | decisions | the second move: inquiry because the same man declared it |
    Then it is registered
    And Noy's residence is Nakham
    And the inquiry into Noy's residence is open

  Scenario: An annulment annulled gives back what was
    Given Sikhottabong district registered a move of 1 June 2026:
      | called  | the move |
      | persons | Noy      |
      | to      | Phosy    |
    And this moment is called "after the move"
    And Vientiane province registered an annulment:
      | called | the annulment                |
      | act    | the move                     |
      | reason | the declaration was not hers |
    When Vientiane province registers an annulment:
      | act    | the annulment      |
      | reason | it was hers after all |
    Then it is registered
    And Noy's residence is Phosy
    And everything that the register says is as at "after the move"

  Scenario: An act is annulled once
    Given Sikhottabong district registered a move of 1 June 2026:
      | called  | the move |
      | persons | Noy      |
      | to      | Phosy    |
    And Vientiane province registered an annulment:
      | act    | the move                     |
      | reason | the declaration was not hers |
    When Vientiane province registers an annulment:
      | act    | the move |
      | reason | again    |
    Then it is refused because of "act-not-live"

  Scenario: A district does not annul
    Given Sikhottabong district registered a move of 1 June 2026:
      | called  | the move |
      | persons | Noy      |
      | to      | Phosy    |
    When Sikhottabong district registers an annulment:
      | act    | the move                     |
      | reason | the declaration was not hers |
    Then it is refused because of "office-not-competent"

  Scenario: A death annulled: he lives, at home, and the law says whether he is married
    Given the law lets the marriage of somebody found alive revive
    And the law lets the household of somebody found alive revive
    And Chanthabuly district registered a death of 1 November 2026:
      | called | the death       |
      | person | Khamla          |
      | died   | 1 November 2026 |
    When Vientiane province registers an annulment:
      | act    | the death                        |
      | reason | the body was that of another man |
    Then it is registered
    And Khamla's death is none
    And Khamla's residence is Nongping
    And Khamla's spouse is Bouavanh
    And Bouavanh's spouse is Khamla
    And Noy's household is that of Khamla
    And everything that the register says is as at "before"

  Scenario: A death annulled after the widow has married again
    Given Chanthabuly district registered a death of 1 November 2020:
      | called | the death       |
      | person | Khamla          |
      | died   | 1 November 2020 |
    And Chanthabuly district registered a marriage of 5 June 2026:
      | called  | the wedding    |
      | spouses | Bouavanh, Vanh |
    When Vientiane province registers an annulment:
      | act    | the death                        |
      | reason | the body was that of another man |
    Then it is registered
    And Khamla's death is none
    And Khamla's spouse is nobody
    And Bouavanh's spouse is Vanh

  Scenario: A birth annulled: everything that names the child is looked at
    Given Chanthabuly district registered a birth of 8 October 2026:
      | called | the birth                      |
      | name   | Souk Xayavong ສຸກ ໄຊຍະວົງ       |
      | sex    | male                           |
      | born   | 8 October 2026                 |
      | mother | Noy                            |
    And Sikhottabong district registered a move of 1 November 2026:
      | called  | the move  |
      | persons | Noy, Souk |
      | to      | Phosy     |
    When Vientiane province registers an annulment:
      | act    | the birth                    |
      | reason | there never was such a child |
    Then it waits for a decision about "the move"
    When Vientiane province registers an annulment:
      | act       | the birth                           |
      | reason    | there never was such a child        |
      | decisions | the move: keep because Noy did move |
    Then it is registered
    And Noy's residence is Phosy
    And Souk's mother is nobody
    And Souk's number is none
    And the acts in Souk's history are birth, move, annulment
    When Chanthabuly district registers a death of 10 November 2026:
      | person | Souk             |
      | died   | 10 November 2026 |
    Then it is refused because of "person-not-found"

  Scenario: A marriage annulled is void for both
    Given Chanthabuly district registered a marriage of 5 June 2026:
      | called  | the wedding |
      | spouses | Noy, Vanh   |
    When Vientiane province registers an annulment:
      | act        | the wedding                  |
      | reason     | the bride was not asked      |
      | decided by | court 0101, judgment 41/2026 |
    Then it is registered
    And Noy's spouse is nobody
    And Vanh's spouse is nobody
    And on 1 July 2026 Vanh's spouse was nobody
    And everything that the register says is as at "before"

  Scenario: A reason is given
    Given Sikhottabong district registered a move of 1 June 2026:
      | called  | the move |
      | persons | Noy      |
      | to      | Phosy    |
    When Vientiane province registers an annulment:
      | act | the move |
    Then it is refused because of "reason-missing"

  Scenario: The law has a part of an act erased
    Given Chanthabuly district registered a death of 1 November 2026:
      | called | the death         |
      | person | Khamla            |
      | died   | 1 November 2026   |
      | cause  | pulmonary embolism |
    When the centre registers an erasure:
      | act        | the death                    |
      | part       | payload                      |
      | article    | Law on electronic data protection 25/NA, art. 28 |
      | decided by | court 0101, judgment 42/2026 |
    Then it is registered
    And the content of "the death" can no longer be read
    And Khamla's death is 1 November 2026
    When the centre registers an erasure:
      | act        | the death                    |
      | part       | payload                      |
      | article    | Law on electronic data protection 25/NA, art. 28 |
      | decided by | court 0101, judgment 43/2026 |
    Then it is refused because of "erased-already"
