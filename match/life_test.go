package match

import (
	"testing"

	"pgregory.net/rapid"

	"samano/register"
)

// somewhen draws a date of a few years that is known to the day, the month or the year, or not at
// all.
func somewhen() *rapid.Generator[register.Date] {
	return rapid.Custom(func(t *rapid.T) register.Date {
		d := register.Exact(register.DayOf(2000, 1, 1) + register.Day(rapid.IntRange(0, 1500).Draw(t, "day")))
		d.About = rapid.Bool().Draw(t, "about")
		switch rapid.IntRange(0, 4).Draw(t, "known") {
		case 0:
			return register.Date{}
		case 1:
			d.Month, d.Day = 0, 0
		case 2:
			d.Day = 0
		}
		return d
	})
}

// Two are told apart by their lives if, and only if, on no reading of their dates both can be one:
// somebody who was born on one of the days that the one date may mean, and died on one of the days
// that the other may. Who died before their own birth may be anybody.
func TestWhoDiedBeforeAnotherWasBorn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := Life{somewhen().Draw(t, "born"), somewhen().Draw(t, "died")}, Life{somewhen().Draw(t, "other born"), somewhen().Draw(t, "other died")}
		perhaps := func(death, birth register.Date) bool { return birth.Earliest() <= death.Latest() }
		ended := func(a, b Life) bool { return !perhaps(a.Death, b.Birth) && perhaps(a.Death, a.Birth) }
		want := ended(a, b) || ended(b, a)
		if got := a.Apart(b); got != want || b.Apart(a) != want {
			t.Fatalf("%+v and %+v: %v, the other way %v, want %v", a, b, got, b.Apart(a), want)
		}
	})
}

func TestLivesThatAreApart(t *testing.T) {
	date := func(text string) register.Date {
		if text == "" {
			return register.Date{}
		}
		d, err := register.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for name, c := range map[string]struct {
		died, born string
		want       bool
	}{
		"the day before":                       {"2006-05-03", "2006-05-04", true},
		"on the day of birth":                  {"2006-05-04", "2006-05-04", false},
		"the day after":                        {"2006-05-05", "2006-05-04", false},
		"in the year before":                   {"2005", "2006", true},
		"in one year":                          {"2006", "2006", false},
		"perhaps in the month before":          {"2006", "2006-12-31", false},
		"in the month before":                  {"2006-04", "2006-05", true},
		"about the year before":                {"2005~", "2006", false},
		"long before about a year":             {"1986", "2006~", true},
		"on a day that nobody knows":           {"", "2006-05-04", false},
		"before a birth of which nobody knows": {"1986-05-04", "", false},
	} {
		dead, newborn := Life{Birth: date("1950"), Death: date(c.died)}, Life{Birth: date(c.born)}
		if got := dead.Apart(newborn); got != c.want {
			t.Errorf("died %s: %v, want %v", name, got, c.want)
		}
	}
	if wrong := (Life{date("1965"), date("1950")}); wrong.Apart(Life{Birth: date("1965")}) {
		t.Error("a record that says of somebody that they died before they were born parts them from nobody")
	}
	if short := (Life{date("2006-05-04"), date("2006-05-04")}); short.Apart(short) || !short.Apart(Life{Birth: date("2006-05-05")}) {
		t.Error("who died on the day of birth is themselves, and nobody who was born later")
	}
}

// A death before a move, a wedding or a passport of the same record is a mistake, whichever of the two it
// is. What others do for the dead is none: a number is given late, a parent recognised, a name corrected.
func TestADeathBeforeALaterLifeIsSureOfNothing(t *testing.T) {
	died := register.Facts[register.Death]{{Value: register.Death{Date: date("1988-06-11")}}}
	home := func(from string, trail ...register.Trace) *register.Person {
		return &register.Person{Deaths: died, Residences: register.Facts[register.Residence]{{From: date(from), Trail: trail}}}
	}
	for name, c := range map[string]struct {
		p    *register.Person
		sure bool
	}{
		"without a later fact":    {&register.Person{Deaths: died}, true},
		"who moved before":        {home("1988-06-10"), true},
		"who moved that year":     {home("1988"), true},
		"who moved after":         {home("2026-11-02"), false},
		"whose move was annulled": {home("2026-11-02", register.Trace{Op: register.OpVoid}), true},
		"who married after":       {&register.Person{Deaths: died, Partners: register.Facts[register.Partner]{{From: date("1990")}}}, false},
		"with a passport after":   {&register.Person{Deaths: died, Identifiers: register.Facts[register.Identifier]{{From: date("1990")}}}, false},
		"with a passport before":  {&register.Person{Deaths: died, Identifiers: register.Facts[register.Identifier]{{From: date("1987")}}}, true},
		"made a citizen after":    {&register.Person{Deaths: died, Nationalities: register.Facts[register.Nationality]{{From: date("1990")}}}, false},
		"with a status after":     {&register.Person{Deaths: died, Statuses: register.Facts[register.ResidenceStatus]{{From: date("1990")}}}, true},
		"given a guardian":        {&register.Person{Deaths: died, Guardians: register.Facts[register.Guardian]{{From: date("1990")}}}, false},
		"entered after":           {&register.Person{Deaths: died, Origins: register.Facts[register.Origin]{{From: date("1990")}}, Numbers: register.Facts[register.Number]{{From: date("1990")}}}, true},
		"recognised after":        {&register.Person{Deaths: died, Parents: register.Facts[register.Parent]{{From: date("1990")}}, Names: register.Facts[register.Name]{{From: date("1990")}}}, true},
	} {
		if got := !LifeOf(c.p).Death.IsZero(); got != c.sure {
			t.Errorf("%s: the death is sure: %v", name, got)
		}
	}
}
