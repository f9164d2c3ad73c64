package audit

import (
	"context"
	"iter"
	"math"
	"slices"

	"samano/access"
	"samano/audit/stored"
	"samano/internal/inorder"
	"samano/ledger"
	"samano/register"
	"samano/registrar/projection"
	"samano/registrar/record"
	"samano/store"
)

// eachAct walks the acts in pages.
func eachAct(ctx context.Context, pass access.Pass, s store.Acts, from register.Seq) iter.Seq2[store.Act, error] {
	return func(yield func(store.Act, error) bool) {
		for {
			page, err := s.ActsFrom(ctx, pass, from, pageActs)
			if err != nil {
				yield(store.Act{}, err)
				return
			}
			if len(page) == 0 {
				return
			}
			for _, row := range page {
				if !yield(row, nil) {
					return
				}
				from = row.Seq + 1
			}
		}
	}
}

// actPages reads the acts that the audit covers, page by page, each in a transaction of its own.
func (v *verification) actPages(from register.Seq) func(context.Context) iter.Seq2[[]store.Act, error] {
	return func(ctx context.Context) iter.Seq2[[]store.Act, error] {
		return func(yield func([]store.Act, error) bool) {
			for at := from; int64(at) < v.upto; {
				page, err := v.Store.ActsFrom(ctx, v.pass, at, int(min(pageActs, v.upto-int64(at))))
				if err != nil {
					yield(nil, err)
					return
				}
				if len(page) == 0 {
					return
				}
				at = page[len(page)-1].Seq + 1
				page = slices.DeleteFunc(page, func(row store.Act) bool { return int64(row.Seq) >= v.upto })
				if len(page) > 0 && !yield(page, nil) {
					return
				}
			}
		}
	}
}

// actRead is what an act comes to by itself.
type actRead struct {
	digest   ledger.Digest
	row      int64 // its time by the row
	err      error // its parts are no act
	act      *register.Act
	header   *record.Header
	refs     []register.Ref
	columns  bool // the row contradicts the act
	expected expected
}

// actReader reads acts on a processor of its own.
func (v *verification) actReader() func(context.Context, []store.Act) ([]actRead, error) {
	digester := ledger.NewDigester(v.Codec)
	return func(_ context.Context, page []store.Act) ([]actRead, error) {
		out := make([]actRead, len(page))
		for i, row := range page {
			e := ledger.Entry{Seq: int64(row.Seq), Packed: row.Body}
			if len(row.Leaf) == ledger.HashBytes {
				e.Leaf = ledger.Hash(row.Leaf)
			}
			r := &out[i]
			var rec *ledger.Record
			if r.digest, rec = digester.Digest(e); rec == nil {
				r.row = row.At
				continue
			}
			v.readAct(r, row, rec)
		}
		return out, nil
	}
}

func (v *verification) readAct(r *actRead, row store.Act, rec *ledger.Record) {
	r.row = row.At
	a, h, refs, err := record.Outline(rec)
	if err == nil && v.touched != nil {
		// Effects that cannot be read are found with the documents: who is on their list is suspect.
		_, err = record.Effects(rec, func(register.Ref) bool { return true })
	}
	if err != nil {
		r.err = err
		return
	}
	r.columns, r.refs = a.ID != row.ID || h.At != row.At, refs
	for _, one := range rowsOfAct(a, h) {
		v.expect(&r.expected, one)
	}
	// What is kept of it lies in memory of its own, and is little.
	r.act, r.header = &register.Act{Seq: a.Seq, Proposal: register.Proposal{ID: a.ID, Kind: a.Kind}}, &record.Header{At: h.At, Sealed: h.Sealed}
	if a.Kind == register.KindFounding || a.Kind == register.KindErasure {
		a.Payload = slices.Clone(a.Payload)
		r.act = a
	}
}

// rowsOfAct returns the rows that follow from an act directly.
func rowsOfAct(a *register.Act, h *record.Header) (out []store.ProjectionRow) {
	b := store.Batch{Aliases: map[register.ClientID]register.Ref{}}
	projection.AddAct(&b, a, h.Named)
	for id, ref := range b.Aliases {
		out = append(out, store.ProjectionRow{Table: store.TableAlias, Key: string(id), Ref: ref})
	}
	for _, d := range b.Decisions {
		out = append(out, store.ProjectionRow{Table: store.TableDecision, Key: d.Text(), Seq: d.Seq})
	}
	for _, p := range b.Printed {
		out = append(out, store.ProjectionRow{Table: store.TablePrinted, Key: p.Text(), Seq: p.Seq})
	}
	return out
}

// verifyActs compares the acts with the tree, their rows, and what is stored beside them, and sums
// their subjects and the rows that follow from them.
func (v *verification) verifyActs() error {
	from := register.Seq(v.next)
	if from == 0 { // what lies before the first act is told too
		from = math.MinInt64
	}
	parts := v.sealedParts(from)
	defer parts.stop()
	if err := parts.read(); err != nil {
		return err
	}
	take := func(page []actRead) error {
		v.midway = true
		for i := range page {
			if err := v.takeAct(&page[i], parts); err != nil {
				return err
			}
		}
		return v.reached(0, page[len(page)-1].digest.Seq+1)
	}
	if err := inorder.Run(v.ctx, v.actPages(register.Seq(v.next)), v.actReader, take); err != nil {
		return err
	}
	if err := v.keep(); err != nil { // from here to the end of this step nothing is kept
		return err
	}
	v.midway = true
	if err := v.beyond(take); err != nil {
		return err
	}
	if v.ledger != nil {
		sum, err := v.ledger.Finish()
		v.sum.Acts, v.sum.Signed, v.sum.Root = sum.Acts, sum.Signed, sum.Root.String()
		if err != nil {
			return err
		}
	}
	if _, err := parts.of(math.MaxInt64); err != nil {
		return err
	}
	return v.reached(register.SubjectPerson, math.MinInt64)
}

