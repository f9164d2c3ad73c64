package open_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
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

// schemas returns the names of the schemas that brought those tables: of each there is a table of
// versions (sqldb.Schema).
func schemas(tables []string) (out []string) {
	for _, table := range tables {
		if name, ok := strings.CutSuffix(table, versions); ok {
			out = append(out, name)
		}
	}
	return out
}

const versions = "_version"

// wrongSchemas returns the schemas that no module names, or several, or whose table of versions
// belongs to another module; and those that are not opened.
func wrongSchemas(modules []node.Module, opened []string) (wrong []string) {
	owners := map[string]int{}
	for _, m := range modules {
		if m.Schema == "" {
			continue
		}
		owners[m.Schema]++
		own := slices.ContainsFunc(m.Tables, func(t node.Tables) bool { return slices.Contains(t.Names, m.Schema+versions) })
		if !own || !slices.Contains(opened, m.Schema) {
			wrong = append(wrong, m.Schema)
		}
	}
	for _, name := range opened {
		if owners[name] != 1 {
			wrong = append(wrong, name)
		}
	}
	slices.Sort(wrong)
	return slices.Compact(wrong)
}

func TestEverySchemaIsOneModules(t *testing.T) {
	opened := schemas(tables(t))
	if slices.Sort(opened); !slices.Equal(opened, []string{"access", "certificate", "factor", "keys", "look", "office", "oversight", "power", "register", "stay"}) {
		t.Errorf("the schemas that are opened are %q", opened)
	}
	if wrong := wrongSchemas(node.Modules(), opened); len(wrong) > 0 {
		t.Errorf("of no module, of several, with another's table of versions, or not opened: %q", wrong)
	}
	of := func(schema, table string) node.Module {
		return node.Module{Name: "x", Schema: schema, Tables: []node.Tables{{Names: []string{table}}}}
	}
	planted := append(slices.Clone(node.Modules()), of("access", "access_version"), of("planted_closed", "planted_closed_version"), of("planted_swapped", "look_version"))
	want := []string{"access", "planted_closed", "planted_swapped", "planted_unnamed"}
	if wrong := wrongSchemas(planted, append(slices.Clone(opened), "planted_swapped", "planted_unnamed")); !slices.Equal(wrong, want) {
		t.Errorf("of the planted offenders %v it finds %q", want, wrong)
	}
}
