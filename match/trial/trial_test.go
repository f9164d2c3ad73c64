package trial

import (
	"fmt"
	"os"
	"testing"
	"time"

	"samano/match"
)

func TestX(t *testing.T) {
	t0 := time.Now()
	l := StandardLesson()
	l.People = 100000
	w, err := Learn(l)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("learn", time.Since(t0))
	w.Write(os.Stdout)
	t0 = time.Now()
	b, err := Build(Country{People: 100_000, Seed: 7, Asked: 10000}, 2)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("build", time.Since(t0), b.Index.Bytes()/b.Index.Len(), b.Index.Lexicon.Len())
	m, err := w.Model(match.People())
	if err != nil {
		t.Fatal(err)
	}
	t0 = time.Now()
	asked := b.Ask(m.Expecting(0.05))
	fmt.Println("ask", time.Since(t0)/time.Duration(len(asked)))
	for _, ask := range []float64{0.01, .02, 0.05, 0.1, 0.2, 0.5, .8, .9} {
		for _, same := range []float64{0.9, 0.97, 0.99, 0.999, .9999} {
			fmt.Printf("%g %g %+v\n", ask, same, Count(asked, same, ask))
		}
	}
	hist := map[string]int{}
	n := 0
	x := b.Index.Searcher(m.Expecting(0.05), 0)
	for _, a := range asked {
		if a.P < 0.02 || a.P > 0.97 {
			if !(a.There && a.P < .02 && a.Blocked || !a.There && a.P > 0.9) {
				continue
			}
		}
		f := x.Search(a.Record)
		h := f.Hits[0]
		hist[fmt.Sprint(a.There, a.Right, m.Explain(&h.Vector, b.Index.Len()).Rather)]++
		if n++; n%4 == 0 && n < 200 {
			ot := b.Index.Features(h.Slot)
			fmt.Printf("%v right %v %.4f %s", a.There, a.Right, a.P, m.Explain(&h.Vector, b.Index.Len()).Rather)
			for _, r := range m.Expecting(.05).Explain(&h.Vector, b.Index.Len()).Reasons {
				fmt.Printf(" %s.%s %.1f", r.Field, r.Level, r.Bits)
			}
			fmt.Printf("\n   %s %s b %v / %s %s b %v\n", a.Record.Names[0].Given, a.Record.Names[0].Surname, a.Record.Birth, ot.Names[0].Given.Fold, func() string {
				if ot.Names[0].Surname != nil {
					return ot.Names[0].Surname.Fold
				}
				return ""
			}(), ot.Birth)
		}
	}
	for k, v := range hist {
		fmt.Println(v, k)
	}
}
