// Package keyssql owns the table of renewed keys in the desk's database. It holds no key: what a key is for, and its id.
package keyssql

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"iter"
	"time"

	"samano/internal/powerlog"
	"samano/internal/sqldb"
	"samano/keys"
	"samano/register"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema holds the table.
var Schema = sqldb.Schema{Name: "keys", Migrations: migrations}

// renewedKind is the entry of the log of powers that a key took the place of another.
const renewedKind = "key-renewed"

// Store implements node.RenewedKeys. It is safe for concurrent use.
type Store struct {
	db  *sqldb.DB
	log *powerlog.Log
}

var _ powerlog.Holder = (*Store)(nil)

// New returns the store in a database that was opened with Schema and powerlog.Schema, of which this is the log. The
// caller closes the database.
func New(db *sqldb.DB, log *powerlog.Log) *Store { return &Store{db, log} }

// PutRenewed implements node.RenewedKeys.
func (s *Store) PutRenewed(ctx context.Context, at time.Time, by register.OfficerID, use keys.Use, id string) error {
	return s.db.Tx(ctx, "keyssql.PutRenewed", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO renewed_key (purpose, id) VALUES ($1, $2) ON CONFLICT (purpose, id) DO NOTHING`, string(use), id); err != nil {
			return err
		}
		h := held(renewed{use, id})
		return s.log.Append(ctx, tx, powerlog.Entry{
			At: at, What: renewedKind, Subject: h.Subject, Author: string(by), State: h.State,
		})
	})
}

// IsRenewed implements node.RenewedKeys.
func (s *Store) IsRenewed(ctx context.Context, use keys.Use, id string) (is bool, err error) {
	err = s.db.Read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM renewed_key WHERE purpose = $1 AND id = $2)`, string(use), id).Scan(&is)
	return is, sqldb.Wrap("keyssql.IsRenewed", err)
}

// Held implements powerlog.Holder.
func (s *Store) Held(ctx context.Context, tx *sql.Tx) iter.Seq2[powerlog.Held, error] {
	return powerlog.Each(ctx, tx, scanRenewed, held, `SELECT purpose, id FROM renewed_key ORDER BY purpose, id`)
}

// renewed is a row; as JSON it is compared byte by byte with what the log says.
type renewed struct {
	Use keys.Use `json:"use"`
	ID  string   `json:"id"`
}

func scanRenewed(scan func(...any) error) (k renewed, err error) {
	err = scan(&k.Use, &k.ID)
	return k, err
}

func held(k renewed) powerlog.Held {
	text, _ := json.Marshal(k) // words, which always can be written
	return powerlog.Held{Subject: "key/" + string(k.Use) + "/" + k.ID, State: text}
}
