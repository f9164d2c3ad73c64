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
	sha, err := c.papers().Keep(ctx, who.Office.ID, content)
	if err != nil {
		return register.Evidence{}, err
	}
	return register.Evidence{Kind: kind, SHA256: sha}, nil
}

func (c *Clerk) papers() *evidence.Papers {
	return &evidence.Papers{Store: c.config.Store, Sealer: c.config.Evidence, Now: c.now}
}

// checkPapers refuses papers that were not in the application before and that the office never
// uploaded. An officer who knows the hash of another office's paper could read it by naming it. A
// paper that nobody uploaded gets the same answer.
func (c *Clerk) checkPapers(ctx context.Context, who access.Actor, proposals []register.Proposal, before []application.Item) ([]register.Finding, error) {
	for i := range proposals {
		if f, err := c.unknownPaper(ctx, who, &proposals[i], before); f != nil || err != nil {
			if f == nil {
				return nil, err
			}
			f.Field = application.ItemField(i) + f.Field
			return []register.Finding{*f}, nil
		}
	}
	return nil, nil
}

// unknownPaper returns the fault of the first paper of a proposal that the officer may not name.
func (c *Clerk) unknownPaper(ctx context.Context, who access.Actor, p *register.Proposal, before []application.Item) (*register.Finding, error) {
	for n, e := range p.Evidence {
		if e.SHA256 == "" || slices.ContainsFunc(before, func(b application.Item) bool { return hasPaper(&b.Proposal, e.SHA256) }) {
			continue
		}
		mine, err := c.config.Store.Uploaded(ctx, e.SHA256, who.Office.ID)
		if err != nil {
			return nil, err
		}
		if !mine {
			f := register.Blocked(evidence.CodeUnknown, "evidence."+strconv.Itoa(n)+".sha256")
			return &f, nil
		}
	}
	return nil, nil
}

func hasPaper(p *register.Proposal, sha string) bool {
	return slices.ContainsFunc(p.Evidence, func(e register.Evidence) bool { return e.SHA256 == sha })
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
	proposals := make([]*register.Proposal, len(a.Acts))
	for i := range a.Acts {
		proposals[i] = &a.Acts[i].Proposal
	}
	found, err := c.foundOn(ctx, pass, op, proposals, sha)
	if err != nil {
		return evidence.Paper{}, err
	}
	if err := looks.Look(ctx, caseOf(id), found); err != nil {
		return evidence.Paper{}, err
	}
	return c.papers().Paper(ctx, sha)
}

// foundOn returns whom the acts name beside which the paper lies. A paper may lie beside several
// acts, and shows what they all are about.
func (c *Clerk) foundOn(ctx context.Context, pass access.Pass, op register.Operation, proposals []*register.Proposal, sha string) (access.ReadingScope, error) {
	proposals = slices.DeleteFunc(slices.Clone(proposals), func(p *register.Proposal) bool {
		return sha == "" || !hasPaper(p, sha)
	})
	if len(proposals) == 0 {
		return access.ReadingScope{}, register.Coded(register.NotFound, op, evidence.CodeUnknown)
	}
	all, err := disclosure.NamingsOf(ctx, pass, c.config.Documents, proposals...)
	var out access.ReadingScope
	for i := range all {
		one := all[i].Scope()
		out.Subjects, out.Protected = disclosure.AddRefs(out.Subjects, one.Subjects...), out.Protected || one.Protected
	}
	out.Nobody = len(out.Subjects) == 0
	return out, err
}