// openLedger begins the comparison with the tree; a frontier that cannot be read leaves none.
func (v *verification) openLedger() error {
	var frontier ledger.Frontier
	if err := frontier.UnmarshalBinary(v.head.Frontier); err != nil {
		return v.fault(Fault{Kind: ledger.AlteredFrontier.String(), Alarm: true, Detail: err.Error()})
	}
	if frontier.Size() != v.head.Size {
		if err := v.fault(Fault{Kind: AlteredHead, Where: "size", Alarm: true}); err != nil {
			return err
		}
	}
	v.root = frontier.Root()
	v.ledger = ledger.NewVerifier(v.steady, ledger.Audit{Nodes: stored.Tree(v.Store), Frontier: frontier, Checkpoints: v.Checkpoints}, v.ledgerFault)
	if v.From == nil {
		return nil
	}
	if err := v.ledger.GoOn(*v.From.Ledger); err != nil || v.root != v.From.Root {
		return &register.Error{Kind: register.Invalid, Op: "audit.openLedger", Code: CodeResumeUnreadable, Err: err}
	}
	return nil
}

func (v *verification) ledgerFault(f ledger.Fault) error {
	if f.Part != "" { // whether an act erased it is known only when that act is read
		v.parts.gone = append(v.parts.gone, record.GonePart{Seq: register.Seq(f.Seq), Part: f.Part, By: register.Seq(f.By)})
		return nil
	}
	return v.fault(Fault{Kind: f.Kind.String(), Seq: register.Seq(f.Seq), Detail: f.String(), Alarm: f.Kind.Alarm()})
}

// beyond reads the acts beyond the head, as it is by now. In a sound register there are none.
func (v *verification) beyond(take func([]actRead) error) error {
	return v.Store.Snapshot(v.ctx, func(from store.Snapshot) error {
		head, err := from.Head(v.ctx)
		if err != nil {
			return err
		}
		read := v.actReader()
		for rows, err := range inorder.Pages(eachAct(v.ctx, v.pass, from, register.Seq(max(head.Size, v.head.Size))), pageActs) {
			if err != nil {
				return err
			}
			v.upto, v.Keep = math.MaxInt64, nil // nothing tells which acts came later
			page, err := read(v.ctx, rows)
			if err != nil {
				return err
			}
			if err := take(page); err != nil {
				return err
			}
		}
		_, err = v.lateActs(from, func(a *register.Act, _ *record.Header) error {
			if a.Kind == register.KindErasure {
				return v.noteErasure(from, a)
			}
			return nil
		})
		return err
	})
}

// takeAct compares an act with the tree, with its row and with what is stored beside it.
func (v *verification) takeAct(r *actRead, parts *sealedParts) error {
	seq := register.Seq(r.digest.Seq)
	v.progress(2) // it is hashed and read
	if v.ledger != nil {
		if err := v.ledger.Add(r.digest); err != nil {
			return err
		}
	}
	before := v.seen.last
	v.seen.last = r.row
	boxes, err := parts.of(seq)
	if err != nil {
		return err
	}
	if r.err != nil {
		v.unread[seq] = true
		return v.fault(Fault{Kind: ledger.AlteredPart.String(), Seq: seq, Alarm: true, Detail: r.err.Error()})
	}
	if r.act == nil {
		return nil // reported with the tree
	}
	if r.columns || r.header.At <= before {
		if err := v.fault(Fault{Kind: AlteredColumn, Seq: seq, Where: "act", Alarm: true}); err != nil {
			return err
		}
	}
	v.seen.last = r.header.At
	for _, ref := range r.refs {
		v.seen.subject(ref)
		if ref.Kind == register.SubjectPlace {
			v.seen.placesSeq = seq
		}
		v.lists.add(v.key.concern(ref, seq))
		if v.touched != nil { // few acts are read, and whom they concern is read too
			t := v.touched[ref]
			t.add(seq)
			v.touched[ref] = t
		}
	}
	v.takeRows(r.expected)
	return v.verifyAside(r.act, r.header, boxes)
}

// takeActsAgain counts the acts of suspects and takes the rows that follow from all.
func (v *verification) takeActsAgain(page []actRead) error {
	for i := range page {
		for _, ref := range page[i].refs {
			if v.suspects[int(bucketOf(ref))] {
				t := v.touched[ref]
				t.add(register.Seq(page[i].digest.Seq))
				v.touched[ref] = t
			}
		}
		v.takeRows(page[i].expected)
		if seq := register.Seq(page[i].digest.Seq); page[i].err != nil && !v.unread[seq] {
			if err := v.fault(Fault{Kind: ledger.AlteredPart.String(), Seq: seq, Alarm: true, Detail: page[i].err.Error()}); err != nil {
				return err
			}
		}
	}
	return nil
}

// verifyAside checks what is stored beside an act: the founding row, sealed parts, and the parts
// of other acts that it erased.
func (v *verification) verifyAside(a *register.Act, h *record.Header, boxes []store.Sealed) error {
	if err := v.verifySealed(a.Seq, h.Sealed, boxes); err != nil {
		return err
	}
	switch a.Kind {
	case register.KindFounding:
		return v.verifyFounding(a)
	case register.KindErasure:
		return v.noteErasure(v.Store, a)
	}
	return nil
}
