// Package features owns the rules of the register in the words of the law: people
// with names, days and places, one rule at a time (Gherkin). Each scenario has a
// register of its own with a few real places of Laos; it hands in acts as an
// office would, and asks the register for what it then says. A scenario never
// looks inside.
//
// The words are few. An act is handed in by one sentence for all kinds, with a
// table of what the form says; the kind's own payload tells how a cell is read
// (words_test.go). What the register says is asked by one sentence too: "on 3 May
// 2026 Noy's mother was Kham" (sheet_test.go).
package features

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cucumber/godog"

	"samano/access"
	"samano/access/accesstest"
	"samano/access/factor/factortest"
	"samano/access/password"
	"samano/acts"
	"samano/acts/schema"
	"samano/acts/schema/schematest"
	"samano/certificate/certificatetest"
	"samano/internal/testenv"
	"samano/keys"
	"samano/law"
	"samano/node"
	"samano/office/officetest"
	"samano/register"
	"samano/registrar"
	"samano/stay/staytest"
	"samano/store"
	"samano/store/memstore"
	"samano/store/sqlstore"
)

// backends are the databases over which every scenario runs.
var backends = []struct {
	name string
	open func(t *testing.T) store.Register
}{
	{"memory", func(*testing.T) store.Register { return memstore.New() }},
	{"sqlite", openSQLite},
}

