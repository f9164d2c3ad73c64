Feature: Not living here
  That somebody does not live where they are registered is established by a notice, the time to object,
  and a decision with reasons. It ends a residence; it never ends a person, a number or a nationality.

  Background:
    Given today is 21 November 2026
    And these people live in Phosy:
      | name                             | sex    | born        | nationality | relation |
      | Manivone Phommachanh ມະນີວອນ ພົມມະຈັນ | female | 3 May 1980  | held LAO    | head     |
      | Vixay Phommachanh ວິໄຊ ພົມມະຈັນ      | male   | 8 June 2001 | held LAO    | child    |
    And Sikhottabong district registered a not living here:
      | called   | the notice       |
      | person   | Vixay            |
      | step     | notice           |
      | declared | 1 September 2026 |

  Scenario: A notice changes nothing but that the residence is in question
    Then Vixay's residence is Phosy
    And the inquiry into Vixay's residence is open
    And Vixay's household is that of Manivone

  Scenario: Nobody objects, and the office decides when the time is over
    When Sikhottabong district registers a not living here of 15 October 2026:
      | person | Vixay                            |
      | step   | decision                         |
      | notice | the notice                       |
      | reason | the house has been let to others |
    Then it is registered
    And Vixay's residence is not-living-here in Phosy
    And Vixay's household is none
    And Vixay's number is given
    And Vixay's nationality is held LAO
    And on 1 October 2026 Vixay's residence was Phosy

  Scenario: No decision before the time of the notice is over
    When Sikhottabong district registers a not living here:
      | person   | Vixay             |
      | step     | decision          |
      | notice   | the notice        |
      | reason   | he is not there   |
      | declared | 20 September 2026 |
    Then it is refused because of "notice-time-running"

  Scenario: No decision without a notice
    When Sikhottabong district registers a not living here:
      | person | Vixay           |
      | step   | decision        |
      | reason | he is not there |
    Then it is refused because of "act-missing"

  Scenario: No decision about one on a notice to another
    When Sikhottabong district registers a not living here:
      | person | Manivone         |
      | step   | decision         |
      | notice | the notice       |
      | reason | she is not there |
    Then it is refused because of "notice-of-something-else"

  Scenario: An objection makes the registrar decide with reasons
    Given Sikhottabong district registered a not living here:
      | person   | Vixay             |
      | step     | objection         |
      | notice   | the notice        |
      | declared | 10 September 2026 |
    When Sikhottabong district registers a not living here of 15 October 2026:
      | person | Vixay                            |
      | step   | decision                         |
      | notice | the notice                       |
      | reason | the house has been let to others |
    Then it waits for a decision because of "objection-made"
    When the registrar decides "objection-made" because "his statement was heard and is contradicted by the lease"
    Then it is registered
    And Vixay's residence is not-living-here in Phosy

  Scenario: A late objection is heard too
    When Sikhottabong district registers a not living here:
      | person | Vixay      |
      | step   | objection  |
      | notice | the notice |
    Then it is registered with the warning "objection-late"
    And the inquiry into Vixay's residence is open

  Scenario: It turns out that he lives there
    When Sikhottabong district registers a not living here:
      | person | Vixay                    |
      | step   | decision                 |
      | notice | the notice               |
      | stays  | yes                      |
      | reason | neighbours see him daily |
    Then it is registered
    And Vixay's residence is Phosy
    And the inquiry into Vixay's residence is closed
    And Vixay's household is that of Manivone

  Scenario: Afterwards he registers where he lives
    Given Sikhottabong district registered a not living here of 15 October 2026:
      | person | Vixay                            |
      | step   | decision                         |
      | notice | the notice                       |
      | reason | the house has been let to others |
    When Chanthabuly district registers a move of 1 November 2026:
      | persons | Vixay    |
      | to      | Nongping |
    Then it is registered
    And Vixay's residence is Nongping
    And on 20 October 2026 Vixay's residence was not-living-here in Phosy
