// Package law owns the law as data: law packs and the typed questions asked of
// them. Rules of logic are Go and live in package acts; numbers, lists, names of
// offices and articles are in the pack of a country (la, xx), each value with
// its article and the interval in which it is in force.
//
// # A pack on disk
//
// A pack is a directory of TOML files, cut by topic; which file a section stands
// in is free, but each key stands in one place only. A value that was always law
// is a table, one that changed is a list whose intervals touch:
//
//	[birth]
//	naming_days = { value = 365, article = "Decree 7, art. 2" }
//
//	[[birth.spacing_days]]
//	value = 150
//	until = 2018-06-01
//	unverified = true
//	[[birth.spacing_days]]
//	value = 180
//	from = 2018-06-01
//	article = "Decree 9, art. 1"
//
// The border between two intervals is written on both sides on purpose: a slip
// in copying the law then shows as a gap or an overlap. What nobody has checked
// against the text of the law says unverified = true; a value with neither
// article nor that mark is refused. Every kind of act has a table [kinds.NAME],
// empty where [kind_defaults] suffice.
//
// [Load] refuses a pack as a whole and names everything that is wrong with it at
// once ([Problems]), so that a lawyer who edits one is not sent round in circles.
// Some rules hold whatever a pack says, because they protect people: see
// neverStopped and catchAll.
package law

import (
	"time"

	"samano/register"
)

// Pack is the law of one country. It never changes after loading.
type Pack struct {
	Code      string           // "la"
	Country   register.Country // "LAO"
	Hash      string           // hex SHA-256 over the pack's files; recorded with every act
	Languages []string         // of official texts, first the one that binds
	TimeZone  *time.Location   // where the country's days begin
	// Letterhead holds the lines at the head of official papers, by language, in each the
	// same number: the country's name, and its motto where it has one.
	Letterhead map[string][]string

	Territory    Territory
	Offices      []OfficeLevel
	Kinds        map[register.Kind]KindRules
	Birth        BirthRules
	Marriage     MarriageRules
	Adoption     AdoptionRules
	Residence    ResidenceRules
	Household    HouseholdRules
	Persons      PersonRules
	Applications ApplicationRules
	Duplicates   Duplicates
	Looks        LookRules
	Certificates map[string]CertificateRules // by the kind of act: at least birth, death, marriage
	Revives      ReviveRules
}

// Dated is one value of a rule with the time in which it is law.
type Dated[T any] struct {
	Value      T            `toml:"value"`
	From       register.Day `toml:"from"`  // the first day in force
	Until      register.Day `toml:"until"` // the first day no longer in force; LastDay if open
	Article    string       `toml:"article"`
	Unverified bool         `toml:"unverified"` // not checked against the text of the law
}

// Rule is a value through time. Loading proves that the intervals touch without
// gap or overlap, that the first begins at FirstDay (what was law before
// computers is the first entry) and that the last is open, so On always answers.
type Rule[T any] []Dated[T]

// On gives the value in force on that day.
func (r Rule[T]) On(day register.Day) Dated[T] {
	for i := len(r) - 1; i > 0; i-- {
		if r[i].From <= day {
			return r[i]
		}
	}
	if len(r) == 0 {
		var zero Dated[T]
		return zero
	}
	return r[0]
}

// Territory describes the administrative tree.
type Territory struct {
	Levels []TerritoryLevel // from the top: province, district, village
}

// TerritoryLevel is one level of units.
type TerritoryLevel struct {
	Name       register.Level `toml:"name"`
	CodeDigits int            `toml:"code_digits"` // whole length of the code; it begins with the parent's code when the unit is founded
	Dwellings  bool           `toml:"dwellings"`   // people live at units of this level
	Article    string         `toml:"article"`
	Unverified bool           `toml:"unverified"`
}

// OfficeLevel is a level at which offices stand.
type OfficeLevel struct {
	Name       string         `toml:"name"`
	Unit       register.Level `toml:"unit"`   // the level of unit that is its jurisdiction; "" is the whole country
	Abroad     bool           `toml:"abroad"` // it stands outside the country: a consulate
	Article    string         `toml:"article"`
	Unverified bool           `toml:"unverified"`
}

// KindRules are the rules that every kind of act has.
type KindRules struct {
	Levels      Rule[[]string] // office levels that may register it
	DeclareDays Rule[int]      // days from the event to the declaration; 0: no deadline. Lateness only ever warns
	DecideDays  Rule[int]      // days from declaration to decision; 0: none
	Evidence    Rule[[]string] // kinds of evidence that the law asks for
	// EvidenceBlocks says whether missing evidence needs a decision. For birth and
	// enrolment it never stops anything, whatever the pack says: loading refuses it.
	EvidenceBlocks Rule[bool]
	FourEyes       Rule[bool]     // who took the declaration must not register it
	Decided        Rule[[]string] // authorities that may decide: office, court, consulate, ministry, foreign
	Printed        Rule[bool]     // the act gets a number on paper
}

// BirthRules are about births and names of children.
type BirthRules struct {
	ConsulateDays  Rule[int]    // declaration at a consulate
	MotherMinAge   Rule[int]    // below: needs a decision, never refused
	MotherMaxAge   Rule[int]    // above: needs a decision
	NamingDays     Rule[int]    // how long a child may be without a name
	SpacingDays    Rule[int]    // births of one mother closer than this, and not of one delivery, need a decision
	PosthumousDays Rule[int]    // a father dead for longer before the birth needs a decision
	LateYears      Rule[int]    // declared later than this: extra care (possible duplicate)
	Nationality    Rule[string] // "either-parent", "both-parents", "soil"
	// StillbirthWeeks is the length of pregnancy from which a child born dead is a
	// stillbirth; shorter needs a decision.
	StillbirthWeeks Rule[int]
	FoundlingOwn    Rule[bool] // a child found here whose parents are unknown is a citizen
}

