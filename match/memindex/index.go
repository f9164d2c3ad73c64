package memindex

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"samano/match"
	"samano/register"
)

// Index is a register in memory. One goroutine may change it while nobody reads; many may read,
// each with a Searcher of its own.
type Index struct {
	Postings *Postings
	Lexicon  *match.Lexicon
	People   int // of the register, by which chance is reckoned; 0: those in the index

	sketches []sketch // by slot
	more     map[uint32][]names
	deaths   map[uint32]register.Date // of the dead
	places   []match.Place
	placeAt  map[match.Place]uint32
}

// names is a full name as numbers of words.
type names struct {
	given, surname match.WordID
	other          bool
}

// sketch is the stored form of a person. Further names are in Index.more, a death in Index.deaths.
type sketch struct {
	given, surname             match.WordID
	motherGiven, motherSurname match.WordID
	fatherGiven, fatherSurname match.WordID
	spouseGiven, spouseSurname match.WordID
	home, bornAt               uint32 // in Index.places
	birth                      uint32 // packed by packBirth, sex and the bits of further names and a death too
	household                  uint32 // the last 32 bits of the id: a chance meeting is one piece of evidence among many
}

// sketchBytes is the size of a person beside the postings.
const sketchBytes = 48

// Build returns an index of records whose ids increase, which counts their names. workers is how
// many processors sort.
func Build(records iter.Seq[match.Record], workers int) (*Index, error) {
	return BuildWith(match.NewLexicon(), records, workers)
}

// BuildWith is Build over a lexicon that the index then owns.
func BuildWith(lexicon *match.Lexicon, records iter.Seq[match.Record], workers int) (*Index, error) {
	x := &Index{
		Lexicon: lexicon, more: map[uint32][]names{}, deaths: map[uint32]register.Date{},
		places: []match.Place{{}}, placeAt: map[match.Place]uint32{{}: 0},
	}
	var b builder
	var keys []match.Key
	last := register.PersonID(-1)
	for r := range records {
		if r.ID <= last {
			return nil, fmt.Errorf("memindex: id %d follows %d: ids must increase", r.ID, last)
		}
		last = r.ID
		f := x.Lexicon.Add(r)
		x.sketches = append(x.sketches, x.sketch(&f, uint32(len(x.sketches))))
		keys = match.AppendKeys(keys[:0], &f)
		b.add(r.ID, keys)
	}
	x.Lexicon.IndexCorrections()
	x.Postings = b.build(x.keysOf, workers)
	return x, nil
}

func (x *Index) keysOf(slot uint32) []match.Key {
	f := x.Features(slot)
	return match.AppendKeys(nil, &f)
}

// Len counts the people.
func (x *Index) Len() int { return len(x.sketches) }

// Bytes is how much memory arrays and lexicon take, for the figure of bytes a person.
func (x *Index) Bytes() int {
	return x.Postings.Bytes() + sketchBytes*len(x.sketches) + x.Lexicon.Bytes()
}

func (x *Index) sketch(f *match.Features, slot uint32) sketch {
	s := sketch{
		motherGiven: id(f.Mother.Given), motherSurname: id(f.Mother.Surname),
		fatherGiven: id(f.Father.Given), fatherSurname: id(f.Father.Surname),
		spouseGiven: id(f.Spouse.Given), spouseSurname: id(f.Spouse.Surname),
		home: x.place(f.Home), bornAt: x.place(f.BornAt),
		birth: packBirth(f.Birth, f.Sex), household: uint32(f.Household),
	}
	if !f.Death.IsZero() {
		s.birth |= dead
		x.deaths[slot] = f.Death
	}
	if len(f.Names) > 0 && !f.Names[0].Other {
		s.given, s.surname = id(f.Names[0].Given), id(f.Names[0].Surname)
		if len(f.Names) == 1 {
			return s
		}
	}
	for _, n := range f.Names {
		x.more[slot] = append(x.more[slot], names{id(n.Given), id(n.Surname), n.Other})
	}
	if len(f.Names) > 0 {
		s.birth |= moreNames
	}
	return s
}

