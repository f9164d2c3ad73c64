package reading_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/reading"
	"samano/reading/view"
	"samano/register"
)

// home is a mother and her child, who live together in a house with a book.
type home struct {
	*world
	mother, child register.ClientID
	birth         register.Proposal
	before        time.Time // the house was opened
}

func newHome(t *testing.T) *home {
	t.Helper()
	w := newWorld(t)
	h := &home{world: w, mother: w.enrol(t, "ຄຳ", "ວົງສາ", "1990-05-03"), child: w.ClientID()}
	h.birth = w.Proposal("birth", acts.Birth{
		As: "@" + string(h.child), Sex: register.Male, Born: date(t, "2026-10-20"), Mother: &acts.Who{Person: "@" + string(h.mother)},
		Name: []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: "ນ້ອຍ"}}}},
	})
	h.birth.Happened = date(t, "2026-10-20")
	w.Must(t, h.birth)
	h.before = w.Country.Now().Add(time.Minute)
	w.SetToday("2026-11-10")
	w.Must(t, w.Proposal("household-open", acts.HouseholdOpen{
		Dwelling: acts.Dwelling{Code: "0101001", House: "7"}, Books: []register.Book{{Class: "blue", Number: "BL-1"}},
		Members: []acts.NewMember{{Person: "@" + string(h.mother), Relation: register.HeadRelation}, {Person: "@" + string(h.child), Relation: "child"}},
	}))
	return h
}

// A person is shown with children and house, and the look names everybody who is shown with an address.
func TestAPersonIsShownWithChildrenAndHouse(t *testing.T) {
	h := newHome(t)
	child := h.person(t, h.child, reading.Moment{})
	if len(child.Children) > 0 || len(child.Households) != 1 || len(child.History) > 0 {
		t.Errorf("the child: %+v", child)
	}
	mother := h.person(t, h.mother, reading.Moment{})
	if len(mother.Children) != 1 || mother.Children[0].Number != child.Number || mother.Class == "" || mother.Lao == "" {
		t.Errorf("the mother: %+v", mother)
	}
	parent := child.Facts[slices.IndexFunc(child.Facts, func(f view.Fact) bool { return f.Field == register.FieldParent })]
	if got := mother.Children[0].FactSource; got.Source == "" || got != parent.FactSource {
		t.Errorf("the source of the child is %+v, of its parent %+v", got, parent.FactSource)
	}
	if len(mother.Households) != 1 {
		t.Fatalf("her households: %+v", mother.Households)
	}
	house := mother.Households[0]
	members := text(house.Facts)
	if house.Book != "BL-1" || house.Seq == 0 || house.Version == 0 || house.ID == 0 || !strings.Contains(members, string(mother.Number)) || !strings.Contains(members, string(child.Number)) {
		t.Errorf("her household: %+v", house)
	}
	if looked := h.last(t).Subjects; !slices.Equal(looked, []register.Ref{register.PersonRef(mother.ID), register.PersonRef(child.ID), register.HouseholdRef(house.ID)}) {
		t.Errorf("the look is at %v", looked)
	}

	for day, children := range map[register.Day]int{register.DayOf(2000, time.January, 1): 0, register.DayOf(2027, time.January, 1): 1} {
		if on := h.person(t, h.mother, reading.Moment{On: &day}); len(on.Children) != children {
			t.Errorf("on %s her children are %+v", day, on.Children)
		}
	}

	then := h.person(t, h.mother, reading.Moment{Known: &h.before})
	if len(then.Children) != 1 || len(then.Households) > 0 {
		t.Errorf("as known before: %+v", then)
	}
	long := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	if never := h.person(t, h.mother, reading.Moment{Known: &long}); len(never.Children) > 0 || len(never.Facts) > 0 || never.Seq != 0 {
		t.Errorf("as known before there was a register: %+v", never)
	}

	history, err := h.Service.Person(t.Context(), h.who, why(access.WhatHistory), string(child.Number), reading.Moment{})
	if err != nil || len(history.History) == 0 || history.History[0].Kind != register.KindBirth || history.History[0].ID != h.birth.ID {
		t.Errorf("a history: %+v, %v", history, err)
	}
	shown, err := h.Service.Household(t.Context(), h.who, why(access.WhatHousehold), " BL-1 ", reading.Moment{})
	if err != nil || text(*shown) != text(house) {
		t.Errorf("the household is %+v, %v, and with the mother %+v", shown, err, house)
	}
	if looked := h.last(t).Subjects; !slices.Equal(looked, []register.Ref{register.PersonRef(mother.ID), register.PersonRef(child.ID), register.HouseholdRef(house.ID)}) {
		t.Errorf("the look is at %v", looked)
	}
}

// What the feed tells of a subject names the others by number.
func TestTheFeedNamesTheOthers(t *testing.T) {
	h := newHome(t)
	mother := h.person(t, h.mother, reading.Moment{})
	seq := h.person(t, h.child, reading.Moment{}).Seq
	events, next, err := h.Feed(t.Context(), h.who, why(access.WhatFeed), seq-1)
	if err != nil || next <= seq {
		t.Fatal(next, err)
	}
	told := false
	for _, e := range events {
		told = told || e.Kind == register.KindBirth && strings.Contains(text(e.Facts), string(mother.Number))
	}
	if !told {
		t.Error("no event of a birth names the mother")
	}
	if events, again, err := h.Feed(t.Context(), h.who, why(access.WhatFeed), next); err != nil || len(events) > 0 || again != next {
		t.Errorf("after the end: %d events, next %d, %v", len(events), again, err)
	}
}

