// Package reading owns how officers look at people: it asks package access
// whether they may, reads the register, and gives the answer in the reader's
// terms once the look is on disk. Every page and every command that shows people
// goes through it.
package reading

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"samano/access"
	"samano/acts"
	"samano/ledger"
	"samano/names"
	"samano/reading/view"
	"samano/register"
	"samano/registrar"
	"samano/store"
)

// Room is where reading happens.
type Room struct {
	Registrar *registrar.Registrar
	Reader    *access.Reader
	Rules     access.Rules
	Now       func() time.Time // the country's own time
}

// Moment says of which day, and as known when, a person is asked for. The zero
// Moment is here and now.
type Moment struct {
	On    *register.Day // only facts that are, or may be, true on that day
	Known *time.Time    // as the register held them at that time
}

// Person is a person as shown to an officer.
type Person struct {
	ID         register.PersonID `json:"-"`
	Number     register.Number   `json:"number,omitempty"`
	Lao        string            `json:"lao,omitempty"`
	Latin      string            `json:"latin,omitempty"`
	Class      string            `json:"class,omitempty"` // citizen, alien, … as the law derives it
	Protected  bool              `json:"protected,omitempty"`
	AnsweredBy register.Number   `json:"answered_by,omitempty"` // the number asked for was merged; this one answers
	Seq        register.Seq      `json:"seq"`
	Version    int               `json:"version"`
	Facts      []view.Fact       `json:"facts"`
	Children   []view.Someone    `json:"children,omitempty"`
	Households []Household       `json:"households,omitempty"`
	History    []Entry           `json:"history,omitempty"` // with the purpose of reading history only
	livesWith  []register.Ref    // the households and their members: the look is theirs too
}

// Household is a household as shown to an officer.
type Household struct {
	ID      register.HouseholdID `json:"-"`
	Seq     register.Seq         `json:"seq"`
	Version int                  `json:"version"`
	Book    string               `json:"book,omitempty"`
	Facts   []view.Fact          `json:"facts"`
}

// Entry is one act in a subject's history.
type Entry struct {
	Seq          register.Seq       `json:"seq"`
	ID           register.ActID     `json:"id"`
	Kind         register.Kind      `json:"kind"`
	Printed      string             `json:"printed,omitempty"`
	Happened     register.Date      `json:"happened,omitzero"`
	Declared     register.Day       `json:"declared"`
	RegisteredAt time.Time          `json:"registered_at"`
	Office       register.OfficeID  `json:"office"`
	Registrar    register.OfficerID `json:"registrar"`
	Nature       register.Nature    `json:"nature"`
	Repairs      register.Seq       `json:"repairs,omitempty"`
}

// Person shows a person, found by number or by '@' and a client-made id.
func (r *Room) Person(ctx context.Context, who access.Actor, why access.Reason, name string, m Moment) (*Person, error) {
	return access.Read(ctx, r.Reader, who, why, func(ctx context.Context) (*Person, access.Found, error) {
		l, ok := acts.PersonLookup(strings.TrimSpace(name))
		if !ok {
			return nil, access.Found{}, notFound("reading.Person")
		}
		if l.By == acts.ByNumber {
			number, err := r.Registrar.Scheme.Parse(l.Key)
			if err != nil {
				return nil, access.Found{}, &register.Error{Kind: register.Invalid, Op: "reading.Person", Code: codeOf(err)}
			}
			l.Key = number
		}
		es, err := r.Registrar.Find(ctx, l)
		if err != nil {
			return nil, access.Found{}, err
		}
		p := es[0].Person
		if p == nil || !p.Exists() {
			return nil, access.Found{}, notFound("reading.Person")
		}
		found := access.Found{Subjects: []register.Ref{p.Ref()}, Places: homes(p), Protected: p.Protected()}
		shown, err := r.person(ctx, p, m, why.What == access.WhatHistory)
		if err != nil {
			return nil, found, err
		}
		if l.By == acts.ByNumber && register.Number(l.Key) != shown.Number {
			shown.AnsweredBy = shown.Number
		}
		found.Protected = found.Protected || shown.Protected
		found.Subjects = append(found.Subjects, shown.livesWith...)
		return shown, found, nil
	})
}

func notFound(op string) error {
	return &register.Error{Kind: register.NotFound, Op: op, Code: "person-not-found"}
}

