package accesstest

import (
	"context"

	"samano/access"
	"samano/law"
	"samano/register"
)

// Cases is access.Cases in memory: what each case opens for everybody, by its id. The kind is that of
// what it opens.
type Cases map[string]access.CaseScope

var _ access.Cases = Cases{}

// Opens implements access.Cases.
func (c Cases) Opens(_ context.Context, pass access.Pass, _ access.Actor, kind law.CaseKind, id string) (access.CaseScope, error) {
	if err := pass.Check("accesstest.Opens"); err != nil {
		return access.CaseScope{}, err
	}
	if o, ok := c[id]; ok && o.Kind == kind {
		return o, nil
	}
	return access.CaseScope{}, &register.Error{Kind: register.NotFound, Op: "accesstest.Opens"}
}

// everybodyIn is how many people and households a country of a test has at most.
const everybodyIn = 300

// Everybody returns what a case would open that opened every person and household of a country of a test.
func Everybody(kind law.CaseKind) access.CaseScope {
	o := access.CaseScope{Kind: kind}
	for id := range int64(everybodyIn) {
		o.Subjects = append(o.Subjects, register.PersonRef(register.PersonID(id+1)), register.HouseholdRef(register.HouseholdID(id+1)))
	}
	return o
}
