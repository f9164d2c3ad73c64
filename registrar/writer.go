package registrar

import (
	"context"
	"sync"
	"time"

	"samano/access"
	"samano/acts"
	"samano/register"
	"samano/registrar/duplicates"
	"samano/store"
)

// Limits of one writing transaction.
const (
	// maxGroup bounds the acts decided in one transaction, so that nobody waits for others longer
	// than some tens of milliseconds.
	maxGroup = 512
	// queueLength lets every clerk of a large centre hand in without waiting.
	queueLength = 4096
)

// Writer decides proposals and registers acts. It is safe for concurrent use.
type Writer struct {
	core     *core
	requests chan *request
	stop     chan struct{} // closed by Close
	closing  sync.Once
	stopped  sync.WaitGroup // the goroutine of run
}

// Request is one or more proposals in order.
type Request struct {
	Proposals []register.Proposal
	Together  bool // all or none; else each stands by itself
	// Search is the duplicate search already done by Examine, of these proposals and perhaps
	// others. If nil, the search runs inside the writing transaction and blocks other writers.
	Search *duplicates.Search

	read []readPayload // the payloads as prefetch has read them; may be nil
}

// readPayload is a decoded payload, or findings.
type readPayload struct {
	payload  acts.Payload
	findings []register.Finding
}

func (r *Request) payload(i int) readPayload {
	if i < len(r.read) {
		return r.read[i]
	}
	payload, findings := acts.Decode(&r.Proposals[i])
	return readPayload{payload, findings}
}

// Examination is the outcome of Examine.
type Examination struct {
	Results []Result           // one for each proposal; the acts in them have no lasting Seq
	Search  *duplicates.Search // for Request.Search; nil if nobody is compared
}

// Result is the outcome of one proposal: an act, findings, or an error.
type Result struct {
	Act      *register.Act
	Repeated bool // the act was registered before, by the same content
	Findings []register.Finding
	// Hidden are likenesses by what is sealed, of which neither the act nor its office is told.
	Hidden []duplicates.Hidden
	Err    error
}

type request struct {
	Request
	ctx     context.Context
	results []Result
	done    chan struct{}
}

// Close waits for the transaction under way and stops the writer. Waiting requests are answered
// with register.Unavailable. The store stays open. A second Close has no effect.
func (w *Writer) Close() {
	w.closing.Do(func() { close(w.stop) })
	w.stopped.Wait()
}

// Register hands in a request and waits for its results, one for each proposal.
// If ctx ends first, the outcome is unknown.
func (w *Writer) Register(ctx context.Context, req Request) ([]Result, error) {
	const op = "registrar.Register"
	if len(req.Proposals) == 0 {
		return nil, nil
	}
	if len(req.Proposals) > maxGroup {
		return nil, register.Errorf(register.TooLarge, op, "%d proposals in one request", len(req.Proposals))
	}
	q := &request{Request: req, ctx: ctx, done: make(chan struct{})}
	select {
	case w.requests <- q:
	case <-ctx.Done():
		return nil, register.Errorf(register.Unavailable, op, "%w", ctx.Err())
	case <-w.stop:
		return nil, register.Errorf(register.Unavailable, op, "stopping")
	}
	select {
	case <-q.done:
		return q.results, nil
	case <-ctx.Done():
		return nil, register.Errorf(register.Unavailable, op, "%w", ctx.Err())
	case <-w.stop:
		w.stopped.Wait()
		select {
		case <-q.done:
			return q.results, nil
		default:
			return nil, register.Errorf(register.Unavailable, op, "stopping")
		}
	}
}

func (w *Writer) run() {
	defer w.stopped.Done()
	for {
		if w.stopping() { // even if requests are waiting
			return
		}
		select {
		case <-w.stop:
			return
		case q := <-w.requests:
			group := []*request{q}
			n := len(q.Proposals)
		more:
			for n < maxGroup {
				select {
				case q := <-w.requests:
					group = append(group, q)
					n += len(q.Proposals)
				default:
					break more
				}
			}
			w.serve(group)
		}
	}
}

