// Package officetest owns the fake of office.Store, in memory, and the suite that
// it and every other implementation passes.
package officetest

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"maps"
	"slices"
	"sync"
	"time"

	"samano/office"
	"samano/office/application"
	"samano/office/evidence"
	"samano/office/lot"
	"samano/office/request"
	"samano/register"
)

// Desk is an office.Store in memory. It keeps documents as a database does, so that it shares
// nothing with its callers. It is safe for concurrent use.
type Desk struct {
	mu      sync.Mutex
	docs    map[application.ID][]byte
	acts    map[register.ActID]application.ID
	past    map[application.ID][]application.Change
	files   map[string]evidence.File
	uploads map[string][]register.OfficerID
	chunks  map[string][][]byte
	asked   map[application.AdjudicationID]*application.Adjudication
	lots    []lot.Record
	asks    map[request.ID]*keptRequest
}

var _ office.Store = (*Desk)(nil)

// NewDesk returns an empty desk.
func NewDesk() *Desk {
	return &Desk{
		docs: map[application.ID][]byte{}, acts: map[register.ActID]application.ID{}, past: map[application.ID][]application.Change{}, files: map[string]evidence.File{}, uploads: map[string][]register.OfficerID{},
		chunks: map[string][][]byte{}, asked: map[application.AdjudicationID]*application.Adjudication{}, asks: map[request.ID]*keptRequest{},
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

func missing(op register.Operation) error { return register.Errorf(register.NotFound, op, "not there") }

// micro is a time as a database keeps it.
func micro(t time.Time) time.Time { return time.UnixMicro(t.UnixMicro()).UTC() }

// PutApplication implements application.Applications.
func (d *Desk) PutApplication(_ context.Context, a application.Application, asked ...application.Adjudication) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.put(a, asked)
}

func (d *Desk) put(a application.Application, asked []application.Adjudication) error {
	old, there := d.docs[a.ID]
	if there != (a.Version > 1) || there && decode[application.Application](old).Version != a.Version-1 {
		return register.Errorf(register.Conflict, "officetest.PutApplication", "not on version %d", a.Version-1)
	}
	for sha := range a.EvidenceNamed() {
		if _, ok := d.files[sha]; !ok {
			return &register.Error{Kind: register.Invalid, Op: "officetest.PutApplication", Code: evidence.CodeUnknown}
		}
	}
	for _, q := range asked {
		if d.asked[q.ID] != nil {
			return register.Errorf(register.Conflict, "officetest.PutApplication", "taken")
		}
	}
	for _, i := range a.Acts {
		if holder, held := d.acts[i.Proposal.ID]; held && holder != a.ID {
			return register.Errorf(register.Conflict, "officetest.PutApplication", "another application holds the act")
		}
	}
	d.docs[a.ID] = encode(a)
	d.release(a.ID)
	for _, i := range a.Acts {
		d.acts[i.Proposal.ID] = a.ID
	}
	for n := len(d.past[a.ID]); n < len(a.History); n++ {
		c := decode[application.Change](encode(a.History[n]))
		c.At = micro(c.At)
		d.past[a.ID] = append(d.past[a.ID], c)
	}
	for _, q := range d.asked {
		if q.Application == a.ID && q.State == application.Asked && a.State != application.Adjudicated {
			q.State = application.Dropped
		}
	}
	for _, q := range asked {
		d.asked[q.ID] = stored(q)
	}
	return nil
}

// release forgets which acts an application held.
func (d *Desk) release(id application.ID) {
	maps.DeleteFunc(d.acts, func(_ register.ActID, holder application.ID) bool { return holder == id })
}

// Holders implements application.Applications.
func (d *Desk) Holders(_ context.Context, acts ...register.ActID) (map[register.ActID]application.ID, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := map[register.ActID]application.ID{}
	for _, act := range acts {
		if holder, held := d.acts[act]; held {
			out[act] = holder
		}
	}
	return out, nil
}

// Application implements application.Applications.
func (d *Desk) Application(_ context.Context, id application.ID) (application.Application, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	doc, ok := d.docs[id]
	if !ok {
		return application.Application{}, missing("officetest.Application")
	}
	a := decode[application.Application](doc)
	a.History = slices.Clone(d.past[id])
	return a, nil
}

// ListApplications implements application.Applications.
func (d *Desk) ListApplications(_ context.Context, l application.List) ([]application.Application, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := []application.Application{}
	for _, doc := range d.docs {
		a := decode[application.Application](doc)
		behind := a.Due > l.After.Due || a.Due == l.After.Due && a.ID > l.After.ID
		if behind && (len(l.IDs) == 0 || slices.Contains(l.IDs, a.ID)) && (len(l.Offices) == 0 || slices.Contains(l.Offices, a.Office)) && (len(l.States) == 0 || slices.Contains(l.States, a.State)) &&
			(l.TakenAt == "" || l.TakenAt == a.TakenAt) && (l.Evidence == "" || a.EvidenceNamed()[l.Evidence]) {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b application.Application) int {
		return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID))
	})
	return out[:min(l.Limit, len(out))], nil
}

