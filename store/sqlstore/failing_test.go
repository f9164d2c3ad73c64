package sqlstore_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"samano/access/accesstest"
	"samano/internal/sqldb/sqldbtest"
	"samano/register"
	"samano/store"
	"samano/store/sqlstore"
)

// written is a register with a row in every table, and a batch that changes, adds and removes rows
// of every table.
func written(t *testing.T, s *sqlstore.Store) *store.Batch {
	t.Helper()
	found(t, s)
	var before *store.Batch
	commit(t, s, func(h store.Head) *store.Batch {
		before = people(h, 2)
		before.Head.NextPlace++
		before.Subjects = append(before.Subjects, store.Subject{Ref: register.PlaceRef(1), Doc: []byte("{}")})
		before.New[register.PlaceRef(1)] = true
		before.Sealed = []store.Sealed{{Seq: 0, Subject: register.PersonRef(1), Name: "cause", Box: []byte("x")}}
		before.Decisions = []store.Decision{{Authority: "a", Reference: "1"}}
		before.Printed = []store.Printed{{PrintedNumber: register.PrintedNumber{Office: "o", Year: 2026, No: 1}}}
		before.Nodes = []store.Node{{Level: 8, Hash: make([]byte, 32)}}
		before.Postings = births(1, 1)
		return before
	})
	must(t, s.PutCheckpoint(t.Context(), 2, []byte("note")))
	after := people(before.Head, 1)
	for _, old := range before.Projections {
		after.Subjects = append(after.Subjects, store.Subject{Ref: old.Ref, Seq: 1, Doc: []byte(`{"again":1}`)})
		after.Projections = append(after.Projections, store.Projection{Ref: old.Ref, Replaces: &old}) // it says nothing any more
	}
	after.Subjects = append(after.Subjects, store.Subject{Ref: register.PlaceRef(1), Seq: 1, Doc: []byte(`{"again":1}`)}, store.Subject{Ref: register.PlaceRef(2), Doc: []byte("{}")})
	after.New[register.PlaceRef(2)] = true
	after.DeleteSealed = before.Sealed
	after.Sealed = []store.Sealed{{Seq: 2, Subject: register.PersonRef(1), Name: "cause", Box: []byte("x")}}
	after.Replaced = []store.Act{{Seq: 0, Body: []byte("erased")}}
	after.Decisions = []store.Decision{{Authority: "a", Reference: "2", Seq: 2}}
	after.Printed = []store.Printed{{PrintedNumber: register.PrintedNumber{Office: "o", Year: 2026, No: 2}, Seq: 2}}
	after.Nodes = []store.Node{{Level: 8, N: 1, Hash: make([]byte, 32)}}
	after.Postings = births(2, 1)
	return after
}

func commit(t *testing.T, s *sqlstore.Store, batch func(store.Head) *store.Batch) {
	t.Helper()
	tx, err := s.Begin(t.Context())
	must(t, err)
	defer tx.Rollback()
	h, err := tx.Head(t.Context())
	must(t, err)
	must(t, tx.Write(t.Context(), batch(h)))
	must(t, tx.Commit(t.Context()))
}

// contents are all rows that a reader sees.
func contents(t *testing.T, s *sqlstore.Store) (out []string) {
	t.Helper()
	pass := accesstest.Pass(t)
	h, err := s.Head(t.Context())
	must(t, err)
	out = append(out, fmt.Sprintf("%+v", h))
	for _, row := range projections(t, s) {
		out = append(out, fmt.Sprintf("%+v", row))
	}
	for _, kind := range []register.SubjectKind{register.SubjectPerson, register.SubjectHousehold, register.SubjectPlace} {
		for row, err := range s.EachSubject(t.Context(), pass, kind, 0) {
			must(t, err)
			out = append(out, fmt.Sprintf("%+v %s", row, row.Doc))
		}
	}
	acts, err := s.ActsFrom(t.Context(), pass, 0, 100)
	must(t, err)
	out = append(out, fmt.Sprintf("%+v", acts))
	for _, p := range standing(t, s) {
		out = append(out, fmt.Sprintf("%+v", p))
	}
	for seq := range register.Seq(3) {
		sealed, err := s.Sealed(t.Context(), pass, seq)
		must(t, err)
		out = append(out, fmt.Sprintf("%+v", sealed))
	}
	nodes, err := s.Nodes(t.Context(), 8, 0, 9)
	must(t, err)
	return append(out, fmt.Sprintf("%+v", nodes))
}

