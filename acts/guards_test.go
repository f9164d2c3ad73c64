package acts_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"samano/acts"
	"samano/law"
	"samano/register"
)

// finds reports whether a decision wrote a finding of that code.
func finds(c *acts.Case, code string) bool {
	return slices.ContainsFunc(c.Findings(), func(f register.Finding) bool { return f.Code == code })
}

// Whoever is found to be the mother is checked as a mother at a birth is.
func TestAMotherWhoIsFoundIsCheckedAsOne(t *testing.T) {
	mothers := []struct {
		name string
		is   map[string]any
		code string // "": nothing speaks against her
	}{
		{"a woman", map[string]any{"sex": "female", "born": "1990-05-01"}, ""},
		{"a man", map[string]any{"sex": "male", "born": "1990-05-01"}, "mother-male"},
		{"somebody younger than the child", map[string]any{"sex": "female", "born": "2025-05-01"}, "child-before-mother"},
		{"a woman who was dead", map[string]any{"sex": "female", "born": "1990-05-01", "died": "2010-03-02"}, "mother-dead-before-birth"},
		{"a child of nine", map[string]any{"sex": "female", "born": "2015-05-01"}, "mother-too-young"},
	}
	const child, mother = 1, 2
	for _, kind := range []register.Kind{register.KindRecognition, register.KindParentage} {
		for _, m := range mothers {
			t.Run(string(kind)+" of "+m.name, func(t *testing.T) {
				b := newBook(t, laos)
				m.is["as"] = newID(mother)
				b.mustRegister(b.proposal(register.KindEnrolment, register.Date{}, map[string]any{"as": newID(child), "sex": "male", "born": "2024-07-07"}))
				b.mustRegister(b.proposal(register.KindEnrolment, register.Date{}, m.is))
				p := b.proposal(kind, register.Date{}, map[string]any{"child": newID(child), "role": "mother", "parent": map[string]any{"person": newID(mother)}})
				c, _ := b.decide(p)
				for _, other := range mothers {
					if other.code != "" && finds(c, other.code) != (other.code == m.code) && !(m.code == "child-before-mother" && other.code == "mother-too-young") {
						t.Errorf("%s found: %v; all: %v", other.code, finds(c, other.code), c.Findings())
					}
				}
			})
		}
	}
}

// No kind is registered by an office of a level that the law does not name.
func TestALevelThatMayNotDecide(t *testing.T) {
	underEachLaw(t, func(t *testing.T, of country) {
		for _, kind := range acts.Kinds() {
			b := newBook(t, of)
			if c, _ := b.decide(b.proposal(kind, register.Exact(b.today), map[string]any{})); finds(c, "office-not-competent") == slices.Contains(b.law.Kinds[kind].Levels.On(b.today).Value, of.centre) {
				t.Errorf("%s at the level %s: %v", kind, of.centre, c.Findings())
			}
			b.of.centre = "hamlet"
			c, ok := b.decide(b.proposal(kind, register.Exact(b.today), map[string]any{}))
			if ok || !finds(c, "office-not-competent") {
				t.Errorf("%s is registered at a level of office that no law names: %v", kind, c.Findings())
			}
		}
	})
}

