package acts

import (
	"samano/acts/life"
	"samano/register"
)

// Absence records that people are away from their permanent place for a reason
// that the law lists: study, service, treatment, prison. The place, the household
// and everything else stay as they are, however long it lasts.
type Absence struct {
	Persons []string      `json:"persons"`
	Reason  string        `json:"reason"`
	Until   register.Date `json:"until,omitzero"` // expected
}

// Needs asks for the people.
func (a *Absence) Needs(*State) []Lookup { return needPersons(a.Persons...) }

// Check checks the reason and that there is a place to be absent from.
func (a *Absence) Check(c *Case) {
	reasons := c.Law.Residence.AbsenceReasons.On(c.happened())
	c.listed("payload.reason", a.Reason, reasons)
	var places []register.PlaceID
	for i, p := range checkPeople(c, a.Persons) {
		homes := life.Begun(p, c.from(), register.Permanent)
		if len(homes) == 0 {
			c.Block("no-permanent-place", "payload.persons."+itoa(i), "")
		}
		for _, f := range homes {
			places = append(places, f.Value.Address.Place)
		}
	}
	c.competent("office", places...)
	if a.Until.Precision() == register.Unknown {
		return
	}
	checkStay(c, a.Until)
	// Followed up, never ended by a clock: see "not-living-here".
	if r := c.Law.Residence.AbsenceMaxDays.On(c.happened()); r.Value > 0 {
		if least, _ := life.StayDays(c.from(), a.Until); least > r.Value {
			c.warn("absence-long", "payload.until", r.Article, "days", itoa(r.Value))
		}
	}
}

// Apply opens the absence; one that went before, for another reason, ends.
func (a *Absence) Apply(c *Case) {
	for _, text := range a.Persons {
		p := c.State.person(text)
		away := register.Residence{Kind: register.Absent, Reason: a.Reason, Expected: a.Until}
		for _, home := range life.Begun(p, c.from(), register.Permanent) {
			away.Address = home.Value.Address
		}
		succeed(c, p.Ref(), p.Residences, life.OfKind(register.Absent), c.from(), away)
	}
}
