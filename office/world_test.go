package office_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"image"
	"image/png"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/internal/testenv"
	"samano/law"
	"samano/node"
	"samano/office"
	"samano/office/agreement"
	"samano/office/application"
	"samano/office/evidence"
	"samano/office/lot"
	"samano/office/officetest"
	"samano/register"
)

// world is a country of two districts with a clerk, and who works there.
type world struct {
	*testenv.Country
	*office.Clerk
	desk    *faultyDesk
	looks   *accesstest.Looks
	looking *faultyLooks
	made    bool // the test makes applications or acts past the services

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
	failPut func(application.Application) bool // these are not written
	failing *failingCall                       // nil: nothing fails
	before  func(call string)                  // somebody else does something before a write; once
	pairs   []application.Adjudication         // as they came in
}

// failingCall is one call of the desk that fails: before it is done, or after it, so that only its
// answer is lost. The others are counted.
type failingCall struct {
	at    int // from 0
	lost  bool
	calls []string
}

var errDesk = &register.Error{Kind: register.Unavailable, Op: "test", Err: errors.New("the desk is gone")}

// call does what the desk is asked, unless it is the call that fails.
func (d *faultyDesk) call(name string, do func() error) error {
	if before := d.before; before != nil {
		d.before = nil
		before(name)
	}
	f := d.failing
	if f == nil {
		return do()
	}
	f.calls = append(f.calls, name)
	if len(f.calls)-1 != f.at {
		return do()
	}
	if f.lost {
		if err := do(); err != nil {
			return err
		}
	}
	return errDesk
}

func (d *faultyDesk) PutApplication(ctx context.Context, a application.Application, asked ...application.Adjudication) error {
	if d.failPut != nil && d.failPut(a) {
		return errDesk
	}
	return d.call("PutApplication", func() error { return d.Desk.PutApplication(ctx, a, asked...) })
}

func (d *faultyDesk) PruneDrafts(ctx context.Context, before time.Time) (n int, err error) {
	err = d.call("PruneDrafts", func() (err error) { n, err = d.Desk.PruneDrafts(ctx, before); return err })
	return n, err
}

func (d *faultyDesk) TouchEvidence(ctx context.Context, sha256 string, at time.Time) (there bool, err error) {
	err = d.call("TouchEvidence", func() (err error) { there, err = d.Desk.TouchEvidence(ctx, sha256, at); return err })
	return there, err
}

func (d *faultyDesk) PutEvidence(ctx context.Context, e evidence.File, chunks [][]byte) error {
	return d.call("PutEvidence", func() error { return d.Desk.PutEvidence(ctx, e, chunks) })
}

func (d *faultyDesk) AddUpload(ctx context.Context, sha256 string, by register.OfficerID) error {
	return d.call("AddUpload", func() error { return d.Desk.AddUpload(ctx, sha256, by) })
}

func (d *faultyDesk) PruneEvidence(ctx context.Context, before time.Time) (n int, err error) {
	err = d.call("PruneEvidence", func() (err error) { n, err = d.Desk.PruneEvidence(ctx, before); return err })
	return n, err
}

func (d *faultyDesk) OpenPair(ctx context.Context, a application.Adjudication) (there application.Adjudication, added bool, err error) {
	d.pairs = append(d.pairs, a)
	if err = d.call("OpenPair", func() (err error) { there, added, err = d.Desk.OpenPair(ctx, a); return err }); err != nil {
		return application.Adjudication{}, false, err
	}
	return there, added, nil
}

func (d *faultyDesk) AddRuling(ctx context.Context, id application.AdjudicationID, n int, r application.Ruling, a *application.Application) error {
	return d.call("AddRuling", func() error { return d.Desk.AddRuling(ctx, id, n, r, a) })
}

func (d *faultyDesk) SendAdjudication(ctx context.Context, id application.AdjudicationID, to register.OfficeID) error {
	return d.call("SendAdjudication", func() error { return d.Desk.SendAdjudication(ctx, id, to) })
}

func (d *faultyDesk) AddLot(ctx context.Context, r lot.Record) error {
	return d.call("AddLot", func() error { return d.Desk.AddLot(ctx, r) })
}

