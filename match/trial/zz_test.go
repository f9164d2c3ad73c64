package trial

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"samano/match"
	"samano/match/corrupt"
)

func TestBig(t *testing.T) {
	for _, n := range []int{200_000, 1_000_000} {
		l := StandardLesson()
		w, _ := Learn(l)
		m, _ := w.Model(match.People())
		m = m.Expecting(0.05)
		t0 := time.Now()
		k := 0
		for range (&Built{country: countryOf(n), c: Country{People: n, Seed: 7}}).records() {
			k++
		}
		gen := time.Since(t0)
		t0 = time.Now()
		var ms, ms2 runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&ms)
		b, err := Build(Country{People: n, Seed: 7, Asked: 10000}, 2)
		if err != nil {
			t.Fatal(err)
		}
		build := time.Since(t0)
		runtime.GC()
		runtime.ReadMemStats(&ms2)
		fmt.Println(n, "gen", gen, "build", build-gen, "bytes", b.Index.Bytes()/b.Index.Len(), "postings", b.Index.Postings.Bytes()/b.Index.Len(), "heap", int(ms2.HeapAlloc-ms.HeapAlloc)/b.Index.Len(), "lex", b.Index.Lexicon.Len())
		s := b.Index.Searcher(m, 0.001)
		var ds []time.Duration
		compared, crowded := 0, 0
		rs := slices.Collect(b.Comers())
		for _, a := range rs {
			t0 := time.Now()
			f := s.Search(a.Record)
			ds = append(ds, time.Since(t0))
			compared += f.Compared
			crowded += f.Crowded
		}
		slices.Sort(ds)
		fmt.Println("p50", ds[len(ds)/2], "p95", ds[len(ds)*95/100], "p99", ds[len(ds)*99/100], "max", ds[len(ds)-1], "compared", compared/len(ds), "crowded", crowded)
		asked := b.Ask(m)
		for _, ask := range []float64{0.02, 0.05, 0.1, 0.2} {
			fmt.Printf("%g %+v\n", ask, Count(asked, match.Thresholds{900000, int(ask * 1e6)}))
		}
	}
}

func countryOf(n int) corrupt.Country { return corrupt.Country{Seed: 7, People: n} }
