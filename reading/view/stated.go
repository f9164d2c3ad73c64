package view

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"samano/acts"
	"samano/register"
)

// Stated is what a proposal states that no subject shows before or after it, or not to every reader:
// who is described, a place, and what only decides how the act goes.
type Stated struct {
	Field string // the path in the payload
	Who   *Described
	Site  *Site
	Text  string
	Yes   bool
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
	// Site is a place as it was declared, or an address.
	Site struct {
		Code    register.Code
		Place   *Place // nil: there is no such unit
		House   string
		Country register.Country
		Text    string
	}
)

// Stated returns what a payload states, in the order of the names of its fields.
func (t Terms) Stated(payload json.RawMessage) []Stated { return t.stated("", payload) }

func (t Terms) stated(field string, raw json.RawMessage) (out []Stated) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil {
		for i, one := range list {
			out = append(out, t.stated(field+"."+strconv.Itoa(i), one)...)
		}
		return out
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return nil
	}
	if place, ok := t.site(raw, fields); ok {
		return []Stated{{Field: field, Site: &place}}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		at := strings.TrimPrefix(field+"."+name, ".")
		var who acts.Described
		var text string
		switch {
		case name == "described" && json.Unmarshal(fields[name], &who) == nil:
			out = append(out, Stated{Field: field, Who: t.described(who)})
		case name == "whole" && string(fields[name]) == "true":
			out = append(out, Stated{Field: at, Yes: true})
		case (name == "household" || name == "cause") && json.Unmarshal(fields[name], &text) == nil:
			if !strings.HasPrefix(text, "@") { // an id, which nobody typed
				out = append(out, Stated{Field: at, Text: text})
			}
		default:
			out = append(out, t.stated(at, fields[name])...)
		}
	}
	return out
}

func (t Terms) described(d acts.Described) *Described {
	out := &Described{Name: d.Name, Born: d.Born, Died: d.Died, Sex: d.Sex, Nationality: d.Nationality, Where: t.siteOf(d.Where, "")}
	if d.Document != nil {
		out.DocumentKind, out.Document, out.Issuer = d.Document.Kind, d.Document.Value, d.Document.Issuer
	}
	return out
}

// site reads a part of a payload that has the fields of a place and no others.
func (t Terms) site(raw json.RawMessage, fields map[string]json.RawMessage) (Site, bool) {
	for name := range fields {
		if !slices.Contains([]string{"code", "house", "country", "text"}, name) {
			return Site{}, false
		}
	}
	var p struct {
		acts.PlaceOf
		House string `json:"house"`
	}
	if len(fields) == 0 || json.Unmarshal(raw, &p) != nil {
		return Site{}, false
	}
	return t.siteOf(p.PlaceOf, p.House), true
}

func (t Terms) siteOf(p acts.PlaceOf, house string) Site {
	s := Site{Code: p.Code, House: house, Country: p.Country, Text: p.Text}
	if unit, ok := t.Atlas.ByCode(p.Code, t.Day); ok {
		s.Place = t.Place(unit.ID)
	}
	return s
}
