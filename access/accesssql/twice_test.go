package accesssql_test

import (
	"context"
	"fmt"
	"testing"

	"samano/access"
	"samano/access/accesssql"
	"samano/internal/powerlog"
	"samano/internal/sqldb/sqldbtest"
	"samano/ledger"
)

// faultsOf verifies the log of powers with its last checkpoint.
func faultsOf(t *testing.T, log *powerlog.Log, s *accesssql.Store, signed ledger.Checkpoint) (got string) {
	t.Helper()
	_, err := log.Verify(context.Background(), []powerlog.Holder{s}, []ledger.Checkpoint{signed}, func(f ledger.Fault) error {
		got += fmt.Sprintf("%s %d %s; ", f.Kind, f.Seq, f.Detail)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// What is gone shows also where something else is there twice: subjects are compared, not counted.
func TestWhatIsThereTwiceHidesNothing(t *testing.T) {
	for name, statements := range map[string][]string{
		"an account is gone": {
			`INSERT INTO office SELECT CAST(id AS BLOB), name, name_latin, level, jurisdiction, post FROM office WHERE id = 'd11'`,
			`DELETE FROM session`, `DELETE FROM officer WHERE id = 'kham'`,
		},
		"a printed start is gone": {
			`INSERT INTO office SELECT CAST(id AS BLOB), name, name_latin, level, jurisdiction, post FROM office WHERE id = 'd11'`,
			`DELETE FROM printed_start`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			db := sqldbtest.Open(t, "sqlite:"+t.TempDir()+"/desk.db", powerlog.Schema, accesssql.Schema)
			s := furnished(t, db)
			f, err := logOf(t, db).Frontier(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, statement := range statements {
				if _, err := db.Write.ExecContext(t.Context(), statement); err != nil {
					t.Fatal(statement, err)
				}
			}
			if faultsOf(t, logOf(t, db), s, f.Checkpoint("test/powers")) == "" {
				t.Error("nothing was altered")
			}
		})
	}
}

// What stands is what the last entry says, whatever type its column has.
func TestTheLastEntryIsTheLast(t *testing.T) {
	t.Run("a reset that the officer stopped waits again", func(t *testing.T) {
		db := sqldbtest.Open(t, "sqlite:"+t.TempDir()+"/desk.db", powerlog.Schema, accesssql.Schema)
		s := furnished(t, db)
		confirmed, err := s.Change(t.Context(), "kham")
		if err != nil {
			t.Fatal(err)
		}
		confirmed.Second, confirmed.From, confirmed.Secret = "second", now, "known"
		if err := s.ConfirmReset(t.Context(), access.Author{At: now, By: "boss", Second: "second"}, confirmed); err != nil {
			t.Fatal(err)
		}
		run := func(statement string) {
			t.Helper()
			if _, err := db.Write.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(statement, err)
			}
		}
		run(`CREATE TABLE mine AS SELECT account, what, officer, asker, asked, second, valid, secret FROM account_change`)
		if err := s.DropChange(t.Context(), access.Author{At: now, By: "kham"}, "kham"); err != nil { // KeepPassword
			t.Fatal(err)
		}
		f, err := logOf(t, db).Frontier(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		run(`INSERT INTO account_change SELECT account, what, officer, asker, asked, second, valid, secret FROM mine`)
		run(`UPDATE power SET subject = CAST(subject AS BLOB) WHERE seq = (SELECT MAX(seq) FROM power)`)
		c, err := s.Change(t.Context(), "kham")
		if got := faultsOf(t, logOf(t, db), s, f.Checkpoint("test/powers")); err == nil && got == "" {
			t.Errorf("the password of whoever asked is kham's from %s on; nothing was altered", c.From)
		}
	})
	t.Run("an account that was closed is open again", func(t *testing.T) {
		db := sqldbtest.Open(t, "sqlite:"+t.TempDir()+"/desk.db", powerlog.Schema, accesssql.Schema)
		s := furnished(t, db)
		closed := kham
		closed.Roles = nil
		if err := s.PutOfficer(t.Context(), access.Author{At: now, By: "boss"}, access.OfficerChange{Old: kham, New: closed}); err != nil {
			t.Fatal(err)
		}
		f, err := logOf(t, db).Frontier(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{
			`UPDATE officer SET roles = 'district-registrar' WHERE id = 'kham'`,
			`UPDATE power SET subject = CAST(subject AS BLOB) WHERE seq = (SELECT MAX(seq) FROM power WHERE subject = 'account/kham')`,
			`INSERT INTO office SELECT CAST(id AS BLOB), name, name_latin, level, jurisdiction, post FROM office WHERE id = 'd11'`,
		} {
			if _, err := db.Write.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(statement, err)
			}
		}
		if faultsOf(t, logOf(t, db), s, f.Checkpoint("test/powers")) == "" {
			t.Error("nothing was altered")
		}
	})
}
