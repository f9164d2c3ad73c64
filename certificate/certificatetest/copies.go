// Package certificatetest owns the fake of certificate.Store, in memory, and the suite that it and
// every other implementation passes.
package certificatetest

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"samano/certificate"
	"samano/register"
)

// Copies is a certificate.Store in memory. It keeps documents as a database does, so that nothing
// given out is shared. It is safe for concurrent use.
type Copies struct {
	mu     sync.Mutex
	copies map[certificate.CopyID][]byte
	taken  map[certificate.CopyID]certificate.Revocation
	next   int64
}

var _ certificate.Store = (*Copies)(nil)

// NewCopies returns an empty store.
func NewCopies() *Copies {
	return &Copies{copies: map[certificate.CopyID][]byte{}, taken: map[certificate.CopyID]certificate.Revocation{}}
}

func decode(doc []byte) certificate.Copy {
	var c certificate.Copy
	if err := json.Unmarshal(doc, &c); err != nil {
		panic(err) // the fake wrote it
	}
	return c
}

func encode(c certificate.Copy) []byte {
	doc, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	return doc
}

func missing(op register.Operation) error { return register.Errorf(register.NotFound, op, "not there") }

// micro is a time as a database keeps it.
func micro(t time.Time) time.Time { return time.UnixMicro(t.UnixMicro()).UTC() }

// NextStatusIndex implements certificate.Store.
func (d *Copies) NextStatusIndex(context.Context) (int64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.next++
	return d.next - 1, nil
}

// AddCopy implements certificate.Store.
func (d *Copies) AddCopy(_ context.Context, c certificate.Copy) error {
	if len(c.Persons) > 2 {
		return register.Errorf(register.Internal, "certificatetest.AddCopy", "a copy about %d persons", len(c.Persons))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for id, doc := range d.copies {
		if o := decode(doc); id == c.ID || o.Kind == c.Kind && o.Act == c.Act && o.Count == c.Count {
			return register.Errorf(register.Conflict, "certificatetest.AddCopy", "taken")
		}
	}
	d.copies[c.ID] = encode(c)
	return nil
}

func (d *Copies) copy(id certificate.CopyID) certificate.Copy {
	c := decode(d.copies[id])
	if r, ok := d.taken[id]; ok {
		c.Revoked = &r
	}
	return c
}

// Copy implements certificate.Store.
func (d *Copies) Copy(_ context.Context, id certificate.CopyID) (certificate.Copy, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.copies[id]; !ok {
		return certificate.Copy{}, missing("certificatetest.Copy")
	}
	return d.copy(id), nil
}

// CountCopies implements certificate.Store.
func (d *Copies) CountCopies(_ context.Context, kind register.Kind, act register.Seq) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for id := range d.copies {
		if c := d.copy(id); c.Kind == kind && c.Act == act {
			n++
		}
	}
	return n, nil
}

// CopiesOf implements certificate.Store.
func (d *Copies) CopiesOf(_ context.Context, person register.PersonID, limit int) ([]certificate.Copy, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []certificate.Copy
	for id := range d.copies {
		if c := d.copy(id); slices.Contains(c.Persons, person) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b certificate.Copy) int {
		return cmp.Or(b.IssuedAt.Compare(a.IssuedAt), cmp.Compare(b.ID, a.ID))
	})
	return out[:min(limit, len(out))], nil
}

// RevokeCopy implements certificate.Store.
func (d *Copies) RevokeCopy(_ context.Context, id certificate.CopyID, r certificate.Revocation) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.copies[id]; !ok {
		return missing("certificatetest.RevokeCopy")
	}
	if _, ok := d.taken[id]; ok {
		return register.Errorf(register.Conflict, "certificatetest.RevokeCopy", "it was revoked before")
	}
	r.At = micro(r.At)
	d.taken[id] = r
	return nil
}
