package memstore

import (
	"cmp"
	"maps"
	"slices"

	"samano/register"
	"samano/store"
)

// set is a set of rows.
type set[K comparable] map[K]struct{}

type (
	edge    struct{ from, to int64 }
	nodeAt  struct{ level, n int64 }
	partKey struct {
		seq  register.Seq
		name string
	}
	dwelling struct {
		key string
		ref register.Ref
	}
)

// state is everything that a transaction can change.
type state struct {
	head      store.Head
	first     register.Seq // of acts
	acts      []store.Act  // by Seq from first on
	byID      map[register.ActID]register.Seq
	subjects  map[register.Ref]store.Subject
	aliases   map[register.ClientID]register.Ref
	numbers   map[register.Number]register.PersonID
	former    map[register.Number]register.PersonID
	keys      set[store.NameKey]
	kin       set[edge] // parent, child
	members   set[edge] // person, household
	books     map[string]register.HouseholdID
	dwellings set[dwelling]
	decided   map[store.Decision]register.Seq // keys have Seq 0
	printed   map[register.PrintedNumber]register.Seq
	nodes     map[nodeAt][]byte
	sealed    map[partKey]store.Sealed
	postings  postings

	founding    *store.Founding
	checkpoints map[int64][]byte // by size
}

func newState() *state {
	s := &state{byID: map[register.ActID]register.Seq{}, nodes: map[nodeAt][]byte{}, sealed: map[partKey]store.Sealed{}, checkpoints: map[int64][]byte{}}
	s.clear()
	return s
}

// clear empties what a rebuild makes again.
func (s *state) clear() {
	s.subjects = map[register.Ref]store.Subject{}
	s.aliases = map[register.ClientID]register.Ref{}
	s.numbers = map[register.Number]register.PersonID{}
	s.former = map[register.Number]register.PersonID{}
	s.keys = set[store.NameKey]{}
	s.kin, s.members = set[edge]{}, set[edge]{}
	s.books = map[string]register.HouseholdID{}
	s.dwellings = set[dwelling]{}
	s.decided = map[store.Decision]register.Seq{}
	s.printed = map[register.PrintedNumber]register.Seq{}
	s.postings = postings{under: map[uint64][]store.Posting{}, kept: register.Seq(s.head.Size)}
}

func (s *state) clone() *state {
	return &state{
		head: s.head, first: s.first, acts: slices.Clone(s.acts), byID: maps.Clone(s.byID),
		subjects: maps.Clone(s.subjects), aliases: maps.Clone(s.aliases), numbers: maps.Clone(s.numbers),
		keys: maps.Clone(s.keys), kin: maps.Clone(s.kin), members: maps.Clone(s.members), former: maps.Clone(s.former), books: maps.Clone(s.books), dwellings: maps.Clone(s.dwellings),
		decided: maps.Clone(s.decided), printed: maps.Clone(s.printed), nodes: maps.Clone(s.nodes), sealed: maps.Clone(s.sealed),
		postings: s.postings.clone(), founding: s.founding, checkpoints: maps.Clone(s.checkpoints),
	}
}

// keep copies what the caller may change after Write.
func keep(b *store.Batch) *store.Batch {
	c := *b
	c.Head.Frontier = slices.Clone(b.Head.Frontier)
	c.Acts, c.Replaced = cloneActs(b.Acts), cloneActs(b.Replaced)
	c.Subjects = slices.Clone(b.Subjects)
	for i := range c.Subjects {
		c.Subjects[i].Doc = slices.Clone(c.Subjects[i].Doc)
	}
	c.Projections = slices.Clone(b.Projections)
	for i := range c.Projections {
		p := &c.Projections[i]
		keepRows(p)
		if p.Replaces != nil {
			r := *p.Replaces
			keepRows(&r)
			p.Replaces = &r
		}
	}
	c.Aliases, c.Decisions, c.Printed = maps.Clone(b.Aliases), slices.Clone(b.Decisions), slices.Clone(b.Printed)
	c.Postings = slices.Clone(b.Postings)
	c.Nodes, c.Sealed, c.DeleteSealed = slices.Clone(b.Nodes), slices.Clone(b.Sealed), slices.Clone(b.DeleteSealed)
	for i := range c.Nodes {
		c.Nodes[i].Hash = slices.Clone(c.Nodes[i].Hash)
	}
	for i := range c.Sealed {
		c.Sealed[i].Box = slices.Clone(c.Sealed[i].Box)
	}
	return &c
}

func keepRows(p *store.Projection) {
	p.Keys, p.ChildOf, p.Members = slices.Clone(p.Keys), slices.Clone(p.ChildOf), slices.Clone(p.Members)
	p.Books, p.Dwellings = slices.Clone(p.Books), slices.Clone(p.Dwellings)
}

func cloneActs(acts []store.Act) []store.Act {
	out := slices.Clone(acts)
	for i := range out {
		out[i].Leaf, out[i].Body = slices.Clone(out[i].Leaf), slices.Clone(out[i].Body)
	}
	return out
}

