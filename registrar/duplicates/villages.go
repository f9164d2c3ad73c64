package duplicates

import (
	"slices"
	"sync"

	"samano/match"
	"samano/register"
)

// villages finds the other ids of a village: its predecessors and successors. The index is made once
// for each state of the places. The zero value is ready; it is safe for concurrent use.
type villages struct {
	mu     sync.Mutex
	atlas  *register.Atlas
	before map[register.PlaceID][]register.PlaceID // not changed once it is made
}

// beforeOf returns the predecessors by village.
func (v *villages) beforeOf(atlas *register.Atlas) map[register.PlaceID][]register.PlaceID {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.atlas != atlas {
		v.atlas, v.before = atlas, map[register.PlaceID][]register.PlaceID{}
		for _, p := range atlas.All() {
			for _, f := range p.Successors.Standing() {
				v.before[f.Value.Place] = append(v.before[f.Value.Place], p.ID)
			}
		}
	}
	return v.before
}

// of returns the other ids of a village, at most some more than match.MaxVillages.
func (v *villages) of(atlas *register.Atlas, id register.PlaceID) []register.PlaceID {
	if id == 0 {
		return nil
	}
	before := v.beforeOf(atlas)
	out := []register.PlaceID{id}
	for i := 0; i < len(out) && len(out) <= match.MaxVillages; i++ {
		next := slices.Clip(before[out[i]])
		if p, ok := atlas.Place(out[i]); ok {
			for _, f := range p.Successors.Standing() {
				next = append(next, f.Value.Place)
			}
		}
		for _, other := range next {
			if !slices.Contains(out, other) {
				out = append(out, other)
			}
		}
	}
	return out[1:]
}
