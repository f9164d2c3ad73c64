package law

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"samano/register"
)

// loader gathers the sections of all files, then hands them out key by key. What
// nobody asked for in the end is unknown.
type loader struct {
	sections map[string]map[string]entry
	metas    []decoded
	files    map[string]string // where a section or key stands
	read     map[string]bool   // keys that were decoded as a whole
	problems Problems
}

// decoded is what the TOML library knows of one file.
type decoded struct {
	file string
	meta *toml.MetaData
}

// entry is one key of a section, not yet decoded.
type entry struct {
	file string
	meta *toml.MetaData
	prim toml.Primitive
}

func newLoader() *loader {
	return &loader{sections: map[string]map[string]entry{}, files: map[string]string{}, read: map[string]bool{}}
}

func (l *loader) bad(p Problem) { l.problems = append(l.problems, p) }

// section is one table of the pack while it is being read.
type section struct {
	l        *loader
	name     string // "birth", "kinds.birth"
	entries  map[string]entry
	inherits bool // what it leaves out comes from elsewhere
}

// open gives a section; one that is missing is empty, so that each of its keys
// is reported.
func (l *loader) open(name string) *section {
	s := &section{l: l, name: name, entries: l.sections[name]}
	delete(l.sections, name)
	if l.files[name] == "" {
		l.files[name] = name + ".toml"
	}
	return s
}

// close reports the keys that nobody took.
func (s *section) close() {
	for key, e := range s.entries {
		s.l.bad(Problem{File: e.file, Key: s.name + "." + key, Wrong: "is not a key of a law pack", Remedy: "mend its spelling or take it out"})
	}
}

func (s *section) has(key string) bool { _, ok := s.entries[key]; return ok }

func (s *section) take(key string) (entry, bool) {
	e, ok := s.entries[key]
	delete(s.entries, key)
	s.l.files[s.name+"."+key] = e.file
	if !ok {
		s.l.files[s.name+"."+key] = s.l.files[s.name]
	}
	return e, ok
}

func (s *section) missing(key, remedy string) {
	s.l.bad(Problem{File: s.l.files[s.name], Key: s.name + "." + key, Wrong: "is missing", Remedy: remedy})
}

// sub opens a table within the section.
func (s *section) sub(key string, inherits bool) *section {
	t := &section{l: s.l, name: s.name + "." + key, inherits: inherits}
	e, ok := s.take(key)
	if !ok {
		s.missing(key, "add the table ["+t.name+"]")
		t.inherits = true // one report is enough
		return t
	}
	if !isTable(e.meta, strings.Split(t.name, ".")...) {
		s.l.bad(Problem{File: e.file, Key: t.name, Wrong: "is not a table", Remedy: "write [" + t.name + "]"})
		t.inherits = true
		return t
	}
	var prims map[string]toml.Primitive
	if s.l.decode(e, t.name, &prims, "a table ["+t.name+"]") {
		t.entries = make(map[string]entry, len(prims))
		for k, p := range prims {
			t.entries[k] = entry{e.file, e.meta, p}
		}
	}
	return t
}

