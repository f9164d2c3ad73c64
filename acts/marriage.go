package acts

import (
	"samano/acts/life"
	"samano/register"
)

// Marriage joins two people. One of them may be somebody who is not in the
// register: a foreigner who lives abroad, or a spouse who died long ago.
type Marriage struct {
	Spouses [2]Who  `json:"spouses"`
	At      PlaceOf `json:"at,omitzero"`
}

// Needs asks for both, with all records for which they answer; then for their
// parents (kinship and competence) and the spouses they have.
func (m *Marriage) Needs(s *State) []Lookup {
	var out []Lookup
	for i := range m.Spouses {
		out = append(out, m.Spouses[i].needs()...)
		p := s.person(m.Spouses[i].Person)
		if p == nil {
			continue
		}
		out = append(out, needRecordsOf(s, p)...)
		for _, r := range records(s, p) {
			out = append(out, needParentsOf(r)...)
			out = append(out, needPartnersOf(r)...)
		}
	}
	return out
}

// Check checks age, freedom to marry, kinship and competence.
func (m *Marriage) Check(c *Case) {
	m.At.check(c, "payload.at", c.happened())
	var people [2]*register.Person
	for i := range m.Spouses {
		field := spouseField(i)
		w := &m.Spouses[i]
		if w.isZero() {
			c.Block("spouse-missing", field, "")
			continue
		}
		people[i] = w.check(c, field)
		m.checkSpouse(c, field, i, people[i])
	}
	a, b := people[0], people[1]
	if m.Spouses[0].Person == "" && m.Spouses[1].Person == "" {
		c.Block("marriage-of-nobody-registered", "payload.spouses", "")
	}
	if a != nil && b != nil {
		m.checkPair(c, a, b)
	}
	m.checkSexes(c, a, b)
	m.checkCompetence(c, a, b)
}

func spouseField(i int) string { return "payload.spouses." + itoa(i) }

func (m *Marriage) checkSpouse(c *Case, field string, i int, p *register.Person) {
	var born register.Date
	switch {
	case p != nil:
		born = p.Born().Date
		c.notBeforeBirth("happened", p, c.from())
		c.living(field, p)
		for _, r := range records(c.State, p) {
			checkFree(c, field, r, canonical(c.State, m.Spouses[1-i].party(c).Person))
		}
	case m.Spouses[i].Described != nil:
		born = m.Spouses[i].Described.Born
		if died := m.Spouses[i].Described.Died; died.Before(c.from()) == register.Yes {
			c.conflict("person-dead", field, "", "died", died.EDTF())
		}
	default:
		return
	}
	checkMarriageAge(c, field, born)
}

// checkMarriageAge asks where the age cannot be determined: the day of birth or of
// the wedding may be known to the year only.
func checkMarriageAge(c *Case, field string, born register.Date) {
	day := c.happened()
	full, special := c.Law.Marriage.MinAge.On(day), c.Law.Marriage.MinAgeSpecial.On(day)
	switch life.Aged(born, c.from(), full.Value) {
	case register.Yes:
		return
	case register.Undetermined:
		c.ask(register.CodeSpouseAgeUndetermined, field, full.Article, "age", itoa(full.Value))
		return
	}
	if life.Aged(born, c.from(), special.Value) == register.No {
		c.conflict("spouse-too-young", field, special.Article, "age", itoa(special.Value))
		return
	}
	needed := c.Law.Marriage.SpecialNeeds.On(day)
	for _, e := range c.Proposal.Evidence {
		if e.Kind == needed.Value {
			c.warn("spouse-below-full-age", field, special.Article, "age", itoa(full.Value))
			return
		}
	}
	c.ask("spouse-needs-consent", field, needed.Article, "age", itoa(full.Value), "kind", needed.Value)
}

// checkFree checks that nobody is married twice at one time. Marriages arrive out
// of order, so a later one that is already recorded is looked at too.
func checkFree(c *Case, field string, p *register.Person, other register.PersonID) {
	at := c.from()
	for _, f := range p.Partners.Standing() {
		with := f.Value.With.Person
		same := with != 0 && canonical(c.State, with) == other
		switch h := life.HeldAt(&f, at); {
		case same && !f.Standing().Ended:
			c.Block("already-married-to-each-other", field, "", "since", f.From.EDTF())
		case h == register.Yes:
			c.conflict("already-married", field, "", "since", f.From.EDTF())
		case h == register.Undetermined:
			c.ask("perhaps-married", field, "", "since", f.From.EDTF())
		case at.Before(f.From) == register.Yes:
			c.ask("later-marriage-recorded", field, "", "since", f.From.EDTF())
		}
	}
}

