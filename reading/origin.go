package reading

import (
	"context"
	"encoding/json"
	"slices"

	"samano/access"
	"samano/acts"
	"samano/acts/life"
	"samano/disclosure"
	"samano/law"
	"samano/reading/view"
	"samano/register"
)

// PurposeOrigin is the purpose of the law pack for which what is sealed is opened.
const PurposeOrigin = "origin"

// CodeOriginSelf says that what is sealed opens to a court, and to the person of age who has asked for it.
const CodeOriginSelf = "origin-for-the-person"

// Origin is where a person comes from, as it is sealed.
type Origin struct {
	Number  register.Number `json:"number,omitempty"` // of today
	Facts   []view.Fact     `json:"facts"`            // that are sealed
	History []Entry         `json:"history"`          // the acts up to the seal
	Note    string          `json:"note,omitempty"`   // what was said of it when it was sealed
}

// Origin opens what is sealed of a person, to the national desk, for an order of a court or at the request of the
// person of age. The number may be one that is sealed. Somebody of whom nothing is sealed is not found.
func (r *Service) Origin(ctx context.Context, who access.Actor, cause, number string) (*Origin, error) {
	why := access.Reason{What: access.WhatOrigin, Purpose: PurposeOrigin, Case: cause}
	return access.Read(ctx, r.reader, who, why, func(ctx context.Context, pass access.Pass) (*Origin, access.ReadingScope, error) {
		p, err := r.everNumbered(ctx, pass, number)
		switch {
		case err != nil:
			return nil, access.ReadingScope{}, err
		case p == nil || p.SealedUntil() == 0 || !pass.Opens(p.Ref()):
			return nil, access.ReadingScope{}, notFound("reading.Origin")
		}
		found := access.ReadingScope{Subjects: []register.Ref{p.Ref()}, Asked: []register.Ref{p.Ref()}, Opened: true, Protected: true}
		if kind, self := pass.Asks(); kind != law.CaseCourt && !(self && r.ofAge(p)) {
			return nil, found, register.Coded(register.Forbidden, "reading.Origin", CodeOriginSelf)
		}
		out, err := r.origin(ctx, pass, who, p, &found)
		return out, found, err
	})
}

// everNumbered returns who has a number, or had it before a seal; nil if nobody had.
func (r *Service) everNumbered(ctx context.Context, pass access.Pass, number string) (*register.Person, error) {
	p, _, err := r.named(ctx, pass, number)
	if register.KindOf(err) != register.NotFound {
		return p, err
	}
	canonical, _ := r.documents.Scheme.Parse(number) // it could be read
	return r.documents.FormerlyNumbered(ctx, pass, register.Number(canonical))
}

func (r *Service) ofAge(p *register.Person) bool {
	years := r.documents.Law.Persons.AdultAge.On(r.today()).Value
	return life.Aged(p.Born().Date, register.Exact(r.today()), years) == register.Yes
}

// origin gathers what is sealed of a person, and adds to the look whom it names.
func (r *Service) origin(ctx context.Context, pass access.Pass, who access.Actor, p *register.Person, found *access.ReadingScope) (*Origin, error) {
	people := register.PersonsOf(nil, p)
	k, err := r.present(ctx, pass, who, true, found.Subjects, people, Moment{})
	if err != nil {
		return nil, err
	}
	k.reveal()
	out := &Origin{Number: p.Number()}
	sealed := map[register.EffectRef]bool{}
	p.Each(func(f register.AnyFact) bool {
		sealed[f.Key] = f.Standing().Sealed
		return true
	})
	out.Facts = k.FactsWhere(p, func(f view.Fact) bool { return sealed[f.Key] })
	found.Subjects = append(found.Subjects, k.told()...)
	list, err := r.documents.Acts(ctx, pass, p.Acts)
	if err != nil {
		return nil, err
	}
	for _, a := range slices.DeleteFunc(list, func(a *register.Act) bool { return !disclosure.Seals(p, a) }) {
		out.History = append(out.History, entryOf(a))
		text, err := r.documents.SealedText(ctx, pass, a.Seq, p.Ref(), acts.OriginPart)
		if err != nil {
			return nil, err
		}
		var said struct{ Note string }
		if text != nil && json.Unmarshal(text, &said) == nil && said.Note != "" {
			out.Note = said.Note
		}
	}
	return out, nil
}
