package examination

import (
	"context"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/registrar"
)

// NamedBy returns for each act of an application whom it names.
func NamedBy(ctx context.Context, pass access.Pass, r *registrar.Documents, a *application.Application) ([]disclosure.Named, error) {
	return disclosure.NamedBy(ctx, pass, r, a.Proposals()...)
}

// LookAtOpen writes the look at everybody whom the acts name that are declared: whoever declares chose them.
func (x *Service) LookAtOpen(ctx context.Context, pass access.Pass, looks *access.Looker, why access.Reason, a *application.Application) error {
	all, err := NamedBy(ctx, pass, x.Documents, a)
	if err != nil {
		return err
	}
	var open []disclosure.Named
	for i := range all {
		if a.Acts[i].Outcome == nil {
			open = append(open, all[i])
		}
	}
	return disclosure.LookAtNamed(ctx, looks, why, open...)
}
