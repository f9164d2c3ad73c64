package register

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// factsIn lists the fields of a document's struct that hold facts, by their JSON names.
func factsIn(document any) (members []string, values []reflect.Type) {
	for field := range reflect.TypeOf(document).Fields() {
		if list := field.Type; list.Kind() == reflect.Slice && reflect.PointerTo(list).Implements(reflect.TypeFor[column]()) {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			value, _ := list.Elem().FieldByName("Value")
			members, values = append(members, name), append(values, value.Type)
		}
	}
	return members, values
}

// The tables of fields say what the structs say: a field that is missing from its table
// would be neither stored nor folded nor shown.
func TestTheTablesOfFieldsAreTheStructs(t *testing.T) {
	for _, s := range []Subject{new(Person), new(Household), new(Place)} {
		want, values := factsIn(reflect.ValueOf(s).Elem().Interface())
		var got []string
		for i := range s.width() {
			c := s.column(i)
			got = append(got, memberOf(s, i))
			if v := reflect.New(values[i]).Elem().Interface().(Value); v.field() != c.field() {
				t.Errorf("%T: %q holds facts of %q, the struct says %q", s, got[i], c.field(), v.field())
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%T: the table has %q, the struct %q", s, got, want)
		}
	}
}

func memberOf(s Subject, i int) string {
	switch s.(type) {
	case *Person:
		return personFields[i].member
	case *Household:
		return householdFields[i].member
	}
	return placeFields[i].member
}
