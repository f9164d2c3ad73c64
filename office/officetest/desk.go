// Package officetest owns the fake of office.Store, in memory, and the suite that
// it and every other implementation passes.
package officetest

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"samano/office"
	"samano/register"
)

// Desk is an office.Store in memory. It keeps documents as a database does, so
// that nothing given out is shared. It is safe for concurrent use.
type Desk struct {
	mu     sync.Mutex
	docs   map[office.ApplicationID][]byte
	past   map[office.ApplicationID][]office.Change
	files  map[string]office.EvidenceFile
	chunks map[string][][]byte
	asked  map[office.AdjudicationID]*office.Adjudication
	copies map[office.CopyID][]byte
	taken  map[office.CopyID]office.Revocation
	next   int64
}

var _ office.Store = (*Desk)(nil)

// NewDesk gives an empty desk.
func NewDesk() *Desk {
	return &Desk{
		docs: map[office.ApplicationID][]byte{}, past: map[office.ApplicationID][]office.Change{}, files: map[string]office.EvidenceFile{},
		chunks: map[string][][]byte{}, asked: map[office.AdjudicationID]*office.Adjudication{}, copies: map[office.CopyID][]byte{}, taken: map[office.CopyID]office.Revocation{},
	}
}

func decode[T any](doc []byte) T {
	var v T
	if err := json.Unmarshal(doc, &v); err != nil {
		panic(err) // the fake wrote it
	}
	return v
}

func encode(v any) []byte {
	doc, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return doc
}

func missing(op string) error { return register.Errorf(register.NotFound, op, "not there") }

// micro is a time as a database keeps it.
func micro(t time.Time) time.Time { return time.UnixMicro(t.UnixMicro()).UTC() }

// PutApplication implements office.Applications.
func (d *Desk) PutApplication(_ context.Context, a office.Application, asked ...office.Adjudication) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.put(a, asked)
}

func (d *Desk) put(a office.Application, asked []office.Adjudication) error {
	old, there := d.docs[a.ID]
	if there != (a.Version > 1) || there && decode[office.Application](old).Version != a.Version-1 {
		return register.Errorf(register.Conflict, "officetest.PutApplication", "not on version %d", a.Version-1)
	}
	for sha := range a.EvidenceNamed() {
		if _, ok := d.files[sha]; !ok {
			return &register.Error{Kind: register.Invalid, Op: "officetest.PutApplication", Code: office.CodeEvidenceUnknown}
		}
	}
	for _, q := range asked {
		if d.asked[q.ID] != nil {
			return register.Errorf(register.Conflict, "officetest.PutApplication", "taken")
		}
	}
	d.docs[a.ID] = encode(a)
	for n := len(d.past[a.ID]); n < len(a.History); n++ {
		c := decode[office.Change](encode(a.History[n]))
		c.At = micro(c.At)
		d.past[a.ID] = append(d.past[a.ID], c)
	}
	for _, q := range d.asked {
		if q.Application == a.ID && q.State == office.Asked && a.State != office.Adjudicated {
			q.State = office.Dropped
		}
	}
	for _, q := range asked {
		d.asked[q.ID] = stored(q)
	}
	return nil
}

// Application implements office.Applications.
func (d *Desk) Application(_ context.Context, id office.ApplicationID) (office.Application, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	doc, ok := d.docs[id]
	if !ok {
		return office.Application{}, missing("officetest.Application")
	}
	a := decode[office.Application](doc)
	a.History = slices.Clone(d.past[id])
	return a, nil
}

// ListApplications implements office.Applications.
func (d *Desk) ListApplications(_ context.Context, l office.List) ([]office.Application, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := []office.Application{}
	for _, doc := range d.docs {
		a := decode[office.Application](doc)
		behind := a.Due > l.After.Due || a.Due == l.After.Due && a.ID > l.After.ID
		if behind && (len(l.Offices) == 0 || slices.Contains(l.Offices, a.Office)) && (len(l.States) == 0 || slices.Contains(l.States, a.State)) &&
			(l.TakenAt == "" || l.TakenAt == a.TakenAt) {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b office.Application) int { return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID)) })
	return out[:min(l.Limit, len(out))], nil
}

// PruneDrafts implements office.Applications.
func (d *Desk) PruneDrafts(_ context.Context, before time.Time) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for id, doc := range d.docs {
		if a := decode[office.Application](doc); a.State == office.Draft && a.Touched.Before(before) {
			delete(d.docs, id)
			delete(d.past, id)
			n++
		}
	}
	return n, nil
}

