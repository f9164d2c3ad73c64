// Package content owns what a certificate shows: its lines, and what the code on it says, made of
// documents as the register held them after some act. It is pure, and knows no reader: who may see
// it is asked before.
package content

import (
	"cmp"
	"slices"
	"strings"

	"samano/acts/certificates"
	"samano/credential"
	"samano/register"
)

// Line is one line of a certificate. It does not depend on the reader's language: a date is EDTF; a
// sex and a nationality are the register's own words, which the page translates.
type Line struct {
	Field string `json:"field"`         // from the law pack: "mother", "birth-date"
	Of    int    `json:"of,omitempty"`  // of which spouse, from 1; 0: there is one person
	Lao   string `json:"lao,omitempty"` // a name or a place in Lao
	Latin string `json:"latin,omitempty"`
	Date  string `json:"date,omitempty"`
	Word  string `json:"word,omitempty"` // a word or a number of the register
}

// Content is what a certificate shows, as the register held it after the act at Seq. Two of them
// differ exactly where the paper would.
type Content struct {
	Kind    register.Kind
	Act     *register.Act
	Office  register.Office
	Atlas   *register.Atlas
	Of      []*register.Person                     // the child, the dead, the spouses who are in the register
	All     map[register.PersonID]*register.Person // Of and those whom they name
	Day     register.Day                           // of registration
	Seq     register.Seq
	Country register.Country
}

// AsKnown returns the same as the register held it after the act at seq.
func (c *Content) AsKnown(seq register.Seq) *Content {
	t := *c
	t.Seq, t.Of, t.All = seq, nil, make(map[register.PersonID]*register.Person, len(c.All))
	for id, p := range c.All {
		t.All[id] = register.AsKnown(p, seq)
	}
	for _, p := range c.Of {
		t.Of = append(t.Of, t.All[p.ID])
	}
	return &t
}

// Stands reports whether the birth, the death or the marriage was not annulled.
func (c *Content) Stands() bool {
	return len(c.Of) > 0 && !slices.ContainsFunc(c.Of, func(p *register.Person) bool { return !c.standsFor(p) })
}

func (c *Content) standsFor(p *register.Person) bool {
	switch c.Kind {
	case register.KindBirth:
		return p.Exists()
	case register.KindDeath:
		_, ok := c.death(p)
		return ok
	case register.KindMarriage:
		_, ok := c.marriage(p)
		return ok
	}
	return false
}

func (c *Content) death(p *register.Person) (register.Death, bool) {
	for _, f := range p.Deaths.Standing() {
		if f.Key.Seq == c.Act.Seq || len(p.Deaths.Standing()) == 1 {
			return f.Value, true // a corrected death is a fact of its own
		}
	}
	return register.Death{}, false
}

func (c *Content) marriage(p *register.Person) (register.Fact[register.Partner], bool) {
	var last register.Fact[register.Partner]
	found := false
	for _, f := range p.Partners.Standing() {
		if f.Key.Seq == c.Act.Seq {
			return f, true
		}
		if c.corrects(p, f) {
			last, found = f, true
		}
	}
	return last, found
}

// corrects reports whether the fact took the place of the one that the act opened
// and that a correction voided.
func (c *Content) corrects(p *register.Person, f register.Fact[register.Partner]) bool {
	for i := range p.Partners {
		g := &p.Partners[i]
		if st := g.Standing(); g.Key.Seq == c.Act.Seq && st.Void && st.VoidBy.Seq == f.Key.Seq {
			return true
		}
	}
	return false
}

// Lines returns the content of the certificate in the order of the fields: for each at least one line,
// which is empty where the register holds nothing; ok is false if a certificate of this kind has no
// such field.
func (c *Content) Lines(fields []string) (out []Line, ok bool) {
	mine := certificates.Fields(c.Kind)
	for _, f := range fields {
		ls, known := c.line(f)
		if !known || !slices.Contains(mine, f) {
			return nil, false
		}
		if len(ls) == 0 {
			ls = []Line{{}}
		}
		for _, l := range ls {
			l.Field = f
			out = append(out, l)
		}
	}
	return out, true
}

