package web

import (
	"net/http"
	"strconv"
	"strings"

	"samano/access"
	"samano/office/application"
	"samano/register"
	"samano/web/form"
	"samano/web/ui"
)

// acceptName is the name of the field in which a finding of an act is accepted.
func acceptName(act, finding int) string {
	return "accept-" + strconv.Itoa(act) + "-" + strconv.Itoa(finding)
}

// decisionForm lets who decides register, return or refuse.
func (a *applicationView) decisionForm() ui.Body {
	if !a.a.Decides || !a.a.State.Waiting() {
		return nil
	}
	section := func(b ...ui.Component) ui.Body {
		return ui.Body{ui.Section{ID: "decision", Title: a.T("page.decision"), Body: b}}
	}
	if a.a.Barred != "" {
		return section(a.why(&register.Error{Code: a.a.Barred}))
	}
	var body ui.Body
	stopped := false
	for i := range a.a.Acts {
		for n, f := range a.a.Acts[i].Findings {
			stopped = stopped || f.Severity == register.Blocking
			if f.Severity != register.NeedsDecision || a.a.Acts[i].Outcome != nil {
				continue
			}
			name := acceptName(i, n)
			text := a.finding(f)
			body = append(body, ui.Textarea{
				Name: name, Value: a.accepts[name], Rows: 2, Label: ui.Label{Text: a.T("page.accept", "finding", text.Wrong)},
				Hint: ui.Hint{Text: a.T("page.accept-hint")}, ErrorMessage: a.errs.message(a.visit, name),
			})
		}
	}
	switch {
	case a.a.NotRegistering != nil:
		body = ui.Body{a.why(a.a.NotRegistering)}
	case stopped:
		body = append(body, ui.InsetText{Text: a.T("page.stopped")})
	default:
		body = append(body, ui.Button{Text: a.T("page.register"), Name: "do", Value: "register"})
	}
	back := ui.Body{
		ui.Textarea{Name: "reason", Value: a.reason, Rows: 3, Label: ui.Label{Text: a.T("page.reason")}, Hint: ui.Hint{Text: a.T("page.reason-hint")}, ErrorMessage: a.errs.message(a.visit, "reason")},
		ui.ButtonGroup{Body: ui.Body{
			ui.Button{Text: a.T("page.return"), Name: "do", Value: "return", Classes: "govuk-button--secondary"},
			ui.Button{Text: a.T("page.refuse"), Name: "do", Value: "refuse", Classes: "govuk-button--warning"},
		}},
	}
	return section(a.form(body), ui.Details{SummaryText: a.T("page.not-register"), Open: a.reason != "" || len(a.errs) > 0, Body: ui.Body{a.form(back)}})
}

// why says why something may not be done.
func (v *visit) why(err error) ui.Component {
	return ui.InsetText{Text: strings.Join(v.explain(err), " ")}
}

// form is a form of this application, bound to the version that is shown.
func (a *applicationView) form(body ui.Body) ui.Form {
	return ui.Form{Action: applicationPath(a.a.ID), Hidden: []ui.HiddenField{{Name: "version", Value: strconv.Itoa(a.a.Version)}}, Body: body}
}

// takerForm lets the office that took the application go on with it.
func (a *applicationView) takerForm() ui.Body {
	if !a.may(access.Declare) || a.who.Office.ID != a.a.TakenAt || a.a.Barred != "" {
		return nil
	}
	var out ui.Body
	if a.a.State.Editable() && len(a.a.Acts) == 1 {
		out = append(out, ui.Button{Text: a.T("page.edit"), Href: applicationPath(a.a.ID) + "/edit"})
	}
	var buttons ui.Body
	if a.a.State.May(application.Appealed) {
		buttons = append(buttons, ui.Button{Text: a.T("page.appeal"), Name: "do", Value: "appeal", Classes: "govuk-button--secondary"})
	}
	if a.a.State.May(application.Withdrawn) {
		buttons = append(buttons, ui.Button{Text: a.T("page.withdraw"), Name: "do", Value: "withdraw", Classes: "govuk-button--secondary"})
	}
	if len(buttons) == 0 {
		return out
	}
	return append(out, ui.Details{SummaryText: a.T("page.declarant-wishes"), Open: a.reason != "" && !a.a.Decides, Body: ui.Body{a.form(ui.Body{
		ui.Textarea{ID: "wish", Name: "reason", Value: a.reason, Rows: 3, Label: ui.Label{Text: a.T("page.reason")}, ErrorMessage: a.errs.message(a.visit, "wish")},
		ui.ButtonGroup{Body: buttons},
	})}})
}