// decode reads an entry into v; want says in words what it should be.
func (l *loader) decode(e entry, key string, v any, want string) bool {
	err := e.meta.PrimitiveDecode(e.prim, v)
	if err == nil {
		return true
	}
	var value any
	_ = e.meta.PrimitiveDecode(e.prim, &value) // for the report only
	l.bad(Problem{File: e.file, Key: key, Value: show(value), Wrong: strings.TrimPrefix(err.Error(), "toml: "), Remedy: "write " + want})
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
func plain[T any](s *section, key, want string) (v T) {
	e, ok := s.take(key)
	if !ok {
		s.missing(key, "write "+key+" = "+want)
		return v
	}
	if s.l.decode(e, s.name+"."+key, &v, want) {
		s.l.read[s.name+"."+key] = true
	}
	return v
}

// interval is one value of a rule as written.
type interval[T any] struct {
	Value      *T     `toml:"value"`
	From       *date  `toml:"from"`
	Until      *date  `toml:"until"`
	Article    string `toml:"article"`
	Unverified bool   `toml:"unverified"`
}

// date is a day as TOML writes it. A time of day would name a moment, and laws
// come into force on days.
type date struct {
	day   register.Day
	fault *fault // why it is none; reported with its key
}

// UnmarshalTOML takes a local date. It never fails, since the decoder could not
// say in which interval.
func (d *date) UnmarshalTOML(v any) error {
	t, ok := v.(time.Time)
	switch {
	case !ok || t.Location().String() != "date-local":
		d.fault = &fault{show(v), "is not a day", "write it as 1991-11-29, without quotes"}
	case t.Year() < register.MinYear || t.Year() > register.MaxYear:
		d.fault = &fault{t.Format(time.DateOnly), fmt.Sprintf("is not between the years %d and %d", register.MinYear, register.MaxYear), "write the Gregorian year"}
	default:
		d.day = register.DayAt(t)
	}
	return nil
}

// wanted says in words what a value of a rule has to be.
func wanted(zero any) string {
	switch zero.(type) {
	case int:
		return "a whole number"
	case bool:
		return "true or false"
	case string:
		return "a text in quotes"
	case []string:
		return "a list of texts in quotes"
	}
	return "a list of tables"
}

// rule reads a value through time and holds it against the check.
func rule[T any](s *section, key string, ok check[T]) Rule[T] {
	path := s.name + "." + key
	e, found := s.take(key)
	if !found {
		s.missing(key, "write "+key+` = { value = …, article = "…" }`)
		return nil
	}
	var list []interval[T]
	want := "a table whose value is " + wanted(*new(T)) + ", or a list of such tables"
	always := isTable(e.meta, strings.Split(path, ".")...)
	if always {
		list = make([]interval[T], 1)
		if !s.l.decode(e, path, &list[0], want) {
			return nil
		}
	} else if !s.l.decode(e, path, &list, want) {
		return nil
	}
	s.l.read[path] = true
	s.l.intervals(e.file, path, always, outlines(list))
	out := make(Rule[T], 0, len(list))
	for i, iv := range list {
		if iv.Value == nil {
			continue // reported by intervals
		}
		for _, f := range ok(*iv.Value) {
			s.l.bad(Problem{File: e.file, Key: place(path, always, i) + ".value", Value: f.value, Wrong: f.wrong, Remedy: f.remedy})
		}
		d := Dated[T]{Value: *iv.Value, From: register.FirstDay, Until: register.LastDay, Article: iv.Article, Unverified: iv.Unverified}
		if iv.From != nil {
			d.From = iv.From.day
		}
		if iv.Until != nil {
			d.Until = iv.Until.day
		}
		out = append(out, d)
	}
	return out
}

// inherit reads a rule, or takes the base where the section leaves it out.
func inherit[T any](s *section, key string, base Rule[T], ok check[T]) Rule[T] {
	if s.inherits && !s.has(key) {
		return base
	}
	return rule(s, key, ok)
}

// place names one interval of a rule, counted from 1 as people count.
func place(path string, always bool, i int) string {
	if always {
		return path
	}
	return fmt.Sprintf("%s[%d]", path, i+1)
}

// outline is an interval without its value's type.
type outline struct {
	valued, grounded bool
	from, until      *date
}

func outlines[T any](list []interval[T]) []outline {
	out := make([]outline, len(list))
	for i, iv := range list {
		out[i] = outline{iv.Value != nil, strings.TrimSpace(iv.Article) != "" || iv.Unverified, iv.From, iv.Until}
	}
	return out
}

// intervals proves that a rule answers on every day, once, and on some ground.
func (l *loader) intervals(file, path string, always bool, list []outline) {
	bad := func(i int, part string, d *date, wrong, remedy string) {
		p := Problem{File: file, Key: place(path, always, i) + part, Wrong: wrong, Remedy: remedy}
		if d != nil {
			p.Value = d.day.String()
		}
		l.bad(p)
	}
	if !always && len(list) < 2 {
		l.bad(Problem{
			File: file, Key: path, Wrong: fmt.Sprintf("is a list of %d", len(list)),
			Remedy: "write a value that was always law as a table, and give a list all its intervals",
		})
	}
	timeless := false
	for i, iv := range list {
		for part, d := range map[string]*date{".from": iv.from, ".until": iv.until} {
			if d != nil && d.fault != nil {
				timeless = true
				l.bad(Problem{File: file, Key: place(path, always, i) + part, Value: d.fault.value, Wrong: d.fault.wrong, Remedy: d.fault.remedy})
			}
		}
	}
	if timeless {
		return // what does not lie in time cannot be compared
	}
	for i, iv := range list {
		last := i == len(list)-1
		if !iv.valued {
			bad(i, ".value", nil, "is missing", "write value = …")
		}
		if !iv.grounded {
			bad(i, ".article", nil, "is missing", `name the article, or write unverified = true`)
		}
		switch {
		case i == 0 && iv.from != nil:
			bad(i, ".from", iv.from, "leaves a gap: nothing is law before it", "leave from out of the first interval; put what was law before in front")
		case i > 0 && iv.from == nil:
			bad(i, ".from", nil, "is missing", "write the first day in force")
		}
		switch {
		case last && iv.until != nil:
			bad(i, ".until", iv.until, "leaves a gap: nothing is law from then on", "leave until out of the last interval; add what is law afterwards")
		case !last && iv.until == nil:
			bad(i, ".until", nil, "is missing", "write the first day no longer in force")
		case iv.until != nil && iv.from != nil && iv.until.day <= iv.from.day:
			bad(i, ".until", iv.until, "is not after from", "write the first day no longer in force")
		}
		if last || iv.until == nil || list[i+1].from == nil {
			continue
		}
		switch next := list[i+1].from.day; {
		case iv.until.day < next:
			bad(i, ".until", iv.until, "leaves a gap to the next interval from "+next.String(), "write one and the same day on both sides")
		case iv.until.day > next:
			bad(i, ".until", iv.until, "overlaps the next interval from "+next.String(), "write one and the same day on both sides")
		}
	}
}

// convert gives the rule with every value turned into another.
func convert[T, U any](r Rule[T], turn func(T) U) Rule[U] {
	out := make(Rule[U], len(r))
	for i, d := range r {
		out[i] = Dated[U]{turn(d.Value), d.From, d.Until, d.Article, d.Unverified}
	}
	return out
}

// together hands fn every two values of the rules that are law on one day.
func together[T, U any](a Rule[T], b Rule[U], fn func(Dated[T], Dated[U])) {
	for _, x := range a {
		for _, y := range b {
			if x.From < y.Until && y.From < x.Until {
				fn(x, y)
			}
		}
	}
}

// listed reports the names in a rule that the list in force on the same day lacks.
func (l *loader) listed(key string, r Rule[[]string], listKey string, list Rule[[]string]) {
	together(r, list, func(x, y Dated[[]string]) {
		for _, name := range x.Value {
			if !slices.Contains(y.Value, name) {
				l.bad(Problem{
					File: l.files[key], Key: key, Value: name, Wrong: "is not in " + listKey + " (" + strings.Join(y.Value, ", ") + ")",
					Remedy: "mend its spelling or add it there",
				})
			}
		}
	})
}

// ordered reports where the first value is above the second on the same day.
func (l *loader) ordered(lowKey string, low Rule[int], highKey string, high Rule[int]) {
	together(low, high, func(x, y Dated[int]) {
		if x.Value > y.Value {
			l.bad(Problem{
				File: l.files[lowKey], Key: lowKey, Value: fmt.Sprint(x.Value),
				Wrong: fmt.Sprintf("is above %s = %d", highKey, y.Value), Remedy: "lower it or raise the other",
			})
		}
	})
}
