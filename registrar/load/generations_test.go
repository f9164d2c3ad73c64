package load_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/register"
	"samano/registrar"
	"samano/registrar/load"
	"samano/store"
	"samano/store/memstore"
)

// reading notes whose documents are read, and returns the acts in pages of any size.
type reading struct {
	store.Register
	read []register.Ref
	asks []string // client-made ids, books, and ids of acts
	page int      // 0: as asked
}

func (s *reading) Subjects(ctx context.Context, pass access.Pass, refs []register.Ref) ([]store.Subject, error) {
	s.read = append(s.read, refs...)
	return s.Register.Subjects(ctx, pass, refs)
}

func (s *reading) Aliases(ctx context.Context, pass access.Pass, ids []register.ClientID) (map[register.ClientID]register.Ref, error) {
	for _, id := range ids {
		s.asks = append(s.asks, string(id))
	}
	return s.Register.Aliases(ctx, pass, ids)
}

func (s *reading) Books(ctx context.Context, pass access.Pass, books []string) (map[string]register.HouseholdID, error) {
	s.asks = append(s.asks, books...)
	return s.Register.Books(ctx, pass, books)
}

func (s *reading) ActsByID(ctx context.Context, pass access.Pass, ids []register.ActID) (map[register.ActID]register.Seq, error) {
	for _, id := range ids {
		s.asks = append(s.asks, string(id))
	}
	return s.Register.ActsByID(ctx, pass, ids)
}

func (s *reading) ActsFrom(ctx context.Context, pass access.Pass, from register.Seq, limit int) ([]store.Act, error) {
	if s.page > 0 {
		limit = min(limit, s.page)
	}
	return s.Register.ActsFrom(ctx, pass, from, limit)
}

// The cache of a load keeps the documents of the batches under way, and of as many before them as
// it may hold: a document that was dropped is read again, one that was not is never.
func TestWhatTheCacheOfALoadKeeps(t *testing.T) {
	const kept, dropped = false, true
	for _, tt := range []struct {
		keep, batches int  // documents in the cache; batches of one person between two acts about one
		again         bool // whether the document is read again
	}{
		{1, 6, kept},
		{1, 7, dropped}, // dropped after the eighth batch: twice four are under way
		{4, 6, kept},
		{4, 7, dropped},
		{5, 8, kept},
		{5, 9, dropped},
		{0, 40, kept}, // as many as the load keeps by itself
	} {
		t.Run(fmt.Sprintf("keep %d, %d batches", tt.keep, tt.batches), func(t *testing.T) {
			s := &reading{Register: memstore.New()}
			c := testenv.New(t, testenv.Options{Store: s})
			people := women(c, 1+tt.batches)
			var first struct{ As string }
			decode(t, people[0], &first)
			named := c.Proposal(register.KindIdentifier, acts.Identifier{Person: first.As, Opens: &register.Identifier{Kind: "passport", Value: "PA 1", Issuer: "LAO"}})
			all := append(people, named)
			registered := 0
			l := load.Loading{Config: c.Setup, Acts: 1, Keep: tt.keep, Report: func(_ int64, _ *register.Proposal, r registrar.Result) error {
				if r.Act != nil {
					registered++
				}
				return nil
			}}
			if err := load.Run(t.Context(), l, stream(all, nil), nil); err != nil || registered != len(all) {
				t.Fatalf("%d of %d, %v", registered, len(all), err)
			}
			if got := slices.Contains(s.read, register.PersonRef(1)); got != tt.again {
				t.Errorf("the document is read again: %t, want %t", got, tt.again)
			}
		})
	}
}

// A load into a register without people asks the database for no id that is new; it recognises
// acts that are there, and asks for everything once there are people.
func TestALoadAsksForNoNewID(t *testing.T) {
	for _, people := range []bool{false, true} {
		t.Run(fmt.Sprintf("people %t", people), func(t *testing.T) {
			s := &reading{Register: memstore.New(), page: 1}
			c := testenv.New(t, testenv.Options{Store: s})
			all, _ := c.History(t)
			there := 1 // the places
			if people {
				there = 5
			}
			c.Must(t, all[:there]...)
			s.asks = nil
			repeated := 0
			l := load.Loading{Config: c.Setup, Report: func(_ int64, p *register.Proposal, r registrar.Result) error {
				if r.Act == nil {
					t.Errorf("%s: %v", p.Kind, r.Err)
				}
				if r.Repeated {
					repeated++
				}
				return nil
			}}
			if err := load.Run(t.Context(), l, stream(all, nil), nil); err != nil || repeated != there {
				t.Fatalf("%d acts recognised, want %d: %v", repeated, there, err)
			}
			for _, id := range s.asks {
				if !people && id != string(all[0].ID) {
					t.Errorf("asked for %s, which is new", id)
				}
			}
			if people && len(s.asks) < 10 {
				t.Errorf("asked for %v only", s.asks)
			}
		})
	}
}

