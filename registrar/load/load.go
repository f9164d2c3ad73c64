// Package load owns the first enrolment and migration of a country: one long stream of proposals,
// decided by the registrar's rules in large transactions while nobody is served.
package load

import (
	"context"
	"iter"
	"runtime/debug"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"samano/access"
	"samano/register"
	"samano/registrar"
	"samano/store"
)

// Loading describes a load. Proposals come in one long stream: one batch is decided while the
// batch before it is encoded and the one before that is written. A reported batch is on disk. A
// killed load is run again with the same stream: acts that are in the register already are
// recognised by their client-made ids.
type Loading struct {
	registrar.Config
	// Acts bounds the acts of one transaction; 0: DefaultActs.
	Acts int
	// Keep bounds the documents in the cache before it is rotated; 0: defaultKeep.
	Keep int
	// Report receives each proposal's result, in order, once it is on disk or refused. The index
	// counts the stream from 0. May be nil.
	Report func(index int64, p *register.Proposal, res registrar.Result) error
	// Refuse returns why some of the proposals, by their place in the list, are not even decided. May
	// be nil.
	Refuse func(ctx context.Context, proposals []register.Proposal) (map[int]error, error)
}

// DefaultActs is a compromise: larger batches sort better, smaller ones lose less to a kill.
const DefaultActs = 4000

// defaultKeep documents, and up to as many again, take some 200 MB: enough that the people of a
// village are rarely read again during its enrolment.
const defaultKeep = 50_000

// underWay bounds the decided batches that are not on disk: one is encoded, one written, and each
// may keep another waiting. The cache must hold their documents.
const underWay = 4

// batch is one batch on its way to disk, with the results to report.
type batch struct {
	decided *registrar.DecidedBatch
	rows    *store.Batch // once encoded
	first   int64        // place of its first proposal in the stream
	asked   []register.Proposal
}

