package looksql

import (
	"context"
	"slices"
	"time"

	"samano/access"
	"samano/internal/sqldb"
	"samano/ledger"
	"samano/register"
)

// LooksOf implements access.Looks.
func (s *Store) LooksOf(ctx context.Context, pass access.Pass, subjects []register.Ref, day register.Day, before int64, limit int) ([]access.Look, error) {
	const op = "looksql.LooksOf"
	if err := pass.Check(op); err != nil {
		return nil, err
	}
	var seqs []int64
	for _, r := range subjects {
		// CROSS JOIN has SQLite go through the months, a row each, and seek in each.
		found, err := sqldb.List(ctx, s.db.Read, scanInt, `SELECT s.seq FROM look_month m CROSS JOIN look_subject s
			WHERE s.month = m.month AND s.kind = $1 AND s.subject = $2 AND s.seq < $3 AND s.shown <= $4 ORDER BY s.seq DESC LIMIT $5`,
			int64(r.Kind), r.ID, before, int64(day), limit)
		if err != nil {
			return nil, sqldb.Wrap(op, err)
		}
		seqs = append(seqs, found...)
	}
	slices.SortFunc(seqs, func(a, b int64) int { return int(b - a) })
	seqs = slices.Compact(seqs)
	seqs = seqs[:min(limit, len(seqs))]
	var out []access.Look
	for _, seq := range seqs {
		r, err := s.Record(ctx, seq)
		if register.KindOf(err) == register.NotFound && err != nil {
			continue // its month was dropped between the two statements
		}
		if err != nil {
			return nil, err
		}
		l, err := decode(r)
		if err != nil {
			return nil, sqldb.Wrap(op, err)
		}
		out = append(out, l)
	}
	return out, nil
}

func scanInt(scan func(...any) error) (n int64, err error) {
	err = scan(&n)
	return n, err
}

// row is a row of look.
type row struct {
	seq  int64
	leaf []byte
	body []byte // nil: dropped
	mac  []byte
}

const rowColumns = `seq, leaf, body, mac`

func scanRow(scan func(...any) error) (r row, err error) {
	err = scan(&r.seq, &r.leaf, &r.body, &r.mac)
	return r, err
}

// Record returns a look as the ledger sees it, for a proof. A look that was dropped
// is register.NotFound.
func (s *Store) Record(ctx context.Context, seq int64) (*ledger.Record, error) {
	const op = "looksql.Record"
	r, err := scanRow(s.db.Read.QueryRowContext(ctx, `SELECT `+rowColumns+` FROM look WHERE seq = $1 AND body IS NOT NULL`, seq).Scan)
	if err != nil {
		return nil, sqldb.Wrap(op, err)
	}
	record, err := s.codec.Unpack(r.seq, r.body)
	if err != nil {
		return nil, &register.Error{Kind: register.Internal, Op: op, Err: err}
	}
	return record, nil
}

// Begins returns the first look whose leaf is kept.
func (s *Store) Begins(ctx context.Context) (int64, error) {
	h, err := scanHead(s.db.Read.QueryRowContext(ctx, `SELECT `+headColumns+` FROM look_head WHERE id = 1`).Scan)
	return h.base, sqldb.Wrap("looksql.Begins", err)
}

// WrittenAt returns when a look was written. A look that was dropped is register.NotFound.
func (s *Store) WrittenAt(ctx context.Context, seq int64) (time.Time, error) {
	r, err := s.Record(ctx, seq)
	if err != nil {
		return time.Time{}, err
	}
	l, err := decode(r)
	return l.At, sqldb.Wrap("looksql.WrittenAt", err)
}

// LooksFrom implements access.Looks.
func (s *Store) LooksFrom(ctx context.Context, pass access.Pass, from int64, limit int) ([]access.Look, error) {
	const op = "looksql.LooksFrom"
	if err := pass.Check(op); err != nil {
		return nil, err
	}
	rows, err := sqldb.List(ctx, s.db.Read, scanRow, `SELECT `+rowColumns+` FROM look WHERE seq >= $1 AND body IS NOT NULL ORDER BY seq LIMIT $2`, from, limit)
	if err != nil {
		return nil, sqldb.Wrap(op, err)
	}
	var out []access.Look
	for _, r := range rows {
		l, err := s.read(r)
		if err != nil {
			return nil, &register.Error{Kind: register.Internal, Op: op, Err: err}
		}
		out = append(out, l)
	}
	return out, nil
}

// read returns the look of a row that has its body.
func (s *Store) read(r row) (access.Look, error) {
	record, err := s.codec.Unpack(r.seq, r.body)
	if err != nil {
		return access.Look{}, err
	}
	return decode(record)
}

// Frontier returns the tree's right edge, of which a checkpoint is made.
func (s *Store) Frontier(ctx context.Context) (ledger.Frontier, error) {
	h, err := scanHead(s.db.Read.QueryRowContext(ctx, `SELECT `+headColumns+` FROM look_head WHERE id = 1`).Scan)
	return h.frontier, sqldb.Wrap("looksql.Frontier", err)
}
