package testenv_test

import (
	"context"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"samano/audit"
	"samano/internal/testenv"
	"samano/keys"
	"samano/ledger"
	"samano/node"
	"samano/register"
	"samano/registrar"
	"samano/store"
)

// reopened is a registrar of the country over another opening of its database.
func reopened(t *testing.T, c *testenv.Country, s store.Register, change func(*registrar.Config)) *registrar.Registrar {
	t.Helper()
	config := c.Setup
	config.Store = s
	if change != nil {
		change(&config)
	}
	r, err := registrar.Open(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// births registers n mothers, each with a child, and gives the acts.
func births(t *testing.T, c *testenv.Country, r *registrar.Registrar, n int) []*register.Act {
	t.Helper()
	var proposals []register.Proposal
	for i := range n {
		proposals = append(proposals, family(c, i)...)
	}
	results, err := r.Register(context.Background(), registrar.Request{Proposals: proposals})
	if err != nil {
		t.Fatal(err)
	}
	out := make([]*register.Act, len(results))
	for i, res := range results {
		if res.Act == nil {
			t.Fatalf("%s: %v", proposals[i].Kind, res.Err)
		}
		out[i] = res.Act
	}
	return out
}

// family is a mother and her child, as two proposals.
func family(c *testenv.Country, i int) []register.Proposal {
	mother, child := "@"+string(c.ClientID()), "@"+string(c.ClientID())
	b := c.Proposal("birth", map[string]any{"as": child, "name": name(i + 1), "sex": "male", "born": "2026-10-20", "mother": map[string]any{"person": mother}})
	b.Happened = register.Exact(register.DayOf(2026, 10, 20))
	return []register.Proposal{
		c.Proposal("enrolment", map[string]any{"as": mother, "name": name(i), "sex": "female", "born": "1990", "nationalities": []any{map[string]any{"state": "held", "country": "LAO"}}}),
		b,
	}
}

// issued gives the numbers for life and the internal ids that acts gave out.
func issued(of []*register.Act) (numbers []register.Number, refs []register.Ref) {
	for _, a := range of {
		for _, e := range a.Effects {
			switch v := e.Value.(type) {
			case register.Number:
				numbers = append(numbers, v)
			case register.Origin:
				refs = append(refs, e.Subject)
			}
		}
	}
	return numbers, refs
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A backup is put back: nothing that was given out since it was taken is given out
// again. That it would be without Restored, the test shows too.
func TestNoNumberIsGivenAgainAfterARestore(t *testing.T) {
	ctx := context.Background()
	address := sqliteAddress(t)
	path := strings.TrimPrefix(address, "sqlite:")
	s := openAt(t, address)
	c := testenv.New(t, testenv.Options{Store: s})
	births(t, c, c.Registrar, 5)
	c.Close()
	closed(t, s)
	backup := path + ".backup"
	copyFile(t, path, backup)

	s = openAt(t, address)
	lost := births(t, c, reopened(t, c, s, nil), 5)
	numbers, refs := issued(lost)
	signer, err := c.Keys.Signer(keys.LedgerSigning)
	if err != nil {
		t.Fatal(err)
	}
	note, err := audit.Checkpoint(ctx, s, audit.Signing{Signers: []keys.Signer{signer}})
	if err != nil {
		t.Fatal(err)
	}
	closed(t, s)

	careless := path + ".careless"
	copyFile(t, backup, careless)
	again, _ := issued(births(t, c, reopened(t, c, openAt(t, "sqlite:"+careless), nil), 5))
	if !slices.Equal(again, numbers) {
		t.Fatalf("without Restored the numbers were to repeat: %d and %d of them", len(again), len(numbers))
	}

	copyFile(t, backup, path)
	s = openAt(t, address)
	gap, err := registrar.SkipAfterRestore(ctx, s, c.Scheme)
	if err != nil {
		t.Fatal(err)
	}
	if gap.NextNumber-gap.FirstNumber != registrar.RestoreGap {
		t.Errorf("the gap is %+v", gap)
	}
	printedSoFar := lost[len(lost)-1].Printed.No
	r := reopened(t, c, s, func(config *registrar.Config) {
		config.PrintedStart = func(register.OfficeID, int) int { return printedSoFar + 1 }
	})
	after := births(t, c, r, 5)
	numbersAfter, refsAfter := issued(after)
	if len(numbersAfter) != 10 || len(numbers) != 10 {
		t.Fatalf("%d numbers were lost, %d given after", len(numbers), len(numbersAfter))
	}
	for _, n := range numbersAfter {
		if slices.Contains(numbers, n) {
			t.Error("a number that was given out before the restore is given to somebody else")
		}
	}
	for _, ref := range refsAfter {
		if slices.Contains(refs, ref) {
			t.Errorf("%s is somebody else in the databases that were not restored", ref)
		}
	}
	if got := after[1].Printed.No; got != printedSoFar+1 {
		t.Errorf("the first paper after the restore has number %d, the last before it had %d", got, printedSoFar)
	}
	if faults, _ := audited(t, c, s, nil); len(faults) > 0 {
		t.Errorf("the audit finds %v", faults)
	}
	key, err := ledger.VerifierKey("register.test/acts", signer.Public())
	if err != nil {
		t.Fatal(err)
	}
	cp, err := ledger.OpenCheckpoint(note, key)
	if err != nil {
		t.Fatal(err)
	}
	if faults, _ := audited(t, c, s, []ledger.Checkpoint{cp}); !names(faults, ledger.Forked.String(), 0, "") {
		t.Errorf("whoever holds a checkpoint from after the backup is told %v", faults)
	}
	before := documents(t, s)
	if err := audit.Rebuild(ctx, s, c.Codec, math.MaxInt64, nil); err != nil {
		t.Fatal(err)
	}
	if len(before) != len(documents(t, s)) {
		t.Error("rebuilding after a restore loses documents")
	}
}

func closed(t *testing.T, s store.Register) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// A restored register skips with its own key only, and as often as it is told.
func TestRestoredAsksForTheKey(t *testing.T) {
	ctx := context.Background()
	c := testenv.New(t, testenv.Options{})
	other, err := node.Config(testenv.Parts(t, "la", c.Store))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := registrar.SkipAfterRestore(ctx, c.Store, other.Scheme); register.KindOf(err) != register.Forbidden {
		t.Errorf("under another key: %v", err)
	}
	first, err := registrar.SkipAfterRestore(ctx, c.Store, c.Scheme)
	if err != nil {
		t.Fatal(err)
	}
	second, err := registrar.SkipAfterRestore(ctx, c.Store, c.Scheme)
	if err != nil || second.FirstNumber != first.NextNumber || second.FirstPerson != first.NextPerson {
		t.Errorf("twice: %+v, then %+v, %v", first, second, err)
	}
	births(t, c, c.Registrar, 1)
	clean(t, c, nil)
}

// names reports whether one of the faults has this kind, and this act or place
// where they are given.
func names(faults []audit.Fault, kind string, seq register.Seq, where string) bool {
	return slices.ContainsFunc(faults, func(f audit.Fault) bool {
		return f.Kind == kind && (seq == 0 || f.Seq == seq) && (where == "" || f.Where == where)
	})
}
