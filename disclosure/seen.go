package disclosure

import "samano/register"

// Seen is what a reader may be shown of somebody. Only this package makes one that holds
// anything, after it has taken out what the reader may not see; whoever holds one may
// open it. So a page or a command that shows people can only show what has been here.
type Seen[T any] struct{ value T }

// Open returns the value. Only faces call it.
func (s Seen[T]) Open() T { return s.value }

// Redacted makes a document that a reader of the area may see: without what is sealed, and without
// the residences that lie outside. The caller has asked a Cover whether a protection withholds the
// whole of it.
func Redacted[T register.Subject](a Area, s T) Seen[T] {
	if p, ok := any(s).(*register.Person); any(s) == nil || ok && p == nil {
		return Seen[T]{}
	}
	return Seen[T]{a.Redact(s).(T)}
}

// RedactedPeople makes the people whom a reader of the area may see where others name them.
func RedactedPeople(a Area, people map[register.PersonID]*register.Person) Seen[map[register.PersonID]*register.Person] {
	out := make(map[register.PersonID]*register.Person, len(people))
	for id, p := range people {
		out[id] = Redacted(a, p).value
	}
	return Seen[map[register.PersonID]*register.Person]{out}
}
