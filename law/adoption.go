package law

// AdoptionRules are about adoptions.
type AdoptionRules struct {
	MaxAge Rule[int] // of the adopted
	MinGap Rule[int] // years between adopter and adopted
	// NewNumber says that an adoption by which nobody stays a parent gives the child another number for life.
	NewNumber Rule[bool]
}

// readAdoption reads the section adoption.
func readAdoption(t *table, p *Pack) {
	p.Adoption = AdoptionRules{MaxAge: rule(t, "max_age", years), MinGap: rule(t, "min_gap", years), NewNumber: rule(t, "new_number", anyBool)}
}
