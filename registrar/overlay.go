package registrar

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"samano/acts"
	"samano/ledger"
	"samano/register"
	"samano/store"
)

// overlay is the register as one writing transaction sees it: what the database
// holds, and over it what the transaction has decided so far. It belongs to one
// goroutine.
type overlay struct {
	ctx      context.Context
	r        *Registrar
	from     store.Reader
	atlas    *register.Atlas
	head     store.Head
	frontier ledger.Frontier
	now      int64 // microseconds; the transaction's reading of the clock

	// What has been read or changed; an absent thing is remembered as its zero.
	subjects   map[register.Ref]register.Subject
	aliases    map[register.ClientID]register.Ref
	numbers    map[register.Number]register.PersonID
	books      map[string]register.HouseholdID
	children   map[register.PersonID][]int64
	households map[register.PersonID][]int64
	actIDs     map[register.ActID]register.Seq
	acts       map[register.Seq]*register.Act
	decisions  map[store.Decision]register.Seq
	printed    map[officeYear]int

	// What is to be written.
	before  map[register.Ref]register.Subject // each changed subject as it was; nil: new
	entered []entered
	erased  map[register.Seq]*ledger.Record

	undo []func() // how to take back what was put since a mark, newest last
}

type officeYear struct {
	office register.OfficeID
	year   int
}

// entered is one act that the transaction will write.
type entered struct {
	act    *register.Act
	named  map[register.ClientID]register.Ref
	record *ledger.Record
	sealed []acts.SealedPart
	erased []acts.Erasure
}

func newOverlay(ctx context.Context, r *Registrar, from store.Reader, head store.Head, atlas *register.Atlas) (*overlay, error) {
	o := &overlay{
		ctx: ctx, r: r, from: from, atlas: atlas, head: head, now: r.Now().UnixMicro(),
		subjects: map[register.Ref]register.Subject{}, aliases: map[register.ClientID]register.Ref{},
		numbers: map[register.Number]register.PersonID{}, books: map[string]register.HouseholdID{},
		children: map[register.PersonID][]int64{}, households: map[register.PersonID][]int64{},
		actIDs: map[register.ActID]register.Seq{}, acts: map[register.Seq]*register.Act{},
		decisions: map[store.Decision]register.Seq{}, printed: map[officeYear]int{},
		before: map[register.Ref]register.Subject{}, erased: map[register.Seq]*ledger.Record{},
	}
	if err := o.frontier.UnmarshalBinary(head.Frontier); err != nil {
		return nil, register.Errorf(register.Internal, "registrar.overlay", "%w", err)
	}
	if o.frontier.Size() != head.Size {
		return nil, register.Errorf(register.Internal, "registrar.overlay", "head says %d acts, its frontier %d", head.Size, o.frontier.Size())
	}
	return o, nil
}

// put sets an entry of one of the overlay's maps and remembers how to undo it.
func put[K comparable, V any](o *overlay, m map[K]V, k K, v V) {
	old, had := m[k]
	o.undo = append(o.undo, func() {
		if had {
			m[k] = old
		} else {
			delete(m, k)
		}
	})
	m[k] = v
}

// point is a state of the overlay to which it can return.
type point struct {
	undo    int
	entered int
	head    store.Head
	atlas   *register.Atlas
}

func (o *overlay) mark() point {
	return point{undo: len(o.undo), entered: len(o.entered), head: o.head, atlas: o.atlas}
}

func (o *overlay) undoTo(p point) {
	for i := len(o.undo) - 1; i >= p.undo; i-- {
		o.undo[i]()
	}
	o.undo = o.undo[:p.undo]
	o.entered = o.entered[:p.entered]
	o.head, o.atlas = p.head, p.atlas
}

// settle forgets how to undo what has been decided for good.
func (o *overlay) settle(p point) {
	clear(o.undo[p.undo:])
	o.undo = o.undo[:p.undo]
}

// The Mint of acts: ids and numbers come from the head and are taken back with it.

