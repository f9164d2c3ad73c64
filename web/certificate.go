package web

import (
	"cmp"
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"

	"samano/access"
	"samano/acts"
	"samano/certificate"
	"samano/credential/qrcode"
	"samano/lang"
	"samano/law"
	"samano/number"
	"samano/reading"
	"samano/register"
	"samano/web/assets"
	"samano/web/ui"
)

// certificateForm issues a certificate of an act. The id of the copy is made with
// the form, so that a button that is pressed twice issues one paper.
func (v *visit) certificateForm(kind register.Kind, act, cause string) ui.Component {
	return ui.Form{
		Action: "/certificate",
		Hidden: []ui.HiddenField{{Name: "id", Value: v.newID()}, {Name: "kind", Value: string(kind)}, {Name: "act", Value: act}, {Name: "case", Value: cause}},
		Body:   ui.Body{ui.Button{Text: v.T("page.certificate-issue", "kind", v.T("certificate."+string(kind))), Classes: "govuk-button--secondary"}},
	}
}

// certificates offers the certificates of a person.
func (p *personView) certificates() ui.Body {
	if !p.may(access.IssueCertificate) || p.m != (reading.Moment{}) {
		return nil
	}
	return ui.Body{ui.Details{SummaryText: p.T("page.certificates"), Body: ui.Body{p.certificateChoice(p.t, "", p.t.Case, nil)}}}
}

// certificateChoice asks which certificate of a person is wanted, or the list of those that were
// issued, and for which case.
func (v *visit) certificateChoice(t ticket, kind, cause string, errs faults) ui.Component {
	var kinds []ui.Choice
	for _, k := range acts.Certified() {
		if v.s.Certificates.Offers(v.who, k) {
			kinds = append(kinds, ui.Choice{Value: string(k), Text: v.T("certificate." + string(k))})
		}
	}
	t.Kind = personTicket
	return ui.Form{
		Action: "/certificate",
		Hidden: []ui.HiddenField{{Name: "id", Value: v.newID()}, {Name: "person", Value: t.Name}, {Name: "page", Value: v.seal(t)}},
		Body: ui.Body{
			ui.Radios{
				Name: "kind", Value: kind, Items: kinds, Classes: "govuk-radios--small", ErrorMessage: errs.message(v, "kind"),
				Fieldset: ui.Fieldset{Legend: ui.Legend{Text: v.T("page.certificate"), Classes: "govuk-fieldset__legend--s"}},
			},
			ui.Input{Name: "case", Value: cause, Label: ui.Label{Text: v.T("purpose.case")}, Hint: ui.Hint{Text: v.T("page.certificate-case")}, ErrorMessage: errs.message(v, "case"), Autocomplete: "off", Classes: "govuk-input--width-20"},
			ui.ButtonGroup{Body: ui.Body{
				ui.Button{Text: v.T("page.certificate-make"), Classes: "govuk-button--secondary"},
				ui.Button{Text: v.T("page.copies-issued"), Name: "copies", Value: "yes", Classes: "govuk-button--secondary"},
			}},
		},
	}
}

// chooseAgain shows the choice with what was typed and what is wrong, and the way back to the person.
func (v *visit) chooseAgain(t ticket, kind, cause string, err error) error {
	k := register.KindOf(err)
	if t.Kind == "" || k != register.Invalid && k != register.NotFound { // no page of a person sent the form
		return err
	}
	t.Request = ""
	var errs faults
	for _, finding := range findingsOf(err) {
		at := "kind"
		if finding.Field == "case" {
			at = "case"
		}
		errs = append(errs, fault{ID: at, Finding: finding})
	}
	title := v.T("page.certificates")
	main := append(errs.summary(v), ui.Heading{Text: title, Caption: number.Group(t.Name)}, v.certificateChoice(t, kind, cause, errs))
	return v.show(notDone[k], ui.Page{Title: title, HasErrors: true, Before: ui.Body{wayBack{ui.BackLink{Href: v.personAt(t)}}}, Main: main})
}

