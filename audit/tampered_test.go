package audit_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/audit"
	"samano/internal/testenv"
	"samano/keys"
	"samano/ledger"
	"samano/register"
	"samano/store"
)

// tampered is a register that somebody edited by hand: each function edits a row that is read, and
// reports whether it is there. A nil function edits nothing.
type tampered struct {
	store.Register
	act        func(*store.Act) bool
	subject    func(*store.Subject) bool
	row        func(*store.ProjectionRow) bool
	posting    func(*store.Posting) bool
	sealed     func(*store.Sealed) bool
	head       func(*store.Head)
	founding   func(*store.Founding)
	checkpoint func(size *int64, note *[]byte)
	hash       func(level int, n int64, h []byte) []byte // of a node; of a leaf at level -1
	more       []any                                     // rows that nobody wrote
	page       int                                       // acts that are returned at most; 0: as many as are asked for
}

// editing is held while an edit is applied: an audit reads on all processors.
var editing sync.Mutex

// edit applies an edit to rows.
func edit[T any](rows []T, f func(*T) bool) []T {
	if f != nil {
		editing.Lock()
		defer editing.Unlock()
		rows = slices.DeleteFunc(slices.Clone(rows), func(T) bool { return false })
		kept := rows[:0]
		for _, r := range rows {
			if f(&r) {
				kept = append(kept, r)
			}
		}
		rows = kept
	}
	return rows
}

// edited applies an edit to the rows of a walk, and adds what is more in the order of the walk.
func edited[T any](s *tampered, rows iter.Seq2[T, error], f func(*T) bool, more func(T) bool, compare func(a, b T) int) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var all []T
		for r, err := range rows {
			if err != nil {
				yield(r, err)
				return
			}
			all = append(all, r)
		}
		all = edit(all, f)
		for _, m := range s.more {
			if r, ok := m.(T); ok && (more == nil || more(r)) {
				all = append(all, r)
			}
		}
		if compare != nil {
			slices.SortStableFunc(all, compare)
		}
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (s *tampered) Snapshot(_ context.Context, f func(store.Snapshot) error) error { return f(s) }

func (s *tampered) Acts(ctx context.Context, pass access.Pass, seqs []register.Seq) ([]store.Act, error) {
	rows, err := s.Register.Acts(ctx, pass, seqs)
	return edit(rows, s.act), err
}

func (s *tampered) ActsFrom(ctx context.Context, pass access.Pass, from register.Seq, limit int) ([]store.Act, error) {
	if s.page > 0 {
		limit = min(limit, s.page)
	}
	rows, err := s.Register.ActsFrom(ctx, pass, from, limit)
	return edit(rows, s.act), err
}

func (s *tampered) Subjects(ctx context.Context, pass access.Pass, refs []register.Ref) ([]store.Subject, error) {
	rows, err := s.Register.Subjects(ctx, pass, refs)
	return edit(rows, s.subject), err
}

func (s *tampered) Sealed(ctx context.Context, pass access.Pass, seq register.Seq) ([]store.Sealed, error) {
	rows, err := s.Register.Sealed(ctx, pass, seq)
	for _, m := range s.more {
		if p, ok := m.(store.Sealed); ok && p.Seq == seq {
			rows = append(rows, p)
		}
	}
	return edit(rows, s.sealed), err
}

func (s *tampered) EachSubject(ctx context.Context, pass access.Pass, kind register.SubjectKind, from int64) iter.Seq2[store.Subject, error] {
	return edited(s, s.Register.EachSubject(ctx, pass, kind, from), s.subject,
		func(r store.Subject) bool { return r.Ref.Kind == kind && r.Ref.ID >= from },
		func(a, b store.Subject) int { return cmp.Compare(a.Ref.ID, b.Ref.ID) })
}

func (s *tampered) EachProjection(ctx context.Context, pass access.Pass, parts ...store.Part) iter.Seq2[store.ProjectionRow, error] {
	of := func(r store.ProjectionRow) bool {
		return len(parts) == 0 || slices.ContainsFunc(parts, func(p store.Part) bool { return p.Holds(r) })
	}
	return edited(s, s.Register.EachProjection(ctx, pass, parts...), s.row, of, nil)
}