// local are payloads about one household of Nongping and its people, by which the competence of an
// office is tried for every kind. What stands in braces is described at newHouse.
var local = map[register.Kind]string{
	register.KindBirth:           `{"as":"{new}","sex":"male","born":"2026-11-01","mother":{"person":"{head}"}}`,
	register.KindNaming:          `{"person":"{member}"}`,
	register.KindDeath:           `{"person":"{member}","died":"2026-11-01"}`,
	register.KindStillbirth:      `{"at":{"code":"0101001"}}`,
	register.KindMarriage:        `{"spouses":[{"person":"{head}"},{"person":"{member}"}]}`,
	register.KindDivorce:         `{"person":"{member}"}`,
	register.KindAdoption:        `{"child":"{child}","father":{"person":"{head}"}}`,
	register.KindAdoptionEnd:     `{"child":"{child}"}`,
	register.KindRecognition:     `{"child":"{child}","parent":{"person":"{head}"}}`,
	register.KindParentage:       `{"child":"{child}","role":"father","parent":{"person":"{head}"}}`,
	register.KindGuardianship:    `{"person":"{child}"}`,
	register.KindNameChange:      `{"person":"{member}"}`,
	register.KindMissing:         `{"person":"{member}","since":"2026-01-01"}`,
	register.KindDeclaredDead:    `{"person":"{member}","died":"2026-01-01"}`,
	register.KindFoundAlive:      `{"person":"{member}"}`,
	register.KindNationality:     `{"person":"{member}"}`,
	register.KindResidenceStatus: `{"person":"{member}"}`,
	register.KindIdentifier:      `{"person":"{member}"}`,
	register.KindEnrolment:       `{"sex":"male","born_at":{"code":"0101001"}}`,
	register.KindFoundling:       `{"sex":"male","born":"2026-11-01","found_at":{"code":"0101001"}}`,
	register.KindMove:            `{"persons":["{member}"],"to":{"code":"0101002"}}`,
	register.KindTemporaryStay:   `{"persons":["{member}"],"at":{"code":"0101002"}}`,
	register.KindAbsence:         `{"persons":["{member}"]}`,
	register.KindDeparture:       `{"persons":["{member}"]}`,
	register.KindReturn:          `{"persons":["{member}"]}`,
	register.KindNotLivingHere:   `{"person":"{member}","step":"notice"}`,
	register.KindHouseholdOpen:   `{"as":"{new}","dwelling":{"code":"0101001"},"members":[{"person":"{member}","relation":"head"}]}`,
	register.KindHouseholdSplit:  `{"household":"{household}","as":"{new}","members":[{"person":"{member}","relation":"head"}],"dwelling":{"code":"0101002"},"head_consents":true}`,
	register.KindHouseholdMerge:  `{"household":"{household}","into":"{household}","members":[]}`,
	register.KindHeadChange:      `{"household":"{household}","head":"{member}","relations":[]}`,
	register.KindMemberRelation:  `{"household":"{household}","members":[{"person":"{member}","relation":"other-relative"}]}`,
	register.KindBookIssue:       `{"household":"{household}"}`,
	register.KindExamination:     `{"person":"{member}"}`,
	register.KindCorrection:      `{"household":"{household}","fact":"{fact}","right":{}}`,
	register.KindAnnulment:       `{"act":"{act}","reason":"error"}`,
}

// anywhere are payloads of the kinds that the area of no office limits: whoever needs protection
// may ask anywhere, and the others the law gives to offices of the whole country.
var anywhere = map[register.Kind]string{
	register.KindMerge:         `{"survivor":"{head}","other":"{member}","reason":"one man"}`,
	register.KindUnmerge:       `{"merge":"{act}","reason":"two men"}`,
	register.KindFalseIdentity: `{"person":"{member}","facts":[],"reason":"false"}`,
	register.KindProtection:    `{"person":"{member}","article":"art. 1"}`,
	register.KindInquiry:       `{"person":"{member}","facts":[],"reason":"doubt"}`,
	register.KindErasure:       `{"act":"{act}","part":"payload","article":"art. 1"}`,
	register.KindPlaceChange:   `{"steps":[]}`,
}

// more are payloads that reach the competence of a kind of local by another way. Those of a person
// are of a resident of Nongping too.
var more = []struct {
	way     string
	kind    register.Kind
	payload string
}{
	{"where somebody lives", register.KindEnrolment, `{"sex":"male","residence":{"kind":"permanent","dwelling":{"code":"0101001"}}}`},
	{"a fact of a person", register.KindCorrection, `{"person":"{member}","fact":"{born}","right":{}}`},
	{"a step that follows", register.KindNotLivingHere, `{"person":"{member}","step":"objection","notice":"{notice}"}`},
}

