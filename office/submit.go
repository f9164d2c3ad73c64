package office

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/office/application"
	"samano/office/papers"
	"samano/register"
	"samano/registrar"
)

// MaxSubmitted bounds the proposals of one Submit: a registrar takes 512 at once.
const MaxSubmitted = 500

// Submit registers proposals that an officer brings without an application. Each stands by
// itself, and the results are in the order of the proposals.
//
// An officer submits in their own name, for their own office, and with the permission to
// register. Who took the declaration is the officer, or one of takers, who have signed in beside them
// and may take declarations: nobody's word is enough. That this is the same person where the law asks
// for four eyes, and that the office is not competent for the kind, are findings of package acts. Findings about another person
// are for adjudicators: nobody accepts them here, and the proposal becomes an application under the
// act's id, so that asking whether somebody is registered leaves what a declaration leaves.
//
// Everything else is as for an application (Declare, Decide). Everybody whom a refused proposal
// names is looked at before its findings leave; the case of the look is the act's id. A proposal
// that names a covered person becomes an application under the act's id, for the national desk to
// decide, unless the national desk submits it. One that names an uploaded paper becomes an application too,
// whoever submits it: papers are kept, and read, with applications. If the officer's office writes at a draft or a returned
// application that holds only this act, the proposal replaces the act and is declared again, as
// after SaveDraft; what any other application holds is refused.
//
// An error of Submit itself means that nothing of this call is known to be registered, and that
// submitting it again is safe.
func (c *Clerk) Submit(ctx context.Context, who access.Actor, proposals []register.Proposal, takers ...access.Actor) ([]application.Submitted, error) {
	if len(proposals) > MaxSubmitted {
		return nil, register.Errorf(register.TooLarge, opSubmit, "%d proposals at once", len(proposals))
	}
	return access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) ([]application.Submitted, error) {
		s := &submission{c: c, pass: pass, looks: looks, who: who, takers: takers, proposals: proposals, out: make([]application.Submitted, len(proposals))}
		if err := s.sort(ctx); err != nil {
			return nil, err
		}
		if err := s.register(ctx); err != nil {
			return nil, err
		}
		return s.out, nil
	})
}

const opSubmit = "office.Submit"

// submission is one call of Submit.
type submission struct {
	c         *Clerk
	pass      access.Pass
	looks     *access.Looker
	who       access.Actor
	takers    []access.Actor // who have signed in beside who
	proposals []register.Proposal
	out       []application.Submitted

	mine  []register.Proposal // those that the officer registers
	at    []int               // where each of them stands in proposals
	named []disclosure.Named  // and whom it names
}

