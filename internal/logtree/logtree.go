// Package logtree owns what the databases of the logs beside the acts have in common: the stored hashes of a
// Merkle tree, the notes over it that were signed, and the last notes of the other logs. What an entry says, and how it is written, is the log's.
package logtree

import (
	"context"
	"database/sql"
	"errors"

	"samano/internal/sqldb"
	"samano/ledger"
	"samano/register"
)

// Statements are those of one log.
type Statements struct {
	Leaves  string // the leaves of $1 <= seq < $2, in order
	Nodes   string // the hashes of $1 <= n < $2 of level $3, in order
	PutNote string // size $1, note $2; a note of the same size is replaced
	Last    string // size and note of the largest size
	PutCopy string // log $1, note $2: the last note of another log, in place of the one before
	Copy    string // note of the other log $1
	MACs    string // seq, leaf and MAC of $1 <= seq < $2, in order
}

// Authenticator makes the MACs of entries, under a key that is not in the database: who writes entries past the program
// has none.
type Authenticator interface {
	MAC(seq int64, leaf [ledger.HashBytes]byte) []byte
	CheckMAC(mac []byte, seq int64, leaf [ledger.HashBytes]byte) bool
}

// Tree reads the hashes of one log and keeps its notes. It is safe for concurrent use.
type Tree struct {
	Authenticator
	name string
	db   *sqldb.DB
	q    Statements
}

var _ ledger.Reader = (*Tree)(nil)

// New returns the tree of the log of that name.
func New(name string, db *sqldb.DB, q Statements, by Authenticator) *Tree {
	return &Tree{by, name, db, q}
}

// Leaves implements ledger.Reader.
func (t *Tree) Leaves(ctx context.Context, from, n int64) ([]ledger.Hash, error) {
	return t.hashes(ctx, n, t.q.Leaves, from, from+n)
}

// Nodes implements ledger.Reader.
func (t *Tree) Nodes(ctx context.Context, level int, from, n int64) ([]ledger.Hash, error) {
	return t.hashes(ctx, n, t.q.Nodes, from, from+n, int64(level))
}

func (t *Tree) hashes(ctx context.Context, n int64, query string, args ...any) ([]ledger.Hash, error) {
	out, err := sqldb.List(ctx, t.db.Read, ScanHash, query, args...)
	if err != nil {
		return nil, sqldb.Wrap(register.Operation(t.name)+".hashes", err)
	}
	if int64(len(out)) != n {
		return nil, ledger.ErrAbsent
	}
	return out, nil
}

// ScanHash reads a hash; bytes of another length are ledger.ErrAbsent.
func ScanHash(scan func(...any) error) (ledger.Hash, error) {
	var b []byte
	if err := scan(&b); err != nil {
		return ledger.Hash{}, err
	}
	if len(b) != ledger.HashBytes {
		return ledger.Hash{}, ledger.ErrAbsent
	}
	return ledger.Hash(b), nil
}

// PutCheckpoint keeps a signed note.
func (t *Tree) PutCheckpoint(ctx context.Context, size int64, note []byte) error {
	op := register.Operation(t.name) + ".PutCheckpoint"
	return t.db.Tx(ctx, op, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, t.q.PutNote, size, note)
		return err
	})
}

// LastCheckpoint returns the note of the largest size; size 0: none.
func (t *Tree) LastCheckpoint(ctx context.Context) (size int64, note []byte, err error) {
	err = t.db.Read.QueryRowContext(ctx, t.q.Last).Scan(&size, &note)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return size, note, sqldb.Wrap(register.Operation(t.name)+".LastCheckpoint", err)
}

// PutCopy keeps the last note of another log.
func (t *Tree) PutCopy(ctx context.Context, log string, note []byte) error {
	op := register.Operation(t.name) + ".PutCopy"
	return t.db.Tx(ctx, op, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, t.q.PutCopy, log, note)
		return err
	})
}

// Copy returns the last note of another log; nil: none is kept.
func (t *Tree) Copy(ctx context.Context, log string) (note []byte, err error) {
	err = t.db.Read.QueryRowContext(ctx, t.q.Copy, log).Scan(&note)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return note, sqldb.Wrap(register.Operation(t.name)+".Copy", err)
}

// pageMACs is how many entries are read at once for their MACs.
const pageMACs = 1000

// CodeForged says that the MAC of an entry is not under the key of this program.
const CodeForged = "forged-entry"

type authenticated struct {
	seq       int64
	leaf, mac []byte
}

// Authenticate refuses entries of from <= seq < to that this program did not write.
func (t *Tree) Authenticate(ctx context.Context, from, to int64) error {
	op := register.Operation(t.name) + ".Authenticate"
	for from < to {
		end := min(from+pageMACs, to)
		page, err := sqldb.List(ctx, t.db.Read, func(scan func(...any) error) (m authenticated, err error) {
			err = scan(&m.seq, &m.leaf, &m.mac)
			return m, err
		}, t.q.MACs, from, end)
		if err != nil {
			return sqldb.Wrap(op, err)
		}
		for _, m := range page {
			if m.seq != from || !t.Authentic(m.seq, m.leaf, m.mac) {
				break
			}
			from++
		}
		if from < end {
			return &register.Error{Kind: register.Internal, Op: op, Code: CodeForged}
		}
	}
	return nil
}

// Authentic reports whether this program wrote an entry.
func (t *Tree) Authentic(seq int64, leaf, mac []byte) bool {
	return len(leaf) == ledger.HashBytes && t.CheckMAC(mac, seq, ledger.Hash(leaf))
}
