package reading_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/internal/testenv"
	"samano/reading"
	"samano/reading/view"
	"samano/register"
)

// clerk is a registrar of a district: not of the national desk.
func (w *world) clerk() access.Actor {
	clerk := w.who
	clerk.Officer.ID, clerk.Officer.Roles = "keo", []access.Role{access.DistrictRegistrar}
	return clerk
}

// at makes a registrar of an office, who reads without a case.
func at(o register.Office) access.Actor { return testenv.ActorAt(o, "noy", access.DistrictRegistrar) }

func ownQueue(what access.What) access.Reason { return access.Reason{What: what, Purpose: "own-queue"} }

// last returns the look that was written last.
func (w *world) last(t *testing.T) access.Look {
	t.Helper()
	looks, err := w.Parts.Looks.LooksFrom(t.Context(), accesstest.Pass(t), 0, 10_000)
	if err != nil || len(looks) == 0 {
		t.Fatal(looks, err)
	}
	return looks[len(looks)-1]
}

// ref is a person as a subject.
func (w *world) ref(t *testing.T, id register.ClientID) register.Ref {
	t.Helper()
	return w.PersonCalled(t, "@"+string(id)).Ref()
}

// daughterOf enters a woman who lives in a house of her own.
func (w *world) daughterOf(t *testing.T, mother register.ClientID, given, house string) register.ClientID {
	t.Helper()
	id := w.ClientID()
	w.Must(t, w.Proposal(register.KindEnrolment, acts.Enrolment{
		As: "@" + string(id), Sex: register.Female, Born: date(t, "1995-03-03"), Mother: &acts.Who{Person: "@" + string(mother)},
		Name:          testenv.Named(given, ""),
		Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
		Residence:     &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101002", House: house}, Since: date(t, "1995-03-03")},
	}))
	return id
}

func (w *world) protect(t *testing.T, id register.ClientID) {
	t.Helper()
	w.Must(t, w.Proposal(register.KindProtection, acts.Protection{Person: "@" + string(id), Article: "art. 1"}))
}

// shelter is a protected daughter who lives with a friend, and a mother who lives elsewhere.
type shelter struct {
	*world
	mother, daughter, friend register.ClientID
	house                    string
}

func newShelter(t *testing.T) *shelter {
	t.Helper()
	w := newWorld(t)
	for range 11 { // so that ids have two digits
		w.Must(t, w.Proposal(register.KindEnrolment, acts.Enrolment{Sex: register.Male, Nationalities: []register.Nationality{{State: register.NationalityUnknown}}}))
	}
	s := &shelter{world: w, mother: w.enrol(t, "ແມ່", "ວົງສາ", "1970-05-03"), friend: w.enrol(t, "ໝູ່", "ວົງສາ", "1990")}
	s.daughter = w.daughterOf(t, s.mother, "ສີດາວັນ", "88")
	w.moveTo(t, s.friend, "88")
	house := w.ClientID()
	w.Must(t, w.Proposal(register.KindHouseholdOpen, acts.HouseholdOpen{
		As: "@" + string(house), Dwelling: acts.Dwelling{Code: "0101002", House: "88"},
		Members: []acts.NewMember{{Person: "@" + string(s.daughter), Relation: register.HeadRelation}, {Person: "@" + string(s.friend), Relation: "other-relative"}},
	}))
	s.house = "@" + string(house)
	return s
}

