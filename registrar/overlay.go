package registrar

import (
	"context"

	"samano/access"
	"samano/ledger"
	"samano/register"
	"samano/registrar/duplicates"
	"samano/registrar/record"
	"samano/store"
)

// overlay is the register as one writing transaction sees it: the stored state, with the
// transaction's own changes over it. It belongs to one goroutine.
type overlay struct {
	ctx      context.Context
	pass     access.Pass // to what from holds
	r        *core
	from     store.Reader
	atlas    *register.Atlas
	head     store.Head
	frontier ledger.Frontier
	now      int64 // microseconds; the transaction's reading of the clock

	cache
	ids     IDFilter                        // of a load into a register without people; nil: ask for every id
	earlier cache                           // of a load: the generation before, which need not be read again
	settle  func(ctx context.Context) error // of a load: waits until the batches before are on disk; else nil
	acts    map[register.Seq]*register.Act  // read, or decided since the last flush

	// What is to be written.
	before  map[register.Ref]register.Subject // each changed subject as it was; nil: new
	entered []record.Entered
	erased  map[register.Seq]*ledger.Record

	duplicates *duplicates.Checker // nil: nobody is compared

	journal bool     // whether what is put may have to be taken back
	undo    []func() // how to take back what was put since a mark, newest last
}

// cache holds what was read or changed. An absent thing is held as its zero value.
type cache struct {
	subjects   map[register.Ref]register.Subject
	aliases    map[register.ClientID]register.Ref
	numbers    map[register.Number]register.PersonID
	books      map[string]register.HouseholdID
	children   map[register.PersonID][]int64
	households map[register.PersonID][]int64
	actIDs     map[register.ActID]register.Seq
	decisions  map[store.Decision]register.Seq
	printed    map[officeYear]int
}

func newCache() cache {
	return cache{
		subjects: map[register.Ref]register.Subject{}, aliases: map[register.ClientID]register.Ref{},
		numbers: map[register.Number]register.PersonID{}, books: map[string]register.HouseholdID{},
		children: map[register.PersonID][]int64{}, households: map[register.PersonID][]int64{},
		actIDs: map[register.ActID]register.Seq{}, decisions: map[store.Decision]register.Seq{}, printed: map[officeYear]int{},
	}
}

// rotate makes the current cache the previous generation and drops the one before it, which must
// be on disk.
func (o *overlay) rotate() { o.earlier, o.cache = o.cache, newCache() }

// storedActs makes sure that every act of the batches before is in the store.
func (o *overlay) storedActs() error {
	if o.settle == nil {
		return nil
	}
	return o.settle(o.ctx)
}

// mayHold reports whether the register may hold an id or book number.
func (o *overlay) mayHold(id string) bool { return o.ids == nil || o.ids.MayContain(id) }

// used adds an id or book number to the filter of a load.
func (o *overlay) used(id string) {
	if o.ids != nil {
		o.ids.Add(id)
	}
}

type officeYear struct {
	office register.OfficeID
	year   int
}

func newOverlay(ctx context.Context, pass access.Pass, r *core, from store.Reader, head store.Head, atlas *register.Atlas) (*overlay, error) {
	o := &overlay{
		ctx: ctx, pass: pass, r: r, from: from, atlas: atlas, head: head, now: r.Now().UnixMicro(),
		cache: newCache(), acts: map[register.Seq]*register.Act{},
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

// put sets an entry of one of the overlay's maps. If there is a journal, it records how to undo it.
func put[K comparable, V any](o *overlay, m map[K]V, k K, v V) {
	if o.journal {
		old, had := m[k]
		o.undo = append(o.undo, func() {
			if had {
				m[k] = old
			} else {
				delete(m, k)
			}
		})
	}
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

// dropJournal drops the journal of changes that are final.
func (o *overlay) dropJournal(p point) {
	clear(o.undo[p.undo:])
	o.undo = o.undo[:p.undo]
}

// The acts.Allocator: ids and numbers come from the head and are undone with it.

func (o *overlay) AllocatePerson() register.PersonID {
	id := register.PersonID(o.head.NextPerson)
	o.head.NextPerson++
	o.subjects[register.PersonRef(id)] = nil // nobody has to look for it
	return id
}

func (o *overlay) AllocateHousehold() register.HouseholdID {
	id := register.HouseholdID(o.head.NextHousehold)
	o.head.NextHousehold++
	o.subjects[register.HouseholdRef(id)] = nil
	return id
}

func (o *overlay) AllocatePlace() register.PlaceID {
	id := register.PlaceID(o.head.NextPlace)
	o.head.NextPlace++
	o.subjects[register.PlaceRef(id)] = nil
	return id
}

// AllocateNumber returns the next number for life, empty if the scheme has none left: entering an act with
// an empty number fails.
func (o *overlay) AllocateNumber() register.Number {
	n, err := o.r.Scheme.Format(o.head.Counter)
	if err != nil {
		return ""
	}
	o.head.Counter++
	return register.Number(n)
}
