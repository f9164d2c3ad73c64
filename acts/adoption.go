package acts

import (
	"encoding/json"
	"slices"

	"samano/acts/life"
	"samano/register"
)

// Adoption gives a child new parents. Where the child came from is sealed: the
// former parents, name, homes and households stay in the record, withheld from ordinary
// reading, and what was said about the origin is kept under a key of its own. Where nobody
// stays a parent, the law may give the child a new number too.
type Adoption struct {
	Child  string              `json:"child"`
	Mother *Who                `json:"mother,omitempty"`
	Father *Who                `json:"father,omitempty"`
	Keeps  register.ParentRole `json:"keeps,omitempty"`  // the parent who stays: adoption by that parent's spouse
	Name   []register.NameForm `json:"name,omitempty"`   // none: the name stays
	Origin string              `json:"origin,omitempty"` // what the adopted may one day ask for
}

// Needs asks for all three, and for the parents there are.
func (a *Adoption) Needs(s *State) []Lookup {
	child := s.person(a.Child)
	out := slices.Concat(needPersons(a.Child), a.Mother.needs(), a.Father.needs(), needParentsOf(child), needRecordsOf(s, child))
	if child != nil {
		for _, r := range records(s, child) {
			out = append(out, needHouseholdsOf(s, r)...)
		}
	}
	for _, p := range a.parents(s) {
		out = append(out, needHouseholdsOf(s, p)...)
	}
	return out
}

// kept returns the parent who stays, if there is one and they are registered.
func (a *Adoption) kept(s *State) *register.Person {
	child := s.person(a.Child)
	if child == nil || a.Keeps == "" {
		return nil
	}
	f, _ := life.CurrentParent(child, a.Keeps)
	return s.personByID(f.Value.Party.Person)
}

// parents returns those registered people who are the child's parents from then on, the one who stays first.
func (a *Adoption) parents(s *State) (out []*register.Person) {
	if p := a.kept(s); p != nil {
		out = append(out, p)
	}
	for _, w := range []*Who{a.Mother, a.Father} {
		if p := w.person(s); p != nil {
			out = append(out, p)
		}
	}
	return out
}

// Check checks ages, and that nobody is adopted twice at once.
func (a *Adoption) Check(c *Case) {
	c.Text("payload.origin", a.Origin)
	if len(a.Name) > 0 {
		checkForms(c, "payload.name", a.Name)
	}
	if a.Keeps != "" {
		c.oneOf("payload.keeps", string(a.Keeps), []string{string(register.Mother), string(register.Father)})
		if (a.Keeps == register.Mother && !a.Mother.isZero()) || (a.Keeps == register.Father && !a.Father.isZero()) {
			c.Block("parent-kept-and-replaced", "payload.keeps", "", "role", string(a.Keeps))
		}
	}
	child := c.person("payload.child", a.Child)
	if a.Mother.isZero() && a.Father.isZero() {
		c.Block("adopter-missing", "payload.mother", "")
	}
	m := a.Mother.check(c, "payload.mother")
	f := a.Father.check(c, "payload.father")
	if child == nil {
		return
	}
	c.living("payload.child", child)
	c.notBeforeBirth("happened", child, c.from())
	a.checkChild(c, child)
	a.checkAdopter(c, "payload.mother", child, m, a.Mother, register.Male, "mother-male")
	a.checkAdopter(c, "payload.father", child, f, a.Father, register.Female, "father-female")
	if m != nil && f != nil {
		a.checkCouple(c, m, f)
	}
	c.competent("office", life.LivesAt(child, m, f)...)
}

func (a *Adoption) checkChild(c *Case, child *register.Person) {
	r := c.Law.Adoption.MaxAge.On(c.happened())
	switch life.Aged(child.Born().Date, c.from(), r.Value) {
	case register.Yes:
		c.conflict("adoptee-too-old", "payload.child", r.Article, "age", itoa(r.Value))
	case register.Undetermined:
		c.ask("age-undetermined", "payload.child", r.Article, "age", itoa(r.Value))
	}
	if _, adopted := life.AdoptedBy(child); adopted {
		c.conflict("already-adopted", "payload.child", "")
	}
	if _, ok := life.CurrentParent(child, a.Keeps); !ok && a.Keeps != "" {
		c.Block("parent-not-recorded", "payload.keeps", "", "role", string(a.Keeps))
	}
	if a.Keeps != "" && len(child.Guardians.Current()) > 0 { // else they end
		c.warn("guardian-remains", "payload.child", "")
	}
}

