Feature: Lots
  A file of acts that is loaded at one go has no applications behind it. Two officers of the national desk answer for
  it: they state by which order it is loaded, how many acts it holds and which file it is, before anything is written.

  Background:
    Given today is 21 November 2026

  Scenario: Two national registrars load a file
    When Vilay and Somsak of the centre load these by "MOHA order 7" as 2 acts:
      | name                          | sex    | born        | nationalities |
      | Khamphet Keola ຄຳເພັດ ແກ້ວລາ     | male   | 1 July 1985 | held LAO      |
      | Noy Keola ນ້ອຍ ແກ້ວລາ            | female | 2 May 1990  | held LAO      |
    Then it is loaded and recorded by "MOHA order 7" of Vilay and Somsak
    And the register holds 2 people

  Scenario: One officer alone
    When Vilay and Vilay of the centre load these by "MOHA order 7" as 1 acts:
      | name                      | sex  | born        | nationalities |
      | Khamphet Keola ຄຳເພັດ ແກ້ວລາ | male | 1 July 1985 | held LAO      |
    Then nothing is loaded because of "lot-one-person"

  Scenario: Two registrars of a district
    When Vilay and Somsak of Sikhottabong district load these by "MOHA order 7" as 1 acts:
      | name                      | sex  | born        | nationalities |
      | Khamphet Keola ຄຳເພັດ ແກ້ວລາ | male | 1 July 1985 | held LAO      |
    Then nothing is loaded because of "lot-authority"

  Scenario: An act is missing
    When Vilay and Somsak of the centre load these by "MOHA order 7" as 2 acts:
      | name                      | sex  | born        | nationalities |
      | Khamphet Keola ຄຳເພັດ ແກ້ວລາ | male | 1 July 1985 | held LAO      |
    Then nothing is loaded because of "lot-count"

  Scenario: Nobody ordered it
    When Vilay and Somsak of the centre load these by "" as 1 acts:
      | name                      | sex  | born        | nationalities |
      | Khamphet Keola ຄຳເພັດ ແກ້ວລາ | male | 1 July 1985 | held LAO      |
    Then nothing is loaded because of "lot-without-basis"
