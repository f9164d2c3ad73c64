package register

import (
	"encoding/json"
	"fmt"

	"samano/internal/jsonw"
)

// Effect is one entry of what an act changed. Its key is the act's Seq with its
// place in the act's list.
type Effect struct {
	Subject Ref
	Op      Op
	Value   Value     // OpOpen
	From    Date      // OpOpen: from when it holds
	Source  Source    // OpOpen: how the register came to hold it
	Fact    EffectRef // all other ops: the fact concerned
	Of      EffectRef // OpVoid: the entry of the fact's trail that is void; none: the fact itself
	Until   Date      // OpEnd: the first day on which it no longer holds
	On      Date      // OpExamined: the day
	Paper   string    // OpExamined: the kind of the paper, from the law pack's list of evidence
}

// storedEffect is an effect as it is written: in the part of the act that belongs
// to its subject, with its place in the act's whole list.
type storedEffect struct {
	N      int32           `json:"n"`
	Op     Op              `json:"op"`
	Field  Field           `json:"field,omitempty"`
	Value  json.RawMessage `json:"value,omitempty"`
	From   Date            `json:"from,omitzero"`
	Source Source          `json:"source,omitempty"`
	Fact   EffectRef       `json:"fact,omitzero"`
	Of     EffectRef       `json:"of,omitzero"`
	Until  Date            `json:"until,omitzero"`
	On     Date            `json:"on,omitzero"`
	Paper  string          `json:"paper,omitempty"`
}

// AppendEffects appends those of an act's effects that concern the subject, as a
// list of storedEffect.
func AppendEffects(b []byte, effects []Effect, subject Ref) []byte {
	b = append(b, '[')
	for i := range effects {
		e := &effects[i]
		if e.Subject != subject {
			continue
		}
		if b[len(b)-1] != '[' {
			b = append(b, ',')
		}
		b = jsonw.Text(jsonw.Number(append(b, '{'), "n", i), "op", e.Op)
		if e.Value != nil {
			b = e.Value.appendJSON(jsonw.Member(jsonw.Text(b, "field", e.Value.field()), "value"))
		}
		b = jsonw.TextIf(dateMember(b, "from", e.From), "source", e.Source)
		b = refMember(b, "fact", e.Fact)
		b = refMember(b, "of", e.Of)
		b = dateMember(dateMember(b, "until", e.Until), "on", e.On)
		b = append(jsonw.TextIf(b, "paper", e.Paper), '}')
	}
	return append(b, ']')
}

// DecodeEffects reads what AppendEffects wrote into an act's list of effects,
// which it lengthens as needed.
func DecodeEffects(effects []Effect, subject Ref, b []byte) ([]Effect, error) {
	var stored []storedEffect
	if err := json.Unmarshal(b, &stored); err != nil {
		return nil, fmt.Errorf("register: effects on %s: %w", subject, err)
	}
	for _, s := range stored {
		if s.N < 0 || s.N >= MaxEffects {
			return nil, fmt.Errorf("register: effects on %s: place %d", subject, s.N)
		}
		for int(s.N) >= len(effects) {
			effects = append(effects, Effect{})
		}
		e := Effect{Subject: subject, Op: s.Op, From: s.From, Source: s.Source, Fact: s.Fact, Of: s.Of, Until: s.Until, On: s.On, Paper: s.Paper}
		switch s.Op {
		case OpOpen:
			column, ok := fieldColumns[s.Field]
			if !ok {
				return nil, fmt.Errorf("register: effect opens a fact of unknown field %q", s.Field)
			}
			v, err := column.decode(s.Value)
			if err != nil {
				return nil, fmt.Errorf("register: effect opens %s: %w", s.Field, err)
			}
			e.Value = v
		case OpEnd, OpVoid, OpInquire, OpLift, OpSeal, OpExamined:
		default:
			return nil, fmt.Errorf("register: unknown effect %q", s.Op)
		}
		effects[s.N] = e
	}
	return effects, nil
}

// MaxEffects bounds the effects of one act: two households of 500 members that
// merge have some thousands.
const MaxEffects = 16384
