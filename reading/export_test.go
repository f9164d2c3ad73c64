package reading

import (
	"context"

	"samano/access"
	"samano/register"
)

// NamedByProposals reads whom the proposals of acts name.
func (r *Service) NamedByProposals(ctx context.Context, pass access.Pass, done ...*register.Act) error {
	_, _, err := r.namedByProposals(ctx, pass, done...)
	return err
}
