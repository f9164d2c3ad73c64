package match

import (
	"math"
	"slices"
	"testing"

	"samano/register"
)

// wordOf is a word of any sound and spelling.
func wordOf(sound, fold string) *Word {
	return &Word{Sound: sound, Fold: fold, Count: &SoundCount{}, hash: hashText(sound) | 1, soundLetters: letterSet(sound), foldLetters: letterSet(fold)}
}

// Two names are near in sound, or a single letter apart as they are written in one script.
func TestNearNames(t *testing.T) {
	const far, away = "uvwxyz", "klmnop"
	for _, c := range []struct {
		what                         string
		soundA, foldA, soundB, foldB string
		letters                      int
		want                         bool
	}{
		{"no fault is allowed", "ab", "ab", "ab", "ab", 0, false},
		{"one letter in the sound", "abcd", far, "abxd", away, 1, true},
		{"two where one may be wrong", "abcd", far, "xbyd", away, 1, false},
		{"two where two may be wrong", "abcd", far, "xbyd", away, 2, true},
		{"another sound, one letter as written", far, "abcd", away, "abxd", 1, true},
		{"another sound, two letters as written", far, "abcd", away, "xbyd", 2, false},
		{"one letter as written, in two scripts", far, "bcd", away, "ກbcd"[:3] + "cd", 2, false},
		{"nothing in common", far, far, away, away, 3, false},
	} {
		a, b := wordOf(c.soundA, c.foldA), wordOf(c.soundB, c.foldB)
		if got, back := near(a, b, c.letters), near(b, a, c.letters); got != c.want || back != got {
			t.Errorf("%s: near %v, and the other way round %v", c.what, got, back)
		}
	}
}

func TestBetterAgreementRanksHigher(t *testing.T) {
	order := []uint8{0, nameDiffers, nameOdd, nameOther, namePart, nameNear, nameSlip, nameSwapped, nameAlike, nameExact}
	for i := range order[1:] {
		if rank(order[i]) >= rank(order[i+1]) {
			t.Errorf("level %d ranks %d, level %d ranks %d", order[i], rank(order[i]), order[i+1], rank(order[i+1]))
		}
	}
	if rank(nameExact) >= rankBase {
		t.Error("a surname can outweigh a given name")
	}
}

// rareAndCommon counts names of which some are common and some are rare.
func rareAndCommon() *Lexicon {
	l := NewLexicon()
	for _, n := range []struct {
		name  Name
		times int
	}{{Name{Given: "Bounmy", Surname: "Vongsa"}, 60}, {Name{Given: "Khamphone", Surname: "Xayavong"}, 20}, {Name{Given: "Manichanh", Surname: "Keovongsa"}, 5}} {
		for range n.times {
			l.Add(Record{Names: []Name{n.name}})
		}
	}
	return l
}

