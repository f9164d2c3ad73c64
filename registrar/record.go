package registrar

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"samano/acts"
	"samano/ledger"
	"samano/register"
	"samano/store"
)

// header is the part of an act that says who, when and on what ground. Its JSON
// is hashed as written and never written again.
type header struct {
	register.Proposal
	Payload  *struct{}                          `json:"payload,omitempty"` // hides the proposal's: it is a part of its own
	At       int64                              `json:"at"`                // microseconds since 1970 UTC
	PackHash string                             `json:"pack"`
	Printed  register.PrintedNumber             `json:"printed,omitzero"`
	Nature   register.Nature                    `json:"nature"`
	Repairs  register.Seq                       `json:"repairs,omitempty"`
	Findings []register.Finding                 `json:"findings,omitempty"`
	Named    map[register.ClientID]register.Ref `json:"named,omitempty"`  // client-made ids that this act gave to subjects
	Sealed   []commitment                       `json:"sealed,omitempty"` // what stands outside, encrypted
}

// encode writes the header as encoding/json would, and a test holds it to that: by
// hand what every act has, because a country's acts go through here.
func (h *header) encode() ([]byte, error) {
	b := h.Proposal.AppendOpen(make([]byte, 0, headerBytes))
	b = strconv.AppendInt(append(b, `,"at":`...), h.At, 10)
	add := func(name string, value any) error {
		text, err := json.Marshal(value)
		b = append(append(append(append(b, `,"`...), name...), `":`...), text...)
		return err
	}
	var err error
	b = register.AppendString(append(b, `,"pack":`...), h.PackHash)
	if !h.Printed.IsZero() {
		err = errors.Join(err, add("printed", h.Printed))
	}
	b = register.AppendString(append(b, `,"nature":`...), string(h.Nature))
	if h.Repairs != 0 {
		err = errors.Join(err, add("repairs", h.Repairs))
	}
	if len(h.Findings) > 0 {
		err = errors.Join(err, add("findings", h.Findings))
	}
	if len(h.Named) > 0 {
		b = append(b, `,"named":`...)
		next := byte('{')
		for _, id := range slices.Sorted(maps.Keys(h.Named)) {
			b = register.AppendString(append(b, next), string(id))
			b = append(append(append(b, `:"`...), h.Named[id].String()...), '"')
			next = ','
		}
		b = append(b, '}')
	}
	if len(h.Sealed) > 0 {
		err = errors.Join(err, add("sealed", h.Sealed))
	}
	return append(b, '}'), err
}

// headerBytes is room for nearly every header.
const headerBytes = 640

// commitment binds a sealed part to the act without saying anything of it.
type commitment struct {
	Subject register.Ref `json:"subject"`
	Name    string       `json:"name"`
	SHA256  string       `json:"sha256"` // of salt and bytes, as sealed
}

// sealedPrefix begins the name of a part that stands outside the act.
const sealedPrefix = "sealed/"

func cutSealed(part string) (name string, sealed bool) { return strings.CutPrefix(part, sealedPrefix) }

// effectsBytes is room for the effects of nearly every act.
const effectsBytes = 1536

// encodeAct writes the parts of an act.
func encodeAct(e *entered) ([]ledger.Part, error) {
	a := e.act
	h := header{
		Proposal: a.Proposal, At: a.RegisteredAt.UnixMicro(), PackHash: a.PackHash, Printed: a.Printed,
		Nature: a.Nature, Repairs: a.Repairs, Findings: a.Findings, Named: e.named,
	}
	for _, s := range e.sealed {
		h.Sealed = append(h.Sealed, commitment{Subject: s.Subject, Name: s.Name, SHA256: sealedSum(s)})
	}
	head, err := h.encode()
	if err != nil {
		return nil, register.Errorf(register.Internal, "registrar.encode", "%w", err)
	}
	parts := []ledger.Part{{Name: ledger.HeaderPart, Bytes: head}, {Name: ledger.PayloadPart, Bytes: compact(a.Payload)}}
	b := make([]byte, 0, effectsBytes)
	for _, ref := range a.Subjects() {
		start := len(b)
		b = register.AppendEffects(b, a.Effects, ref)
		parts = append(parts, ledger.Part{Name: ledger.EffectsPrefix + ref.String(), Bytes: b[start:len(b):len(b)]})
	}
	return parts, nil
}

