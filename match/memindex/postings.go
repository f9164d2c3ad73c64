package memindex

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
	"sort"
	"sync"

	"samano/match"
	"samano/register"
)

// Postings hold the persons under each key: packed as they were built, with later changes beside
// them. One goroutine may change it while nobody reads; many may read.
type Postings struct {
	ids   []register.PersonID // by slot; up to built in increasing order
	built int                 // slots that were there when it was built
	later map[register.PersonID]uint32

	// The packed part: postings in the order of hash, split, slot. The first bits of a hash say in
	// which bucket it is, the rest is stored with the posting.
	bucketBits int
	buckets    []uint32 // where each bucket begins; one more at the end
	slots      []uint32
	low        []uint16            // the last 16 bits of the hash
	high       []uint8             // the 8 bits before those, nil if the buckets leave none
	splits     map[uint32][]uint16 // of keys with more than MostPerKey: the splits, by where the key begins

	keysOf func(slot uint32) []match.Key // of those that were there when it was built

	added map[uint64]*run     // since
	gone  map[uint64][]uint32 // packed slots to pass over, by hash
}

// run holds the added postings of one hash: by split, each in the order of ids.
type run struct {
	n       int
	bySplit map[uint16][]uint32
}

// Bytes is how much memory the arrays take.
func (x *Postings) Bytes() int {
	n := 8*len(x.ids) + 4*len(x.buckets) + 4*len(x.slots) + 2*len(x.low) + len(x.high)
	for _, s := range x.splits {
		n += 2*len(s) + 48
	}
	return n
}

// Put implements match.Index.
func (x *Postings) Put(_ context.Context, list []match.Posting) error {
	for i := range list {
		x.put(&list[i])
	}
	return nil
}

func (x *Postings) put(p *match.Posting) {
	slot := x.slot(p.Person)
	for _, k := range p.Was {
		if !slices.Contains(p.Keys, k) {
			x.remove(k, slot)
		}
	}
	for _, k := range p.Keys {
		if !slices.Contains(p.Was, k) {
			x.add(k, slot)
		}
	}
}

// lookup returns the place of a person who is or was there.
func (x *Postings) lookup(id register.PersonID) (uint32, bool) {
	if i, ok := slices.BinarySearch(x.ids[:x.built], id); ok {
		return uint32(i), true
	}
	slot, ok := x.later[id]
	return slot, ok
}

// slot returns the place of a person, a new one for an unknown person.
func (x *Postings) slot(id register.PersonID) uint32 {
	slot, ok := x.lookup(id)
	if !ok {
		slot = uint32(len(x.ids))
		x.ids = append(x.ids, id)
		x.later[id] = slot
	}
	return slot
}

func (x *Postings) add(k match.Key, slot uint32) {
	r := x.added[k.Hash]
	if r == nil {
		r = &run{bySplit: map[uint16][]uint32{}}
		x.added[k.Hash] = r
	}
	list := r.bySplit[k.Split]
	at, _ := x.place(list, slot)
	r.bySplit[k.Split] = slices.Insert(list, at, slot)
	r.n++
}

func (x *Postings) remove(k match.Key, slot uint32) {
	if r := x.added[k.Hash]; r != nil {
		list := r.bySplit[k.Split]
		if at, ok := x.place(list, slot); ok {
			r.bySplit[k.Split] = slices.Delete(list, at, at+1)
			r.n--
			return
		}
	}
	x.gone[k.Hash] = append(x.gone[k.Hash], slot)
}

// place returns the position of a slot in a list in the order of ids.
func (x *Postings) place(list []uint32, slot uint32) (int, bool) {
	return slices.BinarySearchFunc(list, slot, func(a, b uint32) int { return cmp.Compare(x.ids[a], x.ids[b]) })
}

// span returns where the postings of a hash begin and end.
func (x *Postings) span(hash uint64) (from, to uint32) {
	tagBits := match.KeyBits - x.bucketBits
	bucket := hash >> tagBits
	from, to = x.buckets[bucket], x.buckets[bucket+1]
	tag := uint32(hash & (1<<tagBits - 1))
	if to-from > scanned {
		n := int(to - from)
		at := from
		from += uint32(sort.Search(n, func(i int) bool { return x.tag(at+uint32(i)) >= tag }))
		to = at + uint32(sort.Search(n, func(i int) bool { return x.tag(at+uint32(i)) > tag }))
		return from, to
	}
	for from < to && x.tag(from) != tag {
		from++
	}
	end := from
	for end < to && x.tag(end) == tag {
		end++
	}
	return from, end
}

