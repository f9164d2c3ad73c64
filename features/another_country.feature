Feature: Another country
  The same program under another law: other levels, ages, deadlines and classes, and not a line of code more.

  Background:
    Given the law of Xanadria
    And today is 21 November 2026
    And these people live in Alder:
      | name       | sex    | born         | nationality | relation |
      | Robin Vale | male   | 3 May 1995   | held XXA    | head     |
      | Wren Vale  | female | 12 June 2006 | held XXA    | child    |
    And these people live in Birch:
      | name        | sex    | born       | nationality | relation |
      | Linnet Ford | female | 3 May 1998 | held LAO    | head     |
      | Rowan Ford  | male   | 3 May 1999 | held XXA    | lodger   |
    And these people live in Cedar:
      | name         | sex    | born         | nationality | relation |
      | Heather Moss | female | 3 May 1980   | none        | head     |
      | Sorrel Moss  | male   | 9 March 2004 | unknown     | elder    |

  Scenario: A child born there of foreigners is a member
    When Birch hall registers a birth of 1 October 2026:
      | name    | Ash            |
      | sex     | male           |
      | born    | 1 October 2026 |
      | born at | Birch          |
      | mother  | Linnet         |
    Then it is registered without any warning
    And Ash's nationality is held XXA
    And Ash's class is member
    And Ash's number is given

  Scenario: Sixty days to declare a birth
    When Birch hall registers a birth of 1 September 2026:
      | name    | Ash              |
      | sex     | male             |
      | born    | 1 September 2026 |
      | born at | Birch            |
      | mother  | Linnet           |
    Then it is registered with the warning "declared-late"

  Scenario: Twenty-one to marry
    When Alder hall registers a marriage of 20 November 2026:
      | spouses | Wren, Rowan |
    Then it is refused because of "spouse-too-young"

  Scenario: Two men may marry
    When Alder hall registers a marriage of 20 November 2026:
      | spouses | Robin, Rowan |
    Then it is registered without any warning
    And Robin's spouse is Rowan

  Scenario: A guest's marriage is for the chancery
    When Alder hall registers a marriage of 20 November 2026:
      | spouses | Robin, Linnet |
    Then it is refused because of "office-not-competent-foreigner"

  Scenario: There is no divorce
    When Alder hall registers a divorce of 20 November 2026:
      | person | Robin |
    Then it is refused because of "office-not-competent"

  Scenario: Forty days to name a child
    Given Birch hall registered a birth of 1 October 2026:
      | as     | Baby           |
      | sex    | female         |
      | born   | 1 October 2026 |
      | mother | Linnet         |
    When Birch hall registers a naming of 20 November 2026:
      | person | Baby  |
      | name   | Hazel |
    Then it is registered with the warning "named-late"

  Scenario: Forty days to declare a birth until 2011, sixty since
    When Cedar hall registers a birth of 1 March 2010:
      | name     | Fern          |
      | sex      | female        |
      | born     | 1 March 2010  |
      | mother   | Heather       |
      | declared | 25 April 2010 |
    Then it is registered with the warning "declared-late"
    When Cedar hall registers a birth of 1 March 2012:
      | name     | Hazel         |
      | sex      | female        |
      | born     | 1 March 2012  |
      | mother   | Heather       |
      | declared | 25 April 2012 |
    Then it is registered without any warning

  Scenario: A mission has a hundred and twenty days
    When the mission in Hanoi registers a birth of 1 August 2026:
      | name    | Ash           |
      | sex     | male          |
      | born    | 1 August 2026 |
      | born at | Hanoi in VNM  |
      | mother  | Heather       |
    Then it is registered without any warning

  Scenario: A child born abroad of somebody without a nationality is not a member by the soil
    When the mission in Hanoi registers a birth of 1 November 2026:
      | name    | Ash             |
      | sex     | male            |
      | born    | 1 November 2026 |
      | born at | Hanoi in VNM    |
      | mother  | Heather         |
    Then it is registered without any warning
    And Ash's nationality is unknown
    And Ash's class is unclear
    And Ash's number is given
    When the mission in Hanoi registers a birth of 1 November 2026:
      | name        | Aspen           |
      | sex         | male            |
      | born        | 1 November 2026 |
      | born at     | Hanoi in VNM    |
      | mother      | Linnet          |
      | nationality | held LAO        |
    Then it is registered
    And Aspen's class is guest

  Scenario: Of age for marriage on the twenty-first birthday
    Given today is 12 June 2027
    When Alder hall registers a marriage of 11 June 2027:
      | spouses | Wren, Rowan |
    Then it is refused because of "spouse-too-young"
    When Alder hall registers a marriage of 12 June 2027:
      | spouses | Wren, Rowan |
    Then it is registered without any warning
    And Wren's spouse is Rowan

  Scenario: No paper gives leave to marry before, but what a court has ordered stands
    When Alder hall registers a marriage of 20 November 2026:
      | spouses | Wren, Rowan                     |
      | papers  | sworn-statement, court-decision |
    Then it is refused because of "spouse-too-young"
    When Alder hall registers a marriage of 20 November 2026:
      | spouses    | Wren, Rowan                      |
      | decided by | court Eastmark, judgment 12/2026 |
    Then it is registered with the warning "spouse-too-young"

  Scenario: Members, guests, the stateless and those of whom it is not clear
    Then Robin's class is member
    And Linnet's class is guest
    And Heather's class is stateless
    And Sorrel's class is unclear
    And Linnet's number is given
    And Heather's number is given
    And Sorrel's number is given

  Scenario: A guest becomes a member
    When Birch hall registers a nationality of 1 November 2026:
      | person | Linnet                     |
      | opens  | held XXA by naturalisation |
    Then it is registered
    And Linnet's class is member
    And on 31 October 2026 Linnet's class was guest

  Scenario: One green book for all who live together
    When Birch hall registers a book issue of 1 November 2026:
      | household | household of Linnet |
      | book      | green G-1           |
    Then it is registered without any warning
    And the books of the household of Linnet are green G-1
    And Linnet is listed in a green book
    And Rowan is listed in a green book
    And Heather is listed in a green book
    And Sorrel is listed in a green book

  Scenario: There is no blue book
    When Birch hall registers a book issue of 1 November 2026:
      | household | household of Linnet |
      | book      | blue B-1            |
    Then it is refused because of "not-in-list"

  Scenario: A move to another commune is declared there, within three days
    When Cedar hall registers a move of 18 November 2026:
      | persons   | Wren                 |
      | to        | Cedar                |
      | household | household of Heather |
      | relations | lodger               |
    Then it is registered without any warning
    And Wren's residence is Cedar
    And on 17 November 2026 Wren's residence was Alder
    And the household of Wren has:
      | Heather | head   |
      | Sorrel  | elder  |
      | Wren    | lodger |
    When Birch hall registers a move of 17 November 2026:
      | persons | Robin |
      | to      | Birch |
    Then it is registered with the warning "declared-late"

  Scenario: The hall of another commune does not register a move
    When Alder hall registers a move of 18 November 2026:
      | persons | Heather |
      | to      | Cedar   |
    Then it is refused because of "office-outside-area"
    When Eastmark house registers a move of 18 November 2026:
      | persons | Wren  |
      | to      | Birch |
    Then it is registered

  Scenario: Nobody is a resident of a household
    When Birch hall registers a move of 18 November 2026:
      | persons   | Wren                |
      | to        | Birch               |
      | household | household of Linnet |
      | relations | resident            |
    Then it is refused because of "not-in-list"

  Scenario: Ten days to declare a death
    When Alder hall registers a death of 11 November 2026:
      | person | Robin            |
      | died   | 11 November 2026 |
    Then it is registered without any warning
    And Robin's residence is none
    When Birch hall registers a death of 10 November 2026:
      | person | Linnet           |
      | died   | 10 November 2026 |
    Then it is registered with the warning "declared-late"

  Scenario: A death annulled by the hall that registered it: he lives, and is no longer married
    Given Alder hall registered a marriage of 1 May 2026:
      | spouses | Robin, Rowan |
    And Alder hall registered a death of 15 November 2026:
      | called | the death        |
      | person | Robin            |
      | died   | 15 November 2026 |
    When Alder hall registers an annulment:
      | act    | the death                        |
      | reason | the body was that of another man |
    Then it is registered
    And Robin's death is none
    And Robin's residence is Alder
    And Robin's spouse is nobody
    And Robin's household is none

  Scenario: A hall merges two records of one guest
    Given these people are enrolled:
      | name   | sex    | born       | nationality |
      | Linnea | female | 3 May 1998 | held LAO    |
    When Birch hall registers a merge:
      | survivor | Linnet           |
      | other    | Linnea           |
      | reason   | one and the same |
    Then it is registered
    And Linnea's survivor is Linnet
    And the number of Linnea leads to Linnet

  Scenario: A commune goes to another region by the chancery's own order
    When the chancery registers a place change of 1 June 2026:
      | steps | 010002 gets the code 020002 in 020 |
    Then it is registered
    And on 31 May 2026 the code 010002 is borne by Birch in Eastmark
    And on 1 June 2026 the code 020002 is borne by Birch in Westmark
    And on 1 June 2026 Linnet's address lies in Westmark
    And on 31 May 2026 Linnet's address does not lie in Westmark
    And the acts in Linnet's history are enrolment

  Scenario: A commune is founded and takes over from another
    When the chancery registers a place change of 1 June 2026:
      | steps | a commune 010003 called Elm in 010 is founded, 010002 ends in 010003 |
    Then it is registered
    And Linnet's address lies in Elm
    And Linnet's residence is Birch

  Scenario: Nobody opens a second household at one address
    When Alder hall registers a household split of 15 November 2026:
      | household     | household of Robin |
      | as            | household of Wren  |
      | members       | Wren as head       |
      | head consents | yes                |
    Then it is refused because of "split-at-same-dwelling"

  Scenario: A stay of six weeks is no residence, and one of fourteen is
    When Birch hall registers a temporary stay of 1 October 2026:
      | persons | Wren             |
      | at      | Birch            |
      | until   | 12 November 2026 |
    Then it is refused because of "stay-is-short"
    When Birch hall registers a temporary stay of 1 July 2026:
      | persons | Robin          |
      | at      | Birch          |
      | until   | 7 October 2026 |
    Then it is registered

  Scenario: At sea
    When Alder hall registers an absence of 1 November 2026:
      | persons | Robin  |
      | reason  | voyage |
    Then it is registered without any warning
    When Alder hall registers an absence of 1 November 2026:
      | persons | Wren |
      | reason  | work |
    Then it is refused because of "absence-reason-unlisted"

  Scenario: Only a court corrects a sex
    When Alder hall registers a correction:
      | person | Wren       |
      | fact   | Wren's sex |
      | right  | sex male   |
    Then it is refused because of "sex-by-court"
    When Alder hall registers a correction:
      | person     | Wren                             |
      | fact       | Wren's sex                       |
      | right      | sex male                         |
      | decided by | court Eastmark, judgment 13/2026 |
    Then it is registered
    And Wren's sex is male

  Scenario: A child found in the country is a member, one found abroad need not be
    When Alder hall registers a foundling of 20 November 2026:
      | name     | Clover     |
      | sex      | female     |
      | born     | about 2024 |
      | found at | Alder      |
      | dwelling | Alder      |
    Then it is registered without any warning
    And Clover's class is member
    When Alder hall registers a foundling of 20 November 2026:
      | name     | Daisy        |
      | sex      | female       |
      | born     | about 2024   |
      | found at | Hanoi in VNM |
      | dwelling | Alder        |
    Then it is registered
    And Daisy's class is unclear
    And Daisy's number is given

  Scenario: A marriage annulled by the hall, and the green book replaced after it
    Given Alder hall registered a marriage of 1 May 2026:
      | called  | the wedding  |
      | spouses | Robin, Rowan |
    And Alder hall registered a book issue of 2 May 2026:
      | household | household of Robin |
      | book      | green G-7          |
    And this moment is called "married"
    When Alder hall registers an annulment:
      | act    | the wedding               |
      | reason | one of them was not asked |
    Then it is registered
    And Robin's spouse is nobody
    And Rowan's spouse is nobody
    And at "married" the register said that Robin's spouse was Rowan
    When Alder hall registers a book issue of 20 November 2026:
      | household | household of Robin |
      | book      | green G-8          |
      | replaces  | G-7                |
    Then it is registered without any warning
    And the books of the household of Robin are green G-8

  Scenario: Who lives on a ship has a household without a head
    When Birch hall registers a household open of 1 November 2026:
      | as       | household Heron |
      | kind     | ship            |
      | dwelling | Birch           |
      | members  | Rowan as lodger |
    Then it is registered without any warning
    When Birch hall registers a household open of 1 November 2026:
      | as       | household Plover |
      | kind     | temple           |
      | dwelling | Birch            |
    Then it is refused because of "not-in-list"
