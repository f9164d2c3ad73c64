package filing

import (
	"cmp"
	"slices"

	"samano/acts"
	"samano/demo/people"
	"samano/register"
)

func (o *Office) homeID(h people.HomeID) string { return o.ids.subject(o.cell.Households[h].Handle) }

func (o *Office) dwelling(h people.HomeID) acts.Dwelling {
	home := &o.cell.Households[h]
	return acts.Dwelling{Code: home.Village.Code, House: home.House}
}

// The classes of books: of citizens' households, and of foreigners'.
const (
	blue = "blue"
	red  = "red"
)

// bookFor returns the class of the book that a household of this head has.
func (o *Office) bookFor(head people.ID) string {
	if o.cell.People[head].Nation != people.OfLaos {
		return red
	}
	return blue
}

// newBook numbers a book for a household.
func newBook(home *people.Household, class string) register.Book {
	if class == red {
		home.Red = true
	} else {
		home.Blue = true
	}
	return register.Book{Class: class, Number: home.Village.NewBook()}
}

// HouseholdOpen opens a household of all its members, with a book.
func (o *Office) HouseholdOpen(h people.HomeID) {
	c := o.cell
	home := &c.Households[h]
	open := acts.HouseholdOpen{As: o.homeID(h), Dwelling: o.dwelling(h)}
	open.Books = []register.Book{newBook(home, o.bookFor(home.Head))}
	persons := c.Registered(h)
	// The head first, the others by age, as a book lists them.
	slices.SortStableFunc(persons, func(a, b people.ID) int { return cmp.Compare(c.People[a].Born, c.People[b].Born) })
	if n := slices.Index(persons, home.Head); n > 0 {
		persons = slices.Insert(slices.Delete(persons, n, n+1), 0, home.Head)
	}
	for _, i := range persons {
		open.Members = append(open.Members, acts.NewMember{Person: o.id(i), Relation: c.Relation(home.Head, i)})
	}
	o.declare(paper{kind: register.KindHouseholdOpen, payload: open, office: officeOf(home.Village), by: home.Head, persons: persons, homes: []people.HomeID{h}})
}

// HouseholdSplit files that some members of a household have opened another, in which they live
// already.
func (o *Office) HouseholdSplit(from, to people.HomeID, lag int) {
	home := &o.cell.Households[to]
	at := o.dwelling(to)
	payload := acts.HouseholdSplit{Household: o.homeID(from), As: o.homeID(to), Dwelling: &at}
	payload.Books = []register.Book{newBook(home, o.bookFor(home.Head))}
	persons := o.cell.Registered(to)
	payload.Members = o.related(home.Head, persons)
	o.declare(paper{kind: register.KindHouseholdSplit, payload: payload, office: officeOf(home.Village), lag: lag, evidence: papers("household-head-consent"), by: home.Head, persons: persons, homes: []people.HomeID{from, to}})
}

// related lists members with their relation to the head.
func (o *Office) related(head people.ID, persons []people.ID) (out []acts.Related) {
	for _, i := range persons {
		out = append(out, acts.Related{Person: o.id(i), Relation: o.cell.Relation(head, i)})
	}
	return out
}

// HeadChange files that a household has its head from now on.
func (o *Office) HeadChange(h people.HomeID, lag int) {
	home := &o.cell.Households[h]
	persons := o.cell.Registered(h)
	others := slices.DeleteFunc(slices.Clone(persons), func(i people.ID) bool { return i == home.Head })
	payload := acts.HeadChange{Household: o.homeID(h), Head: o.id(home.Head), Relations: o.related(home.Head, others)}
	o.declare(paper{kind: register.KindHeadChange, payload: payload, office: officeOf(home.Village), lag: lag, by: home.Head, persons: persons, homes: []people.HomeID{h}})
}

