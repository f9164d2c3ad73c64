package form

import (
	"strings"
	"unicode"

	"samano/register"
)

// Name is a name in its two scripts, as it was typed.
type Name struct{ Given, Surname, GivenLatin, SurnameLatin string }

// Name reads a name from the fields with a prefix.
func (f Form) Name(prefix string) Name {
	return Name{f.Text(prefix + "given"), f.Text(prefix + "surname"), f.Text(prefix + "given-latin"), f.Text(prefix + "surname-latin")}
}

func (n Name) Empty() bool { return n == Name{} }

// Forms returns the written forms: what was typed and nothing else.
func (n Name) Forms() []register.NameForm {
	var out []register.NameForm
	add := func(script register.Script, given, surname string) {
		var parts []register.NamePart
		if given != "" {
			parts = append(parts, register.NamePart{Given: given})
		}
		if surname != "" {
			parts = append(parts, register.NamePart{Surname: surname})
		}
		if parts != nil {
			out = append(out, register.NameForm{Script: script, Parts: parts, Source: register.FromDeclaration})
		}
	}
	add(register.Lao, n.Given, n.Surname)
	add(register.Latin, n.GivenLatin, n.SurnameLatin)
	return out
}

// NotLao returns the fields for Lao script in which there are Latin letters.
func (n Name) NotLao() []string {
	return having(unicode.Latin, [2]string{"given", n.Given}, [2]string{"surname", n.Surname})
}

// NotLatin returns the fields for Latin letters in which there is Lao script.
func (n Name) NotLatin() []string {
	return having(unicode.Lao, [2]string{"given-latin", n.GivenLatin}, [2]string{"surname-latin", n.SurnameLatin})
}

// having returns the fields, each with its text, in which there are letters of a script.
func having(script *unicode.RangeTable, fields ...[2]string) (out []string) {
	for _, f := range fields {
		if strings.ContainsFunc(f[1], func(r rune) bool { return unicode.Is(script, r) }) {
			out = append(out, f[0])
		}
	}
	return out
}

// NameOf returns the fields that show the written forms of a name again.
func NameOf(forms []register.NameForm) Name {
	var n Name
	for _, f := range forms {
		switch {
		case f.Script == register.Lao:
			n.Given, n.Surname = f.Given(), f.Surname()
		case f.Script == register.Latin:
			n.GivenLatin, n.SurnameLatin = f.Given(), f.Surname()
		}
	}
	return n
}
