package web

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"samano/access"
	"samano/access/factor"
	"samano/office/application"
	"samano/register"
	"samano/web/form"
	"samano/web/kept"
	"samano/web/ui"
	"samano/web/words"
)

const acceptPrefix = "accept-"

// acceptName is the name of the field in which the nth finding of an act is accepted. It is of that
// finding, so that a reason never stands at another one if others were found meanwhile.
func acceptName(act int, findings []register.Finding, n int) string {
	before := 0
	for _, f := range findings[:n] {
		if f.Code == findings[n].Code && f.Field == findings[n].Field {
			before++
		}
	}
	return acceptPrefix + words.Join("-", strconv.Itoa(act), findings[n].Code, findings[n].Field, strconv.Itoa(before))
}

// offers reports whether the officer may take a step.
func (a *applicationView) offers(to application.State) bool {
	refusal, theirs := a.a.Steps[to]
	return theirs && refusal == nil
}

// The names of the questions for the reasons of a decision, and of what the declarant wishes.
const (
	reasonQuestion = "reason"
	wishQuestion   = "wish"
)

// steps offer what the officer may do, in one form: no button loses what was typed for another. What
// was typed for a step that is no longer offered stands below.
func (a *applicationView) steps() ui.Body {
	body := append(a.decision(), a.takerSteps()...)
	if len(a.asked) > 0 {
		body = ui.Body{ui.Form{Action: applicationPath(a.a.ID), Hidden: []ui.HiddenField{a.owner(), {Name: "version", Value: strconv.Itoa(a.a.Version)}}, Body: body}}
	}
	var unused []string
	for _, name := range slices.Sorted(maps.Keys(a.typed)) {
		if slices.Contains(a.asked, name) {
			continue
		}
		unused = append(unused, a.typed[name])
		for i := range a.errs {
			if a.errs[i].ID == name {
				a.errs[i].ID = "typed" // where it stands
			}
		}
	}
	return append(body, kept.Unused(a.Words, unused)...)
}

