package registrar

import (
	"context"
	"slices"
	"time"

	"samano/access"
	"samano/acts"
	"samano/ledger"
	"samano/register"
	"samano/registrar/projection"
	"samano/registrar/record"
)

// enter adds a decided act to the overlay: its number on paper and the new documents of its
// subjects. others are findings besides those of the kind's own check. Encoding comes later (see
// writes).
func (o *overlay) enter(c *acts.Case, others []register.Finding) (*register.Act, error) {
	at := max(o.now, o.head.Last+1)
	act := &register.Act{
		Proposal: *c.Proposal, Seq: register.Seq(o.head.Size), RegisteredAt: time.UnixMicro(at).UTC(), PackHash: o.r.Law.Hash,
		Nature: c.Nature, Repairs: c.Repairs, Findings: append(c.Findings(), others...), Effects: c.Effects(),
	}
	act.Payload = acts.WithoutSealed(act.Kind, act.Payload)
	if err := checkEffects(act); err != nil {
		return nil, err
	}
	if o.r.Law.Kinds[act.Kind].Printed.On(c.Today).Value {
		n, err := o.nextPrinted(act.Office, c.Today.Year())
		if err != nil {
			return nil, err
		}
		act.Printed = n
	}
	if err := o.fold(act); err != nil {
		return nil, err
	}
	for id, ref := range c.Named {
		o.used(string(id))
		put(o, o.aliases, id, ref)
	}
	if err := o.erase(act, c.Erased); err != nil {
		return nil, err
	}
	o.used(string(act.ID))
	put(o, o.actIDs, act.ID, act.Seq)
	put(o, o.acts, act.Seq, act)
	if d, ok := record.DecisionKey(act.Decision); ok {
		put(o, o.decisions, d, act.Seq)
	}
	o.entered = append(o.entered, record.Entered{Act: act, Named: c.Named, Sealed: c.Sealed, Erased: c.Erased})
	o.head.Size++
	o.head.Last = at
	return act, nil
}

// checkEffects refuses an act that gives an empty number (see AllocateNumber), and one of more
// effects than could be read again.
func checkEffects(act *register.Act) error {
	for _, e := range act.Effects {
		if n, ok := e.Value.(register.Number); ok && n == "" {
			return register.Errorf(register.Internal, "registrar.enter", "the scheme has no number left")
		}
	}
	if len(act.Effects) > register.MaxEffects {
		return register.Errorf(register.TooLarge, "registrar.enter", "%s: %d effects", act.Kind, len(act.Effects))
	}
	return nil
}

func (o *overlay) nextPrinted(office register.OfficeID, year int) (register.PrintedNumber, error) {
	key := officeYear{office, year}
	last, ok := o.printed[key]
	if !ok {
		last, ok = o.earlier.printed[key]
	}
	if !ok {
		var err error
		if last, err = o.from.LastPrinted(o.ctx, office, year); err != nil {
			return register.PrintedNumber{}, err
		}
		if o.r.PrintedStart != nil {
			last = max(o.r.PrintedStart(office, year)-1, last)
		}
	}
	put(o, o.printed, key, last+1)
	return register.PrintedNumber{Office: office, Year: year, No: last + 1}, nil
}

// fold updates the documents of an act's subjects and the indexes over them.
func (o *overlay) fold(act *register.Act) error {
	var places []*register.Place
	for _, ref := range act.Subjects() {
		was, err := o.subject(ref)
		if err != nil {
			return err
		}
		base := was
		if base == nil {
			if base, err = register.NewSubject(ref); err != nil {
				return err
			}
		}
		now, err := register.Fold(base, act.Seq, act.Effects)
		if err != nil {
			return register.Errorf(register.Internal, "registrar.fold", "%w", err)
		}
		if !has(o.before, ref) {
			put(o, o.before, ref, was)
		}
		put(o, o.subjects, ref, now)
		if err := o.derive(was, now); err != nil {
			return err
		}
		o.duplicates.Changed(was, now)
		if p, ok := now.(*register.Place); ok {
			places = append(places, p)
		}
	}
	if len(places) > 0 {
		o.atlas = o.atlas.With(places...)
		o.head.PlacesSeq = act.Seq
	}
	return nil
}

