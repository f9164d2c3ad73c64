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
	// AppendDocument appends the document as it is stored.
	AppendDocument(b []byte) []byte

	column(Field) column
	columns() []column
	note(Seq)
}

// NewSubject gives the empty document of a subject, to fold its first act on.
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
	s = Clone(s)
	for i, e := range effects {
		if e.Subject != s.Ref() {
			continue
		}
		if err := apply(s, EffectRef{seq, int32(i)}, e); err != nil {
			return nil, fmt.Errorf("register: effect %d.%d on %s: %w", seq, i, s.Ref(), err)
		}
	}
	s.note(seq)
	return s, nil
}

func apply(s Subject, key EffectRef, e Effect) error {
	if e.Op == OpOpen {
		if e.Value == nil {
			return fmt.Errorf("opens a fact without a value")
		}
		c := s.column(e.Value.field())
		if c == nil || !c.open(key, e.From, e.Value) {
			return fmt.Errorf("has no field %q", e.Value.field())
		}
		return nil
	}
	t := Trace{By: key, Op: e.Op, Of: e.Of, Until: e.Until}
	for _, c := range s.columns() {
		if c.mark(e.Fact, t) {
			return nil
		}
	}
	return fmt.Errorf("%ss fact %s, which is not in the document", e.Op, e.Fact)
}

// Clone copies a subject so far that folding on the copy leaves the original
// untouched; values are shared, since nothing ever changes one.
func Clone(s Subject) Subject {
	switch s := s.(type) {
	case *Person:
		c := *s
		c.Origins, c.Numbers, c.Names, c.Births = s.Origins.clone(), s.Numbers.clone(), s.Names.clone(), s.Births.clone()
		c.Sexes, c.Deaths, c.Missing = s.Sexes.clone(), s.Deaths.clone(), s.Missing.clone()
		c.Nationalities, c.Statuses, c.Identifiers = s.Nationalities.clone(), s.Statuses.clone(), s.Identifiers.clone()
		c.Parents, c.Partners, c.Guardians = s.Parents.clone(), s.Partners.clone(), s.Guardians.clone()
		c.Residences, c.Protections, c.SameAs = s.Residences.clone(), s.Protections.clone(), s.SameAs.clone()
		return &c
	case *Household:
		c := *s
		c.Origins, c.Kinds, c.Addresses = s.Origins.clone(), s.Kinds.clone(), s.Addresses.clone()
		c.Heads, c.Members, c.Books = s.Heads.clone(), s.Members.clone(), s.Books.clone()
		return &c
	case *Place:
		c := *s
		c.Origins, c.Codes, c.Names = s.Origins.clone(), s.Codes.clone(), s.Names.clone()
		c.Levels, c.Parents, c.Successors = s.Levels.clone(), s.Parents.clone(), s.Successors.clone()
		return &c
	}
	return nil
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

func (p *Person) columns() []column {
	return []column{
		&p.Origins, &p.Numbers, &p.Names, &p.Births, &p.Sexes, &p.Deaths, &p.Missing, &p.Nationalities, &p.Statuses,
		&p.Identifiers, &p.Parents, &p.Partners, &p.Guardians, &p.Residences, &p.Protections, &p.SameAs,
	}
}

func (p *Person) column(f Field) column {
	switch f {
	case FieldOrigin:
		return &p.Origins
	case FieldNumber:
		return &p.Numbers
	case FieldName:
		return &p.Names
	case FieldBirth:
		return &p.Births
	case FieldSex:
		return &p.Sexes
	case FieldDeath:
		return &p.Deaths
	case FieldMissing:
		return &p.Missing
	case FieldNationality:
		return &p.Nationalities
	case FieldResidenceStatus:
		return &p.Statuses
	case FieldIdentifier:
		return &p.Identifiers
	case FieldParent:
		return &p.Parents
	case FieldPartner:
		return &p.Partners
	case FieldGuardian:
		return &p.Guardians
	case FieldResidence:
		return &p.Residences
	case FieldProtection:
		return &p.Protections
	case FieldSameAs:
		return &p.SameAs
	}
	return nil
}

func (h *Household) columns() []column {
	return []column{&h.Origins, &h.Kinds, &h.Addresses, &h.Heads, &h.Members, &h.Books}
}

func (h *Household) column(f Field) column {
	switch f {
	case FieldOrigin:
		return &h.Origins
	case FieldHouseholdKind:
		return &h.Kinds
	case FieldAddress:
		return &h.Addresses
	case FieldHead:
		return &h.Heads
	case FieldMember:
		return &h.Members
	case FieldBook:
		return &h.Books
	}
	return nil
}

func (p *Place) columns() []column {
	return []column{&p.Origins, &p.Codes, &p.Names, &p.Levels, &p.Parents, &p.Successors}
}

func (p *Place) column(f Field) column {
	switch f {
	case FieldOrigin:
		return &p.Origins
	case FieldCode:
		return &p.Codes
	case FieldPlaceName:
		return &p.Names
	case FieldLevel:
		return &p.Levels
	case FieldParentPlace:
		return &p.Parents
	case FieldSuccessor:
		return &p.Successors
	}
	return nil
}

func each(cs []column, fn func(AnyFact) bool) {
	for _, c := range cs {
		if !c.each(fn) {
			return
		}
	}
}

// Each hands every fact to fn until fn returns false.
func (p *Person) Each(fn func(AnyFact) bool)    { each(p.columns(), fn) }
func (h *Household) Each(fn func(AnyFact) bool) { each(h.columns(), fn) }
func (p *Place) Each(fn func(AnyFact) bool)     { each(p.columns(), fn) }

// AsKnown gives a subject as the register held it once the act at seq was in.
func AsKnown(s Subject, seq Seq) Subject {
	switch s := s.(type) {
	case *Person:
		return s.AsKnown(seq)
	case *Household:
		return s.AsKnown(seq)
	case *Place:
		return s.AsKnown(seq)
	}
	return nil
}

// ActsOf lists the acts that concern the subject, in their order.
func ActsOf(s Subject) []Seq {
	switch s := s.(type) {
	case *Person:
		return s.Acts
	case *Household:
		return s.Acts
	case *Place:
		return s.Acts
	}
	return nil
}
