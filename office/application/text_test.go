package application

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"samano/acts"
	"samano/register"
)

// A reason says something, about an act of the application or about the whole (-1).
func TestReasons(t *testing.T) {
	many := func(n int) []Reason { return slices.Repeat([]Reason{{Act: -1, Text: "ບໍ່ຄົບ"}}, n) }
	for name, test := range map[string]struct {
		reasons []Reason
		kind    register.ErrorKind
		code    string
		limit   string
	}{
		"of the whole":      {many(1), 0, "", ""},
		"of the first act":  {[]Reason{{Act: 0, Text: "x"}}, 0, "", ""},
		"of the last act":   {[]Reason{{Act: 1, Text: "x"}}, 0, "", ""},
		"of one behind it":  {[]Reason{{Act: 2, Text: "x"}}, register.Invalid, register.CodeReasonMissing, ""},
		"of none":           {[]Reason{{Act: -2, Text: "x"}}, register.Invalid, register.CodeReasonMissing, ""},
		"none":              {nil, register.Invalid, register.CodeReasonMissing, ""},
		"blank":             {[]Reason{{Act: -1, Text: " "}}, register.Invalid, register.CodeReasonMissing, ""},
		"the longest":       {[]Reason{{Act: -1, Text: strings.Repeat("a", acts.MaxText)}}, 0, "", ""},
		"too long":          {[]Reason{{Act: -1, Text: strings.Repeat("a", acts.MaxText+1)}}, register.Invalid, register.CodeTextTooLong, strconv.Itoa(acts.MaxText)},
		"as many as may be": {many(MaxFindings), 0, "", ""},
		"one more":          {many(MaxFindings + 1), register.TooLarge, CodeTooManyReasons, strconv.Itoa(MaxFindings)},
	} {
		err := CheckReasons("office.Refuse", test.reasons, 2)
		if test.code == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		e, ok := err.(*register.Error)
		if !ok || e.Kind != test.kind || e.Code != test.code || e.Op != "office.Refuse" {
			t.Errorf("%s: %v, want %s %s", name, err, test.kind, test.code)
			continue
		}
		if limit := slices.ContainsFunc(e.Findings, func(f register.Finding) bool { return f.Args["limit"] == test.limit }); !limit && test.limit != "" {
			t.Errorf("%s: %v does not tell the limit, %s", name, e.Findings, test.limit)
		}
	}
}

// A text holds nothing that turns or breaks the line in which it is shown; line breaks of its own
// may be in it.
func TestCharactersOfAText(t *testing.T) {
	for r, bad := range map[rune]bool{
		0: true, '\t': true, '\n': false, '\r': true, 0x1F: true, ' ': false, 0x7E: false, 'ຄ': false,
		0x2029: false, 0x202A: true, 0x202C: true, 0x202E: true, 0x202F: false,
		0x2065: false, 0x2066: true, 0x2067: true, 0x2069: true, 0x206A: false,
		0xFFFC: false, 0xFFFD: true, 0xFFFE: false, 0x10000: false,
	} {
		var want []register.Finding
		if bad {
			want = []register.Finding{register.Blocked(register.CodeTextCharacter, "note")}
		}
		if got := CheckText("note", "a"+string(r)+"b", 20); !reflect.DeepEqual(got, want) {
			t.Errorf("with %U: %+v", r, got)
		}
	}
	if got := CheckText("note", "a\xffb", 20); len(got) != 1 || got[0].Code != register.CodeTextCharacter {
		t.Errorf("what is no UTF-8: %+v", got)
	}
	for n, want := range map[int][]register.Finding{0: nil, 6: nil, 9: nil, 12: {register.Blocked(register.CodeTextTooLong, "note", "limit", "9")}} {
		if got := CheckText("note", strings.Repeat("ຄ", n/3), 9); !reflect.DeepEqual(got, want) {
			t.Errorf("%d bytes of 9: %+v", n, got)
		}
	}
}
