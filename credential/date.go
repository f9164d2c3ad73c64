package credential

import (
	"strconv"
	"strings"
	"time"
)

// Date is a date as far as it is known, in EDTF (ISO 8601-2): "1974-05-03",
// "1974-05", "1974", each with "~" (about), "?" (uncertain) or "%" (both) behind
// it, or "XXXX" for a date that is unknown and said to be so. Empty: not stated.
type Date string

// unknownDate is a date that the paper says is unknown.
const unknownDate Date = "XXXX"

func (d Date) validate(field string) error {
	if d == "" || d == unknownDate {
		return nil
	}
	text := strings.TrimRight(string(d), "~?%")
	if len(string(d))-len(text) > 1 {
		return fieldError(field, "is not an EDTF date")
	}
	for _, layout := range []string{"2006-01-02", "2006-01", "2006"} {
		if _, err := time.Parse(layout, text); err == nil && len(text) == len(layout) {
			return nil
		}
	}
	return fieldError(field, "is not an EDTF date")
}

// claim169 returns what attribute 8 of Claim 169 can hold of the date, and whether
// that is all of it.
func (d Date) claim169() (text string, whole bool) {
	if d == unknownDate || strings.ContainsAny(string(d), "~?%") {
		return "", d == ""
	}
	text = strings.ReplaceAll(string(d), "-", "")
	return text, len(text) == 8 || text == ""
}

// dateFrom169 reads attribute 8: YYYYMMDD as the specification's table has it,
// the shorter forms that we write, and YYYY-MM-DD as its example has it.
func dateFrom169(field, text string) (Date, error) {
	d := Date(text)
	if _, err := strconv.ParseUint(text, 10, 32); err == nil {
		switch len(text) {
		case 6:
			d = Date(text[:4] + "-" + text[4:])
		case 8:
			d = Date(text[:4] + "-" + text[4:6] + "-" + text[6:])
		}
	}
	if d == unknownDate || strings.ContainsAny(string(d), "~?%") {
		return "", fieldError(field, "is not a date of Claim 169")
	}
	return d, d.validate(field)
}
