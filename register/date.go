package register

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Day is a calendar day: days since 1970-01-01 in the Gregorian calendar.
type Day int32

// The ends of time, for dates that are not known.
const (
	FirstDay Day = math.MinInt32
	LastDay  Day = math.MaxInt32
)

// DayOf returns the day with that year, month and day of month; it does not check
// that they exist (see ParseDay).
func DayOf(year int, month time.Month, day int) Day {
	// Unix counts seconds before 1970 below zero and Go truncates towards zero; midnight
	// is a whole number of days, so the division is exact.
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// DayAt returns the day on which t falls in its own location.
func DayAt(t time.Time) Day {
	y, m, d := t.Date()
	return DayOf(y, m, d)
}

// ParseDay reads YYYY-MM-DD and refuses days that do not exist.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("register: %q is not a day (YYYY-MM-DD)", s)
	}
	return DayAt(t), nil
}

// Time returns midnight UTC of the day.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Year returns the calendar year of the day.
func (d Day) Year() int { return d.Time().Year() }

func (d Day) String() string { return d.Time().Format(time.DateOnly) }

// MarshalText writes YYYY-MM-DD.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD.
func (d *Day) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDay(string(b))
	return err
}

// AddYears returns the same day n years on; 29 February becomes 1 March where the
// year has none, so that nobody comes of age a day early.
func (d Day) AddYears(n int) Day {
	y, m, day := d.Time().Date()
	return DayOf(y+n, m, day)
}

// Precision says how much of a date is known.
type Precision uint8

// Precisions, least first.
const (
	Unknown Precision = iota
	ToYear
	ToMonth
	ToDay
)

// Basis says on what a date or a nationality rests.
type Basis uint8

// The bases. Documented is the zero value: most dates come from a paper.
const (
	Documented Basis = iota
	Declared
	Estimated
)

var basisText = [...]string{"documented", "declared", "estimated"}

func (b Basis) String() string { return basisText[b] }

// Limits of years: the calendar is Gregorian throughout, and nobody in a living
// register was born before the first or will be after the second. A Buddhist-era
// year (Gregorian + 543) falls outside and is caught.
const (
	MinYear = 1850
	MaxYear = 2200
)

// AboutYears is how far on either side "about that time" may lie. Ages that
// people give in round numbers are seldom wrong by more.
const AboutYears = 2

// Date is a point in time as far as it is known: a year, a month, a day, or
// nothing at all; exact or "about"; with its basis. The zero Date is unknown.
// There is never an invented 1 January.
type Date struct {
	Year  int16 // 0: unknown
	Month uint8 // 0: not known
	Day   uint8 // 0: not known
	About bool
	Basis Basis
}

// Exact returns the documented date of a day.
func Exact(d Day) Date {
	y, m, day := d.Time().Date()
	return Date{Year: int16(y), Month: uint8(m), Day: uint8(day)}
}

// InYear returns a date of which only the year is known.
func InYear(year int, b Basis) Date { return Date{Year: int16(year), Basis: b} }

// IsZero reports whether nothing is known of the date, not even a basis.
func (d Date) IsZero() bool { return d == Date{} }

// Precision says how much of the date is known.
func (d Date) Precision() Precision {
	switch {
	case d.Year == 0:
		return Unknown
	case d.Month == 0:
		return ToYear
	case d.Day == 0:
		return ToMonth
	}
	return ToDay
}

// Earliest and Latest are the first and last day that the date may mean.
func (d Date) Earliest() Day {
	switch d.Precision() {
	case Unknown:
		return FirstDay
	case ToYear:
		return DayOf(int(d.Year)-d.slack(), 1, 1)
	case ToMonth:
		return DayOf(int(d.Year)-d.slack(), time.Month(d.Month), 1)
	}
	return DayOf(int(d.Year)-d.slack(), time.Month(d.Month), int(d.Day))
}

// Latest is described at Earliest.
func (d Date) Latest() Day {
	switch d.Precision() {
	case Unknown:
		return LastDay
	case ToYear:
		return DayOf(int(d.Year)+d.slack(), 12, 31)
	case ToMonth:
		return DayOf(int(d.Year)+d.slack(), time.Month(d.Month)+1, 0)
	}
	return DayOf(int(d.Year)+d.slack(), time.Month(d.Month), int(d.Day))
}

func (d Date) slack() int {
	if d.About {
		return AboutYears
	}
	return 0
}

// Truth is the answer to a question about partial knowledge.
type Truth uint8

// The three answers. The zero value claims nothing.
const (
	Undetermined Truth = iota
	No
	Yes
)

func (t Truth) String() string { return [...]string{"undetermined", "no", "yes"}[t] }

// Before says whether d lies before o: Yes and No only where every reading of
// both dates agrees.
func (d Date) Before(o Date) Truth {
	switch {
	case d.Latest() < o.Earliest():
		return Yes
	case d.Earliest() >= o.Latest():
		return No
	}
	return Undetermined
}

// NotAfterDay says whether the date lies on or before the day.
func (d Date) NotAfterDay(day Day) Truth {
	switch {
	case d.Latest() <= day:
		return Yes
	case d.Earliest() > day:
		return No
	}
	return Undetermined
}