// newHouse registers a household of Nongping. {household} names it, {head}, {member} and {child} the
// people in it, {new} nobody yet, {act} the act that opened it and {fact} its address, {born} the
// birth of the member, and {notice} the notice that the member does not live here.
func newHouse(t *testing.T) (*book, *strings.Replacer) {
	b := newBook(t, laos)
	since := register.Exact(register.DayOf(2020, time.January, 1))
	var members []map[string]any
	var born string
	for n, relation := range []string{"head", "child", "grandchild"} {
		id := newID(11 + n)
		entered := b.mustRegister(b.proposal(register.KindEnrolment, since, map[string]any{"as": id, "sex": "male", "born": fmt.Sprintf("%d-05-01", 1960+25*n)}))
		if n == 1 {
			born = effectOf[register.Birth](entered)
		}
		members = append(members, map[string]any{"person": id, "relation": relation})
	}
	opened := b.mustRegister(b.proposal(register.KindHouseholdOpen, since, map[string]any{"as": newID(10), "dwelling": map[string]any{"code": "0101001"}, "members": members}))
	return b, strings.NewReplacer("{household}", newID(10), "{head}", newID(11), "{member}", newID(12), "{child}", newID(13), "{new}", newID(14),
		"{act}", string(opened.ID), "{fact}", effectOf[register.Address](opened), "{born}", born)
}

// effectOf names the fact of that sort that an act opened.
func effectOf[T register.Value](a *register.Act) string {
	n := slices.IndexFunc(a.Effects, func(e register.Effect) bool { _, ok := e.Value.(T); return ok })
	return register.EffectRef{Seq: a.Seq, N: int32(n)}.String()
}

// An office elsewhere is not competent for people and households that are not of its area, whatever
// the kind; and an act that another authority decided may be entered anywhere.
func TestAnOfficeElsewhereIsNotCompetent(t *testing.T) {
	for _, kind := range acts.Kinds() {
		payload, limited := local[kind]
		if _, free := anywhere[kind]; free == limited {
			t.Errorf("%s stands in one of the tables local and anywhere: in which?", kind)
			continue
		} else if free {
			payload = anywhere[kind]
		}
		t.Run(string(kind), func(t *testing.T) {
			b, names := newHouse(t)
			p := b.proposal(kind, register.Exact(b.today), map[string]any{})
			p.Payload = []byte(names.Replace(payload))
			b.tryOffices(t, p, !limited)
		})
	}
	for _, m := range more {
		t.Run(string(m.kind)+", "+m.way, func(t *testing.T) {
			b, names := newHouse(t)
			if m.kind == register.KindNotLivingHere {
				notice := b.proposal(m.kind, register.Exact(b.today), map[string]any{"person": newID(12), "step": "notice"})
				b.mustRegister(notice)
				m.payload = strings.ReplaceAll(m.payload, "{notice}", string(notice.ID))
			}
			p := b.proposal(m.kind, register.Exact(b.today), map[string]any{})
			p.Payload = []byte(names.Replace(m.payload))
			b.tryOffices(t, p, false)
		})
	}
	t.Run("facts examined beside", func(t *testing.T) {
		b, names := newHouse(t)
		p := b.proposal(register.KindMerge, register.Exact(b.today), map[string]any{})
		p.Payload = []byte(names.Replace(anywhere[register.KindMerge]))
		var born register.EffectRef
		if err := born.UnmarshalText([]byte(names.Replace("{born}"))); err != nil {
			t.Fatal(err)
		}
		p.Examined = []register.Examined{{Person: newID(12), Fact: born, Paper: "identity-document"}}
		b.tryOffices(t, p, false)
	})
}

