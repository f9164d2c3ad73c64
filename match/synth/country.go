package synth

import (
	"iter"
	"math/rand/v2"

	"samano/internal/splitmix"
	"samano/match"
	"samano/register"
)

// Country is a synthetic country. The same Country yields the same people.
type Country struct {
	Seed   uint64
	People int
}

// Person is one of its people: the record as first entered, and who the parents are if they are in
// the country too.
type Person struct {
	match.Record
	MotherID register.PersonID
	FatherID register.PersonID
	Married  bool // a woman's surname may be her husband's in the next record
}

// The villages of Laos have 900 people on the mean, and its 148 districts lie in 18 provinces. A
// small country has as many provinces and as populous villages, but fewer of them.
const (
	peoplePerVillage = 900
	fewestVillages   = 36
	mostDistricts    = 148
	provinces        = 18

	fewestPerDistrict = 3
)

func (c Country) villagesPerDistrict() int { return max(fewestPerDistrict, c.villages()/mostDistricts) }

func (c Country) villages() int { return max(fewestVillages, c.People/peoplePerVillage) }

// place returns a village with its district and province; ids of the three levels do not meet.
func (c Country) place(village int) match.Place {
	const firstDistrict, firstProvince = 1_000_000, 2_000_000
	size := c.villagesPerDistrict()
	district, districts := village/size, (c.villages()+size-1)/size
	return match.Place{
		Village:  register.PlaceID(1 + village),
		District: register.PlaceID(firstDistrict + district),
		Province: register.PlaceID(firstProvince + district*provinces/districts),
	}
}

// All returns the people in the order of their ids, family by family.
func (c Country) All() iter.Seq[Person] {
	return func(yield func(Person) bool) {
		b := newBook()
		left := c.People
		for n := 0; left > 0; n++ {
			f := family{book: b, country: c, n: n, rng: rand.New(rand.NewPCG(c.Seed, splitmix.Mix(uint64(n))))} // #nosec G404: seeded, to be made again
			for _, p := range f.make() {
				if left--; left < 0 || !yield(p) {
					return
				}
			}
		}
	}
}

// today is the first day after all births.
var today = register.DayOf(2026, 1, 1)

const yearDays = 365.25

// adult is how many days old a spouse is at least.
const adult = 17 * 365

// lastBirth is how old a mother is at most, in days.
const lastBirth = 45 * 365

// The rates of families. No table of Lao families was used: they give three generations of
// plausible sizes.
const (
	clanFamily    = 1.0 / 12
	noSurname     = 0.10
	latinFirst    = 0.10 // first entered in Latin letters
	twinRate      = 1.0 / 80
	twinsAlike    = 2.0 / 3 // of one sex
	twinsRhyme    = 0.6
	sisterRhyme   = 0.15
	localSurname  = 0.35 // one of the few surnames common in the village
	localSurnames = 8
	sameVillage   = 0.5  // spouse from the same village
	staysHome     = 0.6  // grown child lives in the parents' village
	uncleName     = 0.02 // child named like an uncle or aunt
	oldParents    = 0.30 // parents' names not known, of those born before 1965
	youngParents  = 0.05
	oldDates      = 0.25 // only the year known, of those born before 1970
	youngDates    = 0.02
	bornAtUnknown = 0.10
	childless     = 0.25
)

// couple is a man or a woman with the names that their children's records carry.
type couple struct {
	mother, father *Person
	children       []*Person
	village        int
	household      register.HouseholdID
}

// family builds one extended family.
type family struct {
	book    *book
	country Country
	n       int
	rng     *rand.Rand
	people  []Person
	house   int
	names   map[*Person]name
}

// name holds both scripts of a name until the record is written.
type name struct {
	given, surname spelling
	latin          bool
}

// perFamily leaves room in the ids for the people of one family.
const perFamily = 256

func (f *family) make() []Person {
	f.people = make([]Person, 0, perFamily) // never grown: pointers into it stay good
	f.names = map[*Person]name{}
	village := f.rng.IntN(f.country.villages())
	surname := f.surname(village)
	born := int(today) - int((58+27*f.rng.Float64())*yearDays)
	elders := f.marry(f.single(male, born, village, surname, nil), village)
	for _, child := range f.children(elders, 1+f.rng.IntN(6)) {
		if age(child) < 19 || f.rng.Float64() < childless {
			continue
		}
		home := village
		if f.rng.Float64() > staysHome {
			home = f.rng.IntN(f.country.villages())
		}
		f.children(f.marry(child, home), f.rng.IntN(5))
	}
	return f.people
}

const (
	female = 0
	male   = 1
)

func age(p *Person) int {
	return int((float64(today) - float64(p.Birth.Earliest())) / yearDays)
}

func (f *family) surname(village int) spelling {
	switch u := f.rng.Float64(); {
	case u < noSurname:
		return spelling{}
	case u < noSurname+clanFamily:
		return f.book.clan(f.rng)
	case u < noSurname+clanFamily+localSurname:
		local := rand.New(rand.NewPCG(f.country.Seed^0x10ca1, splitmix.Mix(uint64(village)*localSurnames+f.rng.Uint64N(localSurnames)))) // #nosec G404: seeded, to be made again
		return f.book.surname(local)
	}
	return f.book.surname(f.rng)
}

