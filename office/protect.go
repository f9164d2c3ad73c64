package office

import (
	"context"
	"slices"
	"strconv"

	"samano/acts"
	"samano/register"
)

// shield knows who is covered by a protection: protected persons, everybody who
// lives in one household with one, and those households: the address of the one is
// the address of the other.
type shield struct {
	atlas      *register.Atlas
	persons    map[register.PersonID]*register.Person
	households map[register.HouseholdID]*register.Household
}

// shield loads what is needed to tell who of an application is covered.
func (c *Clerk) shield(ctx context.Context, v *View) (*shield, error) {
	var ids []register.PersonID
	var houses []register.HouseholdID
	for i := range v.Acts {
		for _, s := range v.Acts[i].Sides {
			ids = append(append(ids, peopleIn(s.Before)...), peopleIn(s.After)...)
			if s.Before == nil {
				continue
			}
			switch s.Ref.Kind {
			case register.SubjectPerson:
				ids = append(ids, register.PersonID(s.Ref.ID))
			case register.SubjectHousehold:
				houses = append(houses, register.HouseholdID(s.Ref.ID))
			}
		}
	}
	return c.shieldOf(ctx, ids, houses...)
}

// shieldOf is the shield over some persons and households.
func (c *Clerk) shieldOf(ctx context.Context, ids []register.PersonID, houses ...register.HouseholdID) (*shield, error) {
	ask := make([]acts.Lookup, len(ids))
	for i, id := range ids {
		ask[i] = acts.Lookup{By: acts.HouseholdsOf, Key: strconv.FormatInt(int64(id), 10)}
	}
	lists, err := c.Registrar.Find(ctx, ask...)
	if err != nil {
		return nil, err
	}
	for _, l := range lists {
		for _, id := range l.IDs {
			houses = append(houses, register.HouseholdID(id))
		}
	}
	sh := &shield{}
	if sh.households, err = c.Registrar.Households(ctx, houses...); err != nil {
		return nil, err
	}
	for _, h := range sh.households {
		ids = append(ids, peopleIn(h)...)
	}
	if sh.persons, err = c.Registrar.Persons(ctx, ids...); err != nil {
		return nil, err
	}
	sh.atlas, err = c.Registrar.Atlas(ctx)
	return sh, err
}

// covers reports whether a protection covers the subject.
func (sh *shield) covers(s register.Subject) bool {
	switch s := s.(type) {
	case *register.Person:
		if s.Protected() {
			return true
		}
		for _, h := range sh.households {
			if _, member := h.Member(s.ID); member && sh.covers(h) {
				return true
			}
		}
	case *register.Household:
		return slices.ContainsFunc(peopleIn(s), func(id register.PersonID) bool {
			p := sh.persons[id]
			return p != nil && p.Protected()
		})
	}
	return false
}

// willCover reports whether the household of a side, or one that the person of a
// side lives in, shelters somebody protected once the act is in: who joins such a
// household shows its address.
func (sh *shield) willCover(s Side, all []Side) bool {
	return slices.ContainsFunc(all, func(other Side) bool {
		h, ok := other.After.(*register.Household)
		if !ok || !sh.covers(h) {
			return false
		}
		_, lives := h.Member(register.PersonID(s.Ref.ID))
		return other.Ref == s.Ref || (lives && s.Ref.Kind == register.SubjectPerson)
	})
}

// protectedIn gives the protected persons whom a new subject's document names.
func (sh *shield) protectedIn(s register.Subject) []register.Ref {
	var out []register.Ref
	for _, id := range peopleIn(s) {
		if p := sh.persons[id]; p != nil && p.Protected() {
			out = append(out, p.Ref())
		}
	}
	return out
}
