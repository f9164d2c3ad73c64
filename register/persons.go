package register

// Persons appends to ids the persons of the register whom the value names. It is the one
// place that knows: what is shown of somebody, whom a protection covers, and what rests on
// what all ask here. A test refuses a value that names somebody and is not answered for.
func Persons(ids []PersonID, v Value) []PersonID {
	id := person(v)
	if id == 0 {
		return ids
	}
	return append(ids, id)
}

func person(v Value) PersonID {
	switch v := v.(type) {
	case Parent:
		return v.Party.Person
	case Partner:
		return v.With.Person
	case Guardian:
		return v.Party.Person
	case Member:
		return v.Person
	case Head:
		return v.Person
	case SameAs:
		return v.Person
	}
	return 0
}

// PersonsOf appends the persons whom any fact of the subject names, void and ended facts
// among them.
func PersonsOf(ids []PersonID, s Subject) []PersonID {
	s.Each(func(f AnyFact) bool {
		ids = Persons(ids, f.Value)
		return true
	})
	return ids
}

// WithPerson returns the value with another person in the place of the one that it names.
func WithPerson(v Value, id PersonID) Value {
	switch v := v.(type) {
	case Parent:
		v.Party = Party{Person: id}
		return v
	case Partner:
		v.With = Party{Person: id}
		return v
	case Guardian:
		v.Party = Party{Person: id}
		return v
	case Member:
		v.Person = id
		return v
	case Head:
		v.Person = id
		return v
	case SameAs:
		v.Person = id
		return v
	}
	return v
}
