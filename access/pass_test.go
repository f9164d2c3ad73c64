package access_test

import (
	"context"
	"testing"

	"samano/access"
	"samano/law"
	"samano/register"
)

// A pass is valid inside the function that received it, and nowhere else.
func TestAPassEndsWithItsReading(t *testing.T) {
	var kept []access.Pass
	keep := func(p access.Pass) {
		if err := p.Check("test"); err != nil {
			t.Errorf("pass %d inside its reading: %v", len(kept), err)
		}
		kept = append(kept, p)
	}
	if err := access.ForWriting(func(p access.Pass) error { keep(p); return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := access.ForJob(access.JobLists, func(p access.Pass) (int, error) { keep(p); return 1, nil }); err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = access.ForWriting(func(p access.Pass) error { keep(p); panic("a fault of the reading") })
	}()
	for i, p := range append(kept, access.Pass{}) {
		if err := p.Check("test"); register.KindOf(err) != register.Forbidden || err == nil {
			t.Errorf("pass %d after its reading: %v", i, err)
		}
	}
	walk := func(yield func(int, error) bool) { _ = yield(1, nil) && yield(2, nil) }
	var seen []int
	_ = access.ForWriting(func(p access.Pass) error {
		kept[0] = p
		for n, err := range access.Walk(p, "test", walk) {
			if err == nil {
				seen = append(seen, n)
			}
		}
		return nil
	})
	for _, err := range access.Walk(kept[0], "test", walk) {
		if register.KindOf(err) != register.Forbidden {
			t.Errorf("a walk with an ended pass: %v", err)
		}
	}
	if len(seen) != 2 {
		t.Errorf("a walk with a valid pass saw %v", seen)
	}
}

// An answer of several looks, or of none, leaves only where the work has said who is told about.
func TestAnAnswerStatesItsLooks(t *testing.T) {
	why := access.Reason{What: access.WhatPerson, Purpose: "own-queue", Case: "A-1"}.InHand(law.CaseApplication)
	someone := access.ReadingScope{Subjects: []register.Ref{register.PersonRef(7)}}
	hidden := access.ReadingScope{Subjects: someone.Subjects, Protected: true}
	for name, c := range map[string]struct {
		who    access.Actor
		work   func(*access.Looker) error
		answer string
		looks  int
	}{
		"it says nothing":            {district, func(*access.Looker) error { return nil }, "", 0},
		"it tells of nobody":         {district, func(l *access.Looker) error { l.Nobody(); return nil }, "a name", 0},
		"it looks":                   {district, func(l *access.Looker) error { return l.Look(t.Context(), why, someone) }, "a name", 1},
		"it withholds the protected": {district, func(l *access.Looker) error { _ = l.Look(t.Context(), why, hidden); return nil }, "a name", 1},
		"it looks twice": {district, func(l *access.Looker) error {
			_ = l.Look(t.Context(), why, hidden)
			return l.Look(t.Context(), why, someone)
		}, "a name", 2},
		"it looks at nobody and does not say so": {district, func(l *access.Looker) error { _ = l.Look(t.Context(), why, access.ReadingScope{}); return nil }, "", 0},
		"the look is at somebody and at nobody": {district, func(l *access.Looker) error {
			_ = l.Look(t.Context(), why, access.ReadingScope{Subjects: someone.Subjects, Nobody: true})
			return nil
		}, "", 0},
		"it looks at nobody":        {district, func(l *access.Looker) error { return l.Look(t.Context(), why, access.ReadingScope{Nobody: true}) }, "a name", 1},
		"the look is not permitted": {access.Actor{}, func(l *access.Looker) error { _ = l.Look(t.Context(), why, someone); return nil }, "", 0},
		"the purpose is not theirs": {decider, func(l *access.Looker) error { _ = l.Look(t.Context(), why, someone); return nil }, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			var kept access.Pass
			answer, err := access.Answer(t.Context(), w.Reader, c.who, func(_ context.Context, p access.Pass, l *access.Looker) (string, error) {
				kept = p
				if err := p.Check("test"); err != nil {
					t.Error(err)
				}
				return "a name", c.work(l)
			})
			if answer != c.answer || len(w.written(t)) != c.looks || (err == nil) != (c.answer != "") {
				t.Errorf("%q, %v, looks %+v", answer, err, w.written(t))
			}
			if kept.Check("test") == nil {
				t.Error("the pass is valid after the answer")
			}
		})
	}
	w := newWorld(t)
	w.looks.Fail(register.Errorf(register.Unavailable, "test", "power cut"))
	answer, err := access.Answer(t.Context(), w.Reader, district, func(_ context.Context, _ access.Pass, l *access.Looker) (string, error) {
		_ = l.Look(t.Context(), why, someone)
		return "a name", nil
	})
	if answer != "" || err == nil {
		t.Errorf("without a durable look: %q, %v", answer, err)
	}
}

// Only the listed jobs read people without a look of their own.
func TestForJobRefusesAJobOutsideTheList(t *testing.T) {
	for _, job := range []access.Job{"", "anything", "Lists"} {
		_, err := access.ForJob(job, func(access.Pass) (int, error) {
			t.Errorf("%q received a pass", job)
			return 0, nil
		})
		if register.KindOf(err) != register.Forbidden || err == nil {
			t.Errorf("%q: %v", job, err)
		}
	}
}
