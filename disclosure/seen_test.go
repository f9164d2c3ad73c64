package disclosure

import (
	"context"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/law"
	"samano/register"
)

// answering gives what a district registrar answers a looker of which the looks were written.
func answering(t *testing.T, answer func(looks *access.Looker), looks ...access.ReadingScope) {
	t.Helper()
	pack, err := law.Shipped("la", acts.ForLaw())
	if err != nil {
		t.Fatal(err)
	}
	rules := access.NewRules(pack, func(context.Context) (*register.Atlas, error) { return register.NewAtlas(nil), nil })
	reader := access.NewReader(rules, accesstest.NewLooks(), accesstest.Cases{}, func() time.Time { return time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC) })
	who := access.Actor{Officer: access.Officer{ID: "noy", Office: "D", Until: register.LastDay, Roles: []access.Role{access.DistrictRegistrar}}, Office: register.Office{ID: "D", Level: "district"}}
	_, err = access.Answer(t.Context(), reader, who, func(ctx context.Context, _ access.Pass, l *access.Looker) (struct{}, error) {
		l.Nobody()
		for _, found := range looks {
			if err := l.Look(ctx, access.Reason{What: access.WhatPerson, Purpose: "own-queue", Case: "x"}.InHand(law.CaseApplication), found); err != nil && !register.HasCode(err, access.CodeNationalDesk) {
				return struct{}{}, err
			}
		}
		answer(l)
		return struct{}{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A document leaves only where the answer has a look at whom it is about, and the look was not refused.
func TestNobodyIsSeenWithoutALook(t *testing.T) {
	p, q := &register.Person{ID: 5}, &register.Person{ID: 6}
	at := func(p *register.Person, protected bool) access.ReadingScope {
		return access.ReadingScope{Subjects: []register.Ref{p.Ref()}, Protected: protected}
	}
	for name, test := range map[string]struct {
		looks []access.ReadingScope
		shown bool
	}{
		"a look":                    {[]access.ReadingScope{at(p, false)}, true},
		"no look":                   {nil, false},
		"a look at another":         {[]access.ReadingScope{at(q, false)}, false},
		"a look that was refused":   {[]access.ReadingScope{at(p, true)}, false},
		"one refused, one was not":  {[]access.ReadingScope{at(p, true), at(p, false)}, true},
		"another refused, and none": {[]access.ReadingScope{at(q, true)}, false},
	} {
		answering(t, func(looks *access.Looker) {
			one := Redacted(looks, wholeCountry(), p).Open()
			people := RedactedPeople(looks, wholeCountry(), map[register.PersonID]*register.Person{5: p, 7: nil}).Open()
			if (one != nil) != test.shown || (people[5] != nil) != test.shown || len(people) > 1 {
				t.Errorf("%s: shown are %v, %v", name, one, people)
			}
		}, test.looks...)
	}
}
