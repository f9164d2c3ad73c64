package registrar_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"samano/internal/testenv"
	"samano/register"
	"samano/registrar"
	"samano/store"
	"samano/store/memstore"
)

// refusing is a store whose writing transactions fail as a test says.
type refusing struct {
	store.Register
	gate  chan struct{}                                        // Begin takes one from it; nil: open
	begin func(attempt int) error                              // may be nil
	write func(attempt int, ids map[register.ActID]bool) error // may be nil
	begun int                                                  // attempts since the store began to fail
	open  bool                                                 // the gate, whatever waits before it
}

func (s *refusing) Begin(ctx context.Context) (store.Tx, error) {
	if s.gate != nil && !s.open {
		<-s.gate
	}
	s.begun++
	if s.begin != nil {
		if err := s.begin(s.begun); err != nil {
			return nil, err
		}
	}
	tx, err := s.Register.Begin(ctx)
	return &refusingTx{tx, s}, err
}

type refusingTx struct {
	store.Tx
	s *refusing
}

func (t *refusingTx) Write(ctx context.Context, b *store.Batch) error {
	if t.s.write != nil {
		ids := map[register.ActID]bool{}
		for _, a := range b.Acts {
			ids[a.ID] = true
		}
		if err := t.s.write(t.s.begun, ids); err != nil {
			return err
		}
	}
	return t.Tx.Write(ctx, b)
}

// errRolledBack is the error of a Tx that another process was in the way of.
var errRolledBack = register.Errorf(register.Unavailable, "test", "%w", store.ErrRolledBack)

// answer is what one caller is told.
type answer struct {
	result registrar.Result
	err    error
}

func (a answer) kind() register.ErrorKind { return register.KindOf(errors.Join(a.err, a.result.Err)) }

// inOneGroup hands in requests, all of which the writer finds waiting at once.
func inOneGroup(t *testing.T, c *testenv.Country, s *refusing, requests []registrar.Request) [][]registrar.Result {
	t.Helper()
	s.gate = make(chan struct{})
	go c.Register(context.Background(), registrar.Request{Proposals: []register.Proposal{{}}})
	synctest.Wait() // the writer has taken this one and waits at the gate
	out := make([][]registrar.Result, len(requests))
	for i, req := range requests {
		go func() {
			results, err := c.Register(context.Background(), req)
			if err != nil {
				t.Error(err)
			}
			out[i] = results
		}()
		synctest.Wait()
	}
	close(s.gate)
	synctest.Wait()
	return out
}

// queued hands in a proposal for each caller, all of which the writer finds waiting at once. The
// store fails from then on. ready may be nil; it is called before the writer takes any of them.
func queued(t *testing.T, c *testenv.Country, s *refusing, callers []context.Context, ready func([]register.Proposal)) (proposals []register.Proposal, answers []answer) {
	t.Helper()
	begin, write := s.begin, s.write
	s.begin, s.write, s.gate = nil, nil, make(chan struct{})
	answers = make([]answer, len(callers))
	hand := func(ctx context.Context, p register.Proposal, into *answer) {
		results, err := c.Register(ctx, registrar.Request{Proposals: []register.Proposal{p}})
		if into.err = err; err == nil {
			into.result = results[0]
		}
	}
	var first answer
	go hand(context.Background(), mother(t, c, c.ClientID()), &first)
	synctest.Wait() // the writer has taken the first and waits at the gate
	for i, ctx := range callers {
		proposals = append(proposals, mother(t, c, c.ClientID()))
		go hand(ctx, proposals[i], &answers[i])
		synctest.Wait()
	}
	if ready != nil {
		ready(proposals)
	}
	s.gate <- struct{}{}
	synctest.Wait() // the writer waits at the gate with the others
	if first.result.Act == nil {
		t.Fatalf("the first: %+v", first)
	}
	s.begin, s.write, s.begun = begin, write, 0
	close(s.gate)
	time.Sleep(time.Minute) // longer than all pauses between attempts
	synctest.Wait()         // what the others wrote is read from here on
	return proposals, answers
}

