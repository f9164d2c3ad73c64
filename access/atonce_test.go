package access_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"samano/access"
	"samano/register"
)

// Whoever asks for many at once is slowed as whoever asks for one after another.
func TestLooksAtOnceAreSlowedToo(t *testing.T) {
	w, why := newWorld(t), access.Reason{What: access.WhatPerson, Purpose: "own-queue"}
	wantCode(t, "", w.reads(t, why, people(1, 40)...))
	w.now = w.now.Add(time.Minute) // the one look that the minute allows
	var begun, done sync.WaitGroup
	var mu sync.Mutex
	begun.Add(40)
	seen := 0
	for _, id := range people(41, 40) {
		done.Go(func() {
			_, err := access.Read(t.Context(), w.Reader, district, why, func(context.Context, access.Pass) (string, access.ReadingScope, error) {
				begun.Done()
				begun.Wait()
				return "them", access.ReadingScope{Subjects: []register.Ref{register.PersonRef(register.PersonID(id))}, Places: [][]register.PlaceID{{111}}}, nil
			})
			if err == nil {
				mu.Lock()
				seen++
				mu.Unlock()
			}
		})
	}
	done.Wait()
	if seen > 2 {
		t.Errorf("slowed to a look a minute, an officer saw %d people at once", seen)
	}
}
