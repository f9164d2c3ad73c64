package acts

import "samano/register"

// Enrolment enters somebody for the first time: at a census, registered late, on
// arrival; also one who has died and whom a lawful act needs.
type Enrolment struct {
	As            string                    `json:"as,omitempty"`   // '@' and a client-made id
	Name          []register.NameForm       `json:"name,omitempty"` // none: not yet named, or nobody knows
	OtherNames    []register.Name           `json:"other_names,omitempty"`
	Sex           register.Sex              `json:"sex"`
	Born          register.Date             `json:"born,omitzero"`
	BornAt        PlaceOf                   `json:"born_at,omitzero"`
	Nationalities []register.Nationality    `json:"nationalities,omitempty"` // none: unknown
	Status        *register.ResidenceStatus `json:"status,omitempty"`
	Identifiers   []register.Identifier     `json:"identifiers,omitempty"`
	Mother        *Who                      `json:"mother,omitempty"`
	Father        *Who                      `json:"father,omitempty"`
	Residence     *NewResidence             `json:"residence,omitempty"`
	Household     string                    `json:"household,omitempty"` // to join: a book, or '@' and an id
	Relation      register.Relation         `json:"relation,omitempty"`
	Died          *register.Date            `json:"died,omitempty"` // entered because a lawful act needs the dead
}

// NewResidence is a residence as a client writes it.
type NewResidence struct {
	Kind     register.ResidenceKind `json:"kind"`
	Dwelling Dwelling               `json:"dwelling,omitzero"`
	Since    register.Date          `json:"since,omitzero"`
}

// Needs asks for the parents, the household, and whether the id is free.
func (e *Enrolment) Needs(*State) []Lookup {
	out := needPersons(e.As)
	out = append(out, e.Mother.needs()...)
	out = append(out, e.Father.needs()...)
	return append(out, needHouseholds(e.Household)...)
}

// Check never asks for a paper: nobody is left out for lack of one.
func (e *Enrolment) Check(c *Case) {
	c.newID("payload.as", e.As)
	if len(e.Name) > 0 {
		checkForms(c, "payload.name", e.Name)
	}
	for i, n := range e.OtherNames {
		field := "payload.other_names." + itoa(i)
		c.oneOf(field+".kind", string(n.Kind), []string{string(register.BirthName), string(register.OtherName)})
		checkForms(c, field+".forms", n.Forms)
	}
	checkSex(c, "payload.sex", e.Sex)
	c.notFuture("payload.born", e.Born)
	e.BornAt.checkUnit(c, "payload.born_at", c.happened())
	for i, n := range e.Nationalities {
		checkNationality(c, "payload.nationalities."+itoa(i), n)
	}
	if e.Status != nil {
		checkStatus(c, "payload.status", *e.Status)
	}
	for i, id := range e.Identifiers {
		checkIdentifier(c, "payload.identifiers."+itoa(i), id)
	}
	checkParents(c, e.Mother, e.Father, e.Born)
	if e.Died != nil {
		c.notFuture("payload.died", *e.Died)
		if e.Died.Before(e.Born) == register.Yes {
			c.Block("death-before-birth", "payload.died", "")
		}
	}
	e.checkResidence(c)
}

func (e *Enrolment) checkResidence(c *Case) {
	day := c.happened()
	switch {
	case e.Residence == nil:
		c.competent("office", e.BornAt.place(c, day))
	case e.Residence.Kind == register.NoFixedAbode:
	case e.Residence.Kind == register.Permanent, e.Residence.Kind == register.Temporary:
		e.Residence.Dwelling.check(c, "payload.residence.dwelling", day)
		c.notFuture("payload.residence.since", e.Residence.Since)
		c.competent("payload.residence.dwelling.code", e.Residence.Dwelling.address(c, day).Place)
	default:
		c.Block("not-in-list", "payload.residence.kind", "", "value", string(e.Residence.Kind))
	}
	if e.Household != "" {
		c.household("payload.household", e.Household)
		c.listed("payload.relation", string(e.Relation), c.Law.Household.Relations.On(day))
	}
}

// checkParents checks the parents of somebody born on that date.
func checkParents(c *Case, mother, father *Who, born register.Date) {
	m := mother.check(c, "payload.mother")
	f := father.check(c, "payload.father")
	if m != nil && f != nil && m.ID == f.ID {
		c.Block("parents-same-person", "payload.father", "")
	}
	checkMother(c, "payload.mother", m, born)
	checkFather(c, "payload.father", f, born)
}

