package law

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"samano/acts/certificates"
	"samano/register"
)

// neverStopped and certified stand for what package acts says of its kinds.
var (
	neverStopped = []register.Kind{register.KindBirth, register.KindNaming, register.KindEnrolment, register.KindFoundling}
	certified    = map[register.Kind][]string{
		register.KindBirth:    certificates.Fields(register.KindBirth),
		register.KindDeath:    certificates.Fields(register.KindDeath),
		register.KindMarriage: certificates.Fields(register.KindMarriage),
	}
)

// kinds are those on which the Lao pack rules. That they are the kinds of package acts is
// tested there.
func kinds(t testing.TB) []Kind {
	t.Helper()
	text, err := fs.ReadFile(shipped, "la/kinds.toml")
	if err != nil {
		t.Fatal(err)
	}
	var out []Kind
	for _, m := range regexp.MustCompile(`(?m)^\[kinds\.([a-z-]+)\]`).FindAllSubmatch(text, -1) {
		if k := register.Kind(m[1]); k != "defaults" {
			out = append(out, Kind{Name: k, NeverStopped: slices.Contains(neverStopped, k), CertificateFields: certified[k]})
		}
	}
	if len(out) < 40 {
		t.Fatalf("kinds.toml rules on %d kinds only", len(out))
	}
	return out
}

func loadPack(t testing.TB, code string) *Pack {
	t.Helper()
	p, err := Shipped(code, kinds(t))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// files returns a shipped pack as files that a test may change.
func files(t testing.TB, code string) fstest.MapFS {
	t.Helper()
	names, err := fs.Glob(shipped, code+"/*.toml")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	out := fstest.MapFS{}
	for _, n := range names {
		text, err := fs.ReadFile(shipped, n)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimPrefix(n, code+"/")] = &fstest.MapFile{Data: text}
	}
	return out
}

// edit replaces one text that must stand in the file exactly once, so that a
// case cannot pass because its edit missed.
func edit(t testing.TB, pack fstest.MapFS, file, old, new string) {
	t.Helper()
	if n := bytes.Count(pack[file].Data, []byte(old)); n != 1 {
		t.Fatalf("%s has %d times %q", file, n, old)
	}
	pack[file] = &fstest.MapFile{Data: bytes.Replace(pack[file].Data, []byte(old), []byte(new), 1)}
}

func TestShippedPacksAreComplete(t *testing.T) {
	if got := Codes(); !slices.Equal(got, []string{"la", "xx"}) {
		t.Fatalf("Codes: %v", got)
	}
	for _, code := range Codes() {
		p := loadPack(t, code)
		if p.Code != code {
			t.Errorf("the pack in folder %s calls itself %q", code, p.Code)
		}
		all := kinds(t)
		for _, k := range all {
			if _, ok := p.Kinds[k.Name]; !ok {
				t.Errorf("%s: no rules for %s", code, k.Name)
			}
		}
		if len(p.Kinds) != len(all) {
			t.Errorf("%s: %d kinds, want %d", code, len(p.Kinds), len(all))
		}
		count := 0
		eachRule(reflect.ValueOf(*p), code, func(key string, r reflect.Value) {
			count++
			if r.Len() == 0 {
				t.Errorf("%s has no value", key)
			}
		})
		if want := len(all) * 8; count < want {
			t.Errorf("%s: the walk saw %d rules, less than the %d of the kinds alone", code, count, want)
		}
	}
	if _, err := Shipped("../law", nil); err == nil || !strings.Contains(err.Error(), "la, xx") {
		t.Errorf("an unknown code gave %v", err)
	}
}

// eachRule hands fn every Rule in v. The test walks by reflection so that a rule
// added to a pack later is covered without anybody remembering it.
func eachRule(v reflect.Value, key string, fn func(string, reflect.Value)) {
	switch {
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct && v.MethodByName("On").IsValid():
		fn(key, v)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			eachRule(v.Field(i), key+"."+v.Type().Field(i).Name, fn)
		}
	case v.Kind() == reflect.Map:
		for _, k := range v.MapKeys() {
			eachRule(v.MapIndex(k), fmt.Sprintf("%s[%s]", key, k), fn)
		}
	}
}

