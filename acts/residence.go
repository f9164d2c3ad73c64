package acts

import (
	"samano/acts/life"
	"samano/register"
)

// What the kinds about residence share.

// needPeople asks for people and the households in which they live.
func needPeople(s *State, texts []string) []Lookup {
	var out []Lookup
	for _, text := range texts {
		out = append(out, needPersons(text)...)
		out = append(out, needHouseholdsOf(s, s.person(text))...)
	}
	return out
}

// checkPeople checks the people whom an act about residence names: they are there,
// each once, born and alive. It returns those found.
func checkPeople(c *Case, texts []string) []*register.Person {
	if len(texts) == 0 {
		c.Block(register.CodePersonMissing, "payload.persons", "")
	}
	if len(texts) > maxMembers {
		c.Block("household-too-large", "payload.persons", "", "limit", itoa(maxMembers))
		return nil
	}
	seen := make(map[register.PersonID]bool, len(texts))
	people := make([]*register.Person, 0, len(texts))
	for i, text := range texts {
		field := "payload.persons." + itoa(i)
		p := c.person(field, text)
		if p == nil {
			continue
		}
		if seen[p.ID] {
			c.Block("member-twice", field, "")
		}
		seen[p.ID] = true
		c.living(field, p)
		c.notBeforeBirth("happened", p, c.from())
		people = append(people, p)
	}
	return people
}

// checkStay checks the end of a stay against its beginning.
func checkStay(c *Case, until register.Date) {
	if until.Before(c.from()) == register.Yes {
		c.Block("ends-before-begin", "payload.until", "", "until", until.EDTF())
	}
}

// leaveFormer ends somebody's membership of every household but one (0: of all)
// that they had joined by then, and returns the date on which the earliest of those
// had ended anyway: a move that is registered after the death that followed it.
func leaveFormer(c *Case, id register.PersonID, on register.Date, except register.HouseholdID) (until *register.Date) {
	for _, h := range c.State.householdsOf(id) {
		if h.ID == except {
			continue
		}
		for _, f := range h.Members.Standing() {
			if f.Value.Person != id || life.HeldAt(&f, on) == register.No {
				continue
			}
			if s := f.Standing(); s.Ended && (until == nil || s.Until.Before(*until) == register.Yes) {
				until = &s.Until
			}
			c.End(h.Ref(), f.Key, on)
		}
		for _, f := range h.Heads.Standing() {
			if f.Value.Person == id && life.HeldAt(&f, on) != register.No {
				c.End(h.Ref(), f.Key, on)
			}
		}
	}
	return until
}

// joinHousehold opens a membership, unless the person is a member already.
func joinHousehold(c *Case, h *register.Household, id register.PersonID, relation register.Relation, from register.Date, until *register.Date) {
	if m, already := h.Member(id); already && from.Before(m.From) != register.Yes {
		return
	}
	openMember(c, h.Ref(), register.Member{Person: id, Relation: relation}, from, until)
}

// openMember opens a membership, and headship with it, that ends on until, if that
// is given, or where the person joined another household later, as an act that
// arrived earlier says.
func openMember(c *Case, household register.Ref, m register.Member, from register.Date, until *register.Date) {
	for _, other := range c.State.householdsOf(m.Person) {
		for _, f := range other.Members.Standing() {
			if f.Value.Person == m.Person && from.Before(f.From) == register.Yes && (until == nil || f.From.Before(*until) == register.Yes) {
				until = &f.From
			}
		}
	}
	opened := []register.EffectRef{c.Open(household, from, m)}
	if m.Relation == register.HeadRelation {
		opened = append(opened, c.Open(household, from, register.Head{Person: m.Person}))
	}
	for _, key := range opened {
		if until != nil {
			c.End(household, key, *until)
		}
	}
}

// warnHeadless warns of households that lose their head while others stay; who
// follows is for them to declare.
func warnHeadless(c *Case, field string, people []*register.Person) {
	leaving, told := life.IDsOf(people), make(map[register.HouseholdID]bool, 1)
	for _, p := range people {
		for _, h := range c.State.householdsOf(p.ID) {
			if told[h.ID] || !leaving[h.Head()] {
				continue
			}
			for _, m := range h.Members.Current() {
				if !leaving[m.Value.Person] && !told[h.ID] {
					told[h.ID] = true
					c.warn("household-without-head", field, "")
				}
			}
		}
	}
}