func background(n int) []context.Context {
	return slices.Repeat([]context.Context{context.Background()}, n)
}

// A transaction that the database rolls back in favour of another process is repeated, and the
// callers learn nothing of it.
func TestARolledBackTransactionIsRepeated(t *testing.T) {
	const attempts = 20
	synctest.Test(t, func(t *testing.T) {
		s := &refusing{Register: memstore.New()}
		c := testenv.New(t, testenv.Options{Store: s})
		s.begin = func(attempt int) error {
			if attempt%2 == 1 && attempt < attempts {
				return errRolledBack
			}
			return nil
		}
		s.write = func(attempt int, _ map[register.ActID]bool) error {
			if attempt < attempts {
				return errRolledBack
			}
			return nil
		}
		_, answers := queued(t, c, s, background(3), nil)
		for i, a := range answers {
			if a.result.Act == nil {
				t.Errorf("caller %d: %v", i, a.kind())
			}
		}
		if s.begun != attempts {
			t.Errorf("%d attempts, want %d", s.begun, attempts)
		}
	})
}

// A transaction that the database rolls back every time is an outage, not a refusal, and ends.
func TestATransactionThatIsRolledBackEveryTimeIsAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &refusing{Register: memstore.New()}
		c := testenv.New(t, testenv.Options{Store: s})
		s.write = func(int, map[register.ActID]bool) error { return errRolledBack }
		proposals, answers := queued(t, c, s, background(3), nil)
		for i, a := range answers {
			if a.kind() != register.Unavailable {
				t.Errorf("caller %d: %v", i, a.kind())
			}
		}
		if s.begun < 20 {
			t.Errorf("%d attempts only", s.begun)
		}
		s.write = nil
		results, err := c.Register(context.Background(), registrar.Request{Proposals: proposals})
		if err != nil || results[0].Act == nil || results[0].Repeated {
			t.Errorf("handed in again: %+v, %v", results, err)
		}
	})
}

// What cannot be registered for another reason than an outage is tried once, and what is there
// already is not written again.
func TestNothingIsTriedOrWrittenInVain(t *testing.T) {
	s := &refusing{Register: memstore.New()}
	c := testenv.New(t, testenv.Options{Store: s})
	p := mother(t, c, c.ClientID())
	c.Must(t, p)
	written := 0
	s.write = func(int, map[register.ActID]bool) error { written++; return nil }
	bad := birth(t, c, c.ClientID(), c.ClientID(), "2026-10-20")
	if _, err := c.Register(t.Context(), registrar.Request{Proposals: []register.Proposal{p, bad}}); err != nil || written != 0 {
		t.Errorf("nothing new, and %d batches are written: %v", written, err)
	}
	s.begun, s.write = 0, func(int, map[register.ActID]bool) error { return &register.Error{Kind: register.Internal, Op: "test"} }
	results, err := c.Register(t.Context(), registrar.Request{Proposals: []register.Proposal{mother(t, c, c.ClientID())}})
	if err != nil || register.KindOf(results[0].Err) != register.Internal || s.begun != 1 {
		t.Errorf("%+v after %d attempts, %v", results, s.begun, err)
	}
}

// A request that the database refuses every time fails alone.
func TestOneRefusedRequestFailsAlone(t *testing.T) {
	for _, kind := range []register.ErrorKind{register.Conflict, register.Internal} {
		t.Run(kind.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &refusing{Register: memstore.New()}
				c := testenv.New(t, testenv.Options{Store: s})
				var refused register.ActID
				s.write = func(_ int, ids map[register.ActID]bool) error {
					if ids[refused] {
						return &register.Error{Kind: kind, Op: "test"}
					}
					return nil
				}
				proposals, answers := queued(t, c, s, background(3), func(ps []register.Proposal) { refused = ps[1].ID })
				for i, a := range answers {
					if (a.result.Act == nil) != (proposals[i].ID == refused) {
						t.Errorf("caller %d: %+v", i, a)
					}
				}
				if answers[1].kind() != kind {
					t.Errorf("the refused request: %v", answers[1].kind())
				}
			})
		})
	}
}

