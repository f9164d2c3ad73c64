package storetest

import (
	"fmt"
	"slices"

	"samano/register"
	"samano/store"
)

func sorted(ids []register.PersonID) []register.PersonID {
	out := slices.Clone(ids)
	slices.Sort(out)
	return out
}

func search(f *fixture) {
	f.found()
	person := func(b *store.Batch, year int, words ...string) {
		var keys []store.NameKey
		for _, w := range words {
			keys = append(keys, store.NameKey{Key: w, Year: year})
		}
		addPerson(b, keys...)
	}
	f.write(func(b *store.Batch) {
		person(b, 1980, "khamla", "sisavath")                        // 1
		person(b, 1990, "khamla", "khamphan")                        // 2
		person(b, 0, "khamla", "vongsa")                             // 3: year not known
		person(b, 1980, "kham")                                      // 4
		person(b, 1985, "z", "\ud7ff", "\U0010ffffa", "a\u0301")     // 5
		person(b, 1986, "z\U0010ffff", "\ue000", "a\U0010ffff", "a") // 6
		person(b, 1987, "Kham", "khan")                              // 7: byte order, no folding
	})
	type ids = []register.PersonID
	prefix := func(words ...string) (out []store.KeyRange) {
		for _, w := range words {
			out = append(out, store.KeyRange{Prefix: w})
		}
		return out
	}
	exact := func(w string) store.KeyRange { return store.KeyRange{Prefix: w, Exact: true} }
	any := [2]int{}
	for _, c := range []struct {
		name  string
		words []store.KeyRange
		years [2]int
		want  ids
	}{
		{"prefix, lowest key first", prefix("kham"), any, ids{4, 3, 1, 2}},
		{"exact", []store.KeyRange{exact("kham")}, any, ids{4}},
		{"a year and those of no known year", prefix("kham"), [2]int{1980, 1980}, ids{4, 3, 1}},
		{"exact in a year", []store.KeyRange{exact("khamla")}, [2]int{1990, 1990}, ids{3, 2}},
		{"exact in years", []store.KeyRange{exact("khamla")}, [2]int{1970, 1989}, ids{3, 1}},
		{"a year in which nobody was born", prefix("sisa"), [2]int{1900, 1901}, nil},
		{"two words", prefix("kham", "sisa"), any, ids{1}},
		{"two words in the other order", prefix("sisa", "kham"), any, ids{1}},
		{"two words that one key fits", prefix("kham", "khaml"), any, ids{1, 2, 3}},
		{"three words", prefix("khamp", "kha", "k"), any, ids{2}},
		{"a word that nobody has", prefix("kham", "nobody"), any, nil},
		{"two words in a year", prefix("kham", "vong"), [2]int{1999, 1999}, ids{3}},
		{"exact and prefix", []store.KeyRange{exact("khamla"), {Prefix: "s"}}, any, ids{1}},
		{"capitals are other letters", prefix("Kh"), any, ids{7}},
		{"last character before the surrogates", prefix("\ud7ff"), any, ids{5}},
		{"last character of all", prefix("\U0010ffff"), any, ids{5}},
		{"prefix that ends in it", prefix("z\U0010ffff"), any, ids{6}},
		{"prefix with accents after it", prefix("a"), any, ids{6, 5}},
		{"wildcards are letters", prefix("kha%"), any, nil},
		{"wildcard for one", prefix("kh_m"), any, nil},
	} {
		got, err := f.r.SearchNames(f.ctx(), f.pass, c.words, c.years, 10)
		f.ok(err)
		if len(c.words) > 1 {
			got = sorted(got)
		}
		f.same(c.name, got, c.want)
	}
	for name, words := range map[string][]store.KeyRange{"no words": nil, "an empty word": prefix("kham", ""), "NUL": prefix("\x00"), "broken": prefix("\xff")} {
		_, err := f.r.SearchNames(f.ctx(), f.pass, words, any, 10)
		if register.KindOf(err) != register.Invalid || err == nil {
			f.Fatalf("%s: %v", name, err)
		}
	}
}

func searchLimit(f *fixture) {
	f.found()
	f.write(func(b *store.Batch) {
		for i := range 3000 {
			addPerson(b, store.NameKey{Key: fmt.Sprintf("k%03d", i%500), Year: 1950 + i%50}, store.NameKey{Key: fmt.Sprintf("k%03dx", i%500), Year: 1950 + i%50}, store.NameKey{Key: "v", Year: 1950 + i%50})
		}
	})
	for _, c := range []struct {
		words []store.KeyRange
		years [2]int
		limit int
		want  int
	}{
		{[]store.KeyRange{{Prefix: "k"}}, [2]int{}, 25, 25},
		{[]store.KeyRange{{Prefix: "k"}}, [2]int{1960, 1960}, 25, 25},
		{[]store.KeyRange{{Prefix: "k"}}, [2]int{1960, 1960}, 100, 60},
		{[]store.KeyRange{{Prefix: "k"}, {Prefix: "v"}}, [2]int{1960, 1960}, 100, 60},
		{[]store.KeyRange{{Prefix: "v"}, {Prefix: "k010"}}, [2]int{}, 100, 6},
		{[]store.KeyRange{{Prefix: "k"}}, [2]int{}, 0, 0},
		{[]store.KeyRange{{Prefix: "k"}}, [2]int{}, -1, 0},
	} {
		got, err := f.r.SearchNames(f.ctx(), f.pass, c.words, c.years, c.limit)
		f.ok(err)
		f.same(fmt.Sprintf("%+v", c), len(got), c.want)
		ids := sorted(got)
		f.same("each once", len(slices.Compact(ids)), len(got))
	}
}
