package application

import (
	"testing"

	"samano/register"
)

// A proposal speaks of whom it enters by the whole of the name, not by its beginning.
func TestOfWhomAProposalSpeaks(t *testing.T) {
	p := register.Proposal{ID: "act-1", Payload: []byte(`{"as":"@12","name":"x"}`)}
	for named, want := range map[string]bool{"act-1": true, "@12": true, "@1": false, "12": false, "act": false, "@123": false} {
		if got := SpeaksOf(&p, named); got != want {
			t.Errorf("of %s: %t", named, got)
		}
	}
}
