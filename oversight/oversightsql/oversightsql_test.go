package oversightsql_test

import (
	"crypto/rand"
	"os"
	"testing"

	"samano/internal/logtree/logtreetest"
	"samano/internal/pgtest"
	"samano/internal/powerlog"
	"samano/internal/sqldb/sqldbtest"
	"samano/ledger"
	"samano/oversight"
	"samano/oversight/oversightsql"
	"samano/oversight/oversighttest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func TestStore(t *testing.T) {
	sqldbtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		oversighttest.Run(t, func(t *testing.T) oversight.Store {
			db := sqldbtest.Open(t, fresh(t), powerlog.Schema, oversightsql.Schema)
			log, err := powerlog.New(t.Context(), db, rand.Reader, logtreetest.Key(1))
			if err != nil {
				t.Fatal(err)
			}
			return oversightsql.New(db, log)
		})
	})
}

// A breach that is changed or deleted by hand is not as the log of powers says.
func TestABreachThatNobodyRecordedShows(t *testing.T) {
	sqldbtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		for name, edit := range map[string]string{
			"":                  ``,
			"another text":      `UPDATE breach SET doc = replace(doc, 'lost', 'kept')`,
			"gone":              `DELETE FROM breach WHERE no = 1`,
			"nobody was told":   `UPDATE breach SET doc = replace(doc, 'overseers', 'nobody')`,
			"another number":    `UPDATE breach SET no = 7 WHERE no = 1`,
			"one that is added": `INSERT INTO breach (no, doc) VALUES (9, '{"no":9}')`,
		} {
			t.Run(name, func(t *testing.T) {
				db := sqldbtest.Open(t, fresh(t), powerlog.Schema, oversightsql.Schema)
				log, err := powerlog.New(t.Context(), db, rand.Reader, logtreetest.Key(1))
				if err != nil {
					t.Fatal(err)
				}
				s := oversightsql.New(db, log)
				if _, err := s.AddBreach(t.Context(), oversight.Breach{What: "lost", Whom: "a village", Since: 1, Found: 2, By: "souk"}); err != nil {
					t.Fatal(err)
				}
				if err := s.TellBreach(t.Context(), 1, oversight.Telling{Who: "overseers", On: 3, By: "souk"}); err != nil {
					t.Fatal(err)
				}
				if edit != "" {
					if _, err := db.Write.ExecContext(t.Context(), edit); err != nil {
						t.Fatal(err)
					}
				}
				faults := 0
				if _, err := log.Verify(t.Context(), []powerlog.Holder{s}, nil, func(f ledger.Fault) error {
					if f.Kind.Alarm() {
						faults++
					}
					return nil
				}); err != nil {
					t.Fatal(err)
				}
				if (faults > 0) != (edit != "") {
					t.Errorf("%d faults", faults)
				}
			})
		}
	})
}
