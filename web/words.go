package web

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"samano/access"
	"samano/lang"
	"samano/number"
	"samano/office/application"
	"samano/reading/view"
	"samano/register"
	"samano/web/gazetteer"
	"samano/web/ui"
)

// Putting what packages answer into the reader's language. Words of closed sets
// and of the law pack's lists are in the catalogue as "SET.WORD"; a pack of another
// country may have words that the catalogue lacks, and those are shown as they
// are.

// word returns the word of a set.
func (v *visit) word(set, word string) string {
	if word == "" {
		return ""
	}
	if key := set + "." + word; v.printer.Has(key) {
		return v.T(key)
	}
	return word
}

// kind names a kind of act; of an act that is withheld it is none.
func (v *visit) kind(k register.Kind) string {
	if k == "" {
		return v.T("ui.withheld")
	}
	return v.word("kind", string(k))
}

func (v *visit) sex(s register.Sex) string { return v.word("sex", string(s)) }

// date writes a date as far as it is known.
func (v *visit) date(d register.Date) string {
	written := v.printer.Date(dateOf(d))
	if d.Basis != register.Documented && d.Precision() != register.Unknown {
		return v.T("page.date-"+d.Basis.String(), "date", written)
	}
	return written
}

func dateOf(d register.Date) lang.Date {
	return lang.Date{Year: int(d.Year), Month: int(d.Month), Day: int(d.Day), Precision: lang.Precision(d.Precision()), About: d.About}
}

func (v *visit) day(d register.Day) string {
	if d >= application.NoDeadline || d == register.FirstDay {
		return ""
	}
	return v.printer.Date(dateOf(register.Exact(d)))
}

// time writes a moment in the country's own time.
func (v *visit) time(t time.Time) string {
	return v.printer.Time(t.In(v.s.Reading.Terms().Law.TimeZone))
}

func (v *visit) country(c register.Country) string {
	return gazetteer.Country(v.printer.Lang(), c)
}

// both writes a name in Lao and in Latin letters, as far as there is one.
func (v *visit) both(lao, latin string) string {
	switch {
	case lao == "" && latin == "":
		return v.T("person.not-yet-named")
	case lao == "" || latin == "":
		return lao + latin
	}
	return lao + " · " + latin
}

func (v *visit) name(n register.Name) string {
	if n.Unnamed {
		return v.T("person.not-yet-named")
	}
	forms := make([]string, 0, len(n.Forms))
	for _, f := range n.Forms {
		forms = append(forms, f.String())
	}
	if len(forms) == 0 {
		return v.T("person.not-yet-named")
	}
	return strings.Join(forms, " · ")
}

func (v *visit) someone(s view.Someone) string {
	if s.Withheld {
		return v.T("page.not-shown")
	}
	return v.both(s.Lao, s.Latin)
}

// place writes a unit with those above it.
func (v *visit) place(p *view.Place) string {
	if p == nil {
		return ""
	}
	return v.local(p.Lao, p.Latin)
}

func join(sep string, words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), sep)
}

// value writes a fact's value in words. A person whom it names is a link where
// there is a number to follow and link is given.
func (v *visit) value(value any, link func(view.Someone) ui.Component) ui.Body {
	text := func(words ...string) ui.Body {
		s := join(", ", words...)
		if s == "" {
			s = v.T("ui.unknown")
		}
		return ui.Body{ui.Text(s)}
	}
	switch x := value.(type) {
	case register.Number:
		return text(number.Group(string(x)))
	case register.Name:
		if x.Kind == register.OfficialName {
			return text(v.name(x))
		}
		return text(v.name(x), v.word("name-kind", string(x.Kind)))
	case register.Sex:
		return text(v.sex(x))
	case register.Missing:
		return text(v.date(x.Since))
	case register.Nationality:
		return text(v.nationality(x))
	case register.ResidenceStatus:
		return text(v.word("status-kind", x.Kind), x.Permit)
	case register.Identifier:
		return text(v.word("identifier-kind", x.Kind), x.Value, x.Issuer)
	case register.Protection:
		return text(v.T("page.protected"), x.Reason)
	case register.HouseholdKind:
		return text(v.word("household-kind", string(x)))
	case register.Book:
		return text(v.word("book-class", x.Class), x.Number)
	case *view.Place:
		return text(v.place(x))
	case view.Event:
		declared := ""
		if x.Declared {
			declared = v.T("page.declared-by-court")
		}
		order := ""
		if x.Order > 0 {
			order = v.T("page.birth-order", "number", strconv.Itoa(x.Order))
		}
		return text(v.date(x.Date), v.place(x.Place), v.country(x.Country), x.Text, order, declared)
	case view.Home:
		expected := ""
		if !x.Expected.IsZero() {
			expected = v.T("page.expected-until", "date", v.date(x.Expected))
		}
		house := ""
		if x.House != "" {
			house = v.T("page.house", "house", x.House)
		}
		return text(v.word("residence-kind", string(x.Kind)), house, v.place(x.Place), v.country(x.Country), v.word("absence-reason", x.Reason), expected)
	case view.Bond:
		return v.bond(x, link)
	}
	return text(v.T("page.value-unknown"))
}

