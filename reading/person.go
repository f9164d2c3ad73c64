package reading

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/number"
	"samano/reading/view"
	"samano/register"
)

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
	Unborn     bool              `json:"-"` // the person was not born on the day asked for: no more is said
	Facts      []view.Fact       `json:"facts"`
	Children   []Child           `json:"children,omitempty"`
	Households []Household       `json:"households,omitempty"`
	History    []Entry           `json:"history,omitempty"` // with the purpose of reading history only
}

// Missing says, as register.NotFound, that there was nobody at the moment asked for: the register did
// not hold the person then, or the person was not born on that day.
func (p *Person) Missing() error {
	switch {
	case p.Version == 0:
		return register.Coded(register.NotFound, "reading.Person", CodeNotKnownThen)
	case p.Unborn:
		return register.Coded(register.NotFound, "reading.Person", "not-born-then")
	}
	return nil
}

// Child is a child as the parent's page names it, with the source of the parenthood; a withheld
// child has none.
type Child struct {
	view.Someone
	view.FactSource
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
	Office       register.OfficeID  `json:"office,omitempty"` // empty, with the registrar and the printed number, where it tells of a home that the reader may not see
	Registrar    register.OfficerID `json:"registrar,omitempty"`
	Nature       register.Nature    `json:"nature"`
	Repairs      register.Seq       `json:"repairs,omitempty"`
}

// Person shows a person, found by number or by '@' and a client-made id.
func (r *Service) Person(ctx context.Context, who access.Actor, why access.Reason, name string, m Moment) (*Person, error) {
	return access.Read(ctx, r.reader, who, why, func(ctx context.Context, pass access.Pass) (*Person, access.ReadingScope, error) {
		p, number, err := r.named(ctx, pass, name)
		if err != nil {
			return nil, access.ReadingScope{}, err
		}
		shown, found, err := r.person(ctx, pass, who, why, p, m)
		if err != nil {
			return nil, found, err
		}
		if number != "" && number != shown.Number {
			shown.AnsweredBy = shown.Number
		}
		return shown, found, nil
	})
}

// named returns the person whom an officer names, and the number if it is by number.
func (r *Service) named(ctx context.Context, pass access.Pass, name string) (_ *register.Person, asked register.Number, err error) {
	const op = "reading.Person"
	l, ok := acts.PersonLookup(strings.TrimSpace(name))
	if !ok {
		return nil, "", notFound(op)
	}
	if l.By == acts.ByNumber {
		parsed, err := r.documents.Scheme.Parse(l.Key)
		if err != nil {
			return nil, "", &register.Error{Kind: register.Invalid, Op: op, Code: number.CodeOf(err)}
		}
		l.Key, asked = parsed, register.Number(parsed)
	}
	es, err := r.documents.Find(ctx, pass, l)
	if err != nil {
		return nil, "", err
	}
	if p := es[0].Person; p != nil && p.Exists() {
		return p, asked, nil
	}
	return nil, "", notFound(op)
}

