package acts

import (
	"slices"

	"samano/acts/life"
	"samano/register"
)

// seal seals facts that are not sealed yet, nor by this act, and ends those that end.
func (c *Case) seal(from register.Date, told []life.Telling) {
	for _, t := range told {
		st := t.Standing()
		if st.Sealed || slices.ContainsFunc(c.effects, func(e register.Effect) bool { return e.Op == register.OpSeal && e.Fact == t.Key }) {
			continue
		}
		if t.Ends && !st.Void && !st.Ended {
			c.End(t.Subject, t.Key, life.Later(from, t.From))
		}
		c.mark(t.Subject, register.OpSeal, t.Key)
	}
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
