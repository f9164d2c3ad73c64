package testenv_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"samano/acts"
	"samano/internal/testenv"
	"samano/register"
	"samano/registrar"
	"samano/store/memstore"
)

// town is a country over a failing database, with a place and a household in it.
type town struct {
	*testenv.Country
	t    *testing.T
	f    *testenv.Failing
	g    *ground
	home string
	book string
	dead *register.Act // with a sealed cause
}

func newTown(t *testing.T, pack string) *town {
	f := &testenv.Failing{Register: memstore.New(), At: -1, Kind: register.Unavailable}
	v := &town{Country: testenv.New(t, testenv.Options{Pack: pack, Store: f}), t: t, f: f, book: "B-1"}
	v.g = groundOf(v.Law)
	v.Must(t, v.places(v.g.founding...))
	head := "@" + string(v.ClientID())
	v.home = "@" + string(v.ClientID())
	done := v.Must(t,
		v.Proposal("enrolment", map[string]any{"as": head, "name": name(1), "sex": "female", "born": "1960", "nationalities": []any{map[string]any{"state": "held", "country": v.Law.Country}}}),
		v.Proposal("household-open", map[string]any{"as": v.home, "dwelling": map[string]any{"code": v.g.units[0]}, "members": []any{map[string]any{"person": head, "relation": "head"}}, "books": []any{map[string]any{"class": v.g.books()[0], "number": v.book}}}),
		v.Proposal("death", map[string]any{"person": head, "died": "2026-11-01", "cause": "fever"}))
	v.dead = done[2]
	return v
}

// places is a decree.
func (v *town) places(steps ...map[string]any) register.Proposal {
	p := v.Proposal("place-change", map[string]any{"steps": steps})
	p.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: string(p.ID)}
	for _, paper := range v.Law.Kinds[p.Kind].Evidence.On(today).Value {
		p.Evidence = append(p.Evidence, register.Evidence{Kind: paper})
	}
	return p
}

// unit is the code of the nth place beside the first, and its founding.
func (v *town) unit(n int) (register.Code, map[string]any) {
	code := v.g.code(v.g.lowest(), v.g.above[0], n)
	return code, v.g.unit(v.g.lowest(), v.g.above[0], code)
}

// group is what three clerks hand in at one time: every sort of reading and
// writing that a transaction does.
func (v *town) group() []registrar.Request {
	one := family(v.Country, 1)
	one[1].Decision = register.Decision{By: register.ByMinistry, Authority: "MOH", Reference: string(one[1].ID)}
	mother := "@" + string(v.ClientID())
	code, founded := v.unit(8)
	annulment := v.Proposal("annulment", map[string]any{"act": v.dead.Printed.String(), "reason": "she lives"})
	annulment.Accepted = []register.Accepted{{Code: "rests-on", Reason: "kept"}}
	return []registrar.Request{
		{Proposals: one, Together: true},
		{Proposals: []register.Proposal{
			v.places(founded),
			v.Proposal("enrolment", map[string]any{"as": mother, "name": name(2), "sex": "female", "born": "1990", "residence": map[string]any{"kind": "permanent", "dwelling": map[string]any{"code": code}}}),
			v.Proposal("move", map[string]any{"persons": []string{mother}, "to": map[string]any{"code": v.g.units[0]}, "household": v.book, "relations": v.g.relations()[:1]}),
		}},
		{Proposals: []register.Proposal{annulment, v.Proposal("erasure", map[string]any{"act": string(v.dead.ID), "part": "sealed/cause-of-death", "article": "art. 2"})}},
	}
}

// handIn hands requests in so that the writer finds them all waiting at once.
func (v *town) handIn(requests []registrar.Request) [][]registrar.Result {
	gate := make(chan struct{})
	v.f.Gate = gate
	ahead := v.Proposal("stillbirth", map[string]any{"sex": "female"})
	results := make([][]registrar.Result, len(requests)+1)
	v.goRegister(registrar.Request{Proposals: []register.Proposal{ahead}}, &results[len(requests)])
	synctest.Wait() // the writer has taken the first and stands at the gate
	for i, req := range requests {
		v.goRegister(req, &results[i])
		synctest.Wait()
	}
	gate <- struct{}{} // the first goes through alone
	synctest.Wait()
	if res := results[len(requests)]; len(res) != 1 || res[0].Act == nil {
		v.t.Fatalf("the first: %+v", res)
	}
	v.f.Armed, v.f.Calls = true, nil
	close(gate)
	time.Sleep(time.Minute) // longer than all pauses between attempts
	v.f.Armed, v.f.Gate = false, nil
	if begun := slices.Index(v.f.Calls[1:], "begin"); v.f.At < 0 && begun >= 0 {
		v.t.Errorf("nothing failed, and the group was tried again after %v", v.f.Calls[:begun+1])
	}
	return results[:len(requests)]
}

