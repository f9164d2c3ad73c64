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
	audit := func(what access.What) access.Reason { return access.Reason{What: what, Purpose: "audit", Case: "A-1"} }
	for name, read := range map[string]func(context.Context) (any, error){
		"a person": func(ctx context.Context) (any, error) {
			return w.Service.Person(ctx, w.who, why(access.WhatPerson), string(p.Number), reading.Moment{})
		},
		"a person of the own area": func(ctx context.Context) (any, error) {
			return w.Service.Person(ctx, here, access.Reason{What: access.WhatPerson, Purpose: "own-queue"}, string(p.Number), reading.Moment{})
		},
		"a person as known then": func(ctx context.Context) (any, error) {
			return w.Service.Person(ctx, w.who, why(access.WhatPerson), "@"+string(id), reading.Moment{Known: &then})
		},
		"a history": func(ctx context.Context) (any, error) {
			return w.Service.Person(ctx, auditor, audit(access.WhatHistory), string(p.Number), reading.Moment{})
		},
		"a search": func(ctx context.Context) (any, error) {
			hits, _, err := w.Service.Search(ctx, w.who, why(access.WhatSearch), reading.Query{Name: "ຄຳ ວົງສາ"})
			return hits, err
		},
		"a search of the own area": func(ctx context.Context) (any, error) {
			hits, _, err := w.Service.Search(ctx, here, access.Reason{What: access.WhatSearch, Purpose: "own-queue"}, reading.Query{Name: "ຄຳ ວົງສາ"})
			return hits, err
		},
		"the feed": func(ctx context.Context) (any, error) {
			events, _, err := w.Service.Feed(ctx, auditor, audit(access.WhatFeed), 0)
			return events, err
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
				case err != nil && register.KindOf(err) != register.Unavailable:
					t.Errorf("%s (%d) fails: it is told as %v", calls[n], n, err)
				case err != nil && !reflect.ValueOf(answer).IsZero():
					t.Errorf("%s (%d) fails, and %s leaves", calls[n], n, text(answer))
				}
			}
			all, err := looks.LooksFrom(ctx, 0, math.MaxInt)
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

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
