package testenv_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samano/access"
	"samano/audit"
	"samano/internal/testenv"
	"samano/law"
	"samano/ledger"
	"samano/register"
	"samano/registrar"
	"samano/registrar/record"
	"samano/store"
	"samano/store/memstore"
)

// fataler is what testing and rapid have in common.
type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// Any sequence of acts, in any order of arrival, leaves a register that agrees with
// itself in every way that there is to ask.
func TestAnythingInAnyOrder(t *testing.T) {
	reached := map[string]map[register.Kind]int{}
	for _, b := range backends {
		t.Run(b.name, func(t *testing.T) {
			b.check(t, func(r *rapid.T, l *life) {
				l.live(25)
				l.checkpoint()
				clean(r, l.c, l.checkpoints)
				history := refold(r, l.c)
				if d := cmp.Diff(history.documents, documents(r, l.c.Store)); d != "" {
					r.Fatalf("(-folded from the stored effects, +stored):\n%s", d)
				}
				if d := cmp.Diff(history.events, feed(r, l.c, rapid.IntRange(1, 9).Draw(r, "subjects in a page"))); d != "" {
					r.Fatalf("(-folded from the stored effects, +in the feed):\n%s", d)
				}
				l.handInAgain(r)
				l.rebuildUnderOtherLaw(r)
				add(reached, b.pack, l.reached)
			})
		})
	}
	for pack, least := range map[string]int{"la": 36, "xx": 30} { // half as many lives are led under xx
		t.Logf("registered under %s: %v", pack, reached[pack])
		if n := len(reached[pack]); n < least {
			t.Errorf("only %d kinds of acts were ever registered under %s, so the test shows less than it says: %v", n, pack, reached[pack])
		}
	}
}

// add counts acts by the law under which they came about.
func add(counts map[string]map[register.Kind]int, pack string, more map[register.Kind]int) {
	if counts[pack] == nil {
		counts[pack] = map[register.Kind]int{}
	}
	for kind, n := range more {
		counts[pack][kind] += n
	}
}

