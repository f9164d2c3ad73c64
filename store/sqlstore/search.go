package sqlstore

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"samano/access"
	"samano/internal/sqldb"
	"samano/register"
	"samano/store"
)

// How much work one search may make.
const (
	// searchKeys bounds the distinct keys of a prefix that are looked into when
	// years are wanted: two index look-ups each.
	searchKeys = 4000
	// searchRows bounds the keys of the rarest word that are tried against the
	// other words: one look-up for each other word.
	searchRows = 20_000
	// searchCount is how far the keys of a word are counted to find the rarest.
	searchCount = 2000
	// searchSpare is how many more rows than people are read at first: a person can
	// have several keys that begin alike.
	searchSpare = 16
)

// SearchNames begins with the rarest word, walks its keys in order and asks for
// each person, by the order of the table, whether they have the other words too.
//
// Where years are wanted it does not walk the keys row by row, since under a
// common prefix nearly all rows are of other years: it leaps from each distinct
// key to the next, and in each to the years (a "loose index scan").
func (r reader) SearchNames(ctx context.Context, pass access.Pass, words []store.KeyRange, years [2]int, limit int) (out []register.PersonID, err error) {
	if err := pass.Check("sqlstore.SearchNames"); err != nil {
		return nil, err
	}
	if err := store.CheckSearch(words); err != nil || limit <= 0 {
		return nil, err
	}
	for i := range years {
		years[i] = min(max(years[i], 0), store.MaxYear)
	}
	if r.numbers != nil && r.numbers() != nil {
		return nil, register.Errorf(register.Unavailable, "sqlstore.SearchNames", "the register is loading")
	}
	words = slices.Clone(words)
	err = r.view(ctx, false, func(q *sqldb.Session) error {
		if len(words) > 1 {
			if found, err := rarestFirst(ctx, q, words); err != nil || !found {
				return err
			}
		}
		for rows := limit + searchSpare; ; rows *= 8 {
			var read int
			if out, read, err = searchPeople(ctx, q, words, years, rows); err != nil {
				return err
			}
			if len(out) >= limit || read < rows || rows > searchRows {
				out = out[:min(limit, len(out))]
				return nil
			}
		}
	})
	return out, err
}

// rarestFirst puts the word with the fewest keys in front; found is false if
// nobody has one of them.
func rarestFirst(ctx context.Context, q *sqldb.Session, words []store.KeyRange) (found bool, err error) {
	counts := make([]int, len(words))
	for i, w := range words {
		var p placeholders
		query := fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM name_key WHERE %s ORDER BY key LIMIT %d) AS counted", p.holds("key", w), searchCount)
		if err := q.One(ctx, query, p.Args, &counts[i]); err != nil || counts[i] == 0 {
			return false, err
		}
	}
	rarest := slices.Index(counts, slices.Min(counts))
	words[0], words[rarest] = words[rarest], words[0]
	rest := words[1:]
	// Few texts of statements: exact words before prefixes.
	slices.SortStableFunc(rest, func(a, b store.KeyRange) int {
		switch {
		case a.Exact && !b.Exact:
			return -1
		case b.Exact && !a.Exact:
			return 1
		}
		return 0
	})
	return true, nil
}

// placeholders writes a search.
type placeholders struct{ sqldb.Placeholders }

// holds writes the condition that a column lies in a word's range.
func (p *placeholders) holds(column string, w store.KeyRange) string {
	if w.Exact {
		return column + " = " + p.Arg(w.Prefix)
	}
	return column + " >= " + p.Arg(w.Prefix) + " AND " + column + " < " + p.Arg(prefixEnd(w.Prefix))
}

// searchPeople reads up to so many rows and gives their people in the order of
// their first keys, each once.
func searchPeople(ctx context.Context, q *sqldb.Session, words []store.KeyRange, years [2]int, rows int) (out []register.PersonID, read int, err error) {
	var p placeholders
	query := p.search(words, years, rows)
	var keys []store.NameKey
	err = q.Each(ctx, query, p.Args, func(scan sqldb.Scan) error {
		var k store.NameKey
		err := scan(&k.Key, &k.Year, &k.Person)
		keys = append(keys, k)
		return err
	})
	slices.SortFunc(keys, func(a, b store.NameKey) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Year, b.Year), cmp.Compare(a.Person, b.Person))
	})
	seen := make(map[register.PersonID]bool, len(keys))
	for _, k := range keys {
		if !seen[k.Person] {
			seen[k.Person] = true
			out = append(out, k.Person)
		}
	}
	return out, len(keys), err
}

