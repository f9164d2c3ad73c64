package web

import (
	"strings"

	"samano/reading/view"
	"samano/register"
	"samano/web/form"
	"samano/web/gazetteer"
	"samano/web/ui"
)

// typedPlace is a question whose answer is a unit: its name or code in a text
// field, and a second step that lists what the text may mean. It works without
// script: the button "find" sends the form, and the form comes back with a choice.
type typedPlace struct {
	ID    string
	Text  string
	Code  register.Code // chosen
	found []*view.Place
	asked bool
}

func readPlace(f form.Form, id string) typedPlace {
	p := typedPlace{ID: id, Text: f.Text(id)}
	// A choice counts for the text for which it was offered.
	if code, of, _ := strings.Cut(f.Text(id+"-code"), "|"); of == p.Text {
		p.Code = register.Code(code)
	}
	return p
}

// find lists what the text may mean.
func (p *typedPlace) find(v *visit) error {
	p.asked, p.Code = true, ""
	if p.Text == "" {
		return nil
	}
	atlas, err := v.s.Reading.Atlas(v.ctx())
	if err == nil {
		p.found = v.s.places.Find(atlas, p.Text, v.today())
	}
	return err
}

// settle decides which unit is meant. A text that may mean several is a fault, and
// the form comes back with the choice.
func (p *typedPlace) settle(v *visit, errs *faults) error {
	if p.Text == "" || p.Code != "" {
		return nil
	}
	if code, ok := gazetteer.Code(p.Text); ok {
		p.Code = code // whether there is such a unit is the register's to say
		return nil
	}
	if err := p.find(v); err != nil {
		return err
	}
	if unit, ok := gazetteer.Sure(p.found, p.Text); ok {
		p.Code = unit.Code
		return nil
	}
	if len(p.found) == 0 {
		errs.add(p.ID, register.CodePlaceUnknown, "code", p.Text)
	} else {
		errs.add(p.ID, "place-several")
	}
	return nil
}

// field is the text field with its button, and the choice where there is one.
func (p *typedPlace) field(v *visit, label string, errs faults) ui.Body {
	hint := v.T("page.place-hint")
	out := ui.Body{
		ui.Input{Name: p.ID, Value: p.Text, Label: ui.Label{Text: label}, Hint: ui.Hint{Text: hint}, ErrorMessage: errs.message(v, p.ID), Spellcheck: "false", Autocomplete: "off"},
		ui.Button{Text: v.T("page.place-find"), Name: "find", Value: p.ID, Classes: "govuk-button--secondary"},
	}
	switch {
	case len(p.found) > 0:
		var items []ui.Choice
		for _, f := range p.found {
			items = append(items, ui.Choice{Value: string(f.Code) + "|" + p.Text, Text: v.Place(f), Hint: ui.Hint{Text: string(f.Code)}, Checked: len(p.found) == 1})
		}
		out = append(out, ui.Radios{
			Name: p.ID + "-code", Items: items, Classes: "govuk-radios--small",
			Fieldset: ui.Fieldset{Legend: ui.Legend{Text: v.T("page.place-choose"), Classes: "govuk-fieldset__legend--s"}},
		})
	case p.Code != "":
		out = append(out, hiddenValue{Name: p.ID + "-code", Value: string(p.Code) + "|" + p.Text})
	case p.asked:
		out = append(out, ui.InsetText{Text: v.T("page.place-none")})
	}
	return out
}

// hiddenValue carries a choice along inside a form.
type hiddenValue ui.HiddenField

func (hiddenValue) TemplateName() string { return "web-hidden" }

// defaultButton is what the Enter key presses: without it a browser takes the
// first button of the form, which here finds a place.
type defaultButton struct{}

func (defaultButton) TemplateName() string { return "web-default-button" }
