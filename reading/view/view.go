// Package view owns what a reader is shown of a subject: its facts in the
// terms that people use, numbers, names and codes, never internal ids. Whether
// the reader may see it is decided before, by package access; how it is worded is
// decided after, by the face that shows it.
package view

import (
	"strings"

	"samano/register"
)

// Terms turns internal ids into what people use.
type Terms struct {
	Atlas    *register.Atlas
	Persons  map[register.PersonID]*register.Person // those whom the facts name
	Texts    map[string]register.PersonID           // whom texts of a payload name
	Withheld map[register.PersonID]bool             // those of them of whom this reader is told nothing
	Day      register.Day                           // places are named as they are on that day
	Told     map[register.PersonID]bool             // where somebody is named, they are entered here, for the look; nil: not kept
}

// Someone is a person as others' facts name them.
type Someone struct {
	Number    register.Number `json:"number,omitempty"`
	Lao       string          `json:"lao,omitempty"`
	Latin     string          `json:"latin,omitempty"`
	Withheld  bool            `json:"withheld,omitempty"`  // a protection covers them
	Described bool            `json:"described,omitempty"` // not in the register
}

// Place is a unit with those above it.
type Place struct {
	Code  register.Code `json:"code,omitempty"`
	Lao   string        `json:"lao,omitempty"`   // "ບ້ານ, ເມືອງ, ແຂວງ"
	Latin string        `json:"latin,omitempty"` //
}

// FactSource says how the register came to hold a fact, and when it was examined.
type FactSource struct {
	Source   string        `json:"source,omitempty"`  // paper-seen, declared or taken-over
	Examined register.Date `json:"examined,omitzero"` // the day of the last comparison with a paper
	Paper    string        `json:"paper,omitempty"`   // of which kind the paper was
}

// SourceOf returns the source of a fact.
func SourceOf(f register.AnyFact) FactSource {
	st := f.Standing()
	return FactSource{Source: f.Source.String(), Examined: st.ExaminedOn, Paper: st.Paper}
}

// Fact is one fact in the reader's terms. Value is one of the types of this
// package or a plain value of package register that names nobody and no place.
type Fact struct {
	Field   register.Field `json:"field"`
	Value   any            `json:"value"`
	From    register.Date  `json:"from,omitzero"`
	Until   register.Date  `json:"until,omitzero"`
	Ended   bool           `json:"ended,omitempty"`
	Void    bool           `json:"void,omitempty"`
	Inquiry bool           `json:"inquiry,omitempty"`
	FactSource
	Key      register.EffectRef `json:"key"` // by which a correction names the fact
	ClosedBy register.Seq       `json:"closed_by,omitempty"`
}

// Holds says whether the fact is held to be true on that day.
func (f Fact) Holds(day register.Day) register.Truth {
	return register.HoldsOn(f.From, register.Standing{Void: f.Void, Ended: f.Ended, Until: f.Until}, day)
}

// The values that name somebody or some place.
type (
	// Event is a birth or a death.
	Event struct {
		Date     register.Date    `json:"date,omitzero"`
		Place    *Place           `json:"place,omitempty"`
		Country  register.Country `json:"country,omitempty"`
		Text     string           `json:"text,omitempty"`
		Order    int              `json:"order,omitempty"`
		Declared bool             `json:"declared,omitempty"`
	}
	// Bond is a parent, a partner, a guardian, a member, a head or a merge.
	Bond struct {
		Role string  `json:"role,omitempty"`
		With Someone `json:"with"`
	}
	// Home is a residence or a household's address.
	Home struct {
		Kind     register.ResidenceKind `json:"kind,omitempty"`
		Place    *Place                 `json:"place,omitempty"`
		House    string                 `json:"house,omitempty"`
		Country  register.Country       `json:"country,omitempty"`
		Text     string                 `json:"text,omitempty"`
		Expected register.Date          `json:"expected,omitzero"`
	}
)

// Facts returns the facts of a subject, field by field in the order of its document.
func (t Terms) Facts(s register.Subject) []Fact {
	return t.FactsWhere(s, func(Fact) bool { return true })
}

