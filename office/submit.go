package office

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/register"
	"samano/registrar"
)

// Accounts finds the accounts of officers: access.Desk.
type Accounts interface {
	// Officer returns an account. An id that nobody has is register.NotFound.
	Officer(ctx context.Context, id register.OfficerID) (access.Officer, error)
}

// MaxSubmitted bounds the proposals of one Submit: a registrar takes 512 at once.
const MaxSubmitted = 500

// Submitted is what became of one proposal of Submit or SubmitLot.
type Submitted struct {
	Outcome *Outcome          // nil: not registered; Before: registered by an earlier submission
	Numbers []register.Number // given to people by the act
	// Application is the application that waits for the national desk instead: the proposal names
	// somebody whom a protection covers. Empty: there is none.
	Application ApplicationID
	// Findings name nobody but those whom the proposal names.
	Findings []register.Finding
	// Err says why the proposal is not registered. Of kind register.Unavailable it means that
	// nobody knows: submit the same bytes again.
	Err error
}

// Submit registers proposals that an officer brings without an application. Each stands by
// itself, and the results are in the order of the proposals.
//
// An officer submits in their own name, for their own office, and with the permission to
// register. Where the law asks for four eyes, the officer who took the declaration must have an
// account that is active today; package acts refuses that this is the same person. Whether the
// office is competent for the kind is a finding of package acts. Findings about another person
// are for adjudicators: nobody accepts them here.
//
// Everything else is as for an application (Declare, Decide). Everybody whom a refused proposal
// names is looked at before its findings leave; the case of the look is the act's id. A proposal
// that names a covered person becomes an application under the act's id, for the national desk to
// decide, unless the national desk submits it.
//
// An error of Submit itself means that nothing of this call is known to be registered, and that
// submitting it again is safe.
func (c *Clerk) Submit(ctx context.Context, who access.Actor, proposals []register.Proposal) ([]Submitted, error) {
	if len(proposals) > MaxSubmitted {
		return nil, register.Errorf(register.TooLarge, opSubmit, "%d proposals at once", len(proposals))
	}
	return access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) ([]Submitted, error) {
		s := &submission{c: c, pass: pass, looks: looks, who: who, proposals: proposals, out: make([]Submitted, len(proposals))}
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
	proposals []register.Proposal
	out       []Submitted

	mine   []register.Proposal // those that the officer registers
	at     []int               // where each of them stands in proposals
	naming []naming            // and whom it names
}

// sort refuses what the officer may not submit, and hands in for the national desk what is for it
// to decide. The rest is left to register.
func (s *submission) sort(ctx context.Context) error {
	takers := takers{accounts: s.c.config.Accounts, today: s.c.today()}
	var allowed []*register.Proposal
	var at []int
	for i := range s.proposals {
		f, err := s.c.submissionFault(ctx, s.who, &s.proposals[i], &takers)
		if err != nil {
			return err
		}
		if f != nil {
			s.out[i].Findings, s.out[i].Err = []register.Finding{*f}, withoutFindings(register.InvalidBy(opSubmit, *f))
			continue
		}
		allowed, at = append(allowed, &s.proposals[i]), append(at, i)
	}
	registered, err := s.registered(ctx, allowed)
	if err != nil {
		return err
	}
	all, err := s.c.namings(ctx, s.pass, allowed...)
	if err != nil {
		return err
	}
	for n, p := range allowed {
		var err error
		if !registered[n] {
			err = lookAtCovered(ctx, s.looks, caseOf(p.ID), all[n].covered)
		}
		switch {
		case err == nil:
			s.mine, s.at, s.naming = append(s.mine, *p), append(s.at, at[n]), append(s.naming, all[n])
		case isCode(err, access.CodeNationalDesk):
			if s.out[at[n]], err = s.sent(ctx, p); err != nil {
				return err
			}
		default:
			return err
		}
	}
	return nil
}

// registered reports of each proposal whether its act is registered without an application. The
// registrar repeats the first answer to it, even if a protection covers somebody since.
func (s *submission) registered(ctx context.Context, proposals []*register.Proposal) ([]bool, error) {
	ids := make([]acts.Lookup, len(proposals))
	for i, p := range proposals {
		ids[i] = acts.Lookup{By: acts.ByAct, Key: string(p.ID)}
	}
	found, err := s.c.config.Documents.Find(ctx, s.pass, ids...)
	if err != nil {
		return nil, err
	}
	out := make([]bool, len(proposals))
	for i := range found {
		if found[i].Act == nil {
			continue
		}
		_, err := s.c.config.Store.Application(ctx, ApplicationID(proposals[i].ID))
		if err != nil && register.KindOf(err) != register.NotFound {
			return nil, err
		}
		out[i] = err != nil
	}
	return out, nil
}

