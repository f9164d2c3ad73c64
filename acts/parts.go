package acts

import (
	"errors"
	"slices"

	"samano/names"
	"samano/register"
)

// The parts that payloads of several kinds share.

// PlaceOf is the place of an event as a client writes it: the code of a unit, or
// a country abroad with what is known in words. All empty: unknown.
type PlaceOf struct {
	Code    register.Code    `json:"code,omitempty"`
	Country register.Country `json:"country,omitempty"`
	Text    string           `json:"text,omitempty"`
}

func (p PlaceOf) check(c *Case, field string, on register.Day) {
	if p.Code != "" {
		if _, ok := c.State.Atlas.ByCode(p.Code, on); !ok {
			c.Block(register.CodePlaceUnknown, field+".code", "", "code", string(p.Code))
		}
		if p.abroad(c) {
			c.Block("place-here-and-abroad", field+".country", "", "code", string(p.Country))
		}
	}
	if p.Country != "" {
		c.country(field+".country", p.Country)
	}
	c.Text(field+".text", p.Text)
	c.noInstitution(field+".text", p.Text, on)
}

// checkUnit checks the place of a birth or a death: it is a unit or a country and nothing narrower,
// so that no paper says that somebody was born or died in a prison, a clinic or a certain house.
// Words stand for a unit that the register does not hold.
func (p PlaceOf) checkUnit(c *Case, field string, on register.Day) {
	p.check(c, field, on)
	if p.Code != "" && p.Text != "" {
		c.Block("place-beyond-unit", field+".text", "")
	}
}

func (p PlaceOf) where(c *Case, on register.Day) register.Where {
	w := register.Where{Country: p.Country, Text: p.Text}
	if unit, ok := c.State.Atlas.ByCode(p.Code, on); ok {
		w.Place = unit.ID
	}
	return w
}

func (p PlaceOf) place(c *Case, on register.Day) register.PlaceID { return p.where(c, on).Place }

// abroad says that the place is known to lie outside the country.
func (p PlaceOf) abroad(c *Case) bool { return p.Country != "" && p.Country != c.Law.Country }

// Dwelling is an address as a client writes it.
type Dwelling struct {
	Code  register.Code `json:"code"` // a unit of a level at which people live
	House string        `json:"house,omitempty"`
}

func (d Dwelling) check(c *Case, field string, on register.Day) {
	unit, ok := c.State.Atlas.ByCode(d.Code, on)
	if !ok {
		c.Block(register.CodePlaceUnknown, field+".code", "", "code", string(d.Code))
		return
	}
	for _, l := range c.Law.Territory.Levels {
		if l.Name == unit.LevelOn(on) && !l.Dwellings {
			c.Block("place-without-dwellings", field+".code", l.Article, "code", string(d.Code))
		}
	}
	c.Text(field+".house", d.House)
	c.noInstitution(field+".house", d.House, on)
}

// CodeNamesInstitution is the finding that an address or a place names an institution.
const CodeNamesInstitution = "names-institution"

// noInstitution checks that an address or the words for a place name no institution of those
// that the law pack lists. Who lives at one, or was born or died in one, is not kept.
func (c *Case) noInstitution(field, text string, on register.Day) {
	r := c.Law.Residence.InstitutionWords.On(on)
	if slices.ContainsFunc(r.Value, func(word string) bool { return names.Mentions(text, word) }) {
		c.Block(CodeNamesInstitution, field, r.Article)
	}
}

// address is the dwelling on that day; none where none is written, or there was no such unit.
func (d *Dwelling) address(c *Case, on register.Day) (a register.Address) {
	if d != nil {
		if unit, ok := c.State.Atlas.ByCode(d.Code, on); ok {
			a = register.Address{Place: unit.ID, Dwelling: d.House}
		}
	}
	return a
}

// Who names a party: somebody in the register, or a description.
type Who struct {
	Person    string     `json:"person,omitempty"` // a number, or '@' and a client-made id
	Described *Described `json:"described,omitempty"`
}

func (w *Who) isZero() bool { return w == nil || (w.Person == "" && w.Described == nil) }

func (w *Who) isDescribed() bool { return w != nil && w.Person == "" && w.Described != nil }

// Described is what a client knows of somebody who is not in the register.
type Described struct {
	Name        []register.NameForm   `json:"name,omitempty"`
	Born        register.Date         `json:"born,omitzero"`
	Died        register.Date         `json:"died,omitzero"`
	Sex         register.Sex          `json:"sex,omitempty"`
	Nationality *register.Nationality `json:"nationality,omitempty"`
	Where       PlaceOf               `json:"where,omitzero"`
	Document    *register.Identifier  `json:"document,omitempty"`
}

// check returns the person, if the party is one.
func (w *Who) check(c *Case, field string) *register.Person {
	if w.isZero() {
		return nil
	}
	if w.Person != "" && w.Described != nil {
		c.Block(register.CodePartyBoth, field, "")
	}
	if w.Person != "" {
		return c.person(field+".person", w.Person)
	}
	d := w.Described
	if len(d.Name) > 0 {
		checkForms(c, field+".described.name", d.Name)
	}
	c.notFuture(field+".described.born", d.Born)
	c.notFuture(field+".described.died", d.Died)
	if d.Sex != "" {
		checkSex(c, field+".described.sex", d.Sex)
	}
	d.Where.check(c, field+".described.where", c.happened())
	if d.Nationality != nil {
		checkNationality(c, field+".described.nationality", *d.Nationality)
	}
	if d.Document != nil {
		checkIdentifier(c, field+".described.document", *d.Document)
	}
	return nil
}

