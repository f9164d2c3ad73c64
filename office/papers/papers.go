// Package papers owns which papers an officer may name in a proposal, and whom a paper shows: everybody
// whom any act is about beside which it lies. A paper is named by its hash, so a hash must open no
// paper that the officer never had. Package evidence keeps the papers; who reads one, and under which
// look, is package office's.
package papers

import (
	"context"
	"slices"
	"strconv"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/office/evidence"
	"samano/register"
	"samano/registrar"
)

// Store is what the desk knows of papers.
type Store interface {
	Uploaded(ctx context.Context, sha256 string, by register.OfficerID) (bool, error)
	ListApplications(ctx context.Context, l application.List) ([]application.Application, error)
}

// Service answers for the papers of proposals. It is safe for concurrent use.
type Service struct {
	Store     Store
	Documents *registrar.Documents
}

// Check refuses papers of a draft that the officer never uploaded, unless they were in the application
// before, beside acts about nobody whom it does not name beside them now: a paper is read under looks
// at those whom it lies beside. A paper that nobody uploaded gets the same answer.
func (s *Service) Check(ctx context.Context, pass access.Pass, who register.OfficerID, in []register.Proposal, before, next *application.Application) ([]register.Finding, error) {
	for i := range in {
		f, err := s.unknown(ctx, who, &in[i], func(sha string) (bool, error) { return s.remains(ctx, pass, before, next, sha) })
		if err != nil {
			return nil, err
		}
		if f != nil {
			f.Field = application.ItemField(i) + f.Field
			return []register.Finding{*f}, nil
		}
	}
	return nil, nil
}

// Unknown returns the fault of the first paper of a proposal that the officer never uploaded; nil if
// there is none.
func (s *Service) Unknown(ctx context.Context, who register.OfficerID, p *register.Proposal) (*register.Finding, error) {
	return s.unknown(ctx, who, p, func(string) (bool, error) { return false, nil })
}

func (s *Service) unknown(ctx context.Context, who register.OfficerID, p *register.Proposal, there func(sha string) (bool, error)) (*register.Finding, error) {
	for n, e := range p.Evidence {
		if e.SHA256 == "" {
			continue
		}
		may, err := s.Store.Uploaded(ctx, e.SHA256, who)
		if err == nil && !may {
			may, err = there(e.SHA256)
		}
		if err != nil {
			return nil, err
		}
		if !may {
			f := register.Blocked(evidence.CodeUnknown, "evidence."+strconv.Itoa(n)+".sha256")
			return &f, nil
		}
	}
	return nil, nil
}

// remains reports whether a paper that an application held before still lies beside acts about
// everybody whom it lay beside then.
func (s *Service) remains(ctx context.Context, pass access.Pass, before, next *application.Application, sha string) (bool, error) {
	was := beside(before.Proposals(), sha)
	if len(was) == 0 {
		return false, nil
	}
	then, err := s.named(ctx, pass, was)
	if err != nil {
		return false, err
	}
	now, err := s.named(ctx, pass, beside(next.Proposals(), sha))
	return len(disclosure.Except(then.Subjects, now.Subjects)) == 0, err
}

// beside returns the proposals beside which a paper lies.
func beside(proposals []*register.Proposal, sha string) []*register.Proposal {
	return slices.DeleteFunc(slices.Clone(proposals), func(p *register.Proposal) bool {
		return sha == "" || !slices.ContainsFunc(p.Evidence, func(e register.Evidence) bool { return e.SHA256 == sha })
	})
}

// About returns whom a paper of these proposals shows: those whom they name beside which it lies,
// everybody whom any application names beside it, and whom these applications name elsewhere and a
// protection covers: what lies beside their neighbours may tell where they live.
func (s *Service) About(ctx context.Context, pass access.Pass, op register.Operation, proposals []*register.Proposal, sha string) (access.ReadingScope, error) {
	lies, whole := beside(proposals, sha), proposals
	if len(lies) == 0 {
		return access.ReadingScope{}, register.Coded(register.NotFound, op, evidence.CodeUnknown)
	}
	all, err := s.Store.ListApplications(ctx, application.List{Evidence: sha, Limit: access.MaxSubjects})
	if err != nil {
		return access.ReadingScope{}, err
	}
	if len(all) == access.MaxSubjects { // there may be more
		return access.ReadingScope{}, register.Coded(register.TooLarge, op, access.CodeLookTooLarge)
	}
	for i := range all {
		p := all[i].Proposals()
		lies, whole = append(lies, beside(p, sha)...), append(whole, p...)
	}
	out, err := s.named(ctx, pass, lies)
	if err != nil {
		return out, err
	}
	named, err := disclosure.NamedBy(ctx, pass, s.Documents, whole...)
	for i := range named {
		out.Subjects, out.Protected = disclosure.AddRefs(out.Subjects, named[i].Covered...), out.Protected || len(named[i].Covered) > 0
	}
	out.Nobody = len(out.Subjects) == 0
	return out, err
}

// Covered returns those of About whom a protection covers: nobody but the national desk reads the
// paper if there are any.
func (s *Service) Covered(ctx context.Context, pass access.Pass, proposals []*register.Proposal, sha string) ([]register.Ref, error) {
	found, err := s.About(ctx, pass, "papers.Covered", proposals, sha)
	if !found.Protected {
		if register.KindOf(err) == register.TooLarge { // nobody reads it
			err = nil
		}
		return nil, err
	}
	cover, err := disclosure.CoverOf(ctx, pass, s.Documents, found.Subjects...)
	if err != nil {
		return nil, err
	}
	return cover.Covered(found.Subjects...), nil
}

// named returns whom proposals name, for the look at their papers.
func (s *Service) named(ctx context.Context, pass access.Pass, proposals []*register.Proposal) (access.ReadingScope, error) {
	all, err := disclosure.NamedBy(ctx, pass, s.Documents, proposals...)
	var out access.ReadingScope
	for i := range all {
		one := all[i].Scope()
		out.Subjects, out.Protected = disclosure.AddRefs(out.Subjects, one.Subjects...), out.Protected || one.Protected
	}
	out.Nobody = len(out.Subjects) == 0
	return out, err
}
