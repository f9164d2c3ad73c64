package web

import (
	"cmp"
	"net/http"

	"samano/access"
	"samano/acts"
	"samano/certificate"
	"samano/lang"
	"samano/number"
	"samano/office/application"
	"samano/reading"
	"samano/register"
	"samano/web/kept"
	"samano/web/printed"
	"samano/web/ticket"
	"samano/web/ui"
)

// certificateForm issues a certificate of an act. The id of the copy is made with
// the form, so that a button that is pressed twice issues one paper.
func (v *visit) certificateForm(kind register.Kind, act, cause string) ui.Component {
	return ui.Form{
		Action: "/certificate",
		Hidden: []ui.HiddenField{v.owner(), {Name: "id", Value: v.newID()}, {Name: "kind", Value: string(kind)}, {Name: "act", Value: act}, {Name: "case", Value: cause}},
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
func (v *visit) certificateChoice(t ticket.Ticket, kind, cause string, errs faults) ui.Component {
	var kinds []ui.Choice
	for _, k := range acts.Certified() {
		if v.s.Certificates.Offers(v.who, k) {
			kinds = append(kinds, ui.Choice{Value: string(k), Text: v.T("certificate." + string(k))})
		}
	}
	t.Kind = ticket.Person
	return ui.Form{
		Action: "/certificate",
		Hidden: []ui.HiddenField{v.owner(), {Name: "id", Value: v.newID()}, {Name: "person", Value: t.Name}, {Name: "page", Value: v.seal(t)}},
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
func (v *visit) chooseAgain(t ticket.Ticket, kind, cause string, err error) error {
	k := register.KindOf(err)
	if t.Kind == "" || k != register.Invalid && k != register.NotFound && k != register.Limited { // no page of a person sent the form
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
	return v.askCertificate(notDone[k], t, kind, cause, errs)
}

// keptCertificate shows the choice as it was made. On the page of an application nothing is typed.
func keptCertificate(v *visit, k kept.Form) error {
	f := k.Sent()
	switch {
	case k.Ticket != nil:
		return v.askCertificate(http.StatusOK, *k.Ticket, f.Text("kind"), f.Case("case"), nil)
	case f.Text("act") != "":
		return v.redirect(applicationPath(application.ID(f.Case("case"))))
	}
	return v.redirect("/")
}

func (v *visit) askCertificate(status int, t ticket.Ticket, kind, cause string, errs faults) error {
	title := v.T("page.certificates")
	main := append(errs.summary(v), ui.Heading{Text: title, Caption: number.Group(t.Named())}, v.certificateChoice(t, kind, cause, errs))
	return v.show(status, ui.Page{Title: title, HasErrors: len(errs) > 0, Before: ui.Body{wayBack{ui.BackLink{Href: v.personAt(t)}}}, Main: main})
}

// copiesPage lists the copies that were issued about a person, and what has become
// of them.
func copiesPage(v *visit) error {
	t, err := v.ticket(ticket.Person)
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
			{Text: v.Word("certificate", string(c.Kind))},
			{Text: v.Time(c.IssuedAt)},
			{Text: v.office(c.Office)},
			{Text: v.Printer.Number(int64(c.Count))},
			{Text: string(c.ID)},
			{Text: v.T("check.status-" + string(c.Standing))},
		})
	}
	main := ui.Body{ui.Heading{Text: v.T("page.copies-issued"), Caption: number.Group(t.Named())}}
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
	of, gone := v.openTicket(f.Text("page"), ticket.Person)
	if f.Values.Has("copies") {
		if gone != nil {
			return gone
		}
		of.Request = f.Case("case")
		return v.redirect(v.personAt(of) + "/copies")
	}
	t := ticket.Ticket{Kind: ticket.Copy, Name: f.Text("id"), Act: f.Text("act"), Of: register.Kind(f.Text("kind")), Case: f.Case("case"), Number: f.Text("person")}
	if t.Of == "" {
		err = &register.Error{Kind: register.Invalid, Op: "web.certify", Code: "certificate-kind-missing"}
	} else {
		_, err = v.s.Certificates.Certify(v.ctx(), v.who, requested(t))
	}
	if err != nil {
		return v.chooseAgain(of, f.Text("kind"), f.Case("case"), err)
	}
	return v.redirect("/certificate/" + v.seal(t))
}

// requested is the copy for which a ticket stands.
func requested(t ticket.Ticket) certificate.Request {
	return certificate.Request{ID: certificate.CopyID(t.Name), Kind: t.Of, Act: t.Act, Person: t.Number, Case: t.Case}
}

// certificatePage shows a paper as it is printed. Asking for it again gives the
// same copy; each time is a look.
func certificatePage(v *visit) error {
	t, err := v.ticket(ticket.Copy)
	if err != nil {
		return err
	}
	paper, err := v.s.Certificates.Certify(v.ctx(), v.who, requested(t))
	if err != nil {
		return err
	}
	page, err := v.printed(paper)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return v.render(http.StatusOK, page)
}

// printed makes the page of a copy.
func (v *visit) printed(paper certificate.Copy) (printed.Page, error) {
	terms := v.s.Reading.Terms()
	office, err := terms.Office(v.ctx(), paper.Office)
	if err != nil {
		office = register.Office{Name: string(paper.Office)}
	}
	press := printed.Press{Lao: v.s.faces[lang.First].Printer, Latin: v.s.faces["en"].Printer, Law: terms.Law}
	return press.Page(paper, office, v.T("page.queue-title"))
}
