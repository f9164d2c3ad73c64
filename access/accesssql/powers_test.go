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
	"samano/register"
)

// Whoever gives or takes power by writing to the tables, or to the log, shows.
func TestPowerThatNobodyGaveShows(t *testing.T) {
	sqldbtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		for name, test := range map[string]struct {
			statements []string
			want       string
		}{
			"nothing":                              {nil, ""},
			"a clerk is an administrator":          {[]string{`UPDATE officer SET roles = 'administrator' WHERE id = 'kham'`}, "altered-state 8"},
			"an account that was closed goes on":   {[]string{`UPDATE officer SET active_until = 99999 WHERE id = 'kham'`}, "altered-state 8"},
			"a password that the attacker knows":   {[]string{`UPDATE officer SET secret = 'known' WHERE id = 'kham'`}, "altered-state 8"},
			"an account that nobody made":          {[]string{`INSERT INTO officer SELECT 'ghost', name, name_latin, office, roles, active_from, active_until, 0, secret FROM officer WHERE id = 'kham'`}, "altered-state 0"},
			"a reset that nobody confirmed":        {[]string{`INSERT INTO account_change VALUES ('kham', 'reset', '{}', 'boss', 1, 'noy', 1, 'known')`}, "altered-state 7"},
			"a paper that somebody else has":       {[]string{`UPDATE recovery SET secret = 'known' WHERE half = 1`}, "altered-state 4"},
			"looks that nobody let go":             {[]string{`UPDATE looks_dropped SET stays = 512`}, "altered-state 3"},
			"an office with the whole country":     {[]string{`UPDATE office SET jurisdiction = 0 WHERE id = 'd11'`}, "altered-state 0"},
			"an account that is gone":              {[]string{`DELETE FROM session`, `DELETE FROM officer WHERE id = 'kham'`}, "altered-state 8"},
			"an entry that is gone":                {[]string{`DELETE FROM power WHERE seq = 1`}, "missing-act 1, unchecked 0, unsigned-tail 0, altered-state 0"},
			"an entry by somebody else":            {[]string{`UPDATE power SET author = 'noy' WHERE seq = 1`}, "altered-part 1"},
			"the last entries are gone":            {[]string{`DELETE FROM power WHERE seq > 1`, `UPDATE power_head SET size = 2`}, "altered-frontier 0, altered-state 0, altered-state 0, altered-state 0, altered-state 0, altered-state 0"},
			"the log is another one from its head": {[]string{`DELETE FROM power`, `UPDATE power_head SET size = 0, frontier = (SELECT substr(frontier, 1, 1) FROM power_head)`}, "altered-frontier 0, altered-state 0, altered-state 0, altered-state 0, altered-state 0, altered-state 0"},
		} {
			t.Run(name, func(t *testing.T) {
				db := sqldbtest.Open(t, fresh(t), powerlog.Schema, accesssql.Schema)
				s := furnished(t, db)
				forEver := kham
				forEver.From, forEver.Until = register.FirstDay, register.LastDay
				if err := s.PutOfficer(t.Context(), access.Author{At: now, By: "boss"}, access.OfficerChange{Old: kham, New: forEver}); err != nil {
					t.Fatal(err)
				}
				if err := s.SetSecret(t.Context(), access.Author{At: now, By: "kham"}, "kham", "chosen", false, ""); err != nil {
					t.Fatal(err)
				}
				log := logOf(t, db)
				f, err := log.Frontier(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				signed := f.Checkpoint("test/powers")
				for _, statement := range test.statements {
					if _, err := db.Write.ExecContext(t.Context(), statement); err != nil {
						t.Fatal(err)
					}
				}
				got := ""
				sum, err := log.Verify(context.Background(), []powerlog.Holder{s}, []ledger.Checkpoint{signed}, func(f ledger.Fault) error {
					if got != "" {
						got += ", "
					}
					got += fmt.Sprintf("%s %d", f.Kind, f.Seq)
					return nil
				})
				if err != nil || got != test.want || (sum.Alarms > 0) != (test.want != "") {
					t.Errorf("the faults are %q, want %q (%d alarms, %v)", got, test.want, sum.Alarms, err)
				}
			})
		}
	})
}
