// Package schema owns the JSON Schema of each kind's payload. The command line prints it;
// whatever describes, reads or writes payloads outside Go asks here.
//
// A schema is derived from the payload's Go type, so that it cannot differ from what
// acts.Decode reads. It covers the types that payloads use: structs, lists, numbers, booleans
// and the register's own texts.
package schema

import (
	"reflect"
	"strings"

	"samano/acts"
	"samano/register"
)

// Schema is a JSON Schema (draft 2020-12), as far as payloads need it. Its fields stand in the
// order in which encoding/json writes them.
type Schema struct {
	AdditionalProperties *bool             `json:"additionalProperties,omitempty"`
	Description          string            `json:"description,omitempty"`
	Format               string            `json:"format,omitempty"`
	Items                *Schema           `json:"items,omitempty"`
	MaxItems             int               `json:"maxItems,omitempty"`
	MaxProperties        int               `json:"maxProperties,omitempty"`
	MinItems             int               `json:"minItems,omitempty"`
	MinProperties        int               `json:"minProperties,omitempty"`
	Pattern              string            `json:"pattern,omitempty"`
	Properties           map[string]Schema `json:"properties,omitzero"`
	Required             []string          `json:"required,omitzero"` // empty in an object, nil elsewhere
	Type                 string            `json:"type"`
}

// Of returns the schema of a kind's payload, and reports whether the kind exists.
func Of(kind register.Kind) (Schema, bool) {
	d, ok := acts.Describe(kind)
	if !ok {
		return Schema{}, false
	}
	return of(reflect.TypeOf(d.New()).Elem(), map[reflect.Type]bool{}), true
}

var (
	textType = reflect.TypeFor[interface{ UnmarshalText([]byte) error }]()
	closed   = false // the value of additionalProperties: acts.Decode refuses unknown fields
)

// texts are the register's own texts that have a form of their own.
var texts = map[reflect.Type]Schema{
	reflect.TypeFor[register.Date](): {
		Type:        "string",
		Description: "EDTF: 1974-05-03, 1974-05, 1974, 1974~ (about), XXXX (unknown); then a space and declared or estimated where no document says so",
	},
	reflect.TypeFor[register.Day](): {Type: "string", Format: "date"},
	reflect.TypeFor[register.EffectRef](): {
		Type:        "string",
		Description: "key of a fact: the act's place in the register, a point, and a count",
		Pattern:     `^[0-9]+\.[0-9]+$`,
	},
}

// of returns the schema of a type. open holds the structs that enclose it: a struct inside
// itself is described as any object.
func of(t reflect.Type, open map[reflect.Type]bool) Schema {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if s, ok := texts[t]; ok {
		return s
	}
	if t.Implements(textType) || reflect.PointerTo(t).Implements(textType) {
		return Schema{Type: "string"}
	}
	switch t.Kind() {
	case reflect.Struct:
		if open[t] {
			return Schema{Type: "object"}
		}
		open[t] = true
		defer delete(open, t)
		return object(t, open)
	case reflect.Slice:
		items := of(t.Elem(), open)
		return Schema{Type: "array", Items: &items}
	case reflect.Array:
		items := of(t.Elem(), open)
		return Schema{Type: "array", Items: &items, MinItems: t.Len(), MaxItems: t.Len()}
	case reflect.Bool:
		return Schema{Type: "boolean"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint8, reflect.Uint32, reflect.Uint64:
		return Schema{Type: "integer"}
	}
	return Schema{Type: "string"}
}

func object(t reflect.Type, open map[reflect.Type]bool) Schema {
	s := Schema{Type: "object", AdditionalProperties: &closed, Properties: map[string]Schema{}, Required: []string{}}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || name == "" {
			continue
		}
		s.Properties[name] = of(f.Type, open)
		if !strings.Contains(options, "omit") {
			s.Required = append(s.Required, name)
		}
	}
	if t == reflect.TypeFor[register.NamePart]() {
		s.Description = "one part of a name: exactly one of these; the parts stand in the order in which the person writes them"
		s.MinProperties, s.MaxProperties = 1, 1
	}
	return s
}