// HouseholdMerge files that all people of a household have joined another.
func (o *Office) HouseholdMerge(from, to people.HomeID, persons []people.ID, homes []people.HomeID, lag int) {
	home := &o.cell.Households[to]
	payload := acts.HouseholdMerge{Household: o.homeID(from), Into: o.homeID(to), Members: o.related(home.Head, persons)}
	o.declare(paper{kind: register.KindHouseholdMerge, payload: payload, office: officeOf(home.Village), lag: lag, by: persons[0], persons: persons, homes: homes})
}

// MoveInto files that people have moved into a household that is there.
func (o *Office) MoveInto(h people.HomeID, persons []people.ID, homes []people.HomeID, lag int) {
	home := &o.cell.Households[h]
	payload := acts.Move{To: o.dwelling(h), Household: o.homeID(h)}
	for _, i := range persons {
		payload.Persons = append(payload.Persons, o.id(i))
		payload.Relations = append(payload.Relations, o.cell.Relation(home.Head, i))
	}
	o.declare(paper{kind: register.KindMove, payload: payload, office: officeOf(home.Village), lag: lag, evidence: papers("family-book"), by: persons[0], persons: persons, homes: homes})
}

// MoveWhole files that a household has moved to where it is now.
func (o *Office) MoveWhole(h people.HomeID, lag int) {
	home := &o.cell.Households[h]
	persons := o.cell.Registered(h)
	payload := acts.Move{To: o.dwelling(h), Whole: true, Persons: o.list(persons)}
	o.declare(paper{kind: register.KindMove, payload: payload, office: officeOf(home.Village), lag: lag, evidence: papers("family-book"), by: home.Head, persons: persons, homes: []people.HomeID{h}})
}

// list returns the ids of people.
func (o *Office) list(persons []people.ID) (out []string) {
	for _, i := range persons {
		out = append(out, o.id(i))
	}
	return out
}

// Departure files that people of one family have left for another country; i declares it. homes
// are those in which they still live.
func (o *Office) Departure(i people.ID, movers []people.ID, homes []people.HomeID, to register.Country, lag int) {
	persons := slices.DeleteFunc(slices.Clone(movers), func(k people.ID) bool { return o.cell.People[k].Handle == 0 })
	payload := acts.Departure{To: acts.PlaceOf{Country: to}, Persons: o.list(persons)}
	o.declare(paper{kind: register.KindDeparture, payload: payload, office: o.office(i), lag: lag, by: i, persons: persons, homes: homes})
}

// Return files that somebody is back at the home in which they live.
func (o *Office) Return(i people.ID, lag int) {
	o.declare(paper{kind: register.KindReturn, payload: acts.Return{Persons: []string{o.id(i)}}, office: o.office(i), lag: lag, by: i, persons: []people.ID{i}})
}

// ReturnTo files that somebody is back from abroad, at a home.
func (o *Office) ReturnTo(i people.ID, h people.HomeID, lag int) {
	at := o.dwelling(h)
	o.declare(paper{kind: register.KindReturn, payload: acts.Return{Persons: []string{o.id(i)}, To: &at}, office: officeOf(o.cell.Households[h].Village), lag: lag, by: i, persons: []people.ID{i}})
}

// Study files that somebody stays in a room in a town for a time and remains at home in the
// village.
func (o *Office) Study(i people.ID, v *people.Village, until register.Day, room, lag int) {
	payload := acts.TemporaryStay{Persons: []string{o.id(i)}, At: acts.Dwelling{Code: v.Code, House: "ຫໍພັກ " + digits(room, 1)}, Until: register.Exact(until)}
	o.declare(paper{kind: register.KindTemporaryStay, payload: payload, office: officeOf(v), lag: lag, by: i, persons: []people.ID{i}})
}

// Service files that somebody serves in the army.
func (o *Office) Service(i people.ID, until register.Day, lag int) {
	payload := acts.Absence{Persons: []string{o.id(i)}, Reason: "other", Until: register.Exact(until)}
	o.declare(paper{kind: register.KindAbsence, payload: payload, office: o.office(i), lag: lag, by: i, persons: []people.ID{i}})
}
