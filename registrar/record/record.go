// Package record owns how an act lies on disk: its header, payload and effects as parts of a
// ledger record, the dictionaries that compress it, the keys by which it is unique, and the
// documents that are stored beside it. It reads and writes bytes and asks no database.
package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"samano/acts"
	"samano/internal/jsonw"
	"samano/ledger"
	"samano/register"
	"samano/store"
)

// format is the version of how acts are written. 2: an opened fact has its source, and facts
// may have been examined; in format 1 every fact counts as declared.
const format = 2

// Header is the part of an act that says who, when and on what ground. Its JSON is hashed as
// written and never written again.
type Header struct {
	register.Proposal
	Payload  *struct{}                          `json:"payload,omitempty"` // hides the proposal's, which is a part of its own
	Format   int                                `json:"format,omitempty"`  // of the act: format; none: 1
	At       int64                              `json:"at"`                // microseconds since 1970 UTC
	PackHash string                             `json:"pack"`
	Printed  register.PrintedNumber             `json:"printed,omitzero"`
	Nature   register.Nature                    `json:"nature"`
	Repairs  register.Seq                       `json:"repairs,omitempty"`
	Findings []register.Finding                 `json:"findings,omitempty"`
	Named    map[register.ClientID]register.Ref `json:"named,omitempty"`  // the client-made ids of the subjects that this act entered
	Sealed   []Commitment                       `json:"sealed,omitempty"` // sealed parts, stored outside the act
}

// encode appends the header to b as encoding/json would write it, which a test holds it to. The
// members that every act has are written by hand, because this runs for every act of a country.
func (h *Header) encode(b []byte) ([]byte, error) {
	b = jsonw.NumberIf(h.Proposal.AppendOpen(b), "format", h.Format)
	b = jsonw.Number(b, "at", h.At)
	add := func(name string, value any) error {
		text, err := json.Marshal(value)
		b = append(jsonw.Member(b, name), text...)
		return err
	}
	var err error
	b = jsonw.Text(b, "pack", h.PackHash)
	if !h.Printed.IsZero() {
		err = errors.Join(err, add("printed", h.Printed))
	}
	b = jsonw.NumberIf(jsonw.Text(b, "nature", h.Nature), "repairs", h.Repairs)
	if len(h.Findings) > 0 {
		err = errors.Join(err, add("findings", h.Findings))
	}
	if len(h.Named) > 0 {
		b = append(jsonw.Member(b, "named"), '{')
		for _, id := range slices.Sorted(maps.Keys(h.Named)) {
			b = jsonw.String(jsonw.Key(b, string(id)), h.Named[id].String())
		}
		b = append(b, '}')
	}
	if len(h.Sealed) > 0 {
		err = errors.Join(err, add("sealed", h.Sealed))
	}
	return append(b, '}'), err
}

// Commitment binds a sealed part to its act and reveals nothing of its content.
type Commitment struct {
	Subject register.Ref `json:"subject"`
	Name    string       `json:"name"`
	SHA256  string       `json:"sha256"` // of salt and bytes, as sealed
}

// Entered is one act that a transaction will write, with what its case leaves behind beside the
// effects.
type Entered struct {
	Act    *register.Act
	Named  map[register.ClientID]register.Ref
	Sealed []acts.SealedPart // salted (see SealedSum)
	Erased []acts.Erasure
	Gone   []GonePart // parts of this act that a later act of the same transaction erased
}

// GonePart is an erased part of an act, and the act that erased it.
type GonePart struct {
	Seq  register.Seq
	Part string
	By   register.Seq // 0 for a sealed part that is gone: its row does not say
}

// Encoder writes acts, one after another into the same memory. The zero value is ready; it belongs
// to one goroutine.
type Encoder struct {
	room  []byte
	parts []ledger.Part
}

// roomBytes is room for the header and the effects of nearly every act.
const roomBytes = 2048

// Encode writes the parts of an act. They are valid until the next call.
func (n *Encoder) Encode(e *Entered) ([]ledger.Part, error) {
	a := e.Act
	h := Header{
		Format:   format,
		Proposal: a.Proposal, At: a.RegisteredAt.UnixMicro(), PackHash: a.PackHash, Printed: a.Printed,
		Nature: a.Nature, Repairs: a.Repairs, Findings: a.Findings, Named: e.Named,
	}
	for _, s := range e.Sealed {
		h.Sealed = append(h.Sealed, Commitment{Subject: s.Subject, Name: s.Name, SHA256: SealedSum(s.Bytes)})
	}
	b, err := h.encode(slices.Grow(n.room[:0], roomBytes))
	if err != nil {
		return nil, register.Errorf(register.Internal, "record.Encode", "%w", err)
	}
	n.parts = append(n.parts[:0],
		ledger.Part{Name: ledger.HeaderPart, Bytes: slices.Clip(b)},
		ledger.Part{Name: ledger.PayloadPart, Bytes: compact(a.Payload)})
	for _, ref := range a.Subjects() {
		start := len(b)
		b = register.AppendEffects(b, a.Effects, ref)
		n.parts = append(n.parts, ledger.Part{Name: ledger.EffectsPrefix + ref.String(), Bytes: slices.Clip(b[start:])})
	}
	n.room = b
	return n.parts, nil
}

