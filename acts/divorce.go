package acts

import (
	"samano/acts/life"
	"samano/register"
)

// Divorce ends a marriage. Homes, households and children's parents stay as they
// are until those concerned declare otherwise.
type Divorce struct {
	Person string `json:"person"`
	Spouse string `json:"spouse,omitempty"` // none: the spouse is not in the register
}

// Needs asks for both, with all records for which they answer; then for the spouses as those name
// them.
func (d *Divorce) Needs(s *State) []Lookup {
	out := needPersons(d.Person, d.Spouse)
	for _, text := range []string{d.Person, d.Spouse} {
		p := s.person(text)
		if p == nil {
			continue
		}
		out = append(out, needRecordsOf(s, p)...)
		for _, r := range records(s, p) {
			out = append(out, needPartnersOf(r)...)
		}
	}
	return out
}

// marriage returns the marriage concerned as one of the two holds it, and the record that holds it:
// the current one, or failing that the one that ended last. The person's own record comes first.
func (d *Divorce) marriage(c *Case, p, with *register.Person) (holder register.Ref, f register.Fact[register.Partner], ok bool) {
	var id register.PersonID
	if with != nil {
		id = with.ID
	}
	for _, r := range records(c.State, p) {
		for _, g := range r.Partners.Standing() {
			if g.Value.With.Person != id && (id == 0 || canonical(c.State, g.Value.With.Person) != id) {
				continue
			}
			if !ok || !g.Standing().Ended || f.Standing().Ended {
				holder, f, ok = r.Ref(), g, true
			}
		}
		if ok {
			break
		}
	}
	return holder, f, ok
}

// Check checks that they were married then.
func (d *Divorce) Check(c *Case) {
	p := c.person("payload.person", d.Person)
	var spouse *register.Person
	if d.Spouse != "" {
		if spouse = c.person("payload.spouse", d.Spouse); spouse == nil {
			return
		}
	}
	if p == nil {
		return
	}
	c.competent("office", life.LivesAt(p, spouse)...)
	_, f, ok := d.marriage(c, p, spouse)
	if !ok {
		c.Block("not-married", "payload.person", "")
		return
	}
	s := f.Standing()
	switch {
	case c.from().Before(f.From) == register.Yes:
		c.conflict("divorce-before-marriage", "happened", "", "since", f.From.EDTF())
	case s.Ended && c.from().Before(s.Until) == register.Yes:
		// A judgment that arrives after a death: it came first, so it ended the marriage.
		c.ask("marriage-already-ended", "payload.person", "", "until", s.Until.EDTF())
	case s.Ended:
		c.Block("marriage-over", "payload.person", "", "until", s.Until.EDTF())
	}
}

// Apply ends the marriage on both sides.
func (d *Divorce) Apply(c *Case) {
	p, spouse := c.State.person(d.Person), c.State.person(d.Spouse)
	holder, f, _ := d.marriage(c, p, spouse)
	c.End(holder, f.Key, c.from())
	if spouse == nil {
		return
	}
	if holder, g, ok := d.marriage(c, spouse, p); ok {
		c.End(holder, g.Key, c.from())
	}
}
