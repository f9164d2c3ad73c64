package acts_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"samano/acts"
	"samano/law"
	"samano/register"
)

// A sheet is a file of testdata/rules: cases of one kind of act, each with what is found and what
// it changes, whole. testdata/rules/README says how it is written.
type sheet struct {
	name  string
	given []deed // before each case, after those of the world
	cases []rulesCase
}

// rulesCase is one proposal before one state of the register.
type rulesCase struct {
	title string
	line  int
	laws  [][2]string // rule of the law pack, value as JSON
	given []deed
	when  deed
	want  []string
}

// deed is one proposal as a sheet writes it.
type deed struct {
	kind    register.Kind
	day     string
	options map[string]string
	payload string
}

const rulesFolder = "testdata/rules"

func readSheets(t *testing.T) (world []deed, sheets []*sheet) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(rulesFolder, "*.txt"))
	if err != nil || len(paths) == 0 {
		t.Fatal("no sheets", err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s := parseSheet(t, strings.TrimSuffix(filepath.Base(path), ".txt"), string(text))
		if s.name == "world" {
			world = s.given
			continue
		}
		sheets = append(sheets, s)
	}
	return world, sheets
}

func parseSheet(t *testing.T, name, text string) *sheet {
	t.Helper()
	s := &sheet{name: name}
	var c *rulesCase
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "" || line[0] == '#':
		case word == "case":
			s.cases = append(s.cases, rulesCase{title: rest, line: i + 1})
			c = &s.cases[len(s.cases)-1]
		case word == "given" && c == nil:
			s.given = append(s.given, parseDeed(rest))
		case c == nil:
			t.Fatalf("%s:%d: %q stands before the first case", name, i+1, line)
		case word == "given":
			c.given = append(c.given, parseDeed(rest))
		case word == "law":
			rule, value, _ := strings.Cut(rest, " ")
			c.laws = append(c.laws, [2]string{rule, value})
		case word == "when":
			c.when = parseDeed(rest)
		case word == "->":
			c.want = append(c.want, rest)
		default:
			t.Fatalf("%s:%d: %q", name, i+1, line)
		}
	}
	if !*update {
		s.writeOut(t)
	}
	return s
}

const sameChanges = "the changes of: "

// changes returns the lines of what came that tell no finding.
func changes(lines []string) []string {
	for i, l := range lines {
		switch word, _, _ := strings.Cut(l, " "); word {
		case "registered", "stopped", "block", "ask", "warn":
		default:
			return lines[i:]
		}
	}
	return nil
}

// writeOut puts the changes of an earlier case in place of the line that names it.
func (s *sheet) writeOut(t *testing.T) {
	t.Helper()
	of := map[string][]string{}
	for i := range s.cases {
		c := &s.cases[i]
		if _, twice := of[c.title]; twice {
			t.Fatalf("%s:%d: two cases of one title", s.name, c.line)
		}
		if tail := changes(c.want); len(tail) == 1 && strings.HasPrefix(tail[0], sameChanges) {
			same := of[strings.TrimPrefix(tail[0], sameChanges)]
			if same == nil {
				t.Fatalf("%s:%d: no earlier case has such a title", s.name, c.line)
			}
			c.want = append(slices.Clone(c.want[:len(c.want)-1]), same...)
		}
		of[c.title] = changes(c.want)
	}
}

// fewChanges are written out even where an earlier case has the same.
const fewChanges = 2

// shorten puts the title of the first case with the same changes in place of many changes.
func (s *sheet) shorten(came map[int][]string) {
	first := map[string]string{}
	for _, c := range s.cases {
		lines := came[c.line]
		tail := changes(lines)
		if len(tail) <= fewChanges {
			continue
		}
		text := strings.Join(tail, "\n")
		if title, known := first[text]; known {
			came[c.line] = append(slices.Clone(lines[:len(lines)-len(tail)]), sameChanges+title)
		} else {
			first[text] = c.title
		}
	}
}