// codeOf gives the code of a problem with a number.
func codeOf(err error) string {
	if c, ok := err.(interface{ Code() string }); ok {
		return c.Code()
	}
	return "number-invalid"
}

// homes are the units where somebody lives or lived last; they decide in whose
// area the person is.
func homes(p *register.Person) []register.PlaceID {
	current := p.Residences.Current()
	if len(current) == 0 && len(p.Residences.Standing()) > 0 {
		current = p.Residences.Standing()[len(p.Residences.Standing())-1:]
	}
	var out []register.PlaceID
	for _, f := range current {
		if id := f.Value.Address.Place; id != 0 {
			out = append(out, id)
		}
	}
	if len(out) > 1 {
		return out[:1] // the permanent place comes first; a student is not out of reach of the home office
	}
	return out
}

func (r *Room) today() register.Day { return register.DayAt(r.Now()) }

// at gives the subject at a moment; sealed and void facts stay out of what is
// shown now, and come back for nobody.
func (r *Room) at(ctx context.Context, s register.Subject, m Moment) (register.Subject, error) {
	if m.Known == nil {
		return s, nil
	}
	seq, ok, err := r.Registrar.SeqAt(ctx, *m.Known)
	if err != nil {
		return nil, err
	}
	if !ok {
		seq = 0
	}
	return register.AsKnown(s, seq), nil
}