func (s *tampered) EachPosting(ctx context.Context, pass access.Pass, parts ...store.Hashes) iter.Seq2[store.Posting, error] {
	of := func(p store.Posting) bool {
		return len(parts) == 0 || slices.ContainsFunc(parts, func(h store.Hashes) bool { return h.Holds(p) })
	}
	return edited(s, s.Register.EachPosting(ctx, pass, parts...), s.posting, of, nil)
}

func (s *tampered) EachSealed(ctx context.Context, pass access.Pass, from register.Seq) iter.Seq2[store.Sealed, error] {
	return edited(s, s.Register.EachSealed(ctx, pass, from), s.sealed, func(p store.Sealed) bool { return p.Seq >= from }, func(a, b store.Sealed) int { return cmp.Compare(a.Seq, b.Seq) })
}

func (s *tampered) Leaves(ctx context.Context, from, n int64) ([][]byte, error) {
	rows, err := s.Register.Leaves(ctx, from, n)
	return s.hashes(-1, from, rows), err
}

func (s *tampered) Nodes(ctx context.Context, level int, from, n int64) ([][]byte, error) {
	rows, err := s.Register.Nodes(ctx, level, from, n)
	return s.hashes(level, from, rows), err
}

// hashes edits hashes; nil: the row is gone.
func (s *tampered) hashes(level int, from int64, rows [][]byte) (out [][]byte) {
	if s.hash == nil {
		return rows
	}
	for i, h := range rows {
		if h = s.hash(level, from+int64(i), bytes.Clone(h)); h != nil {
			out = append(out, h)
		}
	}
	return out
}

func (s *tampered) Head(ctx context.Context) (store.Head, error) {
	h, err := s.Register.Head(ctx)
	if s.head != nil {
		s.head(&h)
	}
	return h, err
}

func (s *tampered) Founding(ctx context.Context) (store.Founding, error) {
	f, err := s.Register.Founding(ctx)
	if s.founding != nil {
		s.founding(&f)
	}
	return f, err
}

func (s *tampered) LastCheckpoint(ctx context.Context) (size int64, note []byte, err error) {
	size, note, err = s.Register.LastCheckpoint(ctx)
	if s.checkpoint != nil {
		s.checkpoint(&size, &note)
	}
	return size, note, err
}

// audited is a register with a row of every sort.
type audited struct {
	*testenv.Country
	f      testenv.Family
	done   []*register.Act
	death  *register.Act // with a sealed cause that stands
	signer keys.Signer
	key    string
	signed ledger.Checkpoint
}

func newAudited(t *testing.T) *audited {
	t.Helper()
	return auditedIn(t, testenv.New(t, testenv.Options{}))
}

func auditedIn(t *testing.T, c *testenv.Country) *audited {
	t.Helper()
	a := &audited{Country: c}
	history, f := a.History(t)
	a.f, a.done = f, a.Must(t, history...)
	dead := a.Proposal(register.KindDeath, acts.Death{Person: "@" + string(f.Twin), Died: date(t, "2026-11-01"), Cause: "fever"})
	a.death = a.Must(t, dead)[0]
	a.signer, a.key = signerOf(t, c)
	note, err := audit.Checkpoint(t.Context(), a.Store, signedBy(a.signer))
	if err != nil {
		t.Fatal(err)
	}
	if a.signed, err = ledger.OpenCheckpoint(note, a.key); err != nil {
		t.Fatal(err)
	}
	return a
}

// signerOf returns who signs a country's ledger, and by which key others verify it.
func signerOf(t *testing.T, c *testenv.Country) (keys.Signer, string) {
	t.Helper()
	signer, err := c.Keys.Signer(keys.LedgerSigning)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ledger.VerifierKey(testenv.Origin, signer.Public())
	if err != nil {
		t.Fatal(err)
	}
	return signer, key
}

