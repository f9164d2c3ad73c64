package acts

import (
	"slices"

	"samano/acts/life"
	"samano/register"
)

// Unmerge takes back a merge of two people who are two after all. Both are again
// what they were. Each act that was registered on the survivor since is allotted
// by a decision: it stays, or it belongs to the other and is written there.
type Unmerge struct {
	Merge  string  `json:"merge"` // the act: its client-made id, or its number on paper
	Reason string  `json:"reason"`
	Allot  []Allot `json:"allot,omitempty"`
}

// Allot says to whom one later act belongs.
type Allot struct {
	Seq    register.Seq `json:"seq"` // the act, by its place in the register
	To     AllotTo      `json:"to"`
	Reason string       `json:"reason"`
}

// AllotTo is one of the two.
type AllotTo string

// To whom an act may belong.
const (
	ToSurvivor AllotTo = "survivor"
	ToOther    AllotTo = "other"
)

// Needs asks for the merge, for both people, and for who names them.
func (u *Unmerge) Needs(s *State) []Lookup {
	return append(needAct(u.Merge), needSubjectsOf(s, s.act(u.Merge))...)
}

// merged returns the two whom the act linked, if the link still stands.
func merged(s *State, act *register.Act) (survivor, other *register.Person) {
	if act == nil || act.Kind != register.KindMerge {
		return nil, nil
	}
	for _, e := range act.Effects {
		link, ok := e.Value.(register.SameAs)
		if !ok || !link.Survives {
			continue
		}
		survivor, other = s.personByID(register.PersonID(e.Subject.ID)), s.personByID(link.Person)
	}
	if survivor == nil || other == nil || other.Survivor() != survivor.ID {
		return nil, nil
	}
	return survivor, other
}

// Check checks that each act since is allotted once.
func (u *Unmerge) Check(c *Case) {
	c.reason("payload.reason", u.Reason)
	act := c.act("payload.merge", u.Merge)
	if act == nil {
		return
	}
	survivor, other := merged(c.State, act)
	if survivor == nil {
		c.Block("not-merged", "payload.merge", "")
		return
	}
	later := since(c.State, survivor, act.Seq)
	allotted := make(map[register.Seq]bool, len(u.Allot))
	for i, a := range u.Allot {
		field := "payload.allot." + itoa(i)
		c.oneOf(field+".to", string(a.To), []string{string(ToSurvivor), string(ToOther)})
		c.reason(field+".reason", a.Reason)
		if allotted[a.Seq] {
			c.Block("decided-twice", field+".seq", "", "act", itoa(int(a.Seq)))
		}
		allotted[a.Seq] = true
		if a.To == ToOther && slices.ContainsFunc(survivor.SameAs.Standing(), func(f register.Fact[register.SameAs]) bool { return f.Key.Seq == a.Seq }) {
			c.Block("allot-of-merge", field+".to", "", "act", itoa(int(a.Seq)))
		}
		if !slices.Contains(later, a.Seq) {
			c.Block("allot-unneeded", field+".seq", "", "act", itoa(int(a.Seq)))
		}
		if _, dead := other.Dead(); dead && a.To == ToOther {
			c.warn("allot-to-the-dead", field, "")
		}
	}
	for _, seq := range later {
		if !allotted[seq] {
			c.Block("allot-missing", "payload.allot", "", "act", itoa(int(seq)))
		}
	}
}

// since returns the acts behind seq that concern the survivor or name them: on the
// survivor's own document, on children, spouses and households.
func since(s *State, survivor *register.Person, seq register.Seq) []register.Seq {
	var r dependents
	for _, at := range survivor.Acts {
		if at > seq {
			r.add(at)
		}
	}
	for _, sub := range around(s, survivor.ID) {
		sub.Each(func(f register.AnyFact) bool {
			if !f.Standing().Void && life.Names(f.Value, survivor.ID) {
				if f.Key.Seq > seq {
					r.add(f.Key.Seq)
				}
				r.onTrail(f, seq)
			}
			return true
		})
	}
	return r.seqs
}

// Apply voids what the merge did, and writes what belongs to the other there.
func (u *Unmerge) Apply(c *Case) {
	act := c.State.act(u.Merge)
	survivor, other := merged(c.State, act)
	c.Nature, c.Repairs = register.Annulment, act.Seq
	for _, e := range undoOf(c, act) {
		c.void(e.subject, e.fact, e.of)
	}
	moved := map[register.EffectRef]register.EffectRef{}
	for _, a := range u.Allot {
		if a.To != ToOther {
			unseal(c, other, a.Seq)
			continue
		}
		handOver(c, survivor, other, a.Seq, moved)
		for _, sub := range around(c.State, survivor.ID) {
			rename(c, sub, survivor.ID, other.ID, a.Seq)
		}
	}
	for _, a := range u.Allot {
		if a.To == ToOther {
			handOverExamined(c, survivor, other, a.Seq, moved)
		}
	}
}

