package law

import "slices"

// LookRules are about reading people.
type LookRules struct {
	Purposes     Rule[[]Purpose]
	RetainMonths Rule[int] // how long looks are kept
	CaseDays     Rule[int] // how long a decided application still opens those whom it names
	// An officer sees so many people in an hour, and in 24 hours, beside the work that lies before the
	// office. Whoever has is slowed down, and at twice as many stopped.
	PeopleAnHour Rule[int]
	PeopleADay   Rule[int]
	Requests     RequestRules
}

// RequestRules are about requests at the counter and orders of courts.
type RequestRules struct {
	Days      Rule[int] // on how many days a request opens whom it names; 1: on that of its entry
	CourtDays Rule[int] // and a court's order
	// ExportDays are those on which an export that two officers answer for may be made.
	ExportDays Rule[int]
	DrawOneIn  Rule[int] // of so many requests the program draws one, which the office above judges
	JudgeDays  Rule[int] // within which it is judged; else the officer's next request waits
	// DangerADay is how often in 24 hours an officer looks for somebody whose life is in danger.
	DangerADay Rule[int]
	// DangerDays are those within which an auditor judges that somebody was looked for whose life was in
	// danger.
	DangerDays Rule[int]
}

// CaseKind is a sort of thing for which people are read. The set is closed; values are stored.
type CaseKind string

// The kinds of cases.
const (
	CaseApplication  CaseKind = "application"  // lies before an office, or was decided lately
	CaseAdjudication CaseKind = "adjudication" // whether two records are of one person
	CaseRequest      CaseKind = "request"      // somebody asks at the counter; entered beforehand
	CaseCourt        CaseKind = "court"        // the order of a court; entered beforehand
	CaseDanger       CaseKind = "danger"       // somebody's life is in danger; judged afterwards, each of them
	CaseExport       CaseKind = "export"       // something leaves that is about many people; entered by one officer, confirmed by another
	// CasePaper is the number of another paper. It is noted with the look and opens nobody.
	CasePaper CaseKind = "paper"
)

// caseKinds lists the kinds of cases.
var caseKinds = []CaseKind{CaseApplication, CaseAdjudication, CaseRequest, CaseCourt, CaseDanger, CaseExport, CasePaper}

// The values of Files: how much is told of the people of another authority's list. "" means that the
// purpose is none for lists.
const (
	filesAnswers = "answers" // whether each is registered, and nothing else
	FilesNumbers = "numbers" // and the number of those who are
)

// Purpose is a lawful reason to read.
type Purpose struct {
	Name      string     `toml:"name"`
	Cases     []CaseKind `toml:"cases"`      // of which kinds its case may be
	NoCase    bool       `toml:"no_case"`    // it may be claimed without a case too
	PlaceOnly bool       `toml:"place_only"` // for it somebody is told in which unit a person lives, and nothing else
	Origin    bool       `toml:"origin"`     // for it somebody is told what an act sealed of where a person comes from, and nothing else
	Roles     []string   `toml:"roles"`      // who may claim it
	DelayDays int        `toml:"delay_days"` // the person sees the look only after so many days
	Files     string     `toml:"files"`      // what a file of people matched with the register may be told of each: see filesAnswers
	Article   string     `toml:"article"`
}

// ExportsOnly reports whether for the purpose nobody is read by themselves: its cases are exports alone.
func (p Purpose) ExportsOnly() bool {
	return !slices.ContainsFunc(p.Cases, func(k CaseKind) bool { return k != CaseExport })
}

// maxPeople bounds the people whom an officer may see in a day: one every half minute.
const maxPeople = 1000

// readLooks reads the section looks.
func readLooks(t *table, p *Pack) {
	p.Looks = LookRules{
		Purposes: rule(t, "purposes", purposes), RetainMonths: rule(t, "retain_months", between(1, maxMonths)),
		CaseDays:     rule(t, "case_days", days),
		PeopleAnHour: rule(t, "people_an_hour", between(1, maxPeople)), PeopleADay: rule(t, "people_a_day", between(1, maxPeople)),
	}
	p.Looks.Requests = RequestRules{
		Days: rule(t, "request_days", between(1, maxDays)), CourtDays: rule(t, "court_days", between(1, maxDays)), ExportDays: rule(t, "export_days", between(1, maxDays)),
		DrawOneIn: rule(t, "request_draw", between(1, maxPeople)), JudgeDays: rule(t, "judge_days", between(1, maxDays)), DangerDays: rule(t, "danger_judge_days", between(1, maxDays)),
		DangerADay: rule(t, "danger_a_day", between(1, maxPeople)),
	}
	t.ordered("looks.people_an_hour", p.Looks.PeopleAnHour, "looks.people_a_day", p.Looks.PeopleADay)
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
		for _, kind := range p.Cases {
			if !slices.Contains(caseKinds, kind) {
				out = append(out, fault{p.Name + ": " + string(kind), "is no kind of case", "write application, adjudication, request, court, danger or paper"})
			}
		}
		if len(p.Cases) == 0 {
			out = append(out, fault{p.Name, "says of no kind of case that it may be one", "name its cases; where it may be claimed without one, write no_case = true too"})
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
