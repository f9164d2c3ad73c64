package own

import (
	"net/http"
	"slices"

	"samano/access/factor"
	"samano/web/ui"
)

// Proof asks for the second step of signing in, or for a new proof before something that is hard to take back. kept is
// what another form carried, sealed; refused is why the last proof did not hold, nil: there was none.
func (v *Visit) Proof(a factor.Asked, kept string, refused error) error {
	field := "code"
	if a.Password {
		field = "password"
	}
	errs, status := v.faults(refused, field)
	if refused != nil && status == 0 {
		return refused
	}
	if status == 0 && a.Proved && kept != "" {
		status = http.StatusForbidden // what was sent is not done yet
	}
	if status == 0 {
		status = http.StatusOK
	}
	hidden := []ui.HiddenField{{Name: "kept", Value: kept}}
	main := ui.Body{ui.Heading{Text: v.T("account.proof-title")}}
	if a.Proved {
		main = append(main, ui.Paragraph{Text: v.T("account.proof-again", "minutes", int(factor.FreshFor.Minutes()))})
	}
	if a.Proved && kept != "" {
		main = append(main, ui.Paragraph{Text: v.T("account.proof-kept")})
	}
	keys := slices.Contains(a.Kinds, factor.Passkey) && v.Site.Name != ""
	if keys {
		q, err := v.SignIn.AskPasskey(v.Context, a, v.Site)
		if err != nil {
			return err
		}
		ask, err := newKeyForm(toProve, q, ui.Form{Action: ProofPath, Hidden: hidden, Body: ui.Body{ui.Button{Text: v.T("account.proof-passkey")}}})
		if err != nil {
			return err
		}
		main = append(main, ask)
	}
	body := ui.Body{v.passwordInput("password", "ui.password", "current-password", errs)}
	if !a.Password {
		in := v.codeInput(errs)
		in.Hint.Text = v.T("account.proof-hint")
		body = ui.Body{in}
	}
	main = append(main, ui.Form{Action: ProofPath, Hidden: hidden, Body: append(body, ui.Button{Text: v.T("ui.continue")})})
	if !a.Password {
		main = append(main, ui.Details{SummaryText: v.T("account.lost"), Body: ui.Body{ui.Paragraph{Text: v.T("account.lost-text")}}})
	}
	return v.page(status, "account.proof-title", errs, main, keys)
}
