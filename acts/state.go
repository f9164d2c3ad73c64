package acts

import (
	"slices"
	"strconv"
	"strings"

	"samano/names"
	"samano/register"
)

// By says how a lookup names what it looks for.
type By uint8

// The ways.
const (
	ByNumber      By = iota + 1 // person: number for life; follows a merge to the survivor
	ByProposed                  // person or household: client-made id; follows a merge
	ByPersonID                  // person: exactly this one, merged or not
	ByHouseholdID               // household
	ByBook                      // household: the number of one of its books (names.BookNumber)
	ByAct                       // act: its client-made id, or its number on paper as office/year/no
	ChildrenOf                  // ids of persons of whom this person is held to be a parent
	HouseholdsOf                // ids of households in which the person is or was a member
)

// Lookup names one thing that a kind needs to see.
type Lookup struct {
	By  By
	Key string // the number, the id without '@', the book, or the decimal internal id
}

// Presence is what came of a lookup.
type Presence uint8

// The answers. The zero value is what an unasked lookup returns.
const (
	NotAsked Presence = iota
	Absent            // there is no such thing
	Present
	NotHeld   // this copy of the register does not hold it; the centre may
	Malformed // no such thing can exist: wrong check digits
)

// Entry is the answer to a lookup.
type Entry struct {
	Presence  Presence
	Person    *register.Person
	Household *register.Household
	Act       *register.Act
	Sealed    bool    // all that the act did is sealed: to other offices than the desk there is none
	IDs       []int64 // ChildrenOf, HouseholdsOf
}

// State is the register as one act sees it. It is filled by the registrar and
// never written by acts.
type State struct {
	Atlas   *register.Atlas
	Desk    bool // what is sealed answers: to the national desk, for an order of a court
	answers []answer
	places  map[Lookup]int // of the answers, once they are more than fewAnswers
}

type answer struct {
	lookup Lookup
	entry  Entry
}

// fewAnswers are compared one by one, which is cheaper than a map: nearly every act
// needs fewer, and a large household more.
const fewAnswers = 16

// NewState makes an empty state over these places.
func NewState(atlas *register.Atlas) *State {
	return &State{Atlas: atlas}
}

// Put records the answer to a lookup.
func (s *State) Put(l Lookup, e Entry) {
	if e.Sealed && !s.Desk {
		e = Entry{Presence: Absent}
	}
	if i := s.indexOf(l); i >= 0 {
		s.answers[i].entry = e
		return
	}
	s.answers = append(s.answers, answer{l, e})
	switch n := len(s.answers); {
	case s.places != nil:
		s.places[l] = n - 1
	case n > fewAnswers:
		s.places = make(map[Lookup]int, 2*n)
		for i := range s.answers {
			s.places[s.answers[i].lookup] = i
		}
	}
}

// indexOf returns where the answer to a lookup stands, -1 if it was not asked.
func (s *State) indexOf(l Lookup) int {
	if s.places != nil {
		if i, ok := s.places[l]; ok {
			return i
		}
		return -1
	}
	for i := range s.answers {
		if s.answers[i].lookup == l {
			return i
		}
	}
	return -1
}

func (s *State) asked(l Lookup) bool { return s.get(l).Presence != NotAsked }

// get returns the answer to a lookup.
func (s *State) get(l Lookup) Entry {
	if i := s.indexOf(l); i >= 0 {
		return s.answers[i].entry
	}
	return Entry{}
}

// Named returns whom a loaded proposal names, in the order of its needs: all people and
// households that a text of the payload, of Examined or of Seen names, and those of whom an
// act is that it names. texts holds the former with their present Seq.
func (s *State) Named() (texts []register.Seen, all []register.Ref) {
	add := func(ref register.Ref) {
		if ref.Kind != register.SubjectPlace && !slices.Contains(all, ref) {
			all = append(all, ref)
		}
	}
	for _, a := range s.answers {
		switch doc := a.entry.subject(); {
		case a.lookup.By == ByAct && a.entry.Act != nil:
			for _, ref := range a.entry.Act.Subjects() {
				add(ref)
			}
			for _, e := range a.entry.Act.Effects {
				for _, id := range register.Persons(nil, e.Value) {
					add(register.PersonRef(id))
				}
			}
		case doc == nil:
		default:
			text, ok := a.lookup.text()
			if !ok {
				continue
			}
			add(doc.Ref())
			if !slices.ContainsFunc(texts, func(x register.Seen) bool { return x.Subject == text }) {
				texts = append(texts, register.Seen{Subject: text, Seq: register.WithoutSealed(doc).Seq()})
			}
		}
	}
	return texts, all
}

// Unfound counts the numbers of the proposal that nobody bears. Nobody tries a client-made id: it cannot be guessed.
func (s *State) Unfound() (n int) {
	for _, a := range s.answers {
		if a.lookup.By == ByNumber && a.entry.Presence == Absent {
			n++
		}
	}
	return n
}

// Loaded returns the people and households that were loaded: the checks know of nobody else.
func (s *State) Loaded() []register.Ref {
	var out []register.Ref
	for _, a := range s.answers {
		if doc := a.entry.subject(); doc != nil && !slices.Contains(out, doc.Ref()) {
			out = append(out, doc.Ref())
		}
	}
	return out
}

