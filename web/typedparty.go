package web

import (
	"strings"

	"samano/acts"
	"samano/names"
	"samano/number"
	"samano/register"
	"samano/web/form"
	"samano/web/ui"
	"samano/web/words"
)

// checkName holds that each field of a name has its own script: a paper prints them side by side, and a
// search reads each by its own rules.
func checkName(n form.Name, prefix string, errs *faults) {
	for _, id := range n.NotLao() {
		errs.add(prefix+id, "name-not-lao")
	}
	for _, id := range n.NotLatin() {
		errs.add(prefix+id, "name-not-latin")
	}
}

// nameFields are the questions for a name in its two scripts.
func nameFields(n form.Name, v *visit, prefix string, errs faults, hint string) ui.Body {
	input := func(id, label, value string) ui.Input {
		return ui.Input{Name: prefix + id, Value: value, Label: ui.Label{Text: v.T(label)}, ErrorMessage: errs.message(v, prefix+id), Spellcheck: "false", Autocomplete: "off"}
	}
	first := input("given", "page.given-lao", n.Given)
	if hint != "" {
		first.Hint = ui.Hint{Text: hint}
	}
	latin := input("given-latin", "page.given-latin", n.GivenLatin)
	latin.Hint = ui.Hint{Text: v.T("page.latin-hint")}
	if n.Given != "" && n.GivenLatin == "" {
		latin.Hint.Text = v.T("page.latin-suggestion", "name", words.Join(" ", names.Suggest(n.Given), names.Suggest(n.Surname)))
	}
	return ui.Body{first, input("surname", "page.surname-lao", n.Surname), latin, input("surname-latin", "page.surname-latin", n.SurnameLatin)}
}

// typedParty is a parent: by number, or described.
type typedParty struct {
	Number  string
	Name    form.Name
	Born    form.Date
	Country string
}

// described reports whether anything but a number is said of the party.
func (p typedParty) described() bool { return p != typedParty{Number: p.Number} }

func readParty(f form.Form, prefix string) typedParty {
	return typedParty{Number: f.Text(prefix + "-number"), Name: f.Name(prefix + "-"), Born: f.Date(prefix + "-born"), Country: strings.ToUpper(f.Text(prefix + "-country"))}
}

// who makes the party; nil where nothing was typed.
func (p typedParty) who(v *visit, prefix string, errs *faults) *acts.Who {
	described := p.described()
	if p.Number != "" {
		n, err := v.s.Reading.Terms().Scheme.Parse(p.Number)
		switch {
		case err != nil:
			errs.add(prefix+"-number", number.CodeOf(err))
		case described:
			errs.add(prefix+"-number", register.CodePartyBoth)
		}
		return &acts.Who{Person: n}
	}
	if !described {
		return nil
	}
	born, code, part := p.Born.Read()
	if code != "" {
		errs.addDate(prefix+"-born", code, part, words.Join("/", p.Born.Day, p.Born.Month, p.Born.Year))
	}
	born.Basis = register.Declared
	if born.Precision() == register.Unknown {
		born = register.Date{}
	}
	checkName(p.Name, prefix+"-", errs)
	d := &acts.Described{Name: p.Name.Forms(), Born: born}
	if p.Country != "" {
		d.Nationality = &register.Nationality{State: register.NationalityClaimed, Country: register.Country(p.Country)}
	}
	return &acts.Who{Described: d}
}

func typedWho(w *acts.Who) (p typedParty, whole bool) {
	if w == nil {
		return p, true
	}
	p.Number = w.Person
	if d := w.Described; d != nil {
		p.Name, p.Born = form.NameOf(d.Name), form.DateOf(d.Born)
		if d.Nationality != nil {
			p.Country = string(d.Nationality.Country)
		}
		whole = d.Document == nil && d.Sex == "" && d.Died.IsZero() && d.Where == acts.PlaceOf{}
		return p, whole
	}
	return p, !strings.HasPrefix(w.Person, "@")
}

func (p typedParty) fields(v *visit, prefix, legend string, errs faults) ui.Component {
	described := p.described()
	inner := nameFields(p.Name, v, prefix+"-", errs, "")
	inner = append(inner, v.dateField(prefix+"-born", v.T("person.born"), p.Born, errs),
		ui.Input{
			Name: prefix + "-country", Value: p.Country, Label: ui.Label{Text: v.T("page.country-code")}, Hint: ui.Hint{Text: v.T("page.country-hint")},
			ErrorMessage: errs.message(v, prefix+"-country"), Autocapitalize: "characters", Classes: "govuk-input--width-4",
		})
	return ui.Fieldset{Legend: ui.Legend{Text: legend, Classes: "govuk-fieldset__legend--m"}, Body: ui.Body{
		ui.Input{
			Name: prefix + "-number", Value: p.Number, Label: ui.Label{Text: v.T("person.number")}, ErrorMessage: errs.message(v, prefix+"-number"),
			Spellcheck: "false", Autocomplete: "off", Classes: "govuk-input--width-20",
		},
		ui.Details{SummaryText: v.T("page.party-describe"), Open: described, Body: inner},
	}}
}

// partyControl returns the question of a party that a finding's field is about.
func partyControl(prefix, field string) string {
	switch {
	case strings.Contains(field, "described.name"):
		return nameControl(prefix+"-", field[strings.Index(field, "described.name")+len("described."):])
	case strings.Contains(field, "described.born"):
		return prefix + "-born"
	case strings.Contains(field, "nationality"):
		return prefix + "-country"
	}
	return prefix + "-number"
}

// nameControl returns the question of a name that "name.FORM.parts.PART" is about.
func nameControl(prefix, field string) string {
	if strings.HasPrefix(field, "name.1") {
		return prefix + "given-latin"
	}
	return prefix + "given"
}
