// Package webtest owns a small country behind real pages, for tests: two
// districts, officers in every role, a family, somebody protected, and somebody
// who lives in another district.
package webtest

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/credential"
	"samano/internal/testenv"
	"samano/keys"
	"samano/law"
	"samano/node"
	"samano/office"
	"samano/register"
	"samano/web/account"
)

// Password is that of all officers.
const Password = "ແມ່ນ້ຳຂອງ ໄຫຼຜ່ານ ວຽງຈັນ" // #nosec G101: of a country that does not exist

// The officers, each with the role that the name says, at Chanthabuly unless it
// says otherwise.
const (
	Village  register.OfficerID = "village"
	Clerk    register.OfficerID = "bounmy" // district registrar
	Chief    register.OfficerID = "khamla" // district registrar, the second pair of eyes; head of the office
	Other    register.OfficerID = "seng"   // district registrar at Sikhottabong
	Province register.OfficerID = "province"
	National register.OfficerID = "national"
	Auditor  register.OfficerID = "auditor"
	Admin    register.OfficerID = "admin"
	Overseer register.OfficerID = "overseer" // of another authority
	Fresh    register.OfficerID = "fresh"    // has a temporary password
	// Adjudicators: two of the province, of whom the second registers as well, one of the
	// country, and one at a district, of which the law asks nothing.
	Judge         register.OfficerID = "judge"
	SecondJudge   register.OfficerID = "second-judge"
	NationalJudge register.OfficerID = "national-judge"
	DistrictJudge register.OfficerID = "district-judge"
)

// Country is the country with its server.
type Country struct {
	*testenv.Country
	*httptest.Server
	Clerk *office.Clerk
	Desk  office.Store
	Looks *accesstest.Looks
	Log   *Log
	Trust credential.Trust // of who checks its certificates

	Outage testenv.Outage // of the databases, but that of the looks
	// Tireless officers do more in an hour than people can: no budget counts what they see.
	Tireless bool

	// People by what they are in the story.
	Mother, Father, Protected, Elsewhere register.Number
	Book                                 string

	visits  visits
	pages   node.Pages
	handler atomic.Pointer[http.Handler] // of the process that serves now

	// Case opens everybody to whoever names it as an application, and stands in no list.
	Case string
}

// Log keeps what the server logs.
type Log struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *Log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

// String returns everything that was logged.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// New founds the country and opens its server, which is closed when the test ends. The test fails
// if a page took a look that its route does not declare.
func New(t testing.TB) *Country { return open(t, false, testenv.Options{}) }

// Name is the name by which browsers call the server from elsewhere.
const Name = "register.gov.la"

// Comparing is New where whoever is entered is compared with those who are there.
func Comparing(t testing.TB) *Country { return open(t, false, testenv.Options{Compare: true}) }

// BehindProxy is New with a server that trusts a proxy on its machine.
func BehindProxy(t testing.TB) *Country { return open(t, true, testenv.Options{}) }

func open(t testing.TB, proxy bool, options testenv.Options) *Country {
	t.Helper()
	c := &Country{Looks: accesstest.NewLooks(), Log: &Log{}}
	options.Change = func(p *node.Parts) {
		p.Looks, c.Desk = watched{c.Looks, &c.visits, &c.Tireless}, p.Applications
		c.Outage.Into(p)
	}
	c.Country = testenv.New(t, options)
	c.Clerk = c.Node.Clerk
	c.FoundDistricts(t)
	c.officers(t)
	c.people(t)
	c.Case = string(c.ClientID())
	c.Parts.Cases.(accesstest.Cases)[c.Case] = accesstest.Everybody(law.CaseApplication)
	var err error
	c.Trust, err = c.Node.Trust(t.Context())
	must(t, err)
	c.pages = node.Pages{
		Log: slog.New(slog.NewTextHandler(c.Log, nil)), Proxy: proxy, Names: []string{Name},
		Demo: []account.Demo{{Account: string(Clerk), Password: "as in every demonstration", Officer: access.Officer{Name: "ນາງ ບຸນມີ ວົງສາ", Roles: []access.Role{access.DistrictRegistrar}}, Office: register.Office{Name: "ຫ້ອງການ ເມືອງຈັນທະບູລີ"}}},
	}
	c.serve(t, c.Node)
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { c.visits.answer(*c.handler.Load(), w, r) }))
	t.Cleanup(func() { c.checkLooks(t) })
	t.Cleanup(c.Server.Close)
	return c
}

func (c *Country) serve(t testing.TB, n *node.Node) {
	t.Helper()
	handler, err := n.Handler(t.Context(), c.pages)
	must(t, err)
	c.handler.Store(&handler)
}

