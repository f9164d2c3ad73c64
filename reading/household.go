package reading

import (
	"context"
	"slices"
	"strings"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/reading/view"
	"samano/register"
)

// Household is a household as shown to an officer.
type Household struct {
	ID      register.HouseholdID `json:"-"`
	Seq     register.Seq         `json:"seq"`
	Version int                  `json:"version"`
	Book    string               `json:"book,omitempty"`
	Facts   []view.Fact          `json:"facts"`
}

// Missing says, as register.NotFound, that the register did not hold the household at the moment asked
// for.
func (h *Household) Missing() error {
	if h.Version == 0 {
		return register.Coded(register.NotFound, "reading.Household", CodeNotKnownThen)
	}
	return nil
}

// subjectsOf lists a household and its members.
func subjectsOf(h *register.Household) []register.Ref {
	out := []register.Ref{h.Ref()}
	for _, f := range h.Members.Standing() {
		out = append(out, register.PersonRef(f.Value.Person))
	}
	return out
}

// households returns, as known at a moment, those in which the person then was, or may have been, a
// member: of a day all, former ones too.
func (r *Service) households(ctx context.Context, pass access.Pass, id register.PersonID, ids []int64, m Moment) ([]*register.Household, error) {
	hids := make([]register.HouseholdID, len(ids))
	for i, x := range ids {
		hids[i] = register.HouseholdID(x)
	}
	byID, err := r.documents.Households(ctx, pass, hids...)
	if err != nil {
		return nil, err
	}
	var out []*register.Household
	for _, hid := range hids {
		h := byID[hid]
		if h == nil {
			continue
		}
		s, err := r.at(ctx, h, m)
		if err != nil {
			return nil, err
		}
		then := s.(*register.Household)
		isPerson := func(f register.Fact[register.Member]) bool { return f.Value.Person == id }
		if slices.ContainsFunc(held(then.Members, m), isPerson) {
			out = append(out, then)
		}
	}
	return out, nil
}

// held returns the facts that hold, or may hold, on the day that is asked for; without a day those
// that have not ended.
func held[T register.Value](facts register.Facts[T], m Moment) register.Facts[T] {
	if m.On == nil {
		return facts.Current()
	}
	return facts.On(*m.On)
}

func household(k *presentation, h *register.Household, m Moment, history bool) Household {
	out := Household{ID: h.ID, Seq: h.Seq(), Version: h.Version(), Facts: k.facts(h, m, history)}
	for _, b := range held(h.Books, m) {
		out.Book = b.Value.Number
		break
	}
	return out
}

// Household shows a household, found by a book or by '@' and a client-made id. The
// look names every member.
func (r *Service) Household(ctx context.Context, who access.Actor, why access.Reason, name string, m Moment) (*Household, error) {
	return access.Read(ctx, r.reader, who, why, func(ctx context.Context, pass access.Pass) (*Household, access.ReadingScope, error) {
		none := &register.Error{Kind: register.NotFound, Op: "reading.Household", Code: register.CodeHouseholdNotFound}
		l, ok := acts.HouseholdLookup(strings.TrimSpace(name))
		if !ok {
			return nil, access.ReadingScope{}, none
		}
		es, err := r.documents.Find(ctx, pass, l)
		if err != nil {
			return nil, access.ReadingScope{}, err
		}
		now := es[0].Household
		if now == nil {
			return nil, access.ReadingScope{}, none
		}
		s, err := r.at(ctx, now, m)
		if err != nil {
			return nil, access.ReadingScope{}, err
		}
		h := s.(*register.Household)
		k, err := r.present(ctx, pass, who, pass.Opens(now.Ref()), []register.Ref{now.Ref()}, register.PersonsOf(nil, h), m)
		if err != nil {
			return nil, access.ReadingScope{}, err
		}
		found := access.ReadingScope{Subjects: subjectsOf(h), Asked: []register.Ref{now.Ref()}, Opened: pass.Opens(now.Ref()), Places: [][]register.PlaceID{disclosure.Homes(now)}, Protected: k.cover.Covers(now)}
		if found.Protected {
			k.reveal()
		}
		out := household(k, h, m, why.What == access.WhatHistory)
		found.Subjects = append(append(found.Subjects, k.told()...), k.shelters.Left(now)...)
		return &out, found, nil
	})
}