// copiesPage lists the copies that were issued about a person, and what has become
// of them.
func copiesPage(v *visit) error {
	t, err := v.ticket(personTicket)
	if err != nil {
		return err
	}
	cause := cmp.Or(t.Request, t.Case)
	copies, err := v.s.Certificates.CopiesOf(v.ctx(), v.who, t.Name, cause)
	if err != nil {
		return v.chooseAgain(t, "", cause, err)
	}
	t.Request = ""
	table := ui.Table{Caption: v.T("page.copies-issued"), CaptionClasses: "govuk-visually-hidden", Scroll: true, Head: []ui.Cell{
		{Text: v.T("page.certificate")}, {Text: v.T("certificate.issued-at")}, {Text: v.T("certificate.issued-by")}, {Text: v.T("certificate.copy-count")}, {Text: v.T("certificate.copy-id")}, {Text: v.T("page.state")},
	}}
	for _, c := range copies {
		table.Rows = append(table.Rows, []ui.Cell{
			{Text: v.word("certificate", string(c.Kind))},
			{Text: v.time(c.IssuedAt)},
			{Text: v.office(c.Office)},
			{Text: v.printer.Number(int64(c.Count))},
			{Text: string(c.ID)},
			{Text: v.T("check.status-" + string(c.Standing))},
		})
	}
	main := ui.Body{ui.Heading{Text: v.T("page.copies-issued"), Caption: number.Group(t.Name)}}
	if len(copies) == 0 {
		main = append(main, ui.Paragraph{Text: v.T("ui.none")})
	} else {
		main = append(main, table)
	}
	return v.show(http.StatusOK, ui.Page{Title: v.T("page.copies-issued"), Wide: true, Before: ui.Body{wayBack{ui.BackLink{Href: v.personAt(t)}}}, Main: main})
}

// certify issues a paper and leads to its page.
func certify(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	of, gone := v.openTicket(f.Text("page"), personTicket)
	if f.Values.Has("copies") && gone == nil {
		of.Request = f.Text("case")
		return v.redirect(v.personAt(of) + "/copies")
	}
	t := ticket{Kind: copyTicket, Name: f.Text("id"), Act: f.Text("act"), Of: register.Kind(f.Text("kind")), Case: f.Text("case"), Number: f.Text("person")}
	if _, err := v.s.Certificates.Certify(v.ctx(), v.who, t.certify()); err != nil {
		return v.chooseAgain(of, f.Text("kind"), f.Text("case"), err)
	}
	return v.redirect("/certificate/" + v.seal(t))
}

func (t ticket) certify() certificate.Request {
	return certificate.Request{ID: certificate.CopyID(t.Name), Kind: t.Of, Act: t.Act, Person: t.Number, Case: t.Case}
}

// certificatePage shows a paper as it is printed. Asking for it again gives the
// same copy; each time is a look.
func certificatePage(v *visit) error {
	t, err := v.ticket(copyTicket)
	if err != nil {
		return err
	}
	paper, err := v.s.Certificates.Certify(v.ctx(), v.who, t.certify())
	if err != nil {
		return err
	}
	c, err := v.issuedCopy(paper)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return v.render(http.StatusOK, c)
}

// issuedPaper is the page made for paper: A4, in Lao and, beside it, in Latin
// letters whatever language the officer works in.
type issuedPaper struct {
	Stylesheet, Print string
	Language          string
	Title, TitleLatin string
	Letterhead        []bilingual
	Rows              []certificateRow
	Facts             []certificateRow // about the copy itself
	Code              template.URL     // the drawing, as a data: address
	CodeText          bilingual        // for those who do not see it, and beneath it
	Large             bool             // needs more room to be read
	Status            bilingual
	Signature         bilingual
	Back, BackText    string
	PrintText         string
}

func (issuedPaper) TemplateName() string { return "web-certificate" }

// bilingual is the same in Lao and in English: paper is read by others than who
// printed it.
type bilingual struct{ Lao, Latin string }

type certificateRow struct {
	Label     bilingual
	Lao, Text string
}

// words returns a message in both languages of certificates.
func (v *visit) words(key string, args ...any) bilingual {
	return bilingual{v.s.faces[lang.First].printer.T(key, args...), v.s.faces["en"].printer.T(key, args...)}
}

// letterhead returns the lines at the head of official papers in the binding language
// of the pack and the next.
func letterhead(p *law.Pack) []bilingual {
	out := make([]bilingual, len(p.Letterhead[p.Languages[0]]))
	for i := range out {
		out[i].Lao = p.Letterhead[p.Languages[0]][i]
		if len(p.Languages) > 1 {
			out[i].Latin = p.Letterhead[p.Languages[1]][i]
		}
	}
	return out
}

