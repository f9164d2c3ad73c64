package view_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"samano/acts"
	"samano/acts/schema"
	"samano/reading/view"
	"samano/register"
)

// full returns a payload of a kind in which every field of its schema is written, and the paths of the
// single ones.
func full(t *testing.T, kind register.Kind) (payload any, paths []string) {
	t.Helper()
	s, ok := schema.Of(kind)
	if !ok {
		t.Fatalf("%s has no schema", kind)
	}
	n := 0
	var write func(path string, s schema.Schema) any
	write = func(path string, s schema.Schema) any {
		n++
		switch {
		case s.Type == "object":
			out := map[string]any{}
			for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
				if s.MaxProperties == 1 && len(out) == 1 { // a part of a name is one thing
					break
				}
				out[name] = write(strings.TrimPrefix(path+"."+name, "."), s.Properties[name])
			}
			return out
		case s.Type == "array":
			out := []any{}
			for range max(1, s.MinItems) {
				out = append(out, write(fmt.Sprint(path, ".", len(out)), *s.Items))
			}
			return out
		}
		paths = append(paths, path)
		switch {
		case s.Type == "boolean":
			return true
		case s.Type == "integer":
			return n
		case strings.HasPrefix(s.Description, "EDTF"):
			return fmt.Sprint(1900 + n)
		case s.Pattern != "":
			return fmt.Sprint(n, ".1")
		}
		return fmt.Sprint("text ", n)
	}
	return write("", s), paths
}

// without returns a payload without the field at a path.
func without(payload any, path string) any {
	name, rest, deeper := strings.Cut(path, ".")
	switch x := payload.(type) {
	case map[string]any:
		out := maps.Clone(x)
		if out[name] = without(x[name], rest); !deeper {
			delete(out, name)
		}
		return out
	case []any:
		out := slices.Clone(x)
		var i int
		fmt.Sscan(name, &i)
		if !deeper {
			return slices.Delete(out, i, i+1)
		}
		out[i] = without(x[i], rest)
		return out
	}
	return nil
}

func encode(t *testing.T, payload any) json.RawMessage {
	t.Helper()
	b, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Every field of every kind's payload is stated: what is taken out of the payload is missed. Beside the
// subjects that is so of every field that no subject shows, and of all descriptions and places.
func TestEveryFieldOfEveryKindIsStated(t *testing.T) {
	terms := view.Terms{Atlas: register.NewAtlas(nil)}
	for _, kind := range acts.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			payload, paths := full(t, kind)
			all := terms.Stated(kind, encode(t, payload), false)
			if _, findings := acts.Decode(&register.Proposal{Kind: kind, Payload: encode(t, payload)}); findings != nil {
				t.Fatalf("the payload of the schema: %+v", findings)
			}
			for _, path := range paths {
				if path == "as" {
					continue
				}
				if reflect.DeepEqual(terms.Stated(kind, encode(t, without(payload, path)), false), all) {
					t.Errorf("%s is not stated", path)
				}
			}
		})
	}
}

// What the subjects of an act show before and after is not stated beside them; what is sealed is stated
// as such, wherever it is.
func TestWhatIsStatedBesideTheSubjects(t *testing.T) {
	terms := view.Terms{Atlas: register.NewAtlas(nil), Texts: map[string]register.PersonID{"7": 1}, Persons: map[register.PersonID]*register.Person{1: {ID: 1}}}
	died := acts.Death{Person: "7", Died: register.InYear(2026, register.Declared), DiedAt: acts.PlaceOf{Country: "THA"}, Cause: "fever"}
	place, cause := view.Stated{Field: "died_at", Site: &view.Site{Country: "THA"}}, view.Stated{Field: "cause", Sealed: true}
	person, day := view.Stated{Field: "person", Text: "7", Someone: &view.Someone{}}, view.Stated{Field: "died", Date: died.Died}
	for beside, want := range map[bool][]view.Stated{false: {person, day, place, cause}, true: {place, cause}} {
		if got := terms.Stated(register.KindDeath, encode(t, died), beside); !reflect.DeepEqual(got, want) {
			t.Errorf("beside %t: %+v", beside, got)
		}
	}
	if got := terms.Stated(register.KindDeath, []byte("{"), false); got != nil {
		t.Errorf("a payload that cannot be read states %+v", got)
	}
	if got := terms.Stated(register.KindDeath, encode(t, acts.Death{Person: "8"}), false); !reflect.DeepEqual(got, []view.Stated{{Field: "person", Text: "8", Someone: &view.Someone{Withheld: true}}}) {
		t.Errorf("somebody who is not shown: %+v", got)
	}
}
