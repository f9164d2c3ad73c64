package filing

import (
	"encoding/json"
	"fmt"

	"samano/demo/people"
	"samano/register"
)

// Stream is the stream of proposals of a country. It owns what must be unique in all of it: ids,
// and the numbers of papers and court files.
type Stream struct {
	ids     ids
	nth     int // papers and court files so far
	yield   func(register.Proposal, error) bool
	stopped bool
}

// NewStream returns a stream that hands its proposals to yield until that returns false. key tells
// the ids of this country from those of others, and until is its present day.
func NewStream(key uint64, until register.Day, yield func(register.Proposal, error) bool) *Stream {
	return &Stream{ids: ids{key: key, start: uint64(until) * 86_400_000}, yield: yield}
}

// Stopped reports whether nobody reads the stream any more, or it has failed.
func (s *Stream) Stopped() bool { return s.stopped }

// hand passes a proposal to the reader of the stream.
func (s *Stream) hand(p register.Proposal) {
	if s.stopped {
		return
	}
	p.ID = s.ids.act()
	if !s.yield(p, nil) {
		s.stopped = true
	}
}

// fail ends the stream with an error.
func (s *Stream) fail(err error) {
	if !s.stopped {
		s.stopped = true
		s.yield(register.Proposal{}, fmt.Errorf("demo: %w", err))
	}
}

// number returns the next number of a paper.
func (s *Stream) number(width int) string {
	s.nth++
	return digits(s.nth, width)
}

// Office files the acts of one cell. It holds those that have been declared and wait for the day on
// which they are registered, by that day.
type Office struct {
	*Stream
	cell *people.Cell
	days [waitingDays][]register.Proposal
	from register.Day // nothing waits for an earlier day
}

// waitingDays is longer than any act waits: people declare within some weeks, and an act
// waits for earlier acts on the same people.
const waitingDays = 512

// NewOffice returns an office that opens on a day, which becomes the cell's.
func (s *Stream) NewOffice(cell *people.Cell, day register.Day) *Office {
	cell.Today = day
	return &Office{Stream: s, cell: cell, from: day}
}

// Begin begins a day of the cell: it passes on the acts that are registered before it.
func (o *Office) Begin(day register.Day) {
	o.cell.Today = day
	for ; o.from < day && !o.stopped; o.from++ {
		slot := &o.days[int(o.from)%waitingDays]
		for _, p := range *slot {
			o.hand(p)
		}
		*slot = (*slot)[:0]
	}
}

// paper is an act before it is declared.
type paper struct {
	kind     register.Kind
	happened register.Date // zero: today
	payload  any
	office   register.OfficeID
	lag      int // days from the event to its declaration
	evidence []register.Evidence
	accepted []register.Accepted
	court    string    // the reference of a court's decision
	by       people.ID // who declared it
	persons  []people.ID
	homes    []people.HomeID
}

// declare hands a paper in. Acts on the same people and households are declared in the
// order in which they come here, whatever the lag of each, so that the register's state
// at each act is that of the cell.
func (o *Office) declare(p paper) {
	c := o.cell
	if p.happened.IsZero() {
		p.happened = o.today()
	}
	day := c.Today + register.Day(p.lag)
	for _, i := range p.persons {
		day = max(day, c.People[i].Last)
	}
	for _, h := range p.homes {
		day = max(day, c.Households[h].Last)
	}
	day = workday(min(day, o.from+waitingDays-3))
	for _, i := range p.persons {
		c.People[i].Last = day
	}
	for _, h := range p.homes {
		c.Households[h].Last = day
	}
	proposal, err := o.proposal(p, day)
	if err != nil {
		o.fail(err)
		return
	}
	slot := &o.days[int(day)%waitingDays]
	*slot = append(*slot, proposal)
}

// workday returns the day itself or the Monday after it.
func workday(d register.Day) register.Day {
	switch (d + 3) % 7 { // 1970-01-01 was a Thursday
	case 5:
		return d + 2
	case 6:
		return d + 1
	}
	return d
}

func (o *Office) proposal(p paper, day register.Day) (register.Proposal, error) {
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
		out.Declarant = o.cell.Names.Text(&o.cell.People[p.by])
	}
	return out, nil
}

// papers returns evidence of these kinds.
func papers(kinds ...string) []register.Evidence {
	out := make([]register.Evidence, len(kinds))
	for i, k := range kinds {
		out[i].Kind = k
	}
	return out
}
