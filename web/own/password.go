package own

import (
	"errors"
	"net/http"

	"samano/access"
	"samano/access/password"
	"samano/register"
	"samano/web/ui"
)

// Password shows the form of a change of the own password.
func (v *Visit) Password(status int, errs ui.Errors) error {
	main := ui.Body{ui.Heading{Text: v.T("page.password-title")}}
	if v.Who.Officer.MustChange {
		main = append(main, ui.Paragraph{Text: v.T("error.password-must-change.remedy")})
	}
	fresh := v.passwordInput("new", "page.password-new", "new-password", errs)
	fresh.Hint = ui.Hint{Text: v.T("page.password-hint", "least", password.MinRunes)}
	return v.page(status, "page.password-title", errs, append(main, ui.Form{Action: PasswordPath, Hidden: []ui.HiddenField{v.Owner}, Body: ui.Body{
		v.passwordInput("old", "page.password-old", "current-password", errs), fresh, v.passwordInput("again", "page.password-again", "new-password", errs),
		ui.Button{Text: v.T("ui.save")},
	}}), false)
}

// ChangePassword takes the form.
func (v *Visit) ChangePassword() error {
	f := v.Form
	if f.Secret("new") != f.Secret("again") {
		return v.Password(http.StatusUnprocessableEntity, ui.Errors{{ID: "again", Text: v.T("page.password-differs")}})
	}
	err := v.SignIn.ChangePassword(v.Context, v.Who, access.PasswordChange{Old: f.Secret("old"), New: f.Secret("new"), Keep: v.Session.ID})
	var e *register.Error
	switch {
	case err == nil:
		return v.Redirect("/")
	case errors.As(err, &e) && e.Code == access.CodeSignInRefused:
		return v.Password(http.StatusForbidden, ui.Errors{{ID: "old", Text: v.T("page.password-old-wrong")}})
	}
	at := "new"
	if register.KindOf(err) == register.Forbidden {
		at = "old"
	}
	errs, status := v.faults(err, at)
	if status == 0 {
		return err
	}
	return v.Password(status, errs)
}

// KeepPassword stops the new password that others asked for: by a proof, since it may be asked for to end a theft.
func (v *Visit) KeepPassword() error {
	if err := v.SignIn.Fresh(v.Context, v.Session); err != nil {
		return err
	}
	if err := v.SignIn.KeepPassword(v.Context, v.Who); err != nil && register.KindOf(err) != register.NotFound {
		return err
	}
	return v.Redirect(PasswordPath)
}