// Whoever a protection covers is named on no page but those that only the national desk reads. A look is
// at them where they are named, and where a page tells that they are not.
func TestWhereAProtectedPersonIsNamed(t *testing.T) {
	s := newShelter(t)
	mother, daughter, friend := s.ref(t, s.mother), s.ref(t, s.daughter), s.ref(t, s.friend)
	page := func(who access.Actor, of register.ClientID) (*reading.Person, error) {
		return s.Service.Person(t.Context(), who, why(access.WhatPerson), "@"+string(of), reading.Moment{})
	}
	children := func(what string, who access.Actor, told bool) {
		t.Helper()
		p, err := page(who, s.mother)
		if err != nil || len(p.Children) != 1 || p.Protected {
			t.Fatalf("%s: %+v, %v", what, p, err)
		}
		c := p.Children[0]
		if c.Withheld == told || (c.Number != "") != told || (c.Source != "") != told || (c.Lao != "") != told {
			t.Errorf("%s: the daughter is told as %+v", what, c)
		}
		if looked := s.last(t).Subjects; !slices.Contains(looked, daughter) || !slices.Contains(looked, mother) {
			t.Errorf("%s: the look is at %v", what, looked)
		}
	}
	children("before the protection", s.clerk(), true)
	s.protect(t, s.daughter)
	children("after the protection", s.clerk(), false)
	children("after the protection, to the national desk", s.who, false)

	for name, id := range map[string]register.ClientID{"the protected daughter": s.daughter, "the friend in one dwelling": s.friend} {
		if p, err := page(s.clerk(), id); !forTheNationalDesk(err) || p != nil {
			t.Errorf("%s is shown to a district: %+v, %v", name, p, err)
		}
		if l := s.last(t); !l.Refused || !slices.Contains(l.Subjects, s.ref(t, id)) {
			t.Errorf("%s: of the refusal the look says %+v", name, l)
		}
		p, err := page(s.who, id)
		if err != nil || !p.Protected || len(p.Households) != 1 {
			t.Fatalf("%s: the national desk reads %+v, %v", name, p, err)
		}
		if shown := text(p.Households[0]); strings.Contains(shown, "withheld") || !strings.Contains(shown, "ສີດາວັນ") || !strings.Contains(shown, "ໝູ່") {
			t.Errorf("%s: the national desk reads of the household %s", name, shown)
		}
		if looked := s.last(t).Subjects; !slices.Contains(looked, daughter) || !slices.Contains(looked, friend) || slices.Contains(looked, mother) != (id == s.daughter) {
			t.Errorf("%s: the look is at %v", name, looked)
		}
	}
	household := func(who access.Actor) (*reading.Household, error) {
		return s.Service.Household(t.Context(), who, why(access.WhatHousehold), s.house, reading.Moment{})
	}
	if h, err := household(s.clerk()); !forTheNationalDesk(err) || h != nil {
		t.Errorf("the household is shown to a district: %+v, %v", h, err)
	}
	if h, err := household(s.who); err != nil || strings.Contains(text(h), "withheld") || !strings.Contains(text(h), "ສີດາວັນ") {
		t.Errorf("the national desk reads the household as %s, %v", text(h), err)
	}
	for name, id := range map[string]register.ClientID{"the daughter": s.daughter, "the friend": s.friend, "": s.mother} {
		_, err := s.Looks(t.Context(), auditorAt(s.clerk().Office), audit(access.WhatLooks), register.PersonID(s.ref(t, id).ID), access.Newest)
		if want := map[bool]string{true: access.CodeNothingToShow}[name != ""]; codeOf(err) != want {
			t.Errorf("who looked at %s is told to an auditor of the district: %v", name, err)
		}
	}
}

// Of whom a protection covers the feed says that something happened, and no more.
func TestTheFeedTellsNoFactsOfTheProtected(t *testing.T) {
	s := newShelter(t)
	s.protect(t, s.daughter)
	house, err := s.Service.Household(t.Context(), s.who, why(access.WhatHousehold), s.house, reading.Moment{})
	if err != nil {
		t.Fatal(err)
	}
	from := s.person(t, s.mother, reading.Moment{}).Seq - 1
	events, _, err := s.Feed(t.Context(), s.who, why(access.WhatFeed), from)
	if err != nil {
		t.Fatal(err)
	}
	covered, others := 0, 0
	for _, e := range events {
		switch e.Subject {
		case s.ref(t, s.daughter), s.ref(t, s.friend), register.HouseholdRef(house.ID):
			covered++
			if len(e.Facts) > 0 || e.Kind == "" || e.SubjectKind == "" || e.Seq == 0 {
				t.Errorf("of somebody covered it tells %s", text(e))
			}
		default:
			others++
			if len(e.Facts) == 0 || strings.Contains(text(e), "ສີດາວັນ") {
				t.Errorf("it tells %s", text(e))
			}
		}
	}
	if covered < 5 || others == 0 {
		t.Errorf("%d events of the covered, %d of others", covered, others)
	}
}