// TouchEvidence implements office.Evidences.
func (d *Desk) TouchEvidence(_ context.Context, sha256 string, at time.Time) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.touch(sha256, at), nil
}

func (d *Desk) touch(sha256 string, at time.Time) bool {
	f, ok := d.files[sha256]
	if ok && f.At.Before(at) {
		f.At = micro(at)
		d.files[sha256] = f
	}
	return ok
}

// PutEvidence implements office.Evidences.
func (d *Desk) PutEvidence(_ context.Context, e office.EvidenceFile, chunks [][]byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.touch(e.SHA256, e.At) {
		return nil
	}
	e.Chunks, e.At = len(chunks), micro(e.At)
	d.files[e.SHA256] = e
	for _, c := range chunks {
		d.chunks[e.SHA256] = append(d.chunks[e.SHA256], slices.Clone(c))
	}
	return nil
}

// Evidence implements office.Evidences.
func (d *Desk) Evidence(_ context.Context, sha256 string) (office.EvidenceFile, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f, ok := d.files[sha256]
	if !ok {
		return f, missing("officetest.Evidence")
	}
	return f, nil
}

// EvidenceChunk implements office.Evidences.
func (d *Desk) EvidenceChunk(_ context.Context, sha256 string, n int) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if n < 0 || n >= len(d.chunks[sha256]) {
		return nil, missing("officetest.EvidenceChunk")
	}
	return slices.Clone(d.chunks[sha256][n]), nil
}

// Alter changes one byte of a stored chunk, for tests of what that leads to.
func (d *Desk) Alter(sha256 string, n, at int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.chunks[sha256][n][at] ^= 1
}

// Swap exchanges two chunks of a file.
func (d *Desk) Swap(sha256 string, i, j int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.chunks[sha256]
	c[i], c[j] = c[j], c[i]
}

// PruneEvidence implements office.Evidences.
func (d *Desk) PruneEvidence(_ context.Context, before time.Time) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	named := map[string]bool{}
	for _, doc := range d.docs {
		a := decode[office.Application](doc)
		for sha := range a.EvidenceNamed() {
			named[sha] = true
		}
	}
	n := 0
	for sha, f := range d.files {
		if !named[sha] && f.At.Before(before) {
			delete(d.files, sha)
			delete(d.chunks, sha)
			n++
		}
	}
	return n, nil
}

// NextStatusIndex implements office.Copies.
func (d *Desk) NextStatusIndex(context.Context) (int64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.next++
	return d.next - 1, nil
}

// AddCopy implements office.Copies.
func (d *Desk) AddCopy(_ context.Context, c office.Copy) error {
	if len(c.Persons) > 2 {
		return register.Errorf(register.Internal, "officetest.AddCopy", "a copy about %d persons", len(c.Persons))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for id, doc := range d.copies {
		if o := decode[office.Copy](doc); id == c.ID || o.Kind == c.Kind && o.Act == c.Act && o.Count == c.Count {
			return register.Errorf(register.Conflict, "officetest.AddCopy", "taken")
		}
	}
	d.copies[c.ID] = encode(c)
	return nil
}

func (d *Desk) copy(id office.CopyID) office.Copy {
	c := decode[office.Copy](d.copies[id])
	if r, ok := d.taken[id]; ok {
		c.Revoked = &r
	}
	return c
}

// Copy implements office.Copies.
func (d *Desk) Copy(_ context.Context, id office.CopyID) (office.Copy, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.copies[id]; !ok {
		return office.Copy{}, missing("officetest.Copy")
	}
	return d.copy(id), nil
}

// CountCopies implements office.Copies.
func (d *Desk) CountCopies(_ context.Context, kind register.Kind, act register.Seq) (int, error) {
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

// CopiesOf implements office.Copies.
func (d *Desk) CopiesOf(_ context.Context, person register.PersonID, limit int) ([]office.Copy, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []office.Copy
	for id := range d.copies {
		if c := d.copy(id); slices.Contains(c.Persons, person) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b office.Copy) int { return cmp.Or(b.IssuedAt.Compare(a.IssuedAt), cmp.Compare(b.ID, a.ID)) })
	return out[:min(limit, len(out))], nil
}

// RevokeCopy implements office.Copies.
func (d *Desk) RevokeCopy(_ context.Context, id office.CopyID, r office.Revocation) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.copies[id]; !ok {
		return missing("officetest.RevokeCopy")
	}
	if _, ok := d.taken[id]; ok {
		return register.Errorf(register.Conflict, "officetest.RevokeCopy", "it was revoked before")
	}
	r.At = micro(r.At)
	d.taken[id] = r
	return nil
}