func (c *Content) line(field string) ([]Line, bool) {
	switch field {
	case certificates.ActNumber:
		return []Line{{Word: c.Act.Printed.String()}}, true
	case certificates.RegisteredOn:
		return []Line{{Date: c.Day.String()}}, true
	case certificates.Office:
		return []Line{{Lao: c.Office.Name, Latin: c.Office.NameLatin, Word: string(c.Office.ID)}}, true
	case certificates.Number:
		return c.each(func(p *register.Person) Line { return Line{Word: string(p.Number())} }), true
	case certificates.Name:
		return c.each(func(p *register.Person) Line { return nameLine(p.Official()) }), true
	case certificates.Sex:
		return c.each(func(p *register.Person) Line { return Line{Word: string(p.Sex())} }), true
	case certificates.BirthDate:
		return c.each(func(p *register.Person) Line { return Line{Date: p.Born().Date.EDTF()} }), true
	case certificates.BirthPlace:
		return c.each(func(p *register.Person) Line { return c.placeLine(p.Born().Where, p.Born().Date) }), true
	case certificates.Nationality:
		return c.each(func(p *register.Person) Line { return Line{Word: nationality(p, c.Country)} }), true
	case certificates.Mother:
		return c.parents(register.Mother), true
	case certificates.Father:
		return c.parents(register.Father), true
	case certificates.DeathDate, certificates.DeathPlace:
		return c.each(func(p *register.Person) Line {
			d, _ := c.death(p)
			if field == certificates.DeathDate {
				return Line{Date: d.Date.EDTF()}
			}
			return c.placeLine(d.Where, d.Date)
		}), true
	case certificates.Spouses, certificates.BirthDates, certificates.Nationalities, certificates.MarriageDate, certificates.MarriagePlace:
		return c.marriageLine(field), true
	}
	return nil, false
}

// each returns a line for each person, numbered if there are several.
func (c *Content) each(line func(*register.Person) Line) []Line {
	var out []Line
	for i, p := range c.Of {
		l := line(p.Ordinary())
		if c.Kind == register.KindMarriage {
			l.Of = i + 1
		}
		out = append(out, l)
	}
	return out
}

// parents returns the present parents. Nothing distinguishes parents by birth from others.
func (c *Content) parents(role register.ParentRole) []Line {
	var out []Line
	for _, p := range c.Of {
		for _, f := range p.Ordinary().Parents {
			if f.Value.Role == role {
				out = append(out, c.partyLine(f.Value.Party))
			}
		}
	}
	return out
}

func (c *Content) partyLine(party register.Party) Line {
	if p := c.All[party.Person]; p != nil {
		return nameLine(p.Official())
	}
	if d := party.Described; d != nil {
		return nameLine(d.Name)
	}
	return Line{}
}

// spouse is one of the two spouses as the certificate shows them, registered or only described.
type spouse struct {
	name        Line
	born        register.Date
	nationality string
}

func (c *Content) spouses() []spouse {
	var out []spouse
	for _, p := range c.Of {
		o := p.Ordinary()
		out = append(out, spouse{nameLine(o.Official()), o.Born().Date, nationality(o, c.Country)})
	}
	if len(c.Of) != 1 {
		return out
	}
	f, _ := c.marriage(c.Of[0])
	if d := f.Value.With.Described; d != nil {
		other := spouse{name: nameLine(d.Name), born: d.Born}
		if d.Nationality != nil {
			other.nationality = string(d.Nationality.Country)
		}
		out = append(out, other)
	}
	return out
}

