package tidy

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"
)

// lent are the functions that give a pass, or what holds one, or write acts, each with the closed
// list of packages beside its own that may use it. Of what a face may call, they are all that gives
// raw data of people (TestNobodyIsShownRaw), so that none of these lists names a face.
var lent = map[string][]string{
	"access.Read":       {"reading", "certificate", "stay"},
	"access.Answer":     {"office", "office/request"},
	"access.ForWriting": {"registrar", "registrar/load", "audit", "access/accesstest"},
	"access.ForJob":     {"office/agreement", "office/dedupe", "office/erasure", "certificate", "office/request", "oversight", "reading/lists", "demo/setup", "bench"},
	// By these an office reads people of every area, or on nobody's budget.
	"access.Reason.InHand":   {"office", "office/application", "office/request"},
	"access.Reason.Drafting": {"office"},
	"access.Reason.Queued":   {"office"},
	// A reader over a log that keeps nothing would show people without a look.
	"access.NewReader": {"node"},
	// Ports are called with passes: only stores that node/open has opened may stand behind them.
	"office/lot.Found":    {"node"},
	"office/lot.Submit":   {"node"},
	"office/request.New":  {"node"},
	"reading.New":         {"node"},
	"reading/lists.New":   {"node"},
	"node.Build":          {"node/open"},
	"node.Config":         {},
	"node.Found":          {"node/open"},
	"node/open.WithParts": {"demo/setup", "bench"},
	// It writes the documents of proposed people.
	"office/application.EncodeAdjudication": {"office/officesql"},
	// Its findings and acts tell of people whom proposals only name.
	"registrar.Writer.Examine": {"office", "office/examination"},
	// These write past office.
	"registrar.NewStream": {"registrar/load"},
	"registrar.Open":      {"node"},
}

// jobsOf are the functions under ForJob that may read for each job, and no others: what they answer leaves
// without a look, so that somebody has read each of them for what it tells.
var jobsOf = map[string][]string{
	"JobApplications": {"office/dedupe.Service.Search", "office/request.Service.draw", "office/request.Service.readCode"},
	"JobCopies":       {"certificate.Service.CopyStatus", "certificate.Service.Subjects"},
	"JobLists":        {"reading/lists.Asked.answer"},
	"JobCounts":       {"oversight.Service.CountLooks"},
	"JobErasure":      {"office/erasure.Service.Absences"},
	"JobAgreement":    {"office/agreement.Service.Verify"},
	"JobDemo":         {"demo/setup.queue.mothers", "bench.registerRun.read", "bench.matchRun.stored"},
}

// readOne are the functions that may call what lets an answer leave without a look, or shows people of
// every area. Each was read for what its answer tells: a new one is refused until somebody has read it
// and lists it here. The package that declares what is called is not excepted.
var readOne = map[string][]string{
	// The answer tells of nobody but those who are looked at.
	"access.Looker.Nobody": {
		"disclosure.Declared", "office.Clerk.declare", "office.Clerk.declareDraft", "office.Clerk.list", "office.Clerk.lookAtCandidates",
		"office.Clerk.lookAtFindings", "office.Clerk.lookBlind", "office.Clerk.reject", "office.Clerk.saveDraft", "office.Clerk.showExisting", "office.Clerk.viewAdjudication", "office.submission.register",
		"office/request.Service.Paper",
	},
	// Nobody was found, or the look is at the register as a whole and others follow.
	"access.ReadingScope.Nobody": {
		"access.Reader.mayShow", "access.looked", "disclosure.LookAtFindings", "disclosure.LookAtNamed", "disclosure.Named.Scope", "office.Clerk.download", "office/dedupe.Service.Search",
		"office/papers.Service.About", "reading/lists.Service.Ask", "reading.Service.Feed", "reading.Service.Search",
	},
	// An area of any place.
	"register.Atlas.Area": {"acts.Case.competent", "demo/setup.queue.mothersIn", "register.Atlas.AreaOf"},
	// No look can name whom the register does not hold.
	"disclosure.RedactedProposal": {"disclosure.Sides.shown", "office.Clerk.viewAdjudication"},
	// Documents are shown with residences of any area.
	"disclosure.CountrySparing": {"office.Clerk.showExisting", "office.Clerk.viewAdjudication"},
	"register.WholeCountry":     {"access.Rules.area", "disclosure.wholeCountry", "register.Atlas.AreaOf"},
	// A case, which the look is under, shows every area.
	"disclosure.AreaFor": {"office.Clerk.area", "reading.Service.hideOffices", "reading.Service.mayFind", "reading.Service.present"},
}

