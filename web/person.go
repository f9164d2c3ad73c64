package web

import (
	"net/http"
	"slices"
	"strconv"

	"samano/access"
	"samano/lang"
	"samano/number"
	"samano/reading"
	"samano/reading/view"
	"samano/register"
	"samano/web/form"
	"samano/web/kept"
	"samano/web/ticket"
	"samano/web/ui"
	"samano/web/watch"
	"samano/web/words"
)

// personView is the page of one person while it is made.
type personView struct {
	*visit
	t ticket.Ticket
	m reading.Moment
	p *reading.Person
}

func (v *visit) readPerson(what access.What) (*personView, error) {
	t, err := v.ticket(ticket.Person)
	if err != nil {
		return nil, err
	}
	m := t.Moment(v.s.Reading.Terms().Law.TimeZone)
	p, err := v.s.Reading.Person(v.ctx(), v.who, t.Reason(what), t.Name, m)
	if err == nil {
		err = p.Missing()
	}
	if err != nil {
		return nil, err
	}
	return &personView{v, t, m, p}, nil
}

func personPage(v *visit) error {
	if !v.may(access.ReadPerson) {
		return v.redirect(v.r.URL.Path + "/history")
	}
	p, err := v.readPerson(access.WhatPerson)
	if err != nil {
		return v.searchAgain(ticket.Person, err)
	}
	main := slices.Concat(p.head(""), p.facts(), p.household(), p.children(), p.certificates(), ui.Body{p.momentForm(form.Date{}, form.Date{}, nil)})
	return v.show(http.StatusOK, ui.Page{Title: p.tab(), Wide: true, Before: p.before(), Main: main})
}

func (p *personView) title() string { return p.Both(p.p.Lao, p.p.Latin) }

// tab is the title of the window. Browsers keep it in their history, where no name
// belongs.
func (p *personView) tab() string { return p.Word("subject", "person") }

// before leads back to where officers come from: a search is repeated from its
// form, since each is a look of its own.
func (p *personView) before() ui.Body {
	return ui.Body{wayBack{ui.BackLink{Href: "/search", Text: p.T("page.search-title")}}}
}

// head is what every page about the person begins with; here is the page itself.
func (p *personView) head(here string) ui.Body {
	at := p.personAt(p.t)
	out := ui.Body{ui.Heading{Text: p.title(), Caption: number.Group(string(p.p.Number))}}
	var marks ui.Body
	mark := func(text, colour string) {
		if text != "" {
			marks = append(marks, ui.Tag{Text: text, Classes: "govuk-tag--" + colour}, ui.Text(" "))
		}
	}
	mark(p.Word("class", p.p.Class), "teal")
	if p.p.Protected {
		mark(p.T("page.protected"), "red")
	}
	if len(marks) > 0 {
		out = append(out, ui.Paragraph{Body: marks})
	}
	if p.p.AnsweredBy != "" {
		out = append(out, ui.InsetText{Text: p.T("page.answered-by", "number", number.Group(string(p.p.AnsweredBy)))})
	}
	if p.m.On != nil || p.m.Known != nil {
		out = append(out, ui.InsetText{Text: words.Join(" ", p.onText(), p.knownText())})
	}
	var links []ui.Body
	link := func(path, key string, may bool) {
		switch {
		case !may:
		case path == here:
			links = append(links, ui.Body{ui.Text(p.T(key))})
		case path == "/looks":
			t := ticket.Ticket{Kind: ticket.Looks, Name: p.t.Name, Person: p.p.ID, Purpose: p.t.Purpose, Case: p.t.Case}
			links = append(links, ui.Body{ui.Link{Text: p.T(key), Href: "/person/" + p.seal(t) + path}})
		default:
			links = append(links, ui.Body{ui.Link{Text: p.T(key), Href: at + path}})
		}
	}
	link("", "page.facts", p.may(access.ReadPerson))
	link("/history", "page.history", p.may(access.ReadHistory))
	link("/looks", "page.looks", p.may(access.ReadLooks))
	if len(links) > 1 {
		out = append(out, ui.List{Items: links})
	}
	return out
}

func (p *personView) onText() string {
	if p.m.On == nil {
		return ""
	}
	return p.T("page.as-on", "date", p.Day(*p.m.On))
}

func (p *personView) knownText() string {
	if p.m.Known == nil {
		return ""
	}
	return p.T("page.as-known", "date", p.Printer.Date(lang.Day(*p.m.Known)))
}

