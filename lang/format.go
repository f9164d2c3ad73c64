package lang

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Precision says how much of a date is known.
type Precision uint8

// Precisions, least first.
const (
	_ Precision = iota // unknown
	ToYear
	ToMonth
	ToDay
)

// Date is a date in the Gregorian calendar as far as it is known. Parts beyond Precision are not
// read, so that no 1 January is ever shown for a year.
type Date struct {
	Year, Month, Day int
	Precision        Precision
	About            bool
}

// Date writes a date in figures: "21/11/2026", "05/1974", "about 1974", "not known".
func (p *Printer) Date(d Date) string {
	switch d.Precision {
	case ToDay:
		return p.about(d, fmt.Sprintf("%02d/%02d/%d", d.Day, d.Month, d.Year))
	case ToMonth:
		return p.about(d, fmt.Sprintf("%02d/%d", d.Month, d.Year))
	case ToYear:
		return p.about(d, strconv.Itoa(d.Year))
	default:
		return p.T("date.unknown")
	}
}

// LongDate writes a date with the month's name: "21 November 2026", "May 1974".
func (p *Printer) LongDate(d Date) string {
	month := p.T("date.month-" + strconv.Itoa(d.Month))
	year := strconv.Itoa(d.Year)
	switch d.Precision {
	case ToDay:
		return p.about(d, p.T("date.long-day", "day", strconv.Itoa(d.Day), "month", month, "year", year))
	case ToMonth:
		return p.about(d, p.T("date.long-month", "month", month, "year", year))
	default:
		return p.Date(d)
	}
}

func (p *Printer) about(d Date, written string) string {
	if d.About {
		return p.T("date.about", "date", written)
	}
	return written
}

var edtf = regexp.MustCompile(`^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(~?)$`)

// parseEDTF reads the forms of ISO 8601-2 level 1 that a date to the year, month or day has; others
// are shown as they are.
func parseEDTF(s string) (Date, bool) {
	m := edtf.FindStringSubmatch(s)
	if m == nil {
		return Date{}, false
	}
	d := Date{Precision: ToYear, About: m[4] != ""}
	// The pattern has let digits through only.
	d.Year, _ = strconv.Atoi(m[1])
	if m[2] != "" {
		d.Precision = ToMonth
		d.Month, _ = strconv.Atoi(m[2])
	}
	if m[3] != "" {
		d.Precision = ToDay
		d.Day, _ = strconv.Atoi(m[3])
	}
	return d, true
}

// Day is the day on which t falls in its own location.
func Day(t time.Time) Date {
	year, month, day := t.Date()
	return Date{Year: year, Month: int(month), Day: day, Precision: ToDay}
}

// Time writes a moment, in the location that t carries: "21/11/2026 14:05".
func (p *Printer) Time(t time.Time) string {
	return p.Date(Day(t)) + t.Format(" 15:04")
}

// Number writes a whole number with its thousands set apart.
func (p *Printer) Number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	var parts []string
	for len(digits) > 3 {
		parts = append([]string{digits[len(digits)-3:]}, parts...)
		digits = digits[:len(digits)-3]
	}
	return sign + strings.Join(append([]string{digits}, parts...), p.thousands())
}

// thousands is the separator of thousands (Unicode CLDR, numbers/symbols/group); French uses a
// narrow space that does not break.
func (p *Printer) thousands() string {
	switch p.language {
	case "en":
		return ","
	case "fr":
		return "\u202f"
	default: // Lao, Vietnamese
		return "."
	}
}
