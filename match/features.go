package match

import "samano/register"

// Features are a record made ready for comparing: every name looked up once.
type Features struct {
	ID        register.PersonID
	Names     []FullName // at most maxNames, no two that sound alike
	Mother    FullName
	Father    FullName
	Spouse    FullName
	Birth     register.Date // Gregorian
	Death     register.Date // the same
	Sex       register.Sex
	BornAt    Place
	Home      Place
	Household register.HouseholdID
}

// FullName is a given name and a surname; either may be nil.
type FullName struct {
	Given   *Word
	Surname *Word
	Other   bool // see Name.Other
}

func (n FullName) isZero() bool { return n.Given == nil && n.Surname == nil }

// maxNames bounds the names compared: official and birth names in two scripts each.
const maxNames = 4

// Read returns the features of a record to search for. It does not change the lexicon; words that
// the lexicon lacks are made for this use.
func (l *Lexicon) Read(r Record) Features { return l.features(r, false) }

// Add returns the features of a record that enters, adds its words unless the lexicon is fixed, and
// counts them unless it is made of frequencies.
func (l *Lexicon) Add(r Record) Features {
	f := l.features(r, l.fixed == nil)
	if !l.counted {
		l.count(&f)
	}
	return f
}

// count counts the first name only: a person is counted once.
func (l *Lexicon) count(f *Features) {
	if len(f.Names) == 0 {
		return
	}
	if w := f.Names[0].Given; w != nil {
		l.given.add(&w.Count.Given)
	}
	if w := f.Names[0].Surname; w != nil {
		l.surname.add(&w.Count.Surname)
	}
}

func (l *Lexicon) features(r Record, add bool) Features {
	f := Features{
		ID: r.ID, Birth: gregorian(r.Birth), Death: gregorian(r.Death), Sex: r.Sex, BornAt: r.BornAt, Home: r.Home, Household: r.Household,
		Mother: l.full(r.Mother, add), Father: l.full(r.Father, add), Spouse: l.full(r.Spouse, add),
	}
	for _, n := range r.Names {
		w := l.full(n, add)
		if w.isZero() || f.has(w) {
			continue
		}
		if f.Names = append(f.Names, w); len(f.Names) == maxNames {
			break
		}
	}
	return f
}

// Life returns when the person lived.
func (f *Features) Life() Life { return Life{f.Birth, f.Death} }

func (l *Lexicon) full(n Name, add bool) FullName {
	return FullName{Given: l.find(n.Given, add), Surname: l.find(n.Surname, add), Other: n.Other}
}

func (f *Features) has(n FullName) bool {
	for _, m := range f.Names {
		if sound(m.Given) == sound(n.Given) && sound(m.Surname) == sound(n.Surname) {
			return true
		}
	}
	return false
}

// hasSurname reports whether one of the person's surnames sounds like this.
func (f *Features) hasSurname(surname *Word) bool {
	if surname == nil {
		return false
	}
	for i := range f.Names {
		if s := f.Names[i].Surname; s != nil && s.hash == surname.hash {
			return true
		}
	}
	return false
}

// sound returns the sound of a word that may be missing.
func sound(w *Word) string {
	if w == nil {
		return ""
	}
	return w.Sound
}

// gregorian takes the years of the Buddhist era back, where a file brought one in.
func gregorian(d register.Date) register.Date {
	if d.Year > register.MaxYear {
		d.Year -= register.BuddhistEra
	}
	return d
}
