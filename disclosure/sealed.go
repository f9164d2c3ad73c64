package disclosure

import (
	"context"
	"slices"
	"time"

	"samano/access"
	"samano/register"
	"samano/registrar"
)

// Seals reports whether an act tells of what is sealed of a person: it is no later than the seal, or it is
// about a sealed fact. It is read as an act about somebody protected is.
func Seals(p *register.Person, a *register.Act) bool {
	until := p.SealedUntil()
	if until == 0 {
		return false
	}
	if a.Seq <= until {
		return true
	}
	for n, e := range a.Effects {
		key := e.Fact
		if e.Op == register.OpOpen {
			key = register.EffectRef{Seq: a.Seq, N: int32(n)}
		}
		if f, ok := register.FindFact(p, key); ok && e.Subject == p.Ref() && f.Standing().Sealed {
			return true
		}
	}
	return false
}

// Backdated returns a person of whom something is sealed with the names and parents that took the place of
// the sealed ones, from birth on: on an earlier day too nobody is told that there were others.
func Backdated(p *register.Person) *register.Person {
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
func withoutGap[T register.Value](fs register.Facts[T], from register.Date) register.Facts[T] {
	open := slices.DeleteFunc(slices.Clone(fs), func(f register.Fact[T]) bool { return f.Standing().Sealed })
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

// NotSealedSince returns those of the subjects whom something names that was said at that time, without the people
// who were sealed since: they begin, for every reader, with their seal.
func NotSealedSince(ctx context.Context, pass access.Pass, r *registrar.Documents, said time.Time, refs ...register.Ref) ([]register.Ref, error) {
	at, err := r.SeqAt(ctx, said)
	if err != nil {
		return nil, err
	}
	return keep(ctx, pass, r, refs, func(s register.Subject) bool {
		p, ok := s.(*register.Person)
		return !ok || p.SealedUntil() <= at
	})
}

// ShownWith returns those of the subjects of an act of whom is shown what it did.
func ShownWith(ctx context.Context, pass access.Pass, r *registrar.Documents, done *register.Act) ([]register.Ref, error) {
	return keep(ctx, pass, r, done.Subjects(), func(s register.Subject) bool {
		return slices.Contains(register.ActsOf(register.WithoutSealed(s)), done.Seq)
	})
}

// keep returns those of the people and households that are wanted, and everything else.
func keep(ctx context.Context, pass access.Pass, r *registrar.Documents, refs []register.Ref, wanted func(register.Subject) bool) ([]register.Ref, error) {
	docs, err := documentsOf(ctx, pass, r, refs)
	return slices.DeleteFunc(slices.Clone(refs), func(ref register.Ref) bool { return docs[ref] != nil && !wanted(docs[ref]) }), err
}