// Only what agrees is rare or common: the rarity of a name counts where the name agrees, and that
// of no other.
func TestRarityOfTheNameThatAgrees(t *testing.T) {
	l := rareAndCommon()
	given := func(name string) float64 {
		return l.givenRarity(l.Read(Record{Names: []Name{{Given: name}}}).Names[0].Given)
	}
	surname := func(name string) float64 {
		return l.surnameRarity(l.Read(Record{Names: []Name{{Surname: name}}}).Names[0].Surname)
	}
	if !(given("Manichanh") < given("Khamphone") && given("Khamphone") < given("Bounmy")) {
		t.Fatal("the names are not rare and common")
	}
	bounmy, khamphone := Name{Given: "Bounmy", Surname: "Vongsa"}, Name{Given: "Khamphone", Surname: "Xayavong"}
	for _, c := range []struct {
		what           string
		a, b           []Name
		given, surname float64
	}{
		{"both agree", []Name{bounmy}, []Name{bounmy}, given("Bounmy"), surname("Vongsa")},
		{"the given name alone", []Name{bounmy}, []Name{{Given: "Bounmy", Surname: "Xayavong"}}, given("Bounmy"), 1},
		{"the surname alone", []Name{bounmy}, []Name{{Given: "Manichanh", Surname: "Vongsa"}}, 1, surname("Vongsa")},
		{"neither", []Name{bounmy}, []Name{khamphone}, 1, 1},
		{
			"the second name agrees better than the first, which agreed in the surname",
			[]Name{{Given: "Manichanh", Surname: "Vongsa"}, {Given: "Khamphone"}},
			[]Name{{Given: "Bounmy", Surname: "Vongsa"}, {Given: "Khamphone"}},
			given("Khamphone"), 1,
		},
		{"the first name agrees better than the second", []Name{bounmy, {Given: "Noy"}}, []Name{bounmy, {Given: "Toukta"}}, given("Bounmy"), surname("Vongsa")},
		{"two names agree: the official one counts", []Name{bounmy, khamphone}, []Name{bounmy, khamphone}, given("Bounmy"), surname("Vongsa")},
	} {
		a, b := l.Read(Record{Names: c.a}), l.Read(Record{Names: c.b})
		v, w := l.Compare(&a, &b), l.Compare(&b, &a)
		if v.Rarity[GivenField] != float32(c.given) || v.Rarity[SurnameField] != float32(c.surname) || v != w {
			t.Errorf("%s: rarities %g and %g, want %g and %g", c.what, v.Rarity[GivenField], v.Rarity[SurnameField], c.given, c.surname)
		}
	}
}

// Each of the three relatives, at every level, with the rarity of what agrees.
func TestRelativesOfEachSort(t *testing.T) {
	l := rareAndCommon()
	read := func(n Name) FullName { return l.full(n, false) }
	given := func(name string) float64 { return l.givenRarity(read(Name{Given: name}).Given) }
	surname := func(name string) float64 { return l.surnameRarity(read(Name{Surname: name}).Surname) }
	for field, set := range map[int]func(*Record, Name){
		MotherField: func(r *Record, n Name) { r.Mother = n },
		FatherField: func(r *Record, n Name) { r.Father = n },
		SpouseField: func(r *Record, n Name) { r.Spouse = n },
	} {
		for _, c := range []struct {
			a, b   Name
			want   string
			rarity float64
		}{
			{Name{Given: "Bounmy", Surname: "Xayavong"}, Name{Given: "Bounmy", Surname: "Xayavong"}, "full", given("Bounmy") * surname("Xayavong")},
			{Name{Given: "Bounmy"}, Name{Given: "Bounmy", Surname: "Xayavong"}, "given", given("Bounmy")},
			{Name{Given: "Bounmy", Surname: "Keovongsa"}, Name{Given: "Bounmy", Surname: "Xayavong"}, "other-surname", given("Bounmy")},
			{Name{Given: "Khamphone"}, Name{Given: "Khamphove"}, "near", 1},
			{Name{Given: "Khamphone", Surname: "Xayavong"}, Name{Given: "Khamphove", Surname: "Xayavong"}, "near", 1},
			{Name{Given: "Khamphone", Surname: "Xayavong"}, Name{Given: "Khamphove", Surname: "Keovongsa"}, "differs", 1},
			{Name{Given: "Khamphone", Surname: "Xayavong"}, Name{Given: "Bounmy", Surname: "Xayavong"}, "surname", surname("Xayavong")},
			{Name{Surname: "Xayavong"}, Name{Given: "Bounmy", Surname: "Keovongsa"}, Unknown, 1},
			{Name{Surname: "Xayavong"}, Name{Given: "Bounmy"}, Unknown, 1},
			{Name{Given: "Khamphone", Surname: "Xayavong"}, Name{Given: "Bounmy", Surname: "Keovongsa"}, "differs", 1},
			{Name{Given: "Khamphone"}, Name{}, Unknown, 1},
		} {
			own := []Name{{Given: "Manichanh", Surname: "Vongsa"}}
			ra, rb := Record{Names: own}, Record{Names: own}
			set(&ra, c.a)
			set(&rb, c.b)
			a, b := l.Read(ra), l.Read(rb)
			v, w := l.Compare(&a, &b), l.Compare(&b, &a)
			if got := People()[field].Levels[v.Level[field]]; got != c.want || v != w || math.Abs(float64(v.Rarity[field])-max(leastRarity, c.rarity)) > 1e-6 {
				t.Errorf("%s %+v and %+v: %s, rarity %g, want %s, %g", People()[field].Name, c.a, c.b, got, v.Rarity[field], c.want, c.rarity)
			}
			for other := range People() {
				if other >= MotherField && other != field && v.Level[other] != 0 {
					t.Errorf("%s is told of %s", People()[other].Name, People()[field].Name)
				}
			}
		}
	}
}

