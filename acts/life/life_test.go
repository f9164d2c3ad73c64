package life_test

import (
	"testing"

	"pgregory.net/rapid"

	"samano/acts/life"
	"samano/register"
)

func date(t *testing.T, s string) register.Date {
	t.Helper()
	d, err := register.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAgedSaysOnlyWhatEveryReadingSays(t *testing.T) {
	tests := []struct {
		name     string
		born, on string
		years    int
		want     register.Truth
	}{
		{"the birthday itself", "2000-05-03", "2018-05-03", 18, register.Yes},
		{"the day before", "2000-05-03", "2018-05-02", 18, register.No},
		{"born on 29 February, of age on 1 March", "2004-02-29", "2022-02-28", 18, register.No},
		{"only the year of birth, in the year of coming of age", "2000", "2018-07-01", 18, register.Undetermined},
		{"only the year of birth, a year later", "2000", "2019-01-01", 18, register.Yes},
		{"only the year of the event", "2000-05-03", "2018", 18, register.Undetermined},
		{"about 1974, born 1948", "1948", "1974~", 18, register.Yes},
		{"about 1974, born 1957", "1957", "1974~", 18, register.Undetermined},
		{"about 1974, born 1962", "1962", "1974~", 18, register.No},
		{"birth unknown", "", "2018-07-01", 18, register.Undetermined},
		{"nobody has reached an age before birth", "2000-05-03", "1999-01-01", 0, register.No},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := life.Aged(date(t, tt.born), date(t, tt.on), tt.years); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

func TestHeldAt(t *testing.T) {
	tests := []struct {
		name            string
		from, until, at string // until "": not ended
		want            register.Truth
	}{
		{"within", "2010-01-01", "2020-01-01", "2015-06-01", register.Yes},
		{"on the day it began", "2010-01-01", "", "2010-01-01", register.Yes},
		{"on the day it ended: no overlap", "2010-01-01", "2020-01-01", "2020-01-01", register.No},
		{"before", "2010-01-01", "", "2009-12-31", register.No},
		{"the year in which it ended", "2010-01-01", "2018", "2018-05-05", register.Undetermined},
		{"the year in which it began", "2018", "", "2018-05-05", register.Undetermined},
		{"asked of a year in which it ended", "2010-01-01", "2018-05-05", "2018", register.Undetermined},
		{"began nobody knows when", "", "", "2018-05-05", register.Undetermined},
		{"began nobody knows when, ended before", "", "2015-01-01", "2018-05-05", register.No},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := register.Fact[register.Partner]{Key: register.EffectRef{Seq: 1}, From: date(t, tt.from)}
			if tt.until != "" {
				f.Trail = []register.Trace{{By: register.EffectRef{Seq: 2}, Op: register.OpEnd, Until: date(t, tt.until)}}
			}
			if got := life.HeldAt(&f, date(t, tt.at)); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

func days() *rapid.Generator[register.Day] {
	return rapid.Map(rapid.IntRange(0, 400), func(n int) register.Day { return register.DayOf(2020, 1, 1) + register.Day(n) })
}

// anyDate draws a date known to the day, the month or the year.
func anyDate() *rapid.Generator[register.Date] {
	return rapid.Custom(func(t *rapid.T) register.Date {
		d := register.Exact(days().Draw(t, "day"))
		switch rapid.IntRange(0, 3).Draw(t, "precision") {
		case 0:
			d.Month, d.Day = 0, 0
		case 1:
			d.Day = 0
		}
		return d
	})
}

// On an exact day, HeldAt is what Fact.Holds says.
func TestHeldAtAgreesWithHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := register.Fact[register.Partner]{Key: register.EffectRef{Seq: 1}, From: anyDate().Draw(t, "from")}
		if rapid.Bool().Draw(t, "ended") {
			f.Trail = []register.Trace{{By: register.EffectRef{Seq: 2}, Op: register.OpEnd, Until: anyDate().Draw(t, "until")}}
		}
		on := days().Draw(t, "on")
		if got, want := life.HeldAt(&f, register.Exact(on)), f.Holds(on); got != want {
			t.Fatalf("on %s: %v, Holds says %v", on, got, want)
		}
	})
}

// What HeldAt says of a vague date it says of every day that the date may mean.
func TestHeldAtOfAVagueDateHoldsForEachOfItsDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := register.Fact[register.Partner]{Key: register.EffectRef{Seq: 1}, From: register.Exact(days().Draw(t, "from"))}
		if rapid.Bool().Draw(t, "ended") {
			f.Trail = []register.Trace{{By: register.EffectRef{Seq: 2}, Op: register.OpEnd, Until: register.Exact(days().Draw(t, "until"))}}
		}
		at := anyDate().Draw(t, "at")
		said := life.HeldAt(&f, at)
		if said == register.Undetermined {
			return
		}
		for day := at.Earliest(); day <= at.Latest(); day++ {
			if got := f.Holds(day); got != said {
				t.Fatalf("%s says %v, %s says %v", at, said, day, got)
			}
		}
	})
}
