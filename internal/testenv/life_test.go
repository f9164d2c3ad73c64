package testenv_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samano/acts"
	"samano/audit"
	"samano/internal/testenv"
	"samano/keys"
	"samano/ledger"
	"samano/register"
	"samano/registrar"
	"samano/store"
)

// life is a small population of some country to which anything may happen, in any order of what
// happened and of what was declared, through the whole writing path. What it hands
// in looks lawful; the register refuses a good part of it.
type life struct {
	r       *rapid.T
	c       *testenv.Country
	g       *ground
	offices []register.OfficeID // besides the centre
	kinds   []register.Kind     // as they are drawn
	people  []string            // '@' and client-made ids
	houses  []string
	books   []string
	units   []register.Code // where people live, also former ones
	refs    int             // references of authorities, given out so far
	drafted []draft         // of the request that is being written
	done    []*register.Act // registered after the beginning, in order
	asked   []register.Proposal
	reached map[register.Kind]int
	log     []logged // everything that was handed in

	signer      keys.Signer
	key         string
	checkpoints []ledger.Checkpoint
}

// today is the last day on which anything happens in a life.
var today = register.DayOf(2026, 11, 2)

// newLife founds a country with three units to live in, a dozen people and three households.
func newLife(t *testing.T, r *rapid.T, pack string, s store.Register) *life {
	l := &life{r: r, c: testenv.New(t, testenv.Options{Pack: pack, Store: s, Compare: pack == "xx"}), reached: map[register.Kind]int{}}
	l.g = groundOf(l.c.Law)
	l.units, l.kinds = slices.Clone(l.g.units), l.g.kinds()
	var err error
	if l.signer, err = l.c.Keys.Signer(keys.LedgerSigning); err != nil {
		r.Fatal(err)
	}
	if l.key, err = ledger.VerifierKey("register.test/acts", l.signer.Public()); err != nil {
		r.Fatal(err)
	}
	own, relations := l.c.Law.Country, l.g.relations()
	first := []draft{l.draft("place-change", register.InYear(1900, register.Documented), map[string]any{"steps": l.g.founding})}
	for i := range 12 {
		id := l.as(&l.people)
		first = append(first, l.draft("enrolment", register.InYear(1999, register.Documented), map[string]any{
			"as": id, "sex": []string{"female", "male"}[i%2], "born": []string{"1950", "1968-05-03", "1990", "1992~", "1996-02-01"}[i%5],
			"name":          name(i),
			"nationalities": []map[string]any{{"state": "held", "country": []register.Country{own, own, own, "VNM"}[i%4]}},
			"residence":     map[string]any{"kind": "permanent", "dwelling": map[string]any{"code": l.units[i/4], "house": "1"}, "since": "1999"},
		}))
	}
	for i := range 3 {
		of := l.people[4*i:]
		first = append(first, l.draft("household-open", register.InYear(2000, register.Documented), map[string]any{
			"as": l.as(&l.houses), "dwelling": map[string]any{"code": l.units[i], "house": "1"},
			"members": []map[string]any{{"person": of[0], "relation": "head"}, {"person": of[1], "relation": relations[0]}, {"person": of[2], "relation": relations[1]}, {"person": of[3], "relation": relations[1]}},
			"books":   []map[string]any{{"class": l.g.books()[0], "number": l.book()}},
		}))
	}
	proposals := make([]register.Proposal, len(first))
	for i := range first {
		proposals[i] = first[i].proposal(l)
	}
	l.found(proposals)
	l.offices = l.g.offices(r, l.c)
	return l
}

// found registers the first people, however alike.
func (l *life) found(proposals []register.Proposal) {
	for range proposals {
		all, results := true, l.register(registrar.Request{Proposals: proposals, Together: true})
		proposals = slices.Clone(proposals) // those that were handed in are kept as they were
		for i, res := range results {
			all = all && res.Act != nil
			for _, f := range res.Findings {
				if res.Act == nil && f.AboutAnother() {
					proposals[i].Accepted = append(slices.Clip(proposals[i].Accepted), f.Accept("were there"))
				} else if res.Act == nil && f.Severity != register.Warning {
					l.r.Fatal(res.Err)
				}
			}
		}
		if all {
			return
		}
	}
	l.r.Fatal("the first people are not accepted")
}

// logged is a request and what became of its proposals.
type logged struct {
	registrar.Request
	outcomes []string
}

