package office

import (
	"context"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/register"
)

// showExisting shows the registered people because of whom the application was refused, to a reader
// in whose area they live. The looks are durable when it returns.
func (c *Clerk) showExisting(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, v *View) error {
	ruled, err := c.config.Store.ListAdjudications(ctx, application.AdjudicationList{Application: v.ID, States: []application.AdjudicationState{application.Ruled}, Limit: application.MaxActs * application.MaxCandidates})
	if err != nil {
		return err
	}
	ids := application.FoundSame(ruled, v.Application.Acts)
	cover, err := disclosure.CoverOf(ctx, pass, c.config.Documents, disclosure.People(ids...)...)
	if err != nil {
		return err
	}
	area, err := c.area(ctx, who, access.Reason{}) // whoever declared sees people of the own area only
	if err != nil {
		return err
	}
	var found access.ReadingScope
	var hidden []register.Ref
	var entered []*application.Outcome
	var people []*register.Person
	for _, id := range ids {
		p := cover.Person(id)
		if p == nil || !area.IncludesAny(disclosure.Homes(p)) {
			continue
		}
		secret := len(cover.HiddenLikenesses(p.Ref())) > 0
		if secret && !c.isDesk(who) {
			hidden = append(hidden, p.Ref())
			continue
		}
		acts, err := c.config.Documents.Acts(ctx, pass, p.Acts[:1])
		if err != nil {
			return err
		}
		if len(acts) == 0 {
			continue // the audit tells of a lost act; the others are shown all the same
		}
		people, entered = append(people, p), append(entered, application.OutcomeOf(acts[0], true))
		found.Protected = found.Protected || secret
		found.Subjects, found.Places = disclosure.AddRefs(found.Subjects, p.Ref()), append(found.Places, disclosure.Homes(p))
	}
	if err := disclosure.NoteCovered(ctx, looks, reasonOf(v.ID, v.State), hidden); err != nil {
		return err
	}
	if len(people) == 0 {
		looks.Nobody()
		return nil
	}
	if err := looks.Look(ctx, reasonOf(v.ID, v.State), found); err != nil {
		return err
	}
	country, err := disclosure.CountrySparing(ctx, pass, c.config.Documents, looks, c.isDesk(who), reasonOf(v.ID, v.State), people...)
	for i, p := range people {
		v.Existing = append(v.Existing, Existing{disclosure.Redacted(looks, country, p), entered[i]})
	}
	return err
}
