package match

import (
	"slices"
	"strings"
	"testing"
)

// common is a lexicon of a country in which each of the sounds is borne by so many.
func common(sounds map[string]uint32) *Lexicon {
	f := Frequencies{Version: "t", Sounds: map[string][2]uint32{}}
	for sound, n := range sounds {
		f.Sounds[sound] = [2]uint32{n, 0}
		f.Given.Names += float64(n)
		f.Given.Squares += float64(n) * float64(n)
	}
	return f.Lexicon()
}

func sounds(words []*Word) string {
	var out []string
	for _, w := range words {
		out = append(out, w.Sound)
	}
	return strings.Join(out, " ")
}

// A name that hardly anybody has may be a common one with one fault in it.
func TestCorrections(t *testing.T) {
	long := strings.Repeat("m", longest-1)
	l := common(map[string]uint32{"abcd": 900, "mno": 900, "pqrstu": 900, long + "n": 900, long + "nn": 900})
	for _, c := range []struct{ what, sound, want string }{
		{"a letter replaced", "abxd", "abcd"},
		{"a letter too many", "abcxd", "abcd"},
		{"a letter left out", "abd", "abcd"},
		{"the last letter left out", "abc", "abcd"},
		{"two letters exchanged", "abdc", "abcd"},
		{"a letter wrong in a long name", "pqrxtu", "pqrstu"},
		{"two letters wrong", "pqxxtu", ""},
		{"one letter moved to the end: two faults", "bcda", ""},
		{"too short to say", "ab", ""},
		{"a common name that is too short to be meant", "mnox", ""},
		{"spelt as it should be", "abcd", ""},
		{"as long as names are compared", long + "x", long + "n"},
		{"longer", long + "nx", ""},
		{"nothing like it", "zzzzz", ""},
	} {
		w := &Word{Sound: c.sound, Count: &SoundCount{}}
		if got := sounds(l.correct(w)); got != c.want {
			t.Errorf("%s: %q is taken for %q, want %q", c.what, c.sound, got, c.want)
		}
	}
	if got := l.correct(&Word{Sound: "abxd", Count: &SoundCount{Given: 900}}); got != nil {
		t.Errorf("a name that many have is taken for %q", sounds(got))
	}
	if got := l.correct(nil); got != nil {
		t.Errorf("no name is taken for %q", sounds(got))
	}
	unindexed := lexicon()
	if got := unindexed.correct(&Word{Sound: "bunmx", Count: &SoundCount{}}); got != nil {
		t.Errorf("before any name is indexed, one is taken for %q", sounds(got))
	}
}

// Of many that may be meant, the most common are looked for, each once.
func TestTheMostCommonCorrectionsAreTaken(t *testing.T) {
	l := common(map[string]uint32{"abcd": 500, "abce": 900, "abcf": 500, "abcg": 400, "abch": 1})
	if got, want := sounds(l.correct(&Word{Sound: "abcx", Count: &SoundCount{}})), "abce abcd abcf"; got != want {
		t.Errorf("taken for %q, want %q", got, want)
	}
	counted := NewLexicon()
	for range 50 {
		for _, given := range []string{"ສົມສັກ", "Somxack", "Bounmy"} {
			counted.Add(Record{Names: []Name{{Given: given}}})
		}
	}
	counted.IndexCorrections()
	f := counted.Read(Record{Names: []Name{{Given: "Somxak"}, {Given: "Bounmyx"}}})
	meant := counted.Read(Record{Names: []Name{{Given: "Somxack"}}}).Names[0].Given
	misspelt := &Word{Sound: meant.Sound + "u", Count: &SoundCount{}}
	if got := counted.correct(misspelt); len(got) != 1 || got[0].Sound != meant.Sound {
		t.Errorf("one name in two scripts is taken for %q", sounds(got))
	}
	if f.Names[0].Given.Sound != meant.Sound {
		t.Errorf("%q and %q are two sounds", f.Names[0].Given.Sound, meant.Sound)
	}
}

// Whoever is misspelt, the person or a relative, is looked for under the keys of the name that was
// meant.
func TestLookingPastTypingErrors(t *testing.T) {
	right := Record{
		Names: []Name{{Given: "Khamphone", Surname: "Vongsa"}}, Birth: date("1974-05-03"), Home: Place{Village: 7}, BornAt: Place{Village: 8},
		Mother: Name{Given: "Manichanh"}, Father: Name{Given: "Khamphone"}, Spouse: Name{Given: "Manichanh"},
	}
	counted := NewLexicon()
	for range 50 {
		for _, given := range []string{"Khamphone", "Manichanh", "Noy"} {
			counted.Add(Record{Names: []Name{{Given: given, Surname: "Vongsa"}}})
		}
	}
	counted.IndexCorrections()
	for name, l := range map[string]*Lexicon{"who counted": counted, "frequencies": fixed(t, counted)} {
		meant := l.Read(right)
		want := AppendKeys(nil, &meant)
		for what, spoil := range map[string]func(*Record){
			"the person":           func(r *Record) { r.Names = []Name{{Given: "Khamphene", Surname: "Vongsa"}} },
			"the mother":           func(r *Record) { r.Mother.Given = "Manixhanh" },
			"the father":           func(r *Record) { r.Father.Given = "Khamphene" },
			"the spouse":           func(r *Record) { r.Spouse.Given = "Manixhanh" },
			"nobody":               func(*Record) {},
			"a person of no names": func(r *Record) { r.Names = nil },
		} {
			r := right
			spoil(&r)
			f := l.Read(r)
			probes := l.AppendProbeKeys([]Key{{Hash: 1}}, &f)
			if len(probes) == 0 || probes[0] != (Key{Hash: 1}) {
				t.Fatalf("%s, %s: what was there before is gone", name, what)
			}
			probes = probes[1:]
			seen := map[uint64]bool{}
			for _, k := range probes {
				if seen[k.Hash] {
					t.Errorf("%s, %s misspelt: a key is asked for twice", name, what)
				}
				seen[k.Hash] = true
			}
			missed := 0
			for _, k := range want {
				if !slices.ContainsFunc(probes, func(have Key) bool { return have.Hash == k.Hash }) {
					missed++
				}
			}
			switch what {
			case "a person of no names":
				if missed == 0 || len(probes) == 0 {
					t.Errorf("%s, %s: %d keys are missed of %d", name, what, missed, len(want))
				}
			case "nobody":
				if len(probes) != len(want) || missed != 0 {
					t.Errorf("%s: %d keys are asked for, want the %d of the person", name, len(probes), len(want))
				}
			default:
				if missed != 0 {
					t.Errorf("%s, %s misspelt: %d keys are missed of %d", name, what, missed, len(want))
				}
			}
		}
	}
}

func TestWordsById(t *testing.T) {
	l := lexicon()
	if l.Word(0) != nil || l.Word(WordID(l.Len()+1)) != nil {
		t.Error("a word of an id that was not given out")
	}
	for id := WordID(1); int(id) <= l.Len(); id++ {
		w := l.Word(id)
		if w == nil || w.ID != id {
			t.Fatalf("word %d: %+v", id, w)
		}
		if f := l.Read(Record{Names: []Name{{Given: w.Fold}}}); len(f.Names) != 1 || f.Names[0].Given != w {
			t.Errorf("word %d is not found by %q", id, w.Fold)
		}
	}
}
