package register

import (
	"fmt"
	"strconv"
	"strings"
)

// Seq is the place of an act in the register's one order and the index of its
// leaf in the ledger. Seq 0 is the founding record, which concerns no subject;
// so the zero Seq also stands where no act is meant.
type Seq int64

// PersonID, HouseholdID and PlaceID are internal and never shown to anybody.
type (
	PersonID    int64
	HouseholdID int64
	PlaceID     int64
)

// OfficeID and OfficerID name accounts; they are codes that people read.
type (
	OfficeID  string
	OfficerID string
)

// ActID is made by the client (UUIDv7, canonical text) before the act is handed
// in, so that handing it in twice registers it once.
type ActID string

// ClientID is a UUID (canonical text) by which a client names a person or a
// household that it proposes, so that later acts can refer to it before it has
// a number. On paper and in payloads it is written with a leading '@'.
type ClientID string

// Number is the number for life: digits only, as the number scheme makes it.
type Number string

// Country is an ISO 3166-1 alpha-3 code.
type Country string

// SubjectKind says what sort of thing has a document of its own.
type SubjectKind uint8

// The subjects. The values are stored: never renumber.
const (
	SubjectPerson    SubjectKind = 1
	SubjectHousehold SubjectKind = 2
	SubjectPlace     SubjectKind = 3
)

var subjectKindText = map[SubjectKind]string{SubjectPerson: "person", SubjectHousehold: "household", SubjectPlace: "place"}

func (k SubjectKind) String() string { return subjectKindText[k] }

// Ref names one subject. Its text is "person/17".
type Ref struct {
	Kind SubjectKind
	ID   int64
}

// PersonRef, HouseholdRef and PlaceRef name a subject by its typed id.
func PersonRef(id PersonID) Ref       { return Ref{SubjectPerson, int64(id)} }
func HouseholdRef(id HouseholdID) Ref { return Ref{SubjectHousehold, int64(id)} }
func PlaceRef(id PlaceID) Ref         { return Ref{SubjectPlace, int64(id)} }

// IsZero reports whether no subject is named.
func (r Ref) IsZero() bool { return r == Ref{} }

func (r Ref) String() string { return r.Kind.String() + "/" + strconv.FormatInt(r.ID, 10) }

// MarshalText writes "person/17".
func (r Ref) MarshalText() ([]byte, error) {
	return strconv.AppendInt(append([]byte(r.Kind.String()), '/'), r.ID, 10), nil
}

// UnmarshalText reads what MarshalText writes.
func (r *Ref) UnmarshalText(b []byte) error {
	kind, id, ok := strings.Cut(string(b), "/")
	n, err := strconv.ParseInt(id, 10, 64)
	if !ok || err != nil || n <= 0 {
		return fmt.Errorf("register: %q is not a subject", b)
	}
	for k, text := range subjectKindText {
		if text == kind {
			*r = Ref{k, n}
			return nil
		}
	}
	return fmt.Errorf("register: %q is not a kind of subject", kind)
}

// EffectRef names one effect: the act and its place among the act's effects,
// counted from 0. It is the key of the fact that the effect opened. Its text is
// "12.3".
type EffectRef struct {
	Seq Seq
	N   int32
}

// IsZero reports whether the reference names no effect; it serves omitzero.
func (r EffectRef) IsZero() bool { return r == EffectRef{} }

func (r EffectRef) String() string {
	b, _ := r.MarshalText()
	return string(b)
}

// MarshalText writes "12.3"; the zero reference is empty.
func (r EffectRef) MarshalText() ([]byte, error) {
	if r.IsZero() {
		return nil, nil
	}
	return r.appendText(make([]byte, 0, 16)), nil
}

func (r EffectRef) appendText(b []byte) []byte {
	b = strconv.AppendInt(b, int64(r.Seq), 10)
	return strconv.AppendInt(append(b, '.'), int64(r.N), 10)
}

// UnmarshalText reads what MarshalText writes.
func (r *EffectRef) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*r = EffectRef{}
		return nil
	}
	seq, n, ok := strings.Cut(string(b), ".")
	s, err := strconv.ParseInt(seq, 10, 64)
	i, err2 := strconv.ParseInt(n, 10, 32)
	if !ok || err != nil || err2 != nil || s <= 0 || i < 0 {
		return fmt.Errorf("register: %q is not an effect", b)
	}
	*r = EffectRef{Seq(s), int32(i)}
	return nil
}