func (d *faultyDesk) EndLot(ctx context.Context, r lot.Record) error {
	return d.call("EndLot", func() error { return d.Desk.EndLot(ctx, r) })
}

// faultyLooks are looks of which one cannot be written; left counts those before it.
type faultyLooks struct {
	*accesstest.Looks
	armed bool
	left  int
}

func (l *faultyLooks) Append(ctx context.Context, look access.Look, b access.Budget) (int64, error) {
	if l.armed {
		if l.left--; l.left < 0 {
			l.armed = false
			return 0, errDesk
		}
	}
	return l.Looks.Append(ctx, look, b)
}

// CheckCase says whether an officer may read for that reason.
func (w *world) CheckCase(ctx context.Context, who access.Actor, why access.Reason) error {
	return w.Node.Reading.CheckCase(ctx, who, why)
}

func newWorld(t testing.TB) *world { return newWorldWith(t, testenv.Options{}) }

func newWorldWith(t testing.TB, o testenv.Options) *world {
	t.Helper()
	w := &world{desk: &faultyDesk{Desk: officetest.NewDesk()}, looks: accesstest.NewLooks()}
	change := o.Change
	o.Change = func(p *node.Parts) {
		w.looking = &faultyLooks{Looks: w.looks}
		pack := *p.Law // errands are done some hundred times in an hour: no budget is to end one
		pack.Looks.PeopleAnHour, pack.Looks.PeopleADay = law.Rule[int]{{Value: 1000}}, law.Rule[int]{{Value: 1000}}
		p.Law = &pack
		p.Applications, p.Looks, p.StatusURI = w.desk, w.looking, "https://register.test/status/1"
		if change != nil {
			change(p)
		}
	}
	w.Country = testenv.New(t, o)
	w.Clerk = w.Node.Clerk
	t.Cleanup(func() { // whatever a test does through the services, applications and acts agree
		if w.made {
			return
		}
		for _, kind := range w.disagreements(t, w.desk.Desk) {
			if kind == agreement.Altered {
				t.Error("an application is not that of its act")
			}
		}
	})
	w.FoundDistricts(t)
	centre, province := w.OpenOffice(t, "CENTRE", "centre", ""), w.OpenOffice(t, "P01", "province", "01")
	district, other := w.OpenOffice(t, "D0101", "district", "0101"), w.OpenOffice(t, "D0102", "district", "0102")
	village := w.OpenOffice(t, "V0101001", "village", "0101001")
	w.OpenOffice(t, "K-HAN", "consulate", "")
	w.chief, w.noy = testenv.ActorAt(village, "bounmy", access.VillageReporter), testenv.ActorAt(district, "noy", access.DistrictRegistrar)
	w.kham, w.other = testenv.ActorAt(district, "kham", access.DistrictRegistrar), testenv.ActorAt(other, "seng", access.DistrictRegistrar)
	w.province, w.national = testenv.ActorAt(province, "phet", access.ProvincialRegistrar), testenv.ActorAt(centre, "vilay", access.NationalRegistrar)
	w.judge = testenv.ActorAt(province, "dao", access.Adjudicator)
	w.judge2 = testenv.ActorAt(province, "keo", access.Adjudicator, access.ProvincialRegistrar)
	w.judgeAll = testenv.ActorAt(centre, "chan", access.Adjudicator, access.NationalRegistrar)
	return w
}

// disagreements are those between applications and the register's acts.
func (w *world) disagreements(t testing.TB, applications application.Applications) (out []agreement.Kind) {
	t.Helper()
	s := agreement.Service{Applications: applications, Documents: w.Documents}
	_, err := s.Verify(context.Background(), func(f agreement.Finding) error {
		t.Log(f)
		out = append(out, f.Kind)
		return nil
	})
	must(t, err)
	return out
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
	if !errors.As(err, &e) || e.Kind != kind || e.Code != code || !testenv.SaysWhere(err) {
		t.Errorf("the error is %v, not %v: %s", err, kind, code)
	}
}

