package routing

import (
	"context"
	"slices"
	"strings"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/register"
)

// CodeNoOfficeCompetent says that the law lets no office do it.
const CodeNoOfficeCompetent = "no-office-competent"

// Deciding returns the office that decides acts: the taker's own if the law of the events lets it,
// else the nearest above that it lets. From the zero Office it is one of the whole country.
func (s *Service) Deciding(ctx context.Context, from register.Office, items []application.Item) (register.OfficeID, error) {
	return s.nearest(ctx, from, func(o register.Office) bool { return s.mayDecide(o, items) })
}

// mayDecide reports whether the law lets an office register all of the acts.
func (s *Service) mayDecide(o register.Office, items []application.Item) bool {
	return !slices.ContainsFunc(items, func(i application.Item) bool {
		ok, _ := s.Documents.Law.MayRegister(i.Proposal.Kind, o.Level, i.Proposal.EventDay())
		return !ok
	})
}

// StillDeciding returns the office to which an application goes back, or none if the law does not let
// that decide what it holds now.
func (s *Service) StillDeciding(ctx context.Context, a *application.Application) (register.OfficeID, error) {
	all, err := s.Offices(ctx)
	if !slices.ContainsFunc(all, func(o register.Office) bool { return o.ID == a.Office && s.mayDecide(o, a.Acts) }) {
		return "", err
	}
	return a.Office, err
}

// Adjudicating returns the office that adjudicates: the nearest above that office whose level the law
// names, or the national desk's if it alone may see one of the people, or whom they are like. named are the
// people whom only the new person's document names.
func (s *Service) Adjudicating(ctx context.Context, pass access.Pass, near register.OfficeID, named, people []register.PersonID) (register.OfficeID, error) {
	covered, err := s.hidden(ctx, pass, named, people)
	if err != nil {
		return "", err
	}
	var from register.Office
	if !covered {
		if from, err = s.Documents.Office(ctx, near); err != nil && register.KindOf(err) != register.NotFound {
			return "", err
		}
	}
	return s.NearestAdjudicators(ctx, from)
}

// AdjudicatingPair returns the office that adjudicates two who are registered: the nearest to where the
// first lives or, if that is unknown, the second.
func (s *Service) AdjudicatingPair(ctx context.Context, pass access.Pass, one, other *register.Person) (register.OfficeID, error) {
	covered, err := s.hidden(ctx, pass, nil, []register.PersonID{one.ID, other.ID})
	if err != nil {
		return "", err
	}
	var near register.Office
	if places := append(disclosure.Homes(one), disclosure.Homes(other)...); !covered && len(places) > 0 {
		near.Jurisdiction = places[0]
	}
	return s.NearestAdjudicators(ctx, near)
}

// NearestAdjudicators returns the nearest office whose level the law names. From the zero Office it is
// the national desk's.
func (s *Service) NearestAdjudicators(ctx context.Context, from register.Office) (register.OfficeID, error) {
	levels := s.Documents.Law.Duplicates.Decides.On(s.Documents.Today()).Value
	return s.nearest(ctx, from, func(o register.Office) bool { return slices.Contains(levels, o.Level) })
}

// nearest returns the office itself if it may, else the nearest office above that may. From the zero
// Office it is one of the whole country.
func (s *Service) nearest(ctx context.Context, from register.Office, may func(register.Office) bool) (register.OfficeID, error) {
	all, err := s.Offices(ctx)
	if err != nil {
		return "", err
	}
	atlas, err := s.Documents.Atlas(ctx)
	if err != nil {
		return "", err
	}
	if may(from) {
		return from.ID, nil
	}
	slices.SortFunc(all, func(a, b register.Office) int { return strings.Compare(string(a.ID), string(b.ID)) })
	var areas []register.PlaceID
	for _, p := range atlas.Chain(from.Jurisdiction, s.Documents.Today()) {
		areas = append(areas, p.ID)
	}
	for _, area := range append(areas, 0) {
		for _, o := range all {
			if o.Jurisdiction == area && !s.abroad(o) && may(o) {
				return o.ID, nil
			}
		}
	}
	return "", register.InvalidBy("office.Declare", register.Blocked(CodeNoOfficeCompetent, "office"))
}

// hidden reports whether the national desk alone is told that somebody is like one of those people, or whom
// their documents name.
func (s *Service) hidden(ctx context.Context, pass access.Pass, named, people []register.PersonID) (bool, error) {
	all, like := disclosure.People(slices.Concat(named, people)...), disclosure.People(people...)
	cover, err := disclosure.CoverOf(ctx, pass, s.Documents, all...)
	return err == nil && (cover.CoversAny(all...) || len(cover.HiddenLikenesses(like...)) > 0), err
}
