package acts_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samano/acts"
	"samano/register"
)

// village is a small population to which anything may happen, in any order.
type village struct {
	*book
	people []string // client-made ids
	houses []string
	ids    int
}

func newVillage(t fataler, of country) *village {
	v := &village{book: newBook(t, of)}
	for i := range 6 {
		sex := []register.Sex{register.Female, register.Male}[i%2]
		id := v.id()
		v.mustRegister(v.proposal("enrolment", register.InYear(1999, register.Documented), map[string]any{
			"as": id, "sex": sex, "born": []string{"1968", "1970-05-03", "1995-02-01", "1996~"}[i%4],
			"name":          []register.NameForm{{Script: register.Latin, Parts: []register.NamePart{{Given: "Noy"}}}},
			"nationalities": []register.Nationality{{State: register.NationalityHeld, Country: of.nationality}},
			"residence":     map[string]any{"kind": "permanent", "dwelling": map[string]any{"code": of.villages[i%3], "house": "1"}, "since": "1999"},
		}))
		v.people = append(v.people, id)
	}
	for i := 0; i < 6; i += 3 {
		id := v.id()
		v.mustRegister(v.proposal("household-open", register.InYear(2000, register.Documented), map[string]any{
			"as": id, "dwelling": map[string]any{"code": of.villages[i%3], "house": "1"},
			"members": []map[string]any{{"person": v.people[i], "relation": "head"}, {"person": v.people[i+1], "relation": "spouse"}, {"person": v.people[i+2], "relation": "child"}},
		}))
		v.houses = append(v.houses, id)
	}
	return v
}

func (v *village) id() string { v.ids++; return newID(v.ids) }

// anything draws an act; most of them some finding stops.
func (v *village) anything(t *rapid.T) *register.Proposal {
	one := func(label string) string { return rapid.SampledFrom(v.people).Draw(t, label) }
	house := rapid.SampledFrom(v.houses).Draw(t, "house")
	dwelling := map[string]any{"code": rapid.SampledFrom(v.of.villages).Draw(t, "village"), "house": rapid.SampledFrom([]string{"1", "2"}).Draw(t, "dwelling")}
	day := register.Exact(register.DayOf(rapid.IntRange(2001, 2025).Draw(t, "year"), 3, 1))
	if rapid.IntRange(0, 9).Draw(t, "year only") == 0 {
		day.Month, day.Day = 0, 0
	}
	kind := rapid.SampledFrom([]register.Kind{
		"birth", "death", "marriage", "divorce", "move", "move", "absence", "temporary-stay", "return", "departure",
		"head-change", "household-split", "household-merge", "member-relation", "name-change", "nationality", "protection",
	}).Draw(t, "kind")
	a, z := one("somebody"), one("another")
	var payload map[string]any
	switch kind {
	case "birth":
		payload = map[string]any{"as": v.id(), "sex": "female", "born": day, "mother": map[string]any{"person": a}, "father": map[string]any{"person": z}}
	case "death":
		payload = map[string]any{"person": a, "died": day}
	case "marriage":
		payload = map[string]any{"spouses": []map[string]any{{"person": a}, {"person": z}}}
	case "divorce":
		payload = map[string]any{"person": a, "spouse": z}
	case "move":
		payload = map[string]any{"persons": []string{a}, "to": dwelling}
		if rapid.Bool().Draw(t, "joins") {
			payload["household"], payload["relations"] = house, []register.Relation{v.of.relative}
		}
	case "absence":
		payload = map[string]any{"persons": []string{a}, "reason": "study"}
	case "temporary-stay":
		payload = map[string]any{"persons": []string{a}, "at": dwelling}
	case "return":
		payload = map[string]any{"persons": []string{a}}
		if rapid.Bool().Draw(t, "from abroad") {
			payload["to"] = dwelling
		}
	case "departure":
		payload = map[string]any{"persons": []string{a}, "to": map[string]any{"country": "THA"}}
	case "head-change":
		payload = map[string]any{"household": house, "head": a, "relations": []map[string]any{{"person": z, "relation": v.of.parent}}}
	case "household-split":
		payload = map[string]any{"household": house, "as": v.id(), "members": []map[string]any{{"person": a, "relation": "head"}}, "dwelling": dwelling, "head_consents": true}
	case "household-merge":
		payload = map[string]any{"household": v.houses[0], "into": v.houses[1], "members": []map[string]any{{"person": a, "relation": "child"}, {"person": z, "relation": "child"}}}
	case "member-relation":
		payload = map[string]any{"household": house, "members": []map[string]any{{"person": a, "relation": "grandchild"}}}
	case "name-change":
		payload = map[string]any{"person": a, "name": []register.NameForm{{Script: register.Latin, Parts: []register.NamePart{{Given: "Keo"}}}}}
	case "nationality":
		payload = map[string]any{"person": a, "opens": map[string]any{"state": "held", "country": "VNM"}}
	case "protection":
		payload = map[string]any{"person": a, "article": "art. 1"}
	}
	p := v.proposal(kind, day, payload)
	for _, code := range decidable {
		p.Accepted = append(p.Accepted, register.Accepted{Code: code, Reason: "decided"})
	}
	return p
}

