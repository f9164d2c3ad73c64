package testenv_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samano/audit"
	"samano/internal/testenv"
	"samano/keys"
	"samano/ledger"
	"samano/register"
	"samano/registrar"
	"samano/store/sqlstore"
)

// file is a register in an SQLite file that somebody edits by hand.
type file struct {
	c          *testenv.Country
	path       string
	key        string
	checkpoint ledger.Checkpoint // as somebody outside keeps it
	born       []*register.Act
	death      *register.Act // with a sealed cause
	stays      *register.Act // the last: no number on paper
}

// newFile makes a register with a row in every table and an inner node of the tree.
func newFile(t *testing.T) *file {
	address := sqliteAddress(t)
	s := openAt(t, address)
	v := &file{c: testenv.New(t, testenv.Options{Store: s}), path: strings.TrimPrefix(address, "sqlite:")}
	decree := v.c.Proposal("place-change", map[string]any{"steps": []any{
		map[string]any{"code": "01", "level": "province", "name": map[string]any{"latin": "Vientiane Capital"}},
		map[string]any{"code": "0101", "level": "district", "parent": "01", "name": map[string]any{"latin": "Chanthabuly"}},
		map[string]any{"code": "0101001", "level": "village", "parent": "0101", "name": map[string]any{"latin": "Nongping"}},
	}})
	decree.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: "7"}
	decree.Evidence = []register.Evidence{{Kind: "ministry-decision"}}
	v.c.Must(t, decree)
	v.born = births(t, v.c, v.c.Registrar, 130)
	mother := string(numberOf(t, v.born[0]))
	done := v.c.Must(t,
		v.c.Proposal("household-open", map[string]any{"dwelling": map[string]any{"code": "0101001", "house": "12"}, "members": []any{map[string]any{"person": mother, "relation": "head"}}, "books": []any{map[string]any{"class": "blue", "number": "B-1"}}}),
		v.c.Proposal("death", map[string]any{"person": string(numberOf(t, v.born[2])), "died": "2026-11-01", "cause": "fever"}),
		v.c.Proposal("protection", map[string]any{"person": mother, "article": "art. 1"}))
	v.death, v.stays = done[1], done[2]
	adoption := v.c.Proposal("adoption", map[string]any{"child": string(numberOf(t, v.born[4])), "mother": map[string]any{"person": mother}})
	adoption.Decision = register.Decision{By: register.ByCourtOrder, Authority: "court", Reference: "13"}
	adoption.Evidence = []register.Evidence{{Kind: "court-decision"}}
	v.c.Must(t, adoption)
	signer, err := v.c.Keys.Signer(keys.LedgerSigning)
	if err != nil {
		t.Fatal(err)
	}
	if v.key, err = ledger.VerifierKey("register.test/acts", signer.Public()); err != nil {
		t.Fatal(err)
	}
	note, err := audit.Checkpoint(context.Background(), s, audit.Signing{Signers: []keys.Signer{signer}})
	if err != nil {
		t.Fatal(err)
	}
	if v.checkpoint, err = ledger.OpenCheckpoint(note, v.key); err != nil {
		t.Fatal(err)
	}
	v.c.Close()
	closed(t, s)
	return v
}

func numberOf(t *testing.T, act *register.Act) register.Number {
	numbers, _ := issued([]*register.Act{act})
	if len(numbers) != 1 {
		t.Fatalf("a %s gave %d numbers", act.Kind, len(numbers))
	}
	return numbers[0]
}

// edited gives a copy of the file with an edit.
func (v *file) edited(t *testing.T, edit func(*sql.DB) error) (path string, err error) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "edited.db")
	copyFile(t, v.path, path)
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	err = edit(db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path, err
}

// faults audits a file as it stands. That it cannot be opened or read at all is
// an error.
func (v *file) faults(path string, outside ...ledger.Checkpoint) (faults []audit.Fault, err error) {
	s, err := sqlstore.Open(context.Background(), "sqlite:"+path, sqlstore.Options{})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	a := audit.Inputs{Store: s, Codec: v.c.Codec, Scheme: v.c.Scheme, Sealer: v.c.Sealer, Checkpoints: outside, Keys: []string{v.key}}
	_, err = audit.Verify(context.Background(), a, func(f audit.Fault) error {
		if f.Alarm {
			faults = append(faults, f)
		}
		return nil
	})
	return faults, err
}