// parseDeed reads "kind day option=value … {payload}".
func parseDeed(text string) deed {
	head, payload, _ := strings.Cut(text, "{")
	words := strings.Fields(head)
	d := deed{kind: register.Kind(words[0]), options: map[string]string{}, payload: "{" + payload}
	for _, w := range words[1:] {
		if name, value, option := strings.Cut(w, "="); option {
			d.options[name] = value
		} else {
			d.day = w
		}
	}
	return d
}

// stage is a register in which the deeds of sheets happen, and the names by which they are told.
type stage struct {
	*book
	t      *testing.T
	ids    map[string]string       // name: client-made id with '@'
	labels map[string]register.Seq // of acts, by the kind or by whom they entered
}

func newStage(t *testing.T, laws [][2]string) *stage {
	s := &stage{book: newBook(t, laos), t: t, ids: map[string]string{}, labels: map[string]register.Seq{}}
	s.law = withArticles(s.law)
	for _, l := range laws {
		if l[0] == "without" {
			delete(s.law.Kinds, register.Kind(l[1]))
			continue
		}
		setRule(t, s.law, l[0], l[1])
	}
	return s
}

// withArticles returns the pack with the name of each rule in place of its article.
func withArticles(pack *law.Pack) *law.Pack {
	changed := *pack
	changed.Territory.Levels = slices.Clone(pack.Territory.Levels)
	for i, l := range changed.Territory.Levels {
		changed.Territory.Levels[i].Article = "level " + string(l.Name)
	}
	changed.Kinds = map[register.Kind]law.KindRules{}
	for kind, rules := range pack.Kinds {
		entitleAll(reflect.ValueOf(&rules).Elem(), "kind")
		changed.Kinds[kind] = rules
	}
	entitleAll(reflect.ValueOf(&changed).Elem(), "")
	return &changed
}

func entitleAll(v reflect.Value, path string) {
	for i := range v.NumField() {
		f, name := v.Field(i), strings.TrimPrefix(path+"."+v.Type().Field(i).Name, ".")
		switch {
		case f.Kind() == reflect.Slice && isRule(f.Type()):
			c := reflect.MakeSlice(f.Type(), f.Len(), f.Len())
			reflect.Copy(c, f)
			for j := range c.Len() {
				c.Index(j).FieldByName("Article").SetString(name)
			}
			f.Set(c)
		case f.Kind() == reflect.Struct && f.CanSet() && path == "" && f.Type().PkgPath() == "samano/law":
			entitleAll(f, name)
		}
	}
}

func isRule(t reflect.Type) bool { return strings.HasPrefix(t.Name(), "Rule[") }

// setRule puts one value in force for all time.
func setRule(t *testing.T, pack *law.Pack, path, value string) {
	t.Helper()
	v := reflect.ValueOf(pack).Elem()
	names := strings.Split(path, ".")
	if kind, ok := strings.CutPrefix(names[0], "Kinds/"); ok {
		rules := pack.Kinds[register.Kind(kind)]
		defer func() { pack.Kinds[register.Kind(kind)] = rules }()
		v = reflect.ValueOf(&rules).Elem()
		names = names[1:]
	}
	for _, name := range names {
		if v = v.FieldByName(name); !v.IsValid() {
			t.Fatalf("the law has no %s", path)
		}
	}
	rule := reflect.MakeSlice(v.Type(), 1, 1)
	if err := json.Unmarshal([]byte(value), rule.Index(0).FieldByName("Value").Addr().Interface()); err != nil {
		t.Fatal(path, err)
	}
	rule.Index(0).FieldByName("Until").Set(reflect.ValueOf(register.LastDay))
	rule.Index(0).FieldByName("Article").SetString(path)
	v.Set(rule)
}

var (
	marks = regexp.MustCompile(`\{([^{}":, ]+)\}`)
	ats   = regexp.MustCompile(`"@([a-z0-9]+)"`)
	nums  = regexp.MustCompile(`"#([a-z0-9]+)"`)
	names = regexp.MustCompile(`\$name\(([^)]*)\)`)
	longs = regexp.MustCompile(`\$x\((\d+)\)`)
	lists = regexp.MustCompile(`\$many\((\d+) ([^)]*)\)`)
)

