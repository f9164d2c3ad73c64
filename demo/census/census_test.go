package census

import (
	"testing"

	"pgregory.net/rapid"

	"samano/demo/people"
)

// Who has a home of one's own lives in it, whatever was cut on the way.
func TestEveryHomeHasItsOwnerInIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "people")
		host := make([]people.ID, n+1)
		for i := 1; i <= n; i++ {
			host[i] = people.ID(rapid.IntRange(0, n).Draw(t, "host"))
		}
		found := roots(host, func(people.ID) people.ID { return 0 })
		for i := 1; i <= n; i++ {
			if r := found[i]; r == 0 || found[r] != r {
				t.Fatalf("%d lives with %d, who lives with %d", i, r, found[r])
			}
		}
	})
}
