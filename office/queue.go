package office

import (
	"context"
	"slices"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/register"
)

// QueuePage is how many applications a page of a list shows.
const QueuePage = 50

// Queue returns a page of the applications that wait for the decision of the actor's office, the
// earliest due first; with below also those of the offices under it. The next page begins after the
// returned cursor.
func (c *Clerk) Queue(ctx context.Context, who access.Actor, below bool, after application.Cursor) ([]application.Entry, application.Cursor, error) {
	if err := c.config.Rules.Has(who, access.Register, c.today()); err != nil {
		return nil, after, err
	}
	offices, err := c.ownOffices(ctx, who, below)
	if err != nil {
		return nil, after, err
	}
	return c.list(ctx, who, application.List{Offices: offices, States: []application.State{application.Declared, application.Appealed}, After: after})
}

// ownOffices returns the actor's office, and with below those under it.
func (c *Clerk) ownOffices(ctx context.Context, who access.Actor, below bool) ([]register.OfficeID, error) {
	offices := []register.OfficeID{who.Office.ID}
	if !below {
		return offices, nil
	}
	all, err := c.config.Offices(ctx)
	if err != nil {
		return nil, err
	}
	atlas, err := c.config.Documents.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	for _, o := range all {
		if o.ID != who.Office.ID && c.routing().Over(atlas, who.Office, o) {
			offices = append(offices, o.ID)
		}
	}
	return offices, nil
}

// Taken returns a page of the applications that were taken at the actor's office and are in one of
// the states: drafts to finish, returned ones to complete.
func (c *Clerk) Taken(ctx context.Context, who access.Actor, states []application.State, after application.Cursor) ([]application.Entry, application.Cursor, error) {
	if err := c.config.Rules.Has(who, access.Declare, c.today()); err != nil {
		return nil, after, err
	}
	return c.list(ctx, who, application.List{TakenAt: who.Office.ID, States: states, After: after})
}

func (c *Clerk) list(ctx context.Context, who access.Actor, l application.List) ([]application.Entry, application.Cursor, error) {
	l.Limit = QueuePage
	found, err := c.config.Store.ListApplications(ctx, l)
	if err != nil {
		return nil, l.After, err
	}
	next := l.After
	if n := len(found); n > 0 {
		next = application.Cursor{Due: found[n-1].Due, ID: found[n-1].ID}
	}
	out, err := access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) ([]application.Entry, error) {
		hides, err := c.linesHidden(ctx, pass, who, found)
		out := make([]application.Entry, len(found))
		for n := range hides { // that a line is withheld tells of somebody
			if err := disclosure.NoteCovered(ctx, looks, reasonOf(found[n].ID, found[n].State), hides[n]); err != nil {
				return nil, err
			}
			out[n] = found[n].Entry(c.today(), len(hides[n]) > 0)
		}
		looks.Nobody() // but those who are withheld
		return out, err
	})
	if err != nil {
		return nil, l.After, err
	}
	return out, next, nil
}

// linesHidden returns for each application of a list those because of whom its line is withheld from the
// reader: a kind and a name beside it tell who asked for a protection. A list examines nothing, so that
// those are among them of whom only the checks of an act know.
func (c *Clerk) linesHidden(ctx context.Context, pass access.Pass, who access.Actor, list []application.Application) ([][]register.Ref, error) {
	out, err := c.withheldDeclarants(ctx, pass, who, list...)
	if err != nil || c.isDesk(who) {
		return out, err
	}
	var proposals []*register.Proposal
	for i := range list {
		proposals = append(proposals, list[i].Proposals()...)
	}
	named, err := disclosure.NamedBy(ctx, pass, c.config.Documents, proposals...)
	if err != nil {
		return nil, err
	}
	for i := range list {
		for k, item := range list[i].Acts {
			if item.TypedBy != who.Officer.ID {
				changed, err := c.examination().CoveredByRegistered(ctx, pass, &list[i], k)
				if err != nil {
					return nil, err
				}
				out[i] = disclosure.AddRefs(out[i], slices.Concat(named[k].Covered, named[k].Near, changed)...)
			}
		}
		named = named[len(list[i].Acts):]
	}
	return out, nil
}