// outcomes writes what became of proposals, as their clerks are told.
func outcomes(results []registrar.Result) []string {
	out := make([]string, len(results))
	for i, res := range results {
		if out[i] = fmt.Sprint(res.Err, res.Findings, res.Repeated); res.Act != nil {
			out[i] = fmt.Sprint("act ", res.Act.Seq, res.Act.Printed.String(), res.Findings, res.Repeated)
		}
	}
	return out
}

// draft is a proposal whose payload can still be changed.
type draft struct {
	register.Proposal
	payload map[string]any
}

func (d draft) proposal(l *life) register.Proposal {
	b, err := json.Marshal(d.payload)
	if err != nil {
		l.r.Fatal(err)
	}
	d.Payload = b
	return d.Proposal
}

// draft makes a proposal with the papers that the law asks for, decided by
// whoever may decide it.
func (l *life) draft(kind register.Kind, happened register.Date, payload map[string]any) draft {
	p := l.c.Proposal(kind, nil)
	p.Happened = happened
	rules := l.c.Law.Kinds[kind]
	for _, paper := range rules.Evidence.On(today).Value {
		p.Evidence = append(p.Evidence, register.Evidence{Kind: paper})
	}
	if paper, ok := payload["paper"].(string); ok {
		p.Evidence = append(p.Evidence, register.Evidence{Kind: paper})
	}
	if may := rules.Decided.On(today).Value; !slices.Contains(may, string(register.ByOffice)) {
		p.Decision = l.decision(register.AuthorityKind(may[0]))
	}
	return draft{p, payload}
}

func (l *life) decision(by register.AuthorityKind) register.Decision {
	l.refs++
	return register.Decision{By: by, Authority: string(l.g.above[0]), Reference: fmt.Sprint(l.refs)}
}

// as makes a client-made id for a subject and lists it.
func (l *life) as(list *[]string) string {
	id := "@" + string(l.c.ClientID())
	*list = append(*list, id)
	return id
}

func (l *life) book() string {
	number := fmt.Sprintf("B-%d", len(l.books))
	l.books = append(l.books, number)
	return number
}

// The draws.

func (l *life) person() string {
	return rapid.SampledFrom(l.people).Draw(l.r, "person")
}

// one draws mostly somebody who fits, if there is anybody: else few would ever
// be divorced or come back.
func (l *life) one(fit func(*register.Person) bool) string {
	lookups := make([]acts.Lookup, len(l.people))
	for i, id := range l.people {
		lookups[i] = acts.Lookup{By: acts.ByProposed, Key: id[1:]}
	}
	es, err := l.c.Find(context.Background(), l.c.Pass, lookups...)
	if err != nil {
		l.r.Fatal(err)
	}
	var fits []string
	for i, e := range es {
		if e.Person != nil && fit(e.Person) {
			fits = append(fits, l.people[i])
		}
	}
	if len(fits) == 0 || l.often(6, "whoever") {
		return l.person()
	}
	return rapid.SampledFrom(fits).Draw(l.r, "person who fits")
}

func woman(p *register.Person) bool   { return p.Sex() == register.Female }
func man(p *register.Person) bool     { return p.Sex() == register.Male }
func married(p *register.Person) bool { return len(p.Partners.Current()) > 0 }
func away(p *register.Person) bool {
	return len(p.Residence(register.Absent))+len(p.Residence(register.Abroad))+len(p.Residence(register.Temporary)) > 0
}

func lost(p *register.Person) bool {
	d, dead := p.Dead()
	return len(p.Missing.Current()) > 0 || dead && d.Declared
}

func parented(basis register.ParentBasis) func(*register.Person) bool {
	return func(p *register.Person) bool {
		return slices.ContainsFunc(p.Parents.Current(), func(f register.Fact[register.Parent]) bool { return basis == "" || f.Value.Basis == basis })
	}
}

func unnamed(p *register.Person) bool {
	return slices.ContainsFunc(p.Names.Current(), func(f register.Fact[register.Name]) bool { return f.Value.Unnamed })
}

// child and adult go by years, a few from the border of either, so that those
// come out whom the law means.
func (l *life) child(p *register.Person) bool {
	return p.Born().Date.Year > l.agedOn(l.c.Law.Adoption.MaxAge.On(today).Value)
}

