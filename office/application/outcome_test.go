package application

import (
	"slices"
	"testing"

	"samano/register"
)

// What a registrar may accept is never that two are two.
func TestWhatARegistrarAccepts(t *testing.T) {
	late, like := register.Accepted{Code: "declared-late"}, register.Accepted{Code: register.CodePerhapsRegistered}
	all := []register.Accepted{like, late, {Code: register.CodeSurelyRegistered}}
	if got := OfRegistrar(all); !slices.Equal(got, []register.Accepted{late}) || all[0] != like {
		t.Errorf("%+v of %+v", got, all)
	}
}
