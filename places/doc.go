// Package places owns the lists of a country's administrative units: it reads
// them row by row from CSV, turns them into the acts that found the units, and
// finds a unit again by the beginning of its name in Lao or Latin letters.
//
// # A list
//
// A list holds the units of one level of the law pack's territory. Its first
// line names the columns: code, the level above (but for the highest level),
// name_lo, name_latin. [Read] is strict and goes row by row: a bad row is refused
// with its line, the column, the rule and the remedy ([Fault]), and the good rows
// enter whatever the other rows are. Nothing is guessed: a code that lost its
// leading zeros in a spreadsheet is refused, not padded, because a padded code
// may be somebody else's.
//
// # Into the register
//
// [Proposals] returns place-change acts, the units above first. An act's
// client-made id follows from its content, so that importing the same list twice
// registers nothing twice; units that exist already are left out, so that a
// longer list adds only what is new.
//
// # The country that ships with the program
//
// [Shipped] returns the provinces, districts and villages of Laos, converted from
// the npm package @lailao10x/lao-address 0.0.3 (MIT).
package places
