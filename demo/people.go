package demo

import (
	"math/rand/v2"

	"samano/register"
)

// person is somebody of a cell. Persons are known by their place in the cell's
// list; 0 is nobody.
type person struct {
	ref                    uint64 // handle of the client-made id; 0: not in the register yet
	born                   register.Day
	recorded               register.Date // the date of birth as the register has it
	last                   register.Day  // of the last act on them
	died, wed              register.Day  // wed: last
	firstBirth, lastBirth  register.Day  // of a woman's children; 0: none
	mother, father, spouse int32
	home                   int32 // household
	guardian               int32
	given, surname         int16
	sex                    uint8
	order                  uint8 // among children of one delivery, from 1; 0: born alone
	style                  style
	nation                 nation
	dead, gone             bool // gone: abroad
	widowed                bool
	registered             bool // the marriage is in the register
	unnamed                bool
	away                   bool         // a temporary stay or an absence is on record
	busy                   bool         // something is arranged that must not be arranged twice
	since                  register.Day // foreigners: of arrival
}

// nation is a nationality, or the lack of one.
type nation uint8

const (
	ofLaos nation = iota
	ofVietnam
	ofChina
	ofNone
	ofUnknown
)

var countries = [...]register.Country{ofLaos: "LAO", ofVietnam: "VNM", ofChina: "CHN"}

// bond returns the nationality as the register holds it; ok is false where it is unknown.
func (n nation) bond(basis string) (b register.Nationality, ok bool) {
	switch n {
	case ofUnknown:
		return b, false
	case ofNone:
		return register.Nationality{State: register.NationalityNone}, true
	}
	return register.Nationality{State: register.NationalityHeld, Country: countries[n], Basis: basis}, true
}

// foreign reports whether the nationality is known to be another than the country's.
func (n nation) foreign() bool   { return n == ofVietnam || n == ofChina }
func (n nation) elsewhere() bool { return n.foreign() || n == ofNone }

// household is one of a cell's; 0 is none.
type household struct {
	ref     uint64
	village *village
	house   string
	head    int32
	members []int32
	last    register.Day // of the last act on it
	blue    bool         // it has a blue book
	red     bool
}

// cell is some people in neighbouring villages and their whole life.
type cell struct {
	*world
	rng        *rand.Rand
	villages   []*village
	towns      []*village // where people move to
	target     int        // people at the end
	people     []person
	households []household
	queue      queue
	outbox     outbox
	today      register.Day
	owed       [12]float64 // births that the tables ask for and nobody was free for, by group of ages
	draw       [draws]sampler
	abroad     []int32
	style      [styles]float64
}

// sampler adds up probabilities; see the package's comment.
type sampler float64

// hits reports whether the event happens to the person with this probability.
func (s *sampler) hits(p float64) bool {
	*s += sampler(p)
	if *s < 1 {
		return false
	}
	*s--
	return true
}

func newCell(w *world, i int, villages []*village, people int) *cell {
	rng := rand.New(rand.NewPCG(w.Seed, uint64(i)+1)) // #nosec G404: seeded, to be made again
	c := &cell{world: w, rng: rng, villages: villages, target: people}
	c.people = make([]person, 1, people*2)
	c.households = make([]household, 1, people/2)
	for i := range c.draw {
		c.draw[i] = sampler(c.rng.Float64())
	}
	for _, v := range villages {
		if v.town {
			c.towns = append(c.towns, v)
		}
		c.style[v.style] += v.weight
	}
	if len(c.towns) == 0 {
		c.towns = append(c.towns, villages[0])
	}
	c.towns = append(c.towns, w.towns...)
	return c
}

func (c *cell) age(p *person, day register.Day) int { return int(float64(day-p.born) / 365.25) }

// here reports whether somebody lives in the cell.
func (p *person) here() bool { return !p.dead && !p.gone && p.home != 0 }

// oneOf draws one of a list.
func oneOf[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }

// dayIn draws a day of [from, to).
func (c *cell) dayIn(from, to register.Day) register.Day {
	return from + register.Day(c.rng.IntN(max(1, int(to-from))))
}

// add enters somebody into the cell's list.
func (c *cell) add(p person) int32 {
	c.people = append(c.people, p)
	return int32(len(c.people) - 1)
}

// join puts somebody into a household.
func (c *cell) join(i, h int32) {
	c.people[i].home = h
	c.households[h].members = append(c.households[h].members, i)
}

// leave removes somebody from their household and reports whether it has lost its head.
func (c *cell) leave(i int32) (h int32, headless bool) {
	h = c.people[i].home
	if h == 0 {
		return 0, false
	}
	home := &c.households[h]
	for k, m := range home.members {
		if m == i {
			home.members = append(home.members[:k], home.members[k+1:]...)
			break
		}
	}
	c.people[i].home = 0
	if home.head == i {
		home.head = 0
		return h, len(home.members) > 0
	}
	return h, false
}

// open adds a household to a village.
func (c *cell) open(v *village) int32 {
	c.households = append(c.households, household{ref: c.ids.subject(), village: v, house: v.house()})
	return int32(len(c.households) - 1)
}

// child reports whether i is a child of p.
func (c *cell) child(i, p int32) bool {
	return p != 0 && (c.people[i].mother == p || c.people[i].father == p)
}

// siblings reports whether two people share a parent.
func (c *cell) siblings(i, k int32) bool {
	a, b := &c.people[i], &c.people[k]
	return i != k && ((a.mother != 0 && a.mother == b.mother) || (a.father != 0 && a.father == b.father))
}

// grandchild reports whether i is a grandchild of p.
func (c *cell) grandchild(i, p int32) bool {
	a := &c.people[i]
	return (a.mother != 0 && c.child(a.mother, p)) || (a.father != 0 && c.child(a.father, p))
}

// kin reports whether two people may not marry.
func (c *cell) kin(i, k int32) bool {
	return c.child(i, k) || c.child(k, i) || c.siblings(i, k) || c.grandchild(i, k) || c.grandchild(k, i)
}

// relation returns a member's relation to the head.
func (c *cell) relation(head, i int32) register.Relation {
	h, p := &c.people[head], &c.people[i]
	nephew := func(child, of int32) bool {
		a := &c.people[child]
		return (a.mother != 0 && c.siblings(a.mother, of)) || (a.father != 0 && c.siblings(a.father, of))
	}
	spouse, s := h.spouse, p.spouse
	switch {
	case i == head:
		return register.HeadRelation
	case spouse == i && spouse != 0:
		return "spouse"
	case c.child(i, head):
		return "child"
	case spouse != 0 && c.child(i, spouse):
		return "stepchild"
	case c.child(head, i):
		return "parent"
	case spouse != 0 && c.child(spouse, i):
		return "parent-in-law"
	case s != 0 && (c.child(s, head) || (spouse != 0 && c.child(s, spouse))):
		return "child-in-law"
	case c.grandchild(i, head) || (spouse != 0 && c.grandchild(i, spouse)):
		return "grandchild"
	case c.grandchild(head, i):
		return "grandparent"
	case c.siblings(i, head):
		return "sibling"
	case (s != 0 && c.siblings(s, head)) || (spouse != 0 && c.siblings(i, spouse)):
		return "sibling-in-law"
	case nephew(i, head):
		return "niece-nephew"
	case nephew(head, i):
		return "aunt-uncle"
	}
	return "other-relative"
}