// MarriageRules are about marriages.
type MarriageRules struct {
	MinAge        Rule[int]
	MinAgeSpecial Rule[int]      // with the evidence named below
	SpecialNeeds  Rule[string]   // kind of evidence
	ForeignLevels Rule[[]string] // office levels where one party is no citizen
	KinDegrees    Rule[int]      // 2: parents, children and siblings are refused
	SameSex       Rule[bool]     // whether two persons of one sex may marry
}

// AdoptionRules are about adoptions.
type AdoptionRules struct {
	MaxAge Rule[int] // of the adopted
	MinGap Rule[int] // years between adopter and adopted
}

// ResidenceRules are about where people live.
type ResidenceRules struct {
	TemporaryFromDays   Rule[int] // stays from this length are temporary, shorter ones short
	TemporaryMaxDays    Rule[int]
	AbsenceReasons      Rule[[]string]
	AbsenceMaxDays      Rule[int] // an absence longer than this is followed up, never ended by a clock
	NotLivingNotice     Rule[int] // days of notice before "not living here" may be decided
	NotLivingObjection  Rule[int] // days to object
	SplitAtSameDwelling Rule[bool]
}

// HouseholdRules are about households and their books.
type HouseholdRules struct {
	Relations   Rule[[]string] // to the head; always with "head"
	Kinds       Rule[[]string] // always with "private"
	BookClasses Rule[[]BookClass]
}

// BookClass is one kind of book and the resident classes whose members it lists.
type BookClass struct {
	Name    string   `toml:"name"`
	Classes []string `toml:"classes"`
}

// PersonRules are about who somebody is in law.
type PersonRules struct {
	AdultAge        Rule[int]
	Classes         Rule[[]ResidentClass] // first match decides; the last must match anybody
	NumberFor       Rule[[]string]        // classes that get a number
	IdentifierKinds Rule[[]string]
	StatusKinds     Rule[[]string]
	EvidenceKinds   Rule[[]string]
	GuardianScopes  Rule[[]string]
	SexCorrection   Rule[string] // "document" or "court": what a correction of sex rests on
	SurnameOptional Rule[bool]
}

// ResidentClass derives a class (citizen, alien, foreigner, apatrid,
// undetermined) from nationality and residence status.
type ResidentClass struct {
	Name        string   `toml:"name"`
	Nationality string   `toml:"nationality"`  // own, other, none, unknown, any: see Pack.Class
	NotEverOwn  bool     `toml:"not_ever_own"` // reserved for classes of people who never held the own nationality
	Statuses    []string `toml:"statuses"`     // any of these current; empty: whatever
	FormerlyOwn bool     `toml:"formerly_own"` // held the own nationality once
}

// ApplicationRules are about how applications are dealt with.
type ApplicationRules struct {
	ReturnDays Rule[int] // to complete a returned application
	AppealDays Rule[int] // to appeal against a refusal
	DraftDays  Rule[int] // a draft is deleted after so many days untouched
}

// Duplicates say when somebody who comes to be entered is perhaps in the register
// already, and who decides it; probabilities in millionths. Nothing in it refuses
// anybody: from AskPPM on an officer decides, and that is all.
type Duplicates struct {
	SamePPM     Rule[int]      // from here somebody is registered already, it seems
	AskPPM      Rule[int]      // from here perhaps; below, nobody is asked
	ExpectedPPM Rule[int]      // how many of those who come are there already: what the probabilities start from
	Days        Rule[int]      // within which an adjudicator decides
	Decides     Rule[[]string] // office levels that adjudicate; one of them is of the whole country
}

// LookRules are about reading people.
type LookRules struct {
	Purposes     Rule[[]Purpose]
	RetainMonths Rule[int] // how long looks are kept
}

// What may be told of the people of another office's file; "" is nothing: the
// purpose is not one for files.
const (
	FilesAnswers = "answers" // whether each is registered, and nothing else
	FilesNumbers = "numbers" // and the number of those who are
)

// Purpose is a lawful reason to read.
type Purpose struct {
	Name      string   `toml:"name"`
	Case      bool     `toml:"case"`       // needs a case reference
	Roles     []string `toml:"roles"`      // who may claim it
	DelayDays int      `toml:"delay_days"` // the person sees the look only after so many days
	Files     string   `toml:"files"`      // what a file of people matched with the register may be told of each: see FilesAnswers
	Article   string   `toml:"article"`
}

// CertificateRules are about one kind of certificate.
type CertificateRules struct {
	Levels    Rule[[]string] // office levels that may issue it
	ValidDays Rule[int]      // 0: until superseded
	ReadyDays Rule[int]      // days from registration to the certificate
	Fields    Rule[[]string] // what it shows, in order
}

// ReviveRules say what comes back by itself when an act is annulled or somebody
// declared dead is found alive. Everything else is for a human to decide.
type ReviveRules struct {
	Marriage Rule[bool] // a marriage ended by a death, if neither has married since
	Member   Rule[bool] // membership of the household, if it still stands
}
