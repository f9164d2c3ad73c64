package sqlstore

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// copyRows puts new rows into a table of PostgreSQL by COPY, within the
// transaction of the session.
func copyRows(ctx context.Context, s *session, t *table, rows [][]any) error {
	return s.conn.Raw(func(driverConn any) error {
		c, ok := driverConn.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("a connection of %T where pgx is expected", driverConn)
		}
		_, err := c.Conn().CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, pgx.CopyFromRows(rows))
		return err
	})
}
