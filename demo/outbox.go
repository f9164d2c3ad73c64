package demo

import (
	"encoding/json"

	"samano/register"
)

// outbox holds acts that have been declared and wait for the day on which they are
// registered, by that day.
type outbox struct {
	days [outboxDays][]register.Proposal
	from register.Day // nothing waits for an earlier day
}

// outboxDays is longer than any act waits: people declare within some weeks, and an act
// waits for earlier acts on the same people.
const outboxDays = 512

// paper is an act before it is declared.
type paper struct {
	kind     register.Kind
	happened register.Date
	payload  any
	office   register.OfficeID
	lag      int // days from the event to its declaration
	evidence []register.Evidence
	accepted []register.Accepted
	court    string // the reference of a court's decision
	by       int32  // who declared it
	persons  []int32
	homes    []int32
}

// declare hands a paper in. Acts on the same people and households are declared in the
// order in which they come here, whatever the lag of each, so that the register's state
// at each act is that of the cell.
func (c *cell) declare(p paper) {
	day := c.today + register.Day(p.lag)
	for _, i := range p.persons {
		day = max(day, c.people[i].last)
	}
	for _, h := range p.homes {
		day = max(day, c.households[h].last)
	}
	day = c.workday(min(day, c.outbox.from+outboxDays-3))
	for _, i := range p.persons {
		c.people[i].last = day
	}
	for _, h := range p.homes {
		c.households[h].last = day
	}
	proposal, err := c.proposal(p, day)
	if err != nil {
		c.fail(err)
		return
	}
	slot := &c.outbox.days[int(day)%outboxDays]
	*slot = append(*slot, proposal)
}

// workday returns the day itself or the Monday after it.
func (c *cell) workday(d register.Day) register.Day {
	switch (d + 3) % 7 { // 1970-01-01 was a Thursday
	case 5:
		return d + 2
	case 6:
		return d + 1
	}
	return d
}

func (c *cell) proposal(p paper, day register.Day) (register.Proposal, error) {
	payload, err := json.Marshal(p.payload)
	if err != nil {
		return register.Proposal{}, err
	}
	who := staff(p.office)
	out := register.Proposal{
		Kind: p.kind, Happened: p.happened, Declared: day, Decision: register.Decision{By: register.ByOffice}, Evidence: p.evidence,
		Office: p.office, DeclaredTo: who[day&1], Registrar: who[1-day&1], Accepted: p.accepted, Payload: payload,
	}
	if p.court != "" {
		out.Decision = register.Decision{By: register.ByCourtOrder, Authority: "court:" + string(p.office[1:3]), Reference: p.court}
	}
	if p.by != 0 {
		out.Declarant = c.names.text(&c.people[p.by])
	}
	return out, nil
}

// send passes on the acts that are registered before the day.
func (c *cell) send(before register.Day) {
	for ; c.outbox.from < before && !c.stopped; c.outbox.from++ {
		slot := &c.outbox.days[int(c.outbox.from)%outboxDays]
		for _, p := range *slot {
			c.hand(p)
		}
		*slot = (*slot)[:0]
	}
}

// papers returns evidence of these kinds.
func papers(kinds ...string) []register.Evidence {
	out := make([]register.Evidence, len(kinds))
	for i, k := range kinds {
		out[i].Kind = k
	}
	return out
}
