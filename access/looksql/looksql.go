// Package looksql owns the tables of looks: who read whom, when and why.
//
// # Apart from the register
//
// Looks have a database, a head and a tree of their own. There is a look for
// nearly every page that an officer opens, each must be on disk before the page
// leaves, and the register's one writer must not wait for them.
//
// # Group commit
//
// One goroutine writes. It takes all looks that are waiting, assigns their places under the
// locked head, writes them with a few statements and commits. Then all callers are answered at
// once. Nothing waits for a batch to fill: the batch is what came in while the last one was
// being written.
//
// # The tree
//
// Each look is a leaf as package ledger has it: a part with who, when and why,
// and a part for each subject, whose name is the subject and which is otherwise
// empty. So a proof for a person that the look at them was written does not tell
// whom else the same page showed. Checkpoints over the tree
// are signed and given out like the register's.
//
// # Months
//
// The law says how long looks are kept, and then they must be gone. They are
// partitioned by month inside the tables: the month leads the primary key of
// look_subject, whose rows would otherwise lie in random order, so a month is one
// stretch of it, written together and deleted together; and Seq follows time, so
// a month is one stretch of look too. Tables by month would be dropped faster,
// but need statements made at run time, and every list of a person would need to
// know which exist.
//
// A dropped month leaves nothing of who read whom. It leaves of its tree: the
// frontier at the border, the inner hashes (one for 256 looks), and the leaves of
// the last, begun block of 256, salted, without their bodies. With these the rest
// still verifies up to the signed checkpoints, and every proof about a look that
// is kept, and of consistency between checkpoints that are not older than it, can
// still be made. What cannot be checked any more is a checkpoint from within the
// months dropped. Keeping all leaves would allow it, at 40 bytes a look for ever,
// to prove that something existed which the law wanted gone.
package looksql

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"sync"

	"samano/access"
	"samano/internal/logtree"
	"samano/internal/sqldb"
	"samano/ledger"
	"samano/register"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema holds the tables of looks.
var Schema = sqldb.Schema{Name: "look", Migrations: migrations}

// statements are those of the tree.
var statements = logtree.Statements{
	Leaves:  `SELECT leaf FROM look WHERE seq >= $1 AND seq < $2 ORDER BY seq`,
	Nodes:   `SELECT hash FROM look_node WHERE level = $3 AND n >= $1 AND n < $2 ORDER BY n`,
	PutNote: `INSERT INTO look_checkpoint (size, note) VALUES ($1, $2) ON CONFLICT (size) DO UPDATE SET note = excluded.note`,
	Last:    `SELECT size, note FROM look_checkpoint ORDER BY size DESC LIMIT 1`,
	PutCopy: `INSERT INTO look_note (log, note) VALUES ($1, $2) ON CONFLICT (log) DO UPDATE SET note = excluded.note`,
	Copy:    `SELECT note FROM look_note WHERE log = $1`,
	MACs:    `SELECT seq, leaf, mac FROM look WHERE seq >= $1 AND seq < $2 ORDER BY seq`,
}

const (
	// maxBatch bounds the looks of one transaction, so that the first of them does
	// not wait long for the last.
	maxBatch = 256
	// maxBatchSubjects bounds its rows: a look may name 1,000 subjects.
	maxBatchSubjects = 4000
	// blockLeaves is how many leaves lie under one stored node (package ledger).
	blockLeaves = 256
)

// Store is the database of looks. It is safe for concurrent use.
type Store struct {
	*logtree.Tree
	db     *sqldb.DB
	codec  *ledger.Codec
	random io.Reader // used by the writer only

	waiting chan *request
	closing chan struct{} // closed first: nobody may enter any more
	closed  sync.Once
	written chan struct{} // closed when the writer has gone
}

// request is one look that waits for the disk.
type request struct {
	look   access.Look
	budget access.Budget
	over   error      // the budget refuses it
	done   chan error // buffered: the writer never waits for anybody
}

var (
	_ access.Looks  = (*Store)(nil)
	_ ledger.Reader = (*Store)(nil)
)

// New returns the store in a database that was opened with Schema, and starts its writer.
// random salts the leaves, and by makes the MACs of looks. The store must be closed before the database,
// which stays the caller's.
func New(ctx context.Context, db *sqldb.DB, random io.Reader, by logtree.Authenticator) (*Store, error) {
	codec, err := ledger.NewCodec()
	if err != nil {
		return nil, err
	}
	if err := found(ctx, db); err != nil {
		return nil, err
	}
	s := &Store{
		Tree: logtree.New("looksql", db, statements, by), db: db, codec: codec, random: random,
		waiting: make(chan *request, maxBatch), closing: make(chan struct{}), written: make(chan struct{}),
	}
	go s.write()
	return s, nil
}