// exec is an edit by one statement.
func exec(statement string, args ...any) func(*sql.DB) error {
	return func(db *sql.DB) error {
		res, err := db.Exec(statement, args...)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return fmt.Errorf("%s: changes nothing, %v", statement, err)
		}
		return nil
	}
}

// flip changes a byte in the middle of a column of bytes.
func flip(table, column, where string, args ...any) func(*sql.DB) error {
	return func(db *sql.DB) error {
		var b []byte
		if err := db.QueryRow("SELECT "+column+" FROM "+table+" WHERE "+where, args...).Scan(&b); err != nil {
			return err
		}
		b = bytes.Clone(b)
		b[len(b)/2] ^= 1
		return exec("UPDATE "+table+" SET "+column+" = ? WHERE "+where, append([]any{b}, args...)...)(db)
	}
}

// Each edit by hand is found and named for what it is.
func TestEditsByHandAreNamed(t *testing.T) {
	v := newFile(t)
	if faults, err := v.faults(v.path, v.checkpoint); err != nil || len(faults) > 0 {
		t.Fatalf("before any edit: %v, %v", faults, err)
	}
	birth := v.born[5].Seq
	death, last := v.death.Seq, v.stays.Seq
	for _, tt := range []struct {
		name  string
		edit  func(*sql.DB) error
		kind  string
		seq   register.Seq
		where string
		alone bool // nothing else is wrong with it
	}{
		{"an act's body", flip("act", "body", "seq = ?", birth), ledger.AlteredPart.String(), birth, "", false},
		{"an act's leaf", flip("act", "leaf", "seq = ?", birth), ledger.AlteredLeaf.String(), birth, "", true},
		{"an act's time", exec("UPDATE act SET at = at - 1 WHERE seq = ?", birth), audit.AlteredColumn, birth, "act", true},
		{"an act's id", flip("act", "id", "seq = ?", birth), audit.AlteredColumn, birth, "act", true},
		{"an act is gone", exec("DELETE FROM act WHERE seq = ?", birth), ledger.MissingAct.String(), birth, "", false},
		{"the last act is gone", exec("DELETE FROM act WHERE seq = ?", last), ledger.MissingAct.String(), last, "", false},
		{"a person's document", v.rewrite(register.SubjectPerson, 1, `"1990"`, `"1991"`), audit.AlteredDocument, 0, "person/1", true},
		{"a byte of a person's document", flip("person", "doc", "id = 1"), audit.AlteredDocument, 0, "person/1", false},
		{"another's document", exec("UPDATE person SET doc = (SELECT doc FROM person WHERE id = 2) WHERE id = 1"), audit.AlteredDocument, 0, "person/1", false},
		{"a person's document is no JSON", exec("UPDATE person SET doc = '{' WHERE id = 1"), audit.AlteredDocument, 0, "person/1", false},
		{"a person's seq", exec("UPDATE person SET seq = seq + 1 WHERE id = 1"), audit.AlteredColumn, 0, "person/1", true},
		{"a person's number", exec("UPDATE person SET number = number + 1 WHERE id = 1"), audit.ExtraProjection, 0, "number of person/1", false},
		{"a person without the number", exec("UPDATE person SET number = NULL WHERE id = 1"), audit.MissingProjection, 0, "number of person/1", true},
		{"a person is gone", exec("DELETE FROM person WHERE id = 9"), audit.MissingDocument, 0, "person/9", false},
		{"a person whom no act entered", exec("INSERT INTO person (id, seq, doc) VALUES (999, 1, '{}')"), audit.ExtraDocument, 0, "person/999", true},
		{"a household's document", v.rewrite(register.SubjectHousehold, 1, `"B-1"`, `"B-2"`), audit.AlteredDocument, 0, "household/1", false},
		{"a household's seq", exec("UPDATE household SET seq = seq + 1"), audit.AlteredColumn, 0, "household/1", true},
		{"a place's document", v.rewrite(register.SubjectPlace, 3, "Nongping", "Nongpang"), audit.AlteredDocument, 0, "place/3", true},
		{"a place's seq", exec("UPDATE place SET seq = seq + 1 WHERE id = 3"), audit.AlteredColumn, 0, "place/3", true},
		{"a search key is gone", exec("DELETE FROM name_key WHERE (person, key) IN (SELECT person, key FROM name_key WHERE person = 4 LIMIT 1)"), audit.MissingProjection, 0, "name_key of person/4", true},
		{"a search key is more", exec("INSERT INTO name_key (person, year, key) VALUES (4, 1990, 'zz')"), audit.ExtraProjection, 0, "name_key of person/4", true},
		{"a search key is another", exec("UPDATE name_key SET year = 1 WHERE (person, key) IN (SELECT person, key FROM name_key WHERE person = 4 LIMIT 1)"), audit.MissingProjection, 0, "name_key of person/4", false},
		{"a dwelling is gone", exec("DELETE FROM dwelling WHERE kind = 2"), audit.MissingProjection, 0, "dwelling of household/1", true},
		{"a dwelling is another", exec("UPDATE dwelling SET key = key || 'x'"), audit.MissingProjection, 0, "dwelling of household/1", false},
		{"a dwelling more", exec("INSERT INTO dwelling (key, kind, subject) SELECT key || 'x', kind, subject FROM dwelling WHERE kind = 2"), audit.ExtraProjection, 0, "dwelling of household/1", true},
		{"a parent's list", exec("DELETE FROM kin WHERE child = 2"), audit.MissingProjection, 0, "kin of person/2", true},
		{"a parent more", exec("INSERT INTO kin (parent, child) VALUES (3, 2)"), audit.ExtraProjection, 0, "kin of person/2", true},
		{"a member", exec("UPDATE member SET person = 2"), audit.ExtraProjection, 0, "member of household/1", false},
		{"a book", exec("UPDATE book SET number = 'B-3'"), audit.ExtraProjection, 0, "book of household/1", false},
		{"an alias", exec("UPDATE alias SET subject = 3 WHERE kind = 1 AND subject = 1"), audit.ExtraProjection, 0, "alias of person/3", false},
		{"a decision's reference", exec("UPDATE decision SET reference = '8'"), audit.ExtraProjection, 1, "decision", false},
		{"a decision's act", exec("UPDATE decision SET seq = 2"), audit.ExtraProjection, 2, "decision", false},
		{"a number on paper", exec("UPDATE printed SET no = no + 1000 WHERE seq = ?", birth), audit.ExtraProjection, birth, "printed", false},
		{"a number on paper leads elsewhere", exec("UPDATE printed SET seq = seq + 1 WHERE seq = ?", birth), audit.MissingProjection, birth, "printed", false},
		{"a node of the tree", flip("node", "hash", "level = 8 AND n = 0"), ledger.AlteredNode.String(), 0, "", true},
		{"a node is gone", exec("DELETE FROM node"), ledger.AlteredNode.String(), 0, "", true},
		{"the frontier", flip("head", "frontier", "one = 1"), ledger.AlteredFrontier.String(), 0, "", true},
		{"the size", exec("UPDATE head SET size = size - 1"), audit.AlteredHead, 0, "size", true},
		{"the counter of numbers", exec("UPDATE head SET counter = counter - 1"), audit.AlteredHead, 0, "counter", false},
		{"the next person", exec("UPDATE head SET next_person = next_person - 1"), audit.AlteredHead, 0, "next_person", true},
		{"the next household", exec("UPDATE head SET next_household = 1"), audit.AlteredHead, 0, "next_household", true},
		{"the next place", exec("UPDATE head SET next_place = 1"), audit.AlteredHead, 0, "next_place", true},
		{"the last time", exec("UPDATE head SET last = last + 1"), audit.AlteredHead, 0, "last", true},
		{"the last change of a place", exec("UPDATE head SET places_seq = 0"), audit.AlteredHead, 0, "places_seq", true},
		{"the founding row", exec("UPDATE founding SET pack = 'xx'"), audit.AlteredColumn, 0, "founding", true},
		{"a sealed part", flip("sealed", "box", "seq = ?", death), audit.AlteredSealed, death, "sealed/cause-of-death", true},
		{"a sealed part is gone", exec("DELETE FROM sealed WHERE seq = ?", death), audit.AlteredSealed, death, "sealed/cause-of-death", true},
		{"a sealed part of another act", exec("UPDATE sealed SET seq = ?", birth), audit.AlteredSealed, death, "sealed/cause-of-death", false},
		{"a sealed part that no act commits to", exec("INSERT INTO sealed (seq, subject, kind, name, box) VALUES (?, 1, 1, 'origin', 'x')", birth), audit.AlteredSealed, birth, "sealed/origin", true},
		{"a checkpoint", flip("checkpoint", "note", "size > 0"), audit.AlteredCheckpoint, 0, "", true},
		{"a checkpoint's size", exec("UPDATE checkpoint SET size = size + 1"), audit.AlteredCheckpoint, 0, "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path, err := v.edited(t, tt.edit)
			if err != nil {
				t.Fatal(err)
			}
			faults, err := v.faults(path, v.checkpoint)
			if err != nil {
				t.Fatal(err)
			}
			if !names(faults, tt.kind, tt.seq, tt.where) {
				t.Errorf("want %s act %d %s, the audit finds %v", tt.kind, tt.seq, tt.where, faults)
			}
			if tt.alone && len(faults) != 1 {
				t.Errorf("one thing was altered, the audit finds %v", faults)
			}
		})
	}
}