// id returns the client-made id of a name. Some names stand for nothing that can be found.
func (s *stage) id(name string) string {
	switch name {
	case "malformed":
		return "@" + name
	case "elsewhere":
		return elsewhere
	}
	if s.ids[name] == "" {
		s.ids[name] = newID(0x100 + len(s.ids))
	}
	return s.ids[name]
}

// written puts what sheets abbreviate in full.
func written(text string) string {
	text = lists.ReplaceAllStringFunc(text, func(m string) string {
		parts := lists.FindStringSubmatch(m)
		n, _ := strconv.Atoi(parts[1])
		return strings.Repeat(","+parts[2], n)[1:]
	})
	text = names.ReplaceAllStringFunc(text, func(m string) string {
		form := register.NameForm{Script: register.Latin, Source: register.FromDeclaration}
		for i, w := range strings.Fields(names.FindStringSubmatch(m)[1]) {
			part := register.NamePart{Given: w}
			if i > 0 {
				part = register.NamePart{Surname: w}
			}
			form.Parts = append(form.Parts, part)
		}
		out, _ := json.Marshal([]register.NameForm{form})
		return string(out)
	})
	return longs.ReplaceAllStringFunc(text, func(m string) string {
		n, _ := strconv.Atoi(longs.FindStringSubmatch(m)[1])
		return strings.Repeat("x", n)
	})
}

// expand puts ids, keys of facts and names of acts in place of the words of a sheet.
func (s *stage) expand(text string) string {
	text = written(text)
	text = ats.ReplaceAllStringFunc(text, func(m string) string { return `"` + s.id(m[2:len(m)-1]) + `"` })
	text = nums.ReplaceAllStringFunc(text, func(m string) string {
		p, _ := s.subjects[s.ref(m[2:len(m)-1])].(*register.Person)
		if p == nil {
			s.t.Fatalf("nobody has the number %s", m)
		}
		return `"` + string(p.Number()) + `"`
	})
	return marks.ReplaceAllStringFunc(text, func(m string) string { return s.mark(m[1 : len(m)-1]) })
}

func (s *stage) ref(name string) register.Ref { return s.aliases[strings.TrimPrefix(s.id(name), "@")] }

// mark resolves "act/label", "seq/label" and "who.field" or "who.field.n", the nth fact from 0 (the
// last one that stands without it).
func (s *stage) mark(m string) string {
	if label, ok := strings.CutPrefix(m, "act/"); ok {
		return string(s.acts[s.seq(label)-1].ID)
	}
	if label, ok := strings.CutPrefix(m, "seq/"); ok {
		return strconv.Itoa(int(s.seq(label)))
	}
	parts := strings.Split(m, ".")
	if len(parts) < 2 {
		s.t.Fatalf("%q is neither an act nor a fact", m)
	}
	return s.fact(parts).String()
}

func (s *stage) fact(parts []string) register.EffectRef {
	var found []register.EffectRef
	doc := s.subjects[s.ref(parts[0])]
	if doc == nil {
		s.t.Fatalf("there is no %s", parts[0])
	}
	doc.Each(func(f register.AnyFact) bool {
		if string(f.Field()) == parts[1] && (len(parts) > 2 || !f.Standing().Void) {
			found = append(found, f.Key)
		}
		return true
	})
	n := len(found) - 1
	if len(parts) > 2 {
		n, _ = strconv.Atoi(parts[2])
	}
	if n < 0 || n >= len(found) {
		s.t.Fatalf("no fact %v", parts)
	}
	return found[n]
}

func (s *stage) seq(label string) register.Seq {
	seq, ok := s.labels[label]
	if !ok {
		s.t.Fatalf("no act is called %q, of %v", label, slices.Sorted(maps.Keys(s.labels)))
	}
	return seq
}

