package own

import (
	"net/http"
	"time"

	"samano/access/factor"
	"samano/web/ui"
	"samano/web/words"
)

// issuer is how an app for codes calls this register.
const issuer = "Samano"

// The buttons of the page. Each is the value of "do".
const (
	doApp        = "app"
	doAppCode    = "app-code"
	doList       = "list"
	doRecovery   = "recovery"
	doPasskey    = "passkey"
	doMade       = "passkey-made"
	doRemove     = "remove"
	doEverywhere = "everywhere"
)

// Account shows the own account.
func (v *Visit) Account() error { return v.account(http.StatusOK, nil) }

func (v *Visit) account(status int, errs ui.Errors) error {
	held, err := v.SignIn.Factors(v.Context, v.Who)
	if err != nil {
		return err
	}
	entries, err := v.SignIn.Entries(v.Context, v.Who)
	if err != nil {
		return err
	}
	main := ui.Body{ui.Heading{Text: v.T("account.title"), Caption: string(v.Who.Officer.ID)}}
	main = append(main, ui.Section{ID: "factors", Title: v.T("account.factors"), Body: v.factors(held)}, v.offers(held, errs))
	main = append(main, ui.Section{ID: "password-section", Title: v.T("ui.password"), Body: ui.Body{ui.Paragraph{Body: ui.Body{ui.Link{Text: v.T("page.password-title"), Href: PasswordPath}}}}})
	main = append(main, ui.Section{ID: "sign-ins", Title: v.T("account.sign-ins"), Body: v.entries(entries)})
	return v.page(status, "account.title", errs, main, false)
}

// factors lists what is registered.
func (v *Visit) factors(held []factor.Factor) ui.Body {
	if len(held) == 0 {
		return ui.Body{ui.Paragraph{Text: v.T("account.none")}}
	}
	var out ui.Body
	for i := range held {
		f := &held[i]
		rows := []ui.SummaryRow{{Key: ui.SummaryText{Text: v.T("account.since")}, Value: ui.SummaryText{Text: v.Time(f.Since)}}}
		if !f.LastUsed.IsZero() {
			rows = append(rows, ui.SummaryRow{Key: ui.SummaryText{Text: v.T("account.last-used")}, Value: ui.SummaryText{Text: v.Time(f.LastUsed)}})
		}
		if f.Kind == factor.List || f.Kind == factor.Recovery {
			rows = append(rows, ui.SummaryRow{Key: ui.SummaryText{Text: v.T("account.left")}, Value: ui.SummaryText{Text: v.T("account.left-count", "count", f.CodesLeft())}})
		}
		name := words.Join(": ", v.Word("factor", string(f.Kind)), f.Name)
		out = append(
			out, ui.SummaryList{Card: &ui.SummaryCard{Title: ui.CardTitle{Text: name}}, Rows: rows},
			ui.Form{Action: AccountPath, Hidden: []ui.HiddenField{v.Owner, {Name: "id", Value: string(f.ID)}}, Body: ui.Body{
				ui.Button{Text: v.T("account.remove", "factor", name), Name: "do", Value: doRemove, Classes: "govuk-button--secondary"},
			}},
		)
	}
	return out
}

// offers lets the officer register one more.
func (v *Visit) offers(held []factor.Factor, errs ui.Errors) ui.Component {
	name := v.input("name", "account.name", errs)
	name.Value, name.Hint.Text = v.Form.Text("name"), v.T("account.name-hint")
	button := func(do string) ui.Button {
		return ui.Button{Text: v.T("account.add-" + do), Name: "do", Value: do, Classes: "govuk-button--secondary"}
	}
	buttons := ui.Body{button(doApp), button(doList)}
	if v.Site.Name != "" {
		buttons = append(buttons, button(doPasskey))
	}
	if len(held) > 0 {
		buttons = append(buttons, button(doRecovery))
	}
	return ui.Section{ID: "add", Title: v.T("account.add"), Body: ui.Body{
		ui.Form{Action: AccountPath, Hidden: []ui.HiddenField{v.Owner}, Body: ui.Body{name, ui.ButtonGroup{Body: buttons}}},
		ui.Paragraph{Text: v.T("account.add-text")},
	}}
}

// entries lists the last sign-ins by time and kind of browser, and ends those elsewhere.
func (v *Visit) entries(list []factor.Entry) ui.Body {
	t := ui.Table{Caption: v.T("account.sign-ins-table"), CaptionClasses: "govuk-visually-hidden", Scroll: true, Head: []ui.Cell{{Text: v.T("page.when")}, {Text: v.T("account.browser")}}}
	for _, e := range list {
		browser := e.Browser
		switch {
		case browser == "":
			browser = v.T("account.command-line")
		case e.Session == v.Session.ID:
			browser = v.T("account.here", "browser", browser)
		case e.Proved.IsZero():
			browser = v.T("account.not-proved", "browser", browser)
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: v.Time(e.Began)}, {Text: browser}})
	}
	return ui.Body{t, ui.Form{Action: AccountPath, Hidden: []ui.HiddenField{v.Owner}, Body: ui.Body{
		ui.Button{Text: v.T("account.everywhere"), Name: "do", Value: doEverywhere, Classes: "govuk-button--warning"},
	}}}
}

