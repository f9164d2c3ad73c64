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
		return paper{}, fail(register.Forbidden, op, code)
	}
	var p *register.Proposal
	if a != nil {
		p = paperOf(q.compared(a), sha)
	}
	if p == nil {
		return paper{}, fail(register.NotFound, op, CodeEvidenceUnknown)
	}
	if _, err := c.lookAtCandidates(ctx, pass, looks, q); err != nil {
		return paper{}, err
	}
	named, err := c.namings(ctx, pass, p)
	if err != nil {
		return paper{}, err
	}
	if err := c.lookForAdjudication(ctx, looks, q, named[0].found()); err != nil {
		return paper{}, err
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

// showDeclaration adds what was declared to the view of who may rule. Who took part
// has it at the application; of what nobody waits for, nobody is shown anything.
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

// lookForAdjudication writes a look whose case is the adjudication. Where it is for
// the national desk to see what was found, the adjudication goes there.
func (c *Clerk) lookForAdjudication(ctx context.Context, looks *access.Looker, q *Adjudication, found access.ReadingScope) error {
	err := looks.Look(ctx, q.why(), found)
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
