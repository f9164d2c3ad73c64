package registrar_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/keys"
	"samano/ledger"
	"samano/number"
	"samano/register"
	"samano/registrar"
	"samano/registrar/duplicates"
	"samano/registrar/projection"
	"samano/registrar/record"
	"samano/store"
	"samano/store/memstore"
)

// codeOf returns the code of an error, "" if it has none.
func codeOf(err error) string {
	var e *register.Error
	if !errors.As(err, &e) {
		return ""
	}
	return string(e.Code)
}

// Each proposal that cannot be registered is answered with a code and the field that is wrong.
func TestWhatIsRefusedIsTold(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	with := func(change func(*register.Proposal)) register.Proposal {
		p := mother(t, c, c.ClientID())
		change(&p)
		return p
	}
	for _, tt := range []struct {
		name, code, field string
		args              map[string]string
		p                 register.Proposal
	}{
		{"an id that is none", "act-id-malformed", "id", nil, with(func(p *register.Proposal) { p.ID = "1" })},
		{"a kind that is none", "kind-unknown", "kind", map[string]string{"kind": "wedding"}, with(func(p *register.Proposal) { p.Kind = "wedding" })},
		{"a payload that is none", "payload-malformed", "payload", nil, with(func(p *register.Proposal) { p.Payload = json.RawMessage("{") })},
		{"an office that is none", "office-unknown", "office", map[string]string{"office": "NOWHERE"}, with(func(p *register.Proposal) { p.Office = "NOWHERE" })},
		{"a mother who is not there", "person-not-found", "payload.mother.person", nil, birth(t, c, c.ClientID(), c.ClientID(), "2026-10-20")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for i, req := range []registrar.Request{
				{Proposals: []register.Proposal{tt.p}},
				{Proposals: []register.Proposal{tt.p}, Together: true},
				{Proposals: []register.Proposal{tt.p, mother(t, c, c.ClientID()), mother(t, c, c.ClientID())}},
			} {
				results, err := c.Register(t.Context(), req)
				if err != nil {
					t.Fatal(err)
				}
				res := results[0]
				if res.Act != nil || register.KindOf(res.Err) != register.Invalid || !testenv.SaysWhere(res.Err) || len(res.Findings) == 0 {
					t.Fatalf("request %d: %+v", i, res)
				}
				f := res.Findings[len(res.Findings)-1]
				for name, value := range tt.args {
					if f.Args[name] != value {
						t.Errorf("request %d: %s is %q", i, name, f.Args[name])
					}
				}
				if string(f.Code) != tt.code || f.Field != tt.field || f.Severity != register.Blocking {
					t.Errorf("request %d: %+v", i, f)
				}
				for j, other := range results[1:] {
					if other.Act == nil {
						t.Errorf("request %d: proposal %d beside it: %v", i, j+1, other.Err)
					}
				}
			}
		})
	}
	reused := mother(t, c, c.ClientID())
	c.Must(t, reused)
	reused.Declarant = "somebody else"
	results, err := c.Register(t.Context(), registrar.Request{Proposals: []register.Proposal{reused}})
	if err != nil || codeOf(results[0].Err) != "act-id-reused" || register.KindOf(results[0].Err) != register.Duplicate || !testenv.SaysWhere(results[0].Err) {
		t.Errorf("an id with other content: %+v, %v", results, err)
	}
}

func blocked(res registrar.Result) bool {
	return slices.ContainsFunc(res.Findings, func(f register.Finding) bool { return f.Severity == register.Blocking })
}

