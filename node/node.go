// Package node owns the composition root: it joins opened stores, keys and a clock into the
// services of one register, and runs its jobs. It imports no database; package node/open opens
// them. Tests build their countries by the same Build over fakes.
package node

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"samano/access"
	"samano/access/factor"
	"samano/access/password"
	"samano/audit"
	"samano/certificate"
	"samano/credential"
	"samano/keys"
	"samano/law"
	"samano/office"
	"samano/office/dedupe"
	"samano/office/erasure"
	"samano/office/evidence"
	"samano/office/lot"
	"samano/office/request"
	"samano/office/routing"
	"samano/office/sealed"
	"samano/office/territory"
	"samano/oversight"
	"samano/reading"
	"samano/reading/lists"
	"samano/register"
	"samano/registrar"
	"samano/registrar/duplicates"
	"samano/stay"
	"samano/store"
)

// Mode says how much of a register is joined.
type Mode uint8

const (
	// Stored joins no service that writes acts: verifying, keys, accounts' lists.
	Stored Mode = iota
	// Serving joins everything.
	Serving
	// Loading is Stored for a register that may be in the middle of a load.
	Loading
)

// Parts are what Build joins. All are needed unless they say otherwise.
type Parts struct {
	Register     store.Register
	Accounts     access.Desk
	Factors      factor.Store
	Applications office.Store
	Oversight    oversight.Store
	Copies       certificate.Store
	Stays        stay.Store
	Looks        access.Looks
	LooksLog     audit.Log   // the same, as a tree that is signed; nil of fakes
	PowersLog    audit.Log   // the log of powers that Accounts and Applications write; nil of fakes
	Renewed      RenewedKeys // nil of fakes
	Keys         *keys.Set
	Law          *law.Pack
	Origin       string // the register's name, as in its founding record
	Now          func() time.Time
	Random       io.Reader
	// Matcher compares the people whom acts enter with everybody; nil: nobody is compared.
	Matcher *duplicates.Matcher
	// Cases answers for cases that no service of the node keeps; nil: there are none.
	Cases access.Cases
	// Passwords is the cost of hashing them; zero: password.RecommendedCost.
	Passwords password.Cost
	// StatusURI is where the status of copies can be asked online; empty: nowhere.
	StatusURI string
	// Opened is told of the registrar; nil: nobody is. Tests and benchmarks register through it
	// without an office.
	Opened func(*registrar.Registrar)
	// Owned are closed with the node, the last first; may be empty.
	Owned []io.Closer
}

// Node is the joined services of one register. The fields below Passwords are nil unless it serves.
type Node struct {
	Law          *law.Pack
	Keys         *keys.Set
	Rules        access.Rules
	SignIn       *factor.SignIn // nil where the register is only looked at as it is stored
	Passwords    *password.Hasher
	Accounts     *access.Accounts
	Reading      *reading.Service
	Lists        *lists.Service
	Clerk        *office.Clerk
	Requests     *request.Service
	Territory    *territory.Service
	Oversight    *oversight.Service
	Dedupe       *dedupe.Service
	Erasure      *erasure.Service
	Certificates *certificate.Service
	Stays        *stay.Service

	parts     Parts
	reader    *access.Reader // nil unless it serves
	config    registrar.Config
	registrar *registrar.Registrar // nil unless it serves; writes for office alone
	offices   *officeBook
	signed    sync.Map // by the name of a log: the last note that this process signed
}

// Build joins the parts. On an error the caller still owns what Parts.Owned lists.
func Build(ctx context.Context, mode Mode, p Parts) (*Node, error) {
	n := &Node{Law: p.Law, Keys: p.Keys, parts: p, offices: &officeBook{Desk: factor.Resetting(p.Accounts, p.Factors), now: p.Now}}
	var err error
	if n.config, err = Config(p); err != nil {
		return nil, err
	}
	n.config.Office, n.config.PrintedStart = n.offices.office, n.offices.printedStart
	if err := n.officers(mode); err != nil {
		return nil, err
	}
	if mode != Serving {
		return n, nil
	}
	if n.registrar, err = registrar.Open(ctx, n.config); err != nil {
		return nil, err
	}
	if err := n.services(); err != nil {
		n.registrar.Close()
		return nil, err
	}
	if p.Opened != nil {
		p.Opened(n.registrar)
	}
	return n, nil
}