func (l *life) adult(p *register.Person) bool {
	rules := l.c.Law
	return p.Born().Date.Year < l.agedOn(max(rules.Persons.AdultAge.On(today).Value, rules.Marriage.MinAge.On(today).Value)+8)
}
func (l *life) agedOn(years int) int16 { return int16(today.Year() - years) }

func (l *life) house() string { return rapid.SampledFrom(l.houses).Draw(l.r, "house") }
func (l *life) unit() string  { return string(rapid.SampledFrom(l.units).Draw(l.r, "unit")) }
func (l *life) often(n int, label string) bool {
	return rapid.IntRange(1, n).Draw(l.r, label) == 1
}

func (l *life) of(label string, values ...string) string {
	return rapid.SampledFrom(values).Draw(l.r, label)
}

func (l *life) day() register.Date {
	d := register.Exact(register.DayOf(2001, 1, 1) + register.Day(rapid.IntRange(0, int(today-register.DayOf(2001, 1, 1))).Draw(l.r, "day")))
	if l.often(8, "year only") {
		return register.InYear(int(d.Year), register.Declared)
	}
	return d
}

func (l *life) dwelling() map[string]any {
	return map[string]any{"code": l.unit(), "house": l.of("house number", "1", "2")}
}

func (l *life) forms() []register.NameForm { return name(rapid.IntRange(0, 20).Draw(l.r, "name")) }

// who is somebody in the register or, seldom, somebody described.
func (l *life) who(fit func(*register.Person) bool) map[string]any {
	if l.often(6, "described") {
		return map[string]any{"described": map[string]any{"name": l.forms(), "born": "1975"}}
	}
	return map[string]any{"person": l.one(fit)}
}

// subject gives the document of a person or household, nil if it was refused.
func (l *life) subject(id string) register.Subject {
	es, err := l.c.Find(context.Background(), l.c.Pass, acts.Lookup{By: acts.ByProposed, Key: id[1:]})
	if err != nil {
		l.r.Fatal(err)
	}
	switch {
	case es[0].Person != nil:
		return es[0].Person
	case es[0].Household != nil:
		return es[0].Household
	}
	return nil
}

// fact draws a fact of a subject; false if there is no such subject.
func (l *life) fact(id string, fit func(register.AnyFact) bool) (register.AnyFact, bool) {
	var facts []register.AnyFact
	if s := l.subject(id); s != nil {
		s.Each(func(f register.AnyFact) bool {
			if fit(f) {
				facts = append(facts, f)
			}
			return true
		})
	}
	if len(facts) == 0 {
		return register.AnyFact{}, false
	}
	return rapid.SampledFrom(facts).Draw(l.r, "fact"), true
}

// act draws an earlier act, of a kind if one is named.
func (l *life) act(kind register.Kind) string {
	for _, d := range l.drafted { // not even handed in
		if (kind == "" || d.Kind == kind) && l.often(3, "of the same request") {
			return string(d.ID)
		}
	}
	var fit []*register.Act
	for _, a := range l.done {
		if kind == "" || a.Kind == kind {
			fit = append(fit, a)
		}
	}
	if len(fit) == 0 {
		return string(l.c.ActID()) // of no act
	}
	a := rapid.SampledFrom(fit).Draw(l.r, "act")
	if !a.Printed.IsZero() && l.often(2, "by its number on paper") {
		return a.Printed.String()
	}
	return string(a.ID)
}

// endings end what an earlier act began, so they mostly happen last.
var endings = []register.Kind{"divorce", "adoption-end", "found-alive", "return"}

// anything draws an act.
func (l *life) anything() draft {
	kind := rapid.SampledFrom(l.kinds).Draw(l.r, "kind")
	day := l.day()
	if slices.Contains(endings, kind) && !l.often(3, "any day") {
		day = register.Exact(today)
	}
	d := l.draft(kind, day, payloads[kind](l, day))
	if day.Precision() == register.ToDay {
		d.Declared = min(today, day.Latest()+register.Day(rapid.IntRange(0, 400).Draw(l.r, "declared after")))
	}
	switch {
	case l.often(12, "without papers"):
		d.Evidence = nil
	case l.often(8, "by a court"):
		d.Decision = l.decision(register.ByCourtOrder)
	}
	if who := l.person(); len(d.Evidence) > 0 && l.often(6, "a paper of another fact") {
		for _, key := range l.facts(who) {
			d.Examined = append(d.Examined, register.Examined{Person: who, Fact: key, Paper: d.Evidence[0].Kind})
		}
	}
	if l.often(8, "at another office") {
		d.Office = rapid.SampledFrom(l.offices).Draw(l.r, "office")
	}
	if l.often(6, "seen") {
		d.Seen = []register.Seen{{Subject: l.person(), Seq: register.Seq(rapid.IntRange(1, 30).Draw(l.r, "seen at"))}}
	}
	return d
}

