package office

import (
	"context"
	"io"
	"slices"

	"samano/access"
	"samano/office/application"
	"samano/office/evidence"
	"samano/office/papers"
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
	sha, err := c.kept().Keep(ctx, who.Officer.ID, content)
	if err != nil {
		return register.Evidence{}, err
	}
	return register.Evidence{Kind: kind, SHA256: sha}, nil
}

func (c *Clerk) kept() *evidence.Papers {
	return &evidence.Papers{Store: c.config.Store, Sealer: c.config.Evidence, Now: c.now}
}

func (c *Clerk) papers() *papers.Service {
	return &papers.Service{Store: c.config.Store, Documents: c.config.Documents}
}

// Download returns a paper of an application to an officer of an office that took or decides it, where the
// page of the application does not withhold it. The looks are durable before the paper is read. The content
// is checked against its hash.
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
	if err := papers.Of(op, a.Proposals(), sha); err != nil {
		return evidence.Paper{}, err
	}
	found, err := c.papers().Paper(ctx, pass, op, &a, sha)
	if err != nil {
		return evidence.Paper{}, err
	}
	if !c.isDesk(who) {
		v, err := c.open(ctx, pass, looks, who, id)
		if err != nil {
			return evidence.Paper{}, err
		}
		if slices.Contains(v.unread, sha) {
			return evidence.Paper{}, register.Coded(register.Forbidden, op, access.CodeNationalDesk)
		}
		found.Subjects = looks.Rest(found.Subjects)
	}
	if !found.Nobody && len(found.Subjects) == 0 { // the application has been looked at
		return c.kept().Paper(ctx, sha)
	}
	if err := looks.Look(ctx, reasonOf(a.ID, a.State), found); err != nil {
		return evidence.Paper{}, err
	}
	return c.kept().Paper(ctx, sha)
}
