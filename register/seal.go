package register

import "slices"

// SealedUntil returns the last act that sealed what was known of the person before it; 0 if none did. A
// fact that was sealed by the act that opened it, as the correction of a sealed one is, seals nothing else.
func (p *Person) SealedUntil() (last Seq) {
	for i := range p.width() {
		last = max(last, p.column(i).sealedUntil())
	}
	return last
}

func (fs Facts[T]) sealedUntil() (last Seq) {
	for i := range fs {
		for n, t := range fs[i].Trail {
			if t.Op == OpSeal && t.By.Seq != fs[i].Key.Seq && t.By.Seq > last && !Voided(fs[i].Trail, n) {
				last = t.By.Seq
			}
		}
	}
	return last
}

// Renumbered reports whether the person bore a number that is sealed: neither by it nor by an id of before
// is anybody found.
func (p *Person) Renumbered() bool {
	return slices.ContainsFunc(p.Numbers, func(f Fact[Number]) bool { return f.Standing().Sealed })
}

// WithoutSealed returns a subject without the facts that are sealed now, and a person without the acts
// before the seal.
func WithoutSealed[S Subject](s S) S {
	sealed := false
	s.Each(func(f AnyFact) bool {
		sealed = f.Standing().Sealed
		return !sealed
	})
	if !sealed {
		return s
	}
	out := s.copied()
	for i := range out.width() {
		out.column(i).unsealed()
	}
	if p, ok := Subject(s).(*Person); ok {
		out.history().forget(p.SealedUntil())
	}
	return out.(S)
}

// AsShown returns what a subject is shown as, as the register held it once the act at seq was in: without
// what is sealed now, since a seal holds for all that was known before it. At a moment before the seal a
// person is shown as the seal left them, as if they had been entered so.
func AsShown[S Subject](s S, seq Seq) S {
	if p, ok := Subject(s).(*Person); ok && len(p.Acts) > 0 && seq >= p.Acts[0] {
		seq = max(seq, p.SealedUntil())
	}
	return AsKnown(WithoutSealed(s), seq)
}