// Decode reads a stored act. An erased payload is nil.
func Decode(codec *ledger.Codec, row store.Act) (*register.Act, error) {
	rec, err := codec.Unpack(int64(row.Seq), row.Body)
	if err != nil {
		return nil, register.Errorf(register.Internal, "record.Decode", "act %d: %w", row.Seq, err)
	}
	a, _, err := Parts(rec)
	return a, err
}

// Parts reads an act and its header from the parts of a record.
func Parts(rec *ledger.Record) (*register.Act, *Header, error) {
	a, h, _, err := Outline(rec)
	if err == nil {
		a.Effects, err = Effects(rec, func(register.Ref) bool { return true })
	}
	if err != nil {
		return nil, nil, err
	}
	return a, h, nil
}

// Outline reads an act without its effects, and on whom they are. Effects are most of an act.
func Outline(rec *ledger.Record) (*register.Act, *Header, []register.Ref, error) {
	var h Header
	var refs []register.Ref
	a := &register.Act{Seq: register.Seq(rec.Seq)}
	for _, p := range rec.Parts {
		if p.Erased != nil {
			continue
		}
		var err error
		switch {
		case p.Name == ledger.HeaderPart:
			if err = json.Unmarshal(p.Bytes, &h); err == nil && h.Format > format {
				err = fmt.Errorf("format %d is of a later version of the program", h.Format)
			}
		case p.Name == ledger.PayloadPart:
			a.Payload = p.Bytes
		default:
			var ref register.Ref
			text, ok := strings.CutPrefix(p.Name, ledger.EffectsPrefix)
			if err = ref.UnmarshalText([]byte(text)); ok && err == nil {
				refs = append(refs, ref)
			}
		}
		if err != nil {
			return nil, nil, nil, register.Errorf(register.Internal, "record.Decode", "act %d, %s: %w", rec.Seq, p.Name, err)
		}
	}
	payload := a.Payload
	a.Proposal = h.Proposal
	a.Payload = payload
	a.RegisteredAt, a.PackHash, a.Printed = time.UnixMicro(h.At).UTC(), h.PackHash, h.Printed
	a.Nature, a.Repairs, a.Findings = h.Nature, h.Repairs, h.Findings
	return a, &h, refs, nil
}

// Effects reads the effects of an act on the wanted subjects alone, in their places among all.
func Effects(rec *ledger.Record, wanted func(register.Ref) bool) (out []register.Effect, err error) {
	for _, p := range rec.Parts {
		text, ok := strings.CutPrefix(p.Name, ledger.EffectsPrefix)
		var ref register.Ref
		if !ok || p.Erased != nil || ref.UnmarshalText([]byte(text)) != nil || !wanted(ref) {
			continue
		}
		if out, err = register.DecodeEffects(out, ref, p.Bytes); err != nil {
			return nil, register.Errorf(register.Internal, "record.Decode", "act %d, %s: %w", rec.Seq, p.Name, err)
		}
	}
	return out, nil
}

// SameProposal reports whether a proposal has the content of an act's own: byte by byte of their
// JSON, except for white space in the payload. An erased payload, and fields that the act does
// not keep, are not compared.
func SameProposal(a, b *register.Proposal) bool {
	x, y := *a, *b
	y.Payload = acts.WithoutSealed(y.Kind, y.Payload)
	if x.Payload == nil {
		y.Payload = nil
	}
	x.Payload, y.Payload = compact(x.Payload), compact(y.Payload)
	p, err := json.Marshal(x)
	q, err2 := json.Marshal(y)
	return err == nil && err2 == nil && bytes.Equal(p, q)
}

// compact removes insignificant white space. Text that is not JSON stays as it is.
func compact(payload json.RawMessage) json.RawMessage {
	if !slices.ContainsFunc([]byte(" \t\r\n"), func(space byte) bool { return bytes.IndexByte(payload, space) >= 0 }) {
		return payload
	}
	var b bytes.Buffer
	if json.Compact(&b, payload) != nil {
		return payload
	}
	return b.Bytes()
}

// SealedSum is the commitment to a sealed part. The part begins with a random salt, so that a
// short cause of death cannot be guessed from the sum.
func SealedSum(plain []byte) string {
	sum := sha256.Sum256(plain)
	return hex.EncodeToString(sum[:])
}

// SealedContext binds the encryption of a sealed part to its act, subject and name.
func SealedContext(seq register.Seq, subject register.Ref, name string) []byte {
	return fmt.Appendf(nil, "sealed %d %s %s", seq, subject, name)
}
