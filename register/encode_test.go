package register

import (
	"encoding/json"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// sameAsJSON draws values of a type and compares.
func sameAsJSON[T any](write func(T, []byte) []byte) func(*rapid.T) {
	gen := rapid.MakeCustom[T](rapid.MakeConfig{Types: map[reflect.Type]*rapid.Generator[any]{
		reflect.TypeFor[Date](): rapid.Custom(func(t *rapid.T) any { return anyDate(t) }),
	}})
	return func(t *rapid.T) {
		v := gen.Draw(t, "value")
		want, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if got := write(v, nil); string(got) != string(want) {
			t.Fatalf("by hand:\n%s\nby encoding/json:\n%s", got, want)
		}
	}
}

func valueAsJSON[T Value]() func(*rapid.T) {
	return sameAsJSON(func(v T, b []byte) []byte { return v.appendJSON(b) })
}

// What is written by hand is what encoding/json would write.
func TestWrittenAsTheStructsSay(t *testing.T) {
	for name, check := range map[string]func(*rapid.T){
		"origin": valueAsJSON[Origin](), "number": valueAsJSON[Number](), "name": valueAsJSON[Name](),
		"birth": valueAsJSON[Birth](), "sex": valueAsJSON[Sex](), "death": valueAsJSON[Death](),
		"missing": valueAsJSON[Missing](), "nationality": valueAsJSON[Nationality](),
		"residence status": valueAsJSON[ResidenceStatus](), "identifier": valueAsJSON[Identifier](),
		"parent": valueAsJSON[Parent](), "partner": valueAsJSON[Partner](), "guardian": valueAsJSON[Guardian](),
		"residence": valueAsJSON[Residence](), "protection": valueAsJSON[Protection](), "same as": valueAsJSON[SameAs](),
		"member": valueAsJSON[Member](), "head": valueAsJSON[Head](), "address": valueAsJSON[Address](),
		"household kind": valueAsJSON[HouseholdKind](), "book": valueAsJSON[Book](), "code": valueAsJSON[Code](),
		"place name": valueAsJSON[PlaceName](), "level": valueAsJSON[Level](), "parent place": valueAsJSON[ParentPlace](),
		"successor":         valueAsJSON[Successor](),
		"person's document": sameAsJSON(func(p Person, b []byte) []byte { return AppendDocument(b, &p) }),
		"household's":       sameAsJSON(func(h Household, b []byte) []byte { return AppendDocument(b, &h) }),
		"place's":           sameAsJSON(func(p Place, b []byte) []byte { return AppendDocument(b, &p) }),
	} {
		t.Run(name, func(t *testing.T) { rapid.Check(t, check) })
	}
}

// An empty document is one too: nothing but the list of its acts.
func TestEmptyDocumentsAreWrittenAsTheStructsSay(t *testing.T) {
	for _, s := range []Subject{new(Person), new(Household), new(Place)} {
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(AppendDocument(nil, s)); got != string(want) {
			t.Errorf("by hand %s, by encoding/json %s", got, want)
		}
	}
}
