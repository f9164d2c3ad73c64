package web

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"samano/access"
	"samano/number"
	"samano/office"
	"samano/office/application"
	"samano/office/evidence"
	"samano/reading"
	"samano/reading/view"
	"samano/register"
	"samano/web/answer"
	"samano/web/kept"
	"samano/web/ticket"
	"samano/web/ui"
	"samano/web/words"
)

// applicationView is the page of one application while it is made.
type applicationView struct {
	*visit
	a     *office.View
	terms view.Terms
	typed map[string]string // into the questions of the steps, by their names
	asked []string          // the questions and buttons of the steps that the page offers
	wrote bool              // the reader wrote at it, so that another registers it
	errs  faults            // what is wrong with it
}

func (v *visit) openApplication() (*applicationView, error) {
	a, err := v.s.Clerk.Open(v.ctx(), v.who, application.ID(v.r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	atlas, err := v.s.Reading.Atlas(v.ctx())
	if err != nil {
		return nil, err
	}
	people := a.People.Open()
	for _, act := range a.Acts { // who is entered or changed is named by the others
		for _, side := range act.Sides {
			p, ok := side.After.Open().(*register.Person)
			if !ok || people[p.ID] != nil {
				continue
			}
			if side.Before.Open() == nil { // the number that the examination drew is not what will be given
				q := *p
				q.Numbers, p = nil, &q
			}
			people[p.ID] = p
		}
	}
	out := &applicationView{visit: v, a: a, terms: view.Terms{Atlas: atlas, Persons: people, Texts: a.Texts, Day: v.today()}, typed: map[string]string{}}
	for i := range a.Acts { // what stands against the reader is no fault of the act
		found := len(a.Acts[i].Findings)
		a.Acts[i].Findings = slices.DeleteFunc(slices.Clone(a.Acts[i].Findings), againstReader)
		out.wrote = out.wrote || len(a.Acts[i].Findings) < found
	}
	return out, nil
}

// againstReader reports whether a finding says that this officer may not register an act.
func againstReader(f register.Finding) bool { return f.Field == "registrar" }

func applicationPage(v *visit) error {
	a, err := v.openApplication()
	if err != nil {
		return err
	}
	return a.page(http.StatusOK)
}

// keptDecision shows the application with what was typed into the questions of its steps.
func keptDecision(v *visit, k kept.Form) error {
	typed := v.typedReasons(k.Sent())
	a, err := v.openApplication()
	if err != nil {
		return err
	}
	a.typed = typed
	return a.page(http.StatusOK)
}

func (a *applicationView) page(status int) error {
	title, steps := a.title(), a.steps()
	main := a.errs.summary(a.visit)
	switch {
	case a.a.State == application.Registered:
		done, err := a.registered()
		if err != nil {
			return err
		}
		main = append(main, done...)
	case a.a.State == application.Declared && (!a.a.Decides || a.wrote):
		main = append(main, ui.Panel{TitleText: a.T("page.application-received"), Text: a.T("page.application-reference", "reference", string(a.a.ID))})
	default:
		main = append(main, ui.Heading{Text: title, Caption: a.T("page.application-reference", "reference", string(a.a.ID))})
	}
	if a.a.State == application.Draft {
		days := a.s.Reading.Terms().Law.Applications.DraftDays.On(a.today()).Value
		main = append(main, ui.InsetText{Text: a.T("page.draft-not-handed-in", "count", days)})
	}
	main = append(main, a.summary())
	for i := range a.a.Acts {
		main = append(main, a.act(i)...)
	}
	main = append(append(main, steps...), a.history())
	return a.show(status, ui.Page{Title: title, HasErrors: len(a.errs) > 0, Wide: true, Before: ui.Body{wayBack{ui.BackLink{Href: "/", Text: a.T("page.queue-title")}}}, Main: main})
}

func (a *applicationView) title() string {
	kinds := make([]string, len(a.a.Acts))
	for i, act := range a.a.Acts {
		kinds[i] = a.Kind(act.Proposal.Kind)
	}
	return words.Join(", ", kinds...)
}

// registered says what became of the application, with the number that was given,
// and offers the certificate.
func (a *applicationView) registered() (ui.Body, error) {
	var out ui.Body
	for i, act := range a.a.Acts {
		if act.Outcome == nil {
			continue
		}
		text := a.T("page.registered-act", "number", act.Outcome.Printed.String())
		if act.Outcome.Printed.IsZero() {
			text = ""
		}
		if act.Outcome.Before {
			text = a.T("page.registered-before", "number", act.Outcome.Printed.String())
		}
		level := 1
		if i > 0 {
			level = 2
		}
		out = append(out, ui.Panel{TitleText: a.T("page.registered", "kind", a.Kind(act.Proposal.Kind)), Text: text, HeadingLevel: level})
		entered, err := a.entered(act.Proposal)
		if err != nil {
			return nil, err
		}
		out = append(out, entered...)
		if !act.Covered && a.s.Certificates.Offers(a.who, act.Proposal.Kind) {
			out = append(out, a.certificateForm(act.Proposal.Kind, string(act.Outcome.Act), string(a.a.ID)))
		}
	}
	return out, nil
}

// entered shows the name and the number of whom an act has entered, to those who may see it. Of an act
// that enters a household the register finds nobody.
func (a *applicationView) entered(p register.Proposal) (ui.Body, error) {
	var act struct {
		As string `json:"as"`
	}
	if json.Unmarshal(p.Payload, &act) != nil || act.As == "" || !a.may(access.ReadPerson) {
		return nil, nil
	}
	t := ticket.Ticket{Name: act.As, Purpose: office.PurposeQueue, Case: string(a.a.ID)}
	who, err := a.s.Reading.Person(a.ctx(), a.who, t.Reason(access.WhatPerson), t.Name, reading.Moment{})
	if k := register.KindOf(err); err != nil && (k == register.NotFound || k == register.Forbidden) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	t.Name = cmp.Or(string(who.Number), t.Name) // pages that read nobody name whom the ticket names
	return ui.Body{ui.SummaryList{Rows: []ui.SummaryRow{
		{Key: ui.SummaryText{Text: a.T("person.name")}, Value: ui.SummaryText{Body: ui.Body{ui.Link{Text: a.Both(who.Lao, who.Latin), Href: a.personAt(t)}}}},
		{Key: ui.SummaryText{Text: a.T("person.number")}, Value: ui.SummaryText{Text: number.Group(string(who.Number))}},
	}}}, nil
}

func (a *applicationView) summary() ui.Component {
	row := func(key, value string) ui.SummaryRow {
		return ui.SummaryRow{Key: ui.SummaryText{Text: a.T(key)}, Value: ui.SummaryText{Text: value}}
	}
	d := a.a.Declarant
	declarant := words.Join(", ", d.Name, number.Group(d.Person), d.Relation)
	if a.a.DeclarantWithheld {
		declarant = a.T("error." + access.CodeNationalDesk)
	}
	l := ui.SummaryList{Rows: []ui.SummaryRow{
		{Key: ui.SummaryText{Text: a.T("page.state")}, Value: ui.SummaryText{Body: ui.Body{a.stateTag(a.a.State)}}},
		row("person.declarant", declarant),
		row("page.taken-by", words.Join(", ", string(a.a.TakenBy), a.office(a.a.TakenAt))),
	}}
	if a.a.Day != 0 {
		l.Rows = append(l.Rows, row("person.declared-on", a.Day(a.a.Day)))
	}
	switch at := a.office(a.a.Office); {
	case a.a.State == application.Registered:
		l.Rows = append(l.Rows, row("page.registered-at-office", a.office(a.last(application.Registered).Office)))
	case a.a.State == application.Appealed:
		l.Rows = append(l.Rows, row("page.decided-at", a.T("page.decided-at-appeal", "office", at)))
		for _, r := range a.last(application.Refused).Reasons {
			another := func(f register.Finding) bool { return f.Code == application.CodeAnotherPerson }
			if r.Code == application.CodeSamePerson && slices.ContainsFunc(a.a.Acts[r.Act].Findings, another) {
				r.Code = application.CodeAnotherSince
			}
			l.Rows = append(l.Rows, row("page.refused-because", a.reasonText(r, false)))
		}
	case a.a.Office != "":
		l.Rows = append(l.Rows, row("page.decided-at", at))
	}
	if waits := a.a.State.Waiting() || a.a.State == application.Adjudicated; waits && a.Day(a.a.Due) != "" {
		l.Rows = append(l.Rows, ui.SummaryRow{Key: ui.SummaryText{Text: a.T("page.due")}, Value: ui.SummaryText{Body: a.due(a.a.Due)}})
	}
	if a.a.Until != 0 {
		l.Rows = append(l.Rows, row("page.until-"+string(a.a.State), a.Day(a.a.Until)))
	}
	for _, r := range a.a.Reasons {
		l.Rows = append(l.Rows, row("page.reason", a.reasonText(r, true)))
	}
	for _, x := range a.a.Existing {
		p := x.Person.Open()
		who := ui.SummaryText{Text: words.Join(", ", a.Name(p.Official()), number.Group(string(p.Number())), x.Entered.Printed.String())}
		l.Rows = append(l.Rows, ui.SummaryRow{Key: ui.SummaryText{Text: a.T("page.registered-already-as")}, Value: who})
	}
	return l
}

// last returns the last step by which the application came to a state; zero if it never did.
func (a *applicationView) last(to application.State) (out application.Change) {
	for _, c := range a.a.History {
		if c.To == to {
			out = c
		}
	}
	return out
}

// reasonText returns a reason in the words of the catalogue, with what to do about it where it still
// counts, and then in those of the officer who decided; nobody decides without a word, so that a reason
// without one is withheld.
func (v *visit) reasonText(r application.Reason, counts bool) string {
	if r.Code == "" {
		return cmp.Or(r.Text, v.T("ui.withheld"))
	}
	t := v.Finding(register.Finding{Code: r.Code})
	if !counts {
		t.Remedy = ""
	}
	return words.Join(" ", t.Wrong, t.Remedy, r.Text)
}

// act shows one act: what was found, each subject before and after, the papers.
func (a *applicationView) act(i int) ui.Body {
	act := &a.a.Acts[i]
	id := "act-" + strconv.Itoa(i+1)
	var body ui.Body
	if len(a.a.Acts) > 1 && act.Outcome != nil {
		body = append(body, ui.Paragraph{Text: a.T("page.registered-act", "number", act.Outcome.Printed.String())})
	}
	if len(act.Findings) > 0 && act.Outcome == nil {
		body = append(body, ui.Heading{Level: 3, Text: a.T("page.findings")}, a.findings(act.Findings))
	}
	beside := len(act.Sides) > 0 && !slices.ContainsFunc(act.Sides, func(s office.Side) bool { return s.Withheld != "" })
	l := a.declared(a.terms, &act.Proposal, beside, a.link, a.last(application.Registered).Office)
	if act.Outcome != nil && !act.Withheld {
		l.Rows = append(l.Rows, a.sealedRows(act.Proposal.Kind)...)
	}
	if len(l.Rows) > 0 {
		body = append(body, ui.Heading{Level: 3, Text: a.T("page.as-declared")}, l)
	}
	for n, side := range act.Sides {
		body = append(body, a.side(id+"-"+strconv.Itoa(n+1), side)...)
	}
	if len(act.Proposal.Evidence) > 0 {
		body = append(body, ui.Heading{Level: 3, Text: a.T("person.evidence")}, a.evidence(act.Proposal.Evidence, applicationPath(a.a.ID), a.a.WithheldPapers))
	}
	if len(body) == 0 {
		return nil
	}
	title := a.Kind(act.Proposal.Kind)
	if !act.Withheld {
		title += ", " + a.Date(act.Proposal.Happened)
	}
	return ui.Body{ui.Section{ID: id, Title: title, Body: body}}
}

// link leads to the page of somebody whom the application names, for whoever may read it.
func (a *applicationView) link(who view.Someone) ui.Component {
	name := ui.Text(a.Someone(who))
	if !a.may(access.ReadPerson) {
		return name
	}
	return ui.Link{Text: string(name), Href: a.personAt(ticket.Ticket{Name: string(who.Number), Purpose: office.PurposeQueue, Case: string(a.a.ID)})}
}

var severityColours = map[register.Severity]string{register.Blocking: "red", register.NeedsDecision: "orange", register.Warning: "blue"}

// findings is a table of what was found, each with rule, article and remedy.
func (a *applicationView) findings(list []register.Finding) ui.Component {
	t := ui.Table{Caption: a.T("page.findings"), CaptionClasses: "govuk-visually-hidden", Scroll: true, Head: []ui.Cell{
		{Text: a.T("page.severity")}, {Text: a.T("page.finding")}, {Text: a.T("ui.what-law-asks")}, {Text: a.T("ui.what-to-do")},
	}}
	for _, f := range list {
		text := a.Finding(f)
		if f.Code == application.CodeSomebodyLike && a.a.State != application.Adjudicated {
			if text.Remedy = ""; a.a.State.Waiting() { // nobody was asked yet
				text.Remedy = a.T("page.asked-when-registered")
			}
		}
		t.Rows = append(t.Rows, []ui.Cell{
			{Body: ui.Body{ui.Tag{Text: a.Word("severity", string(f.Severity)), Classes: "govuk-tag--" + severityColours[f.Severity]}}},
			{Text: words.Join(": ", a.Path(f.Field), text.Wrong)},
			{Text: words.Join(" ", text.Rule, f.Article)},
			{Text: text.Remedy},
		})
	}
	return t
}

// side shows a subject as it is and as it would be, side by side, fields that
// change marked in words.
func (a *applicationView) side(id string, s office.Side) ui.Body {
	if s.Withheld != "" {
		why := map[string]string{access.CodeOutsideArea: a.T("page.side-outside-area"), access.CodeNationalDesk: a.T("page.side-protected")}[s.Withheld]
		return ui.Body{ui.Heading{Level: 3, ID: id, Text: a.Word("subject", s.Ref.Kind.String())}, ui.InsetText{Text: why}}
	}
	var before, after []view.Fact
	if doc := s.Before.Open(); doc != nil {
		before = a.terms.Facts(doc)
	}
	if doc := s.After.Open(); doc != nil {
		after = a.terms.Facts(doc)
	}
	t := ui.Table{
		Caption: a.subjectName(s), CaptionClasses: "govuk-table__caption--s", Scroll: true, FirstCellIsHeader: true,
		Head: []ui.Cell{{Text: a.T("page.field")}, {Text: a.T("page.before")}, {Text: a.T("page.after")}},
	}
	known := map[register.EffectRef]view.Fact{}
	for _, f := range before {
		known[f.Key] = f
	}
	for _, f := range after {
		old, there := known[f.Key]
		if there && (old.Ended || old.Void) {
			continue // history is no part of what is decided
		}
		shown := f
		shown.Void = f.Void && !there // else it is said that it becomes void
		row := []ui.Cell{{Text: a.label(f)}, {Text: "–"}, {Body: a.factText(shown)}}
		if !there && f.Field == register.FieldNumber {
			row[2].Body = ui.Body{ui.Text(a.T("page.number-later"))} // what the examination drew is not what will be given
		}
		if there {
			row[1] = ui.Cell{Body: a.factText(old)}
		}
		if !there || old.Ended != f.Ended || old.Void != f.Void || old.Inquiry != f.Inquiry || old.Examined != f.Examined || old.Paper != f.Paper {
			row[2].Body = append(row[2].Body, ui.Text(" "), ui.Tag{Text: a.T(changeWord(f, there)), Classes: "govuk-tag--green"})
		}
		t.Rows = append(t.Rows, row)
	}
	return ui.Body{t}
}

func changeWord(f view.Fact, there bool) string {
	switch {
	case !there:
		return "page.new"
	case f.Void:
		return "page.becomes-void"
	case f.Ended:
		return "page.ends"
	}
	return "page.changes"
}

func (a *applicationView) factText(f view.Fact) ui.Body {
	text := a.Value(plain(f), nil)
	when := a.Interval(f)
	if f.Field == register.FieldBirth || f.Field == register.FieldSex {
		when = ""
	}
	text = append(text, ui.Text(" ("+words.Join("; ", when, a.Source(f.FactSource))+")"))
	return append(text, a.Tags(f, nil)...)
}

func (a *applicationView) subjectName(s office.Side) string {
	kind := a.Word("subject", s.Ref.Kind.String())
	p, ok := s.After.Open().(*register.Person)
	if !ok {
		return kind
	}
	name := a.Name(p.Official())
	if s.Before.Open() == nil {
		return a.T("page.subject-new", "name", name)
	}
	return words.Join(", ", name, number.Group(string(p.Number())))
}

// evidence lists papers, each with a link where there is a copy that is not withheld. under is the
// page that leads to them.
func (v *visit) evidence(list []register.Evidence, under string, withheld []string) ui.Component {
	items := make([]ui.Body, 0, len(list))
	for _, e := range list {
		text := words.Join(": ", v.Word("evidence-kind", e.Kind), e.Note)
		hidden := slices.Contains(withheld, e.SHA256)
		if hidden {
			text = words.Join(" – ", text, v.T("ui.withheld"))
		}
		if e.SHA256 == "" || hidden {
			items = append(items, ui.Body{ui.Text(text)})
			continue
		}
		items = append(items, ui.Body{ui.Link{Text: text, Href: under + "/evidence/" + e.SHA256}})
	}
	return ui.List{Items: items}
}

// evidenceFile sends a paper to an officer who works on the application.
func evidenceFile(v *visit) error {
	content, media, err := v.s.Clerk.Download(v.ctx(), v.who, application.ID(v.r.PathValue("id")), v.r.PathValue("sha"))
	if err != nil {
		return err
	}
	v.paper(content, media)
	return nil
}

// paper answers with a paper. The browser shows it and runs nothing of it.
func (v *visit) paper(content []byte, media evidence.MediaType) {
	h := v.w.Header()
	h.Set("Content-Type", string(media))
	h.Set("Content-Length", strconv.Itoa(len(content)))
	h.Set("Content-Disposition", "inline")
	h.Set("Content-Security-Policy", answer.PaperPolicy)
	v.w.WriteHeader(http.StatusOK)
	// A failed write means that the reader has gone.
	_, _ = v.w.Write(content)
}
