package demo

import (
	"cmp"
	"slices"

	"samano/acts"
	"samano/register"
)

// The acts of census and family as the cell's offices file them. Each file reads
// the cell's state and changes it only where the act itself is that change.

// id returns the client-made id of a person as payloads name it.
func (c *cell) id(i int32) string { return c.ids.name(c.people[i].ref) }

func (c *cell) homeID(h int32) string { return c.ids.name(c.households[h].ref) }

func (c *cell) office(h int32) register.OfficeID { return c.households[h].village.office }

func (c *cell) dwelling(h int32) acts.Dwelling {
	return acts.Dwelling{Code: c.households[h].village.code, House: c.households[h].house}
}

// who names a parent who is in the register.
func (c *cell) who(i int32) *acts.Who {
	if i == 0 || c.people[i].ref == 0 {
		return nil
	}
	return &acts.Who{Person: c.id(i)}
}

var sexes = [...]register.Sex{female: register.Female, male: register.Male}

// enrolment files the enrolment of somebody present: at the census, or on arrival.
func (c *cell) enrolment(i int32) {
	p := &c.people[i]
	if p.recorded.IsZero() {
		p.recorded = register.Exact(p.born)
	}
	e := acts.Enrolment{
		Name: c.names.forms(p), Sex: sexes[p.sex], Born: p.recorded, Mother: c.who(p.mother), Father: c.who(p.father),
		Residence: &acts.NewResidence{Kind: register.Permanent, Dwelling: c.dwelling(p.home)},
	}
	if b, known := p.nation.bond(""); known {
		e.Nationalities = []register.Nationality{b}
	}
	switch {
	case p.nation.foreign():
		e.BornAt.Country = countries[p.nation]
		e.Status = c.permit(p)
		e.Residence.Since = register.Exact(p.since)
	case c.rng.Float64() < 0.7:
		e.BornAt.Code = c.households[p.home].village.code
		e.Residence.Since = p.recorded
	default:
		e.Residence.Since = register.InYear(max(int(p.recorded.Year), c.today.Year()-1-c.rng.IntN(20)), register.Declared)
	}
	if e.Residence.Since.Earliest() > c.today || e.Residence.Since.Before(p.recorded) == register.Yes {
		e.Residence.Since = p.recorded
	}
	p.ref = c.ids.subject()
	e.As = c.id(i)
	var evidence []register.Evidence
	if p.recorded.Basis == register.Documented {
		evidence = papers("identity-document")
	}
	c.declare(paper{kind: register.KindEnrolment, happened: register.Exact(c.today), payload: e, office: c.office(p.home), evidence: evidence, persons: []int32{i}})
}

// permit returns a foreigner's permit to reside.
func (c *cell) permit(p *person) *register.ResidenceStatus {
	kind := "temporary-residence"
	if p.since < c.today-7*365 {
		kind = "permanent-residence" // after seven years, as for the red book
	}
	c.nth++
	return &register.ResidenceStatus{Kind: kind, Permit: "RP-" + digits(c.nth, 6)}
}

func digits(n, width int) string {
	b := make([]byte, width)
	for i := width - 1; i >= 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
	return string(b)
}

// householdOpen opens a household of all its members, with a book.
func (c *cell) householdOpen(h int32) {
	home := &c.households[h]
	open := acts.HouseholdOpen{As: c.homeID(h), Dwelling: c.dwelling(h)}
	class := "blue"
	if c.people[home.head].nation != ofLaos {
		class = "red"
	}
	open.Books = []register.Book{c.newBook(home, class)}
	persons := c.registered(h)
	// The head first, the others by age, as a book lists them.
	slices.SortStableFunc(persons, func(a, b int32) int { return cmp.Compare(c.people[a].born, c.people[b].born) })
	if n := slices.Index(persons, home.head); n > 0 {
		persons = slices.Insert(slices.Delete(persons, n, n+1), 0, home.head)
	}
	for _, i := range persons {
		open.Members = append(open.Members, acts.NewMember{Person: c.id(i), Relation: c.relation(home.head, i)})
	}
	c.declare(paper{kind: register.KindHouseholdOpen, happened: register.Exact(c.today), payload: open, office: c.office(h), by: home.head, persons: persons, homes: []int32{h}})
}

