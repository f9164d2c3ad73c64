package testenv_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"regexp"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"samano/access/accesstest"
	"samano/acts"
	"samano/audit"
	"samano/demo"
	"samano/demo/filing"
	"samano/internal/pgtest"
	"samano/internal/testenv"
	"samano/lang"
	"samano/register"
	"samano/registrar"
	"samano/registrar/load"
	"samano/store"
	"samano/store/memstore"
	"samano/store/sqlstore"
)

// families is a stream of n households of a mother and a child, by client-made
// ids, as a first enrolment hands them in. stop ends it early with an error.
func families(c *testenv.Country, n, stop int) iter.Seq2[register.Proposal, error] {
	return func(yield func(register.Proposal, error) bool) {
		for i := range n {
			if i == stop {
				yield(register.Proposal{}, errCut)
				return
			}
			for j, payload := range []struct {
				kind    register.Kind
				payload any
			}{
				{"enrolment", acts.Enrolment{As: clientID(2 * i), Name: name(i), Sex: register.Female, Born: register.InYear(1975+i%25, register.Declared), Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}}}},
				{"birth", acts.Birth{As: clientID(2*i + 1), Name: name(i + 1), Sex: register.Male, Born: register.Exact(register.DayOf(2020, 1, 1+i%28)), Mother: &acts.Who{Person: clientID(2 * i)}}},
			} {
				b, err := json.Marshal(payload.payload)
				if err != nil {
					panic(err)
				}
				p := c.Proposal(payload.kind, nil)
				p.ID, p.Payload = register.ActID(fmt.Sprintf("01900000-0000-7000-8000-%012x", 2*i+j)), b
				if !yield(p, nil) {
					return
				}
			}
		}
	}
}

var errCut = errors.New("the stream was cut")

func clientID(i int) string { return fmt.Sprintf("@01900000-0000-7000-8001-%012x", i) }

func name(i int) []register.NameForm {
	given := []string{"ຄຳ", "ສົມພອນ", "ບຸນມີ", "ຈັນທາ", "ແກ້ວ"}[i%5]
	surname := []string{"ວົງສາ", "ພົມມະຈັນ", "ໄຊຍະວົງ"}[i%3]
	return []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: given}, {Surname: surname}}}}
}

func open(t testing.TB, path string, loading bool) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(context.Background(), "sqlite:"+path, sqlstore.Options{Loading: loading})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A load that is cut off in the middle and run again gives the register that one
// run gives; so does registering one act at a time.
func TestALoadThatIsCutGoesOn(t *testing.T) {
	const n = 300
	path := t.TempDir() + "/register.db"
	s := open(t, path, false)
	c := testenv.New(t, testenv.Options{Store: s})
	l := load.Loading{Config: c.Setup, Acts: 64}
	if err := load.Run(context.Background(), l, families(c, n, n/2), nil); !errors.Is(err, errCut) {
		t.Fatalf("the cut load ends with %v", err)
	}
	c.Close()
	s.Close()

	s = open(t, path, true)
	t.Cleanup(func() { s.Close() })
	l.Store = s
	var registered, repeated int
	l.Report = func(_ int64, _ *register.Proposal, r registrar.Result) error {
		switch {
		case r.Act == nil:
			return r.Err
		case r.Repeated:
			repeated++
		default:
			registered++
		}
		return nil
	}
	if err := load.Run(context.Background(), l, families(c, n, -1), nil); err != nil {
		t.Fatal(err)
	}
	if repeated == 0 || registered == 0 || registered+repeated != 2*n {
		t.Errorf("registered %d, repeated %d of %d", registered, repeated, 2*n)
	}
	sum, err := audit.Verify(context.Background(), audit.Inputs{Store: s, Codec: c.Codec, Scheme: c.Scheme, Sealer: c.Sealer},
		func(f audit.Fault) error {
			if f.Alarm {
				t.Errorf("%s", f)
			}
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	if sum.Subjects != 2*n || sum.Acts != 2*n+1 {
		t.Errorf("the audit covers %+v", sum)
	}
}

// rollingBack is a database that rolls commits back for the sake of another process.
type rollingBack struct {
	*sqlstore.Store
	left int // commits that are rolled back
}

func (s *rollingBack) Begin(ctx context.Context) (store.Tx, error) {
	tx, err := s.Store.Begin(ctx)
	return &rollingBackTx{tx, &s.left}, err
}

type rollingBackTx struct {
	store.Tx
	left *int
}

func (t *rollingBackTx) Commit(ctx context.Context) error {
	if *t.left == 0 {
		return t.Tx.Commit(ctx)
	}
	*t.left--
	return errors.Join(register.Errorf(register.Unavailable, "test", "%w", store.ErrRolledBack), t.Tx.Rollback())
}

// A batch that the database rolls back is written again, and nothing of the attempts is left.
func TestALoadWritesAgainWhatWasRolledBack(t *testing.T) {
	s := &rollingBack{Store: open(t, t.TempDir()+"/register.db", false)}
	t.Cleanup(func() { s.Close() })
	c := testenv.New(t, testenv.Options{Store: s})
	s.left = 10
	registered := 0
	l := load.Loading{Config: c.Setup, Acts: 64, Report: func(_ int64, _ *register.Proposal, r registrar.Result) error {
		registered++
		return r.Err
	}}
	if err := load.Run(context.Background(), l, families(c, 100, -1), nil); err != nil {
		t.Fatal(err)
	}
	if registered != 200 || s.left != 0 {
		t.Errorf("registered %d of 200, %d commits not rolled back", registered, s.left)
	}
	clean(t, c, nil)
}

// alwaysRolledBack is a database in memory whose commits another process is always in the way of.
type alwaysRolledBack struct {
	store.Register
	left int
}

func (s *alwaysRolledBack) Begin(ctx context.Context) (store.Tx, error) {
	tx, err := s.Register.Begin(ctx)
	return &rollingBackTx{tx, &s.left}, err
}

func TestALoadThatIsAlwaysRolledBackIsAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &alwaysRolledBack{Register: memstore.New()}
		c := testenv.New(t, testenv.Options{Store: s})
		s.left = math.MaxInt
		err := load.Run(context.Background(), load.Loading{Config: c.Setup}, families(c, 1, -1), nil)
		if register.KindOf(err) != register.Unavailable || math.MaxInt-s.left < 20 {
			t.Errorf("after %d attempts the load ends with %v", math.MaxInt-s.left, err)
		}
	})
}

