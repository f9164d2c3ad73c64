package acts

import (
	"samano/acts/life"
	"samano/register"
)

// ShortStay is the notice of a stay that is too short to be a residence. Nobody
// comes back to end it, so it ends on the day that the notice names.
type ShortStay struct {
	Persons []string      `json:"persons"`
	At      Dwelling      `json:"at"`
	Until   register.Date `json:"until"` // the day of departure
	Reason  string        `json:"reason,omitempty"`
}

// Needs asks for the people.
func (t *ShortStay) Needs(*State) []Lookup { return needPersons(t.Persons...) }

// Check checks the dwelling and the length.
func (t *ShortStay) Check(c *Case) {
	day := c.happened()
	t.At.check(c, "payload.at", day)
	c.Text("payload.reason", t.Reason)
	c.competent("payload.at.code", t.At.address(c, day).Place)
	checkPeople(c, t.Persons)
	if t.Until.Precision() == register.Unknown {
		c.Block(register.CodeDateMissing, "payload.until", "")
		return
	}
	checkStay(c, t.Until)
	least, _ := life.StayDays(c.from(), t.Until)
	if r := c.Law.Residence.TemporaryFromDays.On(day); least >= r.Value {
		c.Block("stay-is-temporary", "payload.until", r.Article, "days", itoa(r.Value))
	}
}

// Apply opens the stay and writes its end.
func (t *ShortStay) Apply(c *Case) {
	stay := register.Residence{Kind: register.ShortStay, Address: t.At.address(c, c.happened()), Reason: t.Reason}
	for _, text := range t.Persons {
		ref := c.State.person(text).Ref()
		c.End(ref, c.Open(ref, c.from(), stay), t.Until)
	}
}
