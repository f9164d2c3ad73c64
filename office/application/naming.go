package application

import (
	"context"

	"samano/access"
	"samano/disclosure"
	"samano/register"
	"samano/registrar"
)

// Namings returns for each act of an application whom it names.
func (a *Application) Namings(ctx context.Context, pass access.Pass, r *registrar.Documents) ([]disclosure.Naming, error) {
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
