package acts

import "samano/register"

// HouseholdSplit opens a household of those who leave another one, at the same
// dwelling or elsewhere.
type HouseholdSplit struct {
	Household string    `json:"household"`
	As        string    `json:"as,omitempty"`
	Members   []Related `json:"members"`            // who leave; one of them with the relation "head"
	Dwelling  *Dwelling `json:"dwelling,omitempty"` // none: where the household is
	// What a split at the same dwelling rests on: one of the two.
	HeadConsents bool            `json:"head_consents,omitempty"`
	Divorced     bool            `json:"divorced,omitempty"`
	Books        []register.Book `json:"books,omitempty"`
}

// Needs asks for the household and those who leave.
func (h *HouseholdSplit) Needs(s *State) []Lookup {
	out := needHouseholds(h.Household, h.As)
	for _, b := range h.Books {
		out = append(out, needHouseholds(b.Number)...)
	}
	return append(out, needRelated(h.Members)...)
}

// Check checks who leaves, who consents, and that each side stays a household.
func (h *HouseholdSplit) Check(c *Case) {
	c.newID("payload.as", h.As)
	old := c.household("payload.household", h.Household)
	checkStood(c, "happened", old)
	to := h.address(c, old)
	if h.Dwelling != nil {
		h.Dwelling.check(c, "payload.dwelling", c.happened())
	}
	c.competent("office", addressOf(old).Place, to.Place)
	leaving := checkRelated(c, "payload.members", old, h.Members)
	heads := 0
	for i, m := range h.Members {
		if m.Relation == register.HeadRelation {
			heads++
			c.living("payload.members."+itoa(i)+".person", c.State.person(m.Person))
		}
	}
	if heads != 1 {
		c.Block("household-one-head", "payload.members", "")
	}
	c.checkNewBooks("payload.books", h.Books)
	if old == nil {
		return
	}
	if len(leaving) >= len(old.Members.Current()) {
		c.Block("split-leaves-nobody", "payload.members", "")
	} else if leaving[old.Head()] {
		c.warn("household-without-head", "payload.members", "")
	}
	h.checkConsent(c, to == addressOf(old))
}

func (h *HouseholdSplit) checkConsent(c *Case, sameDwelling bool) {
	if !sameDwelling {
		return
	}
	r := c.Law.Residence.SplitAtSameDwelling.On(c.happened())
	switch {
	case !r.Value:
		c.conflict("split-at-same-dwelling", "payload.dwelling", r.Article)
	case !h.HeadConsents && !h.Divorced:
		c.conflict("head-consent-missing", "payload.head_consents", r.Article)
	}
}

// address returns where the new household lives: as declared, or where the old one does.
func (h *HouseholdSplit) address(c *Case, old *register.Household) register.Address {
	if h.Dwelling == nil {
		return addressOf(old)
	}
	return h.Dwelling.address(c, c.happened())
}

// Apply opens the new household, of the kind of the old one.
func (h *HouseholdSplit) Apply(c *Case) {
	from, old := c.from(), c.State.household(h.Household)
	to := h.address(c, old)
	ref := register.HouseholdRef(c.newHousehold(h.As, from))
	kind, _ := old.Kinds.Last()
	c.Open(ref, from, kind.Value, kind.Source)
	if h.Dwelling == nil {
		c.Open(ref, from, to, addressFact(old).Source)
	} else {
		c.Open(ref, from, to)
	}
	for _, b := range h.Books {
		c.Open(ref, from, b)
	}
	for _, m := range h.Members {
		p := c.State.person(m.Person)
		leaveHousehold(c, old, p.ID, from)
		c.Open(ref, from, register.Member{Person: p.ID, Relation: m.Relation})
		if m.Relation == register.HeadRelation {
			c.Open(ref, from, register.Head{Person: p.ID})
		}
		if to != addressOf(old) {
			settle(c, p, to, from)
		}
	}
}
