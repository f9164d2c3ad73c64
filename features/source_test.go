package features

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cucumber/godog"

	"samano/register"
)

// sourceSteps are the sentences about how the register came to hold facts.
func (w *world) sourceSteps(sc *godog.ScenarioContext) {
	sc.Step(`^a load brings an? `+kindPattern+`:$`, w.loaded)
	sc.Step(`^(the register|an ordinary extract) holds `+whoPattern+`'s ([a-z ]+?) from a (paper|declaration|load)$`, w.heldFrom)
	sc.Step(`^`+whoPattern+`'s ([a-z ]+?) has never been examined$`, w.neverExamined)
	sc.Step(`^`+whoPattern+`'s ([a-z ]+?) counts as examined on `+datePattern+` by an? ([a-z-]+)$`, w.wasExamined)
}

// loaded brings one act as the first enrolment of a country does.
func (w *world) loaded(kind string, table *godog.Table) error {
	if _, err := w.registrar(); err != nil {
		return err
	}
	p, err := w.proposal("the centre", kind, "", table)
	if err != nil {
		return err
	}
	return w.load("Vilay", "Somsak", "the centre", "order 7", 1, p)
}

// factNamed returns the fact of "Noy's birth" as the register holds it, or as an ordinary
// extract shows it.
func (w *world) factNamed(name, word string, ordinary bool) (found register.AnyFact, err error) {
	p, err := w.person(name)
	if err != nil {
		return found, err
	}
	if ordinary {
		p = p.Ordinary()
		for _, f := range p.Parents.Current() {
			if string(f.Value.Role) == word {
				return f.Any(), nil
			}
		}
		return found, fmt.Errorf("the extract shows no %s", word)
	}
	key, err := w.parseFact(name + "'s " + word)
	if err != nil {
		return found, err
	}
	found, ok := register.FindFact(p, key)
	if !ok {
		return found, fmt.Errorf("%s has no %s", name, word)
	}
	return found, nil
}

func (w *world) heldFrom(where, name, word, source string) error {
	f, err := w.factNamed(name, word, where == "an ordinary extract")
	if err != nil {
		return err
	}
	want := map[string]register.Source{"paper": register.SourcePaper, "declaration": register.SourceDeclared, "load": register.SourceTakenOver}[source]
	if f.Source != want {
		return fmt.Errorf("it is held as %s", f.Source)
	}
	return nil
}

func (w *world) neverExamined(name, word string) error {
	f, err := w.factNamed(name, word, false)
	if s := f.Standing(); err == nil && s.Paper != "" {
		return fmt.Errorf("it was examined on %s by %s", s.ExaminedOn, s.Paper)
	}
	return err
}

func (w *world) wasExamined(name, word, day, paper string) error {
	f, err := w.factNamed(name, word, false)
	if err != nil {
		return err
	}
	on, err := parseDate(day)
	if err != nil {
		return err
	}
	if s := f.Standing(); s.ExaminedOn != on || s.Paper != paper {
		return fmt.Errorf("it was examined on %q by %q", s.ExaminedOn.EDTF(), s.Paper)
	}
	return nil
}

// parseExamined reads "Noy's birth by birth-certificate, Noy's name by family-book".
func (w *world) parseExamined(text string) (out []register.Examined, err error) {
	for part := range slices.Values(splitList(text)) {
		fact, paper, _ := strings.Cut(part, " by ")
		who, _, _ := strings.Cut(fact, "'s ")
		key, err := w.parseFact(fact)
		if err != nil {
			return nil, err
		}
		out = append(out, register.Examined{Person: w.name(who), Fact: key, Paper: paper})
	}
	return out, nil
}