// lending is one use of a function of lent.
type lending struct {
	function, job string // job is the name of its constant; "" where the text does not say which
	by            string // the package
	in            string // the function, with its package; that package where it is in none
	at            token.Position
}

// lendings lists the uses of the functions of lent in a package, also under another name of the
// import and where one is taken as a value.
func lendings(p *program, in *typedPackage) []lending {
	jobs := map[*ast.Ident]string{}
	for _, f := range in.files {
		ast.Inspect(f, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 {
				if id := called(call.Fun); id != nil {
					jobs[id] = jobNamed(p, in.info.Types[call.Args[0]].Value)
				}
			}
			return true
		})
	}
	var out []lending
	for id, object := range in.info.Uses {
		f, ok := object.(*types.Func)
		if !ok || f.Pkg() == nil || f.Pkg() == in.types {
			continue
		}
		l := lending{function: strings.TrimPrefix(f.Pkg().Path(), own) + "." + receiver(f) + f.Name(), by: in.name, in: in.within(id.Pos()), at: p.fset.Position(id.Pos())}
		if lent[l.function] == nil {
			continue
		}
		if l.function == "access.ForJob" {
			l.job = jobs[id]
		}
		out = append(out, l)
	}
	return out
}

// within returns the function in which something stands, with its package; that package where it
// stands in none.
func (in *typedPackage) within(at token.Pos) string {
	for _, f := range in.files {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Pos() <= at && at < d.End() {
				f := in.info.Defs[d.Name].(*types.Func)
				return in.name + "." + receiver(f) + f.Name()
			}
		}
	}
	return in.name
}

// callsToRead lists the uses of the functions of readOne in a package, each with the function that it
// stands in; of Nobody by whatever interface.
func callsToRead(p *program, in *typedPackage) (out []lending) {
	for id, object := range in.info.Uses {
		if v, ok := object.(*types.Var); ok && v.IsField() && v.Name() == "Nobody" && v.Pkg().Path() == own+"access" {
			out = append(out, lending{function: "access.ReadingScope.Nobody", by: in.name, in: in.within(id.Pos()), at: p.fset.Position(id.Pos())})
		}
		f, ok := object.(*types.Func)
		if !ok || f.Pkg() == nil {
			continue
		}
		name := strings.TrimPrefix(f.Pkg().Path(), own) + "." + receiver(f) + f.Name()
		if f.Name() == "Nobody" && f.Signature().Recv() != nil && types.IsInterface(f.Signature().Recv().Type()) {
			name = "access.Looker.Nobody"
		}
		if readOne[name] != nil {
			out = append(out, lending{function: name, by: in.name, in: in.within(id.Pos()), at: p.fset.Position(id.Pos())})
		}
	}
	return out
}

// receiver returns the type of a method and a dot, "" of a function.
func receiver(f *types.Func) string {
	if f.Signature().Recv() == nil {
		return ""
	}
	t := f.Signature().Recv().Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	_, name := ofOwn(t)
	return name + "."
}

// called returns the name of what is called.
func called(fun ast.Expr) *ast.Ident {
	switch fun := ast.Unparen(fun).(type) {
	case *ast.Ident:
		return fun
	case *ast.SelectorExpr:
		return fun.Sel
	case *ast.IndexExpr:
		return called(fun.X)
	}
	return nil
}

// jobNamed returns the name of the job that a constant is, or "".
func jobNamed(p *program, v constant.Value) string {
	if v == nil || v.Kind() != constant.String {
		return ""
	}
	for _, in := range p.packages {
		if in.name != "access" {
			continue
		}
		for _, name := range in.types.Scope().Names() {
			c, ok := in.types.Scope().Lookup(name).(*types.Const)
			if ok && strings.HasPrefix(name, "Job") && constant.Compare(c.Val(), token.EQL, v) {
				return name
			}
		}
	}
	return ""
}