// found writes the head of an empty store.
func found(ctx context.Context, db *sqldb.DB) error {
	return db.Tx(ctx, "looksql.Open", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO look_head (id, size, frontier, last, base, base_frontier) VALUES (1, 0, $1, 0, 0, $1)
			ON CONFLICT (id) DO NOTHING`, new(ledger.Frontier).Bytes())
		return err
	})
}

// Close writes what is waiting and stops the writer. It returns nil.
func (s *Store) Close() error {
	s.closed.Do(func() { close(s.closing) })
	<-s.written
	return nil
}

// Append implements access.Looks.
func (s *Store) Append(ctx context.Context, l access.Look, b access.Budget) (seq int64, err error) {
	const op = "looksql.Append"
	if len(l.Subjects) > access.MaxSubjects {
		return 0, &register.Error{Kind: register.TooLarge, Op: op}
	}
	l.Subjects = access.SortSubjects(l.Subjects)
	r := &request{look: l, budget: b, done: make(chan error, 1)}
	select {
	case s.waiting <- r:
	case <-s.closing:
		return 0, register.Errorf(register.Unavailable, op, "the store is closed")
	case <-ctx.Done():
		return 0, &register.Error{Kind: register.Unavailable, Op: op, Err: ctx.Err()}
	}
	select {
	case err := <-r.done:
		return r.look.Seq, err
	case <-s.written: // it came in while the store was closing
		select {
		case err := <-r.done:
			return r.look.Seq, err
		default:
			return 0, register.Errorf(register.Unavailable, op, "the store is closed")
		}
	case <-ctx.Done():
		return 0, &register.Error{Kind: register.Unavailable, Op: op, Err: ctx.Err()}
	}
}

// write is the writer: it ends when the store closes and nobody waits.
func (s *Store) write() {
	defer close(s.written)
	var held *request // taken from the channel, but too large for the last batch
	for {
		first := held
		held = nil
		if first == nil {
			select {
			case first = <-s.waiting:
			case <-s.closing:
				select {
				case first = <-s.waiting:
				default:
					return
				}
			}
		}
		batch, subjects := []*request{first}, len(first.look.Subjects)
	fill:
		for len(batch) < maxBatch {
			select {
			case r := <-s.waiting:
				if subjects += len(r.look.Subjects); subjects > maxBatchSubjects {
					held = r
					break fill
				}
				batch = append(batch, r)
			default:
				break fill
			}
		}
		err := s.commit(batch)
		for _, r := range batch {
			r.done <- cmp.Or(err, r.over)
		}
	}
}

// month numbers the months of UTC, whose order is that of Seq.
func month(micros int64) int64 {
	t := sqldb.TimeOf(micros)
	return int64(t.Year())*12 + int64(t.Month()) - 1
}

// head is the one row that every writer locks first.
type head struct {
	size     int64
	frontier ledger.Frontier
	last     int64
	base     int64
	baseTree ledger.Frontier // over the looks before base
}

const headColumns = `size, frontier, last, base, base_frontier`

func scanHead(scan func(...any) error) (head, error) {
	var h head
	var frontier, base []byte
	if err := scan(&h.size, &frontier, &h.last, &h.base, &base); err != nil {
		return head{}, err
	}
	if err := errors.Join(h.frontier.UnmarshalBinary(frontier), h.baseTree.UnmarshalBinary(base)); err != nil {
		return head{}, err
	}
	if h.frontier.Size() != h.size || h.baseTree.Size() != h.base {
		return head{}, fmt.Errorf("%w: the head's sizes are not those of its trees", ledger.ErrFrontier)
	}
	return h, nil
}

// lockHead reads the head and keeps others from writing until the transaction ends.
func lockHead(ctx context.Context, tx *sql.Tx) (head, error) {
	return scanHead(tx.QueryRowContext(ctx, `UPDATE look_head SET size = size WHERE id = 1 RETURNING `+headColumns).Scan)
}

func (h *head) save(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `UPDATE look_head SET size = $1, frontier = $2, last = $3, base = $4, base_frontier = $5 WHERE id = 1`,
		h.size, h.frontier.Bytes(), h.last, h.base, h.baseTree.Bytes())
	return err
}
