package batch

import (
	"slices"
	"strings"

	"samano/match"
	"samano/names"
	"samano/register"
)

// Gazetteer finds the units of a register by the text of a file: a code, or a name in Lao or Latin
// letters that only one unit has or had in its level and within the unit above it. For a unit that
// ended it returns the successor.
type Gazetteer struct {
	reader match.Reader
	named  [levels]map[string][]register.PlaceID
	known  map[[levels]string]match.Place
}

// The levels, from the top.
const (
	province = iota
	district
	village
	levels
)

// mostKnown bounds the places of a file that are remembered.
const mostKnown = 1 << 17

// NewGazetteer lists the units of an atlas. day is today.
func NewGazetteer(atlas *register.Atlas, day register.Day) *Gazetteer {
	g := &Gazetteer{reader: match.Reader{Atlas: atlas, Day: day}, known: map[[levels]string]match.Place{}}
	for i := range g.named {
		g.named[i] = map[string][]register.PlaceID{}
	}
	for _, p := range atlas.All() {
		level := g.level(p)
		if level < 0 || level >= levels {
			continue
		}
		for _, f := range p.Names.Standing() {
			for _, text := range [...]string{f.Value.Lao, f.Value.Latin} {
				key := names.Fold(text)
				if list := g.named[level][key]; key != "" && !slices.Contains(list, p.ID) {
					g.named[level][key] = append(list, p.ID)
				}
			}
		}
	}
	return g
}

// level counts the units above one; those of one that ended are counted on its last day.
func (g *Gazetteer) level(p *register.Place) int {
	day := g.reader.Day
	for _, f := range p.Origins {
		if s := f.Standing(); !s.Void && s.Ended {
			day = s.Until.Earliest() - 1
		}
	}
	return len(g.reader.Atlas.Chain(p.ID, day)) - 1
}

// Place implements Places.
func (g *Gazetteer) Place(villageText, districtText, provinceText string) match.Place {
	texts := [levels]string{province: provinceText, district: districtText, village: villageText}
	if known, ok := g.known[texts]; ok {
		return known
	}
	if len(g.known) >= mostKnown {
		clear(g.known)
	}
	var out match.Place
	for level, text := range texts {
		if found := g.find(level, text, out); !found.IsZero() {
			out = found
		}
	}
	for i := range texts {
		texts[i] = strings.Clone(texts[i]) // else what is remembered holds the line that it stood in
	}
	g.known[texts] = out
	return out
}

// find returns the unit that a text means, with those above it; nothing if none or several are
// meant.
func (g *Gazetteer) find(level int, text string, above match.Place) (found match.Place) {
	if text == "" {
		return found
	}
	if p, ok := g.reader.Atlas.ByCode(register.Code(names.Digits(text)), g.reader.Day); ok {
		return g.reader.Place(p.ID)
	}
	for _, id := range g.named[level][names.Fold(text)] {
		p := g.reader.Place(id)
		if above.Province != 0 && p.Province != above.Province || above.District != 0 && p.District != above.District || p == found {
			continue
		}
		if !found.IsZero() {
			return match.Place{}
		}
		found = p
	}
	return found
}
