package application

import (
	"bytes"
	"encoding/json"

	"samano/access"
	"samano/register"
)

// Proposed is the document of a person as an act would leave them. It is read with a pass, and left
// out of JSON but for what the desk keeps (EncodeAdjudication).
type Proposed struct{ document *register.Person }

// Propose keeps a person's document.
func Propose(p *register.Person) *Proposed {
	if p == nil {
		return nil
	}
	return &Proposed{p}
}

// Person returns the document, nil for none. A pass that is not valid is register.Forbidden.
func (p *Proposed) Person(pass access.Pass) (*register.Person, error) {
	if err := pass.Check("application.Proposed"); err != nil {
		return nil, err
	}
	return p.kept(), nil
}

func (p *Proposed) kept() *register.Person {
	if p == nil {
		return nil
	}
	return p.document
}

// Equal reports whether two documents are the same.
func (p *Proposed) Equal(q *Proposed) bool {
	if p == nil || q == nil {
		return p == q
	}
	return bytes.Equal(register.AppendDocument(nil, p.document), register.AppendDocument(nil, q.document))
}

// keptAdjudication is an adjudication as the desk keeps it, with the documents of the proposed.
type keptAdjudication struct {
	*Adjudication
	Proposed   *register.Person `json:"proposed,omitempty"`
	Candidates []keptCandidate  `json:"candidates"`
}

type keptCandidate struct {
	Candidate
	CoProposed *register.Person `json:"co_proposed,omitempty"`
}

// EncodeAdjudication writes an adjudication as a desk keeps it. internal/tidy lists who may call it.
func EncodeAdjudication(a *Adjudication) ([]byte, error) {
	out := keptAdjudication{Adjudication: a, Proposed: a.Proposed.kept()}
	for _, c := range a.Candidates {
		out.Candidates = append(out.Candidates, keptCandidate{c, c.CoProposed.kept()})
	}
	b, err := json.Marshal(out)
	if err != nil {
		return nil, register.Errorf(register.Internal, "application.EncodeAdjudication", "%w", err)
	}
	return b, nil
}

// DecodeAdjudication reads into a what EncodeAdjudication wrote.
func DecodeAdjudication(b []byte, a *Adjudication) error {
	in := keptAdjudication{Adjudication: a}
	if err := json.Unmarshal(b, &in); err != nil {
		return register.Errorf(register.Internal, "application.DecodeAdjudication", "%w", err)
	}
	a.Proposed, a.Candidates = Propose(in.Proposed), nil
	for _, c := range in.Candidates {
		c.Candidate.CoProposed = Propose(c.CoProposed)
		a.Candidates = append(a.Candidates, c.Candidate)
	}
	return nil
}
