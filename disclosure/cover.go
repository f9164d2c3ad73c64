package disclosure

import (
	"context"
	"maps"
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
// People live in one dwelling if they are members of one household, or if they are at home, stay or
// have their household at one address whose house is known (dwellings). A human being has the homes
// and households of all records that were merged, and is protected as the record that answers.
type Cover struct {
	atlas      *register.Atlas
	day        register.Day
	persons    map[register.PersonID]*register.Person       // all records of those asked about
	records    map[register.PersonID][]*register.Person     // of human beings with several: all of them
	households map[register.HouseholdID]*register.Household // those asked about, and those in which the people are or were members
	protected  map[register.PersonID]bool                   // of the people, of the members of the households, and of who lives with them
	shelters   map[register.Address]bool                    // dwellings in which somebody protected lives
}

// CoverOf makes the cover over subjects. Places are ignored: no protection covers them.
func CoverOf(ctx context.Context, pass access.Pass, r *registrar.Documents, subjects ...register.Ref) (*Cover, error) {
	var people []register.PersonID
	var houses []register.HouseholdID
	for _, ref := range subjects {
		switch ref.Kind {
		case register.SubjectPerson:
			people = append(people, register.PersonID(ref.ID))
		case register.SubjectHousehold:
			houses = append(houses, register.HouseholdID(ref.ID))
		case register.SubjectPlace:
		}
	}
	return coverOf(ctx, pass, r, nil, people, houses)
}

// CoverOfPersons makes the cover over people whose documents were read a moment ago.
func CoverOfPersons(ctx context.Context, pass access.Pass, r *registrar.Documents, people ...*register.Person) (*Cover, error) {
	return coverOf(ctx, pass, r, people, nil, nil)
}

func coverOf(ctx context.Context, pass access.Pass, r *registrar.Documents, there []*register.Person, people []register.PersonID, houses []register.HouseholdID) (*Cover, error) {
	atlas, err := r.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	c := &Cover{atlas: atlas, day: r.Today(), shelters: map[register.Address]bool{}, persons: map[register.PersonID]*register.Person{}}
	for _, p := range there {
		c.persons[p.ID] = p
	}
	if err := c.loadRecords(ctx, pass, r, append(people, c.others(there)...)); err != nil {
		return nil, err
	}
	if err := c.loadHouseholds(ctx, pass, r, houses); err != nil {
		return nil, err
	}
	if err := c.findShelters(ctx, pass, r); err != nil {
		return nil, err
	}
	return c, nil
}

// loadRecords loads the people and every record that was merged with one of theirs.
func (c *Cover) loadRecords(ctx context.Context, pass access.Pass, r *registrar.Documents, ask []register.PersonID) error {
	for len(ask) > 0 {
		slices.Sort(ask)
		found, err := r.Persons(ctx, pass, slices.Compact(ask)...)
		if err != nil {
			return err
		}
		maps.Copy(c.persons, found)
		ask = c.others(slices.Collect(maps.Values(found)))
	}
	c.records = recordsOf(c.persons)
	return nil
}

// others returns the records that were merged with those and are not loaded.
func (c *Cover) others(people []*register.Person) (out []register.PersonID) {
	for _, p := range people {
		for _, f := range p.SameAs.Current() {
			if c.persons[f.Value.Person] == nil {
				out = append(out, f.Value.Person)
			}
		}
	}
	return out
}

// recordsOf returns under each record of a human being who has several all of them.
func recordsOf(persons map[register.PersonID]*register.Person) map[register.PersonID][]*register.Person {
	out := map[register.PersonID][]*register.Person{}
	for _, id := range slices.Sorted(maps.Keys(persons)) {
		if len(out[id]) > 0 || len(persons[id].SameAs.Current()) == 0 {
			continue
		}
		all := []*register.Person{persons[id]}
		for i := 0; i < len(all); i++ {
			for _, f := range all[i].SameAs.Current() {
				if p := persons[f.Value.Person]; p != nil && !slices.Contains(all, p) {
					all = append(all, p)
				}
			}
		}
		for _, p := range all {
			out[p.ID] = all
		}
	}
	return out
}

// loadHouseholds loads households, and those in which the people are or were members.
func (c *Cover) loadHouseholds(ctx context.Context, pass access.Pass, r *registrar.Documents, houses []register.HouseholdID) (err error) {
	var ask []acts.Lookup
	for _, id := range slices.Sorted(maps.Keys(c.persons)) {
		ask = append(ask, acts.Lookup{By: acts.HouseholdsOf, Key: strconv.FormatInt(int64(id), 10)})
	}
	lists, err := r.Find(ctx, pass, ask...)
	if err != nil {
		return err
	}
	for _, l := range lists {
		for _, id := range l.IDs {
			houses = append(houses, register.HouseholdID(id))
		}
	}
	slices.Sort(houses)
	c.households, err = r.Households(ctx, pass, slices.Compact(houses)...)
	return err
}

// findShelters finds who is protected, and in which of the dwellings somebody protected lives.
func (c *Cover) findShelters(ctx context.Context, pass access.Pass, r *registrar.Documents) error {
	var asked []register.Address
	people := slices.Collect(maps.Keys(c.persons))
	members := func(h *register.Household) {
		for _, f := range h.Members.Current() {
			people = append(people, f.Value.Person)
		}
	}
	for _, p := range c.persons {
		asked = append(asked, c.dwellings(p)...)
	}
	for _, h := range c.households {
		asked = append(asked, c.dwellings(h)...)
		members(h)
	}
	living, err := r.UnderDwellings(ctx, pass, c.everWritten(asked)...)
	if err != nil {
		return err
	}
	for _, s := range living {
		switch s := s.(type) {
		case *register.Person:
			people = append(people, s.ID)
		case *register.Household:
			members(s)
		}
	}
	slices.Sort(people)
	if c.protected, err = r.Protected(ctx, pass, slices.Compact(people)...); err != nil {
		return err
	}
	for _, s := range living {
		if p, ok := s.(*register.Person); ok && c.protected[p.ID] || !ok && c.sheltersIn(s.(*register.Household)) {
			for _, a := range c.dwellings(s) {
				c.shelters[a] = true
			}
		}
	}
	return nil
}

// Person returns one of the people that the cover was made for, nil for anybody else.
func (c *Cover) Person(id register.PersonID) *register.Person { return c.persons[id] }

// Records returns all records of a human being that the cover was made for, the one asked about first.
func (c *Cover) Records(id register.PersonID) []register.PersonID {
	out := []register.PersonID{id}
	for _, p := range c.records[id] {
		if p.ID != id {
			out = append(out, p.ID)
		}
	}
	return out
}

// PersonsOf returns those records with what they hold.
func (c *Cover) PersonsOf(id register.PersonID) []*register.Person {
	if all := c.records[id]; len(all) > 0 {
		return all
	}
	return []*register.Person{c.persons[id]}
}

// Covers reports whether a protection covers a subject, as this document of the register has it.
// Not for a document that an act would make (willCover).
func (c *Cover) Covers(s register.Subject) bool {
	switch s := s.(type) {
	case *register.Person:
		return s.Protected() || c.coversRecord(s) || slices.ContainsFunc(c.records[s.ID], c.coversRecord)
	case *register.Household:
		return c.coversHousehold(s)
	}
	return false
}

func (c *Cover) coversRecord(p *register.Person) bool {
	return c.protected[p.ID] || c.livesInShelter(p) || slices.ContainsFunc(c.householdsOf(p.ID), c.coversHousehold)
}

func (c *Cover) coversHousehold(h *register.Household) bool {
	return c.livesInShelter(h) || c.sheltersIn(h)
}

// livesInShelter reports whether somebody protected lives in one of the dwellings of a subject.
func (c *Cover) livesInShelter(s register.Subject) bool {
	return slices.ContainsFunc(c.dwellings(s), func(a register.Address) bool { return c.shelters[a] })
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

// Seals reports whether an act tells where one of the people comes from, of whom that is sealed. It is
// read as an act about somebody protected is.
func (c *Cover) Seals(a *register.Act, refs ...register.Ref) bool {
	return slices.ContainsFunc(refs, func(ref register.Ref) bool {
		p := c.persons[register.PersonID(ref.ID)]
		return ref.Kind == register.SubjectPerson && p != nil && Seals(p, a)
	})
}

// HiddenLikenesses returns those of the people of whom only the national desk is told that somebody is
// like them: whom a protection covers, and of whom it is sealed where they come from, since what makes them
// alike may be what is sealed.
func (c *Cover) HiddenLikenesses(refs ...register.Ref) (out []register.Ref) {
	for _, ref := range refs {
		p := c.persons[register.PersonID(ref.ID)]
		if c.CoversRef(ref) || ref.Kind == register.SubjectPerson && p != nil && p.SealedUntil() != 0 {
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

// willCover reports whether a protection will cover a subject once these documents are
// in: it is a household among them in which somebody protected is a member or which is covered
// now, or a person who is a member of one. A person who joins such a household shows its
// address. The address that a document gives a household does not count: an office could
// learn by declaring moves at which addresses somebody protected lives.
func (c *Cover) willCover(ref register.Ref, documents ...register.Subject) bool {
	return slices.ContainsFunc(documents, func(s register.Subject) bool {
		h, ok := s.(*register.Household)
		if !ok || !c.sheltersIn(h) && !c.CoversRef(h.Ref()) {
			return false
		}
		_, lives := h.Member(register.PersonID(ref.ID))
		return h.Ref() == ref || lives && ref.Kind == register.SubjectPerson
	})
}
