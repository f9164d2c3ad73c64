package testenv_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"samano/acts"
	"samano/audit"
	"samano/internal/testenv"
	"samano/register"
	"samano/store"
)

// A register in use is sound: whatever is registered during an audit, that enters people, changes
// them and erases parts, the audit covers the acts that were there when it began and alarms nobody.
func TestAnAuditBesideARegistrar(t *testing.T) {
	for _, b := range backends {
		t.Run(b.name, func(t *testing.T) {
			c := testenv.New(t, testenv.Options{Pack: b.pack, Store: b.open(t)})
			var dead []register.Proposal
			die := func(mother register.Proposal) {
				var as struct{ As string }
				if err := json.Unmarshal(mother.Payload, &as); err != nil {
					t.Fatal(err)
				}
				d := c.Proposal("death", map[string]any{"person": as.As, "died": "2026-11-01", "cause": "fever"})
				c.Must(t, d)
				dead = append(dead, d)
			}
			n := 0
			live := func() {
				n++
				f := family(c, n)
				c.Must(t, f...)
				die(f[0])
				if len(dead) > 1 {
					c.Must(t, c.Proposal("erasure", acts.Erase{Act: string(dead[0].ID), Part: "sealed/cause", Article: "art. 2"}))
					dead = dead[1:]
				}
			}
			for range 4 {
				live()
			}
			size, err := c.Size(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			told := 0
			in := audit.Inputs{Store: c.Store, Codec: c.Codec, Scheme: c.Scheme, Sealer: c.Sealer, Progress: func(_, _ int64) {
				if told++; told%5 == 1 {
					live()
				}
			}}
			sum, err := audit.Verify(t.Context(), in, func(f audit.Fault) error {
				if f.Alarm {
					t.Errorf("told as %s", f)
				}
				return nil
			})
			if err != nil || sum.Acts != int64(size) || n < 8 {
				t.Errorf("%d acts of %d while %d families were entered, %v", sum.Acts, size, n, err)
			}
			err = audit.Rebuild(t.Context(), c.Store, c.Codec, sum.Acts, nil)
			var e *register.Error
			if !errors.As(err, &e) || e.Kind != register.Conflict || e.Code != audit.CodeOtherWriter {
				t.Errorf("a rebuild of a register in use: %v", err)
			}
			clean(t, c, nil)
		})
	}
}

// What is altered is told beside a registrar as without one.
func TestAnAuditBesideARegistrarTellsWhatIsAltered(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	c.Must(t, family(c, 1)...)
	tx, err := c.Store.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	head, err := tx.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	altered := store.Subject{Ref: register.PersonRef(1), Seq: 1, Doc: []byte(`{}`)}
	if err := errors.Join(tx.Write(t.Context(), &store.Batch{Head: head, Subjects: []store.Subject{altered}}), tx.Commit(t.Context())); err != nil {
		t.Fatal(err)
	}
	alarms := func(progress func(done, of int64)) (out []string) {
		in := audit.Inputs{Store: c.Store, Codec: c.Codec, Scheme: c.Scheme, Sealer: c.Sealer, Progress: progress}
		_, err := audit.Verify(t.Context(), in, func(f audit.Fault) error {
			if f.Alarm {
				out = append(out, f.String())
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(out)
		return out
	}
	n, quiet := 1, alarms(nil)
	used := alarms(func(_, _ int64) { n++; c.Must(t, family(c, n)...) })
	if !slices.Equal(used, quiet) || !slices.Contains(quiet, "altered-document person/1 (its list of acts)") || n < 4 {
		t.Errorf("while %d families are entered told is %q, else %q", n, used, quiet)
	}
}