// What was entered in error is not shown: no person who was annulled, no child whose record or whose
// parent was.
func TestWhatWasAnnulledIsNotShown(t *testing.T) {
	w := newWorld(t)
	mother := w.enrol(t, "ແມ່", "ວົງສາ", "1990-05-03")
	childOf := func(given string) (register.ClientID, *register.Act) {
		id := w.ClientID()
		birth := w.Proposal(register.KindBirth, acts.Birth{
			As: "@" + string(id), Sex: register.Male, Born: date(t, "2026-10-20"), Mother: &acts.Who{Person: "@" + string(mother)}, Name: testenv.Named(given, ""),
		})
		birth.Happened = date(t, "2026-10-20")
		birth.Accepted = []register.Accepted{{Code: "births-too-close", Reason: "twins"}}
		return id, w.Must(t, birth)[0]
	}
	stays, _ := childOf("ຢູ່")
	goes, birth := childOf("ບໍ່ມີ")
	children := func() (out []string) {
		for _, c := range w.person(t, mother, reading.Moment{}).Children {
			out = append(out, c.Lao)
		}
		return out
	}
	if got := children(); len(got) != 2 {
		t.Fatalf("her children: %q", got)
	}
	gone := w.ref(t, goes)
	annul := w.Proposal(register.KindAnnulment, acts.Annulment{Act: string(birth.ID), Reason: "entered twice"})
	annul.Evidence = []register.Evidence{{Kind: "declaration"}}
	w.Must(t, annul)
	if got := children(); !slices.Equal(got, []string{"ຢູ່"}) {
		t.Errorf("after the annulment her children are %q", got)
	}
	if looked := w.last(t).Subjects; slices.Contains(looked, gone) || !slices.Contains(looked, w.ref(t, stays)) {
		t.Errorf("the look is at %v", looked)
	}
	p, err := w.Service.Person(t.Context(), w.who, why(access.WhatPerson), "@"+string(goes), reading.Moment{})
	var e *register.Error
	if !errors.As(err, &e) || e.Kind != register.NotFound || e.Code != "person-not-found" || p != nil {
		t.Errorf("the annulled record: %+v, %v", p, err)
	}

	child := w.person(t, stays, reading.Moment{})
	parent := child.Facts[slices.IndexFunc(child.Facts, func(f view.Fact) bool { return f.Field == register.FieldParent })]
	another := w.enrol(t, "ອື່ນ", "ໄຊຍະ", "1991")
	correct := w.Proposal(register.KindCorrection, acts.Correction{Person: "@" + string(stays), Fact: parent.Key, Right: acts.CorrectedValue{Parent: &acts.CorrectedParent{Role: register.Mother, Party: acts.Who{Person: "@" + string(another)}, Basis: register.ByBirth}}})
	correct.Evidence = []register.Evidence{{Kind: "declaration"}}
	w.Must(t, correct)
	if got := children(); len(got) != 0 {
		t.Errorf("whose child it was in error has %q", got)
	}
}

// A reader without a case sees no household outside the area, and no residence there.
func TestAHouseholdOutsideTheAreaIsLeftOut(t *testing.T) {
	w := newWorld(t)
	here := w.OpenOffice(t, "D0101", "district", "0101")
	id := w.enrol(t, "ຄຳ", "ວົງສາ", "1990")
	w.Must(t, w.Proposal(register.KindHouseholdOpen, acts.HouseholdOpen{
		Dwelling: acts.Dwelling{Code: "0102001", House: "9"}, Members: []acts.NewMember{{Person: "@" + string(id), Relation: register.HeadRelation}},
	}))
	w.Must(t, w.Proposal(register.KindTemporaryStay, acts.TemporaryStay{Persons: []string{"@" + string(id)}, At: acts.Dwelling{Code: "0101002", House: "3"}}))
	shown := func(who access.Actor, reason access.Reason) (int, []string) {
		t.Helper()
		p, err := w.Service.Person(t.Context(), who, reason, "@"+string(id), reading.Moment{})
		if err != nil {
			t.Fatal(err)
		}
		return len(p.Households), homes(p)
	}
	if n, houses := shown(w.clerk(), why(access.WhatPerson)); n != 1 || !slices.Equal(houses, []string{"7", "9", "3"}) {
		t.Errorf("for a case %d households and the houses %v", n, houses)
	}
	if n, houses := shown(at(here), ownQueue(access.WhatPerson)); n != 0 || !slices.Equal(houses, []string{"7", "3"}) {
		t.Errorf("without a case %d households and the houses %v", n, houses)
	}
}

