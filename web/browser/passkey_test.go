package browser

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"samano/web/webtest"
)

// authenticator gives a window a device that holds passkeys, whose owner always lays a finger on it.
func (p *window) authenticator() {
	p.t.Helper()
	p.run("a virtual authenticator", chromedp.ActionFunc(func(ctx context.Context) error {
		if err := webauthn.Enable().Do(ctx); err != nil {
			return err
		}
		_, err := webauthn.AddVirtualAuthenticator(&webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
			HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true, HasResidentKey: true,
		}).Do(ctx)
		return err
	}))
}

// An officer makes a passkey, signs in by it, and has it asked of nobody who lacks it.
func TestAPasskeyInABrowser(t *testing.T) {
	for _, language := range []string{"lo", "en"} {
		t.Run(language, func(t *testing.T) {
			c := webtest.New(t)
			// A passkey belongs to a name, and no address is one.
			w := newWalker(t, "passkey", language, strings.Replace(c.URL, "127.0.0.1", "localhost", 1))
			p := w.officer(webtest.Clerk)
			p.authenticator()
			p.open("/account")
			p.judge("account-empty")
			p.press(`button[value=app]`, "/account")
			p.judge("account-app")
			p.open("/account")
			p.fill("[name=name]", "ກະແຈຂອງຂ້ອຍ")
			p.press(`button[value=passkey]`, "/account")
			p.judge("account-passkey")
			p.press(`form[data-passkey] button`, "/account")
			p.shows(".govuk-summary-card")
			p.judge("account")
			p.press(`button[value=recovery]`, "/account")
			p.judge("account-recovery")
			p.press(`.samano-header__signout-button`, "/sign-in")
			c.Wait(time.Second) // a challenge is newer than the one before
			p.fill("[name=account]", string(webtest.Clerk))
			p.fill("[name=password]", webtest.Password)
			p.press("main button[type=submit]", "/sign-in")
			p.shows("form[data-passkey]")
			p.judge("proof")
			p.press(`form[data-passkey] button`, "/")
			p.judge("queue")
		})
	}
}
