package testenv_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samano/internal/testenv"
	"samano/match"
	"samano/match/synth"
	"samano/register"
	"samano/registrar"
	"samano/registrar/duplicates"
	"samano/store"
	"samano/store/memstore"
	"samano/store/sqlstore"
)

// asked is a register in which a synthetic people is enrolled, and a second registrar
// over it that compares; the first compares nobody.
type asked struct {
	*testenv.Country
	comparing *registrar.Registrar
	country   synth.Country
	corruptor *synth.Corruptor
	people    []synth.Person
	enrolled  map[register.PersonID]register.Number // by the id in the country
}

// villages is how many a small synthetic country has.
const villages = 36

func newAsked(t testing.TB, s store.Register, people int) *asked {
	t.Helper()
	a := &asked{Country: testenv.New(t, testenv.Options{Store: s}), country: synth.Country{Seed: 21, People: people}, enrolled: map[register.PersonID]register.Number{}}
	a.corruptor = synth.NewCorruptor(synth.Standard(), a.country, 22)
	steps := []any{
		map[string]any{"code": "01", "level": "province", "name": map[string]any{"latin": "Province"}},
		map[string]any{"code": "0101", "level": "district", "parent": "01", "name": map[string]any{"latin": "District"}},
	}
	for n := range villages {
		steps = append(steps, map[string]any{"code": villageCode(register.PlaceID(n + 1)), "level": "village", "parent": "0101", "name": map[string]any{"latin": "Village"}})
	}
	decree := a.Proposal("place-change", map[string]any{"steps": steps})
	decree.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: "7"}
	decree.Evidence = []register.Evidence{{Kind: "ministry-decision"}}
	a.Must(t, decree)
	a.people = slices.Collect(a.country.All())

	same, err := duplicates.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	config := a.Setup
	config.Matcher = same
	if a.comparing, err = registrar.Open(context.Background(), config); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.comparing.Close)
	return a
}

func villageCode(id register.PlaceID) string { return fmt.Sprintf("0101%03d", id) }

// enrolment writes a record as an enrolment.
func (a *asked) enrolment(r match.Record) register.Proposal {
	forms := func(n match.Name) []any {
		script, parts := "Latn", []any{}
		for _, r := range n.Given + n.Surname {
			if r >= 0x0e80 && r <= 0x0eff {
				script = "Laoo"
			}
		}
		if n.Given != "" {
			parts = append(parts, map[string]any{"given": n.Given})
		}
		if n.Surname != "" {
			parts = append(parts, map[string]any{"surname": n.Surname})
		}
		return []any{map[string]any{"script": script, "parts": parts}}
	}
	m := map[string]any{"name": forms(r.Names[0]), "sex": r.Sex, "born": r.Birth}
	for role, n := range map[string]match.Name{"mother": r.Mother, "father": r.Father} {
		if !n.IsZero() {
			m[role] = map[string]any{"described": map[string]any{"name": forms(n)}}
		}
	}
	if id := r.BornAt.Village; id != 0 {
		m["born_at"] = map[string]any{"code": villageCode(id)}
	}
	if id := r.Home.Village; id != 0 {
		m["residence"] = map[string]any{"kind": "permanent", "dwelling": map[string]any{"code": villageCode(id)}}
	}
	return a.Proposal("enrolment", m)
}

// enrol enrols people without asking who they are.
func (a *asked) enrol(t testing.TB, people []synth.Person) {
	t.Helper()
	for group := range slices.Chunk(people, 400) {
		var all []register.Proposal
		for i := range group {
			all = append(all, a.enrolment(group[i].Record))
		}
		results, err := a.Register(context.Background(), registrar.Request{Proposals: all})
		if err != nil {
			t.Fatal(err)
		}
		for i, res := range results {
			if res.Act == nil {
				t.Fatalf("%s: %v", all[i].Payload, res.Err)
			}
			numbers, _ := issued([]*register.Act{res.Act})
			a.enrolled[group[i].ID] = numbers[0]
		}
	}
}

// Of those who come to be enrolled some are there already; each comes with a record
// written a second time, with the faults that clerks make.
func TestWhoIsThereAlreadyIsFound(t *testing.T) {
	const people = 1500
	a := newAsked(t, memstore.New(), people)
	var there, fresh []synth.Person
	for i, p := range a.people {
		if i%10 == 9 {
			fresh = append(fresh, p)
		} else {
			there = append(there, p)
		}
	}
	a.enrol(t, there)
	come := func(p *synth.Person) (found []register.Finding) {
		e, err := a.comparing.Examine(context.Background(), a.Pass, []register.Proposal{a.enrolment(a.corruptor.Again(p, 1))})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range e.Results[0].Findings {
			if f.AboutAnother() {
				found = append(found, f)
			}
		}
		return found
	}
	missed, another := 0, 0
	for i := range fresh {
		found := come(&there[7*i])
		if !slices.ContainsFunc(found, func(f register.Finding) bool { return f.Args[register.ArgPerson] == string(a.enrolled[there[7*i].ID]) }) {
			missed++
		}
		another += min(1, len(come(&fresh[i])))
	}
	t.Logf("of %d who were there %d were missed, of %d who were not %d were taken for another", len(fresh), missed, len(fresh), another)
	if missed > len(fresh)/30 || another > len(fresh)/20 {
		t.Error("too many")
	}
	if faults, _ := audited(t, a.Country, a.Store, nil); len(faults) > 0 {
		t.Error(faults)
	}
}

