package office

import (
	"bytes"
	"context"
	"slices"

	"samano/access"
	"samano/register"
)

// An adjudicator decides by papers and witnesses, and has no part in the application. So the
// adjudication shows what was declared about the compared people, and its papers, to officers who
// may rule on it. It shows nothing else of the application.

// Declaration is the part of an application that an adjudication is about.
type Declaration struct {
	Declarant Declarant
	TakenBy   register.OfficerID
	TakenAt   register.OfficeID
	Day       register.Day
	Acts      []DeclaredAct
}

// DeclaredAct is an act that enters or changes one of the compared people.
type DeclaredAct struct {
	Kind     register.Kind
	Happened register.Date
	Evidence []register.Evidence
}

// declaration returns what was declared: the acts as they stand now, if the application still holds
// them.
func (a *Adjudication) declaration(of *Application) *Declaration {
	d := &Declaration{Declarant: of.Declarant, TakenBy: of.TakenBy, TakenAt: of.TakenAt, Day: of.Day}
	for _, p := range a.compared(of) {
		d.Acts = append(d.Acts, DeclaredAct{Kind: p.Kind, Happened: p.Happened, Evidence: p.Evidence})
	}
	return d
}

// compared returns the proposals of the compared people: the one of the question, and those that
// would enter co-proposed candidates.
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

// speaksOf reports whether a proposal enters the person of that name: the act's id, or a
// client-made id in its payload.
func speaksOf(p *register.Proposal, named string) bool {
	return string(p.ID) == named || bytes.Contains(p.Payload, []byte(`"`+named+`"`))
}

// AdjudicationPaper returns a declared paper to an officer who may rule on the adjudication, or
// might have. The looks at the candidates and at everybody whom the act names are durable before
// the paper is read; their case is the adjudication. If a protection covers one of them, the
// adjudication is sent to the national desk.
func (c *Clerk) AdjudicationPaper(ctx context.Context, who access.Actor, id AdjudicationID, sha string) ([]byte, MediaType, error) {
	p, err := access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) (paper, error) {
		return c.adjudicationPaper(ctx, pass, looks, who, id, sha)
	})
	return p.content, p.media, err
}

func (c *Clerk) adjudicationPaper(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, id AdjudicationID, sha string) (paper, error) {
	const op = "office.AdjudicationPaper"
	q, a, err := c.adjudication(ctx, pass, op, who, id)
	if err != nil {
		return paper{}, err
	}
	if code := ineligible(who, q, a); code != "" {
		return paper{}, register.Coded(register.Forbidden, op, code)
	}
	if a == nil {
		return paper{}, register.Coded(register.NotFound, op, CodeEvidenceUnknown)
	}
	found, err := c.foundOn(ctx, pass, op, q.compared(a), sha)
	if err != nil {
		return paper{}, err
	}
	if _, _, err := c.lookAtCandidates(ctx, pass, looks, q); err != nil {
		return paper{}, err
	}
	if err := c.lookForAdjudication(ctx, looks, q, found); err != nil {
		return paper{}, err
	}
	return c.content(ctx, sha)
}

// showDeclaration adds what was declared to the view of an officer who may rule. Officers who took
// part read it in the application; a dropped adjudication shows nothing.
func (c *Clerk) showDeclaration(ctx context.Context, pass access.Pass, looks *access.Looker, v *AdjudicationView, a *Application) error {
	if a == nil || v.Ineligible != "" {
		return nil
	}
	all, err := c.namings(ctx, pass, v.compared(a)...)
	if err != nil {
		return err
	}
	for i := range all {
		if len(all[i].covered) == 0 {
			continue // whom the person's document names is looked at with it
		}
		if err := c.lookForAdjudication(ctx, looks, &v.Adjudication, all[i].found()); err != nil {
			return err
		}
	}
	v.Declaration = v.declaration(a)
	return nil
}

// lookForAdjudication writes a look whose case is the adjudication. If only the national desk may
// see the subjects, the adjudication is sent there.
func (c *Clerk) lookForAdjudication(ctx context.Context, looks *access.Looker, q *Adjudication, found access.ReadingScope) error {
	err := looks.Look(ctx, q.why(), found)
	if !isCode(err, access.CodeNationalDesk) {
		return err
	}
	to, again := c.nearestAdjudicators(ctx, register.Office{})
	if again == nil && to != q.Office {
		again = c.config.Store.SendAdjudication(ctx, q.ID, to)
	}
	if again != nil && !isCode(again, CodeNoOfficeCompetent) {
		return again
	}
	return err
}
