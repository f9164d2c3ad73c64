package officesql

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"

	"samano/internal/powerlog"
	"samano/internal/sqldb"
	"samano/office/lot"
)

// append writes what stands from now on to the log of powers.
func (s *Store) append(ctx context.Context, tx *sql.Tx, e powerlog.Entry, h powerlog.Held) error {
	e.Subject, e.State = h.Subject, h.State
	return s.log.Append(ctx, tx, e)
}

// pageRequests is how many requests are read at once where all are compared with the log.
const pageRequests = 1000

// Held implements powerlog.Holder.
func (s *Store) Held(ctx context.Context, tx *sql.Tx) iter.Seq2[powerlog.Held, error] {
	return func(yield func(powerlog.Held, error) bool) {
		lots, err := sqldb.List(ctx, tx, scanLot, allLots)
		if err != nil {
			yield(powerlog.Held{}, err)
			return
		}
		for _, r := range lots {
			if !yield(heldLot(r), nil) {
				return
			}
		}
		for last := ""; ; {
			page, err := sqldb.List(ctx, tx, scanStored, `SELECT `+requestColumns+` FROM request WHERE id > $1 ORDER BY id LIMIT $2`, last, pageRequests)
			if err != nil {
				yield(powerlog.Held{}, err)
				return
			}
			for _, r := range page {
				if !yield(heldRequest(r), nil) {
					return
				}
				last = string(r.ID)
			}
			if len(page) < pageRequests {
				return
			}
		}
	}
}

// heldLot is compared byte by byte with what was written before: the record's fields keep their names and order.
func heldLot(r lot.Record) powerlog.Held {
	state := map[string]any{"lines": r.Count, "basis": r.Basis, "declared_by": r.DeclaredBy, "confirmed_by": r.ConfirmedBy}
	if r.End != nil {
		state["ended"] = []any{sqldb.Micros(r.End.At), r.End.Registered, r.End.Repeated, r.End.Refused}
	}
	text, _ := json.Marshal(state) // plain data, which always can be written
	return powerlog.Held{Subject: fmt.Sprintf("lot/%d/%s", sqldb.Micros(r.At), r.SHA256), State: text}
}

// heldRequest holds a hash: a request names people, and the log is kept for good. Nobody guesses at it without the
// request's id, which is random and stands nowhere in the log.
func heldRequest(r storedRequest) powerlog.Held {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%d\n%s\n%d\n%s", r.ID, r.Version, r.By, sqldb.Micros(r.At), r.doc))
	return powerlog.Held{Subject: "request/" + r.Reference(), State: fmt.Appendf(nil, `{"sha256":%q}`, hex.EncodeToString(sum[:]))}
}