// wrongly says why a use is not on the lists, or "".
func (l lending) wrongly() string {
	switch {
	case !slices.Contains(lent[l.function], l.by):
		return "uses " + l.function + ": only " + strings.Join(lent[l.function], ", ") + " may"
	case l.function == "access.ForJob" && !slices.Contains(jobsOf[l.job], l.in):
		return "uses access.ForJob for " + l.job + " in " + l.in + ", which is not listed for that job"
	}
	return ""
}

// Only the listed read people, and each only for its own jobs.
func TestPassesAreLentToTheListed(t *testing.T) {
	p := load(t)
	used := map[string]bool{}
	for _, in := range p.packages {
		if isForTests(in.name) && in.name != "access/accesstest" {
			continue
		}
		for _, l := range lendings(p, in) {
			if why := l.wrongly(); why != "" {
				t.Errorf("%s %s", l.at, why)
			}
			used[l.function+" "+l.by], used[l.job+" "+l.in] = true, true
		}
	}
	for _, list := range []map[string][]string{lent, jobsOf} {
		for what, by := range list {
			for _, name := range by {
				if !used[what+" "+name] {
					t.Errorf("%s does not use %s any more: take it off the list", name, what)
				}
			}
		}
	}
}

// Whatever tells without a look, or of people in every area, was read by somebody who listed it.
func TestWhatLeavesWithoutALookIsListed(t *testing.T) {
	p := load(t)
	used := map[string]bool{}
	for _, in := range p.packages {
		if isForTests(in.name) {
			continue
		}
		for _, c := range callsToRead(p, in) {
			if !slices.Contains(readOne[c.function], c.in) {
				t.Errorf("%s calls %s in %s, which is not listed: read what its answer tells", c.at, c.function, c.in)
			}
			used[c.function+" "+c.in] = true
		}
	}
	for what, by := range readOne {
		for _, name := range by {
			if !used[what+" "+name] {
				t.Errorf("%s does not use %s any more: take it off the list", name, what)
			}
		}
	}
}

func TestWhatLeavesWithoutALookIsFound(t *testing.T) {
	const source = `package offender

import (
	"samano/access"
	. "samano/disclosure"
	"samano/register"
)

type Clerk struct{ *access.Looker }
type silent interface{ Nobody() }

var everywhere = register.WholeCountry() // register.WholeCountry in office

func (c *Clerk) Face(looks *access.Looker, p *register.Person) Seen[*register.Person] {
	looks.Nobody() // access.Looker.Nobody in office.Clerk.Face
	return Redacted(looks, Area{Area: register.WholeCountry()}, p) // register.WholeCountry in office.Clerk.Face
}
func proposed(a Area, p *register.Person) Seen[*register.Person] { return RedactedProposal(a, p) } // disclosure.RedactedProposal in office.proposed
func (c Clerk) reject() { c.Nobody() }
func later(looks *access.Looker) func() { return looks.Nobody } // access.Looker.Nobody in office.later
func byName() func(*access.Looker) { return (*access.Looker).Nobody } // access.Looker.Nobody in office.byName
func byInterface(looks silent) { looks.Nobody() } // access.Looker.Nobody in office.byInterface
func area() Area { return Area{Area: register.WholeCountry()} } // register.WholeCountry in office.area
func madeUp(atlas *register.Atlas) Area { return AreaFor(atlas, register.Office{}, true, 1) } // disclosure.AreaFor in office.madeUp
var nothing = access.ReadingScope{Nobody: true} // access.ReadingScope.Nobody in office
func noScope(found access.ReadingScope) access.ReadingScope { found.Nobody = true; return found } // access.ReadingScope.Nobody in office.noScope
func anywhere(atlas *register.Atlas) register.Area { return atlas.Area(1, 1) } // register.Atlas.Area in office.anywhere
`
	p := load(t)
	found := map[int]string{}
	for _, c := range callsToRead(p, p.offender(t, "office", source)) {
		if !slices.Contains(readOne[c.function], c.in) {
			found[c.at.Line] = c.function + " in " + c.in
		}
	}
	for i, line := range strings.Split(source, "\n") {
		if _, want, _ := strings.Cut(line, "// "); found[i+1] != want {
			t.Errorf("found %q: %s", found[i+1], line)
		}
	}
}

