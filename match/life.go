package match

import (
	"slices"

	"samano/register"
)

// Life is when somebody lived. A date that is not known is no bound: somebody without a day of death
// may live.
type Life struct {
	Birth register.Date
	Death register.Date
}

// LifeOf returns the life of a person as the register holds it. Whom a court holds dead was born
// before the day that it found, dead or not. A death before the person moved or married is sure of
// nothing: it is left out.
func LifeOf(p *register.Person) Life {
	death, _ := p.Dead()
	later := func(from register.Date, s register.Standing) bool {
		return !s.Void && death.Date.Before(from) == register.Yes
	}
	if slices.ContainsFunc(p.Residences, func(f register.Fact[register.Residence]) bool { return later(f.From, f.Standing()) }) ||
		slices.ContainsFunc(p.Partners, func(f register.Fact[register.Partner]) bool { return later(f.From, f.Standing()) }) {
		death.Date = register.Date{}
	}
	return Life{p.Born().Date, death.Date}
}

// Apart reports whether one of two surely died before the other was surely born: they are two, however
// alike they are. A death before the birth of the same record is sure of nothing: one of its two dates
// is wrong.
func (l Life) Apart(o Life) bool { return l.endedBefore(o) || o.endedBefore(l) }

func (l Life) endedBefore(o Life) bool {
	return !l.Death.IsZero() && l.Death.Before(o.Birth) == register.Yes && l.Death.Before(l.Birth) != register.Yes
}
