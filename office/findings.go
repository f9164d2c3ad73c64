package office

import (
	"context"
	"slices"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/office/examination"
	"samano/register"
)

// lookAtExamined calls disclosure.LookAtFindings for the acts of an application, as an examination
// found them, and returns for each act whom it names. shown says whether their sides are shown too.
func (c *Clerk) lookAtExamined(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, a *application.Application, e *examination.Examination, shown bool) ([]disclosure.Named, error) {
	all, err := examination.NamedBy(ctx, pass, c.config.Documents, a)
	if err != nil {
		return nil, err
	}
	var list []disclosure.ActFindings
	for i := range a.Acts {
		if a.Acts[i].Outcome == nil {
			t := disclosure.ActFindings{Named: all[i], Findings: &e.Results[i].Findings, Act: e.Results[i].Act, Shown: shown}
			if err := t.AddDecided(ctx, pass, c.config.Documents, e.UnderDecision[i]); err != nil {
				return nil, err
			}
			if t.Redacted() && !c.isDesk(who) {
				e.Before[i] = nil
			}
			list = append(list, t)
		}
	}
	return all, disclosure.LookAtFindings(ctx, looks, c.isDesk(who), reasonOf(a.ID, a.State), list)
}

// lookAtFindings writes the looks at everybody whom the acts with findings name, before the
// findings leave, and returns for each act whom it names. Unless the reader is the national desk it
// redacts the findings.
func (c *Clerk) lookAtFindings(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, a *application.Application, findings []*[]register.Finding) ([]disclosure.Named, error) {
	looks.Nobody() // of a registered act its number is told
	all, err := examination.NamedBy(ctx, pass, c.config.Documents, a)
	if err != nil {
		return nil, err
	}
	var list []disclosure.ActFindings
	for i, found := range findings {
		t := disclosure.ActFindings{Named: all[i], Findings: found}
		if n := slices.IndexFunc(*found, func(f register.Finding) bool { return f.Code == examination.CodeAlreadyRegistered }); n >= 0 {
			act, err := c.config.Documents.Act(ctx, pass, (*found)[n].Args["act"])
			if err == nil {
				err = t.AddDecided(ctx, pass, c.config.Documents, act)
			}
			if err != nil {
				return nil, err
			}
		}
		if len(*found) > 0 {
			list = append(list, t)
		}
	}
	return all, disclosure.LookAtFindings(ctx, looks, c.isDesk(who), reasonOf(a.ID, a.State), list)
}
