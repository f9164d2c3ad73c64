package audit

import (
	"bytes"
	"math"
	"slices"

	"samano/register"
	"samano/registrar/projection"
	"samano/registrar/record"
	"samano/store"
)

// refold makes every document of a kind again from the stored effects.
func (v *verification) refold(kind register.SubjectKind) error {
	var page []store.Subject
	for row, err := range v.from.EachSubject(v.ctx, v.pass, kind, math.MinInt64) {
		if err != nil {
			return err
		}
		if page = append(page, row); len(page) == pageSubjects {
			if err := v.refoldPage(page); err != nil {
				return err
			}
			page = page[:0]
		}
	}
	if err := v.refoldPage(page); err != nil {
		return err
	}
	for id, t := range v.touched[kind] {
		if err := v.missing(register.Ref{Kind: kind, ID: int64(id)}, t); err != nil {
			return err
		}
	}
	for ref, t := range v.strays {
		if ref.Kind == kind {
			if err := v.missing(ref, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// missing reports a subject of acts whose document was not among those read.
func (v *verification) missing(ref register.Ref, t tally) error {
	if t.n == 0 {
		return nil
	}
	return v.fault(Fault{Kind: MissingDocument, Where: ref.String(), Alarm: true})
}

func (v *verification) refoldPage(page []store.Subject) error {
	subjects := make([]register.Subject, len(page))
	wanted := map[register.Seq]bool{}
	for i, row := range page {
		s, err := record.Subject(row)
		if err != nil {
			continue // reported in refoldOne
		}
		subjects[i] = s
		for _, seq := range register.ActsOf(s) {
			wanted[seq] = true
		}
	}
	seqs := make([]register.Seq, 0, len(wanted))
	for seq := range wanted {
		seqs = append(seqs, seq)
	}
	slices.Sort(seqs)
	effects := make(map[register.Seq][]register.Effect, len(seqs))
	for chunk := range slices.Chunk(seqs, pageActs) {
		rows, err := v.from.Acts(v.ctx, v.pass, chunk)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if a, err := record.Decode(v.Codec, row); err == nil {
				effects[row.Seq] = a.Effects
			}
		}
	}
	v.again = v.again[:0]
	for i, row := range page {
		if err := v.refoldOne(row, subjects[i], effects); err != nil {
			return err
		}
	}
	v.progress(int64(len(page)))
	if v.keyAudit.expected == nil || len(v.again) == 0 {
		return nil
	}
	return v.expectKeys(v.again, func(p store.Posting) { v.keyAudit.add(v.keyAudit.expected, p) })
}

func (v *verification) refoldOne(row store.Subject, s register.Subject, effects map[register.Seq][]register.Effect) error {
	v.sum.Subjects++
	where := row.Ref.String()
	expected := v.claim(row.Ref)
	if expected.n == 0 {
		v.keyAudit.mend(row.Ref, nil)
		return v.fault(Fault{Kind: ExtraDocument, Where: where, Alarm: true})
	}
	if s == nil {
		v.keyAudit.mend(row.Ref, nil)
		return v.fault(Fault{Kind: AlteredDocument, Where: where, Alarm: true, Detail: "unreadable"})
	}
	var t tally
	again, err := register.NewSubject(row.Ref)
	for _, seq := range register.ActsOf(s) {
		t.add(seq)
		if err == nil {
			again, err = register.Fold(again, seq, effects[seq])
		}
	}
	if err != nil || t != expected {
		v.keyAudit.mend(row.Ref, nil)
		return v.fault(Fault{Kind: AlteredDocument, Where: where, Alarm: true, Detail: "its list of acts"})
	}
	if !bytes.Equal(register.AppendDocument(nil, again), row.Doc) { // the rows are compared with those of the correct document
		v.keyAudit.mend(row.Ref, again)
		if err := v.fault(Fault{Kind: AlteredDocument, Where: where, Alarm: true}); err != nil {
			return err
		}
	}
	if row.Seq != again.Seq() {
		if err := v.fault(Fault{Kind: AlteredColumn, Where: where, Alarm: true}); err != nil {
			return err
		}
	}
	if p, ok := again.(*register.Person); ok {
		v.again = append(v.again, p)
	}
	p := projection.Of(again, &v.keys)
	for _, r := range p.Rows() {
		v.rows.expect(r)
	}
	return v.verifyNumber(where, p.Number)
}

func (v *verification) claim(ref register.Ref) tally {
	if t, stray := v.strays[ref]; stray {
		delete(v.strays, ref)
		return t
	}
	list := v.touched[ref.Kind]
	if uint64(ref.ID) >= uint64(len(list)) { // none is below 0
		return tally{}
	}
	t := list[ref.ID]
	list[ref.ID] = tally{}
	return t
}

func (v *verification) verifyNumber(where string, n register.Number) error {
	if n == "" {
		return nil
	}
	counter, err := v.Scheme.Counter(string(n))
	if err == nil {
		v.seen.counter = max(v.seen.counter, counter+1)
	}
	if err != nil || counter >= v.head.Counter {
		return v.fault(Fault{Kind: AlteredNumber, Where: where, Alarm: true})
	}
	return nil
}
