package looksql_test

import (
	"testing"
	"time"

	"samano/access"
	"samano/internal/sqldb/sqldbtest"
	"samano/register"
)

// A clock that was wrong for a moment stops no officer for as long as it was wrong.
func TestAWrongClockStopsNobodyForGood(t *testing.T) {
	sqldbtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		s := open(t, fresh(t))
		t.Cleanup(func() { _ = s.Close() })
		look := func(at time.Time, id int64) error {
			_, err := s.Append(t.Context(), access.Look{
				At: at, Officer: "kham.s", Office: "d0101", Role: access.DistrictRegistrar, What: access.WhatPerson, Purpose: "own-queue", ShownFrom: 20000,
				Subjects: []register.Ref{register.PersonRef(register.PersonID(id))},
			}, access.Budget{Hour: 40, Day: 150, At: at})
			return err
		}
		if err := look(march.AddDate(1, 0, 0), 1); err != nil { // a year ahead, once
			t.Fatal(err)
		}
		for day := range 10 {
			for i := range 20 {
				if err := look(march.AddDate(0, 0, day).Add(time.Duration(i)*10*time.Minute), int64(100*(day+1)+i)); err != nil {
					t.Fatalf("on day %d, of 20 people a day: %v", day, err)
				}
			}
		}
	})
}
