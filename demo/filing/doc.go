// Package filing owns how the offices of a synthetic country file what happens to its
// people: which offices and officers there are, and the proposals of acts that they make.
//
// An [Office] files for one cell (package people). It has a method for each act, which reads the cell
// as it is after the event, writes the payload, and declares it some days later. [Office.Begin]
// passes on what is registered by then, so that the [Stream] has the acts of a cell in the order
// in which offices register them. What the office changes in the cell is what it gives: the
// handle of whoever enters the register, books, a nationality.
//
// Whether and when something happens, and how late it is declared, is the caller's; filing draws
// nothing.
package filing
