package certificate

import (
	"context"
	"slices"
	"time"

	"samano/access"
	"samano/acts"
	"samano/certificate/content"
	"samano/disclosure"
	"samano/office"
	"samano/office/application"
	"samano/register"
)

// Standing reports whether a copy still says what the register holds.
type Standing string

// The standings.
const (
	Valid      Standing = "valid"
	Superseded Standing = "superseded" // an act changed what the copy shows
	Revoked    Standing = "revoked"
	Expired    Standing = "expired"
)

// CopyStatus compares a copy with the register. A copy is superseded where its paper would read otherwise
// now, for whatever reason: that is not told, since it may be an adoption. An act that changes nothing on
// the paper leaves it valid, and so does one that is itself undone. The status tells nothing about anybody
// and needs no look; the caller must know the copy's id.
func (svc *Service) CopyStatus(ctx context.Context, id CopyID) (Standing, error) {
	return access.ForJob(access.JobCopies, func(pass access.Pass) (Standing, error) {
		paper, err := svc.config.Store.Copy(ctx, id)
		if err != nil {
			return "", err
		}
		return svc.statusOf(ctx, pass, &paper)
	})
}

func (svc *Service) statusOf(ctx context.Context, pass access.Pass, paper *Copy) (Standing, error) {
	if paper.Revoked != nil {
		return Revoked, nil
	}
	now, err := svc.contentOf(ctx, pass, paper)
	switch {
	case err != nil:
		return "", err
	case !now.Reads(now.AsKnown(paper.Seq), paper.Fields):
		return Superseded, nil
	case !paper.Expires.IsZero() && !svc.now().Before(paper.Expires):
		return Expired, nil
	}
	return Valid, nil
}

// contentOf gathers what a copy would show now.
func (svc *Service) contentOf(ctx context.Context, pass access.Pass, paper *Copy) (*content.Content, error) {
	found, err := svc.config.Documents.Acts(ctx, pass, []register.Seq{paper.Act})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, register.Errorf(register.Internal, "certificate.CopyStatus", "act %d is gone", paper.Act)
	}
	return svc.gather(ctx, pass, paper.Kind, found[0])
}

// Subjects returns the people whom a copy is about, each under the record that answers for them now, and none
// whose origin was sealed since: the paper is one of a life that nobody is told of.
func (svc *Service) Subjects(ctx context.Context, id CopyID) ([]register.PersonID, error) {
	return access.ForJob(access.JobCopies, func(pass access.Pass) (out []register.PersonID, err error) {
		paper, err := svc.config.Store.Copy(ctx, id)
		if err != nil {
			return nil, err
		}
		cover, err := disclosure.CoverOf(ctx, pass, svc.config.Documents, disclosure.People(paper.Persons...)...)
		if err != nil {
			return nil, err
		}
		for _, of := range paper.Persons {
			if p := cover.Person(of); p != nil && paper.Seq >= p.SealedUntil() {
				out = append(out, cover.Records(of)...)
			}
		}
		return out, nil
	})
}

// Revoke revokes a copy, with a reason.
func (svc *Service) Revoke(ctx context.Context, who access.Actor, id CopyID, reason string) error {
	const op = "certificate.Revoke"
	if err := svc.config.Rules.Has(who, access.IssueCertificate, svc.today()); err != nil {
		return err
	}
	if reason == "" {
		return register.InvalidBy(op, register.Blocked(register.CodeReasonMissing, "reason"))
	}
	if bad := application.CheckText("reason", reason, acts.MaxText); bad != nil {
		return register.InvalidBy(op, bad[0])
	}
	paper, err := svc.config.Store.Copy(ctx, id)
	if err != nil {
		return err
	}
	mine, err := svc.config.Offices.Above(ctx, who, paper.Office)
	if err != nil {
		return err
	}
	if !mine {
		return register.Coded(register.NotFound, op, office.CodeNotTheirs)
	}
	err = svc.config.Store.RevokeCopy(ctx, id, Revocation{At: svc.now(), By: who.Officer.ID, Reason: reason})
	if register.KindOf(err) == register.Conflict {
		return &register.Error{Kind: register.Conflict, Op: op, Code: CodeCopyRevoked, Err: err}
	}
	return err
}

// maxCopies bounds the list of a person's copies: nobody reads more.
const maxCopies = 50

