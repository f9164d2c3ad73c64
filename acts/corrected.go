package acts

import (
	"samano/register"
)

// CorrectedValue is the right value of a fact as a client writes it. The one part that
// belongs to the fact's field is given, or From alone if only that was wrong.
type CorrectedValue struct {
	From        *register.Date            `json:"from,omitempty"` // none: as it was, or a date that is part of the value
	Name        *CorrectedName            `json:"name,omitempty"`
	Birth       *CorrectedBirth           `json:"birth,omitempty"`
	Sex         *register.Sex             `json:"sex,omitempty"`
	Death       *CorrectedDeath           `json:"death,omitempty"`
	Missing     *register.Missing         `json:"missing,omitempty"`
	Nationality *register.Nationality     `json:"nationality,omitempty"`
	Status      *register.ResidenceStatus `json:"status,omitempty"`
	Identifier  *register.Identifier      `json:"identifier,omitempty"`
	Parent      *CorrectedParent          `json:"parent,omitempty"`
	Partner     *CorrectedPartner         `json:"partner,omitempty"`
	Guardian    *CorrectedGuardian        `json:"guardian,omitempty"`
	Residence   *CorrectedResidence       `json:"residence,omitempty"`
	Member      *Related                  `json:"member,omitempty"`
	Address     *Dwelling                 `json:"address,omitempty"`
	Book        *register.Book            `json:"book,omitempty"`
}

// The parts of a CorrectedValue that are not words of the register themselves.
type (
	// CorrectedName is a name in its written forms; none: not yet named.
	CorrectedName struct {
		Kind  register.NameKind   `json:"kind"`
		Forms []register.NameForm `json:"forms,omitempty"`
	}
	// CorrectedBirth is when and where somebody was born.
	CorrectedBirth struct {
		Date  register.Date `json:"date,omitzero"`
		At    PlaceOf       `json:"at,omitzero"`
		Order int           `json:"order,omitempty"`
	}
	// CorrectedDeath is when and where somebody died.
	CorrectedDeath struct {
		Date     register.Date `json:"date,omitzero"`
		At       PlaceOf       `json:"at,omitzero"`
		Declared bool          `json:"declared,omitempty"`
	}
	// CorrectedParent is one parent.
	CorrectedParent struct {
		Role  register.ParentRole  `json:"role"`
		Party Who                  `json:"party"`
		Basis register.ParentBasis `json:"basis"`
	}
	// CorrectedPartner is a spouse.
	CorrectedPartner struct {
		With Who     `json:"with"`
		At   PlaceOf `json:"at,omitzero"`
	}
	// CorrectedGuardian is a guardian.
	CorrectedGuardian struct {
		Party Who    `json:"party"`
		Scope string `json:"scope,omitempty"`
	}
	// CorrectedResidence is where and how somebody lives.
	CorrectedResidence struct {
		Kind     register.ResidenceKind `json:"kind"`
		Dwelling *Dwelling              `json:"dwelling,omitempty"`
		Country  register.Country       `json:"country,omitempty"`
		Text     string                 `json:"text,omitempty"` // of a country abroad
		Expected register.Date          `json:"expected,omitzero"`
	}
)

// correctedField is how a correction gives the right value of one field.
type correctedField struct {
	field  register.Field
	member string // of CorrectedValue, as clients write it
	given  func(v *CorrectedValue) bool
	needs  func(v *CorrectedValue) []Lookup // nil: nothing
	check  func(v *CorrectedValue, c *Case, at string)
	// value returns the value as it is registered; nil where a check has found fault with it.
	value func(v *CorrectedValue, c *Case) register.Value
}

