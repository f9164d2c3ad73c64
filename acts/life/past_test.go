package life

import (
	"maps"
	"slices"
	"testing"

	"samano/register"
)

// Whoever adds a field of a person decides whether it stays open when somebody gets another origin.
func TestEveryFieldSaysWhetherItStaysOpen(t *testing.T) {
	fields, said := slices.Sorted(slices.Values(register.PersonFields())), slices.Sorted(maps.Keys(staysOpen))
	if !slices.Equal(fields, said) {
		t.Errorf("the fields of a person are %v, said is of %v", fields, said)
	}
}