// serve decides a group in one transaction. If that fails for another reason than an outage, each
// request is decided in a transaction of its own, so that one request cannot fail the others. An
// outage fails all of them at once: every further attempt could last as long as the first.
func (w *Writer) serve(group []*request) {
	waiting := dropAbandoned(group)
	err := w.transact(waiting)
	switch {
	case err == nil:
	case len(waiting) > 1 && !outage(err):
		w.serveSingly(waiting)
	default:
		failAll(waiting, err)
	}
	for _, q := range group {
		close(q.done)
	}
}

func (w *Writer) serveSingly(group []*request) {
	for i, q := range group {
		err := w.transact([]*request{q})
		switch {
		case err == nil:
		case outage(err):
			failAll(group[i:], err)
			return
		default:
			q.fail(err)
		}
	}
}

// outage reports whether the store cannot be reached, or the registrar is stopping.
func outage(err error) bool { return register.KindOf(err) == register.Unavailable }

// dropAbandoned fails the requests whose callers have gone and returns the others.
func dropAbandoned(group []*request) []*request {
	var out []*request
	for _, q := range group {
		if err := q.ctx.Err(); err != nil {
			q.fail(register.Errorf(register.Unavailable, "registrar.Register", "%w", err))
			continue
		}
		out = append(out, q)
	}
	return out
}

func failAll(group []*request, err error) {
	for _, q := range group {
		q.fail(err)
	}
}

func (q *request) fail(err error) {
	q.results = make([]Result, len(q.Proposals))
	for i := range q.results {
		q.results[i].Err = err
	}
}

// transactionTimeout bounds one writing transaction. A slower database counts as an outage.
const transactionTimeout = 2 * time.Minute

// transact decides a group in one transaction, and again where the database rolled it back
// (store.Repeat). Before each attempt it looks whether the registrar is stopping and which callers
// are still there: callers who have gone are failed and not registered.
func (w *Writer) transact(group []*request) error {
	return store.Repeat(context.Background(), func() error {
		if w.stopping() {
			return register.Errorf(register.Unavailable, "registrar.Register", "stopping")
		}
		if group = dropAbandoned(group); len(group) == 0 {
			return nil
		}
		return w.transactOnce(group)
	})
}

func (w *Writer) stopping() bool {
	select {
	case <-w.stop:
		return true
	default:
		return false
	}
}

func (w *Writer) transactOnce(group []*request) error {
	return access.ForWriting(func(pass access.Pass) error { return w.transactWith(pass, group) })
}

func (w *Writer) transactWith(pass access.Pass, group []*request) error {
	ctx, cancel := context.WithTimeout(context.Background(), transactionTimeout)
	defer cancel()
	tx, err := w.core.Store.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	o, err := w.core.overlayOn(ctx, pass, tx)
	if err != nil {
		return err
	}
	if err := w.core.prefetch(o, group); err != nil {
		return err
	}
	o.duplicates = w.core.checker(o)
	for _, q := range group {
		if q.results, err = w.core.decide(o, q.Request); err != nil {
			return err
		}
	}
	if o.nothingNew() {
		return nil
	}
	decided, err := o.flush()
	if err != nil {
		return err
	}
	batch, err := w.core.encode(decided, &o.frontier)
	if err != nil {
		return err
	}
	if err := tx.Write(ctx, batch); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return err
	}
	w.core.keepAtlas(o)
	return nil
}

// Examine decides proposals on the present state and discards the outcome. Forms and posts show it
// before anything is handed in. Its findings and acts tell of people, so it takes a pass;
// internal/tidy lists who may call it.
func (w *Writer) Examine(ctx context.Context, pass access.Pass, proposals []register.Proposal) (Examination, error) {
	if err := pass.Check("registrar.Examine"); err != nil {
		return Examination{}, err
	}
	o, err := w.core.overlayOn(ctx, pass, w.core.Store)
	if err != nil {
		return Examination{}, err
	}
	o.duplicates = w.core.checker(o)
	search := o.duplicates.Record()
	o.head.Size += duplicates.FirstPreviewID
	o.head.NextPerson += duplicates.FirstPreviewID
	o.head.NextHousehold += duplicates.FirstPreviewID
	o.head.NextPlace += duplicates.FirstPreviewID
	results, err := w.core.decide(o, Request{Proposals: proposals})
	return Examination{results, search}, err
}
