package match

import "samano/register"

// Life is when somebody lived. A date that is not known is no bound: somebody without a day of death
// may live.
type Life struct {
	Birth register.Date
	Death register.Date
}

// LifeOf returns the life of a person as the register holds it. Whom a court holds dead was born
// before the day that it found, dead or not. A death before something that only the living do is sure of
// nothing: it is left out.
func LifeOf(p *register.Person) Life {
	death, _ := p.Dead()
	p.Each(func(f register.AnyFact) bool {
		if takesLife(f.Value) && !f.Standing().Void && death.Date.Before(f.From) == register.Yes {
			death.Date = register.Date{}
		}
		return true
	})
	return Life{p.Born().Date, death.Date}
}

// takesLife reports whether a fact begins with what only the living do: they move, marry, are given a
// passport, a nationality or a guardian. A status of residence may begin on the day of an enrolment, of the
// dead too.
func takesLife(v register.Value) bool {
	switch v.(type) {
	case register.Residence, register.Partner, register.Identifier, register.Nationality, register.Guardian:
		return true
	}
	return false
}

// Apart reports whether one of two surely died before the other was surely born: they are two, however
// alike they are. A death before the birth of the same record is sure of nothing: one of its two dates
// is wrong.
func (l Life) Apart(o Life) bool { return l.endedBefore(o) || o.endedBefore(l) }

func (l Life) endedBefore(o Life) bool {
	return !l.Death.IsZero() && l.Death.Before(o.Birth) == register.Yes && l.Death.Before(l.Birth) != register.Yes
}
