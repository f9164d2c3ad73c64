package law

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"time"
	_ "time/tzdata" // a laptop at a post may have no zones of its own

	"golang.org/x/text/language"

	"samano/register"
)

var (
	packCode    = regexp.MustCompile(`^[a-z]{2}$`)
	countryCode = regexp.MustCompile(`^[A-Z]{3}$`)
)

// packFormat is the version of the form that packs have on disk: which sections there are, and which
// keys in each. A pack of another version is refused.
const packFormat = 2

// readIdentity reads the section pack: which country the pack is of.
func readIdentity(t *table, p *Pack) {
	format := plain[int](t, "format", strconv.Itoa(packFormat))
	p.Code = plain[string](t, "code", `"la"`)
	p.Country = plain[register.Country](t, "country", `"LAO"`)
	p.Languages = plain[[]string](t, "languages", `["lo"]`)
	p.Letterhead = plain[map[string][]string](t, "letterhead", `{ lo = ["ສປປ ລາວ"] }`)
	zone := plain[string](t, "time_zone", `"Asia/Vientiane"`)
	bad := func(key, value, wrong, remedy string) {
		t.at("pack."+key, value, wrong, remedy)
	}
	if t.read["pack.format"] && format != packFormat {
		bad("format", strconv.Itoa(format), "is not the format that this program reads",
			fmt.Sprintf("bring the pack into format %d", packFormat))
	}
	// What is missing or of a wrong type has been reported as that.
	if t.read["pack.code"] && !packCode.MatchString(p.Code) {
		bad("code", p.Code, "is not a code of a pack", "write two lower-case letters")
	}
	if t.read["pack.country"] && !countryCode.MatchString(string(p.Country)) {
		bad("country", string(p.Country), "is not an ISO 3166-1 alpha-3 code", "write three capital letters")
	}
	if t.read["pack.time_zone"] {
		var err error
		if p.TimeZone, err = time.LoadLocation(zone); err != nil || zone == "" || zone == "Local" {
			bad("time_zone", zone, "is not a time zone", `write its name in the IANA database: "Asia/Vientiane"`)
		}
	}
	if t.read["pack.languages"] && len(p.Languages) == 0 {
		bad("languages", "[]", "is empty", "name the language whose text binds")
	}
	for i, tag := range p.Languages {
		if _, err := language.Parse(tag); err != nil || slices.Contains(p.Languages[:i], tag) {
			bad("languages", tag, "is not a language tag, or stands twice", `write each once, as in BCP 47: "lo"`)
		}
	}
	if t.read["pack.letterhead"] && t.read["pack.languages"] {
		for _, tag := range p.Languages {
			lines := p.Letterhead[tag]
			if len(lines) == 0 || len(lines) != len(p.Letterhead[p.Languages[0]]) || slices.Contains(lines, "") {
				bad("letterhead", tag, "has no lines, or not as many as the others",
					"write the lines of official papers in each language of the pack")
			}
		}
		for _, tag := range slices.Sorted(maps.Keys(p.Letterhead)) {
			if !slices.Contains(p.Languages, tag) {
				bad("letterhead", tag, "is not a language of the pack", "take it out, or name it in languages")
			}
		}
	}
}
