package reading_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/internal/testenv"
	"samano/law"
	"samano/reading"
	"samano/reading/view"
	"samano/register"
)

// world is a country in which a national registrar reads.
type world struct {
	*testenv.Country
	*reading.Service
	who access.Actor
}

func newWorld(t *testing.T) *world { return newWorldWith(t, testenv.Options{}) }

func newWorldWith(t *testing.T, o testenv.Options) *world {
	t.Helper()
	c := testenv.New(t, o)
	c.FoundPlaces(t)
	c.Parts.Cases.(accesstest.Cases)["A-1"] = accesstest.Everybody(law.CaseApplication)
	centre := register.Office{ID: "centre", Name: "Centre", Level: c.Law.Offices[0].Name}
	return &world{
		Country: c,
		Service: c.Node.Reading,
		who: access.Actor{
			Officer: access.Officer{ID: "phone", Name: "Phone", Office: centre.ID, Roles: []access.Role{access.NationalRegistrar}, From: register.FirstDay, Until: register.LastDay},
			Office:  centre,
		},
	}
}

func why(what access.What) access.Reason {
	if what == access.WhatFeed {
		return access.Reason{What: what, Purpose: "events", Case: testenv.Export}
	}
	return access.Reason{What: what, Purpose: "registration", Case: "A-1"}
}

func date(t *testing.T, text string) register.Date {
	t.Helper()
	d, err := register.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// enrol enters a woman of that Lao name who lives in a village.
func (w *world) enrol(t *testing.T, given, surname, born string) register.ClientID {
	t.Helper()
	id := w.ClientID()
	w.Must(t, w.Proposal("enrolment", acts.Enrolment{
		As: "@" + string(id), Sex: register.Female, Born: date(t, born),
		Name:          []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: given}, {Surname: surname}}}},
		Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
		Residence:     &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101001", House: "7"}, Since: date(t, born)},
	}))
	return id
}

