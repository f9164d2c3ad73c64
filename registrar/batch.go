package registrar

import (
	"io"
	"slices"

	"samano/acts"
	"samano/ledger"
	"samano/register"
	"samano/registrar/projection"
	"samano/registrar/record"
	"samano/store"
)

// writes are the decided and unwritten changes of an overlay, detached from it, so that they can be
// encoded while the overlay goes on.
type writes struct {
	entered []record.Entered
	changed []projection.Change
	erased  map[register.Seq]*ledger.Record
	head    store.Head
	rekeyed []projection.Rekeyed
}

// flush detaches the changes that the overlay has to write. The overlay keeps its cache.
func (o *overlay) flush() (writes, error) {
	d := writes{entered: o.entered, erased: o.erased, head: o.head, changed: make([]projection.Change, 0, len(o.before))}
	for ref, was := range o.before {
		d.changed = append(d.changed, projection.Change{Was: was, Now: o.subjects[ref]})
	}
	var err error
	if d.rekeyed, err = projection.Rekey(beforeAfter{o}, d.changed); err != nil {
		return d, err
	}
	o.entered, o.erased = nil, map[register.Seq]*ledger.Record{}
	clear(o.before)
	clear(o.acts)
	return d, nil
}

// encode makes the rows of decided changes and advances the frontier.
func (r *core) encode(d writes, frontier *ledger.Frontier) (*store.Batch, error) {
	const op = "registrar.encode"
	b := &store.Batch{
		New: make(map[register.Ref]bool, len(d.changed)), Aliases: map[register.ClientID]register.Ref{},
		Acts: make([]store.Act, 0, len(d.entered)), Subjects: make([]store.Subject, 0, len(d.changed)),
		Projections: make([]store.Projection, 0, len(d.changed)),
	}
	var encoder record.Encoder
	for i := range d.entered {
		if err := r.addAct(b, &encoder, &d.entered[i], frontier); err != nil {
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
		projection.AddSubject(b, c, &r.nameKeys)
	}
	r.matchKeys.AddPostings(b, d.rekeyed)
	b.Head = d.head
	b.Head.Frontier = frontier.Bytes()
	return b, nil
}

func (r *core) addAct(b *store.Batch, encoder *record.Encoder, e *record.Entered, frontier *ledger.Frontier) error {
	if err := r.saltSealed(e.Sealed); err != nil {
		return err
	}
	rec, err := r.record(encoder, e)
	if err != nil {
		return err
	}
	for _, g := range e.Gone {
		if rec, err = rec.Erase(g.Part, int64(g.By)); err != nil {
			return register.Errorf(register.Internal, "registrar.encode", "act %d, %s: %w", g.Seq, g.Part, err)
		}
	}
	leaf := rec.Leaf()
	for _, n := range frontier.Append(leaf) {
		b.Nodes = append(b.Nodes, store.Node{Level: n.Level, N: n.N, Hash: n.Hash[:]})
	}
	body, err := r.Codec.Pack(rec)
	if err != nil {
		return register.Errorf(register.Internal, "registrar.encode", "%w", err)
	}
	a := e.Act
	b.Acts = append(b.Acts, store.Act{Seq: a.Seq, ID: a.ID, At: a.RegisteredAt.UnixMicro(), Leaf: leaf[:], Body: body})
	projection.AddAct(b, a, e.Named)
	for _, s := range e.Sealed {
		box, err := r.seal(a.Seq, s)
		if err != nil {
			return err
		}
		b.Sealed = append(b.Sealed, box)
	}
	for _, x := range e.Erased {
		if name, sealed := register.CutSealed(x.Part); sealed {
			b.DeleteSealed = append(b.DeleteSealed, store.Sealed{Seq: x.Seq, Name: name})
			b.Sealed = slices.DeleteFunc(b.Sealed, func(s store.Sealed) bool { return s.Seq == x.Seq && s.Name == name }) // of this batch
		}
	}
	return nil
}

// seal encrypts a sealed part, bound to its act, subject and name.
func (r *core) seal(seq register.Seq, s acts.SealedPart) (store.Sealed, error) {
	if r.Sealer == nil {
		return store.Sealed{}, register.Errorf(register.Internal, "registrar.seal", "no key for sealed parts")
	}
	box, err := r.Sealer.Seal(s.Bytes, record.SealedContext(seq, s.Subject, s.Name))
	if err != nil {
		return store.Sealed{}, register.Errorf(register.Internal, "registrar.seal", "%w", err)
	}
	return store.Sealed{Seq: seq, Subject: s.Subject, Name: s.Name, Box: box}, nil
}

// sealedBlock is what the length of a sealed part is rounded up to, in bytes with its salt: the length of
// what is encrypted can be seen, and must not tell one short reason or cause from another.
const sealedBlock = 128

// saltSealed puts 16 random bytes before each sealed part, so that a short text cannot be guessed
// from its commitment in the header, and zeros behind it (see sealedBlock).
func (r *core) saltSealed(parts []acts.SealedPart) error {
	for i := range parts {
		length := ledger.SaltBytes + len(parts[i].Bytes)
		salted := make([]byte, (length+sealedBlock-1)/sealedBlock*sealedBlock)
		if _, err := io.ReadFull(r.Random, salted[:ledger.SaltBytes]); err != nil {
			return register.Errorf(register.Internal, "registrar.seal", "%w", err)
		}
		copy(salted[ledger.SaltBytes:], parts[i].Bytes)
		parts[i].Bytes = salted
	}
	return nil
}

// record makes and salts the parts of an act. They are valid until the encoder's next act.
func (r *core) record(encoder *record.Encoder, e *record.Entered) (*ledger.Record, error) {
	parts, err := encoder.Encode(e)
	if err != nil {
		return nil, err
	}
	var seed ledger.Salt
	if _, err := io.ReadFull(r.Random, seed[:]); err != nil {
		return nil, register.Errorf(register.Internal, "registrar.record", "%w", err)
	}
	rec, err := ledger.NewRecord(int64(e.Act.Seq), seed, parts)
	if err != nil {
		return nil, register.Errorf(register.Internal, "registrar.record", "%w", err)
	}
	return rec, nil
}
