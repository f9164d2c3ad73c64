package acts

import (
	"slices"

	"samano/acts/life"
	"samano/register"
)

// Annulment declares an act void. Everything that it did and that still counts
// goes: facts that it opened, ends that it wrote, facts that it voided come back.
// As it was registered it stays readable.
type Annulment struct {
	Act       string              `json:"act"` // its client-made id, or its number on paper
	Reason    string              `json:"reason"`
	Decisions []DependentDecision `json:"decisions,omitempty"` // about later acts that rest on it
}

// Needs asks for the act, for its subjects, and for who names them.
func (a *Annulment) Needs(s *State) []Lookup {
	return append(needAct(a.Act), needSubjectsOf(s, s.act(a.Act))...)
}

// needSubjectsOf asks for the subjects of an act and what is around them.
func needSubjectsOf(s *State, act *register.Act) []Lookup {
	if act == nil {
		return nil
	}
	var out []Lookup
	for _, ref := range act.Subjects() {
		switch ref.Kind {
		case register.SubjectPerson:
			out = append(out, needAround(s, register.PersonID(ref.ID))...)
		case register.SubjectHousehold:
			out = append(out, byHouseholdID(ref.ID))
		}
	}
	return out
}

// Check lists what rests on the act.
func (a *Annulment) Check(c *Case) {
	if a.Reason == "" {
		c.Block(register.CodeReasonMissing, "payload.reason", "")
	}
	c.Text("payload.reason", a.Reason)
	act := c.act("payload.act", a.Act)
	if act == nil {
		return
	}
	switch act.Kind {
	case register.KindMerge:
		c.Block("annul-by-unmerge", "payload.act", "")
		return
	case register.KindUnmerge:
		c.Block("annul-by-merge", "payload.act", "")
		return
	case register.KindErasure:
		c.Block("erasure-is-final", "payload.act", "")
		return
	}
	checkUndo(c, act, undoOf(c, act), a.Decisions)
	scope, people := neighbours(c.State, act)
	places := life.LivesAt(people...)
	if len(people) == 0 {
		for _, doc := range scope {
			if h, household := doc.(*register.Household); household {
				places = append(places, addressOf(h).Place)
			}
		}
	}
	c.competent("office", places...)
}

// checkUndo checks that there is something to annul, and what rests on it.
func checkUndo(c *Case, act *register.Act, undone []undo, decisions []DependentDecision) {
	if len(undone) == 0 && len(act.Effects) > 0 {
		c.Block("act-not-live", "payload.act", "")
		return
	}
	dependentsOf(c, act, undone).check(c, decisions)
	warnNotRevived(c, act)
}

// Apply voids what the act did.
func (a *Annulment) Apply(c *Case) {
	act := c.State.act(a.Act)
	c.Nature, c.Repairs = register.Annulment, act.Seq
	undone := undoOf(c, act)
	for _, u := range undone {
		c.void(u.subject, u.fact, u.of)
		endWithSpouse(c, u)
		endWithNext(c, u, undone)
	}
	scope, _ := neighbours(c.State, act)
	inquire(c, a.Decisions, scope, undone)
}

// undo is one entry of an act that is to be void: the fact that it opened, or, if
// of names it, what it wrote into the trail of a fact.
type undo struct {
	subject  register.Ref
	fact, of register.EffectRef
}

// undoOf returns what an act did and what still counts of it.
func undoOf(c *Case, act *register.Act) []undo {
	var out []undo
	for n, e := range act.Effects {
		key := register.EffectRef{Seq: act.Seq, N: int32(n)}
		doc, ok := c.State.subject(e.Subject)
		if !ok {
			continue
		}
		if e.Op == register.OpOpen {
			if f, ok := register.FindFact(doc, key); ok && !f.Standing().Void {
				out = append(out, undo{subject: e.Subject, fact: key})
			}
			continue
		}
		f, ok := register.FindFact(doc, e.Fact)
		if !ok || !revives(c, act, doc, f) {
			continue
		}
		i := slices.IndexFunc(f.Trail, func(t register.Trace) bool { return t.By == key })
		if i >= 0 && !register.Voided(f.Trail, i) {
			out = append(out, undo{subject: e.Subject, fact: e.Fact, of: key})
		}
	}
	return out
}

// dependentsOf collects the later acts that rest on what goes.
func dependentsOf(c *Case, act *register.Act, undone []undo) *dependents {
	var r dependents
	for _, u := range undone {
		doc, _ := c.State.subject(u.subject)
		f, _ := register.FindFact(doc, u.fact)
		if _, origin := f.Value.(register.Origin); !origin || !u.of.IsZero() {
			r.onFact(doc, f, act.Seq)
			continue
		}
		r.onSubject(doc, act.Seq)
		switch u.subject.Kind {
		case register.SubjectPerson:
			id := register.PersonID(u.subject.ID)
			for _, other := range around(c.State, id) {
				r.onNames(other, id, act.Seq)
			}
		case register.SubjectPlace:
			checkPlaceUnused(c, register.PlaceID(u.subject.ID))
		}
	}
	return &r
}

// checkPlaceUnused asks, since addresses that name the unit cannot be counted here.
func checkPlaceUnused(c *Case, id register.PlaceID) {
	for _, p := range c.State.Atlas.All() {
		for _, f := range p.Parents.Current() {
			if f.Value.Place == id && p.StandsOn(c.happened()) {
				c.Block("place-has-units", "payload.act", "")
				return
			}
		}
	}
	c.ask("place-may-be-lived-in", "payload.act", "")
}

// neighbours returns all that a repair of the act may touch, and the people that are
// its subjects.
func neighbours(s *State, act *register.Act) (scope []register.Subject, people []*register.Person) {
	var ids []register.PersonID
	for _, ref := range act.Subjects() {
		doc, ok := s.subject(ref)
		if !ok {
			continue
		}
		scope = append(scope, doc)
		if p, person := doc.(*register.Person); person {
			ids, people = append(ids, p.ID), append(people, p)
		}
	}
	for _, sub := range around(s, ids...) {
		if !slices.ContainsFunc(scope, func(o register.Subject) bool { return o.Ref() == sub.Ref() }) {
			scope = append(scope, sub)
		}
	}
	return scope, people
}
