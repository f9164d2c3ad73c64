package audit

import (
	"bytes"
	"context"
	"iter"
	"slices"

	"samano/internal/inorder"
	"samano/register"
	"samano/registrar/projection"
	"samano/registrar/record"
	"samano/store"
)

// docRead is what a document comes to beside the stored effects.
type docRead struct {
	ref     register.Ref
	read    bool  // the document can be read
	later   bool  // all its acts are of after the audit began
	acts    tally // of those that the audit covers
	marks   []mark
	folded  register.Subject // made again, as the audit covers it; nil where none can be made
	differs bool             // the stored document is another
	column  bool             // the row's Seq is another
	number  register.Number

	expected expected
	keys     []mark
}

// wrong reports whether something is wrong with the document by itself.
func (d *docRead) wrong() bool { return !d.read || d.folded == nil || d.differs || d.column }

// refold makes every document of a kind again from the stored effects.
func (v *verification) refold(kind register.SubjectKind, from int64, take func(*docRead) error) error {
	pages := func(ctx context.Context) iter.Seq2[[]store.Subject, error] {
		return inorder.Pages(v.Store.EachSubject(ctx, v.pass, kind, from), pageSubjects)
	}
	return inorder.Run(v.ctx, pages, v.docReader, func(page []docRead) error {
		v.midway = true
		for i := range page {
			if err := take(&page[i]); err != nil {
				return err
			}
		}
		if v.touched != nil { // gathered again, from the beginning
			return nil
		}
		return v.reached(kind, page[len(page)-1].ref.ID+1)
	})
}

// docReader refolds documents on a processor of its own.
func (v *verification) docReader() func(context.Context, []store.Subject) ([]docRead, error) {
	var names projection.NameKeys
	var keys projection.MatchKeys
	return func(ctx context.Context, page []store.Subject) ([]docRead, error) {
		out, subjects, effects, err := v.readPage(ctx, page)
		if err != nil {
			return nil, err
		}
		var people []*register.Person
		at := map[register.PersonID]int{}
		for i, row := range page {
			d := &out[i]
			if !d.read {
				continue
			}
			v.refoldOne(d, row, subjects[i], effects)
			if d.folded == nil || d.later {
				continue
			}
			p := projection.Of(d.folded, &names)
			d.number = p.Number
			for _, r := range p.Rows() {
				v.expect(&d.expected, r)
			}
			if p, ok := d.folded.(*register.Person); ok {
				people = append(people, p)
				at[p.ID] = i
			}
		}
		if v.touched != nil || len(people) == 0 { // of suspects the keys are gathered when all corrected documents are known
			return out, nil
		}
		return out, v.expectKeys(ctx, &keys, people, func(p store.Posting) {
			d := &out[at[p.Person]]
			d.keys = append(d.keys, v.key.posting(p))
		})
	}
}

// readPage reads documents, and the effects of their acts on them.
func (v *verification) readPage(ctx context.Context, page []store.Subject) ([]docRead, []register.Subject, map[register.Seq][]register.Effect, error) {
	out, subjects := make([]docRead, len(page)), make([]register.Subject, len(page))
	here := make(map[register.Ref]bool, len(page))
	var seqs []register.Seq
	for i, row := range page {
		out[i].ref = row.Ref
		s, err := record.Subject(row)
		if err != nil {
			continue // told as unreadable
		}
		out[i].read, subjects[i], here[row.Ref] = true, s, true
		seqs = append(seqs, register.ActsOf(s)...)
	}
	slices.Sort(seqs)
	seqs = slices.Compact(seqs)
	effects := make(map[register.Seq][]register.Effect, len(seqs))
	for chunk := range slices.Chunk(seqs, pageActs) {
		rows, err := v.Store.Acts(ctx, v.pass, chunk)
		if err != nil {
			return nil, nil, nil, err
		}
		for _, row := range rows {
			if e, err := v.effects(row, func(ref register.Ref) bool { return here[ref] }); err == nil {
				effects[row.Seq] = e
			}
		}
	}
	return out, subjects, effects, nil
}

