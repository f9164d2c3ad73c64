package registrar_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samano/acts"
	"samano/internal/testenv"
	"samano/register"
	"samano/registrar"
	"samano/store"
	"samano/store/memstore"
)

// longer is a family's history and more: what the last acts mean depends on who is whose child and
// lives where after all before.
func longer(t *testing.T, c *testenv.Country) []register.Proposal {
	history, f := c.History(t)
	at := func(id register.ClientID) string { return "@" + string(id) }
	second, third := c.ClientID(), c.ClientID()
	denial := c.Proposal(register.KindParentage, acts.Parentage{Child: at(second), Role: register.Mother, Denied: true})
	denial.Decision = register.Decision{By: register.ByCourtOrder, Authority: "court/01", Reference: "13"}
	older := func(as register.ClientID, born string) register.Proposal { return birth(t, c, as, f.Mother, born) }
	return append(history,
		older(second, "2020-01-05"), older(third, "2022-01-05"), denial,
		c.Proposal(register.KindProtection, acts.Protection{Person: at(f.Mother), Article: "art. 1"}),
		c.Proposal(register.KindDeath, acts.Death{Person: at(f.Mother), Died: register.Exact(c.Today()), Cause: "fever"}),
	)
}

// A register holds the same wherever a history is cut into two transactions.
func TestOneHistoryCutAnywhere(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	history := longer(t, c)
	var want []string
	for cut := len(history) - 1; cut >= 0; cut-- {
		r, config := another(t, c)
		for _, p := range history[:cut] {
			accepted(t, r, registrar.Request{Proposals: []register.Proposal{p}})
		}
		accepted(t, r, registrar.Request{Proposals: history[cut:], Together: cut%2 == 0})
		got := contents(t, c, config)
		if want == nil {
			want = got
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("all after act %d in one transaction (-one by one):\n%s", cut, d)
		}
	}
}

// Each call of the store fails in turn while each act of a history is registered: by itself, and
// with the next. The caller is told of an outage, and the register comes to what it would have.
func TestEachCallFailsInTurnForEachAct(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	history := longer(t, c)
	r, config := another(t, c)
	for _, p := range history {
		accepted(t, r, registrar.Request{Proposals: []register.Proposal{p}})
	}
	want := contents(t, c, config)
	for _, size := range []int{1, 2} {
		_, config := another(t, c)
		f := &testenv.Failing{Register: config.Store, Kind: register.Unavailable}
		config.Store = f
		r, err := registrar.Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		for some := range slices.Chunk(history, size) {
			for at := 0; ; at++ {
				f.Armed, f.At, f.Calls = true, at, nil
				results, err := r.Register(t.Context(), registrar.Request{Proposals: some})
				f.Armed = false
				if err != nil {
					t.Fatal(err)
				}
				if len(f.Calls) <= at {
					if results[0].Act == nil {
						t.Fatalf("%s: %v", some[0].Kind, results[0].Err)
					}
					break
				}
				for _, res := range results {
					if res.Act != nil || register.KindOf(res.Err) != register.Unavailable || !testenv.SaysWhere(res.Err) {
						t.Errorf("%s, %d %s fails: %+v", some[0].Kind, at, f.Calls[at], res)
					}
				}
			}
		}
		if d := cmp.Diff(want, contents(t, c, config)); d != "" {
			t.Errorf("%d at a time, after all failures:\n%s", size, d)
		}
	}
}

// Each read of the store fails in turn while each act of a history is examined or loaded, by
// itself and with the next.
func TestEachReadFailsInTurnForEachAct(t *testing.T) {
	outage := &testenv.Outage{}
	c := testenv.New(t, testenv.Options{Change: outage.Into})
	history := longer(t, c)
	told := func(what string, p register.Proposal, do func() error) {
		for at := 0; ; at++ {
			outage.Arm(at)
			err := do()
			calls, failed := outage.Disarm()
			if !failed {
				if err != nil {
					t.Fatalf("%s a %s: %v", what, p.Kind, err)
				}
				return
			}
			if register.KindOf(err) != register.Unavailable || !testenv.SaysWhere(err) {
				t.Errorf("%s a %s, %d %s fails: %v", what, p.Kind, at, calls[at], err)
			}
		}
	}
	for i, p := range history {
		for _, some := range [][]register.Proposal{history[i : i+1], history[i:min(i+2, len(history))]} {
			told("examining", p, func() error { _, err := c.Examine(t.Context(), c.Pass, some); return err })
			told("loading", p, func() error {
				s, err := registrar.NewStream(t.Context(), c.Pass, c.Setup, nil, written)
				if err == nil {
					_, err = s.Decide(some)
				}
				return err
			})
		}
		c.Must(t, p)
	}
}

