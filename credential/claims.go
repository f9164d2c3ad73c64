package credential

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Kind says what sort of certificate a copy is. The values are on paper: never
// renumber.
type Kind uint8

// The kinds. NoKind is the kind of claims from a code that is signed identity data but no
// certificate of this register.
const (
	NoKind   Kind = 0
	Birth    Kind = 1
	Death    Kind = 2
	Marriage Kind = 3
)

func (k Kind) String() string {
	switch k {
	case Birth:
		return "birth"
	case Death:
		return "death"
	case Marriage:
		return "marriage"
	}
	return "none"
}

// Gender is attribute 9 of Claim 169. An undetermined sex is NotStated.
type Gender uint8

// The values of Claim 169, section 3.1.
const (
	NotStated Gender = 0
	Male      Gender = 1
	Female    Gender = 2
	Others    Gender = 3
)

// CopyID is the UUID of one issued copy.
type CopyID [16]byte

// IsZero reports whether there is no copy id.
func (id CopyID) IsZero() bool { return id == CopyID{} }

// String returns the canonical text of the UUID.
func (id CopyID) String() string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[0:4], id[4:6], id[6:8], id[8:10], id[10:16])
}

// Seq is the place in the register's order that a copy shows.
type Seq int64

// Language is an ISO 639-3 code of three letters: "lao", "vie", "eng".
type Language string

// Names is one name as the paper has it, and in Latin letters.
type Names struct {
	Full  string
	Latin string // the second form; in others' codes it may be in any script
}

// Person is the person whom a certificate is about. Every field may be empty: a child may be
// unnamed, a foundling without a date of birth.
type Person struct {
	ID            string // only where the law wants the number on this paper
	Language      Language
	Names         Names
	LatinLanguage Language // set exactly when Names.Latin is
	BirthDate     Date
	Gender        Gender
	Nationality   string // ISO 3166-1, two or three letters
}

// Event is the event that a certificate is about.
type Event struct {
	Date  Date // empty for a birth: it is the person's date of birth
	Place string
}

// StatusRef says where the status of the copy can be asked online (Token Status
// List, "Referenced Token in COSE").
type StatusRef struct {
	URI   string
	Index uint64
}

// Claims is what the QR code of one copy says. Times are whole seconds in UTC;
// Issue cuts off fractions.
type Claims struct {
	Issuer    string
	IssuedAt  time.Time
	NotBefore time.Time // zero: none; Issue writes none
	Expires   time.Time // zero: never
	Copy      CopyID
	Kind      Kind
	Seq       Seq
	Office    string
	ActNumber string
	CopyCount uint32 // 1 for the first copy of this certificate; 0: not counted

	Registered Date // a whole day
	Event      Event
	Person     Person
	Mother     Names  // the names of parents are in the person's languages
	Father     Names  // zero: not on the paper
	Spouse     Person // marriages only
	Status     *StatusRef
}

// Limits of single texts, in bytes. The whole must still fit on paper
// (maxText), so these only keep one field from being absurd.
const (
	MaxTextBytes  = 300 // a name or place: 100 Lao letters of 3 bytes
	maxShortBytes = 100 // an issuer, a number, an id
	maxURIBytes   = 200
)

// maxUnix is the last second of year 9999, the last that RFC 3339 can write.
const maxUnix = 253402300799

// FieldError says which claim is wrong and why. It never holds the value, which
// may be about a person.
type FieldError struct {
	Field   string
	Problem string
}

func (e *FieldError) Error() string { return "credential: " + e.Field + ": " + e.Problem }

func fieldError(field, problem string) error { return &FieldError{Field: field, Problem: problem} }

// validate returns the reason why the claims cannot be issued, or nil.
func (c Claims) validate() error {
	switch {
	case c.Kind != Birth && c.Kind != Death && c.Kind != Marriage:
		return fieldError("kind", "is not birth, death or marriage")
	case c.Issuer == "":
		return fieldError("issuer", "is missing")
	case c.IssuedAt.IsZero():
		return fieldError("issued at", "is missing")
	case !c.NotBefore.IsZero():
		return fieldError("not before", "is never issued")
	case !c.Expires.IsZero() && !c.Expires.After(c.IssuedAt):
		return fieldError("expires", "is not after issued at")
	case c.Copy.IsZero():
		return fieldError("copy id", "is missing")
	case c.Office == "":
		return fieldError("office", "is missing")
	case c.ActNumber == "":
		return fieldError("act number", "is missing")
	case len(c.Registered) != len("2006-01-02"):
		return fieldError("registered", "is not a whole day")
	}
	return cmp.Or(
		c.Mother.validate("mother"),
		c.Father.validate("father"),
		c.Person.validate("person"),
		c.Spouse.validate("spouse"),
		c.validateShape(),
	)
}

