package certificate

import (
	"cmp"
	"slices"
	"strings"

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

// shown is what a certificate shows, as the register held it at some Seq. Two of
// them differ exactly where the paper would.
type shown struct {
	kind    register.Kind
	act     *register.Act
	office  register.Office
	atlas   *register.Atlas
	of      []*register.Person                     // the child, the dead, the spouses who are in the register
	all     map[register.PersonID]*register.Person // of and those whom they name
	day     register.Day                           // of registration
	seq     register.Seq
	country register.Country
}

// asKnown returns the same as the register held it after the act at seq.
func (s *shown) asKnown(seq register.Seq) *shown {
	t := *s
	t.seq, t.of, t.all = seq, nil, make(map[register.PersonID]*register.Person, len(s.all))
	for id, p := range s.all {
		t.all[id] = register.AsKnown(p, seq)
	}
	for _, p := range s.of {
		t.of = append(t.of, t.all[p.ID])
	}
	return &t
}

// stands reports whether the birth, the death or the marriage was not annulled.
func (s *shown) stands() bool {
	return len(s.of) > 0 && !slices.ContainsFunc(s.of, func(p *register.Person) bool { return !s.standsFor(p) })
}

func (s *shown) standsFor(p *register.Person) bool {
	switch s.kind {
	case register.KindBirth:
		return p.Exists()
	case register.KindDeath:
		_, ok := s.death(p)
		return ok
	case register.KindMarriage:
		_, ok := s.marriage(p)
		return ok
	}
	return false
}

func (s *shown) death(p *register.Person) (register.Death, bool) {
	for _, f := range p.Deaths.Standing() {
		if f.Key.Seq == s.act.Seq || len(p.Deaths.Standing()) == 1 {
			return f.Value, true // a corrected death is a fact of its own
		}
	}
	return register.Death{}, false
}

func (s *shown) marriage(p *register.Person) (register.Fact[register.Partner], bool) {
	var last register.Fact[register.Partner]
	found := false
	for _, f := range p.Partners.Standing() {
		if f.Key.Seq == s.act.Seq {
			return f, true
		}
		if s.corrects(p, f) {
			last, found = f, true
		}
	}
	return last, found
}

// corrects reports whether the fact took the place of the one that the act opened
// and that a correction voided.
func (s *shown) corrects(p *register.Person, f register.Fact[register.Partner]) bool {
	for i := range p.Partners {
		g := &p.Partners[i]
		if st := g.Standing(); g.Key.Seq == s.act.Seq && st.Void && st.VoidBy.Seq == f.Key.Seq {
			return true
		}
	}
	return false
}

// lines returns the content of the certificate in the order of the fields; ok is false if this code
// does not know one of the fields.
func (s *shown) lines(fields []string) (out []Line, ok bool) {
	for _, f := range fields {
		ls, known := s.line(f)
		if !known {
			return nil, false
		}
		for _, l := range ls {
			l.Field = f
			out = append(out, l)
		}
	}
	return out, true
}

func (s *shown) line(field string) ([]Line, bool) {
	switch field {
	case "act-number":
		return []Line{{Word: s.act.Printed.String()}}, true
	case "registered-on":
		return []Line{{Date: s.day.String()}}, true
	case "office":
		return []Line{{Lao: s.office.Name, Latin: s.office.NameLatin, Word: string(s.office.ID)}}, true
	case "number":
		return s.each(func(p *register.Person) Line { return Line{Word: string(p.Number())} }), true
	case "name":
		return s.each(func(p *register.Person) Line { return nameLine(p.Official()) }), true
	case "sex":
		return s.each(func(p *register.Person) Line { return Line{Word: string(p.Sex())} }), true
	case "birth-date":
		return s.each(func(p *register.Person) Line { return Line{Date: p.Born().Date.EDTF()} }), true
	case "birth-place":
		return s.each(func(p *register.Person) Line { return s.placeLine(p.Born().Where, p.Born().Date) }), true
	case "nationality":
		return s.each(func(p *register.Person) Line { return Line{Word: nationality(p, s.country)} }), true
	case "mother":
		return s.parents(register.Mother), true
	case "father":
		return s.parents(register.Father), true
	case "death-date", "death-place":
		return s.each(func(p *register.Person) Line {
			d, _ := s.death(p)
			if field == "death-date" {
				return Line{Date: d.Date.EDTF()}
			}
			return s.placeLine(d.Where, d.Date)
		}), true
	case "spouses", "birth-dates", "nationalities", "marriage-date", "marriage-place":
		return s.marriageLine(field), true
	}
	return nil, false
}

// each returns a line for each person, numbered if there are several.
func (s *shown) each(line func(*register.Person) Line) []Line {
	var out []Line
	for i, p := range s.of {
		l := line(p.Ordinary())
		if s.kind == register.KindMarriage {
			l.Of = i + 1
		}
		out = append(out, l)
	}
	return out
}

// parents returns the present parents. Nothing distinguishes parents by birth from others.
func (s *shown) parents(role register.ParentRole) []Line {
	var out []Line
	for _, p := range s.of {
		for _, f := range p.Ordinary().Parents {
			if f.Value.Role == role {
				out = append(out, s.partyLine(f.Value.Party))
			}
		}
	}
	return out
}

func (s *shown) partyLine(party register.Party) Line {
	if p := s.all[party.Person]; p != nil {
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
	sex         register.Sex
	nationality string
}

func (s *shown) spouses() []spouse {
	var out []spouse
	for _, p := range s.of {
		o := p.Ordinary()
		out = append(out, spouse{nameLine(o.Official()), o.Born().Date, o.Sex(), nationality(o, s.country)})
	}
	if len(s.of) != 1 {
		return out
	}
	f, _ := s.marriage(s.of[0])
	if d := f.Value.With.Described; d != nil {
		other := spouse{name: nameLine(d.Name), born: d.Born, sex: d.Sex}
		if d.Nationality != nil {
			other.nationality = string(d.Nationality.Country)
		}
		out = append(out, other)
	}
	return out
}

func (s *shown) marriageLine(field string) []Line {
	if len(s.of) == 0 {
		return nil
	}
	f, _ := s.marriage(s.of[0])
	switch field {
	case "marriage-date":
		return []Line{{Date: f.From.EDTF()}}
	case "marriage-place":
		return []Line{s.placeLine(f.Value.Where, f.From)}
	}
	var out []Line
	for i, sp := range s.spouses() {
		l := sp.name
		switch field {
		case "birth-dates":
			l = Line{Date: sp.born.EDTF()}
		case "nationalities":
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
func (s *shown) placeLine(w register.Where, when register.Date) Line {
	if w.Place == 0 {
		return Line{Lao: w.Text, Word: string(w.Country)}
	}
	day := min(when.Latest(), s.day)
	var lao, latin []string
	for _, p := range s.atlas.Chain(w.Place, day) {
		n := p.NameOn(day)
		lao, latin = append(lao, n.Lao), append(latin, n.Latin)
	}
	return Line{Lao: strings.Join(lao, ", "), Latin: strings.Join(latin, ", "), Word: w.Text}
}

// claims returns what the code on the paper says about the persons and the event.
func (s *shown) claims(fields []string) credential.Claims {
	has := func(f string) bool { return slices.Contains(fields, f) }
	c := credential.Claims{Seq: credential.Seq(s.seq), Office: string(s.office.ID), ActNumber: s.act.Printed.String(), Registered: credential.Date(s.day.String())}
	switch s.kind {
	case register.KindBirth:
		p := s.of[0].Ordinary()
		c.Kind, c.Person = credential.Birth, claimPerson(nameLine(p.Official()), p.Born().Date, p.Sex(), nationality(p, s.country))
		c.Event.Place = claimPlace(s.placeLine(p.Born().Where, p.Born().Date))
		c.Mother, c.Father = claimNames(first(s.parents(register.Mother))), claimNames(first(s.parents(register.Father)))
	case register.KindDeath:
		p := s.of[0].Ordinary()
		d, _ := s.death(s.of[0])
		c.Kind, c.Person = credential.Death, claimPerson(nameLine(p.Official()), p.Born().Date, p.Sex(), nationality(p, s.country))
		c.Event = credential.Event{Date: credential.Date(d.Date.EDTF()), Place: claimPlace(s.placeLine(d.Where, d.Date))}
	case register.KindMarriage:
		f, _ := s.marriage(s.of[0])
		c.Kind = credential.Marriage
		c.Event = credential.Event{Date: credential.Date(f.From.EDTF()), Place: claimPlace(s.placeLine(f.Value.Where, f.From))}
		for i, sp := range s.spouses() {
			person := claimPerson(sp.name, sp.born, sp.sex, sp.nationality)
			if i == 0 {
				c.Person = person
			} else {
				c.Spouse = person
			}
		}
	}
	if has("number") {
		c.Person.ID = string(s.of[0].Number())
	}
	return c
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

// claimPerson fills the attributes of Claim 169. A name in Lao letters is marked as Lao. The
// language of a name in Latin letters is unknown; beside a Lao name it is the transcription.
func claimPerson(name Line, born register.Date, sex register.Sex, nationality string) credential.Person {
	p := credential.Person{Names: claimNames(name), BirthDate: credential.Date(born.EDTF())}
	if name.Lao != "" {
		p.Language = "lao"
	}
	if p.Names.Latin != "" {
		p.LatinLanguage = "eng"
	}
	switch sex {
	case register.Female:
		p.Gender = credential.Female
	case register.Male:
		p.Gender = credential.Male
	}
	if code, _, _ := strings.Cut(nationality, " "); len(code) == 3 && code == strings.ToUpper(code) {
		p.Nationality = code
	}
	return p
}
