package web

import (
	"bytes"
	"errors"
	"net/http"
	"strings"

	"samano/access"
	"samano/certificate"
	"samano/credential"
	"samano/credential/qrcode"
	"samano/number"
	"samano/register"
	"samano/web/form"
	"samano/web/ui"
	"samano/web/words"
)

// Checking a certificate: for anybody, without signing in. What was sent is
// looked at and forgotten.

func checkPage(v *visit) error { return v.check(http.StatusOK, "", "", nil, nil, nil) }

func (v *visit) check(status int, text, copyID string, top ui.Body, code, online faults) error {
	all := append(append(faults{}, code...), online...)
	main := append(all.summary(v), top...)
	main = append(main, ui.Heading{Text: v.T("page.check-title")}, ui.Paragraph{Text: v.T("page.check-text")},
		ui.Form{Action: "/check", Multipart: true, Body: ui.Body{
			ui.FileUpload{
				Name: "picture", Label: ui.Label{Text: v.T("page.check-picture")}, Hint: ui.Hint{Text: v.T("page.check-picture-hint", "formats", "JPEG, PNG", "limit", qrcode.MaxBytes>>20)},
				ErrorMessage: code.message(v, "picture"), Attributes: ui.Attributes{"accept": ".png,.jpg,.jpeg"},
			},
			ui.Textarea{Name: "text", Value: text, Rows: 3, Label: ui.Label{Text: v.T("page.check-code")}, Hint: ui.Hint{Text: v.T("page.check-code-hint")}, ErrorMessage: code.message(v, "text"), Spellcheck: "false"},
			ui.Button{Text: v.T("page.check-now")},
		}},
		ui.Section{ID: "online", Title: v.T("page.check-online"), Body: ui.Body{
			ui.Paragraph{Text: v.T("page.check-online-text")},
			ui.Form{Action: "/check/status", Body: ui.Body{
				ui.Input{Name: "copy", Value: copyID, Label: ui.Label{Text: v.T("certificate.copy-id")}, ErrorMessage: online.message(v, "copy"), Spellcheck: "false", Autocomplete: "off"},
				ui.Button{Text: v.T("page.check-status"), Classes: "govuk-button--secondary"},
			}},
		}})
	return v.show(status, ui.Page{Title: v.T("page.check-title"), HasErrors: len(all) > 0, Main: main})
}

func checkCertificate(v *visit) error {
	var f form.Form
	release, err := v.s.strangers.Take(v.r, access.NetworkOf(form.Sender(v.r, v.s.Proxy)))
	if err == nil {
		defer release()
		f, err = v.form()
	}
	if errors.Is(err, form.ErrBusy) {
		return v.message(http.StatusServiceUnavailable, v.T("page.check-busy-title"), v.T("page.check-busy-text"))
	}
	if err != nil {
		return err
	}
	text := strings.TrimSpace(f.Secret("text"))
	picture, err := f.File("picture")
	if err != nil {
		return err
	}
	var errs faults
	code := text
	switch {
	case picture != nil:
		if code, err = v.readPicture(picture); err != nil {
			errs.add("picture", qrcode.Fault(err))
		}
	case text == "":
		errs.add("picture", "check-empty")
	}
	if len(errs) > 0 {
		return v.check(http.StatusUnprocessableEntity, text, "", nil, errs, nil)
	}
	verdict := credential.Check(code, v.s.Trust(), v.s.Reading.Now())
	return v.check(http.StatusOK, text, "", v.verdict(verdict), nil, nil)
}

// readPicture waits for its turn.
func (v *visit) readPicture(picture []byte) (string, error) {
	select {
	case v.s.reading <- struct{}{}:
		defer func() { <-v.s.reading }()
	case <-v.ctx().Done():
		return "", v.ctx().Err() // nobody waits for the answer any more
	}
	return qrcode.Read(v.ctx(), bytes.NewReader(picture))
}

// verdict says what the check found. Refusals are warnings, in words that do not
// depend on colour.
func (v *visit) verdict(verdict credential.Verdict) ui.Body {
	key := "check." + verdict.Outcome.String()
	if verdict.Outcome.Refused() {
		return ui.Body{ui.NotificationBanner{TitleText: v.T("page.check-refused"), Role: "alert", Body: ui.Body{
			ui.Heading{Level: 3, Text: v.T(key)}, ui.Paragraph{Text: v.T(key + ".remedy")},
		}}}
	}
	c := verdict.Claims
	var rows []ui.SummaryRow
	row := func(key, value string) {
		if value != "" {
			rows = append(rows, ui.SummaryRow{Key: ui.SummaryText{Text: v.T(key)}, Value: ui.SummaryText{Text: value}})
		}
	}
	row("page.certificate", v.Word("certificate", c.Kind.String()))
	row("person.name", words.Join(" · ", c.Person.Names.Full, c.Person.Names.Latin))
	row("person.number", number.Group(c.Person.ID))
	row("person.born", v.edtf(c.Person.BirthDate))
	row("person.sex", v.gender(c.Person.Gender))
	row("person.nationality", v.Country(register.Country(c.Person.Nationality)))
	row("person.spouse", words.Join(" · ", c.Spouse.Names.Full, c.Spouse.Names.Latin))
	row("person.mother", words.Join(" · ", c.Mother.Full, c.Mother.Latin))
	row("person.father", words.Join(" · ", c.Father.Full, c.Father.Latin))
	row("page.event-date", v.edtf(c.Event.Date))
	row("page.event-place", c.Event.Place)
	row("page.act-number", c.ActNumber)
	row("certificate.issued-by", v.office(register.OfficeID(c.Office)))
	row("certificate.issued-at", v.Time(c.IssuedAt))
	row("certificate.copy-id", c.Copy.String())
	return ui.Body{ui.NotificationBanner{Type: "success", TitleText: v.T("page.check-result"), Body: ui.Body{
		ui.Heading{Level: 3, Text: v.T(key)}, ui.Paragraph{Text: v.T(key + ".remedy")},
	}}, ui.SummaryList{Rows: rows}}
}

// edtf writes a date of a code; one that says more than the register's dates do is
// shown as it is.
func (v *visit) edtf(d credential.Date) string {
	if d == "" {
		return ""
	}
	date, err := register.ParseDate(string(d))
	if err != nil {
		return string(d)
	}
	return v.Date(date)
}

func (v *visit) gender(g credential.Gender) string {
	switch g {
	case credential.Female:
		return v.Sex(register.Female)
	case credential.Male:
		return v.Sex(register.Male)
	}
	return ""
}

// checkStatus says whether a copy still says what the register holds. It says
// nothing of anybody.
func checkStatus(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	id := strings.ToLower(f.Text("copy"))
	var errs faults
	status, err := v.s.Certificates.CopyStatus(v.ctx(), certificate.CopyID(id))
	switch {
	case id == "":
		errs.add("copy", "copy-id-missing")
	case register.KindOf(err) == register.NotFound:
		errs.add("copy", "copy-not-found")
	case err != nil:
		return err
	}
	if len(errs) > 0 {
		return v.check(http.StatusUnprocessableEntity, "", id, nil, nil, errs)
	}
	key := "check.status-" + string(status)
	banner := ui.NotificationBanner{TitleText: v.T("page.check-result"), Body: ui.Body{ui.Heading{Level: 3, Text: v.T(key)}, ui.Paragraph{Text: v.T(key + ".remedy")}}}
	if status == certificate.Valid {
		banner.Type = "success"
	} else {
		banner.TitleText, banner.Role = v.T("page.check-refused"), "alert"
	}
	return v.check(http.StatusOK, "", id, ui.Body{banner}, nil, nil)
}
