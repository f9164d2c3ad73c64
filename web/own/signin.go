package own

import (
	"samano/access"
	"samano/web/ui"
	"samano/web/words"
)

// SignInForm is the form of the first step, and why it is shown.
type SignInForm struct {
	Typed    string // the account
	Kept     string // what another form carried that came too late; empty: nothing
	Ended    bool   // a session has ended
	NoCookie bool   // the browser has none of a session, which signing out takes away and idleness does not
	Other    string // who is signed in, another than whoever typed; empty: nobody is
}

// Body is the form, with what is told before it.
func (f SignInForm) Body(w words.Words, errs ui.Errors) ui.Body {
	var main ui.Body
	if f.Ended {
		main = ui.Body{f.banner(w)}
	}
	var hidden []ui.HiddenField
	if f.Kept != "" {
		hidden = []ui.HiddenField{{Name: "kept", Value: f.Kept}}
	}
	return append(main, ui.Heading{Text: w.T("ui.sign-in")}, ui.Form{Action: "/sign-in", Hidden: hidden, Body: ui.Body{
		ui.Input{
			Name: "account", Value: f.Typed, Label: ui.Label{Text: w.T("ui.username")}, ErrorMessage: errs.For("account"),
			Autocomplete: "username", Autocapitalize: "none", Spellcheck: "false", Classes: "govuk-input--width-20",
		},
		ui.Input{
			Name: "password", Type: "password", Label: ui.Label{Text: w.T("ui.password")}, ErrorMessage: errs.For("password"),
			Autocomplete: "current-password", Classes: "govuk-input--width-20",
		},
		ui.Button{Text: w.T("ui.sign-in")},
	}})
}

// banner tells why one signs in again.
func (f SignInForm) banner(w words.Words) ui.Component {
	title, text := "ui.session-ended-title", w.T("ui.session-ended-text", "minutes", int(access.IdleLimit.Minutes()))
	switch {
	case f.Other != "":
		title, text = "page.of-another-title", w.T("page.of-another-text", "officer", f.Other)
	case f.Kept != "" && f.NoCookie:
		text = w.T("error.session-ended.remedy")
	}
	banner := ui.Body{ui.Heading{Level: 3, Text: w.T(title)}, ui.Paragraph{Text: text}}
	if f.Kept != "" {
		banner = append(banner, ui.Paragraph{Text: w.T("page.kept-sign-in")})
	}
	if f.Other != "" {
		banner = append(banner, ui.Paragraph{Body: ui.Body{ui.Link{Text: w.T("page.of-another-go-on", "officer", f.Other), Href: "/"}}})
	}
	return ui.NotificationBanner{Body: banner}
}