func openSQLite(t *testing.T) store.Register {
	dir, err := os.MkdirTemp(t.TempDir(), "register")
	if err != nil {
		t.Fatal(err)
	}
	s, err := sqlstore.Open(context.Background(), "sqlite:"+filepath.Join(dir, "register.db"), sqlstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFeatures(t *testing.T) {
	for _, b := range backends {
		t.Run(b.name, func(t *testing.T) {
			suite := godog.TestSuite{
				ScenarioInitializer: func(sc *godog.ScenarioContext) {
					w := newWorld(t, b.open)
					w.steps(sc)
					w.moreSteps(sc)
					w.adjudicationSteps(sc)
					w.appealSteps(sc)
					w.submissionSteps(sc)
					w.disclosureSteps(sc)
					w.sourceSteps(sc)
					w.staySteps(sc)
					w.lotSteps(sc)
				},
				Options: &godog.Options{Format: "progress", Paths: []string{"."}, Strict: true, TestingT: t, Output: quiet{}},
			}
			if suite.Run() != 0 {
				t.Fail()
			}
		})
	}
}

// quiet drops godog's dots: each scenario is a test of its own and says so.
type quiet struct{}

func (quiet) Write(b []byte) (int, error) { return len(b), nil }

// world is one scenario.
type world struct {
	t        *testing.T
	open     func(t *testing.T) store.Register
	law      *law.Pack
	today    register.Day
	random   *rand.ChaCha8
	ids      int
	store    store.Register
	node     *node.Node           // built with the first act
	reg      *registrar.Registrar // the node's
	pass     access.Pass          // for what a step itself reads
	desk     *officetest.Desk
	areas    map[register.Code]register.PlaceID
	people   map[string]string          // who the scenario calls so: '@' and a client-made id
	renamed  map[string]register.Number // who of them bears another number since, by which alone they are named
	houses   map[string]string          // "household of Kham": '@' and a client-made id
	acts     map[string]register.ActID
	moments  map[string]register.Seq
	prepared []register.Proposal
	asked    []register.Proposal
	results  []registrar.Result
	unread   bool // the last results have not been spoken of
	counter  *counter
	lotErr   error // what came of the last lot
}

func newWorld(t *testing.T, open func(t *testing.T) store.Register) *world {
	return &world{
		t: t, open: open, today: register.DayOf(2026, time.November, 21), random: rand.NewChaCha8([32]byte{1}),
		areas: map[register.Code]register.PlaceID{}, people: map[string]string{}, renamed: map[string]register.Number{}, houses: map[string]string{}, acts: map[string]register.ActID{}, moments: map[string]register.Seq{},
	}
}

// The patterns that several sentences share.
const (
	datePattern   = `((?:about )?(?:\d{1,2} )?(?:\p{Lu}\p{Ll}+ )?\d{4})`
	whoPattern    = `(\p{Lu}[\p{L}]*)`
	kindPattern   = `([a-z]+(?:[- ][a-z]+)*)`
	officePattern = `(the centre|the chancery|the (?:consulate|mission) in Hanoi|\p{Lu}\p{L}* (?:province|district|village|house|hall))`
)

func (w *world) steps(sc *godog.ScenarioContext) {
	sc.Step(`^today is `+datePattern+`$`, w.todayIs)
	sc.Step(`^the law of (\w+)$`, w.lawOf)
	sc.Step(`^the law (lets|does not let) the (marriage|household) of somebody found alive revive$`, w.lawRevives)
	sc.Step(`^these people live in (\p{Lu}\p{L}*):$`, w.peopleLive)
	sc.Step(`^these people are enrolled:$`, w.peopleEnrolled)

	sc.Step(`^`+officePattern+` registered an? `+kindPattern+`(?: of `+datePattern+`)?:$`, w.registered)
	sc.Step(`^`+officePattern+` registers an? `+kindPattern+`(?: of `+datePattern+`)?:$`, w.registers)
	sc.Step(`^`+officePattern+` prepares an? `+kindPattern+`(?: of `+datePattern+`)?:$`, w.prepares)
	sc.Step(`^what was prepared is handed in together$`, w.handedIn)
	sc.Step(`^the same is handed in again$`, w.again)
	sc.Step(`^the registrar decides "([a-z-]+)" because "([^"]+)"$`, w.decides)

	sc.Step(`^it is registered$`, w.isRegistered)
	sc.Step(`^all of it is registered$`, w.isRegistered)
	sc.Step(`^it is the act that was registered before$`, w.isRepeated)
	sc.Step(`^it is refused because of "([a-z-]+)"$`, w.isRefused)
	sc.Step(`^it waits for a decision because of "([a-z-]+)"$`, w.waits)
	sc.Step(`^it is registered with the warning "([a-z-]+)"$`, w.isWarned)
	sc.Step(`^it is registered without any warning$`, w.isNotWarned)
	sc.Step(`^nothing of it is in the register$`, w.nothingIn)

	sc.Step(`^(before the last act the register said that |on an ordinary extract |)(?:on `+datePattern+` )?`+whoPattern+`'s ([a-z ]+?) (?:is|was) (.+)$`, w.says)
	sc.Step(`^at "([^"]+)" the register said that (?:on `+datePattern+` )?`+whoPattern+`'s ([a-z ]+?) (?:is|was) (.+)$`, w.saidAt)
	sc.Step(`^this moment is called "([^"]+)"$`, w.momentCalled)
	sc.Step(`^`+whoPattern+` has (another|the same) number (?:than|as) before$`, w.renumbered)
	sc.Step(`^the register holds (\d+) (?:person|people)$`, w.holds)
	sc.Step(`^the acts in `+whoPattern+`'s history are (.+)$`, w.history)
	sc.Step(`^the household of `+whoPattern+` has:$`, w.householdHas)
	sc.Step(`^the act itself does not hold "([^"]+)"$`, w.actDoesNotHold)
	sc.Step(`^a sealed part "([a-z-]+)" is kept with the act$`, w.sealedPart)

	sc.After(func(ctx context.Context, _ *godog.Scenario, err error) (context.Context, error) {
		defer w.close()
		if err == nil && w.unread && !w.allIn() {
			return ctx, fmt.Errorf("the last act was refused and the scenario does not say so: %s", w.outcome())
		}
		return ctx, nil
	})
}

func (w *world) close() {
	if w.node != nil {
		w.node.Close()
		_ = w.store.Close()
	}
}

func (w *world) lawOf(country string) error {
	code, ok := map[string]string{"Laos": "la", "Xanadria": "xx"}[country]
	if !ok || w.reg != nil {
		return fmt.Errorf("the law of %s cannot be had, or comes too late", country)
	}
	pack, err := law.Shipped(code, acts.ForLaw())
	if err != nil {
		return err
	}
	own := *pack // a scenario may change its law
	w.law = &own
	return nil
}

func (w *world) pack() *law.Pack {
	if w.law == nil {
		if err := w.lawOf("Laos"); err != nil {
			w.t.Fatal(err)
		}
	}
	return w.law
}

// lawRevives changes the pack in memory, to show a rule that no shipped pack has.
func (w *world) lawRevives(how, what string) error {
	changed := *w.pack()
	always := law.Rule[bool]{{Value: how == "lets", From: register.FirstDay, Until: register.LastDay, Article: "the scenario's own law"}}
	if what == "marriage" {
		changed.Revives.Marriage = always
	} else {
		changed.Revives.Member = always
	}
	*w.law = changed // the law may change while the register stands
	return nil
}

func (w *world) todayIs(text string) error {
	d, err := parseDate(text)
	if err == nil && d.Precision() != register.ToDay {
		err = fmt.Errorf("%q is not a day", text)
	}
	w.today = d.Earliest()
	return err
}

// uuid makes the next client-made id.
func (w *world) uuid() string {
	w.ids++
	return fmt.Sprintf("00000000-0000-7000-8000-%012x", w.ids)
}

// registrar gives the register of the scenario, founded with its places.
func (w *world) registrar() (*registrar.Registrar, error) {
	if w.reg != nil {
		return w.reg, nil
	}
	ctx := context.Background()
	w.store, w.pass = w.open(w.t), accesstest.Pass(w.t)
	set, err := keys.Generate(w.random, keys.Ed25519)
	if err != nil {
		return nil, err
	}
	w.desk = officetest.NewDesk()
	p := node.Parts{
		Register: w.store, Accounts: accesstest.NewDesk(), Factors: factortest.NewStore(), Applications: w.desk, Copies: certificatetest.NewCopies(), Stays: staytest.NewNotices(), Looks: accesstest.NewLooks(),
		Keys: set, Law: w.pack(), Origin: "features.example/register", Random: w.random,
		Now:       func() time.Time { return w.today.Time().Add(9 * time.Hour) },
		Passwords: password.Cost{MemoryKiB: 64, Passes: 1, Lanes: 1},
		Opened:    func(r *registrar.Registrar) { w.reg = r },
		Cases:     accesstest.Cases{"A-1": accesstest.Everybody(law.CaseApplication)},
	}
	if err := node.Found(ctx, p, register.ActID(w.uuid())); err != nil {
		return nil, err
	}
	if w.node, err = node.Build(ctx, node.Serving, p); err != nil {
		return nil, err
	}
	if err := w.openOffices(ctx, w.offices()[:1]); err != nil {
		return nil, err
	}
	if err := w.foundPlaces(ctx); err != nil {
		return nil, err
	}
	for _, id := range []register.OfficerID{"Vilay", "Somsak", "vilay"} {
		o := access.Officer{ID: id, Office: w.offices()[0].id, Until: register.LastDay}
		if err := p.Accounts.AddOfficer(ctx, access.Author{}, o, ""); err != nil {
			return nil, err
		}
	}
	return w.reg, w.openOffices(ctx, w.offices())
}

// openOffices opens offices over the places that are founded.
func (w *world) openOffices(ctx context.Context, list []office) error {
	for _, o := range list {
		if err := w.node.PutOffice(ctx, register.Office{ID: o.id, Name: o.name, Level: o.level, Jurisdiction: w.areas[o.area]}); err != nil {
			return err
		}
	}
	return nil
}

// proposal reads an act as the table says it.
func (w *world) proposal(officeName, kind, happened string, table *godog.Table) (register.Proposal, error) {
	o, err := w.officeNamed(officeName)
	if err != nil {
		return register.Proposal{}, err
	}
	p := register.Proposal{
		ID: register.ActID(w.uuid()), Kind: register.Kind(strings.ReplaceAll(kind, " ", "-")), Declared: w.today,
		Declarant: "a relative", Decision: register.Decision{By: register.ByOffice}, Office: o.id, DeclaredTo: "Vilay", Registrar: "Somsak",
	}
	if happened != "" {
		if p.Happened, err = parseDate(happened); err != nil {
			return p, err
		}
	}
	rows := make([][2]string, len(table.Rows))
	for i, r := range table.Rows {
		if len(r.Cells) != 2 {
			return p, errors.New("an act is a table of two columns")
		}
		rows[i] = [2]string{r.Cells[0].Value, r.Cells[1].Value}
	}
	return p, w.fill(&p, rows)
}

// fill reads the rows that every act has, and gives the rest to the kind's own
// payload. Unless a row says otherwise, the papers that the law asks for are there.
func (w *world) fill(p *register.Proposal, rows [][2]string) error {
	var rest [][2]string
	papers := ""
	var err error
	for _, r := range rows {
		switch text := r[1]; r[0] {
		case "declared":
			var d register.Date
			if d, err = parseDate(text); err == nil {
				p.Declared = d.Latest()
			}
		case "decided by":
			p.Decision, err = parseDecision(text)
		case "papers":
			papers = text
		case "declared to":
			p.DeclaredTo = register.OfficerID(text)
		case "seen":
			who, moment, _ := strings.Cut(text, " at ")
			p.Seen = append(p.Seen, register.Seen{Subject: w.name(who), Seq: w.moments[strings.Trim(moment, `"`)]})
		case "examined":
			p.Examined, err = w.parseExamined(text)
		case "called":
			w.acts[text] = p.ID
		default:
			rest = append(rest, r)
		}
		if err != nil {
			return err
		}
	}
	wanted := w.pack().Kinds[p.Kind].Evidence.On(p.Declared).Value
	if papers != "" {
		wanted = splitList(papers)
	}
	for _, kind := range wanted {
		if kind != "none" {
			p.Evidence = append(p.Evidence, register.Evidence{Kind: kind, Note: "seen"})
		}
	}
	d, ok := acts.Describe(p.Kind)
	if !ok {
		return fmt.Errorf("there is no kind of act %q", p.Kind)
	}
	payload := d.New()
	if err := w.read(payload, rest); err != nil {
		return err
	}
	if p.Payload, err = json.Marshal(payload); err != nil {
		return err
	}
	s, _ := schema.Of(p.Kind)
	return schematest.Check(s, p.Payload)
}

func (w *world) hand(together bool, ps ...register.Proposal) error {
	r, err := w.registrar()
	if err != nil {
		return err
	}
	if w.unread && !w.allIn() {
		return fmt.Errorf("the act before was refused and the scenario does not say so: %s", w.outcome())
	}
	w.results, err = r.Register(context.Background(), registrar.Request{Proposals: ps, Together: together})
	w.asked, w.unread = ps, true
	for _, res := range w.results {
		if err := testenv.CheckFindings(res.Findings); err != nil {
			return err
		}
		if res.Err != nil && register.KindOf(res.Err) != register.Invalid {
			return res.Err
		}
		if res.Act != nil && res.Act.Kind == register.KindAdoption {
			err = errors.Join(err, w.renumber(res.Act))
		}
	}
	return err
}

// renumbered asks whether somebody bears another number than they were entered with, which finds nobody.
func (w *world) renumbered(name, another string) error {
	p, err := w.person(name)
	if err != nil {
		return err
	}
	if p.Renumbered() != (another == "another") {
		return fmt.Errorf("the numbers of %s are %+v", name, p.Numbers)
	}
	return nil
}

// renumber notes who bears another number since an act.
func (w *world) renumber(a *register.Act) error {
	for _, e := range a.Effects {
		number, ok := e.Value.(register.Number)
		if !ok {
			continue
		}
		for name := range w.people {
			if id, err := w.personID(name); err == nil && register.PersonRef(id) == e.Subject {
				w.renamed[name] = number
			}
		}
	}
	return nil
}

func (w *world) registers(officeName, kind, happened string, table *godog.Table) error {
	p, err := w.proposal(officeName, kind, happened, table)
	if err != nil {
		return err
	}
	return w.hand(false, p)
}

func (w *world) registered(officeName, kind, happened string, table *godog.Table) error {
	if err := w.registers(officeName, kind, happened, table); err != nil {
		return err
	}
	return w.isRegistered()
}

func (w *world) prepares(officeName, kind, happened string, table *godog.Table) error {
	p, err := w.proposal(officeName, kind, happened, table)
	w.prepared = append(w.prepared, p)
	return err
}

func (w *world) handedIn() error {
	ps := w.prepared
	w.prepared = nil
	return w.hand(true, ps...)
}

func (w *world) again() error {
	w.unread = false
	return w.hand(len(w.asked) > 1, w.asked...)
}

// decides hands the last act in again with the registrar's decision on a finding.
func (w *world) decides(code, reason string) error {
	if !w.found(code, register.NeedsDecision) {
		return fmt.Errorf("there is nothing to decide about %q: %s", code, w.outcome())
	}
	w.unread = false
	ps := slices.Clone(w.asked)
	for i := range ps {
		ps[i].Accepted = append(slices.Clone(ps[i].Accepted), register.Accepted{Code: code, Reason: reason})
	}
	return w.hand(len(ps) > 1, ps...)
}

func (w *world) allIn() bool {
	for _, r := range w.results {
		if r.Act == nil {
			return false
		}
	}
	return len(w.results) > 0
}

// outcome tells what became of the last acts.
func (w *world) outcome() string {
	var out []string
	for i, r := range w.results {
		text := string(w.asked[i].Kind) + ": "
		if r.Act != nil {
			text += "registered"
		} else {
			text += "not registered"
		}
		for _, f := range r.Findings {
			text += fmt.Sprintf("; %s %s (%s) %v", f.Severity, f.Code, f.Field, f.Args)
		}
		out = append(out, text)
	}
	return strings.Join(out, " | ")
}

func (w *world) found(code string, s register.Severity) bool {
	for _, r := range w.results {
		if slices.ContainsFunc(r.Findings, func(f register.Finding) bool { return f.Code == code && f.Severity == s }) {
			return true
		}
	}
	return false
}

func (w *world) isRegistered() error {
	w.unread = false
	if !w.allIn() {
		return errors.New(w.outcome())
	}
	return nil
}

func (w *world) isRepeated() error {
	w.unread = false
	for _, r := range w.results {
		if !r.Repeated {
			return errors.New(w.outcome())
		}
	}
	return nil
}

func (w *world) isRefused(code string) error { return w.stopped(code, register.Blocking) }
func (w *world) waits(code string) error     { return w.stopped(code, register.NeedsDecision) }

func (w *world) stopped(code string, s register.Severity) error {
	w.unread = false
	if w.allIn() || !w.found(code, s) {
		return errors.New(w.outcome())
	}
	return nil
}

func (w *world) isWarned(code string) error {
	w.unread = false
	if !w.allIn() || !w.found(code, register.Warning) {
		return errors.New(w.outcome())
	}
	return nil
}

func (w *world) isNotWarned() error {
	w.unread = false
	for _, r := range w.results {
		if r.Act == nil || len(r.Findings) > 0 {
			return errors.New(w.outcome())
		}
	}
	return nil
}

func (w *world) nothingIn() error {
	for _, r := range w.results {
		if r.Act != nil {
			return errors.New(w.outcome())
		}
	}
	return nil
}

func splitList(s string) []string {
	var out []string
	for _, part := range strings.Split(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	return word
}
