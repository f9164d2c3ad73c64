package sqlstore

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"samano/internal/sqldb"
	"samano/register"
	"samano/store"
	"samano/store/sqlstore/lsm"
)

// The tables that batches add rows to.
var (
	actTable          = sqldb.NewTable("act", "seq", "seq", "at", "id", "leaf", "body")
	personTable       = sqldb.NewTable("person", "id", "id", "number", "seq", "doc")
	householdTable    = sqldb.NewTable("household", "id", "id", "seq", "doc")
	placeTable        = sqldb.NewTable("place", "id", "id", "seq", "doc")
	aliasTable        = sqldb.NewTable("alias", "id", "subject", "kind", "id")
	nameKeyTable      = sqldb.NewTable("name_key", "person, key, year", "person", "year", "key")
	formerNumberTable = sqldb.NewTable("former_number", "number", "number", "person")
	kinTable          = sqldb.NewTable("kin", "parent, child", "parent", "child")
	memberTable       = sqldb.NewTable("member", "person, household", "person", "household")
	bookTable         = sqldb.NewTable("book", "number", "household", "number")
	dwellingTable     = sqldb.NewTable("dwelling", "key, kind, subject", "kind", "subject", "key")
	decisionTable     = sqldb.NewTable("decision", "authority, reference", "seq", "authority", "reference")
	printedTable      = sqldb.NewTable("printed", "office, year, no", "seq", "no", "year", "office")
	nodeTable         = sqldb.NewTable("node", "level, n", "n", "level", "hash")
	sealedTable       = sqldb.NewTable("sealed", "seq, name", "seq", "subject", "kind", "name", "box")
)

// bulkTables are all of them, for plain copies.
var bulkTables = append([]*sqldb.Table{
	&actTable, &personTable, &householdTable, &placeTable, &aliasTable, &formerNumberTable, &nameKeyTable, &kinTable,
	&memberTable, &bookTable, &dwellingTable, &decisionTable, &printedTable, &nodeTable, &sealedTable,
}, lsm.Tables...)

// writing is one Write under way.
type writing struct {
	ctx context.Context
	s   *Store
	q   *sqldb.Session
	b   *store.Batch

	deferred bool // the matcher's index is compacted at the end
}

// Write writes a batch, removals first, so that numbers and books can move.
func (t *tx) Write(ctx context.Context, b *store.Batch) error {
	return t.view(ctx, false, func(*sqldb.Session) error {
		if err := b.Check(t.head.Size); err != nil {
			return err
		}
		w := &writing{ctx: ctx, s: t.s, q: t.s.writer, b: b, deferred: t.cleared || t.s.load.bearer() != nil}
		if err := t.s.load.note(&t.numbers, b); err != nil {
			return err
		}
		for _, step := range []func() error{w.removals, w.acts, w.subjects, w.projections, w.lookups, w.ledger, w.postings, w.head} {
			if err := step(); err != nil {
				return err
			}
		}
		t.head = b.Head
		t.head.Frontier = slices.Clone(b.Head.Frontier)
		return nil
	})
}

func (w *writing) exec(text string, args ...any) (changed int64, err error) {
	return w.q.Exec(w.ctx, text, args...)
}

// add puts new rows into a table; a row that is there already is a Conflict.
func (w *writing) add(t *sqldb.Table, rows [][]any) error { return w.q.Add(w.ctx, t, rows) }

func (w *writing) acts() error {
	rows := sqldb.NewRows(len(w.b.Acts), 5)
	for i := range w.b.Acts {
		a := &w.b.Acts[i]
		rows.Put(int64(a.Seq), a.At, idBytes(string(a.ID)), a.Leaf, blob(a.Body))
	}
	if err := w.add(&actTable, rows.All); err != nil {
		return err
	}
	for i := range w.b.Replaced {
		a := &w.b.Replaced[i]
		n, err := w.exec("UPDATE act SET body = $1 WHERE seq = $2", blob(a.Body), int64(a.Seq))
		if err != nil {
			return err
		}
		if n != 1 {
			return register.Errorf(register.Internal, "sqlstore.Write", "act %d to replace is not there", a.Seq)
		}
	}
	return nil
}

// How documents that may be there already are written.
const (
	upsertDoc    = " ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, doc = excluded.doc"
	upsertPerson = " ON CONFLICT (id) DO UPDATE SET number = excluded.number, seq = excluded.seq, doc = excluded.doc"
)

// personDocTable leaves a person's number as it is, so that its index is not
// touched by the many changes that leave it.
var personDocTable = sqldb.NewTable("person", "id", "id", "seq", "doc")

var docTables = map[register.SubjectKind]*sqldb.Table{
	register.SubjectPerson: &personDocTable, register.SubjectHousehold: &householdTable, register.SubjectPlace: &placeTable,
}

