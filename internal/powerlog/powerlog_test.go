package powerlog_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"testing"
	"time"

	"samano/internal/logtree/logtreetest"
	"samano/internal/pgtest"
	"samano/internal/powerlog"
	"samano/internal/sqldb"
	"samano/internal/sqldb/sqldbtest"
	"samano/ledger"
	"samano/register"
)

var now = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func open(t testing.TB, db *sqldb.DB, random io.Reader) *powerlog.Log {
	t.Helper()
	log, err := powerlog.New(context.Background(), db, random, logtreetest.Key(1))
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// add appends entries, each in a transaction of its own.
func add(t testing.TB, db *sqldb.DB, log *powerlog.Log, entries ...powerlog.Entry) {
	t.Helper()
	for _, e := range entries {
		if err := db.Tx(context.Background(), "test", func(tx *sql.Tx) error { return log.Append(context.Background(), tx, e) }); err != nil {
			t.Fatal(err)
		}
	}
}

// held is a holder of a few things.
type held []powerlog.Held

func (h held) Held(context.Context, *sql.Tx) iter.Seq2[powerlog.Held, error] {
	return func(yield func(powerlog.Held, error) bool) {
		for _, x := range h {
			if !yield(x, nil) {
				return
			}
		}
	}
}

func stands(subject, state string) powerlog.Held {
	return powerlog.Held{Subject: subject, State: []byte(state)}
}

func entry(subject, state string) powerlog.Entry {
	return powerlog.Entry{At: now, What: "changed", Subject: subject, Author: "boss", Second: "second", State: []byte(state)}
}

// faults verifies the log.
func faults(t testing.TB, log *powerlog.Log, by powerlog.Holder, signed ...ledger.Checkpoint) (out []string, sum powerlog.Summary) {
	t.Helper()
	sum, err := log.Verify(t.Context(), []powerlog.Holder{by}, signed, func(f ledger.Fault) error {
		if f.Kind != ledger.UnsignedTail {
			out = append(out, fmt.Sprintf("%s %d %s", f.Kind, f.Seq, f.Detail))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, sum
}

// Entries have the next Seq, never an earlier time, and come back as they were, the newest first, by pages, by what they
// are about, and by who did or confirmed it.
func TestEntriesComeBack(t *testing.T) {
	sqldbtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		db := sqldbtest.Open(t, fresh(t), powerlog.Schema)
		log := open(t, db, rand.Reader)
		back, ended := entry("account/noy", `{"a":2}`), entry("account/noy", "")
		back.At, back.Author, back.Second = now.Add(-time.Hour), "noy", ""
		add(t, db, log, entry("account/noy", `{"a":1}`), entry("office/d11", `{}`), back, ended)

		of := func(q powerlog.Query) (out []int64) {
			t.Helper()
			list, err := log.Entries(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range list {
				if out = append(out, e.Seq); !e.At.Equal(now) {
					t.Errorf("entry %d is of %v", e.Seq, e.At)
				}
			}
			return out
		}
		for name, test := range map[string]struct {
			q    powerlog.Query
			want string
		}{
			"all":            {powerlog.Query{Before: 99, Limit: 9}, "[3 2 1 0]"},
			"a page":         {powerlog.Query{Before: 99, Limit: 2}, "[3 2]"},
			"the next page":  {powerlog.Query{Before: 2, Limit: 2}, "[1 0]"},
			"one subject":    {powerlog.Query{Before: 99, Subject: "office/d11", Limit: 9}, "[1]"},
			"who did it":     {powerlog.Query{Before: 99, Officer: "noy", Limit: 9}, "[2]"},
			"who confirmed":  {powerlog.Query{Before: 99, Officer: "second", Limit: 9}, "[3 1 0]"},
			"both, and none": {powerlog.Query{Before: 99, Subject: "office/d11", Officer: "noy", Limit: 9}, "[]"},
		} {
			if got := fmt.Sprint(of(test.q)); got != test.want {
				t.Errorf("%s: entries %s, want %s", name, got, test.want)
			}
		}
		list, err := log.Entries(t.Context(), powerlog.Query{Before: 1, Limit: 1})
		if err != nil || len(list) != 1 || list[0].What != "changed" || list[0].Second != "second" || string(list[0].State) != `{"a":1}` {
			t.Errorf("the first entry came back as %+v (%v)", list, err)
		}
		if at, err := log.WrittenAt(t.Context(), 2); err != nil || !at.Equal(now) {
			t.Errorf("entry 2 was written at %v (%v)", at, err)
		}
		if _, err := log.WrittenAt(t.Context(), 4); register.KindOf(err) != register.Internal {
			t.Errorf("an entry that there is not was written (%v)", err)
		}
	})
}

// The head's time is no word of whoever edits it: an entry in a hundred years is never unsigned for an hour.
func TestAnEntryGoesOnFromTheEntryBeforeIt(t *testing.T) {
	db := sqldbtest.Open(t, "sqlite:"+t.TempDir()+"/desk.db", powerlog.Schema)
	log := open(t, db, rand.Reader)
	later := entry("b", "2")
	later.At = now.Add(time.Hour)
	add(t, db, log, entry("a", "1"))
	if _, err := db.Write.ExecContext(t.Context(), `UPDATE power_head SET last = last + 3155760000000000`); err != nil {
		t.Fatal(err)
	}
	add(t, db, log, later)
	if at, err := log.WrittenAt(t.Context(), 1); err != nil || !at.Equal(later.At) {
		t.Errorf("it was written at %v (%v)", at, err)
	}
}

// A change whose entry cannot be written is not made.
func TestAnEntryThatFailsTakesTheChangeBack(t *testing.T) {
	db := sqldbtest.Open(t, "sqlite:"+t.TempDir()+"/desk.db", powerlog.Schema)
	dry := errors.New("no randomness")
	log := open(t, db, failing{dry})
	err := db.Tx(t.Context(), "test", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(t.Context(), `CREATE TABLE change (id BIGINT)`); err != nil {
			return err
		}
		return log.Append(t.Context(), tx, entry("a", "{}"))
	})
	if !errors.Is(err, dry) {
		t.Errorf("error %v", err)
	}
	if _, err := db.Write.ExecContext(t.Context(), `SELECT id FROM change`); err == nil {
		t.Error("the change was made")
	}
	if f, err := log.Frontier(t.Context()); err != nil || f.Size() != 0 {
		t.Errorf("%d entries (%v)", f.Size(), err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// Each kind of edit shows: of what stands, of an entry, of its columns, of the tree, of the head.
func TestVerifyFindsEachKindOfEdit(t *testing.T) {
	whole := held{stands("a", "1"), stands("b", "2")}
	for name, test := range map[string]struct {
		edit string
		by   held
		want []string
	}{
		"nothing":                     {"", whole, nil},
		"something else stands":       {"", held{stands("a", "1"), stands("b", "3")}, []string{"altered-state 1 b is not as its last entry says"}},
		"something more stands":       {"", append(held{stands("x", "1")}, whole...), []string{"altered-state 0 x is in no entry"}},
		"something stands twice":      {"", append(held{stands("b", "2")}, whole...), []string{"altered-state 1 b is there twice"}},
		"twice, and something gone":   {"", held{stands("b", "2"), stands("b", "2")}, []string{"altered-state 1 b is there twice", "altered-state 0 a is gone"}},
		"something is gone":           {"", held{stands("a", "1")}, []string{"altered-state 1 b is gone"}},
		"what has ended stands":       {"", append(held{stands("c", "3")}, whole...), []string{"altered-state 3 c is not as its last entry says"}},
		"a row that is wrong itself":  {"", held{stands("a", "1"), {Subject: "b", State: []byte("2"), Fault: "wrong"}}, []string{"altered-state 1 b: wrong"}},
		"the author":                  {`UPDATE power SET author = 'noy' WHERE seq = 1`, whole, []string{"altered-part 1 powerlog: the columns of entry 1 are not those of its body"}},
		"who confirmed":               {`UPDATE power SET second = '' WHERE seq = 1`, whole, []string{"altered-part 1 powerlog: the columns of entry 1 are not those of its body"}},
		"the subject":                 {`UPDATE power SET subject = 'a' WHERE seq = 1`, whole, []string{"altered-part 1 powerlog: the columns of entry 1 are not those of its body"}},
		"the subject, as bytes":       {`UPDATE power SET subject = CAST(subject AS BLOB) WHERE seq = 1`, whole, []string{"altered-part 1 powerlog: the columns of entry 1 are not those of its body"}},
		"whether it stands":           {`UPDATE power SET stands = 0 WHERE seq = 1`, whole, []string{"altered-part 1 powerlog: the columns of entry 1 are not those of its body"}},
		"the MAC":                     {`UPDATE power SET mac = x'00' WHERE seq = 1`, whole, []string{"altered-part 1 its MAC is not under the key of this program"}},
		"the MAC of another entry":    {`UPDATE power SET mac = (SELECT mac FROM power WHERE seq = 0) WHERE seq = 1`, whole, []string{"altered-part 1 its MAC is not under the key of this program"}},
		"no MAC":                      {`UPDATE power SET mac = NULL WHERE seq = 1`, whole, []string{"altered-part 1 its MAC is not under the key of this program"}},
		"the head's time":             {`UPDATE power_head SET last = last + 1`, whole, []string{"altered-frontier 4 the head's time is not that of the last entry"}},
		"the head's time, of before":  {`UPDATE power_head SET last = 0`, whole, []string{"altered-frontier 4 the head's time is not that of the last entry"}},
		"an entry that is gone":       {`DELETE FROM power WHERE seq = 2`, whole, []string{"missing-act 2 ", "unchecked 0 checkpoint of test/powers"}},
		"an entry that is another":    {`UPDATE power SET body = (SELECT body FROM power WHERE seq = 0) WHERE seq = 1`, whole, nil},
		"the last entry":              {`DELETE FROM power WHERE seq = 3`, whole, nil},
		"a hash":                      {`UPDATE power_node SET hash = zeroblob(32)`, whole, nil},
		"the head":                    {`UPDATE power_head SET size = 3`, whole, nil},
		"an entry behind the last":    {`INSERT INTO power SELECT 4, leaf, subject, author, second, stands, body, mac FROM power WHERE seq = 3`, whole, nil},
		"a leaf":                      {`UPDATE power SET leaf = (SELECT leaf FROM power WHERE seq = 0) WHERE seq = 1`, whole, nil},
		"a leaf that is no hash":      {`UPDATE power SET leaf = x'00' WHERE seq = 1`, whole, nil},
		"an entry that was not there": {`UPDATE power SET seq = seq + 10 WHERE seq = 3`, whole, nil},
	} {
		t.Run(name, func(t *testing.T) {
			db := sqldbtest.Open(t, "sqlite:"+t.TempDir()+"/desk.db", powerlog.Schema)
			log := open(t, db, rand.Reader)
			add(t, db, log, entry("a", "1"), entry("b", "2"), entry("c", "3"), entry("c", ""))
			if name == "a hash" {
				for range 300 {
					add(t, db, log, entry("a", "1"))
				}
			}
			f, err := log.Frontier(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if test.edit != "" {
				if _, err := db.Write.ExecContext(t.Context(), test.edit); err != nil {
					t.Fatal(err)
				}
			}
			got, sum := faults(t, log, test.by, f.Checkpoint("test/powers"))
			if test.want != nil && fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("faults %q, want %q", got, test.want)
			}
			if sound := name == "nothing"; sound != (len(got) == 0) || sound != (sum.Alarms == 0) {
				t.Errorf("faults %q, %+v", got, sum)
			}
		})
	}
}

// What the program did not write is not signed; what it wrote is, wherever one begins.
func TestOnlyMarkedEntriesAreGenuine(t *testing.T) {
	db := sqldbtest.Open(t, "sqlite:"+t.TempDir()+"/desk.db", powerlog.Schema)
	log := open(t, db, rand.Reader)
	add(t, db, log, entry("a", "1"), entry("b", "2"))
	forger, err := powerlog.New(t.Context(), db, rand.Reader, logtreetest.Key(2))
	if err != nil {
		t.Fatal(err)
	}
	add(t, db, forger, entry("a", "3"))
	add(t, db, log, entry("c", "4"))
	for _, test := range []struct {
		from, to int64
		genuine  bool
	}{{0, 2, true}, {1, 2, true}, {3, 4, true}, {2, 2, true}, {0, 4, false}, {2, 3, false}, {3, 5, false}} {
		if err := log.Authenticate(t.Context(), test.from, test.to); (err == nil) != test.genuine {
			t.Errorf("entries from %d to %d: %v", test.from, test.to, err)
		}
	}
	got, _ := faults(t, log, held{stands("a", "3"), stands("b", "2"), stands("c", "4")})
	if fmt.Sprint(got) != "[altered-part 2 its MAC is not under the key of this program]" {
		t.Errorf("faults %q", got)
	}
}

// The last notes of other logs are kept, one of each.
func TestCopiesOfNotes(t *testing.T) {
	sqldbtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		log := open(t, sqldbtest.Open(t, fresh(t), powerlog.Schema), rand.Reader)
		if note, err := log.Copy(t.Context(), "acts"); err != nil || note != nil {
			t.Errorf("before any, %q (%v)", note, err)
		}
		for _, note := range []string{"one", "two"} {
			if err := errors.Join(log.PutCopy(t.Context(), "acts", []byte(note)), log.PutCopy(t.Context(), "looks", []byte("other"))); err != nil {
				t.Fatal(err)
			}
			if got, err := log.Copy(t.Context(), "acts"); err != nil || string(got) != note {
				t.Errorf("%q, want %q (%v)", got, note, err)
			}
		}
	})
}

// A row with bytes in a column of text or of numbers is told, though it reads alike.
func TestBytesInAColumnAreAFault(t *testing.T) {
	db := sqldbtest.Open(t, "sqlite:"+t.TempDir()+"/desk.db", powerlog.Schema)
	for _, statement := range []string{
		`CREATE TABLE thing (id TEXT, n BIGINT, raw BLOB)`, `INSERT INTO thing VALUES ('a', 1, x'01'), (x'61', 1, x'01'), ('a', x'31', x'01')`,
	} {
		if _, err := db.Write.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	tx, err := db.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback() //nolint:errcheck // it has written nothing
	type thing struct {
		id  string
		n   int64
		raw []byte
	}
	var got []string
	rows := powerlog.Each(t.Context(), tx, func(scan func(...any) error) (x thing, err error) {
		err = scan(&x.id, &x.n, &x.raw)
		return x, err
	}, func(x thing) powerlog.Held { return stands(fmt.Sprint(x), "") }, `SELECT id, n, raw FROM thing ORDER BY rowid`)
	for h, err := range powerlog.Concat(rows, rows) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(h.Subject, " ", h.Fault != ""))
	}
	if want := "[{a 1 [1]} false {a 1 [1]} true {a 1 [1]} true {a 1 [1]} false {a 1 [1]} true {a 1 [1]} true]"; fmt.Sprint(got) != want {
		t.Errorf("rows %q", got)
	}
}
