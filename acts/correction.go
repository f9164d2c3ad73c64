package acts

import (
	"reflect"
	"slices"

	"samano/acts/life"
	"samano/register"
)

// Correction replaces a fact that was wrong from the start by the right one. The
// wrong one stays readable as it was registered.
type Correction struct {
	Person    string              `json:"person,omitempty"`    // whose fact it is,
	Household string              `json:"household,omitempty"` // or of which household
	Fact      register.EffectRef  `json:"fact"`                // its key: "12.3"
	Right     CorrectedValue      `json:"right"`
	Decisions []DependentDecision `json:"decisions,omitempty"` // about later acts that rest on it
}

// Needs asks for the subject and, of a person, for those around.
func (k *Correction) Needs(s *State) []Lookup {
	out := append(needPersons(k.Person), needHouseholds(k.Household)...)
	out = append(out, k.Right.needs()...)
	if p := s.person(k.Person); p != nil {
		out = append(out, needAround(s, p.ID)...)
		out = append(out, needParentsOf(p)...)
	}
	return out
}

// notCorrected are the fields that no correction touches: the origin goes by
// annulment, a number is for life, a link goes by unmerge, a head by head-change.
var notCorrected = []register.Field{register.FieldOrigin, register.FieldNumber, register.FieldSameAs, register.FieldHead, register.FieldHouseholdKind, register.FieldProtection}

// Check checks the fact, the right value, and what rests on the wrong one.
func (k *Correction) Check(c *Case) {
	doc, fact, ok := factOf(c, k.Person, k.Household, "payload.fact", k.Fact)
	if !ok {
		return
	}
	if slices.Contains(notCorrected, fact.Field()) {
		c.Block("fact-not-correctable", "payload.fact", "", "field", string(fact.Field()))
		return
	}
	k.Right.check(c, fact)
	if v, from := k.Right.value(c, fact); life.SameValue(v, fact.Value) && from == fact.From {
		c.Block("correction-changes-nothing", "payload.right", "")
	}
	if p, person := doc.(*register.Person); person {
		c.competent("office", append(life.LivesAt(p), life.PlacesIn(fact.Value)...)...)
		k.checkPerson(c, p, fact)
	} else if h, household := doc.(*register.Household); household {
		c.competent("office", addressOf(h).Place)
		k.checkBook(c, h, fact)
	}
	r := new(dependents)
	r.onFact(doc, fact, fact.Key.Seq)
	r.check(c, k.Decisions)
}

// factOf returns the fact with that key of the person or the household that the
// payload names.
func factOf(c *Case, person, household, field string, key register.EffectRef) (doc register.Subject, fact register.AnyFact, ok bool) {
	switch {
	case person != "" && household != "":
		c.Block("subject-both", "payload.household", "")
		return nil, fact, false
	case household != "":
		if h := c.household("payload.household", household); h != nil {
			doc = h
		}
	default:
		if p := c.person("payload.person", person); p != nil {
			doc = p
		}
	}
	if doc == nil {
		return nil, fact, false
	}
	fact, ok = c.fact(doc, key)
	switch {
	case !ok:
		c.Block("fact-not-found", field, "", "fact", key.String())
	case fact.Standing().Void:
		c.Block("fact-void-already", field, "", "fact", key.String())
		ok = false
	}
	return doc, fact, ok
}

// checkPerson checks what the right value would make impossible.
func (k *Correction) checkPerson(c *Case, p *register.Person, fact register.AnyFact) {
	switch r := k.Right; {
	case r.Sex != nil:
		k.checkSex(c, p)
	case r.Birth != nil:
		if d, dead := p.Dead(); dead && d.Date.Before(r.Birth.Date) == register.Yes {
			c.conflict("death-before-birth", "payload.right.birth.date", "", "died", d.Date.EDTF())
		}
		k.checkParents(c, p, r.Birth.Date)
		for _, child := range c.State.childrenOf(p.ID) {
			if born := child.Born().Date; life.BornOf(child, p.ID) && born.Before(r.Birth.Date) == register.Yes {
				c.conflict("child-before-parent", "payload.right.birth.date", "", "born", born.EDTF())
			}
		}
	case r.Death != nil:
		if born := p.Born().Date; r.Death.Date.Before(born) == register.Yes {
			c.conflict("death-before-birth", "payload.right.death.date", "", "born", born.EDTF())
		}
	case r.Parent != nil:
		other := c.State.person(r.Parent.Party.Person)
		if other == nil {
			return
		}
		if other.ID == p.ID {
			c.Block("parent-of-oneself", "payload.right.parent.party", "")
		} else if r.Parent.Basis == register.ByBirth && r.Parent.Role == register.Mother {
			checkMother(c, "payload.right.parent.party", other, p.Born().Date)
		} else if r.Parent.Basis == register.ByBirth {
			checkFather(c, "payload.right.parent.party", other, p.Born().Date)
		}
	case r.Partner != nil:
		if other := c.State.person(r.Partner.With.Person); other != nil && other.ID == p.ID {
			c.Block("spouses-same-person", "payload.right.partner.with", "")
		}
	}
}

// checkBook checks that no other book has the right number.
func (k *Correction) checkBook(c *Case, h *register.Household, fact register.AnyFact) {
	if k.Right.Book == nil {
		return
	}
	number := k.Right.Book.Number
	holder := c.State.household(number)
	taken := holder != nil && holder.ID != h.ID
	for _, f := range h.Books.Standing() {
		taken = taken || (f.Value.Number == number && f.Key != fact.Key)
	}
	if taken {
		c.Block("book-taken", "payload.right.book.number", "", "book", number)
	}
}

