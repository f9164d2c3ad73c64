package looksql_test

import (
	"path/filepath"
	"testing"

	"samano/register"
)

// Whoever writes to the table of months lets the program itself delete looks of this month, as if the law's time for
// them were over: it announces them to the log of powers, too.
func TestAMonthThatWasMadeOlderShows(t *testing.T) {
	ctx := t.Context()
	s := open(t, "sqlite:"+filepath.Join(t.TempDir(), "looks.db"))
	defer s.Close()
	for m := range 3 {
		fill(t, s, march.AddDate(0, m, 0), 300)
	}
	held := checkpoint(t, s)
	if _, err := s.db.Write.ExecContext(ctx, `UPDATE look_month SET month = month - 600`); err != nil {
		t.Fatal(err)
	}
	before, _ := verify(t, s, held)
	announced := int64(-1)
	dropped, err := s.DropBefore(ctx, march.AddDate(-5, 0, 0), func(stays int64) error { announced = stays; return nil })
	if register.KindOf(err) != register.Internal || dropped > 0 || announced >= 0 {
		t.Errorf("%d looks of this year are gone, announced up to %d (%v)", dropped, announced, err)
	}
	if len(before) == 0 {
		t.Error("the table of months is not that of the looks, and nothing was altered")
	}
}

// Months are those of the looks' own times, whichever way the table of months or the head differs.
func TestTimesAreThoseOfTheLooks(t *testing.T) {
	for name, edit := range map[string]string{
		"a month begins later":       `UPDATE look_month SET first = first + 1 WHERE first > 0`,
		"a month is older":           `UPDATE look_month SET month = month - 1 WHERE first = 0`,
		"a month is there that none": `INSERT INTO look_month SELECT MAX(month) + 1, 600 FROM look_month`,
		"a month is gone":            `DELETE FROM look_month WHERE first > 0`,
		"the head's time":            `UPDATE look_head SET last = last + 1`,
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, "sqlite:"+filepath.Join(t.TempDir(), "looks.db"))
			defer s.Close()
			fill(t, s, march, 20)
			fill(t, s, march.AddDate(0, 1, 0), 20)
			if _, err := s.db.Write.ExecContext(t.Context(), edit); err != nil {
				t.Fatal(err)
			}
			if kinds, _ := verify(t, s, checkpoint(t, s)); len(kinds) == 0 {
				t.Error("nothing was altered")
			}
		})
	}
}

// The head's time is no word of whoever edits it: a look in a hundred years is never unsigned for an hour.
func TestALookGoesOnFromTheLookBeforeIt(t *testing.T) {
	s := open(t, "sqlite:"+filepath.Join(t.TempDir(), "looks.db"))
	defer s.Close()
	fill(t, s, march, 20)
	if _, err := s.db.Write.ExecContext(t.Context(), `UPDATE look_head SET last = last + 3155760000000000`); err != nil {
		t.Fatal(err)
	}
	at := march.AddDate(0, 0, 1)
	fill(t, s, at, 1)
	if got, err := s.WrittenAt(t.Context(), 20); err != nil || !got.Equal(at) {
		t.Errorf("it was written at %v (%v)", got, err)
	}
}
