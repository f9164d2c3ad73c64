package office

import (
	"context"
	"slices"
	"strings"

	"samano/access"
	"samano/disclosure"
	"samano/number"
	"samano/register"
)

// Declarant is the person who declares: by name, and by number if they have one.
type Declarant struct {
	Person   string `json:"person,omitempty"` // number
	Name     string `json:"name,omitempty"`
	Relation string `json:"relation,omitempty"` // to whom the acts concern: "mother", "village-chief"
}

// Text returns the declarant as the act names them.
func (d Declarant) Text() string {
	var parts []string
	for _, part := range []string{d.Name, d.Person, d.Relation} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// check returns the faults because of which a declarant cannot be kept. The number is written as
// the register writes it.
func (d *Declarant) check(scheme number.Scheme) []register.Finding {
	out := CheckText("declarant.person", d.Person, maxNameBytes)
	if d.Person != "" && out == nil {
		canonical, err := scheme.Parse(d.Person)
		if err != nil {
			out = append(out, register.Blocked(number.CodeOf(err), "declarant.person"))
		}
		d.Person = canonical
	}
	out = append(out, CheckText("declarant.name", d.Name, maxNameBytes)...)
	return append(out, CheckText("declarant.relation", d.Relation, maxNameBytes)...)
}

// declarantFaults refuses a declarant whose number the register does not hold, or who is dead: by
// an act that is registered, or by one of the application. The look at them is written first; of
// whom a protection covers only the national desk is told.
func (c *Clerk) declarantFaults(ctx context.Context, pass access.Pass, looks *access.Looker, a *Application, e *examined) ([]register.Finding, error) {
	if a.Declarant.Person == "" {
		return nil, nil
	}
	const field = "declarant.person"
	s, err := c.named(ctx, pass, a.Declarant.Person)
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
	cover, err := disclosure.CoverOf(ctx, pass, c.config.Documents, p.Ref())
	if err != nil {
		return nil, err
	}
	switch err := looks.Look(ctx, caseOf(a.ID), access.ReadingScope{Subjects: []register.Ref{p.Ref()}, Protected: cover.CoversAny(p.Ref())}); {
	case isCode(err, access.CodeNationalDesk):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return []register.Finding{register.Blocked(CodeDeclarantDead, field)}, nil
}

// kills reports whether an act of the application says that somebody is dead.
func (e *examined) kills(p *register.Person) bool {
	for i := range e.results {
		if act := e.results[i].Act; act != nil && slices.ContainsFunc(act.Effects, func(x register.Effect) bool {
			_, death := x.Value.(register.Death)
			return death && x.Subject == p.Ref()
		}) {
			return true
		}
	}
	return false
}
