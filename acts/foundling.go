package acts

import "samano/register"

// Foundling enters a child who was found and whose parents nobody knows. If they
// appear, each is entered by a recognition.
type Foundling struct {
	As        string              `json:"as,omitempty"`
	Name      []register.NameForm `json:"name,omitempty"` // none: not yet named
	Sex       register.Sex        `json:"sex"`
	Born      register.Date       `json:"born"` // as far as it can be estimated
	FoundAt   PlaceOf             `json:"found_at"`
	Dwelling  *Dwelling           `json:"dwelling,omitempty"` // where the child is cared for
	Household string              `json:"household,omitempty"`
	Relation  register.Relation   `json:"relation,omitempty"`
	Guardian  *Who                `json:"guardian,omitempty"`
	Scope     string              `json:"scope,omitempty"` // of the guardian
}

// Needs asks for the household, the guardian and whether the id is free.
func (f *Foundling) Needs(*State) []Lookup {
	out := append(needPersons(f.As), f.Guardian.needs()...)
	return append(out, needHouseholds(f.Household)...)
}

// Check asks for no paper.
func (f *Foundling) Check(c *Case) {
	day := c.happened()
	c.newID("payload.as", f.As)
	if len(f.Name) > 0 {
		checkForms(c, "payload.name", f.Name)
	}
	checkSex(c, "payload.sex", f.Sex)
	if f.Born.Precision() == register.Unknown {
		c.Block(register.CodeDateMissing, "payload.born", "")
	}
	c.notFuture("payload.born", f.Born)
	if c.from().Before(f.Born) == register.Yes {
		c.Block("found-before-birth", "payload.born", "", "found", c.from().EDTF())
	}
	f.FoundAt.checkUnit(c, "payload.found_at", day)
	places := []register.PlaceID{f.FoundAt.place(c, day)}
	if f.Dwelling != nil {
		f.Dwelling.check(c, "payload.dwelling", day)
		places = append(places, f.Dwelling.address(c, day).Place)
	}
	c.competent("payload.found_at.code", places...)
	if f.Household != "" {
		c.household("payload.household", f.Household)
		c.listed("payload.relation", string(f.Relation), c.Law.Household.Relations.On(day))
	}
	if !f.Guardian.isZero() {
		c.listed("payload.scope", f.Scope, c.Law.Persons.GuardianScopes.On(day))
		guardian := f.Guardian.check(c, "payload.guardian")
		c.living("payload.guardian", guardian)
		c.adult("payload.guardian", guardian)
	}
}

// Apply enters the child. Where nothing is known of the birth, nothing is
// written: the place of finding is not made one of birth.
func (f *Foundling) Apply(c *Case) {
	born, from := f.Born, c.from()
	if born.Basis == register.Documented {
		born.Basis = register.Estimated
	}
	id := c.newPerson(f.As, born)
	ref := register.PersonRef(id)
	openName(c, ref, register.OfficialName, f.Name, from)
	c.Open(ref, born, register.Birth{Date: born})
	c.Open(ref, born, f.Sex)
	nationality := register.Nationality{State: register.NationalityUnknown}
	if c.Law.Birth.FoundlingOwn.On(c.happened()).Value && !f.FoundAt.abroad(c) {
		nationality = register.Nationality{State: register.NationalityHeld, Country: c.Law.Country, Basis: "foundling"}
	}
	c.Open(ref, born, nationality)
	child := &register.Person{Nationalities: register.Facts[register.Nationality]{{Value: nationality}}}
	giveNumber(c, ref, c.Law.Class(child, c.Proposal.Declared), from)
	if !f.Guardian.isZero() {
		c.Open(ref, from, register.Guardian{Party: f.Guardian.party(c), Scope: f.Scope})
	}
	f.house(c, id)
}

// house enters where the child lives: in a household, or at the place of care.
func (f *Foundling) house(c *Case, id register.PersonID) {
	from := c.from()
	var home register.Address
	var derived []register.Source
	if h := c.State.household(f.Household); h != nil {
		c.Open(h.Ref(), from, register.Member{Person: id, Relation: f.Relation})
		if a, ok := h.Addresses.Last(); ok {
			home, derived = a.Value, []register.Source{a.Source}
		}
	}
	if f.Dwelling != nil {
		home, derived = f.Dwelling.address(c, c.happened()), nil
	}
	if home != (register.Address{}) {
		c.Open(register.PersonRef(id), from, register.Residence{Kind: register.Permanent, Address: home}, derived...)
	}
}
