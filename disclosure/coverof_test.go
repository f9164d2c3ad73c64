package disclosure_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"samano/acts"
	"samano/disclosure"
	"samano/internal/testenv"
	"samano/register"
)

// street is a village in which one woman is protected, and people who live with her or do not.
type street struct {
	*testenv.Country
	outage *testenv.Outage
	id     map[string]register.Ref
}

// newStreet registers them: "her" in the household "hers" of house 7, with "lodger"; "inmate" in
// house 7 without a household; "theirs" a household of house 7 of "tenant" alone; "leaver" who was
// of "hers" and moved; "stranger" and the household "others" elsewhere; "roofless" of the village
// without a house; "double" is a record of her that was merged, and "triple" one that was merged
// into that: with house 9 and 10, where "ninth" and "tenth" live.
func newStreet(t *testing.T) *street {
	t.Helper()
	s := &street{outage: &testenv.Outage{}, id: map[string]register.Ref{}}
	s.Country = testenv.New(t, testenv.Options{Change: s.outage.Into})
	s.FoundPlaces(t)
	for range 9 { // so that ids have two digits
		s.Must(t, s.Proposal(register.KindEnrolment, acts.Enrolment{Sex: register.Male, Nationalities: []register.Nationality{{State: register.NationalityUnknown}}}))
	}
	born := register.InYear(1980, register.Documented)
	clients := map[string]register.ClientID{}
	named := func(name string) string { return "@" + string(clients[name]) }
	person := func(name, house string) {
		clients[name] = s.ClientID()
		e := acts.Enrolment{
			As: named(name), Sex: register.Female, Born: born,
			Name:          []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: "ຄຳ"}}}},
			Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
			Residence:     &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101001", House: house}, Since: born},
		}
		s.id[name] = entered(s.Must(t, s.Proposal(register.KindEnrolment, e))[0], register.SubjectPerson)
	}
	household := func(name, house string, members ...string) {
		clients[name] = s.ClientID()
		h := acts.HouseholdOpen{As: named(name), Dwelling: acts.Dwelling{Code: "0101001", House: house}}
		for n, m := range members {
			h.Members = append(h.Members, acts.NewMember{Person: named(m), Relation: []register.Relation{register.HeadRelation, "other-relative", "other-relative"}[n]})
		}
		s.id[name] = entered(s.Must(t, s.Proposal(register.KindHouseholdOpen, h))[0], register.SubjectHousehold)
	}
	for name, house := range map[string]string{"her": "7", "lodger": "7", "inmate": "7", "tenant": "7", "leaver": "7", "stranger": "8", "roofless": "", "nun": "", "sister": "", "double": "9", "triple": "10", "ninth": "9", "tenth": "10"} {
		person(name, house)
	}
	for _, m := range [][2]string{{"double", "triple"}, {"her", "double"}} {
		s.Must(t, s.Proposal(register.KindMerge, acts.Merge{Survivor: named(m[0]), Other: named(m[1]), Reason: "one woman"}))
	}
	household("hers", "7", "her", "lodger", "leaver")
	household("theirs", "7", "tenant")
	household("others", "8", "stranger")
	household("convent", "", "nun", "sister")
	s.Must(t, s.Proposal(register.KindProtection, acts.Protection{Person: named("nun"), Article: "art. 1"}))
	s.Must(t, s.Proposal(register.KindMove, acts.Move{Persons: []string{named("leaver")}, To: acts.Dwelling{Code: "0101002", House: "1"}}))
	s.Must(t, s.Proposal(register.KindProtection, acts.Protection{Person: named("her"), Article: "art. 1"}))
	return s
}

// entered returns the first subject of that kind that an act is about.
func entered(a *register.Act, kind register.SubjectKind) register.Ref {
	subjects := a.Subjects()
	return subjects[slices.IndexFunc(subjects, func(r register.Ref) bool { return r.Kind == kind })]
}