// On every day each rule has one interval in force, and On gives that one.
func TestEveryRuleAnswersOnEveryDay(t *testing.T) {
	type named struct {
		key string
		r   reflect.Value
	}
	var rules []named
	borders := []register.Day{register.FirstDay, register.FirstDay + 1, -1, 0, register.LastDay - 1}
	for _, code := range Codes() {
		eachRule(reflect.ValueOf(*loadPack(t, code)), code, func(key string, r reflect.Value) {
			rules = append(rules, named{key, r})
			for i := range r.Len() {
				if from := r.Index(i).FieldByName("From").Interface().(register.Day); from != register.FirstDay {
					borders = append(borders, from-1, from, from+1)
				}
			}
		})
	}
	onOneDay := func(t interface{ Fatalf(string, ...any) }, day register.Day) {
		for _, n := range rules {
			in := -1
			for i := range n.r.Len() {
				d := n.r.Index(i)
				if d.FieldByName("From").Interface().(register.Day) <= day && day < d.FieldByName("Until").Interface().(register.Day) {
					if in >= 0 {
						t.Fatalf("%s: intervals %d and %d both hold on day %d", n.key, in, i, day)
					}
					in = i
				}
			}
			if in < 0 {
				t.Fatalf("%s: nothing is law on day %d", n.key, day)
			}
			got := n.r.MethodByName("On").Call([]reflect.Value{reflect.ValueOf(day)})[0].Interface()
			if want := n.r.Index(in).Interface(); !reflect.DeepEqual(got, want) {
				t.Fatalf("%s: On(%d) gives %v, the interval is %v", n.key, day, got, want)
			}
			if d := n.r.Index(in); d.FieldByName("Article").String() == "" && !d.FieldByName("Unverified").Bool() {
				t.Fatalf("%s: law without article on day %d", n.key, day)
			}
		}
	}
	for _, day := range borders {
		onOneDay(t, day)
	}
	rapid.Check(t, func(rt *rapid.T) {
		onOneDay(rt, register.Day(rapid.Int32Range(int32(register.FirstDay), int32(register.LastDay)-1).Draw(rt, "day")))
	})
}

const (
	minAge   = `min_age = { value = 18, article = "Family Law 07/90/SPA (1990)", unverified = true }`
	numberIn = `number_for = { value = ["citizen", "alien", "foreigner", "apatrid", "undetermined"]`
)

