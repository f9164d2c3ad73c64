package certificatetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"samano/certificate"
	"samano/register"
)

var start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// Run runs the conformance suite of certificate.Store. Each call of open returns an empty store.
func Run(t *testing.T, open func(t *testing.T) certificate.Store) {
	tests := []struct {
		name string
		run  func(t *testing.T, s certificate.Store)
	}{
		{"ids and counts are taken once, a revocation stands", copies},
		{"a status index is given once", indexes},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wants(t *testing.T, err error, kind register.ErrorKind) {
	t.Helper()
	if err == nil || register.KindOf(err) != kind {
		t.Errorf("the error is %v, not of kind %v", err, kind)
	}
}

func same(t *testing.T, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func id(n int) string { return fmt.Sprintf("01900000-0000-7000-8000-%012x", n) }

func paper(n int, count int, at time.Time, persons ...register.PersonID) certificate.Copy {
	return certificate.Copy{
		ID: certificate.CopyID(id(n)), Kind: register.KindMarriage, Act: 7, Count: count, Persons: persons, Office: "d1", Officer: "kham", IssuedAt: at, Status: int64(n),
		Fields: []string{"spouses"}, Lines: []certificate.Line{{Field: "spouses", Of: 1, Lao: "ຄຳ"}}, QR: "6BF...",
	}
}

func copies(t *testing.T, s certificate.Store) {
	ctx := context.Background()
	_, err := s.Copy(ctx, certificate.CopyID(id(1)))
	wants(t, err, register.NotFound)
	first, second, other := paper(1, 1, start, 5, 6), paper(2, 2, start.Add(time.Hour), 5, 6), paper(3, 1, start, 5)
	other.Kind = register.KindBirth
	for _, c := range []certificate.Copy{first, second, other} {
		must(t, s.AddCopy(ctx, c))
	}
	wants(t, s.AddCopy(ctx, paper(1, 3, start, 5)), register.Conflict)
	wants(t, s.AddCopy(ctx, paper(4, 2, start, 5)), register.Conflict)
	later := paper(5, 1, start, 8) // of the next act
	later.Act = 8
	must(t, s.AddCopy(ctx, later))
	for _, c := range []struct {
		kind register.Kind
		act  register.Seq
		want int
	}{{register.KindMarriage, 7, 2}, {register.KindMarriage, 8, 1}, {register.KindBirth, 7, 1}, {register.KindBirth, 8, 0}, {register.KindMarriage, 6, 0}} {
		n, err := s.CountCopies(ctx, c.kind, c.act)
		must(t, err)
		same(t, c.want, n)
	}
	// A copy is about one person or two. A third would not be found by it.
	wants(t, s.AddCopy(ctx, paper(6, 3, start, 5, 6, 7)), register.Internal)
	_, err = s.Copy(ctx, paper(6, 3, start).ID)
	wants(t, err, register.NotFound)

	r := certificate.Revocation{At: start, By: "noy", Reason: "ພິມຜິດ"}
	wants(t, s.RevokeCopy(ctx, certificate.CopyID(id(9)), r), register.NotFound)
	must(t, s.RevokeCopy(ctx, first.ID, r))
	wants(t, s.RevokeCopy(ctx, first.ID, certificate.Revocation{At: start, By: "kham", Reason: "again"}), register.Conflict)
	first.Revoked = &r
	got, err := s.Copy(ctx, first.ID)
	must(t, err)
	same(t, first, got)

	for _, test := range []struct {
		person register.PersonID
		limit  int
		want   []certificate.Copy
	}{{5, 9, []certificate.Copy{second, other, first}}, {6, 9, []certificate.Copy{second, first}}, {6, 1, []certificate.Copy{second}}, {8, 9, []certificate.Copy{later}}, {7, 9, nil}} {
		got, err := s.CopiesOf(ctx, test.person, test.limit)
		must(t, err)
		same(t, test.want, got)
	}
}

func indexes(t *testing.T, s certificate.Store) {
	seen := map[int64]bool{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			n, err := s.NextStatusIndex(context.Background())
			mu.Lock()
			defer mu.Unlock()
			if err != nil || seen[n] || n < 0 {
				t.Errorf("index %d, given before: %v, %v", n, seen[n], err)
			}
			seen[n] = true
		})
	}
	wg.Wait()
}
