package registrar

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"samano/access"
	"samano/acts"
	"samano/register"
	"samano/registrar/duplicates"
	"samano/registrar/projection"
	"samano/registrar/record"
	"samano/store"
)

// core is what the two faces of a register share.
type core struct {
	Config
	loading   bool // a load: what it brings is taken over
	nameKeys  projection.NameKeys
	matchKeys projection.MatchKeys

	mu      sync.RWMutex
	atlas   *register.Atlas // guarded by mu, as is atlasAt
	atlasAt register.Seq
}

// checker returns a checker for duplicates over an overlay without changes.
func (r *core) checker(o *overlay) *duplicates.Checker {
	return duplicates.NewChecker(r.Matcher, view{o}, r.Law, &r.matchKeys, register.Seq(o.head.Size))
}

// overlayOn returns an overlay over the state that a reader sees.
func (r *core) overlayOn(ctx context.Context, pass access.Pass, from store.Reader) (*overlay, error) {
	head, err := from.Head(ctx)
	if err != nil {
		return nil, err
	}
	atlas, err := r.atlasFor(ctx, pass, head)
	if err != nil {
		return nil, err
	}
	return newOverlay(ctx, pass, r, from, head, atlas)
}

// currentAtlas returns all places as they now are.
func (r *core) currentAtlas(ctx context.Context) (atlas *register.Atlas, err error) {
	head, err := r.Store.Head(ctx)
	if err != nil {
		return nil, err
	}
	err = access.ForWriting(func(pass access.Pass) error { // reads places only
		atlas, err = r.atlasFor(ctx, pass, head)
		return err
	})
	return atlas, err
}

func (r *core) atlasFor(ctx context.Context, pass access.Pass, head store.Head) (*register.Atlas, error) {
	r.mu.RLock()
	atlas, at := r.atlas, r.atlasAt
	r.mu.RUnlock()
	if atlas != nil && at == head.PlacesSeq {
		return atlas, nil
	}
	var rows []store.Subject
	for s, err := range r.Store.EachSubject(ctx, pass, register.SubjectPlace, 0) {
		if err != nil {
			return nil, err
		}
		rows = append(rows, s)
	}
	places, err := placesOf(rows)
	if err != nil {
		return nil, err
	}
	atlas = register.NewAtlas(places).WithNational(r.Law.National)
	r.mu.Lock()
	r.atlas, r.atlasAt = atlas, head.PlacesSeq
	r.mu.Unlock()
	return atlas, nil
}

// placesOf reads the documents of places on all processors: ten thousand of them are half of what the start
// of a server costs.
func placesOf(rows []store.Subject) ([]*register.Place, error) {
	out, workers := make([]*register.Place, len(rows)), runtime.GOMAXPROCS(0)
	errs := make([]error, workers)
	var reading sync.WaitGroup
	for w := range workers {
		reading.Go(func() {
			for i := w; i < len(rows); i += workers {
				s, err := record.Subject(rows[i])
				if err != nil {
					errs[w] = err
					return
				}
				out[i] = s.(*register.Place)
			}
		})
	}
	reading.Wait()
	return out, errors.Join(errs...)
}

func (r *core) keepAtlas(o *overlay) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.atlas, r.atlasAt = o.atlas, o.head.PlacesSeq
}

// errStop ends the deciding of a request whose proposals are registered together or not at all.
var errStop = errors.New("registrar: a proposal of the request was not accepted")

// decide runs the proposals of one request over the overlay. If one proposal of a request that
// stands together is refused, the changes of all are undone.
func (r *core) decide(o *overlay, req Request) ([]Result, error) {
	results := make([]Result, len(req.Proposals))
	mark := o.mark()
	o.duplicates.Begin(req.Search, req.Together)
	// A single act enters the overlay only when it is decided, and is never undone.
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
					continue // it was registered before and stays
				}
				results[j].Act, results[j].Repeated, results[j].Hidden = nil, false, nil
				results[j].Err = &register.Error{Kind: register.Invalid, Op: "registrar.Register", Code: "refused-with-another", Err: errStop}
			}
			for j := i + 1; j < len(results); j++ {
				results[j].Err = &register.Error{Kind: register.Invalid, Op: "registrar.Register", Code: "refused-with-another", Err: errStop}
			}
			break
		}
	}
	o.dropJournal(mark)
	return results, nil
}

