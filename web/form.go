package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"samano/names"
	"samano/register"
	"samano/web/ui"
)

// form is what a browser sent.
type form struct {
	values url.Values
	files  map[string][]*multipart.FileHeader
}

// form reads the request's form. A text that is not UTF-8, or has a NUL in it, is
// refused here: nothing behind expects one.
func (v *visit) form() (form, error) {
	const op = "web.form"
	var err error
	multi := strings.HasPrefix(v.r.Header.Get("Content-Type"), "multipart/form-data")
	if multi {
		// The whole fits in memory, so that no evidence lies on the disk in the clear.
		err = v.r.ParseMultipartForm(maxUpload)
	} else {
		err = v.r.ParseForm()
	}
	if err != nil {
		kind, code := register.Invalid, "form-malformed"
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			kind, code = register.TooLarge, "form-too-large"
		}
		return form{}, &register.Error{Kind: kind, Op: op, Code: code}
	}
	f := form{values: v.r.PostForm}
	if multi && v.r.MultipartForm != nil {
		f.values, f.files = v.r.MultipartForm.Value, v.r.MultipartForm.File
	}
	for _, list := range f.values {
		for _, value := range list {
			if !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
				return form{}, &register.Error{Kind: register.Invalid, Op: op, Code: "form-malformed"}
			}
		}
	}
	return f, nil
}

// text is what was typed, composed as the keyboard should have and without spaces
// around it.
func (f form) text(name string) string {
	return strings.TrimSpace(names.Clean(f.values.Get(name)))
}

// lines is a text of several lines.
func (f form) lines(name string) string {
	return strings.TrimSpace(strings.ReplaceAll(f.values.Get(name), "\r\n", "\n"))
}

// secret is what was typed, to the letter.
func (f form) secret(name string) string { return f.values.Get(name) }

func (f form) ticked(name string) bool { return f.values.Get(name) == "yes" }

// file returns the content of a file that was chosen; nil if none was.
func (f form) file(name string) ([]byte, error) {
	list := f.files[name]
	if len(list) == 0 || list[0].Size == 0 {
		return nil, nil
	}
	opened, err := list[0].Open()
	if err != nil {
		return nil, register.Errorf(register.Internal, "web.form", "%w", err)
	}
	defer opened.Close()
	return io.ReadAll(opened)
}

// typedDate is a date as it was typed, so that it can be shown again.
type typedDate struct {
	Day, Month, Year string
	About, Unknown   bool
}

func (f form) date(id string) typedDate {
	return typedDate{f.text(id + "-day"), f.text(id + "-month"), f.text(id + "-year"), f.ticked(id + "-about"), f.ticked(id + "-unknown")}
}

func (d typedDate) empty() bool { return d.Day == "" && d.Month == "" && d.Year == "" }

// read returns the date. What is wrong with it is a finding's code, and which of the
// three fields is wrong.
func (d typedDate) read() (date register.Date, code, part string) {
	if d.empty() || d.Unknown {
		return register.Date{}, "", ""
	}
	year, yearOK := figures(d.Year)
	month, monthOK := figures(d.Month)
	day, dayOK := figures(d.Day)
	switch {
	case !yearOK:
		return date, string(register.DateMalformed), "year"
	case !monthOK || (d.Day != "" && d.Month == ""):
		return date, string(register.DateMalformed), "month"
	case !dayOK:
		return date, string(register.DateMalformed), "day"
	}
	text := padded(year, 4)
	if d.Month != "" {
		text += "-" + padded(month, 2)
	}
	if d.Day != "" {
		text += "-" + padded(day, 2)
	}
	if d.About {
		text += "~"
	}
	date, err := register.ParseDate(text)
	if err == nil {
		return date, "", ""
	}
	problem := register.DateMalformed
	if e, ok := err.(*register.DateError); ok {
		problem = e.Problem
	}
	switch problem {
	case register.DateNoSuchDay:
		if month < 1 || month > 12 {
			return date, string(problem), "month"
		}
		return date, string(problem), "day"
	default:
		return date, string(problem), "year"
	}
}

// figures reads digits, Latin or Lao; nothing typed is 0.
func figures(s string) (int, bool) {
	if s == "" {
		return 0, true
	}
	n, err := strconv.Atoi(names.Digits(s))
	return n, err == nil && n >= 0 && n < 10000
}

func padded(n, width int) string {
	s := strconv.Itoa(n)
	return strings.Repeat("0", max(0, width-len(s))) + s
}

// typed shows a date again.
func typed(d register.Date) typedDate {
	var t typedDate
	if d.Year != 0 {
		t.Year = strconv.Itoa(int(d.Year))
	}
	if d.Month != 0 {
		t.Month = strconv.Itoa(int(d.Month))
	}
	if d.Day != 0 {
		t.Day = strconv.Itoa(int(d.Day))
	}
	t.About = d.About
	return t
}

// dateField is the component for a date that may be known in part.
func (v *visit) dateField(id, label string, d typedDate, errs faults) ui.PartialDate {
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
}

type faults []fault

func (fs *faults) add(id, code string, pairs ...string) {
	*fs = append(*fs, fault{ID: id, Finding: register.Blocked(code, "", pairs...)})
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
			t := v.finding(f.Finding)
			return ui.ErrorMessage{Text: join(" ", t.Wrong, t.Remedy)}
		}
	}
	return ui.ErrorMessage{}
}

// summary is the list at the top of the page.
func (fs faults) summary(v *visit) ui.Body {
	var errs ui.Errors
	for _, f := range fs {
		e := ui.FieldError{ID: f.ID, Text: v.finding(f.Finding).Wrong}
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
