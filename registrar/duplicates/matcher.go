// Package duplicates owns the question whether a person whom an act enters, renames or parts from
// another record is in the register already. It answers with findings that a human decides about;
// no probability refuses anybody.
//
// A search reads some hundred documents, so an examination does it before the writing transaction.
// Its result goes with the request (Search), and the transaction compares only with the people
// found then and with those entered or renamed since. So two posts that register one child in one
// minute cannot both succeed, and neither waits for the search of the other.
package duplicates

import (
	"samano/match"
	"samano/register"
)

// Matcher compares people by weights and frequencies of names. The thresholds are the law's. It is
// safe for concurrent use.
type Matcher struct {
	Version string // of the weights, as named in findings
	Model   *match.Model
	Lexicon *match.Lexicon // knows how common names are, and counts nobody any more
}

// Shipped returns a matcher by the weights and frequencies that come with the program.
func Shipped() (*Matcher, error) {
	const op = "duplicates.Shipped"
	w, err := match.Shipped()
	if err != nil {
		return nil, register.Errorf(register.Internal, op, "%w", err)
	}
	f, err := match.ShippedFrequencies()
	if err != nil {
		return nil, register.Errorf(register.Internal, op, "%w", err)
	}
	model, err := w.Model(match.People())
	if err != nil {
		return nil, register.Errorf(register.Internal, op, "%w", err)
	}
	return &Matcher{Version: w.Version, Model: model, Lexicon: f.Lexicon()}, nil
}
