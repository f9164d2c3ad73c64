package store

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"samano/register"
)

// Limits of what one row may hold.
const (
	// MaxKeyBytes bounds every text that an index holds. PostgreSQL's index
	// rows end at 2,704 bytes, and the longest key has two texts.
	MaxKeyBytes = 1024
	// MaxRowBytes bounds documents, bodies and boxes. It is far above what thirty
	// years of acts make, and far below what a database takes.
	MaxRowBytes = 16 << 20
	// MaxYear is the last year that a key or a number on paper may have.
	MaxYear = 9999
	// maxSearchWords bounds one search: nobody has more words in a name.
	maxSearchWords = 12
	// maxNumberDigits keeps a number for life within an int64 column.
	maxNumberDigits = 18
)

const checkOp = "store.Batch"

// Check refuses what no database may take, before it reaches one: text that is
// not UTF-8 or holds NUL (Invalid), rows that are too big (TooLarge), and acts
// that do not go on where the register stands (Internal: the caller is wrong).
// Every Write calls it; size is the Head.Size that the transaction began with.
func (b *Batch) Check(size int64) error {
	for i := range b.Acts {
		if int64(b.Acts[i].Seq) != size+int64(i) {
			return register.Errorf(register.Internal, checkOp, "act %d where act %d is due", b.Acts[i].Seq, size+int64(i))
		}
	}
	if b.Head.Size != size+int64(len(b.Acts)) {
		return register.Errorf(register.Internal, checkOp, "a head of %d acts after %d and %d more", b.Head.Size, size, len(b.Acts))
	}
	var c checker
	for i := range b.Acts {
		c.act(&b.Acts[i], size)
	}
	for i := range b.Replaced {
		c.bytes(b.Replaced[i].Body, "body")
	}
	seen := make(map[register.Ref]bool, len(b.Subjects))
	for i := range b.Subjects {
		s := &b.Subjects[i]
		c.that(!seen[s.Ref], register.Internal, "subject twice")
		seen[s.Ref] = true
		c.ref(s.Ref)
		c.bytes(s.Doc, "document")
		c.that(utf8.Valid(s.Doc) && bytes.IndexByte(s.Doc, 0) < 0, register.Invalid, "document")
	}
	for i := range b.Projections {
		c.projection(&b.Projections[i])
		c.that(seen[b.Projections[i].Ref], register.Internal, "projection without its subject")
	}
	for id, ref := range b.Aliases {
		c.that(register.ValidUUID(string(id)), register.Invalid, "alias")
		c.ref(ref)
	}
	for _, d := range b.Decisions {
		c.key(d.Authority, "authority")
		c.key(d.Reference, "reference")
	}
	for _, p := range b.Printed {
		c.key(string(p.Office), "office")
		c.year(p.Year)
		c.that(p.No > 0 && p.No < 1<<31, register.Invalid, "number on paper")
	}
	for i := range b.Sealed {
		c.key(b.Sealed[i].Name, "sealed part")
		c.bytes(b.Sealed[i].Box, "sealed part")
	}
	c.postings(b.Postings)
	return c.err
}

// Compare orders postings by hash, split and person.
func (p Posting) Compare(q Posting) int {
	switch { // merging 100 million of them feels the difference to cmp.Or
	case p.Hash != q.Hash:
		return cmp.Compare(p.Hash, q.Hash)
	case p.Split != q.Split:
		return cmp.Compare(p.Split, q.Split)
	}
	return cmp.Compare(p.Person, q.Person)
}

// checker keeps the first thing that is wrong. Its errors never hold the value.
type checker struct{ err error }

func (c *checker) that(ok bool, kind register.ErrorKind, what string) {
	if !ok && c.err == nil {
		c.err = register.Errorf(kind, checkOp, "%s", what)
	}
}

func (c *checker) act(a *Act, size int64) {
	c.that(register.ValidUUID(string(a.ID)), register.Invalid, "act id")
	c.that(len(a.Leaf) == 32, register.Internal, "leaf")
	c.that(int64(a.Seq) >= size, register.Internal, "seq")
	c.bytes(a.Body, "body")
}

func (c *checker) ref(r register.Ref) {
	c.that(r.ID > 0 && r.Kind.String() != "", register.Internal, "subject")
}

func (c *checker) key(s, what string) {
	c.that(IsText(s) && s != "", register.Invalid, what)
	c.that(len(s) <= MaxKeyBytes, register.TooLarge, what)
}

func (c *checker) bytes(b []byte, what string) {
	c.that(len(b) <= MaxRowBytes, register.TooLarge, what)
}

func (c *checker) year(y int) { c.that(y >= 0 && y <= MaxYear, register.Invalid, "year") }