func TestWhomAProtectionCovers(t *testing.T) {
	s := newStreet(t)
	covered := map[string]bool{
		"her": true, "lodger": true, "inmate": true, "tenant": true, "hers": true, "theirs": true, "nun": true, "sister": true, "convent": true,
		"double": true, "triple": true, "ninth": true, "tenth": true,
		"leaver": false, "stranger": false, "roofless": false, "others": false,
	}
	cover := func(names ...string) *disclosure.Cover {
		var refs []register.Ref
		for _, name := range names {
			refs = append(refs, s.id[name])
		}
		c, err := disclosure.CoverOf(t.Context(), s.Pass, s.Documents, append(refs, register.PlaceRef(1))...)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	var all []string
	for name := range covered {
		all = append(all, name)
	}
	together := cover(all...)
	var want, refs []register.Ref
	for name, is := range covered {
		ref := s.id[name]
		refs = append(refs, ref)
		if is {
			want = append(want, ref)
		}
		for about, c := range map[string]*disclosure.Cover{"alone": cover(name), "with all": together} {
			if c.CoversRef(ref) != is || c.CoversAny(register.PersonRef(999), ref) != is {
				t.Errorf("%s, asked about %s: covered %t", name, about, !is)
			}
			subject := c.Subject(ref)
			if subject == nil || subject.Ref() != ref || c.Covers(subject) != is {
				t.Errorf("%s, asked about %s: the document is %v", name, about, subject)
			}
			if ref.Kind != register.SubjectPerson {
				continue
			}
			id := register.PersonID(ref.ID)
			if c.CoversPerson(id) != is || c.Person(id) == nil || c.Person(id).ID != id {
				t.Errorf("%s, asked about %s: %v, covered %t", name, about, c.Person(id), c.CoversPerson(id))
			}
		}
	}
	if got := together.Covered(refs...); !slices.Equal(got, want) {
		t.Errorf("covered are %v, want %v", got, want)
	}
	for _, ref := range []register.Ref{register.PlaceRef(register.PlaceID(s.id["her"].ID)), register.PersonRef(999), register.HouseholdRef(999)} {
		if together.CoversRef(ref) || together.Subject(ref) != nil || together.CoversAny(ref) {
			t.Errorf("%s is covered or known: %v", ref, together.Subject(ref))
		}
	}
	if together.CoversAny() || len(together.Covered()) > 0 || together.Person(999) != nil || together.Covers(&register.Place{ID: 1}) {
		t.Error("of nobody something is known")
	}
}

// A protection that has ended covers nobody: not her, nor who lives with her, nor records that were
// merged into hers.
func TestAProtectionThatEndedCoversNobody(t *testing.T) {
	s := newStreet(t)
	var all []register.Ref
	for _, ref := range s.id {
		all = append(all, ref)
	}
	covered := func() int {
		c, err := disclosure.CoverOf(t.Context(), s.Pass, s.Documents, all...)
		if err != nil {
			t.Fatal(err)
		}
		return len(c.Covered(all...))
	}
	before := covered()
	for _, name := range []string{"her", "nun"} {
		c, err := disclosure.CoverOf(t.Context(), s.Pass, s.Documents, s.id[name])
		if err != nil {
			t.Fatal(err)
		}
		number := string(c.Person(register.PersonID(s.id[name].ID)).Number())
		s.Must(t, s.Proposal(register.KindProtection, acts.Protection{Person: number, Ends: true, Article: "art. 1"}))
		if after := covered(); after >= before || after == 0 != (name == "nun") {
			t.Errorf("after the end of %s's protection %d are covered, before %d", name, after, before)
		}
	}
}

// Whose documents were read a moment ago are covered as whoever is asked about by name, alone too.
func TestACoverOverDocumentsThatWereRead(t *testing.T) {
	s := newStreet(t)
	covered := 0
	for name, ref := range s.id {
		if ref.Kind != register.SubjectPerson {
			continue
		}
		id := register.PersonID(ref.ID)
		read, err := s.Documents.Persons(t.Context(), s.Pass, id)
		if err != nil {
			t.Fatal(err)
		}
		asked, err := disclosure.CoverOf(t.Context(), s.Pass, s.Documents, ref)
		if err != nil {
			t.Fatal(err)
		}
		there, err := disclosure.CoverOfPersons(t.Context(), s.Pass, s.Documents, read[id])
		if err != nil {
			t.Fatal(err)
		}
		if asked.CoversRef(ref) != there.CoversRef(ref) || !slices.Equal(asked.Records(id), there.Records(id)) {
			t.Errorf("%s: covered %t with the records %v, by the document that was read %t with %v", name, asked.CoversRef(ref), asked.Records(id), there.CoversRef(ref), there.Records(id))
		}
		if there.CoversRef(ref) {
			covered++
		}
	}
	if covered == 0 {
		t.Error("nobody is covered")
	}
}

// Of the reads that a cover makes each fails in turn: there is no cover then, which would cover
// nobody.
func TestNoCoverWithoutTheDatabase(t *testing.T) {
	s := newStreet(t)
	attempt := func(at int) (*disclosure.Cover, []string, error) {
		s.outage.Arm(at)
		c, err := disclosure.CoverOf(context.Background(), s.Pass, s.Documents, s.id["lodger"], s.id["theirs"], s.id["stranger"])
		calls, _ := s.outage.Disarm()
		return c, calls, err
	}
	c, calls, err := attempt(math.MaxInt)
	if err != nil || !c.CoversRef(s.id["lodger"]) {
		t.Fatal(c, err)
	}
	kinds := map[string]bool{}
	for n, call := range calls {
		kinds[call] = true
		if c, _, err := attempt(n); register.KindOf(err) != register.Unavailable || !testenv.SaysWhere(err) || c != nil {
			t.Errorf("%s (%d) fails: %v, %v", call, n, c, err)
		}
	}
	for _, call := range []string{"register.Households", "register.Subjects", "register.Dwellings"} {
		if !kinds[call] {
			t.Errorf("no %s among %s", call, fmt.Sprint(calls))
		}
	}
}

// What a proposal needs to see tells whom it names; one that cannot be read names nobody, and takes
// nothing from those beside it.
func TestWhomProposalsName(t *testing.T) {
	s := newStreet(t)
	proposal := func(kind register.Kind, payload any) *register.Proposal {
		p := s.Proposal(kind, payload)
		return &p
	}
	number := func(name string) string {
		c, err := disclosure.CoverOf(t.Context(), s.Pass, s.Documents, s.id[name])
		if err != nil {
			t.Fatal(err)
		}
		return string(c.Person(register.PersonID(s.id[name].ID)).Number())
	}
	unreadable := proposal(register.KindMove, acts.Move{})
	unreadable.Payload = []byte(`{"persons":7}`)
	proposals := []*register.Proposal{
		proposal(register.KindProtection, acts.Protection{Person: number("stranger"), Article: "art. 1"}),
		unreadable,
		proposal(register.KindMove, acts.Move{Persons: []string{number("tenant"), number("lodger")}, To: acts.Dwelling{Code: "0101002", House: "1"}}),
		proposal(register.KindEnrolment, acts.Enrolment{Sex: register.Male}),
	}
	attempt := func(at int) ([]*acts.State, []string, error) {
		s.outage.Arm(at)
		states, err := disclosure.StatesOf(context.Background(), s.Pass, s.Documents, proposals...)
		calls, _ := s.outage.Disarm()
		return states, calls, err
	}
	states, calls, err := attempt(math.MaxInt)
	if err != nil || len(states) != len(proposals) || states[1] != nil || states[3] == nil {
		t.Fatalf("%v, %v", states, err)
	}
	for i, want := range map[int][]string{0: {"stranger"}, 2: {"tenant", "lodger", "theirs", "hers"}, 3: nil} {
		_, all := states[i].Named()
		for _, name := range want[:min(len(want), 2)] {
			if !slices.Contains(all, s.id[name]) {
				t.Errorf("proposal %d names %v, and not %s", i, all, name)
			}
		}
		for name, ref := range s.id {
			if slices.Contains(all, ref) && !slices.Contains(want, name) {
				t.Errorf("proposal %d names %s", i, name)
			}
		}
	}
	if none, err := disclosure.StatesOf(t.Context(), s.Pass, s.Documents); err != nil || len(none) != 0 {
		t.Errorf("of no proposals: %v, %v", none, err)
	}
	if len(calls) == 0 {
		t.Fatal("nothing was read")
	}
	for n, call := range calls {
		if states, _, err := attempt(n); register.KindOf(err) != register.Unavailable || !testenv.SaysWhere(err) || states != nil {
			t.Errorf("%s (%d) fails: %v, %v", call, n, states, err)
		}
	}
}

// Of an act that brings somebody to a dwelling, whether they lived somewhere before or nowhere, the
// protected who live there are told: by their own home, by that of another record, by their household.
func TestToWhomAnActBringsSomebody(t *testing.T) {
	s := newStreet(t)
	names := func(refs []register.Ref) (out []string) {
		for name, ref := range s.id {
			if slices.Contains(refs, ref) {
				out = append(out, name)
			}
		}
		slices.Sort(out)
		return out
	}
	to := func(who, house string) *register.Act {
		home := register.Address{Place: s.Area(t, "0101001"), Dwelling: house}
		e := register.Effect{Op: register.OpOpen, Subject: s.id[who], Fact: register.EffectRef{Seq: 10_000}, From: register.Exact(s.Today())}
		if e.Value = (register.Residence{Kind: register.Temporary, Address: home}); e.Subject.Kind == register.SubjectHousehold {
			e.Value = home
		}
		return &register.Act{Seq: 10_000, Effects: []register.Effect{e}}
	}
	renamed := &register.Act{Seq: 10_000, Effects: []register.Effect{{Op: register.OpOpen, Subject: s.id["stranger"], Fact: register.EffectRef{Seq: 10_000}, Value: register.Sex("female"), From: register.Exact(s.Today())}}}
	for name, test := range map[string]struct {
		acts []*register.Act
		want []string
	}{
		"to her house":                    {[]*register.Act{to("stranger", "7")}, []string{"her"}},
		"to her house, written otherwise": {[]*register.Act{to("stranger", "໐໗")}, []string{"her"}},
		"a household to her house":        {[]*register.Act{to("others", "7")}, []string{"her"}},
		"where her other record lives":    {[]*register.Act{to("stranger", "9")}, []string{"double", "her"}},
		"where the record of that lives":  {[]*register.Act{to("stranger", "10")}, []string{"double", "her", "triple"}},
		"next door":                       {[]*register.Act{to("stranger", "6")}, nil},
		"to no house":                     {[]*register.Act{to("stranger", "")}, nil},
		"who lives there already":         {[]*register.Act{to("inmate", "7")}, nil},
		"the second of two acts":          {[]*register.Act{nil, to("stranger", "6"), to("others", "7")}, []string{"her"}},
		"an act about something else":     {[]*register.Act{renamed}, nil},
		"no act":                          {nil, nil},
	} {
		got, err := disclosure.Sheltered(t.Context(), s.Pass, s.Documents, test.acts...)
		if err != nil || !slices.Equal(names(got), test.want) || len(got) != len(test.want) {
			t.Errorf("%s: %v, want %v, %v", name, names(got), test.want, err)
		}
	}
}
