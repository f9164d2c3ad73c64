package register

import (
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func anyDate(t *rapid.T) Date {
	d := Date{Basis: Basis(rapid.IntRange(0, 2).Draw(t, "basis"))}
	precision := Precision(rapid.IntRange(0, 3).Draw(t, "precision"))
	if precision >= ToYear {
		d.Year = int16(rapid.IntRange(MinYear, MaxYear).Draw(t, "year"))
		d.About = rapid.Bool().Draw(t, "about")
	}
	if precision >= ToMonth {
		d.Month = uint8(rapid.IntRange(1, 12).Draw(t, "month"))
	}
	if precision >= ToDay {
		d.Day = uint8(rapid.IntRange(1, 28).Draw(t, "day"))
	}
	return d
}

func TestADateSurvivesItsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate(t)
		back, err := ParseDate(d.String())
		if err != nil || back != d {
			t.Fatalf("%+v was written %q and read %+v, %v", d, d.String(), back, err)
		}
	})
}

// Whatever days two dates may mean, Before must not contradict any of them.
func TestBeforeHoldsForEveryReading(t *testing.T) {
	pick := func(t *rapid.T, d Date, name string) Day {
		lo, hi := int64(d.Earliest()), int64(d.Latest())
		return Day(rapid.Int64Range(lo, hi).Draw(t, name))
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyDate(t), anyDate(t)
		x, y := pick(t, a, "x"), pick(t, b, "y")
		switch a.Before(b) {
		case Yes:
			if x >= y {
				t.Fatalf("%v before %v: yes, but %v and %v are possible", a, b, x, y)
			}
		case No:
			if x < y {
				t.Fatalf("%v before %v: no, but %v and %v are possible", a, b, x, y)
			}
		}
		if a.Before(b) == Yes && b.Before(a) != No {
			t.Fatalf("%v is before %v and the other way round", a, b)
		}
	})
}

func TestTextsThatAreNoDates(t *testing.T) {
	for text, problem := range map[string]DateProblem{
		"2023-02-31":       DateNoSuchDay,
		"2023-02-29":       DateNoSuchDay,
		"2023-13":          DateNoSuchDay,
		"2023-00-10":       DateNoSuchDay,
		"2566-01-05":       DateBuddhistEra,
		"2566":             DateBuddhistEra,
		"0000":             DateYearOutOfRange,
		"1700-01-01":       DateYearOutOfRange,
		"9999":             DateYearOutOfRange,
		"23-1-5":           DateMalformed,
		"2023-1-5":         DateMalformed,
		"1 January 2023":   DateMalformed,
		"2023-01-05T00:00": DateMalformed,
		"໒໐໒໓-໐໑-໐໕":       DateMalformed,
		"2023 guessed":     DateMalformed,
		"-023":             DateMalformed,
	} {
		_, err := ParseDate(text)
		var e *DateError
		if !errors.As(err, &e) || e.Problem != problem {
			t.Errorf("%q: %v, want %s", text, err, problem)
		}
	}
}

func TestAge(t *testing.T) {
	on := func(s string) Day {
		d, err := ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		born, on    string
		least, most int
	}{
		{"2008-11-02", "2026-11-01", 17, 17},
		{"2008-11-02", "2026-11-02", 18, 18},
		{"2008-02-29", "2026-02-28", 17, 17}, // nobody comes of age a day early
		{"2008-02-29", "2026-03-01", 18, 18},
		{"2008", "2026-06-30", 17, 18},
		{"2008-11", "2026-11-30", 18, 18},
		{"1974~", "2026-12-31", 50, 54},
	} {
		d, err := ParseDate(c.born)
		if err != nil {
			t.Fatal(err)
		}
		least, most, ok := d.Age(on(c.on))
		if !ok || least != c.least || most != c.most {
			t.Errorf("born %s, on %s: %d to %d, %v; want %d to %d", c.born, c.on, least, most, ok, c.least, c.most)
		}
	}
	if _, _, ok := (Date{}).Age(0); ok {
		t.Error("an unknown date of birth gives an age")
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"1974-05-03", "1974~", "XXXX", "", "2566", "2023-02-31 declared", "19-74"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			return
		}
		if back, err := ParseDate(d.String()); err != nil || back != d {
			t.Fatalf("%q was read as %+v, whose text %q is read as %+v, %v", s, d, d.String(), back, err)
		}
		if d.Earliest() > d.Latest() {
			t.Fatalf("%q: earliest after latest", s)
		}
	})
}
