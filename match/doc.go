// Package match owns the question "is this person already here?": which records to compare, how
// alike two of them are, how sure that makes us, and why.
//
// It is pure: no SQL, no clock, no randomness of its own. It imports register for the words and
// names for the scripts; thresholds of the law come in as values. It never refuses anybody: it
// returns a probability with reasons in codes, and the caller decides.
//
// # From a person to a candidate to a probability
//
//	Record      what the matcher knows of one person, in plain words. [Reader] builds it from register documents.
//	Features    the same with every name cleaned, keyed and looked up once ([Lexicon]), places as chains.
//	Keys        a small fixed number of 40-bit hashes per person (keys.go). Two persons who share one are compared.
//	            A key that grows too common is split by a further attribute, never dropped.
//	Vector      one level of agreement per field (compare.go): not "how many letters differ" but "swapped day and
//	            month", "sounds alike", "one of the two has no surname".
//	Weights     how often each level occurs, per class of pair, as data with a version (weights.go).
//	Score       the probability that both are one person, and the reasons as codes with arguments (score.go).
//
// A search takes the keys of [Lexicon.AppendProbeKeys], asks an [Index] for [Candidates], compares
// each and scores it with a [Model]; [Thresholds] of the law turn the best into an [Outcome].
// Package memindex does all of this in memory; a database keeps the postings under the same keys
// and returns the same candidates (package matchtest). Packages tabular and eval judge the engine,
// on public files and on a synthetic country.
//
// # Who else could it be
//
// The theory is that of Fellegi and Sunter (1969), with one change. They know two classes of pairs,
// the same person and everybody else. In a register where whole families are enrolled, everybody
// else is not one class: two siblings share both parents' names, surname and village, which under
// two classes is overwhelming evidence of being one person. So the other class is cut by who it
// could be: twin, sibling, relative of another generation under one roof, neighbour in the same
// village, and a stranger. Each class has its own table of levels; in each, fields are taken as
// independent. The probability of "same" is then
//
//	n(same) f(same) / sum over classes of n(class) f(class)
//
// where n is how many such persons one person has in the register. Siblings agree in everything but
// the given name and the birth date, and so do the tables of their class: the weight of parents'
// names cancels and what is left is the question that a clerk would ask. The best other class is
// itself a reason ("rather a sibling").
//
// # Learning without labels
//
// All classes but one can be seen in the register without knowing any duplicate: strangers are
// random pairs, neighbours random pairs of one village, siblings those whom the register holds to
// have the same parents, and so on ([Learn], learn.go). Only "same" is hidden; its table and its
// size come from expectation maximisation over pairs that share a key, with all other tables fixed.
// Since keys miss nearly no true pair, the pairs outside count as not the same.
//
// A model cannot know which share of the applicants is registered already: a census from door to
// door meets other people than a counter does. [Model.Expecting] sets the share.
//
// # Common and rare names
//
// Where a class agrees in a name by chance only, the chance is that of this very name: to share
// Bounmy says little, to share a rare name much ([Lexicon] counts). Where a class agrees for a
// reason, as siblings do in the surname, it does not matter how common it is.
//
// A process that does not hold all people in memory takes the counts from data kept beside the
// weights ([Frequencies]).
//
// The same counts distinguish a typing error from another name: of two names one letter apart, one
// that hardly anybody has is more likely the other misspelt; and a "given name" that hardly anybody
// is registered under is more likely a nickname. Twins and siblings, whose names often rhyme, have
// names that others have too.
//
// # What is never used
//
// Ethnic group and religion are not in [Record] and cannot be. Nationality is not either: a person
// without papers must be found whatever nationality was entered.
package match
