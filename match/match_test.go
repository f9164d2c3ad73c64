package match

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samano/register"
)

func date(s string) register.Date {
	d, err := register.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// lexicon knows the names that the tests use, each borne by some people.
func lexicon() *Lexicon {
	l := NewLexicon()
	for _, n := range []Name{
		{Given: "ສົມສັກ", Surname: "ວົງສາ"},
		{Given: "Bounmy", Surname: "Phommachanh"},
		{Given: "Khamphone", Surname: "Xayavong"},
		{Given: "Bounma", Surname: "Vongsa"},
		{Given: "Manichanh", Surname: "Keovongsa"},
		{Given: "Noy", Surname: "Ly"},
	} {
		for range 40 {
			l.Add(Record{Names: []Name{n}})
		}
	}
	return l
}

// level compares two records and gives the name of one field's level.
func level(a, b Record, field int) string {
	l := lexicon()
	x, y := l.Read(a), l.Read(b)
	v, w := l.Compare(&x, &y), l.Compare(&y, &x)
	if v.Level[field] != w.Level[field] {
		return "not symmetric"
	}
	return People()[field].Levels[v.Level[field]]
}

func TestNames(t *testing.T) {
	named := func(given, surname string) Record {
		return Record{Names: []Name{{Given: given, Surname: surname}}}
	}
	for _, c := range []struct {
		what           string
		a, b           Record
		given, surname string
	}{
		{"the same", named("ສົມສັກ", "ວົງສາ"), named("ສົມສັກ", "ວົງສາ"), "exact", "exact"},
		{"case, tones and a title", named("ທ້າວ ສົມສັກ", "Vongsa"), named("ສົມສັກ", "VONGSA"), "exact", "exact"},
		{"another script, another spelling", named("ສົມສັກ", "ວົງສາ"), named("Somxack", "Vongsa"), "alike", "alike"},
		{"a letter wrong in one", named("Khamphone", ""), named("Khamphove", ""), "slip", "unknown"},
		{"a letter apart, two names", named("Bounmy", ""), named("Bounma", ""), "near", "unknown"},
		{"given name and surname exchanged", named("Bounmy", "Phommachanh"), named("Phommachanh", "Bounmy"), "swapped", "unknown"},
		{"the last syllable", named("Manichanh", ""), named("Chanh", ""), "part", "unknown"},
		{"a nickname nobody is registered under", named("Bounmy", "Xayavong"), named("Toukta", "Xayavong"), "odd", "exact"},
		{"another name", named("Bounmy", "Xayavong"), named("Khamphone", "Vongsa"), "differs", "differs"},
		{"no surname", named("Bounmy", ""), named("Bounmy", "Vongsa"), "exact", "unknown"},
		{"no name at all", Record{}, named("Bounmy", "Vongsa"), "unknown", "unknown"},
		{"only a title and marks", named("ທ້າວ", "່້"), named("Bounmy", "Vongsa"), "odd", "unknown"},
		{"a second name agrees", Record{Names: []Name{{Given: "Bounmy"}, {Given: "Noy", Other: true}}}, named("Noy", ""), "other", "unknown"},
	} {
		if given, surname := level(c.a, c.b, GivenField), level(c.a, c.b, SurnameField); given != c.given || surname != c.surname {
			t.Errorf("%s: given %s, surname %s; want %s, %s", c.what, given, surname, c.given, c.surname)
		}
	}
}

func TestBirthDates(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"1974-05-03", "1974-05-03", "exact"},
		{"1974-05-03", "1974-03-05", "swapped"},
		{"1974-05-03", "1974-05-23", "day-differs"},
		{"1974-05-03", "1974-06-03", "month-differs"},
		{"1974-05-03", "1975-05-03", "year-near"},
		{"1974-05-03", "1984-05-03", "year-digit"},
		{"1974-05-03", "1974", "rough"},
		{"1974-05-03", "1974-01-01", "rough"}, // what is written by who knows the year only
		{"1974", "1974", "rough"},
		{"1974-01-01", "1974-01-01", "rough"},
		{"1974-05-03", "1974-06-09", "same-year"},
		{"1974", "1976", "about"},
		{"1971-05-03", "1975~ estimated", "about"},
		{"1974-05-03", "1975-06-09", "near"},
		{"1974-05-03", "1981-06-09", "differs"},
		{"1974", "1990", "differs"},
		{"1974", "", "unknown"},
	} {
		if got := level(Record{Birth: date(c.a)}, Record{Birth: date(c.b)}, BirthField); got != c.want {
			t.Errorf("%s and %s: %s, want %s", c.a, c.b, got, c.want)
		}
	}
	buddhist := Record{Birth: register.Date{Year: 1974 + register.BuddhistEra, Month: 5, Day: 3}}
	if got := level(buddhist, Record{Birth: date("1974-05-03")}, BirthField); got != "exact" {
		t.Errorf("a year of the Buddhist era: %s", got)
	}
}