func (c *checker) projection(p *Projection) {
	c.ref(p.Ref)
	if p.Number != "" {
		_, ok := NumberValue(p.Number)
		c.that(ok, register.Invalid, "number")
	}
	for _, n := range p.Former {
		_, ok := NumberValue(n)
		c.that(ok, register.Invalid, "former number")
	}
	for _, k := range p.Keys {
		c.key(k.Key, "name key")
		c.year(k.Year)
		c.that(register.PersonRef(k.Person) == p.Ref, register.Internal, "name key of another person")
	}
	for _, b := range p.Books {
		c.key(b, "book")
	}
	for _, d := range p.Dwellings {
		c.key(d, "dwelling")
	}
	if p.Replaces != nil {
		c.that(p.Replaces.Ref == p.Ref, register.Internal, "replaced projection of another subject")
	}
}

// postings puts them in order to find one that is there twice.
func (c *checker) postings(list []Posting) {
	slices.SortFunc(list, Posting.Compare)
	for i, p := range list {
		c.that(p.Hash < 1<<KeyBits && p.Person > 0, register.Internal, "posting")
		c.that(i == 0 || p.Compare(list[i-1]) > 0, register.Internal, "posting twice")
	}
}

// IsText reports whether both databases can hold the text as it is.
func IsText(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

// NumberValue returns the number for life as an integer, as databases store it.
// ok is false for what is no number: not digits, too long, or with a leading
// zero, which the integer would lose.
func NumberValue(n register.Number) (v int64, ok bool) {
	if n == "" || len(n) > maxNumberDigits || n[0] == '0' {
		return 0, false
	}
	for i := range len(n) {
		if n[i] < '0' || n[i] > '9' {
			return 0, false
		}
		v = v*10 + int64(n[i]-'0')
	}
	return v, true
}

// NumberText is the way back.
func NumberText(v int64) register.Number { return register.Number(strconv.FormatInt(v, 10)) }

// Rows returns the rows that the projection stands for, each once, as
// EachProjection returns them. What the document gave before is not among them.
func (p *Projection) Rows() []ProjectionRow {
	var out []ProjectionRow
	put := func(table, key string) { out = append(out, ProjectionRow{Table: table, Key: key, Ref: p.Ref}) }
	if p.Number != "" {
		put(TableNumber, string(p.Number))
	}
	for _, n := range p.Former {
		put(TableFormerNumber, string(n))
	}
	for _, k := range p.Keys {
		put(TableNameKey, k.Text())
	}
	for _, parent := range p.ChildOf {
		put(TableKin, register.PersonRef(parent).String())
	}
	for _, m := range p.Members {
		put(TableMember, register.PersonRef(m).String())
	}
	for _, b := range p.Books {
		put(TableBook, b)
	}
	for _, d := range p.Dwellings {
		put(TableDwelling, d)
	}
	slices.SortFunc(out, func(a, b ProjectionRow) int {
		return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.Key, b.Key))
	})
	return slices.Compact(out)
}

// Text writes the key as ProjectionRow shows it.
func (k NameKey) Text() string { return k.Key + " " + strconv.Itoa(k.Year) }

// Text writes the decision as ProjectionRow shows it.
func (d Decision) Text() string { return d.Authority + " " + d.Reference }

// Text writes the number on paper as ProjectionRow shows it.
func (p Printed) Text() string {
	return string(p.Office) + "/" + strconv.Itoa(p.Year) + "/" + strconv.Itoa(p.No)
}

// The values of ProjectionRow.Table. A row of the last two says by its Seq, not
// its Ref, what it leads to.
const (
	TableNumber       = "number"        // Ref bears the number
	TableFormerNumber = "former_number" // Ref bore the number
	TableNameKey      = "name_key"      // Ref is found by the key
	TableKin          = "kin"           // Ref is a child of the person in Key
	TableMember       = "member"        // Ref has the person in Key as a member
	TableBook         = "book"          // Ref has the book
	TableDwelling     = "dwelling"      // Ref is found by the key
	TableAlias        = "alias"         // Ref was proposed under the id
	TableDecision     = "decision"
	TablePrinted      = "printed"
)

// Tables returns the projections, each once.
func Tables() []string {
	return []string{
		TableNumber, TableFormerNumber, TableNameKey, TableKin, TableMember, TableBook, TableDwelling, TableAlias, TableDecision, TablePrinted,
	}
}

// CheckSearch refuses a search that asks for nothing or for what no key can be.
func CheckSearch(words []KeyRange) error {
	if len(words) == 0 {
		return register.Errorf(register.Invalid, "store.SearchNames", "no words")
	}
	c := checker{}
	c.that(len(words) <= maxSearchWords, register.TooLarge, "words")
	for _, w := range words {
		c.key(w.Prefix, "word")
	}
	return c.err
}
