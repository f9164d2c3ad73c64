package tidy

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// impact is the page that says of whom each column tells.
const impact = "docs/impact.md"

var (
	sqlNote     = regexp.MustCompile(`--[^\n]*`)
	sqlTable    = regexp.MustCompile(`(?s)(CREATE TABLE|ALTER TABLE|DROP TABLE) (\w+)(.*)`)
	sqlAdded    = regexp.MustCompile(`(?s)ADD COLUMN (\w+)`)
	sqlRenamed  = regexp.MustCompile(`(?s)RENAME TO (\w+)`)
	impactName  = regexp.MustCompile("`([a-z0-9_]+)`")
	constraints = []string{"PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "CONSTRAINT"}
)

// columnsOf returns the columns of each table that migrations make, in their order, and the statements about tables
// that it cannot read.
func columnsOf(migrations []string) (tables map[string][]string, unread []string) {
	tables = map[string][]string{}
	for _, text := range migrations {
		for _, statement := range strings.Split(sqlNote.ReplaceAllString(text, ""), ";") {
			m := sqlTable.FindStringSubmatch(statement)
			if m == nil {
				continue
			}
			name, rest := m[2], m[3]
			added, renamed := sqlAdded.FindStringSubmatch(rest), sqlRenamed.FindStringSubmatch(rest)
			switch {
			case m[1] == "CREATE TABLE":
				tables[name] = columnNames(rest)
			case m[1] == "DROP TABLE":
				delete(tables, name)
			case added != nil:
				tables[name] = append(tables[name], added[1])
			case renamed != nil:
				tables[renamed[1]] = tables[name]
				delete(tables, name)
			default:
				unread = append(unread, strings.TrimSpace(statement))
			}
		}
	}
	return tables, unread
}

// columnNames reads the parts between the brackets of a table, each of which begins with its name.
func columnNames(rest string) (out []string) {
	from, to := strings.Index(rest, "("), strings.LastIndex(rest, ")")
	depth, part := 0, ""
	end := func() {
		if words := strings.Fields(part); len(words) > 0 && !slices.Contains(constraints, words[0]) {
			out = append(out, words[0])
		}
		part = ""
	}
	for _, c := range rest[from+1 : to] {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			end()
			continue
		}
		part += string(c)
	}
	end()
	return out
}

// unexplained compares the columns of each table with the rows of the page.
func unexplained(tables map[string][]string, page string) (wrong []string) {
	rows := map[string][]string{}
	for _, line := range strings.Split(page, "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 8 {
			continue
		}
		name := impactName.FindStringSubmatch(cells[2])
		if name == nil {
			continue
		}
		if strings.TrimSpace(cells[3]) == "" || strings.TrimSpace(cells[4]) == "" {
			wrong = append(wrong, name[1]+": it does not say of whom it tells and why")
		}
		for _, c := range impactName.FindAllStringSubmatch(cells[5]+cells[6], -1) {
			rows[name[1]] = append(rows[name[1]], c[1])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		for _, column := range tables[name] {
			if !slices.Contains(rows[name], column) {
				wrong = append(wrong, name+"."+column+": nobody has said of whom it tells")
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		for _, column := range rows[name] {
			if !slices.Contains(tables[name], column) {
				wrong = append(wrong, name+"."+column+": there is no such column")
			}
		}
	}
	return wrong
}

// TestEveryColumnSaysOfWhomItTells holds that no personal column is added without a line in docs/impact.md.
func TestEveryColumnSaysOfWhomItTells(t *testing.T) {
	var migrations []string
	for _, f := range files(t, ".sql") { // by name, so in the order in which they are run
		if strings.Contains(f.path, "/migrations/") && !strings.Contains(f.path, "/testdata/") {
			migrations = append(migrations, string(f.data))
		}
	}
	tables, unread := columnsOf(migrations)
	if len(unread) > 0 || len(tables) < 50 {
		t.Fatalf("%d tables were read; not read: %q", len(tables), unread)
	}
	page := files(t, "docs/impact.md")
	if len(page) != 1 {
		t.Fatal("no " + impact)
	}
	for _, w := range unexplained(tables, string(page[0].data)) {
		t.Errorf("%s: %s", impact, w)
	}

	// It finds what it looks for.
	tables, unread = columnsOf([]string{
		"CREATE TABLE a (\n id BIGINT NOT NULL PRIMARY KEY CHECK (id IN (1, 2)), -- of (whom)\n born {text} NOT NULL, PRIMARY KEY (id, born)\n);",
		"ALTER TABLE a ADD COLUMN faith {text}; ALTER TABLE a DROP COLUMN born; CREATE TABLE b (id BIGINT); DROP TABLE b; CREATE TABLE c (x BIGINT); ALTER TABLE c RENAME TO d;",
	})
	want := []string{"a.faith: nobody has said of whom it tells", "d.x: nobody has said of whom it tells", "a.gone: there is no such column"}
	row := "| `m` | `a` | people | why | `born`, `gone` | `id` |\n"
	if got := unexplained(tables, row); !slices.Equal(got, want) || len(unread) != 1 {
		t.Errorf("found are %q and %q, want %q", got, unread, want)
	}
}
