package register

import "strings"

// Field names what a fact is about. The values are stored: never rename.
type Field string

// The fields of a person.
const (
	FieldOrigin          Field = "origin"
	FieldNumber          Field = "number"
	FieldName            Field = "name"
	FieldBirth           Field = "birth"
	FieldSex             Field = "sex"
	FieldDeath           Field = "death"
	FieldMissing         Field = "missing"
	FieldNationality     Field = "nationality"
	FieldResidenceStatus Field = "residence-status"
	FieldIdentifier      Field = "identifier"
	FieldParent          Field = "parent"
	FieldPartner         Field = "partner"
	FieldGuardian        Field = "guardian"
	FieldResidence       Field = "residence"
	FieldProtection      Field = "protection"
	FieldSameAs          Field = "same-as"
)

// The fields of a household.
const (
	FieldMember        Field = "member"
	FieldHead          Field = "head"
	FieldAddress       Field = "address"
	FieldHouseholdKind Field = "household-kind"
	FieldBook          Field = "book"
)

// The fields of a place.
const (
	FieldCode        Field = "code"
	FieldPlaceName   Field = "place-name"
	FieldLevel       Field = "level"
	FieldParentPlace Field = "parent-place"
	FieldSuccessor   Field = "successor"
)

// Origin is the fact that the subject exists in the register at all. Voiding it
// says that the subject should never have been entered.
type Origin struct {
	By Kind `json:"by"` // the kind of act that entered it
}

// Script is an ISO 15924 code.
type Script string

// Scripts that the register meets most.
const (
	Lao   Script = "Laoo"
	Latin Script = "Latn"
)

// NameKind says what a name is for.
type NameKind string

// The kinds of names.
const (
	OfficialName NameKind = "official"
	BirthName    NameKind = "birth"
	OtherName    NameKind = "other" // a nickname or a name in religion
)

// NameSource says how a written form came about.
type NameSource string

// The sources. Most names are declared, so that is what is not written. A
// romanised form is a suggestion of ours that nobody confirmed.
const (
	FromDeclaration NameSource = ""
	FromDocument    NameSource = "document"
	FromRomanising  NameSource = "romanised"
)

// NamePart is one part of a written name; exactly one of its fields is set. The
// order of parts is the order in which the person writes them.
type NamePart struct {
	Given   string `json:"given,omitempty"`
	Middle  string `json:"middle,omitempty"`
	Surname string `json:"surname,omitempty"`
}

func (p NamePart) text() string { return p.Given + p.Middle + p.Surname }

// NameForm is a name as written in one script.
type NameForm struct {
	Script Script     `json:"script"`
	Parts  []NamePart `json:"parts"`
	Source NameSource `json:"source,omitempty"`
}

// String joins the parts in their order.
func (f NameForm) String() string {
	words := make([]string, len(f.Parts))
	for i, p := range f.Parts {
		words[i] = p.text()
	}
	return strings.Join(words, " ")
}

// Given and Surname join the parts of that sort.
func (f NameForm) Given() string   { return f.join(func(p NamePart) string { return p.Given }) }
func (f NameForm) Surname() string { return f.join(func(p NamePart) string { return p.Surname }) }

func (f NameForm) join(pick func(NamePart) string) string {
	var words []string
	for _, p := range f.Parts {
		if w := pick(p); w != "" {
			words = append(words, w)
		}
	}
	return strings.Join(words, " ")
}

// Name is one name of a person in all its written forms. A surname is never
// required. Unnamed is a state of its own: the child has no name yet.
type Name struct {
	Kind    NameKind   `json:"kind"`
	Forms   []NameForm `json:"forms,omitempty"`
	Unnamed bool       `json:"unnamed,omitempty"`
}

// In returns the form written in that script.
func (n Name) In(s Script) (NameForm, bool) {
	for _, f := range n.Forms {
		if f.Script == s {
			return f, true
		}
	}
	return NameForm{}, false
}

// Where is the place of an event: a unit of this country, or a country abroad
// with what is known in words. The zero Where is unknown.
type Where struct {
	Place   PlaceID `json:"place,omitempty"`
	Country Country `json:"country,omitempty"`
	Text    string  `json:"text,omitempty"`
}

// Birth is when and where somebody was born. It is one fact: correcting the day
// does not touch the place, but both were declared together.
type Birth struct {
	Date  Date  `json:"date,omitzero"`
	Where Where `json:"where,omitzero"`
	Order int   `json:"order,omitempty"` // among children of one delivery, from 1; 0: a single birth
}