// Each statement of a transaction fails in turn, by a trigger that refuses it. The error is told,
// nothing of the transaction stays, and the same is written without the trigger.
func TestEachStatementOfAWriteFailsInTurn(t *testing.T) {
	for _, statement := range []string{
		"INSERT ON act", "UPDATE ON act", "INSERT ON person", "UPDATE ON person", "INSERT ON household", "UPDATE ON household", "INSERT ON place", "UPDATE ON place",
		"INSERT ON alias", "INSERT ON name_key", "DELETE ON name_key", "INSERT ON kin", "DELETE ON kin", "INSERT ON member", "DELETE ON member", "INSERT ON book", "DELETE ON book",
		"INSERT ON decision", "INSERT ON printed", "INSERT ON node", "INSERT ON sealed", "DELETE ON sealed", "UPDATE OF frontier ON head", "INSERT ON match_tail",
	} {
		t.Run(statement, func(t *testing.T) {
			address := databases["sqlite"](t)
			s := open(t, address, sqlstore.Options{})
			after, db := written(t, s), raw(t, address)
			before := contents(t, s)
			execute(t, db, sqldbtest.Refusing(statement))
			tx, err := s.Begin(t.Context())
			must(t, err)
			if err := tx.Write(t.Context(), after); err == nil || !strings.Contains(err.Error(), "refused") {
				t.Errorf("told as %v", err)
			}
			must(t, tx.Rollback())
			if d := cmp.Diff(before, contents(t, s)); d != "" {
				t.Errorf("after the failure:\n%s", d)
			}
			execute(t, db, sqldbtest.Allowing)
			commit(t, s, func(store.Head) *store.Batch { return after })
			if cmp.Equal(before, contents(t, s)) {
				t.Error("nothing was written")
			}
		})
	}
}

// So it is with what is done beside acts: founding, checkpoints, clearing, and the two ends of a
// load.
func TestEachStatementBesideActsFailsInTurn(t *testing.T) {
	clear := func(t *testing.T, s *sqlstore.Store) error {
		tx, err := s.Begin(t.Context())
		must(t, err)
		defer tx.Rollback()
		return s.Clear(t.Context(), tx)
	}
	for name, w := range map[string]struct {
		statements []string
		prepare    func(t *testing.T, s *sqlstore.Store)
		do         func(t *testing.T, s *sqlstore.Store) error
	}{
		"founding": {
			[]string{"INSERT ON founding", "INSERT ON head"},
			func(*testing.T, *sqlstore.Store) {},
			func(t *testing.T, s *sqlstore.Store) error {
				return s.Found(t.Context(), store.Founding{}, store.Head{NextPerson: 1})
			},
		},
		"a checkpoint": {
			[]string{"INSERT ON checkpoint"},
			found2,
			func(t *testing.T, s *sqlstore.Store) error { return s.PutCheckpoint(t.Context(), 1, nil) },
		},
		"beginning a load": {
			[]string{"UPDATE OF loading ON head"},
			found2,
			func(t *testing.T, s *sqlstore.Store) error { return s.BeginLoading(t.Context()) },
		},
		"ending a load": {
			[]string{"UPDATE OF loading ON head", "INSERT ON match_page", "DELETE ON match_load"},
			func(t *testing.T, s *sqlstore.Store) {
				found(t, s)
				must(t, s.BeginLoading(t.Context()))
				postingsOnly(t, s, births(1, 20))
			},
			func(t *testing.T, s *sqlstore.Store) error { return s.EndLoading(t.Context(), nil) },
		},
		"clearing": {
			[]string{
				"DELETE ON person", "DELETE ON household", "DELETE ON place", "DELETE ON alias", "DELETE ON name_key", "DELETE ON kin", "DELETE ON member",
				"DELETE ON book", "DELETE ON decision", "DELETE ON printed", "DELETE ON match_tail",
			},
			func(t *testing.T, s *sqlstore.Store) { written(t, s) }, clear,
		},
	} {
		for _, statement := range w.statements {
			t.Run(name+": "+statement, func(t *testing.T) {
				address := databases["sqlite"](t)
				s := open(t, address, sqlstore.Options{})
				w.prepare(t, s)
				db := raw(t, address)
				execute(t, db, sqldbtest.Refusing(statement))
				if err := w.do(t, s); err == nil || !strings.Contains(err.Error(), "refused") {
					t.Errorf("told as %v", err)
				}
				execute(t, db, sqldbtest.Allowing)
				must(t, w.do(t, s))
			})
		}
	}
}

func found2(t *testing.T, s *sqlstore.Store) { found(t, s) }

