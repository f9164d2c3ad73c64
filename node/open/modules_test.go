package open_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"testing"

	_ "modernc.org/sqlite"

	"samano/node"
	"samano/node/open"
)

// tables returns every table of the three databases of a register that was just founded.
func tables(t *testing.T) (out []string) {
	t.Helper()
	at := open.Place{Folder: filepath.Join(t.TempDir(), "data")}
	f := open.Founding{Law: "la", Origin: "register.test/acts", Passphrase: "a passphrase for tests", WorkFactor: 10}
	if err := open.Found(context.Background(), at, f); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{open.RegisterFile, open.DeskFile, open.LooksFile} {
		db, err := sql.Open("sqlite", "file:"+at.File(file))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		rows, err := db.Query("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_sequence'")
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				t.Fatal(err)
			}
			out = append(out, name)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// wrongTables returns the tables that no module names, or several, or of which a module does not
// say what doctor finds out or how long a row stays; and those that there are not.
func wrongTables(modules []node.Module, there []string) (wrong []string) {
	named := map[string]int{}
	for _, m := range modules {
		for _, group := range m.Tables {
			for _, name := range group.Names {
				if named[name]++; m.Schema == "" || group.Doctor == "" || group.Retention == "" || !slices.Contains(there, name) {
					wrong = append(wrong, name)
				}
			}
		}
	}
	for _, name := range there {
		if named[name] != 1 {
			wrong = append(wrong, name)
		}
	}
	slices.Sort(wrong)
	return slices.Compact(wrong)
}

func TestEveryTableIsNamedInDoctorAndRetention(t *testing.T) {
	there := tables(t)
	if wrong := wrongTables(node.Modules(), there); len(wrong) > 0 {
		t.Errorf("without a module, with several, without doctor or retention, or not there: %q", wrong)
	}
	planted := append(slices.Clone(node.Modules()), node.Module{Name: "x", Schema: "x", Tables: []node.Tables{
		{Names: []string{"planted_forgotten"}, Doctor: "opened"},
		{Names: []string{"planted_gone", "act"}, Doctor: "opened", Retention: "for good"},
	}})
	want := []string{"act", "planted_forgotten", "planted_gone", "planted_unnamed"}
	if wrong := wrongTables(planted, append(slices.Clone(there), "planted_forgotten", "planted_unnamed")); !slices.Equal(wrong, want) {
		t.Errorf("of the planted offenders %v it finds %q", want, wrong)
	}
}