// Of proposals that stand together, only the refused one has findings; each of the others, before
// it and after it, is told that another was refused.
func TestWhatFallsWithAnotherIsTold(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	refused := birth(t, c, c.ClientID(), c.ClientID(), "2026-10-20")
	const n = 4
	for at := range n {
		var all []register.Proposal
		for i := range n {
			if i == at {
				all = append(all, refused)
				continue
			}
			all = append(all, mother(t, c, c.ClientID()))
		}
		results, err := c.Register(t.Context(), registrar.Request{Proposals: all, Together: true})
		if err != nil {
			t.Fatal(err)
		}
		for i, res := range results {
			if res.Act != nil || register.KindOf(res.Err) != register.Invalid || !testenv.SaysWhere(res.Err) {
				t.Errorf("%d of %d, the refused is %d: %+v", i, n, at, res)
			}
			if code := codeOf(res.Err); (code == "refused-with-another") != (i != at) || blocked(res) != (i == at) {
				t.Errorf("%d of %d, the refused is %d: code %q, %v", i, n, at, code, res.Findings)
			}
		}
	}
	if size, err := c.Size(t.Context()); size != 1 || err != nil {
		t.Errorf("%d acts, %v", size, err)
	}
}

// A register is opened with its own key and law pack only, and with projections of this program.
func TestARegisterIsOpenedAsItself(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	another, err := number.NewTwelve(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		change func(*registrar.Config)
		code   string
		kind   register.ErrorKind
	}{
		"another key of numbers":         {func(c *registrar.Config) { c.Scheme = another }, "number-key-mismatch", register.Forbidden},
		"another law pack":               {func(c *registrar.Config) { p := *c.Law; p.Code = "xx"; c.Law = &p }, "law-pack-mismatch", register.Forbidden},
		"projections of another version": {func(c *registrar.Config) { c.Store = &headed{c.Store, func(h *store.Head) { h.Projections-- }} }, registrar.CodeProjectionsOld, register.Forbidden},
		"nothing was founded":            {func(c *registrar.Config) { c.Store = memstore.New() }, "", register.NotFound},
	} {
		t.Run(name, func(t *testing.T) {
			config := c.Setup
			tt.change(&config)
			if r, err := registrar.Open(t.Context(), config); r != nil || register.KindOf(err) != tt.kind || codeOf(err) != tt.code || !testenv.SaysWhere(err) {
				t.Errorf("opened: %v, %v", r, err)
			}
		})
	}
}

// headed is a store whose head a test changes when it is read.
type headed struct {
	store.Register
	change func(*store.Head)
}

func (s *headed) Head(ctx context.Context) (store.Head, error) {
	h, err := s.Register.Head(ctx)
	s.change(&h)
	return h, err
}

func (s *headed) Begin(ctx context.Context) (store.Tx, error) {
	tx, err := s.Register.Begin(ctx)
	return &headedTx{tx, s}, err
}

type headedTx struct {
	store.Tx
	s *headed
}

func (t *headedTx) Head(ctx context.Context) (store.Head, error) {
	h, err := t.Tx.Head(ctx)
	t.s.change(&h)
	return h, err
}

// The founding record is act 0. It says of which country, key and law the register is.
func TestTheFoundingRecord(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	_, config := another(t, c)
	all, err := c.Acts(t.Context(), c.Pass, []register.Seq{0})
	if err != nil {
		t.Fatal(err)
	}
	a := all[0]
	var said record.Founded
	if err := json.Unmarshal(a.Payload, &said); err != nil {
		t.Fatal(err)
	}
	want := record.Founded{Origin: testenv.Origin, NumberKey: c.Scheme.Fingerprint(), Pack: c.Law.Code, PackHash: c.Law.Hash}
	if said != want || a.Kind != register.KindFounding || a.Declared != c.Today() || a.PackHash != c.Law.Hash || a.Nature != register.Change ||
		!a.RegisteredAt.Equal(c.Now()) || !register.ValidUUID(a.ID) || len(a.Effects) > 0 {
		t.Errorf("it says %+v of %+v", *a, said)
	}
	row, err := config.Store.Founding(t.Context())
	if err != nil || row != (store.Founding{Origin: testenv.Origin, NumberKey: want.NumberKey, Pack: want.Pack}) {
		t.Errorf("the founding row is %+v, %v", row, err)
	}
	head, err := config.Store.Head(t.Context())
	head.Frontier = nil
	if got := fmt.Sprint(head); err != nil || got != fmt.Sprint(store.Head{Size: 1, NextPerson: 1, NextHousehold: 1, NextPlace: 1, Last: c.Now().UnixMicro(), Projections: projection.Version}) {
		t.Errorf("the head is %s, %v", got, err)
	}
	audited(t, config)
	if err := registrar.Found(t.Context(), config, "another", c.ActID()); register.KindOf(err) != register.Conflict {
		t.Errorf("founded twice: %v", err)
	}
}

