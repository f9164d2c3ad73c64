package office

import (
	"context"
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
// An error of Submit itself means that nothing of this call is known to be registered, and that
// submitting it again is safe.
func (c *Clerk) Submit(ctx context.Context, who access.Actor, proposals []register.Proposal) ([]Submitted, error) {
	const op = "office.Submit"
	if len(proposals) > MaxSubmitted {
		return nil, register.Errorf(register.TooLarge, op, "%d proposals at once", len(proposals))
	}
	out := make([]Submitted, len(proposals))
	takers := takers{accounts: c.config.Accounts, today: c.today()}
	var allowed []register.Proposal
	var at []int // where each of them stands in proposals
	for i := range proposals {
		f, err := c.submissionFault(ctx, who, &proposals[i], &takers)
		if err != nil {
			return nil, err
		}
		if f != nil {
			out[i].Findings, out[i].Err = []register.Finding{*f}, invalid(op, *f)
			continue
		}
		allowed, at = append(allowed, proposals[i]), append(at, i)
	}
	examination, err := c.config.Writer.Examine(ctx, allowed) // searches for duplicates while nobody waits for it
	if err != nil {
		return nil, err
	}
	req := registrar.Request{Proposals: allowed, Search: examination.Search}
	results, err := c.config.Writer.Register(ctx, req)
	if err != nil {
		return nil, err
	}
	for n, res := range results {
		out[at[n]] = submitted(res)
	}
	return out, nil
}

// submissionFault returns why an officer may not submit a proposal, nil if they may.
func (c *Clerk) submissionFault(ctx context.Context, who access.Actor, p *register.Proposal, t *takers) (*register.Finding, error) {
	fault := func(code, field string) (*register.Finding, error) {
		f := blocking(code, field)
		return &f, nil
	}
	switch {
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

// submitted returns what a submitter is told of a result.
func submitted(r registrar.Result) Submitted {
	s := Submitted{Findings: disclosure.FindingsWithoutOthers(r.Findings), Err: r.Err}
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
