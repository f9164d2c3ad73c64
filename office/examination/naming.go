package examination

import (
	"context"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/register"
	"samano/registrar"
)

// Namings returns for each act of an application whom it names.
func Namings(ctx context.Context, pass access.Pass, r *registrar.Documents, a *application.Application) ([]disclosure.Naming, error) {
	proposals := make([]*register.Proposal, len(a.Acts))
	for i := range a.Acts {
		p := a.Acts[i].Proposal
		if p.Declarant == "" { // of a draft
			p.Declarant = a.Declarant.Text()
		}
		proposals[i] = &p
	}
	return disclosure.NamingsOf(ctx, pass, r, proposals...)
}
