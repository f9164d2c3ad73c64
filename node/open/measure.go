package open

import (
	"context"
	"errors"
	"time"

	"samano/store/sqlstore"
)

// Size returns the bytes that the register's database takes on disk, without logs.
func Size(ctx context.Context, at Place) (bytes int64, err error) {
	err = withStore(ctx, at, func(s *sqlstore.Store) error {
		bytes, err = s.Size(ctx)
		return err
	})
	return bytes, err
}

// Floor writes the rows of a register by plain inserts into another, empty database at the
// address and nothing else, and returns how long that took: what a benchmark holds loading
// against.
func Floor(ctx context.Context, at Place, address string, now func() time.Time) (took time.Duration, err error) {
	err = withStore(ctx, at, func(from *sqlstore.Store) error {
		to, err := sqlstore.Open(ctx, address, sqlstore.Options{})
		if err != nil {
			return err
		}
		took, err = to.Floor(ctx, from, now)
		return errors.Join(err, to.Close())
	})
	return took, err
}

// Reach opens the register's database and closes it again: one that cannot be reached is told
// from one that holds no register.
func Reach(ctx context.Context, at Place) error {
	return withStore(ctx, at, func(s *sqlstore.Store) error {
		_, err := s.Founding(ctx)
		return err
	})
}

func withStore(ctx context.Context, at Place, do func(*sqlstore.Store) error) error {
	s, err := sqlstore.Open(ctx, at.Address(RegisterFile), sqlstore.Options{Loading: true})
	if err != nil {
		return err
	}
	return errors.Join(do(s), s.Close())
}
