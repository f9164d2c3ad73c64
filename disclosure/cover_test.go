package disclosure

import (
	"testing"

	"samano/register"
)

// A person who joins the household of somebody protected is covered by what the act makes of
// the household alone, which may be its last subject.
func TestADocumentThatAnActMakesCovers(t *testing.T) {
	const protected, joins, stranger register.PersonID = 1, 2, 3
	home := func(id register.HouseholdID, members ...register.PersonID) *register.Household {
		h := &register.Household{ID: id}
		for _, m := range members {
			h.Members = append(h.Members, register.Fact[register.Member]{Value: register.Member{Person: m}})
		}
		return h
	}
	c := &Cover{protected: map[register.PersonID]bool{protected: true}}
	shelter, other := home(7, protected, joins), home(8, stranger)
	person := &register.Person{ID: joins}
	for _, test := range []struct {
		name  string
		ref   register.Ref
		after []register.Subject
		want  bool
	}{
		{"by the last document", register.PersonRef(joins), []register.Subject{person, other, shelter}, true},
		{"by the first", register.PersonRef(joins), []register.Subject{shelter, person}, true},
		{"the household itself", shelter.Ref(), []register.Subject{person, shelter}, true},
		{"somebody of another household", register.PersonRef(stranger), []register.Subject{other, shelter}, false},
		{"another household", other.Ref(), []register.Subject{shelter, other}, false},
		{"without the household", register.PersonRef(joins), []register.Subject{person}, false},
		{"a household of the same id as the person", register.HouseholdRef(register.HouseholdID(joins)), []register.Subject{shelter}, false},
	} {
		if got := c.WillCover(test.ref, test.after...); got != test.want {
			t.Errorf("%s: covered %t", test.name, got)
		}
	}
}

// Homes of somebody who is also away are those where they live; the last one stands for
// somebody who lives nowhere.
func TestHomes(t *testing.T) {
	at := func(kind register.ResidenceKind, place register.PlaceID) register.Fact[register.Residence] {
		return register.Fact[register.Residence]{Value: register.Residence{Kind: kind, Address: register.Address{Place: place}}}
	}
	for name, test := range map[string]struct {
		homes register.Facts[register.Residence]
		want  int // places
	}{
		"two homes":                 {register.Facts[register.Residence]{at(register.Permanent, 1), at(register.Temporary, 2)}, 2},
		"away from the only home":   {register.Facts[register.Residence]{at(register.Permanent, 1), at(register.Absent, 3)}, 1},
		"abroad, lived here before": {register.Facts[register.Residence]{at(register.NotLivingHere, 1), at(register.Abroad, 0)}, 1},
		"never anywhere":            {nil, 0},
	} {
		if got := Homes(&register.Person{Residences: test.homes}); len(got) != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A protected address covers whoever lives at it, if its unit and its number are known.
func TestAProtectedAddressCovers(t *testing.T) {
	for name, test := range map[string]struct {
		lives, protected register.Address
		want             bool
	}{
		"in the house":                  {register.Address{Place: 1, Dwelling: "7"}, register.Address{Place: 1, Dwelling: "7"}, true},
		"next door":                     {register.Address{Place: 1, Dwelling: "8"}, register.Address{Place: 1, Dwelling: "7"}, false},
		"in another village":            {register.Address{Place: 2, Dwelling: "7"}, register.Address{Place: 1, Dwelling: "7"}, false},
		"in a village without a house":  {register.Address{Place: 1}, register.Address{Place: 1}, false},
		"in a house nobody knows where": {register.Address{Dwelling: "7"}, register.Address{Dwelling: "7"}, false},
	} {
		c := &Cover{protectedAddresses: map[register.Address]bool{test.protected: true}}
		r := register.Residence{Kind: register.Permanent, Address: test.lives}
		p := &register.Person{ID: 3, Residences: register.Facts[register.Residence]{{Value: r}}}
		h := &register.Household{ID: 3, Addresses: register.Facts[register.Address]{{Value: test.lives}}}
		if c.Covers(p) != test.want || c.Covers(h) != test.want {
			t.Errorf("%s: a person %t, a household %t", name, c.Covers(p), c.Covers(h))
		}
		p.Residences[0].Value.Kind = register.NotLivingHere
		if c.Covers(p) {
			t.Errorf("%s, and gone: covered", name)
		}
	}
}