// officers joins what tells who an officer is and what they may do.
func (n *Node) officers(mode Mode) error {
	n.Rules = access.NewRules(n.Law, n.Atlas)
	cost := n.parts.Passwords
	if cost == (password.Cost{}) {
		cost = password.RecommendedCost
	}
	var err error
	if n.Passwords, err = password.NewHasher(cost, n.parts.Random); err != nil || mode == Stored {
		return err
	}
	sessions, err := n.Keys.SessionKey()
	if err != nil {
		return err
	}
	sealer, err := n.Keys.Sealer(keys.Factors, n.parts.Random)
	if err != nil {
		return err
	}
	n.SignIn = factor.NewSignIn(factor.Config{
		SignIn: access.NewSignIn(n.offices, n.Passwords, sessions, n.Clock, n.parts.Random),
		Desk:   n.offices, Store: n.parts.Factors, Passwords: n.Passwords, Sealer: sealer, Now: n.Clock, Random: n.parts.Random,
	})
	return nil
}

// services joins what serves officers.
func (n *Node) services() error {
	n.reader = access.NewReader(n.Rules, n.parts.Looks, cases{n}, n.Clock)
	n.Accounts = access.NewAccounts(n.offices, n.Rules, n.Passwords, n.Clock, n.parts.Random)
	n.Reading = reading.New(n.registrar.Documents, n.reader, n.prove, n.Rules, n.Clock)
	n.Lists = lists.New(lists.Config{
		Documents: n.registrar.Documents, Store: n.parts.Register, Reader: n.reader, Rules: n.Rules, Now: n.Clock, Workers: runtime.GOMAXPROCS(0),
		Signer: func() (keys.Signer, error) { return n.Keys.Signer(keys.CertificateSigning) },
	})
	signer, err := n.Keys.Signer(keys.CertificateSigning)
	if err != nil {
		return err
	}
	sealer, err := n.Keys.Sealer(keys.Evidence, n.parts.Random)
	if err != nil {
		return err
	}
	parts, err := n.Keys.Sealer(keys.SealedParts, n.parts.Random)
	if err != nil {
		return err
	}
	n.Clerk = office.New(office.Config{
		Writer: n.registrar.Writer, Documents: n.registrar.Documents, Random: n.parts.Random, Store: sealed.New(n.parts.Applications, parts), Reader: n.reader, Rules: n.Rules,
		Offices: n.parts.Accounts.Offices, Evidence: sealer,
	})
	n.Requests = request.New(request.Config{
		Store: n.parts.Applications, Papers: &evidence.Papers{Store: n.parts.Applications, Sealer: sealer, Now: n.Clock}, Documents: n.registrar.Documents, Reader: n.reader, Rules: n.Rules,
		Over: (&routing.Service{Documents: n.registrar.Documents, Offices: n.parts.Accounts.Offices}).Over, Offices: n.parts.Accounts.Offices, Random: n.parts.Random, ReadCode: n.readCode,
	})
	n.Oversight = oversight.New(oversight.Config{
		Store: n.parts.Oversight, Reader: n.reader, Rules: n.Rules, Accounts: n.Accounts, Requests: n.Requests,
		KeepMonths: func(day register.Day) int { return n.Law.Looks.RetainMonths.On(day).Value }, Now: n.Clock,
	})
	n.Territory = territory.New(territory.Config{Writer: n.registrar.Writer, Documents: n.registrar.Documents, Rules: n.Rules})
	n.Erasure = erasure.New(erasure.Config{Writer: n.registrar.Writer, Documents: n.registrar.Documents, Offices: n.parts.Accounts.Offices, By: founder})
	n.Dedupe = dedupe.New(dedupe.Config{Clerk: n.Clerk, Documents: n.registrar.Documents, Reader: n.reader, Lists: n.Lists})
	n.Stays = stay.New(stay.Config{Store: n.parts.Stays, Documents: n.registrar.Documents, Reader: n.reader, Rules: n.Rules, Offices: n.parts.Accounts.Offices, Now: n.Clock})
	n.Certificates = certificate.New(certificate.Config{
		Documents: n.registrar.Documents, Store: n.parts.Copies, Reader: n.reader, Rules: n.Rules, Offices: n.Clerk,
		Signer: signer, Issuer: n.parts.Origin, StatusURI: n.parts.StatusURI,
	})
	return nil
}

