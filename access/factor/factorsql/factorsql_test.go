package factorsql_test

import (
	"context"
	"crypto/rand"
	"os"
	"slices"
	"testing"
	"time"

	"samano/access"
	"samano/access/factor"
	"samano/access/factor/factorsql"
	"samano/access/factor/factortest"
	"samano/internal/logtree/logtreetest"
	"samano/internal/pgtest"
	"samano/internal/powerlog"
	"samano/internal/sqldb"
	"samano/internal/sqldb/sqldbtest"
	"samano/ledger"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func open(t *testing.T, at string) (*factorsql.Store, *powerlog.Log, *sqldb.DB) {
	t.Helper()
	db := sqldbtest.Open(t, at, powerlog.Schema, factorsql.Schema)
	log, err := powerlog.New(t.Context(), db, rand.Reader, logtreetest.Key(1))
	if err != nil {
		t.Fatal(err)
	}
	return factorsql.New(db, log), log, db
}

func TestStore(t *testing.T) {
	sqldbtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		factortest.Run(t, func(t *testing.T) factor.Store {
			s, _, _ := open(t, fresh(t))
			return s
		})
	})
}

var (
	by   = access.Author{At: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), By: "kham"}
	kham = factor.OfOfficer("kham")
)

func furnish(t *testing.T, s *factorsql.Store) {
	t.Helper()
	for _, f := range []factor.Factor{
		{ID: "a", Kind: factor.TOTP, Name: "my telephone"}, {ID: "b", Kind: factor.List}, {ID: "c", Kind: factor.Recovery},
	} {
		f.Subject, f.Since, f.Secret = kham, by.At, []byte("sealed "+string(f.ID))
		if err := s.AddFactor(t.Context(), by, f); err != nil {
			t.Fatal(err)
		}
	}
}

// Each change of what an account is proved by leaves an entry, and a proof leaves none.
func TestChangesLeaveEntriesInTheLogOfPowers(t *testing.T) {
	sqldbtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		s, log, _ := open(t, fresh(t))
		furnish(t, s)
		step := factor.Step{To: factor.Usage{Mark: 1}, At: by.At}
		for _, err := range []error{
			s.UseFactor(t.Context(), "a", step), s.RemoveFactor(t.Context(), by, kham, "b"),
			s.Recover(t.Context(), by, "c", factor.Step{To: factor.Usage{Codes: 1}, At: by.At}), s.RemoveFactors(t.Context(), by, kham),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		list, err := log.Entries(t.Context(), powerlog.Query{Before: 1 << 40, Limit: 99})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range slices.Backward(list) {
			got = append(got, e.What+" "+e.Subject+" "+e.Author)
		}
		want := []string{
			"factor-added factor/officer/kham/a kham", "factor-added factor/officer/kham/b kham", "factor-added factor/officer/kham/c kham",
			"factor-removed factor/officer/kham/b kham", "factor-recovered factor/officer/kham/c kham", "factor-removed factor/officer/kham/a kham",
			"factor-removed factor/officer/kham/c kham",
		}
		if !slices.Equal(got, want) {
			t.Errorf("the log has\n%q, want\n%q", got, want)
		}
	})
}

// Whoever plants or takes a factor by writing to the table shows.
func TestAFactorThatNobodyRegisteredShows(t *testing.T) {
	sqldbtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		for name, edit := range map[string]string{
			"":                        ``,
			"used":                    `UPDATE factor SET mark = 9, last = 9, codes = 1`,
			"gone":                    `DELETE FROM factor WHERE id = 'a'`,
			"another secret":          `UPDATE factor SET secret = (SELECT secret FROM factor WHERE id = 'b') WHERE id = 'a'`,
			"another kind":            `UPDATE factor SET kind = 'recovery' WHERE id = 'a'`,
			"of another account":      `UPDATE factor SET subject = 'officer/noy' WHERE id = 'a'`,
			"one that nobody brought": `INSERT INTO factor SELECT 'z', subject, kind, name, since, last, mark, counter, codes, secret FROM factor WHERE id = 'a'`,
		} {
			t.Run(name, func(t *testing.T) {
				s, log, db := open(t, fresh(t))
				furnish(t, s)
				if edit != "" {
					if _, err := db.Write.ExecContext(t.Context(), edit); err != nil {
						t.Fatal(err)
					}
				}
				alarms := 0
				if _, err := log.Verify(context.Background(), []powerlog.Holder{s}, nil, func(f ledger.Fault) error {
					if f.Kind.Alarm() {
						alarms++
					}
					return nil
				}); err != nil {
					t.Fatal(err)
				}
				if (alarms > 0) != (edit != "" && name != "used") {
					t.Errorf("%d alarms", alarms)
				}
			})
		}
	})
}
