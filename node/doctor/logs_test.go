package doctor_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samano/access"
	"samano/node"
	"samano/node/doctor"
	"samano/node/open"
	"samano/office/application"
	"samano/register"
)

// opened is the register, served.
func opened(t *testing.T, at open.Place) *open.Joined {
	t.Helper()
	j, err := open.WithParts(t.Context(), at, open.How{Mode: node.Serving, Passphrase: func() (string, error) { return phrase, nil }})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// lengthen writes three entries to the logs of looks and of powers, each.
func lengthen(t *testing.T, at open.Place) {
	t.Helper()
	j := opened(t, at)
	defer j.Close()
	for range 3 {
		if err := j.PutOffice(t.Context(), register.Office{ID: "d11", Name: "x", Level: "district"}); err != nil {
			t.Fatal(err)
		}
		if _, err := j.Parts.Looks.Append(t.Context(), access.Look{At: time.Now(), Officer: "kham", Office: "d11", What: access.WhatPerson, Purpose: "own-queue"}, access.Budget{}); err != nil {
			t.Fatal(err)
		}
	}
}

// declared is an application that waits.
var declared = application.Application{
	ID: "018f0000-0000-7000-8000-000000000001", Version: 1, State: application.Declared, Due: application.NoDeadline, Office: "d11", TakenAt: "d11", TakenBy: "kham",
	Acts:    []application.Item{{Proposal: register.Proposal{ID: "018f0000-0000-7000-8000-000000000002", Kind: register.KindBirth, Payload: []byte(`{}`)}}},
	History: []application.Change{{At: time.UnixMilli(1), By: "kham", Office: "d11", To: application.Declared}},
}

// Neither log is signed once it does not go on from what was signed before, and the doctor names the log.
func TestALogThatWasTakenBackIsNotSigned(t *testing.T) {
	for name, test := range map[string]struct {
		file, log, code string
		edit            []string
	}{
		"looks that are gone": {open.LooksFile, node.LooksLog, "ledger-forked", []string{
			`DELETE FROM look WHERE seq >= 3`, `UPDATE look_head SET size = 3, frontier = (SELECT kept FROM was)`,
		}},
		"powers that are gone": {open.DeskFile, node.PowersLog, "ledger-forked", []string{
			`DELETE FROM power WHERE seq >= 3`, `UPDATE power_head SET size = 3, frontier = (SELECT kept FROM was)`,
		}},
		"looks that seem to be let go": {open.LooksFile, node.LooksLog, "", []string{
			`UPDATE look SET body = NULL`, `DELETE FROM look_month`, `DELETE FROM look_subject`,
		}},
		"a note of looks that nobody signed": {open.LooksFile, node.LooksLog, "altered-checkpoint", []string{`UPDATE look_checkpoint SET note = x'00'`}},
		"a paper that is another": {open.DeskFile, "papers", "", []string{
			`INSERT INTO evidence (sha256, type, size, chunks, at) VALUES ('00', 'application/pdf', 1, 1, 1)`, `INSERT INTO evidence_chunk (sha256, n, box) VALUES ('00', 0, x'00')`,
		}},
		"an application that never led to its act": {open.DeskFile, "applications", "", []string{`UPDATE application SET doc = replace(doc, '"state":"declared"', '"state":"registered"'), state = 'registered'`}},
		"a note of powers of another size":         {open.DeskFile, node.PowersLog, "altered-checkpoint", []string{`UPDATE power_checkpoint SET size = size + 1`}},
	} {
		t.Run(name, func(t *testing.T) {
			at := founded(t)
			lengthen(t, at)
			edit := func(file string, statements ...string) {
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
			edit(open.LooksFile, `CREATE TABLE was AS SELECT frontier AS kept FROM look_head`)
			edit(open.DeskFile, `CREATE TABLE was AS SELECT frontier AS kept FROM power_head`)
			lengthen(t, at)
			j := opened(t, at)
			if err := j.Parts.Applications.PutApplication(t.Context(), declared); err != nil {
				t.Fatal(err)
			}
			if _, err := j.Checkpoint(t.Context()); err != nil {
				t.Fatal(err)
			}
			j.Close()
			edit(test.file, test.edit...)

			j = opened(t, at)
			_, err := j.Checkpoint(t.Context())
			j.Close()
			if (err == nil) != (test.code == "") || err != nil && open.Code(err) != test.code {
				t.Errorf("to sign it is told %v, want %s", err, test.code)
			}
			found, _ := examined(t, doctor.Doctor{At: at})
			for _, f := range found {
				if (f.Err != nil) != (f.What == test.log) {
					t.Errorf("of %s the doctor says %v", f.What, f.Err)
				}
				if f.What == test.log && (f.Err == nil || !strings.Contains(f.Err.Error(), "in the log of "+test.log) && test.log != "papers" && test.log != "applications") {
					t.Errorf("of the log it says %v", f.Err)
				}
			}
		})
	}
}

// A process that serves remembers what it signed: not even with every copy gone is a log signed as if it were new.
func TestAServerRemembersItsNotes(t *testing.T) {
	at := founded(t)
	lengthen(t, at)
	j := opened(t, at)
	defer j.Close()
	if _, err := j.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	edited(t, at, open.DeskFile, `DELETE FROM power_checkpoint`, `DELETE FROM power_note`)
	edited(t, at, open.LooksFile, `DELETE FROM look_checkpoint`, `DELETE FROM look_note`)
	if _, err := j.Checkpoint(t.Context()); open.Code(err) != "altered-checkpoint" {
		t.Errorf("it signs again (%v)", err)
	}
}

// A note that is gone shows in the copy that another database keeps, while its log is whole; so does a copy that is
// no note of the log.
func TestANoteThatIsGoneShows(t *testing.T) {
	for name, test := range map[string]struct{ file, edit, log string }{
		"of acts":            {open.RegisterFile, `DELETE FROM checkpoint`, "projections"},
		"of looks":           {open.LooksFile, `DELETE FROM look_checkpoint`, node.LooksLog},
		"of powers":          {open.DeskFile, `DELETE FROM power_checkpoint`, node.PowersLog},
		"the copy of looks":  {open.DeskFile, `UPDATE power_note SET note = x'00' WHERE log = 'looks'`, node.LooksLog},
		"the copy of powers": {open.LooksFile, `UPDATE look_note SET note = (SELECT note FROM look_note WHERE log = 'acts') WHERE log = 'powers'`, node.PowersLog},
	} {
		t.Run(name, func(t *testing.T) {
			at := founded(t)
			lengthen(t, at)
			j := opened(t, at)
			if _, err := j.Checkpoint(t.Context()); err != nil {
				t.Fatal(err)
			}
			j.Close()
			edited(t, at, test.file, test.edit)
			j = opened(t, at)
			defer j.Close()
			if _, err := j.Checkpoint(t.Context()); open.Code(err) != "altered-checkpoint" {
				t.Errorf("it is signed (%v)", err)
			}
			found, _ := examined(t, doctor.Doctor{At: at})
			for _, f := range found {
				if (f.Err != nil) != (f.What == test.log) {
					t.Errorf("of %s the doctor says %v", f.What, f.Err)
				}
			}
		})
	}
}

// Databases that come from backups of different moments are signed once it is said that they were restored.
func TestARestoredRegisterIsSigned(t *testing.T) {
	at := founded(t)
	lengthen(t, at)
	j := opened(t, at)
	if _, err := j.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	j.Close()
	edited(t, at, open.LooksFile, `DELETE FROM look_checkpoint`)
	j = opened(t, at)
	defer j.Close()
	if _, err := j.Checkpoint(t.Context()); open.Code(err) != "altered-checkpoint" {
		t.Fatalf("it is signed (%v)", err)
	}
	if _, err := j.Restored(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Checkpoint(t.Context()); err != nil {
		t.Errorf("it is not signed (%v)", err)
	}
	if wrong := told(t, at); len(wrong) > 0 {
		t.Errorf("the doctor says %q", wrong)
	}
}
