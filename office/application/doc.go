// Package application owns what an office keeps of an application and of an adjudication, and the
// rules on it that ask neither the register nor who reads: the states and the order in which they
// follow each other ([State]), drafts and their limits, deadlines, what stays of a ruling when an
// application is changed, and how findings about somebody else are kept apart.
//
// [Applications] and [Adjudications] keep both in the desk's database. Who may do what, looks, and
// the way into the register are package office's.
package application
