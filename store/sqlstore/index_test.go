package sqlstore_test

import (
	"context"
	"database/sql"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"samano/access/accesstest"
	"samano/register"
	"samano/store"
	"samano/store/sqlstore"
	"samano/store/sqlstore/lsm"
)

// births are the postings of n people, eleven each, from one on.
func births(from, n int) (out []store.Posting) {
	for id := from; id < from+n; id++ {
		rng := rand.New(rand.NewPCG(uint64(id), 7))
		for i := range 11 {
			k := store.Key{Hash: rng.Uint64() >> (64 - store.KeyBits), Split: uint16(rng.Uint32())}
			if i == 0 {
				k.Hash = 12345 // all share it
			}
			out = append(out, store.Posting{Key: k, Person: register.PersonID(id)})
		}
	}
	return out
}

// standing returns all postings; they must be in order.
func standing(t testing.TB, s *sqlstore.Store) (out []store.Posting) {
	pass := accesstest.Pass(t)
	t.Helper()
	for p, err := range s.EachPosting(t.Context(), pass) {
		must(t, err)
		out = append(out, p)
	}
	if !slices.IsSortedFunc(out, store.Posting.Compare) {
		t.Fatal("postings in no order")
	}
	return out
}

func inOrder(list []store.Posting) []store.Posting {
	slices.SortFunc(list, store.Posting.Compare)
	return list
}

// runsOf counts the runs of the matcher's index.
func runsOf(t testing.TB, db *sql.DB) (n int) {
	t.Helper()
	must(t, db.QueryRowContext(t.Context(), "SELECT count(*) FROM match_run").Scan(&n))
	return n
}

// pagesOfRuns counts the pages of each run.
func pagesOfRuns(t *testing.T, db *sql.DB) map[int64]int {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "SELECT run, count(*) FROM match_page GROUP BY run")
	must(t, err)
	defer rows.Close()
	out := map[int64]int{}
	for rows.Next() {
		var id int64
		var n int
		must(t, rows.Scan(&id, &n))
		out[id] = n
	}
	must(t, rows.Err())
	return out
}

// placeOf is where a page that begins with the posting stands.
func placeOf(p store.Posting) string {
	b := binary.BigEndian.AppendUint64(nil, p.Hash<<24|uint64(p.Split)<<8)[:7]
	return base32.HexEncoding.EncodeToString(binary.BigEndian.AppendUint64(b, uint64(p.Person)))
}

// bodyOf packs postings of different hashes.
func bodyOf(list ...store.Posting) []byte {
	b := binary.AppendUvarint(nil, uint64(len(list)))
	var before uint64
	for _, p := range list {
		b = binary.AppendUvarint(b, (p.Hash-before)<<1)
		b = binary.BigEndian.AppendUint16(b, p.Split)
		b = binary.AppendUvarint(b, uint64(p.Person))
		before = p.Hash
	}
	return b
}

// People come one by one and in batches of any size: the runs stay few, and no
// transaction moves more than a few pages for each that it brings.
func TestRunsStayFewAndNobodyWaitsForACompaction(t *testing.T) {
	const most = 30 // runs; four or five at each of seven levels
	address := databases["sqlite"](t)
	s := open(t, address, sqlstore.Options{})
	found(t, s)
	db := raw(t, address)
	rng := rand.New(rand.NewPCG(1, 2))
	next := 1
	before := map[int64]int{}
	for i := range 4000 {
		n := 1
		switch {
		case i%97 == 0:
			n = 1 + rng.IntN(400)
		case i%1500 == 1400:
			n = 5000
		}
		postingsOnly(t, s, births(next, n))
		next += n
		runs := runsOf(t, db)
		if runs > most {
			t.Fatalf("%d runs after %d people", runs, next)
		}
		if i%8 != 0 && n == 1 {
			continue // counting pages takes longer than all else
		}
		now := pagesOfRuns(t, db)
		moved := 0
		for id, pages := range now {
			moved += max(0, pages-before[id])
		}
		// Seven compactions, of 4,096 postings for every 2,048 that came in since pages were
		// last counted, and the tail.
		if limit := 7*(2*8*11*n+4096+500)/40 + 4096/40; moved > limit {
			t.Fatalf("%d pages were written when %d came after %d people, more than %d", moved, n, next-n, limit)
		}
		before = now
	}
	if got := standing(t, s); !slices.Equal(got, inOrder(births(1, next-1))) {
		t.Fatalf("%d postings stand, %d were written, or others", len(got), 11*(next-1))
	}
}

