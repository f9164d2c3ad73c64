package audit

import (
	"context"
	"slices"

	"samano/access"
	"samano/audit/stored"
	"samano/ledger"
	"samano/register"
	"samano/registrar/projection"
	"samano/store"
)

// VerifySince proves that the ledger extends a checkpoint up to which it was verified before, and
// reads what came after: these acts, as Verify does, and the documents of those whom they concern,
// each with all of its acts. It reads no other act, document or sealed part, and no rows. That the
// tree before was not changed is shown by its stored hashes and the consistency proof.
func VerifySince(ctx context.Context, a Inputs, old ledger.Checkpoint, report func(Fault) error) (Summary, error) {
	v := &verification{Inputs: a, ctx: ctx, steady: ctx, report: report}
	v.From, v.Keep = nil, nil
	err := access.ForWriting(func(pass access.Pass) error {
		v.pass = pass
		if err := v.begin(); err != nil {
			return err
		}
		return v.runSince(old)
	})
	return v.sum, err
}

func (v *verification) runSince(old ledger.Checkpoint) error {
	extends, err := v.extends(old)
	if err != nil || !extends {
		return err
	}
	v.of = 2 * (v.head.Size - old.Size)
	v.touched = map[register.Ref]tally{}
	if err := v.verifyActs(); err != nil {
		return err
	}
	if err := v.refoldTouched(old.Size); err != nil {
		return err
	}
	return v.verifyGone()
}

// extends reports whether the tree extends a checkpoint, and sets the verifier behind it.
func (v *verification) extends(old ledger.Checkpoint) (bool, error) {
	if v.ledger == nil {
		return false, nil // told
	}
	tree := stored.Tree(v.Store)
	fork := Fault{Kind: ledger.Forked.String(), Alarm: true, Detail: "the ledger does not extend the note"}
	if old.Size > v.head.Size {
		return false, v.fault(Fault{Kind: ledger.Truncated.String(), Seq: register.Seq(v.head.Size), Alarm: true, Detail: "the note is of more acts"})
	}
	proof, err := ledger.ProveConsistency(v.ctx, tree, old.Size, v.head.Size)
	if err != nil {
		return false, register.Errorf(register.KindOf(err), "audit.VerifySince", "%w", err)
	}
	if ledger.CheckConsistency(proof, old.Size, old.Root, v.head.Size, v.root) != nil {
		return false, v.fault(fork)
	}
	root, err := ledger.RootAt(v.ctx, tree, old.Size)
	if err != nil {
		return false, register.Errorf(register.KindOf(err), "audit.VerifySince", "%w", err)
	}
	if root != old.Root {
		return false, v.fault(fork)
	}
	state, err := ledger.StateAt(v.ctx, tree, old.Size)
	if err != nil {
		return false, register.Errorf(register.KindOf(err), "audit.VerifySince", "%w", err)
	}
	state.Summary.Signed = old.Size
	for _, c := range v.Checkpoints {
		if c.Size > old.Size {
			state.Checkpoints = append(state.Checkpoints, c)
		}
	}
	slices.SortFunc(state.Checkpoints, func(a, b ledger.Checkpoint) int { return int(a.Size - b.Size) })
	if old.Size > 0 {
		rows, err := v.Store.Acts(v.ctx, v.pass, []register.Seq{register.Seq(old.Size - 1)})
		if err != nil {
			return false, err
		}
		for _, row := range rows {
			v.seen.last = row.At
		}
	}
	v.next = old.Size
	return true, v.ledger.GoOn(state)
}

// refoldTouched refolds the documents of those whom the acts from a Seq on concern.
func (v *verification) refoldTouched(from int64) error {
	refs := make([]register.Ref, 0, len(v.touched))
	for ref := range v.touched {
		refs = append(refs, ref)
	}
	slices.SortFunc(refs, compareRefs)
	for chunk := range slices.Chunk(refs, pageSubjects) {
		page, err := v.Store.Subjects(v.ctx, v.pass, chunk)
		if err != nil {
			return err
		}
		slices.SortFunc(page, func(a, b store.Subject) int { return compareRefs(a.Ref, b.Ref) })
		if err := v.refoldSince(page, from); err != nil {
			return err
		}
	}
	for _, kind := range kinds {
		if err := v.missing(kind); err != nil {
			return err
		}
	}
	return nil
}

func (v *verification) refoldSince(page []store.Subject, from int64) error {
	docs, subjects, effects, err := v.readPage(v.ctx, page)
	if err != nil {
		return err
	}
	var names projection.NameKeys
	for i := range docs {
		d := &docs[i]
		v.sum.Subjects++
		if d.read {
			v.refoldOne(d, page[i], subjects[i], effects)
			d.acts = tally{}
			for _, seq := range register.ActsOf(subjects[i]) {
				if int64(seq) >= from && int64(seq) < v.upto {
					d.acts.add(seq)
				}
			}
		}
		sound, err := v.tellWrong(d)
		if err != nil {
			return err
		}
		if !sound {
			continue
		}
		if number := projection.Of(d.folded, &names).Number; !v.issued(number) {
			if err := v.fault(Fault{Kind: AlteredNumber, Where: d.ref.String(), Alarm: true}); err != nil {
				return err
			}
		}
	}
	return nil
}
