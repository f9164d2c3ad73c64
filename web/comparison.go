package web

import (
	"slices"
	"strconv"
	"strings"

	"samano/access"
	"samano/match"
	"samano/number"
	"samano/office/application"
	"samano/reading/view"
	"samano/register"
	"samano/web/likeness"
	"samano/web/ticket"
	"samano/web/ui"
	"samano/web/words"
)

// Two people beside each other, for the adjudicator who decides whether they are one. The page shows
// what the register holds now and compares it now, by the registrar's weights. Only the probability
// is the one of the question.

// comparison is a table of two people, field by field.
type comparison struct {
	Caption string
	Head    []string  // field, the one, the other, what it says
	Who     [2]string // the one and the other in short, for each field on a narrow screen
	Rows    []comparedField
}

func (comparison) TemplateName() string { return "web-comparison" }

// comparedField is one field of both, a line for each value.
type comparedField struct {
	Field      string
	One, Other []string
	Tag        ui.Tag
	Says       string // how they compare
	Weight     string // and how much that says
	Heavy      bool   // it says much
}

// candidate shows one of those who may be the person.
func (a *adjudicationView) candidate(i int) ui.Component {
	c, one, other := &a.q.Candidates[i], a.q.One.Open(), a.q.Others[i].Open()
	section := ui.Section{ID: "candidate-" + strconv.Itoa(i+1), Title: a.T("page.candidate", "name", a.other(i))}
	if n := len(a.q.Candidates); n > 1 {
		section.Title = a.T("page.candidate-of", "number", i+1, "count", n, "name", a.other(i))
	}
	if one == nil || other == nil {
		section.Body = ui.Body{ui.InsetText{Text: a.T("page.candidate-gone")}}
		return section
	}
	reasons := a.reasons(c, one, other)
	t := comparison{Caption: section.Title, Who: a.sides(c, other)}
	t.Head = []string{a.T("page.field"), t.Who[0], t.Who[1], a.T("page.compare-says")}
	if a.q.Subject != 0 {
		t.Head[1] = words.Join(", ", t.Who[0], number.Group(string(one.Number())))
	}
	if !a.q.IsPair() && c.Person != 0 {
		t.Head[2] = words.Join(", ", t.Who[1], number.Group(string(other.Number())))
	}
	x, y := a.sheet(one), a.sheet(other)
	for n, f := range match.People() {
		row := comparedField{Field: a.T("compare." + f.Name), One: x[f.Name], Other: y[f.Name]}
		r := slices.IndexFunc(reasons, func(r reason) bool { return r.Field == f.Name })
		switch {
		case r >= 0:
			a.compared(&row, reasons[r], c.NextBest)
			if a.oneRelative(n, one, other) {
				row.Says = a.T("compare.one-relative")
			}
		case len(row.One) == 0 && len(row.Other) == 0:
			continue // a field of which nobody says anything takes no room
		default:
			a.notCompared(&row)
		}
		row.One, row.Other = a.known(row.One), a.known(row.Other)
		t.Rows = append(t.Rows, row)
	}
	if len(x[deathSheet])+len(y[deathSheet]) > 0 {
		t.Rows = append(t.Rows, comparedField{Field: a.T("person.died"), One: a.known(x[deathSheet]), Other: a.known(y[deathSheet])})
	}
	section.Body = append(a.likelihood(c), t)
	if a.q.IsPair() {
		section.Body = append(section.Body, a.record(one))
	}
	if c.Person != 0 && other.Number() != "" {
		section.Body = append(section.Body, a.record(other))
	}
	section.Body = append(section.Body, a.figures(c, reasons)...)
	return section
}

// record links the whole record of somebody who is registered.
func (a *adjudicationView) record(p *register.Person) ui.Component {
	at := ticket.Ticket{Name: string(p.Number()), Purpose: access.PurposeDuplicates, Case: string(a.q.ID)}
	return ui.Paragraph{Body: ui.Body{ui.Link{Text: a.T("page.candidate-open"), Hidden: words.Join(", ", a.Name(p.Official()), number.Group(at.Name)), Href: a.personAt(at)}}}
}

// sides names the two sides of a comparison in short.
func (a *adjudicationView) sides(c *application.Candidate, other *register.Person) (out [2]string) {
	switch {
	case a.q.IsPair():
		return [2]string{number.Group(string(a.q.One.Open().Number())), number.Group(string(other.Number()))}
	case a.q.Subject != 0:
		out[0] = a.T("page.compare-changed")
	default:
		out[0] = a.T("page.compare-declared")
	}
	out[1] = a.T("page.compare-registered")
	if c.Person == 0 {
		out[1] = a.T("page.compare-co-proposed")
	}
	return out
}