// link leads to somebody whom a fact names.
func (p *personView) link(s view.Someone) ui.Component { return p.personLink(p.t, s) }

// facts are the facts that hold, and behind them those that did.
func (p *personView) facts() ui.Body {
	now, former := p.split(p.p.Facts)
	out := ui.Body{ui.Section{ID: "facts", Title: p.T("page.facts"), Body: ui.Body{p.list(now)}}}
	if len(former) > 0 {
		out = append(out, ui.Details{SummaryText: p.T("page.former-facts"), Body: ui.Body{p.list(former)}})
	}
	return out
}

// split tells facts that hold from those that have ended. Of a day, all that are
// shown hold or may.
func (p *personView) split(facts []view.Fact) (now, former []view.Fact) {
	for _, f := range facts {
		if p.m.On == nil && (f.Ended || f.Void) {
			former = append(former, f)
		} else {
			now = append(now, f)
		}
	}
	return now, former
}

// list writes facts, one row each.
func (p *personView) list(facts []view.Fact) ui.SummaryList {
	var l ui.SummaryList
	for _, f := range facts {
		value := ui.Body{ui.Paragraph{Body: append(p.Value(plain(f), p.link), p.Tags(f, p.m.On)...), Classes: "govuk-!-margin-bottom-1"}}
		when := p.Interval(f)
		if f.Field == register.FieldBirth || f.Field == register.FieldNumber || f.Field == register.FieldSex {
			when = ""
		}
		value = append(value, ui.Paragraph{Text: words.Join("; ", when, p.Source(f.FactSource)), Classes: "govuk-body-s govuk-!-margin-bottom-0"})
		l.Rows = append(l.Rows, ui.SummaryRow{Key: ui.SummaryText{Text: p.label(f)}, Value: ui.SummaryText{Body: value}})
	}
	return l
}

// plain is the value without what the label says already.
func plain(f view.Fact) any {
	if b, ok := f.Value.(view.Bond); ok && (f.Field == register.FieldParent || f.Field == register.FieldHead) {
		b.Role = ""
		return b
	}
	return f.Value
}

// label names a fact: a parent by the role, others by their field.
func (v *visit) label(f view.Fact) string {
	if b, ok := f.Value.(view.Bond); ok && f.Field == register.FieldParent {
		return v.Word("relation", b.Role)
	}
	return v.Word("field", string(f.Field))
}

// household shows whom the person lives with.
func (p *personView) household() ui.Body {
	if len(p.p.Households) == 0 {
		return nil
	}
	var out ui.Body
	for i, h := range p.p.Households {
		body := ui.Body{members(p, h.Facts)}
		if h.Book != "" {
			t := ticket.Ticket{Kind: ticket.Household, Name: h.Book, Purpose: p.t.Purpose, Case: p.t.Case}
			body = append(body, ui.Paragraph{Body: ui.Body{ui.Link{Text: p.T("page.household-open", "book", h.Book), Href: "/household/" + p.seal(t)}}})
		}
		out = append(out, ui.Section{ID: "household-" + strconv.Itoa(i+1), Title: p.T("person.household"), Body: body})
	}
	return out
}

// members is the table of a household's members.
func members(p *personView, facts []view.Fact) ui.Component {
	t := ui.Table{
		Caption: p.T("page.members"), CaptionClasses: "govuk-visually-hidden", Scroll: true, FirstCellIsHeader: true,
		Head: []ui.Cell{{Text: p.T("person.name")}, {Text: p.T("person.number")}, {Text: p.T("person.relation")}, {Text: p.T("page.since")}},
	}
	for _, f := range facts {
		b, ok := f.Value.(view.Bond)
		if !ok || f.Field != register.FieldMember || (p.m.On == nil && (f.Ended || f.Void)) {
			continue
		}
		who := ui.Body{ui.Text(p.Someone(b.With))}
		if b.With.Number != "" && b.With.Number != p.p.Number {
			who = ui.Body{p.link(b.With)}
		}
		t.Rows = append(t.Rows, []ui.Cell{{Body: append(who, p.Tags(f, p.m.On)...)}, {Text: number.Group(string(b.With.Number))}, {Text: p.Word("relation", b.Role)}, {Text: words.Join("; ", p.Interval(f), p.Source(f.FactSource))}})
	}
	return t
}