// TestLendingsAreFound plants what the rule must find.
func TestLendingsAreFound(t *testing.T) {
	p := load(t)
	const source = `package offender

import (
	"context"

	who "samano/access"
	. "samano/access"
	"samano/node/open"
	"samano/registrar"
)

type holder struct{ *registrar.Writer }

func probe(ctx context.Context, pass who.Pass, w *registrar.Writer, h holder) {
	_, _ = w.Examine(ctx, pass, nil)
	examine := h.Examine
	_, _ = examine(ctx, pass, nil)
}

func past(ctx context.Context, r *who.Reader, rules who.Rules, looks who.Looks) {
	_ = who.ForWriting(func(who.Pass) error { return nil })
	_, _ = who.ForJob(who.JobApplications, func(who.Pass) (int, error) { return 1, nil })
	_, _ = ForJob[int](JobLists, nil)
	lend := who.ForJob[int]
	job := who.JobCopies
	_, _ = lend(job, nil)
	_, _ = (who.ForJob[int])("demo", func(who.Pass) (int, error) { return 1, nil })
	_, _ = who.ForJob(job, func(who.Pass) (int, error) { return 1, nil })
	_, _ = who.Read(ctx, r, who.Actor{}, who.Reason{}, func(context.Context, who.Pass) (int, who.ReadingScope, error) { return 1, who.ReadingScope{}, nil })
	answer := Answer[int]
	_, _ = answer(ctx, r, who.Actor{}, nil)
	_ = who.NewReader(rules, looks, nil, nil)
	_, _ = open.WithParts(ctx, open.Place{}, open.How{})
}
`
	planted := p.offender(t, "web", source)
	var got []string
	for _, l := range lendings(p, planted) {
		if l.wrongly() == "" {
			t.Errorf("%s passes", l.at)
		}
		got = append(got, strings.TrimSpace(l.function+" "+l.job))
	}
	slices.Sort(got)
	want := []string{"access.Answer", "access.ForJob", "access.ForJob", "access.ForJob JobApplications", "access.ForJob JobDemo", "access.ForJob JobLists", "access.ForWriting", "access.NewReader", "access.Read", "node/open.WithParts", "registrar.Writer.Examine", "registrar.Writer.Examine"}
	if !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	for name, wants := range map[string]int{
		"office":        9, // Answer and examining pass; for its own job, the function is not listed
		"reading/lists": 12,
		"bench":         11,
		"cmd/samano":    12,
	} {
		n := 0
		for _, l := range lendings(p, p.offender(t, name, source)) {
			if l.wrongly() != "" {
				n++
			}
		}
		if n != wants {
			t.Errorf("planted in %s, %d uses are refused, want %d", name, n, wants)
		}
	}
}

// A pass is made of nothing but a field that is not exported, so that only memory taken as another
// type could forge one.
func TestNothingIsTakenForAnotherType(t *testing.T) {
	for _, f := range files(t, ".go", ".s") {
		if bad := pastTypes(f); bad != "" {
			t.Errorf("%s uses %s, which goes past the types that keep people", f.path, bad)
		}
	}
	for text, bad := range map[string]bool{
		"package a\n\nimport \"unsafe\"\n":                      true,
		"package a\n\nimport (\n\t\"fmt\"\n\tu \"unsafe\"\n)\n": true,
		"package a\n\nimport \"C\"\n":                           true,
		"package a\n\nvar unsafe = \"unsafe\"\n":                false,
	} {
		if got := pastTypes(file{path: "a.go", data: []byte(text)}); (got != "") != bad {
			t.Errorf("%q: %q", text, got)
		}
	}
	if pastTypes(file{path: "a.s"}) == "" {
		t.Error("assembly passes")
	}
}

// pastTypes names what in a file goes past Go's types, or "".
func pastTypes(f file) string {
	if strings.HasSuffix(f.path, ".s") {
		return "assembly"
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), f.path, f.data, parser.ImportsOnly)
	if err != nil {
		return err.Error()
	}
	for _, i := range parsed.Imports {
		if i.Path.Value == `"unsafe"` || i.Path.Value == `"C"` {
			return "import " + i.Path.Value
		}
	}
	return ""
}
