package view

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"samano/acts"
	"samano/acts/life"
	"samano/register"
)

// Stated is one field of a payload: one of what follows, as it was typed.
type Stated struct {
	Field       string   // the path in the payload, without the index of what a list has one of only
	Someone     *Someone // whom Text names
	Described   *Described
	Site        *Site
	Name        []register.NameForm
	Date        register.Date
	Nationality *register.Nationality
	Identifier  *Identifier
	Book        *register.Book
	Set, Word   string // a word of a closed set, or of a list of the law pack
	Text        string // or a number; beside a word of the set "field" the key of a fact
	Yes         bool
	Sealed      bool // nobody is shown what it is
}

type (
	// Described is all that was said of somebody who is not in the register.
	Described struct {
		Name                           []register.NameForm
		Born, Died                     register.Date
		Sex                            register.Sex
		Nationality                    *register.Nationality
		DocumentKind, Document, Issuer string
		Where                          Site
	}
	// Identifier is a number of another authority, or of its paper, as it was declared.
	Identifier struct{ Kind, Value, Issuer string }
	// Site is a place as it was declared, or an address.
	Site struct {
		Code    register.Code
		Place   *Place // nil: there is no such unit
		House   string
		Country register.Country
		Text    string
	}
)

// besideSides are the fields that the subjects show before and after. Descriptions and places of them
// are stated all the same: a subject does not show all that was said.
var besideSides = []string{
	"book", "books", "born", "child", "died", "head", "identifiers", "members", "name", "nationalities", "nationality", "opens", "order", "other_names",
	"person", "persons", "relation", "relations", "right", "sex", "since", "spouse", "status",
}

// Stated returns what a payload states, in the order in which its kind lists the fields; with beside what
// its subjects do not show before and after. A payload that cannot be read states nothing.
func (t Terms) Stated(kind register.Kind, payload json.RawMessage, beside bool) []Stated {
	content, findings := acts.Decode(&register.Proposal{Kind: kind, Payload: payload})
	if findings != nil {
		return nil
	}
	d, _ := acts.Describe(kind)
	out := t.stated("", "", reflect.ValueOf(content).Elem())
	for i := range out {
		if slices.Contains(d.Sealed, out[i].Field) {
			out[i] = Stated{Field: out[i].Field, Sealed: true}
		}
	}
	return slices.DeleteFunc(out, func(s Stated) bool {
		top, _, _ := strings.Cut(s.Field, ".")
		return beside && s.Described == nil && s.Site == nil && slices.Contains(besideSides, top)
	})
}

