package registrar

import (
	"context"
	"iter"

	"golang.org/x/sync/errgroup"

	"samano/ledger"
	"samano/register"
	"samano/store"
)

// Loading is the mode of a first enrolment or a migration: acts come in one long
// stream and nobody is served meanwhile. The stream is decided while the batch
// before it is encoded and the one before that is written. A batch that is
// reported is on disk. A load that was killed is run again with the same stream:
// what is in already is recognised by its client-made id.
type Loading struct {
	Config
	// Acts bounds the acts of one transaction; 0: DefaultLoadActs.
	Acts int
	// Keep is how many documents are kept in memory before earlier ones are let go;
	// 0: DefaultLoadKeep.
	Keep int
	// Report is told of each proposal's result, in order, once it is on disk (or
	// was refused). The index counts the stream from 0.
	Report func(index int64, p *register.Proposal, res Result) error
}

// DefaultLoadActs is a compromise: larger batches sort better, smaller ones lose
// less to a kill.
const DefaultLoadActs = 4000

// DefaultLoadKeep documents, and up to as many again, take some 200 MB: enough that
// the people of a village are rarely read again while it is enrolled.
const DefaultLoadKeep = 50_000

// underWay bounds the batches that are not on disk yet: one is decided, one encoded,
// one written, and one more may wait to be reported. What they hold must not be
// forgotten.
const underWay = 4

// loadBatch is a batch on its way to disk with what is to be reported then.
type loadBatch struct {
	decided decided
	batch   *store.Batch // once encoded
	size    int64        // acts in the register before it
	first   int64        // place of its first proposal in the stream
	asked   []register.Proposal
	results []Result
}

// Load runs the stream to its end. Findings are reported and go on; an error of
// the store, of the stream or of Report ends the load. Into a register that has
// people already it loads without letting indexes go.
func Load(ctx context.Context, l Loading, proposals iter.Seq2[register.Proposal, error], progress func(done, steps int)) error {
	if l.Acts == 0 {
		l.Acts = DefaultLoadActs
	}
	if l.Keep == 0 {
		l.Keep = DefaultLoadKeep
	}
	loader, ok := l.Store.(store.Loader)
	if ok {
		switch err := loader.BeginLoading(ctx); {
		case register.KindOf(err) == register.Conflict:
			ok = false
		case err != nil:
			return err
		}
	}
	if err := l.stream(ctx, proposals); err != nil {
		return err
	}
	if !ok {
		return nil
	}
	return loader.EndLoading(ctx, progress)
}

// stream runs three stages side by side: deciding, encoding, writing.
func (l *Loading) stream(ctx context.Context, proposals iter.Seq2[register.Proposal, error]) error {
	p, err := l.preparer(ctx)
	if err != nil {
		return err
	}
	stages, ctx := errgroup.WithContext(ctx)
	made, encoded := make(chan *loadBatch), make(chan *loadBatch)
	frontier := p.overlay.frontier.Clone()
	stages.Go(func() error {
		defer close(made)
		return p.prepareAll(ctx, proposals, made)
	})
	stages.Go(func() error {
		defer close(encoded)
		return p.encodeAll(ctx, frontier, made, encoded)
	})
	stages.Go(func() error { return l.write(ctx, encoded) })
	return stages.Wait()
}

// encodeAll makes the rows of batches, one after another.
func (p *preparer) encodeAll(ctx context.Context, frontier ledger.Frontier, made <-chan *loadBatch, encoded chan<- *loadBatch) error {
	for b := range made {
		var err error
		if b.batch, err = p.r.encode(b.decided, &frontier); err != nil {
			return err
		}
		b.decided = decided{}
		if err := send(ctx, encoded, b); err != nil {
			return err
		}
	}
	return nil
}

// write commits batches one after another and reports them.
func (l *Loading) write(ctx context.Context, batches <-chan *loadBatch) error {
	for b := range batches {
		if len(b.batch.Acts) > 0 {
			if err := l.commit(ctx, b); err != nil {
				return err
			}
		}
		if l.Report == nil {
			continue
		}
		for i := range b.results {
			if err := l.Report(b.first+int64(i), &b.asked[i], b.results[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *Loading) commit(ctx context.Context, b *loadBatch) error {
	tx, err := l.Store.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	head, err := tx.Head(ctx)
	if err != nil {
		return err
	}
	if head.Size != b.size {
		return register.Errorf(register.Conflict, "registrar.Load", "somebody else wrote while the register was being loaded")
	}
	if err := tx.Write(ctx, b.batch); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// preparer decides the stream over one overlay that lives through many batches.
type preparer struct {
	l       *Loading
	r       *Registrar
	overlay *overlay
}

func (l *Loading) preparer(ctx context.Context) (*preparer, error) {
	p := &preparer{l: l, r: &Registrar{Config: l.Config}}
	var err error
	if p.overlay, err = p.r.overlayOn(ctx, l.Store); err != nil {
		return nil, err
	}
	p.overlay.heard, err = newHeard(ctx, l.Store, p.overlay.head)
	return p, err
}

func (p *preparer) prepareAll(ctx context.Context, proposals iter.Seq2[register.Proposal, error], batches chan<- *loadBatch) error {
	var asked []register.Proposal
	var first int64
	young := 0 // batches since what is known aged
	flush := func() error {
		if len(asked) == 0 {
			return nil
		}
		b, err := p.prepare(first, asked)
		if err != nil {
			return err
		}
		if err := send(ctx, batches, b); err != nil {
			return err
		}
		first += int64(len(asked))
		asked = make([]register.Proposal, 0, p.l.Acts)
		if young++; young >= underWay && len(p.overlay.subjects) >= p.l.Keep {
			p.overlay.age()
			young = 0
		}
		return nil
	}
	for proposal, err := range proposals {
		if err != nil {
			return err
		}
		if asked = append(asked, proposal); len(asked) == p.l.Acts {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

func send(ctx context.Context, batches chan<- *loadBatch, b *loadBatch) error {
	select {
	case batches <- b:
		return nil
	case <-ctx.Done():
		return register.Errorf(register.Unavailable, "registrar.Load", "%w", ctx.Err())
	}
}

// prepare decides one batch.
func (p *preparer) prepare(first int64, asked []register.Proposal) (*loadBatch, error) {
	o := p.overlay
	o.now = p.l.Now().UnixMicro()
	q := &request{Request: Request{Proposals: asked}}
	b := &loadBatch{size: o.head.Size, first: first, asked: asked}
	if err := p.r.prefetch(o, []*request{q}); err != nil {
		return nil, err
	}
	var err error
	if b.results, err = p.r.decide(o, q.Request); err != nil {
		return nil, err
	}
	b.decided, err = o.take()
	return b, err
}
