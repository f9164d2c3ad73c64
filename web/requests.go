package web

import (
	"bytes"
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"samano/access"
	"samano/credential/qrcode"
	"samano/law"
	"samano/number"
	"samano/office/request"
	"samano/register"
	"samano/web/form"
	"samano/web/kept"
	"samano/web/ui"
	"samano/web/words"
)

const requestsPath = "/requests"

func requestPath(id request.ID) string { return requestsPath + "/" + string(id) }

// readRequest reads the form of a request, but for its file.
func readRequest(f form.Form) request.Input {
	return request.Input{Kind: law.CaseKind(f.Text("kind")), Number: f.Text("number"), Asks: f.Text("asks"), Ground: f.Text("ground"), Proof: request.Proof(f.Text("proof")), Code: f.Secret("code")}
}

// seesRequests reports whether the officer has to do with requests.
func (v *visit) seesRequests() bool { return len(v.s.Requests.Kinds(v.who)) > 0 || v.may(access.Audit) }

func requestsPage(v *visit) error { return v.requests(http.StatusOK, request.Input{}, nil) }

func keptRequest(v *visit, k kept.Form) error {
	return v.requests(http.StatusOK, readRequest(k.Sent()), nil)
}

// requests lists what the officer is to judge and what the office has entered, and takes a new request.
func (v *visit) requests(status int, typed request.Input, errs faults) error {
	if !v.seesRequests() {
		return register.Coded(register.Forbidden, "web.requests", request.CodeNoPurpose)
	}
	at, _ := strconv.Atoi(v.r.URL.Query().Get("page")) // anything else is the first
	own, toJudge, more, err := v.s.Requests.Requests(v.ctx(), v.who, at)
	if err != nil {
		return err
	}
	main := append(errs.summary(v), ui.Heading{Text: v.T("page.requests-title"), Caption: v.Local(v.who.Office.Name, v.who.Office.NameLatin)})
	if v.may(access.Audit) || len(toJudge) > 0 {
		main = append(main, v.requestList("to-judge", toJudge, "page.requests-to-judge", "page.requests-none-to-judge", func(r *request.Request) ui.Body { return v.due(r.Due) }, "page.due"))
		if more {
			main = append(main, ui.Pagination{Next: &ui.PageLink{Href: requestsPath + "?page=" + strconv.Itoa(max(at, 0)+1)}})
		}
	}
	if kinds := v.s.Requests.Kinds(v.who); len(kinds) > 0 {
		main = append(main, v.requestForm(kinds, typed, errs))
		main = append(main, v.requestList("own", own, "page.requests-own", "page.requests-none", v.requestState, "page.state"))
	}
	if v.may(access.Audit) {
		stops, err := v.s.Reading.Stops(v.ctx(), v.who)
		if err != nil {
			return err
		}
		main = append(main, v.stopList(stops))
	}
	return v.show(status, ui.Page{Title: v.T("page.requests-title"), Wide: true, HasErrors: len(errs) > 0, Main: main})
}

func (v *visit) requestList(id string, list []request.Request, title, none string, last func(*request.Request) ui.Body, head string) ui.Component {
	if len(list) == 0 {
		return ui.Section{ID: id, Title: v.T(title), Body: ui.Body{ui.Paragraph{Text: v.T(none)}}}
	}
	t := ui.Table{Caption: v.T(title), CaptionClasses: "govuk-table__caption--m", Scroll: true, FirstCellIsHeader: true, Head: []ui.Cell{
		{Text: v.T("page.reference")}, {Text: v.T("page.when")}, {Text: v.T("page.officer")}, {Text: v.T("page.request-number")}, {Text: v.T(head)},
	}}
	for i := range list {
		r := &list[i]
		t.Rows = append(t.Rows, []ui.Cell{
			{Body: ui.Body{ui.Link{Text: r.Reference(), Href: requestPath(r.ID)}}}, {Text: v.Time(r.At)}, {Text: string(r.By)}, {Text: words.Join("", number.Group(string(r.Number)), r.Name)}, {Body: last(r)},
		})
	}
	return t
}

// stopList shows in which hours officers were slowed down or stopped.
func (v *visit) stopList(stops []access.BudgetStop) ui.Component {
	t := ui.Table{Caption: v.T("page.stops"), CaptionClasses: "govuk-table__caption--m", Scroll: true, FirstCellIsHeader: true, Head: []ui.Cell{
		{Text: v.T("page.officer")}, {Text: v.T("person.office")}, {Text: v.T("page.stops-hour")}, {Text: v.T("page.stops-slowed")}, {Text: v.T("page.stops-stopped")},
	}}
	for _, s := range stops {
		t.Rows = append(t.Rows, []ui.Cell{{Text: string(s.Officer)}, {Text: v.office(s.Office)}, {Text: v.Time(s.Hour)}, {Text: strconv.Itoa(s.Slowed)}, {Text: strconv.Itoa(s.Stopped)}})
	}
	return t
}

