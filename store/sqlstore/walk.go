package sqlstore

import (
	"context"
	"encoding/hex"
	"errors"
	"iter"
	"strconv"
	"strings"

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
func (r reader) EachSealed(ctx context.Context, pass access.Pass, from register.Seq) iter.Seq2[store.Sealed, error] {
	return access.Walk(pass, "sqlstore.EachSealed", r.eachSealed(ctx, from))
}

func (r reader) eachSealed(ctx context.Context, from register.Seq) iter.Seq2[store.Sealed, error] {
	return pages(store.Sealed{Seq: from}, func(last store.Sealed) (page []store.Sealed, next store.Sealed, err error) {
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

// walked is a table of projections as it is walked. columns are as readRow takes them: the first two
// are the subject, then come the act's Seq, a number and texts. place are the columns of a row's
// Place, which the database has an index over.
type walked struct {
	table, columns, from, where string
	place                       []string
	of                          func(store.Place) []any
}

func byNumber(p store.Place) []any { return []any{p.N} }
func byText(p store.Place) []any   { return []any{p.Text} }

var walkedTables = []walked{
	{store.TableNumber, "1, id, 0, number, '', ''", "person", "number IS NOT NULL", []string{"id"}, byNumber},
	{store.TableFormerNumber, "1, person, 0, number, '', ''", "former_number", "", []string{"number"}, byNumber},
	{store.TableNameKey, "1, person, 0, year, key, ''", "name_key", "", []string{"person"}, byNumber},
	{store.TableKin, "1, child, 0, parent, '', ''", "kin", "", []string{"parent"}, byNumber},
	{store.TableMember, "2, household, 0, person, '', ''", "member", "", []string{"person"}, byNumber},
	{store.TableBook, "2, household, 0, 0, number, ''", "book", "", []string{"number"}, byText},
	{store.TableDwelling, "kind, subject, 0, 0, key, ''", "dwelling", "", []string{"key"}, byText},
	{store.TableAlias, "kind, subject, 0, 0, id, ''", "alias", "", []string{"id"}, func(p store.Place) []any { return []any{idOf(p.Text)} }},
	{store.TableDecision, "0, 0, seq, 0, authority, reference", "decision", "", []string{"authority", "reference"}, func(p store.Place) []any { return []any{p.Text, p.More} }},
	{store.TablePrinted, "0, year, seq, no, office, ''", "printed", "", []string{"office", "year"}, func(p store.Place) []any { return []any{p.Text, p.N} }},
}

// idOf returns the bytes of which idText wrote the text.
func idOf(text string) []byte {
	b, _ := hex.DecodeString(strings.ReplaceAll(text, "-", "")) // it wrote hexadecimal digits
	return b
}

// query returns what reads the rows of a part, in the order of their places, and its arguments.
func (w *walked) query(part store.Part) (string, []any) {
	var conditions []string
	var args []any
	if w.where != "" {
		conditions = append(conditions, w.where)
	}
	bound := func(operator string, p *store.Place) {
		if p == nil {
			return
		}
		var marks []string
		for _, arg := range w.of(*p) {
			args = append(args, arg)
			marks = append(marks, "$"+strconv.Itoa(len(args)))
		}
		conditions = append(conditions, "("+strings.Join(w.place, ", ")+") "+operator+" ("+strings.Join(marks, ", ")+")")
	}
	bound(">", part.After)
	bound("<=", part.UpTo)
	text := "SELECT " + w.columns + " FROM " + w.from
	if len(conditions) > 0 {
		text += " WHERE " + strings.Join(conditions, " AND ")
	}
	return text + " ORDER BY " + strings.Join(w.place, ", "), args
}

// Cut finds the place by the index alone.
func (r reader) Cut(ctx context.Context, pass access.Pass, table string, after *store.Place, rows int) (at *store.Place, err error) {
	const op = "sqlstore.Cut"
	if err := pass.Check(op); err != nil {
		return nil, err
	}
	for i := range walkedTables {
		w := &walkedTables[i]
		if w.table != table {
			continue
		}
		text, args := w.query(store.Part{Table: table, After: after})
		args = append(args, max(rows, 1)-1)
		err = r.page(ctx, text+" LIMIT 1 OFFSET $"+strconv.Itoa(len(args)), args, func(scan sqldb.Scan) error {
			row, err := readRow(table, scan)
			place := row.Place()
			at = &place
			return err
		})
		return at, err
	}
	return nil, register.Errorf(register.Internal, op, "no such table of projections")
}

// EachProjection walks all rows in one snapshot.
func (r reader) EachProjection(ctx context.Context, pass access.Pass, parts ...store.Part) iter.Seq2[store.ProjectionRow, error] {
	if len(parts) == 0 {
		for _, table := range store.Tables() {
			parts = append(parts, store.Part{Table: table})
		}
	}
	return access.Walk(pass, "sqlstore.EachProjection", r.eachProjection(ctx, parts))
}

func (r reader) eachProjection(ctx context.Context, parts []store.Part) iter.Seq2[store.ProjectionRow, error] {
	return func(yield func(store.ProjectionRow, error) bool) {
		err := r.view(ctx, true, func(q *sqldb.Session) error {
			for _, part := range parts {
				for i := range walkedTables {
					if walkedTables[i].table != part.Table {
						continue
					}
					text, args := walkedTables[i].query(part)
					err := q.Each(ctx, text, args, func(scan sqldb.Scan) error {
						row, err := readRow(part.Table, scan)
						if err == nil && !yield(row, nil) {
							err = sqldb.ErrStop
						}
						return err
					})
					if err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil && !errors.Is(err, sqldb.ErrStop) {
			yield(store.ProjectionRow{}, err)
		}
	}
}

func readRow(table string, scan sqldb.Scan) (store.ProjectionRow, error) {
	row := store.ProjectionRow{Table: table}
	if table == store.TableAlias {
		var id []byte
		var n int64
		var text string
		err := scan(&row.Ref.Kind, &row.Ref.ID, &row.Seq, &n, &id, &text)
		row.Key = idText(id)
		return row, err
	}
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
