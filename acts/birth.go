package acts

import (
	"slices"

	"samano/acts/described"
	"samano/acts/life"
	"samano/register"
)

// Birth enters a child. It is never refused for lateness, a missing paper, a
// missing name or an unknown father.
type Birth struct {
	As          string                `json:"as,omitempty"`   // '@' and a client-made id for the child
	Name        []register.NameForm   `json:"name,omitempty"` // none: not yet named
	Sex         register.Sex          `json:"sex"`
	Born        register.Date         `json:"born"`
	BornAt      PlaceOf               `json:"born_at,omitzero"`
	Order       int                   `json:"order,omitempty"` // among children of one delivery, from 1
	Mother      *Who                  `json:"mother,omitempty"`
	Father      *Who                  `json:"father,omitempty"`
	Nationality *register.Nationality `json:"nationality,omitempty"` // where neither parents nor soil settle it
	Household   string                `json:"household,omitempty"`   // none: the mother's
	Relation    register.Relation     `json:"relation,omitempty"`    // to the head; none: derived
}

// Needs asks for the parents and the household; then for the mother's households
// and children, and for the head, who may be a parent who is only described.
func (b *Birth) Needs(s *State) []Lookup {
	m := b.Mother.person(s)
	out := slices.Concat(needPersons(b.As), b.Mother.needs(), b.Father.needs(), needHouseholds(b.Household), needChildrenOf(s, m))
	if b.Household == "" {
		out = append(out, needHouseholdsOf(s, m)...)
	}
	if h := b.household(s); h != nil && h.Head() != 0 && slices.ContainsFunc(b.parents(), (*Who).isDescribed) {
		out = append(out, byPersonID(h.Head()))
	}
	return out
}

// maxMultiple bounds the children of one delivery.
const maxMultiple = 8

// Check checks the child, the parents, and the mother's other births.
func (b *Birth) Check(c *Case) {
	c.newID("payload.as", b.As)
	if len(b.Name) > 0 {
		checkForms(c, "payload.name", b.Name)
	}
	checkSex(c, "payload.sex", b.Sex)
	if b.Born.Precision() == register.Unknown {
		c.Block(register.CodeDateMissing, "payload.born", "")
	}
	c.notFuture("payload.born", b.Born)
	b.BornAt.checkUnit(c, "payload.born_at", c.happened())
	if b.Order < 0 || b.Order > maxMultiple {
		c.Block(register.CodeBirthOrder, "payload.order", "", "limit", itoa(maxMultiple))
	}
	checkParents(c, b.Mother, b.Father, b.Born)
	if b.Mother.isZero() {
		// Somebody bore the child; of whom nobody knows that is a foundling, which is
		// an act of its own. The birth goes in all the same.
		c.warn("birth-without-mother", "payload.mother", "")
	}
	if b.Nationality != nil {
		checkNationality(c, "payload.nationality", *b.Nationality)
	}
	b.checkSpacing(c)
	b.checkHousehold(c)
}

func (b *Birth) checkHousehold(c *Case) {
	day := c.happened()
	h := b.household(c.State)
	if b.Household != "" {
		h = c.household("payload.household", b.Household)
	}
	if b.Relation != "" {
		c.listed("payload.relation", string(b.Relation), c.Law.Household.Relations.On(day))
	}
	places := []register.PlaceID{b.BornAt.place(c, day)}
	if h != nil {
		if a, ok := h.Addresses.Last(); ok {
			places = append(places, a.Value.Place)
		}
	}
	if m := b.Mother.person(c.State); m != nil {
		for _, r := range m.Residences.Current() {
			places = append(places, r.Value.Address.Place)
		}
	}
	c.competent("office", places...)
}

// checkSpacing asks about another child of the mother too close in time, unless
// both are of one delivery.
func (b *Birth) checkSpacing(c *Case) {
	m := b.Mother.person(c.State)
	if m == nil || b.Born.Precision() == register.Unknown {
		return
	}
	r := c.Law.Birth.SpacingDays.On(c.happened())
	for _, sibling := range c.State.childrenOf(m.ID) {
		o := sibling.Born()
		if o.Date.Precision() == register.Unknown || !life.BornOf(sibling, m.ID) {
			continue
		}
		apart := max(b.Born.Earliest()-o.Date.Latest(), o.Date.Earliest()-b.Born.Latest())
		sameDelivery := b.Order > 0 && o.Order > 0 && b.Order != o.Order && apart <= 1
		switch {
		case sameDelivery:
		case b.Born.Precision() < register.ToDay || o.Date.Precision() < register.ToDay:
			// Years alone say nothing about spacing; the search for duplicates looks at these.
		case apart < register.Day(r.Value):
			c.ask("births-too-close", "payload.born", r.Article, "days", itoa(r.Value), "other", o.Date.EDTF())
		}
	}
}

// household is the one named, or the one in which the mother lives.
func (b *Birth) household(s *State) *register.Household {
	if b.Household != "" {
		return s.household(b.Household)
	}
	if m := b.Mother.person(s); m != nil {
		return householdOf(s, m.ID)
	}
	return nil
}

// householdOf returns the private household in which somebody now lives; of several
// the one joined last.
func householdOf(s *State, id register.PersonID) *register.Household {
	for _, h := range slices.Backward(s.householdsOf(id)) {
		if _, member := h.Member(id); member && h.Exists() {
			return h
		}
	}
	return nil
}

