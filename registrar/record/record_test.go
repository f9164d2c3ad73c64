package record

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samano/ledger"
	"samano/register"
)

func TestHeadersAreWrittenAsTheirStructSays(t *testing.T) {
	gen := rapid.MakeCustom[Header](rapid.MakeConfig{Types: map[reflect.Type]*rapid.Generator[any]{
		reflect.TypeFor[json.RawMessage](): rapid.Just[any](json.RawMessage(nil)),
		reflect.TypeFor[register.Day]():    rapid.Custom(func(t *rapid.T) any { return register.Day(rapid.IntRange(0, 40000).Draw(t, "day")) }),
		reflect.TypeFor[register.Date](): rapid.Custom(func(t *rapid.T) any {
			if rapid.Bool().Draw(t, "unknown") {
				return register.Date{}
			}
			return register.Exact(register.Day(rapid.IntRange(0, 40000).Draw(t, "date")))
		}),
		reflect.TypeFor[register.SubjectKind](): rapid.Just[any](register.SubjectPerson),
	}})
	rapid.Check(t, func(t *rapid.T) {
		h := gen.Draw(t, "header")
		h.Payload = nil
		want, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := h.encode(nil); err != nil || string(got) != string(want) {
			t.Fatalf("by hand:\n%s\nby encoding/json:\n%s, %v", got, want, err)
		}
	})
}

// Acts of format 1 say nothing of sources: what they opened counts as declared. An act of a
// later format is not read as if nothing were missing.
func TestActsOfOtherFormats(t *testing.T) {
	person := register.PersonRef(7)
	parts := func(header string) *ledger.Record {
		return &ledger.Record{Seq: 3, Parts: []ledger.Part{
			{Name: ledger.HeaderPart, Bytes: []byte(header)},
			{Name: ledger.PayloadPart, Bytes: []byte("{}")},
			{Name: ledger.EffectsPrefix + person.String(), Bytes: []byte(`[{"n":0,"op":"open","field":"sex","value":"female"}]`)},
		}}
	}
	act, _, err := Parts(parts(`{"id":"a","kind":"birth","declared":"2026-11-02","decision":{"by":"office"},"office":"d1","registrar":"keo","at":1,"pack":"p","nature":"change"}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := act.Effects[0].Source; got != register.SourceDeclared {
		t.Errorf("a fact of format 1 has the source %s", got)
	}
	if _, _, err := Parts(parts(`{"id":"a","kind":"birth","declared":"2026-11-02","decision":{"by":"office"},"office":"d1","registrar":"keo","format":3,"at":1,"pack":"p","nature":"change"}`)); err == nil {
		t.Error("an act of format 3 was read")
	}
}

// What was packed under a dictionary is read under it for ever: none is lost, and their order tells
// which one packs.
func TestDictionariesAreAllThere(t *testing.T) {
	files, err := filepath.Glob("dict/*.dict")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	slices.Sort(files)
	got, err := Dictionaries()
	if err != nil || len(got) != len(files) {
		t.Fatalf("%d of %d, %v", len(got), len(files), err)
	}
	for i, file := range files {
		want, err := os.ReadFile(file)
		if err != nil || len(want) == 0 || !bytes.Equal(got[i], want) {
			t.Errorf("%s: %d bytes, want %d, %v", file, len(got[i]), len(want), err)
		}
	}
}