// newBook numbers a book for a household.
func (c *cell) newBook(home *household, class string) register.Book {
	if class == "red" {
		home.red = true
	} else {
		home.blue = true
	}
	return register.Book{Class: class, Number: home.village.book()}
}

// registered returns the members of a household who are in the register.
func (c *cell) registered(h int32) []int32 {
	var out []int32
	for _, i := range c.households[h].members {
		if c.people[i].ref != 0 {
			out = append(out, i)
		}
	}
	return out
}

// marriage files a marriage. Where ages are known to the year only, the registrar confirms
// having seen other papers.
func (c *cell) marriage(i int32, on register.Date, lag int) {
	k := c.people[i].spouse
	w, m := &c.people[i], &c.people[k]
	if w.ref == 0 || m.ref == 0 {
		return
	}
	var accepted []register.Accepted
	evidence := papers("joint-request", "identity-document")
	for _, p := range [...]*person{w, m} {
		least, most := ageOn(p.recorded, on)
		switch {
		case most < 18:
			evidence = append(evidence, papers("parents-consent")...)
		case least < 18:
			accepted = []register.Accepted{{Code: "spouse-age-undetermined", Reason: "age known from the family book"}}
		}
	}
	home := w.home
	office := c.office(home)
	if w.nation.elsewhere() || m.nation.elsewhere() {
		office = provinceOffice(c.households[home].village.province())
	}
	payload := acts.Marriage{Spouses: [2]acts.Who{{Person: c.id(k)}, {Person: c.id(i)}}}
	if on.Precision() == register.ToDay && on.Year > firstYearOfPlaces {
		payload.At.Code = c.households[home].village.code
	}
	w.registered, m.registered = true, true
	c.declare(paper{kind: register.KindMarriage, happened: on, payload: payload, office: office, lag: lag, evidence: slices.Compact(evidence), accepted: accepted, persons: []int32{i, k}})
}

// firstYearOfPlaces is the year from which all units exist, see package places: earlier
// weddings name none.
const firstYearOfPlaces = 1976

// ageOn returns the least and the greatest age that two partial dates allow.
func ageOn(born, on register.Date) (least, most int) {
	least, _, _ = born.Age(on.Earliest())
	_, most, _ = born.Age(on.Latest())
	return least, most
}

// headChange files that a member is the head from now on.
func (c *cell) headChange(h, head int32) {
	home := &c.households[h]
	home.head = head
	persons := c.registered(h)
	payload := acts.HeadChange{Household: c.homeID(h), Head: c.id(head)}
	for _, i := range persons {
		if i != head {
			payload.Relations = append(payload.Relations, acts.Related{Person: c.id(i), Relation: c.relation(head, i)})
		}
	}
	c.declare(paper{kind: register.KindHeadChange, happened: register.Exact(c.today), payload: payload, office: c.office(h), lag: 5 + c.rng.IntN(20), by: head, persons: persons, homes: []int32{h}})
}

// enterHome files that people move into a household that is there: by a move, or, if
// they leave nobody behind, by joining the two households.
func (c *cell) enterHome(h int32, movers []int32) {
	from := c.people[movers[0]].home
	whole := from != 0 && len(movers) == len(c.households[from].members)
	homes := []int32{h}
	var persons []int32
	for _, i := range movers {
		if old := c.people[i].home; old != 0 {
			homes = append(homes, old)
			c.leave(i)
		}
		c.join(i, h)
		// A child not yet registered enters the register later, where the mother then lives.
		if c.people[i].ref != 0 {
			persons = append(persons, i)
		}
	}
	if whole = whole && len(c.households[from].members) == 0; len(persons) > 0 {
		c.fileEntry(h, from, whole, persons, homes)
	}
	c.mendHeads(homes)
}

func (c *cell) fileEntry(h, from int32, whole bool, persons, homes []int32) {
	p := paper{happened: register.Exact(c.today), office: c.office(h), lag: c.rng.IntN(20), by: persons[0], persons: persons, homes: homes}
	head := c.households[h].head
	if whole {
		payload := acts.HouseholdMerge{Household: c.homeID(from), Into: c.homeID(h)}
		for _, i := range persons {
			payload.Members = append(payload.Members, acts.Related{Person: c.id(i), Relation: c.relation(head, i)})
		}
		p.kind, p.payload = register.KindHouseholdMerge, payload
	} else {
		payload := acts.Move{To: c.dwelling(h), Household: c.homeID(h)}
		for _, i := range persons {
			payload.Persons = append(payload.Persons, c.id(i))
			payload.Relations = append(payload.Relations, c.relation(head, i))
		}
		p.kind, p.payload, p.evidence = register.KindMove, payload, papers("family-book")
	}
	c.declare(p)
}

