package features

import (
	"context"
	"encoding/json"
	"fmt"

	"samano/acts"
	"samano/register"
	"samano/registrar"
)

// foundPlaces enters the units of the scenario by a decree, before everybody else.
func (w *world) foundPlaces(ctx context.Context) error {
	levels := map[int]register.Level{}
	for _, l := range w.pack().Territory.Levels {
		levels[l.CodeDigits] = l.Name
	}
	var decree acts.PlaceChange
	for _, u := range w.units() {
		decree.Steps = append(decree.Steps, acts.PlaceStep{
			Code: register.Code(u[0]), Name: register.PlaceName{Lao: u[1], Latin: u[2]}, Level: levels[len(u[0])],
			Parent: register.Code(u[0][:above(w, len(u[0]))]),
		})
	}
	payload, err := json.Marshal(decree)
	if err != nil {
		return err
	}
	p := register.Proposal{
		ID: register.ActID(w.uuid()), Kind: "place-change", Happened: register.Exact(register.DayOf(1900, 1, 1)), Declared: w.today,
		Decision: register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: "units of the scenario"},
		Office:   w.offices()[0].id, DeclaredTo: "Vilay", Registrar: "Somsak", Payload: payload,
	}
	for _, kind := range w.pack().Kinds[p.Kind].Evidence.On(w.today).Value {
		p.Evidence = append(p.Evidence, register.Evidence{Kind: kind})
	}
	results, err := w.reg.Register(ctx, registrar.Request{Proposals: []register.Proposal{p}})
	if err != nil {
		return err
	}
	if results[0].Act == nil {
		return fmt.Errorf("the places were not registered: %v", results[0].Err)
	}
	atlas, err := w.reg.Atlas(ctx)
	if err != nil {
		return err
	}
	for _, u := range w.units() {
		if unit, ok := atlas.ByCode(register.Code(u[0]), w.today); ok {
			w.areas[register.Code(u[0])] = unit.ID
		}
	}
	return nil
}

// above gives the length of the code of the unit above one whose code is so long.
func above(w *world, digits int) (n int) {
	for _, l := range w.pack().Territory.Levels {
		if l.CodeDigits < digits {
			n = l.CodeDigits
		}
	}
	return n
}
