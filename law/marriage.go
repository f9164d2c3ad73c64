package law

import "samano/register"

// MarriageRules are about marriages.
type MarriageRules struct {
	MinAge        Rule[int]
	MinAgeSpecial Rule[int]      // with the evidence named below
	SpecialNeeds  Rule[string]   // kind of evidence
	ForeignLevels Rule[[]string] // office levels where one party is no citizen
	KinDegrees    Rule[int]      // 2: parents, children and siblings are refused
	SameSex       Rule[bool]     // whether two persons of one sex may marry
}

// readMarriage reads the section marriage.
func readMarriage(t *table, p *Pack) {
	p.Marriage = MarriageRules{
		MinAge:        rule(t, "min_age", years),
		MinAgeSpecial: rule(t, "min_age_special", years),
		SpecialNeeds:  rule(t, "special_needs", isName),
		ForeignLevels: rule(t, "foreign_levels", t.officeLevels(p)),
		KinDegrees:    rule(t, "kin_degrees", between(0, maxDegree)),
		SameSex:       rule(t, "same_sex", anyBool),
	}
	t.ordered("marriage.min_age_special", p.Marriage.MinAgeSpecial, "marriage.min_age", p.Marriage.MinAge)
	t.listed("marriage.special_needs", convert(p.Marriage.SpecialNeeds, func(s string) []string { return []string{s} }),
		"persons.evidence_kinds", p.Persons.EvidenceKinds)
	t.listed("marriage.foreign_levels", p.Marriage.ForeignLevels, "kinds.marriage.levels", p.Kinds[register.KindMarriage].Levels)
}
