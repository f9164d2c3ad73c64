package stay_test

import (
	"context"
	"strings"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/internal/testenv"
	"samano/law"
	"samano/register"
	"samano/stay"
)

// world is a country with two villages, of which one has an office of its own, and three residents.
type world struct {
	*testenv.Country
	village, district, other, centre access.Actor
	keo, noy                         *register.Person
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{Country: testenv.New(t, testenv.Options{})}
	w.FoundDistricts(t)
	w.village = testenv.ActorAt(w.OpenOffice(t, "v0101001", "village", "0101001"), "kham", access.VillageReporter)
	w.district = testenv.ActorAt(w.OpenOffice(t, "d0101", "district", "0101"), "vilay", access.DistrictRegistrar)
	w.other = testenv.ActorAt(w.OpenOffice(t, "d0102", "district", "0102"), "somsak", access.DistrictRegistrar)
	w.centre = testenv.ActorAt(w.OpenOffice(t, "desk", "centre", ""), "manivone", access.NationalRegistrar)
	w.keo = w.Resident(t, "ແກ້ວ", register.Female, "1990-01-01", "0102001")
	w.noy = w.Resident(t, "ນ້ອຍ", register.Female, "1991-01-01", "0102002")
	return w
}

func (w *world) input(guests ...string) stay.Input {
	return stay.Input{Code: "0101001", House: "No. 07", Guests: stay.Guests(guests), From: w.Today(), Until: w.Today() + 5}
}

func (w *world) enter(t *testing.T, in stay.Input) {
	t.Helper()
	if _, err := w.Node.Stays.Enter(context.Background(), w.village, in); err != nil {
		t.Fatal(err)
	}
}

// find returns the guests of a house on a day.
func (w *world) find(t *testing.T, house string, day register.Day) string {
	t.Helper()
	found, err := w.Node.Stays.Find(context.Background(), w.village, "0101001", house, day)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, n := range found {
		for _, g := range n.Guests {
			out = append(out, string(g.Number)+g.Name)
		}
	}
	return strings.Join(out, ", ")
}

// A notice is found by its dwelling, however the house is written, on each of its days and on no other.
func TestANoticeIsFoundByDwellingAndDay(t *testing.T) {
	w := newWorld(t)
	number := string(w.keo.Number())
	w.enter(t, w.input(number[:4]+" "+number[4:8]+" "+number[8:], "ຈັນ"))
	for _, c := range []struct {
		house string
		day   register.Day
		want  string
	}{
		{"7", w.Today() - 1, ""},
		{"7", w.Today(), number + ", ຈັນ"},
		{"ເລກທີ ໗", w.Today() + 5, number + ", ຈັນ"},
		{"7", w.Today() + 6, ""},
		{"71", w.Today(), ""},
		{"", w.Today(), ""},
	} {
		if got := w.find(t, c.house, c.day); got != c.want {
			t.Errorf("house %s on %s: %q", c.house, c.day, got)
		}
	}
	// It is nothing of the register: no document tells of it.
	if now := w.PersonCalled(t, number); len(now.Residences) != 1 || now.Seq() != w.keo.Seq() {
		t.Errorf("the person is changed: %+v", now.Residences)
	}
}

