package demo_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samano/access"
	"samano/acts"
	"samano/demo"
	"samano/demo/filing"
	"samano/internal/testenv"
	"samano/names"
	"samano/places"
	"samano/register"
	"samano/registrar"
	"samano/registrar/record"
)

// present is the last day of a demo country that says no other.
var present = register.DayOf(2026, 11, 1)

// country is a register with the places and offices of Laos.
func country(t testing.TB) (*testenv.Country, *register.Atlas) {
	t.Helper()
	c := testenv.New(t, testenv.Options{})
	sheets, err := places.Shipped(c.Law.Territory)
	if err != nil {
		t.Fatal(err)
	}
	decree := places.Decree{
		Authority: "MOHA", Reference: "list-2025", Evidence: "ministry-decision", Since: register.Exact(register.DayOf(1975, 12, 2)),
		Declared: present, Office: "CENTRE", DeclaredTo: "clerk", Registrar: "registrar",
	}
	for p, err := range places.Proposals(sheets, nil, decree) {
		if err != nil {
			t.Fatal(err)
		}
		c.Must(t, p)
	}
	atlas, err := c.Atlas(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range filing.Offices(atlas, present) {
		c.AddOffice(o)
	}
	return c, atlas
}

// Thirty years of a small country, handed in as an office would: nothing is
// refused, and the register then holds as many people as were asked for.
func TestEveryActIsLawful(t *testing.T) {
	c, atlas := country(t)
	kinds := map[register.Kind]int{}
	var batch []register.Proposal
	hand := func() {
		results, err := c.Register(context.Background(), registrar.Request{Proposals: batch})
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			kinds[batch[i].Kind]++
			if r.Err != nil || r.Repeated {
				t.Errorf("%s of %s, declared %s: %v\n%s", batch[i].Kind, batch[i].Happened, batch[i].Declared, r.Err, batch[i].Payload)
			}
		}
		batch = nil
	}
	const people, together = 2000, 400
	for p, err := range (demo.Country{People: people, Seed: 1, YearsOfLife: 30}).Proposals(atlas) {
		if err != nil {
			t.Fatal(err)
		}
		if batch = append(batch, p); len(batch) == together {
			hand()
		}
	}
	hand()
	if len(kinds) < 20 {
		t.Errorf("%d kinds of acts, want at least 20: %v", len(kinds), kinds)
	}
	if n := residents(t, c); math.Abs(float64(n-people)) > 0.03*people {
		t.Errorf("%d residents, want %d within 3 %%", n, people)
	}
}

// residents counts the living who have a permanent place.
func residents(t *testing.T, c *testenv.Country) (n int) {
	t.Helper()
	for s, err := range c.Store.EachSubject(context.Background(), c.Pass, register.SubjectPerson, 0) {
		if err != nil {
			t.Fatal(err)
		}
		doc, err := record.Subject(s)
		if err != nil {
			t.Fatal(err)
		}
		p := doc.(*register.Person)
		if _, dead := p.Dead(); !dead && len(p.Residence(register.Permanent)) == 1 {
			n++
		}
		if p.Number() == "" {
			t.Errorf("person %d has no number", p.ID)
		}
	}
	return n
}

