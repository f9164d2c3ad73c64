package main

import (
	"cmp"
	"hash/fnv"
	"math/rand/v2"
	"slices"
)

// sample draws n changes that compile: the packages take turns, and in each the operators do, so
// that neither a large package nor a frequent operator fills it. The same seed over the same
// source draws the same sample. rejected counts those that do not compile.
func sample(targets []*target, seed uint64, n int) (drawn []*mutant, rejected int) {
	type queue struct {
		t     *target
		rest  map[operator][]*mutant
		order []operator
		next  int
	}
	var queues []*queue
	for _, t := range targets {
		q := &queue{t: t, rest: map[operator][]*mutant{}}
		for _, m := range t.find() {
			q.rest[m.op] = append(q.rest[m.op], m)
		}
		// Each package draws by itself, so that the choice of packages changes nothing in one.
		h := fnv.New64a()
		h.Write([]byte(t.path))
		random := rand.New(rand.NewPCG(seed, h.Sum64())) //nolint:gosec // a sample, not a secret
		for _, op := range []operator{negate, boundary, drop, noError, swap, constant, zero, noCase} {
			list := q.rest[op]
			if len(list) == 0 {
				continue
			}
			slices.SortFunc(list, func(a, b *mutant) int { return cmp.Compare(a.id, b.id) })
			random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			q.order = append(q.order, op)
		}
		random.Shuffle(len(q.order), func(i, j int) { q.order[i], q.order[j] = q.order[j], q.order[i] })
		queues = append(queues, q)
	}
	for len(drawn) < n && len(queues) > 0 {
		q := queues[0]
		queues = queues[1:]
		for len(q.order) > 0 {
			i := q.next % len(q.order)
			op := q.order[i]
			if len(q.rest[op]) == 0 {
				q.order = slices.Delete(q.order, i, i+1)
				q.next = i
				continue
			}
			m := q.rest[op][0]
			q.rest[op] = q.rest[op][1:]
			if !q.t.compiles(m) {
				rejected++
				continue // the same operator again
			}
			q.next = i + 1
			drawn = append(drawn, m)
			queues = append(queues, q)
			break
		}
	}
	return drawn, rejected
}