func (c *Content) marriageLine(field string) []Line {
	if len(c.Of) == 0 {
		return nil
	}
	f, _ := c.marriage(c.Of[0])
	switch field {
	case certificates.MarriageDate:
		return []Line{{Date: f.From.EDTF()}}
	case certificates.MarriagePlace:
		return []Line{c.placeLine(f.Value.Where, f.From)}
	}
	var out []Line
	for i, sp := range c.spouses() {
		l := sp.name
		switch field {
		case certificates.BirthDates:
			l = Line{Date: sp.born.EDTF()}
		case certificates.Nationalities:
			l = Line{Word: sp.nationality}
		}
		l.Of = i + 1
		out = append(out, l)
	}
	return out
}

func nameLine(n register.Name) Line {
	if n.Unnamed {
		return Line{Word: "not-yet-named"}
	}
	lao, _ := n.In(register.Lao)
	latin, _ := n.In(register.Latin)
	l := Line{Lao: lao.String(), Latin: latin.String()}
	if l.Lao == "" && l.Latin == "" && len(n.Forms) > 0 {
		l.Lao = n.Forms[0].String() // another script is better than nothing
	}
	return l
}

// nationality returns the countries of the nationalities that are held, the register's own first;
// if none is held, the state.
func nationality(p *register.Person, own register.Country) string {
	var held []string
	state := string(register.NationalityUnknown)
	for _, f := range p.Nationalities.Current() {
		switch f.Value.State {
		case register.NationalityHeld:
			held = append(held, string(f.Value.Country))
		case register.NationalityNone:
			state = string(register.NationalityNone)
		case register.NationalityClaimed, register.NationalityUnknown:
		}
	}
	if len(held) == 0 {
		return state
	}
	slices.SortFunc(held, func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(a, own), rank(b, own)), strings.Compare(a, b))
	})
	return strings.Join(slices.Compact(held), " ")
}

func rank(code string, own register.Country) int {
	if code == string(own) {
		return 0
	}
	return 1
}

// placeLine names a place as it was called when it happened, lowest unit first.
func (c *Content) placeLine(w register.Where, when register.Date) Line {
	if w.Place == 0 {
		return Line{Lao: w.Text, Word: string(w.Country)}
	}
	day := min(when.Latest(), c.Day)
	var lao, latin []string
	for _, p := range c.Atlas.Chain(w.Place, day) {
		n := p.NameOn(day)
		lao = append(lao, n.Lao)
		if n.Latin != "" { // a unit may have none
			latin = append(latin, n.Latin)
		}
	}
	return Line{Lao: strings.Join(lao, ", "), Latin: strings.Join(latin, ", "), Word: w.Text}
}

// Claims returns what the code on the paper says of the act, the persons and the event: of persons
// and events nothing that the fields leave off the paper. The printed number and the day of an act
// name the paper and stand in every code.
func (c *Content) Claims(fields []string) credential.Claims {
	shows := func(f string) bool { return slices.Contains(fields, f) }
	out := credential.Claims{Seq: credential.Seq(c.Seq), Office: string(c.Office.ID), ActNumber: c.Act.Printed.String(), Registered: credential.Date(c.Day.String())}
	switch c.Kind {
	case register.KindBirth:
		p := c.Of[0].Ordinary()
		out.Kind, out.Person = credential.Birth, claimOf(p, c.Country, fields)
		if shows(certificates.BirthPlace) {
			out.Event.Place = claimPlace(c.placeLine(p.Born().Where, p.Born().Date))
		}
		if shows(certificates.Mother) {
			out.Mother = claimNames(first(c.parents(register.Mother)))
		}
		if shows(certificates.Father) {
			out.Father = claimNames(first(c.parents(register.Father)))
		}
	case register.KindDeath:
		d, _ := c.death(c.Of[0])
		out.Kind, out.Person = credential.Death, claimOf(c.Of[0].Ordinary(), c.Country, fields)
		if shows(certificates.DeathDate) {
			out.Event.Date = credential.Date(d.Date.EDTF())
		}
		if shows(certificates.DeathPlace) {
			out.Event.Place = claimPlace(c.placeLine(d.Where, d.Date))
		}
	case register.KindMarriage:
		f, _ := c.marriage(c.Of[0])
		out.Kind = credential.Marriage
		if shows(certificates.MarriageDate) {
			out.Event.Date = credential.Date(f.From.EDTF())
		}
		if shows(certificates.MarriagePlace) {
			out.Event.Place = claimPlace(c.placeLine(f.Value.Where, f.From))
		}
		for i, sp := range c.spouses() {
			if person := claimSpouse(sp, fields); i == 0 {
				out.Person = person
			} else {
				out.Spouse = person
			}
		}
	}
	if shows(certificates.Number) {
		out.Person.ID = string(c.Of[0].Number())
	}
	return out
}