func id(w *match.Word) match.WordID {
	if w == nil {
		return 0
	}
	return w.ID
}

func (x *Index) place(p match.Place) uint32 {
	n, ok := x.placeAt[p]
	if !ok {
		n = uint32(len(x.places))
		x.places = append(x.places, p)
		x.placeAt[p] = n
	}
	return n
}

// The bits of a birth date: year 12, month 4, day 5, about 1, basis 2, sex 2, whether there are
// further names, and whether a day of death is known.
const (
	monthAt, dayAt, aboutAt, basisAt, sexAt = 12, 16, 21, 22, 24

	moreNames = 1 << 26
	dead      = 1 << 27
)

func packBirth(d register.Date, sex register.Sex) uint32 {
	n := uint32(d.Year)&0xfff | uint32(d.Month)<<monthAt | uint32(d.Day)<<dayAt | uint32(d.Basis)<<basisAt
	if d.About {
		n |= 1 << aboutAt
	}
	return n | uint32(slices.Index(sexes[:], sex)&3)<<sexAt
}

// sexes in the order of their two bits; what is not among them is read back as not known.
var sexes = [...]register.Sex{"", register.Female, register.Male, register.SexUndetermined}

func unpackBirth(n uint32) (register.Date, register.Sex) {
	return register.Date{
		Year: int16(n & 0xfff), Month: uint8(n >> monthAt & 0xf), Day: uint8(n >> dayAt & 0x1f),
		About: n>>aboutAt&1 == 1, Basis: register.Basis(n >> basisAt & 3),
	}, sexes[n>>sexAt&3]
}

// Features returns a person as kept.
func (x *Index) Features(slot uint32) match.Features {
	var f match.Features
	x.read(slot, &f)
	return f
}

// read fills f, whose slice of names is used again.
func (x *Index) read(slot uint32, f *match.Features) {
	s := &x.sketches[slot]
	w := x.Lexicon.Word
	f.ID = x.Postings.ids[slot]
	f.Names = f.Names[:0]
	if s.birth&moreNames != 0 {
		for _, n := range x.more[slot] {
			f.Names = append(f.Names, match.FullName{Given: w(n.given), Surname: w(n.surname), Other: n.other})
		}
	} else if s.given != 0 || s.surname != 0 {
		f.Names = append(f.Names, match.FullName{Given: w(s.given), Surname: w(s.surname)})
	}
	f.Mother = match.FullName{Given: w(s.motherGiven), Surname: w(s.motherSurname)}
	f.Father = match.FullName{Given: w(s.fatherGiven), Surname: w(s.fatherSurname)}
	f.Spouse = match.FullName{Given: w(s.spouseGiven), Surname: w(s.spouseSurname)}
	f.Birth, f.Sex = unpackBirth(s.birth)
	f.Death = register.Date{}
	if s.birth&dead != 0 {
		f.Death = x.deaths[slot]
	}
	f.Home, f.BornAt = x.places[s.home], x.places[s.bornAt]
	f.Household = register.HouseholdID(s.household)
}

// Compare compares two persons of the index; ok is false if one of them is not there.
func (x *Index) Compare(a, b register.PersonID) (v match.Vector, ok bool) {
	i, there := x.Postings.lookup(a)
	j, too := x.Postings.lookup(b)
	if !there || !too {
		return v, false
	}
	f, g := x.Features(i), x.Features(j)
	return x.Lexicon.Compare(&f, &g), true
}

// Hit is a candidate with what the comparison came to.
type Hit struct {
	Person register.PersonID
	Vector match.Vector
	P      float64
}

// Found is the result of a search.
type Found struct {
	Hits      []Hit // the most probable first, ties in the order of ids
	Compared  int
	Truncated int // keys of which some were left out: too many share them, or nothing is known by which to split a common one
}

