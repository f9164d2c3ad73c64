package registrar

import (
	"bytes"
	"context"
	"time"

	"samano/acts"
	"samano/register"
	"samano/registrar/projection"
	"samano/registrar/record"
	"samano/store"
)

// Reading the register. Nothing here asks who reads or why: package access stands
// before it, and every caller goes through that.

// Find answers lookups on the present state.
func (r *Registrar) Find(ctx context.Context, ls ...acts.Lookup) ([]acts.Entry, error) {
	o, err := r.overlayOn(ctx, r.Store)
	if err != nil {
		return nil, err
	}
	if err := o.load(ls); err != nil {
		return nil, err
	}
	out := make([]acts.Entry, len(ls))
	for i, l := range ls {
		if out[i], err = o.entry(l); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Persons gives persons by internal id; those that do not exist are left out.
func (r *Registrar) Persons(ctx context.Context, ids ...register.PersonID) (map[register.PersonID]*register.Person, error) {
	refs := make([]register.Ref, len(ids))
	for i, id := range ids {
		refs[i] = register.PersonRef(id)
	}
	subjects, err := r.subjects(ctx, refs)
	if err != nil {
		return nil, err
	}
	out := make(map[register.PersonID]*register.Person, len(subjects))
	for _, s := range subjects {
		if p, ok := s.(*register.Person); ok {
			out[p.ID] = p
		}
	}
	return out, nil
}

// protections is what the document of everybody has in it who ever was protected.
var protections = []byte(`"protections":`)

// Protected gives those of the persons who are protected now. The documents of all
// others say nothing of it and are not decoded: a search asks this of everybody who
// lives with those whom it found.
func (r *Registrar) Protected(ctx context.Context, ids ...register.PersonID) (map[register.PersonID]bool, error) {
	refs := make([]register.Ref, len(ids))
	for i, id := range ids {
		refs[i] = register.PersonRef(id)
	}
	rows, err := r.Store.Subjects(ctx, refs)
	if err != nil {
		return nil, err
	}
	out := map[register.PersonID]bool{}
	for _, row := range rows {
		if !bytes.Contains(row.Doc, protections) {
			continue
		}
		s, err := record.Subject(row)
		if err != nil {
			return nil, err
		}
		if p, ok := s.(*register.Person); ok && p.Protected() {
			out[p.ID] = true
		}
	}
	return out, nil
}

// Shelters returns those of the addresses at which somebody protected lives now. An
// address without a house is none: two people of one village may live in two houses.
func (r *Registrar) Shelters(ctx context.Context, addresses ...register.Address) (map[register.Address]bool, error) {
	out := map[register.Address]bool{}
	for _, a := range addresses {
		if _, asked := out[a]; asked || a.Place == 0 || a.Dwelling == "" {
			continue
		}
		found, err := r.Store.SearchNames(ctx, []store.KeyRange{{Prefix: projection.ShelterKey(a), Exact: true}}, [2]int{}, 1)
		if err != nil {
			return nil, err
		}
		out[a] = len(found) > 0
	}
	return out, nil
}

// Households does the same for households.
func (r *Registrar) Households(ctx context.Context, ids ...register.HouseholdID) (map[register.HouseholdID]*register.Household, error) {
	refs := make([]register.Ref, len(ids))
	for i, id := range ids {
		refs[i] = register.HouseholdRef(id)
	}
	subjects, err := r.subjects(ctx, refs)
	if err != nil {
		return nil, err
	}
	out := make(map[register.HouseholdID]*register.Household, len(subjects))
	for _, s := range subjects {
		if h, ok := s.(*register.Household); ok {
			out[h.ID] = h
		}
	}
	return out, nil
}

func (r *Registrar) subjects(ctx context.Context, refs []register.Ref) ([]register.Subject, error) {
	rows, err := r.Store.Subjects(ctx, refs)
	if err != nil {
		return nil, err
	}
	out := make([]register.Subject, len(rows))
	for i, row := range rows {
		if out[i], err = record.Subject(row); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Act gives an act by its client-made id or its number on paper; nil if there is
// none.
func (r *Registrar) Act(ctx context.Context, text string) (*register.Act, error) {
	es, err := r.Find(ctx, acts.Lookup{By: acts.ByAct, Key: text})
	if err != nil {
		return nil, err
	}
	return es[0].Act, nil
}

// Acts gives acts by Seq, in order.
func (r *Registrar) Acts(ctx context.Context, seqs []register.Seq) ([]*register.Act, error) {
	rows, err := r.Store.Acts(ctx, seqs)
	if err != nil {
		return nil, err
	}
	out := make([]*register.Act, len(rows))
	for i, row := range rows {
		if out[i], err = record.Decode(r.Codec, row); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// SeqAt gives the last act that was in at that time; ok is false before the
// register was founded.
func (r *Registrar) SeqAt(ctx context.Context, t time.Time) (register.Seq, bool, error) {
	return r.Store.SeqAt(ctx, t.UnixMicro())
}

// FeedPage bounds a page of the event feed, in acts.
const FeedPage = 1000

// FeedEvent is an event with the subject's document as it was after it.
type FeedEvent struct {
	register.Event
	Subject register.Subject
}

// Events gives the events of up to FeedPage acts after that Seq, in the order of
// the register, and the Seq to ask after next. An act's events are never split;
// a page ends early before its subjects would be more than maxSubjects, but holds
// at least one act. A page is empty only at the end.
func (r *Registrar) Events(ctx context.Context, after register.Seq, maxSubjects int) (events []FeedEvent, next register.Seq, err error) {
	rows, err := r.Store.ActsFrom(ctx, after+1, FeedPage)
	if err != nil {
		return nil, after, err
	}
	next = after
	decoded := make([]*register.Act, len(rows))
	var refs []register.Ref
	seen := map[register.Ref]bool{}
	for i, row := range rows {
		if decoded[i], err = record.Decode(r.Codec, row); err != nil {
			return nil, after, err
		}
		fresh := 0
		for _, ref := range decoded[i].Subjects() {
			if !seen[ref] {
				fresh++
			}
		}
		if i > 0 && len(refs)+fresh > maxSubjects {
			decoded = decoded[:i]
			break
		}
		next = row.Seq
		for _, ref := range decoded[i].Subjects() {
			if !seen[ref] {
				seen[ref] = true
				refs = append(refs, ref)
			}
		}
	}
	subjects, err := r.subjects(ctx, refs)
	if err != nil {
		return nil, after, err
	}
	byRef := make(map[register.Ref]register.Subject, len(subjects))
	for _, s := range subjects {
		byRef[s.Ref()] = s
	}
	for _, a := range decoded {
		for _, ref := range a.Subjects() {
			s := byRef[ref]
			if s == nil {
				return nil, after, register.Errorf(register.Internal, "registrar.Events", "act %d: %s has no document", a.Seq, ref)
			}
			then := register.AsKnown(s, a.Seq)
			events = append(events, FeedEvent{
				Event:   register.Event{Seq: a.Seq, Subject: ref, Version: then.Version(), Kind: a.Kind, Nature: a.Nature},
				Subject: then,
			})
		}
	}
	return events, next, nil
}

// Search finds people by name and year of birth.
func (r *Registrar) Search(ctx context.Context, words []store.KeyRange, years [2]int, limit int) ([]register.PersonID, error) {
	return r.Store.SearchNames(ctx, words, years, limit)
}
