package credential

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
)

func TestClaimsThatAreNotIssued(t *testing.T) {
	for name, tc := range map[string]struct {
		field string
		spoil func(*Claims)
	}{
		"no kind":                     {"kind", func(c *Claims) { c.Kind = NoKind }},
		"a kind of the future":        {"kind", func(c *Claims) { c.Kind = 4 }},
		"no issuer":                   {"issuer", func(c *Claims) { c.Issuer = "" }},
		"no day of issue":             {"issued at", func(c *Claims) { c.IssuedAt = time.Time{} }},
		"issued before 1970":          {"issued at", func(c *Claims) { c.IssuedAt = day(1969, 1, 1) }},
		"a not-before":                {"not before", func(c *Claims) { c.NotBefore = c.IssuedAt }},
		"expired when issued":         {"expires", func(c *Claims) { c.Expires = c.IssuedAt }},
		"no copy id":                  {"copy id", func(c *Claims) { c.Copy = CopyID{} }},
		"no office":                   {"office", func(c *Claims) { c.Office = "" }},
		"no act number":               {"act number", func(c *Claims) { c.ActNumber = "" }},
		"registered in some month":    {"registered", func(c *Claims) { c.Registered = "2026-03" }},
		"registered on no day":        {"registered", func(c *Claims) { c.Registered = "2026-02-30" }},
		"before the register":         {"seq", func(c *Claims) { c.Seq = -1 }},
		"a birth with two dates":      {"event date", func(c *Claims) { c.Event.Date = "2026-02-11" }},
		"a birth with a spouse":       {"spouse", func(c *Claims) { c.Spouse.Names.Full = "ສົມ" }},
		"a Latin name alone":          {"mother", func(c *Claims) { c.Mother.Full = "" }},
		"a Latin name in no language": {"person Latin language", func(c *Claims) { c.Person.LatinLanguage = "" }},
		"a language of two letters":   {"person language", func(c *Claims) { c.Person.Language = "lo" }},
		"a nationality in words":      {"person nationality", func(c *Claims) { c.Person.Nationality = "Lao" }},
		"a fourth gender":             {"person gender", func(c *Claims) { c.Person.Gender = 4 }},
		"a doubtful doubt":            {"person date of birth", func(c *Claims) { c.Person.BirthDate = "1974~?" }},
		"the 31st of February":        {"person date of birth", func(c *Claims) { c.Person.BirthDate = "1974-02-31" }},
		"a place of 400 bytes":        {"event place", func(c *Claims) { c.Event.Place = strings.Repeat("ab", 200) }},
		"a line feed in a name":       {"father", func(c *Claims) { c.Father.Full = "ສົມ\nສັກ" }},
		"a reversed name":             {"father", func(c *Claims) { c.Father.Full = "ສົມ\u202eສັກ" }},
		"an office in no encoding":    {"office", func(c *Claims) { c.Office = "\xff" }},
		"a status nowhere":            {"status", func(c *Claims) { c.Status = &StatusRef{Index: 1} }},
	} {
		t.Run(name, func(t *testing.T) {
			c := birthClaims()
			tc.spoil(&c)
			_, err := Issue(ed25519Key("moha-2026"), c)
			var field *FieldError
			if !errors.As(err, &field) || !strings.HasPrefix(field.Field, tc.field) {
				t.Errorf("%v, want a FieldError of %q", err, tc.field)
			}
		})
	}
}

func TestDateInClaim169(t *testing.T) {
	for date, want := range map[Date]struct {
		text  string
		whole bool
	}{
		"":            {"", true},
		"1974-05-03":  {"19740503", true},
		"1974-05":     {"197405", false},
		"1974":        {"1974", false},
		"1974~":       {"", false},
		"1974-05-03?": {"", false},
		"XXXX":        {"", false},
	} {
		if err := date.validate("date"); err != nil {
			t.Errorf("%q: %v", date, err)
		}
		text, whole := date.claim169()
		if text != want.text || whole != want.whole {
			t.Errorf("%q: %q, whole %v, want %q, %v", date, text, whole, want.text, want.whole)
		}
		if text != "" {
			if back, err := dateFrom169("date", text); err != nil || back != date {
				t.Errorf("%q comes back as %q, %v", date, back, err)
			}
		}
	}
	if d, err := dateFrom169("date", "1984-04-18"); err != nil || d != "1984-04-18" {
		t.Errorf("the specification's example: %q, %v", d, err)
	}
	for _, bad := range []string{"19740231", "74", "1974051", "1974~", "XXXX", "+974", "1974-5-3"} {
		if d, err := dateFrom169("date", bad); err == nil {
			t.Errorf("%q was read as %q", bad, d)
		}
	}
}

// A certificate's Claim 169 must be readable by those who know nothing of ours.
func TestWhatOthersSeeOfACertificate(t *testing.T) {
	payload, err := encodeClaims(marriageClaims())
	if err != nil {
		t.Fatal(err)
	}
	var cwt struct {
		Issuer string        `cbor:"1,keyasint"`
		ID     []byte        `cbor:"7,keyasint"`
		Person map[int64]any `cbor:"169,keyasint"`
		Status struct {
			List struct {
				Index uint64 `cbor:"idx"`
				URI   string `cbor:"uri"`
			} `cbor:"status_list"`
		} `cbor:"65535,keyasint"`
	}
	if err := cbor.Unmarshal(payload, &cwt); err != nil {
		t.Fatal(err)
	}
	c := marriageClaims()
	if cwt.Issuer != c.Issuer || CopyID(cwt.ID) != c.Copy ||
		cwt.Status.List.Index != c.Status.Index || cwt.Status.List.URI != c.Status.URI {
		t.Errorf("claims: %+v", cwt)
	}
	for key, want := range map[int64]any{3: "lao", 4: c.Person.Names.Full, 8: "1951", 9: uint64(2), 13: "LAO", 19: c.Person.Names.Latin, 20: "lao"} {
		if cwt.Person[key] != want {
			t.Errorf("attribute %d: %v, want %v", key, cwt.Person[key], want)
		}
	}
	if len(cwt.Person) != 7 {
		t.Errorf("%d attributes, want 7: %v", len(cwt.Person), cwt.Person)
	}
	if cwtPaper >= -65536 {
		t.Errorf("claim key %d is outside the private range", cwtPaper)
	}
}