// short is a source of randomness that ends.
type short struct{ left int }

var errShort = errors.New("no randomness left")

func (s *short) Read(b []byte) (int, error) {
	if len(b) > s.left {
		return 0, errShort
	}
	s.left -= len(b)
	return len(b), nil
}

// Without randomness or without a key for sealed parts nothing is registered: a part that is not
// salted could be guessed, and one that is not sealed could be read.
func TestNothingIsRegisteredWithoutRandomnessOrKey(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	m := c.ClientID()
	c.Must(t, mother(t, c, m))
	death := c.Proposal(register.KindDeath, acts.Death{Person: "@" + string(m), Died: date(t, "2026-11-01"), Cause: "fever"})
	attempt := func(change func(*registrar.Config)) registrar.Result {
		config := c.Setup
		change(&config)
		r, err := registrar.Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		results, err := r.Register(t.Context(), registrar.Request{Proposals: []register.Proposal{death}})
		if err != nil {
			t.Fatal(err)
		}
		return results[0]
	}
	for _, bytes := range []int{0, 15, 16, 31} { // 16 for the sealed part, then 16 for the act
		res := attempt(func(c *registrar.Config) { c.Random = &short{bytes} })
		if res.Act != nil || register.KindOf(res.Err) != register.Internal || !errors.Is(res.Err, errShort) || !testenv.SaysWhere(res.Err) {
			t.Errorf("with %d random bytes: %+v", bytes, res)
		}
		config := c.Setup
		config.Random, config.Store = &short{bytes % 16}, memstore.New()
		if err := registrar.Found(t.Context(), config, "o", c.ActID()); !errors.Is(err, errShort) || !testenv.SaysWhere(err) {
			t.Errorf("founded with %d random bytes: %v", bytes%16, err)
		}
	}
	spent, err := c.Keys.Sealer(keys.SealedParts, &short{})
	if err != nil {
		t.Fatal(err)
	}
	if res := attempt(func(c *registrar.Config) { c.Sealer = spent }); res.Act != nil || register.KindOf(res.Err) != register.Internal || !errors.Is(res.Err, errShort) || !testenv.SaysWhere(res.Err) {
		t.Errorf("sealed without randomness: %+v", res)
	}
	if res := attempt(func(c *registrar.Config) { c.Sealer = nil }); res.Act != nil || register.KindOf(res.Err) != register.Internal || !testenv.SaysWhere(res.Err) {
		t.Errorf("without a key: %+v", res)
	}
	res := attempt(func(*registrar.Config) {})
	if res.Act == nil {
		t.Fatal(res.Err)
	}
	boxes, err := c.Store.Sealed(t.Context(), c.Pass, res.Act.Seq)
	if err != nil || len(boxes) != 1 {
		t.Fatalf("%d sealed parts, %v", len(boxes), err)
	}
	plain, err := c.Sealer.Open(boxes[0].Box, record.SealedContext(res.Act.Seq, boxes[0].Subject, boxes[0].Name))
	if err != nil || len(plain) <= 16 || string(plain[:16]) == string(make([]byte, 16)) || bytes.Contains(res.Act.Payload, []byte("fever")) {
		t.Errorf("the sealed part is %q (%v) beside the payload %s", plain, err, res.Act.Payload)
	}
}