// Restart serves the same databases from another process, which has these keys.
func (c *Country) Restart(t testing.TB, set *keys.Set) {
	t.Helper()
	parts := c.Parts
	parts.Keys, parts.Opened = set, nil
	n, err := node.Build(t.Context(), node.Serving, parts)
	must(t, err)
	t.Cleanup(n.Close)
	c.serve(t, n)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (c *Country) officers(t testing.TB) {
	t.Helper()
	ctx, desk := context.Background(), c.Parts.Accounts
	secret, err := c.Node.Passwords.Hash(ctx, Password)
	must(t, err)
	open := func(id register.OfficeID, lao, latin, level string, area register.Code) {
		o := register.Office{ID: id, Name: lao, NameLatin: latin, Level: level, Jurisdiction: c.Area(t, area)}
		c.AddOffice(o)
	}
	open("CENTRE", "ສູນກາງ", "Centre", "centre", "")
	open("watch", "ອົງການກວດກາ", "Inspection authority", "oversight", "")
	open("p01", "ແຂວງ ນະຄອນຫຼວງ", "Vientiane Capital", "province", "01")
	open("d0101", "ຫ້ອງການ ເມືອງຈັນທະບູລີ", "Chanthabuly district office", "district", "0101")
	open("d0102", "ຫ້ອງການ ເມືອງສີໂຄດຕະບອງ", "Sikhottabong district office", "district", "0102")
	open("v0101001", "ບ້ານ ໜອງປິງ", "Nongping village", "village", "0101001")
	add := func(id register.OfficerID, lao, latin string, at register.OfficeID, role access.Role, fresh bool, more ...access.Role) {
		must(t, desk.AddOfficer(ctx, access.Author{}, access.Officer{ID: id, Name: lao, NameLatin: latin, Office: at, Roles: append([]access.Role{role}, more...), Until: register.LastDay, MustChange: fresh}, secret))
	}
	add(Village, "ທ້າວ ສົມພອນ", "Somphone", "v0101001", access.VillageReporter, false)
	add(Clerk, "ນາງ ບຸນມີ ວົງສາ", "Bounmy Vongsa", "d0101", access.DistrictRegistrar, false)
	add(Chief, "ທ້າວ ຄຳຫຼ້າ ພົມມະຈັນ", "Khamla Phommachanh", "d0101", access.DistrictRegistrar, false, access.OfficeHead)
	add(Other, "ທ້າວ ແສງ", "Seng", "d0102", access.DistrictRegistrar, false)
	add(Province, "ນາງ ເພັດ", "Phet", "p01", access.ProvincialRegistrar, false)
	add(National, "ນາງ ວິໄລ", "Vilay", "CENTRE", access.NationalRegistrar, false)
	add(Auditor, "ທ້າວ ສຸກ", "Souk", "CENTRE", access.Auditor, false)
	add(Overseer, "ນາງ ສົມຈິດ", "Somchit", "watch", access.Overseer, false)
	add(Admin, "ທ້າວ ນ້ອຍ", "Noy", "CENTRE", access.Administrator, false)
	add(Fresh, "ນາງ ໃໝ່", "Mai", "d0101", access.DistrictRegistrar, true)
	add(Judge, "ນາງ ດາວ", "Dao", "p01", access.Adjudicator, false)
	add(SecondJudge, "ທ້າວ ພູ", "Phou", "p01", access.Adjudicator, false, access.ProvincialRegistrar)
	add(NationalJudge, "ນາງ ຈັນ", "Chan", "CENTRE", access.Adjudicator, false, access.NationalRegistrar)
	add(DistrictJudge, "ທ້າວ ທອງ", "Thong", "d0101", access.Adjudicator, false)
}

// Actor returns an officer as one who is signed in.
func (c *Country) Actor(t testing.TB, id register.OfficerID) access.Actor {
	t.Helper()
	ctx := context.Background()
	o, err := c.Parts.Accounts.Officer(ctx, id)
	must(t, err)
	at, err := c.Parts.Accounts.Office(ctx, o.Office)
	must(t, err)
	return access.Actor{Officer: o, Office: at}
}

// enrol proposes somebody of Lao nationality who lives in a village.
func (c *Country) enrol(as, given, surname, latin string, sex register.Sex, born string, village register.Code) register.Proposal {
	date, err := register.ParseDate(born)
	if err != nil {
		panic(err)
	}
	return c.Proposal(register.KindEnrolment, acts.Enrolment{
		As: as, Sex: sex, Born: date,
		Name: []register.NameForm{
			{Script: register.Lao, Parts: []register.NamePart{{Given: given}, {Surname: surname}}},
			{Script: register.Latin, Parts: []register.NamePart{{Given: latin}}},
		},
		Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO", Basis: "birth"}},
		Residence:     &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: village, House: "12"}, Since: register.InYear(2010, register.Declared)},
	})
}

func (c *Country) people(t testing.TB) {
	t.Helper()
	id := func() string { return "@" + string(c.ClientID()) }
	mother, father, protected, elsewhere := id(), id(), id(), id()
	c.Book = "BL-0101-77"
	enrolled := c.Must(t,
		c.enrol(mother, "ຄຳແພງ", "ສີສຸລາດ", "Khamphaeng", register.Female, "1998-04-02", "0101001"),
		c.enrol(father, "ບຸນທັນ", "ສີສຸລາດ", "Bounthan", register.Male, "1995", "0101001"),
		c.enrol(protected, "ດາວອນ", "ແກ້ວມະນີ", "Davone", register.Female, "1990-09-09", "0101002"),
		c.enrol(elsewhere, "ຄຳແພງ", "ຈັນທະວົງ", "Khampheng", register.Female, "1971", "0102001"),
		c.Proposal(register.KindHouseholdOpen, acts.HouseholdOpen{
			Dwelling: acts.Dwelling{Code: "0101001", House: "12"}, Books: []register.Book{{Class: "blue", Number: c.Book}},
			Members: []acts.NewMember{{Person: father, Relation: register.HeadRelation}, {Person: mother, Relation: "spouse"}},
		}),
	)
	numbers := make([]register.Number, 4)
	for i := range numbers {
		persons, err := c.Persons(context.Background(), c.Pass, register.PersonID(enrolled[i].Subjects()[0].ID))
		must(t, err)
		for _, p := range persons {
			numbers[i] = p.Number()
		}
	}
	c.Father, c.Mother, c.Protected, c.Elsewhere = numbers[1], numbers[0], numbers[2], numbers[3]
	p := c.Proposal(register.KindProtection, acts.Protection{Person: string(c.Protected), Article: "Law, art. 7"})
	c.Must(t, p)
}