// tryOffices tries a proposal at the office of the country, at the one of Nongping, and at another;
// and with the decision of a court.
func (b *book) tryOffices(t *testing.T, p *register.Proposal, anywhere bool) {
	for area, competent := range map[register.Code]bool{"": true, "0101": true, "0102": anywhere} {
		b.area = 0
		if unit, ok := b.atlas.ByCode(area, b.today); ok {
			b.area = unit.ID
		}
		if area != "" && b.area == 0 {
			t.Fatal("no unit", area)
		}
		p.Decision = register.Decision{By: register.ByOffice}
		if c, _ := b.decide(p); finds(c, "office-outside-area") == competent {
			t.Errorf("an office of %q: %v", area, c.Findings())
		}
		p.Decision = register.Decision{By: register.ByCourtOrder, Authority: "court", Reference: "1"}
		if c, _ := b.decide(p); finds(c, "office-outside-area") {
			t.Errorf("an office of %q enters what a court decided: %v", area, c.Findings())
		}
	}
}

// What an examination names is there: an entry of the person that stands, and a paper. Each fault
// is told in words of examinations, not of corrections.
func TestAnExaminationNamesAnEntryAndAPaper(t *testing.T) {
	paper := []register.Evidence{{Kind: "identity-document", Note: "1"}}
	for name, c := range map[string]struct {
		fact, paper string
		code, field string
	}{
		"all there":                 {"{born}", "identity-document", "", ""},
		"an entry of somebody else": {"{fact}", "identity-document", "fact-not-held", "payload.facts.0"},
		"no paper":                  {"{born}", "", "paper-not-named", "payload.paper"},
		"a paper that is not here":  {"{born}", "family-book", "paper-not-in-evidence", "payload.paper"},
	} {
		t.Run(name, func(t *testing.T) {
			b, names := newHouse(t)
			p := b.proposal(register.KindExamination, register.Exact(b.today), map[string]any{
				"person": newID(12), "facts": []string{names.Replace(c.fact)}, "paper": c.paper,
			})
			p.Evidence = paper
			decided, _ := b.decide(p)
			var got []string
			for _, f := range decided.Findings() {
				if f.Severity == register.Blocking {
					got = append(got, f.Code+" "+f.Field)
				}
			}
			if want := strings.TrimSpace(c.code + " " + c.field); strings.Join(got, ", ") != want {
				t.Errorf("found %v, not %s", got, want)
			}
		})
	}
}

// What the declarant writes is no paper that was seen, whatever the law calls it.
func TestWhatTheDeclarantWritesIsDeclared(t *testing.T) { underEachLaw(t, declarantPapers) }

func declarantPapers(t *testing.T, of country) {
	b := newBook(t, of)
	own := b.law.Persons.DeclarantPapers.On(b.today).Value
	if len(own) == 0 {
		t.Fatal("the law names nothing that the declarant writes")
	}
	named := append(slices.Clone(own), "passport")
	rules := b.law.Kinds[register.KindEnrolment]
	rules.Evidence = law.Rule[[]string]{{Value: named, Until: register.LastDay}}
	b.law.Kinds = maps.Clone(b.law.Kinds)
	b.law.Kinds[register.KindEnrolment] = rules
	for _, paper := range named {
		p := b.proposal(register.KindEnrolment, register.Exact(b.today), map[string]any{
			"as": newID(1), "sex": "female", "born": "1990-05-03", "name": []any{map[string]any{"script": "Latn", "parts": []any{map[string]any{"given": "Kham"}}}},
		})
		p.Evidence = []register.Evidence{{Kind: paper}}
		want := register.SourcePaper
		if slices.Contains(own, paper) {
			want = register.SourceDeclared
		}
		if c, ok := b.decide(p); !ok || len(c.Effects()) == 0 || c.Effects()[0].Source != want {
			t.Errorf("%s: %v, effects %+v, want source %s", paper, c.Findings(), c.Effects(), want)
		}
	}
}