var requestColours = map[request.State]string{
	request.Opening: "green", request.Waiting: "yellow", request.Drawn: "orange", request.Over: "grey", request.Right: "grey", request.Wrong: "red",
}

// requestState says in one word what holds of a request.
func (v *visit) requestState(r *request.Request) ui.Body {
	s := r.State(v.today())
	return ui.Body{ui.Tag{Text: v.Word("request-state", string(s)), Classes: "govuk-tag--" + requestColours[s]}}
}

func (v *visit) requestForm(kinds []law.CaseKind, typed request.Input, errs faults) ui.Component {
	input := func(name, value, width string) ui.Input {
		return ui.Input{
			Name: name, Value: value, Label: ui.Label{Text: v.T("page.request-" + name)}, Hint: ui.Hint{Text: v.T("page.request-" + name + "-hint")},
			ErrorMessage: errs.message(v, name), Spellcheck: "false", Autocomplete: "off", Classes: width,
		}
	}
	choice := func(name, set, value string, of ...string) ui.Radios {
		out := ui.Radios{Name: name, Value: value, Classes: "govuk-radios--small", ErrorMessage: errs.message(v, name), Fieldset: ui.Fieldset{Legend: ui.Legend{Text: v.T("page.request-" + name), Classes: "govuk-fieldset__legend--s"}}}
		for _, one := range of {
			out.Items = append(out.Items, ui.Choice{Value: one, Text: v.Word(set, one)})
		}
		return out
	}
	body := ui.Body{ui.Paragraph{Text: v.T("page.request-intro", "draw", v.s.Requests.DrawOneIn())}}
	var of []string
	for _, k := range kinds {
		of = append(of, string(k))
	}
	body = append(body, choice("kind", "case-kind", cmp.Or(string(typed.Kind), of[0]), of...))
	body = append(body, input("number", typed.Number, "govuk-input--width-20"), input("asks", typed.Asks, ""), input("ground", typed.Ground, ""),
		choice("proof", "request-proof", string(typed.Proof), string(request.ByCode), string(request.ByPaper), string(request.BySecond)),
		ui.FileUpload{Name: "scan", Label: ui.Label{Text: v.T("page.request-scan")}, Hint: ui.Hint{Text: v.T("page.request-scan-hint")}, ErrorMessage: errs.message(v, "scan")},
		ui.Input{Name: "code", Value: typed.Code, Label: ui.Label{Text: v.T("page.request-code")}, ErrorMessage: errs.message(v, "code"), Spellcheck: "false", Autocomplete: "off"},
		ui.Button{Text: v.T("page.request-enter")})
	return ui.Section{ID: "new-request", Title: v.T("page.request-new"), Body: ui.Body{ui.Form{Action: requestsPath, Multipart: true, Hidden: []ui.HiddenField{v.owner()}, Body: body}}}
}

// enterRequest takes a new request.
func enterRequest(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	typed := readRequest(f)
	file, err := f.File("scan")
	if err != nil {
		return err
	}
	in := typed
	var errs faults
	switch {
	case file == nil:
	case in.Proof == request.ByPaper:
		in.Scan = bytes.NewReader(file)
	case in.Proof == request.ByCode:
		if in.Code, err = v.readPicture(file); err != nil {
			errs.add("scan", qrcode.Fault(err))
			return v.requests(http.StatusUnprocessableEntity, typed, errs)
		}
	}
	r, err := v.s.Requests.Enter(v.ctx(), v.who, in)
	if err == nil {
		return v.redirect(requestPath(r.ID))
	}
	e := asError(err)
	if e == nil || notDone[e.Kind] == 0 {
		return err
	}
	errs.addError(e, func(field string) string {
		if field == "code" && file != nil || field == "evidence-file" {
			return "scan"
		}
		return field
	})
	return v.requests(notDone[e.Kind], typed, errs)
}

func requestPage(v *visit) error { return v.request(http.StatusOK, "", nil) }

func keptJudgement(v *visit, k kept.Form) error {
	return v.request(http.StatusOK, k.Sent().Lines("reason"), nil)
}

