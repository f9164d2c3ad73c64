package office

import (
	"context"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/register"
)

// Reading for an office's own work, before anybody is shown anything: whom an application concerns,
// who decides it, and what the look is to say. A look is written by c.config.Looks before any of it leaves.

func (c *Clerk) persons(ctx context.Context, ids ...register.PersonID) (map[register.PersonID]*register.Person, error) {
	return access.ForJob(access.JobApplications, func(pass access.Pass) (map[register.PersonID]*register.Person, error) {
		return c.config.Documents.Persons(ctx, pass, ids...)
	})
}

func (c *Clerk) households(ctx context.Context, ids ...register.HouseholdID) (map[register.HouseholdID]*register.Household, error) {
	return access.ForJob(access.JobApplications, func(pass access.Pass) (map[register.HouseholdID]*register.Household, error) {
		return c.config.Documents.Households(ctx, pass, ids...)
	})
}

func (c *Clerk) act(ctx context.Context, name string) (*register.Act, error) {
	return access.ForJob(access.JobApplications, func(pass access.Pass) (*register.Act, error) {
		return c.config.Documents.Act(ctx, pass, name)
	})
}

func (c *Clerk) acts(ctx context.Context, seqs []register.Seq) ([]*register.Act, error) {
	return access.ForJob(access.JobApplications, func(pass access.Pass) ([]*register.Act, error) {
		return c.config.Documents.Acts(ctx, pass, seqs)
	})
}

func (c *Clerk) find(ctx context.Context, ls ...acts.Lookup) ([]acts.Entry, error) {
	return access.ForJob(access.JobApplications, func(pass access.Pass) ([]acts.Entry, error) {
		return c.config.Documents.Find(ctx, pass, ls...)
	})
}

func (c *Clerk) cover(ctx context.Context, subjects ...register.Ref) (*disclosure.Cover, error) {
	return access.ForJob(access.JobApplications, func(pass access.Pass) (*disclosure.Cover, error) {
		return disclosure.CoverOf(ctx, pass, c.config.Documents, subjects...)
	})
}
