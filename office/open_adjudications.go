package office

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/office/examination"
	"samano/register"
)

// openAdjudications moves an application to Adjudicated and returns the adjudications that it waits
// for.
func (c *Clerk) openAdjudications(ctx context.Context, pass access.Pass, op register.Operation, who access.Actor, a *application.Application, e *examination.Examination) ([]application.Adjudication, error) {
	sides, err := disclosure.SidesOf(ctx, pass, c.config.Documents, e.Acts())
	if err != nil {
		return nil, err
	}
	proposed, err := sides.Persons(pass)
	if err != nil {
		return nil, err
	}
	var out []application.Adjudication
	a.Due = application.NoDeadline
	for i, findings := range e.Asked {
		of := application.ByPerson(findings)
		for _, person := range slices.Sorted(maps.Keys(of)) {
			q, err := c.question(ctx, pass, a, i, of[person], proposed)
			if err != nil {
				return nil, err
			}
			q.Field, q.Seq = of[person][0].Field, e.Search.Seq()
			a.Due = min(a.Due, q.Due)
			out = append(out, q)
		}
	}
	a.Become(application.Adjudicated, who.Officer.ID, who.Office.ID, c.now(), nil)
	return out, nil
}

// question returns the adjudication of one person of the ith act.
func (c *Clerk) question(ctx context.Context, pass access.Pass, a *application.Application, i int, findings []register.Finding, proposed [][]*register.Person) (application.Adjudication, error) {
	p := &a.Acts[i].Proposal
	q, err := c.newAdjudication()
	if err != nil {
		return q, err
	}
	q.Application, q.Act, q.Kind = a.ID, p.ID, p.Kind
	q.Truncated = findings[0].Args[application.ArgTruncated] != ""
	for _, f := range findings {
		candidate := application.Candidate{Named: f.Args[register.ArgPerson], Likeness: application.LikenessOf(f)}
		person, err := disclosure.PersonNamed(ctx, pass, c.config.Documents, candidate.Named)
		switch {
		case err != nil:
			return q, err
		case person != nil:
			candidate.Person = person.ID
		default: // somebody whom another act of the application would enter
			candidate.CoProposed = application.Propose(coProposed(a, candidate.Named, proposed))
		}
		q.Candidates = append(q.Candidates, candidate)
	}
	named, err := disclosure.NamedBy(ctx, pass, c.config.Documents, q.Compared(a)...)
	if err != nil {
		return q, err
	}
	for i := range named {
		q.Named = disclosure.AddRefs(q.Named, named[i].Subjects...)
	}
	person, registered, err := c.concerned(ctx, pass, a, findings[0], i, proposed)
	if err != nil {
		return q, err
	}
	q.Proposed = application.Propose(person)
	if person == nil {
		return q, register.Errorf(register.Internal, "office.openAdjudications", "act %s is like somebody and enters nobody", p.ID)
	}
	if registered {
		q.Subject = person.ID
	}
	q.Office, err = c.routing().Adjudicating(ctx, pass, a.Office, disclosure.NamedNow(person), q.People())
	return q, err
}

func (c *Clerk) newAdjudication() (application.Adjudication, error) {
	id, err := uuid.NewRandomFromReader(c.config.Random)
	if err != nil {
		return application.Adjudication{}, register.Errorf(register.Internal, "office.openAdjudications", "%w", err)
	}
	days := c.config.Documents.Law.Duplicates.Days.On(c.today()).Value
	return application.Adjudication{ID: application.AdjudicationID(id.String()), State: application.Asked, Opened: c.now(), Due: c.today() + register.Day(days)}, nil
}

// concerned returns the person of the ith act whom the finding is about, nil if there is none, and whether
// they are registered: whom the act renames or parts may be entered by another act of the application.
func (c *Clerk) concerned(ctx context.Context, pass access.Pass, a *application.Application, f register.Finding, i int, proposed [][]*register.Person) (one *register.Person, registered bool, err error) {
	of := f.Args[register.ArgOf]
	if of == "" && len(proposed[i]) > 0 {
		return proposed[i][0], false, nil // who is entered comes first
	}
	for _, p := range proposed[i] { // before it is asked who answers for that number now
		if string(p.Number()) == of {
			return p, true, nil
		}
	}
	there, err := disclosure.PersonNamed(ctx, pass, c.config.Documents, of)
	if err != nil {
		return nil, false, err
	}
	if registered = there != nil; !registered {
		there = coProposed(a, of, proposed)
	}
	for _, p := range proposed[i] {
		if there != nil && p.ID == there.ID {
			return p, registered, nil
		}
	}
	return nil, false, nil
}

// coProposed returns the person entered by another act of the same application, looked up by act id
// or client-made id.
func coProposed(a *application.Application, named string, proposed [][]*register.Person) *register.Person {
	for i := range a.Acts {
		if len(proposed[i]) > 0 && application.SpeaksOf(&a.Acts[i].Proposal, named) {
			return proposed[i][0]
		}
	}
	return nil
}
