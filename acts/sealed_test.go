package acts

import (
	"reflect"
	"strings"
	"testing"

	"samano/register"
)

func TestWithoutSealed(t *testing.T) {
	tests := []struct {
		name          string
		kind          register.Kind
		payload, want string
	}{
		{"a cause of death", "death", `{"person":"1","cause":"I21","died":"2026"}`, `{"died":"2026","person":"1"}`},
		{"in other letters", "death", `{"person":"1","CauSe":"I21"}`, `{"person":"1"}`},
		{"written twice", "death", `{"cause":"I21","Cause":"I22"}`, `{}`},
		{"none", "death", `{ "person": "1" }`, `{ "person": "1" }`},
		{"an origin", "adoption", `{"child":"1","origin":"x"}`, `{"child":"1"}`},
		{"another kind", "birth", `{"cause":"x"}`, `{"cause":"x"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := string(WithoutSealed(tt.kind, []byte(tt.payload)))
			if got != tt.want {
				t.Errorf("got %s", got)
			}
			if again := string(WithoutSealed(tt.kind, []byte(got))); again != got {
				t.Errorf("the second time %s", again)
			}
		})
	}
}

// The list names fields that there are: a field that is renamed stays sealed.
func TestSealedFieldsExist(t *testing.T) {
	sealed := 0
	for _, d := range descriptors {
		for _, f := range d.Sealed {
			found := false
			typ := reflect.TypeOf(d.New()).Elem()
			for i := range typ.NumField() {
				name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
				found = found || name == f
			}
			if !found {
				t.Errorf("%s has no field %q", d.Kind, f)
			}
			sealed++
		}
	}
	if sealed == 0 {
		t.Error("no kind seals anything")
	}
}
