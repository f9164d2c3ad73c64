package acts

import (
	"samano/acts/life"
	"samano/register"
)

// Questions about people that several kinds ask.

// canonical returns the id under which somebody now answers, if the person was
// loaded; else the id itself.
func canonical(s *State, id register.PersonID) register.PersonID {
	if p := s.personByID(id); p != nil && p.Survivor() != 0 {
		return p.Survivor()
	}
	return id
}

// needParentsOf asks for the parents of a person who are in the register, ended
// and sealed ones too: kinship does not end.
func needParentsOf(p *register.Person) []Lookup {
	if p == nil {
		return nil
	}
	var out []Lookup
	for _, f := range p.Parents.Standing() {
		if f.Value.Party.Person != 0 {
			out = append(out, byPersonID(f.Value.Party.Person))
		}
	}
	return out
}

// parents returns the loaded parents of a person.
func parents(s *State, p *register.Person) []*register.Person {
	var out []*register.Person
	if p == nil {
		return nil
	}
	for _, f := range p.Parents.Standing() {
		if q := s.personByID(f.Value.Party.Person); q != nil {
			out = append(out, q)
		}
	}
	return out
}

// notBeforeBirth checks that nothing happens to somebody before their birth. The day
// of birth on record may be what is wrong, so a court's order stands against it.
func (c *Case) notBeforeBirth(field string, p *register.Person, at register.Date) {
	if p == nil {
		return
	}
	if born := p.Born().Date; at.Before(born) == register.Yes {
		c.conflict("before-birth", field, "", "born", born.EDTF())
	}
}

// adult checks that somebody was of age when it happened.
func (c *Case) adult(field string, p *register.Person) {
	if p == nil {
		return
	}
	r := c.Law.Persons.AdultAge.On(c.happened())
	switch life.Aged(p.Born().Date, c.from(), r.Value) {
	case register.No:
		c.conflict("not-of-age", field, r.Article, "age", itoa(r.Value))
	case register.Undetermined:
		c.ask("age-undetermined", field, r.Article, "age", itoa(r.Value))
	}
}

// foreign reports whether somebody surely is no citizen: of whom nothing is known
// that is not said.
func (c *Case) foreign(p *register.Person, d *Described) bool {
	own, determined := false, false
	see := func(n register.Nationality) {
		own = own || (n.State == register.NationalityHeld && n.Country == c.Law.Country)
		determined = determined || n.State == register.NationalityHeld || n.State == register.NationalityNone
	}
	if p != nil {
		for _, f := range p.Nationalities.Current() {
			see(f.Value)
		}
	} else if d != nil && d.Nationality != nil {
		see(*d.Nationality)
	}
	return determined && !own
}

// needRecordsOf asks for the records for which a person answers since a merge: what
// stands there is true of the same human being.
func needRecordsOf(s *State, p *register.Person) []Lookup {
	if p == nil {
		return nil
	}
	var out []Lookup
	for _, f := range p.SameAs.Current() {
		if f.Value.Survives {
			out = append(out, byPersonID(f.Value.Person))
			out = append(out, needRecordsOf(s, s.personByID(f.Value.Person))...)
		}
	}
	return out
}

// records returns a person and the loaded records for which the person answers.
func records(s *State, p *register.Person) []*register.Person {
	out := []*register.Person{p}
	for _, f := range p.SameAs.Current() {
		if q := s.personByID(f.Value.Person); f.Value.Survives && q != nil {
			out = append(out, records(s, q)...)
		}
	}
	return out
}