// PruneDrafts implements application.Applications.
func (d *Desk) PruneDrafts(_ context.Context, before time.Time) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for id, doc := range d.docs {
		if a := decode[application.Application](doc); a.State == application.Draft && a.Touched.Before(before) {
			d.release(id)
			delete(d.docs, id)
			delete(d.past, id)
			n++
		}
	}
	return n, nil
}

// TouchEvidence implements evidence.Store.
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

// PutEvidence implements evidence.Store.
func (d *Desk) PutEvidence(_ context.Context, e evidence.File, chunks [][]byte) error {
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

// AddUpload implements evidence.Store.
func (d *Desk) AddUpload(_ context.Context, sha256 string, by register.OfficerID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.files[sha256]; !ok {
		return missing("officetest.AddUpload")
	}
	if !slices.Contains(d.uploads[sha256], by) {
		d.uploads[sha256] = append(d.uploads[sha256], by)
	}
	return nil
}

// Uploaded implements evidence.Store.
func (d *Desk) Uploaded(_ context.Context, sha256 string, by register.OfficerID) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Contains(d.uploads[sha256], by), nil
}

// Evidence implements evidence.Store.
func (d *Desk) Evidence(_ context.Context, sha256 string) (evidence.File, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f, ok := d.files[sha256]
	if !ok {
		return f, missing("officetest.Evidence")
	}
	return f, nil
}

// EvidenceChunk implements evidence.Store.
func (d *Desk) EvidenceChunk(_ context.Context, sha256 string, n int) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if n < 0 || n >= len(d.chunks[sha256]) {
		return nil, missing("officetest.EvidenceChunk")
	}
	return slices.Clone(d.chunks[sha256][n]), nil
}

// EvidenceNames implements evidence.Store. What an application names is always stored here.
func (d *Desk) EvidenceNames(_ context.Context, after string, limit int) ([]string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	names := slices.Sorted(maps.Keys(d.files))
	names = slices.DeleteFunc(names, func(n string) bool { return n <= after })
	return names[:min(limit, len(names))], nil
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

// EvidenceNamed implements evidence.Store.
func (d *Desk) EvidenceNamed(context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		d.mu.Lock()
		names := d.named()
		d.mu.Unlock()
		for sha := range names {
			if !yield(sha, nil) {
				return
			}
		}
	}
}

// named returns what applications and requests name. The caller holds mu.
func (d *Desk) named() map[string]bool {
	named := map[string]bool{}
	for _, doc := range d.docs {
		a := decode[application.Application](doc)
		for sha := range a.EvidenceNamed() {
			named[sha] = true
		}
	}
	for _, k := range d.asks {
		if k.Columns.Paper != "" {
			named[k.Columns.Paper] = true
		}
	}
	return named
}

// PruneEvidence implements evidence.Store.
func (d *Desk) PruneEvidence(_ context.Context, before time.Time) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	named, n := d.named(), 0
	for sha, f := range d.files {
		if !named[sha] && f.At.Before(before) {
			delete(d.files, sha)
			delete(d.chunks, sha)
			delete(d.uploads, sha)
			n++
		}
	}
	return n, nil
}

// AddLot implements lot.Store.
func (d *Desk) AddLot(_ context.Context, r lot.Record) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	r.At = micro(r.At)
	d.lots = append(d.lots, r)
	return nil
}

// EndLot implements lot.Store.
func (d *Desk) EndLot(_ context.Context, r lot.Record) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := slices.IndexFunc(d.lots, func(l lot.Record) bool { return l.At.Equal(micro(r.At)) && l.SHA256 == r.SHA256 })
	switch {
	case i < 0:
		return register.Errorf(register.NotFound, "officetest.EndLot", "no lot")
	case d.lots[i].End != nil:
		return register.Errorf(register.Conflict, "officetest.EndLot", "the lot has ended")
	}
	end := *r.End
	end.At = micro(end.At)
	d.lots[i].End = &end
	return nil
}

// ListLots implements lot.Store.
func (d *Desk) ListLots(context.Context) ([]lot.Record, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.SortedFunc(slices.Values(d.lots), func(a, b lot.Record) int { return a.At.Compare(b.At) }), nil
}
