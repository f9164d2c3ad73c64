Feature: Protection
  Address and data of somebody in danger are withheld from everybody but the national desk, and with them
  those of the children at home: a child looked up would give the mother away.

  Background:
    Given today is 21 November 2026
    And these people live in Phosy:
      | name                              | sex    | born           | nationality | relation | mother   |
      | Manivone Phommachanh ມະນີວອນ ພົມມະຈັນ | female | 3 May 1990     | held LAO    | head     |          |
      | Dara Phommachanh ດາລາ ພົມມະຈັນ        | female | 8 June 2016    | held LAO    | child    | Manivone |
      | Khamphet Keola ຄຳເພັດ ແກ້ວລາ          | male   | 1 July 1985    | held LAO    | unrelated |         |
    And these people are enrolled:
      | name                          | sex  | born       | nationality | mother   |
      | Anou Phommachanh ອານຸ ພົມມະຈັນ | male | 8 May 2010 | held LAO    | Manivone |

  Scenario: The mother and the child at home are protected, nobody else
    When the centre registers a protection of 1 November 2026:
      | person  | Manivone                                |
      | article | Law on combating violence against women |
    Then it is registered
    And Manivone's protection is in force
    And Dara's protection is in force
    And Khamphet's protection is none
    And Anou's protection is none

  Scenario: A protected woman moves and her child is looked up
    Given the centre registered a protection of 1 November 2026:
      | person  | Manivone                                |
      | article | Law on combating violence against women |
    When the centre registers a move of 10 November 2026:
      | persons | Manivone, Dara    |
      | to      | house 8 in Muangnoy |
    Then it is registered
    And Dara's residence is house 8 in Muangnoy
    And Dara's protection is in force
    And Manivone's protection is in force

  Scenario: The end of the protection ends the children's, wherever they live by then
    Given the centre registered a protection of 1 November 2026:
      | person  | Manivone                                |
      | article | Law on combating violence against women |
    And the centre registered a move of 10 November 2026:
      | persons | Dara     |
      | to      | Muangnoy |
    When the centre registers a protection of 20 November 2026:
      | person | Manivone |
      | ends   | yes      |
    Then it is registered
    And Manivone's protection is none
    And Dara's protection is none
    And on 15 November 2026 Dara's protection was in force

  Scenario: A child that is protected for its own sake stays so
    Given the centre registered a protection of 1 October 2026:
      | person  | Dara                                   |
      | article | Law on the protection of children      |
    And the centre registered a protection of 1 November 2026:
      | person  | Manivone                                |
      | article | Law on combating violence against women |
    When the centre registers a protection of 20 November 2026:
      | person | Manivone |
      | ends   | yes      |
    Then it is registered
    And Dara's protection is in force

  Scenario: The register keeps the article, and asks for one
    When the centre registers a protection of 1 November 2026:
      | person | Manivone |
    Then it is refused because of "article-missing"

  Scenario: A child that is born to a protected woman is protected from birth, and for as long as she is
    Given the centre registered a protection of 1 October 2026:
      | person  | Manivone                                |
      | article | Law on combating violence against women |
    When Sikhottabong district registers a birth of 8 November 2026:
      | name   | Noy Phommachanh ນ້ອຍ ພົມມະຈັນ |
      | sex    | female                       |
      | born   | 8 November 2026              |
      | mother | Manivone                     |
    Then it is registered
    And Noy's protection is in force
    When the centre registers a protection of 20 November 2026:
      | person | Manivone |
      | ends   | yes      |
    Then it is registered
    And Noy's protection is none

  Scenario: No office ends a protection by an annulment that could not end it otherwise
    Given the centre registered a protection of 1 November 2026:
      | called  | the protection                          |
      | person  | Manivone                                |
      | article | Law on combating violence against women |
    When Vientiane province registers an annulment:
      | act    | the protection      |
      | reason | it is not needed    |
    Then it is refused because of "protection-not-competent"
    And Manivone's protection is in force
    And Dara's protection is in force
    When the centre registers an annulment:
      | act    | the protection      |
      | reason | another was meant   |
    Then it is registered
    And Manivone's protection is none
    And Dara's protection is none

  Scenario: An office that may see nothing of an application neither registers, returns nor refuses it
    Given Sikhottabong district took a move of 10 November 2026:
      | persons | Manivone            |
      | to      | house 8 in Muangnoy |
    When the centre registers a protection of 1 November 2026:
      | person  | Manivone                                |
      | article | Law on combating violence against women |
    Then Somsak of Sikhottabong district may not decide the application because of "national-desk-only"
    And Somsak of Sikhottabong district may not return the application because of "national-desk-only"
    And Somsak of Sikhottabong district may not refuse the application because of "national-desk-only"
    When Vilay of the centre refuses the application because "she is to apply at the desk"
    Then the application is refused
