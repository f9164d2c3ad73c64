// Package words owns putting what other packages answer into the reader's language. Words of closed sets and of
// the law pack's lists are in the catalogue as "SET.WORD"; a pack of another country may have words that the
// catalogue lacks, and those are shown as they are.
package words

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"samano/lang"
	"samano/number"
	"samano/office/application"
	"samano/reading/view"
	"samano/register"
	"samano/web/gazetteer"
	"samano/web/ui"
)

// Words writes for one reader.
type Words struct {
	Printer *lang.Printer
	Zone    *time.Location // of the country's own time
}

// T is a message in the reader's language.
func (w Words) T(key string, args ...any) string { return w.Printer.T(key, args...) }

// Word returns the word of a set.
func (w Words) Word(set, word string) string {
	if word == "" {
		return ""
	}
	if key := set + "." + word; w.Printer.Has(key) {
		return w.T(key)
	}
	return word
}

// Kind names a kind of act; of an act that is withheld it is none.
func (w Words) Kind(k register.Kind) string {
	if k == "" {
		return w.T("ui.withheld")
	}
	return w.Word("kind", string(k))
}

func (w Words) Sex(s register.Sex) string { return w.Word("sex", string(s)) }

// Date writes a date as far as it is known.
func (w Words) Date(d register.Date) string {
	written := w.Printer.Date(dateOf(d))
	if d.Basis != register.Documented && d.Precision() != register.Unknown {
		return w.T("page.date-"+d.Basis.String(), "date", written)
	}
	return written
}

func dateOf(d register.Date) lang.Date {
	return lang.Date{Year: int(d.Year), Month: int(d.Month), Day: int(d.Day), Precision: lang.Precision(d.Precision()), About: d.About}
}

func (w Words) Day(d register.Day) string {
	if d >= application.NoDeadline || d == register.FirstDay {
		return ""
	}
	return w.Printer.Date(dateOf(register.Exact(d)))
}

// Time writes a moment in the country's own time.
func (w Words) Time(t time.Time) string {
	return w.Printer.Time(t.In(w.Zone))
}

func (w Words) Country(c register.Country) string {
	return gazetteer.Country(w.Printer.Lang(), c)
}

// Both writes a name in Lao and in Latin letters, as far as there is one.
func (w Words) Both(lao, latin string) string {
	switch {
	case lao == "" && latin == "":
		return w.T("person.not-yet-named")
	case lao == "" || latin == "":
		return lao + latin
	}
	return lao + " · " + latin
}

func (w Words) Name(n register.Name) string {
	if n.Unnamed {
		return w.T("person.not-yet-named")
	}
	forms := make([]string, 0, len(n.Forms))
	for _, f := range n.Forms {
		forms = append(forms, f.String())
	}
	if len(forms) == 0 {
		return w.T("person.not-yet-named")
	}
	return strings.Join(forms, " · ")
}

func (w Words) Someone(s view.Someone) string {
	if s.Withheld {
		return w.T("page.not-shown")
	}
	return w.Both(s.Lao, s.Latin)
}

// Place writes a unit with those above it.
func (w Words) Place(p *view.Place) string {
	if p == nil {
		return ""
	}
	return w.Local(p.Lao, p.Latin)
}

// Join joins the words that there are.
func Join(sep string, words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(word string) bool { return word == "" }), sep)
}

// Value writes a fact's value in words. A person whom it names is a link where
// there is a number to follow and link is given.
func (w Words) Value(value any, link func(view.Someone) ui.Component) ui.Body {
	text := func(words ...string) ui.Body {
		s := Join(", ", words...)
		if s == "" {
			s = w.T("ui.unknown")
		}
		return ui.Body{ui.Text(s)}
	}
	switch x := value.(type) {
	case register.Number:
		return text(number.Group(string(x)))
	case register.Name:
		if x.Kind == register.OfficialName {
			return text(w.Name(x))
		}
		return text(w.Name(x), w.Word("name-kind", string(x.Kind)))
	case register.Sex:
		return text(w.Sex(x))
	case register.Missing:
		return text(w.Date(x.Since))
	case register.Nationality:
		return text(w.Nationality(x))
	case register.ResidenceStatus:
		return text(w.Word("status-kind", x.Kind), x.Permit)
	case register.Identifier:
		return text(w.Word("identifier-kind", x.Kind), x.Value, x.Issuer)
	case register.Protection:
		return text(w.T("page.protected"), x.Reason)
	case register.HouseholdKind:
		return text(w.Word("household-kind", string(x)))
	case register.Book:
		return text(w.Word("book-class", x.Class), x.Number)
	case *view.Place:
		return text(w.Place(x))
	case view.Event:
		declared := ""
		if x.Declared {
			declared = w.T("page.declared-by-court")
		}
		order := ""
		if x.Order > 0 {
			order = w.T("page.birth-order", "number", strconv.Itoa(x.Order))
		}
		return text(w.Date(x.Date), w.Place(x.Place), w.Country(x.Country), x.Text, order, declared)
	case view.Home:
		expected := ""
		if !x.Expected.IsZero() {
			expected = w.T("page.expected-until", "date", w.Date(x.Expected))
		}
		house := ""
		if x.House != "" {
			house = w.T("page.house", "house", x.House)
		}
		return text(w.Word("residence-kind", string(x.Kind)), house, w.Place(x.Place), w.Country(x.Country), x.Text, expected)
	case view.Bond:
		return w.Bond(x, link)
	}
	return text(w.T("page.value-unknown"))
}

