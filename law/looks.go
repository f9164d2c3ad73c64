package law

import "slices"

// LookRules are about reading people.
type LookRules struct {
	Purposes     Rule[[]Purpose]
	RetainMonths Rule[int] // how long looks are kept
}

// The values of Files: how much is told of the people of another authority's list. "" means that the
// purpose is none for lists.
const (
	filesAnswers = "answers" // whether each is registered, and nothing else
	FilesNumbers = "numbers" // and the number of those who are
)

// Purpose is a lawful reason to read.
type Purpose struct {
	Name      string   `toml:"name"`
	Case      bool     `toml:"case"`       // needs a case reference
	Roles     []string `toml:"roles"`      // who may claim it
	DelayDays int      `toml:"delay_days"` // the person sees the look only after so many days
	Files     string   `toml:"files"`      // what a file of people matched with the register may be told of each: see filesAnswers
	Article   string   `toml:"article"`
}

// readLooks reads the section looks.
func readLooks(t *table, p *Pack) {
	p.Looks = LookRules{Purposes: rule(t, "purposes", purposes), RetainMonths: rule(t, "retain_months", between(1, maxMonths))}
}

func purposes(list []Purpose) []fault {
	var purposeNames []string
	for _, p := range list {
		purposeNames = append(purposeNames, p.Name)
	}
	out := spelled(purposeNames)
	if len(list) == 0 {
		out = append(out, fault{"[]", "is empty", "name at least one purpose"})
	}
	for _, p := range list {
		if len(p.Roles) == 0 {
			out = append(out, fault{p.Name, "may be claimed by nobody", "name its roles"})
		}
		if !slices.Contains([]string{"", filesAnswers, FilesNumbers}, p.Files) {
			out = append(out, fault{p.Name + ": " + p.Files, "is nothing that may be told of the people of a file", "write answers or numbers, or leave files out"})
		}
		for _, f := range append(spelled(p.Roles), days(p.DelayDays)...) {
			out = append(out, fault{p.Name + ": " + f.value, f.wrong, f.remedy})
		}
	}
	return out
}
