package law

import (
	"slices"
	"strings"

	"samano/register"
)

// PersonRules are about who somebody is in law.
type PersonRules struct {
	AdultAge        Rule[int]
	Classes         Rule[[]ResidentClass] // first match decides; the last must match anybody
	NumberFor       Rule[[]string]        // classes that get a number
	IdentifierKinds Rule[[]string]
	StatusKinds     Rule[[]string]
	EvidenceKinds   Rule[[]string]
	DeclarantPapers Rule[[]string] // kinds of evidence that the declarant writes: no paper was seen
	PaperFields     Rule[[]PaperFields]
	GuardianScopes  Rule[[]string]
	SexCorrection   Rule[string] // "document" or "court": what a correction of sex rests on
}

// PaperFields says of which facts a kind of evidence speaks: by it they can be examined. A kind that
// is not listed speaks of none.
type PaperFields struct {
	Paper  string   `toml:"paper"`
	Fields []string `toml:"fields"` // of a person, as package register names them
}

// ResidentClass derives a class (citizen, alien, foreigner, apatrid,
// undetermined) from nationality and residence status.
type ResidentClass struct {
	Name        string   `toml:"name"`
	Nationality string   `toml:"nationality"`  // own, other, none, unknown, any: see Pack.Class
	NotEverOwn  bool     `toml:"not_ever_own"` // reserved for classes of people who never held the own nationality
	Statuses    []string `toml:"statuses"`     // any of these current; empty: whatever
	FormerlyOwn bool     `toml:"formerly_own"` // held the own nationality once
}

// readPersons reads the section persons.
func readPersons(t *table, p *Pack) {
	p.Persons = PersonRules{
		AdultAge:        rule(t, "adult_age", years),
		Classes:         rule(t, "classes", classes),
		NumberFor:       rule(t, "number_for", names()),
		IdentifierKinds: rule(t, "identifier_kinds", names()),
		StatusKinds:     rule(t, "status_kinds", names()),
		EvidenceKinds:   rule(t, "evidence_kinds", names()),
		DeclarantPapers: rule(t, "declarant_papers", spelled),
		PaperFields:     rule(t, "paper_fields", paperFields),
		GuardianScopes:  rule(t, "guardian_scopes", names()),
		SexCorrection:   rule(t, "sex_correction", oneOf("ground", "document", "court")),
	}
	t.listed("persons.declarant_papers", p.Persons.DeclarantPapers, "persons.evidence_kinds", p.Persons.EvidenceKinds)
	papers := convert(p.Persons.PaperFields, papersOf)
	t.listed("persons.paper_fields", papers, "persons.evidence_kinds", p.Persons.EvidenceKinds)
	together(papers, p.Persons.DeclarantPapers, func(x, y Dated[[]string]) {
		for _, paper := range x.Value {
			if slices.Contains(y.Value, paper) {
				t.at("persons.paper_fields", paper, "is in persons.declarant_papers too", "take it out of one of them: what the declarant writes examines nothing")
			}
		}
	})
	t.listed("persons.number_for", p.Persons.NumberFor, "persons.classes", convert(p.Persons.Classes, classNames))
	t.listed("persons.classes", convert(p.Persons.Classes, func(list []ResidentClass) (out []string) {
		for _, c := range list {
			out = append(out, c.Statuses...)
		}
		return out
	}), "persons.status_kinds", p.Persons.StatusKinds)
	// A person of the last class is one of whom little is known yet, and gets a number like
	// everybody.
	together(p.Persons.NumberFor, p.Persons.Classes, func(x Dated[[]string], y Dated[[]ResidentClass]) {
		if n := len(y.Value); n > 0 && !slices.Contains(x.Value, y.Value[n-1].Name) {
			last := y.Value[n-1].Name
			t.at("persons.number_for", strings.Join(x.Value, ", "), "leaves out "+last+", the class that anybody falls into",
				"add "+last+": nobody goes without a number because little is known")
		}
	})
}

// paperFields checks which paper speaks of what: each paper once, and only fields that an act fills
// in from papers. That somebody was entered is said by the act, not by a paper.
func paperFields(list []PaperFields) []fault {
	var known []string
	for _, f := range register.PersonFields() {
		if f != register.FieldOrigin && f != register.FieldSameAs {
			known = append(known, string(f))
		}
	}
	out := spelled(papersOf(list))
	for _, p := range list {
		if len(p.Fields) == 0 {
			out = append(out, fault{p.Paper, "speaks of nothing", "name its fields, or take it out"})
		}
		for i, field := range p.Fields {
			for _, f := range oneOf("field", known...)(field) {
				out = append(out, fault{p.Paper + ": " + field, f.wrong, f.remedy})
			}
			if slices.Contains(p.Fields[:i], field) {
				out = append(out, fault{p.Paper + ": " + field, "stands twice", "take one of them out"})
			}
		}
	}
	return out
}

func papersOf(list []PaperFields) []string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = p.Paper
	}
	return out
}

// catchAll reports whether the class matches anybody at all.
func catchAll(c ResidentClass) bool {
	return c.Nationality == "any" && !c.NotEverOwn && !c.FormerlyOwn && len(c.Statuses) == 0
}

// covers reports whether the first class matches everybody whom the second would match.
func covers(a, b ResidentClass) bool {
	return (a.Nationality == "any" || a.Nationality == b.Nationality) &&
		(!a.NotEverOwn || b.NotEverOwn) && (!a.FormerlyOwn || b.FormerlyOwn) &&
		(len(a.Statuses) == 0 || len(b.Statuses) > 0 &&
			!slices.ContainsFunc(b.Statuses, func(s string) bool { return !slices.Contains(a.Statuses, s) }))
}

// classes checks the resident classes. Everybody must fall into one, so the last matches anybody.
func classes(list []ResidentClass) []fault {
	if len(list) == 0 {
		return []fault{{"[]", "is empty", "name at least the class that anybody falls into"}}
	}
	out := spelled(classNames(list))
	for i, c := range list {
		for _, f := range oneOf("nationality", "own", "other", "none", "unknown", "any")(c.Nationality) {
			out = append(out, fault{c.Name + ": nationality " + f.value, f.wrong, f.remedy})
		}
		if c.NotEverOwn && (c.FormerlyOwn || c.Nationality == "own") {
			out = append(out, fault{c.Name, "matches nobody: not_ever_own contradicts its other conditions", "take one of them out"})
		}
		if last := i == len(list)-1; last != catchAll(c) {
			if last {
				out = append(out, fault{c.Name, "is the last class and does not match anybody", `end with a class of nationality "any" and nothing else`})
			} else {
				out = append(out, fault{c.Name, "matches anybody, so that the classes behind it are never reached", "put it last"})
			}
		}
		for _, earlier := range list[:i] {
			if !catchAll(earlier) && covers(earlier, c) {
				out = append(out, fault{c.Name, "is never reached: " + earlier.Name + " matches all of its people", "put it in front, or take it out"})
			}
		}
	}
	return out
}

func classNames(list []ResidentClass) []string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.Name
	}
	return out
}