// A server that writes during a load ends it, and the operator is told what to do.
func TestALoadEndsWhereAnotherProcessWrites(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	l := load.Loading{Config: c.Setup, Acts: 2, Report: func(index int64, _ *register.Proposal, r registrar.Result) error {
		if index == 0 {
			c.Must(t, family(c, 1)...)
		}
		return r.Err
	}}
	err := load.Run(context.Background(), l, families(c, 20, -1), nil)
	var e *register.Error
	if !errors.As(err, &e) || e.Kind != register.Conflict || e.Code != store.CodeOtherWriter {
		t.Fatalf("the load ends with %v", err)
	}
	words, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range words.Languages() {
		if p := words.For(l); !p.Has("error."+e.Code) || !p.Has("error."+e.Code+".remedy") {
			t.Errorf("%s: %s has no words", l, e.Code)
		}
	}
	clean(t, c, nil)
}

func BenchmarkLoad(b *testing.B) {
	s := open(b, b.TempDir()+"/register.db", false)
	c := testenv.New(b, testenv.Options{Store: s})
	n := 0
	l := load.Loading{Config: c.Setup, Report: func(_ int64, _ *register.Proposal, r registrar.Result) error {
		n++
		return r.Err
	}}
	b.ResetTimer()
	if err := load.Run(context.Background(), l, families(c, b.N, -1), nil); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "acts/s")
}

// BenchmarkCensus loads a synthetic census, as `samano bench` does; b.N is people.
func BenchmarkCensus(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) { census(b, sqliteAddress(b)) })
	b.Run("PostgreSQL", func(b *testing.B) { census(b, pgtest.URL(b)) })
}

func census(b *testing.B, address string) {
	ctx := context.Background()
	s := openAt(b, address)
	c := testenv.New(b, testenv.Options{Store: s})
	c.FoundPlaces(b)
	atlas, err := c.Atlas(ctx)
	if err != nil {
		b.Fatal(err)
	}
	for _, o := range filing.Offices(atlas, c.Today()) {
		c.AddOffice(o)
	}
	n := 0
	l := load.Loading{Config: c.Setup, Report: func(_ int64, _ *register.Proposal, r registrar.Result) error {
		n++
		return r.Err
	}}
	b.ResetTimer()
	if err := load.Run(ctx, l, demo.Country{People: max(b.N, demo.MinPeople), Seed: 1}.Proposals(atlas), nil); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "people/s")
}

var numberForLife = regexp.MustCompile(`"[0-9]{12}"`)

// What a load keeps in memory and what it lets go and reads again changes nothing.
func TestALoadThatForgetsReadsAgain(t *testing.T) {
	pass := accesstest.Pass(t)
	ctx := context.Background()
	docs := func(l load.Loading) map[register.Ref]string {
		s := open(t, t.TempDir()+"/register.db", false)
		t.Cleanup(func() { s.Close() })
		c := testenv.New(t, testenv.Options{Store: s})
		c.FoundPlaces(t)
		atlas, err := c.Atlas(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range filing.Offices(atlas, c.Today()) {
			c.AddOffice(o)
		}
		l.Config = c.Setup
		repeated, n := 0, 0
		l.Report = func(_ int64, _ *register.Proposal, r registrar.Result) error {
			if n++; r.Repeated {
				repeated++
			}
			return r.Err
		}
		// Handed in twice: the second time everything is known by its id.
		twice := func(yield func(register.Proposal, error) bool) {
			for range 2 {
				for p, err := range (demo.Country{People: demo.MinPeople, Seed: 3, YearsOfLife: 10}).Proposals(atlas) {
					if !yield(p, err) {
						return
					}
				}
			}
		}
		if err := load.Run(ctx, l, twice, nil); err != nil {
			t.Fatal(err)
		}
		if repeated == 0 || 2*repeated != n {
			t.Errorf("%d of %d were repeated", repeated, n)
		}
		out := map[register.Ref]string{}
		for _, kind := range []register.SubjectKind{register.SubjectPerson, register.SubjectHousehold} {
			for d, err := range s.EachSubject(ctx, pass, kind, 0) {
				if err != nil {
					t.Fatal(err)
				}
				out[d.Ref] = numberForLife.ReplaceAllString(string(d.Doc), "") // each country has a key of its own
			}
		}
		return out
	}
	whole, forgetful := docs(load.Loading{}), docs(load.Loading{Acts: 20, Keep: 50})
	if diff := cmp.Diff(whole, forgetful); diff != "" || len(whole) < demo.MinPeople {
		t.Errorf("%d documents, %s", len(whole), diff)
	}
}
