package load

import (
	"context"
	"hash/maphash"

	"samano/access"
	"samano/register"
	"samano/store"
)

// idFilter is a Bloom filter over the ids and book numbers that the register may hold, for a load
// into a register without people. Nearly every id that a first enrolment names is new, and asking
// the database for absent ids took a tenth of the time. An id for which the filter reports false
// is not in the register; for the others the database is asked.
type idFilter struct {
	bits []uint64
	seed maphash.Seed
}

const (
	// idFilterBits are 32 megabytes, of which the operating system allocates the touched pages.
	// With the acts and ids of eight million people one query in a hundred is needless.
	idFilterBits = 1 << 28
	// idFilterBlock is how many of them an id's bits are among: a line of the processor's cache,
	// which is read once for all of them.
	idFilterBlock = 512
	// idFilterHashes is how many bits each id sets.
	idFilterHashes = 4
)

// newIDFilter returns a filter over the ids in the register, or nil if it holds people. Without
// people and households no client-made id and no book leads anywhere: the ids are those of acts.
func newIDFilter(ctx context.Context, pass access.Pass, s store.Register) (*idFilter, error) {
	head, err := s.Head(ctx)
	if err != nil {
		return nil, err
	}
	if head.NextPerson != 1 || head.NextHousehold != 1 {
		return nil, nil
	}
	out := &idFilter{bits: make([]uint64, idFilterBits/64), seed: maphash.MakeSeed()}
	for from := register.Seq(0); ; {
		acts, err := s.ActsFrom(ctx, pass, from, idFilterPage)
		if err != nil {
			return nil, err
		}
		if len(acts) == 0 {
			return out, nil
		}
		for i := range acts {
			out.Add(string(acts[i].ID))
			from = acts[i].Seq + 1
		}
	}
}

// idFilterPage is how many acts are read at a time.
const idFilterPage = 1000

// Add adds an id to the filter.
func (f *idFilter) Add(id string) {
	block, h := f.block(id)
	for range idFilterHashes {
		block[h%idFilterBlock/64] |= 1 << (h % 64)
		h /= idFilterBlock
	}
}

// MayContain reports whether the register may hold the id.
func (f *idFilter) MayContain(id string) bool {
	block, h := f.block(id)
	for range idFilterHashes {
		if block[h%idFilterBlock/64]&(1<<(h%64)) == 0 {
			return false
		}
		h /= idFilterBlock
	}
	return true
}

// block returns the block of an id, and the rest of its hash, which says where its bits are.
func (f *idFilter) block(id string) (block *[idFilterBlock / 64]uint64, rest uint64) {
	const blocks = idFilterBits / idFilterBlock
	h := maphash.String(f.seed, id)
	return (*[idFilterBlock / 64]uint64)(f.bits[h%blocks*(idFilterBlock/64):]), h / blocks
}