func (v *town) goRegister(req registrar.Request, into *[]registrar.Result) {
	go func() {
		results, err := v.Register(context.Background(), req)
		if err != nil {
			v.t.Error(err)
		}
		*into = results
	}()
}

// standing is what a register comes to, with the things left out that chance decides.
func (v *town) standing() string {
	head, err := v.Store.Head(context.Background())
	if err != nil {
		v.t.Fatal(err)
	}
	text := fmt.Sprintf("%d acts, %d numbers, next %d %d %d\n", head.Size, head.Counter, head.NextPerson, head.NextHousehold, head.NextPlace)
	for _, a := range allActs(v.t, v.Country) {
		text += fmt.Sprintf("%d %s %s %d effects\n", a.Seq, a.Kind, a.Printed.String(), len(a.Effects))
	}
	return text
}

// The database fails once, at each call that a transaction makes and in each way:
// nothing half is in, whoever is told of an act finds it, and handing in again
// brings the register to where it would have been.
func TestADatabaseThatFailsOnce(t *testing.T) {
	for _, pack := range packs {
		t.Run(pack, func(t *testing.T) { failsOnce(t, pack) })
	}
}

func failsOnce(t *testing.T, pack string) {
	var calls []string
	var want string
	synctest.Test(t, func(t *testing.T) {
		v := newTown(t, pack)
		for _, results := range v.handIn(v.group()) {
			for _, res := range results {
				if res.Act == nil {
					t.Fatalf("%v %v", res.Err, res.Findings)
				}
			}
		}
		calls, want = v.f.Calls, v.standing()
	})
	if len(calls) < 15 {
		t.Fatalf("a group makes only %v", calls)
	}
	for _, kind := range []register.ErrorKind{register.Unavailable, register.Conflict, register.Internal} {
		for at, call := range calls {
			t.Run(fmt.Sprintf("%v/%d %s", kind, at, call), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { failOnce(t, newTown(t, pack), at, kind, want) })
			})
		}
	}
}

func failOnce(t *testing.T, v *town, at int, kind register.ErrorKind, want string) {
	v.f.At, v.f.Kind = at, kind
	group := v.group()
	first := v.handIn(group)
	whole(t, v)
	for i, req := range group {
		for j, res := range first[i] {
			if res.Act == nil && register.KindOf(res.Err) != kind {
				t.Errorf("%s: %v", req.Proposals[j].Kind, res.Err)
			}
		}
	}
	for i, req := range group {
		results, err := v.Register(context.Background(), req)
		if err != nil {
			t.Fatal(err)
		}
		for j, res := range results {
			p := req.Proposals[j]
			switch before := first[i][j]; {
			case res.Act == nil:
				t.Errorf("%s, handed in again: %v", p.Kind, res.Err)
			case before.Act != nil && (!res.Repeated || res.Act.Seq != before.Act.Seq):
				t.Errorf("%s was act %d, and is %d now", p.Kind, before.Act.Seq, res.Act.Seq)
			}
		}
	}
	whole(t, v)
	if d := cmp.Diff(want, v.standing()); d != "" {
		t.Errorf("(-without a failure, +with one at %s):\n%s", v.f.Calls[at], d)
	}
}

// whole checks that the register, and what the registrar remembers, agree.
func whole(t *testing.T, v *town) {
	t.Helper()
	clean(t, v.Country, nil)
	remembered, err := v.Atlas(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	stored := 0
	for row, err := range v.Store.EachSubject(context.Background(), v.Pass, register.SubjectPlace, 0) {
		if err != nil {
			t.Fatal(err)
		}
		p, ok := remembered.Place(register.PlaceID(row.Ref.ID))
		if !ok || document(t, p) != string(row.Doc) {
			t.Errorf("%s is remembered otherwise than it is stored", row.Ref)
		}
		stored++
	}
	if n := len(remembered.All()); n != stored {
		t.Errorf("%d places are remembered, %d stored", n, stored)
	}
}

// A request that falls together takes back with it what it founded, numbered and
// printed, for the others in its group too.
func TestNothingOfARefusedRequestIsLeft(t *testing.T) {
	for _, pack := range packs {
		t.Run(pack, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { nothingIsLeft(t, newTown(t, pack)) })
		})
	}
}

