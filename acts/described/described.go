// Package described owns whether somebody whom an act only describes may be a certain person of the
// register. It says no only where that is sure: who writes a name otherwise, or leaves a date out,
// describes the same human being.
package described

import (
	"slices"
	"strings"

	"samano/names"
	"samano/register"
)

// MayBe reports whether a description fits a person.
func MayBe(d *register.Description, p *register.Person) bool {
	return !apart(d.Born, p.Born().Date) && mayHaveDied(d, p) && maySex(d.Sex, p.Sex()) && mayBeCalled(d.Name, p)
}

// apart reports whether two dates are surely of two days.
func apart(a, b register.Date) bool {
	return a.Before(b) == register.Yes || b.Before(a) == register.Yes
}

// mayHaveDied reports whether a person of whose death is told may have died then.
func mayHaveDied(d *register.Description, p *register.Person) bool {
	death, dead := p.Dead()
	return d.Died.IsZero() || dead && !apart(d.Died, death.Date)
}

func maySex(a, b register.Sex) bool {
	unknown := func(s register.Sex) bool { return s == "" || s == register.SexUndetermined }
	return unknown(a) || unknown(b) || a == b
}

// mayBeCalled reports whether the given name is alike one that the person bears or bore, in whatever
// script, or a surname: the two are easily exchanged. A surname that agrees makes nobody the same.
func mayBeCalled(n register.Name, p *register.Person) bool {
	given, family := sounds([]register.Name{n})
	var all []register.Name
	for _, f := range p.Names.Standing() {
		all = append(all, f.Value)
	}
	theirs, theirFamily := sounds(all)
	if len(given) == 0 || len(theirs) == 0 {
		return true
	}
	return meet(given, theirs) || meet(given, theirFamily) || meet(family, theirs)
}

// sounds returns how the given names and the surnames sound.
func sounds(of []register.Name) (given, family []string) {
	for _, n := range of {
		for _, f := range n.Forms {
			if key := names.SoundKey(names.DropTitle(f.Given())); key != "" {
				given = append(given, key)
			}
			if key := names.SoundKey(f.Surname()); key != "" {
				family = append(family, key)
			}
		}
	}
	return given, family
}

func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool {
		return slices.ContainsFunc(b, func(y string) bool { return alike(x, y) })
	})
}

// How many letters a sound has in which a letter may be wrong, and one that may be part of another.
// Shorter names differ by one letter because they are different names.
const (
	leastSlip = 4
	leastPart = 3
)

// alike reports whether two sounds are one, one is part of the other, or one letter is another, is
// missing or is too many.
func alike(a, b string) bool {
	part := func(a, b string) bool { return len(a) >= leastPart && strings.Contains(b, a) }
	switch {
	case a == b || part(a, b) || part(b, a):
		return true
	case max(len(a), len(b)) < leastSlip:
		return false
	}
	shorter := min(len(a), len(b))
	head := 0
	for head < shorter && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < shorter-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return max(len(a), len(b))-head-tail <= 1
}