// A probability can be so small that no number holds it; that everything is certain is no reason to
// divide by nothing.
func TestCertainties(t *testing.T) {
	schema := Schema{{Name: "a", Levels: []string{Unknown, "same", "differs"}}, {Name: "b", Levels: []string{Unknown, "same", "differs"}}}
	class := func(name string, perPerson, differs float64) Class {
		levels := map[string]float64{"same": 1 - differs, "differs": differs}
		return Class{Name: name, PerPerson: perPerson, Levels: map[string]map[string]float64{"a": levels, "b": levels}}
	}
	w := &Weights{Version: "t", Classes: []Class{class(Same, 0.1, 1e-300), class(Twin, 0.1, 1e-250), class(Stranger, 0, 1e-200)}}
	m, err := w.Model(schema)
	if err != nil {
		t.Fatal(err)
	}
	v := Vector{Level: [MaxFields]uint8{2, 2}}
	if e := m.Explain(&v, 10); e.P != 0 || e.NextBest != Stranger || m.Probability(&v, 10) != 0 {
		t.Errorf("nothing agrees at all: %+v", e)
	} else {
		for _, r := range e.Reasons { // a stranger is still the likelier, by so many bits
			if !(math.Abs(r.Bits+100*math.Log2(10)) < 1e-6) {
				t.Errorf("nothing agrees at all, and %s gives %g bits", r.Field, r.Bits)
			}
		}
	}
	sure := &Weights{Version: "t", Classes: []Class{class(Same, 0.1, 1e-10), class(Stranger, 0, 1-1e-10)}}
	if m, err = sure.Model(schema); err != nil {
		t.Fatal(err)
	}
	v = Vector{Level: [MaxFields]uint8{1, 1}}
	e := m.Explain(&v, 10)
	if e.P != 1 || len(e.Reasons) != 2 {
		t.Errorf("everything agrees: %+v", e)
	}
	for _, r := range e.Reasons {
		if !(math.Abs(r.Bits-10*math.Log2(10)) < 1e-6) {
			t.Errorf("everything agrees, and %s gives %g bits", r.Field, r.Bits)
		}
	}
}

func TestHowLikelyTwoNamesMeet(t *testing.T) {
	for _, c := range []struct {
		borne []uint32
		want  float64
	}{{nil, 1}, {[]uint32{1}, 1}, {[]uint32{2}, 1}, {[]uint32{1, 1}, 0.5}, {[]uint32{3, 1}, 10.0 / 16}} {
		var l tallies
		for _, n := range c.borne {
			var borne uint32
			for range n {
				l.add(&borne)
			}
		}
		if got := l.collisionProbability(); got != c.want {
			t.Errorf("names borne by %v: %g, want %g", c.borne, got, c.want)
		}
	}
}

// The estimate counts each word once with its strings, each of its spellings, and the entries that lead
// to it; a spelling that is read again takes nothing.
func TestMemoryOfALexicon(t *testing.T) {
	l := NewLexicon()
	if got := l.Bytes(); got != 0 {
		t.Errorf("an empty lexicon takes %d bytes", got)
	}
	strings := func(w *Word) int { return len(w.Fold) + len(w.Sound) }
	for _, c := range []struct {
		given string
		more  func(w *Word) int
	}{
		{"Bounmy", func(w *Word) int { return wordBytes + strings(w) + 3*entryBytes + len("Bounmy") }}, // a word, a spelling, a sound
		{"Khamphone", func(w *Word) int { return wordBytes + strings(w) + 3*entryBytes + len("Khamphone") }},
		{"bounmy", func(*Word) int { return entryBytes + len("bounmy") }}, // a new spelling
		{"Bounmy", func(*Word) int { return 0 }},
	} {
		before := l.Bytes()
		f := l.Add(Record{Names: []Name{{Given: c.given}}})
		if got, want := l.Bytes()-before, c.more(f.Names[0].Given); got != want {
			t.Errorf("with %s it takes %d bytes more, want %d", c.given, got, want)
		}
	}
}

