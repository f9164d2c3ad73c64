package application

import (
	"testing"
)

// How a declarant stands on an act: the name, the number, and to whom they are what.
func TestHowADeclarantIsWritten(t *testing.T) {
	for want, d := range map[string]Declarant{
		"":                        {},
		"mother":                  {Relation: "mother"},
		"ຄຳ":                      {Name: "ຄຳ"},
		"ຄຳ, mother":              {Name: "ຄຳ", Relation: "mother"},
		"123456789012":            {Person: "123456789012"},
		"ຄຳ, 123456789012":        {Person: "123456789012", Name: "ຄຳ"},
		"ຄຳ, 123456789012, uncle": {Person: "123456789012", Name: "ຄຳ", Relation: "uncle"},
	} {
		if got := d.Text(); got != want {
			t.Errorf("%+v is written %q, not %q", d, got, want)
		}
	}
}
