package sqlstore

import (
	"context"
	"database/sql"
	"errors"
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
// register to every other process as long as it is marked.

// randomIndexes are what is absent while loading. The text is that of the schema.
var randomIndexes = []struct{ name, create string }{
	{"person_number", "CREATE UNIQUE INDEX IF NOT EXISTS person_number ON person (number)"},
	{"name_key_search", "CREATE INDEX IF NOT EXISTS name_key_search ON name_key (key, year, person)"},
}

// loader is the state of loading in this process.
type loader struct {
	mu      sync.RWMutex
	numbers map[int64]register.PersonID // nil: this process is not loading
	size    int64                       // acts in the register after our last commit
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

// admit lets a transaction begin, unless the register is being loaded elsewhere.
func (l *loader) admit(loading bool, size int64) error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	switch ours := l.numbers != nil; {
	case loading && !ours:
		return register.Errorf(register.Unavailable, "sqlstore.Begin", "the register is being loaded")
	case ours && (!loading || size != l.size):
		return register.Errorf(register.Unavailable, "sqlstore.Begin", "another process has written while this one is loading")
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
func (s *Store) Loading(ctx context.Context) (bool, error) {
	var n int
	err := s.view(ctx, false, func(q *sqldb.Session) error {
		return q.One(ctx, "SELECT loading FROM head WHERE one = 1", nil, &n)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return n == 1, err
}

// BeginLoading takes the random-order indexes away, or goes on with a load that
// was killed.
func (s *Store) BeginLoading(ctx context.Context) error {
	const op = "sqlstore.BeginLoading"
	var numbers map[int64]register.PersonID
	var size int64
	err := s.inTurn(ctx, op, func(q *sqldb.Session) error {
		numbers = map[int64]register.PersonID{}
		var loading int
		var h store.Head
		var counter int64
		if err := q.One(ctx, lockHead, nil, append([]any{&loading}, headFields(&h, &counter)...)...); err != nil {
			if errors.Is(err, sql.ErrNoRows) {
				return notFounded()
			}
			return err
		}
		size = h.Size
		people := 0
		err := q.Each(ctx, "SELECT id, coalesce(number, 0) FROM person", nil, func(scan sqldb.Scan) error {
			var id register.PersonID
			var number int64
			err := scan(&id, &number)
			if numbers[number] = id; number == 0 {
				delete(numbers, number)
			}
			if people++; loading == 0 {
				return register.Errorf(register.Conflict, op, "the register has people: register acts one by one")
			}
			return err
		})
		if err != nil {
			return err
		}
		if _, err := q.Exec(ctx, "UPDATE head SET loading = 1 WHERE one = 1"); err != nil {
			return err
		}
		for _, index := range randomIndexes {
			if _, err := q.Exec(ctx, "DROP INDEX IF EXISTS "+index.name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.load.mu.Lock()
	s.load.numbers, s.load.size = numbers, size
	s.load.mu.Unlock()
	return s.settings(ctx, op, s.d.loading)
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
// planner count rows. The mark goes last, so that a kill at any moment leaves a
// load that can be ended again.
func (s *Store) EndLoading(ctx context.Context, progress func(done, steps int)) error {
	const op = "sqlstore.EndLoading"
	steps := len(randomIndexes) + 3
	tell := func(done int) {
		if progress != nil {
			progress(done, steps)
		}
	}
	if s.load.bearer() == nil {
		return register.Errorf(register.Conflict, op, "this process is not loading")
	}
	tell(0)
	for i, index := range randomIndexes {
		err := s.inTurn(ctx, op, func(q *sqldb.Session) error {
			_, err := q.Exec(ctx, index.create)
			return err
		})
		if err != nil {
			return err
		}
		tell(i + 1)
	}
	for first := 0; first < lsm.DeferredSteps; first += stepsAtOnce {
		err := s.inTurn(ctx, op, func(q *sqldb.Session) error {
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
	tell(steps - 2)
	if err := s.settings(ctx, op, s.d.analyze); err != nil {
		return err
	}
	tell(steps - 1)
	err := s.inTurn(ctx, op, func(q *sqldb.Session) error {
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
	tell(steps)
	return err
}
