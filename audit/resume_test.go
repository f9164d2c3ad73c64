package audit_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"samano/acts"
	"samano/audit"
	"samano/internal/testenv"
	"samano/keys"
	"samano/ledger"
	"samano/register"
	"samano/store"
)

// interrupted audits until so much is done, and returns what it kept last.
func interrupted(t *testing.T, in audit.Inputs, after int64, report func(audit.Fault) error) (sum audit.Summary, kept *audit.ResumePoint) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	file := filepath.Join(t.TempDir(), "resume")
	if in.MAC == nil {
		in.MAC = entryMAC(t, 1)
	}
	from, keep, err := audit.ResumeFile(file, in.MAC)
	if from != nil || err != nil {
		t.Fatal(from, err)
	}
	in.Keep = keep
	in.Progress = func(done, _ int64) {
		if done >= after {
			stop()
		}
	}
	sum, err = audit.Verify(ctx, in, report)
	if err == nil && after < 1<<40 {
		t.Errorf("after %d it was not interrupted", after)
	}
	if kept, _, err = audit.ResumeFile(file, in.MAC); err != nil {
		t.Error(err)
	}
	return sum, kept
}

// An audit that was interrupted anywhere comes to the same when it goes on, and tells of each fault
// once, also where people were registered meanwhile.
func TestAnAuditGoesOnWhereItWasInterrupted(t *testing.T) {
	c := crowd(t, 2300, testenv.Options{})
	altered := func(r *store.Subject) bool {
		if r.Ref.ID == 17 {
			r.Doc = []byte("{")
		}
		return true
	}
	for _, s := range []*tampered{{}, {subject: altered}} {
		s.Register = c.Store
		in := audit.Inputs{Store: s, Codec: c.Codec, Scheme: c.Scheme, MAC: entryMAC(t, 1)}
		want, whole := faults(t, in)
		for _, after := range []int64{1, 4001, 4602, 6500} {
			var told []string
			report := func(f audit.Fault) error {
				if f.Alarm {
					f.Detail = ""
					told = append(told, f.String())
				}
				return nil
			}
			_, kept := interrupted(t, in, after, report)
			if kept == nil || kept.Size != whole.Acts || kept.Done == 0 {
				t.Fatalf("after %d is kept %v of %d", after, kept != nil, whole.Acts)
			}
			on := in
			on.From = kept
			sum, err := audit.Verify(t.Context(), on, report)
			slices.Sort(told)
			if err != nil || sum != whole || !slices.Equal(told, want) {
				t.Errorf("after %d it comes to %+v with %v, %v; at one go to %+v with %v", after, sum, told, err, whole, want)
			}
		}
	}
	in := audit.Inputs{Store: c.Store, Codec: c.Codec, Scheme: c.Scheme, MAC: entryMAC(t, 1)}
	_, kept := interrupted(t, in, 5000, func(audit.Fault) error { return nil })
	c.Must(t, mother(t, c, c.ClientID()))
	in.From = kept
	sum, err := audit.Verify(t.Context(), in, func(f audit.Fault) error {
		if f.Alarm {
			t.Errorf("told as %s", f)
		}
		return nil
	})
	if err != nil || sum.Acts != kept.Size {
		t.Errorf("after somebody was registered: %+v, %v", sum, err)
	}
}

// A place is of one ledger at one size and root.
func TestAPlaceOfAnotherLedgerIsRefused(t *testing.T) {
	c, other := crowd(t, 300, testenv.Options{}), crowd(t, 310, testenv.Options{})
	in := audit.Inputs{Store: c.Store, Codec: c.Codec, Scheme: c.Scheme}
	_, kept := interrupted(t, in, 1, func(audit.Fault) error { return nil })
	in.From = kept
	refused := func(name string, in audit.Inputs, code string) {
		t.Helper()
		_, err := audit.Verify(t.Context(), in, func(audit.Fault) error { return nil })
		var e *register.Error
		if !errors.As(err, &e) || e.Code != code {
			t.Errorf("%s: %v", name, err)
		}
	}
	foreign := in
	foreign.Store = other.Store
	refused("another register", foreign, audit.CodeResumeForeign)
	bent := in
	bent.Store = &tampered{Register: c.Store, hash: func(level int, n int64, h []byte) []byte {
		if level == 8 && n == 0 {
			h[0]++
		}
		return h
	}}
	refused("an altered node", bent, audit.CodeResumeForeign)
	shorter := in
	shorter.Store = &tampered{Register: c.Store, head: func(h *store.Head) { h.Size-- }}
	refused("fewer acts", shorter, audit.CodeResumeForeign)
	more := in
	more.Checkpoints = []ledger.Checkpoint{{Origin: testenv.Origin, Size: 1}}
	refused("another checkpoint", more, audit.CodeResumeCheckpoints)
	for _, b := range []string{"", "{}", "00\n{}", "xx\n{}", "{}\n"} {
		if _, err := audit.ReadResumePoint([]byte(b), entryMAC(t, 1)); register.KindOf(err) != register.Invalid {
			t.Errorf("%s: %v", b, err)
		}
	}
}

