package sqlstore_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"testing"

	"samano/access/accesstest"
	"samano/register"
	"samano/store"
	"samano/store/sqlstore"
)

// found makes a founded register.
func found(t testing.TB, s *sqlstore.Store) {
	t.Helper()
	if err := s.Found(t.Context(), store.Founding{Origin: "o", NumberKey: "k", Pack: "xx"}, store.Head{NextPerson: 1, NextHousehold: 1, NextPlace: 1}); err != nil {
		t.Fatal(err)
	}
}

// people is a batch of n acts that each enter a person with a household.
func people(h store.Head, n int) *store.Batch {
	b := &store.Batch{Head: h, New: map[register.Ref]bool{}, Aliases: map[register.ClientID]register.Ref{}}
	for range n {
		id, seq := b.Head.NextPerson, register.Seq(b.Head.Size)
		b.Head.NextPerson++
		b.Head.NextHousehold++
		b.Head.Size++
		b.Head.Last++
		random := sha256.Sum256(fmt.Append(nil, id)) // as random as numbers and names are
		body := make([]byte, 0, 640)
		for len(body) < 600 {
			body = append(body, random[:]...)
		}
		b.Acts = append(b.Acts, store.Act{Seq: seq, ID: register.ActID(fmt.Sprintf("018f0000-0000-7000-8000-%012x", id)), At: b.Head.Last, Leaf: random[:], Body: body})
		person := store.Projection{Ref: register.PersonRef(register.PersonID(id)), Number: numberOf(id)}
		for i := range 6 {
			word := int(random[i])*256 + int(random[i+1])
			word = word * word >> 18 // some names are common
			person.Keys = append(person.Keys, store.NameKey{Key: fmt.Sprintf("%c%c%d", 'a'+word%20, 'a'+word/20%20, word), Year: 1940 + int(random[9])%80, Person: register.PersonID(id)})
		}
		if id > 1 {
			person.ChildOf = []register.PersonID{register.PersonID(id / 2)}
		}
		home := store.Projection{Ref: register.HouseholdRef(register.HouseholdID(id)), Members: []register.PersonID{register.PersonID(id)}, Books: []string{fmt.Sprintf("0101-%x", random[:8])}}
		for _, p := range []store.Projection{person, home} {
			doc := fmt.Appendf(make([]byte, 0, 1400), `{"versions":[{"seq":%d}],"text":"`, seq)
			for len(doc) < 1000 && p.Ref.Kind == register.SubjectPerson {
				doc = append(doc, "ທ້າວ ຄຳຫຼ້າ 1980-05-01 permanent "...)
			}
			b.Subjects = append(b.Subjects, store.Subject{Ref: p.Ref, Seq: seq, Doc: append(doc, `"}`...)})
			b.New[p.Ref] = true
			b.Projections = append(b.Projections, p)
		}
		b.Aliases[register.ClientID(fmt.Sprintf("018f0000-0000-7000-9000-%012x", id))] = person.Ref
	}
	return b
}

func numberOf(id int64) register.Number {
	random := sha256.Sum256(fmt.Append(nil, "number", id))
	return register.Number(fmt.Sprintf("%d%06d%07d", 1+random[0]%9, (int(random[1])<<16|int(random[2])<<8|int(random[3]))%1_000_000, id%10_000_000))
}

