package demo

import (
	"math"
	"testing"

	"samano/acts"
	"samano/law"
	"samano/places"
	"samano/register"
)

// laos returns the places of Laos, standing since 1975.
func laos(t testing.TB) *register.Atlas {
	t.Helper()
	pack, err := law.Shipped("la", acts.ForLaw())
	if err != nil {
		t.Fatal(err)
	}
	sheets, err := places.Shipped(pack.Territory)
	if err != nil {
		t.Fatal(err)
	}
	since := register.InYear(1975, register.Documented)
	var all []*register.Place
	ids := map[register.Code]register.PlaceID{}
	for _, s := range sheets {
		for _, r := range s.Rows {
			p := &register.Place{ID: register.PlaceID(len(all) + 1)}
			ids[r.Code] = p.ID
			p.Origins = register.Facts[register.Origin]{{From: since}}
			p.Codes = register.Facts[register.Code]{{Value: r.Code, From: since}}
			p.Names = register.Facts[register.PlaceName]{{Value: r.Name, From: since}}
			p.Levels = register.Facts[register.Level]{{Value: s.Level, From: since}}
			if above, ok := ids[r.Parent]; ok {
				p.Parents = register.Facts[register.ParentPlace]{{Value: register.ParentPlace{Place: above}, From: since}}
			}
			all = append(all, p)
		}
	}
	return register.NewAtlas(all)
}

// census counts who lives in a cell on its last day.
func census(c *cell) *structure {
	s := &structure{}
	for i := range c.people {
		if p := &c.people[i]; p.here() {
			s[p.sex][min(c.age(p, c.Until), ages-1)]++
		}
	}
	return s
}

// A cell that has lived thirty years has the people it should have: as many as
// asked for, and of the ages that the tables give the country.
func TestLifeFollowsTheTables(t *testing.T) {
	atlas := laos(t)
	for _, tt := range []struct {
		country Country
		points  float64 // by how much a share may differ
	}{
		{Country{People: 20_000, Seed: 1, YearsOfLife: 30}, 0.02},
		{Country{People: 20_000, Seed: 2, YearsOfLife: 30}, 0.02},
		{Country{People: 20_000, Seed: 3}, 0.02},
		{Country{People: 5_000, Seed: 4, YearsOfLife: 10}, 0.025},
	} {
		w, err := newWorld(tt.country, atlas)
		if err != nil {
			t.Fatal(err)
		}
		births, deaths := 0, 0
		lastYear := w.Until - 365
		w.yield = func(p register.Proposal, err error) bool {
			if err != nil {
				t.Fatal(err)
			}
			if p.Declared > lastYear {
				switch p.Kind {
				case "birth":
					births++
				case "death":
					deaths++
				}
			}
			return true
		}
		c := newCell(w, 0, w.villages, tt.country.People)
		c.live()
		s := census(c)
		if n := s.sum(); math.Abs(n-float64(tt.country.People)) > 0.03*float64(tt.country.People) {
			t.Errorf("%+v: %.0f people", tt.country, n)
		}
		want := w.rates.structureAt(w.Until)
		got, expected := shares(s), shares(want)
		for i := range got {
			if math.Abs(got[i]-expected[i]) > tt.points {
				t.Errorf("%+v: shares of young, grown and old %.3f, want %.3f", tt.country, got, expected)
				break
			}
		}
		t.Logf("%+v: %.0f people, shares %.3f (%.3f), births %d deaths %d, households %d", tt.country, s.sum(), got, expected, births, deaths, len(c.households))
		if tt.country.YearsOfLife == 0 || tt.country.People < 20_000 {
			continue
		}
		// Per 1,000 people and year: the tables' own births and deaths of the year.
		b, d := 0.0, 0.0
		for age := range ages {
			b += want[female][age] * w.rates.fertility(age, 2026)
			for sex := range uint8(2) {
				d += want[sex][age] * w.rates.dying(sex, age, 2026)
			}
		}
		people := want.sum()
		crude := func(n float64, of float64) float64 { return 1000 * n / of }
		if got, want := crude(float64(births), s.sum()), crude(b, people); math.Abs(got-want) > 2.5 {
			t.Errorf("%.1f births to 1,000 people, want %.1f", got, want)
		}
		if got, want := crude(float64(deaths), s.sum()), crude(d, people); math.Abs(got-want) > 2 {
			t.Errorf("%.1f deaths to 1,000 people, want %.1f", got, want)
		}
	}
}

func BenchmarkProposals(b *testing.B) {
	atlas := laos(b)
	for name, c := range map[string]Country{
		"census":       {People: 50_000, Seed: 1},
		"thirty years": {People: 50_000, Seed: 1, YearsOfLife: 30},
	} {
		b.Run(name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				for _, err := range c.Proposals(atlas) {
					if err != nil {
						b.Fatal(err)
					}
					n++
				}
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "acts/s")
			b.ReportMetric(float64(n)/float64(b.N)/float64(c.People), "acts/person")
		})
	}
}
