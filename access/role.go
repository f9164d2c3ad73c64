package access

import (
	"slices"

	"samano/register"
)

// Role is what an officer is. The law pack speaks of roles by the same names.
type Role string

// The roles.
const (
	VillageReporter     Role = "village-reporter"
	PostOfficer         Role = "post-officer"
	DistrictRegistrar   Role = "district-registrar"
	ProvincialRegistrar Role = "provincial-registrar"
	NationalRegistrar   Role = "national-registrar"
	Adjudicator         Role = "adjudicator"
	Auditor             Role = "auditor"
	Administrator       Role = "administrator"
	OfficeHead          Role = "office-head" // beside a registrar's
	Overseer            Role = "overseer"    // of another authority
)

// Permission is one thing that an officer may do. The set is closed.
type Permission string

// The permissions.
const (
	Declare            Permission = "declare"             // take declarations, hand in applications
	Register           Permission = "register"            // decide applications and register acts
	Search             Permission = "search"              // find people by name
	ReadPerson         Permission = "read-person"         // current facts of a person or household
	ReadHistory        Permission = "read-history"        // acts and earlier states
	ReadLooks          Permission = "read-looks"          // who looked at a person; never for an officer at work
	IssueCertificate   Permission = "issue-certificate"   //
	Adjudicate         Permission = "adjudicate"          // decide whether two are one
	AdministerAccounts Permission = "administer-accounts" // offices, officers, sessions; never people
	Audit              Permission = "audit"               // looks in counts, refusals, requests, the log of powers
	MakeCheckpoint     Permission = "checkpoint"          // sign a checkpoint and take it outside
	NationalDesk       Permission = "national-desk"       // see and handle protected persons
	HeadOffice         Permission = "head-office"         // is told of the office's new passwords, budgets and urgent requests
	KeepBreaches       Permission = "keep-breaches"       // write the record of breaches
	Oversee            Permission = "oversee"             // judge the centre, and agree to what becomes of overseers
)

// Permissions lists all permissions, in the order of the table in the tests.
func Permissions() []Permission {
	return []Permission{Declare, Register, Search, ReadPerson, ReadHistory, ReadLooks, IssueCertificate, Adjudicate, AdministerAccounts, Audit, MakeCheckpoint, NationalDesk, HeadOffice, KeepBreaches, Oversee}
}

// Roles lists all roles.
func Roles() []Role {
	return []Role{VillageReporter, PostOfficer, DistrictRegistrar, ProvincialRegistrar, NationalRegistrar, Adjudicator, Auditor, Administrator, OfficeHead, Overseer}
}

// grants says what each role may do; what is not listed is not allowed.
//
// A village reporter cannot search by name: the people who come have a number
// or a book in hand, and a village knows its own. An adjudicator compares but
// never registers what follows from it. An administrator makes accounts and
// sees nobody; an auditor sees who looked and writes nothing but the record of
// breaches. An overseer watches them all, and registers, decides and administers nothing.
var grants = map[Role][]Permission{
	VillageReporter:     {Declare, ReadPerson},
	PostOfficer:         {Declare, Search, ReadPerson},
	DistrictRegistrar:   {Declare, Register, Search, ReadPerson, ReadHistory, IssueCertificate},
	ProvincialRegistrar: {Declare, Register, Search, ReadPerson, ReadHistory, IssueCertificate},
	NationalRegistrar:   {Declare, Register, Search, ReadPerson, ReadHistory, IssueCertificate, NationalDesk},
	Adjudicator:         {Search, ReadPerson, ReadHistory, Adjudicate},
	Auditor:             {ReadHistory, ReadLooks, Audit, MakeCheckpoint, KeepBreaches},
	Administrator:       {AdministerAccounts, MakeCheckpoint},
	OfficeHead:          {HeadOffice},
	Overseer:            {ReadLooks, Audit, Oversee},
}

// grants reports whether the role gives the permission.
func (r Role) grants(p Permission) bool { return slices.Contains(grants[r], p) }

// valid reports whether there is such a role.
func (r Role) valid() bool { return len(grants[r]) > 0 }

// alone lists the roles that go with no other: an officer who makes accounts, or who audits, must not
// read and register too.
var alone = []Role{Administrator, Auditor, Overseer}

// wholeCountry lists roles and permissions that have a meaning only at an office
// whose area is the whole country.
var wholeCountry = struct {
	roles       []Role
	permissions []Permission
}{[]Role{NationalRegistrar, Overseer}, []Permission{NationalDesk, Oversee}}

// needArea lists roles whose power is over an area, or over the whole country: at an office that has
// no area, as a consulate, they are not given and have no effect.
var needArea = []Role{NationalRegistrar, Auditor, Administrator, Overseer}

// checkRoles returns what is wrong with a set of roles at an office.
func (r Rules) checkRoles(roles []Role, office register.Office) []register.Finding {
	var out []register.Finding
	bad := func(code string, r Role) {
		out = append(out, register.Finding{Code: code, Field: "roles", Severity: register.Blocking, Args: map[string]string{"role": string(r)}})
	}
	for i, role := range roles {
		switch {
		case !role.valid():
			bad(CodeRoleUnknown, role)
		case slices.Contains(roles[:i], role):
			bad(CodeRoleTwice, role)
		case slices.Contains(alone, role) && len(roles) > 1:
			bad(CodeRoleAlone, role)
		case role == OfficeHead && !slices.ContainsFunc(roles, func(r Role) bool { return r.grants(Register) }):
			bad(CodeRoleHead, role)
		case (role == Overseer) != r.pack.Oversees(office):
			bad(CodeRoleOversight, role)
		case slices.Contains(wholeCountry.roles, role) && !r.pack.National(office):
			bad(CodeRoleNational, role)
		case slices.Contains(needArea, role) && !r.pack.HasArea(office):
			bad(CodeRoleArea, role)
		}
	}
	return out
}
