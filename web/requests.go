package web

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"samano/access"
	"samano/credential/qrcode"
	"samano/law"
	"samano/number"
	"samano/office/request"
	"samano/register"
	"samano/web/asked"
	"samano/web/form"
	"samano/web/kept"
	"samano/web/ui"
	"samano/web/words"
)

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
		main = append(main, asked.List(v.Words, "to-judge", "page.requests-none-to-judge", toJudge, func(r *request.Request) ui.Body { return v.due(r.Due) }))
		if more {
			main = append(main, ui.Pagination{Next: &ui.PageLink{Href: asked.Path + "?page=" + strconv.Itoa(max(at, 0)+1)}})
		}
	}
	if kinds := v.s.Requests.Kinds(v.who); len(kinds) > 0 {
		main = append(main, asked.Form{Kinds: kinds, DrawOneIn: v.s.Requests.DrawOneIn(), Message: func(id string) ui.ErrorMessage { return errs.message(v, id) }, Hidden: v.owner()}.Ask(v.Words, typed))
		main = append(main, asked.List(v.Words, "own", "page.requests-none", own, func(r *request.Request) ui.Body { return ui.Body{asked.State(v.Words, r, v.today())} }))
	}
	return v.show(status, ui.Page{Title: v.T("page.requests-title"), Wide: true, HasErrors: len(errs) > 0, Main: main})
}

// enterRequest takes a new request.
func enterRequest(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	typed := readRequest(f)
	if err := v.fresh(typed.Kind == law.CaseExport); err != nil {
		return err
	}
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
		return v.redirect(asked.PathOf(r.ID))
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
	f := asked.Facts{Office: v.office(r.Office), Today: v.today()}
	if r.Kind == law.CaseDanger && r.Office == v.who.Office.ID && r.Until >= v.today() {
		f.Whereabouts = v.whereabouts(&r)
	}
	if r.IsDrawn() && r.Judged == nil {
		f.Due = v.due(r.Due)
	}
	main := append(errs.summary(v), ui.Heading{Text: v.T("page.request-title"), Caption: r.Reference()}, ui.SummaryList{Rows: f.Rows(v.Words, &r)})
	hidden := []ui.HiddenField{v.owner(), {Name: "version", Value: strconv.Itoa(r.Version)}}
	if r.Waits() && r.Office == v.who.Office.ID && r.By == v.who.Officer.ID {
		main = append(main, ui.InsetText{Text: v.T("page.request-waits")})
	} else if r.Waits() && r.Office == v.who.Office.ID {
		main = append(main, ui.Form{Action: asked.PathOf(r.ID), Hidden: hidden, Body: ui.Body{ui.Paragraph{Text: v.T("page.request-confirm-text")}, ui.Button{Text: v.T("page.request-confirm"), Name: "do", Value: "confirm"}}})
	}
	if v.s.Requests.Judges(v.who, &r) {
		main = append(main, ui.Form{Action: asked.PathOf(r.ID), Hidden: hidden, Body: ui.Body{
			ui.Paragraph{Text: v.T("page.request-judge-text")},
			ui.Textarea{Name: "reason", Value: reason, Rows: 3, Label: ui.Label{Text: v.T("page.request-reason")}, ErrorMessage: errs.message(v, "reason")},
			ui.ButtonGroup{Body: ui.Body{ui.Button{Text: v.T("page.request-fair"), Name: "do", Value: "fair"}, ui.Button{Text: v.T("page.request-unfair"), Name: "do", Value: "unfair", Classes: "govuk-button--warning"}}},
		}})
	}
	return v.show(status, ui.Page{Title: v.T("page.request-title"), HasErrors: len(errs) > 0, Before: ui.Body{wayBack{ui.BackLink{Href: asked.Path, Text: v.T("page.requests-title")}}}, Main: main})
}

// whereabouts says in which units somebody lives whose life is in danger, or why it is not told.
func (v *visit) whereabouts(r *request.Request) ui.Component {
	w, err := v.s.Reading.Whereabouts(v.ctx(), v.who, request.PurposeDanger, r.Reference())
	if err != nil {
		return ui.Text(strings.Join(v.Explain(err), " "))
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
		if r, err := v.s.Requests.Open(v.ctx(), v.who, id); err != nil {
			return err
		} else if err := v.fresh(r.Kind == law.CaseExport); err != nil {
			return err
		}
		_, err = v.s.Requests.Confirm(v.ctx(), v.who, id, version)
	} else {
		_, err = v.s.Requests.Judge(v.ctx(), v.who, id, version, request.Judgement{Fair: do == "fair", Reason: reason})
	}
	if err == nil {
		return v.redirect(asked.PathOf(id))
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
