package acts

import (
	"slices"

	"samano/register"
)

// Protection withholds somebody's address and data from everybody but the
// national desk, and with them those of the children who live in the same
// household: a child looked up would give the mother away.
type Protection struct {
	Person string `json:"person"`
	Ends   bool   `json:"ends,omitempty"`
	// The article that it rests on, never the story.
	Article string `json:"article,omitempty"`
}

// Needs asks for the person, the merged records, the children and the households.
func (p *Protection) Needs(s *State) []Lookup {
	out := needPersons(p.Person)
	who := s.person(p.Person)
	if who == nil {
		return out
	}
	out = append(out, needRecordsOf(s, who)...)
	for _, r := range records(s, who) {
		out = append(out, needChildrenOf(s, r)...)
	}
	return append(out, needHouseholdsOf(s, who)...)
}

// Check checks that there is something to begin or to end. Any office may take
// it, whatever its area: a person in danger may ask anywhere.
func (p *Protection) Check(c *Case) {
	c.Text("payload.article", p.Article)
	if !p.Ends && p.Article == "" {
		c.Block("article-missing", "payload.article", "")
	}
	who := c.person("payload.person", p.Person)
	if who == nil {
		return
	}
	c.living("payload.person", who)
	switch {
	case p.Ends && !who.Protected():
		c.Block("not-protected", "payload.person", "")
	case !p.Ends && who.Protected():
		c.Block("protected-already", "payload.person", "")
	}
}

// Apply protects the person and the children, or ends what one act began.
func (p *Protection) Apply(c *Case) {
	who := c.State.person(p.Person)
	if p.Ends {
		// A merged record's protection, and its children's, is the same human being's.
		for _, r := range records(c.State, who) {
			for _, f := range r.Protections.Current() {
				for _, p := range append([]*register.Person{r}, c.State.childrenOf(r.ID)...) {
					endProtection(c, p, f.Key.Seq)
				}
			}
		}
		return
	}
	protected := register.Protection{Reason: p.Article}
	c.Open(who.Ref(), c.from(), protected)
	for _, r := range records(c.State, who) {
		for _, child := range c.State.childrenOf(r.ID) {
			if _, dead := child.Dead(); !dead && !child.Protected() && livesWith(c.State, who.ID, child.ID) {
				c.Open(child.Ref(), c.from(), protected)
			}
		}
	}
}

// endProtection ends what the act at seq opened, and what a child born since was
// given at birth: a child may be protected for its own sake too.
func endProtection(c *Case, p *register.Person, seq register.Seq) {
	origin, _ := p.Origins.Last()
	for _, f := range p.Protections.Current() {
		if f.Key.Seq == seq || f.Key.Seq == origin.Key.Seq {
			c.End(p.Ref(), f.Key, c.from())
		}
	}
}

// mayUnprotect reports whether the office may end the protections that the act ends or voids. An
// annulment or a parting of two records is decided at other levels than a protection, and must not
// end one for an office that could not end it by an act of protection.
func (c *Case) mayUnprotect() bool {
	may, article := c.Law.MayRegister(register.KindProtection, c.Office.Level, c.happened())
	if may || !slices.ContainsFunc(c.effects, c.unprotects) {
		return true
	}
	c.Block("protection-not-competent", "office", article, "level", c.Office.Level)
	return false
}

// unprotects reports whether an effect ends or voids a protection.
func (c *Case) unprotects(e register.Effect) bool {
	if e.Subject.Kind != register.SubjectPerson || (e.Op != register.OpEnd && e.Op != register.OpVoid) {
		return false
	}
	return slices.ContainsFunc(c.State.answers, func(a answer) bool {
		p := a.entry.Person
		if p == nil || p.Ref() != e.Subject {
			return false
		}
		f, ok := register.FindFact(p, e.Fact)
		return ok && f.Field() == register.FieldProtection
	})
}

// livesWith reports whether both belong to one household of those of the first.
func livesWith(s *State, a, b register.PersonID) bool {
	return slices.ContainsFunc(s.householdsOf(a), func(h *register.Household) bool {
		_, first := h.Member(a)
		_, second := h.Member(b)
		return first && second && h.Exists()
	})
}
