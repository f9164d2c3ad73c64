// Package store owns the interfaces through which the register reaches a
// database, and the rows that cross them. store/memstore is the fake,
// store/sqlstore the real thing on SQLite and PostgreSQL; store/storetest is the
// suite that all of them pass.
//
// # What is stored
//
// The acts, packed, are the register. Everything else can be made again from
// them: one current document per subject, and projections (rows that serve a
// search). There is no table of events: an event is an act seen from one of its
// subjects, and its version is the act's place in the subject's own list of
// acts, so the feed reads both where they live.
//
// # One writing order
//
// Begin locks the head row before anything is read. A transaction that is
// committed is on disk. Nothing written is seen by anybody before.
//
// # The matcher's index
//
// Under which keys a person may be met again is package match's knowledge; here a
// key is a number, and a [Posting] puts a person under it or takes them away. A
// batch brings the differences. Sharing returns the people who share a key, within limits
// and without reading more than those need. PostingsSince returns what changed lately, so
// that a search of a minute ago need not be repeated for everybody. Postings follow from
// documents: Clear deletes them, and EachPosting lets an audit compare.
package store

import (
	"context"
	"iter"

	"samano/access"
	"samano/match"
	"samano/register"
)

// Head is the one row that every writing transaction updates first.
type Head struct {
	Size          int64        // acts in the register; the next Seq
	Frontier      []byte       // the right edge of the ledger's tree
	NextPerson    int64        // the next ids to give out
	NextHousehold int64        //
	NextPlace     int64        //
	Counter       uint64       // numbers for life issued so far
	Last          int64        // registered_at of the last act, microseconds since 1970 UTC
	PlacesSeq     register.Seq // the last act that changed a place: a cache of places asks here
	Projections   int64        // the version of the code that made the projections
}

// Founding is what is decided once, when a register is founded.
type Founding struct {
	Origin    string // the ledger's name, as in checkpoints
	NumberKey string // fingerprint of the key of numbers
	Pack      string // code of the law pack
}

// Subject is the current document of one subject.
type Subject struct {
	Ref register.Ref
	Seq register.Seq // the last act in it
	Doc []byte       // JSON
}

// Act is one registered act.
type Act struct {
	Seq  register.Seq
	ID   register.ActID
	At   int64  // microseconds since 1970 UTC, increasing with Seq
	Leaf []byte // 32 bytes: the ledger's leaf hash
	Body []byte // the act's parts, packed by package ledger
}

// Node is one inner hash of the ledger that is kept.
type Node struct {
	Level int
	N     int64
	Hash  []byte
}

// NameKey is one search key of a person.
type NameKey struct {
	Key    string
	Year   int // of birth; 0: not known
	Person register.PersonID
}

// Projection is what searches find of a subject's document. It replaces what
// the subject gave before.
type Projection struct {
	Ref    register.Ref
	Number register.Number   // person
	Former []register.Number // person: borne before, sealed now: FormerNumbers alone finds them
	Keys   []NameKey         // person: all of them
	// Edges in the reverse direction.
	ChildOf   []register.PersonID // person: its parents
	Members   []register.PersonID // household: everybody who is or was a member
	Books     []string            // household: the numbers of its books
	Dwellings []string            // keys of the dwellings under which Dwellings finds the subject
	Replaces  *Projection         // what the document gave before; nil: nothing
}

// KeyBits is how long the hash of a key may be: as long as the matcher makes it.
const KeyBits = match.KeyBits

// Key is one key of the matcher: two persons who share a Hash may be one. A hash
// has KeyBits bits; Split cuts keys that are common.
type Key struct {
	Hash  uint64
	Split uint16
}

// Posting says that a person came under a key or, if Gone, is no longer under it.
type Posting struct {
	Key
	Person register.PersonID
	Gone   bool
}

