package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"samano/access"
	"samano/law"
	"samano/number"
	"samano/reading"
	"samano/reading/view"
	"samano/register"
	"samano/web/answer"
	"samano/web/form"
	"samano/web/gazetteer"
	"samano/web/kept"
	"samano/web/ticket"
	"samano/web/ui"
	"samano/web/words"
)

// purposes are those that the law gives to one of the officer's roles.
func (v *visit) purposes() []law.Purpose {
	var out []law.Purpose
	pack := v.s.Reading.Terms().Law
	for _, p := range pack.Looks.Purposes.On(v.today()).Value {
		for _, role := range v.who.Officer.Roles {
			if q, ok := pack.PurposeFor(p.Name, string(role), v.today()); ok && !q.PlaceOnly && !q.Origin && !q.ExportsOnly() { // whose readings have a page of their own
				out = append(out, q)
				break
			}
		}
	}
	return out
}

// inquiry is a search or a reading as it was typed.
type inquiry struct {
	Number, Name, From, To, Purpose, Case string
	Born                                  form.Date
}

func readInquiry(f form.Form) inquiry {
	return inquiry{Number: f.Text("number"), Name: f.Text("name"), From: f.Text("year-from"), To: f.Text("year-to"), Purpose: f.Text("purpose"), Case: f.Case("case"), Born: f.Date("born")}
}

// keptSearch shows the search as it was typed.
func keptSearch(v *visit, k kept.Form) error {
	return v.searchForms(http.StatusOK, readInquiry(k.Sent()), nil, nil)
}

func searchPage(v *visit) error { return v.searchForms(http.StatusOK, inquiry{}, nil, nil) }

// searchForms shows the two ways to find somebody: by the number in hand, and for
// those who may, by name.
func (v *visit) searchForms(status int, q inquiry, byNumber, byName faults) error {
	all := append(append(faults{}, byNumber...), byName...)
	if status == http.StatusTooManyRequests {
		answer.RetryLater(v.w, all[0].Error)
	}
	main := append(all.summary(v), ui.Heading{Text: v.T("page.search-title")})
	main = append(main, ui.Paragraph{Text: v.T("page.search-looks")})
	if v.seesPeople() {
		main = append(main, ui.Section{ID: "by-number", Title: v.T("page.search-by-number"), Body: ui.Body{
			ui.Form{Action: "/find", Hidden: []ui.HiddenField{v.owner()}, Body: append(ui.Body{
				ui.Input{
					Name: "number", Value: q.Number, Label: ui.Label{Text: v.T("page.number-or-book")}, Hint: ui.Hint{Text: v.T("page.number-hint")},
					ErrorMessage: byNumber.message(v, "number"), Spellcheck: "false", Autocomplete: "off", Classes: "govuk-input--width-20",
				},
			}, append(v.reasonFields("n-", q, byNumber), ui.Button{Text: v.T("page.show")})...)},
		}})
	}
	if v.may(access.Search) {
		main = append(main, ui.Section{ID: "by-name", Title: v.T("page.search-by-name"), Body: ui.Body{
			ui.Form{Action: "/search", Hidden: []ui.HiddenField{v.owner()}, Body: append(v.nameFields(q, byName), append(v.reasonFields("", q, byName), ui.Button{Text: v.T("ui.search")})...)},
		}})
	}
	return v.show(status, ui.Page{Title: v.T("page.search-title"), HasErrors: len(all) > 0, Main: main})
}

// searchAgain shows the search as it was typed, and why the page of a ticket shows nobody, unless the
// ticket asks for another day.
func (v *visit) searchAgain(kind ticket.Kind, err error) error {
	t, gone := v.ticket(kind)
	e := asError(err)
	if gone != nil || e == nil || notDone[e.Kind] == 0 || t.On+t.Known != "" || !v.seesPeople() {
		return err
	}
	errs := faults{{ID: "number", Error: e}}
	return v.searchForms(notDone[e.Kind], inquiry{Number: t.Named(), Purpose: t.Purpose, Case: t.Case}, errs, nil)
}

func (v *visit) nameFields(q inquiry, errs faults) ui.Body {
	year := func(name, label, value string) ui.Input {
		return ui.Input{Name: name, Value: value, Label: ui.Label{Text: v.T(label)}, ErrorMessage: errs.message(v, name), Inputmode: "numeric", Classes: "govuk-input--width-4"}
	}
	return ui.Body{
		ui.Input{
			Name: "name", Value: q.Name, Label: ui.Label{Text: v.T("person.name")}, Hint: ui.Hint{Text: v.T("page.name-hint")},
			ErrorMessage: errs.message(v, "name"), Spellcheck: "false", Autocomplete: "off",
		},
		ui.Fieldset{Legend: ui.Legend{Text: v.T("page.birth-year-range"), Classes: "govuk-fieldset__legend--s"}, Body: ui.Body{
			year("year-from", "page.year-from", q.From), year("year-to", "page.year-to", q.To),
		}},
		wholeDay(v, "born", "page.born-on", q.Born, errs),
	}
}

