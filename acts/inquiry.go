package acts

import "samano/register"

// Inquiry puts facts under investigation, or ends that. What is under inquiry
// still counts; whoever reads it is told.
type Inquiry struct {
	Person    string               `json:"person,omitempty"`
	Household string               `json:"household,omitempty"`
	Facts     []register.EffectRef `json:"facts"` // their keys: "12.3"
	Ends      bool                 `json:"ends,omitempty"`
	Reason    string               `json:"reason"`
}

// maxFacts bounds the facts that one act names: a person of ninety has fewer.
const maxFacts = 200

// Needs asks for the subject.
func (i *Inquiry) Needs(*State) []Lookup {
	return append(needPersons(i.Person), needHouseholds(i.Household)...)
}

// Check checks that the facts are there and in the state that the act changes.
func (i *Inquiry) Check(c *Case) {
	c.reason("payload.reason", i.Reason)
	if len(i.Facts) == 0 || len(i.Facts) > maxFacts {
		c.Block("fact-count", "payload.facts", "", "limit", itoa(maxFacts))
		return
	}
	seen := make(map[register.EffectRef]bool, len(i.Facts))
	for n, key := range i.Facts {
		field := "payload.facts." + itoa(n)
		doc, fact, ok := factOf(c, i.Person, i.Household, field, key)
		switch {
		case doc == nil:
			return
		case !ok:
		case seen[key]:
			c.Block("fact-twice", field, "", "fact", key.String())
		case i.Ends && !fact.Standing().Inquiry:
			c.Block("not-under-inquiry", field, "", "fact", key.String())
		case !i.Ends && fact.Standing().Inquiry:
			c.Block("under-inquiry-already", field, "", "fact", key.String())
		}
		seen[key] = true
	}
}

// Apply marks the facts.
func (i *Inquiry) Apply(c *Case) {
	op := register.OpInquire
	if i.Ends {
		op = register.OpLift
	}
	for _, key := range i.Facts {
		if doc, fact, ok := factOf(c, i.Person, i.Household, "payload.facts", key); ok {
			c.mark(doc.Ref(), op, fact.Key)
		}
	}
}
