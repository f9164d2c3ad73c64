Feature: Adoption
  An adopted child has new parents. Where it came from is kept, sealed.

  Background:
    Given today is 21 November 2026
    And these people live in Nongping:
      | name                            | sex    | born         | nationality | relation |
      | Khamla Xayavong ຄຳຫຼ້າ ໄຊຍະວົງ    | male   | 3 May 1985   | held LAO    | head     |
      | Bouavanh Xayavong ບົວວັນ ໄຊຍະວົງ | female | 12 June 1987 | held LAO    | spouse   |
    And these people live in Nakham:
      | name         | sex    | born       | nationality |
      | Malai Phommy | female | 2 May 2001 | held LAO    |
    And Chanthabuly district registered a marriage of 3 March 2010:
      | spouses | Khamla, Bouavanh |
    And Sikhottabong district registered a birth of 7 July 2020:
      | name   | Noy Phommy ນ້ອຍ ພົມມີ |
      | sex    | female               |
      | born   | 7 July 2020          |
      | mother | Malai                |

  Scenario: A couple adopts a child
    When Chanthabuly district registers an adoption of 10 November 2026:
      | child  | Noy                                        |
      | mother | Bouavanh                                   |
      | father | Khamla                                     |
      | name   | Noy Xayavong ນ້ອຍ ໄຊຍະວົງ                    |
      | origin | Given up by the mother before the district |
    Then it is registered without any warning
    And Noy's mother is Bouavanh
    And Noy's father is Khamla
    And Noy's name is "Noy Xayavong"
    And on 1 January 2025 Noy's mother was Malai
    And a sealed part "adoption-origin" is kept with the act
    And the act itself does not hold "Given up"

  Scenario: The child belongs to the household of the parents, and has another number
    When Chanthabuly district registers an adoption of 10 November 2026:
      | child  | Noy                     |
      | mother | Bouavanh                |
      | father | Khamla                  |
      | name   | Noy Xayavong ນ້ອຍ ໄຊຍະວົງ |
    Then it is registered
    And the household of Khamla has:
      | Khamla   | head     |
      | Bouavanh | spouse   |
      | Noy      | child    |
    And Noy has another number than before

  Scenario: A child who lives under one roof with the parents enters their household
    Given these people live in Nongping:
      | name          | sex    | born       | nationality | relation |
      | Thip Xayavong | female | 2 May 1955 | held LAO    | head     |
      | Pany Sengdao  | female | 9 May 2019 | held LAO    | other    |
    When Chanthabuly district registers an adoption of 10 November 2026:
      | child  | Pany     |
      | mother | Bouavanh |
      | father | Khamla   |
    Then it is registered
    And the household of Khamla has:
      | Khamla   | head   |
      | Bouavanh | spouse |
      | Pany     | child  |

  Scenario: A stepfather adopts, and the child keeps its number
    Given Sikhottabong district registered a marriage of 4 April 2025:
      | spouses | Malai, Somphone (male; born 1990; held LAO) |
    When Sikhottabong district registers an adoption of 10 November 2026:
      | child  | Noy                                  |
      | father | Somphone (male; born 1990; held LAO) |
      | keeps  | mother                               |
    Then it is registered
    And Noy has the same number as before

  Scenario: An adoptee asks for an extract
    Given Chanthabuly district registered an adoption of 10 November 2026:
      | child  | Noy                     |
      | mother | Bouavanh                |
      | father | Khamla                  |
      | name   | Noy Xayavong ນ້ອຍ ໄຊຍະວົງ |
    Then on an ordinary extract Noy's mother is Bouavanh
    And on an ordinary extract Noy's name is "Noy Xayavong"
    And on an ordinary extract on 8 July 2020 Noy's mother was Bouavanh
    And on an ordinary extract on 8 July 2020 Noy's name was "Noy Xayavong"
    And on an ordinary extract Noy's number is given

  Scenario: Who adopts is old enough
    Given these people are enrolled:
      | name | sex    | born        | nationality |
      | Dao  | female | 1 June 2008 | held LAO    |
    When Chanthabuly district registers an adoption of 10 November 2026:
      | child  | Noy |
      | mother | Dao |
    Then it is refused because of "adopter-too-young"

  Scenario: Where the years do not tell, somebody decides
    Given these people are enrolled:
      | name | sex    | born       | nationality |
      | Dao  | female | about 2001 | held LAO    |
    When Chanthabuly district registers an adoption of 10 November 2026:
      | child  | Noy |
      | mother | Dao |
    Then it waits for a decision because of "adopter-age-undetermined"

  Scenario: A grown person is not adopted
    When Chanthabuly district registers an adoption of 10 November 2026:
      | child  | Malai    |
      | mother | Bouavanh |
    Then it is refused because of "adoptee-too-old"

  Scenario: Two who are not married
    Given these people are enrolled:
      | name | sex  | born        | nationality |
      | Boun | male | 1 June 1980 | held LAO    |
    When Chanthabuly district registers an adoption of 10 November 2026:
      | child  | Noy      |
      | mother | Bouavanh |
      | father | Boun     |
    Then it waits for a decision because of "adopters-not-married"

  Scenario: A stepfather adopts, and the mother stays the mother
    Given Sikhottabong district registered a marriage of 4 April 2025:
      | spouses | Malai, Somphone (male; born 1990; held LAO) |
    When Sikhottabong district registers an adoption of 10 November 2026:
      | child  | Noy                                  |
      | father | Somphone (male; born 1990; held LAO) |
      | keeps  | mother                               |
    Then it is registered
    And Noy's mother is Malai
    And Noy's father is Somphone

  Scenario: Nobody is adopted twice at once
    Given Chanthabuly district registered an adoption of 10 October 2026:
      | child  | Noy      |
      | mother | Bouavanh |
      | father | Khamla   |
    And these people are enrolled:
      | name | sex    | born        | nationality |
      | Dao  | female | 1 June 1980 | held LAO    |
    When Chanthabuly district registers an adoption of 10 November 2026:
      | child  | Noy |
      | mother | Dao |
    Then it is refused because of "already-adopted"

  Scenario: An adoption ends, and the mother is a mother again because the court says so
    Given Chanthabuly district registered an adoption of 10 October 2026:
      | child  | Noy      |
      | mother | Bouavanh |
      | father | Khamla   |
    When Chanthabuly district registers an adoption end of 15 November 2026:
      | child      | Noy                             |
      | restore    | mother                          |
      | decided by | court Vientiane, judgment 80/26 |
    Then it is registered
    And Noy's mother is Malai
    And Noy's father is nobody
    And on 1 November 2026 Noy's mother was Bouavanh

  Scenario: No former parent comes back by itself
    Given Chanthabuly district registered an adoption of 10 October 2026:
      | child  | Noy      |
      | mother | Bouavanh |
      | father | Khamla   |
    When Chanthabuly district registers an adoption end of 15 November 2026:
      | child      | Noy                             |
      | decided by | court Vientiane, judgment 80/26 |
    Then it is registered with the warning "child-without-parents"
    And Noy's mother is nobody

  Scenario: Only an adoption ends as one
    When Chanthabuly district registers an adoption end of 15 November 2026:
      | child      | Noy                             |
      | decided by | court Vientiane, judgment 80/26 |
    Then it is refused because of "not-adopted"