// reasonFields ask why; prefix keeps the ids of two forms on one page apart.
func (v *visit) reasonFields(prefix string, q inquiry, errs faults) ui.Body {
	items := []ui.Option{{Text: v.T("ui.choose")}}
	for _, p := range v.purposes() {
		text := v.Word("purpose", p.Name)
		if !p.NoCase {
			text += " – " + v.T("page.case-needed")
		}
		items = append(items, ui.Option{Value: p.Name, Text: text})
	}
	return ui.Body{
		ui.Select{ID: prefix + "purpose", Name: "purpose", Value: q.Purpose, Items: items, Label: ui.Label{Text: v.T("purpose.label")}, ErrorMessage: errs.message(v, prefix+"purpose")},
		ui.Input{
			ID: prefix + "case", Name: "case", Value: q.Case, Label: ui.Label{Text: v.T("purpose.case")}, Hint: ui.Hint{Text: v.caseHint()},
			ErrorMessage: errs.message(v, prefix+"case"), Autocomplete: "off", Spellcheck: "false", Classes: "govuk-input--width-20",
		},
	}
}

// caseHint says what each of the officer's purposes accepts for a case.
func (v *visit) caseHint() string {
	var hints []string
	for _, p := range v.purposes() {
		for _, kind := range p.Cases {
			if hint := v.Word("case-hint", string(kind)); !slices.Contains(hints, hint) {
				hints = append(hints, hint)
			}
		}
	}
	return words.Join(" ", append(hints, v.T("page.case-hint"))...)
}

// checkReason finds beforehand what package access would refuse, so that it stands
// at its field, and that a case is one.
func (v *visit) checkReason(prefix string, q inquiry, what access.What) (faults, error) {
	why := access.Reason{What: what, Purpose: q.Purpose, Case: q.Case}
	err := v.s.Reading.CheckCase(v.ctx(), v.who, why)
	if k := register.KindOf(err); err != nil && k != register.Invalid && k != register.Forbidden {
		return nil, err
	}
	var errs faults
	for _, f := range findingsOf(err) {
		errs = append(errs, fault{ID: prefix + f.Field, Finding: f})
	}
	return errs, nil
}

// seesPeople reports whether the officer sees something of a person by their number.
func (v *visit) seesPeople() bool {
	return v.may(access.ReadPerson) || v.may(access.ReadHistory) || v.may(access.ReadLooks)
}

// what returns the reading with which the officer begins: an auditor sees history and looks, not the
// present facts, and an overseer looks alone.
func (v *visit) what() access.What {
	switch {
	case v.may(access.ReadPerson):
		return access.WhatPerson
	case v.may(access.ReadHistory):
		return access.WhatHistory
	}
	return access.WhatLooks
}

// find opens the page of a person or household by number or book.
func find(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	q := readInquiry(f)
	errs, err := v.checkReason("n-", q, v.what())
	if err != nil {
		return err
	}
	switch {
	case q.Number == "":
		errs.add("number", "number-or-book-missing")
	case len(q.Number) > ticket.MaxLength/8: // its address would be too long
		errs.add("number", register.CodeHouseholdNotFound)
	}
	if len(errs) > 0 {
		return v.searchForms(http.StatusUnprocessableEntity, q, errs, nil)
	}
	t := ticket.Ticket{Name: q.Number, Purpose: q.Purpose, Case: q.Case}
	if n, problem := v.s.Reading.Terms().Scheme.Parse(q.Number); problem == nil {
		if t.Name = n; v.what() == access.WhatLooks {
			t.Kind = ticket.Looks
			return v.redirect("/person/" + v.seal(t) + "/looks")
		}
		return v.redirect(v.personAt(t) + v.history())
	} else if code, digits := gazetteer.Code(q.Number); digits && len(code) >= number.Digits-2 && len(code) <= number.Digits+2 {
		// So many digits and nothing else: a number with a mistake in it, and no book.
		errs.add("number", number.CodeOf(problem))
		return v.searchForms(http.StatusUnprocessableEntity, q, errs, nil)
	}
	t.Kind = ticket.Household
	return v.redirect("/household/" + v.seal(t))
}

// history leads those who see no present facts to the page that they may see.
func (v *visit) history() string {
	if v.what() == access.WhatHistory {
		return "/history"
	}
	return ""
}

func search(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	q := readInquiry(f)
	errs, err := v.checkReason("", q, access.WhatSearch)
	if err != nil {
		return err
	}
	for _, f := range findingsOf(reading.Query{Name: q.Name}.Check()) {
		errs.add("name", f.Code)
	}
	years := [2]int{v.searchYear(&errs, "year-from", q.From), v.searchYear(&errs, "year-to", q.To)}
	if len(errs) == 0 && years[1] != 0 && years[1] < years[0] {
		errs.add("year-to", reading.CodeSearchYears)
	}
	t := ticket.Ticket{Kind: ticket.Search, Name: q.Name, Years: years, Purpose: q.Purpose, Case: q.Case}
	if day, ok := readDay(&errs, "born", q.Born); ok {
		t.On = day.String()
	}
	if len(errs) > 0 {
		return v.searchForms(http.StatusUnprocessableEntity, q, nil, errs)
	}
	return v.redirect("/search/" + v.seal(t))
}

