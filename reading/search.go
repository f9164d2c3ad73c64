package reading

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"samano/access"
	"samano/disclosure"
	"samano/names"
	"samano/reading/view"
	"samano/register"
	"samano/store"
)

// Query is what an officer types to find somebody.
type Query struct {
	Name  string
	Years [2]int // of birth, first and last; 0: from any, up to any
	// Born is the day of birth, in full; or nil. With the full name it finds somebody of another area
	// while a draft is written.
	Born *register.Day
}

// years returns between which years of birth is searched; zeros where any will do.
func (q Query) years() [2]int {
	if q.Born != nil {
		y := int(register.Exact(*q.Born).Year)
		return [2]int{y, y}
	}
	if q.Years == [2]int{} {
		return q.Years
	}
	return [2]int{cmp.Or(q.Years[0], register.MinYear), cmp.Or(q.Years[1], register.MaxYear)}
}

// Hit is one person found.
type Hit struct {
	ID     register.PersonID `json:"-"`
	Number register.Number   `json:"number,omitempty"`
	Lao    string            `json:"lao,omitempty"`
	Latin  string            `json:"latin,omitempty"`
	Sex    register.Sex      `json:"sex"`
	Born   register.Date     `json:"born,omitzero"`
	Place  *view.Place       `json:"place,omitempty"` // where the person lives
	Dead   bool              `json:"dead,omitempty"`
	Source HitSources        `json:"source"`
}

// HitSources says of each fact of a hit how the register came to hold it, and when it was examined.
type HitSources struct {
	Name  view.FactSource `json:"name,omitzero"`
	Sex   view.FactSource `json:"sex,omitzero"`
	Born  view.FactSource `json:"born,omitzero"`
	Place view.FactSource `json:"place,omitzero"`
}

// Limits of a search.
const (
	// MaxHits bounds a page: each counts on the officer's budget. With more hits, the reader types more of the
	// name, or the year of birth.
	MaxHits = 10
	// maxCandidates bounds what is read before rights and spelling sort it.
	maxCandidates = 200
	// maxWords bounds the words of a query, and maxQueryBytes their length: the longest name in Lao,
	// with room.
	maxWords      = 6
	maxQueryBytes = 1024
)

// Search finds people by name, in any script and spelling, and year of birth.
// People outside the officer's area are found only where the case opens them and, while a draft is
// written, without where they live by their full name and day of birth;
// people whom a protection covers only by the national desk. Nothing is said of others.
// more says that the search is too wide to tell everybody: the reader types more of the name.
func (r *Service) Search(ctx context.Context, who access.Actor, why access.Reason, q Query) (hits []Hit, more bool, err error) {
	hits, err = access.Read(ctx, r.reader, who, why, func(ctx context.Context, pass access.Pass) (out []Hit, found access.ReadingScope, err error) {
		m, err := r.find(ctx, pass, who, why, q)
		if err != nil {
			return nil, found, err
		}
		more = len(m.people) > MaxHits || m.cut // told though nobody is
		people := m.people[:min(len(m.people), MaxHits)]
		found.Nobody = len(people) == 0
		shelters, err := r.lastHomes(ctx, pass, people, m.terms.Persons)
		if err != nil {
			return nil, found, err
		}
		for _, ref := range people {
			p := m.terms.Persons[register.PersonID(ref.ID)]
			area := m.area
			if pass.Opens(ref) {
				area = m.country
			}
			place, left := shelters.PlaceOf(p, area)
			found.Subjects, found.Asked = append(append(found.Subjects, ref), left...), append(found.Asked, ref)
			if !pass.Opens(ref) && !m.exact[ref] {
				found.Places = append(found.Places, disclosure.Homes(p))
			}
			out = append(out, hit(m.terms, place, p))
		}
		found.Opened = len(people) > 0 && len(found.Places) == 0
		rank(out, q.Name)
		return out, found, nil
	})
	return hits, more && err == nil, err
}

