package law

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"samano/register"
)

// refusal breaks the Lao pack in one place, and says what the report must tell.
type refusal struct {
	name, file, old, new string
	key, value           string
	wrong                string // the beginning of what is wrong
}

// instruction is how a remedy begins: with what the lawyer has to do.
var instruction = regexp.MustCompile(`^(a pack|a file|add|bring|choose|end|keep|leave|lower|mend|move|name|put|take|write) `)

// refused loads a broken pack. The report names the file, the key and the value once, what is wrong
// in one place and what to do in the other.
func refused(t *testing.T, c refusal) {
	t.Helper()
	pack := files(t, "la")
	edit(t, pack, c.file, c.old, c.new)
	p, err := load(pack, kinds(t))
	var problems Problems
	if !errors.As(err, &problems) || p != nil {
		t.Fatalf("not refused with problems: %v", err)
	}
	found := 0
	for _, p := range problems {
		if instruction.MatchString(p.Wrong) || !instruction.MatchString(p.Remedy) {
			t.Errorf("what is wrong and what to do are mixed up in: %s", p)
		}
		if p.File == c.file && p.Key == c.key && p.Value == c.value && strings.HasPrefix(p.Wrong, c.wrong) {
			found++
		}
	}
	if found != 1 {
		t.Errorf("%d problems with key %q and value %q that begin %q, want 1, in:\n%v", found, c.key, c.value, c.wrong, err)
	}
}

func TestRefusalsOfNamesAndLists(t *testing.T) {
	const (
		kinds  = `kinds = { value = ["private", "temple", "dormitory"]`
		scopes = `guardian_scopes = { value = ["full", "person", "property"]`
	)
	long := strings.Repeat("a", maxWord)
	for _, c := range []refusal{
		{"capitals in a name", "persons.toml", scopes, `guardian_scopes = { value = ["Full"]`, "persons.guardian_scopes.value", `"Full"`, "is not a name"},
		{"a name too long", "persons.toml", scopes, `guardian_scopes = { value = ["` + long + `b"]`, "persons.guardian_scopes.value", `"` + long + `b"`, "is not a name"},
		{"a name twice", "persons.toml", scopes, `guardian_scopes = { value = ["full", "full"]`, "persons.guardian_scopes.value", "full", "stands twice"},
		{"no names", "persons.toml", scopes, `guardian_scopes = { value = []`, "persons.guardian_scopes.value", "[]", "is empty"},
		{"a kind of household twice", "household.toml", kinds, strings.Replace(kinds, "temple", "private", 1), "household.kinds.value", "private", "stands twice"},
		{"a level twice", "kinds.toml", "[kinds.merge]\nlevels = { value = [\"centre\"]", "[kinds.merge]\nlevels = { value = [\"centre\", \"centre\"]", "kinds.merge.levels.value", "centre", "stands twice"},
		{"an evidence that is no name", "kinds.toml", `evidence = { value = ["police-report"]`, `evidence = { value = ["police report"]`, "kinds.foundling.evidence.value", `"police report"`, "is not a name"},
		{"no classes", "persons.toml", numberIn, "classes = { value = [], unverified = true }\n#", "persons.classes.value", "[]", "is empty"},
		{"no books", "household.toml", "{ name = \"blue\", classes = [\"citizen\"] },\n\t{ name = \"red\", classes = [\"alien\", \"foreigner\", \"apatrid\", \"undetermined\"] },", "", "household.book_classes.value", "[]", "is empty"},
		{"a book's name twice", "household.toml", `{ name = "red", classes`, `{ name = "blue", classes`, "household.book_classes.value", "blue", "stands twice"},
		{"no purposes", "looks.toml", "", "", "looks.purposes.value", "[]", "is empty"},
		{"a purpose twice", "looks.toml", `name = "certificate"`, `name = "registration"`, "looks.purposes.value", "registration", "stands twice"},
		{"a role that is no name", "looks.toml", `roles = ["auditor", "overseer"]`, `roles = ["the auditor"]`, "looks.purposes.value", `audit: "the auditor"`, "is not a name"},
		{"a look hidden for too long", "looks.toml", "delay_days = 90", "delay_days = 36526", "looks.purposes.value", "court-order: 36526", "is not between"},
		{"a case of no kind", "looks.toml", `cases = ["adjudication"]`, `cases = ["adjudication", "hunch"]`, "looks.purposes.value", "duplicate-check: hunch", "is no kind of case"},
		{"a case that nothing can be", "looks.toml", `cases = ["adjudication"]`, `cases = []`, "looks.purposes.value", "duplicate-check", "says of no kind"},
		{"fewer people in a day than in an hour", "looks.toml", "people_an_hour = { value = 40", "people_an_hour = { value = 151", "looks.people_an_hour", "151", "is above looks.people_a_day"},
		{"looks kept for no time", "looks.toml", "retain_months = { value = 120", "retain_months = { value = 0", "looks.retain_months.value", "0", "is not between"},
		{"looks kept for ever", "looks.toml", "retain_months = { value = 120", "retain_months = { value = 1201", "looks.retain_months.value", "1201", "is not between"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.name == "no classes" || c.name == "no purposes" { // the rest of the file is their list
				text := string(files(t, "la")[c.file].Data)
				at := strings.Index(text, "\n["+strings.TrimSuffix(c.key, ".value")+"]\n")
				c.old, c.new = text[at:], "\n["+strings.TrimSuffix(c.key, ".value")+"]\nvalue = []\nunverified = true\n"
			}
			refused(t, c)
		})
	}
}

