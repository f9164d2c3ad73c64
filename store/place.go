package store

import (
	"cmp"
	"strconv"
	"strings"

	"samano/register"
)

// Place is where a row stands in the order in which its table is walked: by the columns that the
// database sorts by, so that a part of a table is read without the rest. Rows of one place are read
// together. Which columns they are, ProjectionRow.Place says.
type Place struct {
	Text, More string
	N          int64
}

// Compare orders the places of one table.
func (p Place) Compare(q Place) int {
	return cmp.Or(cmp.Compare(p.Text, q.Text), cmp.Compare(p.More, q.More), cmp.Compare(p.N, q.N))
}

// Place returns where the row stands.
func (r ProjectionRow) Place() Place {
	switch r.Table {
	case TableNumber, TableNameKey:
		return Place{N: r.Ref.ID}
	case TableFormerNumber:
		n, _ := NumberValue(register.Number(r.Key))
		return Place{N: n}
	case TableKin, TableMember: // the person in the key
		n, _ := strconv.ParseInt(r.Key[strings.LastIndexByte(r.Key, '/')+1:], 10, 64)
		return Place{N: n}
	case TableDecision: // an authority is written without spaces
		authority, reference, _ := strings.Cut(r.Key, " ")
		return Place{Text: authority, More: reference}
	case TablePrinted: // neither year nor number holds a slash
		rest := r.Key[:max(strings.LastIndexByte(r.Key, '/'), 0)]
		at := max(strings.LastIndexByte(rest, '/'), 0)
		year, _ := strconv.ParseInt(strings.TrimPrefix(rest[at:], "/"), 10, 64)
		return Place{Text: rest[:at], N: year}
	default:
		return Place{Text: r.Key}
	}
}

// Part is a part of a table of projections: what comes after one place, up to another. A nil place
// is the end of the table on that side.
type Part struct {
	Table       string
	After, UpTo *Place
}

// Holds reports whether a row is of the part.
func (p Part) Holds(r ProjectionRow) bool {
	if r.Table != p.Table {
		return false
	}
	at := r.Place()
	return (p.After == nil || at.Compare(*p.After) > 0) && (p.UpTo == nil || at.Compare(*p.UpTo) <= 0)
}

// Hashes are the keys of the matcher from one hash to another, both among them.
type Hashes struct{ First, Last uint64 }

// AllHashes are those that a key may have.
func AllHashes() Hashes { return Hashes{0, 1<<KeyBits - 1} }

// Holds reports whether a posting is of the part.
func (h Hashes) Holds(p Posting) bool { return h.First <= p.Hash && p.Hash <= h.Last }
