package registrar

import (
	"context"
	"encoding/json"

	"samano/ledger"
	"samano/register"
	"samano/registrar/projection"
	"samano/registrar/record"
	"samano/store"
)

// Found writes the head and the founding record, leaf 0 of the ledger, into an empty database. id
// is a client-made id for that record.
func Found(ctx context.Context, c Config, origin string, id register.ActID) error {
	const op = "registrar.Found"
	var frontier ledger.Frontier
	b := &store.Batch{Head: store.Head{NextPerson: 1, NextHousehold: 1, NextPlace: 1, Projections: projection.Version, Frontier: frontier.Bytes()}}
	f := store.Founding{Origin: origin, NumberKey: c.Scheme.Fingerprint(), Pack: c.Law.Code}
	if err := c.Store.Found(ctx, f, b.Head); err != nil {
		return err
	}
	payload, err := json.Marshal(record.Founded{Origin: origin, NumberKey: f.NumberKey, Pack: f.Pack, PackHash: c.Law.Hash})
	if err != nil {
		return register.Errorf(register.Internal, op, "%w", err)
	}
	act := &register.Act{
		Proposal:     register.Proposal{ID: id, Kind: register.KindFounding, Declared: c.Today(), Payload: payload},
		RegisteredAt: c.Now(), PackHash: c.Law.Hash, Nature: register.Change,
	}
	r := &core{Config: c}
	if err := r.addAct(b, new(record.Encoder), &record.Entered{Act: act}, &frontier); err != nil {
		return err
	}
	b.Head.Size, b.Head.Last, b.Head.Frontier = 1, act.RegisteredAt.UnixMicro(), frontier.Bytes()

	tx, err := c.Store.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := tx.Write(ctx, b); err != nil {
		return err
	}
	return tx.Commit(ctx)
}
