package view_test

import (
	"reflect"
	"testing"

	"samano/reading/view"
	"samano/register"
)

// holdsID reports whether a value of the type can hold an internal id.
func holdsID(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[register.PersonID](), reflect.TypeFor[register.HouseholdID](), reflect.TypeFor[register.PlaceID]():
		return true
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		return holdsID(t.Elem())
	case reflect.Struct:
		for f := range t.Fields() {
			if holdsID(f.Type) {
				return true
			}
		}
	}
	return false
}

// What a reader is shown never holds an internal id, whatever the field.
func TestNoFactIsShownWithAnInternalID(t *testing.T) {
	fields := 0
	for _, s := range []register.Subject{new(register.Person), new(register.Household), new(register.Place)} {
		doc := reflect.ValueOf(s).Elem()
		for i := range doc.NumField() {
			if facts := doc.Field(i); facts.Kind() == reflect.Slice {
				facts.Set(reflect.MakeSlice(facts.Type(), 1, 1))
				fields++
			}
		}
		for _, f := range (view.Terms{Atlas: new(register.Atlas)}).Facts(s) {
			if f.Value != nil && holdsID(reflect.TypeOf(f.Value)) {
				t.Errorf("%s is shown as %T, which holds an internal id", f.Field, f.Value)
			}
		}
	}
	if fields < 28 {
		t.Errorf("only %d fields were filled", fields)
	}
}
