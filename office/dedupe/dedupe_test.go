package dedupe

import (
	"slices"
	"testing"

	"samano/match/memindex"
)

// The pairs of a cluster stand together, the most probable first, and those that are alike by their people.
func TestPairsOfAClusterStandTogether(t *testing.T) {
	likeliest, second := memindex.Pair{A: 3, B: 9, P: 0.9}, memindex.Pair{A: 1, B: 3, P: 0.8}
	alike, other := memindex.Pair{A: 1, B: 9, P: 0.8}, memindex.Pair{A: 2, B: 4, P: 0.95}
	var r search
	got := r.byCluster([]memindex.Pair{alike, other, second, likeliest})
	if want := []memindex.Pair{likeliest, second, alike, other}; !slices.Equal(got, want) || r.found.Clusters != 2 || r.found.Largest != 3 {
		t.Errorf("they stand as %v, want %v; %d clusters, the largest of %d", got, want, r.found.Clusters, r.found.Largest)
	}
}
