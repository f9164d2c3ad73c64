package acts

import "samano/register"

// HouseholdMerge joins a household to another; the first is dissolved.
type HouseholdMerge struct {
	Household string    `json:"household"` // is dissolved
	Into      string    `json:"into"`      // stays, with its head
	Members   []Related `json:"members"`   // all of the first, with their relation to the head of the second
}

// Needs asks for both households and the people.
func (h *HouseholdMerge) Needs(*State) []Lookup {
	return append(needHouseholds(h.Household, h.Into), needRelated(h.Members)...)
}

// Check checks that nobody is left in the household that is dissolved.
func (h *HouseholdMerge) Check(c *Case) {
	old, into := c.household("payload.household", h.Household), c.household("payload.into", h.Into)
	checkStood(c, "happened", old)
	checkStood(c, "happened", into)
	c.competent("office", addressOf(old).Place, addressOf(into).Place)
	joining := checkRelated(c, "payload.members", old, h.Members)
	for i, m := range h.Members {
		if m.Relation == register.HeadRelation {
			c.Block("head-by-head-change", "payload.members."+itoa(i)+".relation", "")
		}
	}
	if old == nil || into == nil {
		return
	}
	if old.ID == into.ID {
		c.Block("merge-same-household", "payload.into", "")
	}
	for _, m := range old.Members.Current() {
		if !joining[m.Value.Person] {
			c.Block("merge-leaves-somebody", "payload.members", "")
			break
		}
	}
	if len(into.Members.Current())+len(joining) > maxMembers {
		c.Block("household-too-large", "payload.members", "", "limit", itoa(maxMembers))
	}
}

// Apply moves the members and ends the household that they leave, with its books.
func (h *HouseholdMerge) Apply(c *Case) {
	from := c.from()
	old, into := c.State.household(h.Household), c.State.household(h.Into)
	for _, m := range h.Members {
		p := c.State.person(m.Person)
		leaveHousehold(c, old, p.ID, from)
		joinHousehold(c, into, p.ID, m.Relation, from, nil)
		home := addressFact(into)
		settle(c, p, home.Value, from, home.Source)
	}
	dissolve(c, old, from)
}

// dissolve ends a household whose members have left.
func dissolve(c *Case, h *register.Household, on register.Date) {
	ref := h.Ref()
	for _, f := range h.Books.Current() {
		c.End(ref, f.Key, on)
	}
	for _, f := range h.Addresses.Current() {
		c.End(ref, f.Key, on)
	}
	for _, f := range h.Origins.Current() {
		c.End(ref, f.Key, on)
	}
}
