package main

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
)

// sample draws n changes that compile: the packages take turns, and in each the operators do, so
// that neither a large package nor a frequent operator fills it. The same seed over the same
// source draws the same sample. Each change has its own place in the order of a seed, so an edit of
// one function leaves most of a sample as it was. rejected counts those that do not compile.
func sample(targets []*target, seed uint64, n int) (drawn []*mutant, rejected int) {
	var queues []*queue
	for _, t := range targets {
		queues = append(queues, newQueue(t, seed))
	}
	for len(drawn) < n && len(queues) > 0 {
		q := queues[0]
		queues = queues[1:]
		m, failed := q.draw()
		rejected += failed
		if m != nil {
			drawn = append(drawn, m)
			queues = append(queues, q)
		}
	}
	return drawn, rejected
}

// queue holds the changes of one package in the order of a seed.
type queue struct {
	t    *target
	rest map[operator][]*mutant
	turn []operator // the next first
}

func newQueue(t *target, seed uint64) *queue {
	q := &queue{t: t, rest: map[operator][]*mutant{}}
	for _, m := range t.find() {
		if len(q.rest[m.op]) == 0 {
			q.turn = append(q.turn, m.op)
		}
		q.rest[m.op] = append(q.rest[m.op], m)
	}
	slices.SortFunc(q.turn, func(a, b operator) int {
		return cmp.Compare(order(seed, t.path+" "+string(a)), order(seed, t.path+" "+string(b)))
	})
	for _, list := range q.rest {
		slices.SortFunc(list, func(a, b *mutant) int { return cmp.Compare(order(seed, a.id), order(seed, b.id)) })
	}
	return q
}

// draw takes the next change that compiles, nil where there is none left, and tells how many did
// not compile.
func (q *queue) draw() (m *mutant, failed int) {
	for len(q.turn) > 0 {
		op := q.turn[0]
		if len(q.rest[op]) == 0 {
			q.turn = q.turn[1:]
			continue
		}
		m, q.rest[op] = q.rest[op][0], q.rest[op][1:]
		if !q.t.compiles(m) {
			failed++ // the same operator again
			continue
		}
		q.turn = append(q.turn[1:], op)
		return m, failed
	}
	return nil, failed
}

// order is where a name stands in the order of a seed.
func order(seed uint64, name string) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %s", seed, name)
	sum := h.Sum64() // of names that begin alike the first bits are alike: mix them
	sum ^= sum >> 32
	sum *= 0xd6e8feb86659fd93
	return sum ^ sum>>32
}
