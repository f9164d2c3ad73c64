package registrar_test

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"testing"
	"time"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/register"
	"samano/registrar"
	"samano/store"
)

// counting counts the walks over places.
type counting struct {
	store.Register
	walks int
}

func (s *counting) EachSubject(ctx context.Context, pass access.Pass, kind register.SubjectKind, from int64) iter.Seq2[store.Subject, error] {
	s.walks++
	return s.Register.EachSubject(ctx, pass, kind, from)
}

// The places are read once, and again only when another process has changed them.
func TestPlacesAreReadWhenTheyChange(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	s, config := &counting{Register: c.Store}, c.Setup
	config.Store = s
	r, err := registrar.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	named := func(code register.Code, want string, walks int) {
		t.Helper()
		atlas, err := r.Atlas(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if p, ok := atlas.ByCode(code, c.Today()); ok {
			got = p.Names.Current()[0].Value.Latin
		}
		if got != want || s.walks != walks {
			t.Errorf("%s is called %q, want %q; places were read %d times, want %d", code, got, want, s.walks, walks)
		}
	}
	province := acts.PlaceStep{Code: "01", Level: "province", Name: register.PlaceName{Latin: "Vientiane"}}
	renamed := acts.PlaceStep{Place: "01", Name: register.PlaceName{Latin: "Vientiane Capital"}}
	named("01", "", 1)
	c.Must(t, c.Decree("1", province))
	named("01", "Vientiane", 2)
	c.Must(t, mother(t, c, c.ClientID()))
	named("01", "Vientiane", 2)
	accepted(t, r, registrar.Request{Proposals: []register.Proposal{mother(t, c, c.ClientID()), c.Decree("2", renamed)}})
	named("01", "Vientiane Capital", 2)
	// A refused change of places changes none.
	bad := birth(t, c, c.ClientID(), c.ClientID(), "2026-10-20")
	results, err := r.Register(t.Context(), registrar.Request{Proposals: []register.Proposal{c.Decree("3", acts.PlaceStep{Place: "01", Name: register.PlaceName{Latin: "Nowhere"}}), bad, mother(t, c, c.ClientID())}, Together: true})
	if err != nil || results[0].Act != nil {
		t.Fatalf("%+v, %v", results, err)
	}
	named("01", "Vientiane Capital", 2)
	if events, _, err := r.Events(t.Context(), c.Pass, 0, 99); err != nil || len(events) != 4 {
		t.Errorf("%d events, %v", len(events), err)
	}
}

// What is read by id is what stands there; absent ids are left out.
func TestDocumentsAreReadByID(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	history, f := c.History(t)
	done := c.Must(t, history...)
	people, err := c.Persons(t.Context(), c.Pass, 1, 4, 99)
	if err != nil || len(people) != 2 || people[1].ID != 1 || people[4].ID != 4 {
		t.Errorf("people %v, %v", slices.Collect(maps.Keys(people)), err)
	}
	homes, err := c.Households(t.Context(), c.Pass, 2, 99)
	if err != nil || len(homes) != 1 || homes[2].ID != 2 {
		t.Errorf("households %v, %v", slices.Collect(maps.Keys(homes)), err)
	}
	read, err := c.Acts(t.Context(), c.Pass, []register.Seq{3, 1, 99})
	if err != nil || len(read) != 2 || read[0].Seq != 1 || read[1].Seq != 3 || read[0].ID != done[0].ID {
		t.Errorf("acts %v, %v", read, err)
	}
	if a, err := c.Act(t.Context(), c.Pass, string(c.ActID())); a != nil || err != nil {
		t.Errorf("no act: %v, %v", a, err)
	}
	// The twin was protected; the father was merged with the twin for a while.
	twin, father := person(t, c, f.Twin), person(t, c, f.Father)
	protected, err := c.Protected(t.Context(), c.Pass, twin.ID, father.ID, person(t, c, f.Mother).ID, 99)
	if err != nil || !maps.Equal(protected, map[register.PersonID]bool{twin.ID: true}) {
		t.Errorf("protected are %v, %v", protected, err)
	}
	atlas, err := c.Atlas(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	village, ok := atlas.ByCode("0101001", c.Today())
	if !ok {
		t.Fatal("there is no village")
	}
	home := register.Address{Place: village.ID, Dwelling: "12"}
	next, nowhere, noHouse := home, home, home
	next.Dwelling, nowhere.Place, noHouse.Dwelling = "13", 0, " "
	under := func(addresses ...register.Address) (out []register.Ref) {
		found, err := c.UnderDwellings(t.Context(), c.Pass, addresses...)
		if err != nil {
			t.Error(err)
		}
		for _, s := range found {
			out = append(out, s.Ref())
		}
		slices.SortFunc(out, func(a, b register.Ref) int { return cmp.Compare(a.Kind, b.Kind) })
		return out
	}
	if got := under(home, next, home, nowhere, noHouse); !slices.Equal(got, []register.Ref{twin.Ref(), register.HouseholdRef(1)}) {
		t.Errorf("in the house are %v", got)
	}
	if got := slices.Concat(under(next), under(nowhere, noHouse), under()); len(got) > 0 {
		t.Errorf("in other houses are %v", got)
	}
	if seq, err := c.SeqAt(t.Context(), done[4].RegisteredAt); seq != done[4].Seq || err != nil {
		t.Errorf("at the time of act %d: %d, %v", done[4].Seq, seq, err)
	}
	if seq, err := c.SeqAt(t.Context(), done[0].RegisteredAt.Add(-time.Second)); seq != 0 || err != nil {
		t.Errorf("before the founding: %d, %v", seq, err)
	}
}

// The feed has every event once, with the document as that act left it, in pages that never split
// an act.
func TestTheFeedOfEvents(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	history, _ := c.History(t)
	done := c.Must(t, history...)
	var want []registrar.Event
	versions := map[register.Ref]int{}
	for _, a := range done {
		for _, ref := range a.Subjects() {
			versions[ref]++
			want = append(want, registrar.Event{Seq: a.Seq, Subject: ref, Version: versions[ref], Kind: a.Kind, Nature: a.Nature})
		}
	}
	for _, most := range []int{0, 1, 2, 3, 5, 100} {
		var got []registrar.Event
		for after := register.Seq(0); ; {
			events, next, err := c.Events(t.Context(), c.Pass, after, most)
			if err != nil {
				t.Fatal(err)
			}
			if next == after {
				if len(events) > 0 {
					t.Fatalf("%d events on the last page", len(events))
				}
				break
			}
			subjects, onPage := map[register.Ref]bool{}, map[register.Seq]bool{}
			for _, e := range events {
				if e.Subject.Version() != e.Version || e.Subject.Ref() != e.Event.Subject || e.Subject.Seq() != e.Seq {
					t.Errorf("event %+v comes with version %d of %s", e.Event, e.Subject.Version(), e.Subject.Ref())
				}
				subjects[e.Event.Subject], onPage[e.Seq] = true, true
				got = append(got, e.Event)
			}
			if len(subjects) > most && len(onPage) > 1 {
				t.Errorf("%d subjects of %d acts on a page of %d", len(subjects), len(onPage), most)
			}
			// The next act would not have fitted on the page.
			if int(next) < len(done) {
				for _, ref := range done[next].Subjects() {
					subjects[ref] = true
				}
				if len(subjects) <= most {
					t.Errorf("a page of %d ends at act %d, though the next fits", most, next)
				}
			}
			after = next
		}
		if !slices.Equal(got, want) {
			t.Errorf("pages of %d subjects:\n%+v\nwant\n%+v", most, got, want)
		}
	}
}

// Numbers on paper go on where the office's paper book ended, in each office and year by itself.
func TestNumbersOnPaper(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	c.AddOffice(register.Office{ID: "NORTH", Name: "ເໜືອ", NameLatin: "North", Level: c.Law.Offices[0].Name})
	m := c.ClientID()
	c.Must(t, mother(t, c, m))
	config := c.Setup
	start := 5
	config.PrintedStart = func(office register.OfficeID, year int) int {
		if office == "CENTRE" && year == 2026 {
			return start
		}
		return 1
	}
	r, err := registrar.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	year := 2012
	printed := func(office register.OfficeID, n int) []string {
		var all []register.Proposal
		for range n {
			p := birth(t, c, c.ClientID(), m, fmt.Sprintf("%d-05-01", year))
			p.Office = office
			all = append(all, p)
			year++
		}
		results, err := r.Register(t.Context(), registrar.Request{Proposals: all})
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, res := range results {
			if res.Act == nil {
				t.Fatal(res.Err)
			}
			out = append(out, res.Act.Printed.String())
		}
		return out
	}
	for _, tt := range []struct {
		office register.OfficeID
		want   []string
	}{
		{"CENTRE", []string{"CENTRE/2026/5", "CENTRE/2026/6"}},
		{"NORTH", []string{"NORTH/2026/1"}},
		{"CENTRE", []string{"CENTRE/2026/7"}},
	} {
		if got := printed(tt.office, len(tt.want)); !slices.Equal(got, tt.want) {
			t.Errorf("numbers on paper %v, want %v", got, tt.want)
		}
	}
	start = 3 // behind the last one
	if got := printed("CENTRE", 1); !slices.Equal(got, []string{"CENTRE/2026/8"}) {
		t.Errorf("after a start behind the last: %v", got)
	}
	c.SetToday("2027-01-02")
	if got := printed("CENTRE", 1); !slices.Equal(got, []string{"CENTRE/2027/1"}) {
		t.Errorf("in the new year: %v", got)
	}
}