// stated walks a part of a payload. name is the last name in its path.
func (t Terms) stated(path, name string, v reflect.Value) (out []Stated) {
	if v.IsZero() || name == "as" { // an id, which nobody typed
		return nil
	}
	if one, ok := t.leaf(name, v); ok {
		if one.Field = path; reflect.DeepEqual(one, Stated{Field: path}) {
			return nil
		}
		return []Stated{one}
	}
	switch v.Kind() {
	case reflect.Pointer:
		return t.stated(path, name, v.Elem())
	case reflect.Slice, reflect.Array:
		if v.Len() == 1 {
			return t.stated(path, name, v.Index(0))
		}
		for i := range v.Len() {
			out = append(out, t.stated(path+"."+strconv.Itoa(i), name, v.Index(i))...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			tag, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			at := strings.TrimPrefix(path+"."+tag, ".")
			if tag == "" || v.Type() == reflect.TypeFor[acts.Who]() { // of the one or the other kind it is the party
				at = path
			}
			out = append(out, t.stated(at, tag, v.Field(i))...)
		}
	}
	return out
}

// leaf returns a part of a payload that is stated as one; nothing for what nobody typed.
func (t Terms) leaf(name string, v reflect.Value) (one Stated, ok bool) {
	switch x := v.Interface().(type) {
	case register.Date:
		return Stated{Date: x}, true
	case register.Nationality:
		return Stated{Nationality: &x}, true
	case register.Identifier:
		return Stated{Identifier: &Identifier{x.Kind, x.Value, x.Issuer}}, true
	case register.Book:
		return Stated{Book: &x}, true
	case []register.NameForm:
		return Stated{Name: x}, true
	case acts.Described:
		return Stated{Described: t.described(x)}, true
	case acts.PlaceOf:
		return t.place(x, ""), true
	case acts.Dwelling:
		return t.place(acts.PlaceOf{Code: x.Code}, x.House), true
	case register.Code:
		return t.place(acts.PlaceOf{Code: x}, ""), true
	case register.Country:
		return t.place(acts.PlaceOf{Country: x}, ""), true
	case register.EffectRef:
		return Stated{Set: "field", Word: t.fieldOf(x), Text: x.String()}, true
	}
	if set := typeSets[v.Type()]; set != "" {
		return Stated{Set: set, Word: v.String()}, true
	}
	switch v.Kind() {
	case reflect.Bool:
		return Stated{Yes: true}, true
	case reflect.String:
		return t.text(name, v.String()), true
	case reflect.Int, reflect.Int64:
		return Stated{Text: strconv.FormatInt(v.Int(), 10)}, true
	}
	return Stated{}, false
}

// typeSets are the sets of words, by the type of a field; textSets those of texts, by its name.
var (
	typeSets = map[reflect.Type]string{
		reflect.TypeFor[register.Sex](): "sex", reflect.TypeFor[register.Relation](): "relation", reflect.TypeFor[register.ParentRole](): "relation",
		reflect.TypeFor[register.ResidenceKind](): "residence-kind", reflect.TypeFor[register.HouseholdKind](): "household-kind",
		reflect.TypeFor[register.NameKind](): "name-kind", reflect.TypeFor[register.Level](): "level", reflect.TypeFor[acts.NotLivingStep](): "step",
		reflect.TypeFor[acts.AllotTo](): "allot", reflect.TypeFor[acts.Disposition](): "disposition",
	}
	textSets = map[string]string{"kind": "status-kind", "paper": "evidence-kind", "scope": "relation"}
)

// persons are the fields whose text names a person.
var persons = []string{"child", "head", "other", "person", "persons", "spouse", "survivor"}

// text returns what a text says: whom it names, a word, or itself.
func (t Terms) text(name, text string) Stated {
	if id, ok := t.Texts[text]; ok {
		who := t.Someone(id)
		return Stated{Someone: &who, Text: text}
	}
	switch set := textSets[name]; {
	case set != "":
		return Stated{Set: set, Word: text}
	case strings.HasPrefix(text, "@"): // an id, which nobody typed
		return Stated{}
	case slices.Contains(persons, name):
		return Stated{Someone: &Someone{Withheld: true}, Text: text}
	}
	return Stated{Text: text}
}

// fieldOf returns the field of a fact of those who are named; empty for any other.
func (t Terms) fieldOf(key register.EffectRef) (field string) {
	for _, p := range t.Persons {
		if f, ok := life.FindShown(p, key); ok {
			return string(f.Field())
		}
	}
	return ""
}

func (t Terms) described(d acts.Described) *Described {
	out := &Described{Name: d.Name, Born: d.Born, Died: d.Died, Sex: d.Sex, Nationality: d.Nationality, Where: t.siteOf(d.Where, "")}
	if d.Document != nil {
		out.DocumentKind, out.Document, out.Issuer = d.Document.Kind, d.Document.Value, d.Document.Issuer
	}
	return out
}

func (t Terms) place(p acts.PlaceOf, house string) Stated {
	site := t.siteOf(p, house)
	return Stated{Site: &site}
}

func (t Terms) siteOf(p acts.PlaceOf, house string) Site {
	s := Site{Code: p.Code, House: house, Country: p.Country, Text: p.Text}
	if unit, ok := t.Atlas.ByCode(p.Code, t.Day); ok {
		s.Place = t.Place(unit.ID)
	}
	return s
}
