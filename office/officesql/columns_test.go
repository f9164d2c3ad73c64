package officesql_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"testing"

	"samano/access/accesssql"
	"samano/internal/logtree/logtreetest"
	"samano/internal/powerlog"
	"samano/internal/sqldb/sqldbtest"
	"samano/ledger"
	"samano/office/evidence"
	"samano/office/officesql"
	"samano/register"
)

// A drawn request that nobody judges any more shows: what lists and bounds read of it stands in columns of its own.
func TestARequestThatNobodyJudgesShows(t *testing.T) {
	for name, statement := range map[string]string{
		"it was not drawn":             `UPDATE request SET judge = NULL`,
		"no list finds its judge":      `UPDATE request SET judge = CAST(judge AS BLOB)`,
		"it was judged":                `UPDATE request SET judged = 1`,
		"it is due in a hundred years": `UPDATE request SET due = 99999`,
		"somebody else entered it":     `UPDATE request SET second = '', danger = 1, paper = NULL`,
		"the paper is gone":            `UPDATE request SET paper = NULL; DELETE FROM evidence_upload WHERE sha256 = 'paper'; DELETE FROM application_evidence; DELETE FROM evidence_chunk WHERE sha256 = 'paper'; DELETE FROM evidence WHERE sha256 = 'paper'`,
	} {
		t.Run(name, func(t *testing.T) {
			db := sqldbtest.Open(t, "sqlite:"+t.TempDir()+"/desk.db", powerlog.Schema, accesssql.Schema, officesql.Schema)
			s := furnished(t, db)
			log, err := powerlog.New(t.Context(), db, rand.Reader, logtreetest.Key(1))
			if err != nil {
				t.Fatal(err)
			}
			f, err := log.Frontier(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Write.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
			got := ""
			_, err = log.Verify(context.Background(), []powerlog.Holder{s}, []ledger.Checkpoint{f.Checkpoint("test/powers")}, func(f ledger.Fault) error {
				got += fmt.Sprintf("%s %d %s; ", f.Kind, f.Seq, f.Detail)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			overdue, err := s.Overdue(t.Context(), "kham", 95)
			if err != nil || got == "" {
				n := register.OfficeID("p01")
				t.Errorf("nothing was altered; of kham's requests %d are overdue at %s (%v)", overdue, n, err)
			}
		})
	}
}

// A paper that is gone with every row about it is told by the document that names it.
func TestAPaperThatIsGoneIsNamed(t *testing.T) {
	db := sqldbtest.Open(t, "sqlite:"+t.TempDir()+"/desk.db", powerlog.Schema, accesssql.Schema, officesql.Schema)
	s := furnished(t, db)
	for _, statement := range []string{
		`UPDATE request SET paper = NULL`, `DELETE FROM application_evidence`, `DELETE FROM evidence`,
	} {
		if _, err := db.Write.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	_, err := (&evidence.Papers{Store: s, Sealer: nil}).Verify(t.Context(), func(sha string, err error) error {
		if sha != "paper" {
			return nil
		}
		return errNamed
	})
	if !errors.Is(err, errNamed) {
		t.Errorf("nothing was altered (%v)", err)
	}
}

var errNamed = errors.New("the paper is told")