// Change does what a button of the page says. What needs a proof that is not old comes back as factor.CodeProofOld.
func (v *Visit) Change() error {
	r := factor.Registration{Who: v.Who, Session: v.Session, Name: v.Form.Text("name")}
	var err error
	switch do := v.Form.Text("do"); do {
	case doApp:
		return v.startApp(r)
	case doAppCode:
		return v.registerApp(r)
	case doList, doRecovery:
		return v.registerPaper(r, factor.Kind(do))
	case doPasskey:
		return v.startPasskey(r)
	case doMade:
		err = v.SignIn.RegisterPasskey(v.Context, r, Answer(v.Form, v.Site))
	case doRemove:
		err = v.SignIn.Remove(v.Context, v.Who, v.Session, factor.ID(v.Form.Text("id")))
	case doEverywhere:
		if err = v.SignIn.Fresh(v.Context, v.Session); err == nil {
			err = v.SignIn.EndOthers(v.Context, v.Who, v.Session)
		}
	}
	if err != nil {
		return v.again(err)
	}
	return v.Redirect(AccountPath)
}

// again shows the account with what is wrong.
func (v *Visit) again(err error) error {
	errs, status := v.faults(err, "name")
	if status == 0 {
		return err
	}
	return v.account(status, errs)
}

func (v *Visit) startApp(r factor.Registration) error {
	app, err := v.SignIn.StartTOTP(v.Context, r, issuer)
	if err != nil {
		return v.again(err)
	}
	return v.app(http.StatusOK, app, nil)
}

// app shows what an app scans, and asks for its first code.
func (v *Visit) app(status int, app factor.App, errs ui.Errors) error {
	code, err := drawCode(app.URI, v.T("account.app-scan"))
	if err != nil {
		return err
	}
	hidden := []ui.HiddenField{v.Owner, {Name: "state", Value: app.State}, {Name: "name", Value: v.Form.Text("name")}}
	return v.page(status, "account.app-title", errs, ui.Body{
		ui.Heading{Text: v.T("account.app-title")},
		ui.Paragraph{Text: v.T("account.app-text")},
		code,
		ui.Paragraph{Text: v.T("account.app-secret", "secret", grouped(app.Secret))},
		ui.Form{Action: AccountPath, Hidden: hidden, Body: ui.Body{v.codeInput(errs), ui.Button{Text: v.T("account.register"), Name: "do", Value: doAppCode}}},
	}, false)
}

// grouped is a secret as people type it.
func grouped(s string) (out string) {
	for len(s) > 4 {
		out, s = out+s[:4]+" ", s[4:]
	}
	return out + s
}

func (v *Visit) registerApp(r factor.Registration) error {
	state := v.Form.Secret("state")
	err := v.SignIn.RegisterTOTP(v.Context, r, state, v.Form.Text("code"))
	if err == nil {
		return v.Redirect(AccountPath)
	}
	errs, status := v.faults(err, "code")
	app, again := v.SignIn.AppAgain(r, issuer, state)
	if status != http.StatusUnprocessableEntity || again != nil {
		return v.again(err)
	}
	return v.app(status, app, errs)
}

// registerPaper shows the codes, once.
func (v *Visit) registerPaper(r factor.Registration, kind factor.Kind) error {
	codes, err := v.SignIn.RegisterPaper(v.Context, r, kind)
	if err != nil {
		return v.again(err)
	}
	title := v.Word("factor", string(kind))
	return v.Show(http.StatusOK, ui.Page{Title: title, Main: ui.Body{
		ui.Heading{Text: title, Caption: words.Join(": ", issuer, string(v.Who.Officer.ID))},
		ui.WarningText{Text: v.T("account.paper-once")},
		ui.Paragraph{Text: v.T("account.paper-" + string(kind))},
		printedCodes(codes),
		ui.Paragraph{Body: ui.Body{ui.Link{Text: v.T("account.title"), Href: AccountPath}}},
	}}, false)
}

func (v *Visit) startPasskey(r factor.Registration) error {
	q, err := v.SignIn.StartPasskey(v.Context, r, v.Site)
	if err != nil {
		return v.again(err)
	}
	hidden := []ui.HiddenField{v.Owner, {Name: "name", Value: v.Form.Text("name")}, {Name: "do", Value: doMade}}
	ask, err := newKeyForm(toMake, q, ui.Form{Action: AccountPath, Hidden: hidden, Body: ui.Body{ui.Button{Text: v.T("account.passkey-make")}}})
	if err != nil {
		return err
	}
	return v.page(http.StatusOK, "account.add-passkey", nil, ui.Body{ui.Heading{Text: v.T("account.add-passkey")}, ui.Paragraph{Text: v.T("account.passkey-text")}, ask}, true)
}

// Recovered tells officers that a recovery code of their account was used; nothing where the time is zero.
func Recovered(w words.Words, at time.Time) ui.Body {
	if at.IsZero() {
		return nil
	}
	return ui.Body{ui.NotificationBanner{Body: ui.Body{
		ui.Heading{Level: 3, Text: w.T("account.recovered-title")},
		ui.Paragraph{Text: w.T("account.recovered-text", "time", w.Time(at))},
		ui.Paragraph{Body: ui.Body{ui.Link{Text: w.T("account.title"), Href: AccountPath}}},
	}}}
}
