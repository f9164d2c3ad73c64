package registrar

import (
	"reflect"
	"slices"
	"sync"

	"samano/match"
	"samano/register"
	"samano/store"
)

// The keys under which the matcher finds a person again are kept by the act that
// made them, in its own transaction. They follow from documents alone: her own,
// and the official names of her parents and last partner as they stand. So a
// rebuild gives the same on any day, and an audit can compare. Whoever is renamed
// re-keys her children and partners with herself.

// matchWords makes stored keys. The zero value is ready; many may use it.
type matchWords struct {
	once    sync.Once
	lexicon *match.Lexicon
}

// keys gives the keys of a record; nil has none.
func (w *matchWords) keys(r *match.Record) []store.Key {
	if r == nil {
		return nil
	}
	w.once.Do(func() { w.lexicon = new(match.Frequencies).Lexicon() })
	f := w.lexicon.Read(*r)
	var stack [match.MaxKeys]match.Key
	return storeKeys(match.AppendKeys(stack[:0], &f))
}

func storeKeys(keys []match.Key) []store.Key {
	out := make([]store.Key, len(keys))
	for i, k := range keys {
		out[i] = store.Key{Hash: k.Hash, Split: k.Split}
	}
	return out
}

// rekeyed is a person whose keys may have changed, as she was and as she is; nil
// where the person has, or had, no keys.
type rekeyed struct {
	id       register.PersonID
	was, now *match.Record
}

// addPostings writes what differs between the keys before and after.
func (w *matchWords) addPostings(b *store.Batch, list []rekeyed) {
	for _, r := range list {
		was, now := w.keys(r.was), w.keys(r.now)
		for _, k := range was {
			if !slices.Contains(now, k) {
				b.Postings = append(b.Postings, store.Posting{Key: k, Person: r.id, Gone: true})
			}
		}
		for _, k := range now {
			if !slices.Contains(was, k) {
				b.Postings = append(b.Postings, store.Posting{Key: k, Person: r.id})
			}
		}
	}
}

// keyed reports whether a person stands in the matcher's index: not who was entered
// in error, nor a record for which another answers.
func keyed(p *register.Person) bool { return p != nil && p.Exists() && p.Survivor() == 0 }

// lookup gives the document of a person; nil where there is none.
type lookup func(register.PersonID) *register.Person

// storedRecord is what the stored keys of a person are made of; nil if she has none.
func storedRecord(p *register.Person, at lookup) *match.Record {
	if !keyed(p) {
		return nil
	}
	r := match.Reader{Person: at}
	out := r.Record(p)
	return &out
}

// sight shows the persons of one writing as they were before it and as they are
// after it.
type sight interface {
	// load makes sure that at knows these persons.
	load(ids []register.PersonID) error
	// at gives both documents of a person, nil where there is none.
	at(id register.PersonID) (was, now *register.Person)
	// children gives those who name these persons as parents and were not changed
	// themselves; others may be among them.
	children(of []register.PersonID) ([]register.PersonID, error)
}

// rekey finds whose keys a writing changes.
func rekey(s sight, changes []changed) ([]rekeyed, error) {
	affected, renamed := findAffected(changes)
	children, err := s.children(renamed)
	if err != nil {
		return nil, err
	}
	affected = append(affected, children...)
	slices.Sort(affected)
	affected = slices.Compact(affected)
	if err := s.load(affected); err != nil {
		return nil, err
	}
	var relatives []register.PersonID
	for _, id := range affected {
		was, now := s.at(id)
		relatives = appendRelatives(appendRelatives(relatives, was), now)
	}
	if err := s.load(relatives); err != nil {
		return nil, err
	}
	wasAt := func(id register.PersonID) *register.Person { was, _ := s.at(id); return was }
	nowAt := func(id register.PersonID) *register.Person { _, now := s.at(id); return now }
	var out []rekeyed
	for _, id := range affected {
		was, now := s.at(id)
		r := rekeyed{id: id, was: storedRecord(was, wasAt), now: storedRecord(now, nowAt)}
		if r.was != nil || r.now != nil {
			out = append(out, r)
		}
	}
	return out, nil
}

// findAffected gives who was changed in what makes keys, or named a partner who was
// renamed, and who was renamed. A marriage stands in the documents of both, and no
// fact ever leaves a document, so partners need no index.
func findAffected(changes []changed) (affected, renamed []register.PersonID) {
	for _, c := range changes {
		now, ok := c.now.(*register.Person)
		if !ok {
			continue
		}
		was, _ := c.was.(*register.Person)
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

// sameKeys reports whether two states of a person have the same keys if nobody else
// was renamed.
func sameKeys(was, now *register.Person) bool {
	if keyed(was) != keyed(now) || match.Relatives(was) != match.Relatives(now) {
		return false
	}
	return reflect.DeepEqual(storedRecord(was, nil), storedRecord(now, nil))
}

func appendRelatives(ids []register.PersonID, p *register.Person) []register.PersonID {
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

// The overlay's sight: what has been decided so far and not yet written.

func (o *overlay) sight() sight { return overlaySight{o} }

type overlaySight struct{ o *overlay }

func (s overlaySight) load(ids []register.PersonID) error { return s.o.loadPersons(ids) }

func (s overlaySight) at(id register.PersonID) (was, now *register.Person) {
	ref := register.PersonRef(id)
	now, _ = s.o.subjects[ref].(*register.Person)
	before, changed := s.o.before[ref]
	if !changed {
		return now, now
	}
	was, _ = before.(*register.Person)
	return was, now
}

func (s overlaySight) children(of []register.PersonID) (out []register.PersonID, err error) {
	var unknown []register.PersonID
	for _, id := range of {
		if !known(s.o.children, id) {
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

// loadPersons reads the documents of persons that the overlay does not know yet.
func (o *overlay) loadPersons(ids []register.PersonID) error {
	var refs []register.Ref
	for _, id := range ids {
		if ref := register.PersonRef(id); !known(o.subjects, ref) {
			refs = append(refs, ref)
		}
	}
	if len(refs) == 0 {
		return nil
	}
	return o.loadSubjects(refs)
}

// person gives a person whom loadPersons has read, as she now stands.
func (o *overlay) person(id register.PersonID) *register.Person {
	p, _ := o.subjects[register.PersonRef(id)].(*register.Person)
	return p
}
