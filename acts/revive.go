package acts

import (
	"slices"

	"samano/acts/life"
	"samano/register"
)

// revives says whether what an act ended comes back when the act turns out void.
// It does, except that the law decides about the marriage and the household of
// somebody who was held dead: others have built on that.
func revives(c *Case, act *register.Act, doc register.Subject, f register.AnyFact) bool {
	if act.Kind != register.KindDeath && act.Kind != register.KindDeclaredDead {
		return true
	}
	switch v := f.Value.(type) {
	case register.Partner:
		return marriageRevives(c, doc, f.Key, v)
	case register.Member, register.Head:
		h, ok := doc.(*register.Household)
		return ok && memberRevives(c, h, act.Seq)
	}
	return true
}

// warnNotRevived tells what an annulled death has ended and does not give back.
func warnNotRevived(c *Case, act *register.Act) {
	told := map[bool]bool{} // by whether it is a marriage
	for _, e := range act.Effects {
		doc, ok := c.State.subject(e.Subject)
		if !ok || e.Op != register.OpEnd {
			continue
		}
		f, ok := register.FindFact(doc, e.Fact)
		if !ok || revives(c, act, doc, f) {
			continue
		}
		_, marriage := f.Value.(register.Partner)
		switch {
		case told[marriage]:
		case marriage:
			c.warn("marriage-not-revived", "payload.act", c.Law.Revives.Marriage.On(c.happened()).Article)
		default:
			c.warn("member-not-revived", "payload.act", c.Law.Revives.Member.On(c.happened()).Article)
		}
		told[marriage] = true
	}
}

// marriageRevives says whether a marriage that a death ended comes back: by law,
// and only if neither has married since.
func marriageRevives(c *Case, doc register.Subject, key register.EffectRef, v register.Partner) bool {
	p, ok := doc.(*register.Person)
	if !ok || !c.Law.Revives.Marriage.On(c.happened()).Value {
		return false
	}
	f, _ := p.Partners.Find(key)
	spouse := c.State.personByID(v.With.Person)
	return !life.MarriedSince(p, f) && (spouse == nil || !life.MarriedSince(spouse, f))
}

// endWithSpouse ends a marriage that has come back with the death of one of the
// two, if that was registered in between.
func endWithSpouse(c *Case, u undo) {
	doc, _ := c.State.subject(u.subject)
	p, ok := doc.(*register.Person)
	if !ok || u.of.IsZero() {
		return
	}
	f, ok := p.Partners.Find(u.fact)
	if !ok || f.Standing().EndedBy != u.of {
		return
	}
	for _, q := range []*register.Person{p, c.State.personByID(f.Value.With.Person)} {
		if q == nil {
			continue
		}
		if d, dead := q.Deaths.Last(); dead && d.Key.Seq != u.of.Seq {
			c.End(u.subject, u.fact, d.Value.Date)
			return
		}
	}
}

// memberRevives says whether somebody's place in the household comes back: by law,
// and only if the household stands and has no new head.
func memberRevives(c *Case, h *register.Household, ended register.Seq) bool {
	if !c.Law.Revives.Member.On(c.happened()).Value || !h.Exists() {
		return false
	}
	for _, f := range h.Heads.Standing() {
		if f.Key.Seq > ended {
			return false
		}
	}
	return true
}

// endWithNext ends a revived fact where a later act, which is kept, has replaced it. An example: of
// two moves, the one in June is annulled and the one in September stands. Then the person lived at
// the old place until September.
func endWithNext(c *Case, u undo, gone []undo) {
	doc, ok := c.State.subject(u.subject)
	if !ok || u.of.IsZero() {
		return
	}
	f, ok := register.FindFact(doc, u.fact)
	if !ok || f.Standing().EndedBy != u.of {
		return
	}
	for i, t := range f.Trail {
		if t.Op == register.OpEnd && t.By != u.of && !register.Voided(f.Trail, i) {
			return // an end of its own counts again
		}
	}
	next := nextOf(c, doc, f, u.of.Seq, gone)
	if next != nil {
		c.End(u.subject, u.fact, *next)
	}
}

// nextOf returns the earliest date from which an act behind after puts another fact
// in the place of this one.
func nextOf(c *Case, doc register.Subject, f register.AnyFact, after register.Seq, gone []undo) (next *register.Date) {
	see := func(g register.AnyFact) {
		voided := slices.ContainsFunc(gone, func(u undo) bool { return u.fact == g.Key && u.of.IsZero() })
		if g.Key.Seq <= after || voided || g.Standing().Void || g.From.Before(f.From) == register.Yes {
			return
		}
		if next == nil || g.From.Before(*next) == register.Yes {
			next = &g.From
		}
	}
	switch v := f.Value.(type) {
	case register.Residence, register.Name, register.Head, register.Address, register.Code, register.PlaceName, register.ParentPlace:
		doc.Each(func(g register.AnyFact) bool {
			if g.Field() == f.Field() && life.SameSort(f.Value, g.Value) {
				see(g)
			}
			return true
		})
	case register.Member:
		// Who has moved or joined another household since has left this one.
		if p := c.State.personByID(v.Person); p != nil {
			for _, g := range p.Residences.Standing() {
				if life.PermanentOrNone(g.Value) {
					see(g.Any())
				}
			}
		}
		for _, h := range c.State.householdsOf(v.Person) {
			for _, g := range h.Members.Standing() {
				if g.Value.Person == v.Person {
					see(g.Any())
				}
			}
		}
	}
	return next
}