// A load is killed before, within and after each piece of putting the index in
// order.
func TestPostingsOfALoadThatIsKilled(t *testing.T) {
	pass := accesstest.Pass(t)
	onBoth(t, func(t *testing.T, address string) {
		ctx := t.Context()
		s, err := sqlstore.Open(ctx, address, sqlstore.Options{})
		must(t, err)
		found(t, s)
		must(t, s.BeginLoading(ctx))
		next := 1
		more := func(gone ...store.Posting) {
			for i := range 3 {
				list := births(next, 700)
				if i == 1 {
					list = append(list, gone...)
				}
				postingsOnly(t, s, list)
				next += 700
			}
		}
		again := func() {
			must(t, s.Close())
			s, err = sqlstore.Open(ctx, address, sqlstore.Options{Loading: true})
			must(t, err)
			must(t, s.BeginLoading(ctx))
		}
		var gone []store.Posting
		for piece := range 7 {
			for _, p := range births(1+piece, 1) {
				p.Gone = true
				gone = append(gone, p)
			}
			more(gone[len(gone)-11:]...)
			again()
			_, _, err := s.Sharing(ctx, pass, []store.Key{{Hash: 12345}}, store.Limits{PerKey: 9, PerSplit: 9})
			wantKind(t, err, register.Unavailable)
			_, _, err = s.PostingsSince(ctx, pass, 0)
			wantKind(t, err, register.Unavailable)
			for _, err := range s.EachPosting(ctx, pass) {
				wantKind(t, err, register.Unavailable)
			}
			for step := range lsm.DeferredSteps * piece / 6 { // at last all of them
				must(t, sqlstore.CompactDeferred(ctx, s, step))
			}
			again()
		}
		must(t, s.EndLoading(ctx, nil))
		if runs := runsOf(t, raw(t, address)); runs != 1 {
			t.Errorf("%d runs after a load", runs)
		}
		want := inOrder(births(1+7, next-1-7))
		if got := standing(t, s); !slices.Equal(got, want) {
			t.Fatalf("%d postings stand, %d are right, or others", len(got), len(want))
		}
		postingsOnly(t, s, births(next, 1))
		people, truncated, err := s.Sharing(ctx, pass, []store.Key{births(9, 1)[0].Key, births(next, 1)[1].Key, births(1, 1)[1].Key}, store.Limits{PerKey: 9, PerSplit: 9})
		must(t, err)
		if !slices.Equal(people, []register.PersonID{9, register.PersonID(next)}) || truncated != 0 {
			t.Errorf("found %v, %d truncated", people, truncated)
		}
		must(t, s.Close())
	})
}

// Readers see every posting at every moment, whatever is being compacted.
func TestReadersUnderCompactionsMissNobody(t *testing.T) {
	pass := accesstest.Pass(t)
	onBoth(t, func(t *testing.T, address string) {
		s, reader := open(t, address, sqlstore.Options{}), open(t, address, sqlstore.Options{})
		found(t, s)
		first := births(1, 50)
		postingsOnly(t, s, slices.Clone(first))
		var done atomic.Bool
		failed := make(chan error, 1)
		go func() {
			defer close(failed)
			rng := rand.New(rand.NewPCG(3, 3))
			for !done.Load() {
				i := rng.IntN(50)
				var keys []store.Key
				for _, p := range first[i*11+1 : i*11+11] {
					keys = append(keys, p.Key)
				}
				people, truncated, err := reader.Sharing(context.Background(), pass, append(keys, first[0].Key), store.Limits{PerKey: 64, PerSplit: 64})
				if err == nil && (!slices.Contains(people, register.PersonID(i+1)) || truncated > 0) {
					err = fmt.Errorf("person %d is not among %d found, %d truncated", i+1, len(people), truncated)
				}
				if err != nil {
					failed <- err
					return
				}
			}
		}()
		for i := range 300 {
			postingsOnly(t, s, births(100+40*i, 40))
		}
		done.Store(true)
		must(t, <-failed)
	})
}

