// Package agreement owns the comparison of applications with acts: an application that says what became of it says what
// is in the register, and the register has nothing of an application that does not know of it.
//
// The desk's database is not the ledger's: whoever changes an application by hand, so that somebody else took it or
// another thing was declared, leaves the act as it was registered.
package agreement

import (
	"context"

	"samano/access"
	"samano/acts"
	"samano/office/application"
	"samano/register"
	"samano/registrar"
)

// Kind is a sort of disagreement.
type Kind string

// The kinds.
const (
	// Altered says that an application is not that of its act, or says of an act that is not in the register.
	Altered Kind = "altered-application"
	// Behind says that an act is registered of which its application does not know yet: a decision was broken off, or
	// the desk was restored from an older copy. Whoever opens it sees it catch up.
	Behind Kind = "application-behind"
)

// Service compares them. It is safe for concurrent use.
type Service struct {
	Applications application.Applications
	Documents    *registrar.Documents
}

// Finding is an application that does not agree. It names no person.
type Finding struct {
	Kind   Kind
	Of     application.ID
	Detail string
}

// page bounds the applications that are in memory at once.
const page = 100

// batch is what came of one page.
type batch struct {
	findings []Finding
	read     int64
	next     application.Cursor
}

// Verify compares all applications, and returns how many it read.
func (s *Service) Verify(ctx context.Context, report func(Finding) error) (read int64, err error) {
	for done := (batch{read: page}); done.read == page; {
		done, err = access.ForJob(access.JobAgreement, func(pass access.Pass) (batch, error) { return s.compare(ctx, pass, done.next) })
		if err != nil {
			return read, err
		}
		read += done.read
		for _, f := range done.findings {
			if err := report(f); err != nil {
				return read, err
			}
		}
	}
	return read, nil
}

// compare compares the page of applications after a cursor.
func (s *Service) compare(ctx context.Context, pass access.Pass, after application.Cursor) (out batch, err error) {
	list, err := s.Applications.ListApplications(ctx, application.List{After: after, Limit: page})
	if err != nil {
		return out, err
	}
	var lookups []acts.Lookup
	for i := range list {
		for _, item := range list[i].Acts {
			lookups = append(lookups, acts.Lookup{By: acts.ByAct, Key: string(actOf(item))})
		}
		out.next = application.Cursor{Due: list[i].Due, ID: list[i].ID}
	}
	found, err := s.Documents.Find(ctx, pass, lookups...)
	if err != nil {
		return out, err
	}
	for i := range list {
		for _, item := range list[i].Acts {
			if kind, detail := judge(&list[i], item, found[0].Act); kind != "" {
				out.findings = append(out.findings, Finding{kind, list[i].ID, detail})
			}
			found = found[1:]
		}
	}
	out.read = int64(len(list))
	return out, nil
}

// actOf is the act that an item is or was to become.
func actOf(i application.Item) register.ActID {
	if i.Outcome != nil {
		return i.Outcome.Act
	}
	return i.Proposal.ID
}

// judge compares one proposal with the act of the register, which may be absent. It returns no kind where they agree.
func judge(a *application.Application, i application.Item, act *register.Act) (kind Kind, detail string) {
	switch o := i.Outcome; {
	case o == nil && act == nil && a.State != application.Registered:
		return "", ""
	case o == nil && act == nil:
		return Altered, "it is registered, and has an act that is not"
	case o == nil && application.CameOf(act, &i.Proposal):
		return Behind, "its act is registered"
	case o == nil:
		return Altered, "its act was registered with another content"
	case act == nil:
		return Altered, "its act is not in the register"
	case act.Seq != o.Seq || act.Printed != o.Printed:
		return Altered, "its act stands elsewhere in the register"
	case !o.Before && (act.ID != i.Proposal.ID || !application.CameOf(act, &i.Proposal)):
		return Altered, "it holds another content than its act"
	}
	return "", ""
}