func (w Words) Nationality(n register.Nationality) string {
	if n.State == register.NationalityHeld {
		return Join(", ", w.Country(n.Country), w.Word("nationality-basis", n.Basis))
	}
	return Join(", ", w.Word("nationality-state", string(n.State)), w.Country(n.Country), w.Word("nationality-basis", n.Basis))
}

func (w Words) Bond(b view.Bond, link func(view.Someone) ui.Component) ui.Body {
	out := ui.Body{}
	if link != nil && b.With.Number != "" && !b.With.Withheld {
		out = append(out, link(b.With))
	} else {
		out = append(out, ui.Text(w.Someone(b.With)))
	}
	if b.Role != "" {
		out = append(out, ui.Text(" – "+w.Word("relation", b.Role)))
	}
	if b.With.Described {
		out = append(out, ui.Text(" ("+w.T("page.described")+")"))
	}
	return out
}

// Interval writes since when and until when.
func (w Words) Interval(f view.Fact) string {
	var words []string
	if f.From.Precision() != register.Unknown {
		words = append(words, w.T("page.from", "date", w.Date(f.From)))
	}
	if f.Ended {
		words = append(words, w.T("page.until", "date", w.Date(f.Until)))
	}
	return Join(", ", words...)
}

// Source says how the register came to hold a fact, and when it was compared with a paper.
func (w Words) Source(f view.FactSource) string {
	examined := ""
	if f.Paper != "" {
		examined = w.T("page.examined", "date", w.Date(f.Examined), "paper", w.Word("evidence-kind", f.Paper))
	}
	return Join(", ", w.Word("source", f.Source), examined)
}

// Tags are the marks on a fact.
func (w Words) Tags(f view.Fact, on *register.Day) ui.Body {
	var out ui.Body
	tag := func(key, colour string) {
		out = append(out, ui.Text(" "), ui.Tag{Text: w.T(key), Classes: "govuk-tag--" + colour})
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

// Finding words a finding.
func (w Words) Finding(f register.Finding) lang.FindingText {
	args := map[string]string{}
	for name, value := range f.Args {
		args[name] = w.argument(name, value)
	}
	return w.Printer.Finding(f.Code, args)
}

// argumentSets says which arguments of findings are words of a set.
var argumentSets = map[string][]string{"kind": {"evidence-kind", "kind"}, "level": {"level"}, "authority": {"authority"}, "relation": {"relation"}, "role": {"role"}, "field": {"field"}}

func (w Words) argument(name, value string) string {
	for _, set := range argumentSets[name] {
		if w.Printer.Has(set + "." + value) {
			return w.T(set + "." + value)
		}
	}
	return value
}

// Path returns the label of a field that a finding names: the last part of its path
// that has a label. What stands before tells one of several apart.
func (w Words) Path(field string) string {
	parts := strings.Split(field, ".")
	var words []string
	labelled := false // the part before
	for _, p := range parts {
		n, err := strconv.Atoi(p)
		if err == nil && labelled {
			words[len(words)-1] += " " + strconv.Itoa(n+1)
		}
		if labelled = err != nil && w.Printer.Has("path."+p); labelled {
			words = append(words, w.T("path."+p))
		}
	}
	return Join(" – ", words...)
}

// Local returns the form of a name that the reader's language writes.
func (w Words) Local(lao, latin string) string {
	if (w.Printer.Lang() != lang.First && latin != "") || lao == "" {
		return latin
	}
	return lao
}