func nothingIsLeft(t *testing.T, v *town) {
	eighth, foundEighth := v.unit(8)
	ninth, foundNinth := v.unit(9)
	live := func(code register.Code) register.Proposal {
		return v.Proposal("enrolment", map[string]any{"name": name(3), "sex": "male", "born": "1990", "residence": map[string]any{"kind": "permanent", "dwelling": map[string]any{"code": code}}})
	}
	nobody := v.Proposal("naming", map[string]any{"person": "@" + string(v.ClientID()), "name": name(4)})
	results := v.handIn([]registrar.Request{
		{Proposals: append(family(v.Country, 1), v.places(foundEighth), live(eighth), nobody), Together: true},
		{Proposals: []register.Proposal{live(eighth)}},
		{Proposals: append(family(v.Country, 2), v.places(foundNinth), live(ninth)), Together: true},
	})
	for i, res := range results[0] {
		if res.Act != nil || res.Err == nil {
			t.Errorf("proposal %d of what fell together: %+v", i, res)
		}
	}
	if !slices.ContainsFunc(results[1][0].Findings, func(f register.Finding) bool { return f.Code == "place-unknown" }) {
		t.Errorf("living in a place that was not founded: %+v", results[1][0])
	}
	for _, res := range results[2] {
		if res.Act == nil {
			t.Errorf("after what fell: %v", res.Err)
		}
	}
	whole(t, v)
	papers := 0
	for _, a := range allActs(t, v.Country) {
		if papers++; a.Printed.IsZero() {
			papers--
		} else if a.Printed.No != papers {
			t.Errorf("paper %d has number %d", papers, a.Printed.No)
		}
	}
	if _, ok := must(t)(v.Atlas(context.Background())).ByCode(eighth, today); ok {
		t.Error("the place is remembered")
	}
}

func must(t *testing.T) func(*register.Atlas, error) *register.Atlas {
	return func(a *register.Atlas, err error) *register.Atlas {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
}

// Whoever goes away before the answer does not know the outcome, and finds it by
// handing in again.
func TestAContextThatEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newTown(t, "la")
		size := v.standing()
		v.f.Gate = make(chan struct{})
		ctx, cancel := context.WithCancel(context.Background())
		p := family(v.Country, 1)[0]
		var err error
		go func() {
			_, err = v.Register(ctx, registrar.Request{Proposals: []register.Proposal{p}})
		}()
		synctest.Wait()
		cancel()
		synctest.Wait()
		if register.KindOf(err) != register.Unavailable {
			t.Errorf("the answer to whoever left is %v", err)
		}
		close(v.f.Gate)
		results, err := v.Register(context.Background(), registrar.Request{Proposals: []register.Proposal{p}})
		if err != nil || results[0].Act == nil || !results[0].Repeated {
			t.Errorf("handed in again: %+v, %v", results, err)
		}
		if v.standing() == size {
			t.Error("nothing was registered")
		}
		whole(t, v)

		v.f.Gate = make(chan struct{})
		v.f.Armed, v.f.Calls, v.f.At = true, nil, 0 // the one at the gate fails when it closes
		var waiting [2]error
		for i := range waiting {
			go func() {
				results, err := v.Register(context.Background(), registrar.Request{Proposals: family(v.Country, i)})
				if waiting[i] = err; err == nil {
					waiting[i] = results[0].Err
				}
			}()
			synctest.Wait()
		}
		go v.Close()
		synctest.Wait()
		close(v.f.Gate)
		synctest.Wait()
		for _, err := range waiting {
			if register.KindOf(err) != register.Unavailable {
				t.Errorf("whoever waits when the register closes is told %v", err)
			}
		}
	})
}

// The largest request goes in as one; a larger one is told so.
func TestTheLargestRequest(t *testing.T) {
	const most = 512
	c := testenv.New(t, testenv.Options{})
	var proposals []register.Proposal
	for i := range most / 2 {
		proposals = append(proposals, family(c, i)...)
	}
	results, err := c.Register(context.Background(), registrar.Request{Proposals: append(proposals, proposals[0])})
	if register.KindOf(err) != register.TooLarge || results != nil {
		t.Errorf("%d proposals: %v", most+1, err)
	}
	c.Must(t, proposals...)
	es, err := c.Find(context.Background(), c.Pass, acts.Lookup{By: acts.ByAct, Key: string(proposals[most-1].ID)})
	if err != nil || es[0].Act == nil || es[0].Act.Seq != most {
		t.Errorf("the last is %+v, %v", es, err)
	}
	clean(t, c, nil)
}
