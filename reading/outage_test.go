package reading_test

import (
	"context"
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/internal/testenv"
	"samano/node"
	"samano/reading"
	"samano/register"
)

// Of every reading each read of a database fails in turn. What comes of it is right, or an outage
// that says so and shows nothing; no look says that somebody was refused.
func TestEveryReadThatFailsIsToldAsAnOutage(t *testing.T) {
	outage, looks := &testenv.Outage{}, accesstest.NewLooks()
	w := newWorldWith(t, testenv.Options{Change: func(p *node.Parts) {
		outage.Into(p)
		p.Looks = looks
	}})
	id := w.enrol(t, "ຄຳ", "ວົງສາ", "1990-04-12")
	p := w.person(t, id, reading.Moment{})
	atlas, err := w.Atlas(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	district, _ := atlas.ByCode("0101", w.Today())
	here := access.Actor{
		Officer: access.Officer{ID: "keo", Name: "Keo", Office: "d0101", Roles: []access.Role{access.VillageReporter, access.DistrictRegistrar}, Until: register.LastDay},
		Office:  register.Office{ID: "d0101", Level: "district", Jurisdiction: district.ID},
	}
	auditor := w.who
	auditor.Officer.Roles = []access.Role{access.Auditor}
	then := time.Date(2026, 11, 2, 23, 0, 0, 0, testenv.Vientiane)
	audit := func(what access.What) access.Reason {
		return access.Reason{What: what, Purpose: "audit", Case: testenv.Export}
	}
	house := w.ClientID()
	w.Must(t, w.Proposal("household-open", acts.HouseholdOpen{
		As: "@" + string(house), Dwelling: acts.Dwelling{Code: "0101001", House: "7"}, Books: []register.Book{{Class: "blue", Number: "BL-1"}},
		Members: []acts.NewMember{{Person: "@" + string(id), Relation: register.HeadRelation}},
	}))
	there, _ := atlas.ByCode("0102", w.Today())
	w.AddOffice(register.Office{ID: "D0102", Level: "district", Jurisdiction: there.ID})
	w.Must(t, w.Proposal("move", acts.Move{Persons: []string{"@" + string(id)}, To: acts.Dwelling{Code: "0102001", House: "7"}}))
	renamed := w.Proposal("name-change", acts.NameChange{Person: "@" + string(id), Name: []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: "ຄຳ"}, {Surname: "ໄຊຍະ"}}}}})
	renamed.Office, renamed.Evidence = "D0102", []register.Evidence{{Kind: "declaration"}}
	w.Must(t, renamed)
	w.Must(t, w.Proposal("move", acts.Move{Persons: []string{"@" + string(id)}, To: acts.Dwelling{Code: "0101001", House: "7"}}))
	born := w.ClientID()
	child := w.Proposal("birth", acts.Birth{As: "@" + string(born), Sex: register.Male, Born: date(t, "2026-10-20"), Mother: &acts.Who{Person: "@" + string(id)}})
	child.Happened = date(t, "2026-10-20")
	w.Must(t, child)
	hidden := w.enrol(t, "ລັບ", "ໄຊຍະ", "1991")
	w.moveAway(t, hidden)
	w.protect(t, hidden)
	both := access.SortSubjects([]register.Ref{register.PersonRef(p.ID), w.ref(t, hidden)})
	seen, err := looks.Append(t.Context(), access.Look{
		At: w.Country.Now(), Officer: "noy", Office: "D0102", Role: access.DistrictRegistrar, What: access.WhatPerson, Purpose: "registration", Subjects: both, ShownFrom: w.Today(),
	}, access.Budget{})
	if err != nil {
		t.Fatal(err)
	}
	for name, read := range map[string]func(context.Context) (any, error){
		"a household": func(ctx context.Context) (any, error) {
			return w.Service.Household(ctx, w.who, why(access.WhatHousehold), "BL-1", reading.Moment{})
		},
		"a household as known then": func(ctx context.Context) (any, error) {
			return w.Service.Household(ctx, w.who, why(access.WhatHousehold), "@"+string(house), reading.Moment{Known: &then})
		},
		"who looked": func(ctx context.Context) (any, error) {
			return w.Service.Looks(ctx, auditor, audit(access.WhatLooks), p.ID, seen+1)
		},
		"an act": func(ctx context.Context) (any, error) {
			a, err := w.Service.Act(ctx, w.who, why(access.WhatAct), string(child.ID))
			return a.Open(), err
		},
		"a part of an act": func(ctx context.Context) (any, error) {
			proof, err := w.Proof(ctx, w.who, why(access.WhatAct), string(child.ID), "header")
			return len(proof) > 0, err
		},
		"a person": func(ctx context.Context) (any, error) {
			return w.Service.Person(ctx, w.who, why(access.WhatPerson), string(p.Number), reading.Moment{})
		},
		"a person of the own area": func(ctx context.Context) (any, error) {
			return w.Service.Person(ctx, here, access.Reason{What: access.WhatPerson, Purpose: "own-queue"}, string(p.Number), reading.Moment{})
		},
		"a person as known then": func(ctx context.Context) (any, error) {
			return w.Service.Person(ctx, w.who, why(access.WhatPerson), "@"+string(id), reading.Moment{Known: &then})
		},
		"the payload of an act": func(ctx context.Context) (any, error) {
			proof, err := w.Proof(ctx, w.who, why(access.WhatAct), string(child.ID), "payload")
			return len(proof) > 0, err
		},
		"the effects of an act on somebody": func(ctx context.Context) (any, error) {
			proof, err := w.Proof(ctx, w.who, why(access.WhatAct), string(child.ID), "@"+string(born))
			return len(proof) > 0, err
		},
		"a history as known then": func(ctx context.Context) (any, error) {
			return w.Service.Person(ctx, auditor, audit(access.WhatHistory), string(p.Number), reading.Moment{Known: &then})
		},
		"a history of the own area": func(ctx context.Context) (any, error) {
			return w.Service.Person(ctx, here, access.Reason{What: access.WhatHistory, Purpose: "own-queue"}, string(p.Number), reading.Moment{})
		},
		"a history": func(ctx context.Context) (any, error) {
			return w.Service.Person(ctx, auditor, audit(access.WhatHistory), string(p.Number), reading.Moment{})
		},
		"a search": func(ctx context.Context) (any, error) {
			hits, more, err := w.Service.Search(ctx, w.who, why(access.WhatSearch), reading.Query{Name: "ຄຳ ວົງສາ"})
			return answerOf(err, hits, more), err
		},
		"a search of the own area": func(ctx context.Context) (any, error) {
			hits, more, err := w.Service.Search(ctx, here, access.Reason{What: access.WhatSearch, Purpose: "own-queue"}, reading.Query{Name: "ຄຳ ວົງສາ"})
			return answerOf(err, hits, more), err
		},
		"the feed": func(ctx context.Context) (any, error) {
			events, next, err := w.Service.Feed(ctx, auditor, audit(access.WhatFeed), p.Seq-1)
			return answerOf(err, events, next-(p.Seq-1)), err
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			outage.Arm(math.MaxInt)
			answer, err := read(ctx)
			calls, _ := outage.Disarm()
			if err != nil || len(calls) == 0 {
				t.Fatalf("it makes %d reads, %v", len(calls), err)
			}
			right := text(answer)
			for n := range calls {
				outage.Arm(n)
				answer, err := read(ctx)
				calls, failed := outage.Disarm()
				switch {
				case !failed:
				case err == nil && text(answer) != right:
					t.Errorf("%s (%d) fails: it shows %s, not %s", calls[n], n, text(answer), right)
				case err != nil && (register.KindOf(err) != register.Unavailable || !testenv.SaysWhere(err)):
					t.Errorf("%s (%d) fails: it is told as %v", calls[n], n, err)
				case err != nil && answer != nil && !reflect.ValueOf(answer).IsZero():
					t.Errorf("%s (%d) fails, and %s leaves", calls[n], n, text(answer))
				}
			}
			looks.Fail(&register.Error{Kind: register.Unavailable, Op: "looks.Append"})
			answer, err = read(ctx)
			looks.Fail(nil)
			if register.KindOf(err) != register.Unavailable || !testenv.SaysWhere(err) || answer != nil && !reflect.ValueOf(answer).IsZero() {
				t.Errorf("no look can be written: %v, and %s leaves", err, text(answer))
			}
			all, err := looks.LooksFrom(ctx, accesstest.Pass(t), 0, math.MaxInt)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range all {
				if l.Refused {
					t.Errorf("a look says that %s was refused", l.Officer)
				}
			}
		})
	}
}

// answerOf puts the parts of an answer together. Of a reading that failed each has to be empty.
func answerOf(err error, parts ...any) any {
	for _, part := range parts {
		if v := reflect.ValueOf(part); err != nil && !v.IsZero() {
			return parts
		}
	}
	if err != nil {
		return nil
	}
	return parts
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
