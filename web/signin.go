package web

import (
	"errors"
	"net/http"

	"samano/access"
	"samano/access/password"
	"samano/register"
	"samano/web/account"
	"samano/web/device"
	"samano/web/form"
	"samano/web/ui"
)

// Signing in and out, and one's own password.

func signInPage(v *visit) error {
	if v.signedIn() {
		return v.redirect("/")
	}
	return v.signIn(http.StatusOK, "", "", nil)
}

// signIn shows the form; the account that was typed stays, the password does not.
// kept is what another form carried that came too late; empty: nothing.
func (v *visit) signIn(status int, typed, kept string, errs ui.Errors) error {
	main := errs.Summary()
	main = append(main, ui.Heading{Text: v.T("ui.sign-in")})
	var hidden []ui.HiddenField
	if kept != "" || v.r.URL.Query().Get("ended") != "" {
		title, text := "ui.session-ended-title", v.T("ui.session-ended-text", "minutes", int(access.IdleLimit.Minutes()))
		officer, goOn := v.Local(v.who.Officer.Name, v.who.Officer.NameLatin), ui.Paragraph{}
		switch {
		case v.signedIn(): // another than whoever typed
			title, text = "page.of-another-title", v.T("page.of-another-text", "officer", officer)
			goOn.Body = ui.Body{ui.Link{Text: v.T("page.of-another-go-on", "officer", officer), Href: "/"}}
		case kept != "" && v.token == "": // no idleness takes the browser's cookie away, but signing out does
			text = v.T("error.session-ended.remedy")
		}
		banner := ui.Body{ui.Heading{Level: 3, Text: v.T(title)}, ui.Paragraph{Text: text}}
		if kept != "" {
			banner = append(banner, ui.Paragraph{Text: v.T("page.kept-sign-in")})
			hidden = []ui.HiddenField{{Name: "kept", Value: kept}}
		}
		if goOn.Body != nil {
			banner = append(banner, goOn)
		}
		main = append(ui.Body{ui.NotificationBanner{Body: banner}}, main...)
	}
	main = append(main, ui.Form{Action: "/sign-in", Hidden: hidden, Body: ui.Body{
		ui.Input{
			Name: "account", Value: typed, Label: ui.Label{Text: v.T("ui.username")}, ErrorMessage: errs.For("account"),
			Autocomplete: "username", Autocapitalize: "none", Spellcheck: "false", Classes: "govuk-input--width-20",
		},
		ui.Input{
			Name: "password", Type: "password", Label: ui.Label{Text: v.T("ui.password")}, ErrorMessage: errs.For("password"),
			Autocomplete: "current-password", Classes: "govuk-input--width-20",
		},
		ui.Button{Text: v.T("ui.sign-in")},
	}})
	main = append(main, account.Demos(v.Words, v.s.Demo)...)
	return v.show(status, ui.Page{Title: v.T("ui.sign-in"), HasErrors: len(errs) > 0, Main: main})
}

func signIn(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	typed, password, kept := f.Text("account"), f.Secret("password"), f.Secret("kept")
	var errs ui.Errors
	if typed == "" {
		errs = append(errs, ui.FieldError{ID: "account", Text: v.T("page.account-missing")})
	}
	if password == "" {
		errs = append(errs, ui.FieldError{ID: "password", Text: v.T("page.password-missing")})
	}
	if len(errs) > 0 {
		return v.signIn(http.StatusUnprocessableEntity, typed, kept, errs)
	}
	known := device.Of(v.r, v.s.Links, v.cookieName)
	token, session, err := v.s.SignIn.Begin(v.ctx(), access.Credentials{Account: typed, Password: password, From: form.Sender(v.r, v.s.Proxy), Device: known})
	if register.KindOf(err) == register.Forbidden {
		return v.signIn(http.StatusForbidden, typed, kept, ui.Errors{{ID: "account", Text: v.explain(err)[0]}})
	}
	if err != nil {
		return err
	}
	if v.token != "" { // whoever signs in anew leaves no session behind
		if err := v.s.SignIn.SignOut(v.ctx(), v.token); err != nil {
			return err
		}
	}
	remembered, err := device.Remember(known, session.Officer, v.s.Links, v.s.Random, v.cookieName)
	if err != nil {
		return err
	}
	http.SetCookie(v.w, remembered)
	http.SetCookie(v.w, v.cookie(string(token), 0))
	v.token, v.session = token, session
	return v.giveBack(kept)
}

