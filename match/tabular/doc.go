// Package tabular owns the matching of files with any columns: another agency's list, or one of the
// public files that matchers are measured by. A [Plan] says what each column is; the rest is the
// engine of package match with two classes, same and stranger: levels of agreement, weights learned
// without labels, rarity of the agreed value, and a threshold chosen from the probabilities alone.
//
// # What is compared
//
//	text    exact, one letter apart, near (Jaro and Winkler), part of one another, in the column of its partner, differs
//	date    exact, day and month exchanged, one digit wrong, two of three parts, the year only, differs
//	number  exact, one digit wrong, two digits wrong, differs
//	email   exact, the same mailbox elsewhere, nearly the same mailbox, differs
//
// # Which rows are compared
//
// Rows that share a key: the value of a column, the first letters of a text, a value found in its
// partner's column. A key that more than match.MostPerKey rows have is split by each other column
// in turn rather than dropped, and what is too common even then is counted in [Result].
//
// # The threshold
//
// With p the probabilities of all compared pairs, calling every pair from t on the same is expected
// to be right sum(p >= t) times among count(p >= t), of sum(p) true pairs. [Threshold] takes the t
// of the greatest expected F1. It never sees the truth.
package tabular
