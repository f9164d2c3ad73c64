package match

import "samano/register"

// Life is when somebody lived. A date that is not known is no bound: somebody without a day of death
// may live.
type Life struct {
	Birth register.Date
	Death register.Date
}

// LifeOf returns the life of a person as the register holds it. Whom a court holds dead was born
// before the day that it found, dead or not.
func LifeOf(p *register.Person) Life {
	death, _ := p.Dead()
	return Life{p.Born().Date, death.Date}
}

// Apart reports whether one of two surely died before the other was surely born: they are two, however
// alike they are. A death before the birth of the same record is sure of nothing: one of its two dates
// is wrong.
func (l Life) Apart(o Life) bool { return l.endedBefore(o) || o.endedBefore(l) }

func (l Life) endedBefore(o Life) bool {
	return !l.Death.IsZero() && l.Death.Before(o.Birth) == register.Yes && l.Death.Before(l.Birth) != register.Yes
}
