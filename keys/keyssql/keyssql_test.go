package keyssql_test

import (
	"crypto/rand"
	"os"
	"testing"
	"time"

	"samano/internal/logtree/logtreetest"
	"samano/internal/pgtest"
	"samano/internal/powerlog"
	"samano/internal/sqldb/sqldbtest"
	"samano/keys"
	"samano/keys/keyssql"
	"samano/ledger"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// A renewed key is on record in the table and in the log of powers, and what the table says beyond the log shows.
func TestARenewedKeyIsOnRecord(t *testing.T) {
	sqldbtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		for name, edit := range map[string]string{
			"":                  ``,
			"one that is added": `INSERT INTO renewed_key (purpose, id) VALUES ('ledger-signing', 'ffff')`,
			"gone":              `DELETE FROM renewed_key`,
			"of another use":    `UPDATE renewed_key SET purpose = 'evidence'`,
		} {
			t.Run(name, func(t *testing.T) {
				db := sqldbtest.Open(t, fresh(t), powerlog.Schema, keyssql.Schema)
				log, err := powerlog.New(t.Context(), db, rand.Reader, logtreetest.Key(1))
				if err != nil {
					t.Fatal(err)
				}
				s := keyssql.New(db, log)
				for range 2 { // a renewal that was broken off is asked for again
					if err := s.PutRenewed(t.Context(), time.UnixMilli(1), "souk", keys.LedgerSigning, "aaaa"); err != nil {
						t.Fatal(err)
					}
				}
				for id, want := range map[string]bool{"aaaa": true, "bbbb": false} {
					if is, err := s.IsRenewed(t.Context(), keys.LedgerSigning, id); is != want || err != nil {
						t.Errorf("%s is on record: %v, %v", id, is, err)
					}
				}
				if is, err := s.IsRenewed(t.Context(), keys.Evidence, "aaaa"); is || err != nil {
					t.Errorf("the key is on record for another use: %v, %v", is, err)
				}
				if edit != "" {
					if _, err := db.Write.ExecContext(t.Context(), edit); err != nil {
						t.Fatal(err)
					}
				}
				faults := 0
				_, err = log.Verify(t.Context(), []powerlog.Holder{s}, nil, func(f ledger.Fault) error {
					if f.Kind.Alarm() {
						faults++
					}
					return nil
				})
				if err != nil || (faults > 0) != (edit != "") {
					t.Errorf("%d faults, %v", faults, err)
				}
			})
		}
	})
}