// Every case breaks the Lao pack in one place; the report must name the file,
// the key and the value, and say what to do.
func TestRefusals(t *testing.T) {
	cases := []struct {
		name, file, old, new string
		key, value, says     string
	}{
		{"unknown key of a section", "adoption.toml", "min_gap =", "mni_gap =", "adoption.mni_gap", "", "not a key"},
		{"missing rule", "adoption.toml", "min_gap =", "mni_gap =", "adoption.min_gap", "", "is missing"},
		{"unknown key within a rule", "marriage.toml", minAge, `min_age = { value = 18, artcle = "x", unverified = true }`, "marriage.min_age.artcle", "", "not a key"},
		{"unknown key within a list", "household.toml", `{ name = "blue", classes`, `{ name = "blue", colour = 1, classes`, "household.book_classes.value.colour", "", "not a key"},
		{"another section's name", "revives.toml", "[revives]", "[revive]", "revive", "", "not the section of this file"},
		{"no section in the file", "revives.toml", "[revives]", "[revive]", "revives", "", "not a table of the file"},
		{"key in another case", "marriage.toml", minAge, `min_age = { Value = 18, article = "x" }`, "marriage.min_age.Value", "", "lower case"},
		{"unknown kind of act", "kinds.toml", "[kinds.absence]", "[kinds.abscence]", "kinds.abscence", "", "not a key"},
		{"missing kind of act", "kinds.toml", "[kinds.absence]", "[kinds.abscence]", "kinds.absence", "", "is missing"},
		{"missing default", "kinds.toml", "four_eyes = { value = true, unverified = true }", "", "kinds.defaults.four_eyes", "", "is missing"},
		{"missing certificate", "certificates.toml", "[certificates.death]", "[certificates.move]", "certificates.death", "", "is missing"},
		{"certificate of a kind that has none", "certificates.toml", "[certificates.death]", "[certificates.divorce]\nlevels = 3\n[certificates.death]", "certificates.divorce", "", "there are certificates of birth, death, marriage"},
		{"certificate of an unknown kind", "certificates.toml", "[certificates.death]", "[certificates.holiday]\n[certificates.death]", "certificates.holiday", "", "not a key"},
		{"unknown field of a certificate", "certificates.toml", `"birth-place"`, `"birth-plaice"`, "certificates.birth.fields.value", "birth-plaice", "choose from act-number, "},
		{"field of another kind of certificate", "certificates.toml", `"death-place"`, `"mother"`, "certificates.death.fields.value", "mother", "is not a known field of a certificate of death"},
		{"certificate that shows nothing", "certificates.toml", `["act-number", "spouses", "birth-dates", "nationalities", "marriage-date", "marriage-place", "registered-on", "office"]`, `[]`, "certificates.marriage.fields.value", "[]", "is empty"},
		{"wrong type", "marriage.toml", minAge, `min_age = { value = "18", article = "x" }`, "marriage.min_age", "18", "incompatible types"},
		{"no value", "marriage.toml", minAge, `min_age = { article = "x" }`, "marriage.min_age.value", "", "is missing"},
		{"neither article nor unverified", "marriage.toml", minAge, `min_age = { value = 18, article = " " }`, "marriage.min_age.article", "", "unverified = true"},
		{"office level without article", "offices.toml", "unit = \"district\"\nunverified = true", `unit = "district"`, "offices.levels[5]", "border", "has no article"},
		{"out of range", "marriage.toml", minAge, `min_age = { value = 1800, article = "x" }`, "marriage.min_age.value", "1800", "is not between"},
		{"special age above the age", "marriage.toml", minAge, `min_age = { value = 14, article = "x" }`, "marriage.min_age_special", "15", "is above marriage.min_age"},
		{"first interval with from", "marriage.toml", "[[marriage.foreign_levels]]\nvalue = [\"province\"]", "[[marriage.foreign_levels]]\nfrom = 1991-11-29\nvalue = [\"province\"]", "marriage.foreign_levels[1].from", "1991-11-29", "leaves a gap"},
		{"gap", "marriage.toml", "until = 2018-01-01", "until = 2017-12-31", "marriage.foreign_levels[1].until", "2017-12-31", "leaves a gap"},
		{"overlap", "marriage.toml", "until = 2018-01-01", "until = 2018-01-02", "marriage.foreign_levels[1].until", "2018-01-02", "overlaps"},
		{"last interval with until", "marriage.toml", "from = 2018-01-01", "from = 2018-01-01\nuntil = 2030-01-01", "marriage.foreign_levels[2].until", "2030-01-01", "leaves a gap"},
		{"until missing", "marriage.toml", "until = 2018-01-01\n", "", "marriage.foreign_levels[1].until", "", "is missing"},
		{"from missing", "marriage.toml", "from = 2018-01-01\n", "", "marriage.foreign_levels[2].from", "", "is missing"},
		{"list of one", "marriage.toml", minAge, "[[marriage.min_age]]\nvalue = 18\nunverified = true\n[marriage.x]", "marriage.min_age", "", "list of 1"},
		{"a moment for a day", "marriage.toml", "from = 2018-01-01", "from = 2018-01-01T00:00:00Z", "marriage.foreign_levels[2].from", "2018", "is not a day"},
		{"Buddhist year", "marriage.toml", "from = 2018-01-01", "from = 2561-01-01", "marriage.foreign_levels[2].from", "2561-01-01", "is not between"},
		{"unknown office level", "kinds.toml", `levels = { value = ["province", "centre"], unverified = true }
evidence`, `levels = { value = ["provinse", "centre"], unverified = true }
evidence`, "kinds.nationality.levels.value", "provinse", "not a known office level"},
		{"unknown office level of a certificate", "certificates.toml", "[certificates.marriage]\nlevels = { value = [\"district\"", "[certificates.marriage]\nlevels = { value = [\"hamlet\"", "certificates.marriage.levels.value", "hamlet", "not a known office level"},
		{"unknown level for foreigners", "marriage.toml", `value = ["province", "consulate"]`, `value = ["embassy"]`, "marriage.foreign_levels[2].value", "embassy", "not a known office level"},
		{"level for foreigners that may register no marriage", "marriage.toml", `value = ["province", "consulate"]`, `value = ["village"]`, "marriage.foreign_levels", "village", "is not in kinds.marriage.levels"},
		{"unknown unit of an office", "offices.toml", `unit = "village"`, `unit = "hamlet"`, "offices.levels[4]", "hamlet", "not a known level of territory"},
		{"codes that do not grow", "territory.toml", "code_digits = 4", "code_digits = 2", "territory.levels[2]", "2", "not above"},
		{"unknown class with a book", "household.toml", `classes = ["citizen"]`, `classes = ["citisen"]`, "household.book_classes", "citisen", "is not in persons.classes"},
		{"class with two books", "household.toml", `classes = ["citizen"]`, `classes = ["citizen", "alien"]`, "household.book_classes.value", "alien", "stands twice"},
		{"unknown class with a number", "persons.toml", numberIn, strings.Replace(numberIn, "alien", "allien", 1), "persons.number_for", "allien", "is not in persons.classes"},
		{"no number for whoever is undetermined", "persons.toml", numberIn, strings.Replace(numberIn, `, "undetermined"`, "", 1), "persons.number_for", "citizen, alien", "leaves out undetermined"},
		{"unknown status of a class", "persons.toml", `statuses = ["permanent-residence"]`, `statuses = ["permanent"]`, "persons.classes", "permanent", "is not in persons.status_kinds"},
		{"unknown nationality of a class", "persons.toml", `nationality = "own"`, `nationality = "lao"`, "persons.classes.value", "lao", "choose from own, other, none, unknown, any"},
		{"last class does not match anybody", "persons.toml", `nationality = "any"`, `nationality = "unknown"`, "persons.classes.value", "undetermined", "does not match anybody"},
		{"catch-all before the end", "persons.toml", `nationality = "none"`, `nationality = "any"`, "persons.classes.value", "apatrid", "never reached"},
		{"class that matches nobody", "persons.toml", "formerly_own = true", "formerly_own = true\nnot_ever_own = true", "persons.classes.value", "lao-origin-abroad", "matches nobody"},
		{"unknown paper that speaks", "persons.toml", `{ paper = "passport"`, `{ paper = "pasport"`, "persons.paper_fields", "pasport", "is not in persons.evidence_kinds"},
		{"paper that speaks, twice", "persons.toml", `{ paper = "passport"`, `{ paper = "birth-notice"`, "persons.paper_fields.value", "birth-notice", "stands twice"},
		{"paper that speaks of nothing", "persons.toml", `{ paper = "death-notice", fields = ["death"] }`, `{ paper = "death-notice", fields = [] }`, "persons.paper_fields.value", "death-notice", "speaks of nothing"},
		{"paper that speaks of an unknown field", "persons.toml", `{ paper = "death-notice", fields = ["death"] }`, `{ paper = "death-notice", fields = ["dead"] }`, "persons.paper_fields.value", "death-notice: dead", "choose from"},
		{"paper that speaks of an act", "persons.toml", `{ paper = "death-notice", fields = ["death"] }`, `{ paper = "death-notice", fields = ["origin"] }`, "persons.paper_fields.value", "death-notice: origin", "choose from"},
		{"paper that speaks of a field twice", "persons.toml", `{ paper = "death-notice", fields = ["death"] }`, `{ paper = "death-notice", fields = ["death", "death"] }`, "persons.paper_fields.value", "death-notice: death", "stands twice"},
		{"paper of the declarant that speaks", "persons.toml", `{ paper = "death-notice", fields = ["death"] }`, `{ paper = "declaration", fields = ["death"] }`, "persons.paper_fields", "declaration", "what the declarant writes examines nothing"},
		{"unknown evidence", "kinds.toml", `evidence = { value = ["police-report"]`, `evidence = { value = ["polis-report"]`, "kinds.foundling.evidence", "polis-report", "is not in persons.evidence_kinds"},
		{"unknown evidence for an early marriage", "marriage.toml", `special_needs = { value = "parents-consent"`, `special_needs = { value = "letter"`, "marriage.special_needs", "letter", "is not in persons.evidence_kinds"},
		{"unknown authority", "kinds.toml", "[kinds.missing]\ndecided = { value = [\"court\"]", "[kinds.missing]\ndecided = { value = [\"judge\"]", "kinds.missing.decided.value", "judge", "not a known authority"},
		{"nobody may decide", "kinds.toml", "[kinds.missing]\ndecided = { value = [\"court\"]", "[kinds.missing]\ndecided = { value = []", "kinds.missing.decided.value", "[]", "is empty"},
		{"a paper stops a birth", "kinds.toml", "[kinds.birth]\n", "[kinds.birth]\nevidence_blocks = { value = true, article = \"x\" }\n", "kinds.birth.evidence_blocks", "true", "missing paper stop birth"},
		{"a paper stops a naming", "kinds.toml", "[kinds.naming]\n", "[kinds.naming]\nevidence_blocks = { value = true, article = \"x\" }\n", "kinds.naming.evidence_blocks", "true", "missing paper stop naming"},
		{"a paper stops a foundling by default", "kinds.toml", "evidence_blocks = { value = false,", "evidence_blocks = { value = true,", "kinds.defaults.evidence_blocks", "true", "missing paper stop foundling"},
		{"a paper stops an enrolment for a while", "kinds.toml", "[kinds.enrolment]\n", `[[kinds.enrolment.evidence_blocks]]
value = true
until = 2000-01-01
article = "x"
[[kinds.enrolment.evidence_blocks]]
value = false
from = 2000-01-01
article = "x"
[kinds.enrolment]
`, "kinds.enrolment.evidence_blocks", "true", "missing paper stop enrolment"},
		{"no office for births", "kinds.toml", `["district", "province", "centre", "consulate"], article = "Law on Family Registration 12/NA (2009): the district, and`, `[], article = "Law on Family Registration 12/NA (2009): the district, and`, "kinds.birth.levels", "[]", "no office that may register birth"},
		{"relations without a head", "household.toml", `"head", "spouse"`, `"spouse"`, "household.relations.value", "spouse", "does not contain head"},
		{"no private households", "household.toml", `["private", "temple"`, `["temple"`, "household.kinds.value", "temple", "does not contain private"},
		{"ending a residence without notice", "residence.toml", "not_living_notice = { value = 30", "not_living_notice = { value = 0", "residence.not_living_notice.value", "0", "is not between"},
		{"asks above sure", "duplicates.toml", "ask_ppm = { value = 165_000", "ask_ppm = { value = 995_000", "duplicates.ask_ppm", "995000", "is above duplicates.same_ppm"},
		{"sure of everybody", "duplicates.toml", "same_ppm = { value = 838_000", "same_ppm = { value = 1_838_000", "duplicates.same_ppm.value", "1838000", "is not between"},
		{"everybody is expected", "duplicates.toml", "expected_ppm = { value = 50_000", "expected_ppm = { value = 1_000_000", "duplicates.expected_ppm.value", "1000000", "is not between"},
		{"no day to adjudicate by", "duplicates.toml", "days = { value = 15", "days = { value = 0", "duplicates.days.value", "0", "is not between"},
		{"nobody adjudicates", "duplicates.toml", `decides = { value = ["province", "centre"]`, `decides = { value = []`, "duplicates.decides.value", "[]", "is empty"},
		{"unknown level adjudicates", "duplicates.toml", `decides = { value = ["province", "centre"]`, `decides = { value = ["provinse", "centre"]`, "duplicates.decides.value", "provinse", "not a known office level"},
		{"nobody adjudicates the protected", "duplicates.toml", `decides = { value = ["province", "centre"]`, `decides = { value = ["province", "consulate"]`, "duplicates.decides", "province, consulate", "no level of the whole country"},
		{"purpose that tells too much of a file", "looks.toml", `files = "answers"`, `files = "everything"`, "looks.purposes.value", "file-check", "nothing that may be told"},
		{"purpose that nobody may claim", "looks.toml", `roles = ["auditor", "overseer"]`, `roles = []`, "looks.purposes.value", "audit", "claimed by nobody"},
		{"unknown ground", "birth.toml", `nationality = { value = "either-parent"`, `nationality = { value = "blood"`, "birth.nationality.value", "blood", "choose from either-parent"},
		{"section in two files", "looks.toml", "[looks]", "[adoption]\nmin_gap = { value = 1, unverified = true }\n[looks]", "adoption", "", "move it to adoption.toml"},
		{"no TOML", "looks.toml", "[looks]", "[looks", "", "", "line"},
		{"another format", "pack.toml", "format = 2", "format = 1", "pack.format", "1", "not the format"},
		{"office level that nothing names", "offices.toml", "[[offices.levels]]\nname = \"centre\"", "[[offices.levels]]\nname = \"hamlet\"\nunverified = true\n\n[[offices.levels]]\nname = \"centre\"", "offices.levels[1]", "hamlet", "used by no rule"},
		{"class that is never reached", "persons.toml", "name = \"foreigner\"", "name = \"visitor\"\nnationality = \"other\"\nstatuses = [\"lao-origin-abroad\", \"temporary-residence\"]\n[[persons.classes.value]]\nname = \"guest\"\nnationality = \"other\"\nstatuses = [\"temporary-residence\"]\n[[persons.classes.value]]\nname = \"foreigner\"", "persons.classes.value", "guest", "never reached"},
		{"book that lists nobody", "household.toml", `{ name = "blue", classes`, `{ name = "grey", classes = [] }, { name = "blue", classes`, "household.book_classes.value", "grey", "lists nobody"},
		{"key outside of a section", "pack.toml", "[pack]", "pack = 3\n[packed]", "pack", "", "is not a table of the file"},
		{"a kind that is no table", "kinds.toml", "[kinds.absence]\n", "[kinds]\nabsence = 3\n", "kinds.absence", "", "is not a table"},
		{"a rule that is no table", "marriage.toml", minAge, "min_age = 18", "marriage.min_age", "18", "whole number"},
		{"country in lower case", "pack.toml", `country = "LAO"`, `country = "lao"`, "pack.country", "lao", "alpha-3"},
		{"no such time zone", "pack.toml", `time_zone = "Asia/Vientiane"`, `time_zone = "Asia/Vientian"`, "pack.time_zone", "Asia/Vientian", "is not a time zone"},
		{"a letterhead in one language", "pack.toml", `letterhead.en = ["Lao People's Democratic Republic", "Peace Independence Democracy Unity Prosperity"]`, "", "pack.letterhead", "en", "has no lines"},
		{"a letterhead with a line less", "pack.toml", `letterhead.en = ["Lao People's Democratic Republic", "Peace Independence Democracy Unity Prosperity"]`, `letterhead.en = ["Lao People's Democratic Republic"]`, "pack.letterhead", "en", "not as many"},
		{"a letterhead in a language too many", "pack.toml", `letterhead.en = ["Lao People's`, `letterhead.vi = ["Lào", "Hòa bình"]` + "\n" + `letterhead.en = ["Lao People's`, "pack.letterhead", "vi", "not a language of the pack"},
		{"no such language", "pack.toml", `languages = ["lo", "en"]`, `languages = ["lo", "lao_"]`, "pack.languages", "lao_", "language tag"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			pack := files(t, "la")
			edit(t, pack, c.file, c.old, c.new)
			_, err := load(pack, kinds(t))
			var problems Problems
			if !errors.As(err, &problems) {
				t.Fatalf("not refused with problems: %v", err)
			}
			for _, p := range problems {
				if instruction.MatchString(p.Wrong) || !instruction.MatchString(p.Remedy) {
					t.Errorf("what is wrong and what to do are mixed up in: %s", p)
				}
			}
			for _, p := range problems {
				if p.Key == c.key && strings.Contains(p.Value, c.value) && strings.Contains(p.String(), c.says) && p.Remedy != "" &&
					p.File == c.file && strings.Contains(err.Error(), p.String()) {
					return
				}
			}
			t.Fatalf("no problem with file %s, key %q, value %q that says %q in:\n%v", c.file, c.key, c.value, c.says, err)
		})
	}
}

