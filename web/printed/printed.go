// Package printed owns the page of a certificate as it is printed: A4, in Lao and, beside it, in
// Latin letters, whatever language the officer works in.
package printed

import (
	"encoding/base64"
	"html/template"
	"strings"
	"time"

	"samano/certificate"
	"samano/credential/qrcode"
	"samano/lang"
	"samano/law"
	"samano/number"
	"samano/register"
	"samano/web/assets"
	"samano/web/gazetteer"
)

// Page is the page of one copy.
type Page struct {
	Stylesheet, Print string
	Language          string
	Title, TitleLatin string
	Letterhead        []Bilingual
	Rows              []Row
	Facts             []Row        // about the copy itself
	Code              template.URL // the drawing, as a data: address
	CodeText          Bilingual    // for those who do not see it, and beneath it
	Large             bool         // needs more room to be read
	Status            Bilingual
	Signature         Bilingual
	Back, BackText    string
}

// TemplateName names the template, which stands with those of the other pages.
func (Page) TemplateName() string { return "web-certificate" }

// Bilingual is the same in Lao and in English: paper is read by others than who printed it.
type Bilingual struct{ Lao, Latin string }

// Row is a line of the paper.
type Row struct {
	Label     Bilingual
	Lao, Text string
}

// Press makes pages in the two languages of certificates.
type Press struct {
	Lao, Latin *lang.Printer
	Law        *law.Pack
}

// smallModules: in 40 mm a module of a third of a millimetre has room so many times; a code of
// more is printed 45 mm wide.
const smallModules = 40 * 3

// Page makes the page of a copy that an office issued. back says where the way back leads.
func (p Press) Page(paper certificate.Copy, office register.Office, back string) (Page, error) {
	const op = "printed.Page"
	style, err := assets.Path(assets.Stylesheet)
	if err != nil {
		return Page{}, register.Errorf(register.Internal, op, "%w", err)
	}
	drawing, err := qrcode.SVG(paper.QR)
	if err != nil {
		return Page{}, register.Errorf(register.Internal, op, "%w", err)
	}
	modules, err := qrcode.Modules(paper.QR)
	if err != nil {
		return Page{}, register.Errorf(register.Internal, op, "%w", err)
	}
	title := p.words("certificate." + string(paper.Kind))
	page := Page{
		Stylesheet: style, Print: assets.PrintStylesheet, Language: lang.First, Title: title.Lao, TitleLatin: title.Latin,
		Letterhead: letterhead(p.Law),
		// The drawing is credential's own: shapes and numbers, nothing that anybody typed.
		Code:     template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(drawing)), // #nosec G203
		CodeText: p.words("certificate.code"), Large: modules > smallModules,
		Status: p.words("certificate.status"), Signature: p.words("certificate.signature"), Back: "/", BackText: back,
	}
	for _, l := range paper.Lines {
		row := p.line(l)
		if row.Lao == "" && row.Text == "" { // a line that stays empty could be filled in by hand
			none := p.words("certificate.not-recorded")
			row.Lao, row.Text = none.Lao, none.Latin
		}
		page.Rows = append(page.Rows, row)
	}
	page.Facts = p.facts(paper, office)
	return page, nil
}

// words returns a message in both languages.
func (p Press) words(key string, args ...any) Bilingual {
	return Bilingual{p.Lao.T(key, args...), p.Latin.T(key, args...)}
}

// twice says something in both languages.
func (p Press) twice(say func(*lang.Printer) string) Bilingual {
	return Bilingual{say(p.Lao), say(p.Latin)}
}

// letterhead returns the lines at the head of official papers in the binding language of the pack
// and the next.
func letterhead(p *law.Pack) []Bilingual {
	out := make([]Bilingual, len(p.Letterhead[p.Languages[0]]))
	for i := range out {
		out[i].Lao = p.Letterhead[p.Languages[0]][i]
		if len(p.Languages) > 1 {
			out[i].Latin = p.Letterhead[p.Languages[1]][i]
		}
	}
	return out
}

// facts are the lines about the copy itself. Figures and times are written in one way.
func (p Press) facts(paper certificate.Copy, office register.Office) []Row {
	when := func(t time.Time) string { return p.Lao.Time(t.In(p.Law.TimeZone)) }
	out := []Row{
		{Label: p.words("certificate.copy-id"), Text: string(paper.ID)},
		{Label: p.words("certificate.copy-count"), Text: p.Lao.Number(int64(paper.Count))},
		{Label: p.words("certificate.seq"), Text: p.Lao.Number(int64(paper.Seq))},
		{Label: p.words("certificate.issued-by"), Lao: either(office.Name, office.NameLatin), Text: either(office.NameLatin, office.Name)},
		{Label: p.words("certificate.issued-at"), Text: when(paper.IssuedAt)},
		{Label: p.words("certificate.act-number"), Text: paper.Printed.String()},
	}
	if !paper.Expires.IsZero() {
		out = append(out, Row{Label: p.words("certificate.expires"), Text: when(paper.Expires)})
	}
	return out
}

// either returns a name, or the other form of it where there is none.
func either(name, other string) string {
	if name == "" {
		return other
	}
	return name
}

// line puts a line of the paper into words.
func (p Press) line(l certificate.Line) Row {
	row := Row{Label: p.words("certificate.field-" + l.Field), Lao: l.Lao, Text: l.Latin}
	if l.Of > 0 {
		n := p.Lao.Number(int64(l.Of))
		row.Label.Lao, row.Label.Latin = row.Label.Lao+" "+n, row.Label.Latin+" "+n
	}
	if d, err := register.ParseDate(l.Date); l.Date != "" && err == nil {
		date := lang.Date{Year: int(d.Year), Month: int(d.Month), Day: int(d.Day), Precision: lang.Precision(d.Precision()), About: d.About}
		b := p.twice(func(to *lang.Printer) string { return to.LongDate(date) })
		row.Lao, row.Text = b.Lao, b.Latin
	}
	if l.Word == "" {
		return row
	}
	b := p.twice(func(to *lang.Printer) string { return word(to, l) })
	if l.Lao == "" && l.Latin == "" {
		row.Lao, row.Text = b.Lao, b.Latin
		if b.Lao == b.Latin { // a number says the same in both
			row.Lao = ""
		}
	} else if l.Field != "office" {
		row.Lao, row.Text = after(row.Lao, b.Lao), after(row.Text, b.Latin)
	}
	return row
}

// after adds a word to a text, which may be empty.
func after(text, word string) string {
	if text == "" || word == "" {
		return text + word
	}
	return text + ", " + word
}

// word writes a word of the register that stands on a paper.
func word(to *lang.Printer, l certificate.Line) string {
	switch l.Field {
	case "number":
		return number.Group(l.Word)
	case "sex":
		if key := "sex." + l.Word; to.Has(key) {
			return to.T(key)
		}
	case "nationality", "nationalities":
		if key := "nationality-state." + l.Word; to.Has(key) {
			return to.T(key)
		}
		var names []string
		for _, code := range strings.Fields(l.Word) {
			names = append(names, gazetteer.Country(to.Lang(), register.Country(code)))
		}
		return strings.Join(names, ", ")
	}
	if l.Word == "not-yet-named" {
		return to.T("person.not-yet-named")
	}
	if len(l.Word) == 3 && l.Word == strings.ToUpper(l.Word) && strings.HasSuffix(l.Field, "place") {
		return gazetteer.Country(to.Lang(), register.Country(l.Word))
	}
	return l.Word
}