// Sex is as registered.
type Sex string

// The sexes that the register knows.
const (
	Female          Sex = "female"
	Male            Sex = "male"
	SexUndetermined Sex = "undetermined"
)

// Death is when and where somebody died, or is held dead by a court.
type Death struct {
	Date     Date  `json:"date,omitzero"`
	Where    Where `json:"where,omitzero"`
	Declared bool  `json:"declared,omitempty"` // by a court: ends if the person is found alive
}

// Missing is a court's finding that nobody knows where the person is.
type Missing struct {
	Since Date `json:"since,omitzero"`
}

// NationalityState says what is known of the bond to a country.
type NationalityState string

// The states. "none" is a determination; "unknown" is the lack of one, and
// never costs anyone a birth registration, a number or a document.
const (
	NationalityHeld    NationalityState = "held"
	NationalityClaimed NationalityState = "claimed"
	NationalityNone    NationalityState = "none"
	NationalityUnknown NationalityState = "unknown"
)

// Nationality is one such bond; several at once are possible.
type Nationality struct {
	State   NationalityState `json:"state"`
	Country Country          `json:"country,omitempty"` // for held and claimed
	Basis   string           `json:"basis,omitempty"`   // birth, naturalisation, a document's name
}

// ResidenceStatus is a permit to reside, of a kind that the law pack names.
type ResidenceStatus struct {
	Kind   string `json:"kind"`
	Permit string `json:"permit,omitempty"`
}

// Identifier is a number issued elsewhere or earlier.
type Identifier struct {
	Kind   string `json:"kind"`             // old-card, family-book, passport, … (law pack)
	Issuer string `json:"issuer,omitempty"` // country or authority
	Value  string `json:"value"`
}

// Party is whoever an act names: a person in the register, or a description of
// somebody who is not in it and need not be.
type Party struct {
	Person    PersonID     `json:"person,omitempty"`
	Described *Description `json:"described,omitempty"`
}

// IsZero reports whether nobody is named.
func (p Party) IsZero() bool { return p == Party{} }

// Description is what is known of a party outside the register.
type Description struct {
	Name        Name         `json:"name,omitzero"`
	Born        Date         `json:"born,omitzero"`
	Died        Date         `json:"died,omitzero"`
	Sex         Sex          `json:"sex,omitempty"`
	Nationality *Nationality `json:"nationality,omitempty"`
	Where       Where        `json:"where,omitzero"`
	Document    *Identifier  `json:"document,omitempty"`
}

// ParentRole says which parent. A law pack may give "parent" to either.
type ParentRole string

// The roles.
const (
	Mother ParentRole = "mother"
	Father ParentRole = "father"
)

// ParentBasis says why somebody is a parent in law.
type ParentBasis string

// The bases. Ordinary extracts show none of them.
const (
	ByBirth       ParentBasis = "birth"
	ByRecognition ParentBasis = "recognition"
	ByCourt       ParentBasis = "court"
	ByAdoption    ParentBasis = "adoption"
)

// Parent is one parent of the subject.
type Parent struct {
	Role  ParentRole  `json:"role"`
	Party Party       `json:"party"`
	Basis ParentBasis `json:"basis"`
}

// Partner is a marriage as one spouse holds it; why it ended is told by the kind
// of the act that ended the fact.
type Partner struct {
	With  Party `json:"with"`
	Where Where `json:"where,omitzero"`
}

// Guardian is somebody who acts for the subject by law.
type Guardian struct {
	Party Party  `json:"party"`
	Scope string `json:"scope,omitempty"`
}

// ResidenceKind tells the parallel kinds of residence apart: a student is
// permanent at home, temporary in town and absent from home at once.
type ResidenceKind string

// The kinds of residence.
const (
	Permanent     ResidenceKind = "permanent"
	Temporary     ResidenceKind = "temporary"
	Absent        ResidenceKind = "absent"
	Abroad        ResidenceKind = "abroad"
	NotLivingHere ResidenceKind = "not-living-here"
	NoFixedAbode  ResidenceKind = "no-fixed-abode"
)

// Address is a dwelling: the unit and the dwelling's own id within it. A dwelling
// may be unknown to the post that writes the address.
type Address struct {
	Place    PlaceID `json:"place"`
	Dwelling string  `json:"dwelling,omitempty"`
}

