package web

import (
	"net/http"
	"strconv"
	"strings"

	"samano/office/application"
	"samano/register"
	"samano/web/form"
	"samano/web/ui"
)

// acceptName is the name of the field in which a finding of an act is accepted.
func acceptName(act, finding int) string {
	return "accept-" + strconv.Itoa(act) + "-" + strconv.Itoa(finding)
}

// offers reports whether the officer may take a step.
func (a *applicationView) offers(to application.State) bool {
	refusal, theirs := a.a.Steps[to]
	return theirs && refusal == nil
}

// decisionForm lets who decides register, return or refuse.
func (a *applicationView) decisionForm() ui.Body {
	refusal, theirs := a.a.Steps[application.Registered]
	if !theirs {
		return nil
	}
	body := ui.Body{a.why(refusal)}
	if refusal == nil {
		body = ui.Body{a.form(a.registerFields())}
	}
	if a.offers(application.Refused) {
		body = append(body, a.reasonForm("reason", "page.not-register", ui.Hint{Text: a.T("page.reason-hint")}, ui.Body{
			ui.Button{Text: a.T("page.return"), Name: "do", Value: "return", Classes: "govuk-button--secondary"},
			ui.Button{Text: a.T("page.refuse"), Name: "do", Value: "refuse", Classes: "govuk-button--warning"},
		}))
	}
	return ui.Body{ui.Section{ID: "decision", Title: a.T("page.decision"), Body: body}}
}

// registerFields ask for a reason for each finding that needs a decision, and offer to register what
// nothing stops.
func (a *applicationView) registerFields() (body ui.Body) {
	for i := range a.a.Acts {
		for n, f := range a.a.Acts[i].Findings {
			if f.Severity == register.Blocking {
				return ui.Body{ui.InsetText{Text: a.T("page.stopped")}}
			}
			if f.Severity != register.NeedsDecision || a.a.Acts[i].Outcome != nil {
				continue
			}
			name := acceptName(i, n)
			why := ui.Textarea{Name: name, Value: a.typed[name], Rows: 2, ErrorMessage: a.errs.message(a.visit, name)}
			why.Label.Text, why.Hint.Text = a.T("page.accept", "finding", a.finding(f).Wrong), a.T("page.accept-hint")
			body = append(body, why)
		}
	}
	return append(body, ui.Button{Text: a.T("page.register"), Name: "do", Value: "register"})
}

// reasonForm asks for the reason of a step. It is open where that question has been answered.
func (a *applicationView) reasonForm(id, summary string, hint ui.Hint, buttons ui.Body) ui.Component {
	wrong := a.errs.message(a.visit, id)
	return ui.Details{SummaryText: a.T(summary), Open: a.typed[id] != "" || wrong.Text != "", Body: ui.Body{a.form(ui.Body{
		ui.Textarea{ID: id, Name: "reason", Value: a.typed[id], Rows: 3, Label: ui.Label{Text: a.T("page.reason")}, Hint: hint, ErrorMessage: wrong},
		ui.ButtonGroup{Body: buttons},
	})}}
}

// why says why something may not be done.
func (v *visit) why(err error) ui.Component {
	return ui.InsetText{Text: strings.Join(v.explain(err), " ")}
}

// form is a form of this application, bound to the version that is shown.
func (a *applicationView) form(body ui.Body) ui.Form {
	return ui.Form{Action: applicationPath(a.a.ID), Hidden: []ui.HiddenField{{Name: "version", Value: strconv.Itoa(a.a.Version)}}, Body: body}
}

// takerForm lets the office that took the application go on with it, or says why this officer may
// not, unless the decision says so already.
func (a *applicationView) takerForm() (out ui.Body) {
	_, decides := a.a.Steps[application.Registered]
	for _, to := range []application.State{application.Draft, application.Appealed, application.Withdrawn} {
		if refusal := a.a.Steps[to]; refusal != nil && !decides {
			return ui.Body{a.why(refusal)}
		}
	}
	if a.offers(application.Draft) {
		if a.sheet(a.a) != nil {
			out = append(out, ui.Button{Text: a.T("page.edit"), Href: applicationPath(a.a.ID) + "/edit"})
		} else if len(a.a.Acts) == 1 {
			out = append(out, ui.InsetText{Text: a.T("page.edit-by-submitting", "act", string(a.a.Acts[0].Proposal.ID))})
		}
	}
	var buttons ui.Body
	for do, to := range map[string]application.State{"appeal": application.Appealed, "withdraw": application.Withdrawn} {
		if a.offers(to) { // no state allows both
			buttons = append(buttons, ui.Button{Text: a.T("page." + do), Name: "do", Value: do, Classes: "govuk-button--secondary"})
		}
	}
	if len(buttons) == 0 {
		return out
	}
	return append(out, a.reasonForm("wish", "page.declarant-wishes", ui.Hint{}, buttons))
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
	id, reason, at, clerk := application.ID(v.r.PathValue("id")), f.Lines("reason"), "reason", v.s.Clerk
	reasons := []application.Reason{{Act: -1, Text: reason}}
	switch f.Text("do") {
	case "register":
		return v.register(f, id, version)
	case "return":
		_, err = clerk.Return(v.ctx(), v.who, id, version, reasons)
	case "refuse":
		_, err = clerk.Refuse(v.ctx(), v.who, id, version, reasons)
	case "appeal":
		at = "wish"
		_, err = clerk.Appeal(v.ctx(), v.who, id, version, reason)
	case "withdraw":
		at = "wish"
		_, err = clerk.Withdraw(v.ctx(), v.who, id, version, reason)
	default:
		err = &register.Error{Kind: register.Invalid, Op: "web.decide", Code: form.CodeMalformed}
	}
	if err != nil {
		return v.applicationAgain(err, map[string]string{at: reason}, at)
	}
	return v.redirect(applicationPath(id))
}

// notDone are the statuses of errors that are told on the page on which something was tried.
var notDone = map[register.ErrorKind]int{
	register.Invalid: http.StatusUnprocessableEntity, register.TooLarge: http.StatusUnprocessableEntity, register.Forbidden: http.StatusForbidden,
	register.Conflict: http.StatusConflict, register.Duplicate: http.StatusConflict, register.NotFound: http.StatusNotFound,
}

// applicationAgain shows the application with what was typed, by question, and what is wrong with the
// question at. Who may not see it any more reads the error alone.
func (v *visit) applicationAgain(err error, typed map[string]string, at string) error {
	e := asError(err)
	if e == nil || notDone[e.Kind] == 0 {
		return err
	}
	a, again := v.openApplication()
	if again != nil {
		return err
	}
	a.typed = typed
	a.errs.addError(e, func(field string) string {
		if field == "reasons" {
			return at
		}
		return ""
	})
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
			a.typed[name] = f.Lines(name)
			if a.typed[name] == "" {
				a.errs.add(name, register.CodeReasonMissing)
				continue
			}
			accepted[act.Proposal.ID] = append(accepted[act.Proposal.ID], finding.Accept(a.typed[name]))
		}
	}
	if len(a.errs) > 0 && a.a.Version == version && a.offers(application.Registered) {
		return a.page(http.StatusUnprocessableEntity)
	}
	_, decided, err := v.s.Clerk.Decide(v.ctx(), v.who, id, version, accepted)
	if err != nil {
		return v.applicationAgain(err, a.typed, "")
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
	now.typed, now.errs = a.typed, a.errs
	return now.page(http.StatusUnprocessableEntity)
}
