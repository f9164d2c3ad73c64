package registrar

import (
	"slices"
	"sync"

	"samano/match"
	"samano/register"
	"samano/store"
)

// Who is to be compared with somebody: from the index of the database, from what was
// written since a probe, and from what this transaction has decided and not written.

// candidates gives who shares a key with the person who is described so.
func (a *asker) candidates(who description, keys []store.Key) ([]register.PersonID, error) {
	ids := a.fresh.sharing(a.o, keys)
	found, asked := a.found(who)
	if asked {
		latest, ok, err := a.latest.sharing(a.o, a.probe.seq, keys)
		if err != nil {
			return nil, err
		}
		if asked = ok; ok {
			ids = append(append(ids, latest...), found...)
		}
	}
	if !asked {
		all, _, err := a.o.from.Sharing(a.o.ctx, keys, match.MostPerKey, match.MostPerSplit)
		if err != nil {
			return nil, err
		}
		ids = append(ids, all...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

func (a *asker) found(who description) (ids []register.PersonID, asked bool) {
	if a.probe == nil {
		return nil, false
	}
	ids, asked = a.probe.found[who]
	return ids, asked
}

// latestKeys are the postings that were written since a probe.
type latestKeys struct {
	read bool
	from register.Seq
	kept bool // the database still keeps apart what was written since
	by   map[uint64][]register.PersonID
}

// sharing gives who came under one of the keys since; ok is false where that is not
// known any more. What was read since an earlier act serves too: it only compares more.
func (l *latestKeys) sharing(o *overlay, from register.Seq, keys []store.Key) (ids []register.PersonID, ok bool, err error) {
	if !l.read || from < l.from {
		list, kept, err := o.from.PostingsSince(o.ctx, from)
		if err != nil {
			return nil, false, err
		}
		*l = latestKeys{read: true, from: from, kept: kept, by: make(map[uint64][]register.PersonID, len(list))}
		for _, p := range list {
			if !p.Gone {
				l.by[p.Hash] = append(l.by[p.Hash], p.Person)
			}
		}
	}
	for _, k := range keys {
		ids = append(ids, l.by[k.Hash]...)
	}
	return ids, l.kept, nil
}

// freshKeys are the keys of those whom the overlay's acts have entered or changed.
type freshKeys struct {
	words matchWords
	by    map[uint64][]*register.Person
}

// enter notes who was entered or changed. What is taken back again stays noted and is
// told from what stands by its document.
func (f *freshKeys) enter(o *overlay, was, now register.Subject) error {
	p, ok := now.(*register.Person)
	if !ok {
		return nil
	}
	if old, had := was.(*register.Person); had && sameKeys(old, p) {
		return nil
	}
	if err := o.loadPersons(appendRelatives(nil, p)); err != nil {
		return err
	}
	if f.by == nil {
		f.by = map[uint64][]*register.Person{}
	}
	for _, k := range f.words.keys(storedRecord(p, o.person)) {
		f.by[k.Hash] = append(f.by[k.Hash], p)
	}
	return nil
}

func (f *freshKeys) sharing(o *overlay, keys []store.Key) (ids []register.PersonID) {
	for _, k := range keys {
		for _, p := range f.by[k.Hash] {
			if o.person(p.ID) != nil {
				ids = append(ids, p.ID)
			}
		}
	}
	return ids
}

// nearPlaces gives the other ids of a village: what it was before, and what became of
// it. It is made once for the places as they stand. The zero value is ready; many may
// use it.
type nearPlaces struct {
	mu     sync.Mutex
	atlas  *register.Atlas
	before map[register.PlaceID][]register.PlaceID // never changed once it is made
}

func (n *nearPlaces) beforeOf(atlas *register.Atlas) map[register.PlaceID][]register.PlaceID {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.atlas != atlas {
		n.atlas, n.before = atlas, map[register.PlaceID][]register.PlaceID{}
		for _, p := range atlas.All() {
			for _, f := range p.Successors.Standing() {
				n.before[f.Value.Place] = append(n.before[f.Value.Place], p.ID)
			}
		}
	}
	return n.before
}

func (n *nearPlaces) of(atlas *register.Atlas, id register.PlaceID) []register.PlaceID {
	if id == 0 {
		return nil
	}
	before := n.beforeOf(atlas)
	out := []register.PlaceID{id}
	for i := 0; i < len(out) && len(out) <= match.MaxVillages; i++ {
		next := slices.Clip(before[out[i]])
		if p, ok := atlas.Place(out[i]); ok {
			for _, f := range p.Successors.Standing() {
				next = append(next, f.Value.Place)
			}
		}
		for _, other := range next {
			if !slices.Contains(out, other) {
				out = append(out, other)
			}
		}
	}
	return out[1:]
}
