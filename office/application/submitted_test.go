package application

import (
	"fmt"
	"reflect"
	"testing"

	"samano/register"
)

// An error beside findings says what kind it is, and nothing of them.
func TestAnErrorWithoutItsFindings(t *testing.T) {
	found := &register.Error{Kind: register.Conflict, Op: "x", Code: "c", Findings: []register.Finding{{Code: "secret"}}, Err: errRuled}
	if got, ok := WithoutFindings(fmt.Errorf("wrapped: %w", found)).(*register.Error); !ok || !reflect.DeepEqual(*got, register.Error{Kind: register.Conflict, Op: "x", Code: "c"}) {
		t.Errorf("%+v", got)
	}
	if got := WithoutFindings(errRuled); got != errRuled {
		t.Errorf("%v", got)
	}
	if WithoutFindings(nil) != nil {
		t.Error("none becomes one")
	}
	bare := &register.Error{Kind: register.Conflict, Err: errRuled}
	if got := WithoutFindings(bare); got != error(bare) {
		t.Errorf("%v", got)
	}
}
