package registrar

import (
	"context"
	"encoding/json"
	"io"

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
	head := store.Head{NextPerson: 1, NextHousehold: 1, NextPlace: 1, Projections: projection.Version}
	var frontier ledger.Frontier
	empty, err := frontier.MarshalBinary()
	if err != nil {
		return register.Errorf(register.Internal, op, "%w", err)
	}
	head.Frontier = empty
	f := store.Founding{Origin: origin, NumberKey: c.Scheme.Fingerprint(), Pack: c.Law.Code}
	if err := c.Store.Found(ctx, f, head); err != nil {
		return err
	}

	payload, err := json.Marshal(record.Founded{Origin: origin, NumberKey: f.NumberKey, Pack: f.Pack, PackHash: c.Law.Hash})
	if err != nil {
		return register.Errorf(register.Internal, op, "%w", err)
	}
	at := c.Now().UnixMicro()
	h := record.Header{Format: record.Format, Proposal: register.Proposal{ID: id, Kind: register.KindFounding, Declared: register.DayAt(c.Now().In(c.Law.TimeZone))}, At: at, PackHash: c.Law.Hash, Nature: register.Change}
	headBytes, err := h.Encode()
	if err != nil {
		return register.Errorf(register.Internal, op, "%w", err)
	}
	var seed ledger.Salt
	if _, err := io.ReadFull(c.Random, seed[:]); err != nil {
		return register.Errorf(register.Internal, op, "%w", err)
	}
	rec, err := ledger.NewRecord(0, seed, []ledger.Part{{Name: ledger.HeaderPart, Bytes: headBytes}, {Name: ledger.PayloadPart, Bytes: payload}})
	if err != nil {
		return register.Errorf(register.Internal, op, "%w", err)
	}
	body, err := c.Codec.Pack(rec)
	if err != nil {
		return register.Errorf(register.Internal, op, "%w", err)
	}
	leaf := rec.Leaf()
	frontier.Append(leaf)
	head.Size, head.Last = 1, at
	if head.Frontier, err = frontier.MarshalBinary(); err != nil {
		return register.Errorf(register.Internal, op, "%w", err)
	}

	tx, err := c.Store.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := tx.Write(ctx, &store.Batch{Head: head, Acts: []store.Act{{Seq: 0, ID: id, At: at, Leaf: leaf[:], Body: body}}}); err != nil {
		return err
	}
	return tx.Commit(ctx)
}