func (w *world) person(t *testing.T, id register.ClientID, m reading.Moment) *reading.Person {
	t.Helper()
	p, err := w.Service.Person(t.Context(), w.who, why(access.WhatPerson), "@"+string(id), m)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// homes gives the houses of the residences that are shown.
func homes(p *reading.Person) []string {
	var out []string
	for _, f := range p.Facts {
		if h, ok := f.Value.(view.Home); ok {
			out = append(out, h.House)
		}
	}
	return out
}

func TestBothTimesAreAskedFor(t *testing.T) {
	w := newWorld(t)
	id := w.enrol(t, "ຄຳ", "ວົງສາ", "1990-05-03")
	before := w.Country.Now().Add(time.Second)
	w.SetToday("2026-11-10")
	move := w.Proposal("move", acts.Move{Persons: []string{"@" + string(id)}, To: acts.Dwelling{Code: "0101002", House: "9"}})
	move.Happened = date(t, "2020-05-01")
	w.Must(t, move)

	day := func(s string) *register.Day {
		d := date(t, s).Earliest()
		return &d
	}
	for name, c := range map[string]struct {
		m    reading.Moment
		want []string
	}{
		"on a day before the move":           {reading.Moment{On: day("2019-01-01")}, []string{"7"}},
		"on a day after it":                  {reading.Moment{On: day("2021-01-01")}, []string{"9"}},
		"on that day, as known before":       {reading.Moment{On: day("2021-01-01"), Known: &before}, []string{"7"}},
		"now: what holds and what has ended": {reading.Moment{}, []string{"7", "9"}},
	} {
		if got := homes(w.person(t, id, c.m)); !slices.Equal(got, c.want) {
			t.Errorf("%s: houses %v, want %v", name, got, c.want)
		}
	}
}

func TestAMergedNumberAnswersWithTheSurvivor(t *testing.T) {
	w := newWorld(t)
	a, b := w.enrol(t, "ຄຳ", "ວົງສາ", "1990-05-03"), w.enrol(t, "ຄຳ", "ວົງສາ", "1990-05-03")
	kept, gone := w.person(t, a, reading.Moment{}).Number, w.person(t, b, reading.Moment{}).Number
	w.Must(t, w.Proposal("merge", acts.Merge{Survivor: string(kept), Other: string(gone), Reason: "one woman"}))
	p, err := w.Service.Person(t.Context(), w.who, why(access.WhatPerson), string(gone), reading.Moment{})
	if err != nil || p.Number != kept || p.AnsweredBy != kept {
		t.Errorf("asked for %s: %+v, %v", gone, p, err)
	}
	hits, _, err := w.Search(t.Context(), w.who, why(access.WhatSearch), reading.Query{Name: "ຄຳ"})
	if err != nil || len(hits) != 1 || hits[0].Number != kept {
		t.Errorf("a search finds %+v, %v", hits, err)
	}
}

func TestSearchInAnySpelling(t *testing.T) {
	w := newWorld(t)
	somsak := w.person(t, w.enrol(t, "ສົມສັກ", "ວົງສາ", "1985"), reading.Moment{}).Number
	w.enrol(t, "ບຸນມີ", "ວົງສາ", "1985")
	for name, c := range map[string]struct {
		q    reading.Query
		want int
	}{
		"in Lao":                   {reading.Query{Name: "ສົມສັກ"}, 1},
		"without tones and titles": {reading.Query{Name: "ນາງ ສົມສັກ ວົງສາ"}, 1},
		"as English write it":      {reading.Query{Name: "Somsack Vongsa"}, 1},
		"as French write it":       {reading.Query{Name: "Somxak Vongsa"}, 1},
		"by its beginning":         {reading.Query{Name: "Somsa"}, 1},
		"by surname":               {reading.Query{Name: "Vongsa"}, 2},
		"born in another year":     {reading.Query{Name: "Somsack", Years: [2]int{1990, 1991}}, 0},
		"born in that year":        {reading.Query{Name: "Somsack", Years: [2]int{1984, 1986}}, 1},
	} {
		hits, _, err := w.Search(t.Context(), w.who, why(access.WhatSearch), c.q)
		if err != nil || len(hits) != c.want {
			t.Errorf("%s: %d found, want %d, %v", name, len(hits), c.want, err)
			continue
		}
		if c.want == 1 && hits[0].Number != somsak {
			t.Errorf("%s: somebody else is found", name)
		}
	}
	w.enrol(t, "ບຸນ", "ພອນໄຊ", "1985")
	spelled := w.person(t, w.enrol(t, "ພອນໄຊ", "ບຸນ", "1985"), reading.Moment{}).Number
	if hits, _, err := w.Search(t.Context(), w.who, why(access.WhatSearch), reading.Query{Name: "ພອນໄຊ"}); err != nil || len(hits) != 2 || hits[0].Number != spelled {
		t.Errorf("the one whose name begins as typed is not first: %+v, %v", hits, err)
	}
	for _, short := range []string{"", " ", "S", "ນາງ"} {
		hits, _, err := w.Search(t.Context(), w.who, why(access.WhatSearch), reading.Query{Name: short})
		if err == nil && len(hits) > 0 {
			t.Errorf("%q lists %d people", short, len(hits))
		}
	}
}

func TestTheFeedNamesItsSubjects(t *testing.T) {
	w := newWorld(t)
	id := w.enrol(t, "ຄຳ", "ວົງສາ", "1990-05-03")
	seq := w.person(t, id, reading.Moment{}).Seq
	w.Must(t, w.Proposal("household-open", acts.HouseholdOpen{
		Dwelling: acts.Dwelling{Code: "0101001", House: "7"}, Books: []register.Book{{Class: "blue", Number: "BL-1"}},
		Members: []acts.NewMember{{Person: "@" + string(id), Relation: register.HeadRelation}},
	}))
	events, next, err := w.Feed(t.Context(), w.who, why(access.WhatFeed), seq-1)
	if err != nil || next != seq+1 {
		t.Fatalf("the feed ends at %d, %v", next, err)
	}
	var names []string
	for _, e := range events {
		names = append(names, e.Name)
		if len(e.Facts) == 0 {
			t.Errorf("event %d of %s has no facts", e.Seq, e.Kind)
		}
	}
	number := string(w.person(t, id, reading.Moment{}).Number)
	if !slices.Equal(names, []string{number, "BL-1"}) && !slices.Equal(names, []string{number, "BL-1", number}) {
		t.Errorf("the feed names %v", names)
	}
}

// A proof shows the effects on a person whom the act is about, and of nobody else.
func TestAProofIsOfThePersonsOfItsAct(t *testing.T) {
	w := newWorld(t)
	id, other := w.enrol(t, "ຄຳ", "ວົງສາ", "1990-05-03"), w.enrol(t, "ແກ້ວ", "ວົງສາ", "1991-05-03")
	p, stranger := w.person(t, id, reading.Moment{}), w.person(t, other, reading.Moment{})
	history, err := w.Service.Person(t.Context(), w.who, why(access.WhatHistory), "@"+string(id), reading.Moment{})
	if err != nil || len(history.History) != 1 {
		t.Fatalf("%+v, %v", history, err)
	}
	act := string(history.History[0].ID)
	for part, want := range map[string]string{
		"header": "header", "payload": "payload", string(p.Number): "effects/" + register.PersonRef(p.ID).String(), "@" + string(id): "effects/" + register.PersonRef(p.ID).String(),
		string(stranger.Number): "", "@" + string(other): "", "nobody": "",
	} {
		proof, err := w.Proof(t.Context(), w.who, why(access.WhatAct), act, part)
		if (err == nil) != (want != "") || want != "" && !strings.Contains(string(proof), `"name": "`+want+`"`) {
			t.Errorf("part %q: %s, %v; want %q", part, proof, err, want)
		}
		if want == "" && register.KindOf(err) != register.NotFound {
			t.Errorf("part %q: %v", part, err)
		}
	}
}

// A seal holds for all that was known before it: whoever asks for the child as it was known then is
// not shown the parents from whom it was adopted, nor its former name.
func TestWhatIsSealedStaysSealedAsKnownBefore(t *testing.T) {
	w := newWorld(t)
	mother, adopter := w.enrol(t, "ແມ່ລັບ", "ວົງສາ", "1980-05-03"), w.enrol(t, "ແມ່ໃໝ່", "ວົງສາ", "1975-05-03")
	child := w.ClientID()
	birth := w.Proposal("birth", acts.Birth{
		As: "@" + string(child), Sex: register.Male, Born: date(t, "2026-10-03"), BornAt: acts.PlaceOf{Code: "0101001"},
		Name: []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: "ລູກ"}}}}, Mother: &acts.Who{Person: "@" + string(mother)},
	})
	birth.Happened = date(t, "2026-10-03")
	w.Must(t, birth)
	before := reading.Moment{Known: new(w.Country.Now().Add(time.Second))}
	shows := func(what string, shown any, want bool) {
		t.Helper()
		s := text(shown)
		if mother, name := strings.Contains(s, "ແມ່ລັບ"), strings.Contains(s, "ລູກ"); mother != want || name != want {
			t.Errorf("%s: shows the mother by birth %v, the former name %v", what, mother, name)
		}
	}
	shows("before the adoption", w.person(t, child, reading.Moment{}), true)
	w.SetToday("2026-11-10")
	adoption := w.Proposal("adoption", acts.Adoption{
		Child: "@" + string(child), Mother: &acts.Who{Person: "@" + string(adopter)},
		Name: []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: "ໃໝ່"}}}},
	})
	adoption.Decision = register.Decision{By: register.ByCourtOrder, Authority: "court", Reference: "C 1"}
	var number register.Number
	for _, e := range w.Must(t, adoption)[0].Effects {
		if n, ok := e.Value.(register.Number); ok {
			number = n
		}
	}
	adopted := func(m reading.Moment) *reading.Person {
		t.Helper()
		p, err := w.Service.Person(t.Context(), w.who, why(access.WhatPerson), string(number), m)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	shows("now", adopted(reading.Moment{}), false)
	shows("as known before the adoption", adopted(before), false)
	for _, m := range []reading.Moment{{}, before} {
		if p := w.person(t, mother, m); len(p.Children) != 0 {
			t.Errorf("the mother by birth is shown with %+v", p.Children)
		}
	}
	if p := w.person(t, adopter, reading.Moment{}); len(p.Children) != 1 || p.Children[0].Source == "" {
		t.Errorf("the adopter is shown with %+v", p.Children)
	}
	events, _, err := w.Feed(t.Context(), w.who, why(access.WhatFeed), adopted(reading.Moment{}).Seq-2)
	if err != nil || len(events) == 0 {
		t.Fatal(events, err)
	}
	shows("in the feed, when it was born", events, false)
}
