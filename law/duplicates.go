package law

import (
	"slices"
	"strings"
)

// Duplicates say when somebody who comes to be entered is perhaps in the register
// already, and who decides it; probabilities in millionths. Nothing in it refuses
// anybody: from AskPPM on an officer decides, and that is all.
type Duplicates struct {
	SamePPM     Rule[int]      // from here somebody is registered already, it seems
	AskPPM      Rule[int]      // from here perhaps; below, nobody is asked
	ExpectedPPM Rule[int]      // how many of those who come are there already: what the probabilities start from
	Days        Rule[int]      // within which an adjudicator decides
	Decides     Rule[[]string] // office levels that adjudicate; one of them is of the whole country
}

// readDuplicates reads the section duplicates.
func readDuplicates(t *table, p *Pack) {
	p.Duplicates = Duplicates{
		SamePPM:     rule(t, "same_ppm", between(1, million)),
		AskPPM:      rule(t, "ask_ppm", between(1, million)),
		ExpectedPPM: rule(t, "expected_ppm", between(1, million-1)), // to expect nobody, or everybody, is to be sure before looking
		Days:        rule(t, "days", between(1, maxDays)),           // nobody waits without end
		Decides:     rule(t, "decides", atLeastOne(t.officeLevels(p))),
	}
	t.ordered("duplicates.ask_ppm", p.Duplicates.AskPPM, "duplicates.same_ppm", p.Duplicates.SamePPM)
	// Protected people are seen by no office below the national desk, and no office stands over a
	// consulate: without a level of the whole country their questions would wait for ever.
	for _, v := range p.Duplicates.Decides {
		if len(v.Value) > 0 && len(p.Offices) > 0 && !slices.ContainsFunc(p.Offices, func(o OfficeLevel) bool {
			return o.national() && slices.Contains(v.Value, o.Name)
		}) {
			t.at("duplicates.decides", strings.Join(v.Value, ", "), "has no level of the whole country",
				"add one: there is decided what no lower office may see")
		}
	}
}
