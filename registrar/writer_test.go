package registrar_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"samano/internal/testenv"
	"samano/register"
	"samano/registrar"
	"samano/store/memstore"
)

// The bounds of a transaction and of the queue before it, as registrar states them.
const (
	mostInOne = 512
	mostQueue = 4096
)

// A request may fill a transaction and no more.
func TestARequestHasABound(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	if results, err := c.Register(t.Context(), registrar.Request{}); results != nil || err != nil {
		t.Errorf("a request without proposals: %v, %v", results, err)
	}
	var all []register.Proposal
	for range mostInOne {
		all = append(all, mother(t, c, c.ClientID()))
	}
	over := append(all[:mostInOne:mostInOne], mother(t, c, c.ClientID()))
	if _, err := c.Register(t.Context(), registrar.Request{Proposals: over}); register.KindOf(err) != register.TooLarge || !testenv.SaysWhere(err) {
		t.Errorf("%d proposals: %v", len(over), err)
	}
	accepted(t, c.Registrar, registrar.Request{Proposals: all})
}

// Requests that wait become one transaction up to the bound; the others are the next one.
func TestATransactionTakesSoManyRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var sizes []int
		s := &refusing{Register: memstore.New()}
		c := testenv.New(t, testenv.Options{Store: s})
		s.write = func(_ int, ids map[register.ActID]bool) error {
			sizes = append(sizes, len(ids))
			return nil
		}
		const waiting = mostInOne + 100
		_, answers := queued(t, c, s, background(waiting), nil)
		for i, a := range answers {
			if a.result.Act == nil {
				t.Fatalf("caller %d: %v", i, a.kind())
			}
		}
		if fmt.Sprint(sizes) != fmt.Sprint([]int{mostInOne, waiting - mostInOne}) {
			t.Errorf("transactions of %v acts", sizes)
		}
	})
}

// waitingFor hands in a proposal in a goroutine of its own.
func waitingFor(ctx context.Context, t *testing.T, c *testenv.Country) *answer {
	out := &answer{}
	p := mother(t, c, c.ClientID())
	go func() {
		results, err := c.Register(ctx, registrar.Request{Proposals: []register.Proposal{p}})
		if out.err = err; err == nil {
			out.result = results[0]
		}
	}()
	synctest.Wait()
	return out
}

// outage reports whether a caller was told that the outcome is unknown, and where.
func (a *answer) outage() bool {
	return a.result.Act == nil && register.KindOf(a.err) == register.Unavailable && testenv.SaysWhere(a.err)
}

// Whoever waits is answered when they leave and when the registrar stops, whether their request is
// being decided, stands in the queue, or stands before a queue that is full.
func TestWhoeverWaitsIsAnswered(t *testing.T) {
	for _, full := range []bool{false, true} {
		for _, stops := range []bool{false, true} {
			t.Run(fmt.Sprintf("queue full %t, registrar stops %t", full, stops), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := &refusing{Register: memstore.New(), gate: make(chan struct{}), open: true}
					c := testenv.New(t, testenv.Options{Store: s})
					s.open = false
					ctx, leave := context.WithCancel(t.Context())
					defer leave()
					decided := waitingFor(ctx, t, c)
					if full {
						for range mostQueue {
							go c.Register(context.Background(), registrar.Request{Proposals: []register.Proposal{{}}})
						}
						synctest.Wait()
					}
					last := waitingFor(ctx, t, c)
					if last.err != nil || last.result.Act != nil {
						t.Fatalf("answered before anything happened: %+v", last)
					}
					if stops {
						go c.Close()
						synctest.Wait()
						if full && !last.outage() {
							t.Errorf("before the queue, when the registrar stops: %+v", last)
						}
						close(s.gate)
						synctest.Wait()
						if decided.result.Act == nil || !last.outage() {
							t.Errorf("the registrar has stopped: under way %+v, waiting %+v", decided, last)
						}
						if after := waitingFor(t.Context(), t, c); !after.outage() {
							t.Errorf("after the end: %+v", after)
						}
						c.Close() // has no effect
						return
					}
					leave()
					synctest.Wait()
					if !decided.outage() || !last.outage() {
						t.Errorf("who left is told: under way %+v, waiting %+v", decided, last)
					}
					close(s.gate)
					synctest.Wait()
					time.Sleep(time.Minute)
					if size, err := c.Size(context.Background()); err != nil || size != 2 {
						t.Errorf("%d acts after both left, want what was under way: %v", size, err)
					}
				})
			})
		}
	}
}