func written(context.Context) error { return nil }

// everything is a filter that has heard of the ids that a stream brings.
type everything map[string]bool

func (f everything) Add(id string)             { f[id] = true }
func (f everything) MayContain(id string) bool { return f[id] }

// A stream comes to one register however it is cut, whatever its cache keeps, with a filter of the
// ids and without.
func TestOneStreamIsOneRegister(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	history := longer(t, c)
	var want []string
	for _, size := range []int{len(history), 1, 2, 3, 5} {
		for _, filter := range []everything{nil, {}} {
			_, config := another(t, c)
			var ids registrar.IDFilter
			if filter != nil {
				ids = filter
			}
			s, err := registrar.NewStream(t.Context(), c.Pass, config, ids, written)
			if err != nil {
				t.Fatal(err)
			}
			last := 0
			for some := range slices.Chunk(history, size) {
				streamed(t, config.Store, s, some)
				last = s.CachedDocuments()
				s.Rotate()
				if n := s.CachedDocuments(); n != 0 {
					t.Errorf("%d documents in the cache after it was rotated", n)
				}
			}
			if size == len(history) && last != 12 {
				t.Errorf("%d documents in the cache at the end", last)
			}
			for _, again := range streamed(t, config.Store, s, history[:3]) {
				if !again.Repeated {
					t.Errorf("handed in again: %+v", again)
				}
			}
			for code, p := range taken(t, c, history) {
				d, err := s.Decide([]register.Proposal{p})
				if err != nil || d.Results[0].Act != nil || !strings.Contains(d.Results[0].Err.Error(), code) {
					t.Errorf("%s: %+v, %v", code, d, err)
				}
			}
			got := contents(t, c, config)
			if want == nil {
				want = got
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%d at a time, filter %t (-in one batch):\n%s", size, filter != nil, d)
			}
		}
	}
}

// taken are proposals that give once more what a history has given, by the code of their refusal.
func taken(t *testing.T, c *testenv.Country, history []register.Proposal) map[string]register.Proposal {
	t.Helper()
	var enrolled struct{ As string }
	if err := json.Unmarshal(history[1].Payload, &enrolled); err != nil {
		t.Fatal(err)
	}
	again := history[1]
	again.ID = c.ActID()
	other := mother(t, c, c.ClientID())
	other.ID = history[0].ID
	return map[string]register.Proposal{
		"book-taken": c.Proposal(register.KindHouseholdOpen, acts.HouseholdOpen{
			As: "@" + string(c.ClientID()), Dwelling: acts.Dwelling{Code: "0101001", House: "12"}, Books: []register.Book{{Class: "blue", Number: "B-1"}},
			Members: []acts.NewMember{{Person: enrolled.As, Relation: register.HeadRelation}},
		}),
		"id-taken":      again,
		"act-id-reused": other,
	}
}

// streamed decides, encodes and writes one batch.
func streamed(t *testing.T, into store.Register, s *registrar.Stream, some []register.Proposal) []registrar.Result {
	t.Helper()
	d, err := s.Decide(some)
	if err != nil {
		t.Fatal(err)
	}
	for i, res := range d.Results {
		if res.Act == nil {
			t.Fatalf("%s: %v", some[i].Kind, res.Err)
		}
	}
	head, err := into.Head(t.Context())
	if err != nil || head.Size != d.Size {
		t.Fatalf("a batch behind %d acts, decided behind %d: %v", head.Size, d.Size, err)
	}
	b, err := s.Encode(d)
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Acts) == 0 {
		return d.Results
	}
	tx, err := into.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if err := errors.Join(tx.Write(t.Context(), b), tx.Commit(t.Context())); err != nil {
		t.Fatal(err)
	}
	return d.Results
}

