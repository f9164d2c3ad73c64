package law

// BirthRules are about births and names of children.
type BirthRules struct {
	ConsulateDays  Rule[int]    // declaration at a consulate
	MotherMinAge   Rule[int]    // below: needs a decision, never refused
	MotherMaxAge   Rule[int]    // above: needs a decision
	NamingDays     Rule[int]    // how long a child may be without a name
	SpacingDays    Rule[int]    // births of one mother closer than this, and not of one delivery, need a decision
	PosthumousDays Rule[int]    // a father dead for longer before the birth needs a decision
	Nationality    Rule[string] // "either-parent", "both-parents", "soil"
	// StillbirthWeeks is the length of pregnancy from which a child born dead is a
	// stillbirth; shorter needs a decision.
	StillbirthWeeks Rule[int]
	FoundlingOwn    Rule[bool] // a child found here whose parents are unknown is a citizen
}

// MaxWeeks bounds the length of a pregnancy, wide: it catches slips of the pen, not rare cases.
const MaxWeeks = 45

// readBirth reads the section birth.
func readBirth(t *table, p *Pack) {
	p.Birth = BirthRules{
		ConsulateDays:  rule(t, "consulate_days", days),
		MotherMinAge:   rule(t, "mother_min_age", years),
		MotherMaxAge:   rule(t, "mother_max_age", years),
		NamingDays:     rule(t, "naming_days", days),
		SpacingDays:    rule(t, "spacing_days", days),
		PosthumousDays: rule(t, "posthumous_days", days),
		Nationality:    rule(t, "nationality", oneOf("ground of nationality", "either-parent", "both-parents", "soil")),

		StillbirthWeeks: rule(t, "stillbirth_weeks", between(1, MaxWeeks)),
		FoundlingOwn:    rule(t, "foundling_own", anyBool),
	}
	t.ordered("birth.mother_min_age", p.Birth.MotherMinAge, "birth.mother_max_age", p.Birth.MotherMaxAge)
}
