package demo

import (
	"math"
	"testing"

	"samano/acts"
	"samano/demo/population"
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

// residents counts who lives in a cell on its last day.
func residents(c *cell) *population.Structure {
	s := &population.Structure{}
	for i := range c.People {
		if p := &c.People[i]; p.Here() {
			s[p.Sex][min(p.Age(c.country.Until), population.Ages-1)]++
		}
	}
	return s
}

// shares returns the parts of those under 15, under 65 and above.
func shares(s *population.Structure) (out [3]float64) {
	for sex := range s {
		for age, n := range s[sex] {
			class := 0
			switch {
			case age >= 65:
				class = 2
			case age >= 15:
				class = 1
			}
			out[class] += n / s.Sum()
		}
	}
	return out
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
		births, deaths := 0, 0
		var lastYear register.Day
		w, err := newWorld(tt.country, atlas, func(p register.Proposal, err error) bool {
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
		})
		if err != nil {
			t.Fatal(err)
		}
		lastYear = w.country.Until - 365
		c := newCell(w, 0, w.land.Villages, tt.country.People)
		c.live()
		s := residents(c)
		if n := s.Sum(); math.Abs(n-float64(tt.country.People)) > 0.03*float64(tt.country.People) {
			t.Errorf("%+v: %.0f people", tt.country, n)
		}
		want := w.rates.StructureAt(w.country.Until)
		got, expected := shares(s), shares(want)
		for i := range got {
			if math.Abs(got[i]-expected[i]) > tt.points {
				t.Errorf("%+v: shares of young, grown and old %.3f, want %.3f", tt.country, got, expected)
				break
			}
		}
		t.Logf("%+v: %.0f people, shares %.3f (%.3f), births %d deaths %d, households %d", tt.country, s.Sum(), got, expected, births, deaths, len(c.Households))
		if tt.country.YearsOfLife == 0 || tt.country.People < 20_000 {
			continue
		}
		// Per 1,000 people and year: the tables' own births and deaths of the year.
		b, d := 0.0, 0.0
		for age := range population.Ages {
			b += want[population.Female][age] * w.rates.Fertility(age, 2026)
			for sex := range population.Sexes {
				d += want[sex][age] * w.rates.Dying(sex, age, 2026)
			}
		}
		people := want.Sum()
		crude := func(n float64, of float64) float64 { return 1000 * n / of }
		if got, want := crude(float64(births), s.Sum()), crude(b, people); math.Abs(got-want) > 2.5 {
			t.Errorf("%.1f births to 1,000 people, want %.1f", got, want)
		}
		if got, want := crude(float64(deaths), s.Sum()), crude(d, people); math.Abs(got-want) > 2 {
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