func TestRefusalsOfTheCountry(t *testing.T) {
	const languages = `languages = ["lo", "en"]`
	for _, c := range []refusal{
		{"a code of three letters", "pack.toml", `code = "la"`, `code = "lao"`, "pack.code", "lao", "is not a code"},
		{"no time zone", "pack.toml", `time_zone = "Asia/Vientiane"`, `time_zone = ""`, "pack.time_zone", "", "is not a time zone"},
		{"the machine's time zone", "pack.toml", `time_zone = "Asia/Vientiane"`, `time_zone = "Local"`, "pack.time_zone", "Local", "is not a time zone"},
		{"a code that is a number", "pack.toml", `code = "la"`, `code = 1`, "pack.code", "1", `line 17 (last key "pack.code"): incompatible types`},
		{"no code", "pack.toml", `code = "la"`, ``, "pack.code", "", "is missing"},
		{"no languages", "pack.toml", languages, `languages = []`, "pack.languages", "[]", "is empty"},
		{"a language twice", "pack.toml", languages, `languages = ["lo", "lo", "en"]`, "pack.languages", "lo", "is not a language tag, or stands twice"},
		{"an empty line at the head of papers", "pack.toml", `"Peace Independence`, `"", "Peace Independence`, "pack.letterhead", "en", "has no lines"},
		{"a level without article", "territory.toml", `article = "List of administrative units: villages"`, "", "territory.levels[3]", "village", "has no article"},
		{"codes too long", "territory.toml", "code_digits = 7", "code_digits = 19", "territory.levels[3]", "19", "code_digits is not above"},
		{"a level twice", "territory.toml", `name = "district"`, `name = "province"`, "territory.levels[3]", "province", "stands twice"},
		{"nobody lives anywhere", "territory.toml", "dwellings = true\n", "", "territory.levels[3]", "province, district, village", "has no level with dwellings"},
		{"an office abroad for a district", "offices.toml", "abroad = true", "abroad = true\nunit = \"district\"", "offices.levels[6]", "district", "is a unit within the country"},
		{"an office level twice", "offices.toml", `name = "border"`, `name = "village"`, "offices.levels[7]", "village", "stands twice"},
		{"an unknown unit", "offices.toml", `unit = "village"`, `unit = "hamlet"`, "offices.levels[4]", `"hamlet"`, "is not a known level of territory"},
	} {
		t.Run(c.name, func(t *testing.T) { refused(t, c) })
	}
	pack := files(t, "la")
	pack["offices.toml"].Data = []byte("[offices]\nlevels = []\n")
	if got := refusedAt(t, pack); len(got) != 1 || got[0] != "offices.toml offices.levels" {
		t.Errorf("no office levels: %q", got)
	}
	pack = files(t, "la")
	pack["territory.toml"].Data = []byte("[territory]\nlevels = []\n")
	if got := refusedAt(t, pack); len(got) != 1 || got[0] != "territory.toml territory.levels[0]" {
		t.Errorf("no levels of territory: %q", got)
	}
}