// claimOf returns the one person whom a certificate is about as the fields show them.
func claimOf(p *register.Person, own register.Country, fields []string) (out credential.Person) {
	for _, f := range fields {
		switch f {
		case certificates.Name:
			out = named(out, nameLine(p.Official()))
		case certificates.BirthDate:
			out.BirthDate = credential.Date(p.Born().Date.EDTF())
		case certificates.Sex:
			out.Gender = gender(p.Sex())
		case certificates.Nationality:
			out.Nationality = claimNationality(nationality(p, own))
		}
	}
	return out
}

// claimSpouse returns a spouse as the fields show them.
func claimSpouse(sp spouse, fields []string) (out credential.Person) {
	for _, f := range fields {
		switch f {
		case certificates.Spouses:
			out = named(out, sp.name)
		case certificates.BirthDates:
			out.BirthDate = credential.Date(sp.born.EDTF())
		case certificates.Nationalities:
			out.Nationality = claimNationality(sp.nationality)
		}
	}
	return out
}

// Reads reports whether two papers read the same, their codes among it, and are about the same
// people.
func (c *Content) Reads(other *Content, fields []string) bool {
	mine, _ := c.Lines(fields)
	theirs, _ := other.Lines(fields)
	if !slices.Equal(mine, theirs) || c.Stands() != other.Stands() {
		return false
	}
	if !slices.EqualFunc(c.Of, other.Of, func(x, y *register.Person) bool { return x.Survivor() == y.Survivor() }) {
		return false
	}
	return len(c.Of) == 0 || c.says(fields) == other.says(fields)
}

// says returns the claims without the moment that the copy shows.
func (c *Content) says(fields []string) credential.Claims {
	out := c.Claims(fields)
	out.Seq = 0
	return out
}

func first(ls []Line) Line {
	if len(ls) == 0 {
		return Line{}
	}
	return ls[0]
}

func claimPlace(l Line) string { return cmp.Or(l.Lao, l.Latin, l.Word) }

func claimNames(l Line) credential.Names {
	if l.Lao == "" {
		return credential.Names{Full: l.Latin}
	}
	return credential.Names{Full: l.Lao, Latin: l.Latin}
}

// named fills in a name as Claim 169 has it. A name in Lao letters is marked as Lao. The language of
// a name in Latin letters is unknown; beside a Lao name it is the transcription.
func named(p credential.Person, name Line) credential.Person {
	p.Names = claimNames(name)
	if name.Lao != "" {
		p.Language = "lao"
	}
	if p.Names.Latin != "" {
		p.LatinLanguage = "eng"
	}
	return p
}

func gender(sex register.Sex) credential.Gender {
	switch sex {
	case register.Female:
		return credential.Female
	case register.Male:
		return credential.Male
	}
	return credential.NotStated
}

// claimNationality returns the first country; nothing, where it is a state and no country.
func claimNationality(nationality string) string {
	if code, _, _ := strings.Cut(nationality, " "); len(code) == 3 && code == strings.ToUpper(code) {
		return code
	}
	return ""
}
