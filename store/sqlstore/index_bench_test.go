package sqlstore_test

import (
	"flag"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"samano/access/accesstest"
	"samano/match"
	"samano/match/synth"
	"samano/register"
	"samano/store"
	"samano/store/sqlstore"
)

var (
	benchPeople = flag.Int("people", 20_000, "people in the matcher's index of the benchmarks")
	benchLive   = flag.Int("live", 2000, "people of these who come one by one")
)

const benchAsked = 2000 // searches whose times are sorted

// postingsOf returns the postings of a synthetic country, person by person.
func postingsOf(c synth.Country, words *match.Lexicon) iter.Seq[[]store.Posting] {
	return func(yield func([]store.Posting) bool) {
		for p := range c.All() {
			f := words.Add(p.Record)
			var list []store.Posting
			for _, k := range match.AppendKeys(nil, &f) {
				list = append(list, store.Posting{Key: store.Key(k), Person: f.ID})
			}
			if !yield(list) {
				return
			}
		}
	}
}

// postingsOnly writes postings and nothing else.
func postingsOnly(b testing.TB, s *sqlstore.Store, list []store.Posting) {
	tx, err := s.Begin(b.Context())
	must(b, err)
	defer tx.Rollback()
	h, err := tx.Head(b.Context())
	must(b, err)
	must(b, tx.Write(b.Context(), &store.Batch{Head: h, Postings: list}))
	must(b, tx.Commit(b.Context()))
}

// report keeps figures until the loop of a benchmark is over, which forgets what was
// reported before.
type report []struct {
	value float64
	unit  string
}

func (r *report) add(value float64, unit string) {
	*r = append(*r, struct {
		value float64
		unit  string
	}{value, unit})
}

// BenchmarkSharing loads the keys of a synthetic country, asks who shares those of
// people who come again with faults, lets more people come one by one, and asks
// again. Its operations are searches; what else it reports are seconds, bytes a
// person, and runs.
func BenchmarkSharing(b *testing.B) {
	pass := accesstest.Pass(b)
	onEach(b, func(b *testing.B, address string) {
		var r report
		country := synth.Country{Seed: 8, People: *benchPeople}
		words := match.NewLexicon()
		s := open(b, address, sqlstore.Options{})
		found(b, s)
		must(b, s.BeginLoading(b.Context()))
		empty, err := s.Size(b.Context())
		must(b, err)
		var took time.Duration
		var batch []store.Posting
		people, postings := 0, 0
		next, stop := iter.Pull(postingsOf(country, words))
		defer stop()
		write := func() {
			postings += len(batch)
			began := time.Now()
			postingsOnly(b, s, batch)
			took += time.Since(began)
			batch = batch[:0]
		}
		for people < *benchPeople-*benchLive {
			list, ok := next()
			if !ok {
				break
			}
			batch = append(batch, list...)
			if people++; people%benchBatch == 0 {
				write()
			}
		}
		write()
		began := time.Now()
		must(b, s.EndLoading(b.Context(), nil))
		r.add(took.Seconds(), "s-loading")
		r.add(time.Since(began).Seconds(), "s-ending")
		size := func(name string) {
			size, err := s.Size(b.Context())
			must(b, err)
			r.add(float64(size-empty)/float64(people), "B/person-"+name)
		}
		size("loaded")
		r.add(float64(postings)/float64(people), "postings/person")
		asked := comers(country, words)
		r.times(b, s, asked, "loaded")
		began = time.Now()
		live := 0
		for list, ok := next(); ok; list, ok = next() {
			postingsOnly(b, s, list)
			people++
			live++
		}
		r.add(float64(live)/time.Since(began).Seconds(), "live-persons/s")
		size("live")
		r.times(b, s, asked, "live")
		began = time.Now()
		for _, err := range s.EachPosting(b.Context(), pass) {
			must(b, err)
		}
		r.add(time.Since(began).Seconds(), "s-walking")
		r.add(float64(runsOf(b, raw(b, address))), "runs")
		i := 0
		for b.Loop() {
			_, _, err := s.Sharing(b.Context(), pass, asked[i%len(asked)], store.Limits{PerKey: match.MostPerKey, PerSplit: match.MostPerSplit})
			must(b, err)
			i++
		}
		for _, m := range r {
			b.ReportMetric(m.value, m.unit)
		}
	})
}

