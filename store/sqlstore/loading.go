package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"samano/internal/sqldb"
	"samano/register"
	"samano/store"
	"samano/store/sqlstore/lsm"
)

// Two indexes hold keys of random order: numbers, and names. Inserted one by one
// into an index of a whole country, each key touches a page of its own. While
// loading they are absent, and are built at the end in one sorted pass.
//
// Numbers stay resolvable, and their uniqueness stays kept, by a map in the
// loading process, which is read from the table when a load is resumed: some 40
// bytes a person. It is right because nobody else can write: Begin refuses the
// register to every other process as long as it is marked, and a load that another
// has taken over writes nothing more. Each load has a number in the head; a load
// that is not the last one is refused, to its very end.

// index is one index of the schema that is no primary key.
type index struct {
	name, create string // create is how both databases tell it, and how the schema makes it
	random       bool   // absent while loading
}

// indexes are all of them.
var indexes = []index{
	{"act_id", "CREATE UNIQUE INDEX act_id ON act (id)", false},
	{"person_number", "CREATE UNIQUE INDEX person_number ON person (number)", true},
	{"name_key_search", "CREATE INDEX name_key_search ON name_key (key, year, person)", true},
}

// stand returns the definitions of the indexes that are there.
func (d *dialect) stand(ctx context.Context, q *sqldb.Session) (map[string]bool, error) {
	there := map[string]bool{}
	err := q.Each(ctx, d.indexes, nil, func(scan sqldb.Scan) error {
		var create string
		err := scan(&create)
		there[create] = true
		return err
	})
	return there, err
}

// make makes an index, if it is not there as the schema has it.
func (d *dialect) make(ctx context.Context, q *sqldb.Session, x index) error {
	there, err := d.stand(ctx, q)
	if err != nil || there[x.create] {
		return err
	}
	if _, err := q.Exec(ctx, "DROP INDEX IF EXISTS "+x.name); err != nil {
		return err
	}
	_, err = q.Exec(ctx, x.create)
	return err
}

// whole refuses a register in which an index of the schema is absent, or keys of the matcher
// wait that only a load would compact. A register that is loading is not asked.
func (d *dialect) whole(ctx context.Context, q *sqldb.Session) error {
	there, err := d.stand(ctx, q)
	if err != nil {
		return err
	}
	for _, x := range indexes {
		if !there[x.create] {
			return notWhole("the index %s is absent", x.name)
		}
	}
	waiting, err := lsm.Waiting(ctx, q)
	if err == nil && waiting {
		err = notWhole("keys of the matcher were never compacted")
	}
	return err
}

func notWhole(format string, args ...any) error {
	return &register.Error{Kind: register.Forbidden, Op: "sqlstore.CheckIndexes", Code: store.CodeIndexMissing, Err: fmt.Errorf(format, args...)}
}

// CheckIndexes asks in one snapshot, so that a load which begins or ends meanwhile is seen
// wholly or not at all.
func (s *Store) CheckIndexes(ctx context.Context) error {
	return s.view(ctx, true, func(q *sqldb.Session) error {
		if loading, err := readLoading(ctx, q); loading || err != nil {
			return err
		}
		return s.d.whole(ctx, q)
	})
}

// loader is the state of loading in this process.
type loader struct {
	mu      sync.RWMutex
	numbers map[int64]register.PersonID // nil: this process is not loading
	size    int64                       // acts in the register after our last commit
	number  int64                       // of our load, as in the head
}

// numberChanges are those of one transaction.
type numberChanges struct {
	gone []int64
	come map[int64]register.PersonID
}

// bearer returns the look-up of committed numbers, nil if this process is not loading.
func (l *loader) bearer() func(int64) (register.PersonID, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.numbers == nil {
		return nil
	}
	return func(v int64) (register.PersonID, bool) {
		l.mu.RLock()
		defer l.mu.RUnlock()
		id, ok := l.numbers[v]
		return id, ok
	}
}

// mark is what the head says of loading.
type mark struct {
	loading int
	loads   int64 // begun so far
}

