package registrar

import (
	"context"
	"hash/maphash"

	"samano/register"
	"samano/store"
)

// heard remembers which ids and numbers of books the register may hold, in a load
// into a register without people: nearly every id that a first enrolment names is
// new, and asking the database for what it cannot have took a tenth of the time. It
// errs to one side only (it is a Bloom filter): what it has not heard of is not there,
// and for the rest the database is asked. A nil heard has heard of everything.
type heard struct {
	bits []uint64
	seed maphash.Seed
}

const (
	// heardBits are 32 megabytes, of which the operating system gives what is used: of
	// eight million people's acts and ids one in a hundred is asked for in vain.
	heardBits = 1 << 28
	// heardMarks is how many bits each id sets.
	heardMarks = 4
)

// newHeard begins with what is in the register; nil if there are people in it.
func newHeard(ctx context.Context, s store.Register, head store.Head) (*heard, error) {
	if head.NextPerson != 1 || head.NextHousehold != 1 {
		return nil, nil
	}
	out := &heard{bits: make([]uint64, heardBits/64), seed: maphash.MakeSeed()}
	for from := int64(0); from < head.Size; from += heardPage {
		acts, err := s.ActsFrom(ctx, register.Seq(from), heardPage)
		if err != nil {
			return nil, err
		}
		for i := range acts {
			out.add(string(acts[i].ID))
		}
	}
	for row, err := range s.EachProjection(ctx) {
		if err != nil {
			return nil, err
		}
		if row.Table == store.TableAlias {
			out.add(row.Key)
		}
	}
	return out, nil
}

// heardPage is how many acts are read at a time.
const heardPage = 1000

func (s *heard) add(id string) {
	if s == nil {
		return
	}
	h := maphash.String(s.seed, id)
	for range heardMarks {
		s.bits[h%heardBits/64] |= 1 << (h % 64)
		h = h>>heardShift | h<<(64-heardShift)
	}
}

// maybe reports whether the id may have been used.
func (s *heard) maybe(id string) bool {
	if s == nil {
		return true
	}
	h := maphash.String(s.seed, id)
	for range heardMarks {
		if s.bits[h%heardBits/64]&(1<<(h%64)) == 0 {
			return false
		}
		h = h>>heardShift | h<<(64-heardShift)
	}
	return true
}

// heardShift turns one hash into several: 28 bits are used at a time.
const heardShift = 17
