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

// Days and dates are stored as text, and a text that is none changes nothing that is stored.
func TestDaysAndDatesAsText(t *testing.T) {
	for text, d := range map[string]Day{"1970-01-01": 0, "1969-12-31": -1, "2000-02-29": DayOf(2000, 2, 29)} {
		var back Day
		written, err := d.MarshalText()
		if err != nil || string(written) != text || d.String() != text {
			t.Errorf("day %d is written %q, %v", d, written, err)
		}
		if err := back.UnmarshalText([]byte(text)); err != nil || back != d {
			t.Errorf("%q is read as %v, %v", text, back, err)
		}
	}
	for _, text := range []string{"", "1970-1-1", "2023-02-29", "yesterday"} {
		if d, err := ParseDay(text); err == nil || d != 0 {
			t.Errorf("%q is read as the day %v", text, d)
		}
		var d Day
		if err := d.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is read as the day %v", text, d)
		}
	}
	for text, want := range map[string]Date{
		"": {}, "XXXX": {}, "XXXX declared": {Basis: Declared}, "1974": {Year: 1974}, "1974-05": {Year: 1974, Month: 5}, "1974-05-03": {Year: 1974, Month: 5, Day: 3},
		"1974~": {Year: 1974, About: true}, "1974-05~ estimated": {Year: 1974, Month: 5, About: true, Basis: Estimated}, "1974-05-03 declared": {Year: 1974, Month: 5, Day: 3, Basis: Declared},
	} {
		var back Date
		if err := back.UnmarshalText([]byte(text)); err != nil || back != want {
			t.Errorf("%q is read as %+v, %v", text, back, err)
		}
		written, err := want.MarshalText()
		if text == "XXXX" {
			text = "" // nothing at all is known, which is not written
		}
		if err != nil || string(written) != text {
			t.Errorf("%+v is written %q, %v", want, written, err)
		}
	}
	var d Date
	if err := d.UnmarshalText([]byte("2023-02-31")); err == nil {
		t.Errorf("a day that does not exist is read as %v", d)
	}
	if got := (Date{}).EDTF(); got != "XXXX" {
		t.Errorf("an unknown date is shown as %q", got)
	}
	if got, err := ParseDate("1974 documented"); err != nil || got != (Date{Year: 1974}) {
		t.Errorf("a basis that need not be written: %+v, %v", got, err)
	}
	if got := (&DateError{Text: "x\n", Problem: DateMalformed}).Error(); got != `register: date-malformed: "x\n"` {
		t.Errorf("the error says %s", got)
	}
}

// The first and the last year, month and day that there are.
func TestTheLimitsOfDates(t *testing.T) {
	for text, problem := range map[string]DateProblem{
		"1849": DateYearOutOfRange, "1850": "", "2200": "", "2201": DateYearOutOfRange,
		"2392": DateYearOutOfRange, "2393": DateBuddhistEra, "2743": DateBuddhistEra, "2744": DateYearOutOfRange,
		"2023-01": "", "2023-12": "", "2023-00": DateNoSuchDay, "2023-13": DateNoSuchDay,
		"2023-01-01": "", "2023-01-31": "", "2023-01-00": DateNoSuchDay, "2023-01-32": DateNoSuchDay, "2024-02-29": "", "2024-02-30": DateNoSuchDay,
		"1900-02-29": DateNoSuchDay, "2000-02-29": "", "2023-04-30": "", "2023-04-31": DateNoSuchDay, "1850-01-01": "", "2200-12-31": "",
		"2023-01-011": DateMalformed, "2023-0101": DateMalformed, "202301": DateMalformed, "2023-01-": DateMalformed, "20233-1-1": DateMalformed,
		"202:-01": DateMalformed, "202/-01": DateMalformed, "2023-01-01-01": DateMalformed, "2023-01~~": DateMalformed, "~": DateMalformed,
	} {
		_, err := ParseDate(text)
		var e *DateError
		switch {
		case problem == "" && err != nil:
			t.Errorf("%s: %v", text, err)
		case problem != "" && (!errors.As(err, &e) || e.Problem != problem || e.Text != text):
			t.Errorf("%s: %v, want %s", text, err, problem)
		}
	}
}

// Which days a date may mean, by how much of it is known.
func TestWhatADateMayMean(t *testing.T) {
	for text, want := range map[string]struct {
		first, last string
		precision   Precision
	}{
		"1974-05-03":  {"1974-05-03", "1974-05-03", ToDay},
		"1974-05-03~": {"1972-05-03", "1976-05-03", ToDay},
		"1974-05":     {"1974-05-01", "1974-05-31", ToMonth},
		"1974-12":     {"1974-12-01", "1974-12-31", ToMonth},
		"2024-02":     {"2024-02-01", "2024-02-29", ToMonth},
		"1974-05~":    {"1972-05-01", "1976-05-31", ToMonth},
		"1974":        {"1974-01-01", "1974-12-31", ToYear},
		"1974~":       {"1972-01-01", "1976-12-31", ToYear},
	} {
		d := mustDate(t, text)
		if d.Earliest().String() != want.first || d.Latest().String() != want.last || d.Precision() != want.precision {
			t.Errorf("%s: from %s to %s, known to %d", text, d.Earliest(), d.Latest(), d.Precision())
		}
	}
	if d := (Date{Basis: Declared}); d.Earliest() != FirstDay || d.Latest() != LastDay || d.Precision() != Unknown || d.IsZero() {
		t.Errorf("an unknown date: from %d to %d", d.Earliest(), d.Latest())
	}
	if d := Exact(DayOf(2024, 2, 29)); d != (Date{Year: 2024, Month: 2, Day: 29}) || InYear(1980, Declared) != (Date{Year: 1980, Basis: Declared}) {
		t.Errorf("%+v", d)
	}
}

func TestBeforeAndNotAfter(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want Truth
	}{
		{"2020-05-01", "2020-05-02", Yes},
		{"2020-05-01", "2020-05-01", No},
		{"2020-05-02", "2020-05-01", No},
		{"2020", "2021", Yes},
		{"2020", "2020", Undetermined},
		{"2021", "2020", No},
		{"2020", "2020-12-31", Undetermined},
		{"2020", "2020-01-01", No},
		{"2020-12-31", "2020", No},
		{"2020-12-30", "2020", Undetermined},
		{"", "2020", Undetermined},
		{"2020", "", Undetermined},
	} {
		if got := mustDate(t, c.a).Before(mustDate(t, c.b)); got != c.want {
			t.Errorf("%s before %s: %v, want %v", c.a, c.b, got, c.want)
		}
	}
	day := DayOf(2020, 5, 10)
	for text, want := range map[string]Truth{
		"2020-05-10": Yes, "2020-05-11": No, "2020-05-09": Yes, "2020-05": Undetermined, "2020-06": No, "2020-04": Yes, "": Undetermined,
	} {
		if got := mustDate(t, text).NotAfterDay(day); got != want {
			t.Errorf("%q on or before %s: %v, want %v", text, day, got, want)
		}
	}
	for truth, want := range map[Truth]string{Undetermined: "undetermined", No: "no", Yes: "yes"} {
		if truth.String() != want {
			t.Errorf("%d is called %s", truth, truth)
		}
	}
	for basis, want := range map[Basis]string{Documented: "documented", Declared: "declared", Estimated: "estimated"} {
		if basis.String() != want {
			t.Errorf("%d is called %s", basis, basis)
		}
	}
}