// handOver takes what the act at seq did on the survivor's document and does it on
// the other's. It notes in moved under which key the other holds each fact.
func handOver(c *Case, survivor, other *register.Person, seq register.Seq, moved map[register.EffectRef]register.EffectRef) {
	survivor.Each(func(f register.AnyFact) bool {
		s := f.Standing()
		switch {
		case s.Void:
		case f.Key.Seq == seq:
			c.void(survivor.Ref(), f.Key, register.EffectRef{})
			key := c.reopen(other.Ref(), f.From, f.Value, f.Source)
			moved[f.Key] = key
			if s.Ended {
				c.End(other.Ref(), key, s.Until)
			}
			if s.Sealed {
				c.mark(other.Ref(), register.OpSeal, key)
			}
			if _, renumbered := f.Value.(register.Number); renumbered {
				endNumbers(c, other, f.From)
			}
		case s.Ended && s.EndedBy.Seq == seq:
			c.void(survivor.Ref(), f.Key, s.EndedBy)
			endLike(c, other, f, s.Until)
		}
		return true
	})
	unseal(c, survivor, seq) // what it sealed was not the other's
}

// unseal takes back what the act at seq sealed of somebody whom it is not about.
func unseal(c *Case, p *register.Person, seq register.Seq) {
	p.Each(func(f register.AnyFact) bool {
		for i, t := range f.Trail {
			if t.Op == register.OpSeal && t.By.Seq == seq && f.Key.Seq != seq && !f.Standing().Void && !register.Voided(f.Trail, i) {
				c.void(p.Ref(), f.Key, t.By)
			}
		}
		return true
	})
}

// handOverExamined takes from the survivor's facts that the act at seq compared them with a paper.
// The other's facts that say the same were compared with it, whether they are the other's own or
// were moved there. Of any other fact that paper says nothing.
func handOverExamined(c *Case, survivor, other *register.Person, seq register.Seq, moved map[register.EffectRef]register.EffectRef) {
	survivor.Each(func(f register.AnyFact) bool {
		if f.Standing().Void {
			return true
		}
		for i, t := range f.Trail {
			if t.Op != register.OpExamined || t.By.Seq != seq || register.Voided(f.Trail, i) {
				continue
			}
			key, gone := moved[f.Key]
			if !gone {
				c.void(survivor.Ref(), f.Key, t.By)
				key = life.SayingTheSame(other, f)
			}
			if !key.IsZero() {
				c.examine(other.Ref(), key, t.On, t.Paper)
			}
		}
		return true
	})
}

// endLike ends the facts of a person that stand where the given one stood on the
// other document: a move ends the home, a divorce the same marriage, the loss of a nationality
// that nationality.
func endLike(c *Case, p *register.Person, like register.AnyFact, until register.Date) {
	p.Each(func(g register.AnyFact) bool {
		s := g.Standing()
		if s.Void || s.Ended || g.Field() != like.Field() || !standsFor(like.Value, g.Value) || until.Before(g.From) == register.Yes {
			return true
		}
		c.End(p.Ref(), g.Key, until)
		return true
	})
}

// standsFor reports whether a value says of one record what the other, of the same field, says of
// another record. Of some fields a person has several values beside each other: only the same counts.
func standsFor(a, b register.Value) bool {
	switch a := a.(type) {
	case register.Nationality:
		return sameBond(a, b.(register.Nationality))
	case register.Partner, register.Identifier, register.Guardian:
		return life.SameValue(a, b)
	}
	return life.SameSort(a, b)
}

// rename writes the other's name where the act at seq wrote the survivor's: the
// spouse's marriage, the child's parent, the household's member.
func rename(c *Case, sub register.Subject, survivor, other register.PersonID, seq register.Seq) {
	sub.Each(func(f register.AnyFact) bool {
		s := f.Standing()
		if s.Void || !life.Names(f.Value, survivor) {
			return true
		}
		switch {
		case f.Key.Seq == seq:
			replace(c, sub.Ref(), f, register.WithPerson(f.Value, other), f.From, f.Source)
		case s.Ended && s.EndedBy.Seq == seq:
			c.void(sub.Ref(), f.Key, s.EndedBy)
		}
		return true
	})
}
