package match

// Schema says which fields are compared and which levels of agreement each has. Level 0 of every
// field is "unknown": one of the two says nothing, and that says nothing.
type Schema []Field

// Field is one field of a Schema. The names are stored with the weights and are the codes of
// reasons.
type Field struct {
	Name   string
	Levels []string // Levels[0] is Unknown
}

// Unknown is the name of level 0.
const Unknown = "unknown"

// MaxFields bounds a schema, so that a Vector is of fixed size.
const MaxFields = 12

// Vector is how two records compare: a level per field, and for agreements by chance how rare the
// agreed value is.
type Vector struct {
	Level  [MaxFields]uint8
	Rarity [MaxFields]float32 // 1: as rare as the mean; 0.1: ten times rarer
}

// The fields of a person.
const (
	GivenField = iota
	SurnameField
	BirthField
	SexField
	PlaceField
	MotherField
	FatherField
	SpouseField
	HouseholdField
)

// Levels of given names and surnames.
const (
	nameExact   = 1 + iota // written the same
	nameAlike              // sounds the same
	nameSwapped            // given name and surname exchanged
	nameSlip               // one or two letters apart, and one of the two is hardly anybody's name
	nameNear               // one or two letters apart, both are names that people have
	namePart               // one is the beginning or the end of the other
	nameOther              // agrees with a nickname or a former name
	nameOdd                // differs, and one of the two is hardly anybody's official name: a nickname, or badly misspelt
	nameDiffers
)

// Levels of birth dates.
const (
	birthExact    = 1 + iota // the same day
	birthSwapped             // day and month exchanged
	birthDay                 // year and month agree
	birthMonth               // year and day of month agree
	birthYear                // day and month agree, the years are at most two apart
	birthDecade              // day and month agree, one digit of the year or the era does not
	birthRough               // the year agrees, one of the two knows no more, or 1 January
	birthSameYear            // the year agrees, day and month do not
	birthAbout               // years at most two apart or within what "about" allows, and one of the two knows no more
	birthNear                // years at most two apart, day and month do not agree
	birthDiffers
)

// Levels of places.
const (
	placeBoth     = 1 + iota // village of residence and of birth
	placeHome                // village of residence
	placeBornAt              // village of birth
	placeCrossed             // the one lives where the other was born
	placeDistrict            // a district in common
	placeProvince            // a province in common
	placeDiffers
)

// Levels of relatives' names.
const (
	kinFull    = 1 + iota // given name and surname
	kinGiven              // given name, no surname to compare
	kinNear               // given name nearly, surname not otherwise
	kinOther              // given name, another surname
	kinSurname            // surname only
	kinDiffers
)

// Levels of sex and household.
const (
	same = 1 + iota
	differs
)

// People is the schema of persons.
func People() Schema {
	name := []string{Unknown, "exact", "alike", "swapped", "slip", "near", "part", "other", "odd", "differs"}
	kin := []string{Unknown, "full", "given", "near", "other-surname", "surname", "differs"}
	equal := []string{Unknown, "same", "differs"}
	return Schema{
		GivenField:   {"given", name},
		SurnameField: {"surname", name},
		BirthField: {"birth", []string{
			Unknown, "exact", "swapped", "day-differs", "month-differs", "year-near", "year-digit",
			"rough", "same-year", "about", "near", "differs",
		}},
		SexField:       {"sex", equal},
		PlaceField:     {"place", []string{Unknown, "both", "home", "born", "crossed", "district", "province", "differs"}},
		MotherField:    {"mother", kin},
		FatherField:    {"father", kin},
		SpouseField:    {"spouse", kin},
		HouseholdField: {"household", equal},
	}
}
