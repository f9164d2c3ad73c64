package looksql

import (
	"context"
	"database/sql"
	"time"

	"samano/access"
	"samano/internal/sqldb"
	"samano/register"
)

// spending is what the looks of one batch count on the budgets of their officers.
type spending struct {
	counted map[register.OfficerID]map[register.Ref]time.Time // of officers whose looks are on a budget
	changed map[register.OfficerID]map[register.Ref]time.Time
	stored  map[register.OfficerID]map[register.Ref]bool // which of counted have a row
	stops   map[stopKey]*access.BudgetStop
	now     time.Time // of the last look, by the clock
}

type stopKey struct {
	officer register.OfficerID
	hour    int64
}

// spendingOf reads whom the officers of a batch have seen on their budgets.
func spendingOf(ctx context.Context, tx *sql.Tx, batch []*request) (*spending, error) {
	s := &spending{
		counted: map[register.OfficerID]map[register.Ref]time.Time{}, changed: map[register.OfficerID]map[register.Ref]time.Time{},
		stored: map[register.OfficerID]map[register.Ref]bool{}, stops: map[stopKey]*access.BudgetStop{},
	}
	for _, r := range batch {
		officer := r.look.Officer
		if r.budget.Hour == 0 || s.counted[officer] != nil {
			continue
		}
		rows, err := sqldb.List(ctx, tx, scanCounted, `SELECT kind, subject, at FROM look_counted WHERE officer = $1`, string(officer))
		if err != nil {
			return nil, err
		}
		s.counted[officer], s.changed[officer], s.stored[officer] = map[register.Ref]time.Time{}, map[register.Ref]time.Time{}, map[register.Ref]bool{}
		for _, c := range rows {
			s.counted[officer][c.Subject], s.stored[officer][c.Subject] = c.At, true
		}
	}
	return s, nil
}

func scanCounted(scan func(...any) error) (c access.BudgetEntry, err error) {
	var kind, at int64
	err = scan(&kind, &c.Subject.ID, &at)
	c.Subject.Kind, c.At = register.SubjectKind(kind), sqldb.TimeOf(at)
	return c, err
}

// add counts a look on the budget. An error refuses it.
func (s *spending) add(l *access.Look, b access.Budget) error {
	if b.Hour == 0 {
		return nil
	}
	s.now = b.At
	seen := s.counted[l.Officer]
	before := make([]access.BudgetEntry, 0, len(seen))
	for ref, at := range seen {
		before = append(before, access.BudgetEntry{Subject: ref, At: at})
	}
	added, err := b.Spend(l, before)
	if err != nil {
		hour := l.At.UTC().Truncate(time.Hour)
		key := stopKey{l.Officer, sqldb.Micros(hour)}
		if s.stops[key] == nil {
			s.stops[key] = &access.BudgetStop{Officer: l.Officer, Office: l.Office, Hour: hour}
		}
		s.stops[key].Count(err)
		return err
	}
	for _, c := range added {
		seen[c.Subject], s.changed[l.Officer][c.Subject] = c.At, c.At
	}
	return nil
}

// save writes what changed, and forgets of these officers whom they saw long ago.
func (s *spending) save(ctx context.Context, tx *sql.Tx) error {
	var rows [][]any
	for officer, added := range s.changed {
		for ref, at := range added {
			if !s.stored[officer][ref] {
				rows = append(rows, []any{string(officer), int64(ref.Kind), ref.ID, sqldb.Micros(at)})
				continue
			}
			if _, err := tx.ExecContext(ctx, `UPDATE look_counted SET at = $1 WHERE officer = $2 AND kind = $3 AND subject = $4`, sqldb.Micros(at), string(officer), int64(ref.Kind), ref.ID); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM look_counted WHERE officer = $1 AND at <= $2`, string(officer), sqldb.Micros(s.now.Add(-access.DayOfBudget))); err != nil {
			return err
		}
	}
	if err := sqldb.Insert(ctx, tx, `INSERT INTO look_counted (officer, kind, subject, at) VALUES`, rows); err != nil {
		return err
	}
	for key, stop := range s.stops {
		_, err := tx.ExecContext(ctx, `INSERT INTO look_stop (hour, officer, office, slowed, stopped) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (hour, officer) DO UPDATE SET slowed = look_stop.slowed + excluded.slowed, stopped = look_stop.stopped + excluded.stopped`,
			key.hour, string(key.officer), string(stop.Office), stop.Slowed, stop.Stopped)
		if err != nil {
			return err
		}
	}
	return nil
}

// Stops implements access.Looks.
func (s *Store) Stops(ctx context.Context, of register.OfficeID, limit int) ([]access.BudgetStop, error) {
	out, err := sqldb.List(ctx, s.db.Read, func(scan func(...any) error) (x access.BudgetStop, err error) {
		var hour int64
		err = scan(&hour, &x.Officer, &x.Office, &x.Slowed, &x.Stopped)
		x.Hour = sqldb.TimeOf(hour)
		return x, err
	}, `SELECT hour, officer, office, slowed, stopped FROM look_stop WHERE $2 = '' OR office = $2 ORDER BY hour DESC, officer LIMIT $1`, limit, string(of))
	return out, sqldb.Wrap("looksql.Stops", err)
}
