package acts

import (
	"samano/register"
)

// revives says whether what an act ended comes back when the act turns out void.
// It does, except that the law decides about the marriage and the household of
// somebody who was held dead: others have built on that.
func revives(c *Case, act *register.Act, doc register.Subject, f register.AnyFact) bool {
	if act.Kind != "death" && act.Kind != "declared-dead" {
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

// marriageRevives says whether a marriage that a death ended comes back: by law,
// and only if neither has married since.
func marriageRevives(c *Case, doc register.Subject, key register.EffectRef, v register.Partner) bool {
	p, ok := doc.(*register.Person)
	if !ok || !c.Law.Revives.Marriage.On(c.Happened()).Value {
		return false
	}
	f, _ := p.Partners.Find(key)
	spouse := c.State.personByID(v.With.Person)
	return !marriedSince(p, f) && (spouse == nil || !marriedSince(spouse, f))
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
	if !c.Law.Revives.Member.On(c.Happened()).Value || !h.Exists() {
		return false
	}
	for _, f := range h.Heads.Standing() {
		if f.Key.Seq > ended {
			return false
		}
	}
	return true
}
