Feature: Guardianship
  Who cannot act alone has somebody who acts for them by law.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                         | sex    | born         | nationality | relation |
      | Bouavanh Keola ບົວວັນ ແກ້ວລາ | female | 12 June 1997 | held LAO    | head     |
      | Noy Keola                    | female | 7 July 2018  | held LAO    | sibling  |

  Scenario: An elder sister becomes guardian
    When Chanthabuly district registers a guardianship of 10 November 2026:
      | person   | Noy      |
      | guardian | Bouavanh |
      | scope    | full     |
    Then it is registered without any warning
    And Noy's guardian is Bouavanh

  Scenario: A guardianship ends
    Given Chanthabuly district registered a guardianship of 10 May 2026:
      | person   | Noy      |
      | guardian | Bouavanh |
      | scope    | full     |
    When Chanthabuly district registers a guardianship of 10 November 2026:
      | person   | Noy      |
      | guardian | Bouavanh |
      | scope    | full     |
      | end      | yes      |
    Then it is registered
    And Noy's guardian is nobody
    And on 1 June 2026 Noy's guardian was Bouavanh

  Scenario: A child is nobody's guardian
    When Chanthabuly district registers a guardianship of 10 November 2026:
      | person   | Bouavanh |
      | guardian | Noy      |
      | scope    | property |
    Then it is refused because of "not-of-age"

  Scenario: A guardian for somebody of age is looked at
    Given these people are enrolled:
      | name | sex  | born        | nationality |
      | Boun | male | 1 June 1980 | held LAO    |
    When Chanthabuly district registers a guardianship of 10 November 2026:
      | person   | Boun     |
      | guardian | Bouavanh |
      | scope    | property |
    Then it waits for a decision because of "ward-of-age"

  Scenario: For somebody of age a court decides
    Given these people are enrolled:
      | name | sex  | born        | nationality |
      | Boun | male | 1 June 1980 | held LAO    |
    When Chanthabuly district registers a guardianship of 10 November 2026:
      | person     | Boun                            |
      | guardian   | Bouavanh                        |
      | scope      | property                        |
      | decided by | court Vientiane, judgment 44/26 |
    Then it is registered with the warning "ward-of-age"
    And Boun's guardian is Bouavanh

  Scenario: A court gives a guardian from a day on which, by the register, the child was not born
    When Chanthabuly district registers a guardianship of 10 May 2018:
      | person   | Noy      |
      | guardian | Bouavanh |
      | scope    | full     |
    Then it is refused because of "before-birth"
    When Chanthabuly district registers a guardianship of 10 May 2018:
      | person     | Noy                             |
      | guardian   | Bouavanh                        |
      | scope      | full                            |
      | decided by | court Vientiane, judgment 45/26 |
    Then it is registered with the warning "before-birth"
    And Noy's guardian is Bouavanh