// comers returns the keys of people who come a second time, with faults.
func comers(c synth.Country, words *match.Lexicon) (out [][]store.Key) {
	corruptor := synth.NewCorruptor(synth.Standard(), c, 9)
	rng := rand.New(rand.NewPCG(1, 1))
	every := max(1, c.People/benchAsked)
	n := 0
	for p := range c.All() {
		if n++; rng.IntN(every) != 0 {
			continue
		}
		f := words.Read(corruptor.Again(&p, 0))
		var keys []store.Key
		for _, k := range words.AppendProbeKeys(nil, &f) {
			keys = append(keys, store.Key(k))
		}
		out = append(out, keys)
	}
	rng.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func (r *report) times(b *testing.B, s *sqlstore.Store, asked [][]store.Key, name string) {
	pass := accesstest.Pass(b)
	var took []time.Duration
	found, keys := 0, 0
	for _, k := range asked {
		began := time.Now()
		people, _, err := s.Sharing(b.Context(), pass, k, store.Limits{PerKey: match.MostPerKey, PerSplit: match.MostPerSplit})
		took = append(took, time.Since(began))
		must(b, err)
		found += len(people)
		keys += len(k)
	}
	slices.Sort(took)
	for _, p := range []int{50, 95} {
		r.add(float64(took[len(took)*p/100].Microseconds())/1000, "ms-p"+string(rune('0'+p/10))+string(rune('0'+p%10))+"-"+name)
	}
	r.add(float64(found)/float64(len(asked)), "found")
	r.add(float64(keys)/float64(len(asked)), "keys")
}

// BenchmarkPostingsSince asks what the last five of three thousand births wrote.
func BenchmarkPostingsSince(b *testing.B) {
	pass := accesstest.Pass(b)
	onEach(b, func(b *testing.B, address string) {
		s := open(b, address, sqlstore.Options{})
		found(b, s)
		for i := range 3000 {
			tx, err := s.Begin(b.Context())
			must(b, err)
			h, err := tx.Head(b.Context())
			must(b, err)
			batch := people(h, 1)
			batch.Postings = births(i+1, 1)
			must(b, tx.Write(b.Context(), batch))
			must(b, tx.Commit(b.Context()))
		}
		for b.Loop() {
			list, ok, err := s.PostingsSince(b.Context(), pass, 2995)
			must(b, err)
			if !ok || len(list) != 55 {
				b.Fatalf("%d postings, %t", len(list), ok)
			}
		}
	})
}

// BenchmarkBirths registers births one by one in two registers in turn, of which
// one keeps the matcher's keys; an operation is one birth in each.
func BenchmarkBirths(b *testing.B) {
	onEach(b, func(b *testing.B, address string) {
		without, with := open(b, address, sqlstore.Options{}), open(b, databases[b.Name()[len("BenchmarkBirths/"):]](b), sqlstore.Options{})
		found(b, without)
		found(b, with)
		rng := rand.New(rand.NewPCG(3, 4))
		var took [2]time.Duration
		var each [2][]time.Duration
		n := 0
		for b.Loop() {
			for i, s := range []*sqlstore.Store{without, with} {
				tx, err := s.Begin(b.Context())
				must(b, err)
				h, err := tx.Head(b.Context())
				must(b, err)
				batch := people(h, 1)
				for range 11 * i {
					k := store.Key{Hash: rng.Uint64() >> (64 - store.KeyBits), Split: uint16(rng.Uint32())}
					batch.Postings = append(batch.Postings, store.Posting{Key: k, Person: register.PersonID(h.NextPerson)})
				}
				began := time.Now()
				must(b, tx.Write(b.Context(), batch))
				must(b, tx.Commit(b.Context()))
				each[i] = append(each[i], time.Since(began))
				took[i] += each[i][n]
			}
			n++
		}
		b.ReportMetric(float64(n)/took[0].Seconds(), "acts/s-without")
		b.ReportMetric(float64(n)/took[1].Seconds(), "acts/s-with")
		b.ReportMetric(took[0].Seconds()/took[1].Seconds(), "ratio")
		for i, name := range []string{"ms-p99-without", "ms-p99-with"} {
			slices.Sort(each[i])
			b.ReportMetric(float64(each[i][n*99/100].Microseconds())/1000, name)
		}
	})
}
