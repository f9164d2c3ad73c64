package people

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strings"

	"samano/demo/population"
	"samano/register"
)

//go:embed data/names.csv
var laoNames string

//go:embed data/foreign.csv
var foreignNames string

// Style is how a family writes its names. It is no record of an ethnic group: the demo
// collects none, and neither does the register.
type Style uint8

const (
	Lao        Style = iota // a given name and a surname
	Clan                    // a given name and a clan's name
	Bare                    // a given name alone, as some families in the highlands
	Vietnamese              // family, middle, given; Latin letters with marks
	Chinese                 // family, given; in pinyin
	Styles                  // how many
)

// spelling is one name as it is written.
type spelling struct{ lao, latin string }

// Names holds the names to choose from.
type Names struct {
	given    [Styles][population.Sexes][]spelling
	middle   [Styles][population.Sexes][]spelling
	surnames [Styles][]spelling
}

func loadNames() (*Names, error) {
	b := &Names{}
	if err := b.read(laoNames, map[string]Style{"lao": Lao, "hmong-clan": Clan}, func(r []string) spelling { return spelling{r[3], r[4]} }); err != nil {
		return nil, err
	}
	if err := b.read(foreignNames, map[string]Style{"vietnamese": Vietnamese, "chinese": Chinese}, func(r []string) spelling { return spelling{"", r[3]} }); err != nil {
		return nil, err
	}
	// The list has no other given names for these.
	b.given[Clan], b.given[Bare] = b.given[Lao], b.given[Lao]
	return b, nil
}

func (b *Names) read(text string, groups map[string]Style, spell func([]string) spelling) error {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return fmt.Errorf("demo/people: names: %w", err)
	}
	for _, r := range rows[1:] {
		s, ok := groups[r[2]]
		if !ok {
			return fmt.Errorf("demo/people: names: unknown group %q", r[2])
		}
		sex := population.Male
		if r[1] == "F" {
			sex = population.Female
		}
		switch r[0] {
		case "given":
			b.given[s][sex] = append(b.given[s][sex], spell(r))
		case "middle":
			b.middle[s][sex] = append(b.middle[s][sex], spell(r))
		case "surname":
			b.surnames[s] = append(b.surnames[s], spell(r))
		default:
			return fmt.Errorf("demo/people: names: unknown kind %q", r[0])
		}
	}
	return nil
}

// NoSurname is the surname of people without one.
const NoSurname = -1

// common draws from n names so that a few are very common and most are rare.
func common(rng *rand.Rand, n int) int16 {
	u := rng.Float64()
	return int16(u * u * float64(n))
}

// Given draws a given name.
func (b *Names) Given(rng *rand.Rand, s Style, sex population.Sex) int16 {
	return common(rng, len(b.given[s][sex]))
}

// Surname draws a surname: NoSurname where the style has none.
func (b *Names) Surname(rng *rand.Rand, s Style) int16 {
	if len(b.surnames[s]) == 0 {
		return NoSurname
	}
	return common(rng, len(b.surnames[s]))
}

// Forms returns a person's name in the scripts in which it is written.
func (b *Names) Forms(p *Person) []register.NameForm {
	given := b.given[p.Style][p.Sex][p.Given]
	var family spelling
	if p.Surname != NoSurname {
		family = b.surnames[p.Style][p.Surname]
	}
	if p.Style >= Vietnamese {
		parts := []register.NamePart{{Surname: family.latin}, {Given: given.latin}}
		if m := b.middle[p.Style][p.Sex]; len(m) > 0 {
			parts = []register.NamePart{parts[0], {Middle: m[int(p.Given)%len(m)].latin}, parts[1]}
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

// Text returns the name as a declarant signs it.
func (b *Names) Text(p *Person) string { return b.Forms(p)[0].String() }
