package acts_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"samano/acts"
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

// local are payloads about one household and its people, by which each kind that asks for the
// competence of an office can be tried. House 10 stands in Nongping; 11 is its head, 12 and 13
// are members.
var local = map[register.Kind]string{
	register.KindHouseholdSplit:  `{"household":"%[1]s","as":"%[5]s","members":[{"person":"%[3]s","relation":"head"}],"dwelling":{"code":"0101002"},"head_consents":true}`,
	register.KindHeadChange:      `{"household":"%[1]s","head":"%[3]s","relations":[]}`,
	register.KindMemberRelation:  `{"household":"%[1]s","members":[{"person":"%[3]s","relation":"other-relative"}]}`,
	register.KindBookIssue:       `{"household":"%[1]s"}`,
	register.KindMove:            `{"persons":["%[3]s"],"to":{"code":"0101002"}}`,
	register.KindTemporaryStay:   `{"persons":["%[3]s"],"at":{"code":"0101002"}}`,
	register.KindNameChange:      `{"person":"%[3]s"}`,
	register.KindNaming:          `{"person":"%[3]s"}`,
	register.KindExamination:     `{"person":"%[3]s"}`,
	register.KindResidenceStatus: `{"person":"%[3]s"}`,
	register.KindIdentifier:      `{"person":"%[3]s"}`,
	register.KindNotLivingHere:   `{"person":"%[3]s","step":"notice"}`,
	register.KindAbsence:         `{"persons":["%[3]s"]}`,
	register.KindDeparture:       `{"persons":["%[3]s"]}`,
	register.KindDeath:           `{"person":"%[3]s","died":"2026-11-01"}`,
	register.KindGuardianship:    `{"person":"%[4]s"}`,
	register.KindRecognition:     `{"child":"%[4]s","parent":{"person":"%[2]s"}}`,
	register.KindParentage:       `{"child":"%[4]s","role":"father","parent":{"person":"%[2]s"}}`,
}

// An office elsewhere is not competent for people and households that are not of its area.
func TestAnOfficeElsewhereIsNotCompetent(t *testing.T) {
	for kind, payload := range local {
		t.Run(string(kind), func(t *testing.T) {
			b := newBook(t, laos)
			since := register.Exact(register.DayOf(2020, time.January, 1))
			var members []map[string]any
			for n, relation := range []string{"head", "child", "grandchild"} {
				id := newID(11 + n)
				b.mustRegister(b.proposal(register.KindEnrolment, since, map[string]any{"as": id, "sex": "male", "born": fmt.Sprintf("%d-05-01", 1960+25*n)}))
				members = append(members, map[string]any{"person": id, "relation": relation})
			}
			b.mustRegister(b.proposal(register.KindHouseholdOpen, since, map[string]any{"as": newID(10), "dwelling": map[string]any{"code": "0101001"}, "members": members}))
			p := b.proposal(kind, register.Exact(b.today), map[string]any{})
			p.Payload = fmt.Appendf(nil, payload+"%[6]s", newID(10), newID(11), newID(12), newID(13), newID(14), "")
			for area, competent := range map[register.Code]bool{"0101": true, "0102": false} {
				unit, ok := b.atlas.ByCode(area, b.today)
				if !ok {
					t.Fatal("no unit", area)
				}
				b.area = unit.ID
				c, _ := b.decide(p)
				if finds(c, "office-outside-area") == competent {
					t.Errorf("an office of %s: %v", area, c.Findings())
				}
			}
		})
	}
}