// correctedFields lists the fields whose value a correction can give, in the order of the documents.
// A field that is neither here nor in notCorrected fails a test.
var correctedFields = [...]correctedField{
	{
		field: register.FieldName, member: "name",
		given: func(v *CorrectedValue) bool { return v.Name != nil },
		check: func(v *CorrectedValue, c *Case, at string) { v.Name.check(c, at) },
		value: func(v *CorrectedValue, c *Case) register.Value { return v.Name.value() },
	},
	{
		field: register.FieldBirth, member: "birth",
		given: func(v *CorrectedValue) bool { return v.Birth != nil },
		check: func(v *CorrectedValue, c *Case, at string) { v.Birth.check(c, at) },
		value: func(v *CorrectedValue, c *Case) register.Value {
			return register.Birth{Date: v.Birth.Date, Where: v.Birth.At.where(c, c.happened()), Order: v.Birth.Order}
		},
	},
	{
		field: register.FieldSex, member: "sex",
		given: func(v *CorrectedValue) bool { return v.Sex != nil },
		check: func(v *CorrectedValue, c *Case, at string) { checkSex(c, at, *v.Sex) },
		value: func(v *CorrectedValue, c *Case) register.Value { return *v.Sex },
	},
	{
		field: register.FieldDeath, member: "death",
		given: func(v *CorrectedValue) bool { return v.Death != nil },
		check: func(v *CorrectedValue, c *Case, at string) {
			c.notFuture(at+".date", v.Death.Date)
			v.Death.At.checkUnit(c, at+".at", c.happened())
		},
		value: func(v *CorrectedValue, c *Case) register.Value {
			return register.Death{Date: v.Death.Date, Where: v.Death.At.where(c, c.happened()), Declared: v.Death.Declared}
		},
	},
	{
		field: register.FieldMissing, member: "missing",
		given: func(v *CorrectedValue) bool { return v.Missing != nil },
		check: func(v *CorrectedValue, c *Case, at string) { c.notFuture(at+".since", v.Missing.Since) },
		value: func(v *CorrectedValue, c *Case) register.Value { return *v.Missing },
	},
	{
		field: register.FieldNationality, member: "nationality",
		given: func(v *CorrectedValue) bool { return v.Nationality != nil },
		check: func(v *CorrectedValue, c *Case, at string) { checkNationality(c, at, *v.Nationality) },
		value: func(v *CorrectedValue, c *Case) register.Value { return *v.Nationality },
	},
	{
		field: register.FieldResidenceStatus, member: "status",
		given: func(v *CorrectedValue) bool { return v.Status != nil },
		check: func(v *CorrectedValue, c *Case, at string) { checkStatus(c, at, *v.Status) },
		value: func(v *CorrectedValue, c *Case) register.Value { return *v.Status },
	},
	{
		field: register.FieldIdentifier, member: "identifier",
		given: func(v *CorrectedValue) bool { return v.Identifier != nil },
		check: func(v *CorrectedValue, c *Case, at string) { checkIdentifier(c, at, *v.Identifier) },
		value: func(v *CorrectedValue, c *Case) register.Value { return *v.Identifier },
	},
	{
		field: register.FieldParent, member: "parent",
		given: func(v *CorrectedValue) bool { return v.Parent != nil },
		needs: func(v *CorrectedValue) []Lookup { return v.Parent.Party.needs() },
		check: func(v *CorrectedValue, c *Case, at string) { v.Parent.check(c, at) },
		value: func(v *CorrectedValue, c *Case) register.Value {
			return register.Parent{Role: v.Parent.Role, Party: v.Parent.Party.party(c), Basis: v.Parent.Basis}
		},
	},
	{
		field: register.FieldPartner, member: "partner",
		given: func(v *CorrectedValue) bool { return v.Partner != nil },
		needs: func(v *CorrectedValue) []Lookup { return v.Partner.With.needs() },
		check: func(v *CorrectedValue, c *Case, at string) {
			v.Partner.With.checkNamed(c, at+".with")
			v.Partner.At.check(c, at+".at", c.happened())
		},
		value: func(v *CorrectedValue, c *Case) register.Value {
			return register.Partner{With: v.Partner.With.party(c), Where: v.Partner.At.where(c, c.happened())}
		},
	},
	{
		field: register.FieldGuardian, member: "guardian",
		given: func(v *CorrectedValue) bool { return v.Guardian != nil },
		needs: func(v *CorrectedValue) []Lookup { return v.Guardian.Party.needs() },
		check: func(v *CorrectedValue, c *Case, at string) {
			v.Guardian.Party.checkNamed(c, at+".party")
			c.listed(at+".scope", v.Guardian.Scope, c.Law.Persons.GuardianScopes.On(c.happened()))
		},
		value: func(v *CorrectedValue, c *Case) register.Value {
			return register.Guardian{Party: v.Guardian.Party.party(c), Scope: v.Guardian.Scope}
		},
	},
	{
		field: register.FieldResidence, member: "residence",
		given: func(v *CorrectedValue) bool { return v.Residence != nil },
		check: func(v *CorrectedValue, c *Case, at string) { v.Residence.check(c, at) },
		value: func(v *CorrectedValue, c *Case) register.Value { return v.Residence.value(c) },
	},
	{
		field: register.FieldMember, member: "member",
		given: func(v *CorrectedValue) bool { return v.Member != nil },
		needs: func(v *CorrectedValue) []Lookup { return needPersons(v.Member.Person) },
		check: func(v *CorrectedValue, c *Case, at string) {
			c.person(at+".person", v.Member.Person)
			c.listed(at+".relation", string(v.Member.Relation), c.Law.Household.Relations.On(c.happened()))
			if v.Member.Relation == register.HeadRelation {
				c.Block("head-by-head-change", at+".relation", "")
			}
		},
		value: func(v *CorrectedValue, c *Case) register.Value {
			if p := c.State.person(v.Member.Person); p != nil {
				return register.Member{Person: p.ID, Relation: v.Member.Relation}
			}
			return nil
		},
	},
	{
		field: register.FieldAddress, member: "address",
		given: func(v *CorrectedValue) bool { return v.Address != nil },
		check: func(v *CorrectedValue, c *Case, at string) { v.Address.check(c, at, c.happened()) },
		value: func(v *CorrectedValue, c *Case) register.Value { return v.Address.address(c, c.happened()) },
	},
	{
		field: register.FieldBook, member: "book",
		given: func(v *CorrectedValue) bool { return v.Book != nil },
		needs: func(v *CorrectedValue) []Lookup { return needHouseholds(v.Book.Number) },
		check: func(v *CorrectedValue, c *Case, at string) { c.checkBook(at, *v.Book) },
		value: func(v *CorrectedValue, c *Case) register.Value { return *v.Book },
	},
}