// apply writes a checked batch.
func (s *state) apply(b *store.Batch) {
	s.head = b.Head
	s.acts = append(s.acts, b.Acts...)
	for i := range b.Acts {
		s.byID[b.Acts[i].ID] = b.Acts[i].Seq
	}
	for i := range b.Replaced {
		s.acts[b.Replaced[i].Seq-s.first].Body = b.Replaced[i].Body
	}
	for _, doc := range b.Subjects {
		s.subjects[doc.Ref] = doc
	}
	for i := range b.Projections {
		s.remove(b.Projections[i].Replaces)
	}
	for i := range b.Projections {
		s.insert(&b.Projections[i])
	}
	maps.Copy(s.aliases, b.Aliases)
	for _, d := range b.Decisions {
		s.decided[store.Decision{Authority: d.Authority, Reference: d.Reference}] = d.Seq
	}
	for _, p := range b.Printed {
		s.printed[p.PrintedNumber] = p.Seq
	}
	for _, n := range b.Nodes {
		s.nodes[nodeAt{int64(n.Level), n.N}] = n.Hash
	}
	for _, p := range b.DeleteSealed {
		delete(s.sealed, partKey{p.Seq, p.Name})
	}
	for _, p := range b.Sealed {
		s.sealed[partKey{p.Seq, p.Name}] = p
	}
	s.postings.apply(b.Postings, register.Seq(b.Head.Size))
}

func (s *state) remove(p *store.Projection) {
	if p == nil {
		return
	}
	if p.Number != "" {
		delete(s.numbers, p.Number)
	}
	for _, n := range p.Former {
		delete(s.former, n)
	}
	for _, k := range p.Keys {
		delete(s.keys, k)
	}
	for _, parent := range p.ChildOf {
		delete(s.kin, edge{int64(parent), p.Ref.ID})
	}
	for _, m := range p.Members {
		delete(s.members, edge{int64(m), p.Ref.ID})
	}
	for _, book := range p.Books {
		delete(s.books, book)
	}
	for _, key := range p.Dwellings {
		delete(s.dwellings, dwelling{key, p.Ref})
	}
}

func (s *state) insert(p *store.Projection) {
	if p.Number != "" {
		s.numbers[p.Number] = register.PersonID(p.Ref.ID)
	}
	for _, n := range p.Former {
		s.former[n] = register.PersonID(p.Ref.ID)
	}
	for _, k := range p.Keys {
		s.keys[k] = struct{}{}
	}
	for _, parent := range p.ChildOf {
		s.kin[edge{int64(parent), p.Ref.ID}] = struct{}{}
	}
	for _, m := range p.Members {
		s.members[edge{int64(m), p.Ref.ID}] = struct{}{}
	}
	for _, book := range p.Books {
		s.books[book] = register.HouseholdID(p.Ref.ID)
	}
	for _, key := range p.Dwellings {
		s.dwellings[dwelling{key, p.Ref}] = struct{}{}
	}
}

// checkUnique refuses a batch that repeats a unique value, as the databases' unique columns do.
func (s *state) checkUnique(b *store.Batch) error {
	for i := range b.Replaced {
		if _, ok := s.act(b.Replaced[i].Seq); !ok {
			return register.Errorf(register.Internal, "memstore.Write", "act %d to replace is not there", b.Replaced[i].Seq)
		}
	}
	for i := range b.Subjects {
		ref := b.Subjects[i].Ref
		if _, had := s.subjects[ref]; b.New[ref] && had {
			return taken("subject")
		}
	}
	f := uniqueness{s: s, ids: set[register.ActID]{}, gone: set[store.ProjectionRow]{}, come: set[store.ProjectionRow]{}}
	for i := range b.Acts {
		_, had := s.byID[b.Acts[i].ID]
		_, twice := f.ids[b.Acts[i].ID]
		if had || twice {
			return taken("act id")
		}
		f.ids[b.Acts[i].ID] = struct{}{}
	}
	for id := range b.Aliases {
		if _, had := s.aliases[id]; had {
			return taken("alias")
		}
	}
	for i := range b.Projections {
		if r := b.Projections[i].Replaces; r != nil {
			for _, row := range r.Rows() {
				f.gone[unique(row)] = struct{}{}
			}
		}
	}
	for i := range b.Projections {
		for _, row := range b.Projections[i].Rows() {
			if !f.addRow(row, &b.Projections[i]) {
				return taken(row.Table)
			}
		}
	}
	return s.checkLookups(b)
}

// checkLookups refuses a decision or a number on paper that is taken.
func (s *state) checkLookups(b *store.Batch) error {
	decided := set[store.Decision]{}
	for _, d := range b.Decisions {
		d.Seq = 0
		_, twice := decided[d]
		if _, had := s.decided[d]; had || twice {
			return taken("decision")
		}
		decided[d] = struct{}{}
	}
	printed := set[register.PrintedNumber]{}
	for _, p := range b.Printed {
		_, twice := printed[p.PrintedNumber]
		if _, had := s.printed[p.PrintedNumber]; had || twice {
			return taken("number on paper")
		}
		printed[p.PrintedNumber] = struct{}{}
	}
	return nil
}