// write writes n people in one transaction.
func write(t testing.TB, s *sqlstore.Store, n int) {
	t.Helper()
	tx, err := s.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	h, err := tx.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := tx.Write(t.Context(), people(h, n)); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func wantKind(t testing.TB, err error, kind register.ErrorKind) {
	t.Helper()
	if err == nil || register.KindOf(err) != kind {
		t.Fatalf("error %v, want %v", err, kind)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func projections(t testing.TB, s *sqlstore.Store) (out []store.ProjectionRow) {
	pass := accesstest.Pass(t)
	t.Helper()
	for row, err := range s.EachProjection(t.Context(), pass) {
		must(t, err)
		out = append(out, row)
	}
	return out
}

// bearers returns who bears the numbers of the first n people.
func bearers(t testing.TB, r store.Reader, n int64) int {
	pass := accesstest.Pass(t)
	t.Helper()
	var numbers []register.Number
	for id := range n {
		numbers = append(numbers, numberOf(id+1))
	}
	got, err := r.Numbers(t.Context(), pass, numbers)
	must(t, err)
	for id := range n {
		if bearer, ok := got[numberOf(id+1)]; ok && bearer != register.PersonID(id+1) {
			t.Fatalf("number of %d leads to %d", id+1, bearer)
		}
	}
	return len(got)
}

func TestALoadThatIsKilledGoesOnAndEndsLikeAnyRegister(t *testing.T) {
	pass := accesstest.Pass(t)
	onBoth(t, func(t *testing.T, address string) {
		ctx := t.Context()
		plain := open(t, databases["sqlite"](t), sqlstore.Options{})
		found(t, plain)
		write(t, plain, 300)

		killed, err := sqlstore.Open(ctx, address, sqlstore.Options{})
		must(t, err)
		found(t, killed)
		must(t, killed.BeginLoading(ctx))
		write(t, killed, 100)
		must(t, killed.Close())

		_, err = sqlstore.Open(ctx, address, sqlstore.Options{})
		wantKind(t, err, register.Unavailable) // no serving without indexes

		s := open(t, address, sqlstore.Options{Loading: true})
		_, err = s.Begin(ctx)
		wantKind(t, err, register.Unavailable) // before the numbers are read
		must(t, s.BeginLoading(ctx))
		write(t, s, 200)
		if got := bearers(t, s, 301); got != 300 {
			t.Fatalf("%d numbers resolve while loading", got)
		}
		_, err = s.SearchNames(ctx, pass, []store.KeyRange{{Prefix: "a"}}, [2]int{}, 10)
		wantKind(t, err, register.Unavailable)

		var steps []int
		must(t, s.EndLoading(ctx, func(done, all int) { steps = append(steps, done, all) }))
		if !slices.Equal(steps, []int{0, 5, 1, 5, 2, 5, 3, 5, 4, 5, 5, 5}) {
			t.Fatalf("progress %v", steps)
		}
		if got, want := projections(t, s), projections(t, plain); !slices.Equal(got, want) {
			t.Fatal("a loaded register differs from one that was written act by act")
		}
		if got := bearers(t, s, 301); got != 300 {
			t.Fatalf("%d numbers resolve after loading", got)
		}
		people, err := s.SearchNames(ctx, pass, []store.KeyRange{{Prefix: "a"}}, [2]int{}, 10)
		must(t, err)
		want, err := plain.SearchNames(ctx, pass, []store.KeyRange{{Prefix: "a"}}, [2]int{}, 10)
		must(t, err)
		if !slices.Equal(people, want) || len(want) == 0 {
			t.Fatalf("found %v, want %v", people, want)
		}
		wantKind(t, s.EndLoading(ctx, nil), register.Conflict)
		wantKind(t, s.BeginLoading(ctx), register.Conflict) // it has people now
		write(t, open(t, address, sqlstore.Options{}), 1)
	})
}

func TestNumbersStayUniqueWhileLoading(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		ctx := t.Context()
		s := open(t, address, sqlstore.Options{})
		found(t, s)
		must(t, s.BeginLoading(ctx))
		write(t, s, 3)
		batch := func(change func(*store.Batch)) error {
			tx, err := s.Begin(ctx)
			must(t, err)
			defer tx.Rollback()
			h, err := tx.Head(ctx)
			must(t, err)
			b := people(h, 2)
			change(b)
			if err := tx.Write(ctx, b); err != nil {
				return err
			}
			if bearers(t, tx, 5) != 5 {
				t.Fatal("a transaction does not see the numbers that it gave")
			}
			return nil // and rolled back
		}
		wantKind(t, batch(func(b *store.Batch) { b.Projections[0].Number = numberOf(2) }), register.Conflict)
		wantKind(t, batch(func(b *store.Batch) { b.Projections[0].Number = b.Projections[2].Number }), register.Conflict)
		must(t, batch(func(*store.Batch) {}))
		if got := bearers(t, s, 5); got != 3 {
			t.Fatalf("%d numbers after a rollback", got)
		}
		write(t, s, 2)
		if got := bearers(t, s, 5); got != 5 {
			t.Fatalf("%d numbers after a commit", got)
		}
	})
}

func TestNobodyElseWritesWhileOneProcessLoads(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		ctx := t.Context()
		s, serving := open(t, address, sqlstore.Options{}), open(t, address, sqlstore.Options{})
		found(t, s)
		must(t, s.BeginLoading(ctx))
		write(t, s, 3)
		_, err := serving.Begin(ctx)
		wantKind(t, err, register.Unavailable)

		second := open(t, address, sqlstore.Options{Loading: true})
		must(t, second.BeginLoading(ctx)) // takes the load over, as after a kill
		write(t, second, 3)
		_, err = s.Begin(ctx) // the first was not dead after all
		wantKind(t, err, register.Conflict)
		must(t, second.EndLoading(ctx, nil))
		_, err = s.Begin(ctx)
		wantKind(t, err, register.Conflict)
		write(t, serving, 1)
	})
}

