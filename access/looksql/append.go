package looksql

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"samano/access"
	"samano/internal/sqldb"
	"samano/ledger"
	"samano/register"
)

// commitLimit bounds one transaction. It serves many callers, so that the context of none may
// end it.
const commitLimit = 30 * time.Second

// commit writes a batch in one transaction. On an error none of it is answered.
func (s *Store) commit(batch []*request) error {
	ctx, cancel := context.WithTimeout(context.Background(), commitLimit)
	defer cancel()
	return s.db.Tx(ctx, "looksql.Append", func(tx *sql.Tx) error {
		h, err := lockHead(ctx, tx)
		if err == nil {
			err = s.lastOf(ctx, tx, &h)
		}
		if err != nil {
			return err
		}
		var w writing
		spending, err := spendingOf(ctx, tx, batch)
		if err != nil {
			return err
		}
		for _, r := range batch {
			// A look that is repeated after a lost race gets its place anew.
			at := max(sqldb.Micros(r.look.At), h.last)
			r.look.Seq, r.look.At = h.size, sqldb.TimeOf(at)
			if r.over = spending.add(&r.look, r.budget); r.over != nil {
				continue
			}
			if h.size == 0 || month(at) > month(h.last) {
				w.months = append(w.months, []any{month(at), h.size})
			}
			if err := s.enter(&w, &h, r.look); err != nil {
				return err
			}
			h.size, h.last = h.size+1, at
		}
		if err := w.insert(ctx, tx); err != nil {
			return err
		}
		if err := spending.save(ctx, tx); err != nil {
			return err
		}
		return h.save(ctx, tx)
	})
}

// lastOf takes the time of the last look from the look, where it is kept: that of the head is what whoever edits one
// row says, and every later look would have it.
func (s *Store) lastOf(ctx context.Context, tx *sql.Tx, h *head) error {
	r, err := scanRow(tx.QueryRowContext(ctx, `SELECT `+rowColumns+` FROM look WHERE seq = $1 AND body IS NOT NULL`, h.size-1).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if l, err := s.read(r); err == nil { // else a verification tells
		h.last = sqldb.Micros(l.At)
	}
	return nil
}

// writing is the rows of one batch.
type writing struct {
	looks, months, subjects, nodes [][]any
}

func (s *Store) enter(w *writing, h *head, l access.Look) error {
	var seed ledger.Salt
	if _, err := io.ReadFull(s.random, seed[:]); err != nil {
		return fmt.Errorf("looksql: a salt: %w", err)
	}
	record, err := encode(l, seed)
	if err != nil {
		return err
	}
	body, err := s.codec.Pack(record)
	if err != nil {
		return err
	}
	leaf := record.Leaf()
	for _, n := range h.frontier.Append(leaf) {
		w.nodes = append(w.nodes, []any{int64(n.Level), n.N, n.Hash[:]})
	}
	w.looks = append(w.looks, []any{l.Seq, leaf[:], body, s.MAC(l.Seq, leaf)})
	for _, r := range l.Subjects {
		w.subjects = append(w.subjects, []any{month(sqldb.Micros(l.At)), int64(r.Kind), r.ID, l.Seq, int64(l.ShownFrom)})
	}
	return nil
}

func (w *writing) insert(ctx context.Context, tx *sql.Tx) error {
	for _, t := range []struct {
		head string
		rows [][]any
	}{
		{`INSERT INTO look (seq, leaf, body, mac) VALUES`, w.looks},
		{`INSERT INTO look_month (month, first) VALUES`, w.months},
		{`INSERT INTO look_subject (month, kind, subject, seq, shown) VALUES`, w.subjects},
		{`INSERT INTO look_node (level, n, hash) VALUES`, w.nodes},
	} {
		if err := sqldb.Insert(ctx, tx, t.head, t.rows); err != nil {
			return err
		}
	}
	return nil
}

// The parts of a look's record: this one, and one for each subject.
const (
	lookPart      = "look"
	subjectPrefix = "subject/"
)

// written is the part with who, when and why. Field names are stored: never
// rename.
type written struct {
	At      int64              `json:"at"`
	Officer register.OfficerID `json:"officer"`
	Office  register.OfficeID  `json:"office"`
	Role    access.Role        `json:"role"`
	What    access.What        `json:"what"`
	Purpose string             `json:"purpose"`
	Kind    access.CaseKind    `json:"kind,omitempty"` // of the case
	Case    string             `json:"case,omitempty"`
	Shown   register.Day       `json:"shown"`
	Refused bool               `json:"refused,omitempty"`
}

func encode(l access.Look, seed ledger.Salt) (*ledger.Record, error) {
	text, err := json.Marshal(written{sqldb.Micros(l.At), l.Officer, l.Office, l.Role, l.What, l.Purpose, l.Kind, l.Case, l.ShownFrom, l.Refused})
	if err != nil {
		return nil, err
	}
	parts := append(make([]ledger.Part, 0, 1+len(l.Subjects)), ledger.Part{Name: lookPart, Bytes: text})
	for _, r := range l.Subjects {
		parts = append(parts, ledger.Part{Name: subjectPrefix + r.String()})
	}
	return ledger.NewRecord(l.Seq, seed, parts)
}

func decode(r *ledger.Record) (access.Look, error) {
	var w written
	l := access.Look{Seq: r.Seq}
	for _, p := range r.Parts {
		if subject, ok := strings.CutPrefix(p.Name, subjectPrefix); ok {
			var ref register.Ref
			if err := ref.UnmarshalText([]byte(subject)); err != nil {
				return access.Look{}, err
			}
			l.Subjects = append(l.Subjects, ref)
		} else if err := json.Unmarshal(p.Bytes, &w); err != nil {
			return access.Look{}, fmt.Errorf("looksql: look %d: %w", r.Seq, err)
		}
	}
	l.At, l.Officer, l.Office, l.Role = sqldb.TimeOf(w.At), w.Officer, w.Office, w.Role
	l.What, l.Purpose, l.Kind, l.Case, l.ShownFrom, l.Refused = w.What, w.Purpose, w.Kind, w.Case, w.Shown, w.Refused
	l.Subjects = access.SortSubjects(l.Subjects)
	return l, nil
}
