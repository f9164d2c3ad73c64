package lang

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode"

	"pgregory.net/rapid"
)

func load(t *testing.T) *Catalogue {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestLanguagesHaveTheSameKeysAndPlaceholders(t *testing.T) {
	c := load(t)
	for _, d := range differences(c) {
		t.Error(d)
	}
	if got := c.Languages(); !slices.Equal(got, []string{"lo", "en"}) {
		t.Errorf("languages %v", got)
	}
}

func TestDifferencesAreSeen(t *testing.T) {
	c, err := loadFS(fstest.MapFS{
		"lo/a.toml": {Data: []byte("[a]\nx = \"{n} ຄົນ\"\ny = \"ແມ່ນ\"\n")},
		"en/a.toml": {Data: []byte("[a]\nx = \"{m} people\"\n\"x#one\" = \"a person\"\nz = \"no\"\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`en: "a.x" has placeholders [m], lo has [n]`,
		`en: "a.x#one" has placeholders [], lo has [n]`,
		`en: "a.y" is missing`,
		`en: "a.z" is not in lo`,
	}
	if got := differences(c); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// A Lao text typed with the wrong keyboard, or left in English, is the fault that nobody who
// reviews it in English sees.
func TestLaoIsWrittenInLao(t *testing.T) {
	c := load(t)
	allowed := map[string]bool{"ui.service-name": true}
	for key, message := range c.messages["lo"] {
		words := placeholder.ReplaceAllString(message, "")
		lao := strings.ContainsFunc(words, func(r rune) bool { return unicode.Is(unicode.Lao, r) })
		latin := strings.ContainsFunc(words, func(r rune) bool { return unicode.Is(unicode.Latin, r) })
		thai := strings.ContainsFunc(words, func(r rune) bool { return unicode.Is(unicode.Thai, r) })
		if strings.HasPrefix(key, "language.") || strings.TrimSpace(words) == "" {
			continue
		}
		if !lao || thai || (latin && !allowed[key]) {
			t.Errorf("%s: %q", key, message)
		}
	}
}

// The catalogue writes ຳ as one character and ຫຼ as such, as the keyboard does; a search in the
// pages and the line breaking depend on one spelling. No tone mark or vowel stands without its
// consonant.
func TestLaoSpellingIsUniform(t *testing.T) {
	bad := map[string]*regexp.Regexp{
		"ຳ in two characters":                   regexp.MustCompile("\u0ecd[\u0ec8-\u0ecb]?\u0eb2"),
		"a mark without a consonant":            regexp.MustCompile("(^|[ .,(])[\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd]"),
		"a tone before an upper or lower vowel": regexp.MustCompile("[\u0ec8-\u0ecb][\u0eb1\u0eb4-\u0eb9\u0ebb\u0ebc]"),
		"a double mark":                         regexp.MustCompile("[\u0ec8-\u0ecb]{2}|[\u0eb4-\u0eb9]{2}"),
		"ຫນ or ຫມ for ໜ or ໝ":                   regexp.MustCompile("ຫນ|ຫມ"),
		"ຫລ for ຫຼ":                             regexp.MustCompile("ຫລ"),
	}
	for key, message := range load(t).messages["lo"] {
		for fault, pattern := range bad {
			if pattern.MatchString(message) {
				t.Errorf("%s: %s in %q", key, fault, message)
			}
		}
	}
}

// ofFiles are the codes of a file that cannot be read, line by line: no law asks for a comma.
var ofFiles = regexp.MustCompile(`^(line|row|column|file)-`)

// A finding names what is wrong, the rule and the remedy, in words that are not the same ones
// again.
func TestEveryFindingSaysRuleAndRemedy(t *testing.T) {
	c := load(t)
	for _, language := range c.Languages() {
		p, count := c.For(language), 0
		for key, wrong := range c.messages[language] {
			code, is := strings.CutPrefix(key, "finding.")
			if !is {
				continue
			}
			code = strings.TrimSuffix(strings.TrimSuffix(code, ".rule"), ".remedy")
			count++
			for _, k := range []string{"finding." + code, "finding." + code + ".rule", "finding." + code + ".remedy"} {
				if strings.HasSuffix(k, ".rule") && ofFiles.MatchString(code) {
					continue
				}
				if !p.Has(k) {
					t.Errorf("%s: %q is missing", language, k)
				} else if k != key && c.messages[language][k] == wrong {
					t.Errorf("%s: %q and %q say the same", language, key, k)
				}
			}
		}
		if count == 0 {
			t.Errorf("%s: no findings in the catalogue", language)
		}
	}
}

func TestT(t *testing.T) {
	c := load(t)
	tests := []struct {
		name     string
		language string
		key      string
		args     []any
		want     string
	}{
		{"plain", "en", "ui.save", nil, "Save"},
		{"Lao", "lo", "ui.save", nil, "ບັນທຶກ"},
		{"region is cut", "en-GB", "ui.save", nil, "Save"},
		{"unknown language is Lao", "de", "ui.save", nil, "ບັນທຶກ"},
		{"missing key", "en", "ui.nothing", nil, "[ui.nothing]"},
		{"number", "en", "ui.results", []any{"count", 1204}, "1,204 results"},
		{"one", "en", "ui.results", []any{"count", 1}, "1 result"},
		{"one in Lao", "lo", "ui.results", []any{"count", 1}, "ພົບ 1 ລາຍການ"},
		{"thousands in Lao", "lo", "ui.results", []any{"count", int64(1204)}, "ພົບ 1.204 ລາຍການ"},
		{"map", "en", "ui.article", []any{map[string]string{"article": "12"}}, "Article 12"},
		{"argument missing", "en", "ui.article", nil, "Article {article}"},
		{"value with braces is not filled again", "en", "ui.article", []any{"article", "{article}"}, "Article {article}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := c.For(tt.language).T(tt.key, tt.args...); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFinding(t *testing.T) {
	p := load(t).For("en")
	args := map[string]string{"date": "2031-05~"}
	got := p.Finding("date-in-future", args)
	if got.Wrong != "The date about 05/2031 has not come yet." || got.Rule == "" || got.Remedy == "" {
		t.Errorf("%+v", got)
	}
	if args["date"] != "2031-05~" {
		t.Error("the caller's arguments were changed")
	}
	if got := p.Finding("place-unknown", map[string]string{"code": "0101"}); !strings.Contains(got.Wrong, "0101") {
		t.Errorf("a place code became a date: %q", got.Wrong)
	}
	if got := p.Finding("date-missing", nil); got.Wrong == "" {
		t.Errorf("%+v", got)
	}
	if got := p.Finding("account-exists", map[string]string{"command": "x y"}); got.Wrong != p.T("error.account-exists") || !strings.Contains(got.Remedy, "x y") {
		t.Errorf("an error that comes as a finding: %+v", got)
	}
	if got := p.Finding("no-such", nil); got.Wrong != "[finding.no-such]" || got.Rule != "" {
		t.Errorf("%+v", got)
	}
}

func TestDates(t *testing.T) {
	c := load(t)
	tests := []struct {
		name             string
		date             Date
		lo, en, loL, enL string
	}{
		{"day", Date{1974, 5, 9, ToDay, false}, "09/05/1974", "09/05/1974", "9 ພຶດສະພາ 1974", "9 May 1974"},
		{"month", Date{1974, 5, 0, ToMonth, false}, "05/1974", "05/1974", "ພຶດສະພາ 1974", "May 1974"},
		{"year", Date{1974, 0, 0, ToYear, false}, "1974", "1974", "1974", "1974"},
		{"parts beyond the precision are not shown", Date{1974, 1, 1, ToYear, false}, "1974", "1974", "1974", "1974"},
		{"about a year", Date{1974, 0, 0, ToYear, true}, "ປະມານ 1974", "about 1974", "ປະມານ 1974", "about 1974"},
		{"about a month", Date{1974, 12, 0, ToMonth, true}, "ປະມານ 12/1974", "about 12/1974", "ປະມານ ທັນວາ 1974", "about December 1974"},
		{"not known", Date{}, "ບໍ່ຮູ້", "not known", "ບໍ່ຮູ້", "not known"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lo, en := c.For("lo"), c.For("en")
			got := []string{lo.Date(tt.date), en.Date(tt.date), lo.LongDate(tt.date), en.LongDate(tt.date)}
			if want := []string{tt.lo, tt.en, tt.loL, tt.enL}; !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	moment := time.Date(2026, 11, 21, 7, 5, 0, 0, time.UTC).In(time.FixedZone("+07", 7*3600))
	if got := c.For("lo").Time(moment); got != "21/11/2026 14:05" {
		t.Errorf("time %q", got)
	}
}

// Whatever the number, taking the separators out gives it back, and no group is longer than three.
func TestNumberKeepsItsDigits(t *testing.T) {
	c := load(t)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "n")
		for language, mark := range map[string]string{"lo": ".", "en": ","} {
			got := c.For(language).Number(n)
			if plain := strings.ReplaceAll(got, mark, ""); plain != strconv.FormatInt(n, 10) {
				t.Fatalf("%s: %d became %q", language, n, got)
			}
			for i, group := range strings.Split(strings.TrimPrefix(got, "-"), mark) {
				if len(group) > 3 || group == "" || (i > 0 && len(group) != 3) {
					t.Fatalf("%s: %d became %q", language, n, got)
				}
			}
		}
	})
}

func TestLoadRefuses(t *testing.T) {
	tests := map[string]fstest.MapFS{
		"no Lao":               {"en/a.toml": {Data: []byte("[a]\nx = \"1\"\n")}},
		"the same key twice":   {"lo/a.toml": {Data: []byte("[a]\nx = \"1\"\n")}, "lo/b.toml": {Data: []byte("[a]\nx = \"2\"\n")}},
		"no section":           {"lo/a.toml": {Data: []byte("x = \"1\"\n")}},
		"a number":             {"lo/a.toml": {Data: []byte("[a]\nx = 1\n")}},
		"a section in another": {"lo/a.toml": {Data: []byte("[a.b]\nx = \"1\"\n")}},
		"an empty message":     {"lo/a.toml": {Data: []byte("[a]\nx = \"\"\n")}},
		"space at the end":     {"lo/a.toml": {Data: []byte("[a]\nx = \"1 \"\n")}},
		"a brace left open":    {"lo/a.toml": {Data: []byte("[a]\nx = \"{n\"\n")}},
		"a capital in a hole":  {"lo/a.toml": {Data: []byte("[a]\nx = \"{Name}\"\n")}},
	}
	for name, files := range tests {
		t.Run(name, func(t *testing.T) {
			if c, err := loadFS(files); err == nil {
				t.Errorf("loaded %v", c.messages)
			}
		})
	}
}

// A code without words would reach a clerk in brackets, and a hole that no check fills in braces.
// The codes stand in the source where checks are written, with what they pass by name.
func TestEveryCodeOfACheckHasWords(t *testing.T) {
	called := regexp.MustCompile(`\.(?:Block|Warn|Ask|Conflict)\("([a-z-]+)"(.*)|\bCode: +"([a-z-]+)"(.*)`)
	sources, err := filepath.Glob("../acts/*.go")
	if err != nil || len(sources) == 0 {
		t.Fatalf("no sources: %v", err)
	}
	c, count := load(t), 0
	for _, source := range sources {
		if strings.HasSuffix(source, "_test.go") {
			continue
		}
		text, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range called.FindAllStringSubmatch(string(text), -1) {
			count++
			code, passed := m[1]+m[3], m[2]+m[4]
			for _, language := range c.Languages() {
				for _, k := range []string{"finding." + code, "finding." + code + ".rule", "finding." + code + ".remedy"} {
					message, ok := c.messages[language][k]
					if !ok {
						t.Errorf("%s, %s: no words for %q", filepath.Base(source), language, k)
					}
					for _, hole := range placeholder.FindAllString(message, -1) {
						if !strings.Contains(passed, `"`+strings.Trim(hole, "{}")+`"`) {
							t.Errorf("%s, %s: %q has %s, which the check does not pass", filepath.Base(source), language, k, hole)
						}
					}
				}
			}
		}
	}
	if count == 0 {
		t.Error("no checks in the sources")
	}
}

// differences says how the languages differ from Lao in keys and placeholders; none when all is well.
func differences(c *Catalogue) []string {
	var out []string
	first := c.messages[First]
	for language, messages := range c.messages {
		for key, message := range messages {
			base := strings.TrimSuffix(key, one)
			want, known := first[base]
			switch {
			case !known:
				out = append(out, fmt.Sprintf("%s: %q is not in %s", language, key, First))
			case !slices.Equal(placeholders(want), placeholders(message)):
				out = append(out, fmt.Sprintf("%s: %q has placeholders %v, %s has %v", language, key, placeholders(message), First, placeholders(want)))
			}
		}
		for key := range first {
			if _, there := messages[key]; !there && !strings.HasSuffix(key, one) {
				out = append(out, fmt.Sprintf("%s: %q is missing", language, key))
			}
		}
	}
	slices.Sort(out)
	return out
}

func placeholders(message string) []string {
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(message, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}
