package setup_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"samano/demo"
	"samano/demo/setup"
	"samano/node"
	"samano/node/open"
	"samano/register"
)

// A making that is cut off leaves a folder that nothing opens and nothing is founded in; a new
// folder is made whole.
func TestAMakingThatIsCutOff(t *testing.T) {
	at := open.Place{Folder: filepath.Join(t.TempDir(), "cut")}
	country := demo.Country{People: 200, Seed: 1, YearsOfLife: 1}
	ctx, cut := context.WithCancel(t.Context())
	_, err := setup.Make(ctx, at, country, time.Now, func(done, _ int64) { cut() })
	if register.KindOf(err) != register.Unavailable {
		t.Fatalf("cut off: %v", err)
	}
	_, heldErr := setup.Held(at)
	_, makeErr := setup.Make(t.Context(), at, country, time.Now, func(_, _ int64) {})
	_, openErr := open.Node(t.Context(), at, open.How{Mode: node.Loading})
	for what, err := range map[string]error{"held": heldErr, "made again": makeErr, "opened": openErr, "founded": open.MayFound(at, "la")} {
		if open.Code(err) != open.CodeDemoBroken {
			t.Errorf("%s: %v", what, err)
		}
	}
	at.Folder = filepath.Join(t.TempDir(), "whole")
	if held, err := setup.Held(at); held || err != nil {
		t.Errorf("an empty folder is held: %t, %v", held, err)
	}
	if _, err := setup.Make(t.Context(), at, country, time.Now, func(_, _ int64) {}); err != nil {
		t.Fatal(err)
	}
	if held, err := setup.Held(at); !held || err != nil {
		t.Errorf("what was made is held: %t, %v", held, err)
	}
}
