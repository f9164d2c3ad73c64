package access_test

import (
	"context"
	"errors"
	"testing"

	"samano/access"
	"samano/register"
)

// The country of the tests: a province (1), two districts in it (11, 12), two
// villages (111, 121), and another province (2).
var country = func() *register.Atlas {
	var places []*register.Place
	for _, id := range []register.PlaceID{1, 2, 11, 12, 111, 121} {
		parents := register.Facts[register.ParentPlace]{{Key: register.EffectRef{Seq: register.Seq(id)}, Value: register.ParentPlace{Place: id / 10}}}
		places = append(places, &register.Place{ID: id, Parents: parents})
	}
	return register.NewAtlas(places).WithNational(func(o register.Office) bool { return o.Level == "centre" })
}()

func territory(context.Context) (*register.Atlas, error) { return country, nil }

func actor(level string, area register.PlaceID, roles ...access.Role) access.Actor {
	o := register.Office{ID: register.OfficeID(level), Level: level, Jurisdiction: area}
	return access.Actor{Office: o, Officer: access.Officer{ID: "kham", Office: o.ID, Roles: roles, Until: register.LastDay}}
}

var (
	reporter = actor("village", 111, access.VillageReporter)
	district = actor("district", 11, access.DistrictRegistrar)
	province = actor("province", 1, access.ProvincialRegistrar)
	national = actor("centre", 0, access.NationalRegistrar)
	auditor  = actor("centre", 0, access.Auditor)
	decider  = actor("centre", 0, access.Adjudicator)
	consul   = actor("consulate", 0, access.DistrictRegistrar)
)

const today register.Day = 20500

// wantCode fails unless the error has that code; an empty code is no error.
func wantCode(t *testing.T, want string, err error) {
	t.Helper()
	var e *register.Error
	switch {
	case want == "" && err != nil:
		t.Fatalf("refused: %v", err)
	case want != "" && (!errors.As(err, &e) || e.Code != want):
		t.Fatalf("error %v, want code %s", err, want)
	case want != "" && e.Op == "":
		t.Fatalf("error %v does not tell the log where it came up", err)
	}
}

func TestWhoMayRegisterWhatAndWhere(t *testing.T) {
	rules := access.NewRules(pack(t, "la"), territory)
	tests := []struct {
		name  string
		who   access.Actor
		kind  register.Kind
		place register.PlaceID
		code  string
	}{
		{"a birth in a village of the own district", district, "birth", 111, ""},
		{"a birth in the next district", district, "birth", 121, access.CodeOutsideArea},
		{"a birth abroad, which lies in no unit", district, "birth", 0, ""},
		{"a birth abroad, at a consulate", consul, "birth", 0, ""},
		{"a birth in a village, at a consulate", consul, "birth", 111, ""},
		{"a village reporter declares and never registers", reporter, "birth", 111, access.CodeNoPermission},
		{"an adjudicator decides who is who, and registers nothing", decider, "merge", 111, access.CodeNoPermission},
		{"a kind that the law gives to other levels", district, "place-change", 11, access.CodeNotCompetent},
		{"a kind that nobody knows", national, "coronation", 1, access.CodeNotCompetent},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			wantCode(t, test.code, rules.MayRegister(t.Context(), test.who, &register.Proposal{Kind: test.kind, Declared: today}, test.place, today))
		})
	}
}

