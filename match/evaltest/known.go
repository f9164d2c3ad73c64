package evaltest

import (
	"iter"
	"math/rand/v2"

	"samano/match"
	"samano/register"
)

// ParentIDs are a person's parents as the register has them; 0 where it does not know.
type ParentIDs struct {
	Mother register.PersonID
	Father register.PersonID
}

// Group is people among whom known pairs are found: whole villages of a register, or all of it.
type Group struct {
	Lexicon *match.Lexicon
	People  []match.Features
	Parents []ParentIDs // of the person at the same place; may be shorter
	Recent  int         // people from this place on were entered last: one of each pair is among them, as when somebody is asked for
	Draws   int         // how many random pairs are drawn of strangers and of neighbours
}

// Known returns the pairs of every class but Same, for Learn. rng draws the random ones.
func (g *Group) Known(rng *rand.Rand) []match.Known {
	siblings, apart, twins := g.siblings()
	relatives := g.relatives()
	cousins := g.cousins(rng)
	recent := float64(max(1, len(g.People)-g.Recent))
	perPerson := func(pairs [][2]int32) float64 { return max(1, float64(len(pairs))) / recent }
	villages := g.villages()
	neighbours := 0.0
	for i := g.Recent; i < len(g.People); i++ {
		neighbours += float64(max(0, len(villages[g.People[i].Home.Village])-1))
	}
	chance := []string{"given", "mother", "father", "spouse"}
	return []match.Known{
		{Class: match.Twin, PerPerson: perPerson(twins), Chance: []string{"given", "spouse"}, Vectors: g.compareAll(twins)},
		{Class: match.Sibling, PerPerson: perPerson(siblings), Chance: []string{"given", "spouse"}, Vectors: g.compareAll(siblings)},
		{Class: match.Sibling, PerPerson: perPerson(apart), Chance: []string{"given", "spouse"}, Vectors: g.compareAll(apart)},
		{Class: match.Relative, PerPerson: perPerson(relatives), Chance: chance, Vectors: g.compareAll(relatives)},
		{Class: match.Cousin, PerPerson: perPerson(cousins), Chance: chance, Vectors: g.compareAll(cousins)},
		{Class: match.Neighbour, PerPerson: max(1, neighbours/recent), Chance: chance, Vectors: g.drawNeighbours(villages, rng)},
		{Class: match.Stranger, PerPerson: 0, Chance: append([]string{"surname"}, chance...), Vectors: g.drawStrangers(rng)},
	}
}

func (g *Group) compareAll(pairs [][2]int32) iter.Seq[*match.Vector] {
	return func(yield func(*match.Vector) bool) {
		for _, p := range pairs {
			v := g.Lexicon.Compare(&g.People[p[0]], &g.People[p[1]])
			if !yield(&v) {
				return
			}
		}
	}
}

// maxFamily bounds the pairs that one parent, household or surname group contributes to one person.
const maxFamily = 30

// siblings returns pairs with a parent in common: of one village, of two villages, and born on one
// day.
func (g *Group) siblings() (siblings, apart, twins [][2]int32) {
	children := map[register.PersonID][]int32{}
	for i, k := range g.Parents {
		parent := k.Mother
		if parent == 0 {
			parent = k.Father
		}
		if parent != 0 && len(children[parent]) < maxFamily {
			children[parent] = append(children[parent], int32(i))
		}
	}
	for i := g.Recent; i < len(g.Parents); i++ { // in order of people, so that the same group yields the same pairs
		k := g.Parents[i]
		parent := k.Mother
		if parent == 0 {
			parent = k.Father
		}
		for _, j := range children[parent] {
			if int(j) >= i {
				break
			}
			pair := [2]int32{j, int32(i)}
			switch a, b := &g.People[j], &g.People[i]; {
			case a.Birth == b.Birth && a.Birth.Precision() == register.ToDay:
				twins = append(twins, pair)
			case a.Home.Village == b.Home.Village:
				siblings = append(siblings, pair)
			default:
				apart = append(apart, pair)
			}
		}
	}
	return siblings, apart, twins
}

