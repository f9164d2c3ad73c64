package certificate_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesstest"
	"samano/certificate"
	"samano/certificate/certificatetest"
	"samano/credential"
	"samano/internal/testenv"
	"samano/keys"
	"samano/law"
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
	onAdd  func(certificate.Copy) // is called before a copy is added
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
	if f.onAdd != nil {
		f.onAdd(c)
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
	for _, id := range []string{"REQ-1", "REQ-2", "REQ-3", "REQ-7", "REQ-8"} {
		w.Parts.Cases.(accesstest.Cases)[id] = accesstest.Everybody(law.CaseRequest)
	}
	w.FoundDistricts(t)
	district := w.OpenOffice(t, "D0101", "district", "0101")
	w.national = testenv.ActorAt(w.OpenOffice(t, "CENTRE", "centre", ""), "vilay", access.NationalRegistrar)
	w.province = testenv.ActorAt(w.OpenOffice(t, "P01", "province", "01"), "phet", access.ProvincialRegistrar)
	w.noy, w.kham = testenv.ActorAt(district, "noy", access.DistrictRegistrar), testenv.ActorAt(district, "kham", access.DistrictRegistrar)
	w.other = testenv.ActorAt(w.OpenOffice(t, "D0102", "district", "0102"), "seng", access.DistrictRegistrar)
	w.chief = testenv.ActorAt(w.OpenOffice(t, "V0101001", "village", "0101001"), "bounmy", access.VillageReporter)
	return w
}

// registered registers an act at Chanthabuly.
func (w *world) registered(t testing.TB, p register.Proposal) {
	t.Helper()
	p.Declared, p.Office, p.DeclaredTo, p.Registrar = w.Today(), w.kham.Office.ID, w.noy.Officer.ID, w.kham.Officer.ID
	w.Must(t, p)
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
