// Package registrar owns the writing transaction: it locks the head, loads what the acts need,
// checks, applies, numbers, seals in the ledger, and commits.
//
// # One writer, many at once
//
// A Registrar has one goroutine that writes. Requests that arrive during a transaction wait and
// go into the next one together (group commit): they are decided one after another over an
// overlay of the transaction's changes so far, written in bulk and acknowledged together. A
// finding removes only its own act. A database error rolls the group back, and each request is
// then tried by itself, unless the error is an outage: that fails the whole group. Several
// processes may write to one database: each locks the head row first, so there is one order.
//
// # Duplicates
//
// With Config.Matcher, each person whom an act enters, renames or parts from another record is
// compared with everybody: by Examine before the transaction, and with the latest changes in it
// (Request.Search). Each possible match becomes one finding that needs a decision.
//
// # What an answer means
//
// A result with an act means that the act is on disk. The same client-made id with the same
// content returns the first result again, also inside one group; with other content it is
// refused. An error of kind register.Unavailable means "unknown": hand in the same bytes again.
package registrar

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"samano/acts"
	"samano/keys"
	"samano/law"
	"samano/ledger"
	"samano/number"
	"samano/register"
	"samano/registrar/duplicates"
	"samano/registrar/projection"
	"samano/registrar/record"
	"samano/store"
)

// Config is what a Registrar works with. All fields are needed unless they say
// otherwise.
type Config struct {
	Store  store.Register
	Law    *law.Pack
	Scheme number.Scheme
	Codec  *ledger.Codec
	Sealer *keys.Sealer // for sealed parts; nil: acts with sealed parts are refused
	Now    func() time.Time
	Random io.Reader
	// Office gives the office that enters an act.
	Office func(register.OfficeID) (register.Office, bool)
	// Matcher compares the people whom acts enter with those who are registered. Nil: nobody is
	// compared. Keys are written in either case.
	Matcher *duplicates.Matcher
	// PrintedStart gives the first number on paper of an office in a year, where
	// it is not 1: an office that counts on from its paper book, or behind the papers
	// that it gave out after the backup from which the register was restored. A number
	// that is behind what was given already changes nothing. May be nil.
	PrintedStart func(register.OfficeID, int) int
}

// Limits of one writing transaction.
const (
	// maxGroup bounds the acts decided in one transaction, so that nobody waits
	// behind more than some tens of milliseconds of others.
	maxGroup = 512
	// queueLength lets every clerk of a large centre hand in without waiting for
	// room.
	queueLength = 4096
)

// Registrar writes one register.
type Registrar struct {
	Config
	requests chan *request
	stop     chan struct{}
	keys     projection.NameKeys
	words    projection.MatchKeys
	closing  sync.Once
	stopped  sync.WaitGroup

	mu      sync.RWMutex
	atlas   *register.Atlas
	atlasAt register.Seq
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

// readPayload is what decoding a payload gives.
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
	Err      error
}

type request struct {
	Request
	ctx     context.Context
	results []Result
	done    chan struct{}
}

// CodeProjectionsOld says that another version of the program made the projections:
// what it does not find could be there, and be entered twice.
const CodeProjectionsOld = "projections-of-another-version"

// Open starts a registrar on a founded register. It refuses where the key of
// numbers or the law pack is not the register's own, and where another version of
// the program made the projections.
func Open(ctx context.Context, c Config) (*Registrar, error) {
	const op = "registrar.Open"
	f, err := c.Store.Founding(ctx)
	if err != nil {
		return nil, err
	}
	if f.NumberKey != c.Scheme.Fingerprint() {
		return nil, &register.Error{Kind: register.Forbidden, Op: op, Code: "number-key-mismatch"}
	}
	if f.Pack != c.Law.Code {
		return nil, &register.Error{Kind: register.Forbidden, Op: op, Code: "law-pack-mismatch"}
	}
	head, err := c.Store.Head(ctx)
	if err != nil {
		return nil, err
	}
	if head.Projections != projection.Version {
		return nil, &register.Error{Kind: register.Forbidden, Op: op, Code: CodeProjectionsOld}
	}
	r := &Registrar{Config: c, requests: make(chan *request, queueLength), stop: make(chan struct{})}
	if _, err := r.Atlas(ctx); err != nil {
		return nil, err
	}
	r.stopped.Add(1)
	go r.run()
	return r, nil
}

