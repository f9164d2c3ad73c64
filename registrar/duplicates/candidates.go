package duplicates

import (
	"slices"
	"strconv"

	"samano/acts"
	"samano/match"
	"samano/register"
	"samano/registrar/projection"
	"samano/store"
)

// Candidates come from the index of the store, from postings written since an examination, and from
// the uncommitted acts.

// candidates returns the people who share a blocking key with the described person. It calls keys
// only if something has been written since the examination. truncated counts the keys of which the
// store left some people out; it is 0 if an examination has reported it before.
func (ch *Checker) candidates(who description, keys func() []store.Key) (ids []register.PersonID, truncated int, err error) {
	found, asked := ch.found(who)
	if asked {
		if asked, err = ch.recent.read(ch, ch.search.seq); err != nil {
			return nil, 0, err
		}
	}
	if asked && ch.uncommitted.none() && len(ch.recent.by) == 0 {
		return found, 0, nil
	}
	wanted := keys()
	if ids, err = ch.uncommitted.sharing(ch, wanted); err != nil {
		return nil, 0, err
	}
	if asked {
		ids = append(append(ids, found...), ch.recent.sharing(wanted)...)
	} else {
		var all []register.PersonID
		if all, truncated, err = ch.of.Sharing(wanted, store.Limits{PerKey: match.MostPerKey, PerSplit: match.MostPerSplit}); err != nil {
			return nil, 0, err
		}
		ids = append(ids, all...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), truncated, nil
}

func (ch *Checker) found(who description) (ids []register.PersonID, asked bool) {
	if ch.search == nil {
		return nil, false
	}
	ids, asked = ch.search.found[who]
	return slices.Clone(ids), asked
}

// recentKeys are the postings written since an examination.
type recentKeys struct {
	loaded bool
	from   register.Seq
	kept   bool // the store can still tell what was written since
	by     map[uint64][]register.PersonID
}

// read reads what was written since; ok is false if the store cannot tell any more. Postings since
// an earlier act serve too: they only add comparisons.
func (r *recentKeys) read(d *Checker, from register.Seq) (ok bool, err error) {
	switch {
	case r.loaded && from >= r.from:
		return r.kept, nil
	case from == d.size:
		*r = recentKeys{loaded: true, from: from, kept: true}
		return true, nil
	}
	list, kept, err := d.of.PostingsSince(from)
	if err != nil {
		return false, err
	}
	*r = recentKeys{loaded: true, from: from, kept: kept, by: make(map[uint64][]register.PersonID, len(list))}
	for _, p := range list {
		if !p.Gone {
			r.by[p.Hash] = append(r.by[p.Hash], p.Person)
		}
	}
	return kept, nil
}

// sharing returns the people who came under one of the keys since.
func (r *recentKeys) sharing(keys []store.Key) (ids []register.PersonID) {
	for _, k := range keys {
		ids = append(ids, r.by[k.Hash]...)
	}
	return ids
}

// uncommittedKeys are the keys that the uncommitted acts change: of the people whom they entered or
// changed, and of the partners and children of those whom they renamed. They are made on the first
// search: most transactions have none.
type uncommittedKeys struct {
	affected, renamed []register.PersonID // whose keys, or whose children's, are not made yet
	by                map[uint64][]register.PersonID
}

// note records a changed person. Entries are not removed on undo: a stale candidate is dropped when
// its document is read.
func (u *uncommittedKeys) note(was, now register.Subject) {
	affected, renamed := projection.Affected([]projection.Change{{Was: was, Now: now}})
	u.affected, u.renamed = append(u.affected, affected...), append(u.renamed, renamed...)
}

func (u *uncommittedKeys) none() bool { return len(u.affected)+len(u.renamed)+len(u.by) == 0 }

func (u *uncommittedKeys) sharing(d *Checker, keys []store.Key) (ids []register.PersonID, err error) {
	if err := u.make(d); err != nil {
		return nil, err
	}
	for _, k := range keys {
		ids = append(ids, u.by[k.Hash]...)
	}
	return ids, nil
}

// make makes the keys of the people noted since the last search.
func (u *uncommittedKeys) make(d *Checker) error {
	people := u.affected
	for _, id := range u.renamed {
		children, err := d.of.Find(acts.Lookup{By: acts.ChildrenOf, Key: strconv.FormatInt(int64(id), 10)})
		if err != nil {
			return err
		}
		for _, child := range children.IDs {
			people = append(people, register.PersonID(child))
		}
	}
	if err := d.of.LoadPersons(people); err != nil {
		return err
	}
	var relatives []register.PersonID
	for _, id := range people {
		relatives = projection.AppendRelatives(relatives, d.of.Person(id))
	}
	if err := d.of.LoadPersons(relatives); err != nil {
		return err
	}
	if u.by == nil {
		u.by = map[uint64][]register.PersonID{}
	}
	for _, id := range people {
		for _, k := range d.keys.Of(projection.StoredRecord(d.of.Person(id), d.of.Person)) {
			u.by[k.Hash] = append(u.by[k.Hash], id)
		}
	}
	u.affected, u.renamed = nil, nil
	return nil
}
