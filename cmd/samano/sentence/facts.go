package sentence

import (
	"fmt"
	"slices"
	"strings"

	"samano/reading/view"
	"samano/register"
)

// Someone writes how another person is named.
func Someone(s view.Someone) string {
	if s.Withheld {
		return "(national desk)"
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", s.Number, s.Lao, s.Latin))
}

// Place writes a unit.
func Place(p *view.Place) string {
	if p == nil {
		return ""
	}
	return strings.TrimSpace(string(p.Code) + " " + p.Latin)
}

// Fact writes the value of a fact in words, numbers and codes.
func Fact(v any) string {
	switch v := v.(type) {
	case view.Event:
		return Joined(v.Date.EDTF(), Place(v.Place), string(v.Country), v.Text)
	case view.Bond:
		return Joined(v.Role, Someone(v.With))
	case view.Home:
		return Joined(string(v.Kind), Place(v.Place), v.House, string(v.Country), v.Reason)
	case *view.Place:
		return Place(v)
	case register.Name:
		if v.Unnamed {
			return "(not yet named)"
		}
		words := []string{string(v.Kind)}
		for _, f := range v.Forms {
			words = append(words, f.String())
		}
		return strings.Join(words, " / ")
	case register.Nationality:
		return Joined(string(v.State), string(v.Country), v.Basis)
	case register.Identifier:
		return Joined(v.Kind, v.Issuer, v.Value)
	case register.ResidenceStatus:
		return Joined(v.Kind, v.Permit)
	case register.Book:
		return Joined(v.Class, v.Number)
	case register.PlaceName:
		return Joined(v.Lao, v.Latin)
	}
	return fmt.Sprint(v)
}

// Joined puts what is there behind each other, with commas.
func Joined(parts ...string) string { return strings.Join(present(parts), ", ") }

// Spaced does so with spaces.
func Spaced(parts ...string) string { return strings.Join(present(parts), "  ") }

func present(parts []string) []string {
	return slices.DeleteFunc(parts, func(p string) bool { return p == "" })
}
