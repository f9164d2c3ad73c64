package sqlstore

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"maps"
	"math"
	"slices"
	"strconv"

	"samano/access"
	"samano/internal/sqldb"
	"samano/internal/zpack"
	"samano/register"
	"samano/store"
)

// reader answers through whatever view shows it. many asks for one snapshot over
// several statements.
type reader struct {
	docs *zpack.Packer
	view func(ctx context.Context, many bool, f func(*sqldb.Session) error) error
	// numbers answers while the index over numbers is absent; nil outside loading.
	numbers func() func(int64) (register.PersonID, bool)
}

// list asks for keys in as few statements as there must be.
func (r reader) list(ctx context.Context, query string, keys [][]any, row func(scan sqldb.Scan) error) error {
	if len(keys) == 0 {
		return nil
	}
	return r.view(ctx, len(keys) > sqldb.MaxList, func(q *sqldb.Session) error { return q.EachIn(ctx, query, keys, row) })
}

// distinct returns each key once, as arguments of one element.
func distinct[K comparable](keys []K, args func(K) []any) [][]any {
	seen := make(map[K]struct{}, len(keys))
	out := make([][]any, 0, len(keys))
	for _, k := range keys {
		if _, twice := seen[k]; twice {
			continue
		}
		seen[k] = struct{}{}
		if a := args(k); a != nil { // nil: no row can have such a key
			out = append(out, a)
		}
	}
	return out
}

// idBytes returns the 16 bytes of a canonical UUID, nil for anything else.
func idBytes(id string) []byte {
	if !register.ValidUUID(id) {
		return nil
	}
	digits := append(append(append(make([]byte, 0, len(id)), id[:8]...), id[9:13]...), id[14:18]...)
	b, err := hex.AppendDecode(make([]byte, 0, idLen), append(append(digits, id[19:23]...), id[24:]...))
	if err != nil {
		return nil
	}
	return b
}

// idLen is how many bytes an id has where it is stored.
const idLen = 16

