package register

import "fmt"

// Subject is a person, a household or a place.
type Subject interface {
	Ref() Ref
	// Version counts the acts that have concerned the subject; Seq is the last.
	Version() int
	Seq() Seq
	// Each hands every fact of the subject to fn until fn returns false.
	Each(fn func(AnyFact) bool)

	width() int // of the table of its fields
	member(i int) string
	column(i int) column
	fieldIndex(f Field) (i int, ok bool) // of a field in the table
	copied() Subject
	history() *History
}

// NewSubject returns the empty document of a subject, to fold its first act on.
func NewSubject(ref Ref) (Subject, error) {
	switch ref.Kind {
	case SubjectPerson:
		return &Person{ID: PersonID(ref.ID)}, nil
	case SubjectHousehold:
		return &Household{ID: HouseholdID(ref.ID)}, nil
	case SubjectPlace:
		return &Place{ID: PlaceID(ref.ID)}, nil
	}
	return nil, fmt.Errorf("register: no subject of kind %d", ref.Kind)
}

// Fold applies those effects of the act at seq that concern the subject, in
// order, to a copy of it. effects is the act's whole list, since an effect's key
// is its place in that list. The subject handed in stays as it was.
//
// An error means that the stored effects do not belong to this document: the
// register is damaged or the caller has the wrong version.
func Fold(s Subject, seq Seq, effects []Effect) (Subject, error) {
	if seq <= s.Seq() {
		return nil, fmt.Errorf("register: fold of act %d on %s, which is already at %d", seq, s.Ref(), s.Seq())
	}
	s = clone(s)
	ref := s.Ref()
	for i := range effects {
		if effects[i].Subject != ref {
			continue
		}
		if err := apply(s, EffectRef{seq, int32(i)}, &effects[i]); err != nil {
			return nil, fmt.Errorf("register: effect %d.%d on %s: %w", seq, i, ref, err)
		}
	}
	s.history().note(seq)
	return s, nil
}

func apply(s Subject, key EffectRef, e *Effect) error {
	if e.Op == OpOpen {
		if e.Value == nil {
			return fmt.Errorf("opens a fact without a value")
		}
		if i, ok := s.fieldIndex(e.Value.field()); ok && s.column(i).open(key, e) {
			return nil
		}
		return fmt.Errorf("has no field %q", e.Value.field())
	}
	t := Trace{By: key, Op: e.Op, Of: e.Of, Until: e.Until, On: e.On, Paper: e.Paper}
	for i := range s.width() {
		if s.column(i).mark(e.Fact, t) {
			return nil
		}
	}
	return fmt.Errorf("%s: fact %s is not in the document", e.Op, e.Fact)
}

// clone copies a subject so far that folding on the copy leaves the original
// untouched; values are shared, since nothing ever changes one.
func clone(s Subject) Subject {
	s = s.copied()
	for i := range s.width() {
		s.column(i).detach()
	}
	return s
}

// FindFact looks a fact up by its key in any field of the subject.
func FindFact(s Subject, key EffectRef) (found AnyFact, ok bool) {
	s.Each(func(f AnyFact) bool {
		if f.Key == key {
			found, ok = f, true
		}
		return !ok
	})
	return found, ok
}

// AsKnown returns a subject as the register held it once the act at seq was in.
func AsKnown[S Subject](s S, seq Seq) S {
	then := s.copied()
	then.history().rewind(seq)
	for i := range then.width() {
		then.column(i).rewind(seq)
	}
	return then.(S)
}

// ActsOf lists the acts that concern the subject, in their order.
func ActsOf(s Subject) []Seq { return s.history().Acts }
