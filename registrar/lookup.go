package registrar

import (
	"context"
	"slices"
	"strconv"

	"samano/access"
	"samano/acts"
	"samano/ledger"
	"samano/register"
	"samano/registrar/record"
	"samano/store"
)

// load reads what the lookups name and the cache lacks, with one query for each sort of thing.
func (o *overlay) load(ls []acts.Lookup) error {
	var (
		numbers            []register.Number
		aliases            []register.ClientID
		books              []string
		children, livingIn []register.PersonID
		refs               []register.Ref
		ids                []register.ActID
	)
	for _, l := range ls {
		switch l.By {
		case acts.ByNumber:
			if n := register.Number(l.Key); !has(o.numbers, n) && o.wellFormed(n) {
				numbers = append(numbers, n)
			}
		case acts.ByProposed:
			if id := register.ClientID(l.Key); o.mayHold(l.Key) && !has(o.aliases, id) {
				aliases = append(aliases, id)
			}
		case acts.ByBook:
			if o.mayHold(l.Key) && !has(o.books, l.Key) {
				books = append(books, l.Key)
			}
		case acts.ChildrenOf:
			if id := register.PersonID(decimal(l.Key)); !has(o.children, id) {
				children = append(children, id)
			}
		case acts.HouseholdsOf:
			if id := register.PersonID(decimal(l.Key)); !has(o.households, id) {
				livingIn = append(livingIn, id)
			}
		case acts.ByPersonID:
			refs = append(refs, register.Ref{Kind: register.SubjectPerson, ID: decimal(l.Key)})
		case acts.ByHouseholdID:
			refs = append(refs, register.Ref{Kind: register.SubjectHousehold, ID: decimal(l.Key)})
		case acts.ByAct:
			if id := register.ActID(l.Key); register.ValidUUID(id) {
				ids = append(ids, id)
			}
		}
	}
	for _, read := range []func() error{
		func() error { return o.loadActIDs(ids) },
		func() error { return resolve(o, o.numbers, o.earlier.numbers, numbers, o.from.Numbers) },
		func() error { return resolve(o, o.aliases, o.earlier.aliases, aliases, o.from.Aliases) },
		func() error { return resolve(o, o.books, o.earlier.books, books, o.from.Books) },
		func() error { return resolve(o, o.children, o.earlier.children, children, o.from.Children) },
		func() error { return resolve(o, o.households, o.earlier.households, livingIn, o.from.Households) },
	} {
		if err := read(); err != nil {
			return err
		}
	}
	for _, l := range ls {
		if ref, ok := o.named(l); ok {
			refs = append(refs, ref)
		}
	}
	return o.loadSubjects(refs)
}

func has[K comparable, V any](m map[K]V, k K) bool {
	_, ok := m[k]
	return ok
}

