package load_test

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"testing"

	"samano/acts"
	"samano/internal/testenv"
	"samano/register"
	"samano/registrar"
	"samano/registrar/load"
	"samano/store"
	"samano/store/memstore"
)

var errTest = errors.New("the stream was cut")

// women are n enrolments.
func women(c *testenv.Country, n int) (out []register.Proposal) {
	for i := range n {
		out = append(out, c.Proposal("enrolment", acts.Enrolment{
			As: "@" + string(c.ClientID()), Sex: register.Female, Born: register.InYear(1950+i, register.Declared),
			Name:          []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: "ຄຳ"}}}},
			Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
		}))
	}
	return out
}

// decode reads a proposal's payload.
func decode(t *testing.T, p register.Proposal, into any) {
	t.Helper()
	if err := json.Unmarshal(p.Payload, into); err != nil {
		t.Fatal(err)
	}
}

func stream(list []register.Proposal, end error) iter.Seq2[register.Proposal, error] {
	return func(yield func(register.Proposal, error) bool) {
		for _, p := range list {
			if !yield(p, nil) {
				return
			}
		}
		if end != nil {
			yield(register.Proposal{}, end)
		}
	}
}

// batches counts the acts of each transaction.
type batches struct {
	store.Register
	sizes []int
}

func (s *batches) Begin(ctx context.Context) (store.Tx, error) {
	tx, err := s.Register.Begin(ctx)
	return &batchTx{tx, s}, err
}

type batchTx struct {
	store.Tx
	s *batches
}

func (t *batchTx) Write(ctx context.Context, b *store.Batch) error {
	t.s.sizes = append(t.s.sizes, len(b.Acts))
	return t.Tx.Write(ctx, b)
}

// A load reports each proposal at its place in the stream, cuts transactions at the bound, and
// recognises what is registered when the stream is handed in again.
func TestALoadReportsInOrder(t *testing.T) {
	s := &batches{Register: memstore.New()}
	c := testenv.New(t, testenv.Options{Store: s})
	list := women(c, 7)
	for _, again := range []bool{false, true} {
		s.sizes = nil
		var places []int64
		l := load.Loading{Config: c.Setup, Acts: 3, Keep: 1, Report: func(index int64, p *register.Proposal, r registrar.Result) error {
			places = append(places, index)
			if p.ID != list[index].ID || r.Act == nil || r.Act.ID != p.ID || r.Repeated != again {
				t.Errorf("proposal %d, handed in again %t: %+v", index, again, r)
			}
			return nil
		}}
		if err := load.Run(t.Context(), l, stream(list, nil), nil); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(places, []int64{0, 1, 2, 3, 4, 5, 6}) {
			t.Errorf("reported %v", places)
		}
		want := []int{3, 3, 1}
		if again {
			want = nil
		}
		if !slices.Equal(s.sizes, want) {
			t.Errorf("transactions of %v acts, want %v", s.sizes, want)
		}
	}
	if err := load.Run(t.Context(), load.Loading{Config: c.Setup}, stream(nil, nil), nil); err != nil {
		t.Errorf("an empty stream: %v", err)
	}
}

