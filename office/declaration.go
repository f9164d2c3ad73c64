package office

import (
	"bytes"
	"context"
	"slices"

	"samano/access"
	"samano/register"
)

// An adjudicator decides by papers and witnesses, and is no officer of the
// application. So the adjudication shows what was declared of those whom it
// compares, and its papers, to who may rule on it; of the rest of the application
// nothing.

// Declaration is an application as far as an adjudication is about it.
type Declaration struct {
	Declarant Declarant
	TakenBy   register.OfficerID
	TakenAt   register.OfficeID
	Day       register.Day
	Acts      []DeclaredAct
}

// DeclaredAct is an act that enters or changes one of those who are compared.
type DeclaredAct struct {
	Kind     register.Kind
	Happened register.Date
	Evidence []register.Evidence
}

// declaration gives what was declared; the acts as they stand now, if they still
// stand in the application.
func (a *Adjudication) declaration(of *Application) *Declaration {
	d := &Declaration{Declarant: of.Declarant, TakenBy: of.TakenBy, TakenAt: of.TakenAt, Day: of.Day}
	for _, p := range a.compared(of) {
		d.Acts = append(d.Acts, DeclaredAct{Kind: p.Kind, Happened: p.Happened, Evidence: p.Evidence})
	}
	return d
}

// compared gives the proposals of those who are compared: the one that is asked
// about, and those that would enter candidates beside it.
func (a *Adjudication) compared(of *Application) []*register.Proposal {
	var out []*register.Proposal
	for i := range of.Acts {
		p := &of.Acts[i].Proposal
		beside := func(c Candidate) bool { return c.CoProposed != nil && speaksOf(p, c.Named) }
		if p.ID == a.Act || slices.ContainsFunc(a.Candidates, beside) {
			out = append(out, p)
		}
	}
	return out
}

// speaksOf reports whether somebody whom a proposal would enter is named by that: the
// act's id, or the id that its client made.
func speaksOf(p *register.Proposal, named string) bool {
	return string(p.ID) == named || bytes.Contains(p.Payload, []byte(`"`+named+`"`))
}

// AdjudicationPaper gives a paper of what was declared to somebody who may rule on
// the adjudication, or might have. The looks at the candidates and at whom the act
// names are durable before anything is read; their case is the adjudication. Where
// one of them is covered by a protection it is for the country's own desk, and the
// adjudication goes there.
func (c *Clerk) AdjudicationPaper(ctx context.Context, who access.Actor, id AdjudicationID, sha string) ([]byte, MediaType, error) {
	const op = "office.AdjudicationPaper"
	q, a, err := c.adjudication(ctx, op, who, id)
	if err != nil {
		return nil, "", err
	}
	if code := ineligible(who, q, a); code != "" {
		return nil, "", fail(register.Forbidden, op, code)
	}
	var p *register.Proposal
	if a != nil {
		p = paperOf(q.compared(a), sha)
	}
	if p == nil {
		return nil, "", fail(register.NotFound, op, CodeEvidenceUnknown)
	}
	if _, err := c.lookAtCandidates(ctx, who, q); err != nil {
		return nil, "", err
	}
	found, err := c.foundNamed(ctx, p)
	if err != nil {
		return nil, "", err
	}
	if err := c.lookForAdjudication(ctx, who, q, found); err != nil {
		return nil, "", err
	}
	return c.content(ctx, sha)
}

// paperOf gives the proposal that names the paper; nil if none does.
func paperOf(proposals []*register.Proposal, sha string) *register.Proposal {
	for _, p := range proposals {
		if sha != "" && slices.ContainsFunc(p.Evidence, func(e register.Evidence) bool { return e.SHA256 == sha }) {
			return p
		}
	}
	return nil
}

// foundNamed gives whom a proposal names, as a look at its papers shows them: these
// have addresses on them.
func (c *Clerk) foundNamed(ctx context.Context, p *register.Proposal) (access.Found, error) {
	named, err := c.subjectsNamed(ctx, p)
	if err != nil {
		return access.Found{}, err
	}
	cover, err := c.coverOf(ctx, named)
	var found access.Found
	if err != nil {
		return found, err
	}
	for _, n := range named {
		found.Subjects = addRef(found.Subjects, n.subject.Ref())
		found.Protected = found.Protected || cover.Covers(n.subject)
	}
	return found, nil
}

// showDeclaration adds what was declared to the view of who may rule. Who took part
// has it at the application; of what nobody waits for, nobody is shown anything.
func (c *Clerk) showDeclaration(ctx context.Context, who access.Actor, v *AdjudicationView, a *Application) error {
	if a == nil || v.Ineligible != "" {
		return nil
	}
	for _, p := range v.compared(a) {
		found, err := c.foundNamed(ctx, p)
		if err != nil {
			return err
		}
		if !found.Protected {
			continue // whom the person's document names is looked at with it
		}
		if err := c.lookForAdjudication(ctx, who, &v.Adjudication, found); err != nil {
			return err
		}
	}
	v.Declaration = v.declaration(a)
	return nil
}

// lookForAdjudication writes a look whose case is the adjudication. Where it is for
// the national desk to see what was found, the adjudication goes there.
func (c *Clerk) lookForAdjudication(ctx context.Context, who access.Actor, q *Adjudication, found access.Found) error {
	err := c.config.Looks.Look(ctx, who, q.why(), found)
	if !isCode(err, access.CodeNationalDesk) {
		return err
	}
	if to, again := c.nearestAdjudicators(ctx, register.Office{}); again == nil && to != q.Office {
		if again := c.config.Store.SendAdjudication(ctx, q.ID, to); again != nil {
			return again
		}
	}
	return err
}
