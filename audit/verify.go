// Package audit owns the proof that a register is what its acts make of it: checkpoints and proofs
// of the ledger, verification of every stored row, and rebuilding of what follows from acts. It
// decides and registers nothing.
package audit

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"samano/access"
	"samano/internal/inorder"
	"samano/internal/splitmix"
	"samano/keys"
	"samano/ledger"
	"samano/number"
	"samano/register"
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
	Sealer      *keys.Sealer             // nil: sealed parts are not opened
	MAC         *keys.EntryMAC           // of the verification: keys the sums and a resume point; nil: the sums have a key of their own
	Random      io.Reader                // draws the key of the sums; nil: the system does
	Checkpoints []ledger.Checkpoint      // verified ones; only those held outside prove anything
	Keys        []string                 // verifier keys of the register; if set, its last stored checkpoint is checked too
	Progress    func(done, of int64)     // may be nil; in acts and documents
	From        *ResumePoint             // where an audit of this register was interrupted; nil: at the beginning
	Keep        func(*ResumePoint) error // is told now and then where the audit is, and when its context ends; may be nil
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

// pageActs is how many acts, and pageSubjects how many documents, an audit reads at once. It holds
// a few such pages for each processor.
const (
	pageActs     = 2000
	pageSubjects = 500
)

// Verify proves the register against itself and against checkpoints: parts, leaves and tree; then
// every document, refolded from the stored effects; then every row of every projection and every
// key of the matcher. Each fault goes to report; an error from report ends the audit. Progress and
// report are called on the caller's goroutine.
//
// It covers the acts that are there when it begins. All is read in pages, each in a short transaction
// of its own; what is registered meanwhile is no fault. Memory is the same for a register of any size, and grows only by what is
// registered meanwhile and by the documents that were altered.
func Verify(ctx context.Context, a Inputs, report func(Fault) error) (Summary, error) {
	v := &verification{Inputs: a, ctx: ctx, steady: context.WithoutCancel(ctx), report: report}
	err := access.ForWriting(func(pass access.Pass) error {
		v.pass = pass
		return v.run()
	})
	if err != nil && ctx.Err() != nil {
		err = errors.Join(err, v.keep())
	}
	return v.sum, err
}

type verification struct {
	Inputs
	ctx    context.Context
	steady context.Context // ends not: a page that was begun is taken to its end, so that a resume point follows it
	pass   access.Pass
	report func(Fault) error
	sum    Summary
	head   store.Head // as it was at the beginning
	root   ledger.Hash
	upto   int64                // acts from it on are not covered
	kind   register.SubjectKind // what is read now, and where; 0: acts
	next   int64
	midway bool  // a page was begun and not ended
	kept   int64 // the work that was done at the last resume point
	of     int64 // the work to do, for progress
	done   int64
	ledger *ledger.Verifier
	salt   [sha256.Size]byte // of this audit; key follows from it
	key    sumKey
	seen   expectedHead
	parts  goneParts
	lists  sums // of the subjects of acts, against the acts of documents
	rows   sums // of rows

	keyAudit keyAudit

	// suspects are the buckets of subjects of which a document is wrong. Who is in them is counted
	// one by one when everything is gathered again.
	suspects map[int]bool
	touched  map[register.Ref]tally
	unread   map[register.Seq]bool // acts that were told as ones that cannot be read

	wanted map[int]bool // if set, rows of these buckets are named instead of summed
	named  map[store.ProjectionRow]int
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

// bucketOf returns the bucket of a subject.
func bucketOf(ref register.Ref) uint16 {
	return uint16(splitmix.Mix(uint64(ref.ID)<<2 | uint64(ref.Kind)))
}

// concern marks that an act concerns a subject.
func (k *sumKey) concern(ref register.Ref, seq register.Seq) mark {
	b := make([]byte, len(k), len(k)+17)
	b = binary.LittleEndian.AppendUint64(append(b, byte(ref.Kind)), uint64(ref.ID))
	m := k.mark(binary.LittleEndian.AppendUint64(b, uint64(seq)))
	m.bucket = bucketOf(ref)
	return m
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
	if err := v.begin(); err != nil {
		return err
	}
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

// begin reads what the audit is about. The last note is read before the head, which has at least
// as many acts.
func (v *verification) begin() error {
	if err := v.drawKey(); err != nil {
		return err
	}
	v.lists, v.rows, v.keyAudit.sums = newSums(), newSums(), newSums()
	v.unread, v.suspects = map[register.Seq]bool{}, map[int]bool{}
	if v.From != nil {
		if err := v.goOn(v.ctx, v.From); err != nil {
			return err
		}
	} else {
		if err := v.verifyCheckpoint(); err != nil {
			return err
		}
		var err error
		if v.head, err = v.Store.Head(v.ctx); err != nil {
			return err
		}
	}
	v.upto = v.head.Size
	v.of = 2*v.head.Size + v.head.NextPerson + v.head.NextHousehold + v.head.NextPlace
	return v.openLedger()
}

// drawKey draws the key of the sums or, of an audit that goes on, makes it again.
func (v *verification) drawKey() error {
	if v.From != nil {
		v.salt = v.From.Salt
	} else if _, err := io.ReadFull(cmp.Or[io.Reader](v.Random, rand.Reader), v.salt[:]); err != nil {
		return register.Errorf(register.Internal, "audit.Verify", "a salt: %w", err)
	}
	v.key = v.salt
	if v.MAC != nil {
		v.key = sumKey(v.MAC.MAC(macOfSums, v.salt))
	}
	return nil
}

// What the MACs of a verification are of, in the place of an entry's number.
const (
	macOfSums   = 0
	macOfResume = 1
)

// gather reads acts and documents, compares them, and sums the rows and keys that follow from
// them. Where a document is wrong, all is gathered once more to tell what is wrong with it.
func (v *verification) gather() error {
	if v.kind == 0 {
		if err := v.verifyActs(); err != nil {
			return err
		}
	}
	for _, kind := range kinds {
		if kind < v.kind {
			continue
		}
		from := int64(math.MinInt64)
		if kind == v.kind {
			from = v.next
		}
		if err := v.refold(kind, from, v.firstTake); err != nil {
			return err
		}
	}
	if err := v.keep(); err != nil { // what follows is not kept: it begins again here
		return err
	}
	v.midway = true
	for bucket := range v.lists.differ() {
		v.suspects[bucket] = true
	}
	if len(v.suspects) == 0 {
		return nil
	}
	clear(v.rows)
	return v.gatherAgain()
}

// gatherAgain gathers what follows from acts and documents, and tells what is wrong with the
// documents of suspects.
func (v *verification) gatherAgain() error {
	v.touched, v.seen.counter = map[register.Ref]tally{}, 0
	v.keyAudit.mended = map[register.PersonID]*register.Person{}
	if err := inorder.Run(v.ctx, v.actPages(0), v.actReader, v.takeActsAgain); err != nil {
		return err
	}
	for _, kind := range kinds {
		if err := v.refold(kind, math.MinInt64, v.secondTake); err != nil {
			return err
		}
		if err := v.missing(kind); err != nil {
			return err
		}
	}
	return nil
}

var kinds = []register.SubjectKind{register.SubjectPerson, register.SubjectHousehold, register.SubjectPlace}
