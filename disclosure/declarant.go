package disclosure

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"samano/access"
	"samano/acts"
	"samano/number"
	"samano/register"
	"samano/registrar"
)

// CoveredDeclarants returns for each text of a declarant those whom it names and a protection covers.
func CoveredDeclarants(ctx context.Context, pass access.Pass, r *registrar.Documents, texts ...string) ([][]register.Ref, error) {
	proposals := make([]*register.Proposal, len(texts))
	for i := range texts {
		proposals[i] = &register.Proposal{Declarant: texts[i]}
	}
	named, err := DeclarantsOf(ctx, pass, r, proposals...)
	if err != nil {
		return nil, err
	}
	cover, err := CoverOf(ctx, pass, r, slices.Concat(named...)...)
	if err != nil {
		return nil, err
	}
	for i := range named {
		named[i] = cover.Covered(named[i]...)
	}
	return named, nil
}

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

// namesIn returns the lookups of whom a text may name. A number may stand anywhere among other digits,
// and whatever is no letter may stand between its own.
func namesIn(text string, parse func(string) (string, error)) []acts.Lookup {
	var out []acts.Lookup
	add := func(l acts.Lookup) {
		if !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	for _, run := range strings.FieldsFunc(text, unicode.IsLetter) {
		digits := slices.DeleteFunc([]rune(run), func(r rune) bool { return !unicode.IsDigit(r) })
		for i := 0; i+number.Digits <= len(digits); i++ {
			if n, err := parse(string(digits[i : i+number.Digits])); err == nil {
				add(acts.Lookup{By: acts.ByNumber, Key: n})
			}
		}
	}
	for _, t := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' }) {
		if l, ok := acts.PersonLookup(t); ok && l.By == acts.ByProposed {
			add(l)
		}
	}
	return out
}