// person shows a person with children and households, and says whom the look is at: the person,
// everybody whom the page names, and the members of the households, since the look is theirs too.
func (r *Service) person(ctx context.Context, pass access.Pass, who access.Actor, why access.Reason, now *register.Person, m Moment) (*Person, access.ReadingScope, error) {
	found := access.ReadingScope{Subjects: []register.Ref{now.Ref()}, Asked: []register.Ref{now.Ref()}, Opened: pass.Opens(now.Ref()), Places: [][]register.PlaceID{disclosure.Homes(now)}}
	history := why.What == access.WhatHistory
	s, err := r.at(ctx, now, m)
	if err != nil {
		return nil, found, err
	}
	p := s.(*register.Person)
	key := strconv.FormatInt(int64(now.ID), 10)
	lists, err := r.documents.Find(ctx, pass, acts.Lookup{By: acts.ChildrenOf, Key: key}, acts.Lookup{By: acts.HouseholdsOf, Key: key})
	if err != nil {
		return nil, found, err
	}
	related := register.PersonsOf(nil, p)
	for _, id := range lists[0].IDs {
		related = append(related, register.PersonID(id))
	}
	households, err := r.households(ctx, pass, now.ID, lists[1].IDs, m)
	if err != nil {
		return nil, found, err
	}
	subjects := found.Subjects
	for _, h := range households {
		related, subjects = register.PersonsOf(related, h), append(subjects, h.Ref())
	}
	k, err := r.present(ctx, pass, who, found.Opened, subjects, related, m)
	if err != nil {
		return nil, found, err
	}
	found.Protected = k.cover.Covers(now)
	if m.On != nil && p.Born().Date.NotAfterDay(*m.On) == register.No {
		return &Person{ID: now.ID, Number: p.Number(), Seq: p.Seq(), Version: p.Version(), Unborn: true}, found, nil
	}
	lived, left := k.livedIn(households, found.Protected)
	for _, h := range lived {
		found.Subjects = append(found.Subjects, subjectsOf(h)...)
	}
	for _, h := range left { // that a home is not shown tells of those because of whom it is not
		found.Subjects = append(found.Subjects, k.cover.Covered(subjectsOf(h)...)...)
	}
	if found.Protected {
		k.reveal()
	}
	if pass.Drafts() && why.What == access.WhatPerson && !k.area.IncludesAny(found.Places[0]) {
		found.Opened = !found.Protected
		return k.identity(p), found, nil
	}
	official := p.Official()
	out := &Person{
		ID: now.ID, Number: p.Number(), Lao: view.In(official, register.Lao), Latin: view.In(official, register.Latin),
		Class: r.documents.Law.Class(p, k.Day), Protected: found.Protected, Seq: p.Seq(), Version: p.Version(),
		Facts: k.facts(p, m, history),
	}
	if out.Children, err = r.children(ctx, k, now.ID, lists[0].IDs, m); err != nil {
		return nil, found, err
	}
	for _, h := range lived {
		out.Households = append(out.Households, household(k, h, m, history))
		if there := k.cover.Subject(h.Ref()); there != nil {
			found.Subjects = append(found.Subjects, k.shelters.Left(there)...)
		}
	}
	found.Subjects = append(append(found.Subjects, k.told()...), k.shelters.Left(now)...)
	if history {
		var told []register.Ref
		out.History, told, err = r.history(ctx, pass, who, k, now, p.Acts)
		found.Subjects = append(found.Subjects, told...)
	}
	return out, found, err
}

// identity tells who somebody is to an officer who is to name them in a draft.
func (p *presentation) identity(s *register.Person) *Person {
	official := s.Official()
	facts := p.FactsWhere(s, func(f view.Fact) bool {
		known := f.Field == register.FieldName || f.Field == register.FieldSex || f.Field == register.FieldBirth
		return known && !f.Void && !f.Ended
	})
	for i := range facts {
		if born, ok := facts[i].Value.(view.Event); ok { // not where
			facts[i].Value = view.Event{Date: born.Date}
		}
	}
	return &Person{ID: s.ID, Number: s.Number(), Lao: view.In(official, register.Lao), Latin: view.In(official, register.Latin), Seq: s.Seq(), Version: s.Version(), Facts: facts}
}

// children names the children of a person as they were known at a moment.
func (r *Service) children(ctx context.Context, k *presentation, parent register.PersonID, ids []int64, m Moment) ([]Child, error) {
	var out []Child
	for _, id := range ids {
		c := k.Persons[register.PersonID(id)]
		if c == nil || !c.Exists() {
			continue
		}
		then, err := r.at(ctx, c, m)
		if err != nil {
			return nil, err
		}
		p := then.(*register.Person)
		source, holds, ok := parenthood(p, parent, m)
		if !ok || !p.Exists() {
			continue
		}
		child := Child{Someone: k.Someone(c.ID)}
		switch {
		case child.Withheld: // on every day: from which day on would tell when somebody protected was born
		case !holds:
			continue
		default:
			child.FactSource = source
		}
		out = append(out, child)
	}
	return out, nil
}