func taken(what string) error {
	return register.Errorf(register.Conflict, "memstore.Write", "%s is taken", what)
}

// uniqueness checks a batch's rows against those that it takes away, brings, and leaves.
type uniqueness struct {
	s          *state
	ids        set[register.ActID]
	gone, come set[store.ProjectionRow]
}

// unique returns the row as its unique column sees it: numbers and books belong to
// one subject only, whoever it is.
func unique(r store.ProjectionRow) store.ProjectionRow {
	if r.Table == store.TableNumber || r.Table == store.TableFormerNumber || r.Table == store.TableBook {
		r.Ref = register.Ref{}
	}
	return r
}

// addRow adds a row of the batch and reports whether it is unique.
func (u *uniqueness) addRow(r store.ProjectionRow, p *store.Projection) bool {
	key := unique(r)
	if _, twice := u.come[key]; twice {
		return false
	}
	u.come[key] = struct{}{}
	_, gone := u.gone[key]
	return gone || !u.s.has(r, p)
}

// has reports whether the row of that projection stands, under any subject if it
// is a number or a book.
func (s *state) has(r store.ProjectionRow, p *store.Projection) (had bool) {
	switch r.Table {
	case store.TableNumber:
		_, had = s.numbers[p.Number]
	case store.TableFormerNumber:
		_, had = s.former[register.Number(r.Key)]
	case store.TableBook:
		_, had = s.books[r.Key]
	case store.TableDwelling:
		_, had = s.dwellings[dwelling{r.Key, r.Ref}]
	case store.TableNameKey:
		for _, k := range p.Keys {
			if _, ok := s.keys[k]; ok && k.Text() == r.Key {
				return true
			}
		}
	case store.TableKin:
		return hasEdge(s.kin, p.ChildOf, r)
	case store.TableMember:
		return hasEdge(s.members, p.Members, r)
	}
	return had
}

func hasEdge(rows set[edge], from []register.PersonID, r store.ProjectionRow) bool {
	return slices.ContainsFunc(from, func(id register.PersonID) bool {
		_, ok := rows[edge{int64(id), r.Ref.ID}]
		return ok && register.PersonRef(id).String() == r.Key
	})
}

func (s *state) act(seq register.Seq) (a store.Act, ok bool) {
	i := int64(seq - s.first)
	if seq < s.first || i >= int64(len(s.acts)) {
		return a, false
	}
	return s.acts[i], true
}

func (s *state) subjectsFrom(kind register.SubjectKind, from int64) []store.Subject {
	var out []store.Subject
	for ref, doc := range s.subjects {
		if ref.Kind == kind && ref.ID >= from {
			out = append(out, doc)
		}
	}
	slices.SortFunc(out, func(a, b store.Subject) int { return cmp.Compare(a.Ref.ID, b.Ref.ID) })
	return out
}

// projectionsOf returns the rows of these parts, of none: all.
func (s *state) projectionsOf(parts []store.Part) []store.ProjectionRow {
	return slices.DeleteFunc(s.projections(), func(row store.ProjectionRow) bool {
		return len(parts) > 0 && !slices.ContainsFunc(parts, func(p store.Part) bool { return p.Holds(row) })
	})
}

func (s *state) projections() []store.ProjectionRow {
	var out []store.ProjectionRow
	put := func(table, key string, ref register.Ref, seq register.Seq) {
		out = append(out, store.ProjectionRow{Table: table, Key: key, Ref: ref, Seq: seq})
	}
	for n, id := range s.numbers {
		put(store.TableNumber, string(n), register.PersonRef(id), 0)
	}
	for n, id := range s.former {
		put(store.TableFormerNumber, string(n), register.PersonRef(id), 0)
	}
	for k := range s.keys {
		put(store.TableNameKey, k.Text(), register.PersonRef(k.Person), 0)
	}
	for e := range s.kin {
		put(store.TableKin, register.PersonRef(register.PersonID(e.from)).String(), register.PersonRef(register.PersonID(e.to)), 0)
	}
	for e := range s.members {
		put(store.TableMember, register.PersonRef(register.PersonID(e.from)).String(), register.HouseholdRef(register.HouseholdID(e.to)), 0)
	}
	for b, id := range s.books {
		put(store.TableBook, b, register.HouseholdRef(id), 0)
	}
	for d := range s.dwellings {
		put(store.TableDwelling, d.key, d.ref, 0)
	}
	for id, ref := range s.aliases {
		put(store.TableAlias, string(id), ref, 0)
	}
	for d, seq := range s.decided {
		put(store.TableDecision, d.Text(), register.Ref{}, seq)
	}
	for n, seq := range s.printed {
		put(store.TablePrinted, store.Printed{PrintedNumber: n}.Text(), register.Ref{}, seq)
	}
	slices.SortFunc(out, func(a, b store.ProjectionRow) int {
		return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Ref.Kind, b.Ref.Kind), cmp.Compare(a.Ref.ID, b.Ref.ID))
	})
	return out
}