func (o *overlay) Person() register.PersonID {
	o.head.NextPerson++
	return register.PersonID(o.head.NextPerson - 1)
}

func (o *overlay) Household() register.HouseholdID {
	o.head.NextHousehold++
	return register.HouseholdID(o.head.NextHousehold - 1)
}

func (o *overlay) Place() register.PlaceID {
	o.head.NextPlace++
	return register.PlaceID(o.head.NextPlace - 1)
}

// Number gives the next number for life. That the scheme runs out is noticed
// when the act is entered: an empty number is never written.
func (o *overlay) Number() register.Number {
	n, err := o.r.Scheme.Format(o.head.Counter)
	if err != nil {
		return ""
	}
	o.head.Counter++
	return register.Number(n)
}

// load reads, in as few queries as there are sorts of things, what the lookups
// name and the overlay does not yet know.
func (o *overlay) load(ls []acts.Lookup) error {
	var (
		numbers            []register.Number
		aliases            []register.ClientID
		books              []string
		children, livingIn []register.PersonID
		refs               []register.Ref
	)
	for _, l := range ls {
		switch l.By {
		case acts.ByNumber:
			if n := register.Number(l.Key); !known(o.numbers, n) && o.wellFormed(n) {
				numbers = append(numbers, n)
			}
		case acts.ByProposed:
			if id := register.ClientID(l.Key); !known(o.aliases, id) {
				aliases = append(aliases, id)
			}
		case acts.ByBook:
			if !known(o.books, l.Key) {
				books = append(books, l.Key)
			}
		case acts.ChildrenOf:
			if id := register.PersonID(decimal(l.Key)); !known(o.children, id) {
				children = append(children, id)
			}
		case acts.HouseholdsOf:
			if id := register.PersonID(decimal(l.Key)); !known(o.households, id) {
				livingIn = append(livingIn, id)
			}
		case acts.ByPersonID:
			refs = append(refs, register.Ref{Kind: register.SubjectPerson, ID: decimal(l.Key)})
		case acts.ByHouseholdID:
			refs = append(refs, register.Ref{Kind: register.SubjectHousehold, ID: decimal(l.Key)})
		}
	}
	err := errors.Join(
		resolve(o, o.numbers, numbers, o.from.Numbers),
		resolve(o, o.aliases, aliases, o.from.Aliases),
		resolve(o, o.books, books, o.from.Books),
		resolve(o, o.children, children, o.from.Children),
		resolve(o, o.households, livingIn, o.from.Households),
	)
	if err != nil {
		return err
	}
	for _, l := range ls {
		if ref, ok := o.named(l); ok {
			refs = append(refs, ref)
		}
	}
	return o.loadSubjects(refs)
}

func known[K comparable, V any](m map[K]V, k K) bool {
	_, ok := m[k]
	return ok
}