// An error of the stream, of Report or of the caller's context ends a load and is told; what was
// reported before stays.
func TestALoadEndsWithItsError(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	if err := load.Run(t.Context(), load.Loading{Config: c.Setup, Acts: 1}, stream(women(c, 3), errTest), nil); !errors.Is(err, errTest) {
		t.Errorf("the stream was cut: %v", err)
	}
	l := load.Loading{Config: c.Setup, Acts: 1, Report: func(int64, *register.Proposal, registrar.Result) error { return errTest }}
	if err := load.Run(t.Context(), l, stream(women(c, 3), nil), nil); !errors.Is(err, errTest) {
		t.Errorf("the report failed: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := load.Run(ctx, load.Loading{Config: c.Setup}, stream(women(c, 1), nil), nil); register.KindOf(err) != register.Unavailable {
		t.Errorf("the caller has gone: %v", err)
	}
}

// Every call of the database fails in turn: the load ends with that error.
func TestADatabaseThatFailsEndsALoad(t *testing.T) {
	run := func(at int, kind register.ErrorKind) ([]string, error) {
		f := &testenv.Failing{Register: memstore.New(), At: at, Kind: kind}
		c := testenv.New(t, testenv.Options{Store: f})
		list := women(c, 2)
		list = append(list, c.Proposal(register.KindErasure, acts.Erase{Act: string(list[1].ID), Part: "payload", Article: "art. 2"})) // which waits until it is on disk
		f.Armed = true
		err := load.Run(t.Context(), load.Loading{Config: c.Setup, Acts: 1}, stream(list, nil), nil)
		f.Armed = false
		return f.Calls, err
	}
	calls, err := run(-1, register.Internal)
	if err != nil || len(calls) < 5 {
		t.Fatalf("%v, %v", calls, err)
	}
	for at, call := range calls {
		for _, kind := range []register.ErrorKind{register.Unavailable, register.Conflict, register.Internal} {
			if _, err := run(at, kind); err == nil || register.KindOf(err) != kind {
				t.Errorf("%s fails (%v): %v", call, kind, err)
			}
		}
	}
}

// spent is a source of randomness that has ended.
type spent struct{}

func (spent) Read([]byte) (int, error) { return 0, errTest }

// A load ends where the salts end: an act whose parts can be guessed is not written.
func TestALoadWithoutRandomness(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	config := c.Setup
	config.Random = spent{}
	err := load.Run(t.Context(), load.Loading{Config: config, Acts: 1}, stream(women(c, 2), nil), nil)
	if !errors.Is(err, errTest) || !testenv.SaysWhere(err) {
		t.Errorf("it ends with %v", err)
	}
	if size, err := c.Size(t.Context()); err != nil || size != 1 {
		t.Errorf("%d acts, %v", size, err)
	}
}

// Every read before the first proposal fails in turn, and is told as an outage.
func TestALoadThatCannotReadTheRegister(t *testing.T) {
	outage := &testenv.Outage{}
	c := testenv.New(t, testenv.Options{Change: outage.Into})
	for at := 0; ; at++ {
		outage.Arm(at)
		err := load.Run(t.Context(), load.Loading{Config: c.Setup}, stream(nil, nil), nil)
		calls, failed := outage.Disarm()
		if !failed {
			if err != nil || at < 3 {
				t.Errorf("without an outage, after %v: %v", calls, err)
			}
			return
		}
		if register.KindOf(err) != register.Unavailable {
			t.Errorf("%s fails: %v", calls[at], err)
		}
	}
}

// modal is a database with a mode for loading.
type modal struct {
	store.Register
	begin, end     error
	entered, ended int
}

var _ store.Loader = (*modal)(nil)

func (m *modal) BeginLoading(context.Context) error { m.entered++; return m.begin }

func (m *modal) Loading(context.Context) (bool, error) { return m.entered > m.ended, nil }

func (m *modal) CheckIndexes(context.Context) error { return nil }

func (m *modal) EndLoading(_ context.Context, progress func(done, steps int)) error {
	m.ended++
	progress(1, 2)
	return m.end
}

// A load enters the database's own mode and leaves it at its end. A register with people has no
// such mode, and is loaded all the same.
func TestALoadEntersTheModeOfTheDatabase(t *testing.T) {
	out := &register.Error{Kind: register.Unavailable, Op: "test"}
	for name, tt := range map[string]struct {
		begin, end, stream error
		want               error
		ended              int
	}{
		"an empty register":      {ended: 1},
		"a register with people": {begin: &register.Error{Kind: register.Conflict, Op: "test"}},
		"an outage at its begin": {begin: out, want: out},
		"an outage at its end":   {end: out, want: out, ended: 1},
		"a stream that was cut":  {stream: errTest, want: errTest},
	} {
		t.Run(name, func(t *testing.T) {
			m := &modal{Register: memstore.New(), begin: tt.begin, end: tt.end}
			c := testenv.New(t, testenv.Options{Store: m})
			var steps []int
			err := load.Run(t.Context(), load.Loading{Config: c.Setup}, stream(women(c, 1), tt.stream), func(done, of int) { steps = append(steps, done, of) })
			if !errors.Is(err, tt.want) || m.entered != 1 || m.ended != tt.ended || len(steps) != 2*tt.ended {
				t.Errorf("%v; entered %d times, left %d times, told %v", err, m.entered, m.ended, steps)
			}
			size, sizeErr := c.Size(t.Context())
			if loaded := size == 2; sizeErr != nil || loaded != (tt.begin != out && tt.stream == nil) {
				t.Errorf("%d acts, %v", size, sizeErr)
			}
		})
	}
}
