package disclosure

import (
	"slices"

	"samano/register"
)

// NamedNow returns the persons whom the present facts of a subject name, each once; nil names
// nobody. A sealed fact is shown to nobody, so it names nobody.
func NamedNow(s register.Subject) []register.PersonID {
	if s == nil {
		return nil
	}
	var out []register.PersonID
	s.Each(func(f register.AnyFact) bool {
		if st := f.Standing(); st.Void || st.Ended || st.Sealed {
			return true
		}
		for _, id := range register.Persons(nil, f.Value) {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
		return true
	})
	return out
}