func (w *writing) subjects() error {
	numbers := make(map[register.Ref]any, len(w.b.Projections)) // of persons whose number comes or changes
	for i := range w.b.Projections {
		p := &w.b.Projections[i]
		if p.Replaces == nil || p.Replaces.Number != p.Number {
			numbers[p.Ref] = numberArg(p.Number)
		}
	}
	all := 0
	for i := range w.b.Subjects {
		all += len(w.b.Subjects[i].Doc)
	}
	room := make([]byte, 0, all/3) // for most documents, packed
	packed := func(doc []byte) (out []byte) {
		room, out = w.s.packed(room, doc)
		return out
	}
	// New rows, and documents of rows that may be there, by where they go.
	fresh := map[*sqldb.Table][][]any{}
	changed := map[*sqldb.Table][][]any{}
	for i := range w.b.Subjects {
		s := &w.b.Subjects[i]
		isNew := w.b.New[s.Ref]
		into, t := changed, docTables[s.Ref.Kind]
		if isNew {
			into = fresh
		}
		number, moves := numbers[s.Ref]
		if s.Ref.Kind == register.SubjectPerson && (isNew || moves) {
			into[&personTable] = append(into[&personTable], []any{s.Ref.ID, number, int64(s.Seq), packed(s.Doc)})
			continue
		}
		into[t] = append(into[t], []any{s.Ref.ID, int64(s.Seq), packed(s.Doc)})
	}
	for _, t := range []*sqldb.Table{&personTable, &householdTable, &placeTable} {
		if err := w.add(t, fresh[t]); err != nil {
			return err
		}
	}
	if err := w.q.Insert(w.ctx, &personTable, upsertPerson, changed[&personTable]); err != nil {
		return err
	}
	for _, t := range docTables {
		if err := w.q.Insert(w.ctx, t, upsertDoc, changed[t]); err != nil {
			return err
		}
	}
	return nil
}

func numberArg(n register.Number) any {
	if v, ok := store.NumberValue(n); ok {
		return v
	}
	return nil
}

// minus returns the elements of a that are not in b, each once.
func minus[T comparable](a, b []T) []T {
	if len(a) == 0 {
		return nil
	}
	seen := make(map[T]struct{}, len(a)+len(b))
	for _, v := range b {
		seen[v] = struct{}{}
	}
	var out []T
	for _, v := range a {
		if _, had := seen[v]; !had {
			seen[v] = struct{}{}
			out = append(out, v)
		}
	}
	return out
}

// noProjection is what a new subject gave before.
var noProjection store.Projection

func before(p *store.Projection) *store.Projection {
	if p.Replaces == nil {
		return &noProjection
	}
	return p.Replaces
}

// removals takes away what projections no longer say.
func (w *writing) removals() error {
	for i := range w.b.Projections {
		p := &w.b.Projections[i]
		old := before(p)
		if old.Number != "" && old.Number != p.Number {
			if _, err := w.exec("UPDATE person SET number = NULL WHERE id = $1", p.Ref.ID); err != nil {
				return err
			}
		}
		for _, n := range minus(old.Former, p.Former) {
			if _, err := w.exec("DELETE FROM former_number WHERE number = $1", numberArg(n)); err != nil {
				return err
			}
		}
		for _, k := range minus(old.Keys, p.Keys) {
			if _, err := w.exec("DELETE FROM name_key WHERE person = $1 AND key = $2 AND year = $3", p.Ref.ID, k.Key, k.Year); err != nil {
				return err
			}
		}
		for _, parent := range minus(old.ChildOf, p.ChildOf) {
			if _, err := w.exec("DELETE FROM kin WHERE parent = $1 AND child = $2", int64(parent), p.Ref.ID); err != nil {
				return err
			}
		}
		for _, m := range minus(old.Members, p.Members) {
			if _, err := w.exec("DELETE FROM member WHERE person = $1 AND household = $2", int64(m), p.Ref.ID); err != nil {
				return err
			}
		}
		for _, book := range minus(old.Books, p.Books) {
			if _, err := w.exec("DELETE FROM book WHERE number = $1 AND household = $2", book, p.Ref.ID); err != nil {
				return err
			}
		}
		for _, d := range minus(old.Dwellings, p.Dwellings) {
			if _, err := w.exec("DELETE FROM dwelling WHERE key = $1 AND kind = $2 AND subject = $3", d, int64(p.Ref.Kind), p.Ref.ID); err != nil {
				return err
			}
		}
	}
	return w.deleteSealed()
}

func (w *writing) deleteSealed() error {
	for _, p := range w.b.DeleteSealed {
		if _, err := w.exec("DELETE FROM sealed WHERE seq = $1 AND name = $2", int64(p.Seq), p.Name); err != nil {
			return err
		}
	}
	return nil
}

// usualKeys are as many keys of names as most people have.
const usualKeys = 2

