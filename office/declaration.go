package office

import (
	"context"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/office/evidence"
	"samano/office/papers"
	"samano/office/routing"
	"samano/register"
)

// An adjudicator decides by papers and witnesses, and has no part in the application. So the
// adjudication shows what was declared about the compared people, and its papers, to officers who
// may rule on it. It shows nothing else of the application.

// AdjudicationPaper returns a declared paper to an officer who may rule on the adjudication, or
// might have. The looks at the candidates and at everybody whom the act names are durable before
// the paper is read; their case is the adjudication. If a protection covers one of them, the
// adjudication is sent to the national desk.
func (c *Clerk) AdjudicationPaper(ctx context.Context, who access.Actor, id application.AdjudicationID, sha string) ([]byte, evidence.MediaType, error) {
	p, err := access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) (evidence.Paper, error) {
		return c.adjudicationPaper(ctx, pass, looks, who, id, sha)
	})
	return p.Content, p.Type, err
}

func (c *Clerk) adjudicationPaper(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, id application.AdjudicationID, sha string) (evidence.Paper, error) {
	const op = "office.AdjudicationPaper"
	q, a, err := c.adjudication(ctx, pass, op, who, id)
	if err != nil {
		return evidence.Paper{}, err
	}
	if q.State == application.Dropped {
		return evidence.Paper{}, register.Coded(register.Forbidden, op, application.CodeDropped)
	}
	if a == nil {
		return evidence.Paper{}, register.Coded(register.NotFound, op, evidence.CodeUnknown)
	}
	if err := papers.Of(op, q.Compared(a), sha); err != nil {
		return evidence.Paper{}, err
	}
	found, err := c.papers().Paper(ctx, pass, op, a, sha)
	if err != nil {
		return evidence.Paper{}, err
	}
	if _, _, err := c.lookAtCandidates(ctx, pass, looks, q, a); err != nil {
		return evidence.Paper{}, err
	}
	if err := c.lookForAdjudication(ctx, looks, q, found); err != nil {
		return evidence.Paper{}, err
	}
	return c.kept().Paper(ctx, sha)
}

// showDeclaration adds what was declared to the view of an officer who may rule, after the looks at
// everybody whom it names, the declarant too. Officers who took part read it in the application; a
// dropped adjudication shows nothing.
func (c *Clerk) showDeclaration(ctx context.Context, pass access.Pass, looks *access.Looker, v *AdjudicationView, a *application.Application) error {
	if a == nil {
		return nil
	}
	all, err := disclosure.NamedBy(ctx, pass, c.config.Documents, v.Compared(a)...)
	if err != nil {
		return err
	}
	for i := range all {
		found := all[i].Scope()
		if found.Subjects = looks.Rest(found.Subjects); len(found.Subjects) == 0 {
			continue
		}
		if err := c.lookForAdjudication(ctx, looks, &v.Adjudication, found); err != nil {
			return err
		}
	}
	v.Declaration = v.DeclarationOf(a)
	return nil
}

// lookForAdjudication writes a look whose case is the adjudication. If only the national desk may
// see the subjects, the adjudication is sent there.
func (c *Clerk) lookForAdjudication(ctx context.Context, looks *access.Looker, q *application.Adjudication, found access.ReadingScope) error {
	err := looks.Look(ctx, q.LookReason(), found)
	if !register.HasCode(err, access.CodeNationalDesk) {
		return err
	}
	to, again := c.routing().NearestAdjudicators(ctx, register.Office{})
	if again == nil && to != q.Office {
		again = c.config.Store.SendAdjudication(ctx, q.ID, to)
	}
	if again != nil && !register.HasCode(again, routing.CodeNoOfficeCompetent) {
		return again
	}
	return err
}
