package access_test

import (
	"slices"
	"strings"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/law"
	"samano/register"
)

// matrix is the whole of what roles may do. An auditor may read it; whoever
// changes a role changes it here too.
const matrix = `
                     village post    district provincial national adjudicator auditor administrator head overseer
declare              yes     yes     yes      yes        yes      -           -       -             -    -
register             -       -       yes      yes        yes      -           -       -             -    -
search               -       yes     yes      yes        yes      yes         -       -             -    -
read-person          yes     yes     yes      yes        yes      yes         -       -             -    -
read-history         -       -       yes      yes        yes      yes         yes     -             -    -
read-looks           -       -       -        -          -        -           yes     -             -    yes
issue-certificate    -       -       yes      yes        yes      -           -       -             -    -
adjudicate           -       -       -        -          -        yes         -       -             -    -
administer-accounts  -       -       -        -          -        -           -       yes           -    -
audit                -       -       -        -          -        -           yes     -             -    yes
checkpoint           -       -       -        -          -        -           yes     yes           -    -
national-desk        -       -       -        -          yes      -           -       -             -    -
head-office          -       -       -        -          -        -           -       -             yes  -
keep-breaches        -       -       -        -          -        -           yes     -             -    -
oversee              -       -       -        -          -        -           -       -             -    yes
`

func TestWhatEachRoleMayDo(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(matrix), "\n")[1:]
	permissions := access.Permissions()
	if len(lines) != len(permissions) {
		t.Fatalf("the table has %d permissions, the program %d", len(lines), len(permissions))
	}
	centre := register.Office{ID: "centre", Level: "centre"}
	rules := access.NewRules(pack(t, "la"), territory)
	for i, line := range lines {
		cells := strings.Fields(line)
		if cells[0] != string(permissions[i]) || len(cells) != 1+len(access.Roles()) {
			t.Fatalf("line %q is not about %s", line, permissions[i])
		}
		for j, role := range access.Roles() {
			who := access.Actor{Office: centre, Officer: access.Officer{ID: "o1", Office: centre.ID, Roles: []access.Role{role}, Until: register.LastDay}}
			err := rules.Has(who, permissions[i], 20000)
			if want := cells[1+j] == "yes"; want != (err == nil) {
				t.Errorf("%s, %s: the table says %q, the program %v", role, permissions[i], cells[1+j], err)
			}
		}
	}
}

func TestNoRoleNoRight(t *testing.T) {
	rules := access.NewRules(pack(t, "la"), territory)
	centre := register.Office{ID: "centre", Level: "centre"}
	good := access.Actor{Office: centre, Officer: access.Officer{ID: "o1", Office: "centre", Roles: []access.Role{access.NationalRegistrar}, From: 100, Until: 200}}
	tests := []struct {
		name   string
		change func(*access.Actor)
		day    register.Day
		code   string
	}{
		{"all in order", func(*access.Actor) {}, 100, ""},
		{"the zero actor", func(a *access.Actor) { *a = access.Actor{} }, 100, access.CodeNotActive},
		{"the day before", func(*access.Actor) {}, 99, access.CodeNotActive},
		{"the last day", func(*access.Actor) {}, 199, ""},
		{"the day after", func(*access.Actor) {}, 200, access.CodeNotActive},
		{"at an office that is not his", func(a *access.Actor) { a.Office.ID = "other" }, 100, access.CodeNotActive},
		{"a password that somebody else set", func(a *access.Actor) { a.Officer.MustChange = true }, 100, access.CodePasswordChange},
		{"without roles", func(a *access.Actor) { a.Officer.Roles = nil }, 100, access.CodeNoPermission},
		{"the national desk in a district", func(a *access.Actor) { a.Office.Jurisdiction = 5 }, 100, access.CodeOutsideArea},
		{"the national desk at a consulate", func(a *access.Actor) { a.Office.Level = "consulate" }, 100, access.CodeOutsideArea},
		{"the national desk of a district of which nobody says where it lies", func(a *access.Actor) { a.Office.Level = "district" }, 100, access.CodeOutsideArea},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			who := good
			test.change(&who)
			wantCode(t, test.code, rules.Has(who, access.NationalDesk, test.day))
		})
	}
}

// TestPacksAndRolesAgree: each purpose of the shipped packs is of use to each
// role that it names.
func TestPacksAndRolesAgree(t *testing.T) {
	reads := []access.Permission{access.ReadPerson, access.ReadHistory, access.ReadLooks, access.Search, access.IssueCertificate}
	for _, code := range law.Codes() {
		centre := register.Office{ID: "centre", Level: pack(t, code).Offices[0].Name}
		rules := access.NewRules(pack(t, code), territory)
		for _, interval := range pack(t, code).Looks.Purposes {
			for _, p := range interval.Value {
				for _, name := range p.Roles {
					who := access.Actor{Office: centre, Officer: access.Officer{ID: "o1", Office: centre.ID, Roles: []access.Role{access.Role(name)}, Until: register.LastDay}}
					if !slices.ContainsFunc(reads, func(p access.Permission) bool { return rules.Has(who, p, 20000) == nil }) {
						t.Errorf("pack %s gives purpose %s to %q, who can read nothing", code, p.Name, name)
					}
				}
			}
		}
	}
}

func pack(t testing.TB, code string) *law.Pack {
	t.Helper()
	p, err := law.Shipped(code, acts.ForLaw())
	if err != nil {
		t.Fatal(err)
	}
	return p
}