// When the numbers for life end, nobody is entered and everything else goes on.
func TestTheLastNumber(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	m := c.ClientID()
	c.Must(t, mother(t, c, m))
	config := c.Setup
	config.Store = &headed{c.Store, func(h *store.Head) { h.Counter = c.Scheme.Capacity() }}
	r, err := registrar.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	named := c.Proposal(register.KindNameChange, acts.NameChange{Person: "@" + string(m), Kind: register.OtherName, Name: lao("ດາ", "")})
	named.Evidence = []register.Evidence{{Kind: "declaration", Note: "shelf 3"}}
	for _, tt := range []struct {
		p       register.Proposal
		refused bool
	}{{mother(t, c, c.ClientID()), true}, {named, false}} {
		results, err := r.Register(t.Context(), registrar.Request{Proposals: []register.Proposal{tt.p}})
		if err != nil {
			t.Fatal(err)
		}
		if (results[0].Act == nil) != tt.refused || tt.refused && (register.KindOf(results[0].Err) != register.Internal || !testenv.SaysWhere(results[0].Err)) {
			t.Errorf("%s: %+v", tt.p.Kind, results[0])
		}
	}
}

// spoilt is a store that returns rows which nobody can read.
type spoilt struct {
	store.Register
	documents, acts bool
	gone            bool                  // the documents
	act             func(*store.Act) bool // edits an act, and reports whether it is there; may be nil
	doc             func([]byte) []byte   // edits a document; may be nil
}

func (s *spoilt) Subjects(ctx context.Context, pass access.Pass, refs []register.Ref) ([]store.Subject, error) {
	rows, err := s.Register.Subjects(ctx, pass, refs)
	if s.gone {
		return nil, err
	}
	for i := range rows {
		if s.documents {
			rows[i].Doc = []byte(`{"protections":`)
		}
		if s.doc != nil {
			rows[i].Doc = s.doc(rows[i].Doc)
		}
	}
	return rows, err
}

