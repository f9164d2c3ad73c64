package testenv

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"samano/lang"
	"samano/register"
)

var catalogue = sync.OnceValues(lang.Load)

// fieldPath is the path of something in a proposal.
var fieldPath = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_]+)*$`)

// CheckFindings reports what of the findings people could not be told: a code without words, words
// that lack a value, a field that is none.
func CheckFindings(findings []register.Finding) error {
	words, err := catalogue()
	if err != nil {
		return err
	}
	for _, f := range findings {
		if !fieldPath.MatchString(f.Field) {
			return fmt.Errorf("the finding %s is at the field %q", f.Code, f.Field)
		}
		for name := range f.Args {
			if !fieldPath.MatchString(name) {
				return fmt.Errorf("the finding %s has the argument %q", f.Code, name)
			}
		}
		for _, language := range words.Languages() {
			p := words.For(language)
			if !p.Has("finding." + f.Code) {
				return fmt.Errorf("no words in %s for the finding %q", language, f.Code)
			}
			if text := p.Finding(f.Code, f.Args); strings.Contains(text.Wrong+text.Rule+text.Remedy, "{") {
				return fmt.Errorf("of the finding %s %v lacks a value: %+v", f.Code, f.Args, text)
			}
		}
	}
	return nil
}