func (p *personView) children() ui.Body {
	if len(p.p.Children) == 0 {
		return nil
	}
	items := make([]ui.Body, 0, len(p.p.Children))
	for _, c := range p.p.Children {
		if c.Withheld {
			items = append(items, ui.Body{ui.Text(p.Someone(c.Someone))})
			continue
		}
		name := ui.Body{ui.Text(p.Someone(c.Someone))}
		if c.Number != "" {
			name = ui.Body{p.link(c.Someone), ui.Text(" – " + number.Group(string(c.Number)))}
		}
		if source := p.Source(c.FactSource); source != "" {
			name = append(name, ui.Text(" ("+source+")"))
		}
		items = append(items, name)
	}
	return ui.Body{ui.Section{ID: "children", Title: p.T("page.children"), Body: ui.Body{ui.List{Items: items}}}}
}

// momentForm asks for the person as on another day, or as known at another time.
func (p *personView) momentForm(on, known form.Date, errs faults) ui.Component {
	return ui.Details{ID: "moment", SummaryText: p.T("page.moment-title"), Open: len(errs) > 0 || on != form.Date{} || known != form.Date{}, Body: ui.Body{
		ui.Form{Action: p.personAt(p.t), Hidden: []ui.HiddenField{p.owner()}, Body: ui.Body{
			wholeDay(p.visit, "on", "page.moment-on", on, errs), wholeDay(p.visit, "known", "page.moment-known", known, errs),
			ui.Button{Text: p.T("page.show"), Classes: "govuk-button--secondary"},
		}},
	}}
}

// wholeDay asks for a day that is known in full.
func wholeDay(v *visit, id, label string, d form.Date, errs faults) ui.DateInput {
	return ui.DateInput{
		ID: id, NamePrefix: id, Fieldset: ui.Fieldset{Legend: ui.Legend{Text: v.T(label), Classes: "govuk-fieldset__legend--s"}},
		ErrorMessage: errs.message(v, id), Items: []ui.DateItem{{Name: "day", Value: d.Day}, {Name: "month", Value: d.Month}, {Name: "year", Value: d.Year}},
	}
}

// readDay reads a day that is asked for in full; nothing typed is no day.
func readDay(errs *faults, id string, d form.Date) (register.Day, bool) {
	date, code, part := d.Read()
	switch {
	case d.Empty():
		return 0, false
	case code != "":
		errs.addDate(id, code, part, words.Join("/", d.Day, d.Month, d.Year))
		return 0, false
	case date.Precision() != register.ToDay:
		errs.addDate(id, "date-not-whole", "day", "")
		return 0, false
	}
	return date.Earliest(), true
}

// personMoment takes the moment and leads to the person as of then.
func personMoment(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	t, err := v.ticket(ticket.Person)
	if err != nil {
		return err
	}
	var errs faults
	t.On, t.Known = "", ""
	on, known := f.Date("on"), f.Date("known")
	if day, ok := readDay(&errs, "on", on); ok {
		t.On = day.String()
	}
	if day, ok := readDay(&errs, "known", known); ok {
		t.Known = day.String()
	}
	if len(errs) == 0 {
		return v.redirect(v.personAt(t))
	}
	return v.askMoment(http.StatusUnprocessableEntity, on, known, errs)
}

// keptMoment shows the days as they were typed.
func keptMoment(v *visit, k kept.Form) error {
	return v.askMoment(http.StatusOK, k.Sent().Date("on"), k.Sent().Date("known"), nil)
}

// askMoment shows a person with the form that asks for another day.
func (v *visit) askMoment(status int, on, known form.Date, errs faults) error {
	p, err := v.readPerson(access.WhatPerson)
	if err != nil {
		return err
	}
	main := append(errs.summary(v), p.head("")...)
	main = append(main, p.momentForm(on, known, errs))
	return v.show(status, ui.Page{Title: p.tab(), HasErrors: len(errs) > 0, Wide: true, Before: p.before(), Main: main})
}

