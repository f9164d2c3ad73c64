package places

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"

	"samano/acts"
	"samano/register"
)

// Decree is the decision on which the founding acts rest.
type Decree struct {
	Authority string // the ministry's code: "MOHA"
	Reference string // its reference; each act adds the code of its first unit
	Evidence  string // the kind of evidence that the law asks for: "ministry-decision"
	// Since is when the units came to be, as far as the register is concerned:
	// nothing can be said to have happened in them earlier.
	Since      register.Date
	Declared   register.Day
	Office     register.OfficeID
	DeclaredTo register.OfficerID
	Registrar  register.OfficerID
}

// Limits of one founding act, below those that acts sets.
const (
	maxSteps = 400
	// maxPayload leaves room below acts.MaxPayload for the JSON around the steps.
	maxPayload = acts.MaxPayload - 4<<10
)

// Proposals returns the acts that found the units of the sheets. Sheets come in the order
// of their levels from the top. Units under one parent share an act, or several where they
// are too many. Units that the atlas has on that day are left out; atlas may be nil.
func Proposals(sheets []Sheet, atlas *register.Atlas, d Decree) iter.Seq2[register.Proposal, error] {
	return func(yield func(register.Proposal, error) bool) {
		for _, s := range sheets {
			for _, steps := range cut(s, atlas, d.Declared) {
				p, err := d.proposal(steps)
				if !yield(p, err) || err != nil {
					return
				}
			}
		}
	}
}

// cut cuts a sheet into the steps of acts.
func cut(s Sheet, atlas *register.Atlas, day register.Day) [][]acts.PlaceStep {
	var order []register.Code
	under := map[register.Code][]acts.PlaceStep{}
	for _, r := range s.Rows {
		if atlas != nil {
			if _, stands := atlas.ByCode(r.Code, day); stands {
				continue
			}
		}
		if under[r.Parent] == nil {
			order = append(order, r.Parent)
		}
		under[r.Parent] = append(under[r.Parent], acts.PlaceStep{Code: r.Code, Name: r.Name, Level: s.Level, Parent: r.Parent})
	}
	var out [][]acts.PlaceStep
	for _, parent := range order {
		size, from := 0, 0
		steps := under[parent]
		for i, step := range steps {
			n := stepSize(step)
			if i > from && (i-from == maxSteps || size+n > maxPayload) {
				out = append(out, steps[from:i])
				size, from = 0, i
			}
			size += n
		}
		out = append(out, steps[from:])
	}
	return out
}

// stepSize bounds the JSON of a step from above: names count twice for escapes.
func stepSize(s acts.PlaceStep) int {
	const around = 120 // names of fields and punctuation
	return around + len(s.Code) + len(s.Parent) + len(s.Level) + 2*(len(s.Name.Lao)+len(s.Name.Latin))
}

func (d Decree) proposal(steps []acts.PlaceStep) (register.Proposal, error) {
	payload, err := json.Marshal(acts.PlaceChange{Steps: steps})
	if err != nil {
		return register.Proposal{}, fmt.Errorf("places: %w", err)
	}
	reference := d.Reference + "/" + string(steps[0].Code)
	return register.Proposal{
		ID: actID(d.Authority, reference, payload), Kind: register.KindPlaceChange, Happened: d.Since, Declared: d.Declared,
		Decision: register.Decision{By: register.ByMinistry, Authority: d.Authority, Reference: reference},
		Evidence: []register.Evidence{{Kind: d.Evidence, Note: d.Reference}},
		Office:   d.Office, DeclaredTo: d.DeclaredTo, Registrar: d.Registrar, Payload: payload,
	}, nil
}

// actID derives the client-made id of a founding act from its content: UUID version 8 (RFC 9562,
// section 5.8), since version 5 is bound to SHA-1.
func actID(authority, reference string, payload []byte) register.ActID {
	h := sha256.New()
	fmt.Fprintf(h, "samano place-change\x00%s\x00%s\x00", authority, reference)
	h.Write(payload)
	b := h.Sum(nil)[:16]
	b[6] = b[6]&0x0F | 0x80
	b[8] = b[8]&0x3F | 0x80
	x := hex.EncodeToString(b)
	return register.ActID(x[:8] + "-" + x[8:12] + "-" + x[12:16] + "-" + x[16:20] + "-" + x[20:])
}