// Each find is a look at those who are found, which they see; entering looks at nobody.
func TestAFindIsALook(t *testing.T) {
	w := newWorld(t)
	looks := func() []access.Look {
		list, err := w.Parts.Looks.LooksOf(context.Background(), accesstest.Pass(t), []register.Ref{w.keo.Ref()}, w.Today(), access.Newest, access.LooksPage)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	w.enter(t, w.input(string(w.keo.Number())))
	if l := looks(); len(l) != 0 {
		t.Errorf("entering is a look: %+v", l)
	}
	w.find(t, "8", w.Today())
	if l := looks(); len(l) != 0 {
		t.Errorf("another house is a look: %+v", l)
	}
	w.find(t, "7", w.Today())
	if l := looks(); len(l) != 1 || l[0].What != access.WhatStays || l[0].Officer != "kham" || l[0].Refused {
		t.Errorf("the looks are %+v", l)
	}
}

// A find counts on the officer's budget as any other.
func TestAFindCountsOnTheBudget(t *testing.T) {
	w := newWorld(t)
	w.Law.Looks.PeopleAnHour = law.Rule[int]{{Value: 1, Until: register.LastDay}}
	w.enter(t, w.input(string(w.keo.Number())))
	w.find(t, "7", w.Today())
	in := w.input(string(w.noy.Number()))
	in.House = "9"
	w.enter(t, in)
	if _, err := w.Node.Stays.Find(context.Background(), w.village, "0101001", "9", w.Today()); register.KindOf(err) != register.Limited {
		t.Errorf("beyond the budget: %v", err)
	}
}

// Only the office that keeps a village's notices enters and finds them: the village's own, and the
// district where there is none. Not the district above a village office, another one, or the centre.
func TestOnlyTheVillagesOwnOffice(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	for name, c := range map[string]struct {
		who  access.Actor
		code register.Code
		kind register.ErrorKind
	}{
		"the village's own":               {w.village, "0101001", 0},
		"the district above":              {w.district, "0101001", register.Forbidden},
		"another district":                {w.other, "0101001", register.Forbidden},
		"the centre":                      {w.centre, "0101001", register.Forbidden},
		"of a village without an office":  {w.district, "0101002", 0},
		"of a village that is another's":  {w.village, "0101002", register.Forbidden},
		"a village that there is not":     {w.village, "0101999", register.Invalid},
		"who may not take declarations":   {testenv.ActorAt(w.village.Office, "noi", access.Adjudicator), "0101001", register.Forbidden},
		"of a unit in which nobody lives": {w.district, "0101", register.Invalid},
	} {
		in := w.input("ຈັນ")
		in.Code = c.code
		_, err := w.Node.Stays.Enter(ctx, c.who, in)
		_, again := w.Node.Stays.Find(ctx, c.who, c.code, "7", w.Today())
		for _, err := range []error{err, again} {
			if (err == nil) != (c.kind == 0) || err != nil && register.KindOf(err) != c.kind {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// Whom a protection covers is in no answer; the look is written all the same.
func TestAProtectedGuestIsNotTold(t *testing.T) {
	w := newWorld(t)
	w.enter(t, w.input(string(w.keo.Number()), string(w.noy.Number())))
	w.Must(t, w.Proposal(register.KindProtection, acts.Protection{Person: string(w.keo.Number()), Article: "art. 1"}))
	if got := w.find(t, "7", w.Today()); got != string(w.noy.Number()) {
		t.Errorf("found are %q", got)
	}
	list, err := w.Parts.Looks.LooksOf(context.Background(), accesstest.Pass(t), []register.Ref{w.keo.Ref()}, w.Today(), access.Newest, access.LooksPage)
	if err != nil || len(list) != 1 {
		t.Errorf("the protected have %d looks, %v", len(list), err)
	}
}

func TestWhatStopsANotice(t *testing.T) {
	w := newWorld(t)
	longest := register.Day(w.Law.Residence.TemporaryFromDays.On(w.Today()).Value)
	kept := register.Day(w.Law.Stays.KeptDays.On(w.Today()).Value)
	for name, c := range map[string]struct {
		change func(*stay.Input)
		code   string
		warns  bool
	}{
		"nothing":                         {func(*stay.Input) {}, "", false},
		"no house":                        {func(in *stay.Input) { in.House = " - " }, "stay-house-missing", false},
		"an institution":                  {func(in *stay.Input) { in.House = "ໂຮງໝໍ" }, acts.CodeNamesInstitution, false},
		"nobody":                          {func(in *stay.Input) { in.Guests = nil }, "stay-guest-count", false},
		"too many":                        {func(in *stay.Input) { in.Guests = make([]stay.Guest, 51) }, "stay-guest-count", false},
		"neither number nor name":         {func(in *stay.Input) { in.Guests = []stay.Guest{{Name: " "}} }, "stay-guest", false},
		"number and name":                 {func(in *stay.Input) { in.Guests[0] = stay.Guest{Number: w.keo.Number(), Name: "ແກ້ວ"} }, "stay-guest", false},
		"a number that is none":           {func(in *stay.Input) { in.Guests[0] = stay.Guest{Number: "123456789012"} }, "stay-guest", false},
		"one night":                       {func(in *stay.Input) { in.Until = in.From + 1 }, "", false},
		"the longest":                     {func(in *stay.Input) { in.Until = in.From + longest - 1 }, "", false},
		"a residence":                     {func(in *stay.Input) { in.Until = in.From + longest }, "stay-length", false},
		"it ends before it begins":        {func(in *stay.Input) { in.Until = in.From - 1 }, "stay-length", false},
		"a day after the arrival":         {func(in *stay.Input) { in.From-- }, "", false},
		"late":                            {func(in *stay.Input) { in.From -= 2 }, "", true},
		"over, on the last day of its":    {func(in *stay.Input) { in.Until = w.Today() - kept; in.From = in.Until }, "", true},
		"over for longer than it is kept": {func(in *stay.Input) { in.Until = w.Today() - kept - 1; in.From = in.Until }, "stay-not-now", true},
		"a year ahead":                    {func(in *stay.Input) { in.From += 365; in.Until += 365 }, "stay-not-now", false},
	} {
		in := w.input("ຈັນ")
		c.change(&in)
		warnings, err := w.Node.Stays.Enter(context.Background(), w.village, in)
		if c.code == "" && (err != nil || (len(warnings) > 0) != c.warns) || c.code != "" && !register.HasCode(err, c.code) {
			t.Errorf("%s: %v, %v", name, warnings, err)
		}
	}
}

// A notice is gone when the law's days after the departure are over, and not before.
func TestANoticeIsForgotten(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	in := w.input("ຈັນ")
	w.enter(t, in)
	kept := register.Day(w.Law.Stays.KeptDays.On(w.Today()).Value)
	for _, c := range []struct {
		on   register.Day
		gone int64
		want string
	}{{in.Until + kept, 0, "ຈັນ"}, {in.Until + kept + 1, 1, ""}} {
		w.SetToday(c.on.String())
		if n, err := w.Node.Stays.Forget(ctx); n != c.gone || err != nil {
			t.Errorf("on %s %d are gone, %v", c.on, n, err)
		}
		if got := w.find(t, "7", in.From); got != c.want {
			t.Errorf("on %s: %q", c.on, got)
		}
	}
}