// DecodeAct reads a stored act. An erased payload is nil.
func DecodeAct(codec *ledger.Codec, row store.Act) (*register.Act, error) {
	rec, err := codec.Unpack(int64(row.Seq), row.Body)
	if err != nil {
		return nil, register.Errorf(register.Internal, "registrar.DecodeAct", "act %d: %w", row.Seq, err)
	}
	a, _, err := decodeRecord(rec)
	return a, err
}

func decodeRecord(rec *ledger.Record) (*register.Act, *header, error) {
	var h header
	a := &register.Act{Seq: register.Seq(rec.Seq)}
	for _, p := range rec.Parts {
		if p.Erased != nil {
			continue
		}
		var err error
		switch {
		case p.Name == ledger.HeaderPart:
			err = json.Unmarshal(p.Bytes, &h)
		case p.Name == ledger.PayloadPart:
			a.Payload = p.Bytes
		default:
			var ref register.Ref
			text, ok := strings.CutPrefix(p.Name, ledger.EffectsPrefix)
			if err = ref.UnmarshalText([]byte(text)); ok && err == nil {
				a.Effects, err = register.DecodeEffects(a.Effects, ref, p.Bytes)
			}
		}
		if err != nil {
			return nil, nil, register.Errorf(register.Internal, "registrar.DecodeAct", "act %d, %s: %w", rec.Seq, p.Name, err)
		}
	}
	payload := a.Payload
	a.Proposal = h.Proposal
	a.Payload = payload
	a.RegisteredAt, a.PackHash, a.Printed = time.UnixMicro(h.At).UTC(), h.PackHash, h.Printed
	a.Nature, a.Repairs, a.Findings = h.Nature, h.Repairs, h.Findings
	return a, &h, nil
}

// sameProposal reports whether two proposals say the same: byte by byte of their
// JSON, white space in the payload apart. A payload that was erased since cannot
// be compared and is taken for the same; nor can fields that the act does not keep.
func sameProposal(a, b *register.Proposal) bool {
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

// compact removes insignificant white space; what is no JSON stays as it is.
func compact(payload json.RawMessage) json.RawMessage {
	if !bytes.ContainsAny(payload, " \t\r\n") {
		return payload
	}
	var b bytes.Buffer
	if json.Compact(&b, payload) != nil {
		return payload
	}
	return b.Bytes()
}

// ValidActID accepts the canonical text of a UUID, lower case.
func ValidActID(id register.ActID) bool { return acts.ValidUUID(string(id)) }

// PrintedText writes a number on paper as "office/year/number"; empty for none.
func PrintedText(n register.PrintedNumber) string {
	if n.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s/%d/%d", n.Office, n.Year, n.No)
}

// ParsePrinted reads what PrintedText writes.
func ParsePrinted(text string) (register.PrintedNumber, bool) {
	parts := strings.Split(text, "/")
	if len(parts) != 3 || parts[0] == "" {
		return register.PrintedNumber{}, false
	}
	year, err := strconv.Atoi(parts[1])
	no, err2 := strconv.Atoi(parts[2])
	return register.PrintedNumber{Office: register.OfficeID(parts[0]), Year: year, No: no}, err == nil && err2 == nil && no > 0
}

// sealedSum commits to a sealed part. The part carries a random salt in front
// (see saltSealed), so that a short cause of death cannot be guessed from it.
func sealedSum(s acts.SealedPart) string { return sum256(s.Bytes) }

// seal encrypts a sealed part, bound to its act, subject and name.
func (r *Registrar) seal(seq register.Seq, s acts.SealedPart) (store.Sealed, error) {
	if r.Sealer == nil {
		return store.Sealed{}, register.Errorf(register.Internal, "registrar.seal", "no key for sealed parts")
	}
	box, err := r.Sealer.Seal(s.Bytes, sealedContext(seq, s.Subject, s.Name))
	if err != nil {
		return store.Sealed{}, register.Errorf(register.Internal, "registrar.seal", "%w", err)
	}
	return store.Sealed{Seq: seq, Subject: s.Subject, Name: s.Name, Box: box}, nil
}

func sealedContext(seq register.Seq, subject register.Ref, name string) []byte {
	return fmt.Appendf(nil, "sealed %d %s %s", seq, subject, name)
}
