package web

import (
	"strings"

	"samano/acts"
	"samano/number"
	"samano/reading/view"
	"samano/register"
	"samano/web/ui"
	"samano/web/words"
)

// declared lists who decided an act and what its payload states; beside its subjects what they do not
// show. here is the office that decided, where it is known: the reader may be of another.
func (v *visit) declared(terms view.Terms, p *register.Proposal, beside bool, link func(view.Someone) ui.Component, here register.OfficeID) ui.SummaryList {
	var l ui.SummaryList
	row := func(field string, value ui.Body) {
		l.Rows = append(l.Rows, ui.SummaryRow{Key: ui.SummaryText{Text: v.Path(field)}, Value: ui.SummaryText{Body: value}})
	}
	d := p.Decision
	by := v.Word("authority", string(d.By))
	if d.By == register.ByOffice && here != "" {
		by = v.office(here)
	}
	if text := words.Join(", ", by, d.Authority, d.Reference, v.labelled("page.when", d.On)); text != "" {
		row("decision", ui.Body{ui.Text(text)})
	}
	for _, s := range terms.Stated(p.Kind, p.Payload, beside) {
		row(s.Field, v.stated(s, link))
	}
	return l
}

// sealedRows say of a registered act where what its kind seals is kept: the desk has it no more, nor
// whether it was stated.
func (v *visit) sealedRows(kind register.Kind) (out []ui.SummaryRow) {
	d, _ := acts.Describe(kind)
	for _, field := range d.Sealed {
		out = append(out, ui.SummaryRow{Key: ui.SummaryText{Text: v.Path(field)}, Value: ui.SummaryText{Text: v.T("page.stated-sealed-registered")}})
	}
	return out
}

// stated writes one field of a payload.
func (v *visit) stated(s view.Stated, link func(view.Someone) ui.Component) ui.Body {
	text := words.Join(" ", v.Word(s.Set, s.Word), s.Text)
	switch {
	case s.Someone != nil && s.Someone.Withheld:
		if text = number.Group(text); strings.HasPrefix(text, "@") { // an id, which nobody typed
			text = v.Someone(*s.Someone)
		}
	case s.Someone != nil:
		who := v.Bond(view.Bond{With: *s.Someone}, link)
		if n := string(s.Someone.Number); n != "" {
			who = append(who, ui.Text(", "+number.Group(n)))
		}
		return who
	case s.Described != nil:
		text = v.described(*s.Described)
	case s.Site != nil:
		text = v.site(*s.Site)
	case s.Name != nil:
		text = v.Name(register.Name{Forms: s.Name})
	case s.Nationality != nil:
		text = v.Nationality(*s.Nationality)
	case s.Identifier != nil:
		text = words.Join(", ", v.Word("identifier-kind", s.Identifier.Kind), s.Identifier.Value, s.Identifier.Issuer)
	case s.Book != nil:
		return v.Value(*s.Book, nil)
	case s.Yes:
		text = v.T("ui.yes")
	case s.Sealed:
		text = v.T("page.stated-sealed")
	case !s.Date.IsZero():
		text = v.Date(s.Date)
	}
	return ui.Body{ui.Text(text)}
}

// described writes all that was said of somebody who is not in the register.
func (v *visit) described(d view.Described) string {
	said := []string{v.Name(register.Name{Forms: d.Name}), v.Sex(d.Sex), v.labelled("person.born", d.Born), v.labelled("person.died", d.Died)}
	if d.Nationality != nil {
		said = append(said, v.Nationality(*d.Nationality))
	}
	return words.Join(", ", append(said, v.Word("identifier-kind", d.DocumentKind), d.Document, d.Issuer, v.site(d.Where))...)
}

func (v *visit) site(s view.Site) string {
	unit, house := string(s.Code), ""
	if s.Place != nil {
		unit = v.Place(s.Place)
	}
	if s.House != "" {
		house = v.T("page.house", "house", s.House)
	}
	return words.Join(", ", house, unit, v.Country(s.Country), s.Text)
}

// labelled writes a date behind its label; nothing where none is given.
func (v *visit) labelled(key string, d register.Date) string {
	if d.IsZero() {
		return ""
	}
	return v.T(key) + ": " + v.Date(d)
}
