// Package own owns the pages by which an officer proves who they are and keeps their own account: the second step of
// signing in, the factors, the password, the last sign-ins.
//
// Every page works without script but the question to a passkey. A form by which something is registered is answered by
// the next page of the way, and carries what it needs in sealed fields: nothing waits on the server.
package own

import (
	"context"
	"errors"
	"net/http"

	"samano/access"
	"samano/access/factor"
	"samano/access/factor/passkey"
	"samano/register"
	"samano/web/form"
	"samano/web/ui"
	"samano/web/words"
)

// The addresses of these pages.
const (
	ProofPath    = "/sign-in/proof"
	AccountPath  = "/account"
	PasswordPath = "/password"
)

// Visit is a request as web has received it, with what web does for it.
type Visit struct {
	words.Words
	Context context.Context
	SignIn  *factor.SignIn
	Who     access.Actor
	Session access.Session
	Form    form.Form
	Owner   ui.HiddenField
	Site    passkey.Site
	// Show writes a page, with this server's script if it asks for a passkey.
	Show     func(status int, p ui.Page, script bool) error
	Redirect func(path string) error
}

// page shows one of these pages.
func (v *Visit) page(status int, title string, errs ui.Errors, main ui.Body, script bool) error {
	return v.Show(status, ui.Page{Title: v.T(title), HasErrors: len(errs) > 0, Main: append(errs.Summary(), main...)}, script)
}

// faults are the texts of an error at a question; none of an error that is not the officer's.
func (v *Visit) faults(err error, at string) (ui.Errors, int) {
	var e *register.Error
	if !errors.As(err, &e) {
		return nil, 0
	}
	status := map[register.ErrorKind]int{register.Invalid: http.StatusUnprocessableEntity, register.Forbidden: http.StatusForbidden, register.NotFound: http.StatusNotFound}[e.Kind]
	if status == 0 || e.Code == "" && len(e.Findings) == 0 || e.Code == factor.CodeProofOld {
		return nil, 0
	}
	var errs ui.Errors
	for _, text := range v.Explain(err) {
		errs = append(errs, ui.FieldError{ID: at, Text: text})
	}
	return errs, status
}

// input is a line that is typed.
func (v *Visit) input(name, label string, errs ui.Errors) ui.Input {
	return ui.Input{Name: name, Label: ui.Label{Text: v.T(label)}, ErrorMessage: errs.For(name), Classes: "govuk-input--width-20"}
}

// codeInput is a line for a code.
func (v *Visit) codeInput(errs ui.Errors) ui.Input {
	in := v.input("code", "account.code", errs)
	in.Autocomplete, in.Autocapitalize, in.Spellcheck = "one-time-code", "none", "false"
	return in
}

// passwordInput is a line for a password.
func (v *Visit) passwordInput(name, label, complete string, errs ui.Errors) ui.Input {
	in := v.input(name, label, errs)
	in.Type, in.Autocomplete = "password", complete
	return in
}