func (a *adjudicationView) known(lines []string) []string {
	if len(lines) == 0 {
		return []string{a.T("compare.unknown")}
	}
	return lines
}

// likelihood says in words how probable it is that both are one, and who they are if they
// are not.
func (a *adjudicationView) likelihood(c *application.Candidate) ui.Body {
	text := ui.Body{ui.Text(a.T("page.adjudication-likely") + " "), likeness.Tag(a.Printer, c.PPM, c.Certain), ui.Text(" " + a.T("page.likely-text", "share", likeness.Share(a.Printer, c.PPM)))}
	out := ui.Body{ui.Paragraph{Body: text}}
	if key := "match.class." + c.NextBest; c.NextBest != "" && a.Printer.Has(key) {
		out = append(out, ui.Paragraph{Text: a.T(key)})
	}
	return out
}

// reason is how one field compares. Weighed says that Bits and Rarity are known.
type reason struct {
	match.Reason
	weighed bool
}

// reasons returns how two compare now; where the registrar compares nobody, or a field
// is not at hand here, how they compared when it was asked.
func (a *adjudicationView) reasons(c *application.Candidate, one, other *register.Person) []reason {
	var out []reason
	if same := a.s.Reading.Terms().Matcher; same != nil {
		r := match.Reader{Atlas: a.terms.Atlas, Day: a.today(), Person: func(id register.PersonID) *register.Person { return a.q.People.Open()[id] }}
		f, g := same.Lexicon.Read(r.Record(one)), same.Lexicon.Read(r.Record(other))
		v := same.Lexicon.Compare(&f, &g)
		// There are at most as many people as acts.
		for _, x := range same.Model.Explain(&v, int(a.q.Seq)).Reasons {
			out = append(out, reason{x, true})
		}
	}
	for _, text := range c.Reasons {
		field, level, _ := strings.Cut(text, ".")
		there := slices.ContainsFunc(out, func(r reason) bool { return r.Field == field })
		if !there && (field == match.People()[match.HouseholdField].Name || a.s.Reading.Terms().Matcher == nil) {
			out = append(out, reason{match.Reason{Field: field, Level: level}, false})
		}
	}
	return out
}

// oneRelative reports whether a field names one registered person on both sides, of whom the reader
// may be told. That says more than two names that agree.
func (a *adjudicationView) oneRelative(field int, one, other *register.Person) bool {
	i := field - match.MotherField
	if i < 0 || i > match.SpouseField-match.MotherField {
		return false
	}
	id := match.Relatives(one)[i]
	return id == match.Relatives(other)[i] && a.q.People.Open()[id] != nil
}

func (a *adjudicationView) compared(row *comparedField, r reason, nextBest string) {
	g := r.Agreement()
	row.Tag = likeness.AgreementTag(a.Printer, g)
	row.Says = a.T("match." + r.Field + "." + r.Level)
	if r.weighed {
		row.Weight = likeness.Weight(a.Printer, r.Reason, g, nextBest)
		row.Heavy = likeness.Heavy(r.Reason)
	}
}

// notCompared says why a field says nothing: somebody's is not known, or it is told
// with another field, or withheld.
func (a *adjudicationView) notCompared(row *comparedField) {
	if len(row.One) == 0 || len(row.Other) == 0 {
		row.Tag, row.Says = likeness.AgreementTag(a.Printer, likeness.NotKnown), a.T("compare.one-unknown")
		return
	}
	row.Tag, row.Says = likeness.AgreementTag(a.Printer, likeness.NotCompared), a.T("compare.told-elsewhere")
}

