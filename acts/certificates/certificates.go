// Package certificates owns the closed list of what a certificate of an act may show: the fields
// that a law pack chooses from and orders, by the kind of act. Package acts hands the list to the
// law with the descriptors of kinds; certificate/content writes a line for each field.
package certificates

import (
	"slices"

	"samano/register"
)

// The fields. They are kept with every copy and are keys of the catalogue: never rename one.
const (
	ActNumber    = "act-number"
	RegisteredOn = "registered-on"
	Office       = "office" // that registered the act
	Number       = "number"

	Name        = "name"
	Sex         = "sex"
	BirthDate   = "birth-date"
	BirthPlace  = "birth-place"
	Nationality = "nationality"
	Mother      = "mother"
	Father      = "father"

	DeathDate  = "death-date"
	DeathPlace = "death-place"

	Spouses       = "spouses" // their names
	BirthDates    = "birth-dates"
	Nationalities = "nationalities"
	MarriageDate  = "marriage-date"
	MarriagePlace = "marriage-place"
)

// Fields returns what a certificate of an act of that kind may show; nothing: no certificate is
// issued of such acts. Everybody whom a field shows is among those for whom the look is written:
// only a birth shows parents.
func Fields(kind register.Kind) []string {
	ofAll := []string{ActNumber, RegisteredOn, Office, Number}
	ofOne := slices.Concat(ofAll, []string{Name, Sex, BirthDate, BirthPlace, Nationality})
	switch kind {
	case register.KindBirth:
		return append(ofOne, Mother, Father)
	case register.KindDeath:
		return append(ofOne, DeathDate, DeathPlace)
	case register.KindMarriage:
		return append(ofAll, Spouses, BirthDates, Nationalities, MarriageDate, MarriagePlace)
	}
	return nil
}
