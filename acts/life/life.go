// Package life owns what acts ask of the documents of people and households alone: how old somebody is,
// where they live, who their parents are. Pure.
package life

import (
	"bytes"
	"encoding/json"
	"slices"

	"samano/register"
)

// Aged says whether somebody born on that date has reached the age on the date:
// Yes and No only where every reading of both dates agrees.
func Aged(born, on register.Date, years int) register.Truth {
	if born.Precision() == register.Unknown || on.Precision() == register.Unknown {
		return register.Undetermined
	}
	least, _, _ := born.Age(on.Earliest())
	_, most, _ := born.Age(on.Latest())
	switch {
	case least >= years:
		return register.Yes
	case most < years:
		return register.No
	}
	return register.Undetermined
}

// HeldAt says whether a fact was held to be true when something happened. A date
// on which the one ended and the other began is no overlap.
func HeldAt[T register.Value](f *register.Fact[T], at register.Date) register.Truth {
	s := f.Standing()
	switch {
	case s.Void, at.Before(f.From) == register.Yes:
		return register.No
	case s.Ended && s.Until.Latest() <= at.Earliest():
		return register.No
	case at.Before(f.From) == register.Undetermined, s.Ended && at.Before(s.Until) != register.Yes:
		return register.Undetermined
	}
	return register.Yes
}

// LivesAt returns the units that give an office competence for somebody: where
// they live, or failing that where they lived and were born.
func LivesAt(people ...*register.Person) []register.PlaceID {
	var out []register.PlaceID
	for _, p := range people {
		if p == nil {
			continue
		}
		homes := p.Residences.Current()
		if len(homes) == 0 {
			homes = p.Residences.Standing()
			out = append(out, p.Born().Where.Place)
		}
		for _, r := range homes {
			out = append(out, r.Value.Address.Place)
		}
	}
	return out
}

// CurrentParent returns the present parent in that role.
func CurrentParent(p *register.Person, role register.ParentRole) (f register.Fact[register.Parent], ok bool) {
	for _, f := range p.Parents.Current() {
		if f.Value.Role == role {
			return f, true
		}
	}
	return f, false
}

// Begun returns the current residences of these kinds that had begun by then. Acts
// arrive out of order: what begins later is not for this act to end.
func Begun(p *register.Person, from register.Date, kinds ...register.ResidenceKind) register.Facts[register.Residence] {
	var out register.Facts[register.Residence]
	for _, kind := range kinds {
		for _, f := range p.Residence(kind) {
			if from.Before(f.From) != register.Yes {
				out = append(out, f)
			}
		}
	}
	return out
}

// AdoptedBy returns the present parents by adoption.
func AdoptedBy(child *register.Person) (fs register.Facts[register.Parent], ok bool) {
	for _, f := range child.Parents.Current() {
		if f.Value.Basis == register.ByAdoption {
			fs = append(fs, f)
		}
	}
	return fs, len(fs) > 0
}

// BornOf reports whether the mother is held to have borne the child.
func BornOf(child *register.Person, mother register.PersonID) bool {
	return slices.ContainsFunc(child.Parents.Standing(), func(f register.Fact[register.Parent]) bool {
		return f.Value.Role == register.Mother && f.Value.Basis == register.ByBirth && f.Value.Party.Person == mother
	})
}

// Later returns the later of two dates, the first where that cannot be determined.
func Later(a, b register.Date) register.Date {
	if a.Before(b) == register.Yes {
		return b
	}
	return a
}

// Holds reports whether somebody holds the nationality of a country.
func Holds(p *register.Person, country register.Country) bool {
	is, _ := Held(p, country)
	return is
}

// Held reports whether somebody holds the nationality of a country, and from what source the
// register knows.
func Held(p *register.Person, country register.Country) (is bool, source register.Source) {
	if p == nil {
		return false, source
	}
	for _, n := range p.Nationalities.Current() {
		if n.Value.State == register.NationalityHeld && n.Value.Country == country {
			return true, n.Source
		}
	}
	return false, source
}

// DeclaredDeath returns the act that declared somebody dead, 0 if none stands.
func DeclaredDeath(p *register.Person) register.Seq {
	if f, ok := p.Deaths.Last(); ok && f.Value.Declared {
		return f.Key.Seq
	}
	return 0
}

// PartedBy returns the marriages that the act ended.
func PartedBy(p *register.Person, act register.Seq) register.Facts[register.Partner] {
	var out register.Facts[register.Partner]
	for _, f := range p.Partners.Standing() {
		if s := f.Standing(); act != 0 && s.Ended && s.EndedBy.Seq == act {
			out = append(out, f)
		}
	}
	return out
}

// MarriedSince reports whether somebody has, or may have, married again after
// that marriage ended.
func MarriedSince(p *register.Person, parted register.Fact[register.Partner]) bool {
	end := parted.Standing()
	for _, f := range p.Partners.Standing() {
		if f.Standing().EndedBy.Seq != end.EndedBy.Seq && f.From.Before(end.Until) != register.Yes {
			return true
		}
	}
	return false
}

