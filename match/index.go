package match

import (
	"context"

	"samano/register"
)

// Limits bound the work of one search, for every index alike.
const (
	// MostPerKey is how many persons a key may have and all be compared. Of a key with more, only
	// those are compared who share its Split too.
	MostPerKey = 64
	// MostPerSplit is how many of those are compared: the first by id. A search that left out more
	// says so.
	MostPerSplit = 64
)

// Posting puts a person under keys.
type Posting struct {
	Person register.PersonID
	Was    []Key // what the person was under before; none: a new person
	Keys   []Key // none: the person is taken out
}

// Index finds the persons who share a key. It is a port: package memindex keeps one in memory, a
// database keeps another; package matchtest holds the suite that all of them pass. All return the
// same candidates.
type Index interface {
	// Candidates returns the persons who share one of the keys, each once, in the order of ids, within
	// the limits.
	Candidates(ctx context.Context, keys []Key) (Candidates, error)
	// Put changes the keys of persons. The list names each person once.
	Put(ctx context.Context, postings []Posting) error
}

// Candidates are the persons to compare.
type Candidates struct {
	People    []register.PersonID
	Truncated int // keys of which some were left out because even those who share the split are too many
}