// cases answers what stands behind a case by the service that keeps such cases.
type cases struct{ n *Node }

// Opens implements access.Cases.
func (c cases) Opens(ctx context.Context, pass access.Pass, who access.Actor, kind law.CaseKind, id string) (out access.CaseScope, err error) {
	switch kind {
	case law.CaseApplication, law.CaseAdjudication:
		out, err = c.n.Clerk.Opens(ctx, pass, who, kind, id)
	case law.CaseRequest, law.CaseCourt, law.CaseDanger, law.CaseExport:
		out, err = c.n.Requests.Opens(ctx, pass, who, kind, id)
	default:
		err = register.Errorf(register.NotFound, "node.Opens", "nobody keeps cases of the kind %q", kind)
	}
	if others := c.n.parts.Cases; others != nil && register.KindOf(err) == register.NotFound {
		return others.Opens(ctx, pass, who, kind, id)
	}
	return out, err
}

// readCode returns the people on whose certificate a code stands that was signed here and is not revoked.
func (n *Node) readCode(ctx context.Context, code string) ([]register.PersonID, error) {
	refused := register.Errorf(register.Invalid, "node.readCode", "no code that holds")
	trust, err := n.Trust(ctx)
	if err != nil {
		return nil, err
	}
	verdict := credential.Check(code, trust, n.Clock())
	if verdict.Outcome.Refused() {
		return nil, refused
	}
	id := certificate.CopyID(verdict.Claims.Copy.String())
	status, err := n.Certificates.CopyStatus(ctx, id)
	switch {
	case register.KindOf(err) == register.NotFound || err == nil && status == certificate.Revoked:
		return nil, refused
	case err != nil:
		return nil, err
	}
	return n.Certificates.Subjects(ctx, id)
}

// Clock returns the country's own time.
func (n *Node) Clock() time.Time { return n.parts.Now().In(n.Law.TimeZone) }

// Today returns the country's own day.
func (n *Node) Today() register.Day { return register.DayAt(n.Clock()) }

// Atlas returns the territory as it stands after the last act. A register that is not served is
// register.Unavailable.
func (n *Node) Atlas(ctx context.Context) (*register.Atlas, error) {
	if n.registrar == nil {
		return nil, register.Errorf(register.Unavailable, "node.Atlas", "a register that is not served has no territory")
	}
	return n.registrar.Atlas(ctx)
}

// Lots returns the records of lots, the oldest first.
func (n *Node) Lots(ctx context.Context) ([]lot.Record, error) {
	return n.parts.Applications.ListLots(ctx)
}

// Offices returns all offices of the country.
func (n *Node) Offices(ctx context.Context) ([]register.Office, error) {
	return n.parts.Accounts.Offices(ctx)
}

// PutOffice opens an office or changes it, before there is anybody who could be asked for
// leave: while a register is founded, and in a synthetic country.
func (n *Node) PutOffice(ctx context.Context, o register.Office) error {
	return n.offices.PutOffice(ctx, access.Author{At: n.Clock()}, o)
}

// Close stops the services and closes what the node owns. What was acknowledged is on disk
// already, so a database that does not close well is only logged.
func (n *Node) Close() {
	if n.registrar != nil {
		n.registrar.Close()
	}
	if err := n.parts.Close(); err != nil {
		slog.Warn("closing", "error", err)
	}
}

// Close closes what the parts own, the last first.
func (p *Parts) Close() error {
	var err error
	for i := len(p.Owned) - 1; i >= 0; i-- {
		err = errors.Join(err, p.Owned[i].Close())
	}
	p.Owned = nil
	return err
}
