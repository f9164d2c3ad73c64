package record

import (
	"encoding/json"
	"reflect"
	"testing"

	"pgregory.net/rapid"

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
		if got, err := h.Encode(); err != nil || string(got) != string(want) {
			t.Fatalf("by hand:\n%s\nby encoding/json:\n%s, %v", got, want, err)
		}
	})
}