// The answer says that another number answers only if it does.
func TestWhoAnswersForANumber(t *testing.T) {
	w := newWorld(t)
	id := w.enrol(t, "ຄຳ", "ວົງສາ", "1990")
	number := w.person(t, id, reading.Moment{}).Number
	for _, name := range []string{string(number), " " + string(number) + " ", "@" + string(id)} {
		p, err := w.Service.Person(t.Context(), w.who, why(access.WhatPerson), name, reading.Moment{})
		if err != nil || p.Number != number || p.AnsweredBy != "" {
			t.Errorf("asked for %q: %+v, %v", name, p, err)
		}
	}
}

// The class is that of the day that is asked for.
func TestTheClassOfADay(t *testing.T) {
	w := newWorld(t)
	id := w.enrol(t, "ຄຳ", "ວົງສາ", "1990")
	lao := register.Nationality{State: register.NationalityHeld, Country: "LAO"}
	change := w.Proposal(register.KindNationality, acts.Nationality{
		Person: "@" + string(id), Opens: &register.Nationality{State: register.NationalityHeld, Country: "VNM"}, Ends: []register.Nationality{lao},
	})
	change.Evidence = []register.Evidence{{Kind: "nationality-decision"}}
	change.Happened, change.Decision = date(t, "2010-05-01"), register.Decision{By: register.ByMinistry, Authority: "MOJ", Reference: "1"}
	w.Must(t, change)
	on := func(day string) string {
		d := date(t, day).Earliest()
		return w.person(t, id, reading.Moment{On: &d}).Class
	}
	now := w.person(t, id, reading.Moment{}).Class
	if before, after := on("2010-04-30"), on("2010-05-01"); before == after || after != now {
		t.Errorf("before %q, after %q, now %q", before, after, now)
	}
}

// A search is refused for its name before anything is read, and Check says the same.
func TestTheLimitsOfAQuery(t *testing.T) {
	w := newWorld(t)
	long := func(n int) string { return strings.Repeat("a", n) }
	for name, c := range map[string]struct{ name, code string }{
		"a name":               {"ຄຳ", ""},
		"the longest name":     {long(1024), ""},
		"one letter more":      {long(1025), "search-too-long"},
		"six words":            {"a a a a a a", ""},
		"seven words":          {"a a a a a a a", "search-too-long"},
		"nothing":              {"", "search-empty"},
		"seven with the title": {"ນາງ a a a a a a", ""},
	} {
		q := reading.Query{Name: c.name}
		_, _, err := w.Search(t.Context(), w.who, why(access.WhatSearch), q)
		for how, err := range map[string]error{"searched": err, "checked": q.Check()} {
			var e *register.Error
			if c.code == "" && err != nil || c.code != "" && (!errors.As(err, &e) || e.Code != c.code || e.Kind != register.Invalid || !testenv.SaysWhere(err)) {
				t.Errorf("%s, %s: %v, want %q", name, how, err, c.code)
			}
		}
	}
}

// The values by which the register decides are its own.
func TestTheTermsAreThoseOfTheRegister(t *testing.T) {
	w := newWorld(t)
	if got := w.Service.Terms(); got != w.Country.Terms || got.Law == nil {
		t.Errorf("%p, want %p", got, w.Country.Terms)
	}
	atlas, err := w.Service.Atlas(t.Context())
	if _, ok := atlas.ByCode("0101001", w.Today()); err != nil || !ok {
		t.Errorf("no unit 0101001: %v", err)
	}
}