// Close waits for the transaction under way and stops. Requests that still wait
// are answered with register.Unavailable. The store stays open. Closing twice is
// closing once.
func (r *Registrar) Close() {
	r.closing.Do(func() { close(r.stop) })
	r.stopped.Wait()
}

// Register hands in a request and waits for its results, one for each proposal.
// If ctx ends first, the outcome is unknown.
func (r *Registrar) Register(ctx context.Context, req Request) ([]Result, error) {
	const op = "registrar.Register"
	if len(req.Proposals) == 0 {
		return nil, nil
	}
	if len(req.Proposals) > maxGroup {
		return nil, register.Errorf(register.TooLarge, op, "%d proposals in one request", len(req.Proposals))
	}
	q := &request{Request: req, ctx: ctx, done: make(chan struct{})}
	select {
	case r.requests <- q:
	case <-ctx.Done():
		return nil, register.Errorf(register.Unavailable, op, "%w", ctx.Err())
	case <-r.stop:
		return nil, register.Errorf(register.Unavailable, op, "stopping")
	}
	select {
	case <-q.done:
		return q.results, nil
	case <-ctx.Done():
		return nil, register.Errorf(register.Unavailable, op, "%w", ctx.Err())
	case <-r.stop:
		r.stopped.Wait()
		select {
		case <-q.done:
			return q.results, nil
		default:
			return nil, register.Errorf(register.Unavailable, op, "stopping")
		}
	}
}

func (r *Registrar) run() {
	defer r.stopped.Done()
	for {
		if r.stopping() { // even if requests are waiting
			return
		}
		select {
		case <-r.stop:
			return
		case q := <-r.requests:
			group := []*request{q}
			n := len(q.Proposals)
		more:
			for n < maxGroup {
				select {
				case q := <-r.requests:
					group = append(group, q)
					n += len(q.Proposals)
				default:
					break more
				}
			}
			r.serve(group)
		}
	}
}

// serve decides a group in one transaction. If that fails for another reason than an outage, each
// request is decided in a transaction of its own, so that one request cannot fail the others. An
// outage fails all of them at once: every further attempt could last as long as the first.
func (r *Registrar) serve(group []*request) {
	waiting := attending(group)
	err := r.transact(waiting)
	switch {
	case err == nil:
	case len(waiting) > 1 && !outage(err):
		r.serveSingly(waiting)
	default:
		failAll(waiting, err)
	}
	for _, q := range group {
		close(q.done)
	}
}

