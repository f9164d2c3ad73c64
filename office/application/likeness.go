package application

import (
	"slices"
	"strconv"
	"strings"

	"samano/register"
)

// Likeness is why two are perhaps one, as the matcher found it.
type Likeness struct {
	PPM      int      `json:"ppm"`                 // the probability that they are, in millionths
	Certain  bool     `json:"certain,omitempty"`   // register.CodeSurelyRegistered: the law calls it probable enough to say so
	Reasons  []string `json:"reasons,omitempty"`   // "FIELD.LEVEL" as in match.People, the weightiest first; lang keys are match.FIELD.LEVEL
	NextBest string   `json:"next_best,omitempty"` // the class that is most probable if they are not one: match.Sibling
	Weights  string   `json:"weights,omitempty"`   // version of the weights
}

// WithoutLikeness returns findings that do not tell that somebody is very like. Of what is not
// declared nobody is told: it can be written anew with the next name, and nothing of it stays on
// record. In a refusal the reasons tell what adjudicators found last.
func WithoutLikeness(findings []register.Finding) []register.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f register.Finding) bool {
		return f.Code == CodeSomebodyLike || f.Code == CodeAnotherPerson
	})
}

// The arguments of a finding about another person, besides register.ArgPerson.
const (
	argPPM       = "ppm"
	argReasons   = "reasons" // "match.FIELD.LEVEL", separated by spaces
	argNextBest  = "next-best"
	argWeights   = "weights"
	ArgTruncated = "truncated" // so many keys are of so many people that not all were compared; absent: none
)

// SplitFindings separates unresolved duplicate findings (adjudicators only) from the findings that
// anyone may see, with the other person's details removed.
func (i *Item) SplitFindings(findings []register.Finding) (asked, told []register.Finding) {
	for _, f := range findings {
		if !f.AboutAnother() {
			told = append(told, f)
			continue
		}
		code := CodeAnotherPerson
		if f.Stops(i.Distinct) {
			asked = append(asked, f)
			code = CodeSomebodyLike
		}
		if !slices.ContainsFunc(told, func(t register.Finding) bool { return t.Code == code && t.Field == f.Field }) {
			told = append(told, register.Finding{Code: code, Field: f.Field, Severity: register.Warning, Article: f.Article})
		}
	}
	return asked, told
}

// ByPerson groups findings about other people by the person of the act.
func ByPerson(findings []register.Finding) map[string][]register.Finding {
	out := map[string][]register.Finding{}
	for _, f := range findings {
		key := f.Args[register.ArgOf] + " " + f.Field
		out[key] = append(out[key], f)
	}
	return out
}

// LikenessOf returns the evidence that a finding holds.
func LikenessOf(f register.Finding) Likeness {
	ppm, _ := strconv.Atoi(f.Args[argPPM]) // 0 where it says nothing
	l := Likeness{PPM: ppm, Certain: f.Code == register.CodeSurelyRegistered, NextBest: f.Args[argNextBest], Weights: f.Args[argWeights]}
	for _, r := range strings.Fields(f.Args[argReasons]) {
		l.Reasons = append(l.Reasons, strings.TrimPrefix(r, "match."))
	}
	return l
}
