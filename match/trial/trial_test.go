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
	l.People = 40000
	w, err := Learn(l)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("learn", time.Since(t0))
	w.Write(os.Stdout)
	t0 = time.Now()
	b, err := Build(Country{People: 100_000, Seed: 7, Asked: 5000}, 2)
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
	for _, ask := range []float64{0.01,.02, 0.05, 0.1, 0.2, 0.5,.8, .9} {
		for _, same := range []float64{0.9, 0.97, 0.99, 0.999, .9999} {
			fmt.Printf("%g %g %+v\n", ask, same, Count(asked, same, ask))
		}
	}
	n := 0
	for _, a := range asked {
		if a.There && a.Blocked && a.P < 0.05 && n < 12 {
			n++
			fmt.Printf("MISSED %.4f %v %s\n  %+v\n  %+v\n", a.P, a.Right, a.Rather, a.Person.Record, a.Record)
		}
	}
	n = 0
	for _, a := range asked {
		if !a.There && a.P > 0.5 && n < 12 {
			n++
			fmt.Printf("STOPPED %.4f %s\n  %+v\n", a.P, a.Rather, a.Record)
		}
	}
}