// An act of a stream may name one that is decided and not on disk. The stream waits for it, and
// ends where that fails.
func TestAStreamWaitsForWhatItNames(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	m := c.ClientID()
	first, born := mother(t, c, m), birth(t, c, c.ClientID(), m, "2026-10-20")
	for name, named := range map[string]string{"by id": string(born.ID), "by its number on paper": "CENTRE/2026/1"} {
		for _, lost := range []error{nil, register.Errorf(register.Unavailable, "test", "not written")} {
			_, config := another(t, c)
			var waiting *store.Batch
			waited := 0
			settle := func(ctx context.Context) error {
				if waited++; lost != nil || waiting == nil {
					return lost
				}
				tx, err := config.Store.Begin(ctx)
				if err != nil {
					return err
				}
				b := waiting
				waiting = nil
				return errors.Join(tx.Write(ctx, b), tx.Commit(ctx))
			}
			s, err := registrar.NewStream(t.Context(), c.Pass, config, nil, settle)
			if err != nil {
				t.Fatal(err)
			}
			d, err := s.Decide([]register.Proposal{first, born})
			if err != nil || waited != 0 {
				t.Fatalf("waited %d times, %v", waited, err)
			}
			if waiting, err = s.Encode(d); err != nil {
				t.Fatal(err)
			}
			d, err = s.Decide([]register.Proposal{c.Proposal(register.KindErasure, acts.Erase{Act: named, Part: "payload", Article: "art. 2"})})
			if waited == 0 || !errors.Is(err, lost) {
				t.Fatalf("%s: waited %d times, %v", name, waited, err)
			}
			if lost == nil && d.Results[0].Act == nil {
				t.Errorf("%s: %+v", name, d.Results[0])
			}
		}
	}
}

