// Package synth owns the synthetic country that has the faults of a real one: families with names,
// villages and dates as the matcher sees them, and a model of what goes wrong when the same person
// is written down a second time.
//
// The weights of package match are judged by what is found here, so the model was fixed and
// committed before any weight was learned, and the learned weights ship with the name of the model
// ([ModelVersion]). Change a rate and the version changes (lao-1 had the same rates in a country of
// one province, where a district told nothing).
//
// # The people
//
// [Country] yields extended families of three generations, each from its own seed, so that any part of a country of any
// size is made again alone and in bounded memory. An old couple has one to six children; these
// marry somebody from another village or the same, live near by and have children of their own. So
// there are siblings who are children and siblings who are fifty; cousins with one surname in one
// village; twins (one birth in eighty), of one sex in two of three cases and often with rhyming
// names; sons named like a living uncle; widows. Given names are compounds of the elements that Lao
// names are made of, a few common and most rare; surnames likewise, with a smaller number common
// within one village. One family in ten has no surname, one in twelve has a clan's name.
//
// Facts that nobody ever knew are missing from the beginning, more often for the old: parents'
// names, the day or the year of birth, the village of birth.
//
// # The faults
//
// [Model] lists every rate with its reason. A second record of a person differs from the first by independent faults,
// each with the rate below. Rates from the tests asked of this register are exact: 28 % of birth
// dates damaged, 35 % moved, 3 % of sexes wrong. The others are estimates: nobody has published any
// for Laos; those for typing errors are those that FEBRL and similar generators use (one to two
// faults a record).
package synth

// ModelVersion names these rates and generators. Weights say which version they were judged by.
const ModelVersion = "lao-2"

// Model holds the rates of the faults, as probabilities for each record written a second time.
type Model struct {
	// Names. Each rate is per name, once for the person and once for each parent and the spouse.
	OtherScript  float64 // written in Latin where the first record has Lao, or the reverse
	OtherSpell   float64 // of Latin forms: romanised otherwise (official, Ministry of Health, French or English habits)
	Typo         float64 // one letter dropped, doubled, exchanged with its neighbour or replaced
	Nickname     float64 // given name replaced by a nickname or by one part of it
	NoSurname    float64 // surname left out
	NewSurname   float64 // of married women: the husband's surname where the first record has her own, or the reverse
	SwappedParts float64 // surname in the field of the given name and the reverse
	Title        float64 // a title in front of the given name

	// Birth: the sum of these is 0.28.
	YearOnly   float64 // day and month no longer known
	Swapped    float64 // day and month exchanged, where that gives a day
	DigitTypo  float64 // one digit of day or month wrong
	YearOff    float64 // one or two years off
	Heaped     float64 // only an age in a round number was given: the year ends in 0 or 5, estimated
	Buddhist   float64 // the year of the Buddhist era, typed as if it were Gregorian by way of a wrong subtraction: 10 years off
	NoBirth    float64 // date not known at all
	NewYearDay float64 // 1 January of the right year, by somebody who knows no better

	WrongSex float64

	// Places.
	Moved         float64 // lives in another village
	MovedDistrict float64 // of those who moved: within the district
	BornAtLost    float64 // village of birth missing
	BornAtWrong   float64 // the village where the parents lived at another time

	// Relatives.
	ParentLost float64 // name of the mother missing; the same again for the father
	SpouseLost float64

	Household float64 // the same household is named (the book was shown)
}

// Standard returns the model by which everything is judged.
func Standard() Model {
	return Model{
		OtherScript: 0.20, OtherSpell: 0.35, Typo: 0.06, Nickname: 0.03, NoSurname: 0.05, NewSurname: 0.12, SwappedParts: 0.015, Title: 0.02,
		YearOnly: 0.07, Swapped: 0.03, DigitTypo: 0.05, YearOff: 0.05, Heaped: 0.03, Buddhist: 0.01, NoBirth: 0.01, NewYearDay: 0.03,
		WrongSex: 0.03,
		Moved:    0.35, MovedDistrict: 0.5, BornAtLost: 0.08, BornAtWrong: 0.05,
		ParentLost: 0.06, SpouseLost: 0.10,
		Household: 0.30,
	}
}