// cookie is the session's. It goes with the browser window; the server ends the
// session in any case.
func (v *visit) cookie(value string, maxAge int) *http.Cookie {
	return &http.Cookie{Name: v.sessionCookie(), Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: v.secure()}
}

// forget takes the cookie away.
func (v *visit) forget() { http.SetCookie(v.w, v.cookie("", -1)) }

func signOut(v *visit) error {
	if v.token != "" {
		if err := v.s.SignIn.SignOut(v.ctx(), v.token); err != nil {
			return err
		}
	}
	v.forget()
	return v.redirect("/sign-in")
}

func passwordPage(v *visit) error { return v.password(http.StatusOK, nil) }

func (v *visit) password(status int, errs ui.Errors) error {
	main := append(errs.Summary(), ui.Heading{Text: v.T("page.password-title")})
	if v.who.Officer.MustChange {
		main = append(main, ui.Paragraph{Text: v.T("error.password-must-change.remedy")})
	}
	input := func(name, label, complete string) ui.Input {
		return ui.Input{Name: name, Type: "password", Label: ui.Label{Text: v.T(label)}, ErrorMessage: errs.For(name), Autocomplete: complete, Classes: "govuk-input--width-20"}
	}
	fresh := input("new", "page.password-new", "new-password")
	fresh.Hint = ui.Hint{Text: v.T("page.password-hint", "least", password.MinRunes)}
	main = append(main, ui.Form{Action: "/password", Hidden: []ui.HiddenField{v.owner()}, Body: ui.Body{
		input("old", "page.password-old", "current-password"), fresh, input("again", "page.password-again", "new-password"),
		ui.Button{Text: v.T("ui.save")},
	}})
	return v.show(status, ui.Page{Title: v.T("page.password-title"), HasErrors: len(errs) > 0, Main: main})
}

// keepPassword stops the new password that others asked for.
func keepPassword(v *visit) error {
	if _, err := v.form(); err != nil {
		return err
	}
	if err := v.s.SignIn.KeepPassword(v.ctx(), v.who); err != nil && register.KindOf(err) != register.NotFound {
		return err
	}
	return v.redirect("/password")
}

func changePassword(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if f.Secret("new") != f.Secret("again") {
		return v.password(http.StatusUnprocessableEntity, ui.Errors{{ID: "again", Text: v.T("page.password-differs")}})
	}
	err = v.s.SignIn.ChangePassword(v.ctx(), v.who, access.PasswordChange{Old: f.Secret("old"), New: f.Secret("new"), Keep: v.session.ID})
	var e *register.Error
	switch {
	case err == nil:
		return v.redirect("/")
	case !errors.As(err, &e):
		return err
	case e.Kind == register.Forbidden && e.Code == access.CodeSignInRefused:
		return v.password(http.StatusForbidden, ui.Errors{{ID: "old", Text: v.T("page.password-old-wrong")}})
	case e.Kind == register.Forbidden:
		return v.password(http.StatusForbidden, ui.Errors{{ID: "old", Text: v.explain(err)[0]}})
	case e.Kind == register.Invalid:
		var errs ui.Errors
		for _, text := range v.explain(err) {
			errs = append(errs, ui.FieldError{ID: "new", Text: text})
		}
		return v.password(http.StatusUnprocessableEntity, errs)
	}
	return err
}
