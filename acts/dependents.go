package acts

import (
	"cmp"
	"slices"

	"samano/acts/life"
	"samano/register"
)

// What rests on what. Repair never cascades: a correction or an annulment lists
// the later acts that rest on what goes, and a person decides about each.

// DependentDecision is what a registrar decided about one later act that rests on what a
// repair takes away.
type DependentDecision struct {
	Seq    register.Seq `json:"seq"` // the later act, by its place in the register
	Do     Disposition  `json:"do"`
	Reason string       `json:"reason"`
}

// Disposition is one of the two things that a repair can do about a later act; a
// third, to annul it too, is an act of its own.
type Disposition string

// The dispositions.
const (
	KeepAct    Disposition = "keep"    // it stands on its own feet
	InquireAct Disposition = "inquiry" // what it opened is put under inquiry
)

// dependents collects the later acts that rest on what a repair takes away.
type dependents struct {
	seqs []register.Seq
}

func (d *dependents) add(seq register.Seq) {
	if i, found := slices.BinarySearch(d.seqs, seq); !found {
		d.seqs = slices.Insert(d.seqs, i, seq)
	}
}

// onFact adds the acts behind after that rest on one fact of a subject: those that
// ended or voided it, and those that opened a fact of the same sort.
func (d *dependents) onFact(s register.Subject, f register.AnyFact, after register.Seq) {
	d.onTrail(f, after)
	s.Each(func(g register.AnyFact) bool {
		if g.Key.Seq > after && g.Key != f.Key && !g.Standing().Void && g.Field() == f.Field() && life.SameSort(f.Value, g.Value) {
			d.add(g.Key.Seq)
		}
		return true
	})
}

// onTrail adds the acts behind after that ended or voided the fact. An inquiry
// rests on nothing: it is what leads to a repair.
func (d *dependents) onTrail(f register.AnyFact, after register.Seq) {
	for i, t := range f.Trail {
		ends := t.Op == register.OpEnd || (t.Op == register.OpVoid && t.Of.IsZero())
		if t.By.Seq > after && ends && !register.Voided(f.Trail, i) {
			d.add(t.By.Seq)
		}
	}
}

// onSubject adds every later act on a subject that should never have been entered,
// as far as anything that it did still counts.
func (d *dependents) onSubject(s register.Subject, after register.Seq) {
	s.Each(func(f register.AnyFact) bool {
		if !f.Standing().Void {
			if f.Key.Seq > after {
				d.add(f.Key.Seq)
			}
			d.onTrail(f, after)
		}
		return true
	})
}

// onNames adds the later acts by which another subject names the person.
func (d *dependents) onNames(s register.Subject, id register.PersonID, after register.Seq) {
	s.Each(func(f register.AnyFact) bool {
		if f.Key.Seq > after && life.Names(f.Value, id) && !f.Standing().Void {
			d.add(f.Key.Seq)
		}
		return true
	})
}

// check writes a finding for each act about which nothing is decided, and checks
// the decisions.
func (d *dependents) check(c *Case, decisions []DependentDecision) {
	if !c.State.Desk {
		d.seqs = slices.DeleteFunc(d.seqs, c.State.hides)
	}
	decided := make(map[register.Seq]bool, len(decisions))
	for i, decision := range decisions {
		field := "payload.decisions." + itoa(i)
		if decision.Do != KeepAct && decision.Do != InquireAct {
			c.Block("not-in-list", field+".do", "", "value", string(decision.Do))
		}
		c.reason(field+".reason", decision.Reason)
		if decided[decision.Seq] {
			c.Block("decided-twice", field+".seq", "", "act", itoa(int(decision.Seq)))
		}
		decided[decision.Seq] = true
		if !slices.Contains(d.seqs, decision.Seq) {
			c.warn("decision-unneeded", field+".seq", "", "act", itoa(int(decision.Seq)))
		}
	}
	for _, seq := range d.seqs {
		if !decided[seq] {
			c.ask("rests-on", "payload.decisions", "", "act", itoa(int(seq)))
		}
	}
}

// inquire puts under inquiry what the acts so decided opened on these subjects,
// except what this act itself voids.
func inquire(c *Case, decisions []DependentDecision, scope []register.Subject, gone []undo) {
	for _, d := range decisions {
		if d.Do != InquireAct {
			continue
		}
		for _, s := range scope {
			s.Each(func(f register.AnyFact) bool {
				if f.Key.Seq == d.Seq && !f.Standing().Void && !slices.ContainsFunc(gone, func(u undo) bool { return u.fact == f.Key && u.of.IsZero() }) {
					c.mark(s.Ref(), register.OpInquire, f.Key)
				}
				return true
			})
		}
	}
}

// subject returns the document of a subject that was loaded.
func (s *State) subject(ref register.Ref) (register.Subject, bool) {
	switch ref.Kind {
	case register.SubjectPerson:
		if p := s.personByID(register.PersonID(ref.ID)); p != nil {
			return p, true
		}
	case register.SubjectHousehold:
		if h := s.get(byHouseholdID(ref.ID)).Household; h != nil {
			return h, true
		}
	case register.SubjectPlace:
		if p, ok := s.Atlas.Place(register.PlaceID(ref.ID)); ok {
			return p, true
		}
	}
	return nil, false
}

// needAround asks for people by id and for everybody and every household that
// names them: children, spouses, households. Two rounds after the ids are known.
func needAround(s *State, ids ...register.PersonID) []Lookup {
	var out []Lookup
	for _, id := range ids {
		out = append(out, byPersonID(id), childrenOf(id), householdsOf(id))
		for _, child := range s.get(childrenOf(id)).IDs {
			out = append(out, byPersonID(register.PersonID(child)))
		}
		for _, h := range s.get(householdsOf(id)).IDs {
			out = append(out, byHouseholdID(h))
		}
		if p := s.personByID(id); p != nil {
			for _, f := range p.Partners.Standing() {
				if with := f.Value.With.Person; with != 0 {
					out = append(out, byPersonID(with))
				}
			}
		}
	}
	return out
}

// around returns what needAround asked for beside the people themselves, each once,
// in the order of their refs.
func around(s *State, ids ...register.PersonID) []register.Subject {
	var out []register.Subject
	add := func(sub register.Subject) {
		if !slices.ContainsFunc(out, func(o register.Subject) bool { return o.Ref() == sub.Ref() }) {
			out = append(out, sub)
		}
	}
	for _, id := range ids {
		for _, child := range s.childrenOf(id) {
			add(child)
		}
		for _, h := range s.householdsOf(id) {
			add(h)
		}
		if p := s.personByID(id); p != nil {
			for _, f := range p.Partners.Standing() {
				if spouse := s.personByID(f.Value.With.Person); spouse != nil {
					add(spouse)
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b register.Subject) int {
		return cmp.Or(cmp.Compare(a.Ref().Kind, b.Ref().Kind), cmp.Compare(a.Ref().ID, b.Ref().ID))
	})
	return out
}