// A name is hardly anybody's below a tenth of the mean, and not at it.
func TestWhichNamesAreHardlyAnybodys(t *testing.T) {
	for n, want := range map[int]bool{3: false, 4: false, 5: true} {
		l := NewLexicon()
		for range n { // all of one name, so that a meeting is sure
			l.Add(Record{Names: []Name{{Given: "Bounmy", Surname: "Vongsa"}}})
		}
		nobodys := &Word{Count: &SoundCount{}}
		if given, surname := l.rareGiven(nobodys), l.rareSurname(nobodys); given != want || surname != want {
			t.Errorf("beside %d people a name that nobody has is rare: given %t, surname %t", n, given, surname)
		}
	}
}

// Keys say whether they can be split, are the same for day and month exchanged, and need all that
// they are made of.
func TestWhatKeysAreMadeOf(t *testing.T) {
	l := lexicon()
	keys := func(r Record) []Key {
		f := l.Read(r)
		return AppendKeys(nil, &f)
	}
	born := func(day string) Record { return Record{Names: []Name{{Given: "Bounmy"}}, Birth: date(day)} }
	if a, b := keys(born("1974-05-03")), keys(born("1974-03-05")); len(a) != 1 || !slices.Equal(a, b) {
		t.Errorf("day and month exchanged: %v and %v", a, b)
	}
	if a, b := keys(born("1974-05-03")), keys(born("1974-05-04")); slices.Equal(a, b) {
		t.Error("two days have one key")
	}
	if got := keys(born("1974-05-03"))[0]; !got.Unsplit() {
		t.Error("a key is split by a surname that nobody knows")
	}
	with := born("1974-05-03")
	with.Names[0].Surname = "Vongsa"
	for _, k := range keys(with) {
		if k.Unsplit() {
			t.Errorf("%v is not split, though surname and year are known", k)
		}
	}
	for what, r := range map[string]Record{
		"a birthplace and no name":                 {Birth: date("1974"), BornAt: Place{Village: 8}},
		"a surname and no year":                    {Names: []Name{{Surname: "Vongsa"}}, BornAt: Place{Village: 8}},
		"a given name":                             {Names: []Name{{Given: "Bounmy"}}},
		"a mother":                                 {Mother: Name{Given: "Noy"}},
		"a given name and a birthplace's district": {Names: []Name{{Given: "Bounmy"}}, BornAt: Place{District: 8}},
		"a given name and an uncertain day":        {Names: []Name{{Given: "Bounmy"}}, Birth: register.Date{Year: 1974, Month: 5, Day: 3, About: true}},
	} {
		if got := keys(r); len(got) != 0 {
			t.Errorf("%s make the keys %v", what, got)
		}
	}
	if got := keys(Record{Names: []Name{{Given: "Bounmy"}}, Birth: date("1974"), BornAt: Place{Village: 8}}); len(got) != 1 {
		t.Errorf("given name, year and village of birth make the keys %v", got)
	}
	if got := keys(Record{Names: []Name{{Surname: "Vongsa"}}, Birth: date("1974"), BornAt: Place{Village: 8}}); len(got) != 1 {
		t.Errorf("surname, year and village of birth make the keys %v", got)
	}
}

// The last year that a Gregorian date may have is one, and the next is of the Buddhist era.
func TestYearsOfTheBuddhistEra(t *testing.T) {
	for year, want := range map[int16]int16{1974: 1974, register.MaxYear: register.MaxYear, register.MaxYear + 1: register.MaxYear + 1 - register.BuddhistEra} {
		if got := gregorian(register.Date{Year: year}); got.Year != want {
			t.Errorf("%d is read as %d, want %d", year, got.Year, want)
		}
	}
}
