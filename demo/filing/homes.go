package filing

import (
	"cmp"
	"slices"

	"samano/acts"
	"samano/demo/people"
	"samano/register"
)

func (d *Desk) homeID(h people.HomeID) string { return d.ids.subject(d.cell.Households[h].Handle) }

func (d *Desk) dwelling(h people.HomeID) acts.Dwelling {
	home := &d.cell.Households[h]
	return acts.Dwelling{Code: home.Village.Code, House: home.House}
}

// The classes of books: of citizens' households, and of foreigners'.
const (
	blue = "blue"
	red  = "red"
)

// bookFor returns the class of the book that a household of this head has.
func (d *Desk) bookFor(head people.ID) string {
	if d.cell.People[head].Nation != people.OfLaos {
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
func (d *Desk) HouseholdOpen(h people.HomeID) {
	c := d.cell
	home := &c.Households[h]
	open := acts.HouseholdOpen{As: d.homeID(h), Dwelling: d.dwelling(h)}
	open.Books = []register.Book{newBook(home, d.bookFor(home.Head))}
	persons := c.Registered(h)
	// The head first, the others by age, as a book lists them.
	slices.SortStableFunc(persons, func(a, b people.ID) int { return cmp.Compare(c.People[a].Born, c.People[b].Born) })
	if n := slices.Index(persons, home.Head); n > 0 {
		persons = slices.Insert(slices.Delete(persons, n, n+1), 0, home.Head)
	}
	for _, i := range persons {
		open.Members = append(open.Members, acts.NewMember{Person: d.id(i), Relation: c.Relation(home.Head, i)})
	}
	d.declare(paper{kind: register.KindHouseholdOpen, payload: open, office: officeOf(home.Village), by: home.Head, persons: persons, homes: []people.HomeID{h}})
}

// HouseholdSplit files that some members of a household have opened another, in which they live
// already.
func (d *Desk) HouseholdSplit(from, to people.HomeID, lag int) {
	home := &d.cell.Households[to]
	at := d.dwelling(to)
	payload := acts.HouseholdSplit{Household: d.homeID(from), As: d.homeID(to), Dwelling: &at}
	payload.Books = []register.Book{newBook(home, d.bookFor(home.Head))}
	persons := d.cell.Registered(to)
	payload.Members = d.related(home.Head, persons)
	d.declare(paper{kind: register.KindHouseholdSplit, payload: payload, office: officeOf(home.Village), lag: lag, evidence: papers("household-head-consent"), by: home.Head, persons: persons, homes: []people.HomeID{from, to}})
}

// related lists members with their relation to the head.
func (d *Desk) related(head people.ID, persons []people.ID) (out []acts.Related) {
	for _, i := range persons {
		out = append(out, acts.Related{Person: d.id(i), Relation: d.cell.Relation(head, i)})
	}
	return out
}

// HeadChange files that a household has its head from now on.
func (d *Desk) HeadChange(h people.HomeID, lag int) {
	home := &d.cell.Households[h]
	persons := d.cell.Registered(h)
	others := slices.DeleteFunc(slices.Clone(persons), func(i people.ID) bool { return i == home.Head })
	payload := acts.HeadChange{Household: d.homeID(h), Head: d.id(home.Head), Relations: d.related(home.Head, others)}
	d.declare(paper{kind: register.KindHeadChange, payload: payload, office: officeOf(home.Village), lag: lag, by: home.Head, persons: persons, homes: []people.HomeID{h}})
}

// HouseholdMerge files that all people of a household have joined another.
func (d *Desk) HouseholdMerge(from, to people.HomeID, persons []people.ID, homes []people.HomeID, lag int) {
	home := &d.cell.Households[to]
	payload := acts.HouseholdMerge{Household: d.homeID(from), Into: d.homeID(to), Members: d.related(home.Head, persons)}
	d.declare(paper{kind: register.KindHouseholdMerge, payload: payload, office: officeOf(home.Village), lag: lag, by: persons[0], persons: persons, homes: homes})
}

// MoveInto files that people have moved into a household that is there.
func (d *Desk) MoveInto(h people.HomeID, persons []people.ID, homes []people.HomeID, lag int) {
	home := &d.cell.Households[h]
	payload := acts.Move{To: d.dwelling(h), Household: d.homeID(h)}
	for _, i := range persons {
		payload.Persons = append(payload.Persons, d.id(i))
		payload.Relations = append(payload.Relations, d.cell.Relation(home.Head, i))
	}
	d.declare(paper{kind: register.KindMove, payload: payload, office: officeOf(home.Village), lag: lag, evidence: papers("family-book"), by: persons[0], persons: persons, homes: homes})
}

// MoveWhole files that a household has moved to where it is now.
func (d *Desk) MoveWhole(h people.HomeID, lag int) {
	home := &d.cell.Households[h]
	persons := d.cell.Registered(h)
	payload := acts.Move{To: d.dwelling(h), Whole: true, Persons: d.list(persons)}
	d.declare(paper{kind: register.KindMove, payload: payload, office: officeOf(home.Village), lag: lag, evidence: papers("family-book"), by: home.Head, persons: persons, homes: []people.HomeID{h}})
}

// list returns the ids of people.
func (d *Desk) list(persons []people.ID) (out []string) {
	for _, i := range persons {
		out = append(out, d.id(i))
	}
	return out
}

// Departure files that people of one family have left for another country; i declares it. homes
// are those in which they still live.
func (d *Desk) Departure(i people.ID, movers []people.ID, homes []people.HomeID, to register.Country, lag int) {
	persons := slices.DeleteFunc(slices.Clone(movers), func(k people.ID) bool { return d.cell.People[k].Handle == 0 })
	payload := acts.Departure{To: acts.PlaceOf{Country: to}, Persons: d.list(persons)}
	d.declare(paper{kind: register.KindDeparture, payload: payload, office: d.office(i), lag: lag, by: i, persons: persons, homes: homes})
}

// Return files that somebody is back at the home in which they live.
func (d *Desk) Return(i people.ID, lag int) {
	d.declare(paper{kind: register.KindReturn, payload: acts.Return{Persons: []string{d.id(i)}}, office: d.office(i), lag: lag, by: i, persons: []people.ID{i}})
}

// ReturnTo files that somebody is back from abroad, at a home.
func (d *Desk) ReturnTo(i people.ID, h people.HomeID, lag int) {
	at := d.dwelling(h)
	d.declare(paper{kind: register.KindReturn, payload: acts.Return{Persons: []string{d.id(i)}, To: &at}, office: officeOf(d.cell.Households[h].Village), lag: lag, by: i, persons: []people.ID{i}})
}

// Study files that somebody stays in a room in a town for a time and remains at home in the
// village.
func (d *Desk) Study(i people.ID, v *people.Village, until register.Day, room, lag int) {
	payload := acts.TemporaryStay{Persons: []string{d.id(i)}, At: acts.Dwelling{Code: v.Code, House: "ຫໍພັກ " + digits(room, 1)}, Until: register.Exact(until), Reason: "study"}
	d.declare(paper{kind: register.KindTemporaryStay, payload: payload, office: officeOf(v), lag: lag, by: i, persons: []people.ID{i}})
}

// Service files that somebody serves in the army.
func (d *Desk) Service(i people.ID, until register.Day, lag int) {
	payload := acts.Absence{Persons: []string{d.id(i)}, Reason: "military-service", Until: register.Exact(until)}
	d.declare(paper{kind: register.KindAbsence, payload: payload, office: d.office(i), lag: lag, by: i, persons: []people.ID{i}})
}
