package people

import (
	"math/rand/v2"

	"samano/register"
)

// Land is what all cells of a country share.
type Land struct {
	Villages []*Village // by code
	Weight   float64    // of all villages
	names    *Names
	quarters []*Village // the towns of the capital
	handles  Handle     // given out so far
}

// NewLand picks and draws the villages of a country of so many people. atlas holds the places; they
// must exist on the day.
func NewLand(atlas *register.Atlas, day register.Day, people int, rng *rand.Rand) (*Land, error) {
	names, err := loadNames()
	if err != nil {
		return nil, err
	}
	l := &Land{names: names, Villages: villages(atlas, day, people, rng)}
	for _, v := range l.Villages {
		l.Weight += v.Weight
		if v.Town && v.Province() == capital {
			l.quarters = append(l.quarters, v)
		}
	}
	return l, nil
}

// Handle is the number of a person or a household among all of a country's, from 1.
type Handle uint64

// handle gives out the next handle.
func (l *Land) handle() Handle {
	l.handles++
	return l.handles
}

// HomeID is a household's place in its cell's list; 0 is none.
type HomeID int32

// Household is one of a cell's.
type Household struct {
	Handle  Handle
	Village *Village
	House   string
	Head    ID
	Members []ID
	Last    register.Day // of the last act on it
	Blue    bool         // it has a blue book
	Red     bool
}

// Cell is some people in neighbouring villages.
type Cell struct {
	land       *Land
	Names      *Names
	Villages   []*Village
	Towns      []*Village      // where people move to
	Weights    [Styles]float64 // of the villages, by the style of their families
	People     []Person        // by ID
	Households []Household     // by HomeID
	Today      register.Day
}

// NewCell returns a cell of some of the villages, with nobody in it and room for so many people.
func (l *Land) NewCell(villages []*Village, room int) *Cell {
	c := &Cell{land: l, Names: l.names, Villages: villages}
	c.People = make([]Person, 1, room*2)
	c.Households = make([]Household, 1, room/2)
	for _, v := range villages {
		if v.Town {
			c.Towns = append(c.Towns, v)
		}
		c.Weights[v.Style] += v.Weight
	}
	if len(c.Towns) == 0 {
		c.Towns = append(c.Towns, villages[0])
	}
	c.Towns = append(c.Towns, l.quarters...)
	return c
}

// Add enters somebody into the cell's list.
func (c *Cell) Add(p Person) ID {
	c.People = append(c.People, p)
	return ID(len(c.People) - 1)
}

// Enter gives somebody the handle under which the register will know them.
func (c *Cell) Enter(i ID) { c.People[i].Handle = c.land.handle() }

// Open adds a household to a village.
func (c *Cell) Open(v *Village) HomeID {
	c.Households = append(c.Households, Household{Handle: c.land.handle(), Village: v, House: v.NewHouse()})
	return HomeID(len(c.Households) - 1)
}

// Join puts somebody into a household.
func (c *Cell) Join(i ID, h HomeID) {
	c.People[i].Home = h
	c.Households[h].Members = append(c.Households[h].Members, i)
}

// Leave removes somebody from their household and reports whether it has lost its head.
func (c *Cell) Leave(i ID) (h HomeID, headless bool) {
	h = c.People[i].Home
	if h == 0 {
		return 0, false
	}
	home := &c.Households[h]
	for k, m := range home.Members {
		if m == i {
			home.Members = append(home.Members[:k], home.Members[k+1:]...)
			break
		}
	}
	c.People[i].Home = 0
	if home.Head == i {
		home.Head = 0
		return h, len(home.Members) > 0
	}
	return h, false
}

// Registered returns the members of a household who are in the register.
func (c *Cell) Registered(h HomeID) []ID {
	var out []ID
	for _, i := range c.Households[h].Members {
		if c.People[i].Handle != 0 {
			out = append(out, i)
		}
	}
	return out
}

// Guests reports whether a couple lives in somebody else's home.
func (c *Cell) Guests(i ID) bool {
	p := &c.People[i]
	if p.Spouse == 0 || p.Home == 0 || c.People[p.Spouse].Home != p.Home {
		return false
	}
	head := c.Households[p.Home].Head
	return head != 0 && head != i && head != p.Spouse
}

// Dependants returns the children under age who live with somebody and do not live
// with a parent who stays.
func (c *Cell) Dependants(i, stays ID) []ID {
	var out []ID
	for _, k := range c.Households[c.People[i].Home].Members {
		if p := &c.People[k]; c.Child(k, i) && p.Age(c.Today) < 18 && p.Spouse == 0 && (stays == 0 || !c.Child(k, stays) || p.Mother == i) {
			out = append(out, k)
		}
	}
	return out
}

// HasRoom reports whether a household has a grown head and room for others.
func (c *Cell) HasRoom(h HomeID) bool {
	const room = 16
	home := &c.Households[h]
	return home.Head != 0 && len(home.Members) < room && c.People[home.Head].Handle != 0 && c.People[home.Head].Age(c.Today) >= 18
}

// NearHome returns the home of somebody near to i with room, other than one.
func (c *Cell) NearHome(i ID, not HomeID) HomeID {
	p := &c.People[i]
	near := []ID{p.Mother, p.Father}
	for _, parent := range [...]ID{p.Mother, p.Father} {
		if parent != 0 {
			near = append(near, c.People[parent].Mother, c.People[parent].Father)
		}
	}
	for _, k := range near {
		if q := &c.People[k]; k != 0 && q.Here() && q.Home != not && c.HasRoom(q.Home) {
			return q.Home
		}
	}
	return 0
}
