package registrar

import (
	"bytes"
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"samano/access"
	"samano/acts"
	"samano/ledger"
	"samano/register"
	"samano/registrar/projection"
	"samano/registrar/record"
	"samano/store"
)

// Documents reads the register. Every method that reads people takes an access.Pass. It is
// safe for concurrent use.
type Documents struct {
	*Terms
	core *core
}

// Atlas returns all places as they now are.
func (d *Documents) Atlas(ctx context.Context) (*register.Atlas, error) {
	return d.core.currentAtlas(ctx)
}

// Size returns how many acts are registered, which is the Seq of the next one.
func (d *Documents) Size(ctx context.Context) (register.Seq, error) {
	head, err := d.core.Store.Head(ctx)
	return register.Seq(head.Size), err
}

// People returns how many people were ever entered.
func (d *Documents) People(ctx context.Context) (int64, error) {
	head, err := d.core.Store.Head(ctx)
	return max(0, int64(head.NextPerson)-1), err
}

// Find answers lookups on the present state.
func (d *Documents) Find(ctx context.Context, pass access.Pass, ls ...acts.Lookup) ([]acts.Entry, error) {
	o, err := d.core.overlayOn(ctx, pass, d.core.Store)
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

// Persons returns persons by internal id, except those that do not exist.
func (d *Documents) Persons(ctx context.Context, pass access.Pass, ids ...register.PersonID) (map[register.PersonID]*register.Person, error) {
	refs := make([]register.Ref, len(ids))
	for i, id := range ids {
		refs[i] = register.PersonRef(id)
	}
	subjects, err := d.subjects(ctx, pass, refs)
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

// protections is in the document of every person who was ever protected, merges in that of every
// person who has or had another record.
var protections, merges = []byte(`"protections":`), []byte(`"same_as":`)

// Protected returns the persons who are protected now; a merged record is protected as the person
// who answers for it. Documents that mention neither protection nor another record are not decoded:
// a search asks this about everybody who lives with a person that it found.
func (d *Documents) Protected(ctx context.Context, pass access.Pass, ids ...register.PersonID) (map[register.PersonID]bool, error) {
	survivor, protected := map[register.PersonID]register.PersonID{}, map[register.PersonID]bool{}
	for ask := ids; len(ask) > 0; {
		people, err := d.marked(ctx, pass, ask)
		if err != nil {
			return nil, err
		}
		ask = nil
		for _, p := range people {
			id := p.Survivor()
			if _, known := survivor[id]; id != 0 && !known {
				ask = append(ask, id)
			}
			survivor[p.ID], protected[p.ID] = id, id == 0 && p.Protected()
		}
	}
	out := map[register.PersonID]bool{}
	for _, id := range ids {
		answers := id
		for range survivor {
			answers = cmp.Or(survivor[answers], answers)
		}
		if protected[answers] {
			out[id] = true
		}
	}
	return out, nil
}

// marked returns those of the persons whose document mentions a protection or another record.
func (d *Documents) marked(ctx context.Context, pass access.Pass, ids []register.PersonID) ([]*register.Person, error) {
	refs := make([]register.Ref, len(ids))
	for i, id := range ids {
		refs[i] = register.PersonRef(id)
	}
	rows, err := d.core.Store.Subjects(ctx, pass, refs)
	if err != nil {
		return nil, err
	}
	var out []*register.Person
	for _, row := range rows {
		if !bytes.Contains(row.Doc, protections) && !bytes.Contains(row.Doc, merges) {
			continue
		}
		s, err := record.Subject(row)
		if err != nil {
			return nil, err
		}
		if p, ok := s.(*register.Person); ok {
			out = append(out, p)
		}
	}
	return out, nil
}

// UnderDwellings returns the households, and the people who are protected or whose record was merged,
// that the register has, or had, at one of the addresses. An address without a house is left out: two
// people of one village may live in two houses.
func (d *Documents) UnderDwellings(ctx context.Context, pass access.Pass, addresses ...register.Address) ([]register.Subject, error) {
	keys := projection.DwellingKeys(addresses...)
	if len(keys) == 0 {
		return nil, nil
	}
	refs, err := d.core.Store.Dwellings(ctx, pass, keys)
	if err != nil || len(refs) == 0 {
		return nil, err
	}
	return d.subjects(ctx, pass, refs)
}

// Households returns households by internal id, except those that do not exist.
func (d *Documents) Households(ctx context.Context, pass access.Pass, ids ...register.HouseholdID) (map[register.HouseholdID]*register.Household, error) {
	refs := make([]register.Ref, len(ids))
	for i, id := range ids {
		refs[i] = register.HouseholdRef(id)
	}
	subjects, err := d.subjects(ctx, pass, refs)
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

func (d *Documents) subjects(ctx context.Context, pass access.Pass, refs []register.Ref) ([]register.Subject, error) {
	rows, err := d.core.Store.Subjects(ctx, pass, refs)
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

// Act returns an act by its client-made id or its number on paper; nil if there is none.
func (d *Documents) Act(ctx context.Context, pass access.Pass, text string) (*register.Act, error) {
	es, err := d.Find(ctx, pass, acts.Lookup{By: acts.ByAct, Key: text})
	if err != nil {
		return nil, err
	}
	return es[0].Act, nil
}

// Acts returns acts by Seq, in order.
func (d *Documents) Acts(ctx context.Context, pass access.Pass, seqs []register.Seq) ([]*register.Act, error) {
	rows, err := d.core.Store.Acts(ctx, pass, seqs)
	if err != nil {
		return nil, err
	}
	out := make([]*register.Act, len(rows))
	for i, row := range rows {
		if out[i], err = record.Decode(d.core.Codec, row); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// FormerlyNumbered returns who had a number that is sealed now, or answers for the record that had it; nil if
// nobody had.
func (d *Documents) FormerlyNumbered(ctx context.Context, pass access.Pass, n register.Number) (*register.Person, error) {
	bearers, err := d.core.Store.FormerNumbers(ctx, pass, []register.Number{n})
	if err != nil || bearers[n] == 0 {
		return nil, err
	}
	id := bearers[n]
	for {
		found, err := d.Persons(ctx, pass, id)
		if err != nil || found[id] == nil || found[id].Survivor() == 0 {
			return found[id], err
		}
		id = found[id].Survivor()
	}
}

// SealedText returns what an act keeps sealed of a subject under a name; empty where it keeps nothing.
func (d *Documents) SealedText(ctx context.Context, pass access.Pass, seq register.Seq, of register.Ref, name string) ([]byte, error) {
	const op = "registrar.SealedText"
	parts, err := d.core.Store.Sealed(ctx, pass, seq)
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		if p.Subject != of || p.Name != name {
			continue
		}
		if d.core.Sealer == nil {
			return nil, register.Errorf(register.Internal, op, "no key for sealed parts")
		}
		plain, err := d.core.Sealer.Open(p.Box, record.SealedContext(seq, of, name))
		if err != nil || len(plain) < ledger.SaltBytes {
			return nil, register.Errorf(register.Internal, op, "the part %s of act %d does not open: %w", name, seq, err)
		}
		return bytes.TrimRight(plain[ledger.SaltBytes:], "\x00"), nil
	}
	return nil, nil
}

// Sealing walks the acts that keep a sealed part of that name now, in their order.
func (d *Documents) Sealing(ctx context.Context, pass access.Pass, name string) iter.Seq2[register.Seq, error] {
	return func(yield func(register.Seq, error) bool) {
		for part, err := range d.core.Store.EachSealed(ctx, pass, 0) {
			if (err != nil || part.Name == name) && !yield(part.Seq, err) {
				return
			}
		}
	}
}

// SeqAt returns the last act registered at that time, 0 before the register was founded.
func (d *Documents) SeqAt(ctx context.Context, t time.Time) (register.Seq, error) {
	seq, _, err := d.core.Store.SeqAt(ctx, t.UnixMicro())
	return seq, err
}

// feedPage bounds a page of the event feed, in acts.
const feedPage = 1000

// Event is what one act meant for one subject: the feed that others follow.
type Event struct {
	Seq     register.Seq    `json:"seq"`
	Subject register.Ref    `json:"-"` // internal; the feed shows numbers
	Version int             `json:"version"`
	Kind    register.Kind   `json:"kind"`
	Nature  register.Nature `json:"nature"`
}

// didOpenly reports whether an act opened a fact of the subject, or did something to one, that is not sealed now.
func didOpenly(s register.Subject, seq register.Seq) (did bool) {
	s.Each(func(f register.AnyFact) bool {
		did = !f.Standing().Sealed && (f.Key.Seq == seq || slices.ContainsFunc(f.Trail, func(t register.Trace) bool { return t.By.Seq == seq }))
		return !did
	})
	return did
}

// EventWithSubject is an event and the subject's document after it.
type EventWithSubject struct {
	Event
	Subject register.Subject
}

// Events returns the events of up to feedPage acts after that Seq, in the order of the register,
// and the Seq after which the next page begins. The events of one act are never split. A page ends
// before an act that would bring its subjects above maxSubjects, but holds at least one act. Only
// the page at the end is empty.
func (d *Documents) Events(ctx context.Context, pass access.Pass, after register.Seq, maxSubjects int) (events []EventWithSubject, next register.Seq, err error) {
	rows, err := d.core.Store.ActsFrom(ctx, pass, after+1, feedPage)
	if err != nil {
		return nil, after, err
	}
	next = after
	decoded := make([]*register.Act, len(rows))
	var refs []register.Ref
	seen := map[register.Ref]bool{}
	for i, row := range rows {
		if decoded[i], err = record.Decode(d.core.Codec, row); err != nil {
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
	subjects, err := d.subjects(ctx, pass, refs)
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
			then := register.AsShown(s, a.Seq)
			if then.Seq() != a.Seq || !didOpenly(s, a.Seq) {
				continue // all that the act did to it is sealed, or is to seal
			}
			events = append(events, EventWithSubject{
				Event:   Event{Seq: a.Seq, Subject: ref, Version: then.Version(), Kind: a.Kind, Nature: a.Nature},
				Subject: then,
			})
		}
	}
	return events, next, nil
}

// Search returns people by name and year of birth.
func (d *Documents) Search(ctx context.Context, pass access.Pass, words []store.KeyRange, years [2]int, limit int) ([]register.PersonID, error) {
	return d.core.Store.SearchNames(ctx, pass, words, years, limit)
}
