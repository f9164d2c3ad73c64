package view

import (
	"encoding/json"
	"time"

	"samano/register"
)

// Act is an act as it is shown whole. Effects stand as stored, without the subjects' internal ids.
type Act struct {
	register.Proposal
	Seq          register.Seq       `json:"seq"`
	RegisteredAt time.Time          `json:"registered_at"`
	PackHash     string             `json:"pack"`
	Printed      string             `json:"printed,omitempty"`
	Nature       register.Nature    `json:"nature"`
	Repairs      register.Seq       `json:"repairs,omitempty"`
	Findings     []register.Finding `json:"findings,omitempty"`
	Effects      []json.RawMessage  `json:"effects"`
}

// ActOf returns an act as it is shown.
func ActOf(a *register.Act) Act {
	out := Act{
		Proposal: a.Proposal, Seq: a.Seq, RegisteredAt: a.RegisteredAt, PackHash: a.PackHash,
		Printed: a.Printed.String(), Nature: a.Nature, Repairs: a.Repairs, Findings: a.Findings,
	}
	for _, ref := range a.Subjects() {
		out.Effects = append(out.Effects, register.AppendEffects(nil, a.Effects, ref))
	}
	return out
}
