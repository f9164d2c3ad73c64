package office

import (
	"context"
	"slices"

	"samano/access"
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
	withheld, err := access.ForJob(access.JobApplications, func(pass access.Pass) ([]bool, error) { return c.withheldDeclarants(ctx, pass, who, found...) })
	if err != nil {
		return nil, l.After, err
	}
	next := l.After
	out := make([]application.Entry, len(found))
	for n := range found {
		out[n] = found[n].Entry(c.today(), withheld[n])
		next = application.Cursor{Due: found[n].Due, ID: found[n].ID}
	}
	return slices.Clip(out), next, nil
}
