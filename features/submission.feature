Feature: Acts that come without an application
  What another system or an officer hands in without an application meets the rules of an application. Whatever
  names somebody whom a protection covers the national desk decides, and others learn nothing of them: not whether something
  that the register holds of them stands against it.

  Background:
    Given today is 21 November 2026
    And these people live in Phosy:
      | name                              | sex    | born        | nationality | relation  |
      | Manivone Phommachanh ມະນີວອນ ພົມມະຈັນ | female | 3 May 1990  | held LAO    | head      |
      | Khamphet Keola ຄຳເພັດ ແກ້ວລາ          | male   | 1 July 1985 | held LAO    | unrelated |
    And the centre registered a protection of 1 November 2026:
      | person  | Manivone                                |
      | article | Law on combating violence against women |

  Scenario: A district submits the move of a protected woman
    When Sikhottabong district submits a move of 10 November 2026:
      | persons | Manivone            |
      | to      | house 8 in Muangnoy |
    Then it is sent to the centre
    And Manivone's residence is Phosy
    When the centre decides the application
    Then the application is registered
    And Manivone's residence is house 8 in Muangnoy

  Scenario: A district submits the move of somebody who lives with her
    When Sikhottabong district submits a move of 10 November 2026:
      | persons | Khamphet            |
      | to      | house 8 in Muangnoy |
    Then it is sent to the centre

  Scenario: A district does not learn where a protected woman lives by submitting moves to one house after another
    Given the centre registered a move of 5 November 2026:
      | persons | Manivone           |
      | to      | house 31 in Phosy  |
    When Sikhottabong district submits a move of 10 November 2026:
      | persons | Manivone           |
      | to      | house 30 in Phosy  |
    Then it is sent to the centre
    When Sikhottabong district submits a move of 10 November 2026:
      | persons | Manivone           |
      | to      | house 31 in Phosy  |
    Then it is sent to the centre

  Scenario: A district is told of its own people that they live there already
    Given these people are enrolled:
      | name                       | sex  | born         | nationality |
      | Bounmy Sisavath ບຸນມີ ສີສະຫວາດ | male | 2 March 1960 | held LAO    |
    And the centre registered a move of 5 November 2026:
      | persons | Bounmy             |
      | to      | house 40 in Phosy  |
    When Sikhottabong district submits a move of 10 November 2026:
      | persons | Bounmy             |
      | to      | house 40 in Phosy  |
    Then it is refused because of "already-lives-there"

  Scenario: The national desk registers what it submits
    When the centre submits a move of 10 November 2026:
      | persons | Manivone            |
      | to      | house 8 in Muangnoy |
    Then it is registered

  Scenario: A district submits the death of a protected woman who is dead already
    Given the centre registered a death of 5 November 2026:
      | person | Manivone        |
      | died   | 5 November 2026 |
    When Sikhottabong district submits a death of 10 November 2026:
      | person | Manivone         |
      | died   | 10 November 2026 |
    Then it is sent to the centre
    And the findings say nothing of 5 November 2026

  Scenario: A district does not learn when a protected woman was born by submitting one day of death after another
    When Sikhottabong district submits a death of 1 January 1950:
      | person | Manivone       |
      | died   | 1 January 1950 |
    Then it is sent to the centre
    When Sikhottabong district submits a death of 10 November 2026:
      | person | Manivone         |
      | died   | 10 November 2026 |
    Then it is sent to the centre

  Scenario: A district submits the death of a neighbour who is dead already
    Given these people are enrolled:
      | name                       | sex  | born         | nationality |
      | Bounmy Sisavath ບຸນມີ ສີສະຫວາດ | male | 2 March 1960 | held LAO    |
    And the centre registered a death of 5 November 2026:
      | person | Bounmy          |
      | died   | 5 November 2026 |
    When Sikhottabong district submits a death of 10 November 2026:
      | person | Bounmy           |
      | died   | 10 November 2026 |
    Then it is refused because of "already-dead"
