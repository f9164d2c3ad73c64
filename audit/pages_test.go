package audit_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samano/access"
	"samano/acts"
	"samano/audit"
	"samano/audit/stored"
	"samano/internal/testenv"
	"samano/ledger"
	"samano/register"
	"samano/registrar"
	"samano/registrar/projection"
	"samano/store"
)

// What an audit covered is told, and how far it is.
func TestWhatAnAuditCovered(t *testing.T) {
	a := newAudited(t)
	head, err := a.Store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rows, postings, subjects := int64(0), int64(0), int64(0)
	for range a.Store.EachProjection(t.Context(), a.Pass) {
		rows++
	}
	for range a.Store.EachPosting(t.Context(), a.Pass) {
		postings++
	}
	for _, kind := range []register.SubjectKind{register.SubjectPerson, register.SubjectHousehold, register.SubjectPlace} {
		for range a.Store.EachSubject(t.Context(), a.Pass, kind, 0) {
			subjects++
		}
	}
	a.Must(t, mother(t, a.Country, a.ClientID())) // after the checkpoint
	in := a.inputs(a.Store)
	var told []string
	last := int64(0)
	in.Progress = func(done, of int64) {
		if done <= last || of != 2*(head.Size+1)+head.NextPerson+1+head.NextHousehold+head.NextPlace {
			t.Errorf("%d of %d done, after %d", done, of, last)
		}
		last = done
	}
	sum, err := audit.Verify(t.Context(), in, func(f audit.Fault) error {
		f.Detail = ""
		told = append(told, f.String())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if sum.Acts != head.Size+1 || sum.Signed != head.Size || sum.Subjects != subjects+1 || sum.Rows <= rows+postings || sum.Alarms != 0 || len(sum.Root) != 64 && sum.Root == "" {
		t.Errorf("covered are %+v; there were %d acts, %d documents, %d rows and %d postings", sum, head.Size, subjects, rows, postings)
	}
	if want := 2*(head.Size+1) + subjects + 1; last != want {
		t.Errorf("%d done at the end, want %d", last, want)
	}
	slices.Sort(told)
	if got, want := strings.Join(told, "; "), "erased-by act 14 payload; erased-by act 14 sealed/cause-of-death; erased-by act 5 payload; unsigned-tail act 21"; got != want {
		t.Errorf("told without alarm:\n%s\nwant\n%s", got, want)
	}
}

// Without the key of sealed parts they are not opened, and without keys of the register its
// checkpoint is not; all else is audited.
func TestAnAuditWithoutKeys(t *testing.T) {
	a := newAudited(t)
	for name, tt := range map[string]struct {
		s        *tampered
		blind    func(*audit.Inputs)
		with, of string
	}{
		"a sealed part": {&tampered{sealed: func(p *store.Sealed) bool { p.Box = flipped(p.Box); return true }}, func(in *audit.Inputs) { in.Sealer = nil }, "altered-sealed act 20 sealed/cause-of-death", ""},
		"no sealed part": {
			&tampered{sealed: func(*store.Sealed) bool { return false }}, func(in *audit.Inputs) { in.Sealer = nil }, "altered-sealed act 20 sealed/cause-of-death",
			"altered-sealed act 20 sealed/cause-of-death",
		},
		"a checkpoint": {&tampered{checkpoint: func(_ *int64, note *[]byte) { *note = flipped(*note) }}, func(in *audit.Inputs) { in.Keys = nil }, "altered-checkpoint", ""},
	} {
		tt.s.Register = a.Store
		in := a.inputs(tt.s)
		if got, _ := faults(t, in); strings.Join(got, "; ") != tt.with {
			t.Errorf("%s, with keys: %v", name, got)
		}
		tt.blind(&in)
		if got, _ := faults(t, in); strings.Join(got, "; ") != tt.of {
			t.Errorf("%s, without: %v", name, got)
		}
	}
	in := a.inputs(a.Store)
	fork := a.signed
	fork.Root[0]++
	in.Checkpoints = []ledger.Checkpoint{fork}
	if got, _ := faults(t, in); strings.Join(got, "; ") != ledger.Forked.String() && len(got) != 1 {
		t.Errorf("against another tree: %v", got)
	}
	if len(in.Checkpoints) != 1 {
		t.Error("the checkpoints of the caller were changed")
	}
}

// crowd enrols n women in one register.
func crowd(t testing.TB, n int, options testenv.Options) *testenv.Country {
	t.Helper()
	c := testenv.New(t, options)
	for n > 0 {
		var all []register.Proposal
		for range min(n, 500) {
			n--
			word := func(i int) string {
				return string([]byte{byte('b' + i%7), 'a', byte('k' + i/7%7), 'o', byte('p' + i/49%9)})
			}
			name := []register.NameForm{{Script: register.Latin, Parts: []register.NamePart{{Given: word(n)}, {Surname: word(n / 3)}}}}
			all = append(all, c.Proposal(register.KindEnrolment, acts.Enrolment{Name: name, Sex: register.Female, Born: register.InYear(1950+n%70, register.Declared)}))
		}
		results, err := c.Register(context.Background(), registrar.Request{Proposals: all})
		if err != nil {
			t.Fatal(err)
		}
		for _, res := range results {
			if res.Act == nil {
				t.Fatal(res.Err)
			}
		}
	}
	return c
}

// Documents are audited in pages; the last one of a page, the first of the next, and the last of
// all are audited like any other, and where many things are wrong the audit says so and names some.
func TestAnAuditOfManyPages(t *testing.T) {
	const people = 1003
	c := crowd(t, people, testenv.Options{})
	audited := func(s *tampered) []string {
		s.Register = c.Store
		got, sum := faults(t, audit.Inputs{Store: s, Codec: c.Codec, Scheme: c.Scheme})
		if sum.Subjects != people {
			t.Errorf("%d documents audited", sum.Subjects)
		}
		return got
	}
	if got := audited(&tampered{}); len(got) > 0 {
		t.Fatalf("untouched: %v", got)
	}
	var want []string
	altered := map[int64]bool{1: true, 499: true, 500: true, 501: true, 1000: true, 1001: true, people: true}
	for id := range altered {
		want = append(want, fmt.Sprintf("altered-document person/%d", id))
	}
	slices.Sort(want)
	got := audited(&tampered{subject: func(r *store.Subject) bool {
		if altered[r.Ref.ID] {
			r.Doc = []byte(strings.ReplaceAll(string(r.Doc), `"surname":"`, `"surname":"x`))
		}
		return true
	}})
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("altered on every page (-want):\n%s", d)
	}
	// All keys of the matcher are gone: that is said, and each of some people is named once.
	var first string
	names := map[string]int{}
	s := &tampered{Register: c.Store, posting: func(*store.Posting) bool { return false }}
	_, err := audit.Verify(t.Context(), audit.Inputs{Store: s, Codec: c.Codec, Scheme: c.Scheme}, func(f audit.Fault) error {
		if !f.Alarm {
			return nil // that nobody has signed the register
		}
		if first == "" {
			first = f.String()
		}
		names[f.String()]++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var parts, all, read int
	if _, err := fmt.Sscanf(first, "missing-projection match_key (%d of %d parts differ, %d were read again)", &parts, &all, &read); err != nil || parts <= read || all != 1<<16 || read != all/100 {
		t.Errorf("told first: %s, %v", first, err)
	}
	if len(names) < 100 || len(names) > people*9/10 {
		t.Errorf("%d are named", len(names))
	}
	for name, n := range names {
		if n != 1 || !strings.HasPrefix(name, "missing-projection match_key") {
			t.Errorf("%s is told %d times", name, n)
		}
	}
	// Of a part that differs, the keys that are right are not told.
	s = &tampered{posting: func(p *store.Posting) bool { return p.Person%10 > 0 }, more: []any{store.Posting{Key: store.Key{Hash: 1}, Person: 1}}}
	tenths := 0
	for _, f := range audited(s) {
		var id int64
		switch n, _ := fmt.Sscanf(f, "missing-projection match_key of person/%d", &id); {
		case n == 1 && id%10 == 0:
			tenths++
		case f != "extra-projection match_key of person/1" && f != "missing-projection match_key":
			t.Errorf("a tenth of the keys is gone: %s", f)
		}
	}
	if tenths < people/20 {
		t.Errorf("of a tenth of the people whose keys are gone %d are named", tenths)
	}
	// A damaged index is told once; rebuilding makes it again.
	broken := &damagedIndex{c.Store}
	var told []audit.Fault
	_, err = audit.Verify(t.Context(), audit.Inputs{Store: broken, Codec: c.Codec, Scheme: c.Scheme}, func(f audit.Fault) error {
		if f.Alarm {
			told = append(told, f)
		}
		return nil
	})
	if err != nil || len(told) != 1 || told[0].Kind != audit.MissingProjection || told[0].Where != "match_key" || !told[0].Alarm || !strings.Contains(told[0].Detail, "a page is torn") {
		t.Errorf("a damaged index: %v, %v", told, err)
	}
}

// damagedIndex is a register whose postings cannot be read.
type damagedIndex struct{ store.Register }

func (s *damagedIndex) Snapshot(_ context.Context, f func(store.Snapshot) error) error { return f(s) }

func (s *damagedIndex) EachPosting(context.Context, access.Pass, ...store.Hashes) iter.Seq2[store.Posting, error] {
	return func(yield func(store.Posting, error) bool) {
		yield(store.Posting{}, register.Errorf(register.Internal, "test", "a page is torn"))
	}
}

// paged is a register whose transactions return few acts at a time.
type paged struct {
	store.Register
	page    int
	body    func(*store.Act) bool
	subject func(*store.Subject) bool // of the documents rebuilt so far
}

type pagedTx struct {
	store.Tx
	s *paged
}

func (s *paged) Begin(ctx context.Context) (store.Tx, error) {
	tx, err := s.Register.Begin(ctx)
	return &pagedTx{tx, s}, err
}

func (s *paged) Clear(ctx context.Context, tx store.Tx) error {
	return s.Register.Clear(ctx, tx.(*pagedTx).Tx)
}

func (t *pagedTx) Subjects(ctx context.Context, pass access.Pass, refs []register.Ref) ([]store.Subject, error) {
	rows, err := t.Tx.Subjects(ctx, pass, refs)
	return edit(rows, t.s.subject), err
}

func (t *pagedTx) ActsFrom(ctx context.Context, pass access.Pass, from register.Seq, limit int) ([]store.Act, error) {
	rows, err := t.Tx.ActsFrom(ctx, pass, from, min(limit, t.s.page))
	if t.s.body == nil {
		return rows, err
	}
	kept := rows[:0]
	for _, r := range rows {
		if t.s.body(&r) {
			kept = append(kept, r)
		}
	}
	return kept, err
}

// A rebuild comes to the same register however many acts it reads at a time, and an audit to the
// same result.
func TestARebuildInPagesOfAnySize(t *testing.T) {
	a := newAudited(t)
	want := testenv.Contents(t, a.Setup, a.Pass)
	size := int64(len(a.done)) + 2
	for _, page := range []int{1, 2, 3, 7, 100} {
		var told []int64
		err := audit.Rebuild(t.Context(), &paged{Register: a.Store, page: page}, a.Codec, math.MaxInt64, func(done, of int64) {
			if of != size {
				t.Errorf("%d of %d", done, of)
			}
			told = append(told, done)
		})
		if err != nil || len(told) != (int(size)+page-1)/page || told[0] != min(int64(page), size) || told[len(told)-1] != size {
			t.Fatalf("pages of %d: told %v, %v", page, told, err)
		}
		if d := cmp.Diff(want, testenv.Contents(t, a.Setup, a.Pass)); d != "" {
			t.Errorf("pages of %d (-before +rebuilt):\n%s", page, d)
		}
		s := &tampered{Register: a.Store, page: page}
		if got, sum := faults(t, a.inputs(s)); len(got) > 0 || sum.Acts != size {
			t.Errorf("audited in pages of %d: %v of %d acts", page, got, sum.Acts)
		}
	}
	if head, err := a.Store.Head(t.Context()); err != nil || head.Projections != projection.Version {
		t.Errorf("version %d of projections, %v", head.Projections, err)
	}
}

// A rebuild over acts that are not all there, or cannot be read, changes nothing.
func TestARebuildThatCannotBe(t *testing.T) {
	a := newAudited(t)
	want := testenv.Contents(t, a.Setup, a.Pass)
	last := register.Seq(len(a.done) + 1)
	none := func(ref register.Ref) func(*store.Subject) bool {
		return func(r *store.Subject) bool {
			if r.Ref == ref {
				r.Doc = []byte("{")
			}
			return true
		}
	}
	for name, s := range map[string]*paged{
		"the first act is gone":    {page: 1, body: func(r *store.Act) bool { return r.Seq != 0 }},
		"the last act is gone":     {page: 100, body: func(r *store.Act) bool { return r.Seq != last }},
		"a body that is none":      {page: 100, body: func(r *store.Act) bool { r.Body = r.Body[:2]; return true }},
		"the body of another act":  {page: 100, body: func(r *store.Act) bool { r.Body = flipped(r.Body); return true }},
		"a header that is none":    {page: 100, body: a.forged(t, 9, func(parts map[string][]byte) { parts[ledger.HeaderPart] = []byte("{") })},
		"effects that do not fold": {page: 100, body: a.replaced(t, 9, "effects/person/3", `"5.6"`, `"5.99"`)},
		"effects on a subject of no kind": {page: 100, body: a.forged(t, 9, func(parts map[string][]byte) {
			parts["effects/thing/3"] = parts["effects/person/3"]
			delete(parts, "effects/person/3")
		})},
		"a document that is none":             {page: 1, subject: none(register.PersonRef(3))},
		"the document of a relative is none":  {page: 1, subject: none(register.PersonRef(1))},
		"the document of a household is none": {page: 1, subject: none(register.HouseholdRef(1))},
	} {
		s.Register = a.Store
		err := audit.Rebuild(t.Context(), s, a.Codec, math.MaxInt64, nil)
		if register.KindOf(err) != register.Internal || !testenv.SaysWhere(err) {
			t.Errorf("%s: %v", name, err)
		}
		if d := cmp.Diff(want, testenv.Contents(t, a.Setup, a.Pass)); d != "" {
			t.Errorf("%s:\n%s", name, d)
		}
	}
}

// What cannot be proven is not there; what cannot be read is an error of the register.
func TestWhatCannotBeProven(t *testing.T) {
	a := newAudited(t)
	_, note, err := a.Store.LastCheckpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	later := a.Must(t, mother(t, a.Country, a.ClientID()))[0]
	for _, tt := range []struct {
		name string
		s    *tampered
		seq  register.Seq
		part string
		want register.ErrorKind
	}{
		{"no act", &tampered{}, 99, ledger.HeaderPart, register.NotFound},
		{"no part", &tampered{}, 1, "effects/person/99", register.NotFound},
		{"an act after the checkpoint", &tampered{}, later.Seq, ledger.HeaderPart, register.NotFound},
		{"a body that cannot be read", &tampered{act: func(r *store.Act) bool { r.Body = r.Body[:2]; return true }}, 1, ledger.HeaderPart, register.Internal},
	} {
		tt.s.Register = a.Store
		proof, err := stored.Prove(t.Context(), a.Pass, tt.s, a.Codec, tt.seq, tt.part, note, a.key)
		if proof != nil || register.KindOf(err) != tt.want || !testenv.SaysWhere(err) {
			t.Errorf("%s: %q, %v", tt.name, proof, err)
		}
	}
	if at, err := audit.FoundedAt(t.Context(), a.Store); err != nil || !at.Equal(a.Now()) {
		t.Errorf("founded at %s, %v", at, err)
	}
	unfounded := &tampered{Register: a.Store, act: func(*store.Act) bool { return false }}
	if at, err := audit.FoundedAt(t.Context(), unfounded); !at.IsZero() || register.KindOf(err) != register.Internal || !testenv.SaysWhere(err) {
		t.Errorf("without a founding record: %s, %v", at, err)
	}
}

// Where a hash of the tree is gone or is none, nothing is proven and nothing signed. An audit tells
// of a node.
func TestHashesThatAreNotThere(t *testing.T) {
	c := crowd(t, 600, testenv.Options{})
	signer, key := signerOf(t, c)
	note, err := audit.Checkpoint(t.Context(), c.Store, signedBy(signer))
	if err != nil {
		t.Fatal(err)
	}
	c.Must(t, mother(t, c, c.ClientID()))
	for name, change := range map[string]func([]byte) []byte{
		"gone":  func([]byte) []byte { return nil },
		"short": func(h []byte) []byte { return h[1:] },
		"long":  func(h []byte) []byte { return append(h, 0) },
	} {
		for _, place := range []struct {
			level  int
			n      int64
			audits string
		}{{-1, 599, ""}, {8, 1, "altered-node act 256"}} {
			s := &tampered{Register: c.Store, hash: func(level int, n int64, h []byte) []byte {
				if level == place.level && n == place.n {
					return change(h)
				}
				return h
			}}
			proof, err := stored.Prove(t.Context(), c.Pass, s, c.Codec, 597, ledger.HeaderPart, note, key)
			if proof != nil || register.KindOf(err) != register.Internal || !testenv.SaysWhere(err) || !errors.Is(err, ledger.ErrAbsent) {
				t.Errorf("a hash of level %d is %s, proven: %q, %v", place.level, name, proof, err)
			}
			signed, err := audit.Checkpoint(t.Context(), s, signedBy(signer))
			if signed != nil || register.KindOf(err) != register.Internal || !testenv.SaysWhere(err) || !errors.Is(err, ledger.ErrAbsent) {
				t.Errorf("a hash of level %d is %s, signed: %q, %v", place.level, name, signed, err)
			}
			got, _ := faults(t, audit.Inputs{Store: s, Codec: c.Codec, Scheme: c.Scheme})
			if strings.Join(got, "; ") != place.audits {
				t.Errorf("a hash of level %d is %s, told: %v", place.level, name, got)
			}
		}
	}
}

// A checkpoint is kept as it was signed. As long as nothing is registered it is not signed again.
func TestACheckpointIsSignedOnce(t *testing.T) {
	a := newAudited(t)
	size, note, err := a.Store.LastCheckpoint(t.Context())
	if err != nil || size != int64(len(a.done))+2 {
		t.Fatalf("%d acts, %v", size, err)
	}
	again, err := audit.Checkpoint(t.Context(), a.Store, signedBy(a.signer))
	if err != nil || string(again) != string(note) {
		t.Errorf("signed again: %s, %v", again, err)
	}
	a.Must(t, mother(t, a.Country, a.ClientID()))
	next, err := audit.Checkpoint(t.Context(), a.Store, signedBy(a.signer))
	if err != nil || string(next) == string(note) {
		t.Fatalf("after another act: %s, %v", next, err)
	}
	if size, kept, err := a.Store.LastCheckpoint(t.Context()); err != nil || string(kept) != string(next) || size != int64(len(a.done))+3 {
		t.Errorf("kept is %s of %d acts, %v", kept, size, err)
	}
	broken := &tampered{Register: a.Store, head: func(h *store.Head) { h.Frontier = nil }}
	var e *register.Error
	if note, err := audit.Checkpoint(t.Context(), broken, signedBy(a.signer)); note != nil || !errors.As(err, &e) || e.Kind != register.Internal || !testenv.SaysWhere(err) {
		t.Errorf("over a frontier that cannot be read: %s, %v", note, err)
	}
}

// A fault says what, where and why.
func TestAFaultInWords(t *testing.T) {
	for want, f := range map[string]audit.Fault{
		"altered-head size":                         {Kind: audit.AlteredHead, Where: "size", Alarm: true},
		"altered-part act 5":                        {Kind: "altered-part", Seq: 5},
		"altered-sealed act 5 sealed/cause (it is)": {Kind: audit.AlteredSealed, Seq: 5, Where: "sealed/cause", Detail: "it is"},
		"unchecked":                                 {Kind: "unchecked"},
	} {
		if got := f.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