// admit lets a transaction begin, unless the register is being loaded elsewhere.
func (l *loader) admit(m mark, size int64) error {
	const op = "sqlstore.Begin"
	l.mu.RLock()
	defer l.mu.RUnlock()
	switch loading, ours := m.loading == 1, l.numbers != nil; {
	case loading && !ours:
		return register.Errorf(register.Unavailable, op, "the register is being loaded")
	case ours && (!loading || m.loads != l.number || size != l.size):
		return &register.Error{Kind: register.Conflict, Op: op, Code: store.CodeOtherWriter}
	}
	return nil
}

// note takes down a batch's changes of numbers, and refuses one that is taken.
func (l *loader) note(c *numberChanges, b *store.Batch) error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.numbers == nil {
		return nil
	}
	if c.come == nil {
		c.come = map[int64]register.PersonID{}
	}
	for i := range b.Projections {
		p := &b.Projections[i]
		if old, ok := store.NumberValue(before(p).Number); ok && before(p).Number != p.Number {
			c.gone = append(c.gone, old)
			delete(c.come, old)
		}
	}
	for i := range b.Projections {
		p := &b.Projections[i]
		v, ok := store.NumberValue(p.Number)
		if !ok || before(p).Number == p.Number {
			continue
		}
		if _, taken := l.within(c, v); taken {
			return register.Errorf(register.Conflict, "sqlstore.Write", "a number is taken")
		}
		c.come[v] = register.PersonID(p.Ref.ID)
	}
	return nil
}

// within looks a number up as a transaction sees it. The lock is held.
func (l *loader) within(c *numberChanges, v int64) (register.PersonID, bool) {
	if id, ok := c.come[v]; ok {
		return id, true
	}
	for _, gone := range c.gone {
		if gone == v {
			return 0, false
		}
	}
	id, ok := l.numbers[v]
	return id, ok
}

func (l *loader) committed(size int64, c *numberChanges) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.numbers == nil {
		return
	}
	l.size = size
	for _, v := range c.gone {
		delete(l.numbers, v)
	}
	for v, id := range c.come {
		l.numbers[v] = id
	}
}

// loadingNumbers is the look-up of a transaction.
func (t *tx) loadingNumbers() func(int64) (register.PersonID, bool) {
	if t.s.load.bearer() == nil {
		return nil
	}
	return func(v int64) (register.PersonID, bool) {
		t.s.load.mu.RLock()
		defer t.s.load.mu.RUnlock()
		return t.s.load.within(&t.numbers, v)
	}
}

// Loading reports whether loading was begun and not ended, here or elsewhere.
func (s *Store) Loading(ctx context.Context) (loading bool, err error) {
	err = s.view(ctx, false, func(q *sqldb.Session) (err error) {
		loading, err = readLoading(ctx, q)
		return err
	})
	return loading, err
}

func readLoading(ctx context.Context, q *sqldb.Session) (bool, error) {
	var n int
	err := q.One(ctx, "SELECT loading FROM head WHERE one = 1", nil, &n)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return n == 1, err
}