func (v *visit) nationality(n register.Nationality) string {
	if n.State == register.NationalityHeld {
		return join(", ", v.country(n.Country), v.word("nationality-basis", n.Basis))
	}
	return join(", ", v.word("nationality-state", string(n.State)), v.country(n.Country), v.word("nationality-basis", n.Basis))
}

func (v *visit) bond(b view.Bond, link func(view.Someone) ui.Component) ui.Body {
	out := ui.Body{}
	if link != nil && b.With.Number != "" && !b.With.Withheld {
		out = append(out, link(b.With))
	} else {
		out = append(out, ui.Text(v.someone(b.With)))
	}
	if b.Role != "" {
		out = append(out, ui.Text(" – "+v.word("relation", b.Role)))
	}
	if b.With.Described {
		out = append(out, ui.Text(" ("+v.T("page.described")+")"))
	}
	return out
}

// interval writes since when and until when.
func (v *visit) interval(f view.Fact) string {
	var words []string
	if f.From.Precision() != register.Unknown {
		words = append(words, v.T("page.from", "date", v.date(f.From)))
	}
	if f.Ended {
		words = append(words, v.T("page.until", "date", v.date(f.Until)))
	}
	return join(", ", words...)
}

// source says how the register came to hold a fact, and when it was compared with a paper.
func (v *visit) source(f view.FactSource) string {
	examined := ""
	if f.Paper != "" {
		examined = v.T("page.examined", "date", v.date(f.Examined), "paper", v.word("evidence-kind", f.Paper))
	}
	return join(", ", v.word("source", f.Source), examined)
}

// tags are the marks on a fact.
func (v *visit) tags(f view.Fact, on *register.Day) ui.Body {
	var out ui.Body
	tag := func(key, colour string) {
		out = append(out, ui.Text(" "), ui.Tag{Text: v.T(key), Classes: "govuk-tag--" + colour})
	}
	if f.Inquiry {
		tag("page.under-inquiry", "orange")
	}
	if f.Void {
		tag("page.void", "red")
	}
	if on != nil && f.Holds(*on) == register.Undetermined {
		tag("page.cannot-be-determined", "yellow")
	}
	return out
}

// asError returns the error with its kind and code, nil if it is of no known kind.
func asError(err error) *register.Error {
	var e *register.Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// explain returns the texts of an error: what is wrong and what to do, and each
// finding with its rule.
func (v *visit) explain(err error) []string {
	e := asError(err)
	if e == nil {
		return nil
	}
	var out []string
	for _, f := range e.Findings {
		t := v.finding(f)
		out = append(out, join(" ", t.Wrong, t.Rule, t.Remedy))
	}
	if len(out) > 0 {
		return out
	}
	return []string{v.errorText(e)}
}

// errorText is what is wrong and what to do, in one text.
func (v *visit) errorText(e *register.Error) string {
	var args []any
	var locked *access.LockedError
	if errors.As(e, &locked) {
		args = []any{"minutes", max(1, int(locked.Wait.Round(time.Minute).Minutes()))}
	}
	if !v.printer.Has("error." + e.Code) {
		return v.T("page.kind-" + strings.ReplaceAll(e.Kind.String(), " ", "-"))
	}
	return join(" ", v.T("error."+e.Code, args...), v.T("error."+e.Code+".remedy", args...))
}

// finding words a finding.
func (v *visit) finding(f register.Finding) lang.FindingText {
	args := map[string]string{}
	for name, value := range f.Args {
		args[name] = v.argument(name, value)
	}
	return v.printer.Finding(f.Code, args)
}

// argumentSets says which arguments of findings are words of a set.
var argumentSets = map[string][]string{"kind": {"evidence-kind", "kind"}, "level": {"level"}, "authority": {"authority"}, "relation": {"relation"}, "role": {"role"}, "field": {"field"}}

func (v *visit) argument(name, value string) string {
	for _, set := range argumentSets[name] {
		if v.printer.Has(set + "." + value) {
			return v.T(set + "." + value)
		}
	}
	return value
}

// path returns the label of a field that a finding names: the last part of its path
// that has a label. What stands before tells one of several apart.
func (v *visit) path(field string) string {
	parts := strings.Split(field, ".")
	var words []string
	labelled := false // the part before
	for _, p := range parts {
		n, err := strconv.Atoi(p)
		if err == nil && labelled {
			words[len(words)-1] += " " + strconv.Itoa(n+1)
		}
		if labelled = err != nil && v.printer.Has("path."+p); labelled {
			words = append(words, v.T("path."+p))
		}
	}
	return join(" – ", words...)
}
