// Package memindex owns the index in memory: the persons under each key, and enough of every person
// to compare at once. It serves bulk work: a whole register against itself, another agency's file,
// the loading of a country.
//
// # Size
//
// Of eight million, a person takes 134 bytes: 48 for the sketch (names as numbers of words in the
// lexicon, places as numbers, the date packed into 32 bits), 8 for the id, and 6 for each of some
// eleven postings. Postings are kept in arrays in the order of hash, split and id. The first 24
// bits of a hash are the bucket (4 bytes for some six postings), the other 16 are stored with the
// posting. The split of a posting is kept only for common keys; all persons of other keys are
// compared.
//
// # Change
//
// A built index takes additions in maps beside the arrays, at some ten times the memory for each.
// It is meant to be built anew when these are more than a tenth.
package memindex
