package registrar

import (
	"encoding/json"

	"samano/register"
	"samano/store"
)

// batch makes the rows of everything that the overlay decided.
func (o *overlay) batch() (*store.Batch, error) {
	b := &store.Batch{New: make(map[register.Ref]bool, len(o.before)), Aliases: map[register.ClientID]register.Ref{}}
	for i := range o.entered {
		if err := o.addAct(b, &o.entered[i]); err != nil {
			return nil, err
		}
	}
	for seq, rec := range o.erased {
		body, err := o.r.Codec.Pack(rec)
		if err != nil {
			return nil, register.Errorf(register.Internal, "registrar.batch", "%w", err)
		}
		leaf := rec.Leaf()
		b.Replaced = append(b.Replaced, store.Act{Seq: seq, Leaf: leaf[:], Body: body})
	}
	for ref, was := range o.before {
		if err := addSubject(b, ref, was, o.subjects[ref], &o.r.keys); err != nil {
			return nil, err
		}
	}
	frontier, err := o.frontier.MarshalBinary()
	if err != nil {
		return nil, register.Errorf(register.Internal, "registrar.batch", "%w", err)
	}
	b.Head = o.head
	b.Head.Frontier = frontier
	return b, nil
}

func (o *overlay) addAct(b *store.Batch, e *entered) error {
	leaf := e.record.Leaf()
	for _, n := range o.frontier.Append(leaf) {
		b.Nodes = append(b.Nodes, store.Node{Level: n.Level, N: n.N, Hash: n.Hash[:]})
	}
	body, err := o.r.Codec.Pack(e.record)
	if err != nil {
		return register.Errorf(register.Internal, "registrar.batch", "%w", err)
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
		box, err := o.r.seal(a.Seq, s)
		if err != nil {
			return err
		}
		b.Sealed = append(b.Sealed, box)
	}
	for _, x := range e.erased {
		if name, sealed := cutSealed(x.Part); sealed {
			b.Unsealed = append(b.Unsealed, store.Sealed{Seq: x.Seq, Name: name})
		}
	}
	return nil
}

func addSubject(b *store.Batch, ref register.Ref, was, now register.Subject, keys *keyCache) error {
	doc, err := EncodeSubject(now)
	if err != nil {
		return err
	}
	b.Subjects = append(b.Subjects, store.Subject{Ref: ref, Seq: now.Seq(), Doc: doc})
	p := project(now, keys)
	if was == nil {
		b.New[ref] = true
	} else {
		old := project(was, keys)
		p.Replaces = &old
	}
	b.Projections = append(b.Projections, p)
	return nil
}

// EncodeSubject writes a subject's document as it is stored.
func EncodeSubject(s register.Subject) ([]byte, error) {
	doc, err := json.Marshal(s)
	if err != nil {
		return nil, register.Errorf(register.Internal, "registrar.EncodeSubject", "%s: %w", s.Ref(), err)
	}
	return doc, nil
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
