package registrar

import "samano/register"

// beforeAfter shows what the overlay has decided and not yet written.
type beforeAfter struct{ o *overlay }

func (s beforeAfter) Load(ids []register.PersonID) error { return s.o.loadPersons(ids) }

func (s beforeAfter) At(id register.PersonID) (was, now *register.Person) {
	ref := register.PersonRef(id)
	now, _ = s.o.subjects[ref].(*register.Person)
	before, changed := s.o.before[ref]
	if !changed {
		return now, now
	}
	was, _ = before.(*register.Person)
	return was, now
}

func (s beforeAfter) Children(of []register.PersonID) (out []register.PersonID, err error) {
	var unknown []register.PersonID
	for _, id := range of {
		if !has(s.o.children, id) {
			unknown = append(unknown, id)
		}
	}
	if err := resolve(s.o, s.o.children, s.o.earlier.children, unknown, s.o.from.Children); err != nil {
		return nil, err
	}
	for _, id := range of {
		for _, child := range s.o.children[id] {
			out = append(out, register.PersonID(child))
		}
	}
	return out, nil
}

// loadPersons reads the documents of persons that are not in the cache.
func (o *overlay) loadPersons(ids []register.PersonID) error {
	var refs []register.Ref
	for _, id := range ids {
		if ref := register.PersonRef(id); !has(o.subjects, ref) {
			refs = append(refs, ref)
		}
	}
	if len(refs) == 0 {
		return nil
	}
	return o.loadSubjects(refs)
}

// person returns the present document of a person that loadPersons has read, or nil.
func (o *overlay) person(id register.PersonID) *register.Person {
	p, _ := o.subjects[register.PersonRef(id)].(*register.Person)
	return p
}
