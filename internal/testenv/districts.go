package testenv

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/uuid"

	"samano/access"
	"samano/acts"
	"samano/register"
)

// units are two districts; the village of Phonsavan is in both.
var units = []struct {
	code       register.Code
	lao, latin string
	level      register.Level
}{
	{"01", "ນະຄອນຫຼວງວຽງຈັນ", "Vientiane Capital", "province"},
	{"0101", "ຈັນທະບູລີ", "Chanthabuly", "district"},
	{"0102", "ສີໂຄດຕະບອງ", "Sikhottabong", "district"},
	{"0101001", "ໜອງປິງ", "Nongping", "village"},
	{"0101002", "ໂພນສະຫວັນ", "Phonsavan", "village"},
	{"0102001", "ນາຄຳ", "Nakham", "village"},
	{"0102002", "ໂພນສະຫວັນ", "Phonsavan", "village"},
}

// FoundDistricts founds two districts of the capital with two villages each.
func (c *Country) FoundDistricts(t testing.TB) {
	t.Helper()
	var decree acts.PlaceChange
	for _, u := range units {
		step := acts.PlaceStep{Code: u.code, Name: register.PlaceName{Lao: u.lao, Latin: u.latin}, Level: u.level}
		if n := len(u.code); n > 2 {
			step.Parent = u.code[:map[int]int{4: 2, 7: 4}[n]]
		}
		decree.Steps = append(decree.Steps, step)
	}
	p := c.Proposal(register.KindPlaceChange, decree)
	p.Happened = register.Exact(register.DayOf(1900, 1, 1))
	p.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: "decree 1"}
	p.Evidence = []register.Evidence{{Kind: "ministry-decision"}}
	c.Must(t, p)
}

// Area returns the unit of a code; the empty code is the whole country.
func (c *Country) Area(t testing.TB, code register.Code) register.PlaceID {
	t.Helper()
	if code == "" {
		return 0
	}
	atlas, err := c.Atlas(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	p, ok := atlas.ByCode(code, c.Today())
	if !ok {
		t.Fatalf("no unit %s", code)
	}
	return p.ID
}

// OpenOffice opens an office over the area of a code.
func (c *Country) OpenOffice(t testing.TB, id register.OfficeID, level string, area register.Code) register.Office {
	t.Helper()
	o := register.Office{ID: id, Name: "ຫ້ອງການ " + string(id), NameLatin: "Office " + string(id), Level: level, Jurisdiction: c.Area(t, area)}
	c.AddOffice(o)
	return o
}

// ActorAt returns an officer of an office, signed in.
func ActorAt(o register.Office, id register.OfficerID, roles ...access.Role) access.Actor {
	return access.Actor{Officer: access.Officer{ID: id, Name: string(id), Office: o.ID, Roles: roles, Until: register.LastDay}, Office: o}
}

// Named returns a name of one part in Lao and, unless it is empty, in Latin letters.
func Named(lao, latin string) []register.NameForm {
	out := []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: lao}}}}
	if latin != "" {
		out = append(out, register.NameForm{Script: register.Latin, Parts: []register.NamePart{{Given: latin}}})
	}
	return out
}

// Resident enrols somebody at house 12 of a village, alone in a household.
func (c *Country) Resident(t testing.TB, name string, sex register.Sex, born, village string) *register.Person {
	t.Helper()
	as, house := c.ClientID(), c.ClientID()
	enrol := c.Proposal(register.KindEnrolment, acts.Enrolment{
		As: "@" + string(as), Name: Named(name, ""), Sex: sex, Born: Date(t, born),
		Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
		Residence:     &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: register.Code(village), House: "12"}},
	})
	home := c.Proposal("household-open", acts.HouseholdOpen{
		As: "@" + string(house), Dwelling: acts.Dwelling{Code: register.Code(village), House: "12"},
		Members: []acts.NewMember{{Person: "@" + string(as), Relation: register.HeadRelation}},
	})
	c.Must(t, enrol, home)
	return c.PersonCalled(t, "@"+string(as))
}

// PersonCalled returns a person by number, or '@' and a client-made id.
func (c *Country) PersonCalled(t testing.TB, text string) *register.Person {
	t.Helper()
	l, _ := acts.PersonLookup(text)
	found, err := c.Find(context.Background(), c.Pass, l)
	if err != nil {
		t.Fatal(err)
	}
	if found[0].Person == nil {
		t.Fatal("nobody is called that")
	}
	return found[0].Person
}

// BirthForm returns the birth of a boy as a form proposes it.
func (c *Country) BirthForm(t testing.TB, mother, born string) register.Proposal {
	t.Helper()
	return register.Proposal{
		ID: register.ActID(NewID()), Kind: register.KindBirth, Happened: Date(t, born), Decision: register.Decision{By: register.ByOffice},
		Evidence: []register.Evidence{{Kind: "birth-notice", Note: "ແຟ້ມ 12"}},
		Payload: Payload(acts.Birth{
			As: "@" + NewID(), Name: Named("ສົມພອນ", "Somphone"), Sex: register.Male, Born: Date(t, born),
			BornAt: acts.PlaceOf{Code: "0101001"}, Mother: &acts.Who{Person: mother},
		}),
	}
}

// Child returns how a birth names the child: '@' and a client-made id.
func Child(t testing.TB, p register.Proposal) string {
	t.Helper()
	var b acts.Birth
	if err := json.Unmarshal(p.Payload, &b); err != nil {
		t.Fatal(err)
	}
	return b.As
}

// Payload returns a payload as JSON.
func Payload(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// Date returns a date of the register's notation.
func Date(t testing.TB, s string) register.Date {
	t.Helper()
	d, err := register.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// NewID returns an id as a client makes it.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }
