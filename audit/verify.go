// Package audit owns the proof that a register is what its acts make of it: checkpoints and proofs
// of the ledger, verification of every stored row, and rebuilding of what follows from acts. It
// decides and registers nothing.
package audit

import (
	"context"
	"fmt"
	"iter"
	"math"
	"slices"

	"samano/access"
	"samano/internal/splitmix"
	"samano/keys"
	"samano/ledger"
	"samano/number"
	"samano/register"
	"samano/registrar/projection"
	"samano/registrar/record"
	"samano/store"
)

// Fault is one thing that an audit found wrong. It names the place, never the content.
type Fault struct {
	Log    string       `json:"log,omitempty"`    // the log beside the acts that it is in; empty: the register
	Kind   string       `json:"kind"`             // a key of the message catalogue: "altered-part", "altered-document", …
	Seq    register.Seq `json:"seq,omitempty"`    // the act concerned
	Where  string       `json:"where,omitempty"`  // subject or projection row, by internal id
	Detail string       `json:"detail,omitempty"` // for the log, in English
	Alarm  bool         `json:"alarm"`            // the register was damaged or altered; else the fault is for information
}

func (f Fault) String() string {
	s := f.Kind
	if f.Log != "" {
		s += " in the log of " + f.Log
	}
	if f.Seq != 0 {
		s += fmt.Sprintf(" act %d", f.Seq)
	}
	if f.Where != "" {
		s += " " + f.Where
	}
	if f.Detail != "" {
		s += " (" + f.Detail + ")"
	}
	return s
}

// The kinds of faults beside those of package ledger.
const (
	AlteredColumn     = "altered-column"     // a column of an act's row contradicts the act
	AlteredDocument   = "altered-document"   // a document is not the fold of its acts' effects
	MissingDocument   = "missing-document"   // a subject of acts has no document
	ExtraDocument     = "extra-document"     // a document whose subject is in no act
	AlteredNumber     = "altered-number"     // a number for life that was never issued
	MissingProjection = "missing-projection" // a row that follows from the documents is absent
	ExtraProjection   = "extra-projection"   // a row that does not follow from them
	AlteredHead       = "altered-head"       // the head row contradicts the acts
	AlteredCheckpoint = "altered-checkpoint" // the last stored checkpoint is not of this register
	AlteredSealed     = "altered-sealed"     // a sealed part is absent or not the one that the act commits to
)

// Inputs are what Verify reads.
type Inputs struct {
	Store       store.Register
	Codec       *ledger.Codec
	Scheme      number.Scheme
	Sealer      *keys.Sealer         // nil: sealed parts are not opened
	Checkpoints []ledger.Checkpoint  // verified ones; only those held outside prove anything
	Keys        []string             // verifier keys of the register; if set, its last stored checkpoint is checked too
	Progress    func(done, of int64) // may be nil; in acts and documents
}

// Summary is what an audit covered.
type Summary struct {
	Acts     int64  `json:"acts"`
	Signed   int64  `json:"signed"` // acts covered by the largest checkpoint that matches
	Subjects int64  `json:"subjects"`
	Rows     int64  `json:"projection_rows"`
	Alarms   int64  `json:"alarms"`
	Root     string `json:"root"`
}

// pageActs is how many acts, and pageSubjects how many documents, an audit holds
// at once.
const (
	pageActs     = 2000
	pageSubjects = 500
)

// Verify proves the register against itself and against checkpoints: parts, leaves and tree; then
// every document, refolded from the stored effects; then every row of every projection and every
// key of the matcher. All of it is read in one snapshot, so that a register in use is sound as it
// is. Each fault goes to report; an error from report ends the audit. Memory grows by some twenty
// bytes a subject.
func Verify(ctx context.Context, a Inputs, report func(Fault) error) (Summary, error) {
	v := &verification{Inputs: a, ctx: ctx, report: report}
	err := access.ForWriting(func(pass access.Pass) error {
		v.pass = pass
		return a.Store.Snapshot(ctx, func(from store.Snapshot) error {
			v.from = from
			return v.run()
		})
	})
	return v.sum, err
}

type verification struct {
	Inputs
	ctx      context.Context
	pass     access.Pass
	from     store.Snapshot
	report   func(Fault) error
	sum      Summary
	head     store.Head
	of       int64 // the work to do, for progress
	done     int64
	touched  [register.SubjectPlace + 1][]tally // by subject kind and id, as far as the head has given ids
	strays   map[register.Ref]tally             // the others
	seen     expectedHead
	parts    goneParts
	rows     rowSums
	keys     projection.NameKeys
	keyAudit keyAudit
	again    []*register.Person // refolded persons of the present page
}

// tally counts the acts that concern a subject and sums their Seqs, spread so that different sets
// have one sum by chance only. It shows that a document leaves an act out. An attacker who can
// choose documents is caught by the refolding.
type tally struct {
	n   int32
	sum uint64
}

func (t *tally) add(seq register.Seq) {
	t.n++
	t.sum += splitmix.Mix(uint64(seq))
}

func (v *verification) fault(f Fault) error {
	if f.Alarm {
		v.sum.Alarms++
	}
	return v.report(f)
}

func (v *verification) progress(n int64) {
	v.done += n
	if v.Progress != nil {
		v.Progress(v.done, v.of)
	}
}