// Residence is one such fact.
type Residence struct {
	Kind     ResidenceKind `json:"kind"`
	Address  Address       `json:"address,omitzero"`
	Country  Country       `json:"country,omitempty"` // Abroad
	Text     string        `json:"text,omitempty"`    // Abroad: where in that country, in words
	Expected Date          `json:"expected,omitzero"` // when it is expected to end
}

// LivesThere reports whether the person lives at the address: not where the fact says
// that the person is away from it.
func (r Residence) LivesThere() bool {
	switch r.Kind {
	case Permanent, Temporary, NoFixedAbode:
		return true
	case Absent, Abroad, NotLivingHere:
	}
	return false
}

// Protection withholds address and data from everybody but the national desk.
type Protection struct {
	Reason string `json:"reason,omitempty"` // the article, never the story
}

// SameAs is the link that a merge writes on both persons. Nothing is copied.
type SameAs struct {
	Person   PersonID `json:"person"`
	Survives bool     `json:"survives,omitempty"` // true on the person who keeps answering
}

// Relation is how a member stands to the head, from the law pack's list.
type Relation string

// HeadRelation is the head's own. The others the acts derive by themselves, for a child born into
// the household or somebody who comes back to it. The list of every pack holds all of these.
const (
	HeadRelation       Relation = "head"
	SpouseRelation     Relation = "spouse"
	ChildRelation      Relation = "child"
	StepchildRelation  Relation = "stepchild"
	ChildInLawRelation Relation = "child-in-law"
	GrandchildRelation Relation = "grandchild"
	OtherRelation      Relation = "other"
)

// KnownRelations lists the relations that the list of every pack holds.
func KnownRelations() []Relation {
	return []Relation{HeadRelation, SpouseRelation, ChildRelation, ChildInLawRelation, GrandchildRelation, OtherRelation}
}

// Member is one person of a household.
type Member struct {
	Person   PersonID `json:"person"`
	Relation Relation `json:"relation"`
}

// Head is the head of a household.
type Head struct {
	Person PersonID `json:"person"`
}

// HouseholdKind is private, or a kind of collective that the pack names.
type HouseholdKind string

// PrivateHousehold is the ordinary kind; every pack has it.
const PrivateHousehold HouseholdKind = "private"

// Book is a document that lists the members of one class.
type Book struct {
	Class  string `json:"class"` // of the pack: blue, red
	Number string `json:"number"`
}

// Code, PlaceName, Level, ParentPlace and Successor are the facts of a place.
type (
	// Code is the unit's official code.
	Code string
	// PlaceName is the unit's name in the scripts in which it is written.
	PlaceName struct {
		Lao   string `json:"lao,omitempty"`
		Latin string `json:"latin,omitempty"`
	}
	// Level is the unit's level in the pack's territory: province, district, village.
	Level string
	// ParentPlace is the unit above.
	ParentPlace struct {
		Place PlaceID `json:"place"`
	}
	// Successor is a unit that took over from this one when it ended.
	Successor struct {
		Place PlaceID `json:"place"`
	}
)

func (Origin) field() Field          { return FieldOrigin }
func (Number) field() Field          { return FieldNumber }
func (Name) field() Field            { return FieldName }
func (Birth) field() Field           { return FieldBirth }
func (Sex) field() Field             { return FieldSex }
func (Death) field() Field           { return FieldDeath }
func (Missing) field() Field         { return FieldMissing }
func (Nationality) field() Field     { return FieldNationality }
func (ResidenceStatus) field() Field { return FieldResidenceStatus }
func (Identifier) field() Field      { return FieldIdentifier }
func (Parent) field() Field          { return FieldParent }
func (Partner) field() Field         { return FieldPartner }
func (Guardian) field() Field        { return FieldGuardian }
func (Residence) field() Field       { return FieldResidence }
func (Protection) field() Field      { return FieldProtection }
func (SameAs) field() Field          { return FieldSameAs }
func (Member) field() Field          { return FieldMember }
func (Head) field() Field            { return FieldHead }
func (Address) field() Field         { return FieldAddress }
func (HouseholdKind) field() Field   { return FieldHouseholdKind }
func (Book) field() Field            { return FieldBook }
func (Code) field() Field            { return FieldCode }
func (PlaceName) field() Field       { return FieldPlaceName }
func (Level) field() Field           { return FieldLevel }
func (ParentPlace) field() Field     { return FieldParentPlace }
func (Successor) field() Field       { return FieldSuccessor }
