package certificatesql

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"

	"samano/certificate"
	"samano/internal/powerlog"
	"samano/internal/sqldb"
)

// keptCopy is a row of copies.
type keptCopy struct {
	id, kind, doc, by, reason string
	act, no, issued, revoked  int64
	persons                   [maxPersons]int64
}

const keptColumns = `id, kind, act, no, person1, person2, issued, doc, revoked_at, revoked_by, reason`

func scanKept(scan func(...any) error) (k keptCopy, err error) {
	err = scan(&k.id, &k.kind, &k.act, &k.no, &k.persons[0], &k.persons[1], &k.issued, &k.doc, &k.revoked, &k.by, &k.reason)
	return k, err
}

// append writes what stands of a copy from now on to the log of powers.
func (s *Store) append(ctx context.Context, tx *sql.Tx, e powerlog.Entry, id certificate.CopyID) error {
	k, err := scanKept(tx.QueryRowContext(ctx, `SELECT `+keptColumns+` FROM copy WHERE id = $1`, string(id)).Scan)
	if err != nil {
		return err
	}
	h := heldCopy(k)
	e.Subject, e.State = h.Subject, h.State
	return s.log.Append(ctx, tx, e)
}

// Held implements powerlog.Holder.
func (s *Store) Held(ctx context.Context, tx *sql.Tx) iter.Seq2[powerlog.Held, error] {
	return powerlog.Each(ctx, tx, scanKept, heldCopy, `SELECT `+keptColumns+` FROM copy ORDER BY id`)
}

// heldCopy holds hashes, and compares the columns with the document: a copy names people, and the log is kept for good.
// Nobody guesses at it without the copy's id, which is random and stands nowhere in the log.
func heldCopy(k keptCopy) powerlog.Held {
	name := sha256.Sum256([]byte(k.id))
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%d\n%q\n%q\n%s", k.id, k.revoked, k.by, k.reason, k.doc))
	h := powerlog.Held{Subject: "copy/" + hex.EncodeToString(name[:16]), State: fmt.Appendf(nil, `{"sha256":%q}`, hex.EncodeToString(sum[:]))}
	var c certificate.Copy
	err := json.Unmarshal([]byte(k.doc), &c)
	if err != nil || k.id != string(c.ID) || k.kind != string(c.Kind) || k.act != int64(c.Act) || k.no != int64(c.Count) || k.persons != personsOf(&c) || k.issued != sqldb.Micros(c.IssuedAt) {
		h.Fault = "its columns are not what its document says"
	}
	return h
}
