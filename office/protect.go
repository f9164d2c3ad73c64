package office

import (
	"context"
	"errors"
	"strconv"

	"samano/acts"
	"samano/register"
)

// shield knows who is covered by a protection: protected persons, children who
// live in one household with a protected parent, and households in which a
// protected person lives.
type shield struct {
	atlas      *register.Atlas
	persons    map[register.PersonID]*register.Person
	households map[register.HouseholdID]*register.Household
	livesIn    map[register.PersonID][]int64
}

func newShield() *shield {
	return &shield{households: map[register.HouseholdID]*register.Household{}, livesIn: map[register.PersonID][]int64{}}
}

// shield loads what is needed to tell who of an application is covered.
func (c *Clerk) shield(ctx context.Context, v *View) (*shield, error) {
	sh := newShield()
	var ids []register.PersonID
	for i := range v.Acts {
		for _, s := range v.Acts[i].Sides {
			ids = append(append(ids, peopleIn(s.Before)...), peopleIn(s.After)...)
			if s.Ref.Kind == register.SubjectPerson && s.Before != nil {
				ids = append(ids, register.PersonID(s.Ref.ID))
			}
			if h, ok := s.Before.(*register.Household); ok {
				sh.households[h.ID] = h
			}
		}
	}
	return sh, c.fillShield(ctx, sh, ids)
}

// shieldOf is the shield over some persons.
func (c *Clerk) shieldOf(ctx context.Context, ids []register.PersonID) (*shield, error) {
	sh := newShield()
	return sh, c.fillShield(ctx, sh, ids)
}

func (c *Clerk) fillShield(ctx context.Context, sh *shield, ids []register.PersonID) (err error) {
	atlas, err1 := c.Registrar.Atlas(ctx)
	persons, err2 := c.Registrar.Persons(ctx, ids...)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	sh.atlas, sh.persons = atlas, persons
	var parents []register.PersonID
	for _, p := range persons {
		for _, f := range p.Parents.Current() {
			if id := f.Value.Party.Person; id != 0 && persons[id] == nil {
				parents = append(parents, id)
			}
		}
	}
	above, err := c.Registrar.Persons(ctx, parents...)
	if err != nil {
		return err
	}
	for id, p := range above {
		sh.persons[id] = p
	}
	return c.fillHouseholds(ctx, sh)
}

// fillHouseholds loads the households of the protected: nobody else's matter.
func (c *Clerk) fillHouseholds(ctx context.Context, sh *shield) error {
	var ask []acts.Lookup
	var of []register.PersonID
	for id, p := range sh.persons {
		if p.Protected() {
			of = append(of, id)
			ask = append(ask, acts.Lookup{By: acts.HouseholdsOf, Key: strconv.FormatInt(int64(id), 10)})
		}
	}
	if len(ask) == 0 {
		return nil
	}
	found, err := c.Registrar.Find(ctx, ask...)
	if err != nil {
		return err
	}
	var ids []register.HouseholdID
	for n, id := range of {
		sh.livesIn[id] = found[n].IDs
		for _, h := range found[n].IDs {
			ids = append(ids, register.HouseholdID(h))
		}
	}
	hs, err := c.Registrar.Households(ctx, ids...)
	if err != nil {
		return err
	}
	for id, h := range hs {
		sh.households[id] = h
	}
	return nil
}

// covers reports whether a protection covers the subject.
func (sh *shield) covers(s register.Subject) bool {
	switch s := s.(type) {
	case *register.Person:
		if s.Protected() {
			return true
		}
		for _, f := range s.Parents.Current() {
			parent := sh.persons[f.Value.Party.Person]
			if parent != nil && parent.Protected() && sh.together(s.ID, parent.ID) {
				return true
			}
		}
	case *register.Household:
		for _, f := range s.Members.Current() {
			if p := sh.persons[f.Value.Person]; p != nil && p.Protected() {
				return true
			}
		}
	}
	return false
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

// together reports whether two persons are members of one household.
func (sh *shield) together(a, protected register.PersonID) bool {
	for _, id := range sh.livesIn[protected] {
		h := sh.households[register.HouseholdID(id)]
		if h == nil {
			continue
		}
		_, x := h.Member(a)
		_, y := h.Member(protected)
		if x && y {
			return true
		}
	}
	return false
}
