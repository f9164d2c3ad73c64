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
	"samano/office/request"
)

// append writes what stands from now on to the log of powers.
func (s *Store) append(ctx context.Context, tx *sql.Tx, e powerlog.Entry, h powerlog.Held) error {
	e.Subject, e.State = h.Subject, h.State
	return s.log.Append(ctx, tx, e)
}

// Held implements powerlog.Holder.
func (s *Store) Held(ctx context.Context, tx *sql.Tx) iter.Seq2[powerlog.Held, error] {
	return powerlog.Concat(
		powerlog.Each(ctx, tx, scanLot, heldLot, allLots),
		powerlog.Each(ctx, tx, scanKept, heldKept, `SELECT `+requestColumns+`, judge, due, judged, second, danger, paper FROM request ORDER BY id`),
	)
}

// keptRequest is a request with those columns by which it is found, which repeat what its document says.
type keptRequest struct {
	storedRequest
	judge, paper        sql.NullString
	due, judged, danger int64
	second              string
}

func scanKept(scan func(...any) error) (r keptRequest, err error) {
	r.storedRequest, err = scanStored(func(into ...any) error {
		return scan(append(into, &r.judge, &r.due, &r.judged, &r.second, &r.danger, &r.paper)...)
	})
	return r, err
}

// heldKept compares the columns with the document: who reads a list of what is to be judged, or counts what is overdue,
// reads columns alone.
func heldKept(k keptRequest) powerlog.Held {
	h := heldRequest(k.storedRequest)
	var r request.Request
	if err := json.Unmarshal([]byte(k.doc), &r); err != nil {
		h.Fault = "its document cannot be read"
		return h
	}
	written := keptRequest{k.storedRequest, judgeOf(&r), paperOf(&r), int64(r.Due), int64(judged(&r)), int64(danger(&r)), string(r.Second)}
	if k != written {
		h.Fault = "its columns are not what its document says"
	}
	return h
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