func stream(t *testing.T, c demo.Country, atlas *register.Atlas) []register.Proposal {
	t.Helper()
	var out []register.Proposal
	for p, err := range c.Proposals(atlas) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

func TestTheSameSeedGivesTheSameCountry(t *testing.T) {
	_, atlas := country(t)
	small := demo.Country{People: 600, Seed: 7, YearsOfLife: 12}
	first := stream(t, small, atlas)
	if d := cmp.Diff(first, stream(t, small, atlas)); d != "" {
		t.Fatal("a second time it differs:", d[:min(len(d), 800)])
	}
	ids := map[register.ActID]bool{}
	for _, p := range first {
		ids[p.ID] = true
	}
	other := small
	other.Seed = 8
	for _, p := range stream(t, other, atlas) {
		if ids[p.ID] {
			t.Fatalf("%s is an act of two countries", p.ID)
		}
	}
}

// What a seed gives is told to others: a measurement names its country by it, and dictionaries were
// learnt from one. Whoever changes countries on purpose writes the new digests here.
func TestACountryIsTheSameEverywhere(t *testing.T) {
	_, atlas := country(t)
	for _, tt := range []struct {
		country demo.Country
		digest  string // SHA-256 of the acts as JSON
	}{
		{demo.Country{People: 2000, Seed: 1, YearsOfLife: 30}, "1f9b7a77f4b114d683955c4d4eab0b539ba8c50ea4d93a304e286c4a0831ebd4"},
		{demo.Country{People: 3000, Seed: 3, YearsOfLife: 8, Until: register.DayOf(2012, 2, 29)}, "78529f2c21043d398c8ddcf955d18e0b8b9101388f3d7496abb161d3b4ac21d4"},
		{demo.Country{People: 26_000, Seed: 2}, "7b3021d49e5ca6f32628da1198a664a46610e4c086136b3aff0c74c353946e4c"}, // two cells
	} {
		sum := sha256.New()
		for _, p := range stream(t, tt.country, atlas) {
			if err := json.NewEncoder(sum).Encode(p); err != nil {
				t.Fatal(err)
			}
		}
		if got := hex.EncodeToString(sum.Sum(nil)); got != tt.digest {
			t.Errorf("%+v: digest %s", tt.country, got)
		}
	}
}

func TestWhatEveryProposalHas(t *testing.T) {
	c, atlas := country(t)
	offices := map[register.OfficeID]bool{}
	for _, o := range filing.Offices(atlas, present) {
		if offices[o.ID] {
			t.Errorf("two offices are called %s", o.ID)
		}
		offices[o.ID] = true
	}
	country := demo.Country{People: 3000, Seed: 3, YearsOfLife: 8}
	all := stream(t, country, atlas)
	var last register.Proposal
	for i, p := range all {
		if !register.ValidUUID(p.ID) || p.ID[14] != '7' || p.ID <= last.ID {
			t.Fatalf("act %d has the id %s after %s", i, p.ID, last.ID)
		}
		// One cell: the stream is in the order of registering.
		if p.Declared < last.Declared || p.Declared > present {
			t.Fatalf("act %d is declared on %s after %s", i, p.Declared, last.Declared)
		}
		if !offices[p.Office] {
			t.Errorf("%s: no office is called %s", p.Kind, p.Office)
		}
		if p.DeclaredTo == p.Registrar || p.DeclaredTo == "" || p.Registrar == "" {
			t.Errorf("%s: declared to %q, registered by %q", p.Kind, p.DeclaredTo, p.Registrar)
		}
		if _, ok := c.Law.Kinds[p.Kind]; !ok {
			t.Errorf("%s is no kind of the law", p.Kind)
		}
		last = p
	}
	if n := country.Acts(); math.Abs(float64(n-len(all))) > 0.15*float64(len(all)) {
		t.Errorf("%d acts foretold, %d came", n, len(all))
	}
}

func TestACensusAloneEnrolsAndOpensHouseholds(t *testing.T) {
	_, atlas := country(t)
	country := demo.Country{People: 3000, Seed: 3}
	kinds := map[register.Kind]int{}
	for _, p := range stream(t, country, atlas) {
		kinds[p.Kind]++
		if p.Declared < present-60 {
			t.Fatalf("the census was on %s", p.Declared)
		}
	}
	people, homes := kinds["enrolment"], kinds["household-open"]
	if len(kinds) != 2 || math.Abs(float64(people-country.People)) > 0.03*float64(country.People) {
		t.Errorf("acts %v", kinds)
	}
	if size := float64(people) / float64(homes); size < 4 || size > 6 {
		t.Errorf("%.1f people to a household", size)
	}
	if n := country.Acts(); math.Abs(float64(n-people-homes)) > 0.05*float64(n) {
		t.Errorf("%d acts foretold, %d came", n, people+homes)
	}
}

// What makes a real register awkward is there: birthdays known to the year, names
// without surname, nobody knows of which country.
func TestTheCensusIsAsUntidyAsReality(t *testing.T) {
	_, atlas := country(t)
	var old, oldVague, young, youngVague, about, bare, chineseOrVietnamese, unknown, stateless, papers int
	for _, p := range stream(t, demo.Country{People: 12_000, Seed: 5, YearsOfLife: 1}, atlas) {
		if p.Kind != "enrolment" {
			continue
		}
		var e acts.Enrolment
		if err := json.Unmarshal(p.Payload, &e); err != nil {
			t.Fatal(err)
		}
		vague := e.Born.Precision() < register.ToDay
		switch {
		case e.Born.Year < 1960:
			old++
			if vague {
				oldVague++
			}
		case e.Born.Year > 1990:
			young++
			if vague {
				youngVague++
			}
		}
		if e.Born.About {
			about++
		}
		for _, form := range e.Name {
			for _, part := range form.Parts {
				for _, text := range []string{part.Given, part.Middle, part.Surname} {
					if text != "" && names.Valid(text) != nil {
						t.Errorf("%q: %v", text, names.Valid(text))
					}
				}
			}
		}
		if e.Name[0].Surname() == "" {
			bare++
		}
		if len(p.Evidence) > 0 {
			papers++
		}
		switch {
		case len(e.Nationalities) == 0:
			unknown++
		case e.Nationalities[0].State == register.NationalityNone:
			stateless++
		case e.Nationalities[0].Country != "LAO":
			chineseOrVietnamese++
		}
	}
	if o, y := float64(oldVague)/float64(old), float64(youngVague)/float64(young); o < 0.3 || y > 0.15 {
		t.Errorf("of the old %.2f are born in a year, of the young %.2f", o, y)
	}
	for what, n := range map[string]int{"about": about, "without surname": bare, "foreign": chineseOrVietnamese, "of unknown nationality": unknown, "stateless": stateless, "with a paper": papers} {
		if n == 0 {
			t.Errorf("nobody is %s", what)
		}
	}
}

func TestACountryThatCannotBeIsRefused(t *testing.T) {
	_, atlas := country(t)
	for name, c := range map[string]demo.Country{
		"nobody":            {},
		"too many":          {People: 20_000_000 + 1},
		"before the tables": {People: 1000, YearsOfLife: 31 + 1},
		"a year back":       {People: 1000, YearsOfLife: 30, Until: register.DayOf(2020, 1, 1)},
	} {
		n := 0
		for _, err := range c.Proposals(atlas) {
			if n++; register.KindOf(err) != register.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n != 1 {
			t.Errorf("%s: %d answers, want one error", name, n)
		}
	}
	for _, err := range (demo.Country{People: 1000}).Proposals(register.NewAtlas(nil)) {
		if register.KindOf(err) != register.Invalid {
			t.Errorf("without places: %v", err)
		}
	}
}

func TestWhoStopsReadingIsLeftAlone(t *testing.T) {
	_, atlas := country(t)
	n := 0
	for range (demo.Country{People: 60_000, Seed: 1, YearsOfLife: 2}).Proposals(atlas) {
		if n++; n == 100 {
			break
		}
	}
	if n != 100 {
		t.Errorf("%d proposals", n)
	}
}

func TestOfficersCanWorkTogether(t *testing.T) {
	_, atlas := country(t)
	offices := map[register.OfficeID]bool{}
	for _, o := range filing.Offices(atlas, present) {
		offices[o.ID] = true
	}
	registrars := map[register.OfficeID]int{}
	roles := map[access.Role]bool{}
	for _, o := range filing.Officers() {
		if !offices[o.Office] {
			t.Errorf("%s works at %s, which there is not", o.ID, o.Office)
		}
		for _, r := range o.Roles {
			roles[r] = true
			if r == access.DistrictRegistrar {
				registrars[o.Office]++
			}
		}
	}
	if registrars["d0101"] < 2 {
		t.Error("one registrar alone cannot register what they declared")
	}
	for _, r := range []access.Role{access.VillageReporter, access.ProvincialRegistrar, access.NationalRegistrar, access.Auditor, access.Administrator} {
		if !roles[r] {
			t.Errorf("nobody is a %s", r)
		}
	}
}