func decimal(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

// wellFormed reports whether the scheme can have issued a number.
func (o *overlay) wellFormed(n register.Number) bool {
	canonical, err := o.r.Scheme.Parse(string(n))
	return err == nil && canonical == string(n)
}

// resolve copies keys from the previous cache, asks the store for the others, and caches the
// answers and the absences. Reads need no undoing.
func resolve[K comparable, V any](o *overlay, m, earlier map[K]V, keys []K, ask func(context.Context, access.Pass, []K) (map[K]V, error)) error {
	if len(earlier) > 0 {
		keys = slices.DeleteFunc(keys, func(k K) bool {
			v, ok := earlier[k]
			if ok {
				m[k] = v
			}
			return ok
		})
	}
	if len(keys) == 0 {
		return nil
	}
	found, err := ask(o.ctx, o.pass, keys)
	if err != nil {
		return err
	}
	for _, k := range keys {
		m[k] = found[k]
	}
	return nil
}

// named returns the subject that a lookup by number, client-made id or book names.
func (o *overlay) named(l acts.Lookup) (register.Ref, bool) {
	switch l.By {
	case acts.ByNumber:
		id := o.numbers[register.Number(l.Key)]
		return register.PersonRef(id), id != 0
	case acts.ByProposed:
		ref := o.aliases[register.ClientID(l.Key)]
		return ref, !ref.IsZero()
	case acts.ByBook:
		id := o.books[l.Key]
		return register.HouseholdRef(id), id != 0
	}
	return register.Ref{}, false
}

// loadSubjects reads documents, and those of the survivors of merged persons. A chain of merges that
// is longer than there are documents leads in a circle.
func (o *overlay) loadSubjects(refs []register.Ref) error {
	for n := 0; n <= len(o.subjects); n++ {
		var missing []register.Ref
		asked := map[register.Ref]bool{}
		for _, ref := range refs {
			if has(o.subjects, ref) || asked[ref] {
				continue
			}
			if s, ok := o.earlier.subjects[ref]; ok {
				o.subjects[ref] = s
				continue
			}
			asked[ref] = true
			missing = append(missing, ref)
		}
		if len(missing) > 0 {
			docs, err := o.from.Subjects(o.ctx, o.pass, missing)
			if err != nil {
				return err
			}
			for _, d := range docs {
				s, err := record.Subject(d)
				if err != nil {
					return err
				}
				o.subjects[d.Ref] = s
			}
			for _, ref := range missing {
				if !has(o.subjects, ref) {
					o.subjects[ref] = nil
				}
			}
		}
		var survivors []register.Ref
		for _, ref := range refs {
			if p, ok := o.subjects[ref].(*register.Person); ok && p.Survivor() != 0 {
				survivors = append(survivors, register.PersonRef(p.Survivor()))
			}
		}
		if len(survivors) == 0 {
			return nil
		}
		refs = survivors
	}
	return register.Errorf(register.Internal, "registrar.load", "merges lead in a circle")
}

// subject returns a subject's document, or nil.
func (o *overlay) subject(ref register.Ref) (register.Subject, error) {
	if !has(o.subjects, ref) {
		if err := o.loadSubjects([]register.Ref{ref}); err != nil {
			return nil, err
		}
	}
	return o.subjects[ref], nil
}

// survivor follows merges to the person that they lead to.
func (o *overlay) survivor(p *register.Person) *register.Person {
	for range o.subjects {
		next, ok := o.subjects[register.PersonRef(p.Survivor())].(*register.Person)
		if !ok {
			break
		}
		p = next
	}
	return p
}

// answer puts the answers to lookups into a state.
func (o *overlay) answer(s *acts.State, ls []acts.Lookup) error {
	if err := o.load(ls); err != nil {
		return err
	}
	for _, l := range ls {
		e, err := o.entry(l)
		if err != nil {
			return err
		}
		s.Put(l, e)
	}
	return nil
}

// entry answers a lookup that load has read.
func (o *overlay) entry(l acts.Lookup) (acts.Entry, error) {
	switch l.By {
	case acts.ByNumber, acts.ByProposed, acts.ByBook:
		if l.By == acts.ByNumber && !o.wellFormed(register.Number(l.Key)) {
			return acts.Entry{Presence: acts.Malformed}, nil
		}
		ref, ok := o.named(l)
		if !ok {
			return acts.Entry{Presence: acts.Absent}, nil
		}
		s := o.subjects[ref]
		if p, ok := s.(*register.Person); ok {
			answers := o.survivor(p)
			merged := answers != p && answers.Renumbered() && p.Acts[0] < answers.SealedUntil()
			if merged || l.By == acts.ByProposed && p.Renumbered() {
				return acts.Entry{Presence: acts.Absent}, nil // it is of the life that is sealed
			}
			s = answers
		}
		return present(s), nil
	case acts.ByPersonID:
		return present(o.subjects[register.Ref{Kind: register.SubjectPerson, ID: decimal(l.Key)}]), nil
	case acts.ByHouseholdID:
		return present(o.subjects[register.Ref{Kind: register.SubjectHousehold, ID: decimal(l.Key)}]), nil
	case acts.ChildrenOf:
		return acts.Entry{Presence: acts.Present, IDs: o.children[register.PersonID(decimal(l.Key))]}, nil
	case acts.HouseholdsOf:
		return acts.Entry{Presence: acts.Present, IDs: o.households[register.PersonID(decimal(l.Key))]}, nil
	case acts.ByAct:
		act, err := o.actNamed(l.Key)
		if err != nil || act == nil {
			return acts.Entry{Presence: acts.Absent}, err
		}
		sealed, err := o.sealed(act)
		return acts.Entry{Presence: acts.Present, Act: act, Sealed: sealed}, err
	}
	return acts.Entry{}, register.Errorf(register.Internal, "registrar.entry", "lookup by %d", l.By)
}

// sealed reports whether all that an act did is sealed, so that no subject tells of it.
func (o *overlay) sealed(a *register.Act) (hidden bool, err error) {
	for _, ref := range a.Subjects() {
		if ref.Kind == register.SubjectPlace {
			continue
		}
		s, err := o.subject(ref)
		switch {
		case err != nil:
			return false, err
		case s == nil:
			continue
		case slices.Contains(register.ActsOf(register.WithoutSealed(s)), a.Seq):
			return false, nil
		}
		hidden = true
	}
	return hidden, nil
}

func present(s register.Subject) acts.Entry {
	switch s := s.(type) {
	case *register.Person:
		return acts.Entry{Presence: acts.Present, Person: s}
	case *register.Household:
		return acts.Entry{Presence: acts.Present, Household: s}
	}
	return acts.Entry{Presence: acts.Absent}
}

func (o *overlay) loadActIDs(ids []register.ActID) error {
	var missing []register.ActID
	for _, id := range ids {
		if has(o.actIDs, id) {
			continue
		}
		if seq, ok := o.earlier.actIDs[id]; ok {
			o.actIDs[id] = seq
			continue
		}
		if !o.mayHold(string(id)) {
			o.actIDs[id] = noAct
			continue
		}
		missing = append(missing, id)
	}
	if len(missing) == 0 {
		return nil
	}
	found, err := o.from.ActsByID(o.ctx, o.pass, missing)
	if err != nil {
		return err
	}
	for _, id := range missing {
		seq, ok := found[id]
		if !ok {
			seq = noAct
		}
		o.actIDs[id] = seq
	}
	return nil
}

// noAct marks an id that no act has. Seq 0 is the founding record.
const noAct register.Seq = -1

func (o *overlay) actByID(id register.ActID) (*register.Act, error) {
	if err := o.loadActIDs([]register.ActID{id}); err != nil {
		return nil, err
	}
	seq := o.actIDs[id]
	if seq == noAct {
		return nil, nil
	}
	return o.act(seq)
}

// actNamed finds an act by its client-made id or its number on paper.
func (o *overlay) actNamed(text string) (*register.Act, error) {
	id, n, ok := register.ParseActName(text)
	switch {
	case !ok:
		return nil, nil
	case id != "":
		return o.actByID(id)
	}
	for _, e := range o.entered {
		if e.Act.Printed == n {
			return e.Act, nil
		}
	}
	if err := o.storedActs(); err != nil {
		return nil, err
	}
	found, err := o.from.PrintedActs(o.ctx, o.pass, []register.PrintedNumber{n})
	if err != nil {
		return nil, err
	}
	seq, ok := found[n]
	if !ok {
		return nil, nil
	}
	return o.act(seq)
}

func (o *overlay) act(seq register.Seq) (*register.Act, error) {
	if act, ok := o.acts[seq]; ok {
		return act, nil
	}
	rec, err := o.record(seq)
	if err != nil {
		return nil, err
	}
	act, _, err := record.Parts(rec)
	if err != nil {
		return nil, err
	}
	o.acts[seq] = act
	return act, nil
}

// record returns the parts of an act before this transaction, without those that it has erased.
func (o *overlay) record(seq register.Seq) (*ledger.Record, error) {
	const op = "registrar.act"
	if rec := o.erased[seq]; rec != nil {
		return rec, nil
	}
	if err := o.storedActs(); err != nil {
		return nil, err
	}
	rows, err := o.from.Acts(o.ctx, o.pass, []register.Seq{seq})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, register.Errorf(register.Internal, op, "act %d is gone", seq)
	}
	rec, err := o.r.Codec.Unpack(int64(seq), rows[0].Body)
	if err != nil {
		return nil, register.Errorf(register.Internal, op, "act %d: %w", seq, err)
	}
	return rec, nil
}

func (o *overlay) loadDecisions(ds []store.Decision) error {
	var missing []store.Decision
	for _, d := range ds {
		if !has(o.decisions, d) {
			missing = append(missing, d)
		}
	}
	return resolve(o, o.decisions, o.earlier.decisions, missing, o.from.Decisions)
}

func (o *overlay) decision(d store.Decision) (register.Seq, bool, error) {
	if err := o.loadDecisions([]store.Decision{d}); err != nil {
		return 0, false, err
	}
	seq := o.decisions[d]
	return seq, seq != 0, nil
}
