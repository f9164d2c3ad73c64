package places

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"samano/names"
	"samano/register"
)

// Index finds units of one atlas by the beginning of a name or of a code. It is
// built once and never changes; many may ask at once.
type Index struct {
	atlas *register.Atlas
	folds []entry // by spelling
	keys  []entry // by sound
	codes []entry
}

// entry is one way to find a unit.
type entry struct {
	key   string
	place *register.Place
	level int // 0: the highest
}

// NewIndex indexes all units of the atlas, by all names and codes that they have or had.
func NewIndex(atlas *register.Atlas) *Index {
	x := &Index{atlas: atlas}
	for _, p := range atlas.All() {
		depth := depth(atlas, p)
		for _, f := range p.Names.Standing() {
			for _, name := range [...]string{f.Value.Lao, f.Value.Latin} {
				if name == "" {
					continue
				}
				x.folds = append(x.folds, entry{names.Fold(name), p, depth})
				x.keys = append(x.keys, entry{names.SoundKey(name), p, depth})
			}
		}
		for _, f := range p.Codes.Standing() {
			x.codes = append(x.codes, entry{string(f.Value), p, depth})
		}
	}
	for _, list := range [...][]entry{x.folds, x.keys, x.codes} {
		slices.SortFunc(list, func(a, b entry) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.place.ID, b.place.ID)) })
	}
	return x
}

// depth counts the units above, by the parent named last.
func depth(a *register.Atlas, p *register.Place) int {
	const deepest = 8 // a damaged tree must not loop
	n := 0
	for n < deepest {
		parent, _ := p.Parents.Last()
		above, ok := a.Place(parent.Value.Place)
		if !ok {
			break
		}
		p = above
		n++
	}
	return n
}

// Found is a unit with all units above it, as they stood on the day asked for.
type Found struct {
	Code  register.Code
	Name  register.PlaceName
	Level register.Level
	Chain []*register.Place // the unit first
}

// Place returns the unit itself.
func (f Found) Place() *register.Place { return f.Chain[0] }

// MaxHits bounds the answer to one search: one page.
const MaxHits = 50

// Search returns units that exist on that day and whose name, in Lao or Latin letters, or
// code begins with the query: matches by spelling first, then by sound; large units before
// small ones. The units above follow a comma, as in "nongping, chanthabuly". limit is at
// most MaxHits.
func (x *Index) Search(query string, day register.Day, limit int) []Found {
	parts := strings.FieldsFunc(query, func(r rune) bool { return r == ',' || r == '،' })
	if len(parts) == 0 {
		return nil
	}
	c := collector{x: x, day: day, limit: min(limit, MaxHits), seen: map[register.PlaceID]bool{}}
	for n := len(parts); n > 1; n-- { // a name may hold commas
		c.above = areas(parts[n:])
		c.collect(x.folds, names.Fold(strings.Join(parts[:n], ",")))
	}
	c.above = areas(parts[1:])
	first := strings.TrimSpace(parts[0])
	if digits := names.Digits(first); digits != "" && strings.Trim(digits, "0123456789") == "" {
		c.collect(x.codes, digits)
	}
	c.collect(x.folds, names.Fold(first))
	c.collect(x.keys, names.PrefixKey(first))
	return c.out
}

// Search indexes the atlas and searches once. For several searches keep an Index.
func Search(atlas *register.Atlas, query string, day register.Day, limit int) []Found {
	return NewIndex(atlas).Search(query, day, limit)
}

type collector struct {
	x     *Index
	day   register.Day
	above []area
	limit int
	seen  map[register.PlaceID]bool
	out   []Found
}

// collect adds what begins with the key: whole names before longer ones, large
// units before small ones.
func (c *collector) collect(list []entry, key string) {
	if key == "" || len(c.out) >= c.limit {
		return
	}
	from := sort.Search(len(list), func(i int) bool { return list[i].key >= key })
	to := from + sort.Search(len(list)-from, func(i int) bool { return !strings.HasPrefix(list[from+i].key, key) })
	for _, whole := range [...]bool{true, false} {
		for level := range register.MaxLevels + 1 {
			for i := from; i < to && len(c.out) < c.limit; i++ {
				if e := &list[i]; e.level == level && (len(e.key) == len(key)) == whole {
					c.add(e.place)
				}
			}
		}
	}
}

func (c *collector) add(p *register.Place) {
	if c.seen[p.ID] || !p.StandsOn(c.day) {
		return
	}
	c.seen[p.ID] = true
	f := Found{Code: p.CodeOn(c.day), Name: p.NameOn(c.day), Level: p.LevelOn(c.day), Chain: c.x.atlas.Chain(p.ID, c.day)}
	if c.within(f.Chain[1:]) {
		c.out = append(c.out, f)
	}
}

// area is a unit above as the query writes it, and which units it has been found
// to mean or not.
type area struct {
	fold, key string
	is        map[register.PlaceID]bool
}

func areas(above []string) (out []area) {
	for _, name := range above {
		if fold := names.Fold(name); fold != "" {
			out = append(out, area{fold: fold, key: names.PrefixKey(name), is: map[register.PlaceID]bool{}})
		}
	}
	return out
}

// within reports whether each of the areas asked for is among the units above.
func (c *collector) within(chain []*register.Place) bool {
	for _, a := range c.above {
		if !slices.ContainsFunc(chain, func(p *register.Place) bool { return a.means(p, c.day) }) {
			return false
		}
	}
	return true
}

func (a area) means(p *register.Place, day register.Day) bool {
	is, known := a.is[p.ID]
	if !known {
		n := p.NameOn(day)
		is = a.begins(n.Lao) || a.begins(n.Latin)
		a.is[p.ID] = is
	}
	return is
}

func (a area) begins(name string) bool {
	return name != "" && (strings.HasPrefix(names.Fold(name), a.fold) || (a.key != "" && strings.HasPrefix(names.SoundKey(name), a.key)))
}
