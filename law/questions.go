package law

import (
	"slices"

	"golang.org/x/text/language"

	"samano/register"
)

// standing says which nationalities a person has on a day. A nationality that may hold counts as
// held: of most people nobody knows the day from which they had theirs, and that doubt must not cost
// them a class.
type standing struct {
	own, other, none bool
	everOwn          bool // held the own nationality on that day or before
}

func (p *Pack) standing(person *register.Person, day register.Day) standing {
	var s standing
	for i := range person.Nationalities {
		f := &person.Nationalities[i]
		holds := f.Holds(day) != register.No
		switch f.Value.State {
		case register.NationalityHeld:
			if f.Value.Country == p.Country {
				s.own = s.own || holds
				s.everOwn = s.everOwn || !f.Standing().Void && f.From.NotAfterDay(day) != register.No
			} else {
				s.other = s.other || holds
			}
		case register.NationalityNone:
			s.none = s.none || holds
		case register.NationalityClaimed, register.NationalityUnknown:
			// Neither determines anything: without more it is "unknown".
		}
	}
	return s
}

// bond returns the one of own, other, none, unknown that describes the person. Own
// goes before other: a citizen with a second passport is a citizen. A mere claim
// determines nothing and is unknown.
func (s standing) bond() string {
	switch {
	case s.own:
		return "own"
	case s.other:
		return "other"
	case s.none:
		return "none"
	}
	return "unknown"
}

// Class derives the resident class of a person on that day. It is never empty:
// loading proves that the last class matches anybody.
func (p *Pack) Class(person *register.Person, day register.Day) string {
	for _, c := range p.Persons.Classes.On(day).Value {
		if p.matches(c, person, day) {
			return c.Name
		}
	}
	return ""
}

// matches reports whether all conditions of the class hold of the person.
func (p *Pack) matches(c ResidentClass, person *register.Person, day register.Day) bool {
	s := p.standing(person, day)
	if c.Nationality != "any" && c.Nationality != s.bond() {
		return false
	}
	if c.NotEverOwn && s.everOwn || c.FormerlyOwn && (s.own || !s.everOwn) {
		return false
	}
	return len(c.Statuses) == 0 || slices.ContainsFunc(person.Statuses, func(f register.Fact[register.ResidenceStatus]) bool {
		return slices.Contains(c.Statuses, f.Value.Kind) && f.Holds(day) != register.No
	})
}

// GetsNumber reports whether the law gives a number to people of that class.
func (p *Pack) GetsNumber(class string, day register.Day) bool {
	return slices.Contains(p.Persons.NumberFor.On(day).Value, class)
}

// MayRegister reports whether offices of that level may register acts of that
// kind on that day, and the article that says so.
func (p *Pack) MayRegister(kind register.Kind, level string, day register.Day) (may bool, article string) {
	r := p.Kinds[kind].Levels.On(day)
	return slices.Contains(r.Value, level), r.Article
}

// PurposeFor returns the purpose of that name if the role may claim it on that day.
func (p *Pack) PurposeFor(name, role string, day register.Day) (purpose Purpose, ok bool) {
	for _, q := range p.Looks.Purposes.On(day).Value {
		if q.Name == name {
			return q, slices.Contains(q.Roles, role)
		}
	}
	return Purpose{}, false
}

// Deadline says until which day an event had to be declared to an office of that
// level, and whether the declaration is late. It is late only if it is so under
// every day that the date may mean and under the law of that day; by is then the
// last day in time on the kindest reading. Without a deadline, or if nothing is
// known of the date, by is [register.LastDay]. Births declared abroad have the
// days of consulates.
func (p *Pack) Deadline(kind register.Kind, happened register.Date, level string, declared register.Day) (late bool, by register.Day, rule Dated[int]) {
	r := p.Kinds[kind].DeclareDays
	if kind == register.KindBirth && p.abroad(level) {
		r = p.Birth.ConsulateDays
	}
	first, last := happened.Earliest(), happened.Latest()
	if last == register.LastDay {
		return false, register.LastDay, r.On(declared)
	}
	by = register.FirstDay
	for _, d := range r {
		if d.Until <= first || d.From > last {
			continue
		}
		limit := register.LastDay
		if d.Value > 0 {
			limit = min(last, d.Until-1) + register.Day(d.Value)
		}
		if limit > by {
			by, rule = limit, d
		}
	}
	return declared > by, by, rule
}

// KnowsCountry reports whether a code is that of a country, by ISO 3166-1 alpha-3, today or formerly:
// people were born in countries that are no more. The pack's own country may have a code that ISO 3166
// leaves to its users.
func (p *Pack) KnowsCountry(code register.Country) bool {
	const czechoslovakia = "CSK" // the one that the tables of x/text leave out
	if code == p.Country || code == czechoslovakia {
		return code != ""
	}
	region, err := language.ParseRegion(string(code))
	return err == nil && region.IsCountry() && region.ISO3() == string(code)
}

// National reports whether the area of an office is the whole country.
func (p *Pack) National(o register.Office) bool {
	return o.Jurisdiction == 0 && slices.ContainsFunc(p.Offices, func(l OfficeLevel) bool { return l.Name == o.Level && l.national() })
}

// Oversees reports whether an office is of the authority that watches the register.
func (p *Pack) Oversees(o register.Office) bool {
	return slices.ContainsFunc(p.Offices, func(l OfficeLevel) bool { return l.Name == o.Level && l.Oversight })
}

// HasArea reports whether an office has an area. One abroad, or without the unit of its level, has
// none.
func (p *Pack) HasArea(o register.Office) bool { return o.Jurisdiction != 0 || p.National(o) }

// abroad reports whether offices of that level stand outside the country.
func (p *Pack) abroad(level string) bool {
	return slices.ContainsFunc(p.Offices, func(o OfficeLevel) bool { return o.Name == level && o.Abroad })
}

// SpeaksOf reports whether a kind of evidence speaks of facts of that field, on the day of the law.
func (p *PersonRules) SpeaksOf(paper string, field register.Field, day register.Day) bool {
	return slices.ContainsFunc(p.PaperFields.On(day).Value, func(f PaperFields) bool {
		return f.Paper == paper && slices.Contains(f.Fields, string(field))
	})
}
