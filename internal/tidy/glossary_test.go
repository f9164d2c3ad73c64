package tidy

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// spoken are the trees of packages whose exported types are the words of the domain: a package that is
// cut out of one of them speaks its words too.
var spoken = []string{"register", "acts", "access", "disclosure", "reading", "office", "certificate"}

// Reasons why a word needs no entry.
const (
	joinsWords   = "joins other words"
	commonWord   = "means what it means in every program"
	plainEnglish = "ordinary English, and nothing more is meant"
)

// plainWords are words in names of types that the glossary need not explain. The list may
// only shrink.
var plainWords = map[string]string{
	"any": joinsWords, "by": joinsWords, "of": joinsWords, "to": joinsWords, "what": joinsWords, "where": joinsWords, "who": joinsWords,
	"allocator": commonWord, "client": commonWord, "code": commonWord, "config": commonWord, "cursor": commonWord, "entry": commonWord,
	"error": commonWord, "field": commonWord, "file": commonWord, "id": commonWord, "input": commonWord, "item": commonWord, "kind": commonWord,
	"line": commonWord, "lookup": commonWord, "media": commonWord, "op": commonWord, "query": commonWord,
	"ref": commonWord, "service": commonWord, "state": commonWord, "store": commonWord, "transition": commonWord,
	"type": commonWord, "view": commonWord,
	"cost": plainEnglish, "count": plainEnglish, "hit": plainEnglish, "new": plainEnglish, "problem": plainEnglish, "start": plainEnglish, "times": plainEnglish,
}

// glossaryRow is a row of the glossary's table: | word, word | Lao | meaning |.
var glossaryRow = regexp.MustCompile(`(?m)^\| ([^|]+) \| [^|]+ \| [^|]+ \|$`)

// words splits CamelCase: "PersonID" is person, ID; "JSONSchema" is JSON, schema.
func words(name string) []string {
	var out []string
	runes := []rune(name)
	start := 0
	for i := 1; i <= len(runes); i++ {
		if i < len(runes) {
			lowerBefore := unicode.IsLower(runes[i-1]) || unicode.IsDigit(runes[i-1])
			lowerAfter := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if !unicode.IsUpper(runes[i]) || (!lowerBefore && !lowerAfter) {
				continue
			}
		}
		out = append(out, strings.ToLower(string(runes[start:i])))
		start = i
	}
	return out
}

// Whoever meets a type in the domain's packages finds each word of its name in the
// glossary.
func TestNamesOfTypesAreWordsOfTheGlossary(t *testing.T) {
	entries := glossary(t)
	used := map[string]bool{}
	for _, s := range sources(t) {
		if s.isTest() || !isSpoken(s.dir()) {
			continue
		}
		for _, decl := range s.tree.Decls {
			d, ok := decl.(*ast.GenDecl)
			if !ok || d.Tok != token.TYPE {
				continue
			}
			for _, spec := range d.Specs {
				name := spec.(*ast.TypeSpec).Name
				if !name.IsExported() {
					continue
				}
				known := entries.inName(words(name.Name))
				for _, word := range words(name.Name) {
					used[word] = true
					if !known[word] && plainWords[word] == "" {
						t.Errorf("%s: %s of the type %s.%s is no word of docs/glossary.md", s.at(name), word, path.Base(s.dir()), name.Name)
					}
				}
			}
		}
	}
	for word := range plainWords {
		if !used[word] || entries.alone(word) {
			t.Errorf("%s is excused, but no type needs it or the glossary has it", word)
		}
	}
}

// entries are the glossary's, each as its words: "found alive" is found, alive.
type entries [][]string

func glossary(t *testing.T) (out entries) {
	t.Helper()
	for _, m := range glossaryRow.FindAllStringSubmatch(string(read(t, "docs/glossary.md").data), -1) {
		for entry := range strings.SplitSeq(m[1], ",") {
			out = append(out, strings.FieldsFunc(strings.ToLower(entry), func(r rune) bool { return !unicode.IsLetter(r) }))
		}
	}
	return out
}

// inName returns those words of a name, in singular or plural, that the glossary has. A word of
// a longer entry counts only in a name that holds the whole entry.
func (e entries) inName(name []string) map[string]bool {
	known := map[string]bool{}
	for _, entry := range e {
		has := func(word string) bool {
			return slices.ContainsFunc(name, func(n string) bool { return n == word || singular(n) == word })
		}
		if slices.ContainsFunc(entry, func(word string) bool { return !has(word) }) {
			continue
		}
		for _, n := range name {
			if slices.Contains(entry, n) || slices.Contains(entry, singular(n)) {
				known[n] = true
			}
		}
	}
	return known
}

// alone reports whether a word is an entry by itself.
func (e entries) alone(word string) bool { return e.inName([]string{word})[word] }

// isSpoken reports whether a package speaks the words of the domain. Databases speak those of storage,
// and what exists for tests of tests.
func isSpoken(dir string) bool {
	return slices.Contains(spoken, tree(dir)) && !isDatabase(dir) && !isForTests(dir)
}

// singular returns a word of the glossary for its plural.
func singular(word string) string {
	if stem, ok := strings.CutSuffix(word, "ies"); ok {
		return stem + "y"
	}
	return strings.TrimSuffix(word, "s")
}

func TestPackagesOfATreeSpeakItsWords(t *testing.T) {
	for dir, want := range map[string]bool{
		"office": true, "office/lines": true, "office/of/several": true, "reading/view": true, "certificate/content": true, "acts/schema": true,
		"office/officesql": false, "office/officetest": false, "web": false, "match": false, "registrar": false,
	} {
		if isSpoken(dir) != want {
			t.Errorf("%s speaks the words of the domain: %t", dir, !want)
		}
	}
}

func TestNamesAreCutIntoWords(t *testing.T) {
	for name, want := range map[string][]string{
		"Person": {"person"}, "PersonID": {"person", "id"}, "JSONSchema": {"json", "schema"}, "NotLivingHere": {"not", "living", "here"},
	} {
		if got := words(name); !slices.Equal(got, want) {
			t.Errorf("%s is cut into %q, not %q", name, got, want)
		}
	}
}

func TestAWordOfALongerEntryNeedsTheWholeEntry(t *testing.T) {
	e := entries{{"found", "alive"}, {"copy"}}
	for name, want := range map[string]bool{"Found": false, "FoundAlive": true, "AliveFound": true, "FoundCopies": false} {
		if got := e.inName(words(name))["found"]; got != want {
			t.Errorf("%s: found is a word of the glossary: %v, want %v", name, got, want)
		}
	}
}
