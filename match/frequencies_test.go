package match

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"samano/register"
)

// fixed makes the lexicon that comes out of writing and reading the frequencies of another.
func fixed(t interface{ Fatal(...any) }, l *Lexicon) *Lexicon {
	var b bytes.Buffer
	if err := l.Frequencies("1", "a test", 1).Write(&b); err != nil {
		t.Fatal(err)
	}
	f, err := readFrequencies(&b)
	if err != nil {
		t.Fatal(err)
	}
	return f.Lexicon()
}

// A lexicon of frequencies judges as the one that counted the people does, and makes the same keys
// to look under.
func TestFixedLexiconIsAsTheOneThatCounted(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		counted := lexicon()
		people := rapid.SliceOfN(anyRecord(), 2, 8).Draw(r, "people")
		for _, p := range people {
			counted.Add(p)
		}
		counted.IndexCorrections()
		l := fixed(r, counted)
		for range 2 { // the second time, from what is remembered
			a, b, x, y := counted.Read(people[0]), counted.Read(people[1]), l.Read(people[0]), l.Read(people[1])
			if want, got := counted.Compare(&a, &b), l.Compare(&x, &y); want != got {
				r.Fatalf("%v from who counted, %v from frequencies", want, got)
			}
			want, got := counted.AppendProbeKeys(nil, &a), l.AppendProbeKeys(nil, &x)
			// Of corrections only how many: which of two equally common names comes first is
			// another in each lexicon.
			if stored := AppendKeys(nil, &a); len(want) != len(got) || !slices.Equal(stored, got[:len(stored)]) {
				r.Fatalf("%v from who counted, %v from frequencies", want, got)
			}
		}
	})
}

func TestFixedLexiconCountsNobody(t *testing.T) {
	l := fixed(t, lexicon())
	n := Name{Given: "Bounmy", Surname: "Phommachanh"}
	f := l.Read(Record{Names: []Name{n}})
	was, words := l.givenRarity(f.Names[0].Given), l.Len()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 50 {
				l.Add(Record{Names: []Name{n, {Given: "Xyz"}}})
			}
		})
	}
	all.Wait()
	if now := l.givenRarity(f.Names[0].Given); now != was || l.Len() != words {
		t.Errorf("rarity %g is now %g, %d words are now %d", was, now, words, l.Len())
	}
}

func TestUnknownNamesAreRare(t *testing.T) {
	frequencies, err := ShippedFrequencies()
	if err != nil {
		t.Fatal(err)
	}
	l := frequencies.Lexicon()
	f := l.Read(Record{Names: []Name{{Given: "ສົມສັກ"}, {Given: "Wolfgang"}}})
	if common, rare := l.givenRarity(f.Names[0].Given), l.givenRarity(f.Names[1].Given); common < 10*rare {
		t.Errorf("a common name has rarity %g, one that nobody bears %g", common, rare)
	}
}

func TestReadFrequenciesRefuses(t *testing.T) {
	const sound = "[given]\nnames = 10.0\nsquares = 40.0\n[surname]\nnames = 10.0\nsquares = 40.0\n[sounds]\n"
	if _, err := readFrequencies(strings.NewReader(sound + "a = [3, 2]\nb = [1, 1]\n")); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"one name that all bear":     "[given]\nnames = 3.0\nsquares = 9.0\n[sounds]\na = [3, 0]\n",
		"a sound as long as a name":  sound + strings.Repeat("a", longestRecent) + " = [1, 1]\n",
		"all names listed":           "[given]\nnames = 3.0\nsquares = 5.0\n[sounds]\na = [2, 0]\nb = [1, 0]\n",
		"no name at all, of anybody": "",
	} {
		if _, err := readFrequencies(strings.NewReader(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[string]string{
		"more of a name than names":   sound + "a = [11, 2]\n",
		"squares that are too few":    sound + "a = [7, 2]\n",
		"squares that are too many":   "[given]\nnames = 2.0\nsquares = 5.0\n",
		"no number":                   "[given]\nnames = nan\nsquares = 1.0\n",
		"without end":                 "[given]\nnames = inf\nsquares = inf\n",
		"a sound that says nothing":   sound + "\"\" = [1, 1]\n",
		"a sound longer than a name":  sound + strings.Repeat("a", 500) + " = [1, 1]\n",
		"an unknown key":              "wieghts = 1\n",
		"a number below nought":       sound + "a = [-1, 2]\n",
		"a sound with three numbers":  sound + "a = [1, 2, 3]\n",
		"what is no TOML":             "[given",
		"fewer squares than the list": "[surname]\nnames = 9.0\nsquares = 3.0\n[sounds]\na = [0, 2]\n",
	} {
		if _, err := readFrequencies(strings.NewReader(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// Who asks looks under what a village was called before and is called since; stored keys have what
// was written.
func TestLookingUnderOtherVillages(t *testing.T) {
	l := lexicon()
	bounmy := Record{Names: []Name{{Given: "Bounmy"}}, Mother: Name{Given: "Noy"}, Birth: date("1974-05-03"), Home: Place{Village: 3}, BornAt: Place{Village: 5}}
	stored := l.Read(bounmy)
	asks := bounmy
	asks.Home.Village, asks.BornAt.Village = 4, 6
	f := l.Read(asks)
	has := func(keys []Key, kindred []Key) (n int) {
		for _, k := range kindred {
			for _, have := range keys {
				if have.Hash == k.Hash {
					n++
				}
			}
		}
		return n
	}
	want := AppendKeys(nil, &stored)
	if n := has(l.AppendProbeKeys(nil, &f), want); n == len(want) {
		t.Error("the villages are in no key")
	}
	if n := has(l.AppendProbeKeysOf(nil, &f, []register.PlaceID{3}, []register.PlaceID{5}), want); n != len(want) {
		t.Errorf("%d of %d keys are looked under", n, len(want))
	}
	var many []register.PlaceID
	for id := range register.PlaceID(1000) {
		many = append(many, id+1)
	}
	if n := len(l.AppendProbeKeysOf(nil, &f, many, many)); n > MaxProbeKeys {
		t.Errorf("%d keys, want at most %d", n, MaxProbeKeys)
	}
}