// A village is merged into another, and that into a third. Nobody is re-keyed for it; who
// lived in the first and comes with the third is found.
func TestAVillageThatBecameAnother(t *testing.T) {
	a := newAsked(t, memstore.New(), 0)
	at := func(id register.PlaceID, given string) register.Proposal {
		return a.enrolment(match.Record{Names: []match.Name{{Given: given}}, Sex: register.Female, Birth: exact("1974-05-03"), Home: match.Place{Village: id}})
	}
	a.Must(t, at(1, "Wolfgang"), at(3, "Annegret"))
	keys := postings(t, a.Store)
	merged := a.Proposal("place-change", map[string]any{"steps": []any{
		map[string]any{"place": villageCode(1), "successors": []string{villageCode(2)}},
		map[string]any{"place": villageCode(2), "successors": []string{villageCode(3)}},
	}})
	merged.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: "8"}
	merged.Evidence = []register.Evidence{{Kind: "ministry-decision"}}
	a.Must(t, merged)
	if d := cmp.Diff(keys, postings(t, a.Store)); d != "" {
		t.Errorf("keys changed with the village:\n%s", d)
	}
	for _, tt := range []struct {
		name  string
		given string
		lives register.PlaceID
		found bool
	}{ // names of nobody else, misspelt: she shares no key but that of birth and village
		{"the village that took over", "Wolfgong", 3, true},
		{"the same village", "Annegrat", 3, true},
		{"another village", "Wolfgong", 4, false},
	} {
		e, err := a.comparing.Examine(context.Background(), a.Pass, []register.Proposal{at(tt.lives, tt.given)})
		if err != nil {
			t.Fatal(err)
		}
		if found := slices.ContainsFunc(e.Results[0].Findings, register.Finding.AboutAnother); found != tt.found {
			t.Errorf("%s: found is %v, %+v", tt.name, found, e.Results[0].Findings)
		}
	}
	if faults, _ := audited(t, a.Country, a.Store, nil); len(faults) > 0 {
		t.Error(faults)
	}
}

func exact(day string) register.Date {
	d, err := register.ParseDate(day)
	if err != nil {
		panic(err)
	}
	return d
}

// waiting is a proposal that somebody has examined and not handed in yet.
type waiting struct {
	register.Proposal
	search *duplicates.Search
	alone  bool // nobody was like her then
}

// However much is registered between an examination and the handing in, the register
// asks about the same people as if it had looked through everybody that moment.
func TestAskingEarlyIsAsGoodAsAskingNow(t *testing.T) {
	sorts := map[string]int{}
	for _, b := range backends {
		t.Run(b.name, func(t *testing.T) {
			b.check(t, func(r *rapid.T, l *life) {
				same, err := duplicates.Shipped()
				if err != nil {
					r.Fatal(err)
				}
				config := l.c.Setup
				config.Matcher = same
				reg, err := registrar.Open(context.Background(), config)
				if err != nil {
					r.Fatal(err)
				}
				defer reg.Close()
				k := alike{Registrar: reg, c: l.c, sorts: sorts}
				for range rapid.IntRange(5, 25).Draw(r, "steps") {
					k.step(r)
				}
				clean(r, l.c, nil)
			})
		})
	}
	t.Log(sorts)
	for _, sort := range []string{"nobody", "somebody", "somebody who came since", "accepted", "renamed"} {
		if sorts[sort] == 0 {
			t.Errorf("%s: never tried", sort)
		}
	}
}

// alike are people of a few names, days and mothers.
type alike struct {
	*registrar.Registrar
	c       *testenv.Country
	waiting []waiting
	entered []string // client-made ids
	sorts   map[string]int
}

