package reading

import (
	"context"
	"slices"
	"strconv"

	"samano/acts"
	"samano/register"
)

// Who a protection covers: the protected, and everybody who lives in one household
// with somebody protected. The address of the one is the address of the other; so
// what is withheld of the one is withheld of all of them, in every view.

// shelters reports whether somebody protected lives in the household.
func shelters(h *register.Household, protected func(register.PersonID) bool) bool {
	return slices.ContainsFunc(h.Members.Current(), func(f register.Fact[register.Member]) bool { return protected(f.Value.Person) })
}

// amongst asks of persons at hand.
func amongst(persons map[register.PersonID]*register.Person) func(register.PersonID) bool {
	return func(id register.PersonID) bool { return persons[id] != nil && persons[id].Protected() }
}

// Covered gives those of the subjects that a protection covers as things now stand.
func (r *Room) Covered(ctx context.Context, refs []register.Ref) (map[register.Ref]bool, error) {
	people, homes, err := r.livingIn(ctx, refs)
	if err != nil {
		return nil, err
	}
	protected, err := r.Registrar.Protected(ctx, people...)
	if err != nil {
		return nil, err
	}
	all := map[register.Ref]bool{}
	for id := range protected {
		all[register.PersonRef(id)] = true
	}
	for _, h := range homes {
		if !shelters(h, func(id register.PersonID) bool { return protected[id] }) {
			continue
		}
		all[h.Ref()] = true
		for _, f := range h.Members.Current() {
			all[register.PersonRef(f.Value.Person)] = true
		}
	}
	out := map[register.Ref]bool{}
	for _, ref := range refs {
		if all[ref] {
			out[ref] = true
		}
	}
	return out, nil
}

// livingIn gives the households of the subjects, and besides the subjects all who
// live in them.
func (r *Room) livingIn(ctx context.Context, refs []register.Ref) (people []register.PersonID, homes map[register.HouseholdID]*register.Household, err error) {
	var houses []register.HouseholdID
	var ask []acts.Lookup
	for _, ref := range refs {
		switch ref.Kind {
		case register.SubjectPerson:
			people = append(people, register.PersonID(ref.ID))
			ask = append(ask, acts.Lookup{By: acts.HouseholdsOf, Key: strconv.FormatInt(ref.ID, 10)})
		case register.SubjectHousehold:
			houses = append(houses, register.HouseholdID(ref.ID))
		}
	}
	lists, err := r.Registrar.Find(ctx, ask...)
	if err != nil {
		return nil, nil, err
	}
	for _, l := range lists {
		for _, id := range l.IDs {
			houses = append(houses, register.HouseholdID(id))
		}
	}
	slices.Sort(houses)
	homes, err = r.Registrar.Households(ctx, slices.Compact(houses)...)
	if err != nil {
		return nil, nil, err
	}
	for _, h := range homes {
		for _, f := range h.Members.Current() {
			people = append(people, f.Value.Person)
		}
	}
	slices.Sort(people)
	return slices.Compact(people), homes, nil
}

// uncovered leaves out of a search's finds whom a protection covers. It looks at a
// page of them at a time, since the households of everybody of a common name are
// more than a search may cost, and stops when one find more than a page is there.
func (r *Room) uncovered(ctx context.Context, refs []register.Ref) ([]register.Ref, error) {
	var out []register.Ref
	for page := range slices.Chunk(refs, MaxHits+1) {
		covered, err := r.Covered(ctx, page)
		if err != nil {
			return nil, err
		}
		out = append(out, slices.DeleteFunc(page, func(ref register.Ref) bool { return covered[ref] })...)
		if len(out) > MaxHits {
			break
		}
	}
	return out, nil
}
