package reading

import (
	"context"

	"samano/access"
	"samano/disclosure"
	"samano/reading/view"
	"samano/register"
)

// Whereabouts say in which units somebody lives whose life is in danger, and nothing else.
type Whereabouts struct {
	Number register.Number `json:"number,omitempty"`
	Lao    string          `json:"lao,omitempty"`
	Latin  string          `json:"latin,omitempty"`
	Places []*view.Place   `json:"places,omitempty"` // none: nobody knows
}

// Whereabouts tells where the one person lives whom the case opens.
func (r *Service) Whereabouts(ctx context.Context, who access.Actor, purpose, cause string) (*Whereabouts, error) {
	why := access.Reason{What: access.WhatWhereabouts, Purpose: purpose, Case: cause}
	return access.Read(ctx, r.reader, who, why, func(ctx context.Context, pass access.Pass) (*Whereabouts, access.ReadingScope, error) {
		return r.whereabouts(ctx, pass)
	})
}

func (r *Service) whereabouts(ctx context.Context, pass access.Pass) (*Whereabouts, access.ReadingScope, error) {
	opened := pass.Opened()
	if len(opened) != 1 {
		return nil, access.ReadingScope{}, notFound("reading.Whereabouts")
	}
	cover, err := disclosure.CoverOf(ctx, pass, r.documents, opened...)
	if err != nil {
		return nil, access.ReadingScope{}, err
	}
	p, ok := cover.Subject(opened[0]).(*register.Person)
	if !ok || p == nil {
		return nil, access.ReadingScope{}, notFound("reading.Whereabouts")
	}
	found := access.ReadingScope{Subjects: opened, Opened: !cover.Covers(p), Protected: cover.Covers(p)}
	shelters, err := disclosure.SheltersOf(ctx, pass, r.documents, p)
	if err != nil {
		return nil, found, err
	}
	atlas, err := r.documents.Atlas(ctx)
	if err != nil {
		return nil, found, err
	}
	terms := view.Terms{Atlas: atlas, Day: r.today()}
	name := p.Official()
	out := &Whereabouts{Number: p.Number(), Lao: view.In(name, register.Lao), Latin: view.In(name, register.Latin)}
	for _, place := range shelters.HomesOf(p) {
		out.Places = append(out.Places, terms.Place(place))
	}
	found.Subjects = append(found.Subjects, shelters.Left(p)...)
	return out, found, nil
}
