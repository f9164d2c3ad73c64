package projection

import (
	"reflect"
	"slices"
	"sync"

	"samano/match"
	"samano/register"
	"samano/store"
)

// Each act writes the blocking keys of the persons that it changes, in its own transaction. The
// keys depend on documents alone: the person's own, and the present official names of their
// parents and last partner. So a rebuild makes the same keys on any day, and an audit can
// compare. A new name changes the keys of the person, their children and their partners.

// MatchKeys makes the matcher's keys. The zero value is ready; it is safe for concurrent use.
type MatchKeys struct {
	once    sync.Once
	lexicon *match.Lexicon
}

// Of returns the keys of a record; nil has none.
func (m *MatchKeys) Of(r *match.Record) []store.Key {
	if r == nil {
		return nil
	}
	return StoreKeys(m.appendTo(nil, r))
}

func (m *MatchKeys) appendTo(keys []match.Key, r *match.Record) []match.Key {
	if r == nil {
		return keys
	}
	m.once.Do(func() { m.lexicon = new(match.Frequencies).Lexicon() })
	f := m.lexicon.Read(*r)
	return match.AppendKeys(keys, &f)
}

// StoreKeys converts keys of package match to those of package store.
func StoreKeys(keys []match.Key) []store.Key {
	out := make([]store.Key, len(keys))
	for i, k := range keys {
		out[i] = storeKey(k)
	}
	return out
}

func storeKey(k match.Key) store.Key { return store.Key{Hash: k.Hash, Split: k.Split} }

// Rekeyed is a person whose keys may have changed, before and after; a nil record has no keys.
type Rekeyed struct {
	ID       register.PersonID
	Was, Now *match.Record
}

// AddPostings adds the keys of those whose records have changed to a batch, and takes back the
// keys that they no longer have. Keys that stay are written again: what was written since an
// examination then names everybody who is compared differently now, under every key.
func (m *MatchKeys) AddPostings(b *store.Batch, list []Rekeyed) {
	b.Postings = slices.Grow(b.Postings, usualKeys*len(list))
	was, now := make([]match.Key, 0, match.MaxKeys), make([]match.Key, 0, match.MaxKeys)
	for _, r := range list {
		was, now = m.appendTo(was[:0], r.Was), m.appendTo(now[:0], r.Now)
		for _, k := range was {
			if !slices.Contains(now, k) {
				b.Postings = append(b.Postings, store.Posting{Key: storeKey(k), Person: r.ID, Gone: true})
			}
		}
		if r.Was != nil && reflect.DeepEqual(r.Was, r.Now) {
			continue
		}
		for _, k := range now {
			b.Postings = append(b.Postings, store.Posting{Key: storeKey(k), Person: r.ID})
		}
	}
}

// usualKeys are as many as most people have.
const usualKeys = 8

// Lookup returns the document of a person, or nil.
type Lookup func(register.PersonID) *register.Person

// StoredRecord returns the record from which the stored keys of a person are made, or nil if the
// person has none.
func StoredRecord(p *register.Person, at Lookup) *match.Record {
	if !p.HasOwnRecord() {
		return nil
	}
	r := match.Reader{Person: at, Sealed: true}
	out := r.Record(p)
	return &out
}

// BeforeAfter returns each person's document before and after one batch.
type BeforeAfter interface {
	// Load reads these persons, so that At knows them.
	Load(ids []register.PersonID) error
	// At returns both documents of a person, nil where there is none.
	At(id register.PersonID) (was, now *register.Person)
	// Children returns at least the unchanged persons who name these persons as parents.
	Children(of []register.PersonID) ([]register.PersonID, error)
}

// Rekey finds the persons whose keys a batch changes.
func Rekey(s BeforeAfter, changes []Change) ([]Rekeyed, error) {
	affected, renamed := Affected(changes)
	children, err := s.Children(renamed)
	if err != nil {
		return nil, err
	}
	affected = append(affected, children...)
	slices.Sort(affected)
	affected = slices.Compact(affected)
	if err := s.Load(affected); err != nil {
		return nil, err
	}
	var relatives []register.PersonID
	for _, id := range affected {
		was, now := s.At(id)
		relatives = AppendRelatives(AppendRelatives(relatives, was), now)
	}
	if err := s.Load(relatives); err != nil {
		return nil, err
	}
	wasAt := func(id register.PersonID) *register.Person { was, _ := s.At(id); return was }
	nowAt := func(id register.PersonID) *register.Person { _, now := s.At(id); return now }
	var out []Rekeyed
	for _, id := range affected {
		was, now := s.At(id)
		r := Rekeyed{ID: id, Was: StoredRecord(was, wasAt), Now: StoredRecord(now, nowAt)}
		if r.Was != nil || r.Now != nil {
			out = append(out, r)
		}
	}
	return out, nil
}

// Affected returns the persons whose own changes alter keys, together with the partners of the
// renamed, and the renamed, whose children's keys change too. A marriage is in the documents of
// both partners, and no fact ever leaves a document, so partners need no index.
func Affected(changes []Change) (affected, renamed []register.PersonID) {
	for _, c := range changes {
		now, ok := c.Now.(*register.Person)
		if !ok {
			continue
		}
		was, _ := c.Was.(*register.Person)
		if was == nil {
			affected = append(affected, now.ID)
			continue
		}
		if !sameKeys(was, now) {
			affected = append(affected, now.ID)
		}
		if match.NameOf(was) == match.NameOf(now) {
			continue
		}
		renamed = append(renamed, now.ID)
		for i := range now.Partners {
			if id := now.Partners[i].Value.With.Person; id != 0 {
				affected = append(affected, id)
			}
		}
	}
	return affected, renamed
}

// sameKeys reports whether two states of a person have the same keys, as long as nobody else is
// renamed.
func sameKeys(was, now *register.Person) bool {
	if was.HasOwnRecord() != now.HasOwnRecord() || match.Relatives(was) != match.Relatives(now) {
		return false
	}
	return reflect.DeepEqual(StoredRecord(was, nil), StoredRecord(now, nil))
}

// AppendRelatives adds the parents and the last partner of a person.
func AppendRelatives(ids []register.PersonID, p *register.Person) []register.PersonID {
	if p == nil {
		return ids
	}
	for _, id := range match.Relatives(p) {
		if id != 0 {
			ids = append(ids, id)
		}
	}
	return ids
}