// FactsWhere returns those of the facts that are wanted, which is asked before the fact has its
// value: a fact that is left out names nobody.
func (t Terms) FactsWhere(s register.Subject, wanted func(Fact) bool) []Fact {
	var out []Fact
	s.Each(func(f register.AnyFact) bool {
		if f.Field() == register.FieldOrigin {
			return true
		}
		st := f.Standing()
		closed := st.EndedBy.Seq
		if st.Void {
			closed = st.VoidBy.Seq
		}
		fact := Fact{
			Field: f.Field(), From: f.From, Until: st.Until,
			Ended: st.Ended, Void: st.Void, Inquiry: st.Inquiry, FactSource: SourceOf(f), Key: f.Key, ClosedBy: closed,
		}
		if wanted(fact) {
			fact.Value = t.value(f.Value)
			out = append(out, fact)
		}
		return true
	})
	return out
}

func (t Terms) value(v register.Value) any {
	switch v := v.(type) {
	case register.Birth:
		e := t.event(v.Date, v.Where)
		e.Order = v.Order
		return e
	case register.Death:
		e := t.event(v.Date, v.Where)
		e.Declared = v.Declared
		return e
	case register.Parent:
		return Bond{Role: string(v.Role), With: t.party(v.Party)}
	case register.Partner:
		return Bond{With: t.party(v.With)}
	case register.Guardian:
		return Bond{Role: v.Scope, With: t.party(v.Party)}
	case register.SameAs:
		return Bond{With: t.Someone(v.Person)}
	case register.Member:
		return Bond{Role: string(v.Relation), With: t.Someone(v.Person)}
	case register.Head:
		return Bond{Role: string(register.HeadRelation), With: t.Someone(v.Person)}
	case register.Residence:
		return Home{Kind: v.Kind, Place: t.Place(v.Address.Place), House: v.Address.Dwelling, Country: v.Country, Text: v.Text, Expected: v.Expected}
	case register.Address:
		return Home{Place: t.Place(v.Place), House: v.Dwelling}
	case register.ParentPlace:
		return t.Place(v.Place)
	case register.Successor:
		return t.Place(v.Place)
	}
	return v
}

func (t Terms) event(d register.Date, w register.Where) Event {
	return Event{Date: d, Place: t.Place(w.Place), Country: w.Country, Text: w.Text}
}

func (t Terms) party(p register.Party) Someone {
	if p.Described != nil {
		return Someone{Lao: In(p.Described.Name, register.Lao), Latin: In(p.Described.Name, register.Latin), Described: true}
	}
	return t.Someone(p.Person)
}

// Someone names a person as others' facts do.
func (t Terms) Someone(id register.PersonID) Someone {
	p := t.Persons[id]
	if p != nil && t.Told != nil {
		t.Told[id] = true
	}
	if p == nil || t.Withheld[id] {
		return Someone{Withheld: true}
	}
	name := p.Official()
	return Someone{Number: p.Number(), Lao: In(name, register.Lao), Latin: In(name, register.Latin)}
}

// In returns a name as written in a script, empty if it is not.
func In(n register.Name, s register.Script) string {
	f, _ := n.In(s)
	return f.String()
}

// Place names a unit with those above it; nil for none.
func (t Terms) Place(id register.PlaceID) *Place {
	chain := t.Atlas.Chain(id, t.Day)
	if len(chain) == 0 {
		return nil
	}
	out := &Place{Code: chain[0].CodeOn(t.Day)}
	if out.Code == "" && len(chain[0].Codes) > 0 { // a unit that has ended keeps its last code
		out.Code = chain[0].Codes[len(chain[0].Codes)-1].Value
	}
	var lao, latin []string
	for _, p := range chain {
		name := p.NameOn(t.Day)
		if name == (register.PlaceName{}) && len(p.Names) > 0 {
			name = p.Names[len(p.Names)-1].Value
		}
		if name.Lao != "" {
			lao = append(lao, name.Lao)
		}
		switch { // a unit that nobody has written in Latin letters is named as it is
		case name.Latin != "":
			latin = append(latin, name.Latin)
		case name.Lao != "":
			latin = append(latin, name.Lao)
		}
	}
	out.Lao, out.Latin = strings.Join(lao, ", "), strings.Join(latin, ", ")
	return out
}