// idText is the way back.
func idText(b []byte) string {
	h := hex.EncodeToString(b)
	if len(h) != 32 {
		return h // damaged; it equals no id
	}
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

func idArgs(id string) []any {
	if b := idBytes(id); b != nil {
		return []any{b}
	}
	return nil
}

func (r reader) Head(ctx context.Context) (h store.Head, err error) {
	err = r.view(ctx, false, func(q *sqldb.Session) error {
		var counter int64
		err := q.One(ctx, readHead, nil, headFields(&h, &counter)...)
		h.Counter = uint64(counter)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return h, notFounded()
	}
	return h, err
}

// subjectTables are where documents of each kind are.
var subjectTables = map[register.SubjectKind]string{
	register.SubjectPerson: "person", register.SubjectHousehold: "household", register.SubjectPlace: "place",
}

func (r reader) Subjects(ctx context.Context, pass access.Pass, refs []register.Ref) (out []store.Subject, err error) {
	if err := pass.Check("sqlstore.Subjects"); err != nil {
		return nil, err
	}
	byKind := map[register.SubjectKind][]int64{}
	for _, ref := range refs {
		if subjectTables[ref.Kind] != "" {
			byKind[ref.Kind] = append(byKind[ref.Kind], ref.ID)
		}
	}
	if len(byKind) == 0 {
		return nil, nil
	}
	err = r.view(ctx, len(byKind) > 1 || len(refs) > sqldb.MaxList, func(q *sqldb.Session) error {
		for kind, ids := range byKind {
			keys := distinct(ids, func(id int64) []any { return []any{id} })
			err := q.EachIn(ctx, "SELECT id, seq, doc FROM "+subjectTables[kind]+" WHERE id IN (%s)", keys, func(scan sqldb.Scan) error {
				s, err := r.scanSubject(kind, scan)
				out = append(out, s)
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func (r reader) scanSubject(kind register.SubjectKind, scan sqldb.Scan) (store.Subject, error) {
	s := store.Subject{Ref: register.Ref{Kind: kind}}
	var stored sql.RawBytes
	err := scan(&s.Ref.ID, &s.Seq, &stored)
	s.Doc = r.document(stored)
	return s, err
}

func (r reader) Aliases(ctx context.Context, pass access.Pass, ids []register.ClientID) (map[register.ClientID]register.Ref, error) {
	if err := pass.Check("sqlstore.Aliases"); err != nil {
		return nil, err
	}
	out := make(map[register.ClientID]register.Ref, len(ids))
	keys := distinct(ids, func(id register.ClientID) []any { return idArgs(string(id)) })
	err := r.list(ctx, "SELECT id, kind, subject FROM alias WHERE id IN (%s)", keys, func(scan sqldb.Scan) error {
		var id []byte
		var ref register.Ref
		err := scan(&id, &ref.Kind, &ref.ID)
		out[register.ClientID(idText(id))] = ref
		return err
	})
	return out, err
}

func (r reader) Numbers(ctx context.Context, pass access.Pass, numbers []register.Number) (map[register.Number]register.PersonID, error) {
	if err := pass.Check("sqlstore.Numbers"); err != nil {
		return nil, err
	}
	out := make(map[register.Number]register.PersonID, len(numbers))
	if r.numbers != nil {
		if bearer := r.numbers(); bearer != nil {
			for _, n := range numbers {
				v, ok := store.NumberValue(n)
				if id, known := bearer(v); ok && known {
					out[n] = id
				}
			}
			return out, ctx.Err()
		}
	}
	return out, r.bearers(ctx, "SELECT number, id FROM person WHERE number IN (%s)", numbers, out)
}

func (r reader) FormerNumbers(ctx context.Context, pass access.Pass, numbers []register.Number) (map[register.Number]register.PersonID, error) {
	if err := pass.Check("sqlstore.FormerNumbers"); err != nil {
		return nil, err
	}
	out := map[register.Number]register.PersonID{}
	return out, r.bearers(ctx, "SELECT number, person FROM former_number WHERE number IN (%s)", numbers, out)
}

// bearers adds whom a query finds for each of the numbers.
func (r reader) bearers(ctx context.Context, query string, numbers []register.Number, out map[register.Number]register.PersonID) error {
	keys := distinct(numbers, func(n register.Number) []any {
		if v, ok := store.NumberValue(n); ok {
			return []any{v}
		}
		return nil
	})
	return r.list(ctx, query, keys, func(scan sqldb.Scan) error {
		var number, id int64
		err := scan(&number, &id)
		out[store.NumberText(number)] = register.PersonID(id)
		return err
	})
}

func (r reader) Books(ctx context.Context, pass access.Pass, numbers []string) (map[string]register.HouseholdID, error) {
	if err := pass.Check("sqlstore.Books"); err != nil {
		return nil, err
	}
	out := make(map[string]register.HouseholdID, len(numbers))
	keys := distinct(numbers, textArgs)
	err := r.list(ctx, "SELECT number, household FROM book WHERE number IN (%s)", keys, func(scan sqldb.Scan) error {
		var number string
		var id register.HouseholdID
		err := scan(&number, &id)
		out[number] = id
		return err
	})
	return out, err
}

func (r reader) Dwellings(ctx context.Context, pass access.Pass, keys []string) ([]register.Ref, error) {
	if err := pass.Check("sqlstore.Dwellings"); err != nil {
		return nil, err
	}
	found := map[register.Ref]bool{}
	texts := distinct(keys, textArgs)
	err := r.list(ctx, "SELECT kind, subject FROM dwelling WHERE key IN (%s)", texts, func(scan sqldb.Scan) error {
		var ref register.Ref
		err := scan(&ref.Kind, &ref.ID)
		found[ref] = true
		return err
	})
	return slices.Collect(maps.Keys(found)), err
}

// textArgs returns a text as an argument, and nothing for what no database can hold.
func textArgs(s string) []any {
	if store.IsText(s) {
		return []any{s}
	}
	return nil
}

func (r reader) Children(ctx context.Context, pass access.Pass, of []register.PersonID) (map[register.PersonID][]int64, error) {
	if err := pass.Check("sqlstore.Children"); err != nil {
		return nil, err
	}
	return r.edges(ctx, "SELECT parent, child FROM kin WHERE parent IN (%s)", of)
}

func (r reader) Households(ctx context.Context, pass access.Pass, of []register.PersonID) (map[register.PersonID][]int64, error) {
	if err := pass.Check("sqlstore.Households"); err != nil {
		return nil, err
	}
	return r.edges(ctx, "SELECT person, household FROM member WHERE person IN (%s)", of)
}

func (r reader) edges(ctx context.Context, query string, of []register.PersonID) (map[register.PersonID][]int64, error) {
	out := make(map[register.PersonID][]int64, len(of))
	keys := distinct(of, func(id register.PersonID) []any { return []any{int64(id)} })
	err := r.list(ctx, query, keys, func(scan sqldb.Scan) error {
		var from register.PersonID
		var to int64
		err := scan(&from, &to)
		out[from] = append(out[from], to)
		return err
	})
	for _, ids := range out {
		slices.Sort(ids)
	}
	return out, err
}

const actColumns = "seq, id, at, leaf, body"

func scanAct(scan sqldb.Scan) (a store.Act, err error) {
	var id []byte
	err = scan(&a.Seq, &id, &a.At, &a.Leaf, &a.Body)
	a.ID = register.ActID(idText(id))
	return a, err
}

func (r reader) Acts(ctx context.Context, pass access.Pass, seqs []register.Seq) (out []store.Act, err error) {
	if err := pass.Check("sqlstore.Acts"); err != nil {
		return nil, err
	}
	keys := distinct(seqs, func(s register.Seq) []any { return []any{int64(s)} })
	err = r.list(ctx, "SELECT "+actColumns+" FROM act WHERE seq IN (%s)", keys, func(scan sqldb.Scan) error {
		a, err := scanAct(scan)
		out = append(out, a)
		return err
	})
	slices.SortFunc(out, func(a, b store.Act) int { return int(a.Seq - b.Seq) })
	return out, err
}

func (r reader) ActsByID(ctx context.Context, pass access.Pass, ids []register.ActID) (map[register.ActID]register.Seq, error) {
	if err := pass.Check("sqlstore.ActsByID"); err != nil {
		return nil, err
	}
	out := make(map[register.ActID]register.Seq, len(ids))
	keys := distinct(ids, func(id register.ActID) []any { return idArgs(string(id)) })
	err := r.list(ctx, "SELECT id, seq FROM act WHERE id IN (%s)", keys, func(scan sqldb.Scan) error {
		var id []byte
		var seq register.Seq
		err := scan(&id, &seq)
		out[register.ActID(idText(id))] = seq
		return err
	})
	return out, err
}

// Keys of several columns are asked for by a join with the list of values. Its
// values have no type that both databases see, so all go in as text.

func (r reader) Decisions(ctx context.Context, pass access.Pass, ds []store.Decision) (map[store.Decision]register.Seq, error) {
	if err := pass.Check("sqlstore.Decisions"); err != nil {
		return nil, err
	}
	out := make(map[store.Decision]register.Seq, len(ds))
	keys := distinct(ds, func(d store.Decision) []any {
		if !store.IsText(d.Authority) || !store.IsText(d.Reference) {
			return nil
		}
		return []any{d.Authority, d.Reference}
	})
	const query = `WITH want (authority, reference) AS (VALUES %s)
		SELECT d.authority, d.reference, d.seq FROM want w CROSS JOIN decision d
		WHERE d.authority = w.authority AND d.reference = w.reference`
	err := r.list(ctx, query, keys, func(scan sqldb.Scan) error {
		var d store.Decision
		var seq register.Seq
		err := scan(&d.Authority, &d.Reference, &seq)
		out[d] = seq
		return err
	})
	return out, err
}

func (r reader) PrintedActs(ctx context.Context, pass access.Pass, ns []register.PrintedNumber) (map[register.PrintedNumber]register.Seq, error) {
	if err := pass.Check("sqlstore.PrintedActs"); err != nil {
		return nil, err
	}
	out := make(map[register.PrintedNumber]register.Seq, len(ns))
	keys := distinct(ns, func(n register.PrintedNumber) []any {
		if !store.IsText(string(n.Office)) || n.Year < 0 || n.Year > store.MaxYear {
			return nil
		}
		return []any{string(n.Office), strconv.Itoa(n.Year), strconv.Itoa(n.No)}
	})
	const query = `WITH want (office, year, no) AS (VALUES %s)
		SELECT p.office, p.year, p.no, p.seq FROM want w CROSS JOIN printed p
		WHERE p.office = w.office AND p.year = CAST(w.year AS integer) AND p.no = CAST(w.no AS bigint)`
	err := r.list(ctx, query, keys, func(scan sqldb.Scan) error {
		var n register.PrintedNumber
		var seq register.Seq
		err := scan(&n.Office, &n.Year, &n.No, &seq)
		out[n] = seq
		return err
	})
	return out, err
}

func (r reader) LastPrinted(ctx context.Context, office register.OfficeID, year int) (last int, err error) {
	if !store.IsText(string(office)) || year < 0 || year > store.MaxYear {
		return 0, nil
	}
	err = r.view(ctx, false, func(q *sqldb.Session) error {
		return q.One(ctx, "SELECT coalesce(max(no), 0) FROM printed WHERE office = $1 AND year = $2", []any{string(office), year}, &last)
	})
	return last, err
}

func (r reader) ActsFrom(ctx context.Context, pass access.Pass, from register.Seq, limit int) (out []store.Act, err error) {
	if err := pass.Check("sqlstore.ActsFrom"); err != nil {
		return nil, err
	}
	err = r.page(ctx, "SELECT "+actColumns+" FROM act WHERE seq >= $1 ORDER BY seq LIMIT $2", []any{int64(from), max(limit, 0)}, func(scan sqldb.Scan) error {
		a, err := scanAct(scan)
		out = append(out, a)
		return err
	})
	return out, err
}

func (r reader) page(ctx context.Context, query string, args []any, row func(scan sqldb.Scan) error) error {
	return r.view(ctx, false, func(q *sqldb.Session) error { return q.Each(ctx, query, args, row) })
}

func (r reader) Leaves(ctx context.Context, from, n int64) ([][]byte, error) {
	return r.hashes(ctx, "SELECT leaf FROM act WHERE seq >= $1 ORDER BY seq LIMIT $2", from, max(n, 0))
}

// Nodes reads by range, since a node that is absent must not move others up.
func (r reader) Nodes(ctx context.Context, level int, from, n int64) ([][]byte, error) {
	if level < 0 || level > 63 || from < 0 || n <= 0 {
		return nil, nil
	}
	return r.hashes(ctx, "SELECT hash FROM node WHERE level = $1 AND n >= $2 AND n < $3 ORDER BY n", level, from, from+min(n, math.MaxInt64-from))
}

func (r reader) hashes(ctx context.Context, query string, args ...any) (out [][]byte, err error) {
	err = r.page(ctx, query, args, func(scan sqldb.Scan) error {
		var h []byte
		err := scan(&h)
		out = append(out, h)
		return err
	})
	return out, err
}

// SeqAt halves the range of acts: their times increase with Seq, so an index
// over times would say nothing that the primary key does not.
func (r reader) SeqAt(ctx context.Context, micros int64) (seq register.Seq, ok bool, err error) {
	err = r.view(ctx, true, func(q *sqldb.Session) error {
		var low, high register.Seq // the answer lies in [low, high)
		if err := q.One(ctx, "SELECT coalesce((SELECT min(seq) FROM act), 0), coalesce((SELECT max(seq) FROM act) + 1, 0)", nil, &low, &high); err != nil {
			return err
		}
		first := low
		for low < high {
			middle := low + (high-low)/2
			var at int64
			if err := q.One(ctx, "SELECT at FROM act WHERE seq = $1", []any{int64(middle)}, &at); err != nil {
				return err
			}
			if at <= micros {
				low = middle + 1
			} else {
				high = middle
			}
		}
		seq, ok = low-1, low > first
		return nil
	})
	if !ok {
		seq = 0
	}
	return seq, ok, err
}

func (r reader) Sealed(ctx context.Context, pass access.Pass, seq register.Seq) (out []store.Sealed, err error) {
	if err := pass.Check("sqlstore.Sealed"); err != nil {
		return nil, err
	}
	return r.sealed(ctx, "WHERE seq = $1 ORDER BY name", int64(seq))
}

func (r reader) sealed(ctx context.Context, which string, args ...any) (out []store.Sealed, err error) {
	err = r.page(ctx, "SELECT seq, kind, subject, name, box FROM sealed "+which, args, func(scan sqldb.Scan) error {
		var p store.Sealed
		err := scan(&p.Seq, &p.Subject.Kind, &p.Subject.ID, &p.Name, &p.Box)
		out = append(out, p)
		return err
	})
	return out, err
}
