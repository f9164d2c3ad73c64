package law

// ResidenceRules are about where people live.
type ResidenceRules struct {
	TemporaryFromDays   Rule[int] // stays from this length are temporary; a shorter one is a notice of package stay
	TemporaryMaxDays    Rule[int]
	AbsenceReasons      Rule[[]string] // only what the law itself must tell apart: the reason is a sealed part
	AbsenceReasonKept   Rule[int]      // days for which it is kept after the absence has ended
	AbsenceMaxDays      Rule[int]      // an absence longer than this is followed up, never ended by a clock
	NotLivingNotice     Rule[int]      // days of notice before "not living here" may be decided
	NotLivingObjection  Rule[int]      // days to object
	SplitAtSameDwelling Rule[bool]
	// InstitutionWords are the words by which an address or a place names a prison, a clinic and
	// their like, in every language that is written in the country, however they are written.
	InstitutionWords Rule[[]string]
}

// readResidence reads the section residence.
func readResidence(t *table, p *Pack) {
	p.Residence = ResidenceRules{
		TemporaryFromDays:   rule(t, "temporary_from_days", days),
		TemporaryMaxDays:    rule(t, "temporary_max_days", days),
		AbsenceReasons:      rule(t, "absence_reasons", names()),
		AbsenceReasonKept:   rule(t, "absence_reason_kept_days", days),
		AbsenceMaxDays:      rule(t, "absence_max_days", days),
		NotLivingNotice:     rule(t, "not_living_notice", between(1, maxDays)), // notice and objection are never nothing
		NotLivingObjection:  rule(t, "not_living_objection", between(1, maxDays)),
		SplitAtSameDwelling: rule(t, "split_at_same_dwelling", anyBool),
		InstitutionWords:    rule(t, "institution_words", phrases),
	}
	t.ordered("residence.temporary_from_days", p.Residence.TemporaryFromDays, "residence.temporary_max_days", p.Residence.TemporaryMaxDays)
}
