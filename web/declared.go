package web

import (
	"encoding/json"

	"samano/reading/view"
	"samano/register"
	"samano/web/ui"
)

// declared lists who decided an act and what its payload states beside the subjects that it changes.
func (v *visit) declared(terms view.Terms, decision register.Decision, payload json.RawMessage) ui.SummaryList {
	var l ui.SummaryList
	row := func(field string, words ...string) {
		if text := join(", ", words...); text != "" {
			l.Rows = append(l.Rows, ui.SummaryRow{Key: ui.SummaryText{Text: v.path(field)}, Value: ui.SummaryText{Text: text}})
		}
	}
	row("decision", v.word("authority", string(decision.By)), decision.Authority, decision.Reference, v.labelled("page.when", decision.On))
	for _, s := range terms.Stated(payload) {
		switch {
		case s.Who != nil:
			row(s.Field, v.described(*s.Who))
		case s.Site != nil:
			row(s.Field, v.site(*s.Site))
		case s.Yes:
			row(s.Field, v.T("ui.yes"))
		default:
			row(s.Field, s.Text)
		}
	}
	return l
}

// described writes all that was said of somebody who is not in the register.
func (v *visit) described(d view.Described) string {
	words := []string{v.name(register.Name{Forms: d.Name}), v.sex(d.Sex), v.labelled("person.born", d.Born), v.labelled("person.died", d.Died)}
	if d.Nationality != nil {
		words = append(words, v.nationality(*d.Nationality))
	}
	return join(", ", append(words, v.word("identifier-kind", d.DocumentKind), d.Document, d.Issuer, v.site(d.Where))...)
}

func (v *visit) site(s view.Site) string {
	unit, house := string(s.Code), ""
	if s.Place != nil {
		unit = v.place(s.Place)
	}
	if s.House != "" {
		house = v.T("page.house", "house", s.House)
	}
	return join(", ", house, unit, v.country(s.Country), s.Text)
}

// labelled writes a date behind its label; nothing where none is given.
func (v *visit) labelled(key string, d register.Date) string {
	if d.IsZero() {
		return ""
	}
	return v.T(key) + ": " + v.date(d)
}
