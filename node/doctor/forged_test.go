package doctor_test

import (
	"crypto/rand"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesssql"
	"samano/certificate"
	"samano/internal/logtree"
	"samano/internal/logtree/logtreetest"
	"samano/internal/powerlog"
	"samano/internal/sqldb"
	"samano/node"
	"samano/node/doctor"
	"samano/node/open"
	"samano/register"
)

// edited runs statements on a file of the register, past the program.
func edited(t *testing.T, at open.Place, file string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(at.Folder, file))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatal(s, err)
		}
	}
}

// The time of the last entry is no word of whoever edits the database: an entry in a hundred years is never unsigned for an
// hour, and every later one has that time.
func TestTheTimeOfALogIsItsEntries(t *testing.T) {
	for name, edit := range map[string][2]string{
		"powers": {open.DeskFile, `UPDATE power_head SET last = last + 3155760000000000`},
		"looks":  {open.LooksFile, `UPDATE look_head SET last = last + 3155760000000000`},
	} {
		t.Run(name, func(t *testing.T) {
			at := founded(t)
			lengthen(t, at)
			j := opened(t, at)
			if _, err := j.Checkpoint(t.Context()); err != nil {
				t.Fatal(err)
			}
			j.Close()
			edited(t, at, edit[0], edit[1])
			wrong := func() (out []string) {
				found, _ := examined(t, doctor.Doctor{At: at, Now: func() time.Time { return time.Now().Add(3 * time.Hour) }})
				for _, f := range found {
					if f.Err != nil {
						out = append(out, f.What+": "+f.Err.Error())
					}
				}
				return out
			}
			first := wrong()
			lengthen(t, at)
			if second := wrong(); len(first) == 0 {
				t.Errorf("of the edit the doctor says nothing; three hours after what nobody signed, both logs are to be told, it says %q", second)
			}
		})
	}
}

// told is what the doctor says is wrong.
func told(t *testing.T, at open.Place) (out []string) {
	t.Helper()
	found, _ := examined(t, doctor.Doctor{At: at})
	for _, f := range found {
		if f.Err != nil {
			out = append(out, f.What+": "+f.Err.Error())
		}
	}
	return out
}

// served is a register with the registrar kham, of which a checkpoint was taken outside.
func served(t *testing.T) (at open.Place, outside []byte) {
	t.Helper()
	at = founded(t)
	lengthen(t, at)
	j := opened(t, at)
	defer j.Close()
	kham := access.Officer{ID: "kham", Name: "x", Office: "d11", Roles: []access.Role{access.DistrictRegistrar}, Until: register.LastDay}
	if err := j.Parts.Accounts.AddOfficer(t.Context(), access.Author{At: time.Now(), By: "boss", Second: "second"}, kham, "secret"); err != nil {
		t.Fatal(err)
	}
	outside, err := j.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return at, outside
}