// LivesThere reports whether that dwelling was the person's permanent place on the
// day. Two unknown dwellings of a village may be two.
func LivesThere(p *register.Person, a register.Address, on register.Day) bool {
	for _, r := range p.Residences.On(on) {
		if r.Value.Kind == register.Permanent && a.Dwelling != "" && r.Value.Address == a {
			return true
		}
	}
	return false
}

// PermanentOrNone are the kinds of which a person has one at a time: a permanent
// place, or none in this country.
func PermanentOrNone(r register.Residence) bool {
	return r.Kind == register.Permanent || r.Kind == register.NoFixedAbode || r.Kind == register.NotLivingHere || r.Kind == register.Abroad
}

// Permanent returns the permanent place where somebody lives, the last of several.
func Permanent(p *register.Person) (f register.Fact[register.Residence], ok bool) {
	homes := p.Residence(register.Permanent)
	if len(homes) == 0 {
		return f, false
	}
	return homes[len(homes)-1], true
}

// OfKind returns what picks the residences of one kind.
func OfKind(kind register.ResidenceKind) func(register.Residence) bool {
	return func(r register.Residence) bool { return r.Kind == kind }
}

// FormerParent returns the parent in that role whom the act of adoption ended.
func FormerParent(child *register.Person, role register.ParentRole, adoption register.Seq) (f register.Fact[register.Parent], ok bool) {
	for _, f := range child.Parents.Standing() {
		if s := f.Standing(); f.Value.Role == role && s.Ended && s.EndedBy.Seq == adoption {
			return f, true
		}
	}
	return f, false
}

// StayDays returns the least and the greatest length of a stay in days, the day of
// departure not counted.
func StayDays(from, until register.Date) (least, most int) {
	return int(until.Earliest()) - int(from.Latest()), int(until.Latest()) - int(from.Earliest())
}

// IDsOf returns the ids of people as a set.
func IDsOf(people []*register.Person) map[register.PersonID]bool {
	out := make(map[register.PersonID]bool, len(people))
	for _, p := range people {
		out[p.ID] = true
	}
	return out
}

// PlacesIn returns the unit that a fact names: its office may correct it too.
func PlacesIn(v register.Value) []register.PlaceID {
	switch v := v.(type) {
	case register.Residence:
		return []register.PlaceID{v.Address.Place}
	case register.Birth:
		return []register.PlaceID{v.Where.Place}
	case register.Death:
		return []register.PlaceID{v.Where.Place}
	case register.Partner:
		return []register.PlaceID{v.Where.Place}
	}
	return nil
}

// Running reports whether the inquiry that an effect began counts and no later effect that counts
// has lifted it: a procedure that is over takes nobody's residence.
func Running(trail []register.Trace, by register.EffectRef) bool {
	begun := false
	for i, t := range trail {
		switch {
		case register.Voided(trail, i):
		case t.By == by:
			begun = true
		case t.Op == register.OpLift && t.By.Seq > by.Seq:
			return false
		}
	}
	return begun
}

// Names reports whether the value names the person.
func Names(v register.Value, id register.PersonID) bool {
	return slices.Contains(register.Persons(nil, v), id)
}

// SameSort reports whether two values of one field take each other's place in
// time, so that the later rests on the earlier.
func SameSort(a, b register.Value) bool {
	switch a := a.(type) {
	case register.Residence:
		b := b.(register.Residence)
		return a.Kind == b.Kind || (PermanentOrNone(a) && PermanentOrNone(b))
	case register.Parent:
		return a.Role == b.(register.Parent).Role
	case register.Name:
		return a.Kind == b.(register.Name).Kind
	case register.Identifier:
		b := b.(register.Identifier)
		return a.Kind == b.Kind && a.Issuer == b.Issuer
	case register.Member:
		return a.Person == b.(register.Member).Person
	case register.Book:
		return a.Class == b.(register.Book).Class
	case register.SameAs:
		return a.Person == b.(register.SameAs).Person
	}
	return true
}

// SameValue compares two values by the bytes in which they are stored.
func SameValue(a, b register.Value) bool {
	x, err := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err == nil && err2 == nil && bytes.Equal(x, y)
}

// SayingTheSame returns the key of the person's fact that says the same from the same date; zero if
// there is none.
func SayingTheSame(p *register.Person, like register.AnyFact) (key register.EffectRef) {
	p.Each(func(g register.AnyFact) bool {
		if !g.Standing().Void && g.Field() == like.Field() && g.From == like.From && SameValue(g.Value, like.Value) {
			key = g.Key
		}
		return true
	})
	return key
}

// FindShown looks a fact up by the key under which it is shown, in any field of the subject. What is
// sealed is not found.
func FindShown(s register.Subject, key register.EffectRef) (found register.AnyFact, ok bool) {
	var open []register.AnyFact
	s.Each(func(f register.AnyFact) bool {
		if !f.Standing().Sealed {
			open = append(open, f)
		}
		return true
	})
	n := 0
	register.WithoutSealed(s).Each(func(f register.AnyFact) bool {
		if f.Key == key {
			found, ok = open[n], true
		}
		n++
		return !ok
	})
	return found, ok
}
