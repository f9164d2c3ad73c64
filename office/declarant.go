package office

import (
	"context"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/office/examination"
	"samano/register"
)

// withheldDeclarants returns of each application whom its declarant names, where they are withheld from
// the reader: a protection covers them, and the reader is neither of the national desk nor typed name
// and number.
func (c *Clerk) withheldDeclarants(ctx context.Context, pass access.Pass, who access.Actor, list ...application.Application) ([][]register.Ref, error) {
	if c.isDesk(who) {
		return make([][]register.Ref, len(list)), nil
	}
	texts := make([]string, len(list))
	for i := range list {
		texts[i] = list[i].Declarant.Text()
	}
	out, err := disclosure.CoveredDeclarants(ctx, pass, c.config.Documents, texts...)
	for i := range out {
		if list[i].DeclarantBy == who.Officer.ID {
			out[i] = nil
		}
	}
	return out, err
}

// declarantFaults refuses a declarant whose number the register does not hold, or who is dead: by
// an act that is registered, or by one of the application. The look at them is written first; of
// whom a protection covers only the national desk is told.
func (c *Clerk) declarantFaults(ctx context.Context, pass access.Pass, looks *access.Looker, a *application.Application, e *examination.Examination) ([]register.Finding, error) {
	if a.Declarant.Person == "" {
		return nil, nil
	}
	const field = "declarant.person"
	s, err := disclosure.SubjectNamed(ctx, pass, c.config.Documents, a.Declarant.Person)
	if err != nil {
		return nil, err
	}
	p, _ := s.(*register.Person)
	if p == nil || !p.Exists() {
		return []register.Finding{register.Blocked(CodeDeclarantNotFound, field)}, nil
	}
	if d, dead := p.Dead(); (!dead || d.Date.Before(register.Exact(a.Day)) == register.No) && !e.Kills(p) {
		return nil, nil
	}
	cover, err := disclosure.CoverOf(ctx, pass, c.config.Documents, p.Ref())
	if err != nil {
		return nil, err
	}
	switch err := looks.Look(ctx, caseOf(a.ID), access.ReadingScope{Subjects: []register.Ref{p.Ref()}, Protected: cover.CoversAny(p.Ref())}); {
	case register.HasCode(err, access.CodeNationalDesk):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return []register.Finding{register.Blocked(CodeDeclarantDead, field)}, nil
}
