package factortest

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"samano/access"
	"samano/access/factor"
	"samano/register"
)

// start is when the suite's stories begin.
var start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

var (
	kham, noy = factor.OfOfficer("kham"), factor.OfOfficer("noy")
	by        = access.Author{At: start, By: "kham"}
	app       = factor.Factor{ID: "a", Subject: kham, Kind: factor.TOTP, Name: "ໂທລະສັບ", Since: start, Usage: factor.Usage{Mark: 7}, Secret: []byte("sealed")}
	paper     = factor.Factor{ID: "b", Subject: kham, Kind: factor.List, Since: start.Add(time.Hour), Secret: []byte{0, 1}}
	rescue    = factor.Factor{ID: "c", Subject: kham, Kind: factor.Recovery, Since: start.Add(2 * time.Hour), Secret: []byte{2}}
	hers      = factor.Factor{ID: "d", Subject: noy, Kind: factor.Passkey, Since: start, LastUsed: start.Add(time.Minute), Usage: factor.Usage{Mark: 1, Count: 1 << 31}, Secret: []byte{3}}
)

// Run runs the conformance suite of factor.Store. Each call of open returns an empty store.
func Run(t *testing.T, open func(t *testing.T) factor.Store) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, s factor.Store)
	}{
		{"factors come back, the oldest first, and those of nobody else", factors},
		{"a factor is used from where it stands, and no other way", used},
		{"of proofs at once one counts", usedAtOnce},
		{"recovery ends the others, all at once or not at all", recovered},
		{"a factor is removed by its owner", removed},
		{"sign-ins come back, the newest first", entries},
		{"proofs of other sessions end", ended},
		{"old sign-ins are forgotten", pruned},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// kind fails unless the error is of that kind.
func kind(t *testing.T, want register.ErrorKind, err error) {
	t.Helper()
	if err == nil || register.KindOf(err) != want {
		t.Fatalf("error %v, want kind %q", err, want)
	}
}

func have(t *testing.T, s factor.Store, of factor.Subject, want ...factor.Factor) {
	t.Helper()
	got, err := s.Factors(t.Context(), of)
	must(t, err)
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("(-want +got)\n%s", d)
	}
}

func add(t *testing.T, s factor.Store, list ...factor.Factor) {
	t.Helper()
	for _, f := range list {
		must(t, s.AddFactor(t.Context(), by, f))
	}
}

func factors(t *testing.T, s factor.Store) {
	add(t, s, rescue, hers, paper, app)
	have(t, s, kham, app, paper, rescue)
	have(t, s, noy, hers)
	have(t, s, factor.OfOfficer("nobody"))
	other := app
	other.Subject, other.Name = noy, "taken"
	kind(t, register.Conflict, s.AddFactor(t.Context(), by, other))
	have(t, s, kham, app, paper, rescue)
}

func used(t *testing.T, s factor.Store) {
	add(t, s, app, paper)
	step := factor.Step{From: app.Usage, To: factor.Usage{Mark: 8, Count: 2, Codes: 1 << 19}, At: start.Add(time.Minute)}
	must(t, s.UseFactor(t.Context(), app.ID, step))
	now := app
	now.Usage, now.LastUsed = step.To, step.At
	have(t, s, kham, now, paper)
	for _, from := range []factor.Usage{app.Usage, {Mark: 8, Count: 2}, {Mark: 8, Codes: 1 << 19}, {Count: 2, Codes: 1 << 19}} {
		kind(t, register.NotFound, s.UseFactor(t.Context(), app.ID, factor.Step{From: from, To: factor.Usage{Mark: 99}, At: start}))
	}
	kind(t, register.NotFound, s.UseFactor(t.Context(), "nothing", factor.Step{At: start}))
	have(t, s, kham, now, paper)
}

