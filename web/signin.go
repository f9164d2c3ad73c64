package web

import (
	"net/http"

	"samano/access"
	"samano/access/factor"
	"samano/register"
	"samano/web/account"
	"samano/web/answer"
	"samano/web/device"
	"samano/web/form"
	"samano/web/own"
	"samano/web/ui"
)

// Signing in and out, and the own account.

func signInPage(v *visit) error {
	if v.signedIn() {
		return v.redirect("/")
	}
	return v.signIn(http.StatusOK, "", "", nil)
}

// signIn shows the form; the account that was typed stays, the password does not.
// kept is what another form carried that came too late; empty: nothing.
func (v *visit) signIn(status int, typed, kept string, errs ui.Errors) error {
	f := own.SignInForm{Typed: typed, Kept: kept, Ended: kept != "" || v.r.URL.Query().Get("ended") != "", NoCookie: v.token == ""}
	if v.signedIn() {
		f.Other = v.Local(v.who.Officer.Name, v.who.Officer.NameLatin)
	}
	main := append(errs.Summary(), f.Body(v.Words, errs)...)
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
	c := access.Credentials{Account: typed, Password: password, From: form.Sender(v.r, v.s.Proxy), Device: known}
	token, session, asks, err := v.s.SignIn.Begin(v.ctx(), c, device.Browser(v.r))
	if register.KindOf(err) == register.Forbidden {
		return v.signIn(http.StatusForbidden, typed, kept, ui.Errors{{ID: "account", Text: v.Explain(err)[0]}})
	}
	if err != nil {
		return err
	}
	if v.token != "" { // whoever signs in anew leaves no session behind
		if err := v.s.SignIn.SignOut(v.ctx(), v.token); err != nil {
			return err
		}
	}
	http.SetCookie(v.w, v.cookie(string(token), 0))
	v.token, v.session = token, session
	if asks {
		v.who = access.Actor{} // who was signed in before is no more
		return v.proof(kept, nil)
	}
	return v.entered(known, kept)
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

// own is the visit as the pages of the own account take it.
func (v *visit) own(f form.Form) *own.Visit {
	return &own.Visit{
		Words: v.Words, Context: v.ctx(), SignIn: v.s.SignIn, Who: v.who, Session: v.session, Form: f, Owner: v.owner(),
		Site: own.SiteOf(v.r.Host, v.secure()), Redirect: v.redirect,
		Show: func(status int, p ui.Page, script bool) error {
			if script {
				answer.AllowScript(v.w)
			}
			return v.show(status, p)
		},
	}
}

// ownPage makes a page of the own account a page of these.
func ownPage(do func(*own.Visit) error) page {
	return func(v *visit) error {
		f, err := v.form()
		if err != nil {
			return err
		}
		return do(v.own(f))
	}
}

// proof asks for a proof. kept is what another form carried.
func (v *visit) proof(kept string, refused error) error {
	asked, err := v.s.SignIn.Asked(v.ctx(), v.token)
	if err != nil {
		return err
	}
	return v.own(form.Form{}).Proof(asked, kept, refused)
}

func proofPage(v *visit) error {
	if v.token == "" {
		return v.redirect("/sign-in")
	}
	return v.proof("", nil)
}

// prove takes a proof, and goes on with what was asked for before it.
func prove(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	kept := f.Secret("kept")
	known := device.Of(v.r, v.s.Links, v.cookieName)
	err = v.s.SignIn.Prove(v.ctx(), v.token, factor.Proof{
		Code: f.Text("code"), Password: f.Secret("password"), Passkey: own.Answer(f, own.SiteOf(v.r.Host, v.secure())), From: form.Sender(v.r, v.s.Proxy), Device: known,
	})
	if register.KindOf(err) == register.Forbidden && !register.HasCode(err, access.CodeSessionEnded) {
		return v.proof(kept, err)
	}
	if err != nil {
		return err
	}
	if v.who, v.session, err = v.s.SignIn.Resume(v.ctx(), v.token); err != nil {
		return err
	}
	return v.entered(known, kept)
}

// entered goes on with what was kept, and remembers the browser of whoever is wholly signed in.
func (v *visit) entered(known access.Device, kept string) error {
	remembered, err := device.Remember(known, v.session.Officer, v.s.Links, v.s.Random, v.cookieName)
	if err != nil {
		return err
	}
	http.SetCookie(v.w, remembered)
	return v.giveBack(kept)
}

// fresh refuses what needs a proof to a session that has proved nothing for some minutes.
func (v *visit) fresh(needed bool) error {
	if !needed {
		return nil
	}
	return v.s.SignIn.Fresh(v.ctx(), v.session)
}
