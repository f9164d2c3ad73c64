package demo

import (
	"samano/demo/people"
	"samano/register"
)

// event is something that will happen to somebody.
type event struct {
	day   register.Day
	order uint32 // among those of a day
	what  what
	a, b  people.ID // as the event has them
	home  people.HomeID
}

func (e event) before(o event) bool {
	return e.day < o.day || (e.day == o.day && e.order < o.order)
}

// queue is a binary heap of events, the next on top.
type queue struct {
	events []event
	n      uint32
}

func (q *queue) push(e event) {
	q.n++
	e.order = q.n
	q.events = append(q.events, e)
	i := len(q.events) - 1
	for i > 0 {
		up := (i - 1) / 2
		if !q.events[i].before(q.events[up]) {
			break
		}
		q.events[i], q.events[up] = q.events[up], q.events[i]
		i = up
	}
}

// next takes the next event of a day before to.
func (q *queue) next(to register.Day) (e event, ok bool) {
	if len(q.events) == 0 || q.events[0].day >= to {
		return e, false
	}
	e = q.events[0]
	last := len(q.events) - 1
	q.events[0] = q.events[last]
	q.events = q.events[:last]
	i := 0
	for {
		down := 2*i + 1
		if down >= last {
			return e, true
		}
		if down+1 < last && q.events[down+1].before(q.events[down]) {
			down++
		}
		if !q.events[down].before(q.events[i]) {
			return e, true
		}
		q.events[i], q.events[down] = q.events[down], q.events[i]
		i = down
	}
}