// Batch is what one writing transaction writes.
type Batch struct {
	Head         Head
	Acts         []Act                 // they go on where Head.Size stood
	Subjects     []Subject             // each subject once, its latest document
	New          map[register.Ref]bool // which of them had no row before
	Projections  []Projection          // of some of the subjects
	Aliases      map[register.ClientID]register.Ref
	Decisions    []Decision
	Printed      []Printed
	Nodes        []Node
	Sealed       []Sealed
	Replaced     []Act    // acts whose body changes because a part was erased
	DeleteSealed []Sealed // sealed parts to delete (Seq and Name)
	// Postings come in no order (Check puts them in order); each key and person at most
	// once. Adding a posting twice, or removing an absent one, has no effect.
	Postings []Posting
}

// Decision makes a deciding authority's reference unique.
type Decision struct {
	Authority string // kind and code: "court/0101"
	Reference string
	Seq       register.Seq
}

// Printed is an act's number on paper.
type Printed struct {
	register.PrintedNumber
	Seq register.Seq
}

// Sealed is a part that is kept encrypted outside the act.
type Sealed struct {
	Seq     register.Seq
	Subject register.Ref
	Name    string
	Box     []byte
}

// Reader reads the register. Methods that read people or acts ask for a pass and refuse an invalid
// one with register.Forbidden. It has five parts; take the part that you need. A method
// that takes a list answers for the whole list in one go and leaves out what does not
// exist.
type Reader interface {
	Documents
	Acts
	Names
	Postings
	Tree
}

// Documents reads current documents and resolves what leads to one.
type Documents interface {
	// Subjects returns current documents, in no order.
	Subjects(ctx context.Context, pass access.Pass, refs []register.Ref) ([]Subject, error)
	// Aliases resolves client-made ids.
	Aliases(ctx context.Context, pass access.Pass, ids []register.ClientID) (map[register.ClientID]register.Ref, error)
	// Numbers resolves numbers for life, merged or not, to the person who bears them.
	Numbers(ctx context.Context, pass access.Pass, numbers []register.Number) (map[register.Number]register.PersonID, error)
	// Books resolves the numbers of books.
	Books(ctx context.Context, pass access.Pass, numbers []string) (map[string]register.HouseholdID, error)
	// FormerNumbers returns who had each of the numbers that are sealed now, which Numbers does not know.
	FormerNumbers(ctx context.Context, pass access.Pass, numbers []register.Number) (map[register.Number]register.PersonID, error)
	// Dwellings returns the subjects under the keys of dwellings, each once, in no order.
	Dwellings(ctx context.Context, pass access.Pass, keys []string) ([]register.Ref, error)
	// Children and Households are the reverse lists, each in the order of ids.
	Children(ctx context.Context, pass access.Pass, of []register.PersonID) (map[register.PersonID][]int64, error)
	Households(ctx context.Context, pass access.Pass, of []register.PersonID) (map[register.PersonID][]int64, error)
}

// Acts reads registered acts and finds them by what is unique to an act.
type Acts interface {
	// Acts returns acts by Seq, in order of Seq.
	Acts(ctx context.Context, pass access.Pass, seqs []register.Seq) ([]Act, error)
	// ActsFrom returns up to limit acts from Seq on, in order and without gaps.
	ActsFrom(ctx context.Context, pass access.Pass, from register.Seq, limit int) ([]Act, error)
	// ActsByID returns the places of acts by their client-made ids.
	ActsByID(ctx context.Context, pass access.Pass, ids []register.ActID) (map[register.ActID]register.Seq, error)
	// Decisions returns the Seq under which a decision of an authority is registered.
	// Its keys have Seq 0.
	Decisions(ctx context.Context, pass access.Pass, ds []Decision) (map[Decision]register.Seq, error)
	// PrintedActs resolves numbers on paper.
	PrintedActs(ctx context.Context, pass access.Pass, ns []register.PrintedNumber) (map[register.PrintedNumber]register.Seq, error)
	// LastPrinted returns the last number on paper of an office and year; 0: none.
	LastPrinted(ctx context.Context, office register.OfficeID, year int) (int, error)
	// SeqAt returns the last act registered at or before the time; ok is false if none.
	SeqAt(ctx context.Context, micros int64) (seq register.Seq, ok bool, err error)
	// Sealed returns the sealed parts of an act.
	Sealed(ctx context.Context, pass access.Pass, seq register.Seq) ([]Sealed, error)
}

