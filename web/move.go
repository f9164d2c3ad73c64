package web

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"samano/acts"
	"samano/register"
	"samano/web/form"
	"samano/web/ui"
)

// moveForm declares a change of the permanent residence.
type moveForm struct {
	Persons   []mover
	From      form.Date
	To        typedPlace
	House     string
	Whole     bool
	Household string
}

// mover is one of those who move.
type mover struct{ Number, Relation string }

// movers is how many lines the form has to begin with; it grows with what is
// typed. A large family fits, a dormitory comes by another way.
const movers = 4

// maxMovers bounds the lines of one form.
const maxMovers = 20

func (*moveForm) kind() register.Kind { return register.KindMove }

func (m *moveForm) read(f form.Form) {
	*m = moveForm{From: f.Date("from"), To: readPlace(f, "to"), House: f.Text("house"), Whole: f.Ticked("whole"), Household: f.Text("join")}
	for i := range maxMovers {
		n := strconv.Itoa(i + 1)
		m.Persons = append(m.Persons, mover{f.Text("person-" + n), f.Text("relation-" + n)})
	}
}

func (m *moveForm) places() []*typedPlace { return []*typedPlace{&m.To} }

func (m *moveForm) build(v *visit, errs *faults) (any, register.Date, error) {
	p := acts.Move{Household: m.Household, Whole: m.Whole}
	for i, who := range m.Persons {
		n := strconv.Itoa(i + 1)
		if who.Number == "" {
			errs.addUnused("relation-"+n, who.Relation, "relation-without-person")
			continue
		}
		p.Persons = append(p.Persons, readNumber(v, errs, "person-"+n, who.Number))
		switch {
		case m.Household == "":
			errs.addUnused("relation-"+n, who.Relation, "relation-without-book")
			continue
		case who.Relation == "":
			errs.add("relation-"+n, "relation-missing")
		}
		p.Relations = append(p.Relations, register.Relation(who.Relation))
	}
	if len(p.Persons) == 0 {
		errs.add("person-1", register.CodePersonMissing)
	}
	date := readDate(errs, "from", m.From)
	if m.From.Empty() {
		errs.add("from", register.CodeDateMissing)
	}
	if m.To.Text == "" {
		errs.add("to", "place-missing")
	}
	if err := m.To.settle(v, errs); err != nil {
		return nil, date, err
	}
	p.To = acts.Dwelling{Code: m.To.Code, House: m.House}
	return p, date, nil
}

func (m *moveForm) fill(p register.Proposal) bool {
	var a acts.Move
	if json.Unmarshal(p.Payload, &a) != nil {
		return false
	}
	*m = moveForm{From: form.DateOf(p.Happened), To: typedPlace{ID: "to", Text: string(a.To.Code), Code: a.To.Code}, House: a.To.House, Whole: a.Whole, Household: a.Household}
	for i, n := range a.Persons {
		who := mover{Number: n}
		if i < len(a.Relations) {
			who.Relation = string(a.Relations[i])
		}
		m.Persons = append(m.Persons, who)
	}
	return len(a.Persons) <= maxMovers && !slices.ContainsFunc(a.Persons, func(s string) bool { return strings.HasPrefix(s, "@") })
}

func (m *moveForm) fields(v *visit, errs faults) ui.Body {
	m.To.ID = "to"
	used := 0
	for i, who := range m.Persons {
		if who != (mover{}) {
			used = i + 1
		}
	}
	relations := []ui.Option{{Text: v.T("ui.choose")}}
	for _, r := range v.s.Reading.Terms().Law.Household.Relations.On(v.today()).Value {
		if r != string(register.HeadRelation) {
			relations = append(relations, ui.Option{Value: r, Text: v.Word("relation", r)})
		}
	}
	var body ui.Body
	for i := range min(maxMovers, max(movers, used+1)) {
		n := strconv.Itoa(i + 1)
		who := mover{}
		if i < len(m.Persons) {
			who = m.Persons[i]
		}
		body = append(body,
			ui.Input{Name: "person-" + n, Value: who.Number, Label: ui.Label{Text: v.T("page.mover", "number", i+1)}, ErrorMessage: errs.message(v, "person-"+n), Spellcheck: "false", Autocomplete: "off", Classes: "govuk-input--width-20"},
			ui.Select{Name: "relation-" + n, Value: who.Relation, Items: relations, Label: ui.Label{Text: v.T("page.mover-relation", "number", i+1)}, ErrorMessage: errs.message(v, "relation-"+n)})
	}
	out := ui.Body{ui.Fieldset{Legend: ui.Legend{Text: v.T("page.movers"), Classes: "govuk-fieldset__legend--m"}, Body: body}, v.dateField("from", v.T("page.move-date"), m.From, errs)}
	out = append(out, m.To.field(v, v.T("page.move-to"), errs)...)
	values := []string{}
	if m.Whole {
		values = []string{"yes"}
	}
	return append(out,
		ui.Input{Name: "house", Value: m.House, Label: ui.Label{Text: v.T("person.house-number")}, ErrorMessage: errs.message(v, "house"), Classes: "govuk-input--width-10"},
		ui.Checkboxes{Name: "whole", Values: values, Items: []ui.Choice{{Value: "yes", Text: v.T("page.move-whole")}}, Fieldset: ui.Fieldset{Legend: ui.Legend{Text: v.T("person.household"), Classes: "govuk-fieldset__legend--s"}}},
		ui.Input{Name: "join", Value: m.Household, Label: ui.Label{Text: v.T("page.move-join")}, Hint: ui.Hint{Text: v.T("page.move-join-hint")}, ErrorMessage: errs.message(v, "join"), Classes: "govuk-input--width-20"})
}

func (m *moveForm) control(field string) string {
	switch word := first(field); word {
	case "persons", "relations":
		_, index, _ := strings.Cut(field, ".")
		n, err := strconv.Atoi(first(index))
		if err != nil {
			return "person-1"
		}
		return map[string]string{"persons": "person-", "relations": "relation-"}[word] + strconv.Itoa(m.line(n))
	case "household":
		return "join"
	case "happened":
		return "from"
	case "to":
		if strings.HasSuffix(field, ".house") {
			return "house"
		}
	}
	return first(field)
}

// line returns the line of the form on which the n-th of those who move stands.
func (m *moveForm) line(n int) int {
	for i, who := range m.Persons {
		if who.Number == "" {
			continue
		}
		if n == 0 {
			return i + 1
		}
		n--
	}
	return 1
}
