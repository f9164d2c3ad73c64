package register

import (
	"encoding/json"
	"fmt"
)

// Effect is one entry of what an act changed. Its key is the act's Seq with its
// place in the act's list.
type Effect struct {
	Subject Ref
	Op      Op
	Value   Value     // OpOpen
	From    Date      // OpOpen: from when it holds
	Fact    EffectRef // all other ops: the fact concerned
	Of      EffectRef // OpVoid: the entry of the fact's trail that is void; none: the fact itself
	Until   Date      // OpEnd: the first day on which it no longer holds
}

type effectJSON struct {
	Subject Ref             `json:"subject"`
	Op      Op              `json:"op"`
	Field   Field           `json:"field,omitempty"`
	Value   json.RawMessage `json:"value,omitempty"`
	From    Date            `json:"from,omitzero"`
	Fact    EffectRef       `json:"fact,omitzero"`
	Of      EffectRef       `json:"of,omitzero"`
	Until   Date            `json:"until,omitzero"`
}

// MarshalJSON writes the effect with the field of its value beside it.
func (e Effect) MarshalJSON() ([]byte, error) {
	j := effectJSON{Subject: e.Subject, Op: e.Op, From: e.From, Fact: e.Fact, Of: e.Of, Until: e.Until}
	if e.Value != nil {
		v, err := json.Marshal(e.Value)
		if err != nil {
			return nil, err
		}
		j.Field, j.Value = e.Value.field(), v
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON writes; unknown fields and ops are errors.
func (e *Effect) UnmarshalJSON(b []byte) error {
	var j effectJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*e = Effect{Subject: j.Subject, Op: j.Op, From: j.From, Fact: j.Fact, Of: j.Of, Until: j.Until}
	switch j.Op {
	case OpOpen:
		decode, ok := decoders[j.Field]
		if !ok {
			return fmt.Errorf("register: effect opens a fact of unknown field %q", j.Field)
		}
		v, err := decode(j.Value)
		if err != nil {
			return fmt.Errorf("register: effect opens %s: %w", j.Field, err)
		}
		e.Value = v
		return nil
	case OpEnd, OpVoid, OpInquire, OpLift, OpSeal:
		return nil
	}
	return fmt.Errorf("register: unknown effect %q", j.Op)
}

func decodeAs[T Value](b []byte) (Value, error) {
	var v T
	err := json.Unmarshal(b, &v)
	return v, err
}

var decoders = map[Field]func([]byte) (Value, error){
	FieldOrigin: decodeAs[Origin], FieldNumber: decodeAs[Number], FieldName: decodeAs[Name], FieldBirth: decodeAs[Birth],
	FieldSex: decodeAs[Sex], FieldDeath: decodeAs[Death], FieldMissing: decodeAs[Missing],
	FieldNationality: decodeAs[Nationality], FieldResidenceStatus: decodeAs[ResidenceStatus],
	FieldIdentifier: decodeAs[Identifier], FieldParent: decodeAs[Parent], FieldPartner: decodeAs[Partner],
	FieldGuardian: decodeAs[Guardian], FieldResidence: decodeAs[Residence], FieldProtection: decodeAs[Protection],
	FieldSameAs: decodeAs[SameAs], FieldMember: decodeAs[Member], FieldHead: decodeAs[Head], FieldAddress: decodeAs[Address],
	FieldHouseholdKind: decodeAs[HouseholdKind], FieldBook: decodeAs[Book], FieldCode: decodeAs[Code],
	FieldPlaceName: decodeAs[PlaceName], FieldLevel: decodeAs[Level], FieldParentPlace: decodeAs[ParentPlace],
	FieldSuccessor: decodeAs[Successor],
}