// cousins returns pairs of one surname that live or were born in one village and are neither
// siblings nor of one household. Each recent person is paired with up to maxFamily random people of
// the group who come before.
func (g *Group) cousins(rng *rand.Rand) (pairs [][2]int32) {
	type group struct {
		village register.PlaceID
		surname string // as it sounds
	}
	groups := map[group][]int32{}
	for i := range g.People {
		f := &g.People[i]
		if len(f.Names) == 0 || f.Names[0].Surname == nil {
			continue
		}
		for n, village := range [...]register.PlaceID{f.Home.Village, f.BornAt.Village} {
			if village == 0 || n == 1 && village == f.Home.Village {
				continue
			}
			key := group{village, f.Names[0].Surname.Sound}
			groups[key] = append(groups[key], int32(i))
		}
	}
	for i := g.Recent; i < len(g.People); i++ {
		f := &g.People[i]
		if len(f.Names) == 0 || f.Names[0].Surname == nil {
			continue
		}
		list := groups[group{f.Home.Village, f.Names[0].Surname.Sound}]
		for range min(len(list)-1, maxFamily) {
			j := list[rng.IntN(len(list))]
			if int(j) < i && !g.share(int(j), i) && !g.together(int(j), i) {
				pairs = append(pairs, [2]int32{j, int32(i)})
			}
		}
	}
	return pairs
}

// together reports whether two are of one household.
func (g *Group) together(i, j int) bool {
	a, b := g.People[i].Household, g.People[j].Household
	return a != 0 && a == b
}

// relatives returns pairs of one household that are not siblings.
func (g *Group) relatives() (pairs [][2]int32) {
	members := map[register.HouseholdID][]int32{}
	for i := range g.People {
		h := g.People[i].Household
		if h == 0 {
			continue
		}
		for _, j := range members[h] {
			if i >= g.Recent && !g.share(int(j), i) {
				pairs = append(pairs, [2]int32{j, int32(i)})
			}
		}
		if len(members[h]) < maxFamily {
			members[h] = append(members[h], int32(i))
		}
	}
	return pairs
}

// share reports whether two have a parent in common.
func (g *Group) share(i, j int) bool {
	if i >= len(g.Parents) || j >= len(g.Parents) {
		return false
	}
	a, b := g.Parents[i], g.Parents[j]
	return a.Mother != 0 && a.Mother == b.Mother || a.Father != 0 && a.Father == b.Father
}

// villages returns the people of each village.
func (g *Group) villages() map[register.PlaceID][]int32 {
	out := map[register.PlaceID][]int32{}
	for i := range g.People {
		if v := g.People[i].Home.Village; v != 0 {
			out[v] = append(out[v], int32(i))
		}
	}
	return out
}

// draw draws one of the recent people.
func (g *Group) draw(rng *rand.Rand) int { return g.Recent + rng.IntN(len(g.People)-g.Recent) }

// drawNeighbours draws pairs of one village that are neither siblings nor of one household.
func (g *Group) drawNeighbours(villages map[register.PlaceID][]int32, rng *rand.Rand) iter.Seq[*match.Vector] {
	return func(yield func(*match.Vector) bool) {
		for range g.Draws {
			i := g.draw(rng)
			others := villages[g.People[i].Home.Village]
			if len(others) == 0 {
				continue
			}
			j := int(others[rng.IntN(len(others))])
			if i == j || g.share(i, j) || g.together(i, j) {
				continue
			}
			v := g.Lexicon.Compare(&g.People[i], &g.People[j])
			if !yield(&v) {
				return
			}
		}
	}
}

func (g *Group) drawStrangers(rng *rand.Rand) iter.Seq[*match.Vector] {
	return func(yield func(*match.Vector) bool) {
		for range g.Draws {
			i, j := g.draw(rng), rng.IntN(len(g.People))
			if i == j || g.share(i, j) {
				continue
			}
			v := g.Lexicon.Compare(&g.People[i], &g.People[j])
			if !yield(&v) {
				return
			}
		}
	}
}