// projections adds what projections newly say. Numbers went in with the persons.
func (w *writing) projections() error {
	n := len(w.b.Projections)
	keys, kin, members := sqldb.NewRows(usualKeys*n, 3), sqldb.NewRows(n, 2), sqldb.NewRows(n, 2)
	var former, books, dwellings sqldb.Rows
	for i := range w.b.Projections {
		p := &w.b.Projections[i]
		old := before(p)
		var ref any = p.Ref.ID // once for all its rows
		for _, n := range minus(p.Former, old.Former) {
			former.Put(numberArg(n), ref)
		}
		for _, k := range minus(p.Keys, old.Keys) {
			keys.Put(ref, k.Year, k.Key)
		}
		for _, parent := range minus(p.ChildOf, old.ChildOf) {
			kin.Put(int64(parent), ref)
		}
		for _, m := range minus(p.Members, old.Members) {
			members.Put(int64(m), ref)
		}
		for _, book := range minus(p.Books, old.Books) {
			books.Put(ref, book)
		}
		for _, d := range minus(p.Dwellings, old.Dwellings) {
			dwellings.Put(int64(p.Ref.Kind), ref, d)
		}
	}
	for _, part := range []struct {
		t    *sqldb.Table
		rows sqldb.Rows
	}{{&formerNumberTable, former}, {&nameKeyTable, keys}, {&kinTable, kin}, {&memberTable, members}, {&bookTable, books}, {&dwellingTable, dwellings}} {
		if err := w.add(part.t, part.rows.All); err != nil {
			return err
		}
	}
	return nil
}

// lookups writes the rows by which an act or a subject is found under another name.
func (w *writing) lookups() error {
	aliases, decisions, printed := sqldb.NewRows(len(w.b.Aliases), 3), sqldb.NewRows(len(w.b.Decisions), 3), sqldb.NewRows(len(w.b.Printed), 4)
	for id, ref := range w.b.Aliases {
		aliases.Put(ref.ID, int64(ref.Kind), idBytes(string(id)))
	}
	for _, d := range w.b.Decisions {
		decisions.Put(int64(d.Seq), d.Authority, d.Reference)
	}
	for _, p := range w.b.Printed {
		printed.Put(int64(p.Seq), p.No, p.Year, string(p.Office))
	}
	// In the order of their keys, neighbours go into the same page.
	slices.SortFunc(aliases.All, func(a, b []any) int { return bytes.Compare(a[2].([]byte), b[2].([]byte)) })
	for _, part := range []struct {
		t    *sqldb.Table
		rows sqldb.Rows
	}{{&aliasTable, aliases}, {&decisionTable, decisions}, {&printedTable, printed}} {
		if err := w.add(part.t, part.rows.All); err != nil {
			return err
		}
	}
	return nil
}

func (w *writing) ledger() error {
	var nodes, sealed [][]any
	for _, n := range w.b.Nodes {
		nodes = append(nodes, []any{n.N, n.Level, n.Hash})
	}
	for i := range w.b.Sealed {
		p := &w.b.Sealed[i]
		sealed = append(sealed, []any{int64(p.Seq), p.Subject.ID, int64(p.Subject.Kind), p.Name, blob(p.Box)})
	}
	if err := w.add(&nodeTable, nodes); err != nil {
		return err
	}
	return w.add(&sealedTable, sealed)
}

func (w *writing) head() error {
	const update = `UPDATE head SET size = $1, frontier = $2, next_person = $3, next_household = $4, next_place = $5,
		counter = $6, last = $7, places_seq = $8, projections = $9 WHERE one = 1`
	n, err := w.exec(update, headValues(&w.b.Head)...)
	if err == nil && n != 1 {
		err = fmt.Errorf("the head row is gone")
	}
	return err
}

// Clear empties what a rebuild makes again, within t.
func (s *Store) Clear(ctx context.Context, t store.Tx) error {
	own, ok := t.(*tx)
	if !ok || own.s != s {
		return register.Errorf(register.Internal, "sqlstore.Clear", "a transaction of another database")
	}
	if s.load.bearer() != nil {
		return register.Errorf(register.Conflict, "sqlstore.Clear", "the register is loading")
	}
	return own.view(ctx, false, func(q *sqldb.Session) error {
		for _, name := range []string{"person", "household", "place", "alias", "former_number", "name_key", "kin", "member", "book", "dwelling", "decision", "printed"} {
			if _, err := q.Exec(ctx, "DELETE FROM "+name); err != nil {
				return err
			}
		}
		for _, x := range indexes {
			if err := s.d.make(ctx, q, x); err != nil {
				return err
			}
		}
		own.cleared = true
		return lsm.Clear(ctx, q, register.Seq(own.head.Size))
	})
}

// PutCheckpoint keeps a checkpoint; the first of a size stays.
func (s *Store) PutCheckpoint(ctx context.Context, size int64, note []byte) error {
	return s.inTurn(ctx, "sqlstore.PutCheckpoint", func(q *sqldb.Session) error {
		_, err := q.Exec(ctx, "INSERT INTO checkpoint (size, note) VALUES ($1, $2) ON CONFLICT (size) DO NOTHING", size, blob(note))
		return err
	})
}

// LastCheckpoint returns the checkpoint of the greatest size.
func (r reader) LastCheckpoint(ctx context.Context) (size int64, note []byte, err error) {
	err = r.page(ctx, "SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1", nil, func(scan sqldb.Scan) error {
		return scan(&size, &note)
	})
	return size, note, err
}
