package web

import (
	"encoding/json"
	"strings"

	"samano/acts"
	"samano/number"
	"samano/register"
	"samano/web/form"
	"samano/web/ui"
)

// deathForm declares a death.
type deathForm struct {
	Number          string
	Died            form.Date
	At              typedPlace
	Country, Abroad string
	Cause           string
}

func (*deathForm) kind() register.Kind { return register.KindDeath }

func (d *deathForm) read(f form.Form) {
	*d = deathForm{Number: f.Text("person"), Died: f.Date("died"), At: readPlace(f, "died-at"), Country: strings.ToUpper(f.Text("died-country")), Abroad: f.Text("died-abroad"), Cause: f.Lines("cause")}
}

func (d *deathForm) places() []*typedPlace { return []*typedPlace{&d.At} }

func (d *deathForm) build(v *visit, errs *faults) (any, register.Date, error) {
	p := acts.Death{Person: readNumber(v, errs, "person", d.Number), Died: readDate(errs, "died", d.Died), Cause: d.Cause}
	if err := d.At.settle(v, errs); err != nil {
		return nil, p.Died, err
	}
	p.DiedAt = acts.PlaceOf{Code: d.At.Code, Country: register.Country(d.Country), Text: d.Abroad}
	return p, p.Died, nil
}

// readNumber reads a personal number; what is none is a fault that says why.
func readNumber(v *visit, errs *faults, id, text string) string {
	n, err := v.s.Reading.Terms().Scheme.Parse(text)
	switch {
	case text == "":
		errs.add(id, register.CodePersonMissing)
	case err != nil:
		errs.add(id, number.CodeOf(err))
	}
	return n
}

func (d *deathForm) fill(p register.Proposal) bool {
	var a acts.Death
	if json.Unmarshal(p.Payload, &a) != nil {
		return false
	}
	*d = deathForm{Number: a.Person, Died: form.DateOf(a.Died), At: typedPlace{ID: "died-at", Text: string(a.DiedAt.Code), Code: a.DiedAt.Code}, Country: string(a.DiedAt.Country), Abroad: a.DiedAt.Text, Cause: a.Cause}
	return !strings.HasPrefix(a.Person, "@")
}

func (d *deathForm) fields(v *visit, errs faults) ui.Body {
	d.At.ID = "died-at"
	body := ui.Body{
		ui.Input{Name: "person", Value: d.Number, Label: ui.Label{Text: v.T("page.number-of-dead")}, ErrorMessage: errs.message(v, "person"), Spellcheck: "false", Autocomplete: "off", Classes: "govuk-input--width-20"},
		v.dateField("died", v.T("person.died"), d.Died, errs),
	}
	body = append(body, d.At.field(v, v.T("page.death-place"), errs)...)
	return append(body, abroad(v, "died", d.Country, d.Abroad, errs),
		ui.Textarea{Name: "cause", Value: d.Cause, Rows: 2, Label: ui.Label{Text: v.T("page.cause")}, Hint: ui.Hint{Text: v.T("page.cause-hint")}, ErrorMessage: errs.message(v, "cause")})
}

func (*deathForm) control(field string) string {
	switch {
	case strings.HasPrefix(field, "died_at"):
		return placeControl("died", field)
	case field == "happened":
		return "died"
	}
	return first(field)
}
