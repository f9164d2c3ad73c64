package reading_test

import (
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/law"
	"samano/reading"
	"samano/reading/view"
	"samano/register"
)

// While a draft is written, people of other areas are found by their number, or by their full name and day of
// birth, and shown by who they are alone.
func TestADraftFindsWhomItIsToName(t *testing.T) {
	w := newWorld(t)
	w.Parts.Cases.(accesstest.Cases)["D-1"] = access.CaseScope{Kind: law.CaseApplication, Draft: true}
	clerk := at(w.OpenOffice(t, "D0101", "district", "0101"))
	goesTo := func(id register.ClientID, house string) {
		w.Must(t, w.Proposal(register.KindMove, acts.Move{Persons: []string{"@" + string(id)}, To: acts.Dwelling{Code: "0102001", House: house}}))
	}
	away := w.enrol(t, "ແກ້ວ", "ວົງສາ", "1990-04-12")
	goesTo(away, "9")
	hidden := w.enrol(t, "ລັບ", "ວົງສາ", "1990-04-12")
	goesTo(hidden, "10")
	w.protect(t, hidden)
	here := w.enrol(t, "ຄຳ", "ວົງສາ", "1990")
	day := date(t, "1990-04-12").Earliest()
	other := day + 1
	number := func(id register.ClientID) string { return string(w.person(t, id, reading.Moment{}).Number) }
	search := access.Reason{What: access.WhatSearch, Purpose: "registration", Case: "D-1"}
	plain := ownQueue(access.WhatSearch)
	for name, c := range map[string]struct {
		why  access.Reason
		q    reading.Query
		want register.ClientID
	}{
		"full name and day":                   {search, reading.Query{Name: "ແກ້ວ ວົງສາ", Born: &day}, away},
		"with a title":                        {search, reading.Query{Name: "ນາງ ແກ້ວ ວົງສາ", Born: &day}, away},
		"without a draft":                     {plain, reading.Query{Name: "ແກ້ວ ວົງສາ", Born: &day}, ""},
		"another day":                         {search, reading.Query{Name: "ແກ້ວ ວົງສາ", Born: &other}, ""},
		"no day":                              {search, reading.Query{Name: "ແກ້ວ ວົງສາ"}, ""},
		"a year":                              {search, reading.Query{Name: "ແກ້ວ ວົງສາ", Years: [2]int{1990, 1990}}, ""},
		"half of the name":                    {search, reading.Query{Name: "ແກ້ວ", Born: &day}, ""},
		"somebody protected":                  {search, reading.Query{Name: "ລັບ ວົງສາ", Born: &day}, ""},
		"of the own area, who may be of it":   {search, reading.Query{Name: "ຄຳ", Born: &day}, here},
		"of the own area, without a draft":    {plain, reading.Query{Name: "ຄຳ", Born: &day}, here},
		"of the own area, by the name":        {search, reading.Query{Name: "ຄຳ"}, here},
		"of the own area, of another century": {plain, reading.Query{Name: "ຄຳ", Born: dayOf(t, "1890-01-01")}, ""},
	} {
		hits, _, err := w.Search(t.Context(), clerk, c.why, c.q)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.want == "" {
			if len(hits) > 0 {
				t.Errorf("%s finds %+v", name, hits)
			}
			continue
		}
		if len(hits) != 1 || string(hits[0].Number) != number(c.want) || (hits[0].Place != nil) != (c.want == here) {
			t.Errorf("%s finds %+v", name, hits)
		}
	}

	why := access.Reason{What: access.WhatPerson, Purpose: "registration", Case: "D-1"}
	p, err := w.Service.Person(t.Context(), clerk, why, number(away), reading.Moment{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range p.Facts {
		born, event := f.Value.(view.Event)
		switch {
		case event && (born.Place != nil || born.Text != "" || born.Date != date(t, "1990-04-12")):
			t.Errorf("of the birth the draft is told %+v", born)
		case !event && f.Field != register.FieldName && f.Field != register.FieldSex:
			t.Errorf("the draft is told %+v", f)
		}
	}
	if len(p.Facts) != 3 || len(p.Households)+len(p.Children)+len(p.History) > 0 {
		t.Errorf("the draft is told %+v", p)
	}
	for _, what := range []access.What{access.WhatHistory} {
		why.What = what
		if _, err := w.Service.Person(t.Context(), clerk, why, number(away), reading.Moment{}); !register.HasCode(err, access.CodeNothingToShow) {
			t.Errorf("%s under a draft: %v", what, err)
		}
	}
	why.What = access.WhatPerson
	if _, err := w.Service.Person(t.Context(), clerk, why, number(hidden), reading.Moment{}); !register.HasCode(err, access.CodeNothingToShow) {
		t.Errorf("somebody protected under a draft: %v", err)
	}
}

func dayOf(t *testing.T, text string) *register.Day {
	day := date(t, text).Earliest()
	return &day
}