// sort refuses what the officer may not submit, and hands in for the national desk what is for it
// to decide. The rest is left to register.
func (s *submission) sort(ctx context.Context) error {
	var allowed []*register.Proposal
	var at []int
	for i := range s.proposals {
		if f := s.fault(&s.proposals[i]); f != nil {
			s.out[i] = refusedFor(*f)
			continue
		}
		allowed, at = append(allowed, &s.proposals[i]), append(at, i)
	}
	holders, registered, err := s.known(ctx, allowed)
	if err != nil {
		return err
	}
	all, err := disclosure.NamedBy(ctx, s.pass, s.c.config.Documents, allowed...)
	if err != nil {
		return err
	}
	for n, p := range allowed {
		holder := holders[p.ID]
		if holder == "" && registered[n] {
			s.keep(p, at[n], all[n])
			continue
		}
		err := disclosure.LookAtCovered(ctx, s.looks, submitting(p.ID), all[n].Covered)
		if err != nil && !register.HasCode(err, access.CodeNationalDesk) {
			return err
		}
		if holder != "" {
			if s.out[at[n]], err = s.held(ctx, p, holder); err != nil {
				return err
			}
			continue
		}
		covered := err != nil
		f, err := s.c.papers().Unknown(ctx, s.who.Officer.ID, p)
		switch {
		case err != nil:
		case f != nil:
			s.out[at[n]] = refusedFor(*f)
		case covered, papers.Names(p):
			s.out[at[n]], err = s.sent(ctx, p)
		default:
			s.keep(p, at[n], all[n])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// refusedFor returns the answer to a proposal that is refused before it is examined.
func refusedFor(f register.Finding) application.Submitted {
	return application.Submitted{Findings: []register.Finding{f}, Err: application.WithoutFindings(register.InvalidBy(opSubmit, f))}
}

// keep leaves a proposal to register.
func (s *submission) keep(p *register.Proposal, at int, names disclosure.Named) {
	s.mine, s.at, s.named = append(s.mine, *p), append(s.at, at), append(s.named, names)
}

// known returns which applications hold the acts, and of each proposal whether its act is
// registered. What an application holds, in whatever state, only that application leads to the
// register: four eyes, adjudication, refusal and appeal are those of the application. To what is
// registered without one the registrar repeats the first answer, even if a protection covers
// somebody since.
func (s *submission) known(ctx context.Context, proposals []*register.Proposal) (map[register.ActID]application.ID, []bool, error) {
	ids, lookups := make([]register.ActID, len(proposals)), make([]acts.Lookup, len(proposals))
	for n, p := range proposals {
		ids[n], lookups[n] = p.ID, acts.Lookup{By: acts.ByAct, Key: string(p.ID)}
	}
	holders, err := s.c.config.Store.Holders(ctx, ids...)
	if err != nil {
		return nil, nil, err
	}
	found, err := s.c.config.Documents.Find(ctx, s.pass, lookups...)
	if err != nil {
		return nil, nil, err
	}
	registered := make([]bool, len(proposals))
	for i := range found {
		registered[i] = found[i].Act != nil
	}
	return holders, registered, nil
}

// held answers for a proposal whose act an application holds.
func (s *submission) held(ctx context.Context, p *register.Proposal, by application.ID) (application.Submitted, error) {
	there, err := s.c.config.Store.Application(ctx, by)
	if err != nil {
		return application.Submitted{}, err
	}
	return s.sentBefore(ctx, p, there)
}

// register registers what is left, but for what only the examination shows to be for others to
// decide.
func (s *submission) register(ctx context.Context) error {
	s.looks.Nobody()                                                   // of a registered act its number and the numbers that it gave are told
	examination, err := s.c.config.Writer.Examine(ctx, s.pass, s.mine) // searches for duplicates while nobody waits for it
	if err != nil {
		return err
	}
	if err := s.sendOn(ctx, examination.Results); err != nil {
		return err
	}
	results, err := s.c.config.Writer.Register(ctx, registrar.Request{Proposals: s.mine, Search: examination.Search})
	if err != nil {
		return err
	}
	if err := s.c.askHidden(ctx, s.pass, results); err != nil {
		return err
	}
	for n, res := range results {
		out := &s.out[s.at[n]]
		if asksAdjudicators(res) { // somebody who was entered since the examination
			if *out, err = s.sent(ctx, &s.mine[n]); err != nil {
				return err
			}
			continue
		}
		if *out = application.SubmittedAs(res); len(out.Findings) == 0 {
			continue
		}
		var decided *register.Act
		if out.Findings, decided, err = s.c.examination().UnderDecision(ctx, s.pass, &s.mine[n], out.Findings); err != nil {
			return err
		}
		t := disclosure.ActFindings{Named: s.named[n], Findings: &out.Findings, Act: res.Act}
		if err := t.AddDecided(ctx, s.pass, s.c.config.Documents, decided); err != nil {
			return err
		}
		if err := disclosure.LookAtFindings(ctx, s.looks, s.c.isDesk(s.who), submitting(s.mine[n].ID), []disclosure.ActFindings{t}); err != nil {
			return err
		}
	}
	return nil
}

// sendOn hands in what others decide.
func (s *submission) sendOn(ctx context.Context, results []registrar.Result) error {
	for n := len(results) - 1; n >= 0; n-- {
		others, err := s.forOthers(ctx, n, results[n])
		if err != nil {
			return err
		}
		if !others {
			continue
		}
		if s.out[s.at[n]], err = s.sent(ctx, &s.mine[n]); err != nil {
			return err
		}
		s.mine, s.at, s.named = slices.Delete(s.mine, n, n+1), slices.Delete(s.at, n, n+1), slices.Delete(s.named, n, n+1)
	}
	return nil
}

// forOthers reports whether others decide an examined proposal: adjudicators, if somebody may be
// registered already; the national desk, if its effects are about a covered person whom it does not
// name, as the spouse of who has died, or if its findings may tell of one.
func (s *submission) forOthers(ctx context.Context, n int, r registrar.Result) (bool, error) {
	if r.Repeated || asksAdjudicators(r) {
		return !r.Repeated, nil
	}
	var covered []register.Ref
	if r.Act != nil {
		var err error
		if covered, err = disclosure.CoveredByUndone(ctx, s.pass, s.c.config.Documents, r.Act); err != nil {
			return false, err
		}
	}
	if disclosure.Tells(r.Findings) {
		covered = disclosure.AddRefs(covered, s.named[n].Near...)
	}
	err := disclosure.LookAtCovered(ctx, s.looks, submitting(s.mine[n].ID), disclosure.Except(covered, s.named[n].Covered))
	if register.HasCode(err, access.CodeNationalDesk) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return false, disclosure.LookAtSheltered(ctx, s.pass, s.looks, s.c.config.Documents, submitting(s.mine[n].ID), s.named[n].Covered, r.Act)
}

// asksAdjudicators reports whether nothing stops a proposal but that somebody may be registered
// already: the registrar compares only what has passed its checks.
func asksAdjudicators(r registrar.Result) bool {
	return r.Act == nil && slices.ContainsFunc(r.Findings, register.Finding.AboutAnother)
}

// sent declares a proposal as an application under the act's id. A proposal that cannot be
// declared is refused, and not kept.
func (s *submission) sent(ctx context.Context, p *register.Proposal) (application.Submitted, error) {
	a := application.Application{
		ID: application.ID(p.ID), State: application.Draft, Acts: application.Items(s.who.Officer.ID, []register.Proposal{*p}, nil, true), Declarant: application.Declarant{Name: p.Declarant}, DeclarantBy: s.who.Officer.ID,
		TakenBy: cmp.Or(p.DeclaredTo, s.who.Officer.ID), TakenAt: s.who.Office.ID, Day: p.Declared, Due: application.NoDeadline,
		Submitted: application.SubmittedSum(p),
		History:   []application.Change{{At: s.c.now(), By: s.who.Officer.ID, Office: s.who.Office.ID, To: application.Draft}},
	}
	a.AddWriter(a.TakenBy)
	out, err := s.declare(ctx, &a)
	if register.HasCode(err, CodeChangedSince) {
		return s.sentMeanwhile(ctx, p)
	}
	return out, err
}

// declare hands in an application of one act and keeps it, unless something stops it.
func (s *submission) declare(ctx context.Context, a *application.Application) (application.Submitted, error) {
	asked, stops, err := s.c.declare(ctx, s.pass, s.looks, opSubmit, s.who, a)
	out := application.Submitted{Findings: a.Acts[0].Findings}
	switch {
	case err != nil:
	case stops != nil:
		err = register.InvalidBy(opSubmit, stops...)
	default:
		_, err = s.c.put(ctx, opSubmit, *a, asked...)
	}
	if register.KindOf(err) == register.Invalid { // no office may decide it, or a paper is not here
		out.Err = application.WithoutFindings(err)
		return out, nil
	}
	out.Application = a.ID
	return out, err
}

// completes reports whether a proposal replaces the act of an application: their office writes there, it
// is a draft or was returned, and it holds an act of that kind and no other.
func (s *submission) completes(ctx context.Context, p *register.Proposal, a *application.Application) (bool, error) {
	if !a.State.Editable() || len(a.Acts) != 1 || a.Acts[0].Proposal.ID != p.ID || a.Acts[0].Proposal.Kind != p.Kind {
		return false, nil
	}
	return s.c.takes(ctx, s.who, a)
}

// complete replaces the act of an application and declares it again.
func (s *submission) complete(ctx context.Context, p *register.Proposal, a application.Application) (application.Submitted, error) {
	in := application.DraftInput{ID: a.ID, Acts: []register.Proposal{*p}, Declarant: a.Declarant, Day: p.Declared}
	if p.Declarant != "" && p.Declarant != a.Declarant.Text() {
		in.Declarant = application.Declarant{Name: p.Declarant}
	}
	out, err := application.Submitted{}, s.c.rewrite(ctx, s.pass, s.looks, opSubmit, s.who, &a, a.Version, in)
	if err == nil {
		a.Submitted, a.TakenBy = application.SubmittedSum(p), cmp.Or(p.DeclaredTo, s.who.Officer.ID)
		a.AddWriter(a.TakenBy)
		out, err = s.declare(ctx, &a)
	}
	var e *register.Error
	if !errors.As(err, &e) || e.Kind != register.Invalid && e.Kind != register.Forbidden && e.Kind != register.Conflict {
		return out, err
	}
	out = application.Submitted{Findings: slices.Clone(e.Findings), Err: application.WithoutFindings(err)}
	for i := range out.Findings { // a proposal is submitted by itself
		out.Findings[i].Field = strings.TrimPrefix(out.Findings[i].Field, application.ItemField(0))
	}
	return out, nil
}

// sentMeanwhile answers for a proposal that another process has put at the same time, or whose id
// is taken.
func (s *submission) sentMeanwhile(ctx context.Context, p *register.Proposal) (application.Submitted, error) {
	there, err := s.c.config.Store.Application(ctx, application.ID(p.ID))
	if err != nil && register.KindOf(err) != register.NotFound {
		return application.Submitted{}, err
	}
	return s.sentBefore(ctx, p, there)
}

// sentBefore answers for a proposal whose act an application holds: with what became of it, if it
// is the submission of this proposal; else the proposal may complete the application.
func (s *submission) sentBefore(ctx context.Context, p *register.Proposal, there application.Application) (application.Submitted, error) {
	there, err := s.c.reconcile(ctx, s.pass, there)
	if err != nil {
		return application.Submitted{}, err
	}
	if len(there.Acts) != 1 || there.Submitted != application.SubmittedSum(p) {
		if completes, err := s.completes(ctx, p, &there); err != nil {
			return application.Submitted{}, err
		} else if completes {
			return s.complete(ctx, p, there)
		}
		return application.Submitted{Err: register.Coded(register.Duplicate, opSubmit, registrar.CodeActIDReused)}, nil
	}
	if o := there.Acts[0].Outcome; o != nil {
		return application.Submitted{Outcome: &application.Outcome{Seq: o.Seq, Act: o.Act, Printed: o.Printed, Before: true}}, nil
	}
	return application.Submitted{Application: there.ID}, nil
}

// fault returns why the officer may not submit a proposal, nil if they may.
func (s *submission) fault(p *register.Proposal) *register.Finding {
	fault := func(code, field string) *register.Finding {
		f := register.Blocked(code, field)
		return &f
	}
	switch {
	case !register.ValidUUID(string(p.ID)):
		return fault(registrar.CodeActIDMalformed, "id")
	case p.Registrar == "":
		return fault(register.CodeRegistrarMissing, "registrar")
	case p.Office == "":
		return fault(CodeOfficeMissing, "office")
	case p.Registrar != s.who.Officer.ID:
		return fault(CodeRegistrarNotSignedIn, "registrar")
	case p.Office != s.who.Office.ID:
		return fault(CodeOfficeNotOwn, "office")
	case s.c.config.Rules.Has(s.who, access.Register, s.c.today()) != nil:
		return fault(access.CodeNoPermission, "registrar")
	case application.AcceptsAnother(p):
		return fault(application.CodeAcceptedAnother, "accepted")
	case p.DeclaredTo == "" && !acts.FourEyes(s.c.config.Documents.Law, p).Value, p.DeclaredTo == p.Registrar:
		return nil
	}
	i := slices.IndexFunc(s.takers, func(t access.Actor) bool { return t.Officer.ID == p.DeclaredTo })
	switch {
	case i < 0:
		return fault(CodeTakerNotSignedIn, "declared_to")
	case s.c.config.Rules.Has(s.takers[i], access.Declare, s.c.today()) != nil:
		return fault(access.CodeNoPermission, "declared_to")
	}
	return nil
}
