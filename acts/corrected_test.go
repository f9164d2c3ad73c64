package acts

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"samano/register"
)

// Each member of a CorrectedValue stands in the table under its own name, and each field of
// a person and a household is there or is one that no correction touches.
func TestTheTableOfCorrectedFieldsIsComplete(t *testing.T) {
	var members []string
	typ := reflect.TypeFor[CorrectedValue]()
	for i := range typ.NumField() {
		name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
		if name == "from" {
			continue
		}
		members = append(members, name)
		var v CorrectedValue
		member := reflect.ValueOf(&v).Elem().Field(i)
		member.Set(reflect.New(member.Type().Elem()))
		if got := v.given(); len(got) != 1 || got[0].member != name {
			t.Errorf("%q alone is given, the table says %v", name, got)
		}
	}
	if len(members) != len(correctedFields) {
		t.Errorf("%d members, %d in the table", len(members), len(correctedFields))
	}

	for _, doc := range []any{register.Person{}, register.Household{}} {
		typ := reflect.TypeOf(doc)
		for i := range typ.NumField() {
			list := typ.Field(i).Type
			if list.Kind() != reflect.Slice {
				continue
			}
			value, _ := list.Elem().FieldByName("Value")
			field := register.AnyFact{Value: reflect.New(value.Type).Elem().Interface().(register.Value)}.Field()
			corrected := slices.ContainsFunc(correctedFields[:], func(f correctedField) bool { return f.field == field })
			if corrected == slices.Contains(notCorrected, field) {
				t.Errorf("%s is in none or in both of correctedFields and notCorrected", field)
			}
		}
	}
}
