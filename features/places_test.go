package features

import (
	"context"

	"encoding/json"
	"samano/register"
	"samano/store"
)

// foundPlaces enters the units of the scenario.
func (w *world) foundPlaces(ctx context.Context) (map[register.Code]register.PlaceID, error) {
	tx, err := w.store.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	head, err := tx.Head(ctx)
	if err != nil {
		return nil, err
	}
	ids := map[register.Code]register.PlaceID{}
	b := &store.Batch{New: map[register.Ref]bool{}}
	for _, u := range units {
		id := register.PlaceID(head.NextPlace)
		head.NextPlace++
		code := register.Code(u[0])
		ids[code] = id
		p := &register.Place{ID: id}
		// Far from the acts of the scenario, so that no two facts of a place share a key.
		key := func(n int32) register.EffectRef { return register.EffectRef{Seq: 1_000_000 + register.Seq(id), N: n} }
		p.Origins = register.Facts[register.Origin]{{Key: key(0)}}
		p.Codes = register.Facts[register.Code]{{Key: key(1), Value: code}}
		p.Names = register.Facts[register.PlaceName]{{Key: key(2), Value: register.PlaceName{Lao: u[1], Latin: u[2]}}}
		level := map[int]register.Level{2: "province", 4: "district", 7: "village"}[len(code)]
		p.Levels = register.Facts[register.Level]{{Key: key(3), Value: level}}
		if level != "province" {
			p.Parents = register.Facts[register.ParentPlace]{{Key: key(4), Value: register.ParentPlace{Place: ids[code[:map[register.Level]int{"district": 2, "village": 4}[level]]]}}}
		}
		for _, f := range []*register.Date{&p.Origins[0].From, &p.Codes[0].From, &p.Names[0].From, &p.Levels[0].From} {
			*f = register.InYear(1900, register.Documented)
		}
		doc, err := json.Marshal(p)
		if err != nil {
			return nil, err
		}
		b.Subjects = append(b.Subjects, store.Subject{Ref: p.Ref(), Doc: doc})
		b.New[p.Ref()] = true
	}
	b.Head = head
	if err := tx.Write(ctx, b); err != nil {
		return nil, err
	}
	return ids, tx.Commit(ctx)
}
