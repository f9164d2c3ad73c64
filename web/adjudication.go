package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"samano/access"
	"samano/access/factor"
	"samano/number"
	"samano/office"
	"samano/office/application"
	"samano/reading/view"
	"samano/register"
	"samano/web/form"
	"samano/web/kept"
	"samano/web/ui"
	"samano/web/words"
)

const adjudicationsPath = "/adjudications"

func adjudicationPath(id application.AdjudicationID) string {
	return adjudicationsPath + "/" + string(id)
}

// adjudicationsWait says on the home page how many questions wait.
func (v *visit) adjudicationsWait() (ui.Body, error) {
	section := func(b ...ui.Component) ui.Body {
		return ui.Body{ui.Section{ID: "adjudications", Title: v.T("page.adjudications-title"), Body: b}}
	}
	entries, _, err := v.s.Clerk.AdjudicationQueue(v.ctx(), v.who, application.Asked, false, application.AdjudicationCursor{})
	if e := asError(err); e != nil && e.Kind == register.Forbidden { // an adjudicator whose office is not asked
		return section(ui.Paragraph{Text: strings.Join(v.Explain(err), " ")}), nil
	}
	if err != nil {
		return nil, err
	}
	count, overdue := len(entries), 0
	for _, e := range entries {
		if e.Overdue {
			overdue++
		}
	}
	key := "page.adjudications-wait"
	switch count {
	case 0:
		key = "page.adjudications-none"
	case office.QueuePage: // there may be more
		key = "page.adjudications-wait-many"
	}
	text := ui.Body{ui.Link{Text: v.T(key, "count", count), Href: adjudicationsPath}}
	if overdue > 0 {
		text = append(text, ui.Text(" "), ui.Tag{Text: v.T("page.adjudications-overdue", "count", overdue), Classes: "govuk-tag--red"})
	}
	return section(ui.Paragraph{Body: text}), nil
}

// adjudicationList is what the list of questions is asked for.
type adjudicationList struct {
	State application.AdjudicationState
	Below bool // also the questions of the offices under this one
	After application.AdjudicationCursor
}

// at is the address of such a list: states, a day and an id, nothing of anybody.
func (l adjudicationList) at() string {
	q := url.Values{}
	if l.State == application.Ruled {
		q.Set("state", string(l.State))
	}
	if l.Below {
		q.Set("below", "yes")
	}
	if l.After.ID != "" {
		q.Set("after", strconv.Itoa(int(l.After.Due))+"_"+string(l.After.ID))
	}
	if len(q) == 0 {
		return adjudicationsPath
	}
	return adjudicationsPath + "?" + q.Encode()
}

func (v *visit) adjudicationList() adjudicationList {
	q := v.r.URL.Query()
	c := v.cursor()
	l := adjudicationList{State: application.Asked, Below: q.Get("below") == "yes", After: application.AdjudicationCursor{Due: c.Due, ID: application.AdjudicationID(c.ID)}}
	if q.Get("state") == string(application.Ruled) {
		l.State = application.Ruled
	}
	return l
}

// adjudicationsPage lists what waits, and what was decided.
func adjudicationsPage(v *visit) error {
	l := v.adjudicationList()
	entries, next, err := v.s.Clerk.AdjudicationQueue(v.ctx(), v.who, l.State, l.Below, l.After)
	if err != nil {
		return err
	}
	title := v.T("page.adjudications-title")
	main := ui.Body{ui.Heading{Text: title, Caption: v.Local(v.who.Office.Name, v.who.Office.NameLatin)}, v.adjudicationFilters(l)}
	if len(entries) == 0 {
		main = append(main, ui.Paragraph{Text: v.T("page.adjudications-none-" + string(l.State))})
	} else {
		main = append(main, v.adjudicationTable(l, entries))
	}
	if len(entries) == office.QueuePage {
		l.After = next
		main = append(main, ui.Pagination{Next: &ui.PageLink{Href: l.at()}})
	}
	return v.show(http.StatusOK, ui.Page{Title: title, Wide: true, Main: main})
}

