package registrar_test

import (
	"testing"

	"samano/access"
	"samano/internal/testenv"
	"samano/register"
)

// What is found against a proposal tells of people whom it names.
func TestExaminingTakesAPass(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	history, f := c.History(t)
	c.Must(t, history...)
	p := birth(t, c, c.ClientID(), f.Mother, "2025-10-20")
	if e, err := c.Examine(t.Context(), access.Pass{}, []register.Proposal{p}); register.KindOf(err) != register.Forbidden || e.Results != nil {
		t.Errorf("without a pass: %+v, %v", e, err)
	}
}
