package office_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"testing"

	"github.com/google/uuid"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/internal/testenv"
	"samano/node"
	"samano/office"
	"samano/office/officetest"
	"samano/register"
)

// world is a country of two districts with a clerk, and who works there.
type world struct {
	*testenv.Country
	*office.Clerk
	desk     *faultyDesk
	looks    *accesstest.Looks
	accounts *accounts

	chief     access.Actor // of the village of Nongping, in Chanthabuly
	noy, kham access.Actor // registrars at Chanthabuly
	other     access.Actor // registrar at Sikhottabong
	province  access.Actor // registrar over both
	national  access.Actor

	judge, judge2 access.Actor // adjudicators at the province; the second registers as well
	judgeAll      access.Actor // adjudicator at the national desk
}

// faultyDesk fails where a test wants it to.
type faultyDesk struct {
	*officetest.Desk
	failPut func(office.Application) bool // these are not written
	failLot bool
}

var errDesk = &register.Error{Kind: register.Unavailable, Op: "test", Err: errors.New("the desk is gone")}

func (d *faultyDesk) PutApplication(ctx context.Context, a office.Application, asked ...office.Adjudication) error {
	if d.failPut != nil && d.failPut(a) {
		return errDesk
	}
	return d.Desk.PutApplication(ctx, a, asked...)
}

func (d *faultyDesk) AddLot(ctx context.Context, r office.LotRecord) error {
	if d.failLot {
		return errDesk
	}
	return d.Desk.AddLot(ctx, r)
}

func newWorld(t testing.TB) *world { return newWorldWith(t, testenv.Options{}) }

func newWorldWith(t testing.TB, o testenv.Options) *world {
	t.Helper()
	w := &world{desk: &faultyDesk{Desk: officetest.NewDesk()}, looks: accesstest.NewLooks()}
	change := o.Change
	o.Change = func(p *node.Parts) {
		w.accounts = &accounts{Desk: p.Accounts}
		p.Accounts, p.Applications, p.Looks, p.StatusURI = w.accounts, w.desk, w.looks, "https://register.test/status/1"
		if change != nil {
			change(p)
		}
	}
	w.Country = testenv.New(t, o)
	w.Clerk = w.Node.Clerk
	w.foundPlaces(t)
	var offices []register.Office
	open := func(id register.OfficeID, level string, area register.Code) {
		o := register.Office{ID: id, Name: "ຫ້ອງການ " + string(id), NameLatin: "Office " + string(id), Level: level, Jurisdiction: w.area(t, area)}
		w.AddOffice(o)
		offices = append(offices, o)
	}
	open("CENTRE", "centre", "")
	open("K-HAN", "consulate", "")
	open("P01", "province", "01")
	open("D0101", "district", "0101")
	open("D0102", "district", "0102")
	open("V0101001", "village", "0101001")
	actor := func(id register.OfficerID, at int, roles ...access.Role) access.Actor {
		return access.Actor{
			Officer: access.Officer{ID: id, Name: string(id), Office: offices[at].ID, Roles: roles, Until: office.NoDeadline},
			Office:  offices[at],
		}
	}
	w.chief, w.noy, w.kham = actor("bounmy", 5, access.VillageReporter), actor("noy", 3, access.DistrictRegistrar), actor("kham", 3, access.DistrictRegistrar)
	w.other, w.province = actor("seng", 4, access.DistrictRegistrar), actor("phet", 2, access.ProvincialRegistrar)
	w.national = actor("vilay", 0, access.NationalRegistrar)
	w.judge, w.judge2 = actor("dao", 2, access.Adjudicator), actor("keo", 2, access.Adjudicator, access.ProvincialRegistrar)
	w.judgeAll = actor("chan", 0, access.Adjudicator, access.NationalRegistrar)

	left := access.Officer{ID: "left", Office: w.national.Office.ID, Until: w.Today()}
	for _, o := range []access.Officer{left, w.chief.Officer, w.noy.Officer, w.kham.Officer, w.other.Officer} {
		must(t, w.accounts.AddOfficer(context.Background(), o, ""))
	}
	return w
}

func (w *world) foundPlaces(t testing.TB) {
	t.Helper()
	var decree acts.PlaceChange
	for _, u := range []struct {
		code       register.Code
		lao, latin string
		level      register.Level
	}{
		{"01", "ນະຄອນຫຼວງວຽງຈັນ", "Vientiane Capital", "province"},
		{"0101", "ຈັນທະບູລີ", "Chanthabuly", "district"},
		{"0102", "ສີໂຄດຕະບອງ", "Sikhottabong", "district"},
		{"0101001", "ໜອງປິງ", "Nongping", "village"},
		{"0102001", "ນາຄຳ", "Nakham", "village"},
	} {
		step := acts.PlaceStep{Code: u.code, Name: register.PlaceName{Lao: u.lao, Latin: u.latin}, Level: u.level}
		if n := len(u.code); n > 2 {
			step.Parent = u.code[:map[int]int{4: 2, 7: 4}[n]]
		}
		decree.Steps = append(decree.Steps, step)
	}
	p := w.Proposal("place-change", decree)
	p.Happened = register.Exact(register.DayOf(1900, 1, 1))
	p.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: "decree 1"}
	for _, kind := range w.Law.Kinds["place-change"].Evidence.On(p.Declared).Value {
		p.Evidence = append(p.Evidence, register.Evidence{Kind: kind})
	}
	w.Must(t, p)
}

