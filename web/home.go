package web

import (
	"net/http"
	"strconv"
	"strings"

	"samano/access"
	"samano/office"
	"samano/office/application"
	"samano/register"
	"samano/web/ui"
	"samano/web/watch"
)

// homePage is what waits: the applications that the office decides, and those
// that it has to finish.
func homePage(v *visit) error {
	main := ui.Body{ui.Heading{Text: v.T("page.queue-title"), Caption: v.Local(v.who.Office.Name, v.who.Office.NameLatin)}}
	if v.may(access.HeadOffice) {
		news, err := v.s.Oversight.News(v.ctx(), v.who)
		if err != nil {
			return err
		}
		main = append(main, watch.News(v.watchWords(), news)...)
	}
	if v.may(access.Register) {
		queue, err := v.queue()
		if err != nil {
			return err
		}
		main = append(main, queue...)
	}
	if v.may(access.Adjudicate) {
		wait, err := v.adjudicationsWait()
		if err != nil {
			return err
		}
		main = append(main, wait...)
	}
	if v.may(access.Declare) {
		taken, err := v.taken()
		if err != nil {
			return err
		}
		main = append(main, taken...)
		main = append(main, ui.Button{Text: v.T("page.declare-title"), Href: "/declare"})
	}
	if len(main) == 1 {
		main = append(main, ui.Paragraph{Text: v.T("page.nothing-waits")}, v.mayDo())
	}
	return v.show(http.StatusOK, ui.Page{Title: v.T("page.queue-title"), Wide: true, Main: main})
}

// mayDo tells those for whom nothing ever waits where their work begins.
func (v *visit) mayDo() ui.Component {
	if v.seesPeople() || v.may(access.Search) {
		return ui.Paragraph{Body: ui.Body{ui.Text(v.T("page.begin-search") + " "), ui.Link{Text: v.T("page.search-title"), Href: "/search"}}}
	}
	return ui.Paragraph{Text: v.T("page.nothing-for-role")}
}

// cursor reads where a page of a list begins: a day and an id, nothing of anybody.
func (v *visit) cursor() application.Cursor {
	day, id, _ := strings.Cut(v.r.URL.Query().Get("after"), "_")
	n, err := strconv.ParseInt(day, 10, 32)
	if err != nil {
		return application.Cursor{}
	}
	return application.Cursor{Due: register.Day(n), ID: application.ID(id)}
}

func (v *visit) queue() (ui.Body, error) {
	entries, next, err := v.s.Clerk.Queue(v.ctx(), v.who, true, v.cursor())
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		return ui.Body{ui.Section{ID: "queue", Title: v.T("page.queue"), Body: ui.Body{ui.Paragraph{Text: v.T("page.queue-empty")}}}}, nil
	}
	t := ui.Table{Caption: v.T("page.queue"), CaptionClasses: "govuk-table__caption--m", Scroll: true, FirstCellIsHeader: true, Head: []ui.Cell{
		{Text: v.T("page.application")}, {Text: v.T("person.declarant")}, {Text: v.T("person.declared-on")}, {Text: v.T("page.due")}, {Text: v.T("page.state")}, {Text: v.T("person.office")},
	}}
	for _, e := range entries {
		t.Rows = append(t.Rows, []ui.Cell{{Body: v.applicationLink(e)}, {Text: v.declarant(e)}, {Text: v.Day(e.Day)}, {Body: v.due(e.Due)}, {Body: ui.Body{v.stateTag(e.State)}}, {Text: v.office(e.TakenAt)}})
	}
	out := ui.Body{t}
	if len(entries) == office.QueuePage {
		out = append(out, ui.Pagination{Next: &ui.PageLink{Href: "/?after=" + strconv.Itoa(int(next.Due)) + "_" + string(next.ID)}})
	}
	return out, nil
}

// unfinished are the states in which the office that took an application has
// something to do or to know.
var unfinished = []application.State{application.Draft, application.Returned, application.Declared, application.Adjudicated, application.Refused, application.Appealed}

func (v *visit) taken() (ui.Body, error) {
	entries, _, err := v.s.Clerk.Taken(v.ctx(), v.who, unfinished, application.Cursor{})
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		return ui.Body{ui.Section{ID: "taken", Title: v.T("page.taken"), Body: ui.Body{ui.Paragraph{Text: v.T("page.taken-empty")}}}}, nil
	}
	t := ui.Table{Caption: v.T("page.taken"), CaptionClasses: "govuk-table__caption--m", Scroll: true, FirstCellIsHeader: true, Head: []ui.Cell{
		{Text: v.T("page.application")}, {Text: v.T("person.declarant")}, {Text: v.T("person.declared-on")}, {Text: v.T("page.state")}, {Text: v.T("page.until-when")},
	}}
	for _, e := range entries {
		var until ui.Body
		switch {
		case e.Until != 0:
			until = ui.Body{ui.Text(v.T("page.until-"+string(e.State)) + ": " + v.Day(e.Until))}
		case e.State == application.Adjudicated:
			until = append(ui.Body{ui.Text(v.T("page.due") + ": ")}, v.due(e.Due)...)
		}
		declared := ""
		if e.Day != 0 {
			declared = v.Day(e.Day)
		}
		t.Rows = append(t.Rows, []ui.Cell{{Body: v.applicationLink(e)}, {Text: v.declarant(e)}, {Text: declared}, {Body: ui.Body{v.stateTag(e.State)}}, {Body: until}})
	}
	return ui.Body{t}, nil
}

// declarant is the name that was given, or that it is withheld.
func (v *visit) declarant(e application.Entry) string {
	if e.Withheld {
		return v.T("ui.withheld")
	}
	return e.Declarant
}

// due is the day by which somebody decides, and that it has passed.
func (v *visit) due(day register.Day) ui.Body {
	out := ui.Body{ui.Text(v.Day(day))}
	if day < v.today() {
		out = append(out, ui.Text(" "), ui.Tag{Text: v.T("page.late"), Classes: "govuk-tag--red"})
	}
	return out
}

func (v *visit) applicationLink(e application.Entry) ui.Body {
	kinds := make([]string, len(e.Kinds))
	for i, k := range e.Kinds {
		kinds[i] = v.Kind(k)
	}
	if e.Withheld {
		kinds = []string{v.Kind("")}
	}
	// The end of the id tells two births apart, on the screen and on the telephone.
	return ui.Body{ui.Link{Text: strings.Join(kinds, ", ") + " " + shortID(string(e.ID)), Href: applicationPath(e.ID)}}
}

func shortID(id string) string { return id[max(0, len(id)-6):] }

func applicationPath(id application.ID) string { return "/applications/" + string(id) }

var stateColours = map[application.State]string{
	application.Draft: "grey", application.Declared: "blue", application.Adjudicated: "pink", application.Returned: "yellow", application.Refused: "red", application.Appealed: "purple", application.Withdrawn: "grey", application.Registered: "green",
}

func (v *visit) stateTag(s application.State) ui.Tag {
	return ui.Tag{Text: v.Word("state", string(s)), Classes: "govuk-tag--" + stateColours[s]}
}
