package law

// ApplicationRules are about how applications are dealt with.
type ApplicationRules struct {
	ReturnDays Rule[int] // to complete a returned application
	AppealDays Rule[int] // to appeal against a refusal
	DraftDays  Rule[int] // a draft is deleted after so many days untouched
}

// readApplications reads the section applications.
func readApplications(t *table, p *Pack) {
	p.Applications = ApplicationRules{
		ReturnDays: rule(t, "return_days", between(1, maxDays)),
		AppealDays: rule(t, "appeal_days", between(1, maxDays)), // a refusal always has an appeal
		DraftDays:  rule(t, "draft_days", between(1, maxDays)),
	}
}
