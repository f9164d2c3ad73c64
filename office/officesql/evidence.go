package officesql

import (
	"context"
	"database/sql"
	"iter"
	"maps"
	"slices"
	"time"

	"samano/internal/sqldb"
	"samano/office/evidence"
	"samano/register"
)

const touchEvidence = `UPDATE evidence SET at = CASE WHEN at < $2 THEN $2 ELSE at END WHERE sha256 = $1`

// TouchEvidence implements evidence.Store.
func (s *Store) TouchEvidence(ctx context.Context, sha256 string, at time.Time) (bool, error) {
	var n int64
	err := s.db.Tx(ctx, "officesql.TouchEvidence", func(tx *sql.Tx) (err error) {
		n, err = sqldb.Exec(ctx, tx, touchEvidence, sha256, sqldb.Micros(at))
		return err
	})
	return n == 1, err
}

// PutEvidence implements evidence.Store. Where two bring the same at once, the second waits
// for the first at the key and then finds it there.
func (s *Store) PutEvidence(ctx context.Context, e evidence.File, chunks [][]byte) error {
	return s.db.Tx(ctx, "officesql.PutEvidence", func(tx *sql.Tx) error {
		added, err := sqldb.Exec(ctx, tx, `INSERT INTO evidence (sha256, type, size, chunks, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (sha256) DO NOTHING`,
			e.SHA256, string(e.Type), e.Size, len(chunks), sqldb.Micros(e.At))
		if err != nil {
			return err
		}
		if added == 0 {
			_, err = tx.ExecContext(ctx, touchEvidence, e.SHA256, sqldb.Micros(e.At))
			return err
		}
		for n, box := range chunks {
			if _, err := tx.ExecContext(ctx, `INSERT INTO evidence_chunk (sha256, n, box) VALUES ($1, $2, $3)`, e.SHA256, n, box); err != nil {
				return err
			}
		}
		return nil
	})
}

// AddUpload implements evidence.Store.
func (s *Store) AddUpload(ctx context.Context, sha256 string, by register.OfficerID) error {
	return s.db.Tx(ctx, "officesql.AddUpload", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO evidence_upload (sha256, officer) VALUES ($1, $2) ON CONFLICT (sha256, officer) DO NOTHING`, sha256, string(by))
		return err
	})
}

// Uploaded implements evidence.Store.
func (s *Store) Uploaded(ctx context.Context, sha256 string, by register.OfficerID) (bool, error) {
	var n int
	err := s.db.Read.QueryRowContext(ctx, `SELECT COUNT(*) FROM evidence_upload WHERE sha256 = $1 AND officer = $2`, sha256, string(by)).Scan(&n)
	return n == 1, sqldb.Wrap("officesql.Uploaded", err)
}

// Evidence implements evidence.Store.
func (s *Store) Evidence(ctx context.Context, sha256 string) (evidence.File, error) {
	e := evidence.File{SHA256: sha256}
	var at int64
	err := s.db.Read.QueryRowContext(ctx, `SELECT type, size, chunks, at FROM evidence WHERE sha256 = $1`, sha256).Scan(&e.Type, &e.Size, &e.Chunks, &at)
	if err != nil {
		return evidence.File{}, sqldb.Wrap("officesql.Evidence", err)
	}
	e.At = sqldb.TimeOf(at)
	return e, nil
}

// EvidenceChunk implements evidence.Store.
func (s *Store) EvidenceChunk(ctx context.Context, sha256 string, n int) ([]byte, error) {
	var box []byte
	err := s.db.Read.QueryRowContext(ctx, `SELECT box FROM evidence_chunk WHERE sha256 = $1 AND n = $2`, sha256, n).Scan(&box)
	return box, sqldb.Wrap("officesql.EvidenceChunk", err)
}

func scanName(scan func(...any) error) (name string, err error) {
	err = scan(&name)
	return name, err
}

// EvidenceNames implements evidence.Store.
func (s *Store) EvidenceNames(ctx context.Context, after string, limit int) ([]string, error) {
	out, err := sqldb.List(ctx, s.db.Read, scanName, `SELECT sha256 FROM (
			SELECT sha256 FROM evidence WHERE sha256 > $1 UNION SELECT sha256 FROM application_evidence WHERE sha256 > $1 UNION SELECT paper FROM request WHERE paper > $1
		) AS named ORDER BY sha256 LIMIT $2`, after, limit)
	return out, sqldb.Wrap("officesql.EvidenceNames", err)
}

// namedPage is how many documents are read at once for the papers that they name.
const namedPage = 500

// naming is a document, and the papers that it names.
type naming struct {
	id    string
	names []string
}

func scanNamingApplication(scan func(...any) error) (n naming, err error) {
	a, err := scanApplication(func(into ...any) error { return scan(append([]any{&n.id}, into...)...) })
	n.names = slices.Sorted(maps.Keys(a.EvidenceNamed()))
	return n, err
}

func scanNamingRequest(scan func(...any) error) (n naming, err error) {
	r, err := scanRequest(scan)
	if n.id = string(r.ID); r.Paper != "" {
		n.names = []string{r.Paper}
	}
	return n, err
}

// EvidenceNamed implements evidence.Store.
func (s *Store) EvidenceNamed(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		_ = s.named(ctx, yield, scanNamingApplication, `SELECT id, `+applicationColumns+` FROM application WHERE id > $1 ORDER BY id LIMIT $2`) &&
			s.named(ctx, yield, scanNamingRequest, `SELECT `+requestColumns+` FROM request WHERE id > $1 ORDER BY id LIMIT $2`)
	}
}

// named yields the papers that one table's documents name, and reports whether more is wanted.
func (s *Store) named(ctx context.Context, yield func(string, error) bool, scan func(func(...any) error) (naming, error), query string) bool {
	for last := ""; ; {
		page, err := sqldb.List(ctx, s.db.Read, scan, query, last, namedPage)
		if err != nil {
			return yield("", sqldb.Wrap("officesql.EvidenceNamed", err)) && false
		}
		for _, n := range page {
			if n.id <= last { // an id that is no text, which SQLite sorts behind all of them
				return yield("", register.Errorf(register.Internal, "officesql.EvidenceNamed", "ids are out of order")) && false
			}
			last = n.id
			for _, sha := range n.names {
				if !yield(sha, nil) {
					return false
				}
			}
		}
		if len(page) < namedPage {
			return true
		}
	}
}

// PruneEvidence implements evidence.Store. An application that names evidence at the same
// moment is not hurt: its reference holds, and the pruning fails.
func (s *Store) PruneEvidence(ctx context.Context, before time.Time) (int, error) {
	var n int64
	err := s.db.Tx(ctx, "officesql.PruneEvidence", func(tx *sql.Tx) (err error) {
		n, err = sqldb.Exec(ctx, tx, `DELETE FROM evidence WHERE at < $1
			AND NOT EXISTS (SELECT 1 FROM application_evidence r WHERE r.sha256 = evidence.sha256)
			AND NOT EXISTS (SELECT 1 FROM request r WHERE r.paper = evidence.sha256)`, sqldb.Micros(before))
		return err
	})
	return int(n), err
}
