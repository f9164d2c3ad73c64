package disclosure

import (
	"context"
	"slices"
	"strconv"

	"samano/access"
	"samano/acts"
	"samano/register"
	"samano/registrar"
)

// Cover tells whom a protection covers, among the people and households that it was
// made for: protected people, and everybody who now lives in one dwelling with one. The
// address of the one is the address of the other, so that what is withheld of the one is
// withheld of all.
//
// People live in one dwelling if they are members of one household, or if they have a
// current residence at one address whose house is known. An address without a house is
// of nobody in particular. A record that was merged is covered as the one that answers for it.
type Cover struct {
	persons            map[register.PersonID]*register.Person       // those asked about, and those who answer for them after a merge
	households         map[register.HouseholdID]*register.Household // those asked about, and those in which the people are members
	protected          map[register.PersonID]bool                   // of the people and of the members of the households
	protectedAddresses map[register.Address]bool                    // addresses at which somebody protected lives
}

// CoverOf makes the cover over subjects. Places are ignored: no protection covers them.
func CoverOf(ctx context.Context, pass access.Pass, r *registrar.Documents, subjects ...register.Ref) (*Cover, error) {
	people, houses, err := livingIn(ctx, pass, r, subjects)
	if err != nil {
		return nil, err
	}
	c := &Cover{}
	if c.households, err = r.Households(ctx, pass, houses...); err != nil {
		return nil, err
	}
	if c.persons, err = r.Persons(ctx, pass, people...); err != nil {
		return nil, err
	}
	if survivors := survivorsOf(c.persons, people); len(survivors) > 0 {
		return CoverOf(ctx, pass, r, slices.Concat(subjects, survivors)...)
	}
	var addresses []register.Address
	for _, p := range c.persons {
		addresses = append(addresses, dwellings(p)...)
	}
	for _, h := range c.households {
		addresses = append(addresses, dwellings(h)...)
		for _, f := range h.Members.Current() {
			people = append(people, f.Value.Person)
		}
	}
	slices.Sort(people)
	if c.protected, err = r.Protected(ctx, pass, slices.Compact(people)...); err != nil {
		return nil, err
	}
	if c.protectedAddresses, err = r.ProtectedAddresses(ctx, pass, addresses...); err != nil {
		return nil, err
	}
	return c, nil
}

// survivorsOf returns those who answer for merged records of the people and are not among the asked.
func survivorsOf(people map[register.PersonID]*register.Person, asked []register.PersonID) []register.Ref {
	var out []register.Ref
	for _, p := range people {
		if id := p.Survivor(); id != 0 && !slices.Contains(asked, id) {
			out = append(out, register.PersonRef(id))
		}
	}
	return out
}

// livingIn returns the people among the subjects, and the households among them or in
// which those people are or were members.
func livingIn(ctx context.Context, pass access.Pass, r *registrar.Documents, subjects []register.Ref) (people []register.PersonID, houses []register.HouseholdID, err error) {
	var ask []acts.Lookup
	for _, ref := range subjects {
		switch ref.Kind {
		case register.SubjectPerson:
			people = append(people, register.PersonID(ref.ID))
			ask = append(ask, acts.Lookup{By: acts.HouseholdsOf, Key: strconv.FormatInt(ref.ID, 10)})
		case register.SubjectHousehold:
			houses = append(houses, register.HouseholdID(ref.ID))
		case register.SubjectPlace:
		}
	}
	lists, err := r.Find(ctx, pass, ask...)
	if err != nil {
		return nil, nil, err
	}
	for _, l := range lists {
		for _, id := range l.IDs {
			houses = append(houses, register.HouseholdID(id))
		}
	}
	slices.Sort(people)
	slices.Sort(houses)
	return slices.Compact(people), slices.Compact(houses), nil
}

// dwellings returns the addresses with a house at which a person lives, or at which a
// household is.
func dwellings(s register.Subject) []register.Address {
	var out []register.Address
	add := func(a register.Address) {
		if a.Place != 0 && a.Dwelling != "" {
			out = append(out, a)
		}
	}
	switch s := s.(type) {
	case *register.Person:
		for _, f := range s.Residences.Current() {
			if f.Value.LivesThere() {
				add(f.Value.Address)
			}
		}
	case *register.Household:
		for _, f := range s.Addresses.Current() {
			add(f.Value)
		}
	}
	return out
}

