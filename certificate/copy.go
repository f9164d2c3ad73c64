package certificate

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"samano/access"
	"samano/acts"
	"samano/certificate/content"
	"samano/credential"
	"samano/credential/qrcode"
	"samano/disclosure"
	"samano/office"
	"samano/register"
)

// CopyID is the UUID of an issued paper, in canonical text; the client makes it.
type CopyID string

// Line is one line of a certificate.
type Line = content.Line

// Copy is a certificate that was issued.
type Copy struct {
	ID       CopyID                 `json:"id"`
	Kind     register.Kind          `json:"kind"` // of the act: birth, death, marriage
	Act      register.Seq           `json:"act"`
	Printed  register.PrintedNumber `json:"printed"`
	Seq      register.Seq           `json:"seq"` // the register as it was after this act is what the copy shows
	Persons  []register.PersonID    `json:"persons"`
	Count    int                    `json:"count"` // which copy of this certificate, from 1
	Office   register.OfficeID      `json:"office"`
	Officer  register.OfficerID     `json:"officer"`
	IssuedAt time.Time              `json:"issued_at"`
	Expires  time.Time              `json:"expires,omitzero"`
	Case     string                 `json:"case"`
	Status   int64                  `json:"status"` // index in the status list
	Fields   []string               `json:"fields"`
	Lines    []Line                 `json:"lines"`
	QR       string                 `json:"qr"`
	Revoked  *Revocation            `json:"-"` // kept beside it
}

// Revocation revokes a copy: it was lost before it was handed out, or issued to somebody without a
// right to it.
type Revocation struct {
	At     time.Time
	By     register.OfficerID
	Reason string
}

// Request asks for a paper.
type Request struct {
	ID   CopyID        // client-made; the same id again returns the same copy
	Kind register.Kind // birth, death, marriage
	// Act is the act's client-made id or its number on paper. Empty: the act of that
	// kind by which Person was last concerned.
	Act    string
	Person string // number, or '@' and a client-made id
	Case   string // the request that the copy serves
}

// issueAttempts bounds the tries at the next count of a certificate: two officers
// who print the same one at the same moment are rare, three more so.
const issueAttempts = 5

// Certify issues a paper. The look at everybody on it is durable before it returns.
func (svc *Service) Certify(ctx context.Context, who access.Actor, req Request) (Copy, error) {
	const op = "certificate.Certify"
	if !register.ValidUUID(string(req.ID)) {
		return Copy{}, register.InvalidBy(op, register.Blocked(CodeCopyID, "id"))
	}
	rules, err := svc.mayCertify(op, who, req.Kind)
	if err != nil {
		return Copy{}, err
	}
	s, err := access.Read(ctx, svc.config.Reader, who, reason(req.Case), func(ctx context.Context, pass access.Pass) (*content.Content, access.ReadingScope, error) {
		s, err := svc.shownOf(ctx, pass, op, req)
		if register.KindOf(err) == register.NotFound && req.Act == "" {
			found, outage := svc.foundBy(ctx, pass, req.Person)
			return nil, found, cmp.Or(outage, err)
		}
		if err != nil {
			return nil, access.ReadingScope{}, err
		}
		found, err := svc.found(ctx, pass, s)
		return s, found, err
	})
	if err != nil {
		return Copy{}, err
	}
	old, err := svc.config.Store.Copy(ctx, req.ID)
	switch {
	case err == nil && (old.Kind != req.Kind || old.Act != s.Act.Seq || old.Officer != who.Officer.ID):
		return Copy{}, register.Coded(register.Duplicate, op, CodeCopyReused)
	case err == nil || register.KindOf(err) != register.NotFound:
		return old, err
	}
	if !s.Stands() {
		return Copy{}, register.InvalidBy(op, register.Blocked(CodeCopyVoid, "act"))
	}
	if s.Act.Printed.IsZero() {
		return Copy{}, register.InvalidBy(op, register.Blocked(CodeCopyUnnumbered, "act"))
	}
	lines, ok := s.Lines(rules.fields)
	if !ok {
		return Copy{}, register.Coded(register.Internal, op, CodeCopyField)
	}
	paper := Copy{
		ID: req.ID, Kind: req.Kind, Act: s.Act.Seq, Printed: s.Act.Printed, Seq: s.Seq, Office: who.Office.ID, Officer: who.Officer.ID,
		IssuedAt: svc.now().UTC().Truncate(time.Second), Case: req.Case, Fields: rules.fields, Lines: lines,
	}
	for _, p := range s.Of {
		paper.Persons = append(paper.Persons, p.ID)
	}
	if rules.validDays > 0 {
		paper.Expires = paper.IssuedAt.AddDate(0, 0, rules.validDays)
	}
	return svc.issue(ctx, op, s, paper)
}