// warm reads what the keys will need, one array after another: the processor fetches
// the next from memory while it waits for the first, which it cannot while each key is
// followed to its end. The sum is of no use but that it keeps the reading in place.
func (x *Postings) warm(keys []match.Key) (sum uint32) {
	var at [match.MaxProbeKeys]uint32
	shift := match.KeyBits - x.bucketBits
	for i, k := range keys {
		at[i] = x.buckets[k.Hash>>shift]
	}
	last := uint32(len(x.slots))
	for _, from := range at[:len(keys)] {
		if from < last {
			sum += x.slots[from] + uint32(x.low[from])
			if x.high != nil {
				sum += uint32(x.high[from])
			}
		}
	}
	return sum
}

// scanned is how long a bucket may be and be read from its beginning.
const scanned = 24

func (x *Postings) tag(i uint32) uint32 {
	if x.high == nil {
		return uint32(x.low[i])
	}
	return uint32(x.high[i])<<16 | uint32(x.low[i])
}

// find appends the slots under a key, in no order, within the limits; truncated says that some were
// left out.
func (x *Postings) find(dst []uint32, k match.Key) (slots []uint32, truncated bool) {
	from, to := x.span(k.Hash)
	packed, gone, start := x.slots[from:to], x.gone[k.Hash], len(dst)
	r := x.added[k.Hash]
	if r == nil && gone == nil && len(packed) <= match.MostPerKey { // nearly always
		return append(dst, packed...), false
	}
	n := len(packed) - len(gone)
	if r != nil {
		n += r.n
	}
	if n <= match.MostPerKey {
		dst = appendPresent(dst, packed, gone)
		if r != nil {
			for _, list := range r.bySplit {
				dst = append(dst, list...)
			}
		}
		return dst, false
	}
	// Of packed and added slots, the first by id are among the first of each: reading these is
	// enough.
	const enough = match.MostPerSplit + 1
	packed = x.withSplit(packed, x.splits[from], k)
	dst = appendPresent(dst, packed[:min(len(packed), enough+len(gone))], gone)
	if r != nil {
		list := r.bySplit[k.Split]
		dst = append(dst, list[:min(len(list), enough)]...)
	}
	if len(dst)-start <= match.MostPerSplit {
		return dst, false
	}
	slices.SortFunc(dst[start:], func(a, b uint32) int { return cmp.Compare(x.ids[a], x.ids[b]) })
	return dst[:start+match.MostPerSplit], true
}

// after appends the slots under a key that come after a slot; ok is false where the key has changed
// since it was built, or is so common that its split decides.
func (x *Postings) after(dst []uint32, k match.Key, slot uint32) (slots []uint32, ok bool) {
	from, to := x.span(k.Hash)
	packed := x.slots[from:to]
	if len(packed) > match.MostPerKey || x.added[k.Hash] != nil || x.gone[k.Hash] != nil {
		return dst, false
	}
	for _, s := range packed { // under one hash they stand in the order of split, then of slot
		if s > slot {
			dst = append(dst, s)
		}
	}
	return dst, true
}

// common reports whether a hash has too many persons to compare without its split.
func (x *Postings) common(hash uint64) bool {
	from, to := x.span(hash)
	n := int(to-from) - len(x.gone[hash])
	if r := x.added[hash]; r != nil {
		n += r.n
	}
	return n > match.MostPerKey
}

// withSplit returns the packed slots of a common key that have its split. splits are kept beside
// keys that were common when the index was built; of those that became common since, the few packed
// slots are asked one by one.
func (x *Postings) withSplit(packed []uint32, splits []uint16, k match.Key) []uint32 {
	if splits != nil {
		from := sort.Search(len(splits), func(i int) bool { return splits[i] >= k.Split })
		to := sort.Search(len(splits), func(i int) bool { return splits[i] > k.Split })
		return packed[from:to]
	}
	var out []uint32
	for _, slot := range packed {
		if slices.Contains(x.keysOf(slot), k) {
			out = append(out, slot)
		}
	}
	return out
}

// appendPresent appends the slots that are not gone.
func appendPresent(dst, packed, gone []uint32) []uint32 {
	if len(gone) == 0 {
		return append(dst, packed...)
	}
	for _, slot := range packed {
		if !slices.Contains(gone, slot) {
			dst = append(dst, slot)
		}
	}
	return dst
}

// Candidates implements match.Index.
func (x *Postings) Candidates(_ context.Context, keys []match.Key) (match.Candidates, error) {
	var out match.Candidates
	var slots []uint32
	for _, k := range keys {
		var truncated bool
		if slots, truncated = x.find(slots, k); truncated {
			out.Truncated++
		}
	}
	for _, s := range slots {
		out.People = append(out.People, x.ids[s])
	}
	slices.Sort(out.People)
	out.People = slices.Compact(out.People)
	return out, nil
}

// builder collects postings before they are packed.
type builder struct {
	ids   []register.PersonID
	parts [1 << partBits]part
}

// partBits cuts the hashes into parts that are sorted one by one, each of which fits a processor's
// cache.
const partBits = 6

// part holds postings whose hashes begin alike: hash and split together, and the slot.
type part struct {
	keys  []uint64
	slots []uint32
}

