package demo

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strings"

	"samano/register"
)

//go:embed data/names.csv
var laoNames string

//go:embed data/foreign.csv
var foreignNames string

// style is how a family writes its names. It is no record of an ethnic group: the demo
// collects none, and neither does the register.
type style uint8

const (
	lao        style = iota // a given name and a surname
	clan                    // a given name and a clan's name
	bare                    // a given name alone, as some families in the highlands
	vietnamese              // family, middle, given; Latin letters with marks
	chinese                 // family, given; in pinyin
	styles
)

// spelling is one name as it is written.
type spelling struct{ lao, latin string }

// nameBook holds the names to choose from.
type nameBook struct {
	given    [styles][2][]spelling
	middle   [styles][2][]spelling
	surnames [styles][]spelling
}

func loadNames() (*nameBook, error) {
	b := &nameBook{}
	if err := b.read(laoNames, map[string]style{"lao": lao, "hmong-clan": clan}, func(r []string) spelling { return spelling{r[3], r[4]} }); err != nil {
		return nil, err
	}
	if err := b.read(foreignNames, map[string]style{"vietnamese": vietnamese, "chinese": chinese}, func(r []string) spelling { return spelling{"", r[3]} }); err != nil {
		return nil, err
	}
	// The list has no other given names for these.
	b.given[clan], b.given[bare] = b.given[lao], b.given[lao]
	return b, nil
}

func (b *nameBook) read(text string, groups map[string]style, spell func([]string) spelling) error {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return fmt.Errorf("demo: names: %w", err)
	}
	for _, r := range rows[1:] {
		s, ok := groups[r[2]]
		if !ok {
			return fmt.Errorf("demo: names: unknown group %q", r[2])
		}
		sex := male
		if r[1] == "F" {
			sex = female
		}
		switch r[0] {
		case "given":
			b.given[s][sex] = append(b.given[s][sex], spell(r))
		case "middle":
			b.middle[s][sex] = append(b.middle[s][sex], spell(r))
		case "surname":
			b.surnames[s] = append(b.surnames[s], spell(r))
		default:
			return fmt.Errorf("demo: names: unknown kind %q", r[0])
		}
	}
	return nil
}

// noSurname is the surname of people without one.
const noSurname = -1

// common draws from n names so that a few are very common and most are rare.
func common(rng *rand.Rand, n int) int16 {
	u := rng.Float64()
	return int16(u * u * float64(n))
}

func (b *nameBook) pickGiven(rng *rand.Rand, s style, sex uint8) int16 {
	return common(rng, len(b.given[s][sex]))
}

func (b *nameBook) pickSurname(rng *rand.Rand, s style) int16 {
	if len(b.surnames[s]) == 0 {
		return noSurname
	}
	return common(rng, len(b.surnames[s]))
}

// forms returns a person's name in the scripts in which it is written.
func (b *nameBook) forms(p *person) []register.NameForm {
	given := b.given[p.style][p.sex][p.given]
	var family spelling
	if p.surname != noSurname {
		family = b.surnames[p.style][p.surname]
	}
	if p.style >= vietnamese {
		parts := []register.NamePart{{Surname: family.latin}, {Given: given.latin}}
		if m := b.middle[p.style][p.sex]; len(m) > 0 {
			parts = []register.NamePart{parts[0], {Middle: m[int(p.given)%len(m)].latin}, parts[1]}
		}
		return []register.NameForm{{Script: register.Latin, Parts: parts, Source: register.FromDocument}}
	}
	return []register.NameForm{
		{Script: register.Lao, Parts: parts(given.lao, family.lao)},
		{Script: register.Latin, Parts: parts(given.latin, family.latin)},
	}
}

func parts(given, surname string) []register.NamePart {
	if surname == "" {
		return []register.NamePart{{Given: given}}
	}
	return []register.NamePart{{Given: given}, {Surname: surname}}
}

// text returns the name as a declarant signs it.
func (b *nameBook) text(p *person) string { return b.forms(p)[0].String() }
