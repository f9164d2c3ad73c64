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

// Names reports whether a proposal names a paper that was uploaded.
func Names(p *register.Proposal) bool {
	return slices.ContainsFunc(p.Evidence, func(e register.Evidence) bool { return e.SHA256 != "" })
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
	return len(disclosure.Except(then, now)) == 0, err
}

// Of refuses a paper that lies beside none of the proposals.
func Of(op register.Operation, proposals []*register.Proposal, sha string) error {
	if len(beside(proposals, sha)) == 0 {
		return register.Coded(register.NotFound, op, evidence.CodeUnknown)
	}
	return nil
}

// Paper returns whom one paper of an application shows (About).
func (s *Service) Paper(ctx context.Context, pass access.Pass, op register.Operation, a *application.Application, sha string) (access.ReadingScope, error) {
	about, err := s.About(ctx, pass, a, sha)
	found, told := about[sha]
	if err == nil && !told {
		err = register.Coded(register.TooLarge, op, access.CodeLookTooLarge)
	}
	return found, err
}

// beside returns the proposals beside which a paper lies.
func beside(proposals []*register.Proposal, sha string) []*register.Proposal {
	return slices.DeleteFunc(slices.Clone(proposals), func(p *register.Proposal) bool {
		return sha == "" || !slices.ContainsFunc(p.Evidence, func(e register.Evidence) bool { return e.SHA256 == sha })
	})
}

// About returns whom papers of an application show, by the papers' hashes: those whom the proposals name
// beside which they lie, in whatever application, and whom a protection covers of those whom these
// applications name elsewhere: what lies beside their neighbours may tell where they live. Of another
// application those of whom its checks know, and whom it changed, are among them too, since it is not
// examined here. A paper that more applications name than one look holds subjects is left out: nobody reads it.
func (s *Service) About(ctx context.Context, pass access.Pass, a *application.Application, hashes ...string) (map[string]access.ReadingScope, error) {
	var proposals []*register.Proposal // of all applications, each once
	places, registered := map[application.ID][]int{}, map[int]register.ActID{}
	add := func(one *application.Application) {
		if _, there := places[one.ID]; there {
			return
		}
		places[one.ID] = []int{}
		for i, p := range one.Proposals() {
			if o := one.Acts[i].Outcome; o != nil && one.ID != a.ID {
				registered[len(proposals)] = o.Act
			}
			places[one.ID], proposals = append(places[one.ID], len(proposals)), append(proposals, p)
		}
	}
	add(a)
	holders := map[string][]application.ID{}
	for _, sha := range hashes {
		all, err := s.Store.ListApplications(ctx, application.List{Evidence: sha, Limit: access.MaxSubjects})
		if err != nil {
			return nil, err
		}
		if len(all) == access.MaxSubjects { // there may be more
			continue
		}
		holders[sha] = []application.ID{a.ID}
		for i := range all {
			if add(&all[i]); all[i].ID != a.ID {
				holders[sha] = append(holders[sha], all[i].ID)
			}
		}
	}
	named, err := disclosure.NamedBy(ctx, pass, s.Documents, proposals...)
	if err != nil {
		return nil, err
	}
	changed := map[int][]register.Ref{}
	for n, seq := range registered {
		if changed[n], err = s.changed(ctx, pass, seq); err != nil {
			return nil, err
		}
	}
	out := map[string]access.ReadingScope{}
	for sha, ids := range holders {
		var found access.ReadingScope
		for _, id := range ids {
			for _, n := range places[id] {
				covered := named[n].Covered
				if id != a.ID {
					covered = slices.Concat(covered, near(proposals[n], &named[n]), changed[n])
				}
				if len(beside(proposals[n:n+1], sha)) > 0 {
					found.Subjects = disclosure.AddRefs(found.Subjects, named[n].Subjects...)
				}
				found.Subjects, found.Protected = disclosure.AddRefs(found.Subjects, covered...), found.Protected || len(covered) > 0
			}
		}
		found.Nobody = len(found.Subjects) == 0
		out[sha] = found
	}
	return out, nil
}

// aboutNow are kinds of acts that say nothing of where somebody once lived but what they name themselves.
var aboutNow = []register.Kind{
	register.KindBirth, register.KindNaming, register.KindMarriage, register.KindDivorce, register.KindRecognition, register.KindGuardianship,
	register.KindNameChange, register.KindNationality, register.KindResidenceStatus, register.KindIdentifier,
	register.KindMove, register.KindTemporaryStay,
}

// near returns the covered people of whom the checks of a proposal know and of whom its papers may tell.
func near(p *register.Proposal, named *disclosure.Named) []register.Ref {
	if len(p.Examined) == 0 && slices.Contains(aboutNow, p.Kind) {
		return disclosure.Except(named.Near, named.Sheltered)
	}
	return named.Near
}

// changed returns whom a protection covers of those whom a registered act changed or names.
func (s *Service) changed(ctx context.Context, pass access.Pass, id register.ActID) ([]register.Ref, error) {
	act, err := s.Documents.Act(ctx, pass, string(id))
	if err != nil || act == nil { // the audit tells of a lost act
		return nil, err
	}
	return disclosure.CoveredByDone(ctx, pass, s.Documents, act)
}

// Covered returns by papers those of About whom a protection covers: nobody but the national desk reads a
// paper of which there are any.
func (s *Service) Covered(ctx context.Context, pass access.Pass, a *application.Application, hashes ...string) (map[string][]register.Ref, error) {
	about, err := s.About(ctx, pass, a, hashes...)
	if err != nil {
		return nil, err
	}
	var all []register.Ref
	for _, found := range about {
		if found.Protected {
			all = disclosure.AddRefs(all, found.Subjects...)
		}
	}
	cover, err := disclosure.CoverOf(ctx, pass, s.Documents, all...)
	if err != nil {
		return nil, err
	}
	out := map[string][]register.Ref{}
	for sha, found := range about {
		if found.Protected {
			out[sha] = cover.Covered(found.Subjects...)
		}
	}
	return out, nil
}

// named returns whom proposals name.
func (s *Service) named(ctx context.Context, pass access.Pass, proposals []*register.Proposal) (out []register.Ref, err error) {
	all, err := disclosure.NamedBy(ctx, pass, s.Documents, proposals...)
	for i := range all {
		out = disclosure.AddRefs(out, all[i].Subjects...)
	}
	return out, err
}
