package registrar

import (
	"encoding/json"
	"io"
	"slices"

	"samano/acts"
	"samano/ledger"
	"samano/register"
	"samano/store"
)

// decided is what an overlay has decided and not yet written, cut loose from it so
// that it can be encoded while the overlay goes on.
type decided struct {
	entered []entered
	changed []changed
	erased  map[register.Seq]*ledger.Record
	head    store.Head
	rekeyed []rekeyed
}

// changed is one subject as it was before, nil if it is new, and as it is now.
type changed struct {
	was, now register.Subject
}

// take takes from the overlay what it has to write. What it knows, it keeps.
func (o *overlay) take() (decided, error) {
	d := decided{entered: o.entered, erased: o.erased, head: o.head, changed: make([]changed, 0, len(o.before))}
	for ref, was := range o.before {
		d.changed = append(d.changed, changed{was, o.subjects[ref]})
	}
	var err error
	if d.rekeyed, err = rekey(o.sight(), d.changed); err != nil {
		return d, err
	}
	o.entered, o.erased = nil, map[register.Seq]*ledger.Record{}
	clear(o.before)
	clear(o.acts)
	return d, nil
}

// encode makes the rows of what was decided and brings the frontier along.
func (r *Registrar) encode(d decided, frontier *ledger.Frontier) (*store.Batch, error) {
	const op = "registrar.encode"
	b := &store.Batch{
		New: make(map[register.Ref]bool, len(d.changed)), Aliases: map[register.ClientID]register.Ref{},
		Acts: make([]store.Act, 0, len(d.entered)), Subjects: make([]store.Subject, 0, len(d.changed)),
		Projections: make([]store.Projection, 0, len(d.changed)),
	}
	for i := range d.entered {
		if err := r.addAct(b, &d.entered[i], frontier); err != nil {
			return nil, err
		}
	}
	for seq, rec := range d.erased {
		body, err := r.Codec.Pack(rec)
		if err != nil {
			return nil, register.Errorf(register.Internal, op, "%w", err)
		}
		leaf := rec.Leaf()
		b.Replaced = append(b.Replaced, store.Act{Seq: seq, Leaf: leaf[:], Body: body})
	}
	for _, c := range d.changed {
		addSubject(b, c.was, c.now, &r.keys)
	}
	r.words.addPostings(b, d.rekeyed)
	b.Head = d.head
	var err error
	if b.Head.Frontier, err = frontier.MarshalBinary(); err != nil {
		return nil, register.Errorf(register.Internal, op, "%w", err)
	}
	return b, nil
}

func (r *Registrar) addAct(b *store.Batch, e *entered, frontier *ledger.Frontier) error {
	if err := r.saltSealed(e.sealed); err != nil {
		return err
	}
	record, err := r.record(e)
	if err != nil {
		return err
	}
	for _, g := range e.gone {
		if record, err = record.Erase(g.part, int64(g.by)); err != nil {
			return register.Errorf(register.Internal, "registrar.encode", "act %d, %s: %w", g.seq, g.part, err)
		}
	}
	leaf := record.Leaf()
	for _, n := range frontier.Append(leaf) {
		b.Nodes = append(b.Nodes, store.Node{Level: n.Level, N: n.N, Hash: n.Hash[:]})
	}
	body, err := r.Codec.Pack(record)
	if err != nil {
		return register.Errorf(register.Internal, "registrar.encode", "%w", err)
	}
	a := e.act
	b.Acts = append(b.Acts, store.Act{Seq: a.Seq, ID: a.ID, At: a.RegisteredAt.UnixMicro(), Leaf: leaf[:], Body: body})
	for id, ref := range e.named {
		b.Aliases[id] = ref
	}
	if d, ok := decisionKey(a.Decision); ok {
		d.Seq = a.Seq
		b.Decisions = append(b.Decisions, d)
	}
	if !a.Printed.IsZero() {
		b.Printed = append(b.Printed, store.Printed{PrintedNumber: a.Printed, Seq: a.Seq})
	}
	for _, s := range e.sealed {
		box, err := r.seal(a.Seq, s)
		if err != nil {
			return err
		}
		b.Sealed = append(b.Sealed, box)
	}
	for _, x := range e.erased {
		if name, sealed := cutSealed(x.Part); sealed {
			b.Unsealed = append(b.Unsealed, store.Sealed{Seq: x.Seq, Name: name})
			b.Sealed = slices.DeleteFunc(b.Sealed, func(s store.Sealed) bool { return s.Seq == x.Seq && s.Name == name }) // of this batch
		}
	}
	return nil
}

// saltSealed puts 16 random bytes before each sealed part, so that its commitment
// in the header does not give a short text away.
func (r *Registrar) saltSealed(parts []acts.SealedPart) error {
	for i := range parts {
		salted := make([]byte, ledger.SaltBytes, ledger.SaltBytes+len(parts[i].Bytes))
		if _, err := io.ReadFull(r.Random, salted); err != nil {
			return register.Errorf(register.Internal, "registrar.seal", "%w", err)
		}
		parts[i].Bytes = append(salted, parts[i].Bytes...)
	}
	return nil
}

// record makes the act's parts and salts them.
func (r *Registrar) record(e *entered) (*ledger.Record, error) {
	parts, err := encodeAct(e)
	if err != nil {
		return nil, err
	}
	var seed ledger.Salt
	if _, err := io.ReadFull(r.Random, seed[:]); err != nil {
		return nil, register.Errorf(register.Internal, "registrar.record", "%w", err)
	}
	rec, err := ledger.NewRecord(int64(e.act.Seq), seed, parts)
	if err != nil {
		return nil, register.Errorf(register.Internal, "registrar.record", "%w", err)
	}
	return rec, nil
}

func addSubject(b *store.Batch, was, now register.Subject, keys *keyCache) {
	ref := now.Ref()
	b.Subjects = append(b.Subjects, store.Subject{Ref: ref, Seq: now.Seq(), Doc: now.AppendDocument(make([]byte, 0, 1024))})
	p := project(now, keys)
	if was == nil {
		b.New[ref] = true
	} else {
		old := project(was, keys)
		p.Replaces = &old
	}
	b.Projections = append(b.Projections, p)
}

// DecodeSubject reads a stored document.
func DecodeSubject(row store.Subject) (register.Subject, error) {
	s, err := register.NewSubject(row.Ref)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(row.Doc, s); err != nil {
		return nil, register.Errorf(register.Internal, "registrar.DecodeSubject", "%s: %w", row.Ref, err)
	}
	return s, nil
}
