package sqlstore_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"samano/access/accesstest"
	"samano/register"
	"samano/store"
	"samano/store/sqlstore"
)

const (
	benchBatch = 1000   // people in one transaction of a load
	benchGroup = 20     // acts in one group commit
	benchTown  = 50_000 // people in the register of the benchmarks of reading
)

// TestFloorCopiesEveryRow also says what the benchmarks compare with.
func TestFloorCopiesEveryRow(t *testing.T) {
	pass := accesstest.Pass(t)
	for name, address := range databases {
		t.Run(name, func(t *testing.T) {
			from, to := open(t, address(t), sqlstore.Options{}), open(t, address(t), sqlstore.Options{})
			found(t, from)
			write(t, from, 200)
			postingsOnly(t, from, births(1, 500)) // in a run, and in the tail
			postingsOnly(t, from, births(501, 3))
			took, err := to.Floor(t.Context(), from, time.Now)
			must(t, err)
			got, want := projections(t, to), projections(t, from)
			h, err := to.Head(t.Context())
			must(t, err)
			acts, err := to.ActsFrom(t.Context(), pass, 0, 1000)
			must(t, err)
			if !slices.Equal(standing(t, to), standing(t, from)) {
				t.Error("other postings stand")
			}
			if took <= 0 || len(got) != len(want) || h.Size != 200 || len(acts) != 200 {
				t.Fatalf("%v: %d rows of %d, %d acts", took, len(got), len(want), len(acts))
			}
			write(t, to, 1)
		})
	}
}

func onEach(b *testing.B, run func(b *testing.B, address string)) {
	for _, name := range []string{"sqlite", "postgres"} {
		b.Run(name, func(b *testing.B) { run(b, databases[name](b)) })
	}
}

// BenchmarkLoad loads people in loading mode; an operation is one person with a
// household, an act, six keys and an alias.
func BenchmarkLoad(b *testing.B) {
	onEach(b, func(b *testing.B, address string) {
		s := open(b, address, sqlstore.Options{})
		found(b, s)
		must(b, s.BeginLoading(b.Context()))
		var making time.Duration
		b.ResetTimer()
		for n := b.N; n > 0; n -= benchBatch {
			making += load(b, s, min(n, benchBatch))
		}
		began := time.Now()
		must(b, s.EndLoading(b.Context(), nil))
		b.StopTimer()
		size, err := s.Size(b.Context())
		must(b, err)
		b.ReportMetric(float64(b.N)/(b.Elapsed()-making).Seconds(), "persons/s")
		b.ReportMetric(time.Since(began).Seconds(), "s-ending")
		b.ReportMetric(float64(size)/float64(b.N), "B/person")
		to := open(b, databases[b.Name()[len("BenchmarkLoad/"):]](b), sqlstore.Options{})
		took, err := to.Floor(b.Context(), s, time.Now)
		must(b, err)
		b.ReportMetric(float64(b.N)/took.Seconds(), "floor-persons/s")
	})
}

// load writes one batch and gives the time that making it took.
func load(b *testing.B, s *sqlstore.Store, n int) time.Duration {
	tx, err := s.Begin(b.Context())
	must(b, err)
	h, err := tx.Head(b.Context())
	must(b, err)
	began := time.Now()
	batch := people(h, n)
	made := time.Since(began)
	must(b, tx.Write(b.Context(), batch))
	must(b, tx.Commit(b.Context()))
	return made
}

// BenchmarkGroupCommit registers a group of births durably; an operation is one act.
func BenchmarkGroupCommit(b *testing.B) {
	onEach(b, func(b *testing.B, address string) {
		s := open(b, address, sqlstore.Options{})
		found(b, s)
		b.ResetTimer()
		for n := b.N; n > 0; n -= benchGroup {
			load(b, s, min(n, benchGroup))
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acts/s")
	})
}

// BenchmarkRead reads a town's register.
func BenchmarkRead(b *testing.B) {
	pass := accesstest.Pass(b)
	onEach(b, func(b *testing.B, address string) {
		s := open(b, address, sqlstore.Options{})
		found(b, s)
		must(b, s.BeginLoading(b.Context()))
		for range benchTown / benchBatch {
			load(b, s, benchBatch)
		}
		must(b, s.EndLoading(b.Context(), nil))
		rng := rand.New(rand.NewPCG(1, 2))
		person := func() int64 { return 1 + rng.Int64N(benchTown) }
		word := func(exact bool, n int) store.KeyRange {
			k := people(store.Head{NextPerson: person()}, 1).Projections[0].Keys[0].Key
			if !exact {
				k = k[:n]
			}
			return store.KeyRange{Prefix: k, Exact: exact}
		}
		year := func() [2]int { y := 1940 + rng.IntN(80); return [2]int{y, y} }
		for _, c := range []struct {
			name string
			read func() (int, error)
		}{
			{"number", func() (int, error) {
				m, err := s.Numbers(b.Context(), pass, []register.Number{numberOf(person())})
				return len(m), err
			}},
			{"document", func() (int, error) {
				l, err := s.Subjects(b.Context(), pass, []register.Ref{register.PersonRef(register.PersonID(person()))})
				return len(l), err
			}},
			{"500 documents", func() (int, error) {
				refs := make([]register.Ref, 500)
				for i := range refs {
					refs[i] = register.PersonRef(register.PersonID(person()))
				}
				l, err := s.Subjects(b.Context(), pass, refs)
				return len(l), err
			}},
			{"act page", func() (int, error) {
				l, err := s.ActsFrom(b.Context(), pass, register.Seq(person()/2), 1000)
				return len(l), err
			}},
			{"time", func() (int, error) { _, _, err := s.SeqAt(b.Context(), person()); return 1, err }},
			{"name", func() (int, error) { return search(b, s, [2]int{}, word(true, 0)) }},
			{"name and year", func() (int, error) { return search(b, s, year(), word(true, 0)) }},
			{"prefix", func() (int, error) { return search(b, s, [2]int{}, word(false, 1)) }},
			{"prefix and year", func() (int, error) { return search(b, s, year(), word(false, 1)) }},
			{"two prefixes", func() (int, error) { return search(b, s, [2]int{}, word(false, 1), word(false, 1)) }},
			{"two prefixes and year", func() (int, error) { return search(b, s, year(), word(false, 2), word(false, 1)) }},
		} {
			b.Run(c.name, func(b *testing.B) {
				rows := 0
				for b.Loop() {
					n, err := c.read()
					must(b, err)
					rows += n
				}
				b.ReportMetric(float64(rows)/float64(b.N), "rows/op")
			})
		}
	})
}

func search(b *testing.B, s *sqlstore.Store, years [2]int, words ...store.KeyRange) (int, error) {
	pass := accesstest.Pass(b)
	ids, err := s.SearchNames(b.Context(), pass, words, years, 50)
	return len(ids), err
}
