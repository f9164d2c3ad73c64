package audit

import (
	"cmp"
	"context"
	"slices"

	"samano/register"
	"samano/registrar/projection"
	"samano/registrar/record"
	"samano/store"
)

// An audit covers the acts that were there when it began, and reads for a long time. Documents are
// folded as of the last of these acts, whatever was registered since. Rows and keys are read as
// they are later, so what later acts made of them is worked out and expected too.

// asOf folds a document as of the acts that the audit covers.
func (v *verification) asOf(ctx context.Context, from store.Acts, now register.Subject) (register.Subject, error) {
	ref := now.Ref()
	was, err := register.NewSubject(ref)
	if err != nil {
		return nil, register.Errorf(register.Internal, "audit.asOf", "%w", err)
	}
	covered := slices.DeleteFunc(slices.Clone(register.ActsOf(now)), func(seq register.Seq) bool { return int64(seq) >= v.upto })
	rows, err := from.Acts(ctx, v.pass, covered)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		effects, _ := v.effects(row, func(r register.Ref) bool { return r == ref })
		if next, err := register.Fold(was, row.Seq, effects); err == nil {
			was = next
		}
	}
	return was, nil
}

// effects reads the effects of a stored act on the wanted subjects.
func (v *verification) effects(row store.Act, wanted func(register.Ref) bool) ([]register.Effect, error) {
	rec, err := v.Codec.Unpack(int64(row.Seq), row.Body)
	if err != nil {
		return nil, err
	}
	return record.Effects(rec, wanted)
}

func compareRefs(a, b register.Ref) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
}

// lateActs reads the acts that were registered since the audit began, and returns their subjects.
func (v *verification) lateActs(from store.Snapshot, each func(*register.Act, *record.Header) error) (refs []register.Ref, err error) {
	head, err := from.Head(v.ctx)
	if err != nil || head.Size <= v.upto {
		return nil, err
	}
	seen := map[register.Ref]bool{}
	for row, err := range eachAct(v.ctx, v.pass, from, register.Seq(v.upto)) {
		if err != nil {
			return nil, err
		}
		if int64(row.Seq) >= head.Size {
			break
		}
		rec, err := v.Codec.Unpack(int64(row.Seq), row.Body)
		if err != nil {
			continue // the next audit tells of it
		}
		a, h, err := record.Parts(rec)
		if err != nil {
			continue
		}
		if err := each(a, h); err != nil {
			return nil, err
		}
		for _, ref := range a.Subjects() {
			if !seen[ref] {
				seen[ref] = true
				refs = append(refs, ref)
			}
		}
	}
	return refs, nil
}

// lateAct is one act that was registered since the audit began, and what it did to documents.
type lateAct struct {
	seq     register.Seq
	rows    []store.ProjectionRow // that follow from it directly
	changes []projection.Change
	names   *projection.NameKeys
	among   *lateDocuments
}

// eachLateAct calls do with the acts that were registered since the audit began and are there now,
// in order. It holds these acts and the documents that they changed.
func (v *verification) eachLateAct(do func(*lateAct) error) error {
	return v.Store.Snapshot(v.ctx, func(from store.Snapshot) error {
		var acts []*register.Act
		var rows [][]store.ProjectionRow
		refs, err := v.lateActs(from, func(a *register.Act, h *record.Header) error {
			acts, rows = append(acts, a), append(rows, rowsOfAct(a, h))
			return nil
		})
		if err != nil || len(acts) == 0 {
			return err
		}
		among, err := v.lateDocuments(from, refs)
		if err != nil {
			return err
		}
		var names projection.NameKeys
		for i, a := range acts {
			act := lateAct{seq: a.Seq, rows: rows[i], changes: among.register(a), names: &names, among: among}
			if err := do(&act); err != nil {
				return err
			}
		}
		return nil
	})
}

// eachRow calls each with the rows that the act took away (-1) and gave (1).
func (a *lateAct) eachRow(each func(store.ProjectionRow, int)) {
	for _, r := range a.rows {
		each(r, 1)
	}
	of := func(s register.Subject, n int) {
		if s == nil {
			return
		}
		p := projection.Of(s, a.names)
		for _, r := range p.Rows() {
			each(r, n)
		}
	}
	for _, c := range a.changes {
		of(c.Was, -1)
		of(c.Now, 1)
	}
}

