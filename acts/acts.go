// Package acts owns what each kind of lawful act means: its payload, what it
// needs to know, what it checks, and the effects it has. One file per kind.
//
// The package is pure: no SQL, no HTTP, no clock. A kind says what it needs to
// see ([Payload.Needs]) so that a whole batch can be loaded at once; the
// registrar fills a [State]; Check writes findings, Apply writes effects, both
// on a [Case]. The same code checks at a cut-off post, where a subject may be
// "not held here": that gives a finding of its own and the centre decides.
//
// Rules that protect people hold in every kind, whatever a law pack says: lateness
// or a missing paper never stops a birth or an enrolment
// ([Descriptor.NeverStopped]); a court's order turns findings about recorded data into
// warnings ([Case.Conflict]); ending a residence never ends person, number or
// nationality.
package acts

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"samano/internal/jsonw"
	"samano/register"
)

// MaxPayload bounds a payload in bytes: the largest lawful one, the opening of a
// household of 500 members, takes about half.
const MaxPayload = 64 << 10

// maxMembers bounds a household; a dormitory larger than this is several.
const maxMembers = 500

// Payload is the content of one kind of act.
type Payload interface {
	// Needs names what Check and Apply will ask the State for. It is called again
	// with what has been loaded until it asks for nothing new, MaxRounds times at
	// most.
	Needs(have *State) []Lookup
	// Check writes findings on the case. It must not panic on absent subjects.
	Check(c *Case)
	// Apply writes effects on the case. It is called only when no finding stops
	// the act.
	Apply(c *Case)
}

// MaxRounds bounds the rounds of loading for one act: by name, by what was
// found, by what that names; two more where somebody answers for other records,
// one behind the other.
const MaxRounds = 5

// Decode reads the payload of a proposal. What cannot be read is a finding that
// names the field: unknown fields, wrong types, too large, not JSON.
func Decode(p *register.Proposal) (Payload, []register.Finding) {
	d, ok := Describe(p.Kind)
	if !ok {
		return nil, []register.Finding{register.Blocked("kind-unknown", "kind", "kind", string(p.Kind))}
	}
	if len(p.Payload) > MaxPayload {
		return nil, []register.Finding{register.Blocked(register.CodePayloadTooLarge, "payload")}
	}
	payload := d.New()
	dec := json.NewDecoder(bytes.NewReader(p.Payload))
	dec.DisallowUnknownFields()
	if err := dec.Decode(payload); err != nil {
		return nil, []register.Finding{decodeFinding(err)}
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, []register.Finding{register.Blocked("payload-malformed", "payload")}
	}
	if field := jsonw.Repeated(p.Payload); field != "" {
		return nil, []register.Finding{register.Blocked("payload-repeated-field", "payload."+field)}
	}
	return payload, nil
}

func decodeFinding(err error) register.Finding {
	f := register.Blocked("payload-malformed", "payload")
	var wrongType *json.UnmarshalTypeError
	var date *register.DateError
	switch {
	case errors.As(err, &wrongType):
		f.Code, f.Field = "payload-wrong-type", strings.TrimSuffix("payload."+wrongType.Field, ".")
	case errors.As(err, &date):
		f.Code, f.Args = string(date.Problem), map[string]string{"text": date.Text}
	default:
		// encoding/json has no type for this error.
		if _, field, ok := strings.Cut(err.Error(), "unknown field "); ok {
			f.Code, f.Field = "payload-unknown-field", "payload."+strings.Trim(field, `"`)
		}
	}
	return f
}

// Load runs the rounds of Needs: fetch is asked for what is not yet in the
// state and must record an answer for each lookup.
func Load(p Payload, s *State, fetch func([]Lookup) error) error {
	for range MaxRounds {
		missing := Unasked(p, s)
		if len(missing) == 0 {
			return nil
		}
		if err := fetch(missing); err != nil {
			return err
		}
	}
	return nil
}

// Unasked lists what a payload needs and the state has not been asked for.
func Unasked(p Payload, s *State) []Lookup {
	var missing []Lookup
	for _, l := range p.Needs(s) {
		if !s.asked(l) && !slices.Contains(missing, l) {
			missing = append(missing, l)
		}
	}
	return missing
}

// WithProposal adds to the needs of a payload what its proposal names beside it: the subjects that
// the declarant's side saw, and the people of whom facts were compared with a paper.
func WithProposal(payload Payload, p *register.Proposal) Payload { return proposed{payload, p} }

type proposed struct {
	Payload
	proposal *register.Proposal
}

func (p proposed) Needs(s *State) []Lookup { return append(p.Payload.Needs(s), p.named()...) }

func (p proposed) named() []Lookup {
	var out []Lookup
	for _, x := range p.proposal.Examined {
		out = append(out, needPersons(x.Person)...)
	}
	for _, seen := range p.proposal.Seen {
		out = append(out, subjectLookups(seen.Subject)...)
	}
	return out
}

// Decide runs Check and, if nothing stops the act, Apply. It is the whole of
// what registering means in law; everything else is bookkeeping. Effects count only
// if it reports true.
func Decide(p Payload, c *Case) (ok bool) {
	c.checkCommon()
	p.Check(c)
	for _, f := range c.findings {
		if f.Stops(c.Proposal.Accepted) {
			return false
		}
	}
	p.Apply(c)
	c.applyExamined()
	return c.mayUnprotect()
}