// historyPage shows the acts that concern the person, and every fact that ever
// stood in the register.
func historyPage(v *visit) error {
	p, err := v.readPerson(access.WhatHistory)
	if err != nil {
		return v.searchAgain(ticket.Person, err)
	}
	main := p.head("/history")
	t := ui.Table{Caption: p.T("page.history"), CaptionClasses: "govuk-table__caption--m", Scroll: true, FirstCellIsHeader: true, Head: []ui.Cell{
		{Text: p.T("page.act")}, {Text: p.T("page.happened")}, {Text: p.T("person.declared-on")}, {Text: p.T("page.registered-at")}, {Text: p.T("person.office")}, {Text: p.T("page.act-number")},
	}}
	for _, e := range slices.Backward(p.p.History) {
		what := ui.Body{ui.Text(p.Kind(e.Kind))}
		if nature := p.Word("nature", string(e.Nature)); e.Nature != register.Change && nature != p.Kind(e.Kind) {
			what = append(what, ui.Text(" "), ui.Tag{Text: nature, Classes: "govuk-tag--orange"})
		}
		t.Rows = append(t.Rows, []ui.Cell{{Body: what}, {Text: p.Date(e.Happened)}, {Text: p.Day(e.Declared)}, {Text: p.Time(e.RegisteredAt)}, {Text: p.office(e.Office)}, {Text: e.Printed}})
	}
	main = append(main, t, ui.Section{ID: "all-facts", Title: p.T("page.all-facts"), Body: ui.Body{p.list(p.p.Facts)}})
	return v.show(http.StatusOK, ui.Page{Title: p.tab(), Wide: true, Before: p.before(), Main: main})
}

// office writes an office's name; nothing where none is told.
func (v *visit) watchWords() watch.Words { return watch.Words{Words: v.Words, Office: v.office} }

func (v *visit) office(id register.OfficeID) string {
	o, err := v.s.Reading.Terms().Office(v.r.Context(), id)
	if err != nil {
		return string(id)
	}
	return v.Local(o.Name, o.NameLatin)
}

// before is where a page of a list of newest things begins.
func (v *visit) before() int64 {
	if n, err := strconv.ParseInt(v.r.URL.Query().Get("before"), 10, 64); err == nil {
		return n
	}
	return access.Newest
}

// looksPage shows who looked at the person and why.
func looksPage(v *visit) error {
	t, err := v.ticket(ticket.Looks)
	if err != nil {
		return err
	}
	var looks []reading.Look
	if t.Person != 0 {
		looks, err = v.s.Reading.Looks(v.ctx(), v.who, t.Reason(access.WhatLooks), t.Person, v.before())
	} else {
		looks, err = v.s.Reading.LooksByNumber(v.ctx(), v.who, t.Reason(access.WhatLooks), t.Name, v.before())
	}
	if err != nil {
		return err
	}
	main := ui.Body{ui.Heading{Text: v.T("page.looks"), Caption: number.Group(t.Named())}, ui.Paragraph{Text: v.T("page.looks-text")}, watch.Looks(v.watchWords(), looks)}
	if len(looks) == access.LooksPage {
		next := v.r.URL.Path + "?before=" + strconv.FormatInt(looks[len(looks)-1].Seq, 10)
		main = append(main, ui.Pagination{Next: &ui.PageLink{Href: next}})
	}
	back := "/search"
	if v.may(access.ReadHistory) {
		back = v.personAt(ticket.Ticket{Name: t.Name, Purpose: t.Purpose, Case: t.Case}) + v.history()
	}
	return v.show(http.StatusOK, ui.Page{Title: v.T("page.looks"), Wide: true, Before: ui.Body{wayBack{ui.BackLink{Href: back}}}, Main: main})
}

func householdPage(v *visit) error {
	t, err := v.ticket(ticket.Household)
	if err != nil {
		return err
	}
	m := t.Moment(v.s.Reading.Terms().Law.TimeZone)
	h, err := v.s.Reading.Household(v.ctx(), v.who, t.Reason(access.WhatHousehold), t.Name, m)
	if err == nil {
		err = h.Missing()
	}
	if err != nil {
		return v.searchAgain(ticket.Household, err)
	}
	p := &personView{v, ticket.Ticket{Name: t.Name, Purpose: t.Purpose, Case: t.Case}, m, &reading.Person{}}
	isMember := func(f view.Fact) bool { return f.Field == register.FieldMember }
	now, former := p.split(h.Facts)
	main := ui.Body{
		ui.Heading{Text: v.T("person.household"), Caption: words.Join(" ", v.T("person.book-number"), h.Book)},
		p.list(slices.DeleteFunc(slices.Clone(now), isMember)),
		ui.Section{ID: "members", Title: v.T("page.members"), Body: ui.Body{members(p, h.Facts)}},
	}
	if len(former) > 0 {
		main = append(main, ui.Details{SummaryText: v.T("page.former-facts"), Body: ui.Body{p.list(former)}})
	}
	return v.show(http.StatusOK, ui.Page{Title: v.T("person.household"), Wide: true, Before: ui.Body{wayBack{ui.BackLink{Href: "/search", Text: v.T("page.search-title")}}}, Main: main})
}