// What does not exist is told so, with its code; nothing comes with it.
func TestWhatIsNotThere(t *testing.T) {
	h := newHome(t)
	ctx := t.Context()
	number := h.person(t, h.mother, reading.Moment{}).Number
	wrong := []byte(number)
	wrong[len(wrong)-1] = '0' + (wrong[len(wrong)-1]-'0'+1)%10
	person := func(name string) error {
		_, err := h.Service.Person(ctx, h.who, why(access.WhatPerson), name, reading.Moment{})
		return err
	}
	household := func(name string) error {
		_, err := h.Service.Household(ctx, h.who, why(access.WhatHousehold), name, reading.Moment{})
		return err
	}
	search := func(name string) error {
		_, _, err := h.Search(ctx, h.who, why(access.WhatSearch), reading.Query{Name: name})
		return err
	}
	_, act := h.Service.Act(ctx, h.who, why(access.WhatAct), string(h.ActID()))
	_, part := h.Proof(ctx, h.who, why(access.WhatAct), string(h.ActID()), "header")
	_, stranger := h.Proof(ctx, h.who, why(access.WhatAct), string(h.birth.ID), "nobody")
	for name, c := range map[string]struct {
		err  error
		kind register.ErrorKind
		code string
	}{
		"a person":              {person("@" + string(h.ClientID())), register.NotFound, "person-not-found"},
		"a text that is none":   {person(""), register.NotFound, "person-not-found"},
		"a wrong digit":         {person(string(wrong)), register.Invalid, "number-check-digits"},
		"half a number":         {person(string(number[:7])), register.Invalid, "number-length"},
		"a household":           {household("BL-2"), register.NotFound, "household-not-found"},
		"no household":          {household(" "), register.NotFound, "household-not-found"},
		"an act":                {act, register.NotFound, "act-not-found"},
		"an act with a part":    {part, register.NotFound, "act-not-found"},
		"a part":                {stranger, register.NotFound, "person-not-found"},
		"a search for nothing":  {search(" "), register.Invalid, "search-empty"},
		"six words":             {search("ກາ ກາ ກາ ກາ ກາ ກາ"), register.Internal, ""},
		"a search for too much": {search("ກາ ກາ ກາ ກາ ກາ ກາ ກາ"), register.Invalid, "search-too-long"},
	} {
		var e *register.Error
		switch {
		case c.code == "":
			if c.err != nil {
				t.Errorf("%s: %v", name, c.err)
			}
		case !errors.As(c.err, &e) || e.Kind != c.kind || e.Code != c.code || !testenv.SaysWhere(c.err):
			t.Errorf("%s: %v, want %s %s", name, c.err, c.kind, c.code)
		}
	}
}

// A history that is read without a case does not name the offices of former homes.
func TestAHistoryDoesNotTellFormerHomesByTheirOffices(t *testing.T) {
	w := newWorld(t)
	atlas, err := w.Atlas(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	here, _ := atlas.ByCode("0101", w.Today())
	there, _ := atlas.ByCode("0102", w.Today())
	w.AddOffice(register.Office{ID: "D0101", Level: "district", Jurisdiction: here.ID})
	w.AddOffice(register.Office{ID: "D0102", Level: "district", Jurisdiction: there.ID})
	id := w.enrol(t, "ຄຳ", "ວົງສາ", "1950-01-01")
	move := func(at register.OfficeID, to register.Code) {
		p := w.Proposal("move", acts.Move{Persons: []string{"@" + string(id)}, To: acts.Dwelling{Code: to, House: "9"}})
		p.Office = at
		w.Must(t, p)
	}
	rename := func(at register.OfficeID, given string) {
		p := w.Proposal("name-change", acts.NameChange{Person: "@" + string(id), Name: []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: given}}}}})
		p.Office, p.Evidence = at, []register.Evidence{{Kind: "declaration"}}
		w.Must(t, p)
	}
	move("CENTRE", "0102001")
	rename("D0102", "ແກ້ວ")
	move("D0101", "0101002")
	rename("D0101", "ບຸນ")

	reader := access.Actor{
		Officer: access.Officer{ID: "keo", Office: "D0101", Roles: []access.Role{access.DistrictRegistrar}, Until: register.LastDay},
		Office:  register.Office{ID: "D0101", Level: "district", Jurisdiction: here.ID},
	}
	told := func(who access.Actor, reason access.Reason) (out []string) {
		p, err := w.Service.Person(t.Context(), who, reason, "@"+string(id), reading.Moment{})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range p.History {
			if all := e.Office != "" && e.Registrar != ""; all != (e.Office != "" || e.Registrar != "" || e.Printed != "") {
				t.Errorf("a part of it is told: %+v", e)
			}
			out = append(out, string(e.Office))
		}
		return out
	}
	if got := told(reader, access.Reason{What: access.WhatHistory, Purpose: "own-queue"}); !slices.Equal(got, []string{"CENTRE", "", "", "D0101", "D0101"}) {
		t.Errorf("without a case: %q", got)
	}
	if got := told(w.who, why(access.WhatHistory)); !slices.Equal(got, []string{"CENTRE", "CENTRE", "D0102", "D0101", "D0101"}) {
		t.Errorf("for a case: %q", got)
	}
}
