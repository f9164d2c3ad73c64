package match

import "samano/register"

// Record is what the matcher knows of one person. Everything in it may be missing; names may be in
// any script.
type Record struct {
	ID        register.PersonID // 0: not in the register, or of a file that has other ids
	Names     []Name            // official first, then birth and other names; the forms of one name in several scripts one after the other
	Birth     register.Date
	Death     register.Date // not known of the living
	Sex       register.Sex
	BornAt    Place
	Home      Place // where the person lives permanently, else where they stay
	Mother    Name
	Father    Name
	Spouse    Name
	Household register.HouseholdID
}

// Name is a name in one written form. Given holds all parts but the surname, in the order written.
type Name struct {
	Given   string
	Surname string
	Other   bool // a nickname or a name no longer borne
}

// IsZero reports whether nothing is known.
func (n Name) IsZero() bool { return n.Given == "" && n.Surname == "" }

// Place is a unit with the units above it, as far as they are known. A unit that ended is given as
// the one that took over from it, so that a renamed or merged village agrees with itself.
type Place struct {
	Village  register.PlaceID
	District register.PlaceID
	Province register.PlaceID
}

// IsZero reports whether nothing is known.
func (p Place) IsZero() bool { return p == Place{} }
