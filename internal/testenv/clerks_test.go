package testenv_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samano/audit"
	"samano/internal/pgtest"
	"samano/internal/testenv"
	"samano/keys"
	"samano/ledger"
	"samano/register"
	"samano/registrar"
)

// Two processes write to one database, eight clerks in each, while somebody follows
// the feed and somebody signs checkpoints.
func TestTwoProcessesOneRegister(t *testing.T) {
	for name, address := range map[string]func(testing.TB) string{
		"sqlite":   sqliteAddress,
		"postgres": pgtest.URL,
	} {
		t.Run(name, func(t *testing.T) {
			at := address(t)
			c := testenv.New(t, testenv.Options{Store: openAt(t, at)})
			c.AddOffice(register.Office{ID: "SECOND", Level: c.Law.Offices[0].Name})
			two := &twoProcesses{
				t: t, c: c, each: 5,
				registrars: [2]*registrar.Registrar{c.Registrar, reopened(t, c, openAt(t, at), nil)},
			}
			two.work(reopened(t, c, openAt(t, at), nil))
			two.check()
		})
	}
}

// clerks are those of one process.
const clerks = 8

type twoProcesses struct {
	t          *testing.T
	c          *testenv.Country
	registrars [2]*registrar.Registrar
	each       int // rounds of a clerk

	mu          sync.Mutex
	given       int // acts that were answered as new
	followed    []string
	checkpoints []ledger.Checkpoint
}

// work lets all of them work, with a follower of the feed beside.
func (w *twoProcesses) work(follower *registrar.Registrar) {
	var writers, others sync.WaitGroup
	for clerk := range clerks {
		same := make([]contested, w.each)
		for i := range same {
			same[i] = w.contest(clerk, i)
		}
		for process, r := range w.registrars {
			writers.Go(func() {
				for i := range same {
					w.clerk(r, process, clerk, i, same[i])
				}
			})
		}
	}
	finished := make(chan struct{})
	others.Go(func() { w.follow(follower, finished) })
	others.Go(func() { w.sign(finished) })
	writers.Wait()
	close(finished)
	others.Wait()
}

// contested is what the same clerk of both processes hands in at about one time.
type contested struct {
	same     []register.Proposal  // the same bytes
	reused   [2]register.Proposal // one id, two contents
	decision [2]register.Proposal // one decision of an authority, two ids
}

func (w *twoProcesses) contest(clerk, i int) contested {
	x := contested{same: family(w.c, i)}
	for process := range 2 {
		x.reused[process] = family(w.c, i+process)[0]
		x.reused[process].ID = x.reused[0].ID
		x.decision[process] = family(w.c, i)[0]
		x.decision[process].Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: fmt.Sprintf("%d/%d", clerk, i)}
	}
	return x
}

// clerk does one round: a family of its own, and what the other process's clerk has too.
func (w *twoProcesses) clerk(r *registrar.Registrar, process, clerk, round int, x contested) {
	own := family(w.c, round)
	office := []register.OfficeID{"CENTRE", "SECOND"}[(clerk+process)%2]
	for i := range own {
		own[i].Office = office
	}
	for _, res := range w.register(r, registrar.Request{Proposals: own, Together: true}) {
		if res.Act == nil || res.Repeated {
			w.t.Errorf("a family of one's own: %+v", res)
		}
	}
	together := append(slices.Clone(x.same), x.reused[process], x.decision[process])
	results := w.register(r, registrar.Request{Proposals: together})
	for i, res := range results[:2] {
		if res.Act == nil || res.Act.ID != x.same[i].ID {
			w.t.Errorf("handed in by two: %+v", res)
		}
	}
	if res := results[2]; res.Act == nil && register.KindOf(res.Err) != register.Duplicate {
		w.t.Errorf("an id of another act: %v", res.Err)
	}
	if res := results[3]; res.Act == nil && (len(res.Findings) != 1 || res.Findings[0].Code != "decision-already-registered") {
		w.t.Errorf("a decision that is in: %+v", res)
	}
}