func decimal(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

// wellFormed reports whether a number can exist at all.
func (o *overlay) wellFormed(n register.Number) bool {
	canonical, err := o.r.Scheme.Parse(string(n))
	return err == nil && canonical == string(n)
}

// resolve asks the store for keys and remembers the answers, absence too.
func resolve[K comparable, V any](o *overlay, m map[K]V, keys []K, ask func(context.Context, []K) (map[K]V, error)) error {
	if len(keys) == 0 {
		return nil
	}
	found, err := ask(o.ctx, keys)
	if err != nil {
		return err
	}
	for _, k := range keys {
		m[k] = found[k] // what was read needs no undoing
	}
	return nil
}

// named gives the subject that a lookup by a name of some sort leads to.
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

// maxMerges bounds how many merges one after another lead to a survivor.
const maxMerges = 16

// loadSubjects reads documents, and those of the survivors of merged persons.
func (o *overlay) loadSubjects(refs []register.Ref) error {
	for range maxMerges {
		var missing []register.Ref
		asked := map[register.Ref]bool{}
		for _, ref := range refs {
			if !known(o.subjects, ref) && !asked[ref] {
				asked[ref] = true
				missing = append(missing, ref)
			}
		}
		if len(missing) > 0 {
			docs, err := o.from.Subjects(o.ctx, missing)
			if err != nil {
				return err
			}
			for _, d := range docs {
				s, err := DecodeSubject(d)
				if err != nil {
					return err
				}
				o.subjects[d.Ref] = s
			}
			for _, ref := range missing {
				if !known(o.subjects, ref) {
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

// subject gives a subject's document, nil if there is none.
func (o *overlay) subject(ref register.Ref) (register.Subject, error) {
	if !known(o.subjects, ref) {
		if err := o.loadSubjects([]register.Ref{ref}); err != nil {
			return nil, err
		}
	}
	return o.subjects[ref], nil
}

// survivor follows merges to the person who answers.
func (o *overlay) survivor(p *register.Person) *register.Person {
	for range maxMerges {
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
		s, err := o.subject(ref)
		if err != nil {
			return acts.Entry{}, err
		}
		if p, ok := s.(*register.Person); ok {
			s = o.survivor(p)
		}
		return present(s), nil
	case acts.ByPersonID:
		s, err := o.subject(register.Ref{Kind: register.SubjectPerson, ID: decimal(l.Key)})
		return present(s), err
	case acts.ByHouseholdID:
		s, err := o.subject(register.Ref{Kind: register.SubjectHousehold, ID: decimal(l.Key)})
		return present(s), err
	case acts.ChildrenOf:
		return acts.Entry{Presence: acts.Present, IDs: o.children[register.PersonID(decimal(l.Key))]}, nil
	case acts.HouseholdsOf:
		return acts.Entry{Presence: acts.Present, IDs: o.households[register.PersonID(decimal(l.Key))]}, nil
	case acts.ByAct:
		act, err := o.actNamed(l.Key)
		if err != nil || act == nil {
			return acts.Entry{Presence: acts.Absent}, err
		}
		return acts.Entry{Presence: acts.Present, Act: act}, nil
	}
	return acts.Entry{}, register.Errorf(register.Internal, "registrar.entry", "lookup by %d", l.By)
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
		if !known(o.actIDs, id) {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	found, err := o.from.ActsByID(o.ctx, missing)
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

// noAct marks an id that no act bears; Seq 0 is the founding record.
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
	if ValidActID(register.ActID(text)) {
		return o.actByID(register.ActID(text))
	}
	n, ok := ParsePrinted(text)
	if !ok {
		return nil, nil
	}
	for _, e := range o.entered {
		if e.act.Printed == n {
			return e.act, nil
		}
	}
	found, err := o.from.PrintedActs(o.ctx, []register.PrintedNumber{n})
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
	rows, err := o.from.Acts(o.ctx, []register.Seq{seq})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, register.Errorf(register.Internal, "registrar.act", "act %d is gone", seq)
	}
	act, err := DecodeAct(o.r.Codec, rows[0])
	if err != nil {
		return nil, err
	}
	o.acts[seq] = act
	return act, nil
}

func (o *overlay) loadDecisions(ds []store.Decision) error {
	var missing []store.Decision
	for _, d := range ds {
		if !known(o.decisions, d) {
			missing = append(missing, d)
		}
	}
	return resolve(o, o.decisions, missing, o.from.Decisions)
}

func (o *overlay) decision(d store.Decision) (register.Seq, bool, error) {
	if err := o.loadDecisions([]store.Decision{d}); err != nil {
		return 0, false, err
	}
	seq := o.decisions[d]
	return seq, seq != 0, nil
}

// decisionKey gives the key under which a decision is unique; ok is false for
// the office's own, whose uniqueness is the client-made id's.
func decisionKey(d register.Decision) (store.Decision, bool) {
	if d.Authority == "" || d.Reference == "" {
		return store.Decision{}, false
	}
	return store.Decision{Authority: string(d.By) + "/" + d.Authority, Reference: d.Reference}, true
}

// enter writes an act that was decided into the overlay: its number on paper, its
// record, and the new documents of its subjects.
func (o *overlay) enter(c *acts.Case) (*register.Act, error) {
	at := max(o.now, o.head.Last+1)
	act := &register.Act{
		Proposal: *c.Proposal, Seq: register.Seq(o.head.Size), RegisteredAt: time.UnixMicro(at).UTC(), PackHash: o.r.Law.Hash,
		Nature: c.Nature, Repairs: c.Repairs, Findings: c.Findings(), Effects: c.Effects(),
	}
	act.Payload = acts.WithoutSealed(act.Kind, act.Payload)
	if err := checkEffects(act); err != nil {
		return nil, err
	}
	if o.r.Law.Kinds[act.Kind].Printed.On(c.Today).Value {
		n, err := o.nextPrinted(act.Office, c.Today.Year())
		if err != nil {
			return nil, err
		}
		act.Printed = n
	}
	if err := o.fold(act); err != nil {
		return nil, err
	}
	for id, ref := range c.Named {
		put(o, o.aliases, id, ref)
	}
	if err := o.saltSealed(c.Sealed); err != nil {
		return nil, err
	}
	record, err := o.record(act, c)
	if err != nil {
		return nil, err
	}
	if err := o.erase(act, c.Erased); err != nil {
		return nil, err
	}
	put(o, o.actIDs, act.ID, act.Seq)
	put(o, o.acts, act.Seq, act)
	if d, ok := decisionKey(act.Decision); ok {
		put(o, o.decisions, d, act.Seq)
	}
	o.entered = append(o.entered, entered{act: act, named: c.Named, record: record, sealed: c.Sealed, erased: c.Erased})
	o.head.Size++
	o.head.Last = at
	return act, nil
}

// checkEffects guards the register against a kind's mistakes: a number that is
// empty, an effect without subject.
func checkEffects(act *register.Act) error {
	for i, e := range act.Effects {
		if e.Subject.IsZero() {
			return register.Errorf(register.Internal, "registrar.enter", "%s: effect %d has no subject", act.Kind, i)
		}
		if n, ok := e.Value.(register.Number); ok && n == "" {
			return register.Errorf(register.Internal, "registrar.enter", "the scheme has no number left")
		}
	}
	if len(act.Effects) > register.MaxEffects {
		return register.Errorf(register.TooLarge, "registrar.enter", "%s: %d effects", act.Kind, len(act.Effects))
	}
	return nil
}

func (o *overlay) nextPrinted(office register.OfficeID, year int) (register.PrintedNumber, error) {
	key := officeYear{office, year}
	last, ok := o.printed[key]
	if !ok {
		var err error
		if last, err = o.from.LastPrinted(o.ctx, office, year); err != nil {
			return register.PrintedNumber{}, err
		}
		if last == 0 && o.r.PrintedStart != nil {
			last = max(o.r.PrintedStart(office, year)-1, 0)
		}
	}
	put(o, o.printed, key, last+1)
	return register.PrintedNumber{Office: office, Year: year, No: last + 1}, nil
}

// fold brings the documents of an act's subjects, and what the overlay derives
// from them, up to date.
func (o *overlay) fold(act *register.Act) error {
	var places []*register.Place
	for _, ref := range act.Subjects() {
		was, err := o.subject(ref)
		if err != nil {
			return err
		}
		base := was
		if base == nil {
			if base, err = register.NewSubject(ref); err != nil {
				return err
			}
		}
		now, err := register.Fold(base, act.Seq, act.Effects)
		if err != nil {
			return register.Errorf(register.Internal, "registrar.fold", "%w", err)
		}
		if !known(o.before, ref) {
			put(o, o.before, ref, was)
		}
		put(o, o.subjects, ref, now)
		if err := o.derive(was, now); err != nil {
			return err
		}
		if p, ok := now.(*register.Place); ok {
			places = append(places, p)
		}
	}
	if len(places) > 0 {
		o.atlas = o.atlas.With(places...)
		o.head.PlacesSeq = act.Seq
	}
	return nil
}

// derive keeps the overlay's indexes in step with a changed document.
func (o *overlay) derive(was, now register.Subject) error {
	old, new := edges(was), edges(now)
	if new.Number != old.Number {
		put(o, o.numbers, new.Number, register.PersonID(now.Ref().ID))
	}
	for _, b := range new.Books {
		put(o, o.books, b, register.HouseholdID(now.Ref().ID))
	}
	if err := o.reverse(o.children, old.ChildOf, new.ChildOf, now.Ref().ID, o.from.Children); err != nil {
		return err
	}
	return o.reverse(o.households, old.Members, new.Members, now.Ref().ID, o.from.Households)
}

// reverse keeps lists of who points at somebody: id appears with those who are
// new among the targets and goes from those who are no more.
func (o *overlay) reverse(lists map[register.PersonID][]int64, old, new []register.PersonID, id int64, ask func(context.Context, []register.PersonID) (map[register.PersonID][]int64, error)) error {
	var touched []register.PersonID
	for _, t := range append(slices.Clone(old), new...) {
		if slices.Contains(old, t) != slices.Contains(new, t) && !known(lists, t) {
			touched = append(touched, t)
		}
	}
	if err := resolve(o, lists, touched, ask); err != nil {
		return err
	}
	for _, t := range new {
		if !slices.Contains(old, t) {
			list := slices.Clone(lists[t])
			if at, found := slices.BinarySearch(list, id); !found {
				put(o, lists, t, slices.Insert(list, at, id))
			}
		}
	}
	for _, t := range old {
		if !slices.Contains(new, t) {
			list := slices.Clone(lists[t])
			put(o, lists, t, slices.DeleteFunc(list, func(x int64) bool { return x == id }))
		}
	}
	return nil
}

// saltSealed puts 16 random bytes before each sealed part, so that its commitment
// in the header does not give a short text away.
func (o *overlay) saltSealed(parts []acts.SealedPart) error {
	for i := range parts {
		salted := make([]byte, ledger.SaltBytes, ledger.SaltBytes+len(parts[i].Bytes))
		if _, err := io.ReadFull(o.r.Random, salted); err != nil {
			return register.Errorf(register.Internal, "registrar.seal", "%w", err)
		}
		parts[i].Bytes = append(salted, parts[i].Bytes...)
	}
	return nil
}

// record makes the act's parts and salts them.
func (o *overlay) record(act *register.Act, c *acts.Case) (*ledger.Record, error) {
	parts, err := encodeAct(act, c)
	if err != nil {
		return nil, err
	}
	var seed ledger.Salt
	if _, err := io.ReadFull(o.r.Random, seed[:]); err != nil {
		return nil, register.Errorf(register.Internal, "registrar.record", "%w", err)
	}
	rec, err := ledger.NewRecord(int64(act.Seq), seed, parts)
	if err != nil {
		return nil, register.Errorf(register.Internal, "registrar.record", "%w", err)
	}
	return rec, nil
}

// erase takes parts out of earlier acts, leaving their commitments.
func (o *overlay) erase(by *register.Act, erasures []acts.Erasure) error {
	for _, e := range erasures {
		if strings.HasPrefix(e.Part, sealedPrefix) {
			continue // it stands outside the act; the batch deletes the box
		}
		rec := o.erased[e.Seq]
		if rec == nil {
			rows, err := o.from.Acts(o.ctx, []register.Seq{e.Seq})
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				return register.Errorf(register.Internal, "registrar.erase", "act %d is not in the register before this transaction", e.Seq)
			}
			if rec, err = o.r.Codec.Unpack(int64(e.Seq), rows[0].Body); err != nil {
				return register.Errorf(register.Internal, "registrar.erase", "%w", err)
			}
		}
		rec, err := rec.Erase(e.Part, int64(by.Seq))
		if err != nil {
			return register.Errorf(register.Internal, "registrar.erase", "act %d, %s: %w", e.Seq, e.Part, err)
		}
		put(o, o.erased, e.Seq, rec)
	}
	return nil
}

func (o *overlay) nothingNew() bool { return len(o.entered) == 0 }
