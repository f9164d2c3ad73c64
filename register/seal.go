package register

import "slices"

// SealedUntil returns the last act that sealed what was known of the person before it; 0 if none did. A
// fact that was sealed by the act that opened it, as the correction of a sealed one is, seals nothing else.
func (p *Person) SealedUntil() (last Seq) {
	p.Each(func(f AnyFact) bool {
		for n, t := range f.Trail {
			if t.Op == OpSeal && t.By.Seq != f.Key.Seq && !Voided(f.Trail, n) {
				last = max(last, t.By.Seq)
			}
		}
		return true
	})
	return last
}

// Renumbered reports whether the person bore a number that is sealed: neither by it nor by an id of before
// is anybody found.
func (p *Person) Renumbered() bool {
	return slices.ContainsFunc(p.Numbers, func(f Fact[Number]) bool { return f.Standing().Sealed })
}

// WithoutSealed returns a subject without the facts that are sealed now. Its acts are those that did
// something to what is left: an act that did more joins it to nobody. What a person's record held
// before the seal stands there as if the act that sealed had entered it.
func WithoutSealed[S Subject](s S) S {
	sealed := false
	s.Each(func(f AnyFact) bool { sealed = f.Standing().Sealed; return !sealed })
	if !sealed {
		return s
	}
	out, until := s.copied(), Seq(0)
	if p, ok := Subject(s).(*Person); ok {
		until = p.SealedUntil()
	}
	key := EffectRef{until, MaxEffects} // that no effect has
	for i := range out.width() {
		key.N = out.column(i).unseal(key)
	}
	out.history().Acts = seqsIn(out)
	return out.(S)
}

// unseal drops the facts that are sealed, and gives those from before the act of next the keys from
// next on. It returns the place of the next key.
func (fs *Facts[T]) unseal(next EffectRef) int32 {
	var out Facts[T]
	for _, f := range *fs {
		if f.Standing().Sealed {
			continue
		}
		if f.Key.Seq < next.Seq {
			f.Key, f.Trail = next, startingAt(f.Trail, next.Seq)
			next.N++
		}
		out = append(out, f)
	}
	*fs = out
	return next.N
}

// startingAt returns a trail whose entries from before an act look as if that act had made them.
func startingAt(trail []Trace, seq Seq) []Trace {
	out := slices.Clone(trail)
	for i, t := range trail {
		if t.By.Seq >= seq {
			continue
		}
		out[i].By = EffectRef{seq, MaxEffects + int32(i)}
		for j := range trail {
			if trail[j].Of == t.By {
				out[j].Of = out[i].By
			}
		}
	}
	return out
}

// seqsIn returns the acts that opened the facts of a subject, or did something to one, in order.
func seqsIn(s Subject) (out []Seq) {
	s.Each(func(f AnyFact) bool {
		out = append(out, f.Key.Seq)
		for _, t := range f.Trail {
			out = append(out, t.By.Seq)
		}
		return true
	})
	slices.Sort(out)
	return slices.Compact(out)
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