// Places are named as they are today, or as they were on the day that is asked for.
func TestPlacesAreNamedAsOfTheDay(t *testing.T) {
	w := newWorld(t)
	id := w.enrol(t, "ຄຳ", "ວົງສາ", "1990")
	rename := w.Proposal(register.KindPlaceChange, acts.PlaceChange{Steps: []acts.PlaceStep{{Place: "0101001", Name: register.PlaceName{Lao: "ບ້ານໃໝ່"}}}})
	rename.Happened, rename.Evidence = date(t, "2020-01-01"), []register.Evidence{{Kind: "ministry-decision"}}
	rename.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: "decree 2"}
	w.Must(t, rename)
	renamed := func(m reading.Moment) bool {
		return strings.Contains(text(w.person(t, id, m).Facts), "ບ້ານໃໝ່")
	}
	last, first := date(t, "2019-12-31").Earliest(), date(t, "2020-01-01").Earliest()
	if now, before, after := renamed(reading.Moment{}), renamed(reading.Moment{On: &last}), renamed(reading.Moment{On: &first}); !now || before || !after {
		t.Errorf("by the new name: today %t, on the last day of the old one %t, on its first day %t", now, before, after)
	}
	hits, _, err := w.Search(t.Context(), w.who, why(access.WhatSearch), reading.Query{Name: "ຄຳ"})
	if err != nil || len(hits) != 1 || !strings.Contains(hits[0].Place.Lao, "ບ້ານໃໝ່") {
		t.Errorf("a search names %s, %v", text(hits), err)
	}
}

// The page of a household names who was a member, and a look is at them.
func TestALookIsAtFormerMembers(t *testing.T) {
	h := newHome(t)
	mother, child, house := h.personRef(t, h.mother), h.personRef(t, h.child), h.house(t)
	h.Must(t, h.Proposal(register.KindHouseholdOpen, acts.HouseholdOpen{
		Dwelling: acts.Dwelling{Code: "0101002", House: "1"}, Members: []acts.NewMember{{Person: "@" + string(h.child), Relation: register.HeadRelation}},
	}))
	shown, err := h.Service.Household(t.Context(), h.who, why(access.WhatHousehold), "BL-1", reading.Moment{})
	if err != nil || !strings.Contains(text(shown), "ນ້ອຍ") {
		t.Fatalf("%s, %v", text(shown), err)
	}
	if looked := h.last(t).Subjects; !slices.Equal(looked, access.SortSubjects([]register.Ref{mother, child, house})) {
		t.Errorf("the look is at %v", looked)
	}
}

