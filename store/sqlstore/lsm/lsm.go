// Package lsm owns the matcher's index inside the register's database: a log-structured merge
// tree of postings.
//
// # Runs and levels
//
// What a transaction wrote is one row of the tail (match_tail). A full tail becomes a run: a
// list of postings in order, in packed pages that are written once. A newer run goes before
// an older one, so a posting that is gone is written as a tombstone. Four runs of one level
// are compacted into one of the next: a posting is written again some seven times in a
// register of a whole country, each time beside its neighbours, where an index of rows would
// touch a page of its own for each of a person's eleven keys.
//
// # Compaction
//
// A compaction is done in steps: a range of sort keys moves from all its inputs to its output.
// Each step leaves a valid index, so readers look into all runs and need not know of
// compactions, and a kill does no harm. No step is long: it moves twice as many postings as
// came in. Runs of a level are compacted in
// the order of their ages, without leaving one out, and the output of a compaction under way
// is no input of another.
//
// # Loading
//
// While a country is loaded or rebuilt, only the tail grows, and nobody looks anything up. At
// the end all is sorted and becomes one run (deferred.go).
package lsm

import (
	"context"
	"database/sql"
	"errors"

	"samano/internal/sqldb"
	"samano/register"
	"samano/store"
)

// Tables are those of the index that hold it at rest.
var Tables = []*sqldb.Table{&tailTable, &runTable, &pageTable}

var (
	tailTable = sqldb.NewTable("match_tail", "no", "no", "seq", "upto", "nth", "size", "body")
	runTable  = sqldb.NewTable("match_run", "run", "run", "age", "level", "target", "start", "postings")
	pageTable = sqldb.NewTable("match_page", "run, first", "run", "first", "body")
)

// Write is what one transaction writes to the index.
type Write struct {
	From, To register.Seq    // its acts: the first, and the one after the last
	Postings []store.Posting // in order
}

// writer writes to the index, within the session's transaction.
type writer struct {
	ctx context.Context
	q   *sqldb.Session
}

func (w *writer) exec(text string, args ...any) error {
	_, err := w.q.Exec(w.ctx, text, args...)
	return err
}

// State is how far the tail reaches.
type State struct {
	Flushed int64        // the rows of the tail up to this one are in runs too
	Kept    register.Seq // of the acts from this one on, the tail has all
}

// ReadState reads the state.
func ReadState(ctx context.Context, q *sqldb.Session) (s State, err error) {
	err = q.One(ctx, "SELECT flushed, kept FROM match_state WHERE one = 1", nil, &s.Flushed, &s.Kept)
	return s, withState(err)
}

// PutState writes the state, for a copy of the tables.
func PutState(ctx context.Context, q *sqldb.Session, s State) error {
	_, err := q.Exec(ctx, "UPDATE match_state SET flushed = $1, kept = $2 WHERE one = 1", s.Flushed, s.Kept)
	return err
}

// withState says what a missing row of match_state means.
func withState(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return damaged("match_state", "is empty")
	}
	return err
}

// Clear empties the index of a register with so many acts.
func Clear(ctx context.Context, q *sqldb.Session, acts register.Seq) error {
	const state = "UPDATE match_state SET flushed = coalesce((SELECT max(no) FROM match_tail), flushed), kept = $1 WHERE one = 1"
	if _, err := q.Exec(ctx, state, int64(acts)); err != nil {
		return err
	}
	for _, name := range []string{"match_tail", "match_load", "match_run", "match_page"} {
		if _, err := q.Exec(ctx, "DELETE FROM "+name); err != nil {
			return err
		}
	}
	return nil
}

// damaged is the error for what this program cannot have written.
func damaged(table, format string, args ...any) error {
	return register.Errorf(register.Internal, "lsm", table+": "+format, args...)
}
