package node_test

import (
	"testing"

	"samano/access"
	"samano/node"
	"samano/register"
)

// A founding that was broken off when its paper stood, and was not shown yet, is gone on with by the same two.
func TestAFoundingIsGoneOnWithAndItsPaperShown(t *testing.T) {
	n := built(t, parts(t))
	pair := [2]node.FirstAdministrator{{Account: "admin", Name: "A", Password: "seven brown rivers"}, {Account: "admin2", Name: "B", Password: "three grey harbours"}}
	first, err := n.FoundCentre(t.Context(), pair, true)
	must(t, err)
	again, err := n.FoundCentre(t.Context(), pair, true)
	if must(t, err); again == first || again == (access.Papers{}) {
		t.Errorf("the second paper is %q", again)
	}
	pair[1].Password = "another grey harbour"
	if paper, err := n.FoundCentre(t.Context(), pair, true); register.KindOf(err) != register.Forbidden || paper != (access.Papers{}) {
		t.Errorf("with another password: %v", err)
	}
}
