// Package asked owns what pages say of requests: which there are, how each stands, and the form for another.
package asked

import (
	"cmp"

	"samano/law"
	"samano/number"
	"samano/office/request"
	"samano/register"
	"samano/web/ui"
	"samano/web/words"
)

// Path is the address of the requests.
const Path = "/requests"

// PathOf returns the address of a request.
func PathOf(id request.ID) string { return Path + "/" + string(id) }

// last is what the last column of each list says.
var last = map[string]string{"to-judge": "page.due", "own": "page.state"}

// List lists requests to judge, or of the own office. none says that there are none.
func List(w words.Words, id, none string, list []request.Request, end func(*request.Request) ui.Body) ui.Component {
	title := w.T("page.requests-" + id)
	if len(list) == 0 {
		return ui.Section{ID: id, Title: title, Body: ui.Body{ui.Paragraph{Text: w.T(none)}}}
	}
	t := ui.Table{Caption: title, CaptionClasses: "govuk-table__caption--m", Scroll: true, FirstCellIsHeader: true, Head: []ui.Cell{
		{Text: w.T("page.reference")}, {Text: w.T("page.when")}, {Text: w.T("page.officer")}, {Text: w.T("page.request-number")}, {Text: w.T(last[id])},
	}}
	for i := range list {
		r := &list[i]
		t.Rows = append(t.Rows, []ui.Cell{
			{Body: ui.Body{ui.Link{Text: r.Reference(), Href: PathOf(r.ID)}}}, {Text: w.Time(r.At)}, {Text: string(r.By)}, {Text: words.Join("", number.Group(string(r.Number)), r.Name)}, {Body: end(r)},
		})
	}
	return t
}

var colours = map[request.State]string{
	request.Opening: "green", request.Waiting: "yellow", request.Drawn: "orange", request.Over: "grey", request.Right: "grey", request.Wrong: "red",
}

// State says in one word what holds of a request.
func State(w words.Words, r *request.Request, today register.Day) ui.Component {
	s := r.State(today)
	return ui.Tag{Text: w.Word("request-state", string(s)), Classes: "govuk-tag--" + colours[s]}
}

// Form is the form of a new request.
type Form struct {
	Kinds     []law.CaseKind
	DrawOneIn int
	Message   func(id string) ui.ErrorMessage // what is wrong at a question
	Hidden    ui.HiddenField
}

// Ask shows it as it was typed.
func (f Form) Ask(w words.Words, typed request.Input) ui.Component {
	input := func(name, value, width string) ui.Input {
		return ui.Input{
			Name: name, Value: value, Label: ui.Label{Text: w.T("page.request-" + name)}, Hint: ui.Hint{Text: w.T("page.request-" + name + "-hint")},
			ErrorMessage: f.Message(name), Spellcheck: "false", Autocomplete: "off", Classes: width,
		}
	}
	choice := func(name, set, value string, of ...string) ui.Radios {
		out := ui.Radios{Name: name, Value: value, Classes: "govuk-radios--small", ErrorMessage: f.Message(name), Fieldset: ui.Fieldset{Legend: ui.Legend{Text: w.T("page.request-" + name), Classes: "govuk-fieldset__legend--s"}}}
		for _, one := range of {
			out.Items = append(out.Items, ui.Choice{Value: one, Text: w.Word(set, one)})
		}
		return out
	}
	var of []string
	for _, k := range f.Kinds {
		of = append(of, string(k))
	}
	body := ui.Body{
		ui.Paragraph{Text: w.T("page.request-intro", "draw", f.DrawOneIn)},
		choice("kind", "case-kind", cmp.Or(string(typed.Kind), of[0]), of...),
		input("number", typed.Number, "govuk-input--width-20"), input("asks", typed.Asks, ""), input("ground", typed.Ground, ""),
		choice("proof", "request-proof", string(typed.Proof), string(request.ByCode), string(request.ByPaper), string(request.BySecond)),
		ui.FileUpload{Name: "scan", Label: ui.Label{Text: w.T("page.request-scan")}, Hint: ui.Hint{Text: w.T("page.request-scan-hint")}, ErrorMessage: f.Message("scan")},
		ui.Input{Name: "code", Value: typed.Code, Label: ui.Label{Text: w.T("page.request-code")}, ErrorMessage: f.Message("code"), Spellcheck: "false", Autocomplete: "off"},
		ui.Button{Text: w.T("page.request-enter")},
	}
	return ui.Section{ID: "new-request", Title: w.T("page.request-new"), Body: ui.Body{ui.Form{Action: Path, Multipart: true, Hidden: []ui.HiddenField{f.Hidden}, Body: body}}}
}

// Facts are what a page knows of a request beside itself.
type Facts struct {
	Office      string // by name
	Today       register.Day
	Whereabouts ui.Component // of somebody whose life is in danger; nil: not shown
	Due         ui.Body      // until when it is to be judged; nil: it is not
}

// Rows tells all of a request.
func (f Facts) Rows(w words.Words, r *request.Request) (rows []ui.SummaryRow) {
	row := func(key string, value ...ui.Component) {
		rows = append(rows, ui.SummaryRow{Key: ui.SummaryText{Text: w.T(key)}, Value: ui.SummaryText{Body: value}})
	}
	row("page.state", State(w, r, f.Today))
	row("page.request-number", ui.Text(words.Join("", number.Group(string(r.Number)), r.Name)))
	if f.Whereabouts != nil {
		row("page.request-whereabouts", f.Whereabouts)
	}
	row("page.request-asks", ui.Text(r.Asks))
	row("page.request-ground", ui.Text(r.Ground))
	if r.Proof != "" {
		row("page.request-proof", ui.Text(w.Word("request-proof", string(r.Proof))))
	}
	if r.Paper != "" {
		row("page.request-scan", ui.Link{Text: w.T("page.request-scan-open"), Href: PathOf(r.ID) + "/paper"})
	}
	row("page.officer", ui.Text(words.Join(", ", string(r.By), f.Office, w.Time(r.At))))
	if r.Second != "" {
		row("page.request-second", ui.Text(string(r.Second)))
	}
	row("page.request-until", ui.Text(w.Day(r.Until)))
	if f.Due != nil {
		row("page.request-due", f.Due...)
	}
	if j := r.Judged; j != nil {
		row("page.request-judged", ui.Text(words.Join(", ", string(j.By), w.Time(j.At), j.Reason)))
	}
	return rows
}