func checkMother(c *Case, field string, m *register.Person, born register.Date) {
	if m == nil {
		return
	}
	if m.Sex() == register.Male {
		c.conflict("mother-male", field, "")
	}
	if born.Before(m.Born().Date) == register.Yes {
		c.conflict("child-before-mother", field, "", "born", m.Born().Date.EDTF())
	}
	if d, dead := m.Dead(); dead && d.Date.Before(born) == register.Yes {
		c.conflict("mother-dead-before-birth", field, "", "died", d.Date.EDTF())
	}
	if born.Precision() == register.Unknown {
		return
	}
	// Asked only where every reading of both dates lies outside.
	if _, most, ok := m.Born().Date.Age(born.Latest()); ok {
		if r := c.Law.Birth.MotherMinAge.On(c.happened()); most < r.Value {
			c.ask("mother-too-young", field, r.Article, "age", itoa(r.Value))
		}
	}
	if least, _, ok := m.Born().Date.Age(born.Earliest()); ok {
		if r := c.Law.Birth.MotherMaxAge.On(c.happened()); least > r.Value {
			c.ask("mother-too-old", field, r.Article, "age", itoa(r.Value))
		}
	}
}

func checkFather(c *Case, field string, f *register.Person, born register.Date) {
	if f == nil {
		return
	}
	if f.Sex() == register.Female {
		c.conflict("father-female", field, "")
	}
	if born.Before(f.Born().Date) == register.Yes {
		c.conflict("child-before-father", field, "", "born", f.Born().Date.EDTF())
	}
	d, dead := f.Dead()
	if !dead || born.Precision() == register.Unknown {
		return
	}
	r := c.Law.Birth.PosthumousDays.On(c.happened())
	if last := d.Date.Latest(); last != register.LastDay && born.Earliest() > last+register.Day(r.Value) {
		c.ask("father-dead-long-before-birth", field, r.Article, "days", itoa(r.Value))
	}
}

// Apply enters the person.
func (e *Enrolment) Apply(c *Case) {
	on, from := c.happened(), c.from()
	id := c.newPerson(e.As, e.Born)
	ref := register.PersonRef(id)
	openName(c, ref, register.OfficialName, e.Name, e.Born)
	for _, n := range e.OtherNames {
		c.Open(ref, register.Date{}, register.Name{Kind: n.Kind, Forms: cleanForms(n.Forms)})
	}
	c.Open(ref, e.Born, register.Birth{Date: e.Born, Where: e.BornAt.where(c, on)})
	c.Open(ref, e.Born, e.Sex)
	held := e.Nationalities
	if len(held) == 0 {
		held = []register.Nationality{{State: register.NationalityUnknown}}
	}
	for _, n := range held {
		c.Open(ref, register.Date{}, n)
	}
	if e.Status != nil {
		c.Open(ref, from, *e.Status)
	}
	for _, i := range e.Identifiers {
		c.Open(ref, register.Date{}, i)
	}
	openParents(c, ref, e.Mother, e.Father, e.Born, register.ByBirth)
	if e.Died != nil {
		c.Open(ref, *e.Died, register.Death{Date: *e.Died})
		return // the dead get no number, live nowhere and join no household
	}
	giveNumber(c, ref, e.classOf(c), from)
	if r := e.Residence; r != nil {
		c.Open(ref, r.Since, register.Residence{Kind: r.Kind, Address: r.Dwelling.address(c, on)})
	}
	if h := c.State.household(e.Household); h != nil {
		c.Open(h.Ref(), from, register.Member{Person: id, Relation: e.Relation})
	}
}

// classOf derives the resident class from what is being entered.
func (e *Enrolment) classOf(c *Case) string {
	p := &register.Person{}
	for _, n := range e.Nationalities {
		p.Nationalities = append(p.Nationalities, register.Fact[register.Nationality]{Value: n})
	}
	if e.Status != nil {
		p.Statuses = append(p.Statuses, register.Fact[register.ResidenceStatus]{Value: *e.Status})
	}
	return c.Law.Class(p, c.Proposal.Declared)
}

// giveNumber gives the number for life where the law gives the class one.
func giveNumber(c *Case, ref register.Ref, class string, from register.Date) {
	if c.Law.GetsNumber(class, c.Proposal.Declared) {
		c.Open(ref, from, c.Allocator.AllocateNumber())
	}
}

// openName opens a name; without forms the person is not yet named.
func openName(c *Case, ref register.Ref, kind register.NameKind, forms []register.NameForm, from register.Date) {
	if len(forms) == 0 {
		c.Open(ref, from, register.Name{Kind: kind, Unnamed: true})
		return
	}
	c.Open(ref, from, register.Name{Kind: kind, Forms: cleanForms(forms)})
}

// openParents opens the facts of parentage of those who are named.
func openParents(c *Case, ref register.Ref, mother, father *Who, from register.Date, basis register.ParentBasis) {
	if !mother.isZero() {
		c.Open(ref, from, register.Parent{Role: register.Mother, Party: mother.party(c), Basis: basis})
	}
	if !father.isZero() {
		c.Open(ref, from, register.Parent{Role: register.Father, Party: father.party(c), Basis: basis})
	}
}
