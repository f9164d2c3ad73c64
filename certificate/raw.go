package certificate

import (
	"context"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/register"
)

// Reading before anything is shown: whom a copy concerns, and whether it still says what the
// register says. A look is written before a copy, or a list of copies, leaves.

func (c *Service) persons(ctx context.Context, ids ...register.PersonID) (map[register.PersonID]*register.Person, error) {
	return access.ForJob(access.JobCopies, func(pass access.Pass) (map[register.PersonID]*register.Person, error) {
		return c.config.Documents.Persons(ctx, pass, ids...)
	})
}

func (c *Service) act(ctx context.Context, name string) (*register.Act, error) {
	return access.ForJob(access.JobCopies, func(pass access.Pass) (*register.Act, error) {
		return c.config.Documents.Act(ctx, pass, name)
	})
}

func (c *Service) acts(ctx context.Context, seqs []register.Seq) ([]*register.Act, error) {
	return access.ForJob(access.JobCopies, func(pass access.Pass) ([]*register.Act, error) {
		return c.config.Documents.Acts(ctx, pass, seqs)
	})
}

func (c *Service) cover(ctx context.Context, subjects ...register.Ref) (*disclosure.Cover, error) {
	return access.ForJob(access.JobCopies, func(pass access.Pass) (*disclosure.Cover, error) {
		return disclosure.CoverOf(ctx, pass, c.config.Documents, subjects...)
	})
}

// person returns who is called so by number, or '@' and a client-made id; nil if nobody is.
func (c *Service) person(ctx context.Context, name string) (*register.Person, error) {
	l, ok := acts.PersonLookup(name)
	if !ok {
		return nil, nil
	}
	found, err := access.ForJob(access.JobCopies, func(pass access.Pass) ([]acts.Entry, error) {
		return c.config.Documents.Find(ctx, pass, l)
	})
	if err != nil {
		return nil, err
	}
	return found[0].Person, nil
}