func TestRefusalsOfTime(t *testing.T) {
	const until, from = "until = 2018-01-01", "from = 2018-01-01"
	for _, c := range []refusal{
		{"a text for a day", "marriage.toml", from, `from = "2018-01-01"`, "marriage.foreign_levels[2].from", "2018-01-01", "is not a day"},
		{"a number for a day", "marriage.toml", from, `from = 2018`, "marriage.foreign_levels[2].from", "2018", "is not a day"},
		{"a time of day", "marriage.toml", until, `until = 07:30:00`, "marriage.foreign_levels[1].until", "0000-01-01 07:30:00 +0000 time-local", "is not a day"},
		{"a moment for a day", "marriage.toml", until, "until = 2018-01-01T00:00:00", "marriage.foreign_levels[1].until", "2018-01-01 00:00:00 +0000 datetime-local", "is not a day"},
		{"before all years", "marriage.toml", until, "until = 1799-12-31", "marriage.foreign_levels[1].until", "1799-12-31", "is not between the years"},
		{"an interval that ends before it begins", "marriage.toml", until + "\n", until + "\nunverified = true\n[[marriage.foreign_levels]]\nvalue = []\nfrom = 2018-01-01\nuntil = 2018-01-01\n", "marriage.foreign_levels[2].until", "2018-01-01", "is not after from"},
		{"a gap of a day", "marriage.toml", until, "until = 2017-12-31", "marriage.foreign_levels[1].until", "2017-12-31", "leaves a gap to the next interval from 2018-01-01"},
		{"an overlap of a day", "marriage.toml", until, "until = 2018-01-02", "marriage.foreign_levels[1].until", "2018-01-02", "overlaps the next interval from 2018-01-01"},
		{"a text for a list, at one time", "marriage.toml", `value = ["province", "consulate"]`, `value = "province"`, "marriage.foreign_levels", "[province] province", `line 18 (last key "marriage.foreign_levels.value"): incompatible types`},
		{"an article of spaces", "marriage.toml", minAge, `min_age = { value = 18, article = "  " }`, "marriage.min_age.article", "", "is missing"},
	} {
		t.Run(c.name, func(t *testing.T) { refused(t, c) })
	}
}

// Every limit, at the last value that is lawful and the first that is not.
func TestLimitsOfValues(t *testing.T) {
	for _, c := range []struct {
		file, key string
		low, high string // the least and the greatest; "" where it is a limit of no interest
		below     string
		above     string
	}{
		{"adoption.toml", "max_age", "0", "150", "-1", "151"},
		{"birth.toml", "naming_days", "0", "36525", "-1", "36526"},
		{"birth.toml", "stillbirth_weeks", "1", "45", "0", "46"},
		{"marriage.toml", "kin_degrees", "0", "8", "-1", "9"},
		{"residence.toml", "not_living_notice", "1", "36525", "0", "36526"},
		{"residence.toml", "not_living_objection", "1", "36525", "0", "36526"},
		{"applications.toml", "return_days", "1", "36525", "0", "36526"},
		{"applications.toml", "appeal_days", "1", "36525", "0", "36526"},
		{"applications.toml", "draft_days", "1", "36525", "0", "36526"},
		{"duplicates.toml", "days", "1", "36525", "0", "36526"},
		{"duplicates.toml", "expected_ppm", "1", "999999", "0", "1000000"},
		{"duplicates.toml", "same_ppm", "", "1000000", "0", "1000001"},
		{"duplicates.toml", "ask_ppm", "1", "", "0", "1000001"},
		{"looks.toml", "retain_months", "1", "1200", "0", "1201"},
		{"looks.toml", "request_days", "1", "36525", "0", "36526"},
		{"looks.toml", "court_days", "1", "36525", "0", "36526"},
		{"looks.toml", "request_draw", "1", "1000", "0", "1001"},
		{"looks.toml", "danger_judge_days", "1", "36525", "0", "36526"},
		{"looks.toml", "judge_days", "1", "36525", "0", "36526"},
		{"looks.toml", "case_days", "0", "36525", "-1", "36526"},
		{"looks.toml", "people_an_hour", "1", "", "0", "1001"},
		{"looks.toml", "people_a_day", "", "1000", "0", "1001"},
	} {
		line := regexp.MustCompile(`(?m)^` + c.key + ` = \{ value = [0-9_]+`)
		with := func(value string) error {
			pack := files(t, "la")
			text := pack[c.file].Data
			if n := len(line.FindAll(text, -1)); n != 1 {
				t.Fatalf("%s has %d times %s", c.file, n, c.key)
			}
			pack[c.file].Data = line.ReplaceAll(text, []byte(c.key+" = { value = "+value))
			_, err := load(pack, kinds(t))
			return err
		}
		for _, value := range []string{c.low, c.high} {
			if value == "" {
				continue
			}
			if err := with(value); err != nil {
				t.Errorf("%s = %s: %v", c.key, value, err)
			}
		}
		for _, value := range []string{c.below, c.above} {
			if err := with(value); err == nil || !strings.Contains(err.Error(), c.key+".value = "+value+": is not between") {
				t.Errorf("%s = %s: %v", c.key, value, err)
			}
		}
	}
}