const splitBits = 16

// add adds a person. Ids must increase.
func (b *builder) add(id register.PersonID, keys []match.Key) {
	slot := uint32(len(b.ids))
	b.ids = append(b.ids, id)
	for _, k := range keys {
		p := &b.parts[k.Hash>>(match.KeyBits-partBits)]
		p.keys = append(p.keys, k.Hash<<splitBits|uint64(k.Split))
		p.slots = append(p.slots, slot)
	}
}

// The number of buckets: about six postings in each, but as many as leave 24 bits of a hash to
// stand beside it at most, and 16 at least.
const (
	perBucket        = 6
	fewestBucketBits = match.KeyBits - 24
	mostBucketBits   = match.KeyBits - 16
)

// build packs what was added and leaves the builder empty. keysOf gives the keys of the n-th person
// again, as they were added: it is asked when a person is under a key that became common later.
// workers is how many parts are sorted at once.
func (b *builder) build(keysOf func(n uint32) []match.Key, workers int) *Postings {
	total := 0
	var starts [1<<partBits + 1]int
	for i := range b.parts {
		total += len(b.parts[i].keys)
		starts[i+1] = total
	}
	x := &Postings{
		keysOf: keysOf, ids: b.ids, built: len(b.ids), later: map[register.PersonID]uint32{},
		bucketBits: min(mostBucketBits, max(fewestBucketBits, bits.Len(uint(total/perBucket)))),
		slots:      make([]uint32, total), low: make([]uint16, total),
		splits: map[uint32][]uint16{}, added: map[uint64]*run{}, gone: map[uint64][]uint32{},
	}
	x.buckets = make([]uint32, 1<<x.bucketBits+1)
	x.buckets[1<<x.bucketBits] = uint32(total)
	if x.bucketBits < mostBucketBits {
		x.high = make([]uint8, total)
	}
	var mu sync.Mutex // guards x.splits; all else is written by one worker each
	var wait sync.WaitGroup
	next := make(chan int)
	for range max(1, workers) {
		wait.Go(func() {
			for i := range next {
				splits := x.pack(&b.parts[i], i, starts[i])
				b.parts[i] = part{}
				mu.Lock()
				for at, s := range splits {
					x.splits[at] = s
				}
				mu.Unlock()
			}
		})
	}
	for i := range b.parts {
		next <- i
	}
	close(next)
	wait.Wait()
	b.ids = nil
	return x
}

type entry struct {
	key  uint64
	slot uint32
}

// pack sorts one part into its buckets and gives the splits of its common keys.
func (x *Postings) pack(p *part, n, start int) map[uint32][]uint16 {
	shift := match.KeyBits + splitBits - x.bucketBits
	first := n << (x.bucketBits - partBits)
	buckets := x.buckets[first : first+1<<(x.bucketBits-partBits)]
	for _, k := range p.keys { // counts
		buckets[int(k>>shift)-first]++
	}
	at := uint32(0)
	for i, n := range buckets { // where each begins within the part
		buckets[i] = at
		at += n
	}
	sorted := make([]entry, len(p.keys))
	for i, k := range p.keys {
		b := int(k>>shift) - first
		sorted[buckets[b]] = entry{k, p.slots[i]}
		buckets[b]++
	}
	from := uint32(0)
	for i, to := range buckets { // each now says where it ends
		sortBucket(sorted[from:to])
		buckets[i] = from + uint32(start)
		from = to
	}
	return x.unpackSorted(sorted, start)
}

// sortBucket sorts by key; slots of one key come in order and stay so.
func sortBucket(b []entry) {
	const small = 32
	if len(b) > small {
		slices.SortStableFunc(b, func(x, y entry) int { return cmp.Compare(x.key, y.key) })
		return
	}
	for i := 1; i < len(b); i++ {
		e, j := b[i], i
		for j > 0 && b[j-1].key > e.key {
			b[j] = b[j-1]
			j--
		}
		b[j] = e
	}
}

// unpackSorted writes the sorted postings into the arrays.
func (x *Postings) unpackSorted(sorted []entry, start int) map[uint32][]uint16 {
	splits := map[uint32][]uint16{}
	for i := 0; i < len(sorted); {
		j := i
		for j < len(sorted) && sorted[j].key>>splitBits == sorted[i].key>>splitBits {
			hash := sorted[j].key >> splitBits
			x.slots[start+j], x.low[start+j] = sorted[j].slot, uint16(hash)
			if x.high != nil {
				tag := hash & (1<<(match.KeyBits-x.bucketBits) - 1)
				x.high[start+j] = uint8(tag >> 16)
			}
			j++
		}
		if j-i > match.MostPerKey {
			s := make([]uint16, j-i)
			for k := range s {
				s[k] = uint16(sorted[i+k].key)
			}
			splits[uint32(start+i)] = s
		}
		i = j
	}
	return splits
}
