package memindex

import (
	"context"

	"samano/match"
	"samano/register"
)

// Put enters a person, or enters them anew if their id is there. The counts of names are not taken
// back.
func (x *Index) Put(r match.Record) error {
	f := x.Lexicon.Add(r)
	p := match.Posting{Person: r.ID, Keys: match.AppendKeys(nil, &f)}
	slot, known := x.Postings.lookup(r.ID)
	if known {
		p.Was = x.keysOf(slot)
	}
	if err := x.Postings.Put(context.Background(), []match.Posting{p}); err != nil {
		return err
	}
	if !known {
		slot = uint32(len(x.sketches))
		x.sketches = append(x.sketches, sketch{})
	}
	delete(x.more, slot)
	x.sketches[slot] = x.sketch(&f, slot)
	return nil
}

// Remove takes a person out.
func (x *Index) Remove(id register.PersonID) error {
	slot, known := x.Postings.lookup(id)
	if !known {
		return nil
	}
	p := match.Posting{Person: id, Was: x.keysOf(slot)}
	if err := x.Postings.Put(context.Background(), []match.Posting{p}); err != nil {
		return err
	}
	delete(x.more, slot)
	x.sketches[slot] = sketch{} // nothing is known: no keys, and like nobody
	return nil
}