func (w *world) area(t testing.TB, code register.Code) register.PlaceID {
	t.Helper()
	if code == "" {
		return 0
	}
	atlas, err := w.Atlas(context.Background())
	must(t, err)
	p, ok := atlas.ByCode(code, w.Today())
	if !ok {
		t.Fatalf("no unit %s", code)
	}
	return p.ID
}

// failer is what a test and a property have in common.
type failer interface {
	Helper()
	Fatal(...any)
}

func must(t failer, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants checks the kind and the code of an error.
func wants(t testing.TB, err error, kind register.ErrorKind, code string) {
	t.Helper()
	var e *register.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Code != code {
		t.Errorf("the error is %v, not %v: %s", err, kind, code)
	}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func forms(lao, latin string) []register.NameForm {
	out := []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: lao}}}}
	if latin != "" {
		out = append(out, register.NameForm{Script: register.Latin, Parts: []register.NamePart{{Given: latin}}})
	}
	return out
}

func date(t testing.TB, s string) register.Date {
	t.Helper()
	d, err := register.ParseDate(s)
	must(t, err)
	return d
}

// resident enrols somebody at a village, alone in a household, and gives the
// person as the register has them.
func (w *world) resident(t testing.TB, name string, sex register.Sex, born, village string) *register.Person {
	t.Helper()
	as, house := w.ClientID(), w.ClientID()
	enrol := w.Proposal("enrolment", acts.Enrolment{
		As: "@" + string(as), Name: forms(name, ""), Sex: sex, Born: date(t, born),
		Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
		Residence:     &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: register.Code(village), House: "12"}},
	})
	home := w.Proposal("household-open", acts.HouseholdOpen{
		As: "@" + string(house), Dwelling: acts.Dwelling{Code: register.Code(village), House: "12"},
		Members: []acts.NewMember{{Person: "@" + string(as), Relation: register.HeadRelation}},
	})
	w.Must(t, enrol, home)
	return w.person(t, "@"+string(as))
}

// person finds somebody by number, or '@' and a client-made id.
func (w *world) person(t testing.TB, text string) *register.Person {
	t.Helper()
	l, _ := acts.PersonLookup(text)
	found, err := w.Find(context.Background(), w.Pass, l)
	must(t, err)
	if found[0].Person == nil {
		t.Fatal("nobody is called that")
	}
	return found[0].Person
}

func payload(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// birth is a birth as a form proposes it.
func (w *world) birth(t testing.TB, mother, born string) register.Proposal {
	return register.Proposal{
		ID: register.ActID(newID()), Kind: "birth", Happened: date(t, born), Decision: register.Decision{By: register.ByOffice},
		Evidence: []register.Evidence{{Kind: "birth-notice", Note: "ແຟ້ມ 12"}},
		Payload: payload(acts.Birth{
			As: "@" + newID(), Name: forms("ສົມພອນ", "Somphone"), Sex: register.Male, Born: date(t, born),
			BornAt: acts.PlaceOf{Code: "0101001"}, Mother: &acts.Who{Person: mother},
		}),
	}
}

// child gives the client-made id of the child of a birth.
func child(t testing.TB, p register.Proposal) string {
	t.Helper()
	var b acts.Birth
	must(t, json.Unmarshal(p.Payload, &b))
	return b.As
}

func draft(proposals ...register.Proposal) office.DraftInput {
	return office.DraftInput{
		ID: office.ApplicationID(newID()), Acts: proposals, Declarant: office.Declarant{Name: "ນາງ ຄຳ", Relation: "mother"},
	}
}

// declare saves a draft and hands it in.
func (w *world) declare(t testing.TB, who access.Actor, in office.DraftInput) office.Application {
	t.Helper()
	ctx := context.Background()
	a, err := w.SaveDraft(ctx, who, in, 0)
	must(t, err)
	a, err = w.Declare(ctx, who, a.ID, a.Version)
	must(t, err)
	return a
}

// registered declares and decides an application that nothing stops.
func (w *world) registered(t testing.TB, in office.DraftInput) office.Application {
	t.Helper()
	a := w.declare(t, w.noy, in)
	a, decided, err := w.Decide(context.Background(), w.kham, a.ID, a.Version, nil)
	must(t, err)
	if a.State != office.Registered {
		t.Fatalf("the application is %s: %+v", a.State, decided)
	}
	return a
}

func codes(findings []register.Finding) []string {
	var out []string
	for _, f := range findings {
		out = append(out, f.Code)
	}
	return out
}

func picture(t testing.TB, side int) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	if _, err := rand.Read(img.Pix); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	must(t, png.Encode(&b, img))
	return b.Bytes()
}
