package disclosure

import (
	"samano/access"
	"samano/register"
)

// Seen is what a reader may be shown of somebody. Only this package makes one that holds
// anything, after it has taken out what the reader may not see; whoever holds one may
// open it. So a page or a command that shows people can only show what has been here.
type Seen[T any] struct{ value T }

// Open returns the value. Only faces call it.
func (s Seen[T]) Open() T { return s.value }

// Redacted makes a document that a reader of the area may see: without what is sealed, and without
// the residences that lie outside. It makes nothing of somebody at whom the answer has no look, or
// whose look was refused: as it is to whoever is not of the national desk where the look says that a
// protection covers them.
func Redacted[T register.Subject](looks *access.Looker, a Area, s T) Seen[T] {
	if isNil(s) || !looks.Shows(s.Ref()) {
		return Seen[T]{}
	}
	return Seen[T]{a.Redact(s).(T)}
}

// RedactedPeople makes the people whom a reader of the area may see where others name them.
func RedactedPeople(looks *access.Looker, a Area, people map[register.PersonID]*register.Person) Seen[map[register.PersonID]*register.Person] {
	out := make(map[register.PersonID]*register.Person, len(people))
	for id, p := range people {
		if seen := Redacted(looks, a, p).value; seen != nil {
			out[id] = seen
		}
	}
	return Seen[map[register.PersonID]*register.Person]{out}
}

// RedactedProposal makes a document that is only proposed: no look can name whom the register does not
// hold. internal/tidy lists who may call it.
func RedactedProposal[T register.Subject](a Area, s T) Seen[T] {
	if isNil(s) {
		return Seen[T]{}
	}
	return Seen[T]{a.Redact(s).(T)}
}

func isNil(s register.Subject) bool {
	p, person := s.(*register.Person)
	return s == nil || person && p == nil
}