// given lists the fields of which a value is given.
func (v *CorrectedValue) given() []*correctedField {
	var out []*correctedField
	for i := range correctedFields {
		if f := &correctedFields[i]; f.given(v) {
			out = append(out, f)
		}
	}
	return out
}

func (v *CorrectedValue) needs() []Lookup {
	var out []Lookup
	for _, f := range v.given() {
		if f.needs != nil {
			out = append(out, f.needs(v)...)
		}
	}
	return out
}

// check checks the value for itself and that it is one for this fact.
func (v *CorrectedValue) check(c *Case, fact register.AnyFact) {
	given := v.given()
	onlyFrom := len(given) == 0 && v.From != nil
	if !onlyFrom && (len(given) != 1 || given[0].field != fact.Field()) {
		c.Block("correction-of-another-field", "payload.right", "", "field", string(fact.Field()))
		return
	}
	if v.From != nil {
		c.notFuture("payload.right.from", *v.From)
	}
	for _, f := range given {
		f.check(v, c, "payload.right."+f.member)
	}
}

// value returns the right value and from when it holds. A birth, a death and a disappearance hold
// from their own date.
func (v *CorrectedValue) value(c *Case, wrong register.AnyFact) (right register.Value, from register.Date) {
	right, from = wrong.Value, wrong.From
	for _, f := range v.given() {
		if given := f.value(v, c); given != nil {
			right = given
		}
	}
	switch {
	case v.From != nil:
		from = *v.From
	case v.Birth != nil:
		from = v.Birth.Date
	case v.Death != nil:
		from = v.Death.Date
	case v.Missing != nil:
		from = v.Missing.Since
	}
	return right, from
}

func (n *CorrectedName) check(c *Case, at string) {
	if len(n.Forms) > 0 {
		checkForms(c, at+".forms", n.Forms)
	}
	c.oneOf(at+".kind", string(n.Kind), []string{string(register.OfficialName), string(register.BirthName), string(register.OtherName)})
}

func (n *CorrectedName) value() register.Name {
	if len(n.Forms) == 0 {
		return register.Name{Kind: n.Kind, Unnamed: true}
	}
	return register.Name{Kind: n.Kind, Forms: cleanForms(n.Forms)}
}

func (b *CorrectedBirth) check(c *Case, at string) {
	c.notFuture(at+".date", b.Date)
	b.At.checkUnit(c, at+".at", c.happened())
	if b.Order < 0 || b.Order > maxMultiple {
		c.Block(register.CodeBirthOrder, at+".order", "", "limit", itoa(maxMultiple))
	}
}

func (p *CorrectedParent) check(c *Case, at string) {
	c.oneOf(at+".role", string(p.Role), []string{string(register.Mother), string(register.Father)})
	c.oneOf(at+".basis", string(p.Basis), []string{string(register.ByBirth), string(register.ByRecognition), string(register.ByCourt), string(register.ByAdoption)})
	p.Party.checkNamed(c, at+".party")
}

// checkNamed checks a party that must be named.
func (w *Who) checkNamed(c *Case, field string) {
	if w.isZero() {
		c.Block(register.CodePersonMissing, field, "")
		return
	}
	w.check(c, field)
}

func (r *CorrectedResidence) check(c *Case, at string) {
	switch r.Kind {
	case register.Abroad:
		c.country(at+".country", r.Country)
	case register.NoFixedAbode:
	case register.Permanent, register.Temporary, register.Absent, register.NotLivingHere:
		if r.Dwelling == nil {
			c.Block("dwelling-missing", at+".dwelling", "")
		} else {
			r.Dwelling.check(c, at+".dwelling", c.happened())
		}
	default:
		c.Block("not-in-list", at+".kind", "", "value", string(r.Kind))
	}
	if (r.Country != "" || r.Text != "") && (r.Kind != register.Abroad || r.Dwelling != nil) {
		c.Block("place-here-and-abroad", at+".country", "", "code", string(r.Country))
	}
	c.Text(at+".text", r.Text)
	c.noInstitution(at+".text", r.Text, c.happened())
}

func (r *CorrectedResidence) value(c *Case) register.Residence {
	return register.Residence{Kind: r.Kind, Address: r.Dwelling.address(c, c.happened()), Country: r.Country, Text: r.Text, Expected: r.Expected}
}