// propose makes the proposal of a deed: decided by the first authority that the law names, at the
// centre, with the papers that the law asks for, unless its options say otherwise.
func (s *stage) propose(d deed) *register.Proposal {
	p := s.proposal(d.kind, s.date(d.day), json.RawMessage(s.expand(d.payload)))
	rules := s.law.Kinds[d.kind]
	by := "office"
	if decided := rules.Decided.On(s.today).Value; len(decided) > 0 && !slices.Contains(decided, by) {
		by = decided[0]
	}
	papers := rules.Evidence.On(s.today).Value
	for name, value := range d.options {
		switch name {
		case "by":
			by = value
		case "declared":
			p.Declared = s.date(value).Earliest()
		case "papers":
			papers = slices.DeleteFunc(strings.Split(value, ","), func(w string) bool { return w == "none" })
		case "registrar":
			p.Registrar = register.OfficerID(value)
		case "taken":
			p.DeclaredTo = register.OfficerID(value)
		case "examined": // who.field:paper
			for _, x := range strings.Split(value, ",") {
				fact, paper, _ := strings.Cut(x, ":")
				who, _, _ := strings.Cut(fact, ".")
				e := register.Examined{Person: s.id(who), Paper: paper}
				if fact != who {
					e.Fact = s.fact(strings.Split(fact, "."))
				}
				p.Examined = append(p.Examined, e)
			}
		case "seen": // who:label of the act that was the last on them
			for _, x := range strings.Split(value, ",") {
				who, label, _ := strings.Cut(x, ":")
				p.Seen = append(p.Seen, register.Seen{Subject: s.id(who), Seq: s.seq(label)})
			}
		case "level", "area", "as", "accept", "authority", "reference", "lot":
		default:
			s.t.Fatalf("no option %q", name)
		}
	}
	p.Decision = register.Decision{By: register.AuthorityKind(by)}
	if p.Decision.By != register.ByOffice {
		p.Decision.Authority, p.Decision.Reference = usually(d, "authority", "an authority"), usually(d, "reference", "12/2026")
	}
	for _, kind := range papers {
		p.Evidence = append(p.Evidence, register.Evidence{Kind: kind})
	}
	for _, code := range strings.Split(d.options["accept"], ",") {
		p.Accepted = append(p.Accepted, register.Accepted{Code: code, Reason: "decided"})
	}
	return p
}

// usually returns the value of an option that a deed leaves out, tells as none or as blank.
func usually(d deed, option, usual string) string {
	switch d.options[option] {
	case "none":
		return ""
	case "blank":
		return " "
	}
	return usual
}

func (s *stage) date(text string) register.Date {
	if text == "unknown" || text == "" {
		return register.Date{}
	}
	d, err := register.ParseDate(text)
	if err != nil {
		s.t.Fatal(text, err)
	}
	return d
}

// try decides a deed as its options say. Whatever needs a decision is accepted if they say "all".
func (s *stage) try(d deed) (*register.Proposal, *acts.Case, bool) {
	s.t.Helper()
	defer s.sitAt(d)()
	p, next := s.propose(d), s.next
	c, ok := s.decide(p)
	if !ok && d.options["accept"] == "all" {
		for _, f := range c.Findings() {
			p.Accepted = append(p.Accepted, register.Accepted{Code: f.Code, Reason: "decided"})
		}
		s.next = next
		c, ok = s.decide(p)
	}
	return p, c, ok
}

// sitAt goes to the office of a deed; what it returns goes back.
func (s *stage) sitAt(d deed) (back func()) {
	s.t.Helper()
	centre := s.of.centre
	if level := d.options["level"]; level != "" {
		s.of.centre = level
	}
	if area := d.options["area"]; area != "" {
		unit, ok := s.atlas.ByCode(register.Code(area), s.today)
		if !ok {
			s.t.Fatal("no unit", area)
		}
		s.area = unit.ID
	}
	s.takenOver = d.options["lot"] != ""
	return func() { s.of.centre, s.area, s.takenOver = centre, 0, false }
}