// lastHomes finds the shelters among the homes in which those last lived who live nowhere now, the dead and
// the departed. Whoever has a present home is named with it.
func (r *Service) lastHomes(ctx context.Context, pass access.Pass, people []register.Ref, persons map[register.PersonID]*register.Person) (*disclosure.Shelters, error) {
	var gone []register.Subject
	for _, ref := range people {
		if p := persons[register.PersonID(ref.ID)]; !disclosure.HasHome(p) {
			gone = append(gone, p)
		}
	}
	return disclosure.SheltersOf(ctx, pass, r.documents, gone...)
}

// matches are the people whom a search may tell of.
type matches struct {
	people  []register.Ref
	terms   view.Terms
	area    disclosure.Area
	country disclosure.Area       // in which those are shown whom the case opens
	exact   map[register.Ref]bool // of another area, found by all that a draft needs of them
	cut     bool                  // more people have the name than were read: some of the reader's area may be missing
}

// find returns those whom the narrowest search finds that finds anybody whom the reader may see.
// People whom the reader may not see do not end it: else an empty answer would tell that somebody
// of the name is registered.
func (r *Service) find(ctx context.Context, pass access.Pass, who access.Actor, why access.Reason, q Query) (*matches, error) {
	searches, err := searchesFor(q)
	if err != nil {
		return nil, err
	}
	if y := q.years(); y[1] < y[0] {
		return nil, register.Coded(register.Invalid, "reading.Search", CodeSearchYears)
	}
	desk := r.Rules.Has(who, access.NationalDesk, r.today()) == nil
	m := &matches{}
	for _, ranges := range searches {
		ids, err := r.documents.Search(ctx, pass, ranges, q.years(), maxCandidates)
		if err != nil {
			return nil, err
		}
		m.cut = m.cut || len(ids) == maxCandidates
		if err := r.mayFind(ctx, pass, who, q, ids, m); err != nil {
			return nil, err
		}
		if !desk {
			if m.people, err = r.uncovered(ctx, pass, m.people, m.terms.Persons); err != nil {
				return nil, err
			}
		}
		if len(m.people) > 0 {
			break
		}
	}
	return m, nil
}

// mayFind sets the matches to those of the candidates who are of the reader's area, or whom the case
// opens, or who are exactly those whom a draft asks for.
func (r *Service) mayFind(ctx context.Context, pass access.Pass, who access.Actor, q Query, ids []register.PersonID, m *matches) error {
	atlas, err := r.documents.Atlas(ctx)
	if err != nil {
		return err
	}
	persons, err := r.documents.Persons(ctx, pass, ids...)
	if err != nil {
		return err
	}
	m.terms, m.area, m.people = view.Terms{Atlas: atlas, Persons: persons, Day: r.today()}, disclosure.AreaFor(atlas, who.Office, false, r.today()), nil
	m.country, m.exact = disclosure.AreaFor(atlas, who.Office, true, r.today()), map[register.Ref]bool{}
	for _, id := range ids {
		p := persons[id]
		switch {
		case !p.HasOwnRecord() || q.Born != nil && (*q.Born < p.Born().Date.Earliest() || *q.Born > p.Born().Date.Latest()):
		case m.area.IncludesAny(disclosure.Homes(p)) || pass.Opens(p.Ref()):
			m.people = append(m.people, p.Ref())
		case pass.Drafts() && q.isOf(p):
			m.exact[p.Ref()], m.people = true, append(m.people, p.Ref())
		}
	}
	return nil
}

// isOf reports whether the query says somebody's full name and day of birth.
func (q Query) isOf(p *register.Person) bool {
	if q.Born == nil || p.Born().Date != register.Exact(*q.Born) {
		return false
	}
	typed, name := names.Fold(names.DropTitle(q.Name)), p.Official()
	return typed == names.Fold(view.In(name, register.Lao)) || typed == names.Fold(view.In(name, register.Latin))
}

// uncovered leaves those whom a protection covers out of what a search finds. It looks
// at one page at a time, since the households of everybody of a common name are more
// than a search may cost, and stops when one more than a page is found.
func (r *Service) uncovered(ctx context.Context, pass access.Pass, refs []register.Ref, persons map[register.PersonID]*register.Person) ([]register.Ref, error) {
	var out []register.Ref
	for page := range slices.Chunk(refs, MaxHits+1) {
		people := make([]*register.Person, len(page))
		for i, ref := range page {
			people[i] = persons[register.PersonID(ref.ID)]
		}
		cover, err := disclosure.CoverOfPersons(ctx, pass, r.documents, people...)
		if err != nil {
			return nil, err
		}
		out = append(out, slices.DeleteFunc(slices.Clone(page), cover.CoversRef)...)
		if len(out) > MaxHits {
			break
		}
	}
	return out, nil
}