// Searcher searches an index. It is for one goroutine; what it returns is valid until the next
// search.
type Searcher struct {
	x      *Index
	model  *match.Model
	least  float64 // probability from which a hit is worth showing
	people int
	keys   []match.Key
	slots  []uint32
	seen   seen
	hits   []Hit
	other  match.Features
	warmed uint32 // see Postings.warm
}

// Searcher returns a searcher that reports hits from the probability least on.
func (x *Index) Searcher(m *match.Model, least float64) *Searcher {
	return &Searcher{x: x, model: m, least: least, people: cmp.Or(x.People, x.Len())}
}

// Search finds the persons whom a record may mean, but for those who surely lived at another time.
func (s *Searcher) Search(r match.Record) Found {
	f := s.x.Lexicon.Read(r)
	return s.SearchFeatures(&f)
}

// SearchFeatures is Search for features at hand. The person of the same id, if not 0, is skipped.
func (s *Searcher) SearchFeatures(f *match.Features) Found {
	g := *f
	g.Household = register.HouseholdID(uint32(f.Household)) // as sketches keep it
	f = &g
	return s.search(f, s.x.Lexicon.AppendProbeKeys(s.keys[:0], f), 0, 0)
}

// search looks under keys. The person is stored under the first own keys; under those, slots before
// slot are skipped, because a comparison of all with all has met these pairs already. Under a key of
// which some slots are left out nothing is skipped: the person may be among those left out.
func (s *Searcher) search(f *match.Features, keys []match.Key, own int, slot uint32) Found {
	s.keys, s.slots, s.hits = keys, s.slots[:0], s.hits[:0]
	var out Found
	s.warmed += s.x.Postings.warm(keys)
	for i, k := range s.keys {
		if i < own {
			if later, ok := s.x.Postings.after(s.slots, k, slot); ok {
				s.slots = later
				continue
			}
		}
		var truncated bool
		if s.slots, truncated = s.x.Postings.find(s.slots, k); truncated || k.Unsplit() && s.x.Postings.common(k.Hash) {
			out.Truncated++
		}
	}
	for _, slot := range s.slots {
		s.warmed += uint32(s.x.sketches[slot].given)
	}
	s.seen.clear()
	life := f.Life()
	for _, slot := range s.slots {
		if !s.seen.add(slot) || f.ID != 0 && s.x.Postings.ids[slot] == f.ID {
			continue
		}
		out.Compared++
		s.x.read(slot, &s.other)
		if life.Apart(s.other.Life()) {
			continue
		}
		v := s.x.Lexicon.Compare(f, &s.other)
		if p := s.model.Probability(&v, s.people); p >= s.least {
			s.hits = append(s.hits, Hit{Person: s.other.ID, Vector: v, P: p})
		}
	}
	slices.SortFunc(s.hits, func(a, b Hit) int { return cmp.Or(cmp.Compare(b.P, a.P), cmp.Compare(a.Person, b.Person)) })
	out.Hits = s.hits
	return out
}

// seen is a set of slots of bounded size.
type seen struct {
	slots [seenSize]uint32
	round [seenSize]uint32
	now   uint32
}

// seenSize is a power of two, larger than what the limits let a search find.
const seenSize = 1 << seenBits

const seenBits = 16

func (s *seen) clear() {
	if s.now++; s.now == 0 {
		*s = seen{now: 1}
	}
}

// add reports whether the slot was not there.
func (s *seen) add(slot uint32) bool {
	const spread = 2654435769 // 2^32 divided by the golden ratio (Knuth)
	for i := slot * spread >> (32 - seenBits); ; i++ {
		i %= seenSize
		if s.round[i] != s.now {
			s.round[i], s.slots[i] = s.now, slot
			return true
		}
		if s.slots[i] == slot {
			return false
		}
	}
}