// happen registers a deed that a case builds on.
func (s *stage) happen(d deed) {
	s.t.Helper()
	if d.options["accept"] == "" {
		d.options["accept"] = "all"
	}
	p, c, ok := s.try(d)
	if !ok {
		s.t.Fatalf("%s %s is stopped: %v", d.kind, d.payload, c.Findings())
	}
	label := d.options["as"]
	if as := regexp.MustCompile(`"as":"@([a-z0-9]+)"`).FindStringSubmatch(d.payload); label == "" && as != nil {
		label = as[1]
	}
	if label == "" {
		label = string(d.kind)
	}
	for n := 2; s.labels[label] != 0; n++ {
		label = strings.TrimRight(label, "0123456789-") + "-" + strconv.Itoa(n)
	}
	s.labels[label] = c.Seq
	s.enter(p, c)
}

// told writes what came of a proposal, a line for each thing.
func (s *stage) told(c *acts.Case, ok bool) []string {
	out := []string{"stopped"}
	if ok {
		out[0] = "registered"
	}
	for _, f := range c.Findings() {
		line := map[register.Severity]string{register.Blocking: "block", register.NeedsDecision: "ask", register.Warning: "warn"}[f.Severity]
		line += " " + f.Code + " at " + f.Field
		for _, name := range slices.Sorted(maps.Keys(f.Args)) {
			value := f.Args[name]
			if seq, err := strconv.Atoi(value); err == nil && name == "act" {
				value = s.label(register.Seq(seq))
			}
			line += " " + name + "=" + s.plain(value)
		}
		if f.Article != "" {
			line += " [" + f.Article + "]"
		}
		out = append(out, line)
	}
	out = collapse(out)
	if !ok {
		return out
	}
	if c.Nature != "" {
		line := "is " + string(c.Nature)
		if c.Repairs != 0 {
			line += " of " + s.label(c.Repairs)
		}
		out = append(out, line)
	}
	t := teller{s, c, map[register.Ref]string{}}
	for name, id := range s.ids {
		if ref, named := s.aliases[id[1:]]; named {
			t.known[ref] = name
		}
		if ref, named := c.Named[register.ClientID(id[1:])]; named {
			t.known[ref] = name
		}
	}
	for _, e := range c.Effects() {
		out = append(out, t.effect(e))
	}
	for _, part := range c.Sealed {
		out = append(out, fmt.Sprintf("seals %s of %s: %s", part.Name, t.ref(part.Subject), t.values(t.plain(string(part.Bytes)))))
	}
	for _, e := range c.Erased {
		out = append(out, "erases "+e.Part+" of "+s.label(e.Seq))
	}
	return out
}

// manyAlike findings in a row that differ in the place in a list alone are told as one.
const manyAlike = 8

var placeInList = regexp.MustCompile(`\.\d+`)

func collapse(lines []string) []string {
	var out []string
	for i := 0; i < len(lines); {
		n := 1
		for i+n < len(lines) && placeInList.ReplaceAllString(lines[i+n], "") == placeInList.ReplaceAllString(lines[i], "") {
			n++
		}
		if n < manyAlike {
			out = append(out, lines[i:i+n]...)
		} else {
			out = append(out, fmt.Sprintf("%s, and %d more like it", lines[i], n-1))
		}
		i += n
	}
	return out
}

// plain puts names in the place of ids.
func (s *stage) plain(text string) string {
	for name, id := range s.ids {
		text = strings.ReplaceAll(text, id, "@"+name)
	}
	text = xs.ReplaceAllStringFunc(text, func(m string) string { return fmt.Sprintf("$x(%d)", len(m)) })
	return marksOfFacts.ReplaceAllStringFunc(text, func(m string) string {
		seq, n, _ := strings.Cut(m, ".")
		k, _ := strconv.Atoi(seq)
		return s.label(register.Seq(k)) + "." + n
	})
}

var (
	marksOfFacts = regexp.MustCompile(`^\d+\.\d+$`)
	xs           = regexp.MustCompile(`x{20,}`)
)

