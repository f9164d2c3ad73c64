package registrar_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"samano/audit"
	"samano/internal/testenv"
	"samano/register"
	"samano/registrar"
	"samano/store/memstore"
)

// another founds a second register of the same country, by the same keys.
func another(t testing.TB, c *testenv.Country) (*registrar.Registrar, registrar.Config) {
	t.Helper()
	config := c.Setup
	config.Store = memstore.New()
	if err := registrar.Found(t.Context(), config, testenv.Origin, "01900000-0000-7000-8fff-000000000000"); err != nil {
		t.Fatal(err)
	}
	r, err := registrar.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r, config
}

// contents are all that a register holds; the audit must find nothing wrong with them.
func contents(t testing.TB, c *testenv.Country, config registrar.Config) []string {
	t.Helper()
	audited(t, config)
	return testenv.Contents(t, config, c.Pass)
}

// audited wants the audit to find nothing.
func audited(t testing.TB, config registrar.Config) {
	t.Helper()
	in := audit.Inputs{Store: config.Store, Codec: config.Codec, Scheme: config.Scheme, Sealer: config.Sealer}
	_, err := audit.Verify(context.Background(), in, func(f audit.Fault) error {
		if f.Alarm {
			t.Errorf("the audit finds %s", f)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A register holds the same whether acts are registered one by one, in one transaction, together,
// or after a transaction of which nothing stayed.
func TestOneHistoryIsOneRegisterHoweverItIsHandedIn(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	acts, _ := c.History(t)
	refused := birth(t, c, c.ClientID(), c.ClientID(), "2026-10-20") // of a mother who is not there
	singly := func(t *testing.T, r *registrar.Registrar) {
		for _, p := range acts {
			accepted(t, r, registrar.Request{Proposals: []register.Proposal{p}})
		}
	}
	var want []string
	for _, way := range []struct {
		name string
		in   func(t *testing.T, r *registrar.Registrar)
	}{
		{"one by one", singly},
		{"in one transaction", func(t *testing.T, r *registrar.Registrar) { accepted(t, r, registrar.Request{Proposals: acts}) }},
		{"together", func(t *testing.T, r *registrar.Registrar) {
			accepted(t, r, registrar.Request{Proposals: acts, Together: true})
		}},
		{"with a refused act after each", func(t *testing.T, r *registrar.Registrar) {
			var all []register.Proposal
			for _, p := range acts {
				other := refused
				other.ID = c.ActID()
				all = append(all, p, other)
			}
			results, err := r.Register(t.Context(), registrar.Request{Proposals: all})
			if err != nil {
				t.Fatal(err)
			}
			for i, res := range results {
				if (res.Act == nil) != (i%2 == 1) {
					t.Fatalf("%s: %v", all[i].Kind, res.Err)
				}
			}
		}},
		{"after every beginning of it was refused", func(t *testing.T, r *registrar.Registrar) {
			for n := range acts {
				all := append(slices.Clone(acts[:n+1]), refused)
				results, err := r.Register(t.Context(), registrar.Request{Proposals: all, Together: true})
				if err != nil || results[n].Act != nil {
					t.Fatalf("%d acts together with a refused one: %+v, %v", n+1, results, err)
				}
			}
			singly(t, r)
		}},
		{"examined before", func(t *testing.T, r *registrar.Registrar) {
			e, err := r.Examine(t.Context(), c.Pass, acts)
			if err != nil {
				t.Fatal(err)
			}
			for i, res := range e.Results {
				// An unmerge names later acts by their Seq, which an examination cannot know.
				if res.Act == nil && acts[i].Kind != register.KindUnmerge {
					t.Errorf("%s: %v", acts[i].Kind, res.Err)
				}
			}
			accepted(t, r, registrar.Request{Proposals: acts})
		}},
	} {
		t.Run(way.name, func(t *testing.T) {
			r, config := another(t, c)
			way.in(t, r)
			got := contents(t, c, config)
			if want == nil {
				want = got
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("-one by one +%s\n%s", way.name, d)
			}
		})
	}
}

// A request that is refused together leaves nothing for the requests that are decided after it in
// the same transaction, and takes nothing from those before it.
func TestARefusedRequestLeavesTheOthersOfItsGroup(t *testing.T) {
	var want []string
	synctest.Test(t, func(t *testing.T) {
		s := &refusing{Register: memstore.New()}
		c := testenv.New(t, testenv.Options{Store: s})
		acts, _ := c.History(t)
		_, config := another(t, c)
		r, err := registrar.Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		accepted(t, r, registrar.Request{Proposals: acts})
		want = contents(t, c, config)
		refused := birth(t, c, c.ClientID(), c.ClientID(), "2026-10-20")
		var requests []registrar.Request
		for i, p := range acts {
			rest := append(slices.Clone(acts[i:]), refused)
			requests = append(requests, registrar.Request{Proposals: rest, Together: true}, registrar.Request{Proposals: []register.Proposal{p}})
		}
		// Fewer acts than a group takes.
		for i, results := range inOneGroup(t, c, s, requests[:20]) {
			if registered := results[0].Act != nil; registered != (i%2 == 1) {
				t.Fatalf("request %d: %+v", i, results[0])
			}
		}
		for i, results := range inOneGroup(t, c, s, requests[20:]) {
			if registered := results[0].Act != nil; registered != (i%2 == 1) {
				t.Fatalf("request %d: %+v", i, results[0])
			}
		}
		founding := func(line string) bool { return strings.Contains(line, " Kind:founding ") } // its id differs
		if d := cmp.Diff(slices.DeleteFunc(want, founding), slices.DeleteFunc(contents(t, c, c.Setup), founding)); d != "" {
			t.Errorf("-without refused requests +with\n%s", d)
		}
	})
}

// accepted wants everything in a request to be registered.
func accepted(t testing.TB, r *registrar.Registrar, req registrar.Request) {
	t.Helper()
	results, err := r.Register(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	for i, res := range results {
		if res.Act == nil {
			t.Fatalf("%s: %v %+v", req.Proposals[i].Kind, res.Err, res.Findings)
		}
	}
}