// newHome files that people leave their homes and open one of their own; the first
// of them is the head.
func (c *cell) newHome(v *village, movers []int32) {
	h := c.open(v)
	var homes []int32
	for _, i := range movers {
		if from := c.people[i].home; from != 0 {
			homes = append(homes, from)
			c.leave(i)
		}
		c.join(i, h)
	}
	c.households[h].head = movers[0]
	for _, from := range homes {
		c.households[h].last = max(c.households[h].last, c.households[from].last)
	}
	c.householdOpen(h)
	for _, from := range homes {
		c.households[from].last = c.households[h].last
	}
	c.mendHeads(homes)
}

// mendHeads finds heads for households without one.
func (c *cell) mendHeads(homes []int32) {
	for _, h := range homes {
		if home := &c.households[h]; home.head == 0 && len(home.members) > 0 {
			c.newHead(h)
		}
	}
}

// newHead files the eldest grown member as the head; children who are left alone go to
// relatives.
func (c *cell) newHead(h int32) {
	best := int32(0)
	for _, i := range c.registered(h) {
		p := &c.people[i]
		if c.age(p, c.today) < 18 {
			continue
		}
		// A parent of others in the house before grandparents and lodgers.
		if b := best; b == 0 || rank(c, p) > rank(c, &c.people[b]) {
			best = i
		}
	}
	if best != 0 {
		c.headChange(h, best)
		return
	}
	c.takeIn(h)
}

// rank puts those of working age first, the elder before the younger.
func rank(c *cell, p *person) int {
	age := c.age(p, c.today)
	if age > 64 {
		return 100 - age
	}
	return 100 + age
}

// takeIn finds a home for children without a grown person.
func (c *cell) takeIn(h int32) {
	children := slices.Clone(c.households[h].members)
	to := int32(0)
	for _, i := range children {
		if to = c.relativesOf(i, h); to != 0 {
			break
		}
	}
	if to == 0 {
		to = c.anyHome(h)
	}
	if to == 0 {
		return
	}
	c.enterHome(to, children)
	head := c.households[to].head
	if least, _ := ageOn(c.people[head].recorded, register.Exact(c.today)); least < 18 {
		return
	}
	for _, i := range children {
		p := &c.people[i]
		if _, most := ageOn(p.recorded, register.Exact(c.today)); p.ref == 0 || most >= 18 || c.child(i, head) || p.guardian == head {
			continue
		}
		p.guardian = head
		payload := acts.Guardianship{Person: c.id(i), Guardian: acts.Who{Person: c.id(head)}, Scope: "full"}
		c.declare(paper{kind: register.KindGuardianship, happened: register.Exact(c.today), payload: payload, office: c.office(to), lag: 10 + c.rng.IntN(20), by: head, persons: []int32{i, head}})
	}
}

// relativesOf returns the home of somebody near to i with room.
func (c *cell) relativesOf(i, not int32) int32 {
	p := &c.people[i]
	near := []int32{p.mother, p.father}
	for _, parent := range [...]int32{p.mother, p.father} {
		if parent != 0 {
			near = append(near, c.people[parent].mother, c.people[parent].father)
		}
	}
	for _, k := range near {
		if q := &c.people[k]; k != 0 && q.here() && q.home != not && c.open18(q.home) {
			return q.home
		}
	}
	return 0
}

// open18 reports whether a household has a grown head and room.
func (c *cell) open18(h int32) bool {
	const room = 16
	home := &c.households[h]
	return home.head != 0 && len(home.members) < room && c.people[home.head].ref != 0 && c.age(&c.people[home.head], c.today) >= 18
}

// anyHome returns some household that takes in others.
func (c *cell) anyHome(not int32) int32 {
	const tries = 50
	for range tries {
		h := int32(1 + c.rng.IntN(len(c.households)-1))
		if h != not && c.open18(h) && c.households[h].village.style == c.households[not].village.style {
			return h
		}
	}
	return 0
}