// A load of one history comes to one register, however it is cut into transactions and however
// little the cache holds.
func TestALoadComesToOneRegister(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	all, _ := c.History(t)
	var want []string
	for _, batch := range []int{100, 1, 2, 3, 5} {
		config := c.Setup
		config.Store = memstore.New()
		if err := registrar.Found(t.Context(), config, testenv.Origin, "01900000-0000-7000-8fff-000000000000"); err != nil {
			t.Fatal(err)
		}
		l := load.Loading{Config: config, Acts: batch, Keep: 1, Report: func(_ int64, p *register.Proposal, r registrar.Result) error {
			if r.Act == nil {
				t.Errorf("%s: %v", p.Kind, r.Err)
			}
			return nil
		}}
		if err := load.Run(t.Context(), l, stream(all, nil), nil); err != nil {
			t.Fatal(err)
		}
		got := testenv.Contents(t, config, c.Pass)
		if want == nil {
			want = got
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("batches of %d (-one batch):\n%s", batch, d)
		}
	}
}

// What a load brings is taken over, unless its paper was seen.
func TestWhatALoadBringsIsTakenOver(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	loaded, registered := women(c, 1), women(c, 1)
	if err := load.Run(t.Context(), load.Loading{Config: c.Setup}, stream(loaded, nil), nil); err != nil {
		t.Fatal(err)
	}
	c.Must(t, registered...)
	people, err := c.Persons(t.Context(), c.Pass, 1, 2)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[register.PersonID]register.Source{1: register.SourceTakenOver, 2: register.SourceDeclared} {
		if got := people[id].Names[0].Source; got != want {
			t.Errorf("the name of person %d is %s, want %s", id, got, want)
		}
	}
}

// A load is cut into transactions by itself.
func TestTransactionsOfALoad(t *testing.T) {
	s := &batches{Register: memstore.New()}
	c := testenv.New(t, testenv.Options{Store: s})
	s.sizes = nil
	list := women(c, 1)
	all := func(yield func(register.Proposal, error) bool) {
		for range load.DefaultActs + 1 {
			p := list[0]
			p.ID = c.ActID()
			p.Payload = []byte(`{"sex":"female","born":"1970"}`)
			if !yield(p, nil) {
				return
			}
		}
	}
	if err := load.Run(t.Context(), load.Loading{Config: c.Setup}, all, nil); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.sizes, []int{load.DefaultActs, 1}) {
		t.Errorf("transactions of %v acts", s.sizes)
	}
}

// interrupted is a store whose transactions begin as a test says, and never look at a context.
type interrupted struct {
	store.Register
	begin func() error
}

func (s *interrupted) Begin(ctx context.Context) (store.Tx, error) {
	if s.begin != nil {
		if err := s.begin(); err != nil {
			return nil, err
		}
	}
	tx, err := s.Register.Begin(context.WithoutCancel(ctx))
	return patientTx{tx}, err
}

type patientTx struct{ store.Tx }

func (t patientTx) Head(context.Context) (store.Head, error) { return t.Tx.Head(context.Background()) }
func (t patientTx) Write(_ context.Context, b *store.Batch) error {
	return t.Tx.Write(context.Background(), b)
}
func (t patientTx) Commit(context.Context) error { return t.Tx.Commit(context.Background()) }

// A caller who goes during a load is told that it did not come to its end.
func TestTheCallerOfALoadGoes(t *testing.T) {
	c := testenv.New(t, testenv.Options{Store: &interrupted{Register: memstore.New()}})
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	l := load.Loading{Config: c.Setup, Acts: 1, Report: func(int64, *register.Proposal, registrar.Result) error { leave(); return nil }}
	err := load.Run(ctx, l, stream(women(c, 100), nil), nil)
	if register.KindOf(err) != register.Unavailable || !errors.Is(err, context.Canceled) || !testenv.SaysWhere(err) {
		t.Errorf("told as %v", err)
	}
	if size, err := c.Size(t.Context()); err != nil || size > 90 {
		t.Errorf("%d acts, %v", size, err)
	}
}

// What the database rolls back in favour of another is written again; what another process has
// written ends the load.
func TestOthersWriteDuringALoad(t *testing.T) {
	s := &interrupted{Register: memstore.New()}
	c := testenv.New(t, testenv.Options{Store: s})
	begun := 0
	s.begin = func() error {
		if begun++; begun == 2 {
			return register.Errorf(register.Unavailable, "test", "%w", store.ErrRolledBack)
		}
		return nil
	}
	if err := load.Run(t.Context(), load.Loading{Config: c.Setup, Acts: 1}, stream(women(c, 3), nil), nil); err != nil || begun != 4 {
		t.Errorf("rolled back once: %v after %d attempts", err, begun)
	}
	other := women(c, 1)[0]
	s.begin = nil
	var results []registrar.Result
	l := load.Loading{Config: c.Setup, Acts: 1, Report: func(_ int64, _ *register.Proposal, r registrar.Result) error {
		if len(results) == 0 {
			c.Must(t, other)
		}
		results = append(results, r)
		return nil
	}}
	err := load.Run(t.Context(), l, stream(women(c, 5), nil), nil)
	var e *register.Error
	if register.KindOf(err) != register.Conflict || !errors.As(err, &e) || e.Code != store.CodeOtherWriter || !testenv.SaysWhere(err) {
		t.Errorf("another process has written: %v", err)
	}
	if len(results) < 1 || len(results) > 2 { // the second may be on disk before the other writes
		t.Errorf("%d acts are reported", len(results))
	}
}
