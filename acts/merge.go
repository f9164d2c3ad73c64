package acts

import (
	"slices"

	"samano/acts/life"
	"samano/register"
)

// Merge links two records of one human being. Nothing is copied but a protection: the
// survivor answers for both numbers, the other record stays as it was and only leaves its
// households, so that nobody is counted twice.
type Merge struct {
	Survivor string `json:"survivor"` // the record that answers from now on
	Other    string `json:"other"`    // the record that it answers for
	Reason   string `json:"reason"`
}

// Needs asks for both and their households.
func (m *Merge) Needs(s *State) []Lookup { return needPeople(s, []string{m.Survivor, m.Other}) }

// Check checks that there are two, and asks where they do not agree.
func (m *Merge) Check(c *Case) {
	c.reason("payload.reason", m.Reason)
	a, b := c.person("payload.survivor", m.Survivor), c.person("payload.other", m.Other)
	if a == nil || b == nil {
		return
	}
	if a.ID == b.ID {
		c.Block("merge-same-person", "payload.other", "")
		return
	}
	if b.Renumbered() && a.Acts[0] < b.SealedUntil() {
		c.Block("merge-of-sealed", "payload.survivor", "")
	}
	if a.Sex() != b.Sex() && a.Sex() != register.SexUndetermined && b.Sex() != register.SexUndetermined {
		c.ask("merge-sex-differs", "payload.other", "")
	}
	x, y := a.Born().Date, b.Born().Date
	if x.Before(y) == register.Yes || y.Before(x) == register.Yes {
		c.ask("merge-birth-differs", "payload.other", "", "born", x.EDTF(), "other", y.EDTF())
	}
	d, dead := a.Dead()
	e, dead2 := b.Dead()
	switch {
	case dead != dead2:
		c.ask("merge-one-dead", "payload.other", "")
	case dead && (d.Date.Before(e.Date) == register.Yes || e.Date.Before(d.Date) == register.Yes):
		c.ask("merge-death-differs", "payload.other", "", "died", d.Date.EDTF(), "other", e.Date.EDTF())
	}
	if slices.ContainsFunc(a.Partners.Current(), func(f register.Fact[register.Partner]) bool { return f.Value.With.Person == b.ID }) {
		c.Block("merge-of-spouses", "payload.other", "")
	}
	for _, f := range slices.Concat(a.Parents.Standing(), b.Parents.Standing()) {
		if p := f.Value.Party.Person; p == a.ID || p == b.ID {
			c.Block("merge-of-parent-and-child", "payload.other", "")
		}
	}
	if householdOf(c.State, b.ID) != nil {
		c.warn("merge-leaves-household", "payload.other", "")
	}
}

// Apply writes the link on both.
func (m *Merge) Apply(c *Case) {
	a, b := c.State.person(m.Survivor), c.State.person(m.Other)
	link := c.Open(a.Ref(), c.from(), register.SameAs{Person: b.ID, Survives: true})
	c.Open(b.Ref(), c.from(), register.SameAs{Person: a.ID})
	if !a.Protected() { // else the other's number would lead to an address that nothing withholds
		for _, f := range b.Protections.Current() {
			c.reopen(a.Ref(), c.from(), f.Value, f.Source)
			break
		}
	}
	for _, h := range c.State.householdsOf(b.ID) {
		leaveHousehold(c, h, b.ID, c.from())
	}
	if a.Renumbered() && b.Acts[0] < a.SealedUntil() { // it tells of the life that is sealed
		c.mark(a.Ref(), register.OpSeal, link)
		c.seal(c.from(), life.MergedRecord(b, c.State.householdsOf(b.ID), false))
	}
}
