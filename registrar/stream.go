package registrar

import (
	"context"

	"samano/access"
	"samano/ledger"
	"samano/register"
	"samano/store"
)

// Stream decides many batches over one overlay before any is written; package load uses it.
// Decide, CachedDocuments and Rotate belong to one goroutine, Encode to one other.
type Stream struct {
	r        *core
	overlay  *overlay
	frontier ledger.Frontier // owned by Encode
}

// IDFilter reports which ids and book numbers the register may hold. It may report true for an
// absent id, and never reports false for a present one.
type IDFilter interface {
	Add(id string)
	MayContain(id string) bool
}

// NewStream starts a stream on the present state of a register. ids may be nil: the database is
// then asked for every id. settle waits until every batch that Decide has returned is on disk: an
// act may name one that was decided a moment before. ctx and pass bound all reading of the stream.
func NewStream(ctx context.Context, pass access.Pass, c Config, ids IDFilter, settle func(context.Context) error) (*Stream, error) {
	r := &core{Config: c, loading: true}
	o, err := r.overlayOn(ctx, pass, c.Store)
	if err != nil {
		return nil, err
	}
	o.ids, o.settle = ids, settle
	return &Stream{r: r, overlay: o, frontier: o.frontier.Clone()}, nil
}

// DecidedBatch is one decided batch.
type DecidedBatch struct {
	Size    int64    // acts in the register before it
	Results []Result // one for each proposal
	writes  writes
}

// Decide decides one batch, on top of the batches before it.
func (s *Stream) Decide(proposals []register.Proposal) (*DecidedBatch, error) {
	o := s.overlay
	o.now = s.r.Now().UnixMicro()
	q := &request{Request: Request{Proposals: proposals}}
	d := &DecidedBatch{Size: o.head.Size}
	if err := s.r.prefetch(o, []*request{q}); err != nil {
		return nil, err
	}
	var err error
	if d.Results, err = s.r.decide(o, q.Request); err != nil {
		return nil, err
	}
	d.writes, err = o.flush()
	return d, err
}

// Encode makes the rows of a decided batch. Batches are encoded in the order of their decision,
// each once.
func (s *Stream) Encode(d *DecidedBatch) (*store.Batch, error) {
	b, err := s.r.encode(d.writes, &s.frontier)
	d.writes = writes{}
	return b, err
}

// CachedDocuments returns how many documents the cache holds since it was last rotated.
func (s *Stream) CachedDocuments() int { return len(s.overlay.subjects) }

// Rotate drops the cache before the last rotation. The batches that used it must be on disk.
func (s *Stream) Rotate() { s.overlay.rotate() }
