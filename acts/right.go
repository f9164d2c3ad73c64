package acts

import (
	"bytes"
	"encoding/json"
	"slices"

	"samano/register"
)

// Right is the right value of a fact as a client writes it. The one part that
// belongs to the fact's field is given, or From alone if only that was wrong.
type Right struct {
	From        *register.Date            `json:"from,omitempty"` // none: as it was; a birth and a death hold from their own date
	Name        *RightName                `json:"name,omitempty"`
	Birth       *RightBirth               `json:"birth,omitempty"`
	Sex         *register.Sex             `json:"sex,omitempty"`
	Death       *RightDeath               `json:"death,omitempty"`
	Missing     *register.Missing         `json:"missing,omitempty"`
	Nationality *register.Nationality     `json:"nationality,omitempty"`
	Status      *register.ResidenceStatus `json:"status,omitempty"`
	Identifier  *register.Identifier      `json:"identifier,omitempty"`
	Parent      *RightParent              `json:"parent,omitempty"`
	Partner     *RightPartner             `json:"partner,omitempty"`
	Guardian    *RightGuardian            `json:"guardian,omitempty"`
	Residence   *RightResidence           `json:"residence,omitempty"`
	Member      *Related                  `json:"member,omitempty"`
	Address     *Dwelling                 `json:"address,omitempty"`
	Book        *register.Book            `json:"book,omitempty"`
}

// The parts of Right that are not words of the register themselves.
type (
	// RightName is a name in its written forms; none: not yet named.
	RightName struct {
		Kind  register.NameKind   `json:"kind"`
		Forms []register.NameForm `json:"forms,omitempty"`
	}
	// RightBirth is when and where somebody was born.
	RightBirth struct {
		Date  register.Date `json:"date,omitzero"`
		At    PlaceOf       `json:"at,omitzero"`
		Order int           `json:"order,omitempty"`
	}
	// RightDeath is when and where somebody died.
	RightDeath struct {
		Date     register.Date `json:"date,omitzero"`
		At       PlaceOf       `json:"at,omitzero"`
		Declared bool          `json:"declared,omitempty"`
	}
	// RightParent is one parent.
	RightParent struct {
		Role  register.ParentRole  `json:"role"`
		Party Who                  `json:"party"`
		Basis register.ParentBasis `json:"basis"`
	}
	// RightPartner is a spouse.
	RightPartner struct {
		With Who     `json:"with"`
		At   PlaceOf `json:"at,omitzero"`
	}
	// RightGuardian is a guardian.
	RightGuardian struct {
		Party Who    `json:"party"`
		Scope string `json:"scope,omitempty"`
	}
	// RightResidence is where and how somebody lives.
	RightResidence struct {
		Kind     register.ResidenceKind `json:"kind"`
		Dwelling *Dwelling              `json:"dwelling,omitempty"`
		Country  register.Country       `json:"country,omitempty"`
		Reason   string                 `json:"reason,omitempty"`
		Expected register.Date          `json:"expected,omitzero"`
	}
)

func (r *Right) needs() []Lookup {
	var out []Lookup
	if r.Parent != nil {
		out = append(out, r.Parent.Party.needs()...)
	}
	if r.Partner != nil {
		out = append(out, r.Partner.With.needs()...)
	}
	if r.Guardian != nil {
		out = append(out, r.Guardian.Party.needs()...)
	}
	if r.Member != nil {
		out = append(out, needPersons(r.Member.Person)...)
	}
	return out
}

// given lists the fields for which a value is given.
func (r *Right) given() []register.Field {
	var out []register.Field
	for _, p := range []struct {
		set   bool
		field register.Field
	}{
		{r.Name != nil, register.FieldName},
		{r.Birth != nil, register.FieldBirth},
		{r.Sex != nil, register.FieldSex},
		{r.Death != nil, register.FieldDeath},
		{r.Missing != nil, register.FieldMissing},
		{r.Nationality != nil, register.FieldNationality},
		{r.Status != nil, register.FieldResidenceStatus},
		{r.Identifier != nil, register.FieldIdentifier},
		{r.Parent != nil, register.FieldParent},
		{r.Partner != nil, register.FieldPartner},
		{r.Guardian != nil, register.FieldGuardian},
		{r.Residence != nil, register.FieldResidence},
		{r.Member != nil, register.FieldMember},
		{r.Address != nil, register.FieldAddress},
		{r.Book != nil, register.FieldBook},
	} {
		if p.set {
			out = append(out, p.field)
		}
	}
	return out
}

