package tabular

import (
	"strings"

	"samano/match"
)

// levels returns the levels of agreement of a kind of column, nil if there is no such kind.
func levels(k Kind) []string {
	switch k {
	case Text:
		return []string{match.Unknown, "exact", "swapped", "moved", "letter", "near", "part", "differs"}
	case Date:
		return []string{match.Unknown, "exact", "swapped", "digit", "two-parts", "year", "differs"}
	case Number:
		return []string{match.Unknown, "exact", "digit", "two-digits", "differs"}
	case Email:
		return []string{match.Unknown, "exact", "mailbox", "near", "differs"}
	}
	return nil
}

const (
	textExact   = 1 + iota
	textSwapped // with its partner: both values, told once, in the first of the two columns
	textMoved   // found in the partner's column, which is empty in the other row
	textLetter
	textNear
	textPart
	textDiffers
)

const (
	dateExact = 1 + iota
	dateSwapped
	dateDigit
	dateTwoParts
	dateYear
	dateDiffers
)

const (
	numberExact = 1 + iota
	numberDigit
	numberTwoDigits
	numberDiffers
)

const (
	emailExact = 1 + iota
	emailMailbox
	emailNear
	emailDiffers
)

// compare compares two rows.
func (t *Table) compare(a, b []string, common *shares) (v match.Vector) {
	for i := range v.Rarity {
		v.Rarity[i] = 1
	}
	for i, c := range t.Plan.Columns {
		if v.Level[i] != 0 || c.Partner != "" && t.comparePartners(&v, a, b, i, t.Plan.column(c.Partner)) {
			continue
		}
		if a[i] == "" || b[i] == "" {
			continue
		}
		if a[i] == b[i] {
			v.Level[i] = 1 // exact, of every kind
			v.Rarity[i] = common.rarity(i, a[i])
			continue
		}
		v.Level[i] = differ(c.Kind, a[i], b[i])
	}
	return v
}

// comparePartners finds values in each other's column. It reports whether it has set the level of
// column i.
func (t *Table) comparePartners(v *match.Vector, a, b []string, i, j int) bool {
	if j < i && swapped(a[j], a[i], b[j], b[i]) != 0 {
		return true // told at j
	}
	v.Level[i] = swapped(a[i], a[j], b[i], b[j])
	return v.Level[i] != 0
}

// swapped compares two columns crosswise, where the straight way does not agree.
func swapped(a, aPartner, b, bPartner string) uint8 {
	switch {
	case a != "" && a == b || aPartner != "" && aPartner == bPartner:
		return 0
	case a != "" && b != "" && (a == bPartner && near(b, aPartner) || b == aPartner && near(a, bPartner)):
		return textSwapped
	case a != "" && a == bPartner && (b == "" || aPartner == "") || b != "" && b == aPartner && (a == "" || bPartner == ""):
		return textMoved
	}
	return 0
}

func near(a, b string) bool { return match.Similar(a, b) >= similar }

// similar is the Jaro-Winkler similarity from which two words are near.
const similar = 0.88

// differ returns the level of two values that are not equal.
func differ(k Kind, a, b string) uint8 {
	switch k {
	case Date:
		return differDates(a, b)
	case Number:
		switch {
		case match.WithinEdits(a, b, 1):
			return numberDigit
		case match.WithinEdits(a, b, 2):
			return numberTwoDigits
		}
		return numberDiffers
	case Email:
		x, _, _ := strings.Cut(a, "@")
		y, _, _ := strings.Cut(b, "@")
		switch {
		case x == y:
			return emailMailbox
		case near(x, y) || match.WithinEdits(a, b, 2):
			return emailNear
		}
		return emailDiffers
	}
	switch {
	case match.WithinEdits(a, b, 1):
		return textLetter
	case near(a, b):
		return textNear
	case part(a, b):
		return textPart
	}
	return textDiffers
}

// leastPart is how long a beginning must be to speak for a whole word.
const leastPart = 3

// part reports whether one begins like the other or that they share a word.
func part(a, b string) bool {
	if len(a) >= leastPart && strings.HasPrefix(b, a) || len(b) >= leastPart && strings.HasPrefix(a, b) {
		return true
	}
	for word := range strings.FieldsSeq(a) {
		if len(word) >= leastPart && strings.Contains(" "+b+" ", " "+word+" ") {
			return true
		}
	}
	return false
}

// dateDigits is the length of a date written as year, month and day.
const dateDigits = 8

func differDates(a, b string) uint8 {
	if len(a) == dateDigits && len(b) == dateDigits {
		year, month, day := a[:4] == b[:4], a[4:6] == b[4:6], a[6:] == b[6:]
		switch {
		case year && a[4:6] == b[6:] && a[6:] == b[4:6]:
			return dateSwapped
		case match.WithinEdits(a, b, 1):
			return dateDigit
		case year && month || year && day || month && day:
			return dateTwoParts
		case year:
			return dateYear
		}
		return dateDiffers
	}
	if match.WithinEdits(a, b, 1) {
		return dateDigit
	}
	return dateDiffers
}

// shares counts how common each value of a column is.
type shares struct {
	counts []map[string]int
	mean   []float64 // chance that two rows at random share the value
	rows   float64
}

func (t *Table) shares() *shares {
	s := &shares{rows: float64(len(t.Rows))}
	for i := range t.Plan.Columns {
		counts, known, squares := map[string]int{}, 0.0, 0.0
		for _, row := range t.Rows {
			if row[i] != "" {
				counts[row[i]]++
				known++
			}
		}
		for _, n := range counts {
			squares += float64(n) * float64(n)
		}
		s.counts = append(s.counts, counts)
		s.mean = append(s.mean, squares/max(1, known*known))
	}
	return s
}

// leastRarity bounds what one rare value can prove.
const leastRarity = 0.02

// rarity says how much rarer than the mean an agreement in this value is. A value of two rows that
// are one person looks twice as common as it is; that is why one row is taken off.
func (s *shares) rarity(column int, value string) float32 {
	if s.mean[column] == 0 {
		return 1
	}
	share := (float64(s.counts[column][value]) - 1) / s.rows
	return float32(max(leastRarity, share/s.mean[column]))
}