func draft(proposals ...register.Proposal) application.DraftInput {
	return application.DraftInput{
		ID: application.ID(testenv.NewID()), Acts: proposals, Declarant: application.Declarant{Name: "ນາງ ຄຳ", Relation: "mother"},
	}
}

// marry lets two people marry, with the papers that the law asks for.
func (w *world) marry(t testing.TB, one, other *register.Person) {
	t.Helper()
	m := w.Proposal("marriage", acts.Marriage{Spouses: [2]acts.Who{{Person: string(one.Number())}, {Person: string(other.Number())}}})
	for _, kind := range w.Law.Kinds["marriage"].Evidence.On(w.Today()).Value {
		m.Evidence = append(m.Evidence, register.Evidence{Kind: kind})
	}
	w.Must(t, m)
}

// declare saves a draft and hands it in.
func (w *world) declare(t testing.TB, who access.Actor, in application.DraftInput) application.Application {
	t.Helper()
	ctx := context.Background()
	a, err := w.SaveDraft(ctx, who, in, 0)
	must(t, err)
	a, err = w.Declare(ctx, who, a.ID, a.Version)
	must(t, err)
	return a
}

// registered declares and decides an application that nothing stops.
func (w *world) registered(t testing.TB, in application.DraftInput) application.Application {
	t.Helper()
	a := w.declare(t, w.noy, in)
	a, decided, err := w.Decide(context.Background(), w.kham, a.ID, a.Version, nil)
	must(t, err)
	if a.State != application.Registered {
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

// mustHave returns an application that is there.
func (d *faultyDesk) mustHave(id application.ID) application.Application {
	a, err := d.Application(context.Background(), id)
	if err != nil {
		panic(err)
	}
	return a
}

// The steps of an application answer with its version; these return what the desk then holds.

func (w *world) SaveDraft(ctx context.Context, who access.Actor, in application.DraftInput, version int) (application.Application, error) {
	now, err := w.Clerk.SaveDraft(ctx, who, in, version)
	return w.held(in.ID, now, err)
}

func (w *world) Declare(ctx context.Context, who access.Actor, id application.ID, version int) (application.Application, error) {
	now, err := w.Clerk.Declare(ctx, who, id, version)
	return w.held(id, now, err)
}

func (w *world) Withdraw(ctx context.Context, who access.Actor, id application.ID, version int, reason string) (application.Application, error) {
	now, err := w.Clerk.Withdraw(ctx, who, id, version, reason)
	return w.held(id, now, err)
}

func (w *world) Appeal(ctx context.Context, who access.Actor, id application.ID, version int, reason string) (application.Application, error) {
	now, err := w.Clerk.Appeal(ctx, who, id, version, reason)
	return w.held(id, now, err)
}

func (w *world) Return(ctx context.Context, who access.Actor, id application.ID, version int, reasons []application.Reason) (application.Application, error) {
	now, err := w.Clerk.Return(ctx, who, id, version, reasons)
	return w.held(id, now, err)
}

func (w *world) Refuse(ctx context.Context, who access.Actor, id application.ID, version int, reasons []application.Reason) (application.Application, error) {
	now, err := w.Clerk.Refuse(ctx, who, id, version, reasons)
	return w.held(id, now, err)
}

func (w *world) Decide(ctx context.Context, who access.Actor, id application.ID, version int, accepted map[register.ActID][]register.Accepted) (application.Application, []application.DecidedAct, error) {
	now, decided, err := w.Clerk.Decide(ctx, who, id, version, accepted)
	a, err := w.held(id, now, err)
	return a, decided, err
}

func (w *world) Adjudicate(ctx context.Context, who access.Actor, id application.AdjudicationID, in application.RulingInput) (application.Adjudication, error) {
	err := w.Clerk.Adjudicate(ctx, who, id, in)
	q, again := w.desk.Adjudication(ctx, id)
	return q, cmp.Or(err, again)
}

// held returns the application as the desk holds it after a step; none where the step answers with no
// version.
func (w *world) held(id application.ID, version int, err error) (application.Application, error) {
	if version == 0 {
		return application.Application{}, err
	}
	a, again := w.desk.Application(context.Background(), id)
	return a, cmp.Or(err, again)
}