// figures are for who wants to see how the probability comes about.
func (a *adjudicationView) figures(c *application.Candidate, reasons []reason) ui.Body {
	t := ui.Table{
		Caption: a.T("page.figures"), CaptionClasses: "govuk-visually-hidden", Scroll: true, FirstCellIsHeader: true,
		Head: []ui.Cell{{Text: a.T("page.field")}, {Text: a.T("page.compare-says")}, {Text: a.T("page.figure")}},
	}
	for _, r := range reasons {
		if !r.weighed {
			continue
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: a.T("compare." + r.Field)}, {Text: a.T("match." + r.Field + "." + r.Level)}, {Text: likeness.Times(a.Printer, r.Bits)}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	text := a.T("page.figures-text", "share", likeness.Share(a.Printer, c.PPM), "date", a.Time(a.q.Opened), "weights", c.Weights)
	return ui.Body{ui.Details{SummaryText: a.T("page.figures"), Body: ui.Body{ui.Paragraph{Text: text}, t}}}
}

// deathSheet is the line of a sheet that is shown and not compared.
const deathSheet = "death"

// sheet is what is compared of a person, by the field of the schema.
func (a *adjudicationView) sheet(p *register.Person) map[string][]string {
	out := map[string][]string{}
	add := func(field, line string) {
		if line != "" && !slices.Contains(out[field], line) {
			out[field] = append(out[field], line)
		}
	}
	a.addNames(p, add)
	sources := a.sources(p)
	birth := p.Born()
	order := ""
	if birth.Order > 0 {
		order = a.T("page.birth-order", "number", strconv.Itoa(birth.Order))
	}
	if birth.Date.Precision() != register.Unknown {
		add("birth", sourced(a.Date(birth.Date), sources[register.FieldBirth]))
	}
	add("birth", order)
	add("sex", sourced(a.Sex(p.Sex()), sources[register.FieldSex]))
	for _, f := range a.terms.Facts(p) {
		if f.Void || f.Ended && (f.Field != register.FieldPartner || len(p.Partners.Current()) > 0) {
			continue
		}
		switch x := f.Value.(type) {
		case view.Event:
			where := words.Join(", ", a.Place(x.Place), a.Country(x.Country), x.Text)
			switch {
			case f.Field == register.FieldDeath:
				add(deathSheet, sourced(words.Join(", ", a.Date(x.Date), where), a.Source(f.FactSource)))
			case where != "":
				add("place", sourced(a.T("compare.born-at", "place", where), a.Source(f.FactSource)))
			}
		case view.Home:
			house := ""
			if x.House != "" {
				house = a.T("page.house", "house", x.House)
			}
			home := words.Join(": ", a.Word("residence-kind", string(x.Kind)), words.Join(", ", house, a.Place(x.Place), a.Country(x.Country)))
			add("place", sourced(home, a.Source(f.FactSource)))
		case view.Bond:
			field := ""
			switch {
			case f.Field == register.FieldPartner:
				field = "spouse"
				delete(out, field) // the last one counts
			case f.Field == register.FieldParent && x.Role == string(register.Father):
				field = "father"
			case f.Field == register.FieldParent: // a parent of no named role is compared as the mother
				field = "mother"
			default:
				continue
			}
			ended := ""
			if f.Ended {
				ended = a.T("page.marriage-ended", "date", a.Date(f.Until))
			}
			add(field, sourced(words.Join(", ", a.Someone(x.With), number.Group(string(x.With.Number)), ended), a.Source(f.FactSource)))
		}
	}
	return out
}

// sources says of each field how the register came to hold what is current of it.
func (a *adjudicationView) sources(p *register.Person) map[register.Field]string {
	out := map[register.Field]string{}
	for _, f := range a.terms.Facts(p) {
		if !f.Void && !f.Ended {
			out[f.Field] = a.Source(f.FactSource)
		}
	}
	return out
}

// sourced adds to a line from where the register holds what it says.
func sourced(line, source string) string {
	if line == "" || source == "" {
		return line
	}
	return line + " (" + source + ")"
}

// addNames adds the written forms of the official name, part by part, and then the
// other names as they are.
func (a *adjudicationView) addNames(p *register.Person, add func(field, line string)) {
	official := p.Official()
	source := ""
	for _, f := range a.terms.Facts(p) {
		if n, ok := f.Value.(register.Name); ok && n.Kind == official.Kind && !f.Void && !f.Ended {
			source = a.Source(f.FactSource)
		}
	}
	if official.Unnamed {
		add("given", sourced(a.T("person.not-yet-named"), source))
	}
	for _, f := range official.Forms {
		given, surname := givenName(f), f.Surname()
		if f.Source == register.FromRomanising && given+surname != "" {
			// It came from the Lao form and says nothing beside it.
			add("given", a.T("compare.romanised", "name", words.Join(" ", given, surname)))
			continue
		}
		add("given", sourced(given, source))
		add("surname", sourced(surname, source))
	}
	for _, f := range a.terms.Facts(p) {
		n, ok := f.Value.(register.Name)
		if !ok || f.Void || (n.Kind == register.OfficialName && !f.Ended) {
			continue
		}
		add("given", sourced(a.T("compare.other-name", "name", a.Name(n)), a.Source(f.FactSource)))
	}
}

// givenName is what of a name is not the surname, in the order written.
func givenName(f register.NameForm) string {
	parts := make([]string, 0, len(f.Parts))
	for _, p := range f.Parts {
		parts = append(parts, p.Given+p.Middle)
	}
	return words.Join(" ", parts...)
}