// A floor has every row of the register that it is measured on, and its time is that of writing.
func TestAFloorHasEveryRow(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		from := open(t, address, sqlstore.Options{})
		after := written(t, from)
		commit(t, from, func(store.Head) *store.Batch { return after })
		postingsOnly(t, from, births(10, 500)) // more than the tail holds
		want := contents(t, from)
		into := open(t, strings.Replace(databases["sqlite"](t), "register.db", "floor.db", 1), sqlstore.Options{})
		if strings.HasPrefix(address, "postgres") {
			into = open(t, databases["postgres"](t), sqlstore.Options{})
		}
		now := time.Unix(0, 0)
		took, err := into.Floor(t.Context(), from, func() time.Time { now = now.Add(time.Second); return now })
		must(t, err)
		if took < 10*time.Second || took > 40*time.Second { // a second for each table, and for both ends
			t.Errorf("it took %s", took)
		}
		if d := cmp.Diff(want, contents(t, into)); d != "" {
			t.Errorf("-the register +its floor:\n%s", d)
		}
		pass := accesstest.Pass(t)
		for _, seq := range []register.Seq{0, 2, 3} {
			list, ok, err := from.PostingsSince(t.Context(), pass, seq)
			must(t, err)
			again, okAgain, err := into.PostingsSince(t.Context(), pass, seq)
			must(t, err)
			if ok != okAgain || !cmp.Equal(list, again) {
				t.Errorf("since act %d: %d postings, %t; want %d, %t", seq, len(again), okAgain, len(list), ok)
			}
		}
		_, err = into.Floor(t.Context(), from, time.Now)
		wantKind(t, err, register.Conflict)
		_, err = into.Floor(t.Context(), open(t, databases["sqlite"](t), sqlstore.Options{}), time.Now)
		wantKind(t, err, register.NotFound)
	})
}

// A register that is loading says so and is not cleared; one that was not founded cannot be.
func TestTheModeOfALoad(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, sqlstore.Options{})
		loading := func(want bool) {
			t.Helper()
			if got, err := s.Loading(t.Context()); got != want || err != nil {
				t.Errorf("loading %t, %v; want %t", got, err, want)
			}
		}
		loading(false)
		wantKind(t, s.BeginLoading(t.Context()), register.NotFound)
		wantKind(t, s.EndLoading(t.Context(), nil), register.Conflict)
		found(t, s)
		loading(false)
		must(t, s.BeginLoading(t.Context()))
		loading(true)
		tx, err := s.Begin(t.Context())
		must(t, err)
		wantKind(t, s.Clear(t.Context(), tx), register.Conflict)
		must(t, tx.Rollback())
		_, err = sqlstore.Open(t.Context(), address, sqlstore.Options{})
		wantKind(t, err, register.Unavailable)
		second := open(t, address, sqlstore.Options{Loading: true})
		must(t, second.BeginLoading(t.Context())) // takes the load over
		wantKind(t, s.EndLoading(t.Context(), nil), register.Conflict)
		loading(true)
		must(t, second.EndLoading(t.Context(), nil))
		loading(false)
		if size, err := s.Size(t.Context()); err != nil || size < 8192 {
			t.Errorf("%d bytes, %v", size, err)
		}
	})
}

// While loading, numbers move between people as they do in any register.
func TestNumbersMoveWhileLoading(t *testing.T) {
	pass := accesstest.Pass(t)
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, sqlstore.Options{})
		found(t, s)
		must(t, s.BeginLoading(t.Context()))
		var b *store.Batch
		commit(t, s, func(h store.Head) *store.Batch { b = people(h, 3); return b })
		change := func(numbers map[register.PersonID]register.Number) func(store.Head) *store.Batch {
			return func(h store.Head) *store.Batch {
				next := &store.Batch{Head: h}
				for i := range b.Projections {
					old := b.Projections[i]
					n, changes := numbers[register.PersonID(old.Ref.ID)]
					if old.Ref.Kind != register.SubjectPerson || !changes {
						continue
					}
					p := old
					p.Number, p.Replaces = n, &old
					next.Subjects = append(next.Subjects, store.Subject{Ref: p.Ref, Doc: []byte("{}")})
					next.Projections = append(next.Projections, p)
					b.Projections[i].Number = n
				}
				return next
			}
		}
		want := func(r store.Reader, numbers map[register.Number]register.PersonID) {
			t.Helper()
			got, err := r.Numbers(t.Context(), pass, []register.Number{numberOf(1), numberOf(2), numberOf(3), "0", "x"})
			must(t, err)
			if !cmp.Equal(got, numbers) {
				t.Errorf("numbers lead to %v, want %v", got, numbers)
			}
		}
		commit(t, s, change(map[register.PersonID]register.Number{1: numberOf(2), 2: numberOf(1), 3: ""}))
		want(s, map[register.Number]register.PersonID{numberOf(2): 1, numberOf(1): 2})
		tx, err := s.Begin(t.Context())
		must(t, err)
		h, err := tx.Head(t.Context())
		must(t, err)
		must(t, tx.Write(t.Context(), change(map[register.PersonID]register.Number{1: ""})(h)))
		want(tx, map[register.Number]register.PersonID{numberOf(1): 2})
		must(t, tx.Write(t.Context(), change(map[register.PersonID]register.Number{3: numberOf(2)})(h)))
		want(tx, map[register.Number]register.PersonID{numberOf(1): 2, numberOf(2): 3})
		want(s, map[register.Number]register.PersonID{numberOf(2): 1, numberOf(1): 2})
		must(t, tx.Commit(t.Context()))
		want(s, map[register.Number]register.PersonID{numberOf(1): 2, numberOf(2): 3})
		must(t, s.EndLoading(t.Context(), nil))
		want(s, map[register.Number]register.PersonID{numberOf(1): 2, numberOf(2): 3})
	})
}