// derive updates the overlay's indexes after a document has changed.
func (o *overlay) derive(was, now register.Subject) error {
	old, new := projection.Edges(was), projection.Edges(now)
	if was == nil { // nobody can point at somebody who was not there
		if p, ok := now.(*register.Person); ok {
			put(o, o.children, p.ID, nil)
			put(o, o.households, p.ID, nil)
		}
	}
	if new.Number != old.Number {
		put(o, o.numbers, new.Number, register.PersonID(now.Ref().ID))
	}
	household := register.HouseholdID(now.Ref().ID)
	for _, b := range old.Books {
		// A voided book leads nowhere, unless another household has it now.
		if id, read := o.books[b]; (!read || id == household) && !slices.Contains(new.Books, b) {
			put(o, o.books, b, 0)
		}
	}
	for _, b := range new.Books {
		o.used(b)
		put(o, o.books, b, household)
	}
	if err := o.reverse(o.children, o.earlier.children, old.ChildOf, new.ChildOf, now.Ref().ID, o.from.Children); err != nil {
		return err
	}
	return o.reverse(o.households, o.earlier.households, old.Members, new.Members, now.Ref().ID, o.from.Households)
}

// reverse updates the lists of subjects that point at a person: id is added to the lists of the new
// targets and removed from those of the former ones.
func (o *overlay) reverse(lists, earlier map[register.PersonID][]int64, old, new []register.PersonID, id int64, ask func(context.Context, access.Pass, []register.PersonID) (map[register.PersonID][]int64, error)) error {
	var touched []register.PersonID
	for _, t := range append(slices.Clone(old), new...) {
		if slices.Contains(old, t) != slices.Contains(new, t) && !has(lists, t) {
			touched = append(touched, t)
		}
	}
	if err := resolve(o, lists, earlier, touched, ask); err != nil {
		return err
	}
	for _, t := range new {
		if !slices.Contains(old, t) {
			list := slices.Clone(lists[t])
			if at, found := slices.BinarySearch(list, id); !found {
				put(o, lists, t, slices.Insert(list, at, id))
			}
		}
	}
	for _, t := range old {
		if !slices.Contains(new, t) {
			list := slices.Clone(lists[t])
			put(o, lists, t, slices.DeleteFunc(list, func(x int64) bool { return x == id }))
		}
	}
	return nil
}

// erase removes parts of earlier acts and leaves their commitments.
func (o *overlay) erase(by *register.Act, erasures []acts.Erasure) error {
	for _, e := range erasures {
		if _, sealed := register.CutSealed(e.Part); sealed {
			continue // it stands outside the act; the batch deletes the box
		}
		if i := o.enteredAt(e.Seq); i >= 0 {
			was := o.entered[i].Gone
			if o.journal {
				o.undo = append(o.undo, func() { o.entered[i].Gone = was })
			}
			o.entered[i].Gone = append(slices.Clip(was), record.GonePart{Seq: e.Seq, Part: e.Part, By: by.Seq})
		} else if err := o.eraseStored(by, e); err != nil {
			return err
		}
		if act := o.acts[e.Seq]; act != nil && e.Part == ledger.PayloadPart {
			without := *act
			without.Payload = nil
			put(o, o.acts, e.Seq, &without)
		}
	}
	return nil
}

// enteredAt returns the place of an act among those of this transaction, -1 for an earlier one.
func (o *overlay) enteredAt(seq register.Seq) int {
	if len(o.entered) == 0 || seq < o.entered[0].Act.Seq {
		return -1
	}
	return int(seq - o.entered[0].Act.Seq)
}

func (o *overlay) eraseStored(by *register.Act, e acts.Erasure) error {
	rec, err := o.record(e.Seq)
	if err != nil {
		return err
	}
	if rec, err = rec.Erase(e.Part, int64(by.Seq)); err != nil {
		return register.Errorf(register.Internal, "registrar.erase", "act %d, %s: %w", e.Seq, e.Part, err)
	}
	put(o, o.erased, e.Seq, rec)
	return nil
}

func (o *overlay) nothingNew() bool { return len(o.entered) == 0 }