// unheld are the tables and columns to which nothing in the register is bound,
// with the reason.
var unheld = map[string]string{
	"register_version":    "the history of the schema, of which opening takes care",
	"sqlite_sequence":     "SQLite's own",
	"head.loading":        "a mode of the program; a register that is loading is not opened",
	"head.loads":          "counts loads begun; a load that is taken over asks only whether it is its own",
	"head.next_person":    "may be ahead, since a restore skips",
	"head.next_household": "may be ahead",
	"head.next_place":     "may be ahead",
	"head.counter":        "may be ahead",
	"head.projections":    "may be older: such a register is not opened before they are made again",
	"match_page":          "empty here: TestTheMatchersIndexIsHeld",
	"match_run":           "empty here",
	"match_load":          "empty but while a country is loaded",
	"match_tail.no":       "says when a key was written, not who is under it",
	"match_tail.nth":      "as match_tail.no",
	"match_tail.seq":      "as match_tail.no",
	"match_tail.upto":     "as match_tail.no",
	"match_tail.size":     "as match_tail.no",
	"match_state.kept":    "as match_tail.no",
}

// column is one column of a table of the database.
type column struct{ table, name string }

// columns lists all that the register must hold on to.
func (v *file) columns(t *testing.T, db *sql.DB) (out []column) {
	t.Helper()
	rows, err := db.Query("SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1, 2")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var c column
		if err := rows.Scan(&c.table, &c.name); err != nil {
			t.Fatal(err)
		}
		if unheld[c.table] == "" && unheld[c.table+"."+c.name] == "" {
			out = append(out, c)
		}
	}
	return out
}