// Names searches people by name.
type Names interface {
	// SearchNames returns people who have, for every wanted word, a key in its range: at
	// most limit people, each once. With one word they come in the order of key, year and
	// id. years are the first and the last year of birth wanted, {0, 0} for any; people
	// whose year is not known are always included. The work is bounded: where very many
	// people fit, the search does not say who is left out (only with one word and no years
	// are they the last), and the caller must narrow it. A word must not be empty.
	SearchNames(ctx context.Context, pass access.Pass, words []KeyRange, years [2]int, limit int) ([]register.PersonID, error)
}

// Limits bound one lookup in the matcher's index.
type Limits struct {
	PerKey   int // of a hash with more people only those with the key's Split are read
	PerSplit int // and of these, so many
}

// Postings reads the matcher's index.
type Postings interface {
	// Sharing returns each person who shares one of the keys, once, in the order of ids.
	// Of a hash with more than limits.PerKey people it reads only those with the same Split,
	// and of these the first limits.PerSplit. truncated counts the keys of which some people
	// were left out for that. A person who stands under a hash with two splits counts
	// twice against limits.PerKey.
	Sharing(ctx context.Context, pass access.Pass, keys []Key, limits Limits) (people []register.PersonID, truncated int, err error)
	// PostingsSince returns what the acts from Seq on wrote, in the order of writing, and
	// each transaction's in the order of Compare. It goes by transactions: from is the Size
	// of a Head that was seen. ok is false where that is no longer kept apart; then ask
	// Sharing.
	PostingsSince(ctx context.Context, pass access.Pass, from register.Seq) (list []Posting, ok bool, err error)
}

// Tree reads the head and the hashes of the ledger.
type Tree interface {
	Head(ctx context.Context) (Head, error)
	// Leaves and Nodes serve proofs: n hashes from the given place on, in order.
	Leaves(ctx context.Context, from, n int64) ([][]byte, error)
	Nodes(ctx context.Context, level int, from, n int64) ([][]byte, error)
}

// KeyRange asks for keys that begin with Prefix, or equal it if Exact.
type KeyRange struct {
	Prefix string
	Exact  bool
}

// Tx is one writing transaction. It holds the head until Commit or Rollback;
// what it reads is what it will write on.
type Tx interface {
	Reader
	// Write writes a batch (see Batch.Check for what it refuses). Conflict says that a
	// number, book, decision, number on paper or client-made id is taken. After an error
	// the Tx is good for Rollback only.
	Write(ctx context.Context, b *Batch) error
	// Commit makes it durable. After an error of kind Unavailable nobody knows whether it
	// is: ask ActsByID.
	//
	// ErrRolledBack from any method of a Tx says that nothing was written: begin again
	// (Repeat).
	Commit(ctx context.Context) error
	// Rollback releases the head. After Commit it does nothing, so it can be deferred.
	Rollback() error
}

// Snapshot reads a whole register.
type Snapshot interface {
	Reader
	// Founding returns what was decided when the register was founded; register.NotFound in an
	// empty database.
	Founding(ctx context.Context) (Founding, error)
	Signed
	// EachSubject walks all documents of a kind by id. The walk may be stopped.
	EachSubject(ctx context.Context, pass access.Pass, kind register.SubjectKind, from int64) iter.Seq2[Subject, error]
	// EachProjection walks all rows of these parts of projections, of none named: of all, for checking them.
	EachProjection(ctx context.Context, pass access.Pass, parts ...Part) iter.Seq2[ProjectionRow, error]
	// Cut returns the place of the row that is so many rows after a place, nil: the beginning; nil: there
	// are fewer. It reads no more of the rows than an index holds.
	Cut(ctx context.Context, pass access.Pass, table string, after *Place, rows int) (*Place, error)
	// EachSealed walks the sealed parts from an act on in the order of Seq and name, for checking them.
	EachSealed(ctx context.Context, pass access.Pass, from register.Seq) iter.Seq2[Sealed, error]
	// EachPosting walks all postings that stand, or those of a part, in the order of Compare, for
	// checking them. What is damaged, or cannot have been written so, is an error (Internal). What
	// shows in no part alone is looked for with the part that begins with hash 0.
	EachPosting(ctx context.Context, pass access.Pass, parts ...Hashes) iter.Seq2[Posting, error]
	// CountPostings returns how many postings stand, or a few more: by it the index is cut into parts.
	CountPostings(ctx context.Context, pass access.Pass) (int64, error)
}