func usedAtOnce(t *testing.T, s factor.Store) {
	add(t, s, app)
	var passed atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if s.UseFactor(t.Context(), app.ID, factor.Step{From: app.Usage, To: factor.Usage{Mark: 8}, At: start}) == nil {
				passed.Add(1)
			}
		})
	}
	all.Wait()
	if n := passed.Load(); n != 1 {
		t.Errorf("%d of 8 proofs by one code counted", n)
	}
}

func recovered(t *testing.T, s factor.Store) {
	add(t, s, app, paper, rescue, hers)
	step := factor.Step{From: factor.Usage{Codes: 4}, To: factor.Usage{Codes: 5}, At: start}
	kind(t, register.NotFound, s.Recover(t.Context(), by, rescue.ID, step))
	have(t, s, kham, app, paper, rescue)
	step.From = factor.Usage{}
	must(t, s.Recover(t.Context(), by, rescue.ID, step))
	left := rescue
	left.Usage, left.LastUsed = step.To, step.At
	have(t, s, kham, left)
	have(t, s, noy, hers)
}

func removed(t *testing.T, s factor.Store) {
	add(t, s, app, paper, hers)
	kind(t, register.NotFound, s.RemoveFactor(t.Context(), by, kham, hers.ID))
	have(t, s, noy, hers)
	must(t, s.RemoveFactor(t.Context(), by, kham, app.ID))
	have(t, s, kham, paper)
	kind(t, register.NotFound, s.RemoveFactor(t.Context(), by, kham, app.ID))
	add(t, s, app)
	must(t, s.RemoveFactors(t.Context(), by, kham))
	have(t, s, kham)
	have(t, s, noy, hers)
	must(t, s.RemoveFactors(t.Context(), by, kham))
}

func entry(session access.SessionID, of factor.Subject, minute int) factor.Entry {
	at := start.Add(time.Duration(minute) * time.Minute)
	return factor.Entry{Session: session, Subject: of, Began: at, Proved: at, Browser: "Firefox"}
}

func haveEntries(t *testing.T, s factor.Store, limit int, want ...factor.Entry) {
	t.Helper()
	got, err := s.Entries(t.Context(), kham, limit)
	must(t, err)
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("(-want +got)\n%s", d)
	}
}

func put(t *testing.T, s factor.Store, list ...factor.Entry) {
	t.Helper()
	for _, e := range list {
		must(t, s.PutEntry(t.Context(), e))
	}
}

func entries(t *testing.T, s factor.Store) {
	one, two, three := entry("1", kham, 1), entry("2", kham, 2), entry("3", kham, 3)
	two.Proved, two.Browser = time.Time{}, ""
	put(t, s, two, entry("4", noy, 4), one, three)
	haveEntries(t, s, 9, three, two, one)
	haveEntries(t, s, 2, three, two)
	_, err := s.Entry(t.Context(), "none")
	kind(t, register.NotFound, err)

	proved := two
	proved.Proved = start.Add(time.Hour)
	changed := proved
	changed.Subject, changed.Began, changed.Browser = noy, start, "Chrome" // what began stays as it began
	put(t, s, changed)
	got, err := s.Entry(t.Context(), two.Session)
	must(t, err)
	if d := cmp.Diff(proved, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func ended(t *testing.T, s factor.Store) {
	one, two, hers := entry("1", kham, 1), entry("2", kham, 2), entry("3", noy, 3)
	put(t, s, one, two, hers)
	must(t, s.EndEntries(t.Context(), kham, two.Session))
	one.Proved = time.Time{}
	haveEntries(t, s, 9, two, one)
	got, err := s.Entry(t.Context(), hers.Session)
	must(t, err)
	if got.Proved.IsZero() {
		t.Error("the proof of another account ended")
	}
}

func pruned(t *testing.T, s factor.Store) {
	one, two := entry("1", kham, 1), entry("2", kham, 2)
	put(t, s, one, two)
	must(t, s.PruneEntries(t.Context(), two.Began))
	haveEntries(t, s, 9, two)
}
