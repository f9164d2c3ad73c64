package law

// StayRules are about notices of stays that are too short to be a residence.
type StayRules struct {
	// Levels are the levels of offices that take notices. Of those in whose area a dwelling lies, the
	// office with the smallest unit takes and finds its notices, and no other.
	Levels     Rule[[]string]
	NoticeDays Rule[int] // days after the arrival; a later notice is warned of, never refused
	KeptDays   Rule[int] // days after the departure; then the notice is deleted
}

// readStays reads the section stays.
func readStays(t *table, p *Pack) {
	p.Stays = StayRules{
		Levels:     rule(t, "levels", atLeastOne(t.officeLevels(p))),
		NoticeDays: rule(t, "notice_days", days),
		KeptDays:   rule(t, "kept_days", days),
	}
}
