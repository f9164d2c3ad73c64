package web

import (
	"strings"
	"unicode"

	"samano/acts"
	"samano/names"
	"samano/number"
	"samano/register"
	"samano/web/form"
	"samano/web/ui"
)

// typedName is a name in its two scripts.
type typedName struct{ Given, Surname, GivenLatin, SurnameLatin string }

func readName(f form.Form, prefix string) typedName {
	return typedName{f.Text(prefix + "given"), f.Text(prefix + "surname"), f.Text(prefix + "given-latin"), f.Text(prefix + "surname-latin")}
}

func (n typedName) empty() bool { return n == typedName{} }

// forms returns the written forms: what was typed and nothing else.
func (n typedName) forms() []register.NameForm {
	var out []register.NameForm
	add := func(script register.Script, given, surname string) {
		var parts []register.NamePart
		if given != "" {
			parts = append(parts, register.NamePart{Given: given})
		}
		if surname != "" {
			parts = append(parts, register.NamePart{Surname: surname})
		}
		if parts != nil {
			out = append(out, register.NameForm{Script: script, Parts: parts, Source: register.FromDeclaration})
		}
	}
	add(register.Lao, n.Given, n.Surname)
	add(register.Latin, n.GivenLatin, n.SurnameLatin)
	return out
}

// check holds that each field has its own script: a paper prints them side by side,
// and a search reads each by its own rules.
func (n typedName) check(prefix string, errs *faults) {
	for _, part := range []struct{ id, text string }{{"given", n.Given}, {"surname", n.Surname}} {
		if strings.ContainsFunc(part.text, func(r rune) bool { return unicode.Is(unicode.Latin, r) }) {
			errs.add(prefix+part.id, "name-not-lao")
		}
	}
	for _, part := range []struct{ id, text string }{{"given-latin", n.GivenLatin}, {"surname-latin", n.SurnameLatin}} {
		if strings.ContainsFunc(part.text, func(r rune) bool { return unicode.Is(unicode.Lao, r) }) {
			errs.add(prefix+part.id, "name-not-latin")
		}
	}
}

func typedForms(forms []register.NameForm) typedName {
	var n typedName
	for _, f := range forms {
		switch {
		case f.Script == register.Lao:
			n.Given, n.Surname = f.Given(), f.Surname()
		case f.Script == register.Latin:
			n.GivenLatin, n.SurnameLatin = f.Given(), f.Surname()
		}
	}
	return n
}

func (n typedName) fields(v *visit, prefix string, errs faults, hint string) ui.Body {
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
		latin.Hint.Text = v.T("page.latin-suggestion", "name", join(" ", names.Suggest(n.Given), names.Suggest(n.Surname)))
	}
	return ui.Body{first, input("surname", "page.surname-lao", n.Surname), latin, input("surname-latin", "page.surname-latin", n.SurnameLatin)}
}

// typedParty is a parent: by number, or described.
type typedParty struct {
	Number  string
	Name    typedName
	Born    form.Date
	Country string
}

// described reports whether anything but a number is said of the party.
func (p typedParty) described() bool { return p != typedParty{Number: p.Number} }

func readParty(f form.Form, prefix string) typedParty {
	return typedParty{Number: f.Text(prefix + "-number"), Name: readName(f, prefix+"-"), Born: f.Date(prefix + "-born"), Country: strings.ToUpper(f.Text(prefix + "-country"))}
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
		errs.addDate(prefix+"-born", code, part, join("/", p.Born.Day, p.Born.Month, p.Born.Year))
	}
	born.Basis = register.Declared
	if born.Precision() == register.Unknown {
		born = register.Date{}
	}
	p.Name.check(prefix+"-", errs)
	d := &acts.Described{Name: p.Name.forms(), Born: born}
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
		p.Name, p.Born = typedForms(d.Name), form.DateOf(d.Born)
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
	inner := p.Name.fields(v, prefix+"-", errs, "")
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
