package trial

import (
	"fmt"
	"testing"

	"samano/match"
)

func TestX(t *testing.T) {
	l := StandardLesson()
	w, err := Learn(l)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Build(Country{People: 200_000, Seed: 7, Asked: 20000}, 2)
	if err != nil {
		t.Fatal(err)
	}
	m, err := w.Model(match.People())
	if err != nil {
		t.Fatal(err)
	}
	for _, prior := range []float64{0.05, .5} {
		asked := b.Ask(m.Expecting(prior))
		Write(t.Output(), Curve(asked), 0.05)
		hist := map[string]int{}
		for _, a := range asked {
			if a.P > .1 && a.P < .9 {
				hist[fmt.Sprint(a.There, a.Right, " ", a.Rather, " ", int(a.P*5))]++
			}
		}
		for k, v := range hist {
			if v > 10 {
				fmt.Println(v, k)
			}
		}
	}
}