// adjudicationFilters lead to the other lists; where one stands is no link.
func (v *visit) adjudicationFilters(l adjudicationList) ui.Component {
	var items []ui.Body
	add := func(key string, to adjudicationList) {
		if to.State == l.State && to.Below == l.Below {
			items = append(items, ui.Body{ui.Text(v.T(key))})
			return
		}
		items = append(items, ui.Body{ui.Link{Text: v.T(key), Href: to.at()}})
	}
	add("page.adjudications-asked", adjudicationList{State: application.Asked})
	add("page.adjudications-ruled", adjudicationList{State: application.Ruled})
	if v.s.Reading.Terms().Law.National(v.who.Office) { // others under it decide too
		add("page.adjudications-asked-below", adjudicationList{State: application.Asked, Below: true})
		add("page.adjudications-ruled-below", adjudicationList{State: application.Ruled, Below: true})
	}
	return ui.List{Items: items}
}

func (v *visit) adjudicationTable(l adjudicationList, entries []office.AdjudicationEntry) ui.Component {
	decided := "page.due"
	if l.State == application.Ruled {
		decided = "page.adjudication-found"
	}
	t := ui.Table{
		Caption: v.T("page.adjudications-" + string(l.State)), CaptionClasses: "govuk-table__caption--m", Scroll: true, FirstCellIsHeader: true,
		Head: []ui.Cell{{Text: v.T("page.adjudication-asked")}, {Text: v.T(decided)}, {Text: v.T("page.since")}},
	}
	if l.Below {
		t.Head = append(t.Head, ui.Cell{Text: v.T("person.office")})
	}
	for _, e := range entries {
		end := ui.Body{ui.Text(v.Word("verdict", string(e.Found)))}
		if e.State == application.Asked {
			end = ui.Body{ui.Text(v.Day(e.Due))}
		}
		if e.Overdue {
			end = append(end, ui.Text(" "), ui.Tag{Text: v.T("page.late"), Classes: "govuk-tag--red"})
		}
		row := []ui.Cell{
			{Body: ui.Body{ui.Link{Text: v.asked(e.Kind, e.Application == "") + " " + shortID(string(e.ID)), Href: adjudicationPath(e.ID)}}},
			{Body: end},
			{Text: v.Day(e.Opened)},
		}
		if l.Below {
			row = append(row, ui.Cell{Text: v.office(e.Office)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// asked says what an adjudicator is asked: of a kind of act, or of a pair who are
// registered both.
func (v *visit) asked(k register.Kind, pair bool) string {
	if pair {
		return v.T("asked.pair")
	}
	if key := "asked." + string(k); v.Printer.Has(key) {
		return v.T(key)
	}
	return v.T("asked.other", "kind", v.Kind(k))
}

// adjudicationView is the page of one question while it is made.
type adjudicationView struct {
	*visit
	q     *office.AdjudicationView
	terms view.Terms
	// What was typed into the form and what is wrong with it.
	choice, reason string
	errs           faults
}

func (v *visit) openAdjudication() (*adjudicationView, error) {
	q, err := v.s.Clerk.Adjudication(v.ctx(), v.who, application.AdjudicationID(v.r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	atlas, err := v.s.Reading.Atlas(v.ctx())
	if err != nil {
		return nil, err
	}
	texts := map[string]register.PersonID{}
	for id, p := range q.People.Open() {
		texts[string(p.Number())] = id
	}
	return &adjudicationView{visit: v, q: q, terms: view.Terms{Atlas: atlas, Persons: q.People.Open(), Texts: texts, Day: v.today()}}, nil
}

func adjudicationPage(v *visit) error {
	a, err := v.openAdjudication()
	if err != nil {
		return v.notHere(err)
	}
	return a.page(http.StatusOK)
}

// keptRuling shows the question with the answer as it was typed.
func keptRuling(v *visit, k kept.Form) error {
	f := k.Sent()
	v.typed = []string{f.Lines("reason")}
	a, err := v.openAdjudication()
	if err != nil {
		return v.notHere(err)
	}
	a.choice, a.reason = f.Text("verdict"), f.Lines("reason")
	return a.page(http.StatusOK)
}

// notHere says that a case goes to the country's own desk, where that is why it is not shown. Whoever
// took part in a case reads the same as of one that does not exist.
func (v *visit) notHere(err error) error {
	switch e := asError(err); {
	case e == nil:
	case e.Kind == register.NotFound:
		return v.message(http.StatusNotFound, v.T("page.not-found-title"), v.T("page.adjudication-not-found"))
	case e.Code == access.CodeNationalDesk:
		return v.message(http.StatusForbidden, v.T("ui.denied-title"), v.ErrorText(e), v.T("page.adjudication-national"))
	}
	return err
}

// adjudicationPaper sends a paper of the declaration to an officer who may rule.
func adjudicationPaper(v *visit) error {
	content, media, err := v.s.Clerk.AdjudicationPaper(v.ctx(), v.who, application.AdjudicationID(v.r.PathValue("id")), v.r.PathValue("sha"))
	if err != nil {
		return v.notHere(err)
	}
	v.paper(content, media)
	return nil
}

func (a *adjudicationView) page(status int) error {
	title := a.asked(a.q.Kind, a.q.IsPair())
	main := append(a.errs.summary(a.visit), ui.Heading{Text: title, Caption: a.T("page.application-reference", "reference", string(a.q.ID))})
	main = append(main, a.rulings()...)
	if a.q.State == application.Dropped {
		main = append(main, a.why(&register.Error{Code: application.CodeDropped}), a.summary())
	} else {
		main = append(main, a.summary(), ui.Paragraph{Text: a.T("page.adjudication-intro")})
	}
	if a.q.Truncated {
		main = append(main, ui.Paragraph{Text: a.T("page.adjudication-truncated")})
	}
	for i := range a.q.Candidates {
		main = append(main, a.candidate(i))
	}
	main = append(main, a.papers()...)
	if a.q.State == application.Dropped {
		main = append(main, kept.Unused(a.Words, []string{a.reason})...)
	}
	main = append(main, a.form()...)
	// The title says nobody's name: browsers keep it in their history.
	return a.show(status, ui.Page{Title: title, HasErrors: len(a.errs) > 0, Wide: true, Before: ui.Body{wayBack{ui.BackLink{Href: adjudicationsPath, Text: a.T("page.adjudications-title")}}}, Main: main})
}

func (a *adjudicationView) summary() ui.Component {
	row := func(key string, value ...ui.Component) ui.SummaryRow {
		return ui.SummaryRow{Key: ui.SummaryText{Text: a.T(key)}, Value: ui.SummaryText{Body: value}}
	}
	rows := []ui.SummaryRow{row("page.state", ui.Tag{Text: a.Word("adjudication", string(a.q.State)), Classes: "govuk-tag--" + adjudicationColours[a.q.State]})}
	if !a.q.IsPair() {
		rows = append(rows, row("page.application", ui.Text(a.Kind(a.q.Kind)+" "+shortID(string(a.q.Application)))))
	}
	if d := a.q.Declaration; d != nil {
		rows = append(rows,
			row("person.declarant", ui.Text(words.Join(", ", d.Declarant.Name, number.Group(d.Declarant.Person), d.Declarant.Relation))),
			row("page.taken-by", ui.Text(words.Join(", ", string(d.TakenBy), a.office(d.TakenAt)))),
			row("person.declared-on", ui.Text(a.Day(d.Day))))
		if d.Appeal != "" {
			rows = append(rows, row("page.adjudication-appeal", ui.Text(d.Appeal)))
		}
	}
	rows = append(rows, row("page.since", ui.Text(a.Time(a.q.Opened))))
	if a.q.State == application.Asked {
		rows = append(rows, row("page.due", a.due(a.q.Due)...))
	}
	return ui.SummaryList{Rows: append(rows, row("page.adjudication-office", ui.Text(a.office(a.q.Office))))}
}

// papers lists the papers of what was declared: of the act that is asked about, and
// of those that would enter somebody beside.
func (a *adjudicationView) papers() ui.Body {
	if a.q.Declaration == nil {
		return nil
	}
	var body ui.Body
	for _, act := range a.q.Declaration.Acts {
		body = append(body, ui.Heading{Level: 3, Text: words.Join(", ", a.Kind(act.Kind), a.Date(act.Happened))}, a.declared(a.terms, &register.Proposal{Kind: act.Kind, Payload: act.Payload, Decision: act.Decision}, true, nil, ""))
		if len(act.Evidence) == 0 {
			body = append(body, ui.Paragraph{Text: a.T("page.adjudication-no-papers")})
			continue
		}
		body = append(body, a.evidence(act.Evidence, adjudicationPath(a.q.ID), nil))
	}
	if body == nil { // it was completed since, and the act is not in it any more
		return nil
	}
	return ui.Body{ui.Section{ID: "papers", Title: a.T("page.adjudication-papers"), Body: append(ui.Body{ui.Paragraph{Text: a.T("page.adjudication-papers-text")}}, body...)}}
}

var adjudicationColours = map[application.AdjudicationState]string{application.Asked: "pink", application.Ruled: "green", application.Dropped: "grey"}

// rulings shows what was decided, the ruling that counts first.
func (a *adjudicationView) rulings() ui.Body {
	var out ui.Body
	for i, r := range slices.Backward(a.q.Rulings) {
		text := func(key, value string) ui.SummaryRow {
			return ui.SummaryRow{Key: ui.SummaryText{Text: a.T(key)}, Value: ui.SummaryText{Text: value}}
		}
		found := a.Word("verdict", string(r.Verdict))
		if r.Verdict == application.Same {
			found = words.Join(": ", found, a.candidateName(r.Person))
		}
		list := ui.SummaryList{Rows: []ui.SummaryRow{
			text("page.adjudication-found", found), text("page.reason", r.Reason), text("page.adjudication-by", words.Join(", ", string(r.By), a.office(r.Office))), text("page.when", a.Time(r.At)),
		}}
		title := "page.adjudication-ruling"
		if i < len(a.q.Rulings)-1 {
			title = "page.adjudication-ruling-before"
		}
		list.Card = &ui.SummaryCard{Title: ui.CardTitle{Text: a.T(title)}}
		out = append(out, list)
	}
	return out
}

// candidateName names the candidate whom a ruling means; 0 is somebody proposed
// beside.
func (a *adjudicationView) candidateName(id register.PersonID) string {
	for i, c := range a.q.Candidates {
		if c.Person == id {
			return a.other(i)
		}
	}
	return ""
}

// other names the ith candidate, with the number of one who is registered: what
// number an examination drew for one who is not, is not what will be given.
func (a *adjudicationView) other(i int) string {
	p := a.q.Others[i].Open()
	switch {
	case p == nil:
		return a.T("ui.unknown")
	case a.q.Candidates[i].Person == 0:
		return a.Name(p.Official())
	}
	return words.Join(", ", a.Name(p.Official()), number.Group(string(p.Number())))
}

// form asks for the ruling, and says before what each answer does.
func (a *adjudicationView) form() ui.Body {
	if a.q.State == application.Dropped {
		return nil
	}
	again := len(a.q.Rulings) > 0
	radios := ui.Radios{
		Name: "verdict", Value: a.choice, ErrorMessage: a.errs.message(a.visit, "verdict"),
		Fieldset: ui.Fieldset{Legend: ui.Legend{Text: a.asked(a.q.Kind, a.q.IsPair()), Classes: "govuk-fieldset__legend--s"}},
		Items:    []ui.Choice{{Value: string(application.Different), Text: a.T("page.verdict-different-" + a.many()), Hint: ui.Hint{Text: a.follows(application.Different)}}},
	}
	for i := range a.q.Candidates {
		radios.Items = append(radios.Items, ui.Choice{Value: sameChoice(i), Text: a.T("page.verdict-same-as", "name", a.other(i)), Hint: ui.Hint{Text: a.follows(application.Same)}})
	}
	f := ui.Form{
		Action: adjudicationPath(a.q.ID), Hidden: []ui.HiddenField{a.owner(), {Name: "rulings", Value: strconv.Itoa(len(a.q.Rulings))}},
		Body: ui.Body{
			radios,
			ui.Textarea{Name: "reason", Value: a.reason, Rows: 4, Label: ui.Label{Text: a.T("page.reason"), Classes: "govuk-label--s"}, Hint: ui.Hint{Text: a.T("page.adjudication-reason-hint")}, ErrorMessage: a.errs.message(a.visit, "reason")},
			ui.Button{Text: a.T("page.adjudicate")},
		},
	}
	if again {
		return ui.Body{ui.Details{ID: "decision", SummaryText: a.T("page.adjudicate-again"), Open: len(a.errs) > 0 || a.reason != "", Body: ui.Body{ui.Paragraph{Text: a.T("page.adjudicate-again-text")}, f}}}
	}
	return ui.Body{ui.Section{ID: "decision", Title: a.T("page.adjudication-found"), Body: ui.Body{f}}}
}

func (a *adjudicationView) many() string {
	if len(a.q.Candidates) > 1 {
		return "all"
	}
	return "one"
}

// follows says what an answer does.
func (a *adjudicationView) follows(finds application.Verdict) string {
	what := "enters"
	switch {
	case a.q.IsPair():
		what = "pair"
	case a.q.Refused && finds == application.Different:
		what = "refused"
	case a.q.Subject != 0:
		what = "changes"
	}
	days := a.s.Reading.Terms().Law.Applications.AppealDays.On(a.today()).Value
	return a.T("page.follows-"+string(finds)+"-"+what, "count", days)
}

// sameChoice is the value of the answer that it is the ith candidate.
func sameChoice(i int) string { return string(application.Same) + "-" + strconv.Itoa(i) }

// readRuling reads the form. An answer that was not offered is none.
func readRuling(f form.Form) application.RulingInput {
	in := application.RulingInput{Reason: f.Lines("reason")}
	choice := f.Text("verdict")
	if at, same := strings.CutPrefix(choice, string(application.Same)+"-"); same {
		if i, err := strconv.Atoi(at); err == nil {
			in.Verdict, in.Candidate = application.Same, i
		}
	} else {
		in.Verdict = application.Verdict(choice)
	}
	return in
}

// adjudicate hands a ruling in. What was typed is shown again with whatever is
// wrong, and also where somebody else was first.
func adjudicate(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.fresh(factor.AsksProof(register.KindMerge)); err != nil { // a ruling may become one
		return err
	}
	in := readRuling(f)
	if in.Rulings, err = strconv.Atoi(f.Text("rulings")); err != nil {
		return &register.Error{Kind: register.Invalid, Op: "web.adjudicate", Code: form.CodeMalformed}
	}
	v.typed = []string{in.Reason}
	id := application.AdjudicationID(v.r.PathValue("id"))
	err = v.s.Clerk.Adjudicate(v.ctx(), v.who, id, in)
	e := asError(err)
	switch {
	case err == nil:
		return v.redirect(adjudicationPath(id))
	case e == nil, e.Kind != register.Invalid && e.Kind != register.Conflict:
		return v.notHere(err)
	}
	a, again := v.openAdjudication()
	if again != nil {
		return v.notHere(again)
	}
	a.choice, a.reason = f.Text("verdict"), in.Reason
	for _, finding := range e.Findings {
		at := finding.Field
		if at == "candidate" { // they are answers of one question
			at = "verdict"
		}
		a.errs = append(a.errs, fault{ID: at, Finding: finding})
	}
	if e.Kind == register.Conflict {
		a.errs.add("", e.Code)
		return a.page(http.StatusConflict)
	}
	return a.page(http.StatusUnprocessableEntity)
}
