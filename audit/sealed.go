package audit

import (
	"iter"
	"slices"

	"samano/register"
	"samano/registrar/record"
	"samano/store"
)

// sealedParts walks the stored sealed parts beside the acts, both in the order of Seq.
type sealedParts struct {
	v     *verification
	next  func() (store.Sealed, error, bool)
	stop  func()
	first store.Sealed // read and not yet handed out
	more  bool         // whether there is a first
}

// sealedParts begins with the parts of the act from.
func (v *verification) sealedParts(from register.Seq) *sealedParts {
	next, stop := iter.Pull2(v.Store.EachSealed(v.steady, v.pass, from))
	return &sealedParts{v: v, next: next, stop: stop}
}

func (s *sealedParts) read() (err error) {
	s.first, err, s.more = s.next()
	return err
}

// of returns the sealed parts of an act, and reports those before it that are of no act.
func (s *sealedParts) of(seq register.Seq) (parts []store.Sealed, err error) {
	for s.more && s.first.Seq <= seq {
		if s.first.Seq == seq {
			parts = append(parts, s.first)
		} else if err := s.v.strayPart(s.first); err != nil {
			return nil, err
		}
		if err := s.read(); err != nil {
			return nil, err
		}
	}
	return parts, nil
}

// strayPart reports a sealed part that no act commits to. One of an act that was registered since
// the audit began is none.
func (v *verification) strayPart(p store.Sealed) error {
	if int64(p.Seq) >= v.upto {
		if head, err := v.Store.Head(v.steady); err != nil || int64(p.Seq) < head.Size {
			return err
		}
	}
	return v.fault(Fault{Kind: AlteredSealed, Seq: p.Seq, Where: register.SealedPrefix + p.Name, Alarm: true, Detail: "no act commits to it"})
}

// verifySealed compares the sealed parts of an act with its commitments. It opens them if it has
// the key.
func (v *verification) verifySealed(seq register.Seq, commitments []record.Commitment, boxes []store.Sealed) error {
	for _, c := range commitments {
		i := slices.IndexFunc(boxes, func(b store.Sealed) bool { return b.Name == c.Name })
		if i < 0 {
			v.parts.gone = append(v.parts.gone, record.GonePart{Seq: seq, Part: register.SealedPrefix + c.Name})
			continue
		}
		box := boxes[i]
		boxes = slices.Delete(boxes, i, i+1)
		if box.Subject == c.Subject && (v.Sealer == nil || v.opens(box, c)) {
			continue
		}
		if err := v.fault(Fault{Kind: AlteredSealed, Seq: seq, Where: register.SealedPrefix + c.Name, Alarm: true, Detail: "not the part that the act commits to"}); err != nil {
			return err
		}
	}
	for _, b := range boxes {
		if err := v.strayPart(b); err != nil {
			return err
		}
	}
	return nil
}

func (v *verification) opens(box store.Sealed, c record.Commitment) bool {
	plain, err := v.Sealer.Open(box.Box, record.SealedContext(box.Seq, c.Subject, c.Name))
	return err == nil && record.SealedSum(plain) == c.SHA256
}
