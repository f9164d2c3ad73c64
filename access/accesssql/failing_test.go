package accesssql_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesssql"
	"samano/internal/sqldb"
	"samano/internal/sqldb/sqldbtest"
	"samano/register"
)

var (
	now    = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	office = register.Office{ID: "d11", Name: "ເມືອງ", NameLatin: "District", Level: "district", Jurisdiction: 11, Post: true}
	kham   = access.Officer{ID: "kham", Name: "ຄຳ", NameLatin: "Kham", Office: "d11", Roles: []access.Role{access.DistrictRegistrar}, From: 3, Until: 9, MustChange: true}
)

// writes are the changes of a desk, with the statements that each makes.
var writes = map[string]struct {
	do         func(context.Context, *accesssql.Store) error
	statements []string
}{
	"PutOffice": {func(ctx context.Context, s *accesssql.Store) error {
		return s.PutOffice(ctx, register.Office{ID: "new"})
	}, []string{"INSERT ON office"}},
	"PutPrintedStart": {func(ctx context.Context, s *accesssql.Store) error {
		return s.PutPrintedStart(ctx, access.PrintedStart{Office: "d11", Year: 2027, First: 3})
	}, []string{"INSERT ON printed_start"}},
	"AddOfficer": {func(ctx context.Context, s *accesssql.Store) error {
		o := kham
		o.ID = "noy"
		return s.AddOfficer(ctx, o, "secret")
	}, []string{"INSERT ON officer"}},
	"PutOfficer": {func(ctx context.Context, s *accesssql.Store) error {
		o := kham
		o.Name = "x"
		return s.PutOfficer(ctx, o)
	}, []string{"UPDATE ON officer", "DELETE ON session"}},
	"SetSecret": {func(ctx context.Context, s *accesssql.Store) error {
		return s.SetSecret(ctx, "kham", "other", false, "")
	}, []string{"UPDATE ON officer", "DELETE ON session"}},
	"UpgradeSecret": {func(ctx context.Context, s *accesssql.Store) error {
		return s.UpgradeSecret(ctx, "kham", access.SecretChange{Old: "secret", New: "other"})
	}, []string{"UPDATE ON officer"}},
	"StartSession": {func(ctx context.Context, s *accesssql.Store) error {
		return s.StartSession(ctx, access.Session{ID: "s2", Officer: "kham", Started: now, LastUsed: now}, 1)
	}, []string{"INSERT ON session", "DELETE ON session"}},
	"TouchSession": {func(ctx context.Context, s *accesssql.Store) error {
		return s.TouchSession(ctx, "s1", now.Add(time.Hour))
	}, []string{"UPDATE ON session"}},
	"EndSession": {func(ctx context.Context, s *accesssql.Store) error { return s.EndSession(ctx, "s1") }, []string{"DELETE ON session"}},
	"PruneSessions": {func(ctx context.Context, s *accesssql.Store) error {
		return s.PruneSessions(ctx, access.SessionTimes{Started: now.Add(1e9)})
	}, []string{"DELETE ON session"}},
	"Attempt": {func(ctx context.Context, s *accesssql.Store) error {
		_, err := s.Attempt(ctx, []access.AttemptKey{"a1", "n1"}, now)
		return err
	}, []string{"INSERT ON attempt", "UPDATE ON attempt"}},
	"Succeeded":     {func(ctx context.Context, s *accesssql.Store) error { return s.Succeeded(ctx, "a0", "n0") }, []string{"DELETE ON attempt", "UPDATE ON attempt"}},
	"PruneAttempts": {func(ctx context.Context, s *accesssql.Store) error { return s.PruneAttempts(ctx, now.Add(time.Hour)) }, []string{"DELETE ON attempt"}},
}