// decideOne decides one proposal. An error is a failure of the store; the result holds everything
// that concerns the proposal.
func (r *core) decideOne(o *overlay, p *register.Proposal, read func() readPayload) (Result, error) {
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
	others, hidden, err := o.duplicates.Findings(c)
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
	return Result{Act: act, Findings: act.Findings, Hidden: hidden}, nil
}

func invalid(findings []register.Finding) Result {
	return Result{Findings: findings, Err: &register.Error{Kind: register.Invalid, Op: "registrar.Register", Findings: findings}}
}

// repeated answers a proposal whose client-made id, or the reference of whose deciding authority,
// is registered already.
func (r *core) repeated(o *overlay, p *register.Proposal) (Result, bool, error) {
	if !register.ValidUUID(p.ID) || register.DerivedUUID(p.ID) && p.Kind != register.KindErasure && p.Kind != register.KindPlaceChange {
		return invalid([]register.Finding{register.Blocked(CodeActIDMalformed, "id")}), true, nil
	}
	act, err := o.actByID(p.ID)
	if err != nil {
		return Result{}, false, err
	}
	if act != nil {
		if !record.SameProposal(&act.Proposal, p) {
			return Result{Err: &register.Error{Kind: register.Duplicate, Op: "registrar.Register", Code: CodeActIDReused}}, true, nil
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
	return invalid([]register.Finding{
		register.Blocked(CodeDecisionRegistered, "decision.reference", "act", string(act.ID), "printed", act.Printed.String()),
	}), true, nil
}

func (r *core) caseFor(o *overlay, p *register.Proposal, payload acts.Payload) (*acts.Case, []register.Finding, error) {
	office, err := r.Office(o.ctx, p.Office)
	switch {
	case register.KindOf(err) == register.NotFound:
		return nil, []register.Finding{register.Blocked(access.CodeOfficeUnknown, "office", "office", string(p.Office))}, nil
	case err != nil:
		return nil, nil, err
	}
	state := acts.NewState(o.atlas)
	state.Desk = r.Law.National(office) && p.Decision.By == register.ByCourtOrder
	if err := acts.Load(acts.WithProposal(payload, p), state, func(ls []acts.Lookup) error { return o.answer(state, ls) }); err != nil {
		return nil, nil, fmt.Errorf("registrar: loading for a %s: %w", p.Kind, err)
	}
	return &acts.Case{
		Proposal: p, Law: r.Law, State: state, Office: office, Today: register.DayAt(time.UnixMicro(o.now).In(r.Law.TimeZone)),
		Seq: register.Seq(o.head.Size), Allocator: o, Nature: register.Change, TakenOver: r.loading,
	}, nil, nil
}

// prefetch loads the first needs of all acts of the group at once. Needs that appear only while
// deciding are loaded then.
func (r *core) prefetch(o *overlay, group []*request) error {
	var all []acts.Payload
	var ids []register.ActID
	var decisions []store.Decision
	for _, q := range group {
		q.read = nil
		for i := range q.Proposals {
			p := &q.Proposals[i]
			if register.ValidUUID(p.ID) {
				ids = append(ids, p.ID)
			}
			if d, ok := record.DecisionKey(p.Decision); ok {
				decisions = append(decisions, d)
			}
			read := q.payload(i)
			q.read = append(q.read, read)
			if read.findings == nil {
				all = append(all, acts.WithProposal(read.payload, p))
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
	// Nearly everything that a first enrolment names is new, and needs nothing further. So only the
	// payloads for which something was found get a state of their own.
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

// found reports whether the answer to a loaded lookup may lead to further lookups.
func (o *overlay) found(l acts.Lookup) bool {
	switch l.By {
	case acts.ByNumber, acts.ByProposed, acts.ByBook:
		_, ok := o.named(l)
		return ok
	}
	return true
}
