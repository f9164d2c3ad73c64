package audit_test

import (
	"context"
	"sync"
	"testing"

	"samano/access"
	"samano/audit"
	"samano/internal/testenv"
	"samano/register"
	"samano/registrar"
	"samano/store"
)

// growing is a register in which something is registered before each part that an audit reads, and
// whose parts are small.
type growing struct {
	store.Register
	mu   sync.Mutex
	next func() // registers an act, if there is one left
	read int    // parts
	wait bool   // for the parts of the matcher's index
}

func (s *growing) Snapshot(ctx context.Context, f func(store.Snapshot) error) error {
	s.grow()
	return s.Register.Snapshot(ctx, f)
}

func (s *growing) grow() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.read++; !s.wait {
		s.next()
	}
}

func (s *growing) Cut(ctx context.Context, pass access.Pass, table string, after *store.Place, _ int) (*store.Place, error) {
	return s.Register.Cut(ctx, pass, table, after, 2)
}

func (s *growing) CountPostings(ctx context.Context, pass access.Pass) (int64, error) {
	s.mu.Lock()
	s.wait = false
	s.mu.Unlock()
	n, err := s.Register.CountPostings(ctx, pass)
	return 2_000_000 + n, err
}

// What is registered between the parts that are read is no fault, whatever it does to people: they
// are born, renamed, merged, parted, protected. Rows and keys are those of the moment at which their
// part was read.
func TestWhatIsRegisteredBetweenParts(t *testing.T) {
	for before := range 16 { // acts of the history that the audit covers
		c := testenv.New(t, testenv.Options{})
		history, _ := c.History(t)
		c.Must(t, history[:before]...)
		late := history[before:]
		s := &growing{Register: c.Store, wait: before%2 == 1, next: func() {
			if len(late) == 0 {
				return
			}
			var p register.Proposal
			p, late = late[0], late[1:]
			results, err := c.Register(t.Context(), registrar.Request{Proposals: []register.Proposal{p}, Together: true})
			if err != nil || results[0].Err != nil {
				t.Error(p.Kind, err, results)
			}
		}}
		head, err := c.Store.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		sum, err := audit.Verify(t.Context(), audit.Inputs{Store: s, Codec: c.Codec, Scheme: c.Scheme, Sealer: c.Sealer}, func(f audit.Fault) error {
			if f.Alarm {
				t.Errorf("after %d acts of the history: told as %s", before, f)
			}
			return nil
		})
		if err != nil || sum.Acts != head.Size || len(late) > 0 || s.read < 50 {
			t.Errorf("after %d acts of the history: %+v of %d acts, %d parts, %d acts left (%v)", before, sum, head.Size, s.read, len(late), err)
		}
	}
}