// Run loads the stream to its end. Findings are reported and do not end the load; an error of the
// store, of the stream or of Report does. A register that holds people keeps its indexes during
// the load.
func Run(ctx context.Context, l Loading, proposals iter.Seq2[register.Proposal, error], progress func(done, steps int)) error {
	if l.Acts == 0 {
		l.Acts = DefaultActs
	}
	if l.Keep == 0 {
		l.Keep = defaultKeep
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
	defer collectSeldom()()
	err := access.ForWriting(func(pass access.Pass) error { return l.stream(ctx, pass, proposals) })
	if err != nil {
		return err
	}
	if !ok {
		return nil
	}
	return loader.EndLoading(ctx, progress)
}

// collectSeldom lets the garbage collector wait until the heap has tripled, unless it waits longer
// already, and returns what ends that. A load keeps little and drops much: some 100 MB more of
// memory save a tenth of its processor's time.
func collectSeldom() (usual func()) {
	const percent = 200
	before := debug.SetGCPercent(percent)
	if before < 0 || before > percent {
		debug.SetGCPercent(before)
	}
	return func() { debug.SetGCPercent(before) }
}

// stream runs three stages side by side: deciding, encoding, writing.
func (l *Loading) stream(ctx context.Context, pass access.Pass, proposals iter.Seq2[register.Proposal, error]) error {
	filter, err := newIDFilter(ctx, pass, l.Store)
	if err != nil {
		return err
	}
	var ids registrar.IDFilter // stays nil without a filter
	if filter != nil {
		ids = filter
	}
	stages, ctx := errgroup.WithContext(ctx)
	pending := semaphore.NewWeighted(underWay) // one for each decided batch until it is on disk
	settle := func(ctx context.Context) error {
		if err := acquire(ctx, pending, underWay); err != nil {
			return err
		}
		pending.Release(underWay)
		return nil
	}
	s, err := registrar.NewStream(ctx, pass, l.Config, ids, settle)
	if err != nil {
		return err
	}
	decided, encoded := make(chan *batch), make(chan *batch)
	stages.Go(func() error {
		defer close(decided)
		return l.decide(ctx, s, proposals, decided, pending)
	})
	stages.Go(func() error {
		defer close(encoded)
		return encode(ctx, s, decided, encoded)
	})
	stages.Go(func() error { return l.write(ctx, encoded, pending) })
	return stages.Wait()
}

// encode makes the rows of batches, one after another.
func encode(ctx context.Context, s *registrar.Stream, decided <-chan *batch, encoded chan<- *batch) error {
	for b := range decided {
		var err error
		if b.rows, err = s.Encode(b.decided); err != nil {
			return err
		}
		if err := send(ctx, encoded, b); err != nil {
			return err
		}
	}
	return nil
}

// write commits batches one after another and reports them.
func (l *Loading) write(ctx context.Context, batches <-chan *batch, pending *semaphore.Weighted) error {
	for b := range batches {
		if len(b.rows.Acts) > 0 {
			if err := l.commit(ctx, b); err != nil {
				return err
			}
		}
		pending.Release(1)
		if l.Report == nil {
			continue
		}
		for i := range b.decided.Results {
			if err := l.Report(b.first+int64(i), &b.asked[i], b.decided.Results[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// commit writes a batch in one transaction, and again where the database rolled it back.
func (l *Loading) commit(ctx context.Context, b *batch) error {
	return store.Repeat(ctx, func() error { return l.commitOnce(ctx, b) })
}

func (l *Loading) commitOnce(ctx context.Context, b *batch) error {
	tx, err := l.Store.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	head, err := tx.Head(ctx)
	if err != nil {
		return err
	}
	if head.Size != b.decided.Size {
		return &register.Error{Kind: register.Conflict, Op: "load.Run", Code: store.CodeOtherWriter}
	}
	if err := tx.Write(ctx, b.rows); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// decide cuts the stream into batches and decides them, one after another.
func (l *Loading) decide(ctx context.Context, s *registrar.Stream, proposals iter.Seq2[register.Proposal, error], batches chan<- *batch, pending *semaphore.Weighted) error {
	var asked []register.Proposal
	var first int64
	young := 0 // batches since the cache was rotated
	flush := func() error {
		if len(asked) == 0 {
			return nil
		}
		d, err := l.decideAllowed(ctx, s, asked)
		if err != nil {
			return err
		}
		if err := acquire(ctx, pending, 1); err != nil {
			return err
		}
		if err := send(ctx, batches, &batch{decided: d, first: first, asked: asked}); err != nil {
			return err
		}
		first += int64(len(asked))
		asked = make([]register.Proposal, 0, l.Acts)
		if young++; young >= underWay && s.CachedDocuments() >= l.Keep {
			s.Rotate()
			young = 0
		}
		return nil
	}
	for proposal, err := range proposals {
		if err != nil {
			return err
		}
		if asked = append(asked, proposal); len(asked) == l.Acts {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// decideAllowed decides a batch but for what is refused.
func (l *Loading) decideAllowed(ctx context.Context, s *registrar.Stream, asked []register.Proposal) (*registrar.DecidedBatch, error) {
	if l.Refuse == nil {
		return s.Decide(asked)
	}
	refused, err := l.Refuse(ctx, asked)
	if err != nil {
		return nil, err
	}
	if len(refused) == 0 {
		return s.Decide(asked)
	}
	allowed := make([]register.Proposal, 0, len(asked))
	for i := range asked {
		if refused[i] == nil {
			allowed = append(allowed, asked[i])
		}
	}
	d, err := s.Decide(allowed)
	if err != nil {
		return nil, err
	}
	results, next := make([]registrar.Result, len(asked)), 0
	for i := range asked {
		if results[i].Err = refused[i]; refused[i] == nil {
			results[i] = d.Results[next]
			next++
		}
	}
	d.Results = results
	return d, nil
}

// acquire waits until n batches less than underWay may be pending.
func acquire(ctx context.Context, pending *semaphore.Weighted, n int64) error {
	if err := pending.Acquire(ctx, n); err != nil {
		return register.Errorf(register.Unavailable, "load.Run", "%w", err)
	}
	return nil
}

func send(ctx context.Context, batches chan<- *batch, b *batch) error {
	select {
	case batches <- b:
		return nil
	case <-ctx.Done():
		return register.Errorf(register.Unavailable, "load.Run", "%w", ctx.Err())
	}
}
