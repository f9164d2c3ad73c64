package certificate_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/certificate"
	"samano/certificate/certificatetest"
	"samano/credential"
	"samano/internal/testenv"
	"samano/keys"
	"samano/node"
	"samano/register"
)

// world is a country of two districts whose offices issue copies.
type world struct {
	*testenv.Country
	*certificate.Service
	looks  *accesstest.Looks
	copies *faultyCopies

	chief     access.Actor // village reporter of Nongping, in Chanthabuly
	noy, kham access.Actor // registrars at Chanthabuly
	other     access.Actor // registrar at Sikhottabong
	province  access.Actor // registrar over both
	national  access.Actor
}

// faultyCopies fails in the method that a test names.
type faultyCopies struct {
	*certificatetest.Copies
	failIn string
}

func (f *faultyCopies) failing(method string) error {
	if f.failIn == method {
		return errCopies
	}
	return nil
}

func (f *faultyCopies) NextStatusIndex(ctx context.Context) (int64, error) {
	if err := f.failing("NextStatusIndex"); err != nil {
		return 0, err
	}
	return f.Copies.NextStatusIndex(ctx)
}

func (f *faultyCopies) AddCopy(ctx context.Context, c certificate.Copy) error {
	if err := f.failing("AddCopy"); err != nil {
		return err
	}
	return f.Copies.AddCopy(ctx, c)
}

func (f *faultyCopies) Copy(ctx context.Context, id certificate.CopyID) (certificate.Copy, error) {
	if err := f.failing("Copy"); err != nil {
		return certificate.Copy{}, err
	}
	return f.Copies.Copy(ctx, id)
}

func (f *faultyCopies) CountCopies(ctx context.Context, kind register.Kind, act register.Seq) (int, error) {
	if err := f.failing("CountCopies"); err != nil {
		return 0, err
	}
	return f.Copies.CountCopies(ctx, kind, act)
}

func (f *faultyCopies) CopiesOf(ctx context.Context, person register.PersonID, limit int) ([]certificate.Copy, error) {
	if err := f.failing("CopiesOf"); err != nil {
		return nil, err
	}
	return f.Copies.CopiesOf(ctx, person, limit)
}

func (f *faultyCopies) RevokeCopy(ctx context.Context, id certificate.CopyID, r certificate.Revocation) error {
	if err := f.failing("RevokeCopy"); err != nil {
		return err
	}
	return f.Copies.RevokeCopy(ctx, id, r)
}

var (
	errLooks  = &register.Error{Kind: register.Unavailable, Op: "test", Err: errors.New("the looks are gone")}
	errCopies = &register.Error{Kind: register.Unavailable, Op: "test", Err: errors.New("the copies are gone")}
)

const issuer = testenv.Origin

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{looks: accesstest.NewLooks(), copies: &faultyCopies{Copies: certificatetest.NewCopies()}}
	w.Country = testenv.New(t, testenv.Options{Change: func(p *node.Parts) {
		p.Looks, p.Copies, p.StatusURI = w.looks, w.copies, "https://register.test/status/1"
	}})
	w.Service = w.Node.Certificates
	w.foundPlaces(t)
	actor := func(id register.OfficerID, at register.OfficeID, level string, area register.Code, role access.Role) access.Actor {
		o := register.Office{ID: at, Name: "ຫ້ອງການ " + string(at), NameLatin: "Office " + string(at), Level: level, Jurisdiction: w.area(t, area)}
		w.AddOffice(o)
		return access.Actor{Officer: access.Officer{ID: id, Name: string(id), Office: at, Roles: []access.Role{role}, Until: register.LastDay}, Office: o}
	}
	w.national = actor("vilay", "CENTRE", "centre", "", access.NationalRegistrar)
	w.province = actor("phet", "P01", "province", "01", access.ProvincialRegistrar)
	w.noy = actor("noy", "D0101", "district", "0101", access.DistrictRegistrar)
	w.kham = actor("kham", "D0101", "district", "0101", access.DistrictRegistrar)
	w.other = actor("seng", "D0102", "district", "0102", access.DistrictRegistrar)
	w.chief = actor("bounmy", "V0101001", "village", "0101001", access.VillageReporter)
	return w
}

// registered registers an act at Chanthabuly.
func (w *world) registered(t testing.TB, p register.Proposal) {
	t.Helper()
	p.Declared, p.Office, p.DeclaredTo, p.Registrar = w.Today(), w.kham.Office.ID, w.noy.Officer.ID, w.kham.Officer.ID
	w.Must(t, p)
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

func must(t testing.TB, err error) {
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

// checkQR verifies a copy's code as somebody without a network does.
func checkQR(t *testing.T, w *world, c certificate.Copy, then func(credential.Claims)) {
	t.Helper()
	signer, err := w.Keys.Signer(keys.CertificateSigning)
	must(t, err)
	trust, err := credential.NewTrust(credential.TrustedKey{KeyID: signer.KeyID(), Issuer: issuer, Public: signer.Public(), From: w.Now().Add(-time.Hour)})
	must(t, err)
	v := credential.Check(c.QR, trust, w.Now())
	if v.Outcome != credential.SignedStatusNotChecked {
		t.Fatalf("the code is %v: %s", v.Outcome, v.Detail)
	}
	if v.Claims.Copy.String() != string(c.ID) || int64(v.Claims.Seq) != int64(c.Seq) || v.Claims.Status == nil || int64(v.Claims.Status.Index) != c.Status {
		t.Errorf("the code names copy %s, Seq %d, status %+v", v.Claims.Copy, v.Claims.Seq, v.Claims.Status)
	}
	then(v.Claims)
}