func TestPlaces(t *testing.T) {
	here, near, far, nowhere := Place{1, 10, 100}, Place{2, 10, 100}, Place{3, 11, 100}, Place{4, 12, 101}
	for _, c := range []struct {
		homeA, bornA, homeB, bornB Place
		want                       string
	}{
		{here, far, here, far, "both"},
		{here, far, here, nowhere, "home"},
		{here, far, nowhere, far, "born"},
		{here, far, nowhere, here, "crossed"},
		{here, Place{}, nowhere, here, "unknown"}, // who moved away from where they were born
		{Place{}, here, here, nowhere, "unknown"},
		{here, Place{}, near, Place{}, "district"},
		{here, Place{}, far, Place{}, "province"},
		{here, Place{}, nowhere, Place{}, "differs"},
		{here, Place{}, Place{}, Place{}, "unknown"},
		{Place{0, 10, 100}, Place{}, here, Place{}, "district"},
	} {
		a, b := Record{Home: c.homeA, BornAt: c.bornA}, Record{Home: c.homeB, BornAt: c.bornB}
		if got := level(a, b, PlaceField); got != c.want {
			t.Errorf("%v: %s", c, got)
		}
	}
}

func TestRelatives(t *testing.T) {
	own := []Name{{Given: "Noy", Surname: "Vongsa"}}
	for _, c := range []struct {
		a, b Name
		want string
	}{
		{Name{Given: "Bounmy", Surname: "Ly"}, Name{Given: "ບຸນມີ", Surname: "ລີ"}, "full"},
		{Name{Given: "Bounmy", Surname: "Ly"}, Name{Given: "Bounmy"}, "given"},
		{Name{Given: "Bounmy", Surname: "Vongsa"}, Name{Given: "Bounmy", Surname: "Vongsa"}, "given"}, // the surname is her own
		{Name{Given: "Bounmy", Surname: "Ly"}, Name{Given: "Bounma"}, "near"},
		{Name{Given: "Bounmy", Surname: "Ly"}, Name{Given: "Bounmy", Surname: "Xayavong"}, "other-surname"},
		{Name{Given: "Bounmy", Surname: "Ly"}, Name{Given: "Khamphone", Surname: "Ly"}, "surname"},
		{Name{Given: "Bounmy", Surname: "Ly"}, Name{Given: "Khamphone", Surname: "Xayavong"}, "differs"},
		{Name{Given: "Bounmy", Surname: "Ly"}, Name{}, "unknown"},
	} {
		if got := level(Record{Names: own, Mother: c.a}, Record{Names: own, Mother: c.b}, MotherField); got != c.want {
			t.Errorf("%v and %v: %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

func model(t testing.TB) *Model {
	t.Helper()
	m, _, err := ShippedModel()
	if err != nil {
		t.Fatal(err)
	}
	return m.Expecting(0.05)
}

// One country of eight million, and the people whom nobody may take for one another, or fail to.
func TestWhoIsWho(t *testing.T) {
	village, other := Place{1, 10, 100}, Place{900, 44, 108}
	bounmy := Record{
		Names: []Name{{Given: "ບຸນມີ", Surname: "ພົມມະຈັນ"}}, Birth: date("1991-04-17"), Sex: register.Male, BornAt: village, Home: village,
		Mother: Name{Given: "Manichanh", Surname: "Keovongsa"}, Father: Name{Given: "Khamphone", Surname: "Phommachanh"},
	}
	with := func(change func(*Record)) Record {
		r := bounmy
		r.Names = slices.Clone(r.Names)
		change(&r)
		return r
	}
	for _, c := range []struct {
		what     string
		record   Record
		from, to float64
		rather   string
	}{
		{"himself, spelled otherwise, moved", with(func(r *Record) {
			r.Names[0], r.Home = Name{Given: "Boonmee", Surname: "Phommachan"}, other
		}), 0.99, 1, ""},
		{"himself, day and month exchanged, surname missing", with(func(r *Record) {
			r.Names[0].Surname, r.Birth = "", date("1991-04-07")
		}), 0.99, 1, ""},
		{"himself, only the year of birth known, in another village", with(func(r *Record) {
			r.Birth, r.Home = date("1991 declared"), other
		}), 0.99, 1, ""},
		{"his twin", with(func(r *Record) { r.Names[0].Given = "Somsack" }), 0, 0.4, Twin},
		{"his twin sister", with(func(r *Record) { r.Names[0].Given, r.Sex = "Noy", register.Female }), 0, 0.1, Twin},
		{"his brother", with(func(r *Record) { r.Names[0].Given, r.Birth = "Somsack", date("1994-11-02") }), 0, 0.001, Sibling},
		{"a namesake of his age elsewhere", with(func(r *Record) {
			r.Birth, r.Home, r.BornAt = date("1991-08-02"), other, other
			r.Mother, r.Father = Name{Given: "Noy", Surname: "Ly"}, Name{Given: "Somsack", Surname: "Phommachanh"}
		}), 0, 0.001, Stranger},
		{"his son, named after him", with(func(r *Record) {
			r.Birth = date("2016-02-09")
			r.Mother, r.Father = Name{Given: "Noy", Surname: "Ly"}, Name{Given: "Bounmy", Surname: "Phommachanh"}
		}), 0, 0.01, ""},
	} {
		l := lexicon()
		a, b := l.Read(bounmy), l.Read(c.record)
		v := l.Compare(&a, &b)
		e := model(t).Explain(&v, 8_000_000)
		if e.P < c.from || e.P > c.to || c.rather != "" && e.NextBest != c.rather {
			t.Errorf("%s: %.5f, rather %s; want %g to %g, %s; reasons %v", c.what, e.P, e.NextBest, c.from, c.to, c.rather, e.Reasons)
		}
	}
}

// A rare name proves more than a common one, and a name that kin share proves nothing against kin.
func TestRareNamesProveMore(t *testing.T) {
	l := lexicon()
	for range 400 {
		l.Add(Record{Names: []Name{{Given: "Bounmy", Surname: "Vongsa"}}})
	}
	p := func(given string) float64 {
		r := Record{Names: []Name{{Given: given, Surname: "Vongsa"}}, Birth: date("1980"), Home: Place{1, 2, 3}}
		a, b := l.Read(r), l.Read(r)
		v := l.Compare(&a, &b)
		return model(t).Probability(&v, 8_000_000)
	}
	odds := func(p float64) float64 { return p / (1 - p) }
	if common, rare := p("Bounmy"), p("Khamphone"); odds(rare) < 5*odds(common) {
		t.Errorf("common name %.6f, rare name %.6f", common, rare)
	}
}

func TestVerdict(t *testing.T) {
	law := Thresholds{SamePPM: 990_000, AskPPM: 500_000}
	for p, want := range map[float64]Outcome{0: NonMatch, 0.49999: NonMatch, 0.5: PossibleMatch, 0.98999: PossibleMatch, 0.99: Match, 1: Match} {
		if got := law.Outcome(p); got != want {
			t.Errorf("%g: %v, want %v", p, got, want)
		}
	}
}

func TestWeightsAreReadAsWritten(t *testing.T) {
	w, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	var a, b bytes.Buffer
	if err := w.Write(&a); err != nil {
		t.Fatal(err)
	}
	again, err := readWeights(bytes.NewReader(a.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Write(&b); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("weights change by being read")
	}
}

func TestBadWeightsAreRefused(t *testing.T) {
	for what, spoil := range map[string]func(*Weights){
		"no classes":         func(w *Weights) { w.Classes = nil },
		"same is not first":  func(w *Weights) { slices.Reverse(w.Classes) },
		"a level missing":    func(w *Weights) { delete(w.Classes[1].Levels["sex"], "same") },
		"a level too many":   func(w *Weights) { w.Classes[1].Levels["sex"]["perhaps"] = 0.1 },
		"a field missing":    func(w *Weights) { delete(w.Classes[1].Levels, "sex") },
		"not a field":        func(w *Weights) { w.Classes[1].Levels["religion"] = map[string]float64{"same": 1} },
		"a probability of 0": func(w *Weights) { w.Classes[1].Levels["sex"]["same"] = 0 },
		"not a number":       func(w *Weights) { w.Classes[1].Levels["sex"]["same"] = math.NaN() },
		"sums to 2": func(w *Weights) {
			w.Classes[1].Levels["sex"]["same"] = 1
			w.Classes[1].Levels["sex"]["differs"] = 1
		},
		"below nobody":      func(w *Weights) { w.Classes[0].PerPerson = -1 },
		"chance of nothing": func(w *Weights) { w.Classes[1].Chance = []string{"religion"} },
	} {
		w, err := Shipped()
		if err != nil {
			t.Fatal(err)
		}
		spoil(w)
		if _, err := w.Model(People()); err == nil {
			t.Errorf("%s: taken", what)
		}
	}
	certain := func(fields int, differs float64) *Weights {
		levels := map[string]map[string]float64{}
		for i := range fields {
			levels[string(rune('a'+i))] = map[string]float64{"same": 1 - differs, "differs": differs}
		}
		return &Weights{Classes: []Class{{Name: Same, PerPerson: 1, Levels: levels}, {Name: Stranger, Levels: levels}}}
	}
	for sum, taken := range map[float64]bool{0.985: false, 0.995: true, 1.005: true, 1.015: false} { // written with a few digits
		w, err := Shipped()
		if err != nil {
			t.Fatal(err)
		}
		w.Classes[1].Levels["sex"]["same"], w.Classes[1].Levels["sex"]["differs"] = 0.5, sum-0.5
		if _, err := w.Model(People()); (err == nil) != taken {
			t.Errorf("levels that sum to %g: %v", sum, err)
		}
	}
	schema := func(fields int, levels ...string) (s Schema) {
		for i := range fields {
			s = append(s, Field{Name: string(rune('a' + i)), Levels: append([]string{Unknown}, levels...)})
		}
		return s
	}
	if _, err := certain(MaxFields, 0.5).Model(schema(MaxFields, "same", "differs")); err != nil {
		t.Errorf("as many fields as there may be: %v", err)
	}
	many := func(classes int) *Weights {
		w := certain(1, 0.5)
		for len(w.Classes) < classes {
			w.Classes = slices.Insert(w.Classes, 1, Class{Name: Twin, PerPerson: 1, Levels: w.Classes[0].Levels})
		}
		return w
	}
	if m, err := many(maxClasses).Model(schema(1, "same", "differs")); err != nil {
		t.Errorf("as many classes as there may be: %v", err)
	} else if e := m.Explain(&Vector{Level: [MaxFields]uint8{1}, Rarity: [MaxFields]float32{1}}, 2); e.NextBest != Stranger {
		t.Errorf("of as many classes as there may be, the next best is %s", e.NextBest)
	}
	if _, err := many(maxClasses + 1).Model(schema(1, "same", "differs")); err == nil {
		t.Error("a class more than there may be was taken")
	}
	if _, err := certain(1, 0).Model(schema(1, "same", "differs")); err == nil {
		t.Error("a level that never occurs was taken")
	}
	sure := certain(1, 0)
	delete(sure.Classes[0].Levels["a"], "differs")
	if _, err := sure.Model(schema(1, "same")); err != nil {
		t.Errorf("the only level of a field: %v", err)
	}
	first := firstSame(schema(1, "x", "y", "z")).Levels["a"]
	if !(first["x"] > first["y"] && first["y"] > first["z"]) || math.Abs(first["x"]+first["y"]+first["z"]-1) > 1e-9 {
		t.Errorf("the first guess of levels from alike to different is %v", first)
	}
	if _, err := readWeights(strings.NewReader("versoin = \"1\"")); err == nil {
		t.Error("an unknown key was taken")
	}
}

// Learning finds rates that are known, with nobody telling which pairs are the same.
func TestLearnFindsWhatIsThere(t *testing.T) {
	schema := Schema{}
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		schema = append(schema, Field{Name: name, Levels: []string{Unknown, "same", "near", "differs"}})
	}
	truth := [2][3]float64{{0.8, 0.15, 0.05}, {0.02, 0.03, 0.95}} // of the same, of strangers
	rng := random()
	draw := func(class int) (v Vector) {
		for f := range schema {
			u := rng.Float64()
			v.Level[f], v.Rarity[f] = 1, 1
			for u > truth[class][v.Level[f]-1] && v.Level[f] < 3 {
				u -= truth[class][v.Level[f]-1]
				v.Level[f]++
			}
		}
		return v
	}
	const people, twice = 20_000, 1_000
	lesson := TrainingSet{Schema: schema, People: people, Known: []Known{{Class: Stranger, Vectors: func(yield func(*Vector) bool) {
		for range 200_000 {
			if v := draw(1); !yield(&v) {
				return
			}
		}
	}}}}
	for range twice {
		lesson.Pairs = append(lesson.Pairs, draw(0))
	}
	for range 20 * twice {
		lesson.Pairs = append(lesson.Pairs, draw(1))
	}
	w, err := Learn(lesson)
	if err != nil {
		t.Fatal(err)
	}
	// It goes on until nothing moves any more.
	m, err := w.Model(schema)
	if err != nil {
		t.Fatal(err)
	}
	levels, _ := lesson.round(m)
	for field, of := range levels {
		for level, p := range of {
			if was := w.Classes[0].Levels[field][level]; math.Abs(p-was) > 10*settled {
				t.Errorf("another round moves %s %s from %g to %g", field, level, was, p)
			}
		}
	}
	if got, want := w.Classes[0].PerPerson, 2.0*twice/people; math.Abs(got-want) > 0.2*want {
		t.Errorf("%.4f per person, want %.4f", got, want)
	}
	for i, name := range schema[0].Levels[1:] {
		if got, want := w.Classes[0].Levels["a"][name], truth[0][i]; math.Abs(got-want) > 0.05 {
			t.Errorf("%s: %.3f, want %.3f", name, got, want)
		}
	}
}

func anyRecord() *rapid.Generator[Record] {
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "ສົມສັກ", "Bounmy", "ທ້າວ", "່້", "a", "😀", "\u202eabc", strings.Repeat("x", 5000), "\xff\xfe"}))
	name := rapid.Custom(func(r *rapid.T) Name {
		return Name{Given: text.Draw(r, "given"), Surname: text.Draw(r, "surname"), Other: rapid.Bool().Draw(r, "other")}
	})
	return rapid.Custom(func(r *rapid.T) Record {
		return Record{
			Names: rapid.SliceOfN(name, 0, 6).Draw(r, "names"), Mother: name.Draw(r, "mother"), Father: name.Draw(r, "father"), Spouse: name.Draw(r, "spouse"),
			Birth: register.Date{Year: rapid.Int16().Draw(r, "year"), Month: rapid.Uint8().Draw(r, "month"), Day: rapid.Uint8().Draw(r, "day"), About: rapid.Bool().Draw(r, "about")},
			Sex:   rapid.SampledFrom([]register.Sex{"", register.Male, register.Female, "?"}).Draw(r, "sex"),
			Home:  Place{Village: register.PlaceID(rapid.IntRange(0, 3).Draw(r, "village"))},
		}
	})
}

// Whatever is written in a record, comparing is symmetric, probabilities are probabilities and keys
// are few.
func TestAnyRecord(t *testing.T) {
	m := model(t)
	rapid.Check(t, func(r *rapid.T) {
		l := lexicon()
		ra, rb := anyRecord().Draw(r, "a"), anyRecord().Draw(r, "b")
		a, b := l.Read(ra), l.Read(rb)
		v, w := l.Compare(&a, &b), l.Compare(&b, &a)
		if v.Level != w.Level {
			r.Fatalf("%v one way, %v the other", v.Level, w.Level)
		}
		if p := m.Probability(&v, 8_000_000); !(p >= 0 && p <= 1) {
			r.Fatalf("probability %g", p)
		}
		keys := AppendKeys(nil, &a)
		if len(keys) > MaxKeys {
			r.Fatalf("%d keys", len(keys))
		}
		seen := map[uint64]bool{}
		for _, k := range keys {
			if seen[k.Hash] || k.Hash >= 1<<KeyBits {
				r.Fatalf("hash %x twice or too long", k.Hash)
			}
			seen[k.Hash] = true
		}
		l.Add(ra)
		c := l.Read(ra)
		if again := AppendKeys(nil, &c); !slices.Equal(again, keys) {
			r.Fatalf("keys change once the words are known: %v, %v", keys, again)
		}
	})
}

// Keys are stored: these values may never change.
func TestKeysStayAsTheyWere(t *testing.T) {
	f := lexicon().Read(Record{
		Names: []Name{{Given: "ສົມສັກ", Surname: "ວົງສາ"}}, Birth: date("1974-05-03"), Home: Place{Village: 7}, BornAt: Place{Village: 8},
		Mother: Name{Given: "Bounmy"}, Father: Name{Given: "Khamphone"}, Spouse: Name{Given: "Noy"},
	})
	got := AppendKeys(nil, &f)
	if len(got) != int(kinds) {
		t.Fatalf("%d keys, want %d", len(got), kinds)
	}
	sum := uint64(0)
	for _, k := range got {
		sum = sum*31 + k.Hash<<16 + uint64(k.Split)
	}
	const want = uint64(9922930285981164033)
	if sum != want {
		t.Errorf("keys are %v, sum %d, want %d: what is stored would not be found again", got, sum, want)
	}
}
