Feature: Four eyes
  Where the law asks for four eyes, the officer who took a declaration does not register it, and an act that comes
  without an application names an officer who took it and has signed in to say so. The law that counts is that of the day on which it happened,
  or of the declaration where that was earlier.

  Background:
    Given today is 21 November 2026
    And these people live in Phosy:
      | name                              | sex    | born       | nationality | relation |
      | Manivone Phommachanh ມະນີວອນ ພົມມະຈັນ | female | 3 May 1990 | held LAO    | head     |

  Scenario: The rule has gone since: who took the declaration must still sign in
    Given the law asks for four eyes at a death until 30 June 2026
    When Sikhottabong district submits a death of 10 June 2026:
      | person      | Manivone     |
      | died        | 10 June 2026 |
      | declared    | 15 July 2026 |
      | declared to | nobody       |
    Then it is refused because of "taker-not-signed-in"

  Scenario: The rule has gone since: an officer took the declaration
    Given the law asks for four eyes at a death until 30 June 2026
    When Sikhottabong district submits a death of 10 June 2026:
      | person   | Manivone     |
      | died     | 10 June 2026 |
      | declared | 15 July 2026 |
    Then it is registered

  Scenario: The rule came later: nobody is asked for who took the declaration
    Given the law asks for four eyes at a death from 1 July 2026
    When Sikhottabong district submits a death of 10 June 2026:
      | person      | Manivone     |
      | died        | 10 June 2026 |
      | declared    | 15 July 2026 |
      | declared to |              |
    Then it is registered

  Scenario: Declared before the rule came, of a day that nobody knows
    Given the law asks for four eyes at a death from 1 July 2026
    When Sikhottabong district submits a death of 2026:
      | person      | Manivone     |
      | died        | 2026         |
      | declared    | 15 June 2026 |
      | declared to |              |
    Then it is registered

  Scenario: Who took the declaration does not register it
    When Sikhottabong district submits a death of 10 June 2026:
      | person      | Manivone     |
      | died        | 10 June 2026 |
      | declared to | Somsak       |
    Then it is refused because of "four-eyes"

  Scenario: Nobody submits for another office
    When Sikhottabong district submits for Chanthabuly district a death of 10 June 2026:
      | person | Manivone     |
      | died   | 10 June 2026 |
    Then it is refused because of "office-not-own"

  Scenario: Nobody's word is enough for who took a declaration, whatever the law asks
    Given the law asks for four eyes at a death from 1 July 2026
    When Sikhottabong district submits a death of 10 June 2026:
      | person      | Manivone     |
      | died        | 10 June 2026 |
      | declared    | 15 July 2026 |
      | declared to | nobody       |
    Then it is refused because of "taker-not-signed-in"