func (a *audited) inputs(s store.Register) audit.Inputs {
	return audit.Inputs{Store: s, Codec: a.Codec, Scheme: a.Scheme, Sealer: a.Sealer, Keys: []string{a.key}, Checkpoints: []ledger.Checkpoint{a.signed}, Random: rand.NewChaCha8([32]byte{1})}
}

// faults are the alarms of an audit in the order of their texts, without details.
func faults(t *testing.T, in audit.Inputs) ([]string, audit.Summary) {
	t.Helper()
	return alarmsOf(t, func(report func(audit.Fault) error) (audit.Summary, error) {
		return audit.Verify(t.Context(), in, report)
	})
}

func alarmsOf(t *testing.T, verify func(report func(audit.Fault) error) (audit.Summary, error)) (out []string, sum audit.Summary) {
	t.Helper()
	sum, err := verify(func(f audit.Fault) error {
		if f.Alarm {
			f.Detail = ""
			out = append(out, f.String())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out, sum
}

func flipped(b []byte) []byte {
	b = bytes.Clone(b)
	if len(b) > 0 {
		b[len(b)/2] ^= 1
	}
	return b
}

// Each edit by hand is told for what it is, and nothing else is: a fault in one place is not told
// as others that follow from it where they can be told apart.
func TestEachEditIsToldExactly(t *testing.T) {
	a := newAudited(t)
	for _, tt := range a.edits(t) {
		t.Run(tt.name, func(t *testing.T) {
			tt.s.Register = a.Store
			got, sum := faults(t, a.inputs(tt.s))
			if text := strings.Join(got, "; "); text != tt.want || sum.Alarms != int64(len(got)) {
				t.Errorf("told are %d alarms:\n%s\nwant\n%s", sum.Alarms, text, tt.want)
			}
		})
	}
}

var errEnough = errors.New("enough")

// edition is an edit by hand and the alarms that it raises.
type edition struct {
	name string
	s    *tampered
	want string
}

func (a *audited) edits(t *testing.T) []edition {
	born := a.done[4].Seq
	at := func(seq register.Seq, f func(*store.Act) bool) func(*store.Act) bool {
		return func(r *store.Act) bool { return r.Seq != seq || f(r) }
	}
	doc := func(ref register.Ref, f func(*store.Subject) bool) func(*store.Subject) bool {
		return func(r *store.Subject) bool { return r.Ref != ref || f(r) }
	}
	text := func(ref register.Ref, from, to string) func(*store.Subject) bool {
		return doc(ref, func(r *store.Subject) bool {
			if !bytes.Contains(r.Doc, []byte(from)) {
				t.Fatalf("%s has no %s: %s", ref, from, r.Doc)
			}
			r.Doc = bytes.ReplaceAll(r.Doc, []byte(from), []byte(to))
			return true
		})
	}
	first := func(table string, f func(*store.ProjectionRow) bool) func(*store.ProjectionRow) bool {
		var edited *store.ProjectionRow
		return func(r *store.ProjectionRow) bool {
			if edited == nil && r.Table == table {
				c := *r
				edited = &c
			}
			return edited == nil || *edited != *r || f(r)
		}
	}
	gone := func(*store.ProjectionRow) bool { return false }
	mother, home, village := register.PersonRef(1), register.HouseholdRef(1), register.PlaceRef(3)
	h := func(f func(*store.Head)) *tampered { return &tampered{head: f} }
	more := func(rows ...any) *tampered { return &tampered{more: rows} }
	return []edition{
		{"nothing", &tampered{}, ""},
		{"the body of an act", &tampered{act: at(born, func(r *store.Act) bool { r.Body = r.Body[:2]; return true })}, "altered-document household/1; altered-document person/3; altered-part act 5; extra-projection act 5 printed; extra-projection alias of person/3; extra-projection book of household/1; extra-projection dwelling of household/1; extra-projection kin of person/3; extra-projection match_key of person/3; extra-projection member of household/1; extra-projection member of household/1; extra-projection member of household/1; extra-projection name_key of person/3; extra-projection number of person/3"},
		{"the leaf of an act", &tampered{act: at(born, func(r *store.Act) bool { r.Leaf = flipped(r.Leaf); return true })}, "altered-leaf act 5"},
		{"half a leaf", &tampered{act: at(born, func(r *store.Act) bool { r.Leaf = r.Leaf[:16]; return true })}, "altered-leaf act 5"},
		{"the time of an act", &tampered{act: at(born, func(r *store.Act) bool { r.At--; return true })}, "altered-column act 5 act"},
		{"the time of the last act", &tampered{act: at(a.death.Seq, func(r *store.Act) bool { r.At++; return true })}, "altered-column act 20 act"},
		{"the id of an act", &tampered{act: at(born, func(r *store.Act) bool { r.ID = a.done[0].ID; return true })}, "altered-column act 5 act"},
		{"no act", &tampered{act: at(born, func(*store.Act) bool { return false })}, "altered-document household/1; altered-document person/3; extra-projection act 5 printed; extra-projection alias of person/3; extra-projection book of household/1; extra-projection dwelling of household/1; extra-projection kin of person/3; extra-projection match_key of person/3; extra-projection member of household/1; extra-projection member of household/1; extra-projection member of household/1; extra-projection name_key of person/3; extra-projection number of person/3; missing-act act 5; unchecked; unchecked"},
		{"no last act", &tampered{act: at(a.death.Seq, func(*store.Act) bool { return false })}, "altered-document person/4; altered-head last; altered-sealed act 20 sealed/cause-of-death; extra-projection act 20 printed; extra-projection dwelling of person/4; extra-projection match_key of person/4; extra-projection name_key of person/4; extra-projection name_key of person/4; extra-projection number of person/4; missing-act act 20; unchecked; unchecked"},
		{"a document", &tampered{subject: text(mother, "1985 declared", "1986 declared")}, "altered-document person/1"},
		{"a name", &tampered{subject: text(mother, "ຄຳ", "ດາ")}, "altered-document person/1"},
		{"the name of a parent, which is among the child's keys", &tampered{subject: text(mother, "ວົງສາ", "ດາວົງ")}, "altered-document person/1"},
		{"a document that is no JSON", &tampered{subject: doc(mother, func(r *store.Subject) bool { r.Doc = []byte("{"); return true })}, "altered-document person/1; extra-projection match_key of person/1; extra-projection match_key of person/3; extra-projection name_key of person/1; extra-projection name_key of person/1; extra-projection name_key of person/1; extra-projection number of person/1; missing-projection match_key of person/3"},
		{"the document of another", &tampered{subject: text(mother, `"acts":[2,`, `"acts":[3,`)}, "altered-document person/1; extra-projection match_key of person/1; extra-projection name_key of person/1; extra-projection name_key of person/1; extra-projection name_key of person/1; extra-projection number of person/1"},
		{"the seq of a document", &tampered{subject: doc(mother, func(r *store.Subject) bool { r.Seq++; return true })}, "altered-column person/1"},
		{"no document", &tampered{subject: doc(mother, func(*store.Subject) bool { return false })}, "extra-projection match_key of person/1; extra-projection match_key of person/3; extra-projection name_key of person/1; extra-projection name_key of person/1; extra-projection name_key of person/1; extra-projection number of person/1; missing-document person/1; missing-projection match_key of person/3"},
		{"a household", &tampered{subject: text(home, `"B-1"`, `"B-9"`)}, "altered-document household/1"},
		{"no household", &tampered{subject: doc(home, func(*store.Subject) bool { return false })}, "extra-projection book of household/1; extra-projection dwelling of household/1; extra-projection member of household/1; extra-projection member of household/1; extra-projection member of household/1; missing-document household/1"},
		{"a document of nobody", more(store.Subject{Ref: register.PersonRef(5), Doc: []byte("{}")}), "extra-document person/5"},
		{"a document beyond all ids", more(store.Subject{Ref: register.HouseholdRef(1 << 40), Doc: []byte("{}")}), "extra-document household/1099511627776"},
		{"a document before all ids", more(store.Subject{Ref: register.PersonRef(-1), Doc: []byte("{}")}, store.Subject{Ref: register.PlaceRef(0), Doc: []byte("{}")}), "extra-document person/-1; extra-document place/0"},
		{"a document beyond the next id", &tampered{head: func(h *store.Head) { h.NextPerson, h.NextHousehold, h.NextPlace = 1, 1, 1 }, subject: func(r *store.Subject) bool { return r.Ref != register.PersonRef(2) && r.Ref != home }}, "altered-head next_household; altered-head next_person; altered-head next_place; extra-projection book of household/1; extra-projection dwelling of household/1; extra-projection match_key of person/2; extra-projection member of household/1; extra-projection member of household/1; extra-projection member of household/1; extra-projection name_key of person/2; extra-projection name_key of person/2; extra-projection number of person/2; missing-document household/1; missing-document person/2"},
		{"a place", &tampered{subject: text(village, "Nongping", "Nongpang")}, "altered-document place/3"},
		{"no place", &tampered{subject: doc(village, func(*store.Subject) bool { return false })}, "missing-document place/3"},
		{"no number", &tampered{row: func(r *store.ProjectionRow) bool { return r.Table != store.TableNumber || r.Ref != mother }}, "missing-projection number of person/1"},
		{"no key of a name", &tampered{row: first(store.TableNameKey, gone)}, "missing-projection name_key of person/2"},
		{"another key of a name", &tampered{row: first(store.TableNameKey, func(r *store.ProjectionRow) bool { r.Key += "x"; return true })}, "extra-projection name_key of person/2; missing-projection name_key of person/2"},
		{"another kin", &tampered{row: first(store.TableKin, func(r *store.ProjectionRow) bool { r.Ref.ID++; return true })}, "extra-projection kin of person/4; missing-projection kin of person/3"},
		{"no member", &tampered{row: first(store.TableMember, gone)}, "missing-projection member of household/1"},
		{"no book", &tampered{row: first(store.TableBook, gone)}, "missing-projection book of household/1"},
		{"no dwelling", &tampered{row: first(store.TableDwelling, gone)}, "missing-projection dwelling of person/4"},
		{"no alias", &tampered{row: first(store.TableAlias, gone)}, "missing-projection alias of person/1"},
		{"another decision", &tampered{row: first(store.TableDecision, func(r *store.ProjectionRow) bool { r.Seq++; return true })}, "extra-projection act 10 decision; missing-projection act 9 decision"},
		{"no number on paper", &tampered{row: first(store.TablePrinted, gone)}, "missing-projection act 5 printed"},
		{"a row in another table", &tampered{row: first(store.TableKin, func(r *store.ProjectionRow) bool { r.Table = store.TableMember; return true })}, "extra-projection member of person/3; missing-projection kin of person/3"},
		{"a row of another kind of subject", &tampered{row: first(store.TableBook, func(r *store.ProjectionRow) bool { r.Ref.Kind = register.SubjectPerson; return true })}, "extra-projection book of person/1; missing-projection book of household/1"},
		{"a row more", &tampered{more: []any{store.ProjectionRow{Table: store.TableBook, Key: "B-9", Ref: home}}}, "extra-projection book of household/1"},
		{"a row twice", &tampered{more: []any{store.ProjectionRow{Table: store.TableBook, Key: "B-1", Ref: home}}}, "extra-projection book of household/1"},
		{"a key of the matcher more", &tampered{more: []any{store.Posting{Key: store.Key{Hash: 1<<40 - 1}, Person: 1}, store.Posting{Key: store.Key{Hash: 1<<40 - 1, Split: 1}, Person: 1}}}, "extra-projection match_key of person/1"},
		{"no key of the matcher", &tampered{posting: func(p *store.Posting) bool { return p.Person != 1 }}, "missing-projection match_key of person/1"},
		{"a sealed part", &tampered{sealed: func(p *store.Sealed) bool { p.Box = flipped(p.Box); return true }}, "altered-sealed act 20 sealed/cause-of-death"},
		{"no sealed part", &tampered{sealed: func(*store.Sealed) bool { return false }}, "altered-sealed act 20 sealed/cause-of-death"},
		{"a sealed part of another", &tampered{sealed: func(p *store.Sealed) bool { p.Subject.ID++; return true }}, "altered-sealed act 20 sealed/cause-of-death"},
		{"an erased part", &tampered{more: []any{store.Sealed{Seq: a.done[13].Seq, Subject: register.PersonRef(2), Name: "cause-of-death", Box: []byte("x")}}}, "altered-sealed act 14 sealed/cause-of-death; altered-sealed act 14 sealed/cause-of-death"},
		{"a sealed part of an act without one", more(store.Sealed{Seq: born, Subject: register.PersonRef(3), Name: "origin", Box: []byte("x")}), "altered-sealed act 5 sealed/origin"},
		{"a sealed part of the founding", more(store.Sealed{Name: "origin"}), "altered-sealed sealed/origin"},
		{"a sealed part of an erasure", more(store.Sealed{Seq: a.done[14].Seq, Name: "origin"}), "altered-sealed act 15 sealed/origin"},
		{"sealed parts of no act", more(store.Sealed{Seq: -1, Name: "origin"}, store.Sealed{Seq: a.death.Seq + 1, Name: "origin"}), "altered-sealed act -1 sealed/origin; altered-sealed act 21 sealed/origin"},
		{"another part beside the erased", &tampered{more: []any{store.Sealed{Seq: a.done[13].Seq, Subject: register.PersonRef(2), Name: "cause", Box: []byte("x")}}}, "altered-sealed act 14 sealed/cause"},
		{"the frontier", h(func(h *store.Head) { h.Frontier = flipped(h.Frontier) }), "altered-frontier act 21"},
		{"no frontier", h(func(h *store.Head) { h.Frontier = nil }), "altered-frontier"},
		{"the size", h(func(h *store.Head) { h.Size++ }), "altered-head size"},
		{"the last time", h(func(h *store.Head) { h.Last++ }), "altered-head last"},
		{"the last change of a place", h(func(h *store.Head) { h.PlacesSeq-- }), "altered-head places_seq"},
		{"no version of projections", h(func(h *store.Head) { h.Projections = 0 }), "altered-head projections"},
		{"a later version of projections", h(func(h *store.Head) { h.Projections++ }), "altered-head projections"},
		{"an earlier version of projections", h(func(h *store.Head) { h.Projections-- }), ""},
		{"the counter of numbers", h(func(h *store.Head) { h.Counter-- }), "altered-head counter; altered-number person/4"},
		{"the next person", h(func(h *store.Head) { h.NextPerson-- }), "altered-head next_person"},
		{"the next household", h(func(h *store.Head) { h.NextHousehold-- }), "altered-head next_household"},
		{"the next place", h(func(h *store.Head) { h.NextPlace-- }), "altered-head next_place"},
		{"counters ahead", h(func(h *store.Head) { h.Counter += 9; h.NextPerson += 9; h.NextHousehold += 9; h.NextPlace += 9 }), ""},
		{"the founding origin", &tampered{founding: func(f *store.Founding) { f.Origin += "x" }}, "altered-column founding"},
		{"the founding key", &tampered{founding: func(f *store.Founding) { f.NumberKey += "x" }}, "altered-column founding"},
		{"the founding pack", &tampered{founding: func(f *store.Founding) { f.Pack = "xx" }}, "altered-column founding"},
		{"a checkpoint", &tampered{checkpoint: func(_ *int64, note *[]byte) { *note = flipped(*note) }}, "altered-checkpoint"},
		{"the size of a checkpoint", &tampered{checkpoint: func(size *int64, _ *[]byte) { *size-- }}, "altered-checkpoint"},
		{"no checkpoint", &tampered{checkpoint: func(size *int64, note *[]byte) { *size, *note = 0, nil }}, ""},
	}
}