// Age returns the least and the greatest age in full years that somebody born on
// this date has on that day. ok is false if the date is unknown.
func (d Date) Age(on Day) (least, most int, ok bool) {
	if d.Precision() == Unknown {
		return 0, 0, false
	}
	return fullYears(d.Latest(), on), fullYears(d.Earliest(), on), true
}

func fullYears(from, to Day) int {
	n := to.Year() - from.Year()
	if from.AddYears(n) > to {
		n--
	}
	return n
}

// EDTF writes the date in the Extended Date/Time Format (ISO 8601-2), level 1:
// "1974-05-03", "1974-05", "1974", "1974~", "XXXX" for unknown.
func (d Date) EDTF() string { return string(d.appendEDTF(make([]byte, 0, dateBytes))) }

// dateBytes is the longest date with its basis.
const dateBytes = len("1974-05-03~ documented")

func (d Date) appendEDTF(b []byte) []byte {
	if d.Year == 0 {
		return append(b, "XXXX"...)
	}
	b = appendPadded(b, int(d.Year), 4)
	if d.Month != 0 {
		b = appendPadded(append(b, '-'), int(d.Month), 2)
		if d.Day != 0 {
			b = appendPadded(append(b, '-'), int(d.Day), 2)
		}
	}
	if d.About {
		b = append(b, '~')
	}
	return b
}

func (d Date) appendText(b []byte) []byte {
	b = d.appendEDTF(b)
	if d.Basis != Documented {
		b = append(append(b, ' '), d.Basis.String()...)
	}
	return b
}

// appendPadded writes a number of at most four digits with leading zeros.
func appendPadded(b []byte, n, width int) []byte {
	if width == 4 {
		b = append(b, byte('0'+n/1000%10), byte('0'+n/100%10))
	}
	return append(b, byte('0'+n/10%10), byte('0'+n%10))
}

func (d Date) String() string { return string(d.appendText(make([]byte, 0, dateBytes))) }

// ParseDate reads EDTF as EDTF writes it, with the basis behind a space where
// it is not "documented": "1974~ estimated". Days that do not exist and years
// outside MinYear and MaxYear are refused with a DateError.
func ParseDate(s string) (Date, error) {
	text, basis, _ := strings.Cut(s, " ")
	var d Date
	switch basis {
	case "", "documented":
	case "declared":
		d.Basis = Declared
	case "estimated":
		d.Basis = Estimated
	default:
		return Date{}, &DateError{Text: s, Problem: DateMalformed}
	}
	if text == "XXXX" || text == "" {
		return d, nil
	}
	if body, ok := strings.CutSuffix(text, "~"); ok {
		text, d.About = body, true
	}
	if len(text) != 4 && len(text) != 7 && len(text) != 10 {
		return Date{}, &DateError{Text: s, Problem: DateMalformed}
	}
	parts := strings.Split(text, "-")
	widths := [...]int{4, 2, 2}
	var n [3]int
	for i, p := range parts {
		if i > 2 || len(p) != widths[i] {
			return Date{}, &DateError{Text: s, Problem: DateMalformed}
		}
		for _, c := range []byte(p) {
			if c < '0' || c > '9' {
				return Date{}, &DateError{Text: s, Problem: DateMalformed}
			}
			n[i] = n[i]*10 + int(c-'0')
		}
	}
	if problem := checkCalendar(n[0], n[1], n[2], len(parts)); problem != "" {
		return Date{}, &DateError{Text: s, Problem: problem}
	}
	d.Year, d.Month, d.Day = int16(n[0]), uint8(n[1]), uint8(n[2])
	return d, nil
}

func checkCalendar(year, month, day, parts int) DateProblem {
	switch {
	case year > MaxYear && year-BuddhistEra >= MinYear && year-BuddhistEra <= MaxYear:
		return DateBuddhistEra
	case year < MinYear || year > MaxYear:
		return DateYearOutOfRange
	case parts > 1 && (month < 1 || month > 12):
		return DateNoSuchDay
	case parts > 2 && (day < 1 || DayOf(year, time.Month(month), day).Time().Day() != day):
		return DateNoSuchDay
	}
	return ""
}

// BuddhistEra is how many years the Buddhist era, as counted in Laos, is ahead.
const BuddhistEra = 543

// DateProblem says what is wrong with a date; it is part of a finding's code.
type DateProblem string

// The problems.
const (
	DateMalformed      DateProblem = "date-malformed"
	DateNoSuchDay      DateProblem = "date-no-such-day"
	DateYearOutOfRange DateProblem = "date-year-out-of-range"
	DateBuddhistEra    DateProblem = "date-buddhist-era"
)

// DateError is returned for a text that is no date.
type DateError struct {
	Text    string
	Problem DateProblem
}

func (e *DateError) Error() string {
	return "register: " + string(e.Problem) + ": " + strconv.Quote(e.Text)
}

// MarshalText writes what String returns; an unknown date is empty.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.appendText(make([]byte, 0, dateBytes)), nil
}

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDate(string(b))
	return err
}