// An outage fails the whole group at once: each further attempt would keep everybody waiting as
// long as the first.
func TestAnOutageIsTriedOnce(t *testing.T) {
	out := &register.Error{Kind: register.Unavailable, Op: "test"}
	for name, broken := range map[string]func(s *refusing){
		"begin": func(s *refusing) { s.begin = func(int) error { return out } },
		"write": func(s *refusing) { s.write = func(int, map[register.ActID]bool) error { return out } },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &refusing{Register: memstore.New()}
				c := testenv.New(t, testenv.Options{Store: s})
				broken(s)
				_, answers := queued(t, c, s, background(5), nil)
				for i, a := range answers {
					if a.kind() != register.Unavailable {
						t.Errorf("caller %d: %v", i, a.kind())
					}
				}
				if s.begun != 1 {
					t.Errorf("%d attempts during an outage, want 1", s.begun)
				}
			})
		})
	}
}

// An outage that begins while the requests of a failed group are tried singly fails the rest.
func TestAnOutageEndsTheSingleAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &refusing{Register: memstore.New()}
		c := testenv.New(t, testenv.Options{Store: s})
		s.begin = func(attempt int) error {
			switch attempt {
			case 1:
				return &register.Error{Kind: register.Internal, Op: "test"}
			case 2:
				return nil
			}
			return &register.Error{Kind: register.Unavailable, Op: "test"}
		}
		_, answers := queued(t, c, s, background(4), nil)
		if answers[0].result.Act == nil {
			t.Errorf("the first was tried before the outage: %+v", answers[0])
		}
		for i, a := range answers[1:] {
			if a.kind() != register.Unavailable {
				t.Errorf("caller %d: %v", i+1, a.kind())
			}
		}
		if s.begun != 3 {
			t.Errorf("%d attempts, want 3", s.begun)
		}
	})
}

// A caller who has gone before the transaction begins is not registered.
func TestACallerWhoHasGoneIsNotRegistered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &refusing{Register: memstore.New()}
		c := testenv.New(t, testenv.Options{Store: s})
		early, leaveEarly := context.WithCancel(context.Background())
		late, leaveLate := context.WithCancel(context.Background())
		s.begin = func(attempt int) error {
			if attempt == 1 {
				leaveLate()
				return errRolledBack
			}
			return nil
		}
		callers := []context.Context{early, late, context.Background()}
		proposals, answers := queued(t, c, s, callers, func([]register.Proposal) { leaveEarly() })
		for i, want := range []bool{false, false, true} {
			seqs, err := c.Store.ActsByID(context.Background(), c.Pass, []register.ActID{proposals[i].ID})
			if _, in := seqs[proposals[i].ID]; err != nil || in != want {
				t.Errorf("caller %d: registered %t, want %t, %v", i, in, want, err)
			}
		}
		if answers[2].result.Act == nil {
			t.Errorf("the caller who waits: %+v", answers[2])
		}
	})
}

// Close ends the attempts: what is not begun is answered and not tried.
func TestCloseEndsTheAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &refusing{Register: memstore.New()}
		c := testenv.New(t, testenv.Options{Store: s})
		s.begin = func(attempt int) error {
			if attempt == 1 {
				go c.Close()
				time.Sleep(time.Millisecond) // until it waits for the writer
			}
			return errRolledBack
		}
		_, answers := queued(t, c, s, background(3), nil)
		for i, a := range answers {
			if a.kind() != register.Unavailable {
				t.Errorf("caller %d: %v", i, a.kind())
			}
		}
		if s.begun != 1 {
			t.Errorf("%d attempts after Close, want 1", s.begun)
		}
	})
}