// BeginLoading takes the random-order indexes away, or takes over a load that was begun:
// whoever began it is refused from now on, if it lives.
func (s *Store) BeginLoading(ctx context.Context) error {
	const op = "sqlstore.BeginLoading"
	ours := loader{}
	err := s.inTurn(ctx, op, func(q *sqldb.Session) error {
		var m mark
		var h store.Head
		if err := m.lock(ctx, q, &h); err != nil {
			return err
		}
		ours.number, ours.size = m.loads+1, h.Size
		var err error
		if ours.numbers, err = s.numbersOf(ctx, q, m.loading == 1); err != nil {
			return err
		}
		if _, err := q.Exec(ctx, "UPDATE head SET loading = 1, loads = $1 WHERE one = 1", ours.number); err != nil {
			return err
		}
		for _, x := range indexes {
			if !x.random {
				continue
			}
			if _, err := q.Exec(ctx, "DROP INDEX IF EXISTS "+x.name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.load.mu.Lock()
	s.load.numbers, s.load.size, s.load.number = ours.numbers, ours.size, ours.number
	s.load.mu.Unlock()
	return s.settings(ctx, op, s.d.loading)
}

// numbersOf reads the numbers of all people. It refuses people whom no load has brought.
func (s *Store) numbersOf(ctx context.Context, q *sqldb.Session, loading bool) (map[int64]register.PersonID, error) {
	numbers, people := map[int64]register.PersonID{}, false
	err := q.Each(ctx, "SELECT id, coalesce(number, 0) FROM person", nil, func(scan sqldb.Scan) error {
		if people = true; !loading {
			return sqldb.ErrStop
		}
		var id register.PersonID
		var number int64
		err := scan(&id, &number)
		if numbers[number] = id; number == 0 {
			delete(numbers, number)
		}
		return err
	})
	if people && !loading && errors.Is(err, sqldb.ErrStop) {
		if err := s.d.whole(ctx, q); err != nil {
			return nil, err
		}
		return nil, register.Errorf(register.Conflict, "sqlstore.BeginLoading", "the register has people: register acts one by one")
	}
	return numbers, err
}

// settings changes the writing connection, outside of transactions.
func (s *Store) settings(ctx context.Context, op register.Operation, statements []string) error {
	if err := s.take(ctx, op); err != nil {
		return err
	}
	defer s.give()
	if s.writer == nil {
		return nil // the next connection has the settings for serving
	}
	for _, statement := range statements {
		if err := s.writer.Direct(ctx, statement); err != nil {
			return sqldb.Wrap(op, err)
		}
	}
	return nil
}

// stepsAtOnce are the steps of compacting in one transaction: a commit waits for the disk longer than
// a step of a small country takes, and a load that is killed repeats them.
const stepsAtOnce = 8

// EndLoading builds the indexes, each in a transaction of its own, and lets the
// planner count rows. The mark goes last and only from a register that is whole, so
// that a kill at any moment leaves a load that can be ended again.
func (s *Store) EndLoading(ctx context.Context, progress func(done, steps int)) error {
	const op = "sqlstore.EndLoading"
	steps, done := 3, 0
	for _, x := range indexes {
		if x.random {
			steps++
		}
	}
	tell := func() {
		if progress != nil {
			progress(done, steps)
		}
		done++
	}
	if s.load.bearer() == nil {
		return register.Errorf(register.Conflict, op, "this process is not loading")
	}
	tell()
	for _, x := range indexes {
		if !x.random {
			continue
		}
		if err := s.inLoad(ctx, op, func(q *sqldb.Session) error { return s.d.make(ctx, q, x) }); err != nil {
			return err
		}
		tell()
	}
	for first := 0; first < lsm.DeferredSteps; first += stepsAtOnce {
		err := s.inLoad(ctx, op, func(q *sqldb.Session) error {
			for step := first; step < min(first+stepsAtOnce, lsm.DeferredSteps); step++ {
				if err := lsm.CompactDeferred(ctx, q, step); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	tell()
	if err := s.settings(ctx, op, s.d.analyze); err != nil {
		return err
	}
	tell()
	err := s.inLoad(ctx, op, func(q *sqldb.Session) error {
		if err := s.d.whole(ctx, q); err != nil {
			return err
		}
		_, err := q.Exec(ctx, "UPDATE head SET loading = 0 WHERE one = 1")
		return err
	})
	if err != nil {
		return err
	}
	s.load.mu.Lock()
	s.load.numbers = nil
	s.load.mu.Unlock()
	err = s.settings(ctx, op, s.d.serving)
	tell()
	return err
}

// inLoad runs f in a transaction that holds the head, as long as the load is this process's own.
func (s *Store) inLoad(ctx context.Context, op register.Operation, f func(*sqldb.Session) error) error {
	return s.inTurn(ctx, op, func(q *sqldb.Session) error {
		var m mark
		var h store.Head
		if err := m.lock(ctx, q, &h); err != nil {
			return err
		}
		if err := s.load.admit(m, h.Size); err != nil {
			return err
		}
		return f(q)
	})
}
