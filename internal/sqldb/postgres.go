package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"samano/register"
)

const (
	// postgresVersion is the oldest PostgreSQL that this is tested with.
	postgresVersion = 150000
	// postgresConnect is how long one host may take to answer; a hung one still accepts
	// connections. A connect_timeout in the address goes before.
	postgresConnect = 6 * time.Second
	// postgresConns bounds the connections of one store of one process: a small server
	// allows 100 in all.
	postgresConns = 8
	// postgresIdle ends a transaction that a process which hangs has left open: its locks
	// would stop all others.
	postgresIdle = "300s"
)

// openPostgres opens the pools; nothing connects yet.
func openPostgres(address string, o Options) (*DB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		// The error would show the address, which may hold a password.
		return nil, register.Errorf(register.Invalid, "sqldb.Open",
			"the address of PostgreSQL cannot be read: it is postgres://USER:PASSWORD@HOST:PORT/DATABASE")
	}
	if host := inTheClear(config); host != "" {
		return nil, register.Errorf(register.Invalid, "sqldb.Open",
			"PostgreSQL at %s would be asked over a line that others may read, or without proof that it is the one: add sslmode=verify-full to the address, and sslrootcert=FILE for a certificate of your own", host)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = postgresConnect
	}
	config.RuntimeParams["application_name"] = "samano"
	config.RuntimeParams["jit"] = "off" // compiling a search takes longer than running it
	config.RuntimeParams["synchronous_commit"] = "on"
	writing := config.Copy()
	writing.RuntimeParams["lock_timeout"] = WriterTimeout.String()
	writing.RuntimeParams["idle_in_transaction_session_timeout"] = postgresIdle
	write := stdlib.OpenDB(*writing)
	if !o.OneWriter {
		limit(write, o.Readers, postgresConns)
		return &DB{Write: write, Read: write, Postgres: true}, nil
	}
	limit(write, 1, 1)
	read := stdlib.OpenDB(*config)
	limit(read, o.Readers, postgresConns)
	return &DB{Write: write, Read: read, Postgres: true}, nil
}

// inTheClear returns a host of another machine that would be asked without encryption or without proof of its name,
// "" if there is none. What a driver falls back to counts: whoever sits on the line can have it do so.
func inTheClear(c *pgx.ConnConfig) string {
	of := append([]*pgconn.FallbackConfig{{Host: c.Host, TLSConfig: c.TLSConfig}}, c.Fallbacks...)
	for _, f := range of {
		ip := net.ParseIP(f.Host)
		here := f.Host == "localhost" || filepath.IsAbs(f.Host) || ip != nil && ip.IsLoopback()
		if !here && (f.TLSConfig == nil || f.TLSConfig.InsecureSkipVerify) {
			return f.Host
		}
	}
	return ""
}

// checkServer refuses a server on which what was acknowledged could be lost, or text would
// be wrong, and says what to do.
func checkServer(ctx context.Context, db *sql.DB) error {
	const op = "sqldb.Open"
	var version int
	var encoding, fsync, fullPages string
	err := db.QueryRowContext(ctx, `SELECT CAST(current_setting('server_version_num') AS integer), pg_encoding_to_char(encoding),
			current_setting('fsync'), current_setting('full_page_writes')
		FROM pg_database WHERE datname = current_database()`).Scan(&version, &encoding, &fsync, &fullPages)
	remedy := ""
	switch {
	case err != nil:
		return err
	case version < postgresVersion:
		remedy = "PostgreSQL is older than 15: upgrade it"
	case encoding != "UTF8":
		remedy = "the database is not in UTF8: make one with CREATE DATABASE samano TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
	case fsync != "on":
		remedy = "fsync is off, and a power cut would lose what was acknowledged: set fsync = on"
	case fullPages != "on":
		remedy = "full_page_writes is off, and a power cut would damage the database: set full_page_writes = on"
	default:
		return nil
	}
	return register.Errorf(register.Invalid, op, "%s", remedy)
}

// checkCollation refuses tables whose text is not compared byte by byte: ranges would miss
// rows. The migrations say so for each column; a table that somebody made again by hand may
// not.
func checkCollation(ctx context.Context, db *sql.DB, tables []string) error {
	var column string
	err := db.QueryRowContext(ctx, `
SELECT c.table_name || '.' || c.column_name
FROM information_schema.columns c, pg_database d
WHERE d.datname = current_database() AND c.table_schema = current_schema() AND c.data_type = 'text'
	AND c.table_name = ANY ($1) AND coalesce(c.collation_name, d.datcollate) NOT IN ('C', 'POSIX', 'ucs_basic')
ORDER BY 1 LIMIT 1`, tables).Scan(&column)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	table, name, _ := strings.Cut(column, ".")
	return register.Errorf(register.Invalid, "sqldb.Open",
		`the column %s is not compared byte by byte: ALTER TABLE %s ALTER COLUMN %s TYPE text COLLATE "C"`, column, table, name)
}