func (a *Adoption) checkAdopter(c *Case, field string, child, p *register.Person, w *Who, wrong register.Sex, code string) {
	if p == nil && (w == nil || w.Described == nil) {
		return // nobody, or nobody who was found
	}
	var born register.Date
	if p != nil {
		born = p.Born().Date
		c.living(field, p)
		c.adult(field, p)
		if p.Sex() == wrong {
			c.conflict(code, field, "")
		}
		if p.ID == child.ID {
			c.Block("adopter-is-child", field, "")
		}
		for _, f := range child.Parents.Current() {
			if f.Value.Party.Person == p.ID {
				c.Block("already-parent", field, "")
			}
		}
	} else {
		born = w.Described.Born
	}
	r := c.Law.Adoption.MinGap.On(c.happened())
	switch life.Aged(born, child.Born().Date, r.Value) {
	case register.No:
		c.conflict("adopter-too-young", field, r.Article, "years", itoa(r.Value))
	case register.Undetermined:
		c.ask("adopter-age-undetermined", field, r.Article, "years", itoa(r.Value))
	}
}

// checkCouple: two people adopt one child together only as a couple.
func (a *Adoption) checkCouple(c *Case, m, f *register.Person) {
	if m.ID == f.ID {
		c.Block("parents-same-person", "payload.father", "")
		return
	}
	for _, p := range m.Partners.Standing() {
		if p.Value.With.Person == f.ID && life.HeldAt(&p, c.from()) != register.No {
			return
		}
	}
	c.ask("adopters-not-married", "payload.father", "")
}

// OriginPart is the name of the sealed part of an adoption.
const OriginPart = "adoption-origin"

// origin is the sealed part: what the record says of where the child came from.
type origin struct {
	Parents []register.Fact[register.Parent] `json:"parents,omitempty"`
	Name    *register.Name                   `json:"name,omitempty"`
	Note    string                           `json:"note,omitempty"`
}

// house brings the child to the household of the parents, and to their home, unless it is there.
func (a *Adoption) house(c *Case, child *register.Person, from register.Date) {
	parents := a.parents(c.State)
	h, home, found := homeOf(c.State, from, parents)
	former := life.FormerHomes(child, a.kept(c.State), parents, c.State.householdsOf(child.ID))
	c.seal(from, former)
	left, moved := life.Left(former)
	if h != nil && (left || moved) {
		relation, _ := (&Birth{Mother: a.Mother, Father: a.Father}).relation(c, h)
		joinHousehold(c, h, child.ID, relation, from, nil)
	}
	if moved && found {
		c.Open(child.Ref(), from, register.Residence{Kind: register.Permanent, Address: home})
	}
}

// homeOf returns the household of the first of some people who has one, else where the first of them lives
// who lives somewhere.
func homeOf(s *State, from register.Date, people []*register.Person) (h *register.Household, home register.Address, found bool) {
	for _, p := range people {
		if h := householdOf(s, p.ID); h != nil {
			return h, addressOf(h), true
		}
	}
	for _, p := range people {
		if homes := life.Begun(p, from, register.Permanent); len(homes) > 0 {
			return nil, homes[0].Value.Address, true
		}
	}
	return nil, register.Address{}, false
}

// Apply ends and seals the former parents, and opens the new ones.
func (a *Adoption) Apply(c *Case) {
	child, from := c.State.person(a.Child), c.from()
	ref := child.Ref()
	sealed := origin{Note: a.Origin}
	for _, f := range child.Parents.Current() {
		if f.Value.Role == a.Keeps {
			continue
		}
		c.End(ref, f.Key, from)
		c.mark(ref, register.OpSeal, f.Key)
		sealed.Parents = append(sealed.Parents, f)
	}
	openParents(c, ref, a.Mother, a.Father, from, register.ByAdoption)
	if len(a.Name) > 0 {
		former := child.Official()
		for _, f := range child.Names.Standing() {
			c.mark(ref, register.OpSeal, f.Key)
		}
		succeed(c, ref, child.Names, isOfficial, from, register.Name{Kind: register.OfficialName, Forms: cleanForms(a.Name)})
		sealed.Name = &former
	}
	renumbers := a.Keeps == "" && c.Law.Adoption.NewNumber.On(c.happened()).Value
	if renumbers {
		sealNumbers(c, child, from)
	}
	a.house(c, child, from)
	c.seal(from, life.Origin(child, life.Keeps{Parent: a.Keeps, Name: len(a.Name) == 0, Number: !renumbers}))
	for _, r := range records(c.State, child)[1:] {
		c.seal(from, life.MergedRecord(r, c.State.householdsOf(r.ID), !renumbers))
	}
	// The parts are plain data, which always can be written.
	text, _ := json.Marshal(sealed)
	c.Sealed = append(c.Sealed, SealedPart{Subject: ref, Name: OriginPart, Bytes: text})
}
