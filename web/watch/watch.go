// Package watch owns what pages say to those who watch the officers: who looked, how often and for what, who changed
// which account, and the record of breaches.
package watch

import (
	"net/url"
	"strconv"

	"samano/access"
	"samano/oversight"
	"samano/reading"
	"samano/register"
	"samano/web/asked"
	"samano/web/ui"
	"samano/web/words"
)

// Words are the reader's, with the names of offices.
type Words struct {
	words.Words
	Office func(register.OfficeID) string
}

// table returns a table whose columns have these words.
func (w Words) table(caption string, columns ...string) ui.Table {
	t := ui.Table{Caption: w.T(caption), CaptionClasses: "govuk-table__caption--m", Scroll: true, FirstCellIsHeader: true}
	for _, c := range columns {
		t.Head = append(t.Head, ui.Cell{Text: w.T(c)})
	}
	return t
}

// filled returns the table, or what says that there is nothing.
func (w Words) filled(t ui.Table, none string) ui.Component {
	if len(t.Rows) == 0 {
		return ui.Section{Title: t.Caption, Body: ui.Body{ui.Paragraph{Text: w.T(none)}}}
	}
	return t
}

// Looks lists who looked at a person.
func Looks(w Words, looks []reading.Look) ui.Component {
	t := w.table("page.looks", "page.when", "page.officer", "person.office", "page.read-what", "page.purpose", "purpose.case")
	t.CaptionClasses = "govuk-visually-hidden"
	for _, l := range looks {
		what := ui.Body{ui.Text(w.Word("reading", string(l.What)))}
		if l.Refused {
			what = append(what, ui.Text(" "), ui.Tag{Text: w.T("page.look-refused"), Classes: "govuk-tag--red"})
		}
		t.Rows = append(t.Rows, []ui.Cell{
			{Text: w.Time(l.At)},
			{Text: words.Join(", ", string(l.Officer), w.Word("role", string(l.Role)))},
			{Text: w.Office(l.Office)},
			{Body: what},
			{Text: w.Word("purpose", l.Purpose)},
			{Text: l.Case},
		})
	}
	return t
}

// Asked is a period and a grouping as an address has them.
type Asked struct {
	Period oversight.Period
	By     oversight.Grouping
}

// Ask reads what an address asks for: the last days where it says nothing that can be read.
func Ask(q url.Values, today register.Day) Asked {
	days, err := strconv.Atoi(q.Get("days"))
	if err != nil || days < 1 || days > oversight.MaxPeriod {
		days = oversight.DefaultPeriod
	}
	return Asked{oversight.Period{From: today - register.Day(days) + 1, To: today}, oversight.Grouping(q.Get("by"))}
}

// spans are the periods that are offered, in days.
var spans = []int{1, oversight.DefaultPeriod, 31, oversight.MaxPeriod}

// The addresses of the pages.
const (
	Path         = "/oversight"
	PowersPath   = "/powers"
	BreachesPath = "/breaches"
)

// Report shows how officers look, with ways to what else there is to watch.
func Report(w Words, a Asked, r oversight.Report) ui.Body {
	a.By = r.By
	return append(ui.Body{
		ui.Heading{Text: w.T("watch.title")},
		ui.List{Items: []ui.Body{{ui.Link{Text: w.T("watch.powers"), Href: PowersPath}}, {ui.Link{Text: w.T("watch.breaches"), Href: BreachesPath}}}},
		unusual(w, r.Unusual), stops(w, r.Stops),
	}, counts(w, a, r.Counts)...)
}

// counts shows looks added up, and offers the other groupings and periods.
func counts(w Words, a Asked, list []oversight.Count) ui.Body {
	days := int(a.Period.To-a.Period.From) + 1
	link := func(text string, days int, by oversight.Grouping, here bool) ui.Body {
		if here {
			return ui.Body{ui.Text(text)}
		}
		return ui.Body{ui.Link{Text: text, Href: Path + "?" + url.Values{"days": {strconv.Itoa(days)}, "by": {string(by)}}.Encode()}}
	}
	var periods, groupings []ui.Body
	for _, n := range spans {
		periods = append(periods, link(w.span(n), n, a.By, n == days))
	}
	for _, by := range oversight.Groupings() {
		groupings = append(groupings, link(w.T("watch.by-"+string(by)), days, by, by == a.By))
	}
	t := w.table("watch.counts", "watch.by-"+string(a.By), "watch.looks", "watch.people", "watch.refused")
	for _, c := range list {
		t.Rows = append(t.Rows, []ui.Cell{{Text: w.group(a.By, c)}, {Text: strconv.Itoa(c.Looks)}, {Text: strconv.Itoa(c.People)}, {Text: strconv.Itoa(c.Refused)}})
	}
	return ui.Body{
		ui.Section{Title: w.T("watch.period"), Body: ui.Body{ui.List{Items: periods}}},
		ui.Section{Title: w.T("watch.grouping"), Body: ui.Body{ui.List{Items: groupings}}},
		w.filled(t, "watch.no-looks"),
	}
}