func (k *Correction) checkParents(c *Case, p *register.Person, born register.Date) {
	for _, f := range p.Parents.Current() {
		parent := c.State.personByID(f.Value.Party.Person)
		if f.Value.Basis != register.ByBirth {
			continue
		}
		if f.Value.Role == register.Mother {
			checkMother(c, "payload.right.birth.date", parent, born)
		} else {
			checkFather(c, "payload.right.birth.date", parent, born)
		}
	}
}

// checkSex checks on what a correction of sex rests, as the law says.
func (k *Correction) checkSex(c *Case, p *register.Person) {
	r := c.Law.Persons.SexCorrection.On(c.happened())
	switch {
	case r.Value == "court" && c.Proposal.Decision.By != register.ByCourtOrder:
		c.Block("sex-by-court", "decision.by", r.Article)
	case r.Value == "document" && len(c.Proposal.Evidence) == 0:
		c.ask("sex-without-document", "evidence", r.Article)
	}
	bore := func(child *register.Person) bool { return life.BornOf(child, p.ID) }
	if *k.Right.Sex == register.Male && slices.ContainsFunc(c.State.childrenOf(p.ID), bore) {
		c.conflict("mother-male", "payload.right.sex", "")
	}
}

// Apply voids the wrong fact and opens the right one, with the end and the seal
// that the wrong one had.
func (k *Correction) Apply(c *Case) {
	doc, fact, _ := factOf(c, k.Person, k.Household, "payload.fact", k.Fact)
	c.Nature, c.Repairs = register.Correction, fact.Key.Seq
	v, from := k.Right.value(c, fact)
	replace(c, doc.Ref(), fact, v, from, k.source(c, fact, v))
	gone := []undo{{subject: doc.Ref(), fact: fact.Key}}
	scope := []register.Subject{doc}
	if p, person := doc.(*register.Person); person {
		scope = append(scope, around(c.State, p.ID)...)
		gone = append(gone, k.mirror(c, p, fact, v, from)...)
		k.redate(c, scope, fact, v)
	}
	inquire(c, k.Decisions, scope, gone)
}

// source is that of the right fact. The paper with which the wrong one was compared shows the right
// one. Where only the day was wrong, no more is known of the value than before.
func (k *Correction) source(c *Case, wrong register.AnyFact, v register.Value) register.Source {
	if !c.TakenOver && slices.ContainsFunc(c.Proposal.Examined, func(x register.Examined) bool { return x.Fact == k.Fact }) {
		return register.SourcePaper
	}
	if reflect.DeepEqual(v, wrong.Value) {
		return c.source().Weakest(wrong.Source)
	}
	return c.source()
}

// replace voids a fact and opens another in its place, which has that source.
func replace(c *Case, subject register.Ref, wrong register.AnyFact, v register.Value, from register.Date, source register.Source) {
	was := wrong.Standing()
	c.void(subject, wrong.Key, register.EffectRef{})
	key := c.reopen(subject, from, v, source)
	if was.Ended {
		c.End(subject, key, was.Until)
	}
	if was.Sealed {
		c.mark(subject, register.OpSeal, key)
	}
}

// mirror corrects a marriage as the other spouse holds it.
func (k *Correction) mirror(c *Case, p *register.Person, fact register.AnyFact, v register.Value, from register.Date) (gone []undo) {
	wrong, ok := fact.Value.(register.Partner)
	if !ok {
		return nil
	}
	right := v.(register.Partner)
	mine := register.Partner{With: register.Party{Person: p.ID}, Where: right.Where}
	if was := c.State.personByID(wrong.With.Person); was != nil {
		for _, f := range was.Partners.Standing() {
			if f.Key.Seq != fact.Key.Seq || f.Value.With.Person != p.ID {
				continue
			}
			other := f.Any()
			gone = append(gone, undo{subject: was.Ref(), fact: f.Key})
			if right.With.Person == was.ID {
				replace(c, was.Ref(), other, mine, from, k.source(c, other, mine))
			} else {
				c.void(was.Ref(), f.Key, register.EffectRef{})
			}
		}
	}
	if is := right.With.Person; is != 0 && is != wrong.With.Person {
		key := c.Open(register.PersonRef(is), from, mine)
		if s := fact.Standing(); s.Ended {
			c.End(register.PersonRef(is), key, s.Until)
		}
	}
	return gone
}

// redate moves what a death ended to the right date of death: residences,
// marriages, memberships. They are the same act's, so nothing cascades.
func (k *Correction) redate(c *Case, scope []register.Subject, fact register.AnyFact, v register.Value) {
	wrong, ok := fact.Value.(register.Death)
	if !ok {
		return
	}
	right := v.(register.Death)
	if right.Date == wrong.Date {
		return
	}
	for _, s := range scope {
		s.Each(func(f register.AnyFact) bool {
			if st := f.Standing(); !st.Void && st.Ended && st.EndedBy.Seq == fact.Key.Seq && st.Until == wrong.Date {
				c.void(s.Ref(), f.Key, st.EndedBy)
				c.End(s.Ref(), f.Key, right.Date)
			}
			return true
		})
	}
}