// register registers what is left, but for what only its effects show to be about somebody whom a
// protection covers.
func (s *submission) register(ctx context.Context) error {
	s.looks.Nobody()                                           // of a registered act its number and the numbers that it gave are told
	examination, err := s.c.config.Writer.Examine(ctx, s.mine) // searches for duplicates while nobody waits for it
	if err != nil {
		return err
	}
	if err := s.sendCovered(ctx, examination.Results); err != nil {
		return err
	}
	results, err := s.c.config.Writer.Register(ctx, registrar.Request{Proposals: s.mine, Search: examination.Search})
	if err != nil {
		return err
	}
	for n, res := range results {
		out := &s.out[s.at[n]]
		*out = submitted(res)
		if out.Outcome != nil || len(out.Findings) == 0 {
			continue
		}
		if err := s.c.lookAtTold(ctx, s.looks, s.who, caseOf(s.mine[n].ID), []told{{naming: s.naming[n], findings: &out.Findings}}); err != nil {
			return err
		}
	}
	return nil
}

// sendCovered hands in for the national desk what examined effects show to be about a covered
// person whom the proposal does not name, as the spouse of who has died.
func (s *submission) sendCovered(ctx context.Context, results []registrar.Result) error {
	for n := len(results) - 1; n >= 0; n-- {
		if results[n].Act == nil || results[n].Repeated {
			continue
		}
		covered, err := s.c.coveredBy(ctx, s.pass, results[n].Act)
		if err != nil {
			return err
		}
		switch err := lookAtCovered(ctx, s.looks, caseOf(s.mine[n].ID), without(covered, s.naming[n].covered)); {
		case err == nil:
		case isCode(err, access.CodeNationalDesk):
			if s.out[s.at[n]], err = s.sent(ctx, &s.mine[n]); err != nil {
				return err
			}
			s.mine, s.at, s.naming = slices.Delete(s.mine, n, n+1), slices.Delete(s.at, n, n+1), slices.Delete(s.naming, n, n+1)
		default:
			return err
		}
	}
	return nil
}

// sent declares a proposal as an application under the act's id. A proposal that cannot be
// declared is refused, and not kept.
func (s *submission) sent(ctx context.Context, p *register.Proposal) (Submitted, error) {
	there, err := s.c.config.Store.Application(ctx, ApplicationID(p.ID))
	switch {
	case err == nil:
		return s.sentBefore(ctx, p, there)
	case register.KindOf(err) != register.NotFound:
		return Submitted{}, err
	}
	if findings, err := s.c.checkPapers(ctx, s.who, []register.Proposal{*p}, nil); err != nil {
		return Submitted{}, err
	} else if findings != nil {
		return Submitted{Findings: findings, Err: withoutFindings(register.InvalidBy(opSubmit, findings...))}, nil
	}
	a := Application{
		ID: ApplicationID(p.ID), State: Draft, Acts: s.c.items([]register.Proposal{*p}, nil), Declarant: Declarant{Name: p.Declarant},
		TakenBy: cmp.Or(p.DeclaredTo, s.who.Officer.ID), TakenAt: s.who.Office.ID, Day: p.Declared, Due: NoDeadline,
		Submitted: submittedSum(p),
		History:   []Change{{At: s.c.now(), By: s.who.Officer.ID, Office: s.who.Office.ID, To: Draft}},
	}
	a.writtenBy(a.TakenBy)
	asked, stops, err := s.c.declare(ctx, s.pass, s.looks, opSubmit, s.who, &a)
	out := Submitted{Findings: a.Acts[0].Findings}
	switch {
	case err != nil:
	case stops != nil:
		err = register.InvalidBy(opSubmit, stops...)
	default:
		if _, err = s.c.put(ctx, opSubmit, a, asked...); register.KindOf(err) == register.Conflict {
			return s.sentMeanwhile(ctx, p)
		}
	}
	if register.KindOf(err) == register.Invalid { // no office may decide it, or a paper is not here
		out.Err = withoutFindings(err)
		return out, nil
	}
	out.Application = a.ID
	return out, err
}