// hides reports whether all that an act did to those who were loaded is sealed.
func (s *State) hides(seq register.Seq) (hidden bool) {
	for _, a := range s.answers {
		if doc := a.entry.subject(); doc == nil || !slices.Contains(register.ActsOf(doc), seq) {
			continue
		} else if slices.Contains(register.ActsOf(register.WithoutSealed(doc)), seq) {
			return false
		}
		hidden = true
	}
	return hidden
}

// text returns what a proposal writes for the subject of a lookup; ok is false where the lookup
// is by something else than a text that names a subject.
func (l Lookup) text() (text string, ok bool) {
	switch l.By {
	case ByNumber, ByBook:
		return l.Key, l.Key != ""
	case ByProposed:
		return "@" + l.Key, true
	}
	return "", false
}

// subject returns the person or the household, nil if it is neither.
func (e Entry) subject() register.Subject {
	switch {
	case e.Person != nil:
		return e.Person
	case e.Household != nil:
		return e.Household
	}
	return nil
}

// PersonLookup turns what a payload writes for a person into a lookup: a number,
// or '@' and a client-made id. ok is false if it is neither or empty.
func PersonLookup(text string) (l Lookup, ok bool) {
	if id, proposed := strings.CutPrefix(text, "@"); proposed {
		return Lookup{ByProposed, id}, id != ""
	}
	return Lookup{ByNumber, text}, text != ""
}

// HouseholdLookup does the same for a household: a book, or '@' and an id.
func HouseholdLookup(text string) (l Lookup, ok bool) {
	if id, proposed := strings.CutPrefix(text, "@"); proposed {
		return Lookup{ByProposed, id}, id != ""
	}
	return Lookup{ByBook, names.BookNumber(text)}, text != ""
}

func byPersonID(id register.PersonID) Lookup {
	return Lookup{ByPersonID, strconv.FormatInt(int64(id), 10)}
}
func byHouseholdID(id int64) Lookup { return Lookup{ByHouseholdID, strconv.FormatInt(id, 10)} }
func childrenOf(id register.PersonID) Lookup {
	return Lookup{ChildrenOf, strconv.FormatInt(int64(id), 10)}
}

func householdsOf(id register.PersonID) Lookup {
	return Lookup{HouseholdsOf, strconv.FormatInt(int64(id), 10)}
}

// person returns what a payload's text names, nil if it is not present.
func (s *State) person(text string) *register.Person {
	l, _ := PersonLookup(text) // nobody asks for an empty one
	return s.get(l).Person
}

func (s *State) personByID(id register.PersonID) *register.Person {
	return s.get(byPersonID(id)).Person
}

func (s *State) household(text string) *register.Household {
	l, _ := HouseholdLookup(text)
	return s.get(l).Household
}

// act returns the act that a payload names by its client-made id or its number on
// paper, nil if it is not present.
func (s *State) act(text string) *register.Act { return s.get(Lookup{ByAct, text}).Act }

// householdsOf returns the households of a person that were loaded.
func (s *State) householdsOf(id register.PersonID) []*register.Household {
	var out []*register.Household
	for _, hid := range s.get(householdsOf(id)).IDs {
		if h := s.get(byHouseholdID(hid)).Household; h != nil {
			out = append(out, h)
		}
	}
	return out
}

// childrenOf returns the children of a person that were loaded.
func (s *State) childrenOf(id register.PersonID) []*register.Person {
	var out []*register.Person
	for _, cid := range s.get(childrenOf(id)).IDs {
		if p := s.personByID(register.PersonID(cid)); p != nil {
			out = append(out, p)
		}
	}
	return out
}

// The building blocks of Needs. Each adds lookups for what is already known.

func needPersons(texts ...string) []Lookup {
	var out []Lookup
	for _, t := range texts {
		if l, ok := PersonLookup(t); ok {
			out = append(out, l)
		}
	}
	return out
}

func needHouseholds(texts ...string) []Lookup {
	var out []Lookup
	for _, t := range texts {
		if l, ok := HouseholdLookup(t); ok {
			out = append(out, l)
		}
	}
	return out
}

// needAct asks for an act.
func needAct(text string) []Lookup {
	if text == "" {
		return nil
	}
	return []Lookup{{ByAct, text}}
}

// needHouseholdsOf asks for the households of a person once the person is there.
func needHouseholdsOf(s *State, p *register.Person) []Lookup {
	if p == nil {
		return nil
	}
	out := []Lookup{householdsOf(p.ID)}
	for _, id := range s.get(householdsOf(p.ID)).IDs {
		out = append(out, byHouseholdID(id))
	}
	return out
}

// needChildrenOf asks for the children of a person once the person is there.
func needChildrenOf(s *State, p *register.Person) []Lookup {
	if p == nil {
		return nil
	}
	out := []Lookup{childrenOf(p.ID)}
	for _, id := range s.get(childrenOf(p.ID)).IDs {
		out = append(out, byPersonID(register.PersonID(id)))
	}
	return out
}

// needPartnersOf asks for the current spouses of a person who are in the register.
func needPartnersOf(p *register.Person) []Lookup {
	if p == nil {
		return nil
	}
	var out []Lookup
	for _, f := range p.Partners.Current() {
		if f.Value.With.Person != 0 {
			out = append(out, byPersonID(f.Value.With.Person))
		}
	}
	return out
}
