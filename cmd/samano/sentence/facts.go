package sentence

import (
	"fmt"
	"slices"
	"strings"

	"samano/lang"
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
		return joined(v.Date.EDTF(), Place(v.Place), string(v.Country), v.Text)
	case view.Bond:
		return joined(v.Role, Someone(v.With))
	case view.Home:
		return joined(string(v.Kind), Place(v.Place), v.House, string(v.Country), v.Text)
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
		return joined(string(v.State), string(v.Country), v.Basis)
	case register.Identifier:
		return joined(v.Kind, v.Issuer, v.Value)
	case register.ResidenceStatus:
		return joined(v.Kind, v.Permit)
	case register.Book:
		return joined(v.Class, v.Number)
	case register.PlaceName:
		return joined(v.Lao, v.Latin)
	}
	return fmt.Sprint(v)
}

// joined puts what is there behind each other, with commas.
func joined(parts ...string) string { return strings.Join(present(parts), ", ") }

// Spaced does so with spaces.
func Spaced(parts ...string) string { return strings.Join(present(parts), "  ") }

func present(parts []string) []string {
	return slices.DeleteFunc(parts, func(p string) bool { return p == "" })
}

// Span writes since when and until when a fact holds, and what was found of it.
func Span(f *view.Fact) (span string) {
	if f.From.Precision() != register.Unknown {
		span = " from " + f.From.EDTF()
	}
	if f.Ended {
		span += " until " + f.Until.EDTF()
	}
	if f.Void {
		span += " (void)"
	}
	if f.Inquiry {
		span += " (under inquiry)"
	}
	return span
}

// Source says how the register came to hold a fact, and when it was examined.
func (w Words) Source(f view.FactSource) string {
	p := w.Printer
	if f.Source == "" || p == nil {
		return ""
	}
	text := p.T("source." + f.Source)
	if f.Paper != "" {
		paper := f.Paper // a kind that only another law pack has is not translated
		if key := "evidence-kind." + f.Paper; p.Has(key) {
			paper = p.T(key)
		}
		d := f.Examined
		day := lang.Date{Year: int(d.Year), Month: int(d.Month), Day: int(d.Day), Precision: lang.Precision(d.Precision()), About: d.About}
		text = joined(text, p.T("page.examined", "date", p.Date(day), "paper", paper))
	}
	return " [" + text + "]"
}