// sentMeanwhile answers for a proposal that another process has put at the same time.
func (s *submission) sentMeanwhile(ctx context.Context, p *register.Proposal) (Submitted, error) {
	there, err := s.c.config.Store.Application(ctx, ApplicationID(p.ID))
	if err != nil {
		return Submitted{}, err
	}
	return s.sentBefore(ctx, p, there)
}

// sentBefore answers for a proposal that was submitted before.
func (s *submission) sentBefore(ctx context.Context, p *register.Proposal, there Application) (Submitted, error) {
	there, err := s.c.reconcile(ctx, s.pass, there)
	if err != nil {
		return Submitted{}, err
	}
	if len(there.Acts) != 1 || there.Submitted != submittedSum(p) {
		return Submitted{Err: register.Coded(register.Duplicate, opSubmit, CodeActReused)}, nil
	}
	if o := there.Acts[0].Outcome; o != nil {
		return Submitted{Outcome: &Outcome{Seq: o.Seq, Act: o.Act, Printed: o.Printed, Before: true}}, nil
	}
	return Submitted{Application: there.ID}, nil
}

// submittedSum identifies a proposal as it was submitted: all of it, but for white space in the
// payload, as in the register (record.SameProposal).
func submittedSum(p *register.Proposal) string {
	text, _ := json.Marshal(p) // of a proposal that cannot be written nothing is kept
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// submissionFault returns why an officer may not submit a proposal, nil if they may.
func (c *Clerk) submissionFault(ctx context.Context, who access.Actor, p *register.Proposal, t *takers) (*register.Finding, error) {
	fault := func(code, field string) (*register.Finding, error) {
		f := register.Blocked(code, field)
		return &f, nil
	}
	switch {
	case !register.ValidUUID(string(p.ID)):
		return fault(CodeActID, "id")
	case p.Registrar == "":
		return fault(CodeRegistrarMissing, "registrar")
	case p.Office == "":
		return fault(CodeOfficeMissing, "office")
	case p.Registrar != who.Officer.ID:
		return fault(CodeRegistrarNotSignedIn, "registrar")
	case p.Office != who.Office.ID:
		return fault(CodeOfficeNotOwn, "office")
	case c.config.Rules.Has(who, access.Register, t.today) != nil:
		return fault(access.CodeNoPermission, "registrar")
	case slices.ContainsFunc(p.Accepted, func(a register.Accepted) bool { return register.Finding{Code: a.Code}.AboutAnother() }):
		return fault(CodeAcceptedAboutAnother, "accepted")
	}
	if acts.FourEyes(c.config.Documents.Law, p).Value {
		active, err := t.active(ctx, p.DeclaredTo)
		if err != nil {
			return nil, err
		}
		if !active {
			return fault(CodeDeclaredToUnknown, "declared_to")
		}
	}
	return nil, nil
}

// takers remembers, for one call, which of the officers who took declarations have an active
// account.
type takers struct {
	accounts Accounts
	today    register.Day
	known    map[register.OfficerID]bool
}

func (t *takers) active(ctx context.Context, id register.OfficerID) (bool, error) {
	if active, ok := t.known[id]; ok {
		return active, nil
	}
	o, err := t.accounts.Officer(ctx, id)
	if err != nil && register.KindOf(err) != register.NotFound {
		return false, err
	}
	if t.known == nil {
		t.known = map[register.OfficerID]bool{}
	}
	t.known[id] = err == nil && o.Active(t.today)
	return t.known[id], nil
}

// withoutFindings returns an error that tells what kind it is and nothing of what was found:
// findings leave beside it, redacted.
func withoutFindings(err error) error {
	var e *register.Error
	if !errors.As(err, &e) || len(e.Findings) == 0 {
		return err
	}
	return &register.Error{Kind: e.Kind, Op: e.Op, Code: e.Code}
}

// submitted returns what a submitter is told of a result.
func submitted(r registrar.Result) Submitted {
	s := Submitted{Findings: disclosure.FindingsWithoutOthers(r.Findings), Err: withoutFindings(r.Err)}
	if r.Act == nil {
		return s
	}
	s.Outcome = outcomeOf(r.Act, r.Repeated)
	for _, e := range r.Act.Effects {
		if n, ok := e.Value.(register.Number); ok && e.Op == register.OpOpen {
			s.Numbers = append(s.Numbers, n)
		}
	}
	return s
}
