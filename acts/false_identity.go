package acts

import (
	"slices"

	"samano/register"
)

// FalseIdentity records the finding that somebody was registered under an
// identity that is not theirs. The false facts are void and what else was said of
// the identity is under inquiry. The human being behind it stays a person with a
// number: who it is, is for later acts to say.
type FalseIdentity struct {
	Person    string               `json:"person"`
	Facts     []register.EffectRef `json:"facts"` // found false
	Reason    string               `json:"reason"`
	Decisions []DependentDecision  `json:"decisions,omitempty"`
}

// identityFields are the fields that say who somebody is.
var identityFields = []register.Field{
	register.FieldName, register.FieldBirth, register.FieldSex, register.FieldParent,
	register.FieldNationality, register.FieldResidenceStatus, register.FieldIdentifier,
}

// Needs asks for the person and those around.
func (f *FalseIdentity) Needs(s *State) []Lookup {
	out := needPersons(f.Person)
	if p := s.person(f.Person); p != nil {
		out = append(out, needAround(s, p.ID)...)
	}
	return out
}

// Check checks that the facts are ones of identity, and what rests on them.
func (f *FalseIdentity) Check(c *Case) {
	c.reason("payload.reason", f.Reason)
	if len(f.Facts) == 0 || len(f.Facts) > maxFacts {
		c.Block("fact-count", "payload.facts", "", "limit", itoa(maxFacts))
		return
	}
	r := new(dependents)
	seen := make(map[register.EffectRef]bool, len(f.Facts))
	for i, key := range f.Facts {
		field := "payload.facts." + itoa(i)
		doc, fact, ok := factOf(c, f.Person, "", field, key)
		switch {
		case doc == nil:
			return
		case !ok:
		case seen[key]:
			c.Block("fact-twice", field, "", "fact", key.String())
		case !slices.Contains(identityFields, fact.Field()):
			c.Block("fact-not-of-identity", field, "", "field", string(fact.Field()))
		default:
			r.onFact(doc, fact, fact.Key.Seq)
		}
		seen[key] = true
	}
	r.check(c, f.Decisions)
}

// Apply voids the false facts and puts the rest under inquiry.
func (f *FalseIdentity) Apply(c *Case) {
	p := c.State.person(f.Person)
	c.Nature = register.Correction
	gone := make([]undo, len(f.Facts))
	for i, key := range f.Facts {
		fact, _ := c.fact(p, key)
		gone[i] = undo{subject: p.Ref(), fact: fact.Key}
		c.void(p.Ref(), fact.Key, register.EffectRef{})
	}
	named := false
	p.Each(func(g register.AnyFact) bool {
		s := g.Standing()
		if s.Void || s.Ended || slices.Contains(gone, undo{subject: p.Ref(), fact: g.Key}) || !slices.Contains(identityFields, g.Field()) {
			return true
		}
		named = named || g.Field() == register.FieldName
		if !s.Inquiry {
			c.mark(p.Ref(), register.OpInquire, g.Key)
		}
		return true
	})
	if !named {
		c.Open(p.Ref(), register.Date{}, register.Name{Kind: register.OfficialName, Unnamed: true})
	}
	inquire(c, f.Decisions, around(c.State, p.ID), gone)
}