// live hands in some requests, of one or several acts, together or not, and
// decides what the register asks to have decided.
func (l *life) live(requests int) {
	for range rapid.IntRange(requests/3, requests).Draw(l.r, "requests") {
		for range rapid.IntRange(1, 4).Draw(l.r, "acts in a request") {
			l.drafted = append(l.drafted, l.anything())
		}
		drafts := l.drafted
		l.drafted = nil
		l.handIn(drafts, l.often(3, "together"))
		if l.often(6, "checkpoint") {
			l.checkpoint()
		}
	}
}

func (l *life) handIn(drafts []draft, together bool) {
	proposals := make([]register.Proposal, len(drafts))
	for i := range drafts {
		proposals[i] = drafts[i].proposal(l)
	}
	results := l.register(registrar.Request{Proposals: proposals, Together: together})
	for i, res := range results {
		if res.Act != nil {
			l.enter(proposals[i], res.Act)
		} else if !together {
			l.decide(drafts[i], res.Findings)
		}
	}
}

func (l *life) register(req registrar.Request) []registrar.Result {
	results, err := l.c.Register(context.Background(), req)
	if err != nil {
		l.r.Fatal(err)
	}
	l.log = append(l.log, logged{req, outcomes(results)})
	for i, res := range results {
		if kind := register.KindOf(res.Err); res.Err != nil && kind != register.Invalid && kind != register.Duplicate {
			l.r.Fatalf("%s: %v", req.Proposals[i].Kind, res.Err)
		}
	}
	return results
}

// decide does what a registrar does with findings that need a decision, and hands
// in again; what stays refused is let be. It reports whether the act is in.
func (l *life) decide(d draft, findings []register.Finding) bool {
	for range 3 {
		if len(findings) == 0 {
			return false
		}
		for _, f := range findings {
			if !l.answer(&d, f) {
				return false
			}
		}
		p := d.proposal(l)
		res := l.register(registrar.Request{Proposals: []register.Proposal{p}})[0]
		if res.Act != nil {
			l.enter(p, res.Act)
			return true
		}
		findings = res.Findings
	}
	return false
}

// answer decides one finding; false if that is not for a registrar to decide.
func (l *life) answer(d *draft, f register.Finding) bool {
	switch {
	case f.Severity == register.Warning:
	case f.Code == "allot-missing":
		list, _ := d.payload["allot"].([]map[string]any)
		d.payload["allot"] = append(list, map[string]any{"seq": json.Number(f.Args["act"]), "to": l.of("to", "survivor", "other"), "reason": "so it was"})
	case f.Code == "rests-on" && l.often(2, "decided one by one"):
		list, _ := d.payload["decisions"].([]map[string]any)
		d.payload["decisions"] = append(list, map[string]any{"seq": json.Number(f.Args["act"]), "do": l.of("do", "keep", "inquiry"), "reason": "so it is"})
	case f.Severity == register.NeedsDecision:
		d.Accepted = append(d.Accepted, f.Accept("decided"))
	default:
		return false
	}
	return true
}

// enter notes an act that was registered, and whom it brought.
func (l *life) enter(p register.Proposal, act *register.Act) {
	l.done = append(l.done, act)
	l.asked = append(l.asked, p)
	l.reached[act.Kind]++
	var brought struct {
		As string `json:"as"`
	}
	if json.Unmarshal(p.Payload, &brought) != nil || !strings.HasPrefix(brought.As, "@") {
		return
	}
	if l.subject(brought.As).Ref().Kind == register.SubjectHousehold {
		l.houses = append(l.houses, brought.As)
	} else {
		l.people = append(l.people, brought.As)
	}
}

func (l *life) checkpoint() {
	note, err := audit.Checkpoint(context.Background(), l.c.Store, audit.Signing{Signers: []keys.Signer{l.signer}})
	if err != nil {
		l.r.Fatal(err)
	}
	cp, err := ledger.OpenCheckpoint(note, l.key)
	if err != nil {
		l.r.Fatal(err)
	}
	l.checkpoints = append(l.checkpoints, cp)
}
