package synth

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"

	"samano/internal/splitmix"
	"samano/match"
	"samano/names"
	"samano/register"
)

// listColumns are the columns of a list. The last says who it is, for judging.
func listColumns() []string {
	return []string{
		"given", "surname", "birth", "sex", "village", "district", "province", "born_village", "born_district", "born_province",
		"mother_given", "mother_surname", "father_given", "father_surname", "spouse_given", "spouse_surname", "who",
	}
}

// WriteList writes the people of the corruptor's country as CSV: everybody once, and behind them a
// share of them a second time, as written down again. So others can link what Samano links. latin
// writes names in Latin letters throughout, for programs that do not read Lao.
func (l *Corruptor) WriteList(w io.Writer, twice float64, latin bool) error {
	b := bufio.NewWriter(w)
	out := csv.NewWriter(b)
	if err := out.Write(listColumns()); err != nil {
		return fmt.Errorf("synth: list: %w", err)
	}
	for p := range l.Country.All() {
		if err := out.Write(listRow(p.Record, p.ID, latin)); err != nil {
			return fmt.Errorf("synth: list: %w", err)
		}
	}
	for p := range l.Country.All() {
		rng := rand.New(rand.NewPCG(l.Seed^0x715, splitmix.Mix(uint64(p.ID)))) // #nosec G404: seeded, to be made again
		if rng.Float64() >= twice {
			continue
		}
		if err := out.Write(listRow(l.Again(&p, 1), p.ID, latin)); err != nil {
			return fmt.Errorf("synth: list: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("synth: list: %w", err)
	}
	return b.Flush()
}

// listRow writes a record; who is the person it is about.
func listRow(r match.Record, who register.PersonID, latin bool) []string {
	written := func(n match.Name) (given, surname string) {
		if latin && isLao(n.Given+n.Surname) {
			return names.Suggest(n.Given), names.Suggest(n.Surname)
		}
		return n.Given, n.Surname
	}
	own := match.Name{}
	if len(r.Names) > 0 {
		own = r.Names[0]
	}
	given, surname := written(own)
	birth := ""
	if r.Birth.Precision() != register.Unknown {
		birth = r.Birth.EDTF()
	}
	row := []string{given, surname, birth, string(r.Sex)}
	for _, id := range []register.PlaceID{
		r.Home.Village, r.Home.District, r.Home.Province, r.BornAt.Village, r.BornAt.District, r.BornAt.Province,
	} {
		text := ""
		if id != 0 {
			text = strconv.FormatInt(int64(id), 10)
		}
		row = append(row, text)
	}
	for _, n := range []match.Name{r.Mother, r.Father, r.Spouse} {
		given, surname := written(n)
		row = append(row, given, surname)
	}
	return append(row, strconv.FormatInt(int64(who), 10))
}