// check checks the value for itself and that it is one for this fact.
func (r *Right) check(c *Case, fact register.AnyFact) {
	given := r.given()
	onlyFrom := len(given) == 0 && r.From != nil
	if !onlyFrom && !slices.Equal(given, []register.Field{fact.Field()}) {
		c.Block("correction-of-another-field", "payload.right", "", "field", string(fact.Field()))
		return
	}
	if r.From != nil {
		c.NotFuture("payload.right.from", *r.From)
	}
	day, persons := c.Happened(), c.Law.Persons
	switch at := "payload.right." + string(fact.Field()); {
	case r.Name != nil:
		if len(r.Name.Forms) > 0 {
			checkForms(c, at+".forms", r.Name.Forms)
		}
		c.OneOf(at+".kind", string(r.Name.Kind), []string{string(register.OfficialName), string(register.BirthName), string(register.OtherName)})
	case r.Birth != nil:
		c.NotFuture(at+".date", r.Birth.Date)
		r.Birth.At.check(c, at+".at", day)
		if r.Birth.Order < 0 || r.Birth.Order > maxMultiple {
			c.Block("birth-order", at+".order", "", "limit", itoa(maxMultiple))
		}
	case r.Sex != nil:
		checkSex(c, at, *r.Sex)
	case r.Death != nil:
		c.NotFuture(at+".date", r.Death.Date)
		r.Death.At.check(c, at+".at", day)
	case r.Missing != nil:
		c.NotFuture(at+".since", r.Missing.Since)
	case r.Nationality != nil:
		checkNationality(c, at, *r.Nationality)
	case r.Status != nil:
		c.Listed("payload.right.status.kind", r.Status.Kind, persons.StatusKinds.On(day))
		c.Text("payload.right.status.permit", r.Status.Permit)
	case r.Identifier != nil:
		c.Listed(at+".kind", r.Identifier.Kind, persons.IdentifierKinds.On(day))
		c.Text(at+".value", r.Identifier.Value)
	case r.Parent != nil:
		c.OneOf(at+".role", string(r.Parent.Role), []string{string(register.Mother), string(register.Father)})
		c.OneOf(at+".basis", string(r.Parent.Basis), []string{string(register.ByBirth), string(register.ByRecognition), string(register.ByCourt), string(register.ByAdoption)})
		r.Parent.Party.checkNamed(c, at+".party")
	case r.Partner != nil:
		r.Partner.With.checkNamed(c, at+".with")
		r.Partner.At.check(c, at+".at", day)
	case r.Guardian != nil:
		r.Guardian.Party.checkNamed(c, at+".party")
		c.Listed(at+".scope", r.Guardian.Scope, persons.GuardianScopes.On(day))
	case r.Residence != nil:
		r.Residence.check(c, at)
	case r.Member != nil:
		c.Person(at+".person", r.Member.Person)
		c.Listed(at+".relation", string(r.Member.Relation), c.Law.Household.Relations.On(day))
	case r.Address != nil:
		r.Address.check(c, at, day)
	case r.Book != nil:
		c.checkNewBook(at, *r.Book)
	}
}

// checkNamed checks a party that must be named.
func (w *Who) checkNamed(c *Case, field string) {
	if w.isZero() {
		c.Block("person-missing", field, "")
		return
	}
	w.check(c, field)
}

func (r *RightResidence) check(c *Case, at string) {
	switch r.Kind {
	case register.Abroad:
		c.Country(at+".country", r.Country)
	case register.NoFixedAbode:
	case register.Permanent, register.Temporary, register.ShortStay, register.Absent, register.NotLivingHere:
		if r.Dwelling == nil {
			c.Block("dwelling-missing", at+".dwelling", "")
		} else {
			r.Dwelling.check(c, at+".dwelling", c.Happened())
		}
	default:
		c.Block("not-in-list", at+".kind", "", "value", string(r.Kind))
	}
	c.Text(at+".reason", r.Reason)
}

// value gives the right value and from when it holds.
func (r *Right) value(c *Case, wrong register.AnyFact) (v register.Value, from register.Date) {
	v, from = wrong.Value, wrong.From
	day := c.Happened()
	switch {
	case r.Name != nil:
		v = register.Name{Kind: r.Name.Kind, Unnamed: true}
		if len(r.Name.Forms) > 0 {
			v = register.Name{Kind: r.Name.Kind, Forms: cleanForms(r.Name.Forms)}
		}
	case r.Birth != nil:
		v, from = register.Birth{Date: r.Birth.Date, Where: r.Birth.At.where(c, day), Order: r.Birth.Order}, r.Birth.Date
	case r.Sex != nil:
		v = *r.Sex
	case r.Death != nil:
		v, from = register.Death{Date: r.Death.Date, Where: r.Death.At.where(c, day), Declared: r.Death.Declared}, r.Death.Date
	case r.Missing != nil:
		v = *r.Missing
	case r.Nationality != nil:
		v = *r.Nationality
	case r.Status != nil:
		v = *r.Status
	case r.Identifier != nil:
		v = *r.Identifier
	case r.Parent != nil:
		v = register.Parent{Role: r.Parent.Role, Party: r.Parent.Party.party(c), Basis: r.Parent.Basis}
	case r.Partner != nil:
		v = register.Partner{With: r.Partner.With.party(c), Where: r.Partner.At.where(c, day)}
	case r.Guardian != nil:
		v = register.Guardian{Party: r.Guardian.Party.party(c), Scope: r.Guardian.Scope}
	case r.Residence != nil:
		v = r.Residence.value(c)
	case r.Member != nil:
		if p := c.State.person(r.Member.Person); p != nil {
			v = register.Member{Person: p.ID, Relation: r.Member.Relation}
		}
	case r.Address != nil:
		v = r.Address.address(c, day)
	case r.Book != nil:
		v = *r.Book
	}
	if r.From != nil {
		from = *r.From
	}
	return v, from
}

func (r *RightResidence) value(c *Case) register.Residence {
	v := register.Residence{Kind: r.Kind, Country: r.Country, Reason: r.Reason, Expected: r.Expected}
	if r.Dwelling != nil {
		v.Address = r.Dwelling.address(c, c.Happened())
	}
	return v
}

// sameValue compares two values by the bytes in which they are stored.
func sameValue(a, b register.Value) bool {
	x, err := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err == nil && err2 == nil && bytes.Equal(x, y)
}
