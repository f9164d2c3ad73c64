package examination

import (
	"context"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/registrar"
)

// Namings returns for each act of an application whom it names.
func Namings(ctx context.Context, pass access.Pass, r *registrar.Documents, a *application.Application) ([]disclosure.Naming, error) {
	return disclosure.NamingsOf(ctx, pass, r, a.Proposals()...)
}
