// Package law owns the law as data: law packs and the typed questions asked of
// them. Rules of logic are Go and live in package acts; numbers, lists, names of
// offices and articles are in the pack of a country (la, xx), each value with
// its article and the interval in which it is in force.
//
// # A pack on disk
//
// A pack is a folder with one TOML file for each section ([sections]): the section
// birth is the table [birth] in birth.toml, read by birth.go. A new capability adds a
// section: a Go file, a file in each pack, and a line in the table. A value that was
// always law is a table, one that changed is a list whose intervals touch:
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
// in copying the law then shows as a gap or an overlap. A value that nobody
// has checked against the text of the law says unverified = true; one with
// neither article nor that mark is refused. Every kind of act has a table [kinds.NAME],
// empty where [kinds.defaults] suffice.
//
// Loading refuses a pack as a whole and names everything that is wrong with it at
// once ([Problems]), so that a lawyer who edits one is not sent round in circles.
// Some rules hold whatever a pack says, because they protect people: see
// Kind.NeverStopped and catchAll.
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
	Stays        StayRules
	Household    HouseholdRules
	Persons      PersonRules
	Applications ApplicationRules
	Duplicates   Duplicates
	Looks        LookRules
	Certificates map[string]CertificateRules // by the kind of act
	Revives      ReviveRules
}

// section is one part of a pack: the table NAME in the file NAME.toml.
type section struct {
	name string
	read func(*table, *Pack) // decodes and checks it; sections that stand before it are read
}

// sections lists all sections of a pack. A section that names what another sets up stands behind
// it.
func sections() []section {
	return []section{
		{"pack", readIdentity},
		{"territory", readTerritory},
		{"offices", readOffices},
		{"persons", readPersons},
		{"kinds", readKinds},
		{"birth", readBirth},
		{"marriage", readMarriage},
		{"adoption", readAdoption},
		{"residence", readResidence},
		{"stays", readStays},
		{"household", readHousehold},
		{"applications", readApplications},
		{"duplicates", readDuplicates},
		{"looks", readLooks},
		{"certificates", readCertificates},
		{"revives", readRevives},
	}
}