// decision lets who decides register, return or refuse.
func (a *applicationView) decision() ui.Body {
	refusal, theirs := a.a.Steps[application.Registered]
	if !theirs {
		return nil
	}
	body := ui.Body{a.why(refusal)}
	if refusal == nil {
		body = a.registerFields()
	}
	if a.offers(application.Refused) {
		body = append(body, a.reasonFields(reasonQuestion, "page.not-register", ui.Hint{Text: a.T("page.reason-hint")}, ui.Body{
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
		if slices.ContainsFunc(a.a.Acts[i].Findings, func(f register.Finding) bool { return f.Severity == register.Blocking }) {
			return ui.Body{ui.InsetText{Text: a.T("page.stopped")}}
		}
	}
	if a.wrote {
		return ui.Body{ui.InsetText{Text: a.T("page.another-registers")}}
	}
	for i := range a.a.Acts {
		for n, f := range a.a.Acts[i].Findings {
			if f.Severity != register.NeedsDecision || a.a.Acts[i].Outcome != nil {
				continue
			}
			name := acceptName(i, a.a.Acts[i].Findings, n)
			a.asked = append(a.asked, name)
			why := ui.Textarea{Name: name, Value: a.typed[name], Rows: 2, ErrorMessage: a.errs.message(a.visit, name)}
			why.Label.Text, why.Hint.Text = a.T("page.accept", "finding", a.Finding(f).Wrong), a.T("page.accept-hint")
			body = append(body, why)
		}
	}
	a.asked = append(a.asked, "do")
	return append(body, ui.Button{Text: a.T("page.register"), Name: "do", Value: "register"})
}

// reasonFields ask for the reason of a step. They are open where that question has been answered.
func (a *applicationView) reasonFields(name, summary string, hint ui.Hint, buttons ui.Body) ui.Component {
	wrong := a.errs.message(a.visit, name)
	a.asked = append(a.asked, name)
	return ui.Details{SummaryText: a.T(summary), Open: a.typed[name] != "" || wrong.Text != "", Body: ui.Body{
		ui.Textarea{Name: name, Value: a.typed[name], Rows: 3, Label: ui.Label{Text: a.T("page.reason")}, Hint: hint, ErrorMessage: wrong},
		ui.ButtonGroup{Body: buttons},
	}}
}

// why says why something may not be done.
func (v *visit) why(err error) ui.Component {
	return ui.InsetText{Text: strings.Join(v.Explain(err), " ")}
}

// takerSteps let the office that took the application go on with it, or says why this officer may
// not, unless the decision says so already.
func (a *applicationView) takerSteps() (out ui.Body) {
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
	return append(out, a.reasonFields(wishQuestion, "page.declarant-wishes", ui.Hint{}, buttons))
}

func (a *applicationView) history() ui.Component {
	t := ui.Table{Caption: a.T("page.application-history"), CaptionClasses: "govuk-table__caption--s", Scroll: true, Head: []ui.Cell{
		{Text: a.T("page.when")}, {Text: a.T("page.officer")}, {Text: a.T("page.state")}, {Text: a.T("page.reason")},
	}}
	for _, h := range a.a.History {
		var reasons []string
		for _, r := range h.Reasons {
			reasons = append(reasons, a.reasonText(r, false))
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: a.Time(h.At)}, {Text: words.Join(", ", string(h.By), a.office(h.Office))}, {Text: a.Word("state", string(h.To))}, {Text: words.Join(" ", reasons...)}})
	}
	return ui.Details{SummaryText: a.T("page.application-history"), Body: ui.Body{t}}
}

// steps are what the buttons do, each with the question that it asks; registering asks at the findings.
var steps = map[string]struct {
	to       application.State
	question string
}{
	"register": {application.Registered, ""}, "return": {application.Returned, reasonQuestion}, "refuse": {application.Refused, reasonQuestion},
	"appeal": {application.Appealed, wishQuestion}, "withdraw": {application.Withdrawn, wishQuestion},
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
	typed := v.typedReasons(f)
	a, err := v.openApplication()
	if err != nil {
		return err
	}
	a.typed = typed
	step := steps[f.Text("do")]
	if refusal := a.a.Steps[step.to]; register.HasCode(refusal, access.CodeNationalDesk) { // where it has been sent by now
		a.errs.addError(asError(refusal), func(string) string { return "" })
		return a.page(http.StatusForbidden)
	}
	accepted := a.answers(step.question)
	if len(a.errs) > 0 && a.a.Version == version && a.offers(step.to) {
		return a.page(http.StatusUnprocessableEntity)
	}
	id, clerk, reasons := a.a.ID, v.s.Clerk, []application.Reason{{Act: -1, Text: typed[reasonQuestion]}}
	switch step.to {
	case application.Registered:
		return a.register(version, accepted)
	case application.Returned:
		_, err = clerk.Return(v.ctx(), v.who, id, version, reasons)
	case application.Refused:
		_, err = clerk.Refuse(v.ctx(), v.who, id, version, reasons)
	case application.Appealed:
		_, err = clerk.Appeal(v.ctx(), v.who, id, version, typed[wishQuestion])
	case application.Withdrawn:
		_, err = clerk.Withdraw(v.ctx(), v.who, id, version, typed[wishQuestion])
	default:
		err = &register.Error{Kind: register.Invalid, Op: "web.decide", Code: form.CodeMalformed}
	}
	if err != nil {
		return v.applicationAgain(err, typed, step.question)
	}
	return v.redirect(applicationPath(id))
}

// answers takes what was typed for a step that has a question or, without one, registers and takes why
// each finding is accepted. What is missing is a fault, and so is what was typed for another step:
// nothing that was typed is dropped in silence.
func (a *applicationView) answers(question string) map[register.ActID][]register.Accepted {
	left, accepted := maps.Clone(a.typed), map[register.ActID][]register.Accepted{}
	take := func(name string) bool {
		delete(left, name)
		if a.typed[name] == "" {
			a.errs.add(name, register.CodeReasonMissing)
		}
		return a.typed[name] != ""
	}
	if question != "" {
		take(question)
	}
	for i, act := range a.a.Acts {
		for n, finding := range act.Findings {
			if question != "" || finding.Severity != register.NeedsDecision || act.Outcome != nil {
				continue
			}
			if name := acceptName(i, act.Findings, n); take(name) {
				accepted[act.Proposal.ID] = append(accepted[act.Proposal.ID], finding.Accept(a.typed[name]))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		a.errs.add(name, "step-not-taken")
	}
	return accepted
}

// typedReasons reads what was typed into the questions of the steps, by their names. No error loses it.
func (v *visit) typedReasons(f form.Form) map[string]string {
	typed := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(f.Values)) {
		if text := f.Lines(name); text != "" && (name == reasonQuestion || name == wishQuestion || strings.HasPrefix(name, acceptPrefix)) {
			typed[name] = text
			v.typed = append(v.typed, text)
		}
	}
	return typed
}

// notDone are the statuses of errors that are told on the page on which something was tried.
var notDone = map[register.ErrorKind]int{
	register.Invalid: http.StatusUnprocessableEntity, register.TooLarge: http.StatusUnprocessableEntity, register.Forbidden: http.StatusForbidden,
	register.Conflict: http.StatusConflict, register.Duplicate: http.StatusConflict, register.NotFound: http.StatusNotFound,
	register.Limited: http.StatusTooManyRequests,
}

// applicationAgain shows the application with what was typed, by question, and what is wrong with the
// question at. Who may not see it any more reads the error, and what they typed.
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
func (a *applicationView) register(version int, accepted map[register.ActID][]register.Accepted) error {
	for i := range a.a.Acts {
		if err := a.fresh(factor.AsksProof(a.a.Acts[i].Proposal.Kind)); err != nil {
			return err
		}
	}
	_, decided, err := a.s.Clerk.Decide(a.ctx(), a.who, a.a.ID, version, accepted)
	if err != nil {
		return a.applicationAgain(err, a.typed, "")
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
		return a.redirect(applicationPath(a.a.ID))
	}
	now, err := a.openApplication()
	if err != nil {
		return err
	}
	now.typed, now.errs = a.typed, a.errs
	return now.page(http.StatusUnprocessableEntity)
}
