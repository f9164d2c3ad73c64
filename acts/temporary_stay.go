package acts

import (
	"samano/acts/life"
	"samano/register"
)

// TemporaryStay records that people live somewhere for a time beside their
// permanent place. It takes nothing from that. A renewal is a new stay.
type TemporaryStay struct {
	Persons []string      `json:"persons"`
	At      Dwelling      `json:"at"`
	Until   register.Date `json:"until,omitzero"` // expected; no clock ends the stay
}

// Needs asks for the people.
func (t *TemporaryStay) Needs(*State) []Lookup { return needPersons(t.Persons...) }

// Check checks the dwelling and the length.
func (t *TemporaryStay) Check(c *Case) {
	day := c.happened()
	t.At.check(c, "payload.at", day)
	at := t.At.address(c, day)
	c.competent("payload.at.code", at.Place)
	for _, p := range checkPeople(c, t.Persons) {
		for _, home := range life.Begun(p, c.from(), register.Permanent) {
			if at.Dwelling != "" && home.Value.Address == at {
				c.Block("stay-at-home", "payload.at", "")
			}
		}
	}
	if t.Until.Precision() == register.Unknown {
		return
	}
	checkStay(c, t.Until)
	least, most := life.StayDays(c.from(), t.Until)
	if r := c.Law.Residence.TemporaryFromDays.On(day); most < r.Value {
		c.Block("stay-is-short", "payload.until", r.Article, "days", itoa(r.Value))
	}
	if r := c.Law.Residence.TemporaryMaxDays.On(day); least > r.Value {
		c.conflict("stay-too-long", "payload.until", r.Article, "days", itoa(r.Value))
	}
}

// Apply opens the stay; one that went before ends.
func (t *TemporaryStay) Apply(c *Case) {
	stay := register.Residence{Kind: register.Temporary, Address: t.At.address(c, c.happened()), Expected: t.Until}
	for _, text := range t.Persons {
		p := c.State.person(text)
		succeed(c, p.Ref(), p.Residences, life.OfKind(register.Temporary), c.from(), stay)
	}
}