// A report repeats a wrong value, but not a book of it.
func TestReportsAreShort(t *testing.T) {
	pack := files(t, "la")
	edit(t, pack, "pack.toml", `time_zone = "Asia/Vientiane"`, `time_zone = { of = "`+strings.Repeat("x", 1000)+`" }`)
	edit(t, pack, "adoption.toml", "max_age = { value = 18", `max_age = { value = "`+strings.Repeat("ກ", maxShown)+`"`)
	_, err := load(pack, kinds(t))
	var problems Problems
	if !errors.As(err, &problems) || len(problems) != 2 {
		t.Fatal(err)
	}
	if got := problems[0]; got.Key != "adoption.max_age" || got.Value != strings.Repeat("ກ", maxShown) {
		t.Errorf("%s is shown as %q", got.Key, got.Value)
	}
	if got := problems[1]; got.Key != "pack.time_zone" || got.Value != "<nil>" {
		t.Errorf("%s is shown as %q", got.Key, got.Value)
	}
	edit(t, pack, "adoption.toml", `"`+strings.Repeat("ກ", maxShown)+`"`, `"`+strings.Repeat("ກ", maxShown+1)+`"`)
	if _, err := load(pack, kinds(t)); !strings.Contains(err.Error(), strings.Repeat("ກ", maxShown)+"…:") {
		t.Errorf("a long value is not cut: %v", err)
	}
}