// certifying is what the law says today about one kind of certificate.
type certifying struct {
	fields    []string
	validDays int
}

// Offers reports whether the law of today lets an officer issue certificates of that kind.
func (svc *Service) Offers(who access.Actor, kind register.Kind) bool {
	_, err := svc.mayCertify("certificate.Offers", who, kind)
	return err == nil
}

func (svc *Service) mayCertify(op register.Operation, who access.Actor, kind register.Kind) (certifying, error) {
	day := svc.today()
	if err := svc.config.Rules.Has(who, access.IssueCertificate, day); err != nil {
		return certifying{}, err
	}
	rules, ok := svc.config.Documents.Law.Certificates[string(kind)]
	if d, _ := acts.Describe(kind); !ok || d.Certificate == "" {
		return certifying{}, register.InvalidBy(op, register.Blocked(CodeCopyKind, "kind", "kind", string(kind)))
	}
	if r := rules.Levels.On(day); !slices.Contains(r.Value, who.Office.Level) {
		f := register.Blocked(CodeCopyLevel, "office", "level", who.Office.Level)
		f.Article = r.Article
		return certifying{}, &register.Error{Kind: register.Forbidden, Op: op, Code: f.Code, Findings: []register.Finding{f}}
	}
	return certifying{rules.Fields.On(day).Value, rules.ValidDays.On(day).Value}, nil
}

// shownOf finds the act and gathers what a certificate of it shows now.
func (svc *Service) shownOf(ctx context.Context, pass access.Pass, op register.Operation, req Request) (*content.Content, error) {
	size, err := svc.config.Documents.Size(ctx)
	if err != nil {
		return nil, err
	}
	var act *register.Act
	if req.Act != "" {
		act, err = svc.config.Documents.Act(ctx, pass, req.Act)
	} else {
		act, err = svc.actOf(ctx, pass, req.Kind, req.Person)
	}
	if err != nil {
		return nil, err
	}
	if act == nil || act.Kind != req.Kind && req.Act != "" {
		return nil, register.Coded(register.NotFound, op, CodeCopyNoAct)
	}
	s, err := svc.gather(ctx, pass, req.Kind, act)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(s.Of, func(p *register.Person) bool { return disclosure.Seals(p, act) && act.Seq != p.SealedUntil() }) {
		return nil, register.Coded(register.NotFound, op, CodeCopyNoAct)
	}
	return s.AsKnown(size - 1), nil
}

// actOf finds the last act of a kind that entered what a certificate of the person
// is about; nil if there is none. In the place of a birth that is sealed stands the act that sealed it, by
// which the person has the present name and parents.
func (svc *Service) actOf(ctx context.Context, pass access.Pass, kind register.Kind, person string) (*register.Act, error) {
	p, err := svc.person(ctx, pass, person)
	if err != nil || p == nil {
		return nil, err
	}
	d, _ := acts.Describe(kind)
	var seqs []register.Seq
	p.Each(func(f register.AnyFact) bool {
		if f.Field() == d.Certificate && !f.Standing().Void {
			seqs = append(seqs, f.Key.Seq)
		}
		return true
	})
	found, err := svc.config.Documents.Acts(ctx, pass, seqs)
	if err != nil {
		return nil, err
	}
	var last *register.Act
	for _, a := range found {
		if a.Kind == kind && (last == nil || a.Seq > last.Seq) {
			last = a
		}
	}
	if last == nil || kind != register.KindBirth || !disclosure.Seals(p, last) {
		return last, nil
	}
	sealing, err := svc.config.Documents.Acts(ctx, pass, []register.Seq{p.SealedUntil()})
	if err != nil || len(sealing) == 0 {
		return nil, err
	}
	return sealing[0], nil
}

