package web

import (
	"encoding/json"
	"strconv"
	"strings"

	"samano/acts"
	"samano/names"
	"samano/register"
	"samano/web/form"
	"samano/web/ui"
	"samano/web/words"
)

// birthForm declares a birth.
type birthForm struct {
	As               string // '@' and a client-made id, by which the child is found once it is entered
	Name             form.Name
	Sex              string
	Born             form.Date
	At               typedPlace
	Country, Abroad  string
	Order, Household string
	Mother, Father   typedParty
}

func (*birthForm) kind() register.Kind { return register.KindBirth }

func (b *birthForm) read(f form.Form) {
	*b = birthForm{
		As: f.Text("as"), Name: f.Name(""), Sex: f.Text("sex"), Born: f.Date("born"), At: readPlace(f, "born-at"), Country: strings.ToUpper(f.Text("born-country")), Abroad: f.Text("born-abroad"),
		Order: f.Text("order"), Household: f.Text("household"), Mother: readParty(f, "mother"), Father: readParty(f, "father"),
	}
}

func (b *birthForm) places() []*typedPlace { return []*typedPlace{&b.At} }

func (b *birthForm) build(v *visit, errs *faults) (any, register.Date, error) {
	p := acts.Birth{As: b.As, Sex: register.Sex(b.Sex), Household: b.Household}
	if !b.Name.Empty() {
		p.Name = b.Name.Forms()
		checkName(b.Name, "", errs)
	}
	if b.Sex == "" {
		errs.add("sex", "sex-missing")
	}
	p.Born = readDate(errs, "born", b.Born)
	if err := b.At.settle(v, errs); err != nil {
		return nil, p.Born, err
	}
	p.BornAt = acts.PlaceOf{Code: b.At.Code, Country: register.Country(b.Country), Text: b.Abroad}
	if b.Order != "" {
		n, err := strconv.Atoi(names.Digits(b.Order))
		if err != nil || n == 0 { // 0 is what an act has of a child without an order
			errs.add("order", register.CodeBirthOrder, "limit", "8")
		}
		p.Order = n
	}
	p.Mother, p.Father = b.Mother.who(v, "mother", errs), b.Father.who(v, "father", errs)
	return p, p.Born, nil
}

// readDate reads a date that people declare; one that cannot be read is a fault.
func readDate(errs *faults, id string, d form.Date) register.Date {
	date, code, part := d.Read()
	if code != "" {
		errs.addDate(id, code, part, words.Join("/", d.Day, d.Month, d.Year))
	}
	return date
}

func (b *birthForm) fill(p register.Proposal) bool {
	var a acts.Birth
	if json.Unmarshal(p.Payload, &a) != nil {
		return false
	}
	b.As = a.As
	b.Name, b.Sex, b.Born = form.NameOf(a.Name), string(a.Sex), form.DateOf(a.Born)
	b.At = typedPlace{ID: "born-at", Text: string(a.BornAt.Code), Code: a.BornAt.Code}
	b.Country, b.Abroad, b.Household = string(a.BornAt.Country), a.BornAt.Text, a.Household
	if a.Order > 0 {
		b.Order = strconv.Itoa(a.Order)
	}
	var m, f bool
	b.Mother, m = typedWho(a.Mother)
	b.Father, f = typedWho(a.Father)
	return m && f && a.Nationality == nil && a.Relation == ""
}

func (b *birthForm) fields(v *visit, errs faults) ui.Body {
	b.At.ID = "born-at"
	if b.As == "" {
		b.As = "@" + v.newID()
	}
	sexes := []ui.Choice{}
	for _, s := range []register.Sex{register.Female, register.Male, register.SexUndetermined} {
		sexes = append(sexes, ui.Choice{Value: string(s), Text: v.Sex(s)})
	}
	child := nameFields(b.Name, v, "", errs, v.T("page.name-later"))
	child = append(child, hiddenValue{Name: "as", Value: b.As},
		ui.Radios{
			Name: "sex", Value: b.Sex, Items: sexes, Classes: "govuk-radios--inline", ErrorMessage: errs.message(v, "sex"),
			Fieldset: ui.Fieldset{Legend: ui.Legend{Text: v.T("person.sex"), Classes: "govuk-fieldset__legend--s"}},
		},
		v.dateField("born", v.T("person.born"), b.Born, errs))
	child = append(child, b.At.field(v, v.T("person.birth-place"), errs)...)
	child = append(child,
		abroad(v, "born", b.Country, b.Abroad, errs),
		ui.Input{Name: "order", Value: b.Order, Label: ui.Label{Text: v.T("page.order")}, Hint: ui.Hint{Text: v.T("page.order-hint")}, ErrorMessage: errs.message(v, "order"), Inputmode: "numeric", Classes: "govuk-input--width-2"})
	return ui.Body{
		ui.Fieldset{Legend: ui.Legend{Text: v.T("person.child"), Classes: "govuk-fieldset__legend--m"}, Body: child},
		b.Mother.fields(v, "mother", v.T("person.mother"), errs),
		b.Father.fields(v, "father", v.T("person.father"), errs),
		ui.Input{Name: "household", Value: b.Household, Label: ui.Label{Text: v.T("page.household-book")}, Hint: ui.Hint{Text: v.T("page.household-mother")}, ErrorMessage: errs.message(v, "household"), Classes: "govuk-input--width-20"},
	}
}

// abroad asks for a place of another country.
func abroad(v *visit, prefix, country, text string, errs faults) ui.Component {
	return ui.Details{SummaryText: v.T("page.abroad"), Open: country != "" || text != "", Body: ui.Body{
		ui.Input{
			Name: prefix + "-country", Value: country, Label: ui.Label{Text: v.T("page.country-code")}, Hint: ui.Hint{Text: v.T("page.country-hint")},
			ErrorMessage: errs.message(v, prefix+"-country"), Autocapitalize: "characters", Classes: "govuk-input--width-4",
		},
		ui.Input{Name: prefix + "-abroad", Value: text, Label: ui.Label{Text: v.T("page.place-abroad")}, ErrorMessage: errs.message(v, prefix+"-abroad")},
	}}
}

func (*birthForm) control(field string) string {
	switch {
	case strings.HasPrefix(field, "mother"):
		return partyControl("mother", field)
	case strings.HasPrefix(field, "father"):
		return partyControl("father", field)
	case strings.HasPrefix(field, "name"):
		return nameControl("", field)
	case strings.HasPrefix(field, "born_at"):
		return placeControl("born", field)
	case field == "happened":
		return "born"
	}
	return first(field)
}

// placeControl returns the question of a place of event that a field is about.
func placeControl(prefix, field string) string {
	switch {
	case strings.HasSuffix(field, ".country"):
		return prefix + "-country"
	case strings.HasSuffix(field, ".text"):
		return prefix + "-abroad"
	}
	return prefix + "-at"
}

// first is the first word of a path.
func first(field string) string {
	word, _, _ := strings.Cut(field, ".")
	return word
}