// validateShape holds for claims that are issued and for claims that are read,
// from whichever issuer.
func (c Claims) validateShape() error {
	for _, t := range []struct {
		field string
		time  time.Time
	}{{"issued at", c.IssuedAt}, {"not before", c.NotBefore}, {"expires", c.Expires}} {
		if s := t.time.Unix(); !t.time.IsZero() && (s < 0 || s > maxUnix) {
			return fieldError(t.field, "is outside 1970 to 9999")
		}
	}
	for _, t := range []struct {
		field, text string
		most        int
	}{
		{"issuer", c.Issuer, maxShortBytes},
		{"office", c.Office, MaxTextBytes},
		{"act number", c.ActNumber, maxShortBytes},
		{"event place", c.Event.Place, MaxTextBytes},
	} {
		if err := checkText(t.field, t.text, t.most); err != nil {
			return err
		}
	}
	switch {
	case c.Seq < 0:
		return fieldError("seq", "is negative")
	case c.Kind == Birth && c.Event.Date != "":
		return fieldError("event date", "of a birth is the person's date of birth")
	case c.Kind != Marriage && c.Spouse != Person{}:
		return fieldError("spouse", "stands on marriages only")
	}
	return cmp.Or(
		c.Registered.validate("registered"),
		c.Event.Date.validate("event date"),
		c.Mother.validateShape("mother"),
		c.Father.validateShape("father"),
		c.Person.validateShape("person"),
		c.Spouse.validateShape("spouse"),
		c.Status.validate(),
	)
}

// validate holds for what we issue. Others' codes are read more kindly: the
// specification's own example has a language of two letters.
func (p Person) validate(field string) error {
	switch {
	case p.Language != "" && !letters(string(p.Language), 3, 'a'):
		return fieldError(field+" language", "is not an ISO 639-3 code")
	case p.LatinLanguage != "" && !letters(string(p.LatinLanguage), 3, 'a'):
		return fieldError(field+" Latin language", "is not an ISO 639-3 code")
	case (p.LatinLanguage == "") != (p.Names.Latin == ""):
		return fieldError(field+" Latin language", "goes with the Latin name")
	case p.Nationality != "" && !letters(p.Nationality, 2, 'A') && !letters(p.Nationality, 3, 'A'):
		return fieldError(field+" nationality", "is not an ISO 3166-1 code")
	}
	return p.Names.validate(field + " name")
}

func (p Person) validateShape(field string) error {
	if p.Gender > Others {
		return fieldError(field+" gender", "is not a value of Claim 169")
	}
	return cmp.Or(
		checkText(field+" id", p.ID, maxShortBytes),
		checkText(field+" language", string(p.Language), maxShortBytes),
		checkText(field+" Latin language", string(p.LatinLanguage), maxShortBytes),
		checkText(field+" nationality", p.Nationality, maxShortBytes),
		p.Names.validateShape(field+" name"),
		p.BirthDate.validate(field+" date of birth"),
	)
}

func (n Names) validate(field string) error {
	if n.Full == "" && n.Latin != "" {
		return fieldError(field, "is in Latin letters only")
	}
	return nil
}

func (n Names) validateShape(field string) error {
	return cmp.Or(checkText(field, n.Full, MaxTextBytes), checkText(field, n.Latin, MaxTextBytes))
}

func (s *StatusRef) validate() error {
	if s == nil {
		return nil
	}
	if s.URI == "" {
		return fieldError("status", "has no URI")
	}
	if s.Index > 1<<63-1 {
		return fieldError("status", "has too large an index")
	}
	return checkText("status", s.URI, maxURIBytes)
}

// letters reports whether s has n letters of the case that first begins.
func letters(s string, n int, first byte) bool {
	if len(s) != n {
		return false
	}
	for i := range len(s) {
		if s[i] < first || s[i] > first+25 {
			return false
		}
	}
	return true
}

// checkText refuses characters that make a line on a page or in a log read otherwise than
// it was signed: control characters and the marks that turn the direction
// of writing (Unicode Standard Annex 9, section 2).
func checkText(field, s string, most int) error {
	if len(s) > most {
		return fieldError(field, fmt.Sprintf("is longer than %d bytes", most))
	}
	if !utf8.ValidString(s) {
		return fieldError(field, "is not UTF-8")
	}
	if strings.ContainsFunc(s, misleading) {
		return fieldError(field, "has a control character")
	}
	return nil
}

func misleading(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r < 0xa0: // C0, DEL, C1
		return true
	case r == 0x2028, r == 0x2029: // line and paragraph separator
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069: // bidi embeddings, overrides, isolates
		return true
	}
	return false
}
