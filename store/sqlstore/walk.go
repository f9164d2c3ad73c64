package sqlstore

import (
	"context"
	"errors"
	"iter"
	"slices"

	"samano/access"
	"samano/internal/sqldb"
	"samano/register"
	"samano/store"
)

// walkPage is how many documents are read at a time: a walk over a country must
// not hold one snapshot, nor a country in memory.
const walkPage = 1000

// EachSubject walks by pages, each as committed when it is read.
func (r reader) EachSubject(ctx context.Context, pass access.Pass, kind register.SubjectKind, from int64) iter.Seq2[store.Subject, error] {
	return access.Walk(pass, "sqlstore.EachSubject", r.eachSubject(ctx, kind, from))
}

func (r reader) eachSubject(ctx context.Context, kind register.SubjectKind, from int64) iter.Seq2[store.Subject, error] {
	name, ok := subjectTables[kind]
	query := "SELECT id, seq, doc FROM " + name + " WHERE id >= $1 ORDER BY id LIMIT $2"
	return pages(from, func(from int64) (page []store.Subject, next int64, err error) {
		if !ok {
			return nil, 0, register.Errorf(register.Internal, "sqlstore.EachSubject", "no such kind of subject")
		}
		err = r.page(ctx, query, []any{from, walkPage}, func(scan sqldb.Scan) error {
			subject, err := r.scanSubject(kind, scan)
			page, next = append(page, subject), subject.Ref.ID+1
			return err
		})
		return page, next, err
	})
}

// EachSealed walks by pages, each as committed when it is read.
func (r reader) EachSealed(ctx context.Context, pass access.Pass) iter.Seq2[store.Sealed, error] {
	return access.Walk(pass, "sqlstore.EachSealed", r.eachSealed(ctx))
}

func (r reader) eachSealed(ctx context.Context) iter.Seq2[store.Sealed, error] {
	return pages(store.Sealed{Seq: -1}, func(last store.Sealed) (page []store.Sealed, next store.Sealed, err error) {
		page, err = r.sealed(ctx, "WHERE (seq, name) > ($1, $2) ORDER BY seq, name LIMIT $3", int64(last.Seq), last.Name, walkPage)
		if len(page) > 0 {
			next = page[len(page)-1]
		}
		return page, next, err
	})
}

// pages walks rows page by page: read returns those of one place, and the next place. A page with
// less than walkPage rows is the last.
func pages[Row, Place any](at Place, read func(Place) ([]Row, Place, error)) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			page, next, err := read(at)
			if err != nil {
				var none Row
				yield(none, err)
				return
			}
			for _, row := range page {
				if !yield(row, nil) {
					return
				}
			}
			if len(page) < walkPage {
				return
			}
			at = next
		}
	}
}

// projectionQueries give table, and columns as readRow takes them: the first two
// are the subject, then come the act's Seq, a number and texts.
var projectionQueries = []struct{ table, query string }{
	{store.TableNumber, "SELECT 1, id, 0, number, '', '' FROM person WHERE number IS NOT NULL ORDER BY id"},
	{store.TableFormerNumber, "SELECT 1, person, 0, number, '', '' FROM former_number ORDER BY number"},
	{store.TableNameKey, "SELECT 1, person, 0, year, key, '' FROM name_key ORDER BY person, key, year"},
	{store.TableKin, "SELECT 1, child, 0, parent, '', '' FROM kin ORDER BY parent, child"},
	{store.TableMember, "SELECT 2, household, 0, person, '', '' FROM member ORDER BY person, household"},
	{store.TableBook, "SELECT 2, household, 0, 0, number, '' FROM book ORDER BY number"},
	{store.TableDwelling, "SELECT kind, subject, 0, 0, key, '' FROM dwelling ORDER BY key, kind, subject"},
	{store.TableDecision, "SELECT 0, 0, seq, 0, authority, reference FROM decision ORDER BY authority, reference"},
	{store.TablePrinted, "SELECT 0, year, seq, no, office, '' FROM printed ORDER BY office, year, no"},
}

// EachProjection walks all rows in one snapshot.
func (r reader) EachProjection(ctx context.Context, pass access.Pass, tables ...string) iter.Seq2[store.ProjectionRow, error] {
	if len(tables) == 0 {
		tables = store.Tables()
	}
	return access.Walk(pass, "sqlstore.EachProjection", r.eachProjection(ctx, tables))
}

func (r reader) eachProjection(ctx context.Context, tables []string) iter.Seq2[store.ProjectionRow, error] {
	return func(yield func(store.ProjectionRow, error) bool) {
		err := r.view(ctx, true, func(q *sqldb.Session) error {
			for _, p := range projectionQueries {
				if !slices.Contains(tables, p.table) {
					continue
				}
				err := q.Each(ctx, p.query, nil, func(scan sqldb.Scan) error {
					row, err := readRow(p.table, scan)
					if err == nil && !yield(row, nil) {
						err = sqldb.ErrStop
					}
					return err
				})
				if err != nil {
					return err
				}
			}
			if !slices.Contains(tables, store.TableAlias) {
				return nil
			}
			return eachAlias(ctx, q, yield)
		})
		if err != nil && !errors.Is(err, sqldb.ErrStop) {
			yield(store.ProjectionRow{}, err)
		}
	}
}

func readRow(table string, scan sqldb.Scan) (store.ProjectionRow, error) {
	row := store.ProjectionRow{Table: table}
	var n int64
	var a, b string
	if err := scan(&row.Ref.Kind, &row.Ref.ID, &row.Seq, &n, &a, &b); err != nil {
		return row, err
	}
	switch table {
	case store.TableNumber, store.TableFormerNumber:
		row.Key = string(store.NumberText(n))
	case store.TableNameKey:
		row.Key = store.NameKey{Key: a, Year: int(n)}.Text()
	case store.TableKin, store.TableMember:
		row.Key = register.PersonRef(register.PersonID(n)).String()
	case store.TableBook, store.TableDwelling:
		row.Key = a
	case store.TableDecision:
		row.Key = store.Decision{Authority: a, Reference: b}.Text()
	case store.TablePrinted:
		row.Key = store.Printed{PrintedNumber: register.PrintedNumber{Office: register.OfficeID(a), Year: int(row.Ref.ID), No: int(n)}}.Text()
		row.Ref = register.Ref{}
	}
	return row, nil
}

func eachAlias(ctx context.Context, q *sqldb.Session, yield func(store.ProjectionRow, error) bool) error {
	return q.Each(ctx, "SELECT kind, subject, id FROM alias ORDER BY id", nil, func(scan sqldb.Scan) error {
		row := store.ProjectionRow{Table: store.TableAlias}
		var id []byte
		if err := scan(&row.Ref.Kind, &row.Ref.ID, &id); err != nil {
			return err
		}
		if row.Key = idText(id); !yield(row, nil) {
			return sqldb.ErrStop
		}
		return nil
	})
}