func TestWhoMayReadWhy(t *testing.T) {
	rules := access.NewRules(pack(t, "la"), territory)
	two := actor("district", 11, access.Adjudicator, access.DistrictRegistrar)
	tests := []struct {
		name string
		who  access.Actor
		why  access.Reason
		code string
	}{
		{"the own queue needs no case", district, access.Reason{What: access.WhatPerson, Purpose: "own-queue", Case: ""}, ""},
		{"registration with its case", district, access.Reason{What: access.WhatPerson, Purpose: "registration", Case: "0101-2026/12"}, ""},
		{"a case in Lao", district, access.Reason{What: access.WhatPerson, Purpose: "registration", Case: "ຄຳຮ້ອງ-໑໒/2026"}, ""},
		{"registration without a case", district, access.Reason{What: access.WhatPerson, Purpose: "registration", Case: ""}, "case-missing-application"},
		{"a story instead of a case", district, access.Reason{What: access.WhatPerson, Purpose: "registration", Case: "my neighbour asked"}, access.CodeCaseMalformed},
		{"no purpose", district, access.Reason{What: access.WhatPerson, Purpose: "", Case: "A-1"}, access.CodePurposeMissing},
		{"a purpose that the law does not know", district, access.Reason{What: access.WhatPerson, Purpose: "curiosity", Case: "A-1"}, access.CodePurposeUnknown},
		{"another role's purpose", district, access.Reason{What: access.WhatPerson, Purpose: "court-order", Case: "A-1"}, access.CodePurposeNotYours},
		{"a reading that does not exist", district, access.Reason{What: "everything", Purpose: "own-queue", Case: ""}, access.CodeWhatUnknown},
		{"a village reporter does not search", reporter, access.Reason{What: access.WhatSearch, Purpose: "own-queue", Case: ""}, access.CodeNoPermission},
		{"nor see what was", reporter, access.Reason{What: access.WhatHistory, Purpose: "own-queue", Case: ""}, access.CodeNoPermission},
		{"an auditor sees who looked", auditor, access.Reason{What: access.WhatLooks, Purpose: "audit", Case: "R-7"}, ""},
		{"but no person", auditor, access.Reason{What: access.WhatPerson, Purpose: "audit", Case: "R-7"}, access.CodeNoPermission},
		{"at a consulate the own queue needs no case", consul, access.Reason{What: access.WhatPerson, Purpose: "own-queue"}, ""},
		{"but it has no feed", consul, access.Reason{What: access.WhatFeed, Purpose: "registration", Case: "A-1"}, access.CodeOutsideArea},
		{"and no file", consul, access.Reason{What: access.WhatFile, Purpose: "file-check", Case: "M-1"}, access.CodeOutsideArea},
		{"an auditor at a consulate sees nothing", actor("consulate", 0, access.Auditor), access.Reason{What: access.WhatLooks, Purpose: "audit", Case: "R-7"}, access.CodeNoPermission},
		{"the feed is the whole country's", province, access.Reason{What: access.WhatFeed, Purpose: "registration", Case: "A-1"}, access.CodeOutsideArea},
		{"and open at the centre", national, access.Reason{What: access.WhatFeed, Purpose: "events", Case: "E-1"}, ""},
		{"for no purpose for which somebody is read", national, access.Reason{What: access.WhatFeed, Purpose: "registration", Case: "A-1"}, access.CodePurposeNotThis},
		{"a file is matched for the whole country", national, access.Reason{What: access.WhatFile, Purpose: "file-check", Case: "M-1"}, ""},
		{"and for a purpose that speaks of files", national, access.Reason{What: access.WhatFile, Purpose: "registration", Case: "M-1"}, access.CodePurposeNotFiles},
		{"the register is not searched for doubles by who registers", national, access.Reason{What: access.WhatDuplicates, Purpose: "duplicate-check", Case: "M-1"}, access.CodeNoPermission},
		{"one role's purpose does not go with the other's permission", two, access.Reason{What: access.WhatCertificate, Purpose: "duplicate-check", Case: "M-1"}, access.CodePurposeNotYours},
		{"each with its own does", two, access.Reason{What: access.WhatPerson, Purpose: "duplicate-check", Case: "M-1"}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := rules.MayRead(test.who, test.why, today)
			wantCode(t, test.code, err)
		})
	}
}

// Where the units of the country cannot be read, nobody is told that a place is outside; who needs no
// unit is not held up.
func TestAnOutageOfTheTerritoryIsNotOutside(t *testing.T) {
	rules := access.NewRules(pack(t, "la"), func(context.Context) (*register.Atlas, error) { return nil, errors.New("the register is away") })
	for _, c := range []struct {
		name  string
		who   access.Actor
		place register.PlaceID
		away  bool
	}{
		{"a district, of its own village", district, 111, true},
		{"a district, of another", district, 121, true},
		{"a district, of an event abroad", district, 0, false},
		{"the centre", actor("centre", 0, access.NationalRegistrar), 111, false},
	} {
		err := rules.MayRegister(t.Context(), c.who, &register.Proposal{Kind: register.KindMerge, Declared: today}, c.place, today)
		if away := register.KindOf(err) == register.Unavailable; away != c.away {
			t.Errorf("%s: %v", c.name, err)
		}
		var e *register.Error
		if !c.away && errors.As(err, &e) && e.Code == access.CodeOutsideArea {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	village := actor("village", 111, access.VillageReporter)
	if err := rules.MayRegister(t.Context(), village, &register.Proposal{Kind: register.KindBirth, Declared: today}, 111, today); register.KindOf(err) != register.Forbidden {
		t.Errorf("who may not register at all: %v", err)
	}
}

// That an office is not competent says of which kind and which level, by which article, and by the
// law of the day of the event.
func TestWhatAnIncompetentOfficeIsTold(t *testing.T) {
	xx := access.NewRules(pack(t, "xx"), territory)
	hall := actor("commune-hall", 111, access.DistrictRegistrar)
	wantCode(t, "", xx.MayRegister(t.Context(), hall, &register.Proposal{Kind: register.KindBirth, Declared: today}, 111, today))
	err := xx.MayRegister(t.Context(), hall, &register.Proposal{Kind: register.KindDivorce, Declared: today}, 111, today)
	wantCode(t, access.CodeNotCompetent, err)
	var e *register.Error
	if !errors.As(err, &e) || len(e.Findings) != 1 || e.Findings[0].Field != "office" || e.Findings[0].Severity != register.Blocking ||
		e.Findings[0].Args["kind"] != "divorce" || e.Findings[0].Args["level"] != "commune-hall" || e.Findings[0].Article == "" {
		t.Errorf("%+v", e)
	}
	la := pack(t, "la")
	rules := access.NewRules(la, territory)
	levels := la.Kinds[register.KindBirth].Levels
	for _, interval := range levels {
		day := max(interval.From, today-20_000)
		for _, level := range la.Offices {
			may, _ := la.MayRegister(register.KindBirth, level.Name, day)
			who := actor(level.Name, 0, access.DistrictRegistrar)
			err := rules.MayRegister(t.Context(), who, &register.Proposal{Kind: register.KindBirth, Happened: register.Exact(day), Declared: today}, 0, today)
			if (err == nil) != may {
				t.Errorf("a birth of %s at level %s: %v", day, level.Name, err)
			}
		}
	}
}
