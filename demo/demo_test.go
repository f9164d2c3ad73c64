package demo_test

import (
	"context"
	"testing"

	"samano/demo"
	"samano/places"
	"samano/register"
	"samano/registrar"
	"samano/testenv"
)

// country is a register with the places and offices of Laos.
func country(t testing.TB) (*testenv.Country, *register.Atlas) {
	t.Helper()
	c := testenv.New(t, testenv.Options{})
	sheets, err := places.Shipped(c.Law.Territory)
	if err != nil {
		t.Fatal(err)
	}
	decree := places.Decree{
		Authority: "MOHA", Reference: "list-2025", Evidence: "ministry-decision", Since: register.Exact(register.DayOf(1975, 12, 2)),
		Declared: demo.Present, Office: "CENTRE", DeclaredTo: "clerk", Registrar: "registrar",
	}
	for p, err := range places.Proposals(sheets, nil, decree) {
		if err != nil {
			t.Fatal(err)
		}
		c.Must(t, p)
	}
	atlas, err := c.Atlas(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range demo.Offices(atlas, demo.Present) {
		c.AddOffice(o)
	}
	return c, atlas
}

func TestEveryActIsLawful(t *testing.T) {
	c, atlas := country(t)
	kinds := map[register.Kind]int{}
	refused := map[string]int{}
	hand := func(batch []register.Proposal) {
		results, err := c.Register(context.Background(), registrar.Request{Proposals: batch})
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			kinds[batch[i].Kind]++
			if r.Err == nil && !r.Repeated {
				continue
			}
			for _, f := range r.Findings {
				if f.Stops(batch[i].Accepted) {
					key := string(batch[i].Kind) + " " + f.Code
					if refused[key]++; refused[key] == 1 {
						t.Errorf("%s: %+v\n%s happened %s declared %s", batch[i].Kind, f, batch[i].Payload, batch[i].Happened, batch[i].Declared)
					}
				}
			}
		}
	}
	var batch []register.Proposal
	for p, err := range (demo.Country{People: 2000, Seed: 1, YearsOfLife: 30}).Proposals(atlas) {
		if err != nil {
			t.Fatal(err)
		}
		if batch = append(batch, p); len(batch) == 400 {
			hand(batch)
			batch = nil
		}
	}
	hand(batch)
	total := 0
	for _, n := range kinds {
		total += n
	}
	t.Log(total, kinds)
	if len(refused) > 0 {
		t.Errorf("refused: %v", refused)
	}
	if len(kinds) < 20 {
		t.Errorf("%d kinds of acts, want at least 20", len(kinds))
	}
}
