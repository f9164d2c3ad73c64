package match

import (
	"samano/internal/splitmix"
	"samano/register"
)

// Key is one reason to compare two persons: they share its Hash. Of a hash that many share, only
// those are compared who share Split too; see MostPerKey and MostPerSplit.
type Key struct {
	Hash  uint64
	Split uint16
}

// Unsplit reports whether the person lacks the attribute that splits the key: then a common key
// compares nobody.
func (k Key) Unsplit() bool { return k.Split == uint16(splitmix.Mix(0)) }

// KeyBits is how long a hash is: 40 bits keep chance meetings of different keys rare among 100
// million postings (one in ten thousand), where they cost one comparison in vain, and save a
// quarter of the memory.
const KeyBits = 40

// kind names what a key is made of. Its value goes into the hash.
type kind uint8

// The kinds. Each joins two or three things that are rarely wrong together, so that a record with
// two or three faults still shares one of them with the truth. Given names and surnames enter by
// their sound. These fourteen are what was left of twenty-three after taking away, one by one, the
// kind without which the fewest true pairs were lost; the number is what the memory for postings
// allows.
const (
	givenBirth    kind = iota // given name, birth date with day and month in either order
	givenSurname              // given name and surname in either order
	givenMother               // given name, mother's given name
	givenFather               // given name, father's given name
	givenBornAt               // given name, village of birth
	parents                   // mother's and father's given names
	birthHome                 // birth date, village of residence
	motherBornAt              // mother's given name, village of birth
	fatherBornAt              // father's given name, village of birth
	motherSurname             // mother's given name, surname
	fatherSurname             // father's given name, surname
	surnameBornAt             // surname, year and village of birth
	spouseHome                // spouse's given name, village of residence
	spouseBirth               // spouse's given name, birth date
	kinds
)

// namedKinds is how many kinds need a name of one's own.
const namedKinds = 8

// MaxKeys is how many keys a person has at most: all kinds for each name, but those without names
// of one's own once.
const MaxKeys = int(kinds) + (maxNames-1)*namedKinds

// AppendKeys appends the keys of a person to dst. A key whose parts are not all known is left out.
func AppendKeys(dst []Key, f *Features) []Key { return appendKeys(dst, len(dst), f) }

// appendKeys leaves out the keys that are there from start on.
func appendKeys(dst []Key, start int, f *Features) []Key {
	k := keyMaker{dst: dst, start: start, birth: birthPart(f.Birth), year: uint64(f.Birth.Year)}
	k.home, k.bornAt = uint64(f.Home.Village), uint64(f.BornAt.Village)
	k.mother, k.father, k.spouse = part(f.Mother.Given), part(f.Father.Given), part(f.Spouse.Given)
	k.kin()
	for _, n := range f.Names {
		k.named(n)
	}
	return k.dst
}

// keyMaker holds the parts of keys as numbers, 0 for what is not known.
type keyMaker struct {
	dst                       []Key
	start                     int
	birth, year, home, bornAt uint64
	mother, father, spouse    uint64
}

// kin adds the keys that do not need the person's own name.
func (k *keyMaker) kin() {
	k.add(parents, k.mother, k.father, k.year)
	k.add(birthHome, k.birth, k.home, k.mother)
	k.add(motherBornAt, k.mother, k.bornAt, k.year)
	k.add(fatherBornAt, k.father, k.bornAt, k.year)
	k.add(spouseHome, k.spouse, k.home, k.year)
	k.add(spouseBirth, k.spouse, k.birth, k.home)
}

// named adds the keys of one name.
func (k *keyMaker) named(n FullName) {
	given, surname := part(n.Given), part(n.Surname)
	k.add(givenBirth, given, k.birth, surname)
	k.add(givenSurname, min(given, surname), max(given, surname), k.year)
	k.add(givenMother, given, k.mother, k.year)
	k.add(givenFather, given, k.father, k.year)
	k.add(givenBornAt, given, k.bornAt, k.year)
	k.add(motherSurname, k.mother, surname, k.year)
	k.add(fatherSurname, k.father, surname, k.year)
	if surname != 0 && k.year != 0 {
		k.add(surnameBornAt, splitmix.Mix(surname^k.year), k.bornAt, given)
	}
}

// add appends the key unless a part is missing or it is there already; split may be missing.
func (k *keyMaker) add(of kind, a, b, split uint64) {
	if a == 0 || b == 0 {
		return
	}
	key := Key{Hash: splitmix.Mix(splitmix.Mix(splitmix.Mix(uint64(of)+1)^a)^b) >> (64 - KeyBits), Split: uint16(splitmix.Mix(split))}
	for _, have := range k.dst[k.start:] {
		if have.Hash == key.Hash {
			return
		}
	}
	k.dst = append(k.dst, key)
}

// part returns the number of a word for keys, from its sound alone, so that it is the same in every
// process.
func part(w *Word) uint64 {
	if w == nil {
		return 0
	}
	return w.hash
}

// birthPart returns the number of a birth date known to the day, the same for day and month
// exchanged.
func birthPart(d register.Date) uint64 {
	if d.Precision() != register.ToDay || d.About {
		return 0
	}
	low, high := d.Day, d.Month
	if low > high {
		low, high = high, low
	}
	return uint64(d.Year)<<16 | uint64(low)<<8 | uint64(high)
}

// hashText is FNV-1a, 64 bits, spread: keys are stored, so the function is fixed for ever.
func hashText(s string) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * prime
	}
	return splitmix.Mix(h)
}
