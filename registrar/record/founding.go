package record

import "samano/register"

// Founded is the payload of the founding record: act 0, which concerns no subject.
type Founded struct {
	Origin    string `json:"origin"`
	NumberKey string `json:"number_key"`
	Pack      string `json:"pack"`
	PackHash  string `json:"pack_hash"`
}

// FoundingKind is the kind of act 0. It is no act of law, so no law pack names it.
const FoundingKind register.Kind = "founding"
