package office

import (
	"context"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/register"
)

// withheldDeclarants returns of each application whom its declarant names, where they are withheld from
// the reader: a protection covers them, and the reader is neither of the national desk nor typed name
// and number.
func (c *Clerk) withheldDeclarants(ctx context.Context, pass access.Pass, who access.Actor, list ...application.Application) ([][]register.Ref, error) {
	if c.isDesk(who) {
		return make([][]register.Ref, len(list)), nil
	}
	texts := make([]string, len(list))
	for i := range list {
		texts[i] = list[i].Declarant.Text()
	}
	out, err := disclosure.CoveredDeclarants(ctx, pass, c.config.Documents, texts...)
	for i := range out {
		if list[i].DeclarantBy == who.Officer.ID {
			out[i] = nil
		}
	}
	return out, err
}
