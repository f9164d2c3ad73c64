package law

import (
	"fmt"
	"strings"

	"github.com/BurntSushi/toml"
)

// loader gathers what is wrong while the sections of a pack are read.
type loader struct {
	kinds    []Kind
	read     map[string]bool // keys that were decoded as a whole
	levels   map[string]bool // office levels that some rule names
	problems Problems
}

func (l *loader) bad(p Problem) { l.problems = append(l.problems, p) }

// at adds a problem of a key to the file in which the key's section stands.
func (l *loader) at(key, value, wrong, remedy string) {
	section, _, _ := strings.Cut(key, ".")
	l.bad(Problem{File: section + ext, Key: key, Value: value, Wrong: wrong, Remedy: remedy})
}

// table is a section, or a table within one, while it is being read. Taking a key removes it:
// what is left when the table is closed is unknown.
type table struct {
	*loader
	name     string // "birth", "kinds.birth"
	meta     *toml.MetaData
	entries  map[string]toml.Primitive
	inherits bool // what it leaves out comes from elsewhere
}

// close reports the keys that nobody took.
func (t *table) close() {
	for key := range t.entries {
		t.at(t.name+"."+key, "", "is not a key of a law pack", "mend its spelling or take it out")
	}
}

func (t *table) has(key string) bool { _, ok := t.entries[key]; return ok }

func (t *table) take(key string) (toml.Primitive, bool) {
	p, ok := t.entries[key]
	delete(t.entries, key)
	return p, ok
}

func (t *table) missing(key, remedy string) {
	t.at(t.name+"."+key, "", "is missing", remedy)
}

// sub opens a table within the table.
func (t *table) sub(key string, inherits bool) *table {
	u := &table{loader: t.loader, name: t.name + "." + key, meta: t.meta, inherits: inherits}
	prim, ok := t.take(key)
	if !ok {
		t.missing(key, "add the table ["+u.name+"]")
		u.inherits = true // one report is enough
		return u
	}
	if !isTable(t.meta, strings.Split(u.name, ".")...) {
		t.at(u.name, "", "is not a table", "write ["+u.name+"]")
		u.inherits = true
		return u
	}
	t.decode(prim, u.name, &u.entries, "a table ["+u.name+"]")
	return u
}

// isTable reports whether the key is a table; one that is only implied by the keys below it has
// no type of its own. The decoder does not say: it takes any value for an empty map.
func isTable(meta *toml.MetaData, path ...string) bool {
	t := meta.Type(path...)
	return t == "Hash" || t == ""
}

// decode reads a value into v; want says in words what it should be.
func (t *table) decode(prim toml.Primitive, key string, v any, want string) bool {
	err := t.meta.PrimitiveDecode(prim, v)
	if err == nil {
		return true
	}
	var value any
	_ = t.meta.PrimitiveDecode(prim, &value) // for the report only
	t.at(key, show(value), strings.TrimPrefix(err.Error(), "toml: "), "write "+want)
	return false
}

// maxShown bounds how much of a wrong value a report repeats.
const maxShown = 120

// show writes a value of any type; of a rule it writes the values alone.
func show(v any) string {
	var values []any
	switch v := v.(type) {
	case nil:
		return ""
	case map[string]any:
		values = append(values, v["value"])
	case []map[string]any:
		for _, m := range v {
			values = append(values, m["value"])
		}
	default:
		values = append(values, v)
	}
	s := []rune(strings.TrimSuffix(fmt.Sprintln(values...), "\n"))
	if len(s) > maxShown {
		s = append(s[:maxShown], '…')
	}
	return string(s)
}

// plain reads an undated value.
func plain[T any](t *table, key, want string) (v T) {
	prim, ok := t.take(key)
	if !ok {
		t.missing(key, "write "+key+" = "+want)
		return v
	}
	if t.decode(prim, t.name+"."+key, &v, want) {
		t.read[t.name+"."+key] = true
	}
	return v
}