// entryMAC is that of a register, as its key file holds it.
func entryMAC(t testing.TB, seed byte) *keys.EntryMAC {
	t.Helper()
	set, err := keys.Generate(rand.NewChaCha8([32]byte{seed}), keys.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	mac, err := set.EntryMAC("verification")
	if err != nil {
		t.Fatal(err)
	}
	return mac
}

// A resume point of which anything was changed, or that somebody else made, is refused as that.
func TestAnAlteredResumePointIsRefused(t *testing.T) {
	c := crowd(t, 50, testenv.Options{})
	file := filepath.Join(t.TempDir(), "resume")
	in := audit.Inputs{Store: c.Store, Codec: c.Codec, Scheme: c.Scheme, MAC: entryMAC(t, 1)}
	var err error
	if _, in.Keep, err = audit.ResumeFile(file, in.MAC); err != nil {
		t.Fatal(err)
	}
	if _, err := audit.Verify(t.Context(), in, func(audit.Fault) error { return nil }); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	refused := func(name string, b []byte, by *keys.EntryMAC) {
		t.Helper()
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		from, _, err := audit.ResumeFile(file, by)
		var e *register.Error
		if from != nil || !errors.As(err, &e) || e.Code != audit.CodeResumeAltered {
			t.Errorf("%s: %v", name, err)
		}
	}
	for i := 65; i < len(whole); i += len(whole) / 40 {
		altered := slices.Clone(whole)
		altered[i] ^= 1
		refused(fmt.Sprintf("byte %d", i), altered, in.MAC)
	}
	other := slices.Clone(whole)
	if other[0] = '0'; whole[0] == '0' {
		other[0] = '1'
	}
	refused("another MAC", other, in.MAC)
	refused("another register's key", whole, entryMAC(t, 2))
	if err := os.WriteFile(file, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if from, _, err := audit.ResumeFile(file, in.MAC); from == nil || err != nil {
		t.Errorf("unaltered: %v", err)
	}
}

// Nobody can know before an audit what its sums will be, nor from a resume point under which key they are.
func TestSumsAreKeyed(t *testing.T) {
	c := crowd(t, 50, testenv.Options{})
	point := func(mac *keys.EntryMAC) *audit.ResumePoint {
		t.Helper()
		_, kept := interrupted(t, audit.Inputs{Store: c.Store, Codec: c.Codec, Scheme: c.Scheme, MAC: mac}, 1<<40, func(audit.Fault) error { return nil })
		return kept
	}
	a, b := point(entryMAC(t, 1)), point(entryMAC(t, 1))
	if a.Salt == b.Salt || bytes.Equal(a.Rows, b.Rows) || bytes.Equal(a.Keys, b.Keys) {
		t.Error("two audits have the same sums")
	}
	// The same salt under another key of a register has other sums, so the salt alone tells none of them.
	in := audit.Inputs{Store: c.Store, Codec: c.Codec, Scheme: c.Scheme, MAC: entryMAC(t, 2), From: a}
	told := 0
	if _, err := audit.Verify(t.Context(), in, func(f audit.Fault) error { told++; return nil }); err != nil || told == 0 {
		t.Errorf("the sums of another key agree (%v)", err)
	}
}

// signedPoint is what a register keeps of a resume point.
func signedPoint(t testing.TB, b []byte) []byte {
	mac := entryMAC(t, 1).MAC(1, sha256.Sum256(b))
	return append([]byte(hex.EncodeToString(mac[:])+"\n"), b...)
}

// tableOf returns a table of sums over nothing, as long as those of a resume point, in quotation marks.
func tableOf(t testing.TB, kept []byte) []byte {
	t.Helper()
	p, err := audit.ReadResumePoint(signedPoint(t, kept), entryMAC(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(make([]byte, len(p.Lists)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What is read as a resume point is written again as the same; a real one is read.
func FuzzReadResumePoint(f *testing.F) {
	c, mac := crowd(f, 20, testenv.Options{}), entryMAC(f, 1)
	var kept []byte
	in := audit.Inputs{Store: c.Store, Codec: c.Codec, Scheme: c.Scheme, Keep: func(p *audit.ResumePoint) (err error) {
		kept, err = json.Marshal(p)
		return err
	}}
	ctx, stop := context.WithCancel(f.Context())
	in.Progress = func(done, _ int64) {
		if done >= 1 {
			stop()
		}
	}
	if _, err := audit.Verify(ctx, in, func(audit.Fault) error { return nil }); !errors.Is(err, context.Canceled) {
		f.Fatal(err)
	}
	p, err := audit.ReadResumePoint(signedPoint(f, kept), mac)
	if err != nil || p.Done == 0 {
		f.Fatal(p, err)
	}
	p.Lists, p.Rows, p.Keys = make([]byte, len(p.Lists)), make([]byte, len(p.Rows)), make([]byte, len(p.Keys))
	if kept, err = json.Marshal(p); err != nil {
		f.Fatal(err)
	}
	// The three tables are megabytes, which the fuzzer would spend itself on: a mark stands for each.
	mark, table := []byte(`"@"`), tableOf(f, kept)
	short := bytes.ReplaceAll(kept, table, mark)
	if len(short) > 1<<16 || bytes.Count(short, mark) < 3 {
		f.Fatalf("there are no three tables of %d bytes in %.200s", len(table), short)
	}
	f.Add(short)
	f.Add([]byte(`{"format":"samano-verify-2","size":1}`))
	f.Add(bytes.Repeat([]byte("["), 20_000))
	f.Fuzz(func(t *testing.T, b []byte) {
		b = bytes.Replace(b, mark, table, 3)
		p, err := audit.ReadResumePoint(signedPoint(t, b), mac)
		if (p == nil) == (err == nil) {
			t.Fatalf("%v, %v", p, err)
		}
		if err != nil {
			return
		}
		first, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		again, err := audit.ReadResumePoint(signedPoint(t, first), mac)
		if err != nil {
			t.Fatalf("what was read is written as what is not: %v", err)
		}
		if second, err := json.Marshal(again); err != nil || !bytes.Equal(first, second) {
			t.Fatalf("it is written as two: %v", err)
		}
	})
}

// Since a note, what came after is audited, whatever was before; a ledger that does not extend the
// note is told as one.
func TestWhatCameAfterANote(t *testing.T) {
	c := crowd(t, 698, testenv.Options{})
	first := c.ClientID()
	c.Must(t, mother(t, c, first))
	c.Must(t, c.Proposal("death", acts.Death{Person: "@" + string(first), Died: date(t, "2026-10-01"), Cause: "fever"}))
	signer, key := signerOf(t, c)
	note, err := audit.Checkpoint(t.Context(), c.Store, signedBy(signer))
	if err != nil {
		t.Fatal(err)
	}
	old, err := ledger.OpenCheckpoint(note, key)
	if err != nil {
		t.Fatal(err)
	}
	m := c.ClientID()
	enrolled := c.Must(t, mother(t, c, m))[0]
	c.Must(t, c.Proposal("death", acts.Death{Person: "@" + string(m), Died: date(t, "2026-11-01"), Cause: "fever"}))
	her := person(t, c, m).Ref()
	since := func(s *tampered, cp ledger.Checkpoint) ([]string, audit.Summary) {
		t.Helper()
		s.Register = c.Store
		return alarmsOf(t, func(report func(audit.Fault) error) (audit.Summary, error) {
			return audit.VerifySince(t.Context(), audit.Inputs{Store: s, Codec: c.Codec, Scheme: c.Scheme, Sealer: c.Sealer}, cp, report)
		})
	}
	told, sum := since(&tampered{}, old)
	if len(told) > 0 || sum.Acts != 2 || sum.Subjects != 1 || sum.Root == "" {
		t.Errorf("%v of %+v", told, sum)
	}
	// Of what was before, nothing is read but the act before the first.
	before := []string{}
	since(&tampered{
		act: func(r *store.Act) bool {
			if int64(r.Seq) < old.Size-1 {
				before = append(before, fmt.Sprint("act ", r.Seq))
			}
			return true
		},
		sealed: func(p *store.Sealed) bool {
			if int64(p.Seq) < old.Size {
				before = append(before, fmt.Sprint("what is sealed of act ", p.Seq))
			}
			return true
		},
		subject: func(r *store.Subject) bool {
			if int64(r.Seq) < old.Size {
				before = append(before, r.Ref.String())
			}
			return true
		},
	}, old)
	if len(before) > 0 {
		t.Errorf("of what was before the note is read: %v", before)
	}
	fork, longer := old, old
	fork.Root[0]++
	longer.Size += 100
	for name, tt := range map[string]struct {
		s    *tampered
		cp   ledger.Checkpoint
		want []string
	}{
		"another tree":                {&tampered{}, fork, []string{"forked"}},
		"more acts":                   {&tampered{}, longer, []string{"truncated act 703"}},
		"an act before, which is not": {&tampered{act: func(r *store.Act) bool { return r.Seq != 5 }}, old, nil},
		"a body": {&tampered{act: func(r *store.Act) bool {
			if r.Seq == enrolled.Seq {
				r.Body = r.Body[:2]
			}
			return true
		}}, old, []string{"altered-document " + her.String(), "altered-part act 701"}},
		"a document": {&tampered{subject: func(r *store.Subject) bool {
			if r.Ref == her {
				r.Doc = []byte("{}")
			}
			return true
		}}, old, []string{"altered-document " + her.String()}},
		"no document":   {&tampered{subject: func(r *store.Subject) bool { return r.Ref != her }}, old, []string{"missing-document " + her.String()}},
		"a sealed part": {&tampered{sealed: func(p *store.Sealed) bool { p.Box = flipped(p.Box); return true }}, old, []string{"altered-sealed act 702 sealed/cause-of-death"}},
	} {
		if told, _ := since(tt.s, tt.cp); !slices.Equal(told, tt.want) {
			t.Errorf("%s: %v, want %v", name, told, tt.want)
		}
	}
}