// parenthood returns the source of the fact that names somebody as a parent, and whether it may hold
// at the moment. ok is false if no fact that may be shown does: what an adoption sealed is shown on
// neither side.
func parenthood(child *register.Person, parent register.PersonID, m Moment) (out view.FactSource, holds, ok bool) {
	child.Each(func(f register.AnyFact) bool {
		if v, is := f.Value.(register.Parent); is && v.Party.Person == parent && !f.Standing().Void {
			out, holds, ok = view.SourceOf(f), holds || m.On == nil || register.HoldsOn(f.From, f.Standing(), *m.On) != register.No, true
		}
		return true
	})
	return out, holds, ok
}

// livedIn leaves out households outside the area, which are residences outside, and returns apart those
// that a protection covers though it does not cover the person: a former household may now be where
// somebody protected lives.
func (p *presentation) livedIn(households []*register.Household, covered bool) (lived, left []*register.Household) {
	for _, h := range households {
		switch {
		case !p.area.IncludesAny(disclosure.Homes(h)):
		case !covered && p.cover.CoversRef(h.Ref()):
			left = append(left, h)
		default:
			lived = append(lived, h)
		}
	}
	return lived, left
}

// history lists the acts of a person who is registered as now. Which office registered an act is
// left out where that tells of a home outside the area, or of where somebody is whom a protection
// covers and whom the act names: the office of a divorce may be that of the place to which the wife
// fled. told are those because of whom it is left out, which tells of them. The page of a covered person
// is the national desk's alone, and tells all.
func (r *Service) history(ctx context.Context, pass access.Pass, who access.Actor, k *presentation, now *register.Person, seqs []register.Seq) (_ []Entry, told []register.Ref, err error) {
	list, err := r.documents.Acts(ctx, pass, seqs)
	if err != nil {
		return nil, nil, err
	}
	sealing := now.SealedUntil()
	list = slices.DeleteFunc(list, func(a *register.Act) bool { return a.Seq != sealing && disclosure.Seals(now, a) })
	named, _, err := r.namedByProposals(ctx, pass, list...)
	if err != nil {
		return nil, nil, err
	}
	for i, a := range list {
		named[i] = slices.Concat(named[i], a.Subjects(), disclosure.NamedIn(a))
	}
	cover, err := disclosure.CoverOf(ctx, pass, r.documents, slices.Concat(named...)...)
	if err != nil {
		return nil, nil, err
	}
	var people []register.Subject // whom the acts are about
	for _, a := range list {
		people = append(people, peopleOf(cover, a)...)
	}
	shelters, err := disclosure.SheltersOf(ctx, pass, r.documents, people...)
	if err != nil {
		return nil, nil, err
	}
	desk := r.Rules.Has(who, access.NationalDesk, r.today()) == nil
	homes := k.shelters.HomesOf(now)
	out := make([]Entry, len(list))
	for i, a := range list {
		out[i] = entryOf(a)
		office, err := r.documents.Office(ctx, a.Office)
		if err != nil {
			return nil, nil, err
		}
		var because []register.Ref
		if !desk && office.ID != who.Office.ID {
			because = toldBy(shelters, k.Atlas, office, r.today(), append(peopleOf(cover, a), now))
		}
		if len(because) == 0 && !cover.Covers(now) && disclosure.Elsewhere(k.Atlas, office, homes, r.today()) {
			sheltered, err := disclosure.ShelteredBy(ctx, pass, r.documents, a)
			if err != nil {
				return nil, nil, err
			}
			because = append(cover.Covered(named[i]...), sheltered...)
		}
		told = append(told, because...)
		if len(because) > 0 || !k.area.ShowsOffice(office, a) {
			out[i].Office, out[i].Registrar, out[i].Printed = "", "", ""
		}
		if a.Seq == sealing { // that there was one, and nothing by which it is found
			out[i] = Entry{Seq: a.Seq, Kind: a.Kind, Happened: a.Happened, Declared: a.Declared, RegisteredAt: a.RegisteredAt, Nature: a.Nature}
		}
	}
	return out, told, nil
}

func entryOf(a *register.Act) Entry {
	return Entry{
		Seq: a.Seq, ID: a.ID, Kind: a.Kind, Printed: a.Printed.String(), Happened: a.Happened, Declared: a.Declared,
		RegisteredAt: a.RegisteredAt, Office: a.Office, Registrar: a.Registrar, Nature: a.Nature, Repairs: a.Repairs,
	}
}