// reads are the questions to a desk, each with its answer as a text.
var reads = map[string]func(context.Context, *accesssql.Store) (string, error){
	"Office":        func(ctx context.Context, s *accesssql.Store) (string, error) { return answer(s.Office(ctx, "d11")) },
	"Offices":       func(ctx context.Context, s *accesssql.Store) (string, error) { return answer(s.Offices(ctx)) },
	"PrintedStarts": func(ctx context.Context, s *accesssql.Store) (string, error) { return answer(s.PrintedStarts(ctx)) },
	"Officer":       func(ctx context.Context, s *accesssql.Store) (string, error) { return answer(s.Officer(ctx, "kham")) },
	"OfficersOf":    func(ctx context.Context, s *accesssql.Store) (string, error) { return answer(s.OfficersOf(ctx, "d11")) },
	"Secret":        func(ctx context.Context, s *accesssql.Store) (string, error) { return answer(s.Secret(ctx, "kham")) },
	"Session":       func(ctx context.Context, s *accesssql.Store) (string, error) { return answer(s.Session(ctx, "s1")) },
}

func answer[T any](v T, err error) (string, error) { return fmt.Sprintf("%+v", v), err }

// furnished is a desk in an SQLite file with a row in every table.
func furnished(t *testing.T) (*accesssql.Store, *sqldb.DB) {
	t.Helper()
	db := sqldbtest.Open(t, "sqlite:"+filepath.Join(t.TempDir(), "desk.db"), accesssql.Schema)
	s, ctx := accesssql.New(db), t.Context()
	_, attempt := s.Attempt(ctx, []access.AttemptKey{"a0", "n0"}, now)
	for _, err := range []error{
		s.PutOffice(ctx, office), s.PutPrintedStart(ctx, access.PrintedStart{Office: "d11", Year: 2026, First: 7}), s.AddOfficer(ctx, kham, "secret"),
		s.StartSession(ctx, access.Session{ID: "s1", Officer: "kham", Started: now, LastUsed: now}, 4), attempt,
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return s, db
}

// contents is everything that a desk tells, and the counts of attempts.
func contents(t *testing.T, s *accesssql.Store, db *sqldb.DB) string {
	t.Helper()
	var out []string
	for _, name := range []string{"Office", "Offices", "PrintedStarts", "Officer", "OfficersOf", "Secret", "Session"} {
		text, err := reads[name](t.Context(), s)
		out = append(out, fmt.Sprint(text, err))
	}
	var attempts string
	if err := db.Read.QueryRowContext(t.Context(), "SELECT group_concat(id || ' ' || attempts || ' ' || last) FROM attempt").Scan(&attempts); err != nil && !strings.Contains(err.Error(), "NULL") {
		t.Fatal(err)
	}
	return strings.Join(append(out, attempts), "\n")
}

// Each statement of each change fails in turn: it is told with the change that failed, and nothing is
// changed; without the fault it is.
func TestAChangeThatFailsChangesNothing(t *testing.T) {
	for name, w := range writes {
		s, db := furnished(t)
		before := contents(t, s, db)
		for _, statement := range w.statements {
			exec := func(text string) {
				t.Helper()
				if err := db.Tx(t.Context(), "test", func(tx *sql.Tx) error { _, err := tx.ExecContext(t.Context(), text); return err }); err != nil {
					t.Fatal(err)
				}
			}
			exec(sqldbtest.Refusing(statement))
			err := w.do(t.Context(), s)
			exec(sqldbtest.Allowing)
			if err == nil || !strings.Contains(err.Error(), "accesssql."+name) {
				t.Errorf("%s, %s: told as %v", name, statement, err)
			}
			if after := contents(t, s, db); after != before {
				t.Errorf("%s, %s: changed from\n%s\nto\n%s", name, statement, before, after)
			}
		}
		if err := w.do(t.Context(), s); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A caller who has gone is told so of every question and change; nothing is told or changed.
func TestACallerWhoHasGone(t *testing.T) {
	s, db := furnished(t)
	before := contents(t, s, db)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for name, read := range reads {
		text, err := read(gone, s)
		if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "accesssql."+name) || strings.Contains(text, "kham") || strings.Contains(text, "d11") || strings.Contains(text, "secret") {
			t.Errorf("%s: %s, %v", name, text, err)
		}
	}
	for name, w := range writes {
		if err := w.do(gone, s); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "accesssql."+name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if after := contents(t, s, db); after != before {
		t.Errorf("changed from\n%s\nto\n%s", before, after)
	}
}