// single adds one person born on that day; parents is nil for who marries in and for the elders,
// whose parents are names only.
func (f *family) single(sex, born, village int, surname spelling, parents *couple) *Person {
	given := f.book.given(f.rng, sex)
	f.people = append(f.people, Person{})
	p := &f.people[len(f.people)-1]
	p.ID = register.PersonID(f.n*perFamily + len(f.people))
	p.Sex = [...]register.Sex{female: register.Female, male: register.Male}[sex]
	p.Birth = f.date(register.Day(born))
	p.Home = f.country.place(village)
	if f.rng.Float64() > bornAtUnknown {
		p.BornAt = p.Home
	}
	f.names[p] = name{given, surname, f.rng.Float64() < latinFirst}
	if parents == nil {
		f.nameParents(p, surname)
	} else {
		p.Mother, p.Father = parents.mother.Names[0], parents.father.Names[0]
		p.MotherID, p.FatherID = parents.mother.ID, parents.father.ID
	}
	f.forget(p)
	f.write(p)
	return p
}

func (f *family) write(p *Person) {
	n := f.names[p]
	if n.latin {
		p.Names = []match.Name{{Given: n.given.latin, Surname: n.surname.latin}}
		return
	}
	p.Names = []match.Name{{Given: n.given.lao, Surname: n.surname.lao}}
}

// nameParents returns parents who are not in the country.
func (f *family) nameParents(p *Person, surname spelling) {
	mother, father := f.book.given(f.rng, female), f.book.given(f.rng, male)
	p.Mother = match.Name{Given: mother.lao, Surname: f.book.surname(f.rng).lao}
	p.Father = match.Name{Given: father.lao, Surname: surname.lao}
}

// forget removes the facts that nobody ever knew.
func (f *family) forget(p *Person) {
	lost := youngParents
	if p.Birth.Year < 1965 {
		lost = oldParents
	}
	if f.rng.Float64() < lost {
		p.Mother = match.Name{}
	}
	if f.rng.Float64() < lost {
		p.Father = match.Name{}
	}
}

func (f *family) date(day register.Day) register.Date {
	d := register.Exact(day)
	lost := youngDates
	if d.Year < 1970 {
		lost = oldDates
	}
	if f.rng.Float64() < lost {
		return register.InYear(int(d.Year), register.Declared)
	}
	return d
}

// marry returns the person a spouse and a house in that village.
func (f *family) marry(p *Person, village int) *couple {
	from := village
	if f.rng.Float64() > sameVillage {
		from = f.rng.IntN(f.country.villages())
	}
	sex := male
	if p.Sex == register.Male {
		sex = female
	}
	born := int(p.Birth.Earliest()) + int(f.rng.NormFloat64()*4*yearDays)
	s := f.single(sex, min(born, int(today)-adult), from, f.surname(from), nil)
	f.house++
	c := &couple{mother: p, father: s, village: village, household: register.HouseholdID(f.n*perFamily + f.house)}
	if sex == female {
		c.mother, c.father = s, p
	}
	for _, who := range []*Person{p, s} {
		who.Home, who.Married, who.Household = f.country.place(village), true, c.household
	}
	p.Spouse, s.Spouse = s.Names[0], p.Names[0]
	return c
}

// children adds up to n births to a couple, while the mother is of the age, and gives all children.
func (f *family) children(c *couple, n int) []*Person {
	at := int(c.mother.Birth.Earliest()) + int((18+8*f.rng.Float64())*yearDays)
	last := min(int(today)-1, int(c.mother.Birth.Earliest())+lastBirth)
	for ; n > 0 && at <= last && len(f.people) < perFamily-2; n-- {
		first := f.child(c, f.rng.IntN(2), at)
		if f.rng.Float64() < twinRate {
			f.twin(c, first, at)
		}
		at += int((1.2 + 4*f.rng.Float64()) * yearDays)
	}
	return c.children
}

func (f *family) child(c *couple, sex, born int) *Person {
	p := f.single(sex, born, c.village, f.names[c.father].surname, c)
	p.Household = c.household
	if len(c.children) > 0 && f.rng.Float64() < sisterRhyme {
		f.rename(p, f.book.rhyme(f.rng, sex, f.names[c.children[0]].given.lao))
	}
	if elder := &f.people[0]; elder.Sex == p.Sex && f.rng.Float64() < uncleName {
		f.rename(p, f.names[elder].given)
	}
	c.children = append(c.children, p)
	return p
}

func (f *family) twin(c *couple, first *Person, born int) {
	sex := female
	if (first.Sex == register.Male) == (f.rng.Float64() < twinsAlike) {
		sex = male
	}
	p := f.child(c, sex, born)
	p.Birth = first.Birth
	if f.rng.Float64() < twinsRhyme {
		f.rename(p, f.book.rhyme(f.rng, sex, f.names[first].given.lao))
	}
}

func (f *family) rename(p *Person, given spelling) {
	n := f.names[p]
	n.given = given
	f.names[p] = n
	f.write(p)
}
