package audit_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"samano/acts"
	"samano/audit"
	"samano/audit/stored"
	"samano/internal/testenv"
	"samano/ledger"
	"samano/register"
	"samano/store"
)

// work is something that reads a whole register, and what comes of it.
type work struct {
	prepare func() // before each attempt; may be nil
	do      func(context.Context) (string, error)
}

// Of every work each read of the database fails in turn. It is told as an outage, and nothing is
// signed, proven or written; the same work once more comes to what it would have.
func TestEveryReadThatFailsIsToldAsAnOutage(t *testing.T) {
	outage := &testenv.Outage{}
	c := testenv.New(t, testenv.Options{Change: outage.Into})
	m, child := c.ClientID(), c.ClientID()
	done := c.Must(t, mother(t, c, m), birth(t, c, child, m, "2026-10-20"))
	dead := c.Proposal("death", acts.Death{Person: "@" + string(m), Died: date(t, "2026-11-01"), Cause: "fever"})
	c.Must(t, dead, c.Proposal("death", acts.Death{Person: "@" + string(child), Died: date(t, "2026-11-01"), Cause: "fever"}))
	c.Must(t, c.Proposal("erasure", acts.Erase{Act: string(dead.ID), Part: "sealed/cause", Article: "art. 2"}))
	signer, key := signerOf(t, c)
	signed, err := audit.Checkpoint(t.Context(), c.Store, signedBy(signer))
	if err != nil {
		t.Fatal(err)
	}
	another := func() { c.Must(t, mother(t, c, c.ClientID())) }
	another()
	for name, w := range map[string]work{
		"an audit": {do: func(ctx context.Context) (string, error) {
			sum, err := audit.Verify(ctx, audit.Inputs{Store: c.Store, Codec: c.Codec, Scheme: c.Scheme, Sealer: c.Sealer, Keys: []string{key}},
				func(f audit.Fault) error {
					if f.Alarm {
						t.Errorf("told as %s", f)
					}
					return nil
				})
			if err != nil {
				return "", err
			}
			return fmt.Sprint(sum), nil
		}},
		"a rebuild": {do: func(ctx context.Context) (string, error) {
			if err := audit.Rebuild(ctx, c.Store, c.Codec, math.MaxInt64, nil); err != nil {
				return "", err
			}
			return "rebuilt", nil
		}},
		"a rebuild in pages": {do: func(ctx context.Context) (string, error) {
			if err := audit.Rebuild(ctx, &paged{Register: c.Store, page: 1}, c.Codec, math.MaxInt64, nil); err != nil {
				return "", err
			}
			return "rebuilt", nil
		}},
		"a proof": {do: func(ctx context.Context) (string, error) {
			proof, err := stored.Prove(ctx, c.Pass, c.Store, c.Codec, done[1].Seq, ledger.HeaderPart, signed, key)
			return string(proof), err
		}},
		"the day of its founding": {do: func(ctx context.Context) (string, error) {
			at, err := audit.FoundedAt(ctx, c.Store)
			if at.IsZero() {
				return "", err
			}
			return at.String(), err
		}},
		"a checkpoint": {prepare: another, do: func(ctx context.Context) (string, error) {
			note, err := audit.Checkpoint(ctx, c.Store, signedBy(signer))
			if len(note) == 0 {
				return "", err
			}
			return "signed", err
		}},
	} {
		t.Run(name, func(t *testing.T) { w.fails(t, outage) })
	}
}

// An audit that finds much reads much again to name it. Each of these reads fails in turn.
func TestEveryReadOfAnAuditWithFaultsFails(t *testing.T) {
	outage := &testenv.Outage{}
	a := auditedIn(t, testenv.New(t, testenv.Options{Change: outage.Into}))
	many := crowd(t, 501, testenv.Options{Change: outage.Into}) // more people than a page of documents
	for name, inputs := range map[string]func() audit.Inputs{
		"of everything": func() audit.Inputs { return a.inputs(a.all(t)) },
		"in pages": func() audit.Inputs {
			return audit.Inputs{Store: &tampered{Register: many.Store, subject: func(r *store.Subject) bool {
				if r.Ref.ID%100 == 1 {
					r.Doc = append(r.Doc, ' ')
				}
				return true
			}, posting: func(p *store.Posting) bool { return p.Person != 7 }}, Codec: many.Codec, Scheme: many.Scheme, Random: rand.NewChaCha8([32]byte{1})}
		},
	} {
		t.Run(name, func(t *testing.T) {
			audited := func(ctx context.Context) (string, error) {
				told := 0
				sum, err := audit.Verify(ctx, inputs(), func(audit.Fault) error { told++; return nil })
				if err != nil {
					return "", err
				}
				return fmt.Sprint(sum, told), nil
			}
			work{do: audited}.fails(t, outage)
		})
	}
}

func (w work) fails(t *testing.T, outage *testenv.Outage) {
	attempt := func(at int) (got string, calls []string, failed bool, err error) {
		if w.prepare != nil {
			w.prepare()
		}
		outage.Arm(at)
		got, err = w.do(t.Context())
		calls, failed = outage.Disarm()
		return got, calls, failed, err
	}
	right, calls, _, err := attempt(math.MaxInt)
	if err != nil || right == "" || len(calls) == 0 {
		t.Fatalf("it comes to %q with %d reads, %v", right, len(calls), err)
	}
	for n := range calls {
		got, calls, failed, err := attempt(n)
		if !failed || register.KindOf(err) != register.Unavailable || !testenv.SaysWhere(err) || got != "" {
			t.Errorf("%s (%d) fails: it comes to %q, %v", calls[min(n, len(calls)-1)], n, got, err)
		}
		if got, _, _, err := attempt(math.MaxInt); err != nil || got != right {
			t.Errorf("after %s (%d) it comes to %q, %v, not %q", calls[n], n, got, err, right)
		}
	}
}
