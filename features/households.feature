Feature: Households and their books
  People who live as one are a household, of whatever nationality. It has a head, unless the head has
  died or left and the members have not yet said who follows.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                               | sex    | born            | nationality | relation     |
      | Khamla Xayavong ຄຳຫຼ້າ ໄຊຍະວົງ       | male   | 3 May 1965      | held LAO    | head         |
      | Bouavanh Xayavong ບົວວັນ ໄຊຍະວົງ    | female | 12 June 1967    | held LAO    | spouse       |
      | Noy Xayavong ນ້ອຍ ໄຊຍະວົງ           | female | 1 April 1994    | held LAO    | child        |
      | Hung Nguyen                        | male   | 7 July 1990     | held VNM    | child-in-law |
      | Daeng Xayavong ແດງ ໄຊຍະວົງ          | male   | 5 December 2012 | held LAO    | grandchild   |

  Scenario: Opening a household
    Given these people are enrolled:
      | name                       | sex    | born       | nationality |
      | Chansy Keola ຈັນສີ ແກ້ວລາ   | female | 2 May 1988 | held LAO    |
      | Phet Keola ເພັດ ແກ້ວລາ      | male   | 2 May 2014 | held LAO    |
    When Sikhottabong district registers a household open of 1 November 2026:
      | as       | household of Chansy            |
      | dwelling | house 9 in Nakham              |
      | members  | Chansy as head, Phet as child  |
    Then it is registered
    And Phet's residence is house 9 in Nakham
    And the household of Chansy has:
      | Chansy | head  |
      | Phet   | child |

  Scenario: A household has one head
    Given these people are enrolled:
      | name                       | sex    | born       | nationality |
      | Chansy Keola ຈັນສີ ແກ້ວລາ   | female | 2 May 1988 | held LAO    |
    When Sikhottabong district registers a household open of 1 November 2026:
      | dwelling | house 9 in Nakham |
      | members  | Chansy as child   |
    Then it is refused because of "household-one-head"

  Scenario: A temple is a household without a head
    Given these people are enrolled:
      | name                     | sex  | born       | nationality |
      | Onekeo Vilay ອ່ອນແກ້ວ ວິໄລ | male | 2 May 2004 | held LAO    |
    When Sikhottabong district registers a household open of 1 November 2026:
      | kind     | temple             |
      | dwelling | house 1 in Phosy   |
      | members  | Onekeo as resident |
    Then it is registered
    And Onekeo's household is that of nobody

  Scenario: The head of the household dies
    When Chanthabuly district registers a death of 10 November 2026:
      | person | Khamla           |
      | died   | 10 November 2026 |
    Then it is registered
    And Bouavanh's household is that of nobody
    And the household of Bouavanh has:
      | Bouavanh | spouse       |
      | Noy      | child        |
      | Hung     | child-in-law |
      | Daeng    | grandchild   |

  Scenario: After the head's death the members name another
    Given Chanthabuly district registered a death of 10 November 2026:
      | person | Khamla           |
      | died   | 10 November 2026 |
    When Chanthabuly district registers a head change of 15 November 2026:
      | household | household of Khamla                          |
      | head      | Bouavanh                                     |
      | relations | Noy as child, Hung as child-in-law, Daeng as grandchild |
    Then it is registered without any warning
    And Noy's household is that of Bouavanh
    And the household of Bouavanh has:
      | Bouavanh | head         |
      | Noy      | child        |
      | Hung     | child-in-law |
      | Daeng    | grandchild   |

  Scenario: The head hands over while alive, and is told how he stands to the new one
    When Chanthabuly district registers a head change of 15 November 2026:
      | household | household of Khamla |
      | head      | Noy                 |
    Then it is refused because of "former-head-relation-missing"
    When Chanthabuly district registers a head change of 15 November 2026:
      | household | household of Khamla                                                |
      | head      | Noy                                                                |
      | relations | Khamla as parent, Bouavanh as parent, Hung as spouse, Daeng as child |
    Then it is registered
    And the household of Noy has:
      | Khamla   | parent |
      | Bouavanh | parent |
      | Noy      | head   |
      | Hung     | spouse |
      | Daeng    | child  |
    And on 1 November 2026 Noy's relation was child

  Scenario: A child may be all that is left of a household
    When Chanthabuly district registers a head change of 15 November 2026:
      | household | household of Khamla                                                      |
      | head      | Daeng                                                                    |
      | relations | Khamla as grandparent, Bouavanh as grandparent, Noy as parent, Hung as parent |
    Then it waits for a decision because of "head-not-of-age"

  Scenario: A household splits at one address with the head's consent
    When Chanthabuly district registers a household split of 15 November 2026:
      | household     | household of Khamla                      |
      | as            | household of Noy                         |
      | members       | Noy as head, Hung as spouse, Daeng as child |
      | head consents | yes                                      |
    Then it is registered
    And Noy's residence is Nongping
    And the household of Noy has:
      | Noy   | head   |
      | Hung  | spouse |
      | Daeng | child  |
    And the household of Khamla has:
      | Khamla   | head   |
      | Bouavanh | spouse |

  Scenario: Without the head's consent there is no split at one address
    When Chanthabuly district registers a household split of 15 November 2026:
      | household | household of Khamla                         |
      | members   | Noy as head, Hung as spouse, Daeng as child |
    Then it is refused because of "head-consent-missing"

  Scenario: After a divorce nobody's consent is asked
    When Chanthabuly district registers a household split of 15 November 2026:
      | household | household of Khamla |
      | members   | Bouavanh as head    |
      | divorced  | yes                 |
    Then it is registered
    And Bouavanh's household is that of Bouavanh

  Scenario: A split leaves somebody on either side
    When Chanthabuly district registers a household split of 15 November 2026:
      | household     | household of Khamla                                                               |
      | members       | Khamla as head, Bouavanh as spouse, Noy as child, Hung as child-in-law, Daeng as grandchild |
      | head consents | yes                                                                               |
    Then it is refused because of "split-leaves-nobody"

  Scenario: Two households become one
    Given these people live in Bornangoua:
      | name                       | sex    | born       | nationality | relation |
      | Somchit Vongsa ສົມຈິດ ວົງສາ | male   | 2 May 1940 | held LAO    | head     |
    When Chanthabuly district registers a household merge of 15 November 2026:
      | household | household of Somchit     |
      | into      | household of Khamla      |
      | members   | Somchit as parent-in-law |
    Then it is registered
    And Somchit's residence is Nongping
    And Somchit's household is that of Khamla
    When Chanthabuly district registers a head change of 16 November 2026:
      | household | household of Somchit |
      | head      | Somchit              |
    Then it is refused because of "household-dissolved"

  Scenario: Nobody is forgotten when two households become one
    Given these people live in Bornangoua:
      | name                       | sex    | born       | nationality | relation |
      | Somchit Vongsa ສົມຈິດ ວົງສາ | male   | 2 May 1940 | held LAO    | head     |
      | Mala Vongsa ມາລາ ວົງສາ      | female | 2 May 1942 | held LAO    | spouse   |
    When Chanthabuly district registers a household merge of 15 November 2026:
      | household | household of Somchit     |
      | into      | household of Khamla      |
      | members   | Somchit as parent-in-law |
    Then it is refused because of "merge-leaves-somebody"

  Scenario: A relation is put right from a day on
    When Chanthabuly district registers a member relation of 1 November 2026:
      | household | household of Khamla |
      | members   | Daeng as child      |
    Then it is registered
    And Daeng's relation is child
    And on 1 October 2026 Daeng's relation was grandchild

  Scenario: A mixed household has a blue and a red book
    Given Chanthabuly district registered a book issue of 1 November 2026:
      | household | household of Khamla |
      | book      | blue 0101/2211      |
    When Chanthabuly district registers a book issue of 1 November 2026:
      | household | household of Khamla |
      | book      | red 0101/0007       |
    Then it is registered
    And the books of the household of Khamla are blue 0101/2211 and red 0101/0007
    And Hung is listed in a red book
    And Noy is listed in a blue book

  Scenario: A red book in which nobody would stand
    Given these people live in Bornangoua:
      | name                       | sex    | born       | nationality | relation |
      | Somchit Vongsa ສົມຈິດ ວົງສາ | male   | 2 May 1940 | held LAO    | head     |
    When Chanthabuly district registers a book issue of 1 November 2026:
      | household | household of Somchit |
      | book      | red 0101/0008        |
    Then it waits for a decision because of "book-would-be-empty"

  Scenario: A full book is replaced; two of one class are not given
    Given Chanthabuly district registered a book issue of 1 November 2020:
      | household | household of Khamla |
      | book      | blue 0101/2211      |
    When Chanthabuly district registers a book issue of 1 November 2026:
      | household | household of Khamla |
      | book      | blue 0101/9000      |
    Then it is refused because of "book-already-issued"
    When Chanthabuly district registers a book issue of 1 November 2026:
      | household | household of Khamla |
      | book      | blue 0101/9000      |
      | replaces  | 0101/2211           |
    Then it is registered
    And the books of the household of Khamla are blue 0101/9000

  Scenario: A household opened late, of somebody who has died since
    Given these people are enrolled:
      | name                       | sex    | born       | nationality |
      | Chansy Keola ຈັນສີ ແກ້ວລາ   | female | 2 May 1948 | held LAO    |
      | Phet Keola ເພັດ ແກ້ວລາ      | male   | 2 May 1974 | held LAO    |
    And the centre registered a move of 1 January 2020:
      | persons | Chansy |
      | to      | Nakham |
    And Sikhottabong district registered a death of 5 October 2026:
      | person | Chansy         |
      | died   | 5 October 2026 |
    When Sikhottabong district registers a household open of 1 September 2026:
      | as       | household of Phet              |
      | dwelling | Nakham                         |
      | members  | Phet as head, Chansy as parent |
    Then it is registered
    And Chansy's residence is none