// span names a period that ends today.
func (w Words) span(days int) string {
	if days == 1 {
		return w.T("watch.today")
	}
	return w.T("watch.days", "days", days)
}

func (w Words) group(by oversight.Grouping, c oversight.Count) string {
	switch by {
	case oversight.ByOffice:
		return w.Office(c.Office)
	case oversight.ByPurpose:
		return w.Word("purpose", c.Purpose)
	case oversight.ByCase:
		if c.Case == "" {
			return w.T("watch.no-case")
		}
		return w.Word("case-kind", string(c.Case))
	case oversight.ByDay:
		return w.Day(c.Day)
	}
	return string(c.Officer)
}

// unusual lists days on which an officer looked at many more people than on others.
func unusual(w Words, list []oversight.Unusual) ui.Component {
	t := w.table("watch.unusual", "watch.by-day", "page.officer", "person.office", "watch.people", "watch.usual")
	for _, u := range list {
		t.Rows = append(t.Rows, []ui.Cell{{Text: w.Day(u.Day)}, {Text: string(u.Officer)}, {Text: w.Office(u.Office)}, {Text: strconv.Itoa(u.People)}, {Text: strconv.Itoa(u.Usual)}})
	}
	return w.filled(t, "watch.nothing-unusual")
}

// stops shows in which hours officers were slowed down or stopped.
func stops(w Words, list []access.BudgetStop) ui.Component {
	t := w.table("page.stops", "page.officer", "person.office", "page.stops-hour", "page.stops-slowed", "page.stops-stopped")
	for _, s := range list {
		t.Rows = append(t.Rows, []ui.Cell{{Text: string(s.Officer)}, {Text: w.Office(s.Office)}, {Text: w.Time(s.Hour)}, {Text: strconv.Itoa(s.Slowed)}, {Text: strconv.Itoa(s.Stopped)}})
	}
	return w.filled(t, "watch.no-stops")
}

// Powers is a page of the log of powers.
func Powers(w Words, list []access.Power) ui.Body {
	t := w.table("watch.powers", "page.when", "watch.change", "watch.about", "page.officer", "watch.second")
	t.CaptionClasses = "govuk-visually-hidden"
	for _, p := range list {
		t.Rows = append(t.Rows, []ui.Cell{{Text: w.Time(p.At)}, {Text: w.Word("power", string(p.What))}, {Text: string(p.Subject)}, {Text: string(p.By)}, {Text: string(p.Second)}})
	}
	out := ui.Body{ui.Heading{Text: w.T("watch.powers")}, w.filled(t, "watch.no-powers")}
	if n := len(list); n == oversight.PowersPage {
		out = append(out, ui.Pagination{Next: &ui.PageLink{Href: PowersPath + "?before=" + strconv.FormatInt(list[n-1].Seq, 10)}})
	}
	return out
}

// News tells the head of an office what happened there; nothing, if nothing did.
func News(w Words, n oversight.News) ui.Body {
	var out ui.Body
	if len(n.Resets) > 0 {
		t := w.table("watch.resets", "page.officer", "watch.asked-by", "watch.second", "watch.valid-from")
		for _, c := range n.Resets {
			from := ""
			if !c.From.IsZero() {
				from = w.Time(c.From)
			}
			t.Rows = append(t.Rows, []ui.Cell{{Text: string(c.Account)}, {Text: string(c.By)}, {Text: string(c.Second)}, {Text: from}})
		}
		out = append(out, t, ui.Paragraph{Text: w.T("watch.resets-text")})
	}
	if len(n.Danger) > 0 {
		t := w.table("watch.danger", "page.reference", "page.when", "page.officer")
		for _, r := range n.Danger {
			t.Rows = append(t.Rows, []ui.Cell{{Body: ui.Body{ui.Link{Text: r.Reference(), Href: asked.PathOf(r.ID)}}}, {Text: w.Time(r.At)}, {Text: string(r.By)}})
		}
		out = append(out, t)
	}
	if len(n.Stops) > 0 {
		out = append(out, stops(w, n.Stops))
	}
	return out
}
