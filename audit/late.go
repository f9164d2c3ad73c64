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

// changes are what the acts registered since the audit began did to documents and rows.
type changes struct {
	subjects   []projection.Change                // their documents then and now
	gone, come map[string][]store.ProjectionRow   // by table
	documents  map[register.Ref]projection.Change // the same subjects
}

// since works out what was registered since the audit began and is there in the snapshot. It holds
// the changed documents.
func (v *verification) since(from store.Snapshot) (changes, error) {
	c := changes{gone: map[string][]store.ProjectionRow{}, come: map[string][]store.ProjectionRow{}, documents: map[register.Ref]projection.Change{}}
	refs, err := v.lateActs(from, func(a *register.Act, h *record.Header) error {
		for _, r := range rowsOfAct(a, h) {
			c.come[r.Table] = append(c.come[r.Table], r)
		}
		return nil
	})
	if err != nil || len(refs) == 0 {
		return c, err
	}
	docs, err := from.Subjects(v.ctx, v.pass, refs)
	if err != nil {
		return c, err
	}
	var names projection.NameKeys
	for _, row := range docs {
		now, err := record.Subject(row)
		if err != nil {
			continue
		}
		was, err := v.asOf(v.ctx, from, now)
		if err != nil {
			return c, err
		}
		change := projection.Change{Now: now}
		if was.Seq() != 0 || len(register.ActsOf(was)) > 0 {
			change.Was = was
			p := projection.Of(was, &names)
			for _, r := range p.Rows() {
				c.gone[r.Table] = append(c.gone[r.Table], r)
			}
		}
		p := projection.Of(now, &names)
		for _, r := range p.Rows() {
			c.come[r.Table] = append(c.come[r.Table], r)
		}
		c.subjects, c.documents[row.Ref] = append(c.subjects, change), change
	}
	return c, nil
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

// rekeyed calls each with the keys of the matcher that acts since the audit began took away (Gone)
// and gave, those of one person that go before those that come.
func (v *verification) rekeyed(from store.Snapshot, each func(store.Posting)) error {
	c, err := v.since(from)
	if err != nil || len(c.subjects) == 0 {
		return err
	}
	list, err := projection.Rekey(&thenAndNow{v: v, from: from, known: c.documents}, c.subjects)
	if err != nil {
		return err
	}
	var keys projection.MatchKeys
	for _, r := range list {
		for _, key := range keys.Of(r.Was) {
			each(store.Posting{Key: key, Person: r.ID, Gone: true})
		}
		for _, key := range keys.Of(r.Now) {
			each(store.Posting{Key: key, Person: r.ID})
		}
	}
	return nil
}

// thenAndNow shows documents as the audit covers them and as they are in a snapshot: a
// projection.BeforeAfter.
type thenAndNow struct {
	v     *verification
	from  store.Snapshot
	known map[register.Ref]projection.Change
}

func (s *thenAndNow) Load(ids []register.PersonID) error {
	var refs []register.Ref
	for _, id := range ids {
		ref := register.PersonRef(id)
		if _, read := s.known[ref]; !read {
			s.known[ref] = projection.Change{}
			refs = append(refs, ref)
		}
	}
	docs, err := s.from.Subjects(s.v.ctx, s.v.pass, refs)
	if err != nil {
		return err
	}
	for _, d := range docs {
		if p, err := record.Subject(d); err == nil { // no later act changed it
			s.known[d.Ref] = projection.Change{Was: p, Now: p}
		}
	}
	return nil
}

func (s *thenAndNow) At(id register.PersonID) (was, now *register.Person) {
	c := s.known[register.PersonRef(id)]
	was, _ = c.Was.(*register.Person)
	now, _ = c.Now.(*register.Person)
	return was, now
}

func (s *thenAndNow) Children(of []register.PersonID) (out []register.PersonID, err error) {
	if len(of) == 0 {
		return nil, nil
	}
	found, err := s.from.Children(s.v.ctx, s.v.pass, of)
	for _, ids := range found {
		for _, id := range ids {
			out = append(out, register.PersonID(id))
		}
	}
	return out, err
}
