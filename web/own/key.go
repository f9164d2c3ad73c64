package own

import (
	"encoding/base64"
	"html/template"
	"net/netip"
	"strings"

	"samano/access/factor"
	"samano/access/factor/passkey"
	"samano/credential/qrcode"
	"samano/register"
	"samano/web/assets"
	"samano/web/form"
	"samano/web/ui"
)

// keyForm asks the browser for a passkey. Without script it is not shown.
type keyForm struct {
	ui.Form
	Ceremony, Options, Script string
}

func (keyForm) TemplateName() string { return "own-passkey" }

// The words by which the script tells the two ceremonies apart.
const (
	toMake  = "create"
	toProve = "get"
)

func newKeyForm(ceremony string, q factor.Question, f ui.Form) (ui.Component, error) {
	script, err := assets.Path(assets.Passkey)
	if err != nil {
		return nil, register.Errorf(register.Internal, "own.keyForm", "%w", err)
	}
	f.Hidden = append(f.Hidden, ui.HiddenField{Name: "state", Value: q.State})
	return keyForm{f, ceremony, q.Options, script}, nil
}

// Answer is what a browser has answered of a passkey.
func Answer(f form.Form, at passkey.Site) factor.Answer {
	return factor.Answer{State: f.Secret("state"), Response: f.Secret("response"), Site: at}
}

// SiteOf is the site that a browser calls by a host; the zero Site where it has no name, as at an address: no passkey
// belongs to one.
func SiteOf(host string, encrypted bool) passkey.Site {
	name := host
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		name = name[:i]
	}
	if _, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil || strings.Contains(name, "[") {
		return passkey.Site{}
	}
	scheme := "http://"
	if encrypted {
		scheme = "https://"
	}
	return passkey.Site{Name: strings.ToLower(name), Origin: scheme + strings.ToLower(host)}
}

// drawnCode is a QR code with its text for those who do not see it.
type drawnCode struct {
	Drawing template.URL
	Text    string
}

func (drawnCode) TemplateName() string { return "own-code" }

func drawCode(content, text string) (ui.Component, error) {
	drawing, err := qrcode.SVGOfLink(content)
	if err != nil {
		return nil, register.Errorf(register.Internal, "own.drawCode", "%w", err)
	}
	// The drawing is shapes and numbers alone.
	return drawnCode{template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(drawing)), text}, nil // #nosec G203
}

// printedCodes are the codes of a paper, as they are printed.
type printedCodes []string

func (printedCodes) TemplateName() string { return "own-codes" }
