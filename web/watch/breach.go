package watch

import (
	"strconv"

	"samano/oversight"
	"samano/register"
	"samano/web/form"
	"samano/web/ui"
	"samano/web/words"
)

// Typed is a breach as it was typed, or that somebody was told of the one with a number.
type Typed struct {
	No, What, Whom, People, Who string
	Since, Found, On            form.Date
}

// ReadBreach reads the form.
func ReadBreach(f form.Form) Typed {
	return Typed{f.Text("no"), f.Lines("what"), f.Lines("whom"), f.Text("people"), f.Text("who"), f.Date("since"), f.Date("found"), f.Date("on")}
}

// Read returns what was typed: a breach or, where there is a number, that somebody was told.
func (t Typed) Read() (no int, b oversight.Breach, told oversight.Telling, bad []register.Finding) {
	day := func(id string, d form.Date) register.Day {
		date, code, _ := d.Read()
		switch {
		case d.Empty(): // which the record refuses
			return 0
		case code == "" && date.Precision() != register.ToDay:
			code = "date-not-whole"
		}
		if code != "" {
			bad = append(bad, register.Blocked(code, id, "text", words.Join("/", d.Day, d.Month, d.Year)))
			return 0
		}
		return date.Earliest()
	}
	if t.No != "" {
		no, _ = strconv.Atoi(t.No)
		return no, b, oversight.Telling{Who: t.Who, On: day("on", t.On)}, bad
	}
	b = oversight.Breach{What: t.What, Whom: t.Whom, Since: day("since", t.Since), Found: day("found", t.Found)}
	if n, err := strconv.Atoi(t.People); err == nil && n >= 0 {
		b.People = n
	} else if t.People != "" {
		bad = append(bad, register.Blocked(oversight.CodeBreachWhom, "people"))
	}
	return 0, b, told, bad
}

// BreachForm is what a page with forms needs beside the record.
type BreachForm struct {
	Typed   Typed
	Message func(id string) ui.ErrorMessage // what is wrong at a question
	Hidden  ui.HiddenField
}

// Breaches is the record of breaches, with forms for those who keep it.
func Breaches(w Words, list []oversight.Breach, keeps bool, f BreachForm) ui.Body {
	out := ui.Body{ui.Heading{Text: w.T("watch.breaches")}, ui.Paragraph{Text: w.T("watch.breaches-text")}}
	if len(list) == 0 {
		out = append(out, ui.Paragraph{Text: w.T("watch.no-breaches")})
	}
	for i := range list {
		b := &list[i]
		body := ui.Body{ui.SummaryList{Rows: w.breach(b)}}
		if keeps {
			body = append(body, f.tell(w, strconv.Itoa(b.No)))
		}
		out = append(out, ui.Section{ID: "breach-" + strconv.Itoa(b.No), Title: w.T("watch.breach-no", "no", b.No), Body: body})
	}
	if keeps {
		out = append(out, f.record(w))
	}
	return out
}

func (w Words) breach(b *oversight.Breach) (rows []ui.SummaryRow) {
	row := func(key, value string) {
		rows = append(rows, ui.SummaryRow{Key: ui.SummaryText{Text: w.T(key)}, Value: ui.SummaryText{Text: value}})
	}
	people := w.T("watch.breach-people-unknown")
	if b.People > 0 {
		people = strconv.Itoa(b.People)
	}
	row("watch.breach-what", b.What)
	row("watch.breach-whom", b.Whom)
	row("watch.breach-people", people)
	row("watch.breach-since", w.Day(b.Since))
	row("watch.breach-found", w.Day(b.Found))
	row("watch.breach-by", words.Join(", ", string(b.By), w.Time(b.At)))
	for _, told := range b.Told {
		row("watch.breach-told", words.Join(", ", told.Who, w.Day(told.On)))
	}
	return rows
}

// tell asks who was told of a breach, and when. The form that was sent has the plain ids, to which the list of faults leads.
func (f BreachForm) tell(w Words, no string) ui.Component {
	here, behind := f.Typed.No == no, ""
	if !here {
		f.Typed, f.Message, behind = Typed{}, func(string) ui.ErrorMessage { return ui.ErrorMessage{} }, "-"+no
	}
	return ui.Details{SummaryText: w.T("watch.breach-tell"), Open: here, Body: ui.Body{ui.Form{Action: BreachesPath, Hidden: []ui.HiddenField{f.Hidden, {Name: "no", Value: no}}, Body: ui.Body{
		ui.Input{Name: "who", ID: "who" + behind, Value: f.Typed.Who, Label: ui.Label{Text: w.T("watch.breach-who")}, Hint: ui.Hint{Text: w.T("watch.breach-who-hint")}, ErrorMessage: f.Message("who")},
		f.day(w, "on", "on"+behind, f.Typed.On),
		ui.Button{Text: w.T("watch.breach-tell"), Classes: "govuk-button--secondary"},
	}}}}
}

// record asks for a new breach.
func (f BreachForm) record(w Words) ui.Component {
	if f.Typed.No != "" {
		f.Typed, f.Message = Typed{}, func(string) ui.ErrorMessage { return ui.ErrorMessage{} }
	}
	area := func(name, value string, rows int) ui.Textarea {
		return ui.Textarea{Name: name, Value: value, Rows: rows, Label: ui.Label{Text: w.T("watch.breach-" + name)}, Hint: ui.Hint{Text: w.T("watch.breach-" + name + "-hint")}, ErrorMessage: f.Message(name)}
	}
	return ui.Section{ID: "new-breach", Title: w.T("watch.breach-new"), Body: ui.Body{ui.Form{Action: BreachesPath, Hidden: []ui.HiddenField{f.Hidden}, Body: ui.Body{
		area("what", f.Typed.What, 4), area("whom", f.Typed.Whom, 2),
		ui.Input{Name: "people", Value: f.Typed.People, Label: ui.Label{Text: w.T("watch.breach-people")}, Hint: ui.Hint{Text: w.T("watch.breach-people-hint")}, ErrorMessage: f.Message("people"), Classes: "govuk-input--width-10", Inputmode: "numeric"},
		f.day(w, "since", "since", f.Typed.Since), f.day(w, "found", "found", f.Typed.Found),
		ui.Button{Text: w.T("watch.breach-record")},
	}}}}
}

// day asks for a whole day.
func (f BreachForm) day(w Words, name, id string, d form.Date) ui.DateInput {
	return ui.DateInput{
		ID: id, NamePrefix: name, Fieldset: ui.Fieldset{Legend: ui.Legend{Text: w.T("watch.breach-" + name), Classes: "govuk-fieldset__legend--s"}},
		ErrorMessage: f.Message(name), Items: []ui.DateItem{{Name: "day", Value: d.Day}, {Name: "month", Value: d.Month}, {Name: "year", Value: d.Year}},
	}
}