// Who looked at somebody is shown to auditors of their home's area, and to no officer at work, for whatever case.
func TestLooksAreOfTheArea(t *testing.T) {
	w := newWorld(t)
	here, there := w.OpenOffice(t, "D0101", "district", "0101"), w.OpenOffice(t, "D0102", "district", "0102")
	id := register.PersonID(w.ref(t, w.enrol(t, "ຄຳ", "ວົງສາ", "1990")).ID)
	for name, c := range map[string]struct {
		who  access.Actor
		why  access.Reason
		want string
	}{
		"an auditor of the area":  {auditorAt(here), audit(access.WhatLooks), ""},
		"one of another":          {auditorAt(there), audit(access.WhatLooks), access.CodeNothingToShow},
		"one of the country":      {auditorAt(w.who.Office), audit(access.WhatLooks), ""},
		"a registrar of the area": {at(here), ownQueue(access.WhatLooks), access.CodeNoPermission},
		"a registrar with a case": {at(here), why(access.WhatLooks), access.CodeNoPermission},
		"the national desk":       {testenv.ActorAt(w.who.Office, "vilay", access.NationalRegistrar), ownQueue(access.WhatLooks), access.CodeNoPermission},
	} {
		if _, err := w.Looks(t.Context(), c.who, c.why, id, access.Newest); codeOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A page of the feed that would name more people than one look holds ends before, and the next
// begins there: nobody is passed over, and nobody is told twice.
func TestAPageOfTheFeedEndsBeforeItsLookIsFull(t *testing.T) {
	const families = access.MaxSubjects/3 + 2 // of three, who are entered in order: parents, then children
	w := newWorld(t)
	var parents, children []register.Proposal
	for range families {
		mother, father := w.ClientID(), w.ClientID()
		for id, sex := range map[register.ClientID]register.Sex{mother: register.Female, father: register.Male} {
			parents = append(parents, w.Proposal(register.KindEnrolment, acts.Enrolment{
				As: "@" + string(id), Sex: sex, Born: date(t, "1970"), Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
			}))
		}
		children = append(children, w.Proposal(register.KindEnrolment, acts.Enrolment{
			Sex: register.Female, Born: date(t, "1995"), Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
			Mother: &acts.Who{Person: "@" + string(mother)}, Father: &acts.Who{Person: "@" + string(father)},
		}))
	}
	for part := range slices.Chunk(parents, 500) {
		w.Must(t, part...)
	}
	entered := w.Must(t, children...)
	var told []register.Seq
	pages := 0
	for after := entered[0].Seq - 1; ; pages++ {
		events, next, err := w.Feed(t.Context(), w.who, why(access.WhatFeed), after)
		if err != nil {
			t.Fatal(err)
		}
		if len(events) == 0 {
			break
		}
		for _, e := range events {
			if len(told) == 0 || told[len(told)-1] != e.Seq {
				told = append(told, e.Seq)
			}
		}
		if n := len(w.last(t).Subjects); n > access.MaxSubjects || next != events[len(events)-1].Seq {
			t.Errorf("page %d: a look at %d people, the next begins after %d, the last event is %d", pages, n, next, events[len(events)-1].Seq)
		}
		after = next
	}
	var want []register.Seq
	for _, a := range entered {
		want = append(want, a.Seq)
	}
	if !slices.Equal(told, want) || pages != 2 {
		t.Errorf("on %d pages %d acts are told, of %d", pages, len(told), len(want))
	}
}

// Once the payload of an act is erased, nobody knows of whom its checks knew: what its findings tell
// is for the national desk.
func TestFindingsOfAnErasedActAreForTheNationalDesk(t *testing.T) {
	w := newWorld(t)
	mother := w.enrol(t, "ແມ່", "ວົງສາ", "1970-05-03")
	w.daughterOf(t, mother, "ສີດາວັນ", "88")
	close := w.Proposal(register.KindBirth, acts.Birth{
		As: "@" + string(w.ClientID()), Sex: register.Male, Born: date(t, "1995-05-05"), BornAt: acts.PlaceOf{Code: "0101001"}, Mother: &acts.Who{Person: "@" + string(mother)},
		Name: testenv.Named("ນ້ອຍ", ""),
	})
	close.Happened = date(t, "1995-05-05")
	close.Accepted = []register.Accepted{{Code: "births-too-close", Reason: "as the mother says"}, {Code: "declared-late", Reason: "the road was closed"}}
	act := w.Must(t, close)[0]
	told := func(who access.Actor) (shown bool, proof string) {
		t.Helper()
		seen, err := w.Act(t.Context(), who, why(access.WhatAct), string(act.ID))
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Proof(t.Context(), who, why(access.WhatAct), string(act.ID), "header")
		return strings.Contains(text(seen.Open().Findings), "1995-03-03"), codeOf(err)
	}
	if shown, proof := told(w.clerk()); !shown || proof != "" {
		t.Fatalf("before: %t, %q", shown, proof)
	}
	w.Must(t, w.Proposal(register.KindErasure, acts.Erase{Act: string(act.ID), Part: "payload", Article: "art. 2"}))
	if shown, proof := told(w.clerk()); shown || proof != access.CodeNationalDesk {
		t.Errorf("to a clerk the birth of the sister is told: %t; the proof: %q", shown, proof)
	}
	if shown, proof := told(w.who); !shown || proof != "" {
		t.Errorf("to the national desk the birth of the sister is told: %t; the proof: %q", shown, proof)
	}
}

// A payload that cannot be read is a fault of the register, not an act that names nobody.
func TestAPayloadThatCannotBeRead(t *testing.T) {
	w := newWorld(t)
	a := &register.Act{Proposal: w.Proposal(register.KindMove, acts.Move{})}
	a.Payload = []byte(`{"persons":7}`)
	err := w.NamedByProposals(t.Context(), w.Pass, a)
	if register.KindOf(err) != register.Internal || !testenv.SaysWhere(err) || !strings.Contains(err.Error(), string(a.ID)) {
		t.Errorf("%v", err)
	}
}

// auditorAt is an auditor of an office, and audit the reason for which they read: the paper on which somebody asked.
func auditorAt(o register.Office) access.Actor { return testenv.ActorAt(o, "souk", access.Auditor) }

func audit(what access.What) access.Reason {
	return access.Reason{What: what, Purpose: "audit", Case: "R-7"}
}
