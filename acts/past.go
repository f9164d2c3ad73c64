package acts

import (
	"slices"

	"samano/acts/life"
	"samano/register"
)

// sealPast ends and seals what tells where somebody lived before an act that seals where they come from:
// the households and the homes that they did not share with any of those who stay with them. Where they do
// not move, what has not ended stays. left and moved report whether a household, and the home, are among
// what ended.
func sealPast(c *Case, p *register.Person, from register.Date, moves bool, stay ...*register.Person) (left, moved bool) {
	end := func(subject register.Ref, f register.AnyFact) (ended bool) {
		st := f.Standing()
		if st.Void || st.Sealed || from.Before(f.From) == register.Yes || !st.Ended && !moves {
			return false
		}
		if !st.Ended {
			c.End(subject, f.Key, from)
		}
		c.mark(subject, register.OpSeal, f.Key)
		return !st.Ended
	}
	var shared []register.Address // the homes of those who stay
	for _, q := range stay {
		for _, f := range q.Residences.Standing() {
			shared = append(shared, f.Value.Address)
		}
	}
	for _, h := range c.State.householdsOf(p.ID) {
		if slices.ContainsFunc(stay, func(q *register.Person) bool { return life.WasMember(h, q.ID) }) {
			for _, f := range h.Addresses.Standing() {
				shared = append(shared, f.Value)
			}
			continue
		}
		for i := range h.Members {
			if h.Members[i].Value.Person == p.ID && end(h.Ref(), h.Members[i].Any()) {
				left = true
			}
		}
		for i := range h.Heads {
			if h.Heads[i].Value.Person == p.ID {
				end(h.Ref(), h.Heads[i].Any())
			}
		}
	}
	for i := range p.Residences {
		f := &p.Residences[i]
		if !slices.Contains(shared, f.Value.Address) && end(p.Ref(), f.Any()) {
			moved = moved || f.Value.LivesThere()
		}
	}
	return left, moved
}

// sealNumbers gives somebody a new number for life, and seals those by which other papers name them.
func sealNumbers(c *Case, p *register.Person, from register.Date) {
	ref := p.Ref()
	for _, f := range p.Identifiers.Current() {
		c.End(ref, f.Key, from)
		c.mark(ref, register.OpSeal, f.Key)
	}
	if endNumbers(c, p, from) {
		c.Open(ref, from, c.Allocator.AllocateNumber())
	}
}

// endNumbers ends and seals the numbers that somebody bears, and reports whether there are any.
func endNumbers(c *Case, p *register.Person, from register.Date) bool {
	numbers := p.Numbers.Current()
	for _, f := range numbers {
		c.End(p.Ref(), f.Key, from)
		c.mark(p.Ref(), register.OpSeal, f.Key)
	}
	return len(numbers) > 0
}