// person returns the person whom the party names, nil if it names none.
func (w *Who) person(s *State) *register.Person {
	if w == nil {
		return nil
	}
	return s.person(w.Person)
}

func (w *Who) party(c *Case) register.Party {
	switch {
	case w.isZero():
		return register.Party{}
	case w.Person != "":
		if p := c.State.person(w.Person); p != nil {
			return register.Party{Person: p.ID}
		}
		return register.Party{}
	}
	d := w.Described
	out := &register.Description{Born: d.Born, Died: d.Died, Sex: d.Sex, Nationality: d.Nationality, Where: d.Where.where(c, c.happened()), Document: d.Document}
	if len(d.Name) > 0 {
		out.Name = register.Name{Kind: register.OfficialName, Forms: cleanForms(d.Name)}
	}
	return register.Party{Described: out}
}

// needs asks for the person, if the party is one.
func (w *Who) needs() []Lookup {
	if w == nil {
		return nil
	}
	return needPersons(w.Person)
}

// Limits of written names: a child in the highlands may carry five parts, and
// three scripts are in use.
const (
	maxForms = 4
	maxParts = 8
)

// checkForms checks the written forms of a name.
func checkForms(c *Case, field string, forms []register.NameForm) {
	if len(forms) == 0 {
		c.Block("name-missing", field, "")
		return
	}
	if len(forms) > maxForms {
		c.Block("name-too-many-forms", field, "", "limit", itoa(maxForms))
		return
	}
	for i, f := range forms {
		at := field + "." + itoa(i)
		if len(f.Script) != 4 {
			c.Block("name-script-unknown", at+".script", "", "script", string(f.Script))
		}
		switch f.Source {
		case register.FromDeclaration, register.FromDocument, register.FromRomanising:
		default:
			c.Block("not-in-list", at+".source", "", "value", string(f.Source))
		}
		if len(f.Parts) == 0 || len(f.Parts) > maxParts {
			c.Block("name-part-count", at+".parts", "", "limit", itoa(maxParts))
		}
		if f.Given() == "" && f.Surname() == "" {
			c.Block("name-missing", at+".parts", "")
		}
		for j, p := range f.Parts {
			if set := len(slices.DeleteFunc([]string{p.Given, p.Middle, p.Surname}, func(s string) bool { return s == "" })); set != 1 {
				c.Block("name-part-one", at+".parts."+itoa(j), "")
			}
			for _, text := range [...]string{p.Given, p.Middle, p.Surname} {
				if text == "" {
					continue
				}
				checkName(c, at+".parts."+itoa(j), text)
			}
		}
	}
}

// checkName checks one part of a name. A part that reads like a title may still be
// somebody's name: that is asked, never refused.
func checkName(c *Case, field, text string) {
	var problem *names.Problem
	if !errors.As(names.Valid(text), &problem) {
		return
	}
	code := "name-" + problem.Kind.String()
	if problem.Kind == names.ProblemTitle {
		c.ask(code, field, "")
		return
	}
	c.Block(code, field, "")
}

// cleanForms returns the forms as they are stored: composed, without invisible
// characters, spelled as the person spells them.
func cleanForms(forms []register.NameForm) []register.NameForm {
	out := make([]register.NameForm, len(forms))
	for i, f := range forms {
		parts := make([]register.NamePart, len(f.Parts))
		for j, p := range f.Parts {
			parts[j] = register.NamePart{Given: names.Clean(p.Given), Middle: names.Clean(p.Middle), Surname: names.Clean(p.Surname)}
		}
		out[i] = register.NameForm{Script: f.Script, Parts: parts, Source: f.Source}
	}
	return out
}

func checkSex(c *Case, field string, s register.Sex) {
	c.oneOf(field, string(s), []string{string(register.Female), string(register.Male), string(register.SexUndetermined)})
}

func checkNationality(c *Case, field string, n register.Nationality) {
	switch n.State {
	case register.NationalityHeld, register.NationalityClaimed:
		c.country(field+".country", n.Country)
	case register.NationalityNone, register.NationalityUnknown:
		if n.Country != "" {
			c.Block("nationality-country-unexpected", field+".country", "")
		}
	default:
		c.Block("not-in-list", field+".state", "", "value", string(n.State))
	}
	c.Text(field+".basis", n.Basis)
}

// checkStatus checks a permit to reside.
func checkStatus(c *Case, field string, s register.ResidenceStatus) {
	c.listed(field+".kind", s.Kind, c.Law.Persons.StatusKinds.On(c.happened()))
	c.Text(field+".permit", s.Permit)
}

// checkIdentifier checks a number issued elsewhere or earlier.
func checkIdentifier(c *Case, field string, i register.Identifier) {
	c.listed(field+".kind", i.Kind, c.Law.Persons.IdentifierKinds.On(c.happened()))
	c.Text(field+".issuer", i.Issuer)
	c.Text(field+".value", i.Value)
	if i.Value == "" {
		c.Block("identifier-missing", field+".value", "")
	}
}