func (v *visit) searchYear(errs *faults, id, text string) int {
	if text == "" {
		return 0
	}
	d, code, _ := form.Date{Year: text}.Read()
	if code != "" {
		errs.add(id, code, "text", text)
	}
	return int(d.Year)
}

func searchResults(v *visit) error {
	t, err := v.ticket(ticket.Search)
	if err != nil {
		return err
	}
	q := reading.Query{Name: t.Name, Years: t.Years, Born: t.Moment(nil).On}
	hits, more, err := v.s.Reading.Search(v.ctx(), v.who, t.Reason(access.WhatSearch), q)
	if register.KindOf(err) == register.Limited {
		return v.searchForms(http.StatusTooManyRequests, inquiry{Name: t.Name, From: strings.TrimPrefix(strconv.Itoa(t.Years[0]), "0"), To: strings.TrimPrefix(strconv.Itoa(t.Years[1]), "0"), Purpose: t.Purpose, Case: t.Case}, nil, faults{{ID: "name", Error: asError(err)}})
	}
	if err != nil {
		return err
	}
	main := ui.Body{ui.Heading{Text: v.T("page.search-results", "name", t.Name), Caption: v.years(t.Years)}, ui.Paragraph{Text: v.T("ui.results", "count", len(hits))}}
	if more {
		main = append(main, ui.InsetText{Text: v.T("page.search-more", "limit", reading.MaxHits)})
	}
	if len(hits) == 0 {
		main = append(main, ui.Paragraph{Text: v.T("page.search-none")})
	} else {
		main = append(main, v.hits(t, hits))
	}
	return v.show(http.StatusOK, ui.Page{Title: v.T("page.search-title"), Wide: true, Before: ui.Body{wayBack{ui.BackLink{Href: "/search"}}}, Main: main})
}

// years says between which years of birth was searched; nothing where any year was.
func (v *visit) years(y [2]int) (out string) {
	for i, key := range [2]string{"page.born-from", "page.born-to"} {
		if y[i] != 0 {
			out = words.Join(", ", out, v.T(key, "year", strconv.Itoa(y[i])))
		}
	}
	return out
}

func (v *visit) hits(t ticket.Ticket, hits []reading.Hit) ui.Table {
	table := ui.Table{Caption: v.T("page.search-found"), CaptionClasses: "govuk-visually-hidden", Scroll: true, FirstCellIsHeader: true, Head: []ui.Cell{
		{Text: v.T("person.name")}, {Text: v.T("person.number")}, {Text: v.T("person.born")}, {Text: v.T("person.sex")}, {Text: v.T("person.residence")},
	}}
	below := func(f view.FactSource) ui.Component {
		return ui.Paragraph{Text: v.Source(f), Classes: "govuk-body-s govuk-!-margin-bottom-0"}
	}
	for _, h := range hits {
		var name ui.Component = ui.Text(v.Both(h.Lao, h.Latin))
		if h.Number != "" {
			name = v.personLink(t, view.Someone{Number: h.Number, Lao: h.Lao, Latin: h.Latin})
		}
		cell := ui.Body{name}
		if h.Dead {
			cell = append(cell, ui.Text(" "), ui.Tag{Text: v.T("page.dead"), Classes: "govuk-tag--grey"})
		}
		born, sex, place := ui.Body{ui.Text(v.Date(h.Born)), below(h.Source.Born)}, ui.Body{ui.Text(v.Sex(h.Sex)), below(h.Source.Sex)}, ui.Body{ui.Text(v.Place(h.Place)), below(h.Source.Place)}
		table.Rows = append(table.Rows, []ui.Cell{{Body: append(cell, below(h.Source.Name))}, {Text: number.Group(string(h.Number))}, {Body: born}, {Body: sex}, {Body: place}})
	}
	return table
}

// personLink leads to somebody, for the same purpose and case.
func (v *visit) personLink(t ticket.Ticket, s view.Someone) ui.Component {
	t = ticket.Ticket{Name: string(s.Number), Purpose: t.Purpose, Case: t.Case, On: t.On, Known: t.Known}
	return ui.Link{Text: v.Someone(s), Href: v.personAt(t)}
}

// findingsOf returns the findings of an error.
func findingsOf(err error) []register.Finding {
	e := asError(err)
	if e == nil {
		return nil
	}
	if len(e.Findings) == 0 {
		return []register.Finding{{Code: e.Code, Severity: register.Blocking}}
	}
	return e.Findings
}
