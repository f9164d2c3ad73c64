package jsonw_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samano/internal/jsonw"
)

func TestRepeated(t *testing.T) {
	for text, want := range map[string]string{
		`{}`: "", `[1,2]`: "", `"{"`: "", `{"a":"\"}{","b":"\\","c":1}`: "", `"a"`: "", `{"a":1,"b":{"a":2},"c":[{"a":1},{"a":2}]}`: "",
		`{"a":1,"a":2}`:                            "a",
		`{"a":1,"A":2}`:                            "A",
		`{"a":{"x":1},"b":2,"a":{"y":2}}`:          "a",
		`{"to":{"code":"1","house":"2","CODE":3}}`: "to.CODE",
		`{"list":[{"x":1},{"y":[],"y":0}]}`:        "list.y",
		`{"kin":1,"\u212Ain":2}`:                   "\u212Ain",
		`{"s":1,"\u017f":2}`:                       "\u017f",
		`{"a":[[[{"b":{"c":1,"c":1}}]]]}`:          "a.b.c",
		`{"a":"a","b":"a","c":["a","a"]}`:          "",
	} {
		if got := jsonw.Repeated([]byte(text)); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// Whatever a program writes of a map has no member twice; with one of its members once more it has.
func TestWhatIsWrittenRepeatsNothing(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		values := rapid.MapOf(rapid.StringMatching(`[a-z]{1,4}`), rapid.MapOf(rapid.StringMatching(`[a-z]{1,3}`), rapid.Int())).Draw(r, "values")
		text, err := json.Marshal(values)
		if err != nil {
			r.Fatal(err)
		}
		if got := jsonw.Repeated(text); got != "" {
			r.Fatalf("%s repeats %q", text, got)
		}
		for name := range values {
			twice := strings.TrimSuffix(string(text), "}") + `,"` + strings.ToUpper(name) + `":0}`
			if got := jsonw.Repeated([]byte(twice)); !strings.EqualFold(got, name) {
				r.Fatalf("%s repeats %q, want %q", twice, got, name)
			}
			break
		}
	})
}
