package office

import (
	"context"
	"io"
	"slices"
	"strconv"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/office/evidence"
	"samano/register"
)

// Upload keeps a paper of a kind that the law pack names, or whose kind is not chosen yet (empty),
// and returns the reference for a proposal. It is deleted after a while if no application names it.
func (c *Clerk) Upload(ctx context.Context, who access.Actor, kind string, content io.Reader) (register.Evidence, error) {
	if err := c.config.Rules.Has(who, access.Declare, c.today()); err != nil {
		return register.Evidence{}, err
	}
	if kind != "" && !slices.Contains(c.config.Documents.Law.Persons.EvidenceKinds.On(c.today()).Value, kind) {
		return register.Evidence{}, register.InvalidBy("office.Upload", register.Blocked(register.CodeEvidenceKindUnknown, "evidence.kind", "kind", kind))
	}
	sha, err := c.papers().Keep(ctx, who.Officer.ID, content)
	if err != nil {
		return register.Evidence{}, err
	}
	return register.Evidence{Kind: kind, SHA256: sha}, nil
}

func (c *Clerk) papers() *evidence.Papers {
	return &evidence.Papers{Store: c.config.Store, Sealer: c.config.Evidence, Now: c.now}
}

// checkPapers refuses papers that the officer never uploaded, unless they were in the application
// before, beside acts about nobody whom it does not name beside them now. Whoever knows the hash of a
// paper could read it by naming it beside somebody else. A paper that nobody uploaded gets the same
// answer.
func (c *Clerk) checkPapers(ctx context.Context, pass access.Pass, who access.Actor, in []register.Proposal, before, next *application.Application) ([]register.Finding, error) {
	for i := range in {
		f, err := c.unknownPaper(ctx, who, &in[i], func(sha string) (bool, error) { return c.remains(ctx, pass, before, next, sha) })
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

// unknownPaper returns the fault of the first paper of a proposal that the officer may not name:
// they did not upload it, and it was not there before.
func (c *Clerk) unknownPaper(ctx context.Context, who access.Actor, p *register.Proposal, there func(sha string) (bool, error)) (*register.Finding, error) {
	for n, e := range p.Evidence {
		if e.SHA256 == "" {
			continue
		}
		may, err := c.config.Store.Uploaded(ctx, e.SHA256, who.Officer.ID)
		if err == nil && !may && there != nil {
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
func (c *Clerk) remains(ctx context.Context, pass access.Pass, before, next *application.Application, sha string) (bool, error) {
	was := beside(before.Proposals(), sha)
	if len(was) == 0 {
		return false, nil
	}
	then, err := c.about(ctx, pass, was)
	if err != nil {
		return false, err
	}
	now, err := c.about(ctx, pass, beside(next.Proposals(), sha))
	return len(disclosure.Except(then.Subjects, now.Subjects)) == 0, err
}

// beside returns the proposals beside which a paper lies.
func beside(proposals []*register.Proposal, sha string) []*register.Proposal {
	return slices.DeleteFunc(slices.Clone(proposals), func(p *register.Proposal) bool {
		return sha == "" || !slices.ContainsFunc(p.Evidence, func(e register.Evidence) bool { return e.SHA256 == sha })
	})
}

// Download returns a paper of an application to an officer of an office that took or decides it.
// The look is durable before the paper is read. The content is checked against its hash.
func (c *Clerk) Download(ctx context.Context, who access.Actor, id application.ID, sha string) ([]byte, evidence.MediaType, error) {
	p, err := access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) (evidence.Paper, error) {
		return c.download(ctx, pass, looks, who, id, sha)
	})
	return p.Content, p.Type, err
}

func (c *Clerk) download(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, id application.ID, sha string) (evidence.Paper, error) {
	const op = "office.Download"
	a, err := c.load(ctx, pass, op, who, access.Declare, id) // whoever registers also declares
	if err != nil {
		return evidence.Paper{}, err
	}
	found, err := c.foundOn(ctx, pass, op, a.Proposals(), sha)
	if err != nil {
		return evidence.Paper{}, err
	}
	if err := looks.Look(ctx, caseOf(id), found); err != nil {
		return evidence.Paper{}, err
	}
	return c.papers().Paper(ctx, sha)
}

// foundOn returns whom the acts name beside which the paper lies, and everybody whom any application
// names beside it: a paper shows what they all are about.
func (c *Clerk) foundOn(ctx context.Context, pass access.Pass, op register.Operation, proposals []*register.Proposal, sha string) (access.ReadingScope, error) {
	proposals = beside(proposals, sha)
	if len(proposals) == 0 {
		return access.ReadingScope{}, register.Coded(register.NotFound, op, evidence.CodeUnknown)
	}
	all, err := c.config.Store.ListApplications(ctx, application.List{Evidence: sha, Limit: access.MaxSubjects})
	if err != nil {
		return access.ReadingScope{}, err
	}
	if len(all) == access.MaxSubjects { // there may be more
		return access.ReadingScope{}, register.Coded(register.TooLarge, op, access.CodeLookTooLarge)
	}
	for i := range all {
		proposals = append(proposals, beside(all[i].Proposals(), sha)...)
	}
	return c.about(ctx, pass, proposals)
}

// about returns whom proposals name, for the look at their papers.
func (c *Clerk) about(ctx context.Context, pass access.Pass, proposals []*register.Proposal) (access.ReadingScope, error) {
	all, err := disclosure.NamingsOf(ctx, pass, c.config.Documents, proposals...)
	var out access.ReadingScope
	for i := range all {
		one := all[i].Scope()
		out.Subjects, out.Protected = disclosure.AddRefs(out.Subjects, one.Subjects...), out.Protected || one.Protected
	}
	out.Nobody = len(out.Subjects) == 0
	return out, err
}