// Register is a register's database. Each of its reads sees what is committed then; a walk that
// takes long may see what was written since it began.
type Register interface {
	Snapshot
	// Found writes the founding row and the head of an empty register; it fails
	// with register.Conflict if there is one already.
	Found(ctx context.Context, f Founding, h Head) error
	// Begin waits for its turn and locks the head; register.NotFound if nothing was
	// founded, register.Unavailable if the turn does not come in time.
	Begin(ctx context.Context) (Tx, error)
	// Snapshot lets f read the register as it is at one moment, whatever others write meanwhile,
	// and returns its error. f is one goroutine and keeps nothing of the snapshot. The database
	// keeps for it what is replaced meanwhile: on SQLite the log grows by what is written.
	Snapshot(ctx context.Context, f func(Snapshot) error) error
	// Clear empties documents, postings and everything that EachProjection walks
	// (aliases, decisions and numbers on paper too: the acts hold them) before a
	// rebuild, in one transaction with what the rebuild writes through the Tx. Head, acts, nodes,
	// sealed parts and checkpoints stay.
	Clear(ctx context.Context, tx Tx) error
	Checkpoints
	Close() error
}

// ProjectionRow is one row of a projection as it stands in the database.
type ProjectionRow struct {
	Table string       // TableNameKey and its like
	Key   string       // readable: what the row says
	Ref   register.Ref // the subject whose document gave the row
	Seq   register.Seq // decision and printed: the act
}

// Signed reads the last signed checkpoint that was given out.
type Signed interface {
	LastCheckpoint(ctx context.Context) (size int64, note []byte, err error) // size 0: none
}

// Checkpoints keeps the signed checkpoints that were given out.
type Checkpoints interface {
	Signed
	// PutCheckpoint keeps a checkpoint; it waits until no Tx of this process is open. The
	// first of a size stays: what was given out is not taken back.
	PutCheckpoint(ctx context.Context, size int64, note []byte) error
}

// Loader is a database that has a mode of its own for the first enrolment or a
// migration of a whole country. In it the indexes over keys of random order are
// absent, so that the rate does not fall as the register grows; SearchNames,
// Sharing, PostingsSince and EachPosting are Unavailable, everything else answers.
//
// One load has the mode. Whoever enters it later takes the load over: each later
// transaction of the former one, and its end, is a Conflict with CodeOtherWriter.
type Loader interface {
	// BeginLoading enters the mode, or takes over a load that was not ended. It is a
	// Conflict in a register that has people and is not loading.
	BeginLoading(ctx context.Context) error
	// Loading reports whether the mode was entered and not left.
	Loading(ctx context.Context) (bool, error)
	// EndLoading builds the indexes and leaves the mode. progress is told how many
	// of the steps are done; it may be nil. After an error it can be called again.
	EndLoading(ctx context.Context, progress func(done, steps int)) error
	// CheckIndexes is Forbidden with CodeIndexMissing in a register that is not loading and
	// lacks an index, or in which the matcher's is not complete. Clear makes them again.
	CheckIndexes(ctx context.Context) error
}

// The codes of a register whose writer may not go on.
const (
	// CodeOtherWriter says that another process wrote during a load, or took it over. What
	// the load has reported stays.
	CodeOtherWriter = "load-other-writer"
	// CodeIndexMissing says that people would be found or compared by half an index.
	CodeIndexMissing = "index-missing"
)