func (v *visit) issuedCopy(paper certificate.Copy) (issuedPaper, error) {
	style, err := assets.Path(assets.Stylesheet)
	if err != nil {
		return issuedPaper{}, register.Errorf(register.Internal, "web.certificate", "%w", err)
	}
	drawing, err := qrcode.SVG(paper.QR)
	if err != nil {
		return issuedPaper{}, register.Errorf(register.Internal, "web.certificate", "%w", err)
	}
	modules, err := qrcode.Modules(paper.QR)
	if err != nil {
		return issuedPaper{}, register.Errorf(register.Internal, "web.certificate", "%w", err)
	}
	title := v.words("certificate." + string(paper.Kind))
	c := issuedPaper{
		Stylesheet: style, Print: assets.PrintStylesheet, Language: lang.First, Title: title.Lao, TitleLatin: title.Latin,
		Letterhead: letterhead(v.s.Reading.Terms().Law),
		// The drawing is credential's own: shapes and numbers, nothing that anybody typed.
		Code:     template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(drawing)), // #nosec G203
		CodeText: v.words("certificate.code"), Large: modules > smallModules,
		Status: v.words("certificate.status"), Signature: v.words("certificate.signature"),
		Back: "/", BackText: v.T("page.queue-title"), PrintText: v.T("ui.print"),
	}
	for _, l := range paper.Lines {
		c.Rows = append(c.Rows, v.line(l))
	}
	o := v.twice(func(w *visit) string { return w.office(paper.Office) })
	c.Facts = []certificateRow{
		{Label: v.words("certificate.copy-id"), Text: string(paper.ID)},
		{Label: v.words("certificate.copy-count"), Text: v.printer.Number(int64(paper.Count))},
		{Label: v.words("certificate.seq"), Text: v.printer.Number(int64(paper.Seq))},
		{Label: v.words("certificate.issued-by"), Lao: o.Lao, Text: o.Latin},
		{Label: v.words("certificate.issued-at"), Text: v.time(paper.IssuedAt)},
		{Label: v.words("certificate.act-number"), Text: paper.Printed.String()},
	}
	if !paper.Expires.IsZero() {
		c.Facts = append(c.Facts, certificateRow{Label: v.words("certificate.expires"), Text: v.time(paper.Expires)})
	}
	return c, nil
}

// smallModules: in 40 mm a module of a third of a millimetre has room so many
// times; a code of more is printed 45 mm wide.
const smallModules = 40 * 3

// twice says something in both languages.
func (v *visit) twice(say func(*visit) string) bilingual {
	lao, latin := *v, *v
	lao.face, latin.face = v.s.faces[lang.First], v.s.faces["en"]
	return bilingual{say(&lao), say(&latin)}
}

// line puts a line of the paper into words.
func (v *visit) line(l certificate.Line) certificateRow {
	row := certificateRow{Label: v.words("certificate.field-" + l.Field), Lao: l.Lao, Text: l.Latin}
	if l.Of > 0 {
		n := v.printer.Number(int64(l.Of))
		row.Label.Lao, row.Label.Latin = row.Label.Lao+" "+n, row.Label.Latin+" "+n
	}
	if d, err := register.ParseDate(l.Date); l.Date != "" && err == nil {
		b := v.twice(func(w *visit) string { return w.printer.LongDate(dateOf(d)) })
		row.Lao, row.Text = b.Lao, b.Latin
	}
	if l.Word == "" {
		return row
	}
	b := v.twice(func(w *visit) string { return w.lineWord(l) })
	if l.Lao == "" && l.Latin == "" {
		row.Lao, row.Text = b.Lao, b.Latin
		if b.Lao == b.Latin { // a number says the same in both
			row.Lao = ""
		}
	} else if l.Field != "office" {
		row.Lao, row.Text = join(", ", row.Lao, b.Lao), join(", ", row.Text, b.Latin)
	}
	return row
}

// lineWord writes a word of the register that stands on a paper.
func (v *visit) lineWord(l certificate.Line) string {
	switch l.Field {
	case "number":
		return number.Group(l.Word)
	case "sex":
		return v.sex(register.Sex(l.Word))
	case "nationality", "nationalities":
		if key := "nationality-state." + l.Word; v.printer.Has(key) {
			return v.T(key)
		}
		var names []string
		for _, code := range strings.Fields(l.Word) {
			names = append(names, v.country(register.Country(code)))
		}
		return strings.Join(names, ", ")
	}
	if l.Word == "not-yet-named" {
		return v.T("person.not-yet-named")
	}
	if len(l.Word) == 3 && l.Word == strings.ToUpper(l.Word) && strings.HasSuffix(l.Field, "place") {
		return v.country(register.Country(l.Word))
	}
	return l.Word
}
