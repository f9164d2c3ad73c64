package application

import (
	"strings"

	"samano/number"
	"samano/register"
)

// Declarant is the person who declares: by name, and by number if they have one.
type Declarant struct {
	Person   string `json:"person,omitempty"` // number
	Name     string `json:"name,omitempty"`
	Relation string `json:"relation,omitempty"` // to whom the acts concern: "mother", "village-chief"
}

// Text returns the declarant as the act names them.
func (d Declarant) Text() string {
	var parts []string
	for _, part := range []string{d.Name, d.Person, d.Relation} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// check returns the faults because of which a declarant cannot be kept. The number is written as
// the register writes it.
func (d *Declarant) check(scheme number.Scheme) []register.Finding {
	out := CheckText("declarant.person", d.Person, maxNameBytes)
	if d.Person != "" && out == nil {
		canonical, err := scheme.Parse(d.Person)
		if err != nil {
			out = append(out, register.Blocked(number.CodeOf(err), "declarant.person"))
		}
		d.Person = canonical
	}
	out = append(out, CheckText("declarant.name", d.Name, maxNameBytes)...)
	return append(out, CheckText("declarant.relation", d.Relation, maxNameBytes)...)
}