// Apply enters the child, gives it a number, and adds it to the household.
func (b *Birth) Apply(c *Case) {
	id := c.newPerson(b.As, b.Born)
	ref := register.PersonRef(id)
	openName(c, ref, register.OfficialName, b.Name, b.Born)
	c.Open(ref, b.Born, register.Birth{Date: b.Born, Where: b.BornAt.where(c, c.happened()), Order: b.Order})
	c.Open(ref, b.Born, b.Sex)
	nationality, derived := b.nationality(c)
	c.Open(ref, b.Born, nationality, derived...)
	openParents(c, ref, b.Mother, b.Father, b.Born, register.ByBirth)
	child := &register.Person{Nationalities: register.Facts[register.Nationality]{{Value: nationality}}}
	giveNumber(c, ref, c.Law.Class(child, c.Proposal.Declared), b.Born)

	b.house(c, id)
	b.protect(c, ref)
}

// house records where the child lives: with its household, else with its mother, from birth
// or, if declared late, from the day they lived there.
func (b *Birth) house(c *Case, id register.PersonID) {
	ref, m := register.PersonRef(id), b.Mother.person(c.State)
	h := b.household(c.State)
	if h == nil {
		if m != nil {
			for _, r := range m.Residence(register.Permanent) {
				c.Open(ref, life.Later(b.Born, r.From), register.Residence{Kind: register.Permanent, Address: r.Value.Address}, r.Source)
			}
		}
		return
	}
	since := b.Born
	for _, f := range h.Origins.Current() {
		since = life.Later(since, f.From)
	}
	var found []register.Source
	if m != nil {
		if f, ok := h.Member(m.ID); ok {
			since = life.Later(since, f.From)
			if b.Household == "" { // only the mother's membership says that the child lives there
				found = append(found, f.Source)
			}
		}
	}
	relation, derived := b.relation(c, h)
	c.Open(h.Ref(), since, register.Member{Person: id, Relation: relation}, append(derived, found...)...)
	if a, ok := h.Addresses.Last(); ok {
		c.Open(ref, life.Later(since, a.From), register.Residence{Kind: register.Permanent, Address: a.Value}, append(found, a.Source)...)
	}
}

// protect protects a child that lives with its protected mother: looked up, it
// would give her away.
func (b *Birth) protect(c *Case, child register.Ref) {
	m, h := b.Mother.person(c.State), b.household(c.State)
	if m == nil {
		return
	}
	if h != nil {
		if _, together := h.Member(m.ID); !together {
			return
		}
	}
	if f, ok := m.Protections.Last(); ok {
		c.Open(child, life.Later(b.Born, f.From), f.Value, f.Source)
	}
}

// nationality follows the parents or the soil, as the law says; where they do not
// settle it and nothing is declared, it is unknown, which costs the child nothing.
// derived are the sources of the parents' nationalities that settle it.
func (b *Birth) nationality(c *Case) (n register.Nationality, derived []register.Source) {
	own := register.Nationality{State: register.NationalityHeld, Country: c.Law.Country, Basis: "birth"}
	m, mother := life.Held(b.Mother.person(c.State), c.Law.Country)
	f, father := life.Held(b.Father.person(c.State), c.Law.Country)
	switch c.Law.Birth.Nationality.On(b.Born.Latest()).Value {
	case "soil":
		if !b.BornAt.abroad(c) {
			return own, nil
		}
	case "either-parent": // one parent settles it: the one of whom more is known
		switch {
		case m && (!f || father.Weakest(mother) == father):
			return own, []register.Source{mother}
		case f:
			return own, []register.Source{father}
		}
	case "both-parents":
		if m && f {
			return own, []register.Source{mother, father}
		}
	}
	if b.Nationality != nil {
		return *b.Nationality, nil
	}
	return register.Nationality{State: register.NationalityUnknown}, nil
}

// relation is the one declared, or what follows from the parents' own; derived is then the source of
// that. A spouse's child is the head's too unless another parent surely is not the head.
func (b *Birth) relation(c *Case, h *register.Household) (relation register.Relation, derived []register.Source) {
	if b.Relation != "" {
		return b.Relation, nil
	}
	as, alone := [2]register.Fact[register.Member]{}, false
	for i, who := range b.parents() {
		p := who.person(c.State)
		if alone = alone || p == nil; p != nil { // of whom nothing is told may be the head
			as[i], _ = h.Member(p.ID)
		}
	}
	for i := range as {
		switch r, other := as[i].Value.Relation, as[1-i].Value.Relation; {
		case r == register.HeadRelation, r == register.SpouseRelation && (alone && b.perhapsOfHead(c, h) || other == register.HeadRelation):
			return register.ChildRelation, []register.Source{as[i].Source}
		case r == register.ChildRelation, r == register.ChildInLawRelation && (alone || other == register.ChildRelation):
			return register.GrandchildRelation, []register.Source{as[i].Source}
		case r == register.SpouseRelation && slices.Contains(c.Law.Household.Relations.On(c.Proposal.Declared).Value, string(register.StepchildRelation)):
			return register.StepchildRelation, []register.Source{as[i].Source}
		}
	}
	return register.OtherRelation, nil
}

func (b *Birth) parents() []*Who { return []*Who{b.Mother, b.Father} }

// perhapsOfHead reports whether no parent is described who surely is not the head.
func (b *Birth) perhapsOfHead(c *Case, h *register.Household) bool {
	head := c.State.personByID(h.Head())
	return head == nil || !slices.ContainsFunc(b.parents(), func(w *Who) bool {
		return w.isDescribed() && !described.MayBe(w.party(c).Described, head)
	})
}