// checkPair checks what concerns two people in the register.
func (m *Marriage) checkPair(c *Case, a, b *register.Person) {
	if a.ID == b.ID {
		c.Block("spouses-same-person", spouseField(1), "")
		return
	}
	r := c.Law.Marriage.KinDegrees.On(c.happened())
	if d, kin := kinship(c.State, a, b); kin && d <= r.Value {
		// Says no more than that: the tie may lie behind a sealed adoption.
		c.conflict("spouses-kin", "payload.spouses", r.Article)
	}
}

// kinship counts the generations between two people over their nearest common
// ancestor (one is parent and child, two siblings or grandparent), as far as
// grandparents are known.
func kinship(s *State, a, b *register.Person) (degree int, kin bool) {
	above := ancestors(s, a)
	for id, n := range ancestors(s, b) {
		if m, common := above[id]; common && (!kin || m+n < degree) {
			degree, kin = m+n, true
		}
	}
	return degree, kin
}

// ancestors returns the person, the parents and the grandparents with their distance.
func ancestors(s *State, p *register.Person) map[register.PersonID]int {
	out := map[register.PersonID]int{p.ID: 0}
	note := func(child *register.Person, distance int) {
		for _, f := range child.Parents.Standing() {
			if id := f.Value.Party.Person; id != 0 {
				if id = canonical(s, id); out[id] == 0 && id != p.ID {
					out[id] = distance
				}
			}
		}
	}
	for _, r := range records(s, p) {
		note(r, 1)
		for _, q := range parents(s, r) {
			note(q, 2)
		}
	}
	return out
}

func (m *Marriage) checkSexes(c *Case, a, b *register.Person) {
	r := c.Law.Marriage.SameSex.On(c.happened())
	x, y := sexOf(a, m.Spouses[0].Described), sexOf(b, m.Spouses[1].Described)
	if !r.Value && x == y && (x == register.Female || x == register.Male) {
		c.conflict("spouses-same-sex", "payload.spouses", r.Article)
	}
}

func sexOf(p *register.Person, d *Described) register.Sex {
	switch {
	case p != nil:
		return p.Sex()
	case d != nil:
		return d.Sex
	}
	return ""
}

// checkCompetence: the office of either spouse or of their parents; with a
// foreigner, one of the levels that the law names.
func (m *Marriage) checkCompetence(c *Case, a, b *register.Person) {
	places := []register.PlaceID{m.At.place(c, c.happened())}
	places = append(places, life.LivesAt(a, b)...)
	places = append(places, life.LivesAt(parents(c.State, a)...)...)
	places = append(places, life.LivesAt(parents(c.State, b)...)...)
	c.competent("office", places...)

	if c.Proposal.Decision.By != register.ByOffice {
		return // another authority joined them; any office may enter it
	}
	if !c.foreign(a, m.Spouses[0].Described) && !c.foreign(b, m.Spouses[1].Described) {
		return
	}
	r := c.Law.Marriage.ForeignLevels.On(c.happened())
	for _, level := range r.Value {
		if level == c.Office.Level {
			return
		}
	}
	c.Block("office-not-competent-foreigner", "office", r.Article, "level", c.Office.Level)
}

// Apply opens the marriage on each spouse who is in the register. If one of them
// has died since, it ends with that death.
func (m *Marriage) Apply(c *Case) {
	where := m.At.where(c, c.happened())
	over, ended := m.endedBy(c)
	for i := range m.Spouses {
		p := c.State.person(m.Spouses[i].Person)
		if p == nil {
			continue
		}
		key := c.Open(p.Ref(), c.from(), register.Partner{With: m.Spouses[1-i].party(c), Where: where})
		if ended {
			c.End(p.Ref(), key, over)
		}
	}
}

// endedBy returns the first death of either spouse.
func (m *Marriage) endedBy(c *Case) (over register.Date, ended bool) {
	for i := range m.Spouses {
		died, dead := register.Date{}, false
		if p := c.State.person(m.Spouses[i].Person); p != nil {
			d, gone := p.Dead()
			died, dead = d.Date, gone
		} else if d := m.Spouses[i].Described; d != nil {
			died, dead = d.Died, !d.Died.IsZero()
		}
		if dead && (!ended || died.Before(over) == register.Yes) {
			over, ended = died, true
		}
	}
	return over, ended
}
