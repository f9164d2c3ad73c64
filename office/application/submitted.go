package application

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"

	"samano/disclosure"
	"samano/register"
	"samano/registrar"
)

// Submitted is what became of one proposal that was submitted, by itself or in a lot.
type Submitted struct {
	Outcome *Outcome          // nil: not registered; Before: registered by an earlier submission
	Numbers []register.Number // given to people by the act
	// Application is the application that waits instead: for the national desk, where the proposal
	// names somebody whom a protection covers, or for adjudicators, where somebody may be registered
	// already. Empty: there is none.
	Application ID
	// Findings name nobody but those whom the proposal names.
	Findings []register.Finding
	// Err says why the proposal is not registered. Of kind register.Unavailable it means that
	// nobody knows: submit the same bytes again.
	Err error
}

// WithoutFindings returns an error that tells what kind it is and nothing of what was found:
// findings leave beside it, redacted.
func WithoutFindings(err error) error {
	var e *register.Error
	if !errors.As(err, &e) || len(e.Findings) == 0 {
		return err
	}
	return &register.Error{Kind: e.Kind, Op: e.Op, Code: e.Code}
}

// SubmittedAs returns what a submitter is told of a result.
func SubmittedAs(r registrar.Result) Submitted {
	s := Submitted{Findings: disclosure.FindingsWithoutOthers(r.Findings), Err: WithoutFindings(r.Err)}
	if r.Act == nil {
		return s
	}
	s.Outcome = OutcomeOf(r.Act, r.Repeated)
	for _, e := range r.Act.Effects {
		if n, ok := e.Value.(register.Number); ok && e.Op == register.OpOpen {
			s.Numbers = append(s.Numbers, n)
		}
	}
	return s
}

// AcceptsAnother reports whether a proposal accepts a finding that only adjudicators accept. No
// proposal that comes without an application may.
func AcceptsAnother(p *register.Proposal) bool {
	return slices.ContainsFunc(p.Accepted, func(a register.Accepted) bool { return register.Finding{Code: a.Code}.AboutAnother() })
}

// SubmittedSum identifies a proposal as it was submitted: all of it, but for white space in the
// payload, as in the register (record.SameProposal).
func SubmittedSum(p *register.Proposal) string {
	text, _ := json.Marshal(p) // of a proposal that cannot be written nothing is kept
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