func (s *spoilt) EachSubject(ctx context.Context, pass access.Pass, kind register.SubjectKind, from int64) iter.Seq2[store.Subject, error] {
	return func(yield func(store.Subject, error) bool) {
		for row, err := range s.Register.EachSubject(ctx, pass, kind, from) {
			if s.documents {
				row.Doc = []byte("{")
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

func (s *spoilt) Acts(ctx context.Context, pass access.Pass, seqs []register.Seq) ([]store.Act, error) {
	rows, err := s.Register.Acts(ctx, pass, seqs)
	return s.bodies(rows), err
}

func (s *spoilt) ActsFrom(ctx context.Context, pass access.Pass, from register.Seq, limit int) ([]store.Act, error) {
	rows, err := s.Register.ActsFrom(ctx, pass, from, limit)
	return s.bodies(rows), err
}

func (s *spoilt) bodies(rows []store.Act) []store.Act {
	out := rows[:0]
	for _, row := range rows {
		if s.acts {
			row.Body = row.Body[1:]
		}
		if s.act == nil || s.act(&row) {
			out = append(out, row)
		}
	}
	return out
}

// A row that cannot be read is an error of the register, not a finding of a proposal and not an
// empty answer.
func TestRowsThatCannotBeReadAreErrors(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	history, f := c.History(t)
	done := c.Must(t, history...)
	a := person(t, c, f.Mother)
	another := birth(t, c, c.ClientID(), f.Mother, "2025-10-20")
	for name, tt := range map[string]struct {
		documents, acts bool
		do              func(context.Context, *registrar.Registrar) error
	}{
		"an examination": {true, false, func(ctx context.Context, r *registrar.Registrar) error {
			_, err := r.Examine(ctx, c.Pass, []register.Proposal{another})
			return err
		}},
		"an examination of what is registered": {false, true, func(ctx context.Context, r *registrar.Registrar) error {
			_, err := r.Examine(ctx, c.Pass, history[:1])
			return err
		}},
		"a lookup": {true, false, func(ctx context.Context, r *registrar.Registrar) error {
			_, err := r.Find(ctx, c.Pass, acts.Lookup{By: acts.ByNumber, Key: string(a.Number())})
			return err
		}},
		"an act": {false, true, func(ctx context.Context, r *registrar.Registrar) error {
			_, err := r.Act(ctx, c.Pass, string(done[0].ID))
			return err
		}},
		"acts": {false, true, func(ctx context.Context, r *registrar.Registrar) error {
			_, err := r.Acts(ctx, c.Pass, []register.Seq{1})
			return err
		}},
		"events": {false, true, func(ctx context.Context, r *registrar.Registrar) error {
			_, _, err := r.Events(ctx, c.Pass, 0, 9)
			return err
		}},
		"subjects": {true, false, func(ctx context.Context, r *registrar.Registrar) error {
			_, _, err := r.Events(ctx, c.Pass, 0, 9)
			return err
		}},
		"persons": {true, false, func(ctx context.Context, r *registrar.Registrar) error {
			_, err := r.Persons(ctx, c.Pass, 1)
			return err
		}},
		"households": {true, false, func(ctx context.Context, r *registrar.Registrar) error {
			_, err := r.Households(ctx, c.Pass, 1)
			return err
		}},
		"protection": {true, false, func(ctx context.Context, r *registrar.Registrar) error {
			_, err := r.Protected(ctx, c.Pass, 1)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			config, s := c.Setup, &spoilt{Register: c.Store}
			config.Store = s
			r, err := registrar.Open(t.Context(), config)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if err := tt.do(t.Context(), r); err != nil {
				t.Fatalf("before: %v", err)
			}
			s.documents, s.acts = tt.documents, tt.acts
			if err := tt.do(t.Context(), r); register.KindOf(err) != register.Internal || !testenv.SaysWhere(err) {
				t.Errorf("told as %v", err)
			}
		})
	}
	config := c.Setup
	s := &spoilt{Register: c.Store}
	config.Store = s
	r, err := registrar.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	s.gone = true
	if events, next, err := r.Events(t.Context(), c.Pass, 0, 9); events != nil || next != 0 || register.KindOf(err) != register.Internal || !testenv.SaysWhere(err) {
		t.Errorf("events of subjects without documents: %v, %d, %v", events, next, err)
	}
	config.Store = &spoilt{Register: c.Store, documents: true}
	if _, err := registrar.Open(t.Context(), config); register.KindOf(err) != register.Internal || !testenv.SaysWhere(err) {
		t.Errorf("opening over places that cannot be read: %v", err)
	}
	for text, change := range map[string]func(*store.Head){
		"registrar.overlay": func(h *store.Head) { h.Frontier = nil },
		fmt.Sprintf("head says %d acts, its frontier %d", len(done)+2, len(done)+1): func(h *store.Head) { h.Size++ },
	} {
		config.Store = &headed{c.Store, change}
		r, err := registrar.Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Examine(t.Context(), c.Pass, []register.Proposal{another}); register.KindOf(err) != register.Internal || !testenv.SaysWhere(err) || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", text, err)
		}
		r.Close()
	}
}

// So it is with rows that contradict each other: an act that is gone, or whose header is none, or
// which an index names and the store does not hold.
func TestRowsThatContradictEachOtherAreErrors(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	m := c.ClientID()
	first := mother(t, c, m)
	first.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: "B-77"}
	c.Must(t, first, birth(t, c, c.ClientID(), m, "2026-10-20"))
	another := mother(t, c, c.ClientID())
	another.Decision = first.Decision
	erasure := func(name string) register.Proposal {
		return c.Proposal(register.KindErasure, acts.Erase{Act: name, Part: "payload", Article: "art. 2"})
	}
	headless := func(r *store.Act) bool {
		rec, err := ledger.NewRecord(int64(r.Seq), ledger.Salt{}, []ledger.Part{{Name: ledger.HeaderPart, Bytes: []byte("{")}})
		if err != nil {
			t.Fatal(err)
		}
		if r.Body, err = c.Codec.Pack(rec); err != nil {
			t.Fatal(err)
		}
		return true
	}
	for name, tt := range map[string]struct {
		s *spoilt
		p register.Proposal
	}{
		"an act that is gone":                  {&spoilt{act: func(*store.Act) bool { return false }}, erasure(string(first.ID))},
		"an act that is gone, by its number":   {&spoilt{act: func(*store.Act) bool { return false }}, erasure("CENTRE/2026/1")},
		"an act that is gone, by its decision": {&spoilt{act: func(*store.Act) bool { return false }}, another},
		"an act that is gone, handed in again": {&spoilt{act: func(*store.Act) bool { return false }}, first},
		"a header that is none":                {&spoilt{act: headless}, erasure(string(first.ID))},
	} {
		config := c.Setup
		tt.s.Register = c.Store
		config.Store = tt.s
		r, err := registrar.Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		e, err := r.Examine(t.Context(), c.Pass, []register.Proposal{tt.p})
		if register.KindOf(err) != register.Internal || !testenv.SaysWhere(err) {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
		r.Close()
	}
}

// A restored register skips a block of every counter that papers or other databases may name.
func TestARestoreSkips(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	c.Must(t, mother(t, c, c.ClientID()))
	before, err := c.Store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	gap, err := registrar.SkipAfterRestore(t.Context(), c.Store, c.Scheme)
	if err != nil {
		t.Fatal(err)
	}
	after, err := c.Store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := before
	want.Counter += registrar.RestoreGap
	want.NextPerson += registrar.RestoreGap
	want.NextHousehold += registrar.RestoreGap
	if fmt.Sprint(after) != fmt.Sprint(want) {
		t.Errorf("the head went from %+v to %+v", before, after)
	}
	if gap != (registrar.Skipped{FirstNumber: 1, NextNumber: after.Counter, FirstPerson: 2, NextPerson: register.PersonID(after.NextPerson)}) {
		t.Errorf("told as %+v", gap)
	}
	p := mother(t, c, c.ClientID())
	c.Must(t, p)
	capacity := c.Scheme.Capacity()
	for counter, exhausted := range map[uint64]bool{capacity - registrar.RestoreGap - 1: false, capacity - registrar.RestoreGap: true, capacity: true, capacity + 1: true} {
		s := &headed{c.Store, func(h *store.Head) { h.Counter = counter }}
		gap, err := registrar.SkipAfterRestore(t.Context(), s, c.Scheme)
		if (err != nil) != exhausted || exhausted && (!errors.Is(err, number.ErrExhausted) || !testenv.SaysWhere(err) || gap != registrar.Skipped{}) {
			t.Errorf("at counter %d: %+v, %v", counter, gap, err)
		}
	}
	other, err := number.NewTwelve(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := registrar.SkipAfterRestore(t.Context(), c.Store, other); codeOf(err) != "number-key-mismatch" || register.KindOf(err) != register.Forbidden || !testenv.SaysWhere(err) {
		t.Errorf("with another key: %v", err)
	}
}

// An examination gives out ids that nobody can take for those of the register, and leaves nothing
// behind.
func TestAnExaminationLeavesNothing(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	history, _ := c.History(t)
	before := contents(t, c, c.Setup)
	e := examine(t, c, history[0], history[1], history[2], history[3])
	for i, res := range e.Results {
		if res.Act == nil || res.Act.Seq < duplicates.FirstPreviewID || e.Search != nil {
			t.Fatalf("%d: %+v", i, res)
		}
		for _, ref := range res.Act.Subjects() {
			if ref.ID <= duplicates.FirstPreviewID {
				t.Errorf("%s gives %s out", res.Act.Kind, ref)
			}
		}
	}
	if after := contents(t, c, c.Setup); fmt.Sprint(before) != fmt.Sprint(after) {
		t.Errorf("it was\n%v\nand is\n%v", before, after)
	}
}