func (s *stage) label(seq register.Seq) string {
	for label, n := range s.labels {
		if n == seq {
			return label
		}
	}
	return "act " + strconv.Itoa(int(seq))
}

// teller tells the effects of one case.
type teller struct {
	*stage
	c     *acts.Case
	known map[register.Ref]string
}

func (t teller) ref(ref register.Ref) string {
	if name := t.known[ref]; name != "" {
		return name
	}
	if p, ok := t.atlas.Place(register.PlaceID(ref.ID)); ok && ref.Kind == register.SubjectPlace {
		return "unit " + string(p.CodeOn(t.today))
	}
	for _, e := range t.c.Effects() {
		if code, is := e.Value.(register.Code); is && e.Subject == ref {
			return "new unit " + string(code)
		}
	}
	return "new " + ref.Kind.String()
}

var (
	personIDs = regexp.MustCompile(`"person":(\d+)`)
	placeIDs  = regexp.MustCompile(`"place":(\d+)`)
	keyOf     = regexp.MustCompile(`"(key|by|of)":"(\d+)\.(\d+)"`)
)

// values puts names in the place of internal ids.
func (t teller) values(text string) string {
	text = personIDs.ReplaceAllStringFunc(text, func(m string) string {
		n, _ := strconv.ParseInt(personIDs.FindStringSubmatch(m)[1], 10, 64)
		return `"person":` + t.ref(register.Ref{Kind: register.SubjectPerson, ID: n})
	})
	text = placeIDs.ReplaceAllStringFunc(text, func(m string) string {
		n, _ := strconv.ParseInt(placeIDs.FindStringSubmatch(m)[1], 10, 64)
		return `"place":` + t.ref(register.Ref{Kind: register.SubjectPlace, ID: n})
	})
	return keyOf.ReplaceAllStringFunc(text, func(m string) string {
		k := keyOf.FindStringSubmatch(m)
		n, _ := strconv.Atoi(k[2])
		return `"` + k[1] + `":"` + t.label(register.Seq(n)) + "." + k[3] + `"`
	})
}

func (t teller) value(v register.Value) string {
	if _, number := v.(register.Number); number {
		return "a number"
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.stage.t.Fatal(err)
	}
	return t.values(t.plain(string(text)))
}

// subject names the fact that an effect is about.
func (t teller) subject(e register.Effect) string {
	if e.Fact.Seq == t.c.Seq && int(e.Fact.N) < len(t.c.Effects()) {
		opened := t.c.Effects()[e.Fact.N]
		return fmt.Sprintf("%s %s, opened here", t.ref(opened.Subject), fieldAndValue(t, opened.Value))
	}
	f, ok := register.FindFact(t.subjects[e.Subject], e.Fact)
	if !ok {
		return t.ref(e.Subject) + " a fact that is not there: " + e.Fact.String()
	}
	return fmt.Sprintf("%s %s from %s", t.ref(e.Subject), fieldAndValue(t, f.Value), f.From.EDTF())
}

func fieldAndValue(t teller, v register.Value) string {
	return string(register.AnyFact{Value: v}.Field()) + " " + t.value(v)
}

func (t teller) effect(e register.Effect) string {
	switch e.Op {
	case register.OpOpen:
		return fmt.Sprintf("opens %s %s from %s (%s)", t.ref(e.Subject), fieldAndValue(t, e.Value), e.From, e.Source)
	case register.OpEnd:
		return fmt.Sprintf("ends %s on %s", t.subject(e), e.Until)
	case register.OpExamined:
		return fmt.Sprintf("examines %s on %s by %s", t.subject(e), e.On, e.Paper)
	case register.OpVoid:
		if !e.Of.IsZero() {
			return fmt.Sprintf("voids what %s wrote on %s", t.label(e.Of.Seq), t.subject(e))
		}
		return "voids " + t.subject(e)
	}
	return fmt.Sprintf("%s: %s", e.Op, t.subject(e))
}