// An office that cannot be read is an outage, not an unknown office.
func TestAnOfficeThatCannotBeRead(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	p, q := mother(t, c, c.ClientID()), mother(t, c, c.ClientID())
	away := register.Errorf(register.Unavailable, "test", "the desk is away")
	config := c.Setup
	offices := config.Office
	reads := 0
	config.Office = func(ctx context.Context, id register.OfficeID) (register.Office, error) {
		if reads++; reads == 2 {
			return register.Office{}, away
		}
		return offices(ctx, id)
	}
	r, err := registrar.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for name, do := range map[string]func() error{
		"registering": func() error {
			results, err := r.Register(t.Context(), registrar.Request{Proposals: []register.Proposal{p, q}})
			for _, res := range results {
				if res.Act != nil {
					t.Errorf("registered: %+v", res)
				}
				err = errors.Join(err, res.Err)
			}
			return err
		},
		"examining": func() error {
			_, err := r.Examine(t.Context(), c.Pass, []register.Proposal{p, q})
			return err
		},
		"loading": func() error {
			s, err := registrar.NewStream(t.Context(), c.Pass, config, nil, written)
			if err != nil {
				return err
			}
			d, err := s.Decide([]register.Proposal{p, q})
			if d != nil {
				t.Errorf("decided: %+v", d)
			}
			return err
		},
	} {
		reads = 0
		if err := do(); !errors.Is(err, away) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if size, err := c.Size(t.Context()); err != nil || size != 1 {
		t.Errorf("%d acts, %v", size, err)
	}
}

// Founding and what follows a restore write all or nothing.
func TestEachCallOfFoundingAndRestoringFailsInTurn(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	for name, do := range map[string]func(registrar.Config) error{
		"founding": func(config registrar.Config) error {
			return registrar.Found(t.Context(), config, testenv.Origin, c.ActID())
		},
		"skipping": func(config registrar.Config) error {
			gap, err := registrar.SkipAfterRestore(t.Context(), config.Store, config.Scheme)
			if err != nil && gap != (registrar.Skipped{}) {
				t.Errorf("%v skipped %+v", err, gap)
			}
			return err
		},
	} {
		for at := 0; ; at++ {
			f := &testenv.Failing{Register: memstore.New(), At: math.MaxInt, Kind: register.Unavailable}
			config := c.Setup
			config.Store = f
			if name == "skipping" {
				if err := registrar.Found(t.Context(), config, testenv.Origin, c.ActID()); err != nil {
					t.Fatal(err)
				}
			}
			f.Armed, f.At = true, at
			err := do(config)
			if at >= len(f.Calls) {
				if err != nil || at < 5 {
					t.Errorf("%s, after %d failures: %v", name, at, err)
				}
				break
			}
			if register.KindOf(err) != register.Unavailable || !testenv.SaysWhere(err) {
				t.Errorf("%s, %s fails: %v", name, f.Calls[at], err)
			}
			head, err := f.Register.Head(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			committed := f.Calls[at] == "after commit"
			if changed := head.Size == 1 && name == "founding" || head.NextPerson > registrar.RestoreGap; changed != committed {
				t.Errorf("%s, %s fails: the head is %+v", name, f.Calls[at], head)
			}
		}
	}
}

// A group is read with one query for each sort of thing, however many acts it has.
func TestAGroupIsReadAtOnce(t *testing.T) {
	f := &testenv.Failing{Register: memstore.New(), At: -1}
	c := testenv.New(t, testenv.Options{Store: f})
	reads, named := map[int]map[string]int{}, map[int]int{}
	for _, n := range []int{2, 3, 20} {
		var mothers, births []register.Proposal
		for i := range n {
			m := c.ClientID()
			mothers = append(mothers, mother(t, c, m))
			b := birth(t, c, c.ClientID(), m, "2026-10-20")
			if i%2 == 0 {
				b.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: fmt.Sprint(n, i)}
			}
			births = append(births, b)
		}
		c.Must(t, mothers...)
		f.Armed, f.Calls = true, nil
		c.Must(t, births...)
		f.Armed = false
		reads[n] = map[string]int{}
		for _, call := range f.Calls {
			reads[n][call]++
		}
		named[n] = erasedIn(t, c, f, births)
	}
	for _, n := range []int{3, 20} {
		if d := cmp.Diff(reads[2], reads[n]); d != "" {
			t.Errorf("calls of the store for two acts and for %d:\n%s", n, d)
		}
		if named[n] != named[2] {
			t.Errorf("%d calls for two acts that name acts, %d for %d", named[2], named[n], n)
		}
	}
	if reads[2]["acts by id"] != 1 || reads[2]["decisions"] != 1 {
		t.Errorf("calls of the store: %v", reads[2])
	}
}

// erasedIn erases acts in one group and returns how often the store was asked for acts by id.
func erasedIn(t *testing.T, c *testenv.Country, f *testenv.Failing, done []register.Proposal) (asked int) {
	t.Helper()
	var erasures []register.Proposal
	for _, p := range done {
		erasures = append(erasures, c.Proposal(register.KindErasure, acts.Erase{Act: string(p.ID), Part: "payload", Article: "art. 2"}))
	}
	f.Armed, f.Calls = true, nil
	c.Must(t, erasures...)
	f.Armed = false
	for _, call := range f.Calls {
		if call == "acts by id" {
			asked++
		}
	}
	return asked
}

// A chain of merges is followed to its end, however long it is.
func TestAChainOfMerges(t *testing.T) {
	const merges = 40
	c := testenv.New(t, testenv.Options{})
	var ids []register.ClientID
	for range merges + 1 {
		ids = append(ids, c.ClientID())
		c.Must(t, mother(t, c, ids[len(ids)-1]))
	}
	first := acts.Lookup{By: acts.ByNumber, Key: string(person(t, c, ids[0]).Number())}
	for i := range merges {
		c.Must(t, c.Proposal(register.KindMerge, acts.Merge{Survivor: "@" + string(ids[i+1]), Other: "@" + string(ids[i]), Reason: "one and the same"}))
		entries, err := c.Find(t.Context(), c.Pass, first)
		if err != nil || entries[0].Person == nil || entries[0].Person.ID != register.PersonID(i+2) {
			t.Fatalf("after %d merges the first number leads to %+v, %v", i+1, entries, err)
		}
	}
}