// Who writes to the database and has no key cannot say in the log that others made a clerk an administrator: not even the
// note that is held outside shows it, since the server signs whatever stands there a minute later.
func TestAnEntryThatTheProgramDidNotWriteShows(t *testing.T) {
	at, outside := served(t)
	db, err := sqldb.Open(t.Context(), at.Address(open.DeskFile), sqldb.Options{}, powerlog.Schema, accesssql.Schema)
	if err != nil {
		t.Fatal(err)
	}
	log, err := powerlog.New(t.Context(), db, rand.Reader, logtreetest.Key(1))
	if err != nil {
		t.Fatal(err)
	}
	was, err := accesssql.New(db, log).Officer(t.Context(), "kham")
	if err != nil {
		t.Fatal(err)
	}
	crook := access.Officer{ID: "kham", Name: "x", Office: "d11", Roles: []access.Role{access.Administrator}, Until: register.LastDay}
	if err := accesssql.New(db, log).PutOfficer(t.Context(), access.Author{At: time.Now(), By: "boss", Second: "second"}, access.OfficerChange{Old: was, New: crook}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	j := opened(t, at)
	defer j.Close()
	if _, err := j.Checkpoint(t.Context()); open.Code(err) != logtree.CodeForged {
		t.Errorf("what somebody else wrote is signed (%v)", err)
	}
	name := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(name, outside, 0o600); err != nil {
		t.Fatal(err)
	}
	held, err := j.OpenCheckpoints([]string{name})
	if err != nil {
		t.Fatal(err)
	}
	sum, err := j.Verify(t.Context(), node.Audit{Checkpoints: held, Report: func(node.Fault) error { return nil }})
	if err != nil || sum.Alarms == 0 {
		t.Errorf("kham is an administrator \"by boss, confirmed by second\", and nothing was altered: %+v (%v)", sum.Logs, err)
	}
}

// A log whose notes are all gone is not signed from its beginning as if it were new.
func TestALogWithoutItsNotesIsNotSignedAnew(t *testing.T) {
	for name, test := range map[string]struct {
		file string
		edit []string
	}{
		"powers": {open.DeskFile, []string{`DELETE FROM power_checkpoint`, `DELETE FROM officer WHERE id = 'kham'`, `DELETE FROM power WHERE seq >= 3`, `DELETE FROM power_node WHERE (n + 1) * (1 << level) > 3`, `UPDATE power_head SET size = 3, frontier = (SELECT kept FROM was)`}},
		"looks":  {open.LooksFile, []string{`DELETE FROM look_checkpoint`, `DELETE FROM look WHERE seq >= 3`, `DELETE FROM look_node WHERE (n + 1) * (1 << level) > 3`, `UPDATE look_head SET size = 3, frontier = (SELECT kept FROM was)`}},
	} {
		t.Run(name, func(t *testing.T) {
			at := founded(t)
			lengthen(t, at)
			edited(t, at, open.LooksFile, `CREATE TABLE was AS SELECT frontier AS kept FROM look_head`)
			edited(t, at, open.DeskFile, `CREATE TABLE was AS SELECT frontier AS kept FROM power_head`)
			lengthen(t, at)
			j := opened(t, at)
			if _, err := j.Checkpoint(t.Context()); err != nil {
				t.Fatal(err)
			}
			j.Close()
			edited(t, at, test.file, test.edit...)
			j = opened(t, at)
			_, err := j.Checkpoint(t.Context())
			j.Close()
			if wrong := told(t, at); err == nil && len(wrong) == 0 {
				t.Error("half of the log and all its notes are gone; it is signed anew, and nothing is wrong")
			} else {
				t.Log(err, wrong)
			}
		})
	}
}

// A certificate that was revoked, and one of which nobody knows any more, show.
func TestARevocationThatIsGoneShows(t *testing.T) {
	for name, edit := range map[string]string{
		"it is valid again": `UPDATE copy SET revoked_at = 0, revoked_by = '', reason = ''`,
		"it is gone":        `DELETE FROM copy`,
	} {
		t.Run(name, func(t *testing.T) {
			at, _ := served(t)
			j := opened(t, at)
			const id = "0192e4a0-7c1e-7aaa-8bbb-0123456789ab"
			if err := j.Parts.Copies.AddCopy(t.Context(), certificate.Copy{ID: id, Kind: register.KindBirth, Act: 1, Persons: []register.PersonID{1}, Count: 1, Office: "d11", Officer: "kham", IssuedAt: time.Now()}); err != nil {
				t.Fatal(err)
			}
			if err := j.Parts.Copies.RevokeCopy(t.Context(), id, certificate.Revocation{At: time.Now(), By: "kham", Reason: "stolen"}); err != nil {
				t.Fatal(err)
			}
			if _, err := j.Checkpoint(t.Context()); err != nil {
				t.Fatal(err)
			}
			j.Close()
			edited(t, at, open.DeskFile, edit)
			if wrong := told(t, at); len(wrong) == 0 {
				t.Error("nothing is wrong")
			}
		})
	}
}
