package disclosure

import (
	"slices"
	"testing"

	"samano/access"
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
		if got := c.willCover(test.ref, test.after...); got != test.want {
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
		c := &Cover{atlas: register.NewAtlas(nil), day: register.DayOf(2026, 11, 21), shelters: map[register.Address]bool{}}
		for _, a := range c.dwellings(&register.Household{Addresses: register.Facts[register.Address]{{Value: test.protected}}}) {
			c.shelters[a] = true
		}
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

// Somebody who lives nowhere now is of the place where they lived last, whenever that was entered.
func TestTheLastHomeIsTheOneLastLivedIn(t *testing.T) {
	day := func(year int) register.Date { return register.Exact(register.DayOf(year, 5, 1)) }
	home := func(kind register.ResidenceKind, place register.PlaceID, from, until int) register.Fact[register.Residence] {
		f := register.Fact[register.Residence]{Value: register.Residence{Kind: kind, Address: register.Address{Place: place}}, From: day(from)}
		if until != 0 {
			f.Trail = []register.Trace{{By: register.EffectRef{Seq: 9}, Op: register.OpEnd, Until: day(until)}}
		}
		return f
	}
	sealed := home(register.Permanent, 4, 2020, 2025)
	sealed.Trail = append(sealed.Trail, register.Trace{By: register.EffectRef{Seq: 10}, Op: register.OpSeal})
	for name, homes := range map[string]register.Facts[register.Residence]{
		"entered late":            {home(register.Permanent, 1, 1950, 1980), home(register.Permanent, 2, 2000, 2026), home(register.Permanent, 3, 1980, 2000)},
		"away since":              {home(register.Permanent, 2, 1950, 1980), home(register.Abroad, 0, 1980, 0)},
		"only said to be away":    {home(register.NotLivingHere, 2, 1950, 0), home(register.NotLivingHere, 1, 1980, 1990)},
		"said to be away":         {home(register.Permanent, 2, 1950, 1980), home(register.NotLivingHere, 1, 1980, 1990)},
		"one is sealed":           {home(register.Permanent, 2, 1950, 1980), sealed},
		"began first, ended last": {home(register.Permanent, 2, 1950, 2026), home(register.Permanent, 1, 1990, 2000)},
		"ended on one day":        {home(register.Permanent, 2, 1990, 2000), home(register.Permanent, 1, 1950, 2000)},
		"entered last of two":     {home(register.Permanent, 1, 1990, 2000), home(register.Permanent, 2, 1990, 2000)},
	} {
		if got := Homes(&register.Person{Residences: homes}); !slices.Equal(got, []register.PlaceID{2}) {
			t.Errorf("%s: %v", name, got)
		}
	}
	house := &register.Household{}
	for _, f := range []register.Fact[register.Residence]{home(register.Permanent, 2, 2000, 2026), home(register.Permanent, 1, 1980, 2000)} {
		house.Addresses = append(house.Addresses, register.Fact[register.Address]{Value: f.Value.Address, From: f.From, Trail: f.Trail})
	}
	if got := Homes(house); !slices.Equal(got, []register.PlaceID{2}) {
		t.Errorf("of a household that is no more: %v", got)
	}
}

// What is shown of somebody holds nothing that is sealed, and the document itself stays whole.
func TestNothingSealedIsShown(t *testing.T) {
	p := &register.Person{ID: 1, Parents: register.Facts[register.Parent]{
		{Key: register.EffectRef{Seq: 1}, Value: register.Parent{Role: register.Mother, Party: register.Party{Person: 2}}, Trail: []register.Trace{{By: register.EffectRef{Seq: 3}, Op: register.OpSeal}}},
		{Key: register.EffectRef{Seq: 3}, Value: register.Parent{Role: register.Mother, Party: register.Party{Person: 4}}},
	}}
	answering(t, func(looks *access.Looker) {
		for name, shown := range map[string]*register.Person{
			"by itself":         Redacted(looks, wholeCountry(), p).Open(),
			"named by others":   RedactedPeople(looks, wholeCountry(), map[register.PersonID]*register.Person{1: p}).Open()[1],
			"in an own area":    Redacted(looks, Area{Area: register.NewAtlas(nil).Area(7, 1)}, p).Open(),
			"as it is proposed": RedactedProposal(wholeCountry(), p).Open(),
		} {
			if len(shown.Parents) != 1 || shown.Parents[0].Value.Party.Person != 4 {
				t.Errorf("%s: %+v", name, shown.Parents)
			}
		}
	}, access.ReadingScope{Subjects: []register.Ref{p.Ref()}})
	if len(p.Parents) != 2 {
		t.Error("the document itself was changed")
	}
}
