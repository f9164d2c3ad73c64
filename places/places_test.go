package places_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samano/acts"
	"samano/internal/testenv"
	"samano/law"
	"samano/places"
	"samano/register"
	"samano/registrar"
)

var decree = places.Decree{
	Authority: "MOHA", Reference: "list-2025", Evidence: "ministry-decision", Since: register.Exact(register.DayOf(1975, 12, 2)),
	Declared: register.DayOf(2026, 11, 1), Office: "CENTRE", DeclaredTo: "clerk", Registrar: "registrar",
}

func pack(t testing.TB) *law.Pack {
	t.Helper()
	p, err := law.Shipped("la", acts.ForLaw())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func shipped(t testing.TB) []places.Sheet {
	t.Helper()
	sheets, err := places.Shipped(pack(t).Territory)
	if err != nil {
		t.Fatal(err)
	}
	return sheets
}

// laos registers all shipped units.
func laos(t testing.TB) *testenv.Country {
	t.Helper()
	c := testenv.New(t, testenv.Options{})
	for p, err := range places.Proposals(shipped(t), nil, decree) {
		if err != nil {
			t.Fatal(err)
		}
		c.Must(t, p)
	}
	return c
}

func atlas(t testing.TB, c *testenv.Country) *register.Atlas {
	t.Helper()
	a, err := c.Atlas(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestShippedCountryIsWhole(t *testing.T) {
	want := []int{18, 148, 8860}
	for i, s := range shipped(t) {
		if len(s.Rows) != want[i] {
			t.Errorf("%d units of the level %q, want %d", len(s.Rows), s.Level, want[i])
		}
	}
}

var village = places.Format{Level: "village", Digits: 7, Parent: "district", Above: 4}

func anyParent(register.Code) bool { return true }

func TestEachBadRowIsRefusedWithItsRule(t *testing.T) {
	const header = "code,district,name_lo,name_latin\n"
	for _, tt := range []struct {
		name, list string
		line       int
		field      string
		rule       places.Rule
	}{
		{"too few values", header + "0101001,0101,ໜອງປິງ", 2, "", places.RuleColumns},
		{"too many values", header + "0101001,0101,ໜອງປິງ,,x", 2, "", places.RuleColumns},
		{"a stray quotation mark", header + "0101001,0101,\"ໜອງປິງ,", 2, "", places.RuleColumns},
		{"a code that lost its zero", header + "101001,0101,ໜອງປິງ,", 2, "code", places.RuleCode},
		{"a code with a letter", header + "01O1001,0101,ໜອງປິງ,", 2, "code", places.RuleCode},
		{"a code too long", header + "01010011,0101,ໜອງປິງ,", 2, "code", places.RuleCode},
		{"no code", header + ",0101,ໜອງປິງ,", 2, "code", places.RuleCode},
		{"a parent that lost its zero", header + "0101001,101,ໜອງປິງ,", 2, "district", places.RuleCode},
		{"an unknown parent", header + "0199001,0199,ໜອງປິງ,", 2, "district", places.RuleParent},
		{"a code under another parent", header + "0102001,0101,ໜອງປິງ,", 2, "code", places.RuleNotUnder},
		{"a code used twice", header + "0101001,0101,ໜອງປິງ,\n0101001,0101,ນາຄຳ,", 3, "code", places.RuleCodeTwice},
		{"no name", header + "0101001,0101,,Nongping", 2, "name_lo", places.RuleNameLao},
		{"a name in Latin where Lao belongs", header + "0101001,0101,Nongping,", 2, "name_lo", places.RuleNameLao},
		{"a name in Lao where Latin belongs", header + "0101001,0101,ໜອງປິງ,ໜອງປິງ", 2, "name_latin", places.RuleNameLatin},
		{"text that is not UTF-8", header + "0101001,0101,\xb9\xba,", 2, "", places.RuleEncoding},
		{"a lost character", header + "0101001,0101,ໜອງ\uFFFD,", 2, "name_lo", places.RuleCharacters},
		{"text turned about", header + "0101001,0101,ໜອງ\u202Eປິງ,", 2, "name_lo", places.RuleCharacters},
		{"a name without end", header + "0101001,0101," + strings.Repeat("ນາ", 60) + ",", 2, "name_lo", places.RuleTooLong},
		{"a line without end", header + strings.Repeat("x", 5000), 2, "", places.RuleTooLong},
		{"columns in capitals", "Code,District,Name_lo,Name_latin\n0101001,0101,ໜອງປິງ,", 1, "", places.RuleHeader},
		{"a column that is missing", "code,name_lo,name_latin\n0101001,ໜອງປິງ,", 1, "", places.RuleHeader},
		{"a column that nobody knows", "code,district,name_lo,name_latin,people\n", 1, "", places.RuleHeader},
		{"a column twice", "code,district,name_lo,name_latin,code\n", 1, "", places.RuleHeader},
		{"semicolons", "code;district;name_lo;name_latin\n", 1, "", places.RuleHeader},
		{"the list of another level", "code,province,name_lo,name_latin\n", 1, "", places.RuleHeader},
		{"no header", "0101001,0101,ໜອງປິງ,\n", 1, "", places.RuleHeader},
		{"nothing", "", 1, "", places.RuleHeader},
		{"UTF-16", "\xff\xfec\x00o\x00d\x00e\x00", 1, "", places.RuleEncoding},
	} {
		t.Run(tt.name, func(t *testing.T) {
			const good = "\n0101777,0101,ບ້ານດີ,Bandy"
			rows, faults, err := places.Read(village, strings.NewReader(tt.list+good), func(c register.Code) bool { return c != "0199" })
			if err != nil {
				t.Fatal(err)
			}
			if len(faults) != 1 {
				t.Fatalf("faults %v, want one", faults)
			}
			f := faults[0]
			if f.Line != tt.line || f.Field != tt.field || f.Rule != tt.rule || f.Remedy == "" {
				t.Errorf("fault %+v, want line %d, field %q, rule %q and a remedy", f, tt.line, tt.field, tt.rule)
			}
			if f.Rule == places.RuleHeader && !strings.Contains(f.Remedy, "code,district,name_lo,name_latin") {
				t.Errorf("the remedy %q does not name the header", f.Remedy)
			}
			enters := tt.line > 1 && tt.name != "a line without end"
			if entered := len(rows) > 0 && rows[len(rows)-1].Code == "0101777"; entered != enters {
				t.Errorf("the good row entered: %v, want %v", entered, enters)
			}
		})
	}
}

func TestWhatIsWrittenOtherwiseMeansTheSame(t *testing.T) {
	want := []places.Row{{Code: "0101001", Parent: "0101", Name: register.PlaceName{Lao: "ນ້ຳ", Latin: "Nam, Upper"}}}
	for name, list := range map[string]string{
		"as it ships":       "code,district,name_lo,name_latin\n0101001,0101,ນ້ຳ,\"Nam, Upper\"\n",
		"with a mark":       "\uFEFFcode,district,name_lo,name_latin\n0101001,0101,ນ້ຳ,\"Nam, Upper\"\n",
		"from Windows":      "code,district,name_lo,name_latin\r\n0101001,0101,ນ້ຳ,\"Nam, Upper\"\r\n\r\n",
		"from an old Mac":   "code,district,name_lo,name_latin\r0101001,0101,ນ້ຳ,\"Nam, Upper\"",
		"Lao digits":        "code,district,name_lo,name_latin\n໐໑໐໑໐໐໑,໐໑໐໑,ນ້ຳ,\"Nam, Upper\"\n",
		"decomposed am":     "code,district,name_lo,name_latin\n0101001,0101,ນ້ໍາ,\"Nam, Upper\"\n",
		"spaces around":     "code,district,name_lo,name_latin\n 0101001 ,0101, ນ້ຳ ,\"Nam, Upper\"\n",
		"columns moved":     "name_latin,name_lo,district,code\n\"Nam, Upper\",ນ້ຳ,0101,0101001\n",
		"a column not read": "code,district,name_lo,name_latin,borders_vietnam\n0101001,0101,ນ້ຳ,\"Nam, Upper\",0\n",
	} {
		t.Run(name, func(t *testing.T) {
			rows, faults, err := places.Read(village, strings.NewReader(list), anyParent)
			if err != nil || len(faults) > 0 {
				t.Fatal(faults, err)
			}
			if d := cmp.Diff(want, rows); d != "" {
				t.Error(d)
			}
		})
	}
}

// The rows that the converter of the public list put aside are refused here too,
// each for what is wrong with it, and cost none of the good ones.
func TestTheDefectsOfThePublicListAreRefusedRowByRow(t *testing.T) {
	good, err := os.ReadFile("data/villages.csv")
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open("testdata/villages-defects.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	defects, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	pad := func(s string, n int) string { return strings.Repeat("0", max(0, n-len(s))) + s }
	list := bytes.NewBuffer(good)
	var want []places.Rule
	for _, d := range defects[1:] {
		code, district := pad(d[1], 7), pad(d[2], 4)
		list.WriteString(strings.Join([]string{code, district, d[3], d[4]}, ",") + "\n")
		switch {
		case len(code) > 7:
			want = append(want, places.RuleCode)
		case d[0] == "unknown district":
			want = append(want, places.RuleParent)
		case code[:4] != district:
			want = append(want, places.RuleNotUnder) // the same code stands under its own district
		default:
			want = append(want, places.RuleCodeTwice)
		}
	}
	sheets := shipped(t)
	districts := map[register.Code]bool{}
	for _, r := range sheets[1].Rows {
		districts[r.Code] = true
	}
	rows, faults, err := places.Read(village, list, func(c register.Code) bool { return districts[c] })
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(sheets[2].Rows, rows); d != "" {
		t.Error("the good rows are not those of the good list:", d)
	}
	spoiled := 0
	faults = slices.DeleteFunc(faults, func(f places.Fault) bool {
		if f.Enters {
			spoiled++
		}
		return f.Enters
	})
	if spoiled != 2 {
		t.Errorf("%d names of the public list are spoiled, want the two known ones", spoiled)
	}
	if len(faults) != len(want) {
		t.Fatalf("%d rows refused, want %d", len(faults), len(want))
	}
	for i, f := range faults {
		if f.Rule != want[i] || f.Line != len(rows)+2+i {
			t.Errorf("%v, want rule %q on line %d", f, want[i], len(rows)+2+i)
		}
	}
}

func TestImportingTwiceRegistersNothingTwice(t *testing.T) {
	c := laos(t)
	first := atlas(t, c)
	if len(first.All()) != 18+148+8860 {
		t.Fatalf("%d units stand, want %d", len(first.All()), 18+148+8860)
	}
	for p, err := range places.Proposals(shipped(t), nil, decree) {
		if err != nil {
			t.Fatal(err)
		}
		res, err := c.Register(context.Background(), registrar.Request{Proposals: []register.Proposal{p}})
		if err != nil || !res[0].Repeated {
			t.Fatalf("%s was registered again: %+v %v", p.Decision.Reference, res[0], err)
		}
	}
	for p := range places.Proposals(shipped(t), first, decree) {
		t.Errorf("%s would found what stands", p.Decision.Reference)
	}
}

func TestALongerListAddsOnlyWhatIsNew(t *testing.T) {
	c := laos(t)
	sheets := shipped(t)
	sheets[2].Rows = append(sheets[2].Rows, places.Row{Code: "0101999", Parent: "0101", Name: register.PlaceName{Lao: "ບ້ານໃໝ່"}})
	later := decree
	later.Reference = "list-2026"
	n := 0
	for p, err := range places.Proposals(sheets, atlas(t, c), later) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		c.Must(t, p)
	}
	if p, ok := atlas(t, c).ByCode("0101999", later.Declared); !ok || n != 1 {
		t.Errorf("%d acts, found %v, want the one new village", n, p)
	}
}

func TestSearch(t *testing.T) {
	x := places.NewIndex(atlas(t, laos(t)))
	day := register.DayOf(2026, 11, 1)
	for _, tt := range []struct {
		name, query string
		want        register.Code // among the answers
	}{
		{"Lao prefix", "ໜອງປິ", "0101001"},
		{"Lao, the other spelling", "ຫນອງປິງ", "0101001"},
		{"Lao without tone mark", "ບໍນາງົວ", "0101002"},
		{"Latin prefix", "nongp", "0101001"},
		{"Latin in capitals", "NONGPING", "0101001"},
		{"Latin of a name that the list has in Lao only", "nathongchong", "0701099"},
		{"a district", "chanthab", "0101"},
		{"a province before its villages", "ຫລວງພະບາງ", "06"},
		{"a village called by a number", "516", "1804015"},
		{"a code", "0101001", "0101001"},
		{"a code in Lao digits", "໐໑໐໑໐໐໑", "0101001"},
		{"with the district", "nongping, chanthabuly", "0101001"},
		{"with the province in Lao", "ໜອງປິງ, ນະຄອນ", "0101001"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			hits := x.Search(tt.query, day, 50)
			for i, h := range hits {
				if h.Code == tt.want {
					if tt.name == "a province before its villages" && i != 0 {
						t.Errorf("stands in place %d", i)
					}
					return
				}
			}
			t.Errorf("%d answers, none is %s", len(hits), tt.want)
		})
	}
	for _, q := range []string{"", " ", ",", "zzzzqqq", "9999999", "nongping, savannakhet, chanthabuly"} {
		if hits := x.Search(q, day, 50); len(hits) > 0 {
			t.Errorf("%q gives %d answers", q, len(hits))
		}
	}
	for _, q := range []string{"ນ້ຳແຫງໃຕ້ (ນ້ຳກູດ),ນ", "ນ້ຳແຫງໃຕ້ (ນ້ຳກູດ),ນໍ້າແຫງເໜຶອ, ໄຊ", "ນ້ຳແຫງໃຕ້ (ນ້ຳກູດ),ນໍ້າ, Xay, Oudomxai", "ນ້ຳແຫງໃຕ້ (ນ້ຳກູດ), ໄຊ"} {
		if hits := x.Search(q, day, 50); len(hits) != 1 || hits[0].Code != "0401074" { // its name holds a comma
			t.Errorf("%q gives %v", q, hits)
		}
	}
	if hits := x.Search("ນ້ຳແຫງໃຕ້ (ນ້ຳກູດ),ນໍ້າ, nongping", day, 50); len(hits) > 0 {
		t.Errorf("a name with a comma is found under another district: %v", hits)
	}
	hits := x.Search("0101001", day, 1)
	var chain []register.Code
	for _, p := range hits[0].Chain {
		chain = append(chain, p.CodeOn(day))
	}
	if d := cmp.Diff([]register.Code{"0101001", "0101", "01"}, chain); d != "" {
		t.Error(d)
	}
	if n := len(x.Search("ນາ", day, 20)); n != 20 {
		t.Errorf("%d answers, want as many as asked for", n)
	}
	if hits := x.Search("nongping", register.DayOf(1960, 1, 1), 50); len(hits) > 0 {
		t.Error("units are found before they came to be")
	}
}

// Whatever anybody types of a name in Lao or of its code finds the unit.
func TestEveryBeginningOfANameFindsTheUnit(t *testing.T) {
	x := places.NewIndex(atlas(t, laos(t)))
	rows := shipped(t)[2].Rows
	day := register.DayOf(2026, 11, 1)
	rapid.Check(t, func(t *rapid.T) {
		r := rows[rapid.IntRange(0, len(rows)-1).Draw(t, "row")]
		name := []rune(r.Name.Lao)
		// Half a syllable may be the beginning of many names: the page holds 50.
		n := rapid.IntRange((len(name)+1)/2, len(name)).Draw(t, "letters")
		hits := x.Search(string(name[:n]), day, places.MaxHits)
		for _, h := range hits {
			if h.Code == r.Code {
				return
			}
		}
		if len(hits) < places.MaxHits {
			t.Fatalf("%q does not find %s %q; %d answers", string(name[:n]), r.Code, r.Name.Lao, len(hits))
		}
	})
}

// endless is a list of bad lines that has no end.
type endless struct{ read int }

func (e *endless) Read(b []byte) (int, error) {
	n := 0
	if e.read == 0 {
		n = copy(b, "code,district,name_lo,name_latin\n")
	}
	n += copy(b[n:], strings.Repeat("x\n", (len(b)-n)/2))
	e.read += n
	return n, nil
}

// A list whose every line is bad ends where somebody would rather mend it than read on.
func TestAListOfFaultsIsNotReadToItsEnd(t *testing.T) {
	in := new(endless)
	rows, faults, err := places.Read(village, in, anyParent)
	if err != nil || len(rows) > 0 || len(faults) != 10_001 || faults[10_000].Rule != places.RuleTooLong {
		t.Errorf("%d rows, %d faults, %v", len(rows), len(faults), err)
	}
	if in.read > 1<<20 {
		t.Errorf("%d bytes of it are read", in.read)
	}
}

func FuzzRead(f *testing.F) {
	for _, level := range shipped(f) {
		if level.Level == village.Level {
			f.Add("code,district,name_lo,name_latin\n" + string(level.Rows[0].Code) + "," + string(level.Rows[0].Parent) + "," + level.Rows[0].Name.Lao + "," + level.Rows[0].Name.Latin + "\n")
		}
	}
	f.Add("code,district,name_lo,name_latin\n0101001,0101,ໜອງປິງ,Nongping\n")
	f.Add("code,district,name_lo,name_latin\r0101001,\"0101\",ໜອງ\"ປິງ,\x00\n,,,\n")
	f.Fuzz(func(t *testing.T, list string) {
		rows, faults, err := places.Read(village, strings.NewReader(list), anyParent)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[register.Code]bool{}
		for _, r := range rows {
			if seen[r.Code] || len(r.Code) != 7 || r.Code[:4] != r.Parent || r.Name.Lao == "" {
				t.Errorf("row %+v", r)
			}
			seen[r.Code] = true
		}
		for _, f := range faults {
			if f.Rule == "" || f.Remedy == "" || f.Line < 1 {
				t.Errorf("fault %+v", f)
			}
		}
	})
}

func BenchmarkNewIndex(b *testing.B) {
	a := atlas(b, laos(b))
	for b.Loop() {
		places.NewIndex(a)
	}
}

func BenchmarkSearch(b *testing.B) {
	x := places.NewIndex(atlas(b, laos(b)))
	day := register.DayOf(2026, 11, 1)
	for _, q := range []string{"ນາ", "n", "nongping, chanthabuly", "nam, kham", "ບ້ານ", "houay"} {
		b.Run(q, func(b *testing.B) {
			for b.Loop() {
				x.Search(q, day, 20)
			}
		})
	}
}
