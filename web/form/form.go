// Package form owns what a browser sends: the texts, files and dates of a form as they were typed, so
// that they can be shown again.
package form

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
)

// CodeMalformed says that what a browser sent is no form that a page of ours makes.
const CodeMalformed = "form-malformed"

// CodeAboutNothing says that a date is called about right, and there is none.
const CodeAboutNothing = "date-about-nothing"

// Form is what a browser sent.
type Form struct {
	Values url.Values
	files  map[string][]*multipart.FileHeader
}

// Read reads the request's form, whose files fit into memory bytes. A text that is not UTF-8, or has
// a NUL in it, is refused here: nothing behind expects one.
func Read(r *http.Request, memory int64) (Form, error) {
	const op = "form.Read"
	var err error
	multi := strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")
	if multi {
		err = r.ParseMultipartForm(memory)
	} else {
		err = r.ParseForm()
	}
	if err != nil {
		kind, code := register.Invalid, CodeMalformed
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			kind, code = register.TooLarge, "form-too-large"
		}
		return Form{}, &register.Error{Kind: kind, Op: op, Code: code, Err: err}
	}
	f := Form{Values: r.PostForm}
	if multi && r.MultipartForm != nil {
		f.Values, f.files = r.MultipartForm.Value, r.MultipartForm.File
	}
	for _, list := range f.Values {
		for _, value := range list {
			if !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
				return Form{}, &register.Error{Kind: register.Invalid, Op: op, Code: CodeMalformed}
			}
		}
	}
	return f, nil
}

// ReadTexts reads what was typed, up to so many bytes, and passes over files; false if it cannot.
func ReadTexts(r *http.Request, most int64) (url.Values, bool) {
	parts, err := r.MultipartReader()
	if err == http.ErrNotMultipart {
		f, err := Read(r, most)
		return f.Values, err == nil && int64(len(f.Values.Encode())) <= 3*most // percent-encoded Lao takes three times as much
	}
	if err != nil {
		return nil, false
	}
	values, left := url.Values{}, most
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return values, true
		}
		if err != nil {
			return nil, false
		}
		if part.FileName() != "" {
			continue
		}
		b, err := io.ReadAll(io.LimitReader(part, left+1))
		left -= int64(len(b) + len(part.FormName()))
		if err != nil || left < 0 || !utf8.Valid(b) || strings.ContainsRune(string(b), 0) {
			return nil, false
		}
		values.Add(part.FormName(), string(b))
	}
}

// Text is what was typed, composed as the keyboard should have and without spaces
// around it.
func (f Form) Text(name string) string {
	return strings.TrimSpace(names.Clean(f.Values.Get(name)))
}

// Case is the number of a case. A reference of an application or an adjudication may be pasted with
// spaces, line ends or capital letters; any other number is as it was typed.
func (f Form) Case(name string) string {
	text := f.Text(name)
	if reference := strings.ToLower(strings.Join(strings.Fields(text), "")); register.ValidUUID(reference) {
		return reference
	}
	return text
}

// Lines is a text of several lines.
func (f Form) Lines(name string) string {
	return strings.TrimSpace(strings.ReplaceAll(f.Values.Get(name), "\r\n", "\n"))
}

// Secret is what was typed, to the letter.
func (f Form) Secret(name string) string { return f.Values.Get(name) }

func (f Form) Ticked(name string) bool { return f.Values.Get(name) == "yes" }

// File returns the content of a file that was chosen, which may be empty; nil if none was: browsers
// send such a field without a name.
func (f Form) File(name string) ([]byte, error) {
	list := f.files[name]
	if len(list) == 0 || list[0].Filename == "" {
		return nil, nil
	}
	opened, err := list[0].Open()
	if err != nil {
		return nil, register.Errorf(register.Internal, "form.File", "%w", err)
	}
	defer opened.Close()
	return io.ReadAll(opened)
}

// Date is a date as it was typed, so that it can be shown again.
type Date struct {
	Day, Month, Year string
	About, Unknown   bool
}

func (f Form) Date(id string) Date {
	return Date{f.Text(id + "-day"), f.Text(id + "-month"), f.Text(id + "-year"), f.Ticked(id + "-about"), f.Ticked(id + "-unknown")}
}

func (d Date) Empty() bool { return d.Day == "" && d.Month == "" && d.Year == "" }

// Read returns the date. What is wrong with it is a finding's code, and which of the
// three fields is wrong.
func (d Date) Read() (date register.Date, code, part string) {
	switch {
	case d.Empty() && d.About:
		return date, CodeAboutNothing, ""
	case d.Empty() || d.Unknown:
		return date, "", ""
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

// DateOf returns the fields that show a date again.
func DateOf(d register.Date) Date {
	var t Date
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