// search writes the query. The other words are asked for by a scalar subquery,
// which a planner cannot turn into a join that reads all their keys.
func (p *placeholders) search(words []store.KeyRange, years [2]int, rows int) string {
	var b strings.Builder
	var first string
	if years == [2]int{} {
		first = p.byKeys(words[0])
	} else {
		first = p.byYears(words[0], years)
	}
	if len(words) == 1 {
		fmt.Fprintf(&b, "%s LIMIT %s", first, p.Arg(rows))
		return b.String()
	}
	fmt.Fprintf(&b, "SELECT d.key, d.year, d.person FROM (%s LIMIT %d) AS d WHERE ", first, searchRows)
	for i, w := range words[1:] {
		if i > 0 {
			b.WriteString(" AND ")
		}
		fmt.Fprintf(&b, "(SELECT min(o.key) FROM name_key o WHERE o.person = d.person AND %s", p.holds("o.key", w))
		if years != [2]int{} {
			fmt.Fprintf(&b, " AND (o.year = 0 OR o.year BETWEEN %s AND %s)", p.Arg(years[0]), p.Arg(years[1]))
		}
		b.WriteString(") IS NOT NULL")
	}
	fmt.Fprintf(&b, " LIMIT %s", p.Arg(rows))
	return b.String()
}

func (p *placeholders) byKeys(w store.KeyRange) string {
	return "SELECT n.key, n.year, n.person FROM name_key n WHERE " + p.holds("n.key", w) + " ORDER BY n.key, n.year, n.person"
}

// byYears walks the distinct keys and in each the two ranges of years: not
// known, and wanted.
func (p *placeholders) byYears(w store.KeyRange, years [2]int) string {
	ranges := "(SELECT 0 AS low, 0 AS high UNION ALL SELECT CAST(" + p.Arg(max(years[0], 1)) + " AS integer), CAST(" + p.Arg(years[1]) + " AS integer))"
	if w.Exact {
		return "SELECT n.key, n.year, n.person FROM " + ranges + " AS y CROSS JOIN name_key n WHERE n.key = " + p.Arg(w.Prefix) + " AND n.year BETWEEN y.low AND y.high"
	}
	low, high := p.Arg(w.Prefix), p.Arg(prefixEnd(w.Prefix))
	return fmt.Sprintf(`SELECT n.key, n.year, n.person FROM (
	WITH RECURSIVE k (key, count) AS (
		SELECT (SELECT min(a.key) FROM name_key a WHERE a.key >= %[1]s AND a.key < %[2]s), 1
		UNION ALL
		SELECT (SELECT min(a.key) FROM name_key a WHERE a.key > k.key AND a.key < %[2]s), k.count + 1 FROM k WHERE k.key IS NOT NULL AND k.count < %[3]d
	) SELECT key FROM k WHERE key IS NOT NULL
) AS k CROSS JOIN %[4]s AS y CROSS JOIN name_key n WHERE n.key = k.key AND n.year BETWEEN y.low AND y.high`, low, high, searchKeys, ranges)
}

// prefixEnd returns the first text after all that begin with p. Bytes of UTF-8
// compare as code points do, so the last character that has a next one takes it.
func prefixEnd(p string) string {
	for head := p; head != ""; {
		last, size := utf8.DecodeLastRuneInString(head)
		head = head[:len(head)-size]
		switch next := last + 1; {
		case next == 0xD800: // surrogates are no characters
			return head + "\ue000"
		case next <= utf8.MaxRune:
			return head + string(next)
		}
	}
	// Nothing but the last character of all: what is longer than a key can be.
	return strings.Repeat(string(utf8.MaxRune), store.MaxKeyBytes/utf8.UTFMax+1)
}
