package sqlstore

import (
	"embed"
	"fmt"

	"samano/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// schema holds the register's tables.
var schema = sqldb.Schema{Name: "register", Migrations: migrations}

const (
	// sqlitePage holds two to five documents; with SQLite's own 4 KiB most pages would
	// hold one, and the rest of the page nothing.
	sqlitePage = 8192
	// sqliteCheckpointPages is how far the log grows before it goes into the file: large
	// enough that a page changed by many commits is written back once.
	sqliteCheckpointPages, sqliteLoadingPages = 2000, 32000
	// Page caches, in KiB; they fill only as far as they are used.
	sqliteWriterCache, sqliteReaderCache, sqliteLoadingCache = 16 << 10, 4 << 10, 256 << 10
	// postgresReaders bounds readers at once, well below a server's usual 100.
	postgresReaders = 16
)

// options of a register's database.
func options(postgres bool) sqldb.Options {
	o := sqldb.Options{OneWriter: true, SQLite: sqldb.SQLite{
		PageBytes: sqlitePage, CheckpointPages: sqliteCheckpointPages, WriterCacheKiB: sqliteWriterCache, ReaderCacheKiB: sqliteReaderCache,
	}}
	if postgres {
		o.Readers = postgresReaders
	}
	return o
}

// dialect is what differs between the two databases, beside what sqldb takes care of.
type dialect struct {
	begin    string   // a writing transaction
	snapshot string   // a reading transaction that sees one state
	copies   bool     // COPY through pgx
	loading  []string // how the writing connection is set for loading
	serving  []string // and set back
	analyze  []string // let the planner count rows
	size     string   // bytes of the database
	indexes  string   // definitions of the indexes that are good
}

var sqliteDialect = dialect{
	begin:    "BEGIN IMMEDIATE",
	snapshot: "BEGIN",
	loading: []string{
		fmt.Sprintf("PRAGMA wal_autocheckpoint = %d", sqliteLoadingPages),
		fmt.Sprintf("PRAGMA cache_size = -%d", sqliteLoadingCache),
	},
	serving: []string{
		"PRAGMA wal_checkpoint(truncate)",
		fmt.Sprintf("PRAGMA wal_autocheckpoint = %d", sqliteCheckpointPages),
		fmt.Sprintf("PRAGMA cache_size = -%d", sqliteWriterCache),
	},
	analyze: []string{"PRAGMA analysis_limit = 1000", "ANALYZE"},
	size:    "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
	indexes: "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
}

var postgresDialect = dialect{
	begin:    "BEGIN",
	snapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	copies:   true,
	loading:  []string{"SET maintenance_work_mem = '256MB'"},
	serving:  []string{"RESET maintenance_work_mem", "RESET default_statistics_target"},
	// Searches then need the index only. A sample of 3,000 rows is enough for what is asked here;
	// autovacuum takes PostgreSQL's usual ten times as many in its own time.
	analyze: []string{"SET default_statistics_target = 10", "VACUUM (ANALYZE)"},
	size:    "SELECT pg_database_size(current_database())",
	// Without what PostgreSQL writes and the schema does not.
	indexes: `SELECT replace(replace(pg_get_indexdef(x.indexrelid), quote_ident(n.nspname) || '.', ''), ' USING btree', '')
		FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = current_schema() AND x.indisvalid`,
}
