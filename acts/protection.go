package acts

import (
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

// Needs asks for the person, the children and the households.
func (p *Protection) Needs(s *State) []Lookup {
	out := needPersons(p.Person)
	who := s.person(p.Person)
	out = append(out, needChildrenOf(s, who)...)
	return append(out, needHouseholdsOf(s, who)...)
}

// Check checks that there is something to begin or to end. No office's area
// limits it: whoever needs protection may ask anywhere.
func (p *Protection) Check(c *Case) {
	c.Text("payload.article", p.Article)
	who := c.Person("payload.person", p.Person)
	if who == nil {
		return
	}
	c.Living("payload.person", who)
	switch {
	case p.Ends && !who.Protected():
		c.Block("not-protected", "payload.person", "")
	case !p.Ends && who.Protected():
		c.Block("protected-already", "payload.person", "")
	case !p.Ends && p.Article == "":
		c.Block("article-missing", "payload.article", "")
	}
}

// Apply protects the person and the children, or ends what one act began.
func (p *Protection) Apply(c *Case) {
	who := c.State.person(p.Person)
	if p.Ends {
		for _, f := range who.Protections.Current() {
			endProtection(c, who, f.Key.Seq)
			for _, child := range c.State.childrenOf(who.ID) {
				endProtection(c, child, f.Key.Seq)
			}
		}
		return
	}
	protected := register.Protection{Reason: p.Article}
	c.Open(who.Ref(), c.From(), protected)
	for _, child := range c.State.childrenOf(who.ID) {
		if _, dead := child.Dead(); !dead && !child.Protected() && livesWith(c.State, who.ID, child.ID) {
			c.Open(child.Ref(), c.From(), protected)
		}
	}
}

// endProtection ends what the act at seq opened, and what a child born since was
// given at birth: a child may be protected for its own sake too.
func endProtection(c *Case, p *register.Person, seq register.Seq) {
	origin, _ := p.Origins.Last()
	for _, f := range p.Protections.Current() {
		if f.Key.Seq == seq || f.Key.Seq == origin.Key.Seq {
			c.End(p.Ref(), f.Key, c.From())
		}
	}
}

// livesWith reports whether both belong to one household of those of the first.
func livesWith(s *State, a, b register.PersonID) bool {
	for _, h := range s.householdsOf(a) {
		_, first := h.Member(a)
		_, second := h.Member(b)
		if first && second && h.Exists() {
			return true
		}
	}
	return false
}
