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