// decidable are findings that the registrar of these tests always decides.
var decidable = []string{
	"evidence-missing", "births-too-close", "mother-too-young", "mother-too-old", "father-dead-long-before-birth", "person-perhaps-dead",
	"spouse-age-undetermined", "spouse-needs-consent", "perhaps-married", "later-marriage-recorded", "head-not-of-age", "merge-sex-differs", "merge-birth-differs", "merge-one-dead", "merge-death-differs",
}

// happen lets some things happen and returns the acts that were registered.
func (v *village) happen(t *rapid.T) (done []*register.Act) {
	for range rapid.IntRange(1, 25).Draw(t, "tries") {
		p := v.anything(t)
		payload, findings := acts.Decode(p)
		if payload == nil {
			t.Fatalf("%s: %v", p.Kind, findings)
		}
		act, _ := v.register(p)
		if act == nil {
			continue
		}
		done = append(done, act)
		var named struct {
			As string `json:"as"`
		}
		if json.Unmarshal(p.Payload, &named) == nil && named.As != "" {
			if v.aliases[named.As[1:]].Kind == register.SubjectHousehold {
				v.houses = append(v.houses, named.As)
			} else {
				v.people = append(v.people, named.As)
			}
		}
	}
	return done
}

// An annulment on which nothing rests leaves the register as if the act had never
// been: folding all other acts gives the same. This also shows that the list of
// what rests on an act is complete, since folding without an act fails if a later
// one touched what it opened.
func TestAnnulmentOfWhatNothingRestsOn(t *testing.T) { underEachLaw(t, annulOne) }

func annulOne(t *testing.T, of country) {
	annulled := map[register.Kind]int{}
	rapid.Check(t, func(r *rapid.T) {
		v := newVillage(r, of)
		done := v.happen(r)
		if len(done) == 0 {
			return
		}
		act := rapid.SampledFrom(done).Draw(r, "annulled")
		p := v.proposal("annulment", register.Date{}, map[string]any{"act": act.ID, "reason": "it never happened"})
		p.Decision = register.Decision{By: register.ByOffice}
		annulment, findings := v.register(p)
		if annulment == nil {
			if act == done[len(done)-1] {
				r.Fatalf("nothing can rest on the last act (%s), yet: %v", act.Kind, findings)
			}
			return
		}
		if slices.ContainsFunc(annulment.Effects, func(e register.Effect) bool { return e.Op == register.OpEnd }) {
			return // what came back ended with something later: the scenarios show how
		}
		if slices.ContainsFunc(annulment.Findings, func(f register.Finding) bool {
			return f.Code == "marriage-not-revived" || f.Code == "member-not-revived"
		}) {
			return // the registrar was told that not all comes back
		}
		annulled[act.Kind]++
		want, err := v.without(act.Seq, annulment.Seq)
		if err != nil {
			r.Fatalf("%s: something rested on it that was not listed: %v", act.Kind, err)
		}
		if d := cmp.Diff(held(want), held(v.subjects)); d != "" {
			r.Fatalf("%s annulled (-without it, +after its annulment):\n%s", act.Kind, d)
		}
		again := v.proposal("annulment", register.Date{}, map[string]any{"act": annulment.ID, "reason": "it did happen"})
		if revived, findings := v.register(again); revived == nil {
			r.Fatalf("annulment of the annulment of a %s: %v", act.Kind, findings)
		}
		want, err = v.without(annulment.Seq, annulment.Seq+1)
		if err != nil {
			r.Fatal(err)
		}
		if d := cmp.Diff(held(want), held(v.subjects)); d != "" {
			r.Fatalf("annulment of the annulment of a %s:\n%s", act.Kind, d)
		}
	})
	if len(annulled) < 5 {
		t.Errorf("acts of too few kinds were annulled, so the test shows less than it says: %v", annulled)
	}
}

// Merge, then unmerge, gives back both; and what was allotted to the other is
// where it would have been, had it been registered there.
func TestMergeThenUnmerge(t *testing.T) { underEachLaw(t, mergeAndUnmerge) }

