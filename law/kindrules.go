package law

import "samano/register"

// KindRules are the rules that every kind of act has.
type KindRules struct {
	Levels      Rule[[]string] // office levels that may register it
	DeclareDays Rule[int]      // days from the event to the declaration; 0: no deadline. Lateness only ever warns
	DecideDays  Rule[int]      // days from declaration to decision; 0: none
	Evidence    Rule[[]string] // kinds of evidence that the law asks for
	// EvidenceBlocks says whether missing evidence needs a decision. For birth and
	// enrolment it never stops anything, whatever the pack says: loading refuses it.
	EvidenceBlocks Rule[bool]
	FourEyes       Rule[bool]     // who took the declaration must not register it
	Decided        Rule[[]string] // authorities that may decide: office, court, consulate, ministry, foreign
	Printed        Rule[bool]     // the act gets a number on paper
}

// readKinds reads the section kinds: [kinds.defaults], and a table for each kind of act, which
// holds what differs from the defaults.
func readKinds(t *table, p *Pack) {
	defaults := t.sub("defaults", false)
	base := defaults.kind(KindRules{}, p)
	defaults.close()
	p.Kinds = make(map[register.Kind]KindRules)
	for _, kind := range t.kinds {
		k := t.sub(string(kind.Name), true)
		keyOf := func(field string) string {
			if k.has(field) {
				return k.name + "." + field
			}
			return defaults.name + "." + field
		}
		levelsKey, blocksKey := keyOf("levels"), keyOf("evidence_blocks")
		p.Kinds[kind.Name] = k.kind(base, p)
		k.close()
		if kind.NeverStopped {
			t.checkNeverStopped(kind.Name, p.Kinds[kind.Name], levelsKey, blocksKey)
		}
	}
}

// checkNeverStopped refuses rules by which somebody could be kept out of the register.
func (l *loader) checkNeverStopped(kind register.Kind, r KindRules, levelsKey, blocksKey string) {
	for _, v := range r.EvidenceBlocks {
		if v.Value {
			l.at(blocksKey, "true", "would let a missing paper stop "+string(kind),
				"write false for "+string(kind)+": no pack may ask for papers there")
		}
	}
	for _, v := range r.Levels {
		if len(v.Value) == 0 {
			l.at(levelsKey, "[]", "leaves no office that may register "+string(kind), "name at least one office level")
		}
	}
}

// kind reads the rules of one kind of act; what the table leaves out comes from base.
func (t *table) kind(base KindRules, p *Pack) KindRules {
	asks := t.has("evidence")
	r := KindRules{
		Levels:         inherit(t, "levels", base.Levels, t.officeLevels(p)),
		DeclareDays:    inherit(t, "declare_days", base.DeclareDays, days),
		DecideDays:     inherit(t, "decide_days", base.DecideDays, days),
		Evidence:       inherit(t, "evidence", base.Evidence, spelled),
		EvidenceBlocks: inherit(t, "evidence_blocks", base.EvidenceBlocks, anyBool),
		FourEyes:       inherit(t, "four_eyes", base.FourEyes, anyBool),
		Decided:        inherit(t, "decided", base.Decided, atLeastOne(among("authority", authorities()))),
		Printed:        inherit(t, "printed", base.Printed, anyBool),
	}
	if asks {
		t.listed(t.name+".evidence", r.Evidence, "persons.evidence_kinds", p.Persons.EvidenceKinds)
	}
	return r
}
