// Package routing owns how offices stand to each other: which is above which, which is the nearest that
// may do something, which decides or adjudicates, and which stands in for one whose unit has ended.
package routing

import (
	"context"
	"slices"

	"samano/law"
	"samano/register"
	"samano/registrar"
)

// Service knows the offices of the country. It is safe for concurrent use.
type Service struct {
	Documents *registrar.Documents
	Offices   func(context.Context) ([]register.Office, error) // all
}

// StandsIn reports whether an office is that office or writes in its place: where the unit of that one
// has ended, the nearest office does in whose area the unit lies now.
func (s *Service) StandsIn(ctx context.Context, office register.Office, id register.OfficeID) (bool, error) {
	if office.ID == id {
		return true, nil
	}
	lower, atlas, err := s.known(ctx, id)
	if atlas == nil || err != nil {
		return false, err
	}
	ended := func(o register.Office) bool {
		unit, ok := atlas.Place(o.Jurisdiction)
		return ok && !unit.StandsOn(s.Documents.Today())
	}
	if !ended(lower) || !s.Over(atlas, office, lower) {
		return false, nil
	}
	all, err := s.Offices(ctx)
	between := func(o register.Office) bool {
		return !ended(o) && s.Over(atlas, office, o) && s.Over(atlas, o, lower)
	}
	return !slices.ContainsFunc(all, between), err
}

// Above reports whether an office is that office or is above it.
func (s *Service) Above(ctx context.Context, office register.Office, id register.OfficeID) (bool, error) {
	if office.ID == id {
		return true, nil
	}
	lower, atlas, err := s.known(ctx, id)
	return atlas != nil && s.Over(atlas, office, lower), err
}

// known returns an office and the atlas; no atlas if there is no such office.
func (s *Service) known(ctx context.Context, id register.OfficeID) (register.Office, *register.Atlas, error) {
	o, err := s.Documents.Office(ctx, id)
	if register.KindOf(err) == register.NotFound {
		return o, nil, nil
	}
	if err != nil {
		return o, nil, err
	}
	atlas, err := s.Documents.Atlas(ctx)
	if err != nil {
		return o, nil, err
	}
	return o, atlas, nil
}

// Over reports whether the area of one office contains that of another. No office is above the
// centre; a consulate is above none, and those of the whole country are above it.
func (s *Service) Over(atlas *register.Atlas, upper, lower register.Office) bool {
	if s.abroad(lower) {
		return s.Documents.Law.National(upper)
	}
	return lower.Jurisdiction != 0 && lower.Jurisdiction != upper.Jurisdiction && atlas.AreaOf(upper, s.Documents.Today()).Contains(lower.Jurisdiction)
}

// abroad reports whether an office is outside the country, where it has no area of its own.
func (s *Service) abroad(o register.Office) bool {
	return slices.ContainsFunc(s.Documents.Law.Offices, func(l law.OfficeLevel) bool { return l.Name == o.Level && l.Abroad })
}
