package sqlstore

import (
	"context"
	"errors"
	"iter"

	"samano/access"
	"samano/internal/sqldb"
	"samano/register"
	"samano/store"
	"samano/store/sqlstore/lsm"
)

// postings writes the batch's postings to the matcher's index.
func (w *writing) postings() error {
	in := lsm.Write{From: register.Seq(w.b.Head.Size - int64(len(w.b.Acts))), To: register.Seq(w.b.Head.Size), Postings: w.b.Postings}
	if w.deferred {
		return lsm.Defer(w.ctx, w.q, in)
	}
	return lsm.Append(w.ctx, w.q, in)
}

// Sharing looks keys up in one snapshot.
func (r reader) Sharing(ctx context.Context, pass access.Pass, keys []store.Key, limits store.Limits) (people []register.PersonID, truncated int, err error) {
	if err := pass.Check("sqlstore.Sharing"); err != nil {
		return nil, 0, err
	}
	if err := r.notLoading("sqlstore.Sharing"); err != nil {
		return nil, 0, err
	}
	err = r.view(ctx, true, func(q *sqldb.Session) (err error) {
		people, truncated, err = lsm.Lookup(ctx, q, keys, limits)
		return err
	})
	return people, truncated, err
}

// Sharing of a rebuild first compacts what it has written.
func (t *tx) Sharing(ctx context.Context, pass access.Pass, keys []store.Key, limits store.Limits) (people []register.PersonID, truncated int, err error) {
	if err := pass.Check("sqlstore.Sharing"); err != nil {
		return nil, 0, err
	}
	if t.cleared {
		if err := t.view(ctx, false, func(q *sqldb.Session) error { return lsm.CompactAllDeferred(ctx, q) }); err != nil {
			return nil, 0, err
		}
	}
	return t.reader.Sharing(ctx, pass, keys, limits)
}

// PostingsSince reads what the last transactions wrote.
func (r reader) PostingsSince(ctx context.Context, pass access.Pass, from register.Seq) (list []store.Posting, ok bool, err error) {
	if err := pass.Check("sqlstore.PostingsSince"); err != nil {
		return nil, false, err
	}
	if err := r.notLoading("sqlstore.PostingsSince"); err != nil {
		return nil, false, err
	}
	err = r.view(ctx, true, func(q *sqldb.Session) (err error) {
		list, ok, err = lsm.Since(ctx, q, from)
		return err
	})
	return list, ok, err
}

// EachPosting walks the index in one snapshot.
func (r reader) EachPosting(ctx context.Context, pass access.Pass, parts ...store.Hashes) iter.Seq2[store.Posting, error] {
	if len(parts) == 0 {
		parts = []store.Hashes{store.AllHashes()}
	}
	return access.Walk(pass, "sqlstore.EachPosting", r.eachPosting(ctx, parts))
}

func (r reader) eachPosting(ctx context.Context, parts []store.Hashes) iter.Seq2[store.Posting, error] {
	return func(yield func(store.Posting, error) bool) {
		err := r.notLoading("sqlstore.EachPosting")
		if err == nil {
			err = r.view(ctx, true, func(q *sqldb.Session) error {
				for _, part := range parts {
					err := lsm.Each(ctx, q, part, func(p store.Posting) error {
						if !yield(p, nil) {
							return sqldb.ErrStop
						}
						return nil
					})
					if err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err != nil && !errors.Is(err, sqldb.ErrStop) {
			yield(store.Posting{}, err)
		}
	}
}

// CountPostings adds what runs and tail hold.
func (r reader) CountPostings(ctx context.Context, pass access.Pass) (n int64, err error) {
	const op = "sqlstore.CountPostings"
	if err := pass.Check(op); err != nil {
		return 0, err
	}
	if err := r.notLoading(op); err != nil {
		return 0, err
	}
	err = r.view(ctx, true, func(q *sqldb.Session) (err error) {
		n, err = lsm.Count(ctx, q)
		return err
	})
	return n, err
}

// notLoading refuses what cannot be answered while loading.
func (r reader) notLoading(op register.Operation) error {
	if r.numbers != nil && r.numbers() != nil {
		return register.Errorf(register.Unavailable, op, "the register is loading")
	}
	return nil
}