// IssuedCopy is a copy as the list of somebody's copies tells of it: not what it says of others.
type IssuedCopy struct {
	ID       CopyID
	Kind     register.Kind
	IssuedAt time.Time
	Count    int
	Office   register.OfficeID // empty where it tells where somebody protected is
	Standing Standing
}

// CopiesOf lists the copies that were issued about a person, under every record that was merged, newest
// first. cause is the case that the reading serves.
func (svc *Service) CopiesOf(ctx context.Context, who access.Actor, person, cause string) ([]IssuedCopy, error) {
	return access.Read(ctx, svc.config.Reader, who, reason(cause), func(ctx context.Context, pass access.Pass) ([]IssuedCopy, access.ReadingScope, error) {
		p, err := svc.person(ctx, pass, person)
		if err == nil && p == nil {
			err = register.Coded(register.NotFound, "certificate.CopiesOf", register.CodePersonNotFound)
		}
		if err != nil {
			return nil, access.ReadingScope{}, err
		}
		cover, err := disclosure.CoverOfPersons(ctx, pass, svc.config.Documents, p)
		if err != nil {
			return nil, access.ReadingScope{}, err
		}
		records := cover.Records(p.ID)
		found := access.ReadingScope{Subjects: disclosure.People(records...), Opened: pass.Opens(p.Ref()), Places: [][]register.PlaceID{disclosure.Homes(p)}, Protected: cover.Covers(p)}
		var papers []Copy
		for _, id := range records {
			more, err := svc.config.Store.CopiesOf(ctx, id, maxCopies)
			if err != nil {
				return nil, found, err
			}
			papers = append(papers, slices.DeleteFunc(more, func(c Copy) bool { return c.Seq < cover.Person(id).SealedUntil() })...)
		}
		slices.SortStableFunc(papers, func(a, b Copy) int { return b.IssuedAt.Compare(a.IssuedAt) })
		out, left, err := svc.issued(ctx, pass, papers[:min(len(papers), maxCopies)], cover.PersonsOf(p.ID), found)
		found.Subjects = append(found.Subjects, left...)
		return out, found, err
	})
}

// issued tells of copies about whoever was found. It does not tell the office of one that also shows
// somebody whom a protection covers, unless the office is that of the homes: whoever is on the paper
// may have asked for it where they are now; nor one that tells of a home which is left out, because of those whom
// it returns.
func (svc *Service) issued(ctx context.Context, pass access.Pass, papers []Copy, of []*register.Person, found access.ReadingScope) (out []IssuedCopy, left []register.Ref, err error) {
	atlas, err := svc.config.Documents.Atlas(ctx)
	if err != nil {
		return nil, nil, err
	}
	shelters, err := svc.sheltersOf(ctx, pass, of)
	if err != nil {
		return nil, nil, err
	}
	out = make([]IssuedCopy, len(papers))
	for i := range papers {
		paper := &papers[i]
		status, err := svc.statusOf(ctx, pass, paper)
		if err != nil {
			return nil, nil, err
		}
		out[i] = IssuedCopy{paper.ID, paper.Kind, paper.IssuedAt, paper.Count, paper.Office, status}
		if found.Protected {
			continue // the national desk reads
		}
		now, err := svc.contentOf(ctx, pass, paper)
		if err != nil {
			return nil, nil, err
		}
		shown, err := svc.found(ctx, pass, now)
		if err != nil {
			return nil, nil, err
		}
		also, err := svc.sheltersOf(ctx, pass, now.Of)
		if err != nil {
			return nil, nil, err
		}
		o, err := svc.config.Documents.Office(ctx, paper.Office)
		if err != nil && register.KindOf(err) != register.NotFound {
			return nil, nil, err
		}
		because := shelters.ToldBy(atlas, o, svc.today(), of...)
		for _, p := range now.Of {
			because = disclosure.AddRefs(because, also.ToldBy(atlas, o, svc.today(), p)...)
		}
		left = append(left, because...)
		if err != nil || len(because) > 0 || shown.Protected && disclosure.Elsewhere(atlas, o, shelters.HomesOf(of[0]), svc.today()) {
			out[i].Office = ""
		}
	}
	return out, left, nil
}

// sheltersOf finds which former homes of people are shelters.
func (svc *Service) sheltersOf(ctx context.Context, pass access.Pass, people []*register.Person) (*disclosure.Shelters, error) {
	subjects := make([]register.Subject, len(people))
	for i, p := range people {
		subjects[i] = p
	}
	return disclosure.SheltersOf(ctx, pass, svc.config.Documents, subjects...)
}
