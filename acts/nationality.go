package acts

import (
	"slices"

	"samano/acts/life"
	"samano/register"
)

// Nationality records that somebody gained, lost, or is determined to have or not
// to have a nationality. A person who has none left is of unknown nationality
// until somebody determines more. Nobody loses the number.
type Nationality struct {
	Person string                 `json:"person"`
	Opens  *register.Nationality  `json:"opens,omitempty"`
	Ends   []register.Nationality `json:"ends,omitempty"` // known by state and country
}

// Needs asks for the person.
func (n *Nationality) Needs(*State) []Lookup { return needPersons(n.Person) }

// Check checks that what ends is there and that what is left does not contradict
// itself.
func (n *Nationality) Check(c *Case) {
	if n.Opens == nil && len(n.Ends) == 0 {
		c.Block("nothing-changes", "payload.opens", "")
	}
	if n.Opens != nil {
		checkNationality(c, "payload.opens", *n.Opens)
	}
	p := c.person("payload.person", n.Person)
	if p == nil {
		return
	}
	c.living("payload.person", p)
	c.notBeforeBirth("happened", p, c.from())
	c.competent("office", life.LivesAt(p)...)
	for i, e := range n.Ends {
		if !slices.ContainsFunc(p.Nationalities.Current(), func(f register.Fact[register.Nationality]) bool { return sameBond(f.Value, e) }) {
			c.Block("nationality-not-recorded", "payload.ends."+itoa(i), "", "country", string(e.Country))
		}
	}
	n.checkRest(c, p)
}

func sameBond(a, b register.Nationality) bool { return a.State == b.State && a.Country == b.Country }

func (n *Nationality) checkRest(c *Case, p *register.Person) {
	had, has := false, n.Opens != nil && n.Opens.State == register.NationalityHeld
	for _, f := range p.Nationalities.Current() {
		if f.Value.State == register.NationalityHeld {
			had = true
			has = has || !n.ends(f.Value)
		}
		if n.Opens != nil && sameBond(f.Value, *n.Opens) {
			c.Block("nationality-already", "payload.opens", "", "country", string(n.Opens.Country))
		}
	}
	if had && !has {
		c.ask("becomes-stateless", "payload.ends", "")
	}
	if has && n.Opens != nil && (n.Opens.State == register.NationalityNone || n.Opens.State == register.NationalityUnknown) {
		c.Block("nationality-contradicts", "payload.opens.state", "")
	}
}

// ends reports whether a bond ends: because it is named, or because what opens
// says otherwise.
func (n *Nationality) ends(v register.Nationality) bool {
	if slices.ContainsFunc(n.Ends, func(e register.Nationality) bool { return sameBond(v, e) }) {
		return true
	}
	if n.Opens == nil {
		return false
	}
	switch n.Opens.State {
	case register.NationalityHeld:
		return v.State == register.NationalityNone || v.State == register.NationalityUnknown ||
			(v.State == register.NationalityClaimed && v.Country == n.Opens.Country)
	case register.NationalityNone:
		return v.State == register.NationalityUnknown || v.State == register.NationalityClaimed
	case register.NationalityClaimed:
		return v.State == register.NationalityUnknown
	case register.NationalityUnknown: // what was determined falls
		return v.State == register.NationalityNone
	}
	return false
}

// Apply ends and opens, and gives a number to whoever now belongs to a class that
// gets one.
func (n *Nationality) Apply(c *Case) {
	p, from := c.State.person(n.Person), c.from()
	left := 0
	for _, f := range p.Nationalities.Current() {
		if n.ends(f.Value) {
			c.End(p.Ref(), f.Key, from)
		} else {
			left++
		}
	}
	switch {
	case n.Opens != nil:
		c.Open(p.Ref(), from, *n.Opens)
	case left == 0:
		c.Open(p.Ref(), from, register.Nationality{State: register.NationalityUnknown})
	}
	numberIfDue(c, p)
}

// numberIfDue gives the number for life to somebody without one whom the act so
// far has put into a class that gets one.
func numberIfDue(c *Case, p *register.Person) {
	if p.Number() != "" {
		return
	}
	// Effects that do not fold the registrar refuses with the act.
	if after, err := register.Fold(p, c.Seq, c.effects); err == nil {
		giveNumber(c, p.Ref(), c.Law.Class(after.(*register.Person), c.Proposal.Declared), c.from())
	}
}
