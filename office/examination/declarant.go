package examination

import (
	"context"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/register"
)

// Codes of what is wrong with a declarant.
const (
	CodeDeclarantNotFound = "declarant-not-found" // nobody has the number
	CodeDeclarantDead     = "declarant-dead"
)

// DeclarantFaults refuses a declarant whose number the register does not hold, or who is dead: by
// an act that is registered, or by one of the application. The look at them is written first; of
// whom a protection covers only the national desk is told. why is the case of the look.
func (x *Service) DeclarantFaults(ctx context.Context, pass access.Pass, looks *access.Looker, why access.Reason, a *application.Application, e *Examination) ([]register.Finding, error) {
	if a.Declarant.Person == "" {
		return nil, nil
	}
	const field = "declarant.person"
	s, err := disclosure.SubjectNamed(ctx, pass, x.Documents, a.Declarant.Person)
	if err != nil {
		return nil, err
	}
	p, _ := s.(*register.Person)
	if p == nil || !p.Exists() {
		return []register.Finding{register.Blocked(CodeDeclarantNotFound, field)}, nil
	}
	if d, dead := p.Dead(); (!dead || d.Date.Before(register.Exact(a.Day)) == register.No) && !e.kills(p) {
		return nil, nil
	}
	cover, err := disclosure.CoverOfPersons(ctx, pass, x.Documents, p)
	if err != nil {
		return nil, err
	}
	switch err := looks.Look(ctx, why, access.ReadingScope{Subjects: []register.Ref{p.Ref()}, Protected: cover.CoversAny(p.Ref())}); {
	case register.HasCode(err, access.CodeNationalDesk):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return []register.Finding{register.Blocked(CodeDeclarantDead, field)}, nil
}