func (k *alike) step(r *rapid.T) {
	if len(k.waiting) == 0 || rapid.IntRange(0, 2).Draw(r, "what") > 0 {
		p := k.draw(r)
		e := k.examine(r, p)
		res := e.Results[0]
		k.waiting = append(k.waiting, waiting{p, e.Search, !slices.ContainsFunc(res.Findings, register.Finding.AboutAnother)})
		return
	}
	at := rapid.IntRange(0, len(k.waiting)-1).Draw(r, "of those who wait")
	w := k.waiting[at]
	k.waiting = slices.Delete(k.waiting, at, at+1)
	before := w.search.Seq()
	for {
		now := k.examine(r, w.Proposal).Results[0]
		results, err := k.Register(context.Background(), registrar.Request{Proposals: []register.Proposal{w.Proposal}, Search: w.search})
		if err != nil {
			r.Fatal(err)
		}
		res := results[0]
		if d := cmp.Diff(now.Findings, res.Findings); d != "" || (now.Act == nil) != (res.Act == nil) {
			r.Fatalf("(-asked now, +asked at %d):\n%s", before, d)
		}
		if res.Act != nil {
			k.sorts["nobody"]++
			if len(w.Accepted) > 0 {
				k.sorts["accepted"]++
			}
			if w.Kind == "name-change" {
				k.sorts["renamed"]++
			}
			return
		}
		k.sorts["somebody"]++
		if w.alone && slices.ContainsFunc(res.Findings, register.Finding.AboutAnother) {
			k.sorts["somebody who came since"]++
		}
		if rapid.Bool().Draw(r, "gives up") || slices.ContainsFunc(res.Findings, func(f register.Finding) bool { return f.Severity == register.Blocking }) {
			return
		}
		for _, f := range res.Findings {
			if f.Stops(w.Accepted) {
				w.Accepted = append(w.Accepted, f.Accept("was there, saw both"))
			}
		}
	}
}

func (k *alike) examine(r *rapid.T, p register.Proposal) registrar.Examination {
	e, err := k.Examine(context.Background(), k.c.Pass, []register.Proposal{p})
	if err != nil {
		r.Fatal(err)
	}
	return e
}

// draw makes an enrolment, or another name for somebody who is there.
func (k *alike) draw(r *rapid.T) register.Proposal {
	pick := func(what string, list ...string) string { return rapid.SampledFrom(list).Draw(r, what) }
	name := func(what string) []any {
		script, given, surname := "Laoo", pick(what, "ມະນີສອນ", "ບຸນມີ", "ວິໄລພອນ"), pick(what+"'s surname", "ພົມມະຈັນ", "ໄຊຍະວົງ")
		if rapid.Bool().Draw(r, "in Latin") {
			script, given, surname = "Latn", pick(what, "Manisone", "Bounmy", "Vilayphone"), pick(what+"'s surname", "Phommachanh", "Xayavong")
		}
		return []any{map[string]any{"script": script, "parts": []any{map[string]any{"given": given}, map[string]any{"surname": surname}}}}
	}
	if len(k.entered) > 0 && rapid.IntRange(0, 3).Draw(r, "act") == 0 {
		p := k.c.Proposal("name-change", map[string]any{"person": pick("person", k.entered...), "kind": "official", "name": name("name")})
		p.Evidence = []register.Evidence{{Kind: "declaration", Note: "shelf 3"}}
		return p
	}
	as := "@" + string(k.c.ClientID())
	k.entered = append(k.entered, as)
	return k.c.Proposal("enrolment", map[string]any{
		"as": as, "name": name("name"), "sex": "female", "born": pick("born", "1974-05-03", "1974-03-05", "1974", "1991-12-24"),
		"mother": map[string]any{"described": map[string]any{"name": name("mother")}},
	})
}

// BenchmarkRegistering registers one person after another in SQLite, in turns without
// comparing anybody, with what an examination found, and without it. The ratio of the
// second to the first is what the clerks notice. Each is examined before, as in an office.
func BenchmarkRegistering(b *testing.B) {
	s, err := sqlstore.Open(context.Background(), "sqlite:"+filepath.Join(b.TempDir(), "register.db"), sqlstore.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	const prepared, come = 20_000, 12_000 // who comes more often was there before
	a := newAsked(b, s, prepared+come)
	a.enrol(b, a.people[:prepared])
	next := a.people[prepared:]
	ctx := context.Background()
	var took [3]time.Duration
	for n := 0; b.Loop(); n++ {
		for turn := range took {
			p := a.enrolment(next[(3*n+turn)%len(next)].Record)
			r, req := a.comparing, registrar.Request{Proposals: []register.Proposal{p}}
			e, err := r.Examine(ctx, a.Pass, req.Proposals)
			if err != nil {
				b.Fatal(err)
			}
			switch turn {
			case 0:
				r = a.Registrar
			case 1:
				req.Search = e.Search
			}
			begun := time.Now()
			if _, err := r.Register(ctx, req); err != nil {
				b.Fatal(err)
			}
			took[turn] += time.Since(begun)
		}
	}
	for turn, name := range []string{"µs/unasked", "µs/probed", "µs/unprobed"} {
		b.ReportMetric(float64(took[turn].Microseconds())/float64(b.N), name)
	}
	b.ReportMetric(float64(took[1])/float64(took[0]), "probed/unasked")
}