func (r *Room) person(ctx context.Context, now *register.Person, m Moment, history bool) (*Person, error) {
	s, err := r.at(ctx, now, m)
	if err != nil {
		return nil, err
	}
	p := s.(*register.Person)
	lists, err := r.Registrar.Find(ctx,
		acts.Lookup{By: acts.ChildrenOf, Key: strconv.FormatInt(int64(now.ID), 10)},
		acts.Lookup{By: acts.HouseholdsOf, Key: strconv.FormatInt(int64(now.ID), 10)})
	if err != nil {
		return nil, err
	}
	related := register.PersonsOf(nil, p)
	for _, id := range lists[0].IDs {
		related = append(related, register.PersonID(id))
	}
	households, err := r.households(ctx, now.ID, lists[1].IDs)
	if err != nil {
		return nil, err
	}
	for _, h := range households {
		related = register.PersonsOf(related, h)
	}
	terms, err := r.terms(ctx, related, m)
	if err != nil {
		return nil, err
	}
	official := p.Official()
	out := &Person{
		ID: now.ID, Number: p.Number(), Lao: view.In(official, register.Lao), Latin: view.In(official, register.Latin),
		Class: r.Registrar.Law.Class(p, terms.Day), Protected: now.Protected(), Seq: p.Seq(), Version: p.Version(),
		Facts: shownFacts(terms.Facts(p), m, history),
	}
	for _, id := range lists[0].IDs {
		c := terms.Persons[register.PersonID(id)]
		if c == nil || !c.Exists() {
			continue
		}
		then, err := r.at(ctx, c, m)
		if err != nil {
			return nil, err
		}
		if then.(*register.Person).Exists() {
			out.Children = append(out.Children, terms.Someone(c.ID))
		}
	}
	for _, h := range households {
		out.Protected = out.Protected || shelters(h, amongst(terms.Persons))
		s, err := r.at(ctx, h, m)
		if err != nil {
			return nil, err
		}
		then := s.(*register.Household)
		if _, member := then.Member(now.ID); !member {
			continue // as known then
		}
		out.livesWith = append(out.livesWith, then.Ref())
		for _, f := range then.Members.Standing() {
			out.livesWith = append(out.livesWith, register.PersonRef(f.Value.Person))
		}
		out.Households = append(out.Households, household(terms, then, m, history))
	}
	if history {
		if out.History, err = r.history(ctx, p.Acts); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// shownFacts leaves out what is sealed, what is void unless history is asked for,
// and what is not of the day.
func shownFacts(facts []view.Fact, m Moment, history bool) []view.Fact {
	return slices.DeleteFunc(facts, func(f view.Fact) bool {
		switch {
		case f.Sealed:
			return true
		case f.Void && !history:
			return true
		}
		return m.On != nil && f.Holds(*m.On) == register.No
	})
}

func (r *Room) terms(ctx context.Context, ids []register.PersonID, m Moment) (view.Terms, error) {
	atlas, err := r.Registrar.Atlas(ctx)
	if err != nil {
		return view.Terms{}, err
	}
	slices.Sort(ids)
	persons, err := r.Registrar.Persons(ctx, slices.Compact(ids)...)
	if err != nil {
		return view.Terms{}, err
	}
	day := r.today()
	if m.On != nil {
		day = *m.On
	}
	return view.Terms{Atlas: atlas, Persons: persons, Day: day}, nil
}

// households gives those in which the person is a member now.
func (r *Room) households(ctx context.Context, id register.PersonID, ids []int64) ([]*register.Household, error) {
	hids := make([]register.HouseholdID, len(ids))
	for i, x := range ids {
		hids[i] = register.HouseholdID(x)
	}
	byID, err := r.Registrar.Households(ctx, hids...)
	if err != nil {
		return nil, err
	}
	var out []*register.Household
	for _, hid := range hids {
		if h := byID[hid]; h != nil {
			if _, member := h.Member(id); member {
				out = append(out, h)
			}
		}
	}
	return out, nil
}

func household(terms view.Terms, h *register.Household, m Moment, history bool) Household {
	out := Household{ID: h.ID, Seq: h.Seq(), Version: h.Version(), Facts: shownFacts(terms.Facts(h), m, history)}
	for _, b := range h.Books.Current() {
		out.Book = b.Value.Number
		break
	}
	return out
}

// Household shows a household, found by a book or by '@' and a client-made id. The
// look names every member.
func (r *Room) Household(ctx context.Context, who access.Actor, why access.Reason, name string, m Moment) (*Household, error) {
	return access.Read(ctx, r.Reader, who, why, func(ctx context.Context) (*Household, access.Found, error) {
		const op = "reading.Household"
		l, ok := acts.HouseholdLookup(strings.TrimSpace(name))
		if !ok {
			return nil, access.Found{}, &register.Error{Kind: register.NotFound, Op: op, Code: "household-not-found"}
		}
		es, err := r.Registrar.Find(ctx, l)
		if err != nil {
			return nil, access.Found{}, err
		}
		now := es[0].Household
		if now == nil {
			return nil, access.Found{}, &register.Error{Kind: register.NotFound, Op: op, Code: "household-not-found"}
		}
		s, err := r.at(ctx, now, m)
		if err != nil {
			return nil, access.Found{}, err
		}
		h := s.(*register.Household)
		terms, err := r.terms(ctx, register.PersonsOf(nil, h), m)
		if err != nil {
			return nil, access.Found{}, err
		}
		found := access.Found{Subjects: []register.Ref{h.Ref()}}
		for _, f := range h.Members.Standing() {
			found.Subjects = append(found.Subjects, register.PersonRef(f.Value.Person))
		}
		found.Protected = shelters(now, amongst(terms.Persons))
		if a, ok := now.Addresses.Last(); ok {
			found.Places = []register.PlaceID{a.Value.Place}
		}
		out := household(terms, h, m, why.What == access.WhatHistory)
		return &out, found, nil
	})
}

func (r *Room) history(ctx context.Context, seqs []register.Seq) ([]Entry, error) {
	list, err := r.Registrar.Acts(ctx, seqs)
	if err != nil {
		return nil, err
	}
	out := make([]Entry, len(list))
	for i, a := range list {
		out[i] = entryOf(a)
	}
	return out, nil
}

func entryOf(a *register.Act) Entry {
	return Entry{
		Seq: a.Seq, ID: a.ID, Kind: a.Kind, Printed: a.Printed.String(), Happened: a.Happened, Declared: a.Declared,
		RegisteredAt: a.RegisteredAt, Office: a.Office, Registrar: a.Registrar, Nature: a.Nature, Repairs: a.Repairs,
	}
}

// Act shows an act with its payload, findings and effects.
func (r *Room) Act(ctx context.Context, who access.Actor, why access.Reason, name string) (*register.Act, error) {
	return access.Read(ctx, r.Reader, who, why, func(ctx context.Context) (*register.Act, access.Found, error) {
		a, err := r.Registrar.Act(ctx, name)
		if err != nil {
			return nil, access.Found{}, err
		}
		if a == nil {
			return nil, access.Found{}, &register.Error{Kind: register.NotFound, Op: "reading.Act", Code: "act-not-found"}
		}
		found := access.Found{Subjects: a.Subjects()}
		covered, err := r.Covered(ctx, found.Subjects)
		if err != nil {
			return nil, access.Found{}, err
		}
		found.Protected = len(covered) > 0
		return withoutOthers(a), found, nil
	})
}

// withoutOthers gives an act of which nobody learns to whom its person is very like:
// nobody looked at that other, who may be protected. Adjudications say it to those
// who judge it.
func withoutOthers(a *register.Act) *register.Act {
	out := *a
	out.Findings, out.Accepted = slices.Clone(a.Findings), slices.Clone(a.Accepted)
	for i := range out.Findings {
		if out.Findings[i].AboutAnother() {
			out.Findings[i].Args = nil
		}
	}
	for i := range out.Accepted {
		out.Accepted[i].Person = ""
	}
	return &out
}

// Looks shows who looked at a person: what the person may see, and an auditor too.
func (r *Room) Looks(ctx context.Context, who access.Actor, why access.Reason, id register.PersonID, before int64) ([]access.Look, error) {
	return access.Read(ctx, r.Reader, who, why, func(ctx context.Context) ([]access.Look, access.Found, error) {
		found := access.Found{Subjects: []register.Ref{register.PersonRef(id)}}
		persons, err := r.Registrar.Persons(ctx, id)
		if err != nil {
			return nil, found, err
		}
		if p := persons[id]; p != nil {
			found.Places = homes(p)
		}
		covered, err := r.Covered(ctx, found.Subjects)
		if err != nil {
			return nil, found, err
		}
		found.Protected = len(covered) > 0 // which offices look tells where somebody is
		list, err := r.Reader.LooksOf(ctx, r.Now(), before, id)
		return list, found, err
	})
}

// Query is what an officer types to find somebody.
type Query struct {
	Name  string
	Years [2]int // of birth, first and last; zeros: any
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
}

// Limits of a search.
const (
	// MaxHits bounds a page: whoever gets more types more of the name.
	MaxHits = 50
	// maxCandidates bounds what is read before rights and spelling sort it.
	maxCandidates = 200
	// maxWords bounds the words of a query.
	maxWords = 6
)

// Search finds people by name, in any script and spelling, and year of birth.
// People outside the officer's area are found only with a case reference,
// protected ones only by the national desk; of others nothing is said.
func (r *Room) Search(ctx context.Context, who access.Actor, why access.Reason, q Query) (hits []Hit, more bool, err error) {
	hits, err = access.Read(ctx, r.Reader, who, why, func(ctx context.Context) ([]Hit, access.Found, error) {
		var found access.Found
		ids, err := r.candidates(ctx, q)
		if err != nil {
			return nil, found, err
		}
		terms, err := r.terms(ctx, ids, Moment{})
		if err != nil {
			return nil, found, err
		}
		day := r.today()
		var may []register.Ref
		for _, id := range ids {
			if p := terms.Persons[id]; p != nil && p.Exists() && p.Survivor() == 0 && r.mayFind(terms.Atlas, who, why, p, day) {
				may = append(may, p.Ref())
			}
		}
		if r.Rules.Has(who, access.NationalDesk, day) != nil {
			if may, err = r.uncovered(ctx, may); err != nil {
				return nil, found, err
			}
		}
		more = len(may) > MaxHits
		found.Subjects = may[:min(len(may), MaxHits)]
		for _, ref := range found.Subjects {
			hits = append(hits, hit(terms, terms.Persons[register.PersonID(ref.ID)]))
		}
		rank(hits, q.Name)
		return hits, found, nil
	})
	return hits, more, err
}

func (r *Room) mayFind(atlas *register.Atlas, who access.Actor, why access.Reason, p *register.Person, day register.Day) bool {
	if why.Case != "" || who.Office.Jurisdiction == 0 {
		return true
	}
	for _, place := range homes(p) {
		if atlas.Within(place, who.Office.Jurisdiction, day) {
			return true
		}
	}
	return false
}

func (r *Room) candidates(ctx context.Context, q Query) ([]register.PersonID, error) {
	words := strings.Fields(names.DropTitle(names.Clean(q.Name)))
	if len(words) == 0 {
		return nil, &register.Error{Kind: register.Invalid, Op: "reading.Search", Code: "search-empty"}
	}
	if len(words) > maxWords {
		return nil, &register.Error{Kind: register.Invalid, Op: "reading.Search", Code: "search-too-long"}
	}
	// Whole words first; only if nobody has them, what they may be the beginning of.
	for _, narrow := range [...]func(string) (store.KeyRange, bool){whole, begins, mayBegin} {
		ranges := make([]store.KeyRange, 0, len(words))
		for _, w := range words {
			if kr, ok := narrow(w); ok {
				ranges = append(ranges, kr)
			}
		}
		if len(ranges) == 0 {
			continue
		}
		ids, err := r.Registrar.Search(ctx, ranges, q.Years, maxCandidates)
		if err != nil || len(ids) > 0 {
			return ids, err
		}
	}
	return nil, nil
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

func hit(terms view.Terms, p *register.Person) Hit {
	name := p.Official()
	h := Hit{ID: p.ID, Number: p.Number(), Lao: view.In(name, register.Lao), Latin: view.In(name, register.Latin), Sex: p.Sex(), Born: p.Born().Date}
	if places := homes(p); len(places) > 0 {
		h.Place = terms.Place(places[0])
	}
	_, h.Dead = p.Dead()
	return h
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

// FeedEvent is one event of the feed in the reader's terms.
type FeedEvent struct {
	register.Event
	Subject register.Subject
	Name    string // the number of a person, the book of a household, the code of a place; may be empty
	Facts   []view.Fact
}

// Feed gives the events of a page of acts after that Seq, for the whole country.
// Of a protected person only that something happened is told.
func (r *Room) Feed(ctx context.Context, who access.Actor, why access.Reason, after register.Seq) (events []FeedEvent, next register.Seq, err error) {
	next = after
	events, err = access.Read(ctx, r.Reader, who, why, func(ctx context.Context) ([]FeedEvent, access.Found, error) {
		page, last, err := r.Registrar.Events(ctx, after, access.MaxSubjects)
		if err != nil {
			return nil, access.Found{}, err
		}
		var found access.Found
		var related []register.PersonID
		for _, e := range page {
			found.Subjects = append(found.Subjects, e.Subject.Ref())
			related = register.PersonsOf(related, e.Subject)
			if ref := e.Subject.Ref(); ref.Kind == register.SubjectPerson {
				related = append(related, register.PersonID(ref.ID))
			}
		}
		terms, err := r.terms(ctx, related, Moment{})
		if err != nil {
			return nil, found, err
		}
		covered, err := r.Covered(ctx, found.Subjects)
		if err != nil {
			return nil, found, err
		}
		out := make([]FeedEvent, len(page))
		for i, e := range page {
			out[i] = FeedEvent{Event: e.Event, Subject: e.Subject, Name: nameOf(e.Subject)}
			if covered[e.Subject.Ref()] {
				continue
			}
			out[i].Facts = shownFacts(terms.Facts(e.Subject), Moment{}, true)
		}
		next = last
		return out, found, nil
	})
	return events, next, err
}

// nameOf gives what people call a subject by.
func nameOf(s register.Subject) string {
	switch s := s.(type) {
	case *register.Person:
		return string(s.Number())
	case *register.Household:
		f, _ := s.Books.Last()
		return f.Value.Number
	case *register.Place:
		f, _ := s.Codes.Last()
		return string(f.Value)
	}
	return ""
}

// ProofPart says which part of which act a proof is to show: "header", "payload",
// or the effects on the person with that number. Showing it is a look.
func (r *Room) ProofPart(ctx context.Context, who access.Actor, why access.Reason, act, part string) (register.Seq, string, error) {
	a, err := r.Act(ctx, who, why, act)
	if err != nil {
		return 0, "", err
	}
	if part == ledger.HeaderPart || part == ledger.PayloadPart {
		return a.Seq, part, nil
	}
	l, ok := acts.PersonLookup(part)
	if !ok {
		return 0, "", notFound("reading.ProofPart")
	}
	es, err := r.Registrar.Find(ctx, l)
	if err != nil {
		return 0, "", err
	}
	if es[0].Person == nil || !slices.Contains(a.Subjects(), es[0].Person.Ref()) {
		return 0, "", notFound("reading.ProofPart")
	}
	return a.Seq, ledger.EffectsPrefix + es[0].Person.Ref().String(), nil
}
