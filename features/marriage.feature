Feature: Marriage
  Two people of age who are free and not close kin may marry.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                            | sex    | born            | nationality | relation |
      | Khamla Xayavong ຄຳຫຼ້າ ໄຊຍະວົງ    | male   | 3 May 1995      | held LAO    | head     |
      | Somphone Xayavong               | male   | 9 July 1999     | held LAO    | sibling  |
    And these people live in Phosy:
      | name                         | sex    | born             | nationality | relation |
      | Bouavanh Keola ບົວວັນ ແກ້ວລາ | female | 12 June 1997     | held LAO    | head     |
      | Malai Keola                  | female | 20 December 2009 | held LAO    | child    |

  Scenario: Two citizens marry
    When Chanthabuly district registers a marriage of 20 November 2026:
      | spouses | Khamla, Bouavanh |
      | at      | Nongping         |
    Then it is registered without any warning
    And Khamla's spouse is Bouavanh
    And Bouavanh's spouse is Khamla
    And on 19 November 2026 Khamla's spouse was nobody

  Scenario: The district of either may register it
    When Sikhottabong district registers a marriage of 20 November 2026:
      | spouses | Khamla, Bouavanh |
    Then it is registered

  Scenario: A district of neither may not
    When Pek district registers a marriage of 20 November 2026:
      | spouses | Khamla, Bouavanh |
    Then it is refused because of "office-outside-area"

  Scenario: The district of the parents may
    Given these people live in Muangnoy:
      | name   | sex    | born       | nationality |
      | Thongdam | female | 1960     | held LAO    |
    And Sikhottabong district registered a recognition of 1 March 2010:
      | child  | Bouavanh |
      | parent | Thongdam |
      | role   | mother   |
    When Pek district registers a marriage of 20 November 2026:
      | spouses | Khamla, Bouavanh |
    Then it is registered

  Scenario: Who is married does not marry
    Given Chanthabuly district registered a marriage of 3 March 2020:
      | spouses | Khamla, Bouavanh |
    And these people are enrolled:
      | name | sex    | born       | nationality |
      | Dao  | female | 1 May 1998 | held LAO    |
    When Chanthabuly district registers a marriage of 20 November 2026:
      | spouses | Khamla, Dao |
    Then it is refused because of "already-married"

  Scenario: Who is married under a number that was merged does not marry
    Given Chanthabuly district registered a marriage of 3 March 2020:
      | spouses | Khamla, Bouavanh |
    And these people are enrolled:
      | name    | sex    | born       | nationality |
      | Khamlar | male   | 3 May 1995 | held LAO    |
      | Dao     | female | 1 May 1998 | held LAO    |
    And the centre registered a merge of 1 November 2026:
      | survivor | Khamlar           |
      | other    | Khamla            |
      | reason   | same fingerprints |
    When Chanthabuly district registers a marriage of 20 November 2026:
      | spouses | Khamlar, Dao |
    Then it is refused because of "already-married"

  Scenario: The same marriage is not registered twice
    Given Chanthabuly district registered a marriage of 3 March 2020:
      | spouses | Khamla, Bouavanh |
    When Chanthabuly district registers a marriage of 20 November 2026:
      | spouses | Bouavanh, Khamla |
    Then it is refused because of "already-married-to-each-other"

  Scenario: Acts arrive out of order, and an earlier marriage is asked about
    Given Chanthabuly district registered a marriage of 3 March 2020:
      | spouses | Khamla, Bouavanh |
    And these people are enrolled:
      | name | sex    | born       | nationality |
      | Dao  | female | 1 May 1995 | held LAO    |
    When Chanthabuly district registers a marriage of 5 May 2016:
      | spouses | Khamla, Dao |
    Then it waits for a decision because of "later-marriage-recorded"

  Scenario: A child does not marry
    When Chanthabuly district registers a marriage of 20 January 2024:
      | spouses | Khamla, Malai |
    Then it is refused because of "spouse-too-young"

  Scenario: Below full age the parents must consent
    When Chanthabuly district registers a marriage of 20 November 2026:
      | spouses | Khamla, Malai                    |
      | papers  | joint-request, identity-document |
    Then it waits for a decision because of "spouse-needs-consent"

  Scenario: With the parents' consent it is registered
    When Chanthabuly district registers a marriage of 20 November 2026:
      | spouses | Khamla, Malai                                     |
      | papers  | joint-request, identity-document, parents-consent |
    Then it is registered with the warning "spouse-below-full-age"

  Scenario: Brother and sister do not marry
    Given these people are enrolled:
      | name     | sex    | born       | nationality |
      | Thongdam | female | 1970       | held LAO    |
    And Sikhottabong district registered a recognition of 1 March 2010:
      | child  | Bouavanh |
      | parent | Thongdam |
      | role   | mother   |
    And Chanthabuly district registered a recognition of 1 March 2010:
      | child  | Khamla   |
      | parent | Thongdam |
      | role   | mother   |
    When Chanthabuly district registers a marriage of 20 November 2026:
      | spouses | Khamla, Bouavanh |
    Then it is refused because of "spouses-kin"

  Scenario: Kinship does not end with an adoption
    Given these people are enrolled:
      | name     | sex    | born       | nationality |
      | Thongdam | female | 1970       | held LAO    |
      | Chansy   | female | 1965       | held LAO    |
    And Chanthabuly district registered a birth of 1 June 2008:
      | name   | Dao          |
      | sex    | female       |
      | born   | 1 June 2008  |
      | mother | Thongdam     |
      | born at | Nongping    |
    And Chanthabuly district registered a recognition of 1 March 2010:
      | child  | Khamla   |
      | parent | Thongdam |
      | role   | mother   |
    And Chanthabuly district registered an adoption of 1 March 2012:
      | child  | Dao    |
      | mother | Chansy |
    When Chanthabuly district registers a marriage of 20 November 2026:
      | spouses | Khamla, Dao |
    Then it is refused because of "spouses-kin"

  Scenario: Cousins may marry where the law lets them
    Given these people are enrolled:
      | name     | sex    | born | nationality |
      | Grandma  | female | 1940 | held LAO    |
      | Thongdam | female | 1968 | held LAO    |
      | Chansy   | female | 1970 | held LAO    |
    And Chanthabuly district registered a recognition of 1 March 2010:
      | child  | Thongdam |
      | parent | Grandma  |
      | role   | mother   |
    And Chanthabuly district registered a recognition of 1 March 2010:
      | child  | Chansy  |
      | parent | Grandma |
      | role   | mother  |
    And Chanthabuly district registered a recognition of 1 March 2010:
      | child  | Khamla   |
      | parent | Thongdam |
      | role   | mother   |
    And Sikhottabong district registered a recognition of 1 March 2010:
      | child  | Bouavanh |
      | parent | Chansy   |
      | role   | mother   |
    When Chanthabuly district registers a marriage of 20 November 2026:
      | spouses | Khamla, Bouavanh |
    Then it is registered

  Scenario: A marriage to a foreigner is for the province
    When Chanthabuly district registers a marriage of 20 November 2026:
      | spouses | Bouavanh, Nguyen Hung (male; born 3 May 1990; held VNM) |
    Then it is refused because of "office-not-competent-foreigner"

  Scenario: The province registers a marriage to a foreigner
    When Vientiane province registers a marriage of 20 November 2026:
      | spouses | Bouavanh, Nguyen Hung (male; born 3 May 1990; held VNM) |
    Then it is registered
    And Bouavanh's spouse is "Nguyen Hung"
    And Bouavanh's nationality is held LAO

  Scenario: The law changed between the wedding and its registration
    When the consulate in Hanoi registers a marriage of 12 August 2016:
      | spouses | Bouavanh, Nguyen Hung (male; born 3 May 1990; held VNM) |
    Then it is refused because of "office-not-competent-foreigner"

  Scenario: For a wedding after the change, the consulate is competent
    When the consulate in Hanoi registers a marriage of 12 August 2019:
      | spouses | Bouavanh, Nguyen Hung (male; born 3 May 1990; held VNM) |
    Then it is registered

  Scenario: Somebody of unknown nationality is not treated as a foreigner
    When Sikhottabong district registers a marriage of 20 November 2026:
      | spouses | Bouavanh, Tou Vang (male; born 3 May 1990) |
    Then it is registered

  Scenario: Married about 1974
    Given these people live in Nakham:
      | name     | sex    | born | nationality | relation |
      | Boun     | male   | 1948 | held LAO    | head     |
      | Chanthy  | female | 1950 | held LAO    | spouse   |
    When Sikhottabong district registers a marriage of about 1974:
      | spouses | Boun, Chanthy |
    Then it is registered
    And on 1 June 1974 Boun's spouse was perhaps Chanthy
    And on 1 January 1977 Boun's spouse was Chanthy
    And on 31 December 1971 Boun's spouse was nobody

  Scenario: Married about 1974, and perhaps too young
    Given these people live in Nakham:
      | name    | sex    | born | nationality | relation |
      | Boun    | male   | 1948 | held LAO    | head     |
      | Chanthy | female | 1957 | held LAO    | spouse   |
    When Sikhottabong district registers a marriage of about 1974:
      | spouses | Boun, Chanthy |
    Then it waits for a decision because of "spouse-age-undetermined"
    When the registrar decides "spouse-age-undetermined" because "both and two witnesses say that she was eighteen"
    Then it is registered

  Scenario: A marriage with somebody who died since is over
    Given Chanthabuly district registered a death of 10 October 2026:
      | person | Khamla          |
      | died   | 10 October 2026 |
    When Chanthabuly district registers a marriage of 3 March 2020:
      | spouses | Khamla, Bouavanh |
    Then it is registered
    And on 1 January 2021 Bouavanh's spouse was Khamla
    And Bouavanh's spouse is nobody

  Scenario: The dead do not marry
    Given Chanthabuly district registered a death of 10 October 2026:
      | person | Khamla          |
      | died   | 10 October 2026 |
    When Chanthabuly district registers a marriage of 20 November 2026:
      | spouses | Khamla, Bouavanh |
    Then it is refused because of "person-dead"

  Scenario: A court's order stands against what is on record
    Given Chanthabuly district registered a death of 10 October 2026:
      | person | Khamla          |
      | died   | 10 October 2026 |
    When Chanthabuly district registers a marriage of 20 October 2026:
      | spouses    | Khamla, Bouavanh                |
      | decided by | court Vientiane, judgment 31/26 |
    Then it is registered with the warning "person-dead"
