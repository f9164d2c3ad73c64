package load

import (
	"hash/maphash"
	"strconv"
	"testing"
)

// The filter never denies an id that it was told of, and hardly ever claims another. A filter that
// claims many would make a load ask the database for each id; one that denies would enter an act
// twice.
func TestTheFilterOfIDs(t *testing.T) {
	const told, others, mostClaimed = 300_000, 100_000, 5
	f := &idFilter{bits: make([]uint64, idFilterBits/64), seed: maphash.MakeSeed()}
	for i := range told {
		if id := strconv.Itoa(i); i%1000 == 0 && f.MayContain(id) {
			t.Errorf("%s is claimed before it was told", id)
		}
		f.Add(strconv.Itoa(i))
	}
	for i := range told {
		if !f.MayContain(strconv.Itoa(i)) {
			t.Fatalf("%d is denied", i)
		}
	}
	claimed := 0
	for i := range others {
		if f.MayContain(strconv.Itoa(told + i)) {
			claimed++
		}
	}
	if claimed > mostClaimed {
		t.Errorf("of %d ids that nobody told of %d are claimed", others, claimed)
	}
	set := 0
	for _, word := range f.bits {
		if word != 0 {
			set++
		}
	}
	if set < told { // nearly each id has words of its own
		t.Errorf("%d words are in use", set)
	}
}
