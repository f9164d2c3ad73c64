package register

import "slices"

// A seal withholds where somebody comes from: the facts that an act of OpSeal marks, and with them the
// acts by which these came to be known. What is written of the person afterwards stands open.

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

// Seals reports whether an act tells of what is sealed of the person: it is no later than the seal, or it
// is about a sealed fact.
func (p *Person) Seals(a *Act) bool {
	until := p.SealedUntil()
	if until == 0 {
		return false
	}
	if a.Seq <= until {
		return true
	}
	for n, e := range a.Effects {
		key := e.Fact
		if e.Op == OpOpen {
			key = EffectRef{a.Seq, int32(n)}
		}
		if f, ok := FindFact(p, key); ok && e.Subject == p.Ref() && f.Standing().Sealed {
			return true
		}
	}
	return false
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

// Backdated returns a person of whom something is sealed with the names and parents that took the place of
// the sealed ones, from birth on: on an earlier day too nobody is told that there were others.
func (p *Person) Backdated() *Person {
	if p.SealedUntil() == 0 {
		return p
	}
	born := p.Born().Date
	out := *p
	out.Names, out.Parents = withoutGap(p.Names, born), withoutGap(p.Parents, born)
	return &out
}

// withoutGap returns facts from which those are gone that are sealed. Where there were any, those that hold
// now do so from that date on.
func withoutGap[T Value](fs Facts[T], from Date) Facts[T] {
	open := append(Facts[T](nil), fs...)
	open.unsealed()
	if len(open) == len(fs) {
		return fs
	}
	for i := range open {
		if s := open[i].Standing(); !s.Void && !s.Ended {
			open[i].From = from
		}
	}
	return open
}
