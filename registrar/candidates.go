package registrar

import (
	"slices"
	"sync"

	"samano/match"
	"samano/register"
	"samano/registrar/projection"
	"samano/store"
)

// Who is to be compared with somebody: from the index of the database, from what was
// written since a probe, and from what this transaction has decided and not written.

// candidates gives who shares a key with the person who is described so. keys makes the
// keys, where there is anything to look for them in: who asks after an examination, and
// nothing was registered since, needs none. crowded counts the keys of which the database
// left some out; an examination has said it before.
func (a *asker) candidates(who description, keys func() []store.Key) (ids []register.PersonID, crowded int, err error) {
	found, asked := a.found(who)
	if asked {
		if asked, err = a.latest.read(a, a.probe.seq); err != nil {
			return nil, 0, err
		}
	}
	if asked && a.fresh.none() && len(a.latest.by) == 0 {
		return found, 0, nil
	}
	wanted := keys()
	if ids, err = a.fresh.sharing(a.o, wanted); err != nil {
		return nil, 0, err
	}
	if asked {
		ids = append(append(ids, found...), a.latest.sharing(wanted)...)
	} else {
		var all []register.PersonID
		if all, crowded, err = a.o.from.Sharing(a.o.ctx, wanted, match.MostPerKey, match.MostPerSplit); err != nil {
			return nil, 0, err
		}
		ids = append(ids, all...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), crowded, nil
}

func (a *asker) found(who description) (ids []register.PersonID, asked bool) {
	if a.probe == nil {
		return nil, false
	}
	ids, asked = a.probe.found[who]
	return slices.Clone(ids), asked
}

// latestKeys are the postings that were written since a probe.
type latestKeys struct {
	known bool
	from  register.Seq
	kept  bool // the database still keeps apart what was written since
	by    map[uint64][]register.PersonID
}

// read reads what was written since; ok is false where that is not known any more. What
// was read since an earlier act serves too: it only compares more.
func (l *latestKeys) read(a *asker, from register.Seq) (ok bool, err error) {
	switch {
	case l.known && from >= l.from:
		return l.kept, nil
	case from == a.size:
		*l = latestKeys{known: true, from: from, kept: true}
		return true, nil
	}
	list, kept, err := a.o.from.PostingsSince(a.o.ctx, from)
	if err != nil {
		return false, err
	}
	*l = latestKeys{known: true, from: from, kept: kept, by: make(map[uint64][]register.PersonID, len(list))}
	for _, p := range list {
		if !p.Gone {
			l.by[p.Hash] = append(l.by[p.Hash], p.Person)
		}
	}
	return kept, nil
}

// sharing gives who came under one of the keys since.
func (l *latestKeys) sharing(keys []store.Key) (ids []register.PersonID) {
	for _, k := range keys {
		ids = append(ids, l.by[k.Hash]...)
	}
	return ids
}

// freshKeys are the keys of those whom the overlay's acts have entered or changed. They
// are made when somebody asks: of most transactions nobody does.
type freshKeys struct {
	noted []*register.Person // whose keys are not made yet
	by    map[uint64][]register.PersonID
}

// enter notes who was entered or changed. What is taken back stays noted: whoever is a
// candidate in vain is told by her document, or by having none.
func (f *freshKeys) enter(was, now register.Subject) {
	p, ok := now.(*register.Person)
	if !ok {
		return
	}
	if old, had := was.(*register.Person); had && projection.SameKeys(old, p) {
		return
	}
	f.noted = append(f.noted, p)
}

func (f *freshKeys) none() bool { return len(f.noted) == 0 && len(f.by) == 0 }

func (f *freshKeys) sharing(o *overlay, keys []store.Key) (ids []register.PersonID, err error) {
	var relatives []register.PersonID
	for _, p := range f.noted {
		relatives = projection.AppendRelatives(relatives, p)
	}
	if err := o.loadPersons(relatives); err != nil {
		return nil, err
	}
	if f.by == nil {
		f.by = map[uint64][]register.PersonID{}
	}
	for _, p := range f.noted {
		for _, k := range o.r.words.Of(projection.StoredRecord(p, o.person)) {
			f.by[k.Hash] = append(f.by[k.Hash], p.ID)
		}
	}
	f.noted = nil
	for _, k := range keys {
		ids = append(ids, f.by[k.Hash]...)
	}
	return ids, nil
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