func TestAMigratedRegisterKeepsNothingApartFromBefore(t *testing.T) {
	pass := accesstest.Pass(t)
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, sqlstore.Options{})
		found(t, s)
		write(t, s, 5)
		must(t, s.Close())
		db := raw(t, address) // as it was before
		for _, table := range []string{"match_state", "match_tail", "match_load", "match_run", "match_page", "dwelling", "former_number"} {
			execute(t, db, "DROP TABLE "+table)
		}
		execute(t, db, "ALTER TABLE head DROP COLUMN loads")
		execute(t, db, "DELETE FROM register_version WHERE version_id >= 3")
		s = open(t, address, sqlstore.Options{})
		if _, ok, err := s.PostingsSince(t.Context(), pass, 4); ok || err != nil {
			t.Errorf("what act 4 wrote is kept apart: %v", err)
		}
		if list, ok, err := s.PostingsSince(t.Context(), pass, 5); !ok || err != nil || len(list) > 0 {
			t.Errorf("since act 5: %v, %t, %v", list, ok, err)
		}
	})
}

// What a hand or a disk could do to the index is said, with table and key, and is
// no wrong answer.
func TestADamagedIndexIsSaidToBe(t *testing.T) {
	pass := accesstest.Pass(t)
	const firstPage, lastPage = "(SELECT min(first) FROM match_page)", "(SELECT max(first) FROM match_page)"
	last := store.Posting{Key: store.Key{Hash: 1<<store.KeyBits - 1}, Person: 1}
	shared := store.Posting{Key: births(200, 1)[0].Key, Person: 200}
	for _, d := range []struct {
		name, statement string
		args            []any
		want            string
	}{
		{"a page cut off", "UPDATE match_page SET body = $1 WHERE first = " + lastPage, []any{[]byte{2, 1}}, "match_page: a page of run 1 cannot be unpacked"},
		{"an empty page", "UPDATE match_page SET body = $1 WHERE first = " + lastPage, []any{[]byte{0}}, "match_page: a page of run 1 cannot be unpacked"},
		{"a page in another's place", "UPDATE match_page SET first = $1 WHERE first = " + lastPage, []any{placeOf(last)}, "stands in another's place"},
		{"a page over others", "INSERT INTO match_page (run, first, body) VALUES (1, $1, $2)", []any{placeOf(shared), bodyOf(shared, last)}, "match_page: pages of run 1 overlap at hash 0000003039"},
		{"a page of no run", "UPDATE match_page SET run = 77 WHERE first = " + firstPage, nil, "match_page: pages of run 77, which is none"},
		{"a page before the start", "UPDATE match_run SET start = $1", []any{placeOf(last)}, "match_page: a page of run 1, hash 0000003039, comes before its start"},
		{"a row of the tail", "UPDATE match_tail SET body = $1 WHERE no = (SELECT max(no) FROM match_tail)", []any{[]byte("x")}, "match_tail: row 2 cannot be unpacked"},
	} {
		t.Run(d.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, address string) {
				s := open(t, address, sqlstore.Options{})
				found(t, s)
				postingsOnly(t, s, births(1, 400))
				postingsOnly(t, s, births(500, 1))
				if got := len(standing(t, s)); got != 401*11 {
					t.Fatalf("%d postings stand", got)
				}
				_, err := raw(t, address).ExecContext(t.Context(), d.statement, d.args...)
				must(t, err)
				for _, err = range s.EachPosting(t.Context(), pass) {
				}
				wantKind(t, err, register.Internal)
				if !strings.Contains(err.Error(), d.want) {
					t.Errorf("%v, want %s", err, d.want)
				}
			})
		})
	}
}

func TestAnIndexWithoutItsStateTakesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, sqlstore.Options{})
		found(t, s)
		execute(t, raw(t, address), "DELETE FROM match_state")
		tx, err := s.Begin(t.Context())
		must(t, err)
		defer tx.Rollback()
		h, err := tx.Head(t.Context())
		must(t, err)
		wantKind(t, tx.Write(t.Context(), &store.Batch{Head: h, Postings: births(1, 1)}), register.Internal)
	})
}
