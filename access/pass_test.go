package access_test

import (
	"testing"

	"samano/access"
	"samano/register"
)

// A pass is valid inside the function that received it, and nowhere else.
func TestAPassEndsWithItsReading(t *testing.T) {
	var kept []access.Pass
	keep := func(p access.Pass) {
		if err := p.Check("test"); err != nil {
			t.Errorf("pass %d inside its reading: %v", len(kept), err)
		}
		kept = append(kept, p)
	}
	if err := access.ForWriting(func(p access.Pass) error { keep(p); return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := access.ForJob(access.JobLists, func(p access.Pass) (int, error) { keep(p); return 1, nil }); err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = access.ForWriting(func(p access.Pass) error { keep(p); panic("a fault of the reading") })
	}()
	for i, p := range append(kept, access.Pass{}) {
		if err := p.Check("test"); register.KindOf(err) != register.Forbidden || err == nil {
			t.Errorf("pass %d after its reading: %v", i, err)
		}
	}
	walk := func(yield func(int, error) bool) { _ = yield(1, nil) && yield(2, nil) }
	var seen []int
	_ = access.ForWriting(func(p access.Pass) error {
		kept[0] = p
		for n, err := range access.Walk(p, "test", walk) {
			if err == nil {
				seen = append(seen, n)
			}
		}
		return nil
	})
	for _, err := range access.Walk(kept[0], "test", walk) {
		if register.KindOf(err) != register.Forbidden {
			t.Errorf("a walk with an ended pass: %v", err)
		}
	}
	if len(seen) != 2 {
		t.Errorf("a walk with a valid pass saw %v", seen)
	}
}