func (w *twoProcesses) register(r *registrar.Registrar, req registrar.Request) []registrar.Result {
	results, err := r.Register(context.Background(), req)
	if err != nil {
		w.t.Error(err)
		return make([]registrar.Result, len(req.Proposals))
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, res := range results {
		if res.Act != nil && !res.Repeated {
			w.given++
		}
	}
	return results
}

// follow reads the feed to its end while others write.
func (w *twoProcesses) follow(r *registrar.Registrar, finished <-chan struct{}) {
	after := register.Seq(0)
	for last := false; ; {
		events, next, err := r.Events(context.Background(), w.c.Pass, after, 7)
		if err != nil {
			w.t.Error(err)
			return
		}
		for _, e := range events {
			if e.Seq != after && e.Seq != after+1 {
				w.t.Errorf("the feed goes from act %d to %d", after, e.Seq)
			}
			after = e.Seq
			w.followed = append(w.followed, event(e.Event, document(w.t, e.Subject)))
		}
		if next != after {
			w.t.Errorf("the feed stands at %d, its last event at %d", next, after)
			return
		}
		if len(events) > 0 {
			continue
		}
		if last {
			return
		}
		select {
		case <-finished:
			last = true // one more look: the end may have come after this page
		default:
		}
	}
}

// sign makes checkpoints in both processes by turns.
func (w *twoProcesses) sign(finished <-chan struct{}) {
	signer, err := w.c.Keys.Signer(keys.LedgerSigning)
	if err != nil {
		w.t.Error(err)
		return
	}
	key, err := ledger.VerifierKey("register.test/acts", signer.Public())
	if err != nil {
		w.t.Error(err)
		return
	}
	for i := 0; ; i++ {
		note, err := audit.Checkpoint(context.Background(), w.c.Store, audit.Signing{Signers: []keys.Signer{signer}})
		if err != nil {
			w.t.Error(err)
			return
		}
		cp, err := ledger.OpenCheckpoint(note, key)
		if err != nil {
			w.t.Error(err)
			return
		}
		w.checkpoints = append(w.checkpoints, cp)
		select {
		case <-finished:
			return
		default:
		}
	}
}

// check looks at what came of it.
func (w *twoProcesses) check() {
	t, rounds := w.t, clerks*w.each
	want := rounds * (2*2 + 2 + 1 + 1) // own twice, the same once, one of the reused, one of the decided
	all := allActs(t, w.c)             // without gap, or it fails
	if len(all)-1 != want || w.given != want {
		t.Errorf("%d acts, %d answered as new, where %d were due", len(all)-1, w.given, want)
	}
	numbers, refs := issued(all)
	for _, list := range []int{len(numbers) - distinct(numbers), len(refs) - distinct(refs)} {
		if list != 0 {
			t.Errorf("%d were given twice", list)
		}
	}
	if len(numbers) != want {
		t.Errorf("%d numbers for %d people", len(numbers), want)
	}
	printed := map[register.OfficeID][]int{}
	for _, a := range all {
		if !a.Printed.IsZero() {
			printed[a.Office] = append(printed[a.Office], a.Printed.No)
		}
	}
	for office, list := range printed {
		for i, no := range list {
			if no != i+1 {
				t.Fatalf("the papers of %s go %v", office, list)
			}
		}
	}
	if len(printed) != 2 {
		t.Errorf("papers of %d offices", len(printed))
	}
	if d := cmp.Diff(refold(t, w.c).events, w.followed); d != "" {
		t.Errorf("(-what happened, +what the follower saw):\n%s", d)
	}
	slices.SortFunc(w.checkpoints, func(a, b ledger.Checkpoint) int { return int(a.Size - b.Size) })
	if faults, _ := audited(t, w.c, w.c.Store, w.checkpoints); len(faults) > 0 {
		t.Errorf("the audit finds %v", faults)
	}
}

func distinct[T comparable](list []T) int {
	seen := map[T]bool{}
	for _, v := range list {
		seen[v] = true
	}
	return len(seen)
}