// A register that lacks an index of the schema, or has another in its place, or keys of the matcher
// that no load compacted, is opened for nobody who serves or loads, until it is made again.
func TestARegisterThatLacksAnIndexIsNotServed(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		ctx := t.Context()
		s := open(t, address, sqlstore.Options{Loading: true})
		found(t, s)
		write(t, s, 3)
		must(t, s.CheckIndexes(ctx))
		db := raw(t, address)
		missing := func(what string, err error) {
			t.Helper()
			var e *register.Error
			if !errors.As(err, &e) || e.Kind != register.Forbidden || e.Code != store.CodeIndexMissing {
				t.Fatalf("%s: %v", what, err)
			}
		}
		for what, damage := range map[string][]string{
			"no index of names":      {"DROP INDEX name_key_search"},
			"no index of numbers":    {"DROP INDEX person_number"},
			"no index of acts":       {"DROP INDEX act_id"},
			"numbers not unique":     {"DROP INDEX person_number", "CREATE INDEX person_number ON person (number)"},
			"names in another order": {"DROP INDEX name_key_search", "CREATE INDEX name_key_search ON name_key (key, person, year)"},
			"some names only":        {"DROP INDEX name_key_search", "CREATE INDEX name_key_search ON name_key (key, year, person) WHERE year > 0"},
			"keys that wait":         {"INSERT INTO match_load (id, body) SELECT 64, doc FROM person WHERE id = 1"},
		} {
			for _, statement := range damage {
				execute(t, db, statement)
			}
			missing(what, s.CheckIndexes(ctx))
			_, err := sqlstore.Open(ctx, address, sqlstore.Options{})
			missing(what+", opened", err)
			missing(what+", loaded", s.BeginLoading(ctx))
			tx, err := s.Begin(ctx)
			must(t, err)
			h, err := tx.Head(ctx)
			must(t, err)
			must(t, s.Clear(ctx, tx))
			again := people(store.Head{NextPerson: 1, NextHousehold: 1, NextPlace: 1}, 3)
			again.Head, again.Acts = h, nil
			must(t, tx.Write(ctx, again))
			must(t, tx.Commit(ctx))
			must(t, s.CheckIndexes(ctx))
			must(t, open(t, address, sqlstore.Options{}).Close())
			wantKind(t, s.BeginLoading(ctx), register.Conflict)
		}
	})
}