// refoldOne makes a document again: as it is stored, to compare it, and as the audit covers it. A document may list no
// act that does not concern it: so an act that one document leaves out cannot be made up for, in the sums over a bucket,
// by what others list too much, and their counts alone show it.
func (v *verification) refoldOne(d *docRead, row store.Subject, s register.Subject, effects map[register.Seq][]register.Effect) {
	again, err := register.NewSubject(row.Ref)
	acts := register.ActsOf(s)
	d.later = len(acts) > 0
	covered := again
	for _, seq := range acts {
		if err != nil {
			break
		}
		if int64(seq) < v.upto {
			d.later = false
			d.acts.add(seq)
			d.marks = append(d.marks, v.key.concern(row.Ref, seq))
		}
		if !touches(effects[seq], row.Ref) {
			d.later = false // no such act says so
			return
		}
		if again, err = register.Fold(again, seq, effects[seq]); err == nil && int64(seq) < v.upto {
			covered = again
		}
	}
	if err != nil {
		return
	}
	d.folded = covered
	d.differs = !bytes.Equal(register.AppendDocument(nil, again), row.Doc)
	d.column = row.Seq != again.Seq()
}

func touches(effects []register.Effect, ref register.Ref) bool {
	return slices.ContainsFunc(effects, func(e register.Effect) bool { return e.Subject == ref })
}

// firstTake sums what documents come to. One that is wrong makes its bucket suspect.
func (v *verification) firstTake(d *docRead) error {
	if d.later && !d.wrong() {
		return nil
	}
	v.sum.Subjects++
	v.progress(1)
	for _, m := range d.marks {
		v.lists.sub(m)
	}
	if d.wrong() || !v.issued(d.number) {
		v.suspects[int(bucketOf(d.ref))] = true
	}
	v.takeRows(d.expected)
	for _, m := range d.keys {
		v.keyAudit.add(m)
	}
	return nil
}

// secondTake tells what is wrong with the document of a suspect, and takes the rows of all.
func (v *verification) secondTake(d *docRead) error {
	if d.later && !d.wrong() {
		return nil
	}
	if v.suspects[int(bucketOf(d.ref))] {
		sound, err := v.tellWrong(d)
		if err != nil || !sound {
			return err
		}
	}
	v.takeRows(d.expected)
	if !v.issued(d.number) {
		return v.fault(Fault{Kind: AlteredNumber, Where: d.ref.String(), Alarm: true})
	}
	return nil
}

// tellWrong reports whether rows follow from the document of a suspect.
func (v *verification) tellWrong(d *docRead) (bool, error) {
	where := d.ref.String()
	expected := v.touched[d.ref]
	delete(v.touched, d.ref)
	f := Fault{Kind: AlteredDocument, Where: where, Alarm: true}
	switch {
	case expected.n == 0:
		f.Kind = ExtraDocument
	case !d.read:
		f.Detail = "unreadable"
	case d.folded == nil || d.acts != expected:
		f.Detail = "its list of acts"
	default:
		if d.differs { // the rows are compared with those of the correct document
			v.keyAudit.mend(d.ref, d.folded)
			if err := v.fault(f); err != nil {
				return false, err
			}
		}
		if d.column {
			return true, v.fault(Fault{Kind: AlteredColumn, Where: where, Alarm: true})
		}
		return true, nil
	}
	v.keyAudit.mend(d.ref, nil)
	return false, v.fault(f)
}

// missing reports the suspects of a kind whose documents were not among those read.
func (v *verification) missing(kind register.SubjectKind) error {
	var list []register.Ref
	for ref := range v.touched {
		if ref.Kind == kind {
			list = append(list, ref)
		}
	}
	slices.SortFunc(list, compareRefs)
	for _, ref := range list {
		if err := v.fault(Fault{Kind: MissingDocument, Where: ref.String(), Alarm: true}); err != nil {
			return err
		}
	}
	return nil
}

// issued reports whether a number may have been given, and notes how many were.
func (v *verification) issued(n register.Number) bool {
	if n == "" {
		return true
	}
	counter, err := v.Scheme.Counter(string(n))
	if err == nil {
		v.seen.counter = max(v.seen.counter, counter+1)
	}
	return err == nil && counter < v.head.Counter
}