// A lawyer sees everything that is wrong in one go, and each thing once.
func TestAllProblemsAtOnce(t *testing.T) {
	pack := files(t, "la")
	edit(t, pack, "marriage.toml", minAge, `min_age = { value = 1800, article = "x" }`)
	edit(t, pack, "household.toml", `"head", "spouse"`, `"spouse"`)
	edit(t, pack, "looks.toml", `roles = ["auditor", "overseer"]`, `roles = []`)
	edit(t, pack, "kinds.toml", "[kinds.absence]", "[kinds.abscence]")
	edit(t, pack, "birth.toml", "naming_days =", "naming_days")
	delete(pack, "adoption.toml")
	pack["bithr.toml"] = &fstest.MapFile{}
	if got, want := refusedAt(t, pack), []string{
		"adoption.toml", "birth.toml", "bithr.toml", "household.toml household.relations.value", "kinds.toml kinds.abscence",
		"kinds.toml kinds.absence", "looks.toml looks.purposes.value", "marriage.toml marriage.min_age.value",
	}; !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// refusedAt returns file and key of each problem for which the pack is refused.
func refusedAt(t *testing.T, pack fs.FS) (at []string) {
	t.Helper()
	_, err := load(pack, kinds(t))
	var problems Problems
	if !errors.As(err, &problems) {
		t.Fatal(err)
	}
	for _, p := range problems {
		at = append(at, strings.TrimSpace(p.File+" "+p.Key))
	}
	return at
}

// A pack has exactly the files of its sections. What is wrong with a file is one problem: the
// sections that name what it would have set up are not blamed for it.
func TestFilesOfAPack(t *testing.T) {
	for _, s := range sections() {
		name := s.name + ext
		missing := files(t, "la")
		delete(missing, name)
		if got := refusedAt(t, missing); !slices.Equal(got, []string{name}) {
			t.Errorf("without %s: %q", name, got)
		}
		empty := files(t, "la")
		empty[name] = &fstest.MapFile{}
		if got := refusedAt(t, empty); !slices.Equal(got, []string{name + " " + s.name}) {
			t.Errorf("with an empty %s: %q", name, got)
		}
		large := files(t, "la")
		large[name] = &fstest.MapFile{Data: append(bytes.Repeat([]byte("#"), maxFileBytes), '\n')}
		if got := refusedAt(t, large); !slices.Equal(got, []string{name}) {
			t.Errorf("with a large %s: %q", name, got)
		}
		twice := files(t, "la")
		twice["more.toml"] = twice[name]
		if got := refusedAt(t, twice); !slices.Equal(got, []string{"more.toml"}) {
			t.Errorf("with %s twice: %q", name, got)
		}
	}
	if got := refusedAt(t, fstest.MapFS{}); len(got) != len(sections()) {
		t.Errorf("an empty folder: %q", got)
	}
}

func TestHashNamesTheBytes(t *testing.T) {
	seen := map[string]string{}
	hash := func(what string, pack fstest.MapFS) {
		t.Helper()
		p, err := load(pack, kinds(t))
		if err != nil {
			t.Fatal(what, err)
		}
		if other, ok := seen[p.Hash]; ok {
			t.Errorf("%s and %s have one hash", what, other)
		}
		seen[p.Hash] = what
	}
	hash("la", files(t, "la"))
	hash("xx", files(t, "xx"))

	comment := files(t, "la")
	comment["kinds.toml"].Data = append(comment["kinds.toml"].Data, '#')
	hash("a comment more", comment)

	// The same bytes, cut elsewhere.
	moved := files(t, "la")
	first, second := moved["adoption.toml"].Data, moved["applications.toml"].Data
	moved["adoption.toml"] = &fstest.MapFile{Data: append(bytes.Clone(first), "# between\n"...)}
	hash("a comment at the end of a file", moved)
	moved["adoption.toml"] = &fstest.MapFile{Data: first}
	moved["applications.toml"] = &fstest.MapFile{Data: append([]byte("# between\n"), second...)}
	hash("the comment at the head of the next", moved)

	same := files(t, "la")
	same["README"] = &fstest.MapFile{Data: []byte("not of the pack")}
	p, err := load(same, kinds(t))
	if err != nil || seen[p.Hash] != "la" {
		t.Errorf("a file that is not TOML changed the hash: %v", err)
	}
	if q := loadPack(t, "la"); q.Hash != p.Hash || len(q.Hash) != 64 {
		t.Errorf("the shipped pack has the hash %s, its files from elsewhere %s", q.Hash, p.Hash)
	}
}

// Tables within tables are refused before they are decoded: twelve kilobytes of them would take gigabytes.
func TestNestedTablesAreRefused(t *testing.T) {
	for _, text := range []string{strings.Repeat("a.", 6000) + "a = 1\n", "[birth]\na = " + strings.Repeat("{a = ", 2000) + "1" + strings.Repeat("}", 2000) + "\n"} {
		pack := files(t, "la")
		pack["birth.toml"] = &fstest.MapFile{Data: []byte(text)}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := load(pack, kinds(t))
		runtime.ReadMemStats(&after)
		var problems Problems
		if !errors.As(err, &problems) || !strings.Contains(problems[0].Wrong, "nested") {
			t.Errorf("%v", err)
		}
		if spent := after.TotalAlloc - before.TotalAlloc; spent > 64<<20 {
			t.Errorf("%d bytes cost %d MB", len(text), spent>>20)
		}
	}
}

// FuzzLoad puts any text in the place of one file. A pack is loaded whole or
// refused; what is loaded keeps the rules that protect people.
func FuzzLoad(f *testing.F) {
	for _, file := range files(f, "la") {
		f.Add(file.Data)
	}
	f.Add([]byte("[kinds.birth]\nlevels = { value = [], article = 'x' }"))
	f.Add([]byte("[[persons.classes]]\nvalue = [1, {}]\nfrom = 07:32:00"))
	f.Add([]byte("a = 1\n[a.b]\n[[a]]"))
	f.Add([]byte("[kinds]\n" + strings.Repeat("a.", 300) + "a = 1\n"))
	names := []string{"kinds.toml", "persons.toml", "marriage.toml"}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, name := range names {
			pack := files(t, "la")
			pack[name] = &fstest.MapFile{Data: text}
			p, err := load(pack, kinds(t))
			if (p == nil) == (err == nil) {
				t.Fatalf("pack %v with error %v", p, err)
			}
			if err != nil {
				continue
			}
			for _, k := range neverStopped {
				if p.Kinds[k].EvidenceBlocks.On(0).Value || len(p.Kinds[k].Levels.On(0).Value) == 0 {
					t.Fatalf("%s can be stopped", k)
				}
			}
			if !p.GetsNumber(p.Class(&register.Person{}, 0), 0) {
				t.Fatal("somebody of whom nothing is known gets no number")
			}
		}
	})
}
