package people

import (
	"samano/demo/population"
	"samano/register"
)

// ID is a person's place in their cell's list; 0 is nobody.
type ID int32

// Person is somebody of a cell.
type Person struct {
	Handle                 Handle // 0: not in the register yet
	Born                   register.Day
	Recorded               register.Date // the date of birth as the register has it
	Last                   register.Day  // of the last act on them
	Died, Wed              register.Day  // Wed: last
	FirstBirth, LastBirth  register.Day  // of a woman's children; 0: none
	Mother, Father, Spouse ID
	Home                   HomeID
	Guardian               ID
	Given, Surname         int16 // places in Names
	Sex                    population.Sex
	Order                  uint8 // among children of one delivery, from 1; 0: born alone
	Style                  Style
	Nation                 Nation
	Dead, Gone             bool // Gone: abroad
	Widowed                bool
	MarriageFiled          bool // the marriage is in the register
	Unnamed                bool
	Away                   bool         // a temporary stay or an absence is on record
	Busy                   bool         // something is arranged that must not be arranged twice
	Since                  register.Day // foreigners: of arrival
}

// Age returns the age in whole years on a day.
func (p *Person) Age(day register.Day) int { return int(float64(day-p.Born) / 365.25) }

// AgeOn returns the least and the greatest age on a partial date that the recorded date of birth
// allows.
func (p *Person) AgeOn(on register.Date) (least, most int) {
	least, _, _ = p.Recorded.Age(on.Earliest())
	_, most, _ = p.Recorded.Age(on.Latest())
	return least, most
}

// Here reports whether somebody lives in the cell.
func (p *Person) Here() bool { return !p.Dead && !p.Gone && p.Home != 0 }

// Nation is a nationality, or the lack of one.
type Nation uint8

const (
	OfLaos Nation = iota
	OfVietnam
	OfChina
	OfNone
	OfUnknown
)

var countries = [...]register.Country{OfLaos: "LAO", OfVietnam: "VNM", OfChina: "CHN"}

// Country returns the country of a known nationality.
func (n Nation) Country() register.Country { return countries[n] }

// Bond returns the nationality as the register holds it; ok is false where it is unknown.
func (n Nation) Bond(basis string) (b register.Nationality, ok bool) {
	switch n {
	case OfUnknown:
		return b, false
	case OfNone:
		return register.Nationality{State: register.NationalityNone}, true
	}
	return register.Nationality{State: register.NationalityHeld, Country: countries[n], Basis: basis}, true
}

// Foreign reports whether the nationality is known to be another than the country's.
func (n Nation) Foreign() bool { return n == OfVietnam || n == OfChina }

// Elsewhere reports whether the nationality is known not to be the country's.
func (n Nation) Elsewhere() bool { return n.Foreign() || n == OfNone }