func (a *applicationView) history() ui.Component {
	t := ui.Table{Caption: a.T("page.application-history"), CaptionClasses: "govuk-table__caption--s", Scroll: true, Head: []ui.Cell{
		{Text: a.T("page.when")}, {Text: a.T("page.officer")}, {Text: a.T("page.state")}, {Text: a.T("page.reason")},
	}}
	for _, h := range a.a.History {
		var reasons []string
		for _, r := range h.Reasons {
			reasons = append(reasons, a.reasonText(r))
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: a.time(h.At)}, {Text: join(", ", string(h.By), a.office(h.Office))}, {Text: a.word("state", string(h.To))}, {Text: join(" ", reasons...)}})
	}
	return ui.Details{SummaryText: a.T("page.application-history"), Body: ui.Body{t}}
}

// decideApplication takes one of the steps that an application's page offers.
func decideApplication(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(f.Text("version"))
	if err != nil {
		return &register.Error{Kind: register.Invalid, Op: "web.decide", Code: form.CodeMalformed}
	}
	id, reason := application.ID(v.r.PathValue("id")), f.Lines("reason")
	reasons := []application.Reason{{Act: -1, Text: reason}}
	clerk := v.s.Clerk
	switch f.Text("do") {
	case "register":
		return v.register(f, id, version)
	case "return":
		_, err = clerk.Return(v.ctx(), v.who, id, version, reasons)
	case "refuse":
		_, err = clerk.Refuse(v.ctx(), v.who, id, version, reasons)
	case "appeal":
		_, err = clerk.Appeal(v.ctx(), v.who, id, version, reason)
	case "withdraw":
		_, err = clerk.Withdraw(v.ctx(), v.who, id, version, reason)
	default:
		err = &register.Error{Kind: register.Invalid, Op: "web.decide", Code: form.CodeMalformed}
	}
	if err != nil {
		at := "reason"
		if do := f.Text("do"); do == "appeal" || do == "withdraw" {
			at = "wish"
		}
		return v.applicationAgain(err, reason, nil, at)
	}
	return v.redirect(applicationPath(id))
}

// notDone are the statuses of errors that are told on the page on which something was tried.
var notDone = map[register.ErrorKind]int{
	register.Invalid: http.StatusUnprocessableEntity, register.Forbidden: http.StatusForbidden,
	register.Conflict: http.StatusConflict, register.Duplicate: http.StatusConflict, register.NotFound: http.StatusNotFound,
}

// applicationAgain shows the application with what was typed and what is wrong. Who may not see it
// any more reads the error alone.
func (v *visit) applicationAgain(err error, reason string, accepts map[string]string, at string) error {
	e := asError(err)
	if e == nil || notDone[e.Kind] == 0 {
		return err
	}
	a, again := v.openApplication()
	if again != nil {
		return err
	}
	a.reason, a.accepts = reason, accepts
	for _, f := range e.Findings {
		a.errs = append(a.errs, fault{ID: at, Finding: f})
	}
	if len(e.Findings) == 0 {
		a.errs.add("", e.Code)
	}
	return a.page(notDone[e.Kind])
}

// register decides. The officer accepts findings as they were shown; what is found
// anew in between stops the act and is shown.
func (v *visit) register(f form.Form, id application.ID, version int) error {
	a, err := v.openApplication()
	if err != nil {
		return err
	}
	accepted := map[register.ActID][]register.Accepted{}
	for i, act := range a.a.Acts {
		for n, finding := range act.Findings {
			name := acceptName(i, n)
			if finding.Severity != register.NeedsDecision || act.Outcome != nil {
				continue
			}
			a.accepts[name] = f.Lines(name)
			if a.accepts[name] == "" {
				a.errs.add(name, register.CodeReasonMissing)
				continue
			}
			accepted[act.Proposal.ID] = append(accepted[act.Proposal.ID], finding.Accept(a.accepts[name]))
		}
	}
	if len(a.errs) > 0 {
		return a.page(http.StatusUnprocessableEntity)
	}
	_, decided, err := v.s.Clerk.Decide(v.ctx(), v.who, id, version, accepted)
	if err != nil {
		return v.applicationAgain(err, "", a.accepts, "")
	}
	for i, d := range decided {
		if d.Outcome != nil {
			continue
		}
		for _, finding := range d.Findings {
			if finding.Stops(accepted[a.a.Acts[i].Proposal.ID]) {
				a.errs = append(a.errs, fault{Finding: finding})
			}
		}
	}
	if len(a.errs) == 0 {
		return v.redirect(applicationPath(id))
	}
	now, err := v.openApplication()
	if err != nil {
		return err
	}
	now.accepts, now.errs = a.accepts, a.errs
	return now.page(http.StatusUnprocessableEntity)
}
