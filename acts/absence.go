package acts

import (
	"slices"
	"strings"

	"samano/acts/life"
	"samano/register"
)

// Absence records that people are away from their permanent place for a reason
// that the law lists. The place, the household and everything else stay as they are,
// however long it lasts: whoever is in a prison, a barracks, a treatment centre or a
// shelter still lives where they lived.
type Absence struct {
	Persons []string      `json:"persons"`
	Reason  string        `json:"reason"`         // sealed: no document, effect or finding says it
	Until   register.Date `json:"until,omitzero"` // expected
}

// Needs asks for the people.
func (a *Absence) Needs(*State) []Lookup { return needPersons(a.Persons...) }

// Check checks the reason and that there is a place to be absent from.
func (a *Absence) Check(c *Case) {
	// The finding does not repeat what was typed: findings are kept in the clear.
	if r := c.Law.Residence.AbsenceReasons.On(c.happened()); !slices.Contains(r.Value, a.Reason) {
		c.Block("absence-reason-unlisted", "payload.reason", r.Article, "reasons", strings.Join(r.Value, ", "))
	}
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

// AbsencePart is the name of the sealed part of an absence. It speaks of everybody whom the act names.
const AbsencePart = "absence-reason"

// Apply opens the absence; one that went before ends.
func (a *Absence) Apply(c *Case) {
	for _, text := range a.Persons {
		p := c.State.person(text)
		away := register.Residence{Kind: register.Absent, Expected: a.Until}
		for _, home := range life.Begun(p, c.from(), register.Permanent) {
			away.Address = home.Value.Address
		}
		succeed(c, p.Ref(), p.Residences, life.OfKind(register.Absent), c.from(), away)
	}
	c.Sealed = append(c.Sealed, SealedPart{Subject: c.State.person(a.Persons[0]).Ref(), Name: AbsencePart, Bytes: []byte(a.Reason)})
}
