package disclosure

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"samano/access"
	"samano/acts"
	"samano/register"
	"samano/registrar"
)

// DeclarantsOf returns for each proposal the people whom the text of its declarant names: by a
// number, wherever it stands in the text and however it is grouped, or by '@' and a client-made id.
func DeclarantsOf(ctx context.Context, pass access.Pass, r *registrar.Documents, proposals ...*register.Proposal) ([][]register.Ref, error) {
	out := make([][]register.Ref, len(proposals))
	var ask []acts.Lookup
	var of []int
	for i, p := range proposals {
		for _, l := range namesIn(p.Declarant, r.Scheme.Parse) {
			ask, of = append(ask, l), append(of, i)
		}
	}
	if len(ask) == 0 {
		return out, nil
	}
	entries, err := r.Find(ctx, pass, ask...)
	if err != nil {
		return nil, err
	}
	for n, e := range entries {
		if e.Person != nil {
			out[of[n]] = append(out[of[n]], e.Person.Ref())
		}
	}
	return out, nil
}

// namesIn returns the lookups of whom a text may name.
func namesIn(text string, parse func(string) (string, error)) []acts.Lookup {
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' })
	whole := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsDigit(r) })
	grouped := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsDigit(r) && r != ' ' && r != '-' })
	var out []acts.Lookup
	for _, t := range slices.Concat(whole, grouped) {
		number, err := parse(strings.Trim(t, " -"))
		if l := (acts.Lookup{By: acts.ByNumber, Key: number}); err == nil && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	for _, t := range words {
		if l, ok := acts.PersonLookup(t); ok && l.By == acts.ByProposed && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}