// eachPosting calls each with the keys of the matcher that the act took away (-1) and gave (1).
func (a *lateAct) eachPosting(keys *projection.MatchKeys, each func(store.Posting, int)) error {
	list, err := projection.Rekey(a.among, a.changes)
	if err != nil {
		return err
	}
	for _, r := range list {
		for _, key := range keys.Of(r.Was) {
			each(store.Posting{Key: key, Person: r.ID}, -1)
		}
		for _, key := range keys.Of(r.Now) {
			each(store.Posting{Key: key, Person: r.ID}, 1)
		}
	}
	return nil
}

// lateDocuments shows documents before and after one late act: a projection.BeforeAfter.
type lateDocuments struct {
	v      *verification
	from   store.Snapshot
	now    map[register.Ref]register.Subject      // after the act, of those whom any late act changes; first as the audit covers them
	was    map[register.Ref]register.Subject      // before it, of those whom this act changes
	others map[register.PersonID]*register.Person // whom no late act changes
}

func (v *verification) lateDocuments(from store.Snapshot, refs []register.Ref) (*lateDocuments, error) {
	d := &lateDocuments{v: v, from: from, now: map[register.Ref]register.Subject{}, others: map[register.PersonID]*register.Person{}}
	docs, err := from.Subjects(v.ctx, v.pass, refs)
	if err != nil {
		return nil, err
	}
	for _, row := range docs {
		now, err := record.Subject(row)
		if err != nil {
			continue // the next audit tells of it
		}
		if d.now[row.Ref], err = v.asOf(v.ctx, from, now); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// register takes the documents over an act.
func (d *lateDocuments) register(a *register.Act) (changes []projection.Change) {
	d.was = map[register.Ref]register.Subject{}
	for _, ref := range a.Subjects() {
		was, known := d.now[ref]
		if !known {
			continue
		}
		now, err := register.Fold(was, a.Seq, a.Effects)
		if err != nil {
			continue // the next audit tells of it
		}
		if len(register.ActsOf(was)) == 0 {
			was = nil
		}
		d.was[ref], d.now[ref] = was, now
		changes = append(changes, projection.Change{Was: was, Now: now})
	}
	return changes
}

func (d *lateDocuments) Load(ids []register.PersonID) error {
	var refs []register.Ref
	for _, id := range ids {
		ref := register.PersonRef(id)
		_, late := d.now[ref]
		if _, read := d.others[id]; !read && !late {
			d.others[id] = nil
			refs = append(refs, ref)
		}
	}
	if len(refs) == 0 {
		return nil
	}
	docs, err := d.from.Subjects(d.v.ctx, d.v.pass, refs)
	if err != nil {
		return err
	}
	for _, row := range docs {
		if s, err := record.Subject(row); err == nil {
			d.others[register.PersonID(row.Ref.ID)], _ = s.(*register.Person)
		}
	}
	return nil
}

func (d *lateDocuments) At(id register.PersonID) (was, now *register.Person) {
	ref := register.PersonRef(id)
	after, late := d.now[ref]
	if !late {
		return d.others[id], d.others[id]
	}
	now, _ = after.(*register.Person)
	if before, changed := d.was[ref]; changed {
		was, _ = before.(*register.Person)
		return was, now
	}
	if now != nil && len(register.ActsOf(now)) == 0 { // a later act enters them
		return nil, nil
	}
	return now, now
}

// Children returns those of the snapshot, and whomever a late act changes: these may have been
// children before.
func (d *lateDocuments) Children(of []register.PersonID) (out []register.PersonID, err error) {
	if len(of) == 0 {
		return nil, nil
	}
	found, err := d.from.Children(d.v.ctx, d.v.pass, of)
	for _, ids := range found {
		for _, id := range ids {
			out = append(out, register.PersonID(id))
		}
	}
	for ref := range d.now {
		if ref.Kind == register.SubjectPerson {
			out = append(out, register.PersonID(ref.ID))
		}
	}
	return out, err
}
