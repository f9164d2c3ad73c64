package audit_test

import (
	"bytes"
	"context"
	"crypto"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"samano/access"
	"samano/acts"
	"samano/audit"
	"samano/audit/stored"
	"samano/internal/testenv"
	"samano/keys"
	"samano/ledger"
	"samano/register"
	"samano/store"
)

func lao(given, surname string) []register.NameForm {
	f := register.NameForm{Script: register.Lao, Parts: []register.NamePart{{Given: given}}}
	if surname != "" {
		f.Parts = append(f.Parts, register.NamePart{Surname: surname})
	}
	return []register.NameForm{f}
}

func date(t testing.TB, s string) register.Date {
	t.Helper()
	d, err := register.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// mother enrols a woman and gives the client-made id by which payloads name her.
func mother(t testing.TB, c *testenv.Country, id register.ClientID) register.Proposal {
	return c.Proposal("enrolment", acts.Enrolment{
		As: "@" + string(id), Name: lao("ຄຳ", "ວົງສາ"), Sex: register.Female, Born: date(t, "1990"),
		Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
	})
}

func birth(t testing.TB, c *testenv.Country, as, mother register.ClientID, born string) register.Proposal {
	p := c.Proposal("birth", acts.Birth{As: "@" + string(as), Name: lao("ສົມພອນ", ""), Sex: register.Male, Born: date(t, born), Mother: &acts.Who{Person: "@" + string(mother)}})
	p.Happened = date(t, born)
	return p
}

func person(t testing.TB, c *testenv.Country, id register.ClientID) *register.Person {
	t.Helper()
	es, err := c.Find(context.Background(), c.Pass, acts.Lookup{By: acts.ByProposed, Key: string(id)})
	if err != nil {
		t.Fatal(err)
	}
	if es[0].Person == nil {
		t.Fatalf("nobody was proposed as %s", id)
	}
	return es[0].Person
}

func alarms(t testing.TB, c *testenv.Country) []audit.Fault {
	t.Helper()
	var faults []audit.Fault
	_, err := audit.Verify(context.Background(), audit.Inputs{Store: c.Store, Codec: c.Codec, Scheme: c.Scheme, Sealer: c.Sealer},
		func(f audit.Fault) error {
			if f.Alarm {
				faults = append(faults, f)
			}
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	return faults
}

func TestRebuildGivesTheSameDocuments(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	m, child := c.ClientID(), c.ClientID()
	c.Must(t, mother(t, c, m), birth(t, c, child, m, "2026-10-20"))
	c.Must(t, c.Proposal("death", acts.Death{Person: "@" + string(m), Died: date(t, "2026-11-01"), Cause: "fever"}))
	before := documents(t, c)
	if err := audit.Rebuild(context.Background(), c.Store, c.Codec, math.MaxInt64, nil); err != nil {
		t.Fatal(err)
	}
	after := documents(t, c)
	if len(before) != len(after) {
		t.Fatalf("%d documents, then %d", len(before), len(after))
	}
	for ref, doc := range before {
		if after[ref] != doc {
			t.Errorf("%s:\n%s\nrebuilt:\n%s", ref, doc, after[ref])
		}
	}
	if faults := alarms(t, c); len(faults) > 0 {
		t.Errorf("the audit finds %v", faults)
	}
}

func documents(t testing.TB, c *testenv.Country) map[register.Ref]string {
	t.Helper()
	out := map[register.Ref]string{}
	for _, kind := range []register.SubjectKind{register.SubjectPerson, register.SubjectHousehold, register.SubjectPlace} {
		for s, err := range c.Store.EachSubject(context.Background(), c.Pass, kind, 0) {
			if err != nil {
				t.Fatal(err)
			}
			out[s.Ref] = string(s.Doc)
		}
	}
	return out
}

// signedBy is how a register signs that has had these keys, the current one first.
func signedBy(signers ...keys.Signer) audit.Signing { return audit.Signing{Signers: signers} }

func TestCheckpointAndProof(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	m, child := c.ClientID(), c.ClientID()
	done := c.Must(t, mother(t, c, m), birth(t, c, child, m, "2026-10-20"))
	signer, err := c.Keys.Signer("ledger-signing")
	if err != nil {
		t.Fatal(err)
	}
	key, err := ledger.VerifierKey("register.test/acts", signer.Public())
	if err != nil {
		t.Fatal(err)
	}
	note, err := audit.Checkpoint(context.Background(), c.Store, signedBy(signer))
	if err != nil {
		t.Fatal(err)
	}
	proof, err := stored.Prove(context.Background(), c.Pass, c.Store, c.Codec, done[1].Seq, "effects/"+person(t, c, child).Ref().String(), note, key)
	if err != nil {
		t.Fatal(err)
	}
	proven, err := ledger.CheckProof(proof, key)
	if err != nil || !strings.Contains(string(proven.Bytes), "ສົມພອນ") {
		t.Errorf("the proof proves %+v, %v", proven, err)
	}
	if strings.Contains(string(proof), "ວົງສາ") {
		t.Error("the proof about the child shows the mother")
	}
}

// overwritten is a register whose last checkpoint somebody replaced in the database.
type overwritten struct {
	store.Register
	size int64
	note []byte
}

func (o overwritten) LastCheckpoint(context.Context) (int64, []byte, error) {
	return o.size, o.note, nil
}

// Without a last checkpoint to compare with, a forked ledger could be signed.
func TestCheckpointIsRefusedOverAnAlteredOne(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	signer, err := c.Keys.Signer(keys.LedgerSigning)
	if err != nil {
		t.Fatal(err)
	}
	set, err := keys.Generate(rand.NewChaCha8([32]byte{7}), keys.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	former, err := set.Signer(keys.LedgerSigning)
	if err != nil {
		t.Fatal(err)
	}
	known := []keys.Signer{signer, former}
	var public []string
	for _, s := range known {
		key, err := ledger.VerifierKey("register.test/acts", s.Public())
		if err != nil {
			t.Fatal(err)
		}
		public = append(public, key)
	}
	first, err := audit.Checkpoint(context.Background(), c.Store, signedBy(signer, former))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := ledger.OpenCheckpoint(first, public...)
	if err != nil {
		t.Fatal(err)
	}
	note := func(cp ledger.Checkpoint, by keys.Signer) []byte {
		b, err := ledger.SignCheckpoint(cp, by)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	fork := signed
	fork.Root[0]++
	for _, grown := range []bool{false, true} {
		if grown {
			c.Must(t, mother(t, c, c.ClientID()))
		}
		for _, x := range []struct {
			name string
			size int64
			note []byte
			keys []keys.Signer
			want string
		}{
			{"as signed", signed.Size, first, known, ""},
			{"signed by a former key", signed.Size, note(signed, former), known, ""},
			{"signed by a former key of another tree", signed.Size, note(fork, former), known, "ledger-forked"},
			{"of another tree", signed.Size, note(fork, signer), known, "ledger-forked"},
			{"signed by an unknown key", signed.Size, note(signed, former), known[:1], audit.AlteredCheckpoint},
			{"no checkpoint", signed.Size, []byte("nothing"), known, audit.AlteredCheckpoint},
			{"under another size", signed.Size + 1, first, known, audit.AlteredCheckpoint},
		} {
			_, err := audit.Checkpoint(context.Background(), overwritten{c.Store, x.size, x.note}, signedBy(x.keys...))
			var e *register.Error
			errors.As(err, &e)
			if x.want == "" && err != nil || x.want != "" && (e == nil || e.Code != x.want) {
				t.Errorf("%s, grown %v: %v, want %q", x.name, grown, err, x.want)
			}
		}
	}
}

// failing is a register in which no checkpoint can be kept.
type failing struct{ store.Register }

var errFull = register.Errorf(register.Unavailable, "test", "the disk is full")

func (failing) PutCheckpoint(context.Context, int64, []byte) error { return errFull }

// voiceless is a key that cannot sign.
type voiceless struct{ keys.Signer }

func (voiceless) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	return nil, errors.New("no key")
}

// A checkpoint that was not signed or not kept is not given out: who holds one may rely on it.
func TestACheckpointThatIsNotKeptIsNotGivenOut(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	signer, err := c.Keys.Signer(keys.LedgerSigning)
	if err != nil {
		t.Fatal(err)
	}
	if note, err := audit.Checkpoint(t.Context(), failing{c.Store}, signedBy(signer)); note != nil || !errors.Is(err, errFull) {
		t.Errorf("not kept: %s, %v", note, err)
	}
	if note, err := audit.Checkpoint(t.Context(), c.Store, signedBy(voiceless{signer})); note != nil || register.KindOf(err) != register.Internal || !testenv.SaysWhere(err) {
		t.Errorf("not signed: %s, %v", note, err)
	}
	if size, note, err := c.Store.LastCheckpoint(t.Context()); size != 0 || err != nil {
		t.Errorf("kept is %s of %d acts, %v", note, size, err)
	}
}

// What no signed checkpoint holds is counted from the first such act.
func TestActsThatAreNotSigned(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	count := func(want int64, since time.Time) {
		t.Helper()
		n, got, err := audit.Unsigned(t.Context(), c.Store)
		if err != nil || n != want || !got.Equal(since) {
			t.Errorf("%d since %s, %v; want %d since %s", n, got, err, want, since)
		}
	}
	head, err := c.Store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m := c.ClientID()
	first := c.Must(t, mother(t, c, m))[0]
	if head.Size > 1 {
		if _, err := c.Node.Checkpoint(t.Context()); err != nil {
			t.Fatal(err)
		}
		count(0, time.Time{})
		first = c.Must(t, birth(t, c, c.ClientID(), m, "2026-10-20"))[0]
		head.Size = int64(first.Seq)
	}
	second := c.Must(t, birth(t, c, c.ClientID(), m, "2024-10-20"))[0]
	count(int64(second.Seq)+1-head.Size, first.RegisteredAt)
	if n, _, err := audit.Unsigned(t.Context(), unread{c.Store}); n == 0 || register.KindOf(err) != register.Internal {
		t.Errorf("where the act is gone: %d, %v", n, err)
	}
}

// unread is a register whose acts are gone.
type unread struct{ store.Register }

func (unread) Acts(context.Context, access.Pass, []register.Seq) ([]store.Act, error) {
	return nil, nil
}

// A register that was just founded is audited as any other.
func TestAnAuditOfARegisterThatHoldsNothing(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	signer, key := signerOf(t, c)
	if _, err := audit.Checkpoint(t.Context(), c.Store, signedBy(signer)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		s    *tampered
		want string
	}{
		{&tampered{}, ""},
		{&tampered{more: []any{store.ProjectionRow{Table: store.TableBook, Key: "B-9", Ref: register.HouseholdRef(1)}}}, "extra-projection book of household/1"},
		{&tampered{more: []any{store.Posting{Person: 1}}}, "extra-projection match_key of person/1"},
		{&tampered{checkpoint: func(_ *int64, note *[]byte) { *note = flipped(*note) }}, audit.AlteredCheckpoint},
		{&tampered{act: func(*store.Act) bool { return false }}, "altered-head last; missing-act; unchecked"},
	} {
		tt.s.Register = c.Store
		got, sum := faults(t, audit.Inputs{Store: tt.s, Codec: c.Codec, Scheme: c.Scheme, Keys: []string{key}})
		if strings.Join(got, "; ") != tt.want || sum.Subjects != 0 {
			t.Errorf("%v of %+v, want %s", got, sum, tt.want)
		}
	}
}

// The keys of somebody are compared with those of the document that should be. Beyond a bound the
// audit does not keep it, and tells the keys too.
func TestHowManyCorrectedDocumentsAreKept(t *testing.T) {
	a := newAudited(t)
	const most = 10_000
	for strays, want := range map[int]string{
		most - 1: "altered-document person/1",
		most:     "altered-document person/1; extra-projection match_key of person/1; missing-projection match_key of person/1",
	} {
		s := &tampered{Register: a.Store, subject: func(r *store.Subject) bool {
			if r.Ref == register.PersonRef(1) {
				r.Doc = bytes.ReplaceAll(r.Doc, []byte("ວົງສາ"), []byte("ດາວົງ"))
			}
			return true
		}}
		for id := range strays {
			s.more = append(s.more, store.Subject{Ref: register.PersonRef(register.PersonID(-1 - id)), Doc: []byte("{}")})
		}
		got, _ := faults(t, a.inputs(s))
		got = slices.DeleteFunc(got, func(f string) bool { return strings.HasPrefix(f, audit.ExtraDocument) })
		if strings.Join(got, "; ") != want {
			t.Errorf("after %d documents that are wrong: %v", strays, got)
		}
	}
}

// The first note after a renewal is signed by the new key and by the one before it, and no key signs that nobody renewed.
func TestTheFirstNoteAfterARenewalIsSignedByBothKeys(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	former, err := c.Keys.Signer(keys.LedgerSigning)
	if err != nil {
		t.Fatal(err)
	}
	set, err := c.Keys.Renew(keys.LedgerSigning, keys.Ed25519, rand.NewChaCha8([32]byte{8}))
	if err != nil {
		t.Fatal(err)
	}
	by := signedBy(set.Signers(keys.LedgerSigning)...)
	public, err := by.VerifierKeys("register.test/acts")
	if err != nil || len(public) != 2 {
		t.Fatalf("the keys are %v, %v", public, err)
	}
	signs := func(note []byte) (out [2]bool) {
		for i, key := range public {
			_, err := ledger.OpenCheckpoint(note, key)
			out[i] = err == nil
		}
		return out
	}
	first, err := audit.Checkpoint(t.Context(), c.Store, signedBy(former))
	if err != nil {
		t.Fatal(err)
	}
	if note, err := audit.Checkpoint(t.Context(), c.Store, by); err != nil || !bytes.Equal(note, first) {
		t.Errorf("where nothing was added the note becomes %s, %v", note, err)
	}
	c.Must(t, mother(t, c, c.ClientID()))
	refused := errors.New("nobody")
	by.Recorded = func(_ context.Context, id string) error {
		if id != by.Signers[0].KeyID() {
			t.Errorf("asked is for key %s", id)
		}
		return refused
	}
	if note, err := audit.Checkpoint(t.Context(), c.Store, by); note != nil || !errors.Is(err, refused) {
		t.Errorf("a key with nobody on record signs %s, %v", note, err)
	}
	by.Recorded = func(context.Context, string) error { return nil }
	for _, want := range [][2]bool{{true, true}, {true, false}} {
		note, err := audit.Checkpoint(t.Context(), c.Store, by)
		if err != nil || signs(note) != want {
			t.Errorf("a note is signed by the present and the former key %v, want %v (%v)", signs(note), want, err)
		}
		c.Must(t, mother(t, c, c.ClientID()))
	}
}
