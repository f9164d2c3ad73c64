package acts

import (
	"samano/acts/life"
	"samano/register"
)

// FoundAlive ends a court's finding that somebody is missing or dead. What comes
// back by itself is in the law pack; a spouse who has married again stays
// married, and no rule decides otherwise.
type FoundAlive struct {
	Person   string    `json:"person"`
	Dwelling *Dwelling `json:"dwelling,omitempty"` // where the person lives now; none: with the household, if that revives
}

// Needs asks for the person, the households, and the spouses whom the declared
// death parted.
func (a *FoundAlive) Needs(s *State) []Lookup {
	out := needPersons(a.Person)
	p := s.person(a.Person)
	if p == nil {
		return out
	}
	for _, f := range life.PartedBy(p, life.DeclaredDeath(p)) {
		if f.Value.With.Person != 0 {
			out = append(out, byPersonID(f.Value.With.Person))
		}
	}
	return append(out, needHouseholdsOf(s, p)...)
}

// Check checks that there is a finding to end, and asks about a spouse who has
// married since.
func (a *FoundAlive) Check(c *Case) {
	if a.Dwelling != nil {
		a.Dwelling.check(c, "payload.dwelling", c.happened())
	}
	p := c.person("payload.person", a.Person)
	if p == nil {
		return
	}
	c.competent("office", append(life.LivesAt(p), a.Dwelling.address(c, c.happened()).Place)...)
	death, dead := p.Dead()
	missing, lost := p.Missing.Last()
	switch {
	case dead && !death.Declared:
		c.Block("death-not-declared", "payload.person", "", "died", death.Date.EDTF())
	case dead && c.from().Before(death.Date) == register.Yes:
		c.conflict("found-before-lost", "happened", "", "since", death.Date.EDTF())
	case !dead && !lost:
		c.Block("not-missing", "payload.person", "")
	case !dead && c.from().Before(missing.Value.Since) == register.Yes:
		c.conflict("found-before-lost", "happened", "", "since", missing.Value.Since.EDTF())
	}
	a.checkMarriages(c, p)
}

func (a *FoundAlive) checkMarriages(c *Case, p *register.Person) {
	for _, f := range life.PartedBy(p, life.DeclaredDeath(p)) {
		rule := c.Law.Revives.Marriage.On(c.happened())
		switch spouse := c.State.personByID(f.Value.With.Person); {
		case life.MarriedSince(p, f) || (spouse != nil && life.MarriedSince(spouse, f)):
			c.ask("spouse-remarried", "payload.person", rule.Article)
		case !rule.Value:
			c.warn("marriage-not-revived", "payload.person", rule.Article)
		}
	}
}

// Apply ends the finding and brings back what the law says comes back.
func (a *FoundAlive) Apply(c *Case) {
	p, from := c.State.person(a.Person), c.from()
	act := life.DeclaredDeath(p)
	for _, f := range p.Missing.Current() {
		c.End(p.Ref(), f.Key, from)
	}
	for _, f := range p.Deaths.Current() {
		c.End(p.Ref(), f.Key, from)
	}
	if c.Law.Revives.Marriage.On(c.happened()).Value {
		for _, f := range life.PartedBy(p, act) {
			a.revive(c, p, f)
		}
	}
	home := a.rejoin(c, p, act)
	switch {
	case a.Dwelling != nil:
		settle(c, p, a.Dwelling.address(c, c.happened()), from)
	case act != 0 && home.Value != (register.Address{}):
		settle(c, p, home.Value, from, home.Source)
	}
}

// revive voids the end of the marriage on both sides, so that it is one marriage
// from the wedding on; if the spouse has died since, it ends with that death.
func (a *FoundAlive) revive(c *Case, p *register.Person, f register.Fact[register.Partner]) {
	spouse := c.State.personByID(f.Value.With.Person)
	if life.MarriedSince(p, f) || (spouse != nil && life.MarriedSince(spouse, f)) {
		return
	}
	c.void(p.Ref(), f.Key, f.Standing().EndedBy)
	if spouse == nil {
		return
	}
	d, dead := spouse.Dead()
	if dead {
		c.End(p.Ref(), f.Key, d.Date)
	}
	for _, g := range life.PartedBy(spouse, f.Standing().EndedBy.Seq) {
		c.void(spouse.Ref(), g.Key, g.Standing().EndedBy)
		if dead {
			c.End(spouse.Ref(), g.Key, d.Date)
		}
	}
}

// rejoin opens the membership that the declared death ended, from now on, in a
// household that still stands, and returns its address. A head does not displace
// the head that the household has now.
func (a *FoundAlive) rejoin(c *Case, p *register.Person, act register.Seq) (home register.Fact[register.Address]) {
	if act == 0 || !c.Law.Revives.Member.On(c.happened()).Value {
		return home
	}
	for _, h := range c.State.householdsOf(p.ID) {
		if !h.Exists() {
			continue
		}
		for _, f := range h.Members.Standing() {
			if s := f.Standing(); f.Value.Person != p.ID || !s.Ended || s.EndedBy.Seq != act {
				continue
			}
			relation := f.Value.Relation
			if relation == register.HeadRelation {
				if h.Head() != 0 {
					relation = register.OtherRelation
				} else {
					c.Open(h.Ref(), c.from(), register.Head{Person: p.ID}, f.Source)
				}
			}
			c.Open(h.Ref(), c.from(), register.Member{Person: p.ID, Relation: relation}, f.Source)
			if at, ok := h.Addresses.Last(); ok {
				home = at
			}
		}
	}
	return home
}
