// Package account owns what pages say of officers' accounts: those of a demonstration, and that a new password of the
// reader's own was asked for.
package account

import (
	"samano/access"
	"samano/register"
	"samano/web/ui"
	"samano/web/words"
)

// Demo is an account of a demonstration.
type Demo struct {
	Account, Password string
	Officer           access.Officer
	Office            register.Office
}

// Demos offers the accounts of a synthetic country.
func Demos(w words.Words, list []Demo) ui.Body {
	if len(list) == 0 {
		return nil
	}
	t := ui.Table{
		Caption: w.T("page.demo-accounts"), CaptionClasses: "govuk-table__caption--m", Scroll: true,
		Head: []ui.Cell{{Text: w.T("ui.username")}, {Text: w.T("ui.password")}, {Text: w.T("page.officer")}},
	}
	for _, d := range list {
		roles := make([]string, len(d.Officer.Roles))
		for i, r := range d.Officer.Roles {
			roles[i] = w.Word("role", string(r))
		}
		t.Rows = append(t.Rows, []ui.Cell{
			{Text: d.Account},
			{Text: d.Password},
			{Text: words.Join(", ", w.Local(d.Officer.Name, d.Officer.NameLatin), words.Join(", ", roles...), w.Local(d.Office.Name, d.Office.NameLatin))},
		})
	}
	return ui.Body{ui.WarningText{Text: w.T("page.demo-warning")}, t}
}

// Reset tells officers that others asked for a new password of their account, and lets them stop it. hidden is what every
// form of the page carries.
func Reset(w words.Words, r access.Reset, hidden ui.HiddenField) ui.NotificationBanner {
	text := w.T("page.reset-waits", "officer", r.By)
	if r.Second != "" {
		text = w.T("page.reset-from", "officer", r.By, "second", r.Second, "time", w.Time(r.From))
	}
	return ui.NotificationBanner{Body: ui.Body{
		ui.Heading{Level: 3, Text: w.T("page.reset-title")},
		ui.Paragraph{Text: text},
		ui.Form{Action: "/password/keep", Hidden: []ui.HiddenField{hidden}, Body: ui.Body{ui.Button{Text: w.T("page.reset-keep")}}},
	}}
}