// Person returns one of the people that the cover was made for, nil for anybody else.
func (c *Cover) Person(id register.PersonID) *register.Person { return c.persons[id] }

// Protected reports whether a person is protected, not only covered.
func (c *Cover) Protected(id register.PersonID) bool { return c.protected[id] }

// Covers reports whether a protection covers a subject, as this document of the register has it.
// Not for a document that an act would make (WillCover).
func (c *Cover) Covers(s register.Subject) bool {
	if slices.ContainsFunc(dwellings(s), func(a register.Address) bool { return c.protectedAddresses[a] }) {
		return true
	}
	switch s := s.(type) {
	case *register.Person:
		return s.Protected() || slices.ContainsFunc(c.householdsOf(s.ID), c.coversHousehold) || c.CoversPerson(s.Survivor())
	case *register.Household:
		return c.coversHousehold(s)
	}
	return false
}

func (c *Cover) coversHousehold(h *register.Household) bool {
	return slices.ContainsFunc(dwellings(h), func(a register.Address) bool { return c.protectedAddresses[a] }) || c.sheltersIn(h)
}

// sheltersIn reports whether somebody protected is a member of a household.
func (c *Cover) sheltersIn(h *register.Household) bool {
	return slices.ContainsFunc(h.Members.Current(), func(f register.Fact[register.Member]) bool { return c.protected[f.Value.Person] })
}

func (c *Cover) householdsOf(id register.PersonID) []*register.Household {
	var out []*register.Household
	for _, h := range c.households {
		if _, member := h.Member(id); member {
			out = append(out, h)
		}
	}
	return out
}

// CoversRef reports whether a protection covers a subject that the cover was made for.
func (c *Cover) CoversRef(ref register.Ref) bool {
	switch ref.Kind {
	case register.SubjectPerson:
		p := c.persons[register.PersonID(ref.ID)]
		return p != nil && c.Covers(p)
	case register.SubjectHousehold:
		h := c.households[register.HouseholdID(ref.ID)]
		return h != nil && c.Covers(h)
	case register.SubjectPlace:
	}
	return false
}

// CoversPerson reports whether a protection covers a person that the cover was made for.
func (c *Cover) CoversPerson(id register.PersonID) bool { return c.CoversRef(register.PersonRef(id)) }

// CoversAny reports whether a protection covers one of the subjects that the cover was
// made for.
func (c *Cover) CoversAny(refs ...register.Ref) bool { return slices.ContainsFunc(refs, c.CoversRef) }

// Covered returns those of the subjects whom a protection covers.
func (c *Cover) Covered(refs ...register.Ref) []register.Ref {
	var out []register.Ref
	for _, ref := range refs {
		if c.CoversRef(ref) {
			out = append(out, ref)
		}
	}
	return out
}

// People names people as subjects.
func People(ids ...register.PersonID) []register.Ref {
	out := make([]register.Ref, len(ids))
	for i, id := range ids {
		out[i] = register.PersonRef(id)
	}
	return out
}

// Subject returns one of the people and households that the cover was made for, nil for
// anything else.
func (c *Cover) Subject(ref register.Ref) register.Subject {
	if p := c.persons[register.PersonID(ref.ID)]; ref.Kind == register.SubjectPerson && p != nil {
		return p
	}
	if h := c.households[register.HouseholdID(ref.ID)]; ref.Kind == register.SubjectHousehold && h != nil {
		return h
	}
	return nil
}

// WillCover reports whether a protection will cover a subject once these documents are
// in: it is a household among them in which somebody protected is a member or which is covered
// now, or a person who is a member of one. A person who joins such a household shows its
// address. The address that a document gives a household does not count: an office could
// learn by declaring moves at which addresses somebody protected lives.
func (c *Cover) WillCover(ref register.Ref, documents ...register.Subject) bool {
	return slices.ContainsFunc(documents, func(s register.Subject) bool {
		h, ok := s.(*register.Household)
		if !ok || !c.sheltersIn(h) && !c.CoversRef(h.Ref()) {
			return false
		}
		_, lives := h.Member(register.PersonID(ref.ID))
		return h.Ref() == ref || lives && ref.Kind == register.SubjectPerson
	})
}