func TestProblemsAsText(t *testing.T) {
	for want, p := range map[string]Problem{
		"a.toml: is missing; add it":      {File: "a.toml", Wrong: "is missing", Remedy: "add it"},
		"a.toml: b.c = 3: is wrong; mend": {File: "a.toml", Key: "b.c", Value: "3", Wrong: "is wrong", Remedy: "mend"},
		"a.toml: b.c: is wrong":           {File: "a.toml", Key: "b.c", Wrong: "is wrong"},
	} {
		if got := p.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	all := Problems{
		{File: "b"},
		{File: "a", Key: "b"},
		{File: "a", Key: "a", Value: "2"},
		{File: "a", Key: "a", Value: "1", Wrong: "b"},
		{File: "a", Key: "a", Value: "1", Wrong: "a", Remedy: "b"},
		{File: "a", Key: "a", Value: "1", Wrong: "a", Remedy: "a"},
		{File: "b"},
	}
	sorted := all.sorted()
	if len(sorted) != 6 {
		t.Fatalf("one problem is told twice: %v", sorted)
	}
	for i, want := range []Problem{
		{File: "a", Key: "a", Value: "1", Wrong: "a", Remedy: "a"},
		{File: "a", Key: "a", Value: "1", Wrong: "a", Remedy: "b"},
		{File: "a", Key: "a", Value: "1", Wrong: "b"},
		{File: "a", Key: "a", Value: "2"},
		{File: "a", Key: "b"},
		{File: "b"},
	} {
		if sorted[i] != want {
			t.Errorf("at %d: %v, want %v", i, sorted[i], want)
		}
	}
}

// failing is a folder of which one file cannot be read, or not even be asked about.
type failing struct {
	fstest.MapFS
	open, stat string
}

var errDisk = errors.New("the disk is broken")

func (f failing) Open(name string) (fs.File, error) {
	if name == f.open {
		return nil, errDisk
	}
	return f.MapFS.Open(name)
}

func (f failing) ReadFile(name string) ([]byte, error) {
	if name == f.open {
		return nil, errDisk
	}
	return f.MapFS.ReadFile(name)
}

func (f failing) Stat(name string) (fs.FileInfo, error) {
	if name == f.stat {
		return nil, errDisk
	}
	return f.MapFS.Stat(name)
}

func (f failing) Glob(pattern string) ([]string, error) {
	if f.stat == "" && f.open == "" {
		return nil, errDisk
	}
	return f.MapFS.Glob(pattern)
}

// A disk that fails is no fault of the pack.
func TestABrokenDiskIsNoProblemOfThePack(t *testing.T) {
	for name, f := range map[string]failing{
		"reading a file": {open: "kinds.toml"}, "asking about a file": {stat: "kinds.toml"}, "listing the folder": {},
	} {
		f.MapFS = files(t, "la")
		p, err := load(f, kinds(t))
		var problems Problems
		if !errors.Is(err, errDisk) || errors.As(err, &problems) || p != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Two rules are held against each other on the days on which both are law, and on no other.
func TestRulesAreComparedWhereBothAreLaw(t *testing.T) {
	timed := func(border string) error {
		pack := files(t, "la")
		edit(t, pack, "duplicates.toml", "ask_ppm = { value = 165_000, unverified = true }", "")
		edit(t, pack, "duplicates.toml", "same_ppm = { value = 838_000, unverified = true }", "")
		pack["duplicates.toml"].Data = append(pack["duplicates.toml"].Data, []byte(`
[[duplicates.ask_ppm]]
value = 100
until = 2000-01-01
unverified = true
[[duplicates.ask_ppm]]
value = 900
from = 2000-01-01
unverified = true
[[duplicates.same_ppm]]
value = 500
until = `+border+`
unverified = true
[[duplicates.same_ppm]]
value = 900
from = `+border+`
unverified = true
`)...)
		_, err := load(pack, kinds(t))
		return err
	}
	if err := timed("2000-01-01"); err != nil {
		t.Errorf("both change on one day: %v", err)
	}
	if err := timed("1999-12-31"); err != nil {
		t.Errorf("the greater changes a day before: %v", err)
	}
	if err := timed("2000-01-02"); err == nil || !strings.Contains(err.Error(), "duplicates.ask_ppm = 900: is above duplicates.same_ppm = 500") {
		t.Errorf("the greater changes a day later: %v", err)
	}
}

// A value of the wrong type is told with the type that it has to be, whatever that is.
func TestValuesOfTheWrongType(t *testing.T) {
	for _, c := range []struct{ file, key, wanted string }{
		{"adoption.toml", "max_age", "a whole number"},
		{"birth.toml", "foundling_own", "true or false"},
		{"birth.toml", "nationality", "a text in quotes"},
		{"household.toml", "relations", "a list of texts in quotes"},
		{"household.toml", "book_classes", "a list of tables"},
	} {
		pack := files(t, "la")
		section := strings.TrimSuffix(c.file, ext)
		line := regexp.MustCompile(`(?s)\n` + c.key + ` = \{.*?\}( ?#[^\n]*)?\n|\n\[` + section + `\.` + c.key + `\]\n.*?(\n\n|$)`)
		text := pack[c.file].Data
		if n := len(line.FindAll(text, -1)); n != 1 {
			t.Errorf("%s has %d times %s", c.file, n, c.key)
			continue
		}
		pack[c.file].Data = line.ReplaceAll(text, []byte("\n"+c.key+" = 1979-05-27\n"))
		_, err := load(pack, kinds(t))
		var problems Problems
		if !errors.As(err, &problems) {
			t.Fatalf("%s: %v", c.key, err)
		}
		want := "write a table whose value is " + c.wanted + ", or a list of such tables"
		found := 0
		for _, p := range problems {
			if p.Key == section+"."+c.key && p.Remedy == want {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%s: %d problems say %q in\n%v", c.key, found, want, err)
		}
	}
}

// A file may be as large as a file may be, and a day as late as a day may be.
func TestTheLargestFileAndTheLastYear(t *testing.T) {
	for size, good := range map[int]bool{maxFileBytes: true, maxFileBytes + 1: false} {
		pack := files(t, "la")
		text := pack["adoption.toml"].Data
		pack["adoption.toml"].Data = append(text, []byte("#"+strings.Repeat("x", size-len(text)-1))...)
		p, err := load(pack, kinds(t))
		if (err == nil) != good || (p != nil) != good || !good && !strings.Contains(err.Error(), "adoption.toml: is too large") {
			t.Errorf("a file of %d bytes: %v", size, err)
		}
	}
	for day, good := range map[string]bool{"1850-01-01": true, "1849-12-31": false, "2200-12-31": true, "2201-01-01": false} {
		pack := files(t, "la")
		edit(t, pack, "marriage.toml", "until = 2018-01-01", "until = "+day)
		edit(t, pack, "marriage.toml", "from = 2018-01-01", "from = "+day)
		if _, err := load(pack, kinds(t)); (err == nil) != good {
			t.Errorf("a law that changes on %s: %v", day, err)
		}
	}
}

// A territory has at most as many levels, and codes at most as long, as the register can hold.
func TestTheLargestTerritory(t *testing.T) {
	level := func(n, digits int, dwellings bool) string {
		text := fmt.Sprintf("[[territory.levels]]\nname = \"level-%d\"\ncode_digits = %d\nunverified = true\n", n, digits)
		if dwellings {
			text += "dwellings = true\n"
		}
		return text
	}
	for levels, good := range map[int]bool{register.MaxLevels: true, register.MaxLevels + 1: false} {
		pack := files(t, "la")
		for i := range levels - 3 { // on top of the three that offices name
			pack["territory.toml"].Data = append(pack["territory.toml"].Data, level(i, 8+i, false)...)
		}
		if _, err := load(pack, kinds(t)); (err == nil) != good || !good && !strings.Contains(err.Error(), "too many levels") {
			t.Errorf("%d levels: %v", levels, err)
		}
	}
	for digits, good := range map[int]bool{maxCodeDigits: true, maxCodeDigits + 1: false} {
		pack := files(t, "la")
		pack["territory.toml"].Data = append(pack["territory.toml"].Data, level(1, digits, true)...)
		if _, err := load(pack, kinds(t)); (err == nil) != good {
			t.Errorf("a code of %d digits: %v", digits, err)
		}
	}
}

// What one slip breaks is told once: a list that is empty is not also told to be wrong in its parts.
func TestOneSlipIsToldOnce(t *testing.T) {
	for _, c := range []struct{ file, old, new, at string }{
		{"duplicates.toml", `decides = { value = ["province", "centre"]`, `decides = { value = []`, "duplicates.toml duplicates.decides.value"},
		{"marriage.toml", `special_needs = { value = "parents-consent"`, `special_needs = { value = "Parents Consent"`, "marriage.toml marriage.special_needs.value"},
		{"persons.toml", `declarant_papers = { value = [`, `declarant_papers = { value = ["letter", `, "persons.toml persons.declarant_papers"},
	} {
		pack := files(t, "la")
		edit(t, pack, c.file, c.old, c.new)
		at := refusedAt(t, pack)
		n := 0
		for _, a := range at {
			if a == c.at {
				n++
			}
		}
		if n != 1 || c.file == "duplicates.toml" && len(at) != 1 {
			t.Errorf("%s: told at %q", c.new, at)
		}
	}
	pack := files(t, "la")
	edit(t, pack, "persons.toml", `declarant_papers = { value = [`, `declarant_papers = { value = ["letter", `)
	if _, err := load(pack, kinds(t)); err == nil || !strings.Contains(err.Error(), "is not in persons.evidence_kinds (") {
		t.Errorf("an unknown paper: %v", err)
	}
}