// request shows one request, and what the officer may do with it.
func (v *visit) request(status int, reason string, errs faults) error {
	r, err := v.s.Requests.Open(v.ctx(), v.who, request.ID(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	var rows []ui.SummaryRow
	row := func(key string, value ...ui.Component) {
		rows = append(rows, ui.SummaryRow{Key: ui.SummaryText{Text: v.T(key)}, Value: ui.SummaryText{Body: value}})
	}
	row("page.state", v.requestState(&r)...)
	row("page.request-number", ui.Text(words.Join("", number.Group(string(r.Number)), r.Name)))
	if r.Kind == law.CaseDanger && r.Office == v.who.Office.ID && r.Until >= v.today() {
		row("page.request-whereabouts", v.whereabouts(&r))
	}
	row("page.request-asks", ui.Text(r.Asks))
	row("page.request-ground", ui.Text(r.Ground))
	if r.Proof != "" {
		row("page.request-proof", ui.Text(v.Word("request-proof", string(r.Proof))))
	}
	if r.Paper != "" {
		row("page.request-scan", ui.Link{Text: v.T("page.request-scan-open"), Href: requestPath(r.ID) + "/paper"})
	}
	row("page.officer", ui.Text(words.Join(", ", string(r.By), v.office(r.Office), v.Time(r.At))))
	if r.Second != "" {
		row("page.request-second", ui.Text(string(r.Second)))
	}
	row("page.request-until", ui.Text(v.Day(r.Until)))
	if r.IsDrawn() && r.Judged == nil {
		row("page.request-due", v.due(r.Due)...)
	}
	if j := r.Judged; j != nil {
		row("page.request-judged", ui.Text(words.Join(", ", string(j.By), v.Time(j.At), j.Reason)))
	}
	main := append(errs.summary(v), ui.Heading{Text: v.T("page.request-title"), Caption: r.Reference()}, ui.SummaryList{Rows: rows})
	hidden := []ui.HiddenField{v.owner(), {Name: "version", Value: strconv.Itoa(r.Version)}}
	if r.Waits() && r.Office == v.who.Office.ID && r.By == v.who.Officer.ID {
		main = append(main, ui.InsetText{Text: v.T("page.request-waits")})
	} else if r.Waits() && r.Office == v.who.Office.ID {
		main = append(main, ui.Form{Action: requestPath(r.ID), Hidden: hidden, Body: ui.Body{ui.Paragraph{Text: v.T("page.request-confirm-text")}, ui.Button{Text: v.T("page.request-confirm"), Name: "do", Value: "confirm"}}})
	}
	if v.s.Requests.Judges(v.who, &r) {
		main = append(main, ui.Form{Action: requestPath(r.ID), Hidden: hidden, Body: ui.Body{
			ui.Paragraph{Text: v.T("page.request-judge-text")},
			ui.Textarea{Name: "reason", Value: reason, Rows: 3, Label: ui.Label{Text: v.T("page.request-reason")}, ErrorMessage: errs.message(v, "reason")},
			ui.ButtonGroup{Body: ui.Body{ui.Button{Text: v.T("page.request-fair"), Name: "do", Value: "fair"}, ui.Button{Text: v.T("page.request-unfair"), Name: "do", Value: "unfair", Classes: "govuk-button--warning"}}},
		}})
	}
	return v.show(status, ui.Page{Title: v.T("page.request-title"), HasErrors: len(errs) > 0, Before: ui.Body{wayBack{ui.BackLink{Href: requestsPath, Text: v.T("page.requests-title")}}}, Main: main})
}

// whereabouts says in which units somebody lives whose life is in danger, or why it is not told.
func (v *visit) whereabouts(r *request.Request) ui.Component {
	w, err := v.s.Reading.Whereabouts(v.ctx(), v.who, request.PurposeDanger, r.Reference())
	if err != nil {
		return ui.Text(strings.Join(v.explain(err), " "))
	}
	said := []string{v.Both(w.Lao, w.Latin), number.Group(string(w.Number))}
	for _, place := range w.Places {
		said = append(said, v.Place(place))
	}
	return ui.Text(words.Join(", ", said...))
}

// stepRequest confirms a request, or says what was found of it.
func stepRequest(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	id := request.ID(v.r.PathValue("id"))
	version, _ := strconv.Atoi(f.Text("version"))
	reason := f.Lines("reason")
	if do := f.Text("do"); do == "confirm" {
		_, err = v.s.Requests.Confirm(v.ctx(), v.who, id, version)
	} else {
		_, err = v.s.Requests.Judge(v.ctx(), v.who, id, version, request.Judgement{Fair: do == "fair", Reason: reason})
	}
	if err == nil {
		return v.redirect(requestPath(id))
	}
	e := asError(err)
	if e == nil || e.Kind == register.NotFound || notDone[e.Kind] == 0 {
		return err
	}
	var errs faults
	errs.addError(e, func(field string) string { return field })
	return v.request(notDone[e.Kind], reason, errs)
}

func requestPaper(v *visit) error {
	p, err := v.s.Requests.Paper(v.ctx(), v.who, request.ID(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	v.paper(p.Content, p.Type)
	return nil
}
