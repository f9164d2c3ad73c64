package certificatesql_test

import (
	"testing"
	"time"

	"samano/certificate"
	"samano/certificate/certificatesql"
	"samano/internal/powerlog"
	"samano/internal/sqldb/sqldbtest"
	"samano/ledger"
	"samano/register"
)

// A copy that was issued and revoked stays so, and is found by whom it is about.
func TestACopyIsWhatTheLogSays(t *testing.T) {
	for name, test := range map[string]struct {
		edit string
		want int
	}{
		"nothing":                         {`UPDATE copy SET reason = reason`, 0},
		"it is valid again":               {`UPDATE copy SET revoked_at = 0, revoked_by = '', reason = '' WHERE no = 2`, 1},
		"it is gone":                      {`DELETE FROM copy WHERE no = 1`, 1},
		"it is revoked":                   {`UPDATE copy SET revoked_at = 7 WHERE no = 1`, 1},
		"it is about another":             {`UPDATE copy SET person1 = 9 WHERE no = 1`, 1},
		"it shows something else":         {`UPDATE copy SET doc = replace(doc, '"kham"', '"noy"') WHERE no = 1`, 1},
		"nobody issued it":                {`INSERT INTO copy SELECT 'x', kind, act, 3, person1, person2, issued, doc, 0, '', '' FROM copy WHERE no = 1`, 1},
		"no statement finds it":           {`UPDATE copy SET id = CAST(id AS BLOB) WHERE no = 1`, 1},
		"another than the officer did it": {`UPDATE copy SET revoked_by = 'noy' WHERE no = 2`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			db := sqldbtest.Open(t, "sqlite:"+t.TempDir()+"/desk.db", powerlog.Schema, certificatesql.Schema)
			log := logOf(t, db)
			s, at := certificatesql.New(db, log), time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
			for n, id := range []certificate.CopyID{"a", "b"} {
				c := certificate.Copy{ID: id, Kind: register.KindBirth, Act: 1, Persons: []register.PersonID{1}, Count: n + 1, Office: "d11", Officer: "kham", IssuedAt: at}
				if err := s.AddCopy(t.Context(), c); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.RevokeCopy(t.Context(), "b", certificate.Revocation{At: at, By: "kham", Reason: "lost"}); err != nil {
				t.Fatal(err)
			}
			if _, err := db.Write.ExecContext(t.Context(), test.edit); err != nil {
				t.Fatal(err)
			}
			var faults []string
			_, err := log.Verify(t.Context(), []powerlog.Holder{s}, nil, func(f ledger.Fault) error {
				if f.Kind != ledger.UnsignedTail {
					faults = append(faults, f.String())
				}
				return nil
			})
			if err != nil || len(faults) != test.want {
				t.Errorf("the faults are %q (%v)", faults, err)
			}
		})
	}
}