// Whichever value of the database is changed by a bit, in whatever row: the audit
// alarms, or the database refuses.
func TestABitOfAnyColumn(t *testing.T) {
	const each = 2 // rows of a column
	v := newFile(t)
	db, err := sql.Open("sqlite", "file:"+v.path)
	if err != nil {
		t.Fatal(err)
	}
	columns := v.columns(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if len(columns) < 45 {
		t.Fatalf("only %v are looked at", columns)
	}
	for i, c := range columns {
		t.Run(c.table+"."+c.name, func(t *testing.T) {
			chance := rand.New(rand.NewPCG(1, uint64(i)))
			changed := 0
			for range 5 * each {
				if changed == each {
					break
				}
				var what string
				path, err := v.edited(t, func(db *sql.DB) (err error) {
					what, err = v.changeBit(db, c, chance)
					return err
				})
				if err != nil {
					continue // the schema does not let it stand, or it changes nothing
				}
				changed++
				if faults, err := v.faults(path, v.checkpoint); err == nil && len(faults) == 0 {
					t.Errorf("%s: nobody notices", what)
				}
			}
			if changed == 0 && c.name != "one" {
				t.Error("nothing could be changed")
			}
		})
	}
}

// changeBit changes one bit of a value of the column, in a row that chance picks. A
// body that is packed otherwise and holds the same act is refused: the ledger is
// over the act's parts, not over how they are compressed.
func (v *file) changeBit(db *sql.DB, c column, chance *rand.Rand) (what string, err error) {
	var count int
	if err := db.QueryRow("SELECT count(*) FROM " + c.table).Scan(&count); err != nil {
		return "", err
	}
	if count == 0 {
		return "", fmt.Errorf("%s is empty", c.table)
	}
	row := chance.IntN(count)
	keys, values, err := rowAt(db, c.table, row)
	if err != nil {
		return "", err
	}
	at := slices.Index(keys, c.name)
	var now any
	switch was := values[at].(type) {
	case nil:
		now = int64(1)
	case int64:
		now = was ^ 1<<chance.IntN(14)
	case string:
		b := []byte(was)
		b[chance.IntN(len(b))] ^= 1 // stays UTF-8
		now = string(b)
	case []byte:
		b := bytes.Clone(was)
		b[chance.IntN(len(b))] ^= 1 << chance.IntN(8)
		now = b
	default:
		return "", fmt.Errorf("%s.%s holds a %T", c.table, c.name, was)
	}
	if c == (column{"act", "body"}) {
		before, err := v.c.Codec.Unpack(int64(row), values[at].([]byte))
		after, err2 := v.c.Codec.Unpack(int64(row), now.([]byte))
		if err == nil && err2 == nil && before.Leaf() == after.Leaf() {
			return "", errors.New("the same act")
		}
	}
	var where []string
	args := []any{now}
	for i, key := range keys {
		args = append(args, values[i])
		where = append(where, fmt.Sprintf("%s IS ?%d", key, i+2))
	}
	what = fmt.Sprintf("row %d of %s: %s from %v to %v", row, c.table, c.name, values[at], now)
	return what, exec("UPDATE "+c.table+" SET "+c.name+" = ?1 WHERE "+strings.Join(where, " AND "), args...)(db)
}

// rowAt reads the nth row of a table, all its columns.
func rowAt(db *sql.DB, table string, n int) (keys []string, values []any, err error) {
	var list string
	if err := db.QueryRow("SELECT group_concat(name) FROM pragma_table_info(?)", table).Scan(&list); err != nil {
		return nil, nil, err
	}
	keys = strings.Split(list, ",")
	values = make([]any, len(keys))
	into := make([]any, len(keys))
	for i := range into {
		into[i] = &values[i]
	}
	return keys, values, db.QueryRow(fmt.Sprintf("SELECT %s FROM %s LIMIT 1 OFFSET %d", list, table, n)).Scan(into...)
}

// An act whose part was taken out by hand, as an erasure would take it, is told
// apart from one that was erased by an act.
func TestAPartThatNobodyErased(t *testing.T) {
	v := newFile(t)
	seq := v.born[1].Seq
	path, err := v.edited(t, func(db *sql.DB) error {
		var body []byte
		if err := db.QueryRow("SELECT body FROM act WHERE seq = ?", seq).Scan(&body); err != nil {
			return err
		}
		rec, err := v.c.Codec.Unpack(int64(seq), body)
		if err == nil {
			rec, err = rec.Erase(ledger.PayloadPart, int64(v.stays.Seq))
		}
		if err == nil {
			body, err = v.c.Codec.Pack(rec)
		}
		if err != nil {
			return err
		}
		return exec("UPDATE act SET body = ? WHERE seq = ?", body, seq)(db)
	})
	if err != nil {
		t.Fatal(err)
	}
	faults, err := v.faults(path, v.checkpoint)
	if err != nil || len(faults) != 1 || !names(faults, ledger.AlteredPart.String(), seq, ledger.PayloadPart) {
		t.Errorf("a payload that nobody erased: %v, %v", faults, err)
	}

	s := openAt(t, "sqlite:"+v.path)
	r := reopened(t, v.c, s, nil)
	for _, part := range []struct {
		act  *register.Act
		name string
	}{{v.stays, ledger.PayloadPart}, {v.death, "sealed/cause-of-death"}, {v.born[1], ledger.PayloadPart}} {
		named := string(part.act.ID)
		if part.act == v.born[1] {
			named = part.act.Printed.String()
		}
		results, err := r.Register(context.Background(), registrar.Request{Proposals: []register.Proposal{
			v.c.Proposal("erasure", map[string]any{"act": named, "part": part.name, "article": "art. 2"}),
		}})
		if err != nil || results[0].Act == nil {
			t.Fatalf("%+v, %v", results, err)
		}
	}
	var told int
	_, err = audit.Verify(context.Background(), audit.Inputs{Store: s, Codec: v.c.Codec, Scheme: v.c.Scheme, Sealer: v.c.Sealer, Checkpoints: []ledger.Checkpoint{v.checkpoint}},
		func(f audit.Fault) error {
			if f.Alarm {
				t.Errorf("after erasures by act: %v", f)
			}
			if f.Kind == ledger.ErasedBy.String() {
				told++
			}
			return nil
		})
	if err != nil || told != 3 {
		t.Errorf("three parts were erased by acts, %d are told, %v", told, err)
	}
}

// forge rewrites an act and everything inside the register that follows from it:
// the documents, the leaf, the tree above it, the head.
func (v *file) forge(seq register.Seq, from, to string) func(*sql.DB) error {
	return func(db *sql.DB) error {
		if err := v.forgeAct(db, seq, from, to); err != nil {
			return err
		}
		var frontier ledger.Frontier
		rows, err := db.Query("SELECT leaf FROM act ORDER BY seq")
		if err != nil {
			return err
		}
		var nodes []ledger.Node
		for rows.Next() {
			var leaf []byte
			if err := rows.Scan(&leaf); err != nil {
				return err
			}
			nodes = append(nodes, frontier.Append(ledger.Hash(leaf))...)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
		for _, n := range nodes {
			if err := exec("UPDATE node SET hash = ? WHERE level = ? AND n = ?", n.Hash[:], n.Level, n.N)(db); err != nil {
				return err
			}
		}
		return errors.Join(exec("UPDATE head SET frontier = ?", frontier.Bytes())(db), exec("DELETE FROM checkpoint")(db))
	}
}

// rewrite puts another text into a subject's document.
func (v *file) rewrite(kind register.SubjectKind, id int64, from, to string) func(*sql.DB) error {
	return func(db *sql.DB) error {
		s, err := sqlstore.Open(context.Background(), "sqlite:"+v.path, sqlstore.Options{})
		if err != nil {
			return err
		}
		defer s.Close()
		rows, err := s.Subjects(context.Background(), v.c.Pass, []register.Ref{{Kind: kind, ID: id}})
		if err != nil || len(rows) != 1 || !bytes.Contains(rows[0].Doc, []byte(from)) {
			return fmt.Errorf("%d documents without %q, %v", len(rows), from, err)
		}
		return exec("UPDATE "+kind.String()+" SET doc = ? WHERE id = ?", bytes.ReplaceAll(rows[0].Doc, []byte(from), []byte(to)), id)(db)
	}
}

func (v *file) forgeAct(db *sql.DB, seq register.Seq, from, to string) error {
	var body []byte
	if err := db.QueryRow("SELECT body FROM act WHERE seq = ?", seq).Scan(&body); err != nil {
		return err
	}
	rec, err := v.c.Codec.Unpack(int64(seq), body)
	if err != nil {
		return err
	}
	parts := slices.Clone(rec.Parts)
	for i := range parts {
		parts[i] = ledger.Part{Name: parts[i].Name, Bytes: bytes.ReplaceAll(parts[i].Bytes, []byte(from), []byte(to))}
	}
	forged, err := ledger.NewRecord(int64(seq), ledger.Salt{1}, parts)
	if err != nil {
		return err
	}
	if body, err = v.c.Codec.Pack(forged); err != nil {
		return err
	}
	leaf := forged.Leaf()
	return errors.Join(
		exec("UPDATE act SET body = ?, leaf = ? WHERE seq = ?", body, leaf[:], seq)(db),
		v.rewrite(register.SubjectPerson, 1, from, to)(db),
		exec("UPDATE name_key SET year = 1991 WHERE person = 1")(db))
}

// indexed adds so many people that the matcher's index has runs, and more who are in
// none yet.
func (v *file) indexed(t *testing.T) *file {
	t.Helper()
	s := openAt(t, "sqlite:"+v.path)
	r := reopened(t, v.c, s, nil)
	for _, n := range []int{380, 20} {
		var all []register.Proposal
		for i := range n {
			word := func(n int) string {
				return string([]byte{byte('b' + n%7), 'a', byte('k' + n/7%7), 'o', byte('p' + n/49)})
			}
			name := func(given, surname string) []any {
				return []any{map[string]any{"script": "Latn", "parts": []any{map[string]any{"given": given}, map[string]any{"surname": surname}}}}
			}
			all = append(all, v.c.Proposal("enrolment", map[string]any{
				"name": name(word(i), word(i/3)), "sex": "female", "born": fmt.Sprintf("%d-07-21", 1950+i%70), "born_at": map[string]any{"code": "0101001"},
				"other_names": []any{map[string]any{"kind": "other", "forms": name(word(i+5), word(i/2))}},
				"mother":      map[string]any{"described": map[string]any{"name": name(word(i+9), word(i/4))}},
				"father":      map[string]any{"described": map[string]any{"name": name(word(i+7), word(i/3))}},
			}))
		}
		results, err := r.Register(context.Background(), registrar.Request{Proposals: all})
		if err != nil {
			t.Fatal(err)
		}
		for _, res := range results {
			if res.Act == nil {
				t.Fatalf("%+v", res)
			}
		}
	}
	r.Close()
	closed(t, s)
	return v
}

// Whoever is put under another key of the matcher by hand, or taken from under it, is
// named; and so is an index that cannot be read.
func TestTheMatchersIndexIsHeld(t *testing.T) {
	v := newFile(t).indexed(t)
	if faults, err := v.faults(v.path, v.checkpoint); err != nil || len(faults) > 0 {
		t.Fatalf("before any edit: %v, %v", faults, err)
	}
	chance := rand.New(rand.NewPCG(3, 4))
	edits := map[string]func(*sql.DB) error{
		"a page is gone":        exec("DELETE FROM match_page WHERE (run, first) IN (SELECT run, first FROM match_page LIMIT 1 OFFSET 7)"),
		"a page is elsewhere":   exec("UPDATE match_page SET first = 'f' || first WHERE (run, first) IN (SELECT run, first FROM match_page LIMIT 1 OFFSET 7)"),
		"a page of another run": exec("UPDATE match_page SET run = run + 1 WHERE (run, first) IN (SELECT run, first FROM match_page LIMIT 1 OFFSET 7)"),
		"a run is gone":         exec("DELETE FROM match_run WHERE run IN (SELECT run FROM match_run LIMIT 1)"),
		"all runs are gone": func(db *sql.DB) error {
			return errors.Join(exec("DELETE FROM match_run")(db), exec("DELETE FROM match_page")(db))
		},
		"a run begins later": exec("UPDATE match_run SET start = (SELECT first FROM match_page LIMIT 1 OFFSET 9)"),
		"nothing is in runs": exec("UPDATE match_state SET flushed = flushed + 100"),
	}
	for i := range 6 {
		edits[fmt.Sprint("a bit of a page ", i)] = func(db *sql.DB) error {
			_, err := v.changeBit(db, column{"match_page", "body"}, chance)
			return err
		}
	}
	for name, edit := range edits {
		path, err := v.edited(t, edit)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		faults, err := v.faults(path, v.checkpoint)
		if err != nil || len(faults) == 0 || slices.ContainsFunc(faults, func(f audit.Fault) bool { return !strings.HasPrefix(f.Where, "match_key") }) {
			t.Errorf("%s: %v, %v", name, faults, err)
		}
		if strings.HasPrefix(name, "a bit of") {
			continue
		}
		s := openAt(t, "sqlite:"+path)
		if err := audit.Rebuild(context.Background(), s, v.c.Codec, math.MaxInt64, nil); err != nil {
			t.Errorf("%s: rebuilding: %v", name, err)
		}
		closed(t, s)
		if faults, err := v.faults(path, v.checkpoint); err != nil || len(faults) > 0 {
			t.Errorf("%s: after rebuilding: %v, %v", name, faults, err)
		}
	}
}

// Whoever can write to the database can make all of it again. Only what somebody
// outside has kept shows it.
func TestAForgerIsCaughtFromOutsideOnly(t *testing.T) {
	v := newFile(t)
	path, err := v.edited(t, v.forge(v.born[0].Seq, `"1990"`, `"1991"`))
	if err != nil {
		t.Fatal(err)
	}
	s := openAt(t, "sqlite:"+path) // the keys of the matcher are packed; the program itself makes them fit
	if err := audit.Rebuild(context.Background(), s, v.c.Codec, math.MaxInt64, nil); err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	if faults, err := v.faults(path); err != nil || len(faults) > 0 {
		t.Fatalf("the forger was careless, so the test shows nothing: %v, %v", faults, err)
	}
	faults, err := v.faults(path, v.checkpoint)
	if err != nil || len(faults) != 1 || !names(faults, ledger.Forked.String(), 0, "") {
		t.Errorf("against a checkpoint kept outside: %v, %v", faults, err)
	}
}