func (v *verification) run() error {
	var err error
	if v.head, err = v.from.Head(v.ctx); err != nil {
		return err
	}
	if err := v.verifyCheckpoint(); err != nil {
		return err
	}
	v.of = 2*v.head.Size + v.head.NextPerson + v.head.NextHousehold + v.head.NextPlace
	if err := v.verifyLedger(); err != nil {
		return err
	}
	v.keyAudit.begin()
	if err := v.gather(); err != nil {
		return err
	}
	if err := v.verifyHead(); err != nil {
		return err
	}
	if err := v.verifyGone(); err != nil {
		return err
	}
	if err := v.verifyProjections(); err != nil {
		return err
	}
	return v.verifyKeys()
}

// gather reads acts and documents, compares them, and collects the projection rows that follow
// from them.
func (v *verification) gather() error {
	if err := v.readActs(); err != nil {
		return err
	}
	for _, kind := range []register.SubjectKind{register.SubjectPerson, register.SubjectHousehold, register.SubjectPlace} {
		if err := v.refold(kind); err != nil {
			return err
		}
	}
	return nil
}

func (v *verification) verifyLedger() error {
	var frontier ledger.Frontier
	if err := frontier.UnmarshalBinary(v.head.Frontier); err != nil {
		return v.fault(Fault{Kind: ledger.AlteredFrontier.String(), Alarm: true, Detail: err.Error()})
	}
	if frontier.Size() != v.head.Size {
		if err := v.fault(Fault{Kind: AlteredHead, Where: "size", Alarm: true}); err != nil {
			return err
		}
	}
	sum, err := ledger.Verify(v.ctx, ledger.Audit{
		Codec: v.Codec, Nodes: hashes{v.from}, Frontier: frontier, Checkpoints: v.Checkpoints,
		Entries: func(yield func(ledger.Entry, error) bool) {
			for row, err := range eachAct(v.ctx, v.pass, v.from, 0) {
				v.progress(1)
				e := ledger.Entry{Seq: int64(row.Seq), Packed: row.Body}
				if len(row.Leaf) == ledger.HashBytes {
					e.Leaf = ledger.Hash(row.Leaf)
				}
				if !yield(e, err) {
					return
				}
			}
		},
	}, func(f ledger.Fault) error {
		if f.Kind == ledger.ErasedBy { // whether that act erased it is known only when it is read
			v.parts.gone = append(v.parts.gone, record.GonePart{Seq: register.Seq(f.Seq), Part: f.Part, By: register.Seq(f.By)})
			return nil
		}
		return v.fault(Fault{Kind: f.Kind.String(), Seq: register.Seq(f.Seq), Detail: f.String(), Alarm: f.Kind.Alarm()})
	})
	v.sum.Acts, v.sum.Signed, v.sum.Root = sum.Acts, sum.Signed, sum.Root.String()
	return err
}

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

// readActs compares the columns of each act's row with the act, and collects the subjects of the
// acts and the rows that follow from them.
func (v *verification) readActs() error {
	parts := v.sealedParts()
	defer parts.stop()
	if err := parts.read(); err != nil {
		return err
	}
	for row, err := range eachAct(v.ctx, v.pass, v.from, 0) {
		if err != nil {
			return err
		}
		v.progress(1)
		before := v.seen.last
		v.seen.last = row.At
		boxes, err := parts.of(row.Seq)
		if err != nil {
			return err
		}
		rec, err := v.Codec.Unpack(int64(row.Seq), row.Body)
		if err != nil {
			continue // reported with the ledger
		}
		a, h, err := record.Parts(rec)
		if err != nil {
			if err := v.fault(Fault{Kind: ledger.AlteredPart.String(), Seq: row.Seq, Alarm: true, Detail: err.Error()}); err != nil {
				return err
			}
			continue
		}
		if a.ID != row.ID || h.At != row.At || h.At <= before {
			if err := v.fault(Fault{Kind: AlteredColumn, Seq: row.Seq, Where: "act", Alarm: true}); err != nil {
				return err
			}
		}
		v.seen.last = h.At
		for _, ref := range a.Subjects() {
			v.touch(ref, row.Seq)
		}
		v.expectOf(a, h)
		if err := v.verifyAside(a, h, boxes); err != nil {
			return err
		}
	}
	_, err := parts.of(math.MaxInt64)
	return err
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
		return v.noteErasure(a)
	}
	return nil
}

func (v *verification) touch(ref register.Ref, seq register.Seq) {
	v.seen.subject(ref)
	if ref.Kind == register.SubjectPlace {
		v.seen.placesSeq = seq
	}
	if ref.ID >= max(v.head.NextPerson, v.head.NextHousehold, v.head.NextPlace) {
		if v.strays == nil {
			v.strays = map[register.Ref]tally{}
		}
		t := v.strays[ref]
		t.add(seq)
		v.strays[ref] = t
		return
	}
	list := v.touched[ref.Kind]
	if int64(len(list)) <= ref.ID {
		list = slices.Grow(list, int(ref.ID)+1-len(list))[:ref.ID+1]
	}
	list[ref.ID].add(seq)
	v.touched[ref.Kind] = list
}

// expectOf collects the rows that follow from an act directly.
func (v *verification) expectOf(a *register.Act, h *record.Header) {
	b := store.Batch{Aliases: map[register.ClientID]register.Ref{}}
	projection.AddAct(&b, a, h.Named)
	for id, ref := range b.Aliases {
		v.rows.expect(store.ProjectionRow{Table: store.TableAlias, Key: string(id), Ref: ref})
	}
	for _, d := range b.Decisions {
		v.rows.expect(store.ProjectionRow{Table: store.TableDecision, Key: d.Text(), Seq: d.Seq})
	}
	for _, p := range b.Printed {
		v.rows.expect(store.ProjectionRow{Table: store.TablePrinted, Key: p.Text(), Seq: p.Seq})
	}
}
