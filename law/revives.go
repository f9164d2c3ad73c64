package law

// ReviveRules say what comes back by itself when an act is annulled or somebody
// declared dead is found alive. Everything else is for a human to decide.
type ReviveRules struct {
	Marriage Rule[bool] // a marriage ended by a death, if neither has married since
	Member   Rule[bool] // membership of the household, if it still stands
}

// readRevives reads the section revives.
func readRevives(t *table, p *Pack) {
	p.Revives = ReviveRules{Marriage: rule(t, "marriage", anyBool), Member: rule(t, "member", anyBool)}
}
