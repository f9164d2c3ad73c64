package register

import (
	"reflect"
	"slices"
	"testing"
)

// setPersons sets every person's id inside v to rising numbers and returns how many
// there are.
func setPersons(v reflect.Value, next int64) int64 {
	switch {
	case v.Type() == reflect.TypeFor[PersonID]():
		v.SetInt(next)
		return next + 1
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			next = setPersons(v.Field(i), next)
		}
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		next = setPersons(v.Elem(), next)
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		next = setPersons(v.Index(0), next)
	}
	return next
}

// Whatever value of whatever field names a person, Persons says so and WithPerson puts
// another there.
func TestEveryValueThatNamesAPersonIsAnsweredFor(t *testing.T) {
	naming := 0
	for _, s := range []any{Person{}, Household{}, Place{}} {
		_, types := factsIn(s)
		for _, typ := range types {
			v := reflect.New(typ).Elem()
			end := setPersons(v, 7)
			var want, other []PersonID
			for id := int64(7); id < end; id++ {
				want, other = append(want, PersonID(id)), append(other, 99)
			}
			value := v.Interface().(Value)
			if got := Persons(nil, value); !slices.Equal(got, want) {
				t.Errorf("%s names %v, Persons says %v", typ, want, got)
			}
			if got := Persons(nil, WithPerson(value, 99)); !slices.Equal(got, other) {
				t.Errorf("%s with person 99 names %v", typ, got)
			}
			if len(want) > 0 {
				naming++
			}
		}
	}
	if naming < 6 {
		t.Errorf("only %d kinds of values name a person: the test does not look where they are", naming)
	}
}