// gather loads the persons of an act of that kind, or of one that stands in its place, and everybody whom
// they have ever named as a parent.
func (svc *Service) gather(ctx context.Context, pass access.Pass, kind register.Kind, act *register.Act) (*content.Content, error) {
	atlas, err := svc.config.Documents.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	s := &content.Content{
		Kind: kind, Act: act, Atlas: atlas, Country: svc.config.Documents.Law.Country, All: map[register.PersonID]*register.Person{},
		Day: register.DayAt(act.RegisteredAt.In(svc.config.Documents.Law.TimeZone)),
	}
	if s.Office, err = svc.config.Documents.Office(ctx, act.Office); err != nil && register.KindOf(err) != register.NotFound {
		return nil, err
	}
	var ids []register.PersonID
	for _, e := range act.Effects {
		enters := e.Op == register.OpOpen && e.Value != nil && sameField(e.Value, kind)
		seals := kind == register.KindBirth && e.Op == register.OpSeal
		if (enters || seals) && e.Subject.Kind == register.SubjectPerson {
			if id := register.PersonID(e.Subject.ID); !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	if s.All, err = svc.config.Documents.Persons(ctx, pass, ids...); err != nil {
		return nil, err
	}
	var named []register.PersonID
	for _, id := range ids {
		p := s.All[id]
		if p == nil {
			return nil, register.Errorf(register.Internal, "certificate.Certify", "act %d names somebody without a document", act.Seq)
		}
		s.Of = append(s.Of, p)
		for _, f := range p.Parents {
			if f.Value.Party.Person != 0 {
				named = append(named, f.Value.Party.Person)
			}
		}
	}
	others, err := svc.config.Documents.Persons(ctx, pass, named...)
	if err != nil {
		return nil, err
	}
	for id, p := range others {
		s.All[id] = p
	}
	return s, nil
}

func sameField(v register.Value, kind register.Kind) bool {
	d, _ := acts.Describe(kind)
	return (register.AnyFact{Value: v}).Field() == d.Certificate
}

// reason is why a copy is issued or listed; cause is the case that it serves.
func reason(cause string) access.Reason {
	return access.Reason{What: access.WhatCertificate, Purpose: office.PurposeCertificate, Case: cause}
}

// found describes everybody on a certificate for the look.
func (svc *Service) found(ctx context.Context, pass access.Pass, s *content.Content) (access.ReadingScope, error) {
	var found access.ReadingScope
	for _, p := range s.Of {
		found.Subjects = append(found.Subjects, p.Ref())
		for _, f := range p.Ordinary().Parents {
			if q := s.All[f.Value.Party.Person]; q != nil && s.Kind == register.KindBirth {
				found.Subjects = append(found.Subjects, q.Ref())
			}
		}
	}
	found.Subjects = access.SortSubjects(found.Subjects)
	cover, err := disclosure.CoverOf(ctx, pass, svc.config.Documents, found.Subjects...)
	if err != nil {
		return access.ReadingScope{}, err
	}
	found.Protected = cover.CoversAny(found.Subjects...)
	// Of parents the paper shows who they are, not where they live.
	for _, p := range s.Of {
		found.Asked, found.Opened = append(found.Asked, p.Ref()), found.Opened || pass.Opens(p.Ref())
		found.Places = append(found.Places, disclosure.Homes(p))
	}
	return found, nil
}

// foundBy describes a person without a certificate for the look.
func (svc *Service) foundBy(ctx context.Context, pass access.Pass, name string) (access.ReadingScope, error) {
	p, err := svc.person(ctx, pass, name)
	if err != nil || p == nil {
		return access.ReadingScope{}, err
	}
	cover, err := disclosure.CoverOfPersons(ctx, pass, svc.config.Documents, p)
	if err != nil {
		return access.ReadingScope{}, err
	}
	return access.ReadingScope{Subjects: []register.Ref{p.Ref()}, Opened: pass.Opens(p.Ref()), Places: [][]register.PlaceID{disclosure.Homes(p)}, Protected: cover.Covers(p)}, nil
}

// person returns the person of that number, or of '@' and a client-made id; nil if there is none.
func (svc *Service) person(ctx context.Context, pass access.Pass, name string) (*register.Person, error) {
	l, ok := acts.PersonLookup(name)
	if !ok {
		return nil, nil
	}
	found, err := svc.config.Documents.Find(ctx, pass, l)
	if err != nil {
		return nil, err
	}
	return found[0].Person, nil
}

// issue counts, signs and keeps the paper.
func (svc *Service) issue(ctx context.Context, op register.Operation, s *content.Content, paper Copy) (Copy, error) {
	var err error
	if paper.Status, err = svc.config.Store.NextStatusIndex(ctx); err != nil {
		return Copy{}, err
	}
	for range issueAttempts {
		n, err := svc.config.Store.CountCopies(ctx, paper.Kind, paper.Act)
		if err != nil {
			return Copy{}, err
		}
		paper.Count = n + 1
		if paper.QR, err = svc.sign(op, s, &paper); err != nil {
			return Copy{}, err
		}
		err = svc.config.Store.AddCopy(ctx, paper)
		if err == nil {
			return paper, nil
		}
		if register.KindOf(err) != register.Conflict {
			return Copy{}, err
		}
		old, err := svc.config.Store.Copy(ctx, paper.ID)
		switch {
		case err == nil && old.Kind == paper.Kind && old.Act == paper.Act && old.Officer == paper.Officer:
			return old, nil // the same request at the same time
		case err == nil:
			return Copy{}, register.Coded(register.Duplicate, op, CodeCopyReused)
		case register.KindOf(err) != register.NotFound:
			return Copy{}, err
		}
	}
	return Copy{}, register.Errorf(register.Unavailable, op, "the count of act %d was taken %d times by others", paper.Act, issueAttempts)
}

// sign returns the text of the code. A place that is too long is left out of the code; it still
// stands on the paper.
func (svc *Service) sign(op register.Operation, s *content.Content, paper *Copy) (string, error) {
	claims := s.Claims(paper.Fields)
	claims.Issuer, claims.IssuedAt, claims.Expires = svc.config.Issuer, paper.IssuedAt, paper.Expires
	claims.Office, claims.CopyCount = string(paper.Office), uint32(paper.Count)
	if _, err := hex.Decode(claims.Copy[:], []byte(strings.ReplaceAll(string(paper.ID), "-", ""))); err != nil {
		return "", register.InvalidBy(op, register.Blocked(CodeCopyID, "id"))
	}
	if svc.config.StatusURI != "" {
		claims.Status = &credential.StatusRef{URI: svc.config.StatusURI, Index: uint64(paper.Status)}
	}
	if len(claims.Event.Place) > credential.MaxTextBytes {
		claims.Event.Place = ""
	}
	text, err := credential.Issue(svc.config.Signer, claims)
	if errors.Is(err, qrcode.ErrTooLong) {
		claims.Event.Place = ""
		text, err = credential.Issue(svc.config.Signer, claims)
	}
	switch {
	case errors.Is(err, qrcode.ErrTooLong):
		return "", register.Coded(register.TooLarge, op, CodeCopyLong)
	case err != nil:
		return "", register.Errorf(register.Internal, op, "signing: %w", err)
	}
	return text, nil
}