func (r *Registrar) serveSingly(group []*request) {
	for i, q := range group {
		err := r.transact([]*request{q})
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

// attending fails the requests whose callers have gone and returns the others.
func attending(group []*request) []*request {
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

const (
	// transactionTimeout bounds one writing transaction. A slower database counts as an outage.
	transactionTimeout = 2 * time.Minute
	// maxAttempts bounds the attempts at one transaction. A transaction that the database rolled
	// back in favour of another process succeeds at the next attempt; a key that is taken is
	// taken at every attempt.
	maxAttempts = 6
	// firstPause is the longest pause before the second attempt; it doubles with each attempt.
	firstPause = 2 * time.Millisecond
)

// transact decides a group in one transaction and makes another attempt after a conflict (see
// store.Tx). Before each attempt it looks whether the registrar is stopping and which callers are
// still there: callers who have gone are failed and not registered.
func (r *Registrar) transact(group []*request) error {
	pause := firstPause
	for attempt := 1; ; attempt++ {
		if r.stopping() {
			return register.Errorf(register.Unavailable, "registrar.Register", "stopping")
		}
		if group = attending(group); len(group) == 0 {
			return nil
		}
		err := r.transactOnce(group)
		if register.KindOf(err) != register.Conflict || attempt == maxAttempts {
			return err
		}
		select {
		case <-r.stop:
		case <-time.After(rand.N(pause)):
		}
		pause *= 2
	}
}

func (r *Registrar) stopping() bool {
	select {
	case <-r.stop:
		return true
	default:
		return false
	}
}

func (r *Registrar) transactOnce(group []*request) error {
	ctx, cancel := context.WithTimeout(context.Background(), transactionTimeout)
	defer cancel()
	tx, err := r.Store.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	o, err := r.overlayOn(ctx, tx)
	if err != nil {
		return err
	}
	if err := r.prefetch(o, group); err != nil {
		return err
	}
	o.duplicates = r.checker(o)
	for _, q := range group {
		if q.results, err = r.decide(o, q.Request); err != nil {
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
	batch, err := r.encode(decided, &o.frontier)
	if err != nil {
		return err
	}
	if err := tx.Write(ctx, batch); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return err
	}
	r.keepAtlas(o)
	return nil
}

// examinedAhead separates the Seqs and ids that an examination invents from those that the register
// gives out meanwhile: an examination does not lock the head, so acts may be registered between
// its reading of the head and of the documents.
const examinedAhead = duplicates.Invented

// Examine decides proposals on the present state and discards the outcome. Forms and posts show it
// before anything is handed in.
func (r *Registrar) Examine(ctx context.Context, proposals []register.Proposal) (Examination, error) {
	o, err := r.overlayOn(ctx, r.Store)
	if err != nil {
		return Examination{}, err
	}
	o.duplicates = r.checker(o)
	search := o.duplicates.Record()
	o.head.Size += examinedAhead
	o.head.NextPerson += examinedAhead
	o.head.NextHousehold += examinedAhead
	o.head.NextPlace += examinedAhead
	results, err := r.decide(o, Request{Proposals: proposals})
	return Examination{results, search}, err
}

// checker returns a checker for duplicates over an overlay without changes.
func (r *Registrar) checker(o *overlay) *duplicates.Checker {
	return r.Matcher.Checker(view{o}, r.Law, &r.words, register.Seq(o.head.Size))
}

// overlayOn makes an overlay over what a reader sees.
func (r *Registrar) overlayOn(ctx context.Context, from store.Reader) (*overlay, error) {
	head, err := from.Head(ctx)
	if err != nil {
		return nil, err
	}
	atlas, err := r.atlasFor(ctx, head)
	if err != nil {
		return nil, err
	}
	return newOverlay(ctx, r, from, head, atlas)
}

// Atlas gives all places as they now stand.
func (r *Registrar) Atlas(ctx context.Context) (*register.Atlas, error) {
	head, err := r.Store.Head(ctx)
	if err != nil {
		return nil, err
	}
	return r.atlasFor(ctx, head)
}

func (r *Registrar) atlasFor(ctx context.Context, head store.Head) (*register.Atlas, error) {
	r.mu.RLock()
	atlas, at := r.atlas, r.atlasAt
	r.mu.RUnlock()
	if atlas != nil && at == head.PlacesSeq {
		return atlas, nil
	}
	var places []*register.Place
	for s, err := range r.Store.EachSubject(ctx, register.SubjectPlace, 0) {
		if err != nil {
			return nil, err
		}
		p, err := record.Subject(s)
		if err != nil {
			return nil, err
		}
		places = append(places, p.(*register.Place))
	}
	atlas = register.NewAtlas(places)
	r.mu.Lock()
	r.atlas, r.atlasAt = atlas, head.PlacesSeq
	r.mu.Unlock()
	return atlas, nil
}

func (r *Registrar) keepAtlas(o *overlay) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.atlas, r.atlasAt = o.atlas, o.head.PlacesSeq
}

// Today is the day by the register's clock.
func (r *Registrar) Today() register.Day { return register.DayAt(r.Now().In(r.Law.TimeZone)) }

// errStop ends the deciding of a request that stands or falls together.
var errStop = errors.New("registrar: a proposal of the request was not accepted")

// decide runs the proposals of one request over the overlay. What a refused
// proposal of a request that stands together has changed is undone.
func (r *Registrar) decide(o *overlay, req Request) ([]Result, error) {
	results := make([]Result, len(req.Proposals))
	mark := o.mark()
	o.duplicates.Begin(req.Search, req.Together)
	// By itself an act enters the overlay only when it is decided; then nothing of
	// it is ever taken back.
	o.journal = req.Together
	for i := range req.Proposals {
		res, err := r.decideOne(o, &req.Proposals[i], func() readPayload { return req.payload(i) })
		if err != nil {
			return nil, err
		}
		results[i] = res
		if req.Together && res.Act == nil {
			o.undoTo(mark)
			for j := range results[:i] {
				if a := results[j].Act; results[j].Repeated && int64(a.Seq) < mark.head.Size {
					continue // it was in before and stays
				}
				results[j].Act, results[j].Repeated = nil, false
				results[j].Err = &register.Error{Kind: register.Invalid, Op: "registrar.Register", Code: "refused-with-another", Err: errStop}
			}
			for j := i + 1; j < len(results); j++ {
				results[j].Err = &register.Error{Kind: register.Invalid, Op: "registrar.Register", Code: "refused-with-another", Err: errStop}
			}
			break
		}
	}
	o.settle(mark)
	return results, nil
}

// decideOne decides one proposal. An error is a failure of the store; everything
// that is about the proposal stands in the result.
func (r *Registrar) decideOne(o *overlay, p *register.Proposal, read func() readPayload) (Result, error) {
	if res, done, err := r.repeated(o, p); done || err != nil {
		return res, err
	}
	payload := read()
	if payload.findings != nil {
		return invalid(payload.findings), nil
	}
	c, findings, err := r.caseFor(o, p, payload.payload)
	if err != nil {
		return Result{}, err
	}
	if findings != nil {
		return invalid(findings), nil
	}
	mark := o.mark()
	if !acts.Decide(payload.payload, c) {
		o.undoTo(mark)
		return invalid(c.Findings()), nil
	}
	others, err := o.duplicates.Findings(c)
	if err != nil {
		return Result{}, err
	}
	if slices.ContainsFunc(others, func(f register.Finding) bool { return f.Stops(p.Accepted) }) {
		o.undoTo(mark)
		return invalid(append(c.Findings(), others...)), nil
	}
	act, err := o.enter(c, others)
	if err != nil {
		return Result{}, err
	}
	return Result{Act: act, Findings: act.Findings}, nil
}

func invalid(findings []register.Finding) Result {
	return Result{Findings: findings, Err: &register.Error{Kind: register.Invalid, Op: "registrar.Register", Findings: findings}}
}

// repeated answers a proposal whose client-made id, or whose deciding authority's
// reference, is in the register already.
func (r *Registrar) repeated(o *overlay, p *register.Proposal) (Result, bool, error) {
	if !record.ValidActID(p.ID) {
		return invalid([]register.Finding{{Code: "act-id-malformed", Field: "id", Severity: register.Blocking}}), true, nil
	}
	act, err := o.actByID(p.ID)
	if err != nil {
		return Result{}, false, err
	}
	if act != nil {
		if !record.SameProposal(&act.Proposal, p) {
			return Result{Err: &register.Error{Kind: register.Duplicate, Op: "registrar.Register", Code: "act-id-reused"}}, true, nil
		}
		return Result{Act: act, Repeated: true, Findings: act.Findings}, true, nil
	}
	d, ok := record.DecisionKey(p.Decision)
	if !ok {
		return Result{}, false, nil
	}
	seq, found, err := o.decision(d)
	if err != nil || !found {
		return Result{}, false, err
	}
	act, err = o.act(seq)
	if err != nil {
		return Result{}, false, err
	}
	return invalid([]register.Finding{{
		Code: "decision-already-registered", Field: "decision.reference", Severity: register.Blocking,
		Args: map[string]string{"act": string(act.ID), "printed": act.Printed.String()},
	}}), true, nil
}

func (r *Registrar) caseFor(o *overlay, p *register.Proposal, payload acts.Payload) (*acts.Case, []register.Finding, error) {
	office, ok := r.Office(p.Office)
	if !ok {
		return nil, []register.Finding{{Code: "office-unknown", Field: "office", Severity: register.Blocking, Args: map[string]string{"office": string(p.Office)}}}, nil
	}
	state := acts.NewState(o.atlas)
	if err := acts.Load(needing{payload, p}, state, func(ls []acts.Lookup) error { return o.answer(state, ls) }); err != nil {
		return nil, nil, fmt.Errorf("registrar: loading for a %s: %w", p.Kind, err)
	}
	return &acts.Case{
		Proposal: p, Law: r.Law, State: state, Office: office, Today: register.DayAt(time.UnixMicro(o.now).In(r.Law.TimeZone)),
		Seq: register.Seq(o.head.Size), Allocator: o, Nature: register.Change,
	}, nil, nil
}

// needing adds to what a payload needs the subjects that the declarant saw.
type needing struct {
	acts.Payload
	p *register.Proposal
}

func (n needing) Needs(s *acts.State) []acts.Lookup {
	return append(n.Payload.Needs(s), acts.NeedsSeen(n.p)...)
}

// prefetch loads for the whole group at once what its acts need first; what only
// shows while deciding is loaded then.
func (r *Registrar) prefetch(o *overlay, group []*request) error {
	var all []acts.Payload
	var ids []register.ActID
	var decisions []store.Decision
	for _, q := range group {
		q.read = nil
		for i := range q.Proposals {
			p := &q.Proposals[i]
			if record.ValidActID(p.ID) {
				ids = append(ids, p.ID)
			}
			if d, ok := record.DecisionKey(p.Decision); ok {
				decisions = append(decisions, d)
			}
			read := q.payload(i)
			q.read = append(q.read, read)
			if read.findings == nil {
				all = append(all, needing{read.payload, p})
			}
		}
	}
	if len(all) < 2 {
		return nil // nothing to gain
	}
	if err := o.loadActIDs(ids); err != nil {
		return err
	}
	if err := o.loadDecisions(decisions); err != nil {
		return err
	}
	// Most of what a first enrolment names is nowhere yet, and then nothing more is
	// asked: so only those of whom something was found get a state of their own.
	type pending struct {
		payload acts.Payload
		state   *acts.State
		missing []acts.Lookup
	}
	waiting := make([]pending, len(all))
	nothing := acts.NewState(o.atlas)
	for i, payload := range all {
		waiting[i] = pending{payload: payload, missing: acts.Unasked(payload, nothing)}
	}
	for range acts.MaxRounds {
		var wanted []acts.Lookup
		for i := range waiting {
			wanted = append(wanted, waiting[i].missing...)
		}
		if len(wanted) == 0 {
			return nil
		}
		if err := o.load(wanted); err != nil {
			return err
		}
		waiting = slices.DeleteFunc(waiting, func(w pending) bool { return !slices.ContainsFunc(w.missing, o.found) })
		for i := range waiting {
			w := &waiting[i]
			if w.state == nil {
				w.state = acts.NewState(o.atlas)
			}
			if err := o.answer(w.state, w.missing); err != nil {
				return err
			}
			w.missing = acts.Unasked(w.payload, w.state)
		}
	}
	return nil
}

// found reports whether the answer to a lookup, which was loaded, may lead to more.
func (o *overlay) found(l acts.Lookup) bool {
	switch l.By {
	case acts.ByNumber, acts.ByProposed, acts.ByBook:
		_, ok := o.named(l)
		return ok
	}
	return true
}
