// Package certificate owns the copies of acts that offices issue: what a certificate of a birth,
// a death or a marriage shows, the signed code on it, which copies were issued, and whether one
// still says what the register holds.
//
// A copy shows the register as it was after one act ([Copy.Seq]). It is superseded once
// its paper would read otherwise. Everybody on a copy is looked at
// before it is issued; whether a copy stands ([Service.CopyStatus]) tells nothing about anybody.
//
// [Store] keeps what was issued. Package certificatetest has the fake and the suite that every
// implementation passes.
package certificate

import (
	"context"
	"time"

	"samano/access"
	"samano/credential"
	"samano/register"
	"samano/registrar"
)

// Offices knows which office stands over which: office.Clerk.
type Offices interface {
	// Above reports whether the actor's office is that one or stands over it.
	Above(ctx context.Context, who access.Actor, id register.OfficeID) (bool, error)
}

// Config is what a Service works with. All fields are needed unless they say otherwise.
type Config struct {
	Documents *registrar.Documents
	Store     Store
	Reader    *access.Reader // of looks
	Rules     access.Rules
	Offices   Offices
	Signer    credential.Signer
	Issuer    string // of certificates, as in checkers' trust files
	// StatusURI is where the status of copies can be asked online; empty: nowhere.
	StatusURI string
}

// Service issues copies. It is safe for concurrent use.
type Service struct {
	config Config
}

// New makes a service.
func New(c Config) *Service { return &Service{c} }

func (svc *Service) now() time.Time      { return svc.config.Documents.Now() }
func (svc *Service) today() register.Day { return svc.config.Documents.Today() }

// The codes of this package's errors and findings: keys of the message catalogue.
const (
	CodeCopyID         = "copy-id-malformed"
	CodeCopyReused     = "copy-id-reused"
	CodeCopyKind       = "certificate-kind-unknown"
	CodeCopyLevel      = "certificate-level" // Args: level
	CodeCopyNoAct      = "certificate-without-act"
	CodeCopyVoid       = "certificate-act-void"
	CodeCopyUnnumbered = "certificate-act-unnumbered"
	CodeCopyField      = "certificate-field-unknown" // no certificate of the kind has it; a pack that asks for it does not load
	CodeCopyLong       = "certificate-too-long"
	CodeCopyRevoked    = "copy-revoked-already"
)