// Check refuses a query by which nobody can be searched. The fault is in its name.
func (q Query) Check() error {
	_, err := q.words()
	return err
}

// words returns the words of the name.
func (q Query) words() ([]string, error) {
	words := strings.Fields(names.DropTitle(names.Clean(q.Name)))
	switch {
	case len(words) == 0:
		return nil, register.Coded(register.Invalid, "reading.Search", "search-empty")
	case len(words) > maxWords || len(q.Name) > maxQueryBytes:
		return nil, register.Coded(register.Invalid, "reading.Search", "search-too-long")
	}
	return words, nil
}

// searchesFor returns the searches for a query, the narrowest first: whole words, then what they
// may be the beginning of.
func searchesFor(q Query) (out [][]store.KeyRange, err error) {
	words, err := q.words()
	if err != nil {
		return nil, err
	}
	for _, narrow := range [...]func(string) (store.KeyRange, bool){whole, begins, mayBegin} {
		ranges := make([]store.KeyRange, 0, len(words))
		for _, w := range words {
			if kr, ok := narrow(w); ok {
				ranges = append(ranges, kr)
			}
		}
		if len(ranges) > 0 {
			out = append(out, ranges)
		}
	}
	return out, nil
}

func whole(w string) (store.KeyRange, bool) {
	k := names.SoundKey(w)
	return store.KeyRange{Prefix: k, Exact: true}, k != ""
}

func begins(w string) (store.KeyRange, bool) {
	k := names.SoundKey(w)
	return store.KeyRange{Prefix: k}, len(k) >= shortestPrefix
}

// shortestPrefix is below what a search by prefix would be a list of everybody.
const shortestPrefix = 3

func mayBegin(w string) (store.KeyRange, bool) {
	k := names.PrefixKey(w)
	return store.KeyRange{Prefix: k}, len(k) >= shortestPrefix
}

// hit describes a person whom a search found, with the place that is told of them; 0: none.
func hit(terms view.Terms, place register.PlaceID, p *register.Person) Hit {
	name := p.Official()
	h := Hit{ID: p.ID, Number: p.Number(), Lao: view.In(name, register.Lao), Latin: view.In(name, register.Latin), Sex: p.Sex(), Born: p.Born().Date}
	_, h.Dead = p.Dead()
	h.Source = HitSources{
		Name: sourceOf(p.Names, func(n register.Name) bool { return n.Kind == name.Kind }),
		Sex:  sourceOf(p.Sexes, func(register.Sex) bool { return true }),
		Born: sourceOf(p.Births, func(register.Birth) bool { return true }),
	}
	if place != 0 {
		h.Place = terms.Place(place)
		h.Source.Place = sourceOf(p.Residences, func(r register.Residence) bool { return r.Address.Place == place })
	}
	return h
}

// sourceOf returns the source of the last fact that says what is shown: of those that hold, or if
// none does of those that have ended.
func sourceOf[T register.Value](facts register.Facts[T], shown func(T) bool) (out view.FactSource) {
	for _, list := range []register.Facts[T]{facts.Standing(), facts.Current()} {
		for _, f := range list {
			if shown(f.Value) {
				out = view.SourceOf(f.Any())
			}
		}
	}
	return out
}

// rank puts first those who are spelled as typed.
func rank(hits []Hit, typed string) {
	folded := names.Fold(names.DropTitle(typed))
	as := func(h Hit) int {
		switch {
		case names.Fold(h.Lao) == folded, names.Fold(h.Latin) == folded:
			return 0
		case strings.HasPrefix(names.Fold(h.Lao), folded), strings.HasPrefix(names.Fold(h.Latin), folded):
			return 1
		}
		return 2
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return as(a) - as(b) })
}