// audited audits a register and gives what alarms.
func audited(t fataler, c *testenv.Country, s store.Register, checkpoints []ledger.Checkpoint) (faults []audit.Fault, sum audit.Summary) {
	t.Helper()
	sum, err := audit.Verify(context.Background(), audit.Inputs{Store: s, Codec: c.Codec, Scheme: c.Scheme, Sealer: c.Sealer, Checkpoints: checkpoints},
		func(f audit.Fault) error {
			if f.Alarm {
				faults = append(faults, f)
			}
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	return faults, sum
}

// clean audits a register in which nothing is wrong; each of the checkpoints must
// be of it, so that each extends those before.
func clean(t fataler, c *testenv.Country, checkpoints []ledger.Checkpoint) {
	t.Helper()
	faults, sum := audited(t, c, c.Store, checkpoints)
	if len(faults) > 0 {
		t.Fatalf("the audit finds %v", faults)
	}
	if n := len(checkpoints); n > 0 && sum.Signed != checkpoints[n-1].Size {
		t.Fatalf("%d acts were signed, the audit says %d", checkpoints[n-1].Size, sum.Signed)
	}
}

// past is a register as its stored effects make it, with no help from the
// registrar's own reading.
type past struct {
	documents map[register.Ref]string
	events    []string
}

func refold(t fataler, c *testenv.Country) past {
	t.Helper()
	out := past{documents: map[register.Ref]string{}}
	acts := allActs(t, c)
	sealed := map[register.EffectRef]bool{}
	last := foldAll(t, acts, func(e register.Effect, _ register.EffectRef) register.Effect { return e }, func(_ *register.Act, s register.Subject) {
		out.documents[s.Ref()] = document(t, s)
	})
	for _, s := range last {
		s.Each(func(f register.AnyFact) bool {
			sealed[f.Key] = f.Standing().Sealed
			return true
		})
	}
	// The feed tells of the past what is not sealed now: as if those facts had never been opened.
	open := func(e register.Effect, key register.EffectRef) register.Effect {
		if sealed[key] || sealed[e.Fact] {
			return register.Effect{} // of no subject
		}
		return e
	}
	// And nobody has a past before the seal.
	foldAll(t, acts, open, func(act *register.Act, s register.Subject) {
		doc, version := document(t, s), s.Version()
		if p, ok := last[s.Ref()].(*register.Person); ok {
			until := p.SealedUntil()
			if act.Seq < until {
				return
			}
			doc = enteredAt(t, doc, until)
			version -= len(slices.DeleteFunc(slices.Clone(register.ActsOf(s)), func(seq register.Seq) bool { return seq >= until }))
		}
		e := registrar.Event{Seq: act.Seq, Subject: s.Ref(), Version: version, Kind: act.Kind, Nature: act.Nature}
		out.events = append(out.events, event(e, doc))
	})
	return out
}

// storedKeys are how a document names the effects that opened its facts, and the entries of their trails.
var storedKeys = regexp.MustCompile(`"(key|by|of)":"([0-9]+)\.[0-9]+"|"acts":\[[^]]*\]`)

// enteredAt returns a document as if the act at seq had done all that acts before it did.
func enteredAt(t fataler, doc string, seq register.Seq) string {
	t.Helper()
	facts, entries, as := 0, 0, map[string]string{} // entries, and what they are named as, of one fact
	return storedKeys.ReplaceAllStringFunc(doc, func(text string) string {
		if list, is := strings.CutPrefix(text, `"acts":`); is {
			var acts []register.Seq
			if err := json.Unmarshal([]byte(list), &acts); err != nil {
				t.Fatal(err)
			}
			b, _ := json.Marshal(slices.DeleteFunc(acts, func(s register.Seq) bool { return s < seq }))
			return `"acts":` + string(b)
		}
		m := storedKeys.FindStringSubmatch(text)
		by, _ := strconv.ParseInt(m[2], 10, 64)
		_, name, _ := strings.Cut(text, ":")
		named := func(n int) string {
			if register.Seq(by) < seq {
				return fmt.Sprintf(`"%d.%d"`, seq, register.MaxEffects+n)
			}
			return name
		}
		switch m[1] {
		case "key":
			text, entries = `"key":`+named(facts), 0
			clear(as)
			if register.Seq(by) < seq {
				facts++
			}
		case "by":
			as[name] = named(entries)
			text, entries = `"by":`+as[name], entries+1
		default:
			if other, ok := as[name]; ok {
				name = other
			}
			text = `"of":` + name
		}
		return text
	})
}

// foldAll folds what change makes of the effects of all acts, calls each with every subject as an
// act leaves it, and returns the subjects as they are at the end.
func foldAll(t fataler, acts []*register.Act, change func(register.Effect, register.EffectRef) register.Effect, each func(*register.Act, register.Subject)) map[register.Ref]register.Subject {
	t.Helper()
	subjects := map[register.Ref]register.Subject{}
	for _, act := range acts {
		effects := make([]register.Effect, len(act.Effects))
		for n, e := range act.Effects {
			effects[n] = change(e, register.EffectRef{Seq: act.Seq, N: int32(n)})
		}
		for _, ref := range act.Subjects() {
			if !slices.ContainsFunc(effects, func(e register.Effect) bool { return e.Subject == ref }) {
				continue
			}
			s := subjects[ref]
			if s == nil {
				s, _ = register.NewSubject(ref)
			}
			s, err := register.Fold(s, act.Seq, effects)
			if err != nil {
				t.Fatal(err)
			}
			subjects[ref] = s
			each(act, s)
		}
	}
	return subjects
}

func allActs(t fataler, c *testenv.Country) []*register.Act {
	t.Helper()
	rows, err := c.Store.ActsFrom(context.Background(), c.Pass, 0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]*register.Act, len(rows))
	for i, row := range rows {
		if row.Seq != register.Seq(i) {
			t.Fatalf("act %d stands at %d", row.Seq, i)
		}
		if out[i], err = record.Decode(c.Codec, row); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func document(t fataler, s register.Subject) string {
	t.Helper()
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func event(e registrar.Event, doc string) string {
	return fmt.Sprintf("%d %s version %d %s %s: %s", e.Seq, e.Subject, e.Version, e.Kind, e.Nature, doc)
}

// feed reads all events by pages of a few subjects, each with the document as it
// was known at its Seq.
func feed(t fataler, c *testenv.Country, subjects int) (out []string) {
	t.Helper()
	for after := register.Seq(0); ; {
		events, next, err := c.Events(context.Background(), c.Pass, after, subjects)
		if err != nil {
			t.Fatal(err)
		}
		if next == after {
			if len(events) > 0 {
				t.Fatalf("the feed stands still at %d with %d events", after, len(events))
			}
			return out
		}
		for _, e := range events {
			if e.Seq <= after || e.Seq > next {
				t.Fatalf("an event of act %d between %d and %d", e.Seq, after, next)
			}
			out = append(out, event(e.Event, document(t, e.Subject)))
		}
		after = next
	}
}

var subjectKinds = []register.SubjectKind{register.SubjectPerson, register.SubjectHousehold, register.SubjectPlace}

func documents(t fataler, s store.Register) map[register.Ref]string {
	t.Helper()
	pass, end := lent()
	defer end()
	out := map[register.Ref]string{}
	for _, kind := range subjectKinds {
		for row, err := range s.EachSubject(context.Background(), pass, kind, 0) {
			if err != nil {
				t.Fatal(err)
			}
			out[row.Ref] = string(row.Doc)
		}
	}
	return out
}

func projections(t fataler, s store.Register) map[store.ProjectionRow]int {
	t.Helper()
	pass, end := lent()
	defer end()
	out := map[store.ProjectionRow]int{}
	for row, err := range s.EachProjection(context.Background(), pass) {
		if err != nil {
			t.Fatal(err)
		}
		out[row]++
	}
	return out
}

func postings(t fataler, s store.Register) (out []store.Posting) {
	t.Helper()
	pass, end := lent()
	defer end()
	for p, err := range s.EachPosting(context.Background(), pass) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

// handInAgain hands in everything that was registered once more, in one request.
func (l *life) handInAgain(r *rapid.T) {
	before := documents(r, l.c.Store)
	for i, res := range l.register(registrar.Request{Proposals: l.asked}) {
		if res.Act == nil || !res.Repeated || res.Act.Seq != l.done[i].Seq {
			r.Fatalf("%s, handed in again, gives %+v", l.done[i].Kind, res)
		}
	}
	if d := cmp.Diff(before, documents(r, l.c.Store)); d != "" {
		r.Fatalf("what was handed in again changed the register:\n%s", d)
	}
}

// rebuildUnderOtherLaw opens the register under a law whose every number is
// another, makes it again from its acts, and goes on in it.
func (l *life) rebuildUnderOtherLaw(r *rapid.T) {
	ctx := context.Background()
	before, rows, keys := documents(r, l.c.Store), projections(r, l.c.Store), postings(r, l.c.Store)
	l.c.Close()
	config := l.c.Setup
	config.Law = otherLaw(config.Law)
	reg, err := registrar.Open(ctx, config)
	if err != nil {
		r.Fatal(err)
	}
	defer reg.Close()
	if err := audit.Rebuild(ctx, config.Store, config.Codec, math.MaxInt64, nil); err != nil {
		r.Fatal(err)
	}
	if d := cmp.Diff(before, documents(r, config.Store)); d != "" {
		r.Fatalf("documents (-before, +rebuilt):\n%s", d)
	}
	if d := cmp.Diff(rows, projections(r, config.Store)); d != "" {
		r.Fatalf("projections (-before, +rebuilt):\n%s", d)
	}
	if d := cmp.Diff(keys, postings(r, config.Store)); d != "" {
		r.Fatalf("keys of the matcher (-before, +rebuilt):\n%s", d)
	}
	p := l.draft("enrolment", l.day(), payloads["enrolment"](l, register.Exact(today))).proposal(l)
	p.Payload = []byte(`{"sex":"female","born":"1990"}`)
	results, err := reg.Register(ctx, registrar.Request{Proposals: []register.Proposal{p}})
	if err != nil || results[0].Act == nil || results[0].Act.PackHash != config.Law.Hash || results[0].Act.Printed.IsZero() == config.Law.Kinds[p.Kind].Printed.On(today).Value {
		r.Fatalf("under another law: %+v, %v", results, err)
	}
	clean(r, l.c, l.checkpoints)
}

// otherLaw is a law that would have decided otherwise on nearly everything.
func otherLaw(p *law.Pack) *law.Pack {
	changed := *p
	changed.Hash = "another"
	changed.Marriage.MinAge, changed.Marriage.KinDegrees = always(60), always(9)
	changed.Birth.MotherMinAge, changed.Birth.MotherMaxAge, changed.Birth.SpacingDays = always(40), always(41), always(9000)
	changed.Birth.Nationality = always("soil")
	if p.Birth.Nationality.On(today).Value == "soil" {
		changed.Birth.Nationality = always("both-parents")
	}
	changed.Adoption.MaxAge, changed.Adoption.MinGap = always(1), always(50)
	changed.Persons.NumberFor, changed.Persons.AdultAge = always([]string{}), always(50)
	changed.Revives = law.ReviveRules{Marriage: always(!p.Revives.Marriage.On(today).Value), Member: always(!p.Revives.Member.On(today).Value)}
	changed.Kinds = maps.Clone(p.Kinds)
	for kind, rules := range changed.Kinds {
		rules.Printed = always(!rules.Printed.On(today).Value)
		changed.Kinds[kind] = rules
	}
	return &changed
}

func always[T any](v T) law.Rule[T] {
	return law.Rule[T]{{Value: v, From: register.FirstDay, Until: register.LastDay}}
}

// held writes what is held to be true of every subject: the facts that are not
// void, with their time. Subjects of whom nothing is held do not appear.
func held(t fataler, s store.Register) map[string][]string {
	t.Helper()
	pass, end := lent()
	defer end()
	out := map[string][]string{}
	for _, kind := range subjectKinds {
		for row, err := range s.EachSubject(context.Background(), pass, kind, 0) {
			if err != nil {
				t.Fatal(err)
			}
			subject, err := record.Subject(row)
			if err != nil {
				t.Fatal(err)
			}
			subject.Each(func(f register.AnyFact) bool {
				if st := f.Standing(); !st.Void {
					value, _ := json.Marshal(f.Value)
					out[row.Ref.String()] = append(out[row.Ref.String()], fmt.Sprintf("%s %s from %s %s ended %v %s %v %v examined %s %s", f.Field(), value, f.From, f.Source, st.Ended, st.Until, st.Inquiry, st.Sealed, st.ExaminedOn, st.Paper))
				}
				return true
			})
			slices.Sort(out[row.Ref.String()])
		}
	}
	return out
}

// Annulling the last act, on which nothing can rest, gives back what was held
// before it.
func TestAnnullingTheLastActGivesBackWhatWas(t *testing.T) {
	annulled := map[string]map[register.Kind]int{}
	for _, b := range backends {
		t.Run(b.name, func(t *testing.T) {
			b.check(t, func(r *rapid.T, l *life) {
				l.c.Law = revivingLaw(l.c.Law)
				l.live(8)
				for range 8 {
					before, n := held(r, l.c.Store), len(l.done)
					l.handIn([]draft{l.anything()}, false)
					if len(l.done) == n {
						continue
					}
					last := l.done[n]
					if last.Kind == "merge" || last.Kind == "unmerge" || last.Kind == "erasure" {
						continue // no annulment takes these back
					}
					d := l.draft("annulment", register.Date{}, map[string]any{"act": last.ID, "reason": "it never was so"})
					l.handIn([]draft{d}, false)
					if len(l.done) != n+2 {
						res := l.register(registrar.Request{Proposals: []register.Proposal{d.proposal(l)}})
						r.Fatalf("nothing rests on the last act (%s), yet: %v", last.Kind, res[0].Findings)
					}
					add(annulled, b.pack, map[register.Kind]int{last.Kind: 1})
					if d := cmp.Diff(before, held(r, l.c.Store)); d != "" {
						r.Fatalf("%s %s annulled (-before it, +after the annulment):\n%s", last.Kind, last.Payload, d)
					}
				}
				clean(r, l.c, nil)
			})
		})
	}
	for pack, least := range map[string]int{"la": 26, "xx": 20} {
		t.Logf("annulled under %s: %v", pack, annulled[pack])
		if len(annulled[pack]) < least {
			t.Errorf("acts of too few kinds were annulled under %s, so the test shows less than it says: %v", pack, annulled[pack])
		}
	}
}

// revivingLaw lets come back whatever can: "as it was before" is then whole.
func revivingLaw(p *law.Pack) *law.Pack {
	changed := *p
	changed.Revives = law.ReviveRules{Marriage: always(true), Member: always(true)}
	return &changed
}

// Merge, then unmerge, gives back both.
func TestMergeThenUnmergeGivesBackBoth(t *testing.T) {
	merges := map[string]int{}
	for _, b := range backends {
		t.Run(b.name, func(t *testing.T) {
			b.check(t, func(r *rapid.T, l *life) {
				l.live(12)
				for range 3 {
					before, n := held(r, l.c.Store), len(l.done)
					l.handIn([]draft{l.draft("merge", l.day(), payloads["merge"](l, register.Date{}))}, false)
					if len(l.done) == n {
						continue
					}
					merges[b.pack]++
					l.handIn([]draft{l.draft("unmerge", register.Date{}, map[string]any{"merge": l.done[n].ID, "reason": "two after all"})}, false)
					if len(l.done) != n+2 {
						r.Fatal("the unmerge was refused")
					}
					if d := cmp.Diff(before, held(r, l.c.Store)); d != "" {
						r.Fatalf("(-before the merge, +after the unmerge):\n%s", d)
					}
				}
				clean(r, l.c, nil)
			})
		})
	}
	for _, pack := range packs {
		if merges[pack] < 5 {
			t.Errorf("only %d pairs were merged under %s, so the test shows less than it says", merges[pack], pack)
		}
	}
}

// What is decided over what a transaction has changed so far is decided as it would
// be over what is on disk: one by one, or all that stand by themselves at once.
func TestOneByOneOrAllAtOnce(t *testing.T) {
	for _, b := range backends {
		if strings.HasPrefix(b.name, "memory") {
			t.Run(b.name, func(t *testing.T) { b.check(t, oneByOneOrAllAtOnce) })
		}
	}
}

func oneByOneOrAllAtOnce(r *rapid.T, l *life) {
	l.live(30)
	var single, at []logged
	for _, req := range l.log {
		if req.Together {
			single, at = append(single, req), append(at, req)
			continue
		}
		if n := len(at); at[n-1].Together {
			at = append(at, logged{})
		}
		last := &at[len(at)-1]
		for i, p := range req.Proposals {
			single = append(single, logged{registrar.Request{Proposals: []register.Proposal{p}}, req.outcomes[i : i+1]})
			last.Proposals, last.outcomes = append(last.Proposals, p), append(last.outcomes, req.outcomes[i])
		}
	}
	want := documents(r, l.c.Store)
	for name, log := range map[string][]logged{"one by one": single, "all at once": at} {
		if d := cmp.Diff(want, documents(r, l.again(r, log))); d != "" {
			r.Fatalf("%s (-in requests, +%s):\n%s", name, name, d)
		}
	}
}

// again founds the country once more, hands in requests, and gives the register.
func (l *life) again(r *rapid.T, log []logged) store.Register {
	ctx := context.Background()
	config := l.c.Setup
	config.Store = memstore.New()
	if err := registrar.Found(ctx, config, "register.test/acts", l.c.ActID()); err != nil {
		r.Fatal(err)
	}
	reg, err := registrar.Open(ctx, config)
	if err != nil {
		r.Fatal(err)
	}
	defer reg.Close()
	for _, req := range log {
		results, err := reg.Register(ctx, req.Request)
		if err != nil {
			r.Fatal(err)
		}
		if d := cmp.Diff(req.outcomes, outcomes(results)); d != "" {
			r.Fatalf("decided otherwise (-before, +now):\n%s", d)
		}
	}
	return config.Store
}

// lent returns a pass that is valid until end is called.
func lent() (pass access.Pass, end func()) {
	got, stop := make(chan access.Pass), make(chan struct{})
	go func() {
		_ = access.ForWriting(func(p access.Pass) error {
			got <- p
			<-stop
			return nil
		})
	}()
	return <-got, func() { close(stop) }
}
