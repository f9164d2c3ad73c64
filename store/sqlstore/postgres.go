package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"samano/register"
)

const (
	// postgresVersion is the oldest PostgreSQL that this is tested with.
	postgresVersion = 150000
	// postgresConnect is how long one host may take to answer; a hung one still
	// accepts connections. A connect_timeout in the URL goes before.
	postgresConnect = 6 * time.Second
	// postgresReaders bounds readers at once, well below a server's usual 100.
	postgresReaders = 16
	// postgresIdle ends a transaction that was begun and forgotten by a process
	// that hangs, since it would hold the head for all.
	postgresIdle = "300s"
)

var postgresDialect = dialect{
	name:     "postgres",
	goose:    goose.DialectPostgres,
	ddl:      strings.NewReplacer("{text}", `text COLLATE "C"`, "{bytes}", "bytea", "{rowid}", "bigint PRIMARY KEY", "{clustered}", ""),
	begin:    "BEGIN",
	snapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	kind:     postgresKind,
	copies:   true,
	loading:  []string{"SET maintenance_work_mem = '256MB'"},
	serving:  []string{"RESET maintenance_work_mem"},
	analyze:  []string{"VACUUM (ANALYZE)"}, // searches then need the index only
	size:     "SELECT pg_database_size(current_database())",
}

// openPostgres opens the pools of a writer and of readers.
func openPostgres(ctx context.Context, address string) (writer, readers *sql.DB, err error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		// The error of ParseConfig hides the password but shows the rest.
		return nil, nil, register.Errorf(register.Invalid, "sqlstore.Open", "the address of the database: %w", err)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = postgresConnect
	}
	config.RuntimeParams["application_name"] = "samano"
	// Compiling a search takes longer than running it.
	config.RuntimeParams["jit"] = "off"
	readers = stdlib.OpenDB(*config)
	readers.SetMaxOpenConns(postgresReaders)
	readers.SetMaxIdleConns(postgresReaders)

	writing := config.Copy()
	writing.RuntimeParams["lock_timeout"] = waitForTurn.String()
	writing.RuntimeParams["idle_in_transaction_session_timeout"] = postgresIdle
	writer = stdlib.OpenDB(*writing)
	writer.SetMaxOpenConns(1)
	if err := checkServer(ctx, readers); err != nil {
		return nil, nil, errors.Join(err, writer.Close(), readers.Close())
	}
	return writer, readers, nil
}

// checkServer refuses a server on which the register would be unsafe or wrong,
// and says what to do.
func checkServer(ctx context.Context, db *sql.DB) error {
	for _, c := range []struct {
		query, remedy string
		good          func(string) bool
	}{
		{
			"SELECT CASE WHEN CAST(current_setting('server_version_num') AS integer) >= $1 THEN 'on' ELSE 'off' END",
			"PostgreSQL is older than 15: upgrade it", on,
		},
		{
			"SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()",
			"the database is not in UTF8: make one with CREATE DATABASE samano TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'", func(s string) bool { return s == "UTF8" },
		},
		{
			"SELECT current_setting('fsync')",
			"fsync is off, and a power cut would lose acts that were acknowledged: set fsync = on", on,
		},
		{
			"SELECT current_setting('full_page_writes')",
			"full_page_writes is off, and a power cut would damage the register: set full_page_writes = on", on,
		},
		{
			"SELECT current_setting('synchronous_commit')",
			"synchronous_commit is off, and a crash would lose acts that were acknowledged: set synchronous_commit = on", func(s string) bool { return s != "off" },
		},
	} {
		var args []any
		if strings.Contains(c.query, "$1") {
			args = []any{postgresVersion}
		}
		var got string
		if err := db.QueryRowContext(ctx, c.query, args...).Scan(&got); err != nil {
			return err
		}
		if !c.good(got) {
			return register.Errorf(register.Invalid, "sqlstore.Open", "%s", c.remedy)
		}
	}
	return nil
}

func on(s string) bool { return s == "on" }

// checkCollation refuses tables whose text is not compared byte by byte: ranges
// would miss people. Our schema says so for each column; a table that was made
// again by hand may not.
func checkCollation(ctx context.Context, db *sql.DB) error {
	var column string
	err := db.QueryRowContext(ctx, `
SELECT c.table_name || '.' || c.column_name
FROM information_schema.columns c, pg_database d
WHERE d.datname = current_database() AND c.table_schema = current_schema() AND c.data_type = 'text'
	AND c.table_name IN ('name_key', 'book', 'decision', 'printed', 'sealed', 'match_run', 'match_page')
	AND coalesce(c.collation_name, d.datcollate) NOT IN ('C', 'POSIX', 'ucs_basic')
ORDER BY 1 LIMIT 1`).Scan(&column)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	table, name, _ := strings.Cut(column, ".")
	return register.Errorf(register.Invalid, "sqlstore.Open",
		`the column %s is not compared byte by byte: ALTER TABLE %s ALTER COLUMN %s TYPE text COLLATE "C"`, column, table, name)
}

// postgresKind says what an error of PostgreSQL means to a caller. Codes are of
// appendix A of its manual.
func postgresKind(err error) (register.ErrorKind, bool) {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		var connect *pgconn.ConnectError
		if errors.As(err, &connect) || pgconn.SafeToRetry(err) || pgconn.Timeout(err) {
			return register.Unavailable, true
		}
		return 0, false
	}
	switch e.Code {
	case "23505": // unique_violation
		return register.Conflict, true
	case "22021": // character_not_in_repertoire
		return register.Invalid, true
	case "40001", "40P01", "55P03", "25P03", "25006": // serialization, deadlock, lock timeout, idle timeout, read-only
		return register.Unavailable, true
	}
	switch e.Code[:2] {
	case "08", "53", "57", "58": // connection, resources, operator's intervention, the system
		return register.Unavailable, true
	case "54":
		return register.TooLarge, true
	}
	return register.Internal, true
}
