package web

import (
	"samano/lang"
	"samano/register"
	"samano/web/form"
	"samano/web/kept"
	"samano/web/ui"
	"samano/web/words"
)

// form reads the request's form, unless another filled it in than the officer who is signed in now. The
// whole fits in memory, so that no evidence lies on the disk in the clear.
func (v *visit) form() (form.Form, error) {
	f, err := form.Read(v.r, form.MaxUpload)
	if by, _ := kept.FilledIn(v.s.Links, f.Values.Get("owner")); err == nil && f.Values.Has("owner") && by.Officer != v.who.Officer.ID {
		err = &register.Error{Kind: register.Forbidden, Op: "web.form", Code: "form-of-another"}
	}
	return f, err
}

// dateField is the component for a date that may be known in part.
func (v *visit) dateField(id, label string, d form.Date, errs faults) ui.PartialDate {
	c := ui.PartialDate{
		ID: id, Legend: ui.Legend{Text: label, Classes: "govuk-fieldset__legend--s"}, Hint: v.T("page.date-example"),
		Day: d.Day, Month: d.Month, Year: d.Year, OfferAbout: true, About: d.About, ErrorMessage: errs.message(v, id),
	}
	for _, e := range errs {
		if e.ID == id && c.ErrorMessage.Text != "" {
			c.DayError = c.DayError || e.Part == "day"
			c.MonthError = c.MonthError || e.Part == "month"
			c.YearError = c.YearError || e.Part == "year"
		}
	}
	return c
}

// fault is one thing wrong with a form: a finding, at one of the form's questions.
type fault struct {
	ID      string // of the question; empty: the form as a whole
	Part    string // of a date: day, month or year
	Finding register.Finding
	Error   *register.Error // instead of a finding
}

// text is what is wrong and what to do.
func (f fault) text(v *visit) lang.FindingText {
	if f.Error != nil {
		return lang.FindingText{Wrong: v.ErrorText(f.Error)}
	}
	return v.Finding(f.Finding)
}

type faults []fault

func (fs *faults) add(id, code string, pairs ...string) {
	*fs = append(*fs, fault{ID: id, Finding: register.Blocked(code, "", pairs...)})
}

// addUnused notes an answer that would go nowhere because of what another question says. Nothing that
// was typed is dropped in silence.
func (fs *faults) addUnused(id, answer, code string) {
	if answer != "" {
		fs.add(id, code)
	}
}

// addError notes what an error tells: its findings, each at the question that its field is about, or
// the error as a whole.
func (fs *faults) addError(e *register.Error, question func(field string) string) {
	for _, f := range e.Findings {
		*fs = append(*fs, fault{ID: question(f.Field), Finding: f})
	}
	if len(e.Findings) == 0 {
		*fs = append(*fs, fault{Error: e})
	}
}

// addDate notes what is wrong with a date.
func (fs *faults) addDate(id, code, part, text string) {
	fs.add(id, code, "text", text)
	(*fs)[len(*fs)-1].Part = part
}

// message is what stands at a question: what is wrong and what to do.
func (fs faults) message(v *visit, id string) ui.ErrorMessage {
	for _, f := range fs {
		if f.ID == id {
			t := f.text(v)
			return ui.ErrorMessage{Text: words.Join(" ", t.Wrong, t.Remedy)}
		}
	}
	return ui.ErrorMessage{}
}

// summary is the list at the top of the page.
func (fs faults) summary(v *visit) ui.Body {
	var errs ui.Errors
	for _, f := range fs {
		text := f.text(v)
		e := ui.FieldError{ID: f.ID, Text: text.Wrong}
		if f.ID == "" { // no question says what to do
			e.Text = words.Join(" ", text.Wrong, text.Remedy)
		}
		if f.Part != "" {
			e.Control = f.ID + "-" + f.Part
		} else if controls[f.ID] != "" {
			e.Control = controls[f.ID]
		}
		errs = append(errs, e)
	}
	return errs.Summary()
}

// controls are the first controls of questions that have several.
var controls = map[string]string{"born": "born-day", "died": "died-day", "from": "from-day", "mother-born": "mother-born-day", "father-born": "father-born-day"}