func mergeAndUnmerge(t *testing.T, of country) {
	merges := 0
	rapid.Check(t, func(r *rapid.T) {
		v := newVillage(r, of)
		v.happen(r)
		before := held(v.subjects)
		p := v.proposal("merge", register.Date{}, map[string]any{
			"survivor": rapid.SampledFrom(v.people).Draw(r, "survivor"), "other": rapid.SampledFrom(v.people).Draw(r, "other"), "reason": "one",
		})
		for _, code := range decidable {
			p.Accepted = append(p.Accepted, register.Accepted{Code: code, Reason: "decided"})
		}
		protected := map[register.Ref]bool{}
		for ref, s := range v.subjects {
			person, ok := s.(*register.Person)
			protected[ref] = ok && person.Protected()
		}
		merge, _ := v.register(p)
		if merge == nil {
			return
		}
		merges++
		links, protections := 0, 0
		for _, e := range merge.Effects {
			if e.Op != register.OpOpen {
				continue
			}
			switch e.Value.(type) {
			case register.SameAs:
				links++
			case register.Protection:
				protections++
			default:
				r.Fatalf("a merge opened %v", e.Value)
			}
		}
		survivor, other := merge.Subjects()[0], merge.Subjects()[1]
		if needed := !protected[survivor] && protected[other]; links != 2 || protections > 1 || (protections == 1) != needed {
			r.Fatalf("a merge opened %d links and %d protections", links, protections)
		}
		v.mustRegister(v.proposal("unmerge", register.Date{}, map[string]any{"merge": merge.ID, "reason": "two"}))
		if d := cmp.Diff(before, held(v.subjects)); d != "" {
			r.Fatalf("(-before the merge, +after the unmerge):\n%s", d)
		}
	})
	if merges == 0 {
		t.Error("nobody was merged")
	}
}

// The same proposal before the same register has the same effects: nothing depends
// on the order of a map.
func TestDecideIsDeterministic(t *testing.T) { underEachLaw(t, decideAgain) }

func decideAgain(t *testing.T, of country) {
	rapid.Check(t, func(r *rapid.T) {
		v := newVillage(r, of)
		done := v.happen(r)
		proposals := []*register.Proposal{v.anything(r)}
		if len(done) > 0 {
			act := rapid.SampledFrom(done).Draw(r, "annulled")
			p := v.proposal("annulment", register.Date{}, map[string]any{"act": act.ID, "reason": "no"})
			p.Accepted = []register.Accepted{{Code: "rests-on", Reason: "kept"}}
			proposals = append(proposals, p)
		}
		for _, p := range proposals {
			next := v.next
			first, ok := v.decide(p)
			for range 3 {
				v.next = next
				if again, ok2 := v.decide(p); ok != ok2 || !reflect.DeepEqual(first.Effects(), again.Effects()) || !reflect.DeepEqual(first.Findings(), again.Findings()) {
					r.Fatalf("%s decided two ways", p.Kind)
				}
			}
		}
	})
}

// Check never panics, whatever is handed in and whoever is absent.
func FuzzCheck(f *testing.F) {
	kinds := acts.Kinds()
	for i := range kinds {
		f.Add(i, []byte(`{}`))
	}
	person := newID(1)
	for kind, payload := range map[register.Kind]string{
		"correction":   `{"person":"` + person + `","fact":"2.3","right":{"birth":{"date":"1990"}},"decisions":[{"seq":3,"do":"keep","reason":"r"}]}`,
		"annulment":    `{"act":"act-2","reason":"r","decisions":[{"seq":-1,"do":"","reason":""}]}`,
		"unmerge":      `{"merge":"act-3","reason":"r","allot":[{"seq":1,"to":"other"}]}`,
		"place-change": `{"steps":[{"place":"0101001","successors":["0101001","0101002"]},{"place":"0101","code":"0109","parent":"01"},{"code":"0101003","level":"village","parent":"0101"}]}`,
		"marriage":     `{"spouses":[{"person":"` + person + `"},{"described":{}}]}`,
		"move":         `{"persons":["` + person + `","` + person + `"],"to":{"code":"0101002"},"whole":true}`,
	} {
		f.Add(slices.Index(kinds, kind), []byte(payload))
	}
	b := newBook(f, laos)
	b.mustRegister(b.proposal("enrolment", register.Date{}, map[string]any{"as": person, "sex": "male"}))
	subjects := maps.Clone(b.subjects)
	f.Fuzz(func(t *testing.T, kind int, payload []byte) {
		if kind < 0 || kind >= len(kinds) {
			return
		}
		p := b.proposal(kinds[kind], register.InYear(2020, register.Declared), map[string]any{})
		p.Payload = payload
		decoded, bad := acts.Decode(p)
		if bad != nil {
			return
		}
		_ = decoded
		c, ok := b.decide(p)
		if ok && len(c.Effects()) > register.MaxEffects {
			t.Errorf("%d effects", len(c.Effects()))
		}
		if !ok && len(c.Effects()) > 0 {
			t.Error("an act that was stopped has effects")
		}
		if !maps.Equal(subjects, b.subjects) {
			t.Error("deciding changed the register")
		}
	})
}
