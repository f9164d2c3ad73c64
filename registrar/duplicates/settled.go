package duplicates

import (
	"slices"

	"samano/match"
	"samano/register"
)

// Settled reports whether the register itself answers the question: the two are one record, were
// once merged, are or were partners, are parent and child, are children of one delivery, or one surely
// died before the other was surely born. It does not take somebody's word for it who would enter one
// person twice: a parent is older than the child by the youngest age, in years, at which the law has
// nobody ask, and children of one delivery have different names.
func Settled(p, q *register.Person, youngest int) bool {
	if p.ID == q.ID {
		return true
	}
	for i := range p.SameAs {
		if p.SameAs[i].Value.Person == q.ID {
			return true
		}
	}
	for _, f := range p.Partners.Standing() {
		if f.Value.With.Person == q.ID {
			return true
		}
	}
	return match.LifeOf(p).Apart(match.LifeOf(q)) || isParentOf(p, q, youngest) || isParentOf(q, p, youngest) || oneDelivery(p, q)
}

// isParentOf reports whether the child's record names the parent, and the parent was of that age at
// the birth whatever day is meant.
func isParentOf(parent, child *register.Person, youngest int) bool {
	least, _, known := parent.Born().Date.Age(child.Born().Date.Earliest())
	if !known || least < youngest {
		return false
	}
	return slices.ContainsFunc(child.Parents.Standing(), func(f register.Fact[register.Parent]) bool {
		return f.Value.Party.Person == parent.ID
	})
}

// oneDelivery reports whether two people are twins by their acts of birth: of one mother and day,
// with different places in the order of birth, and not of one name.
func oneDelivery(p, q *register.Person) bool {
	a, b := p.Born(), q.Born()
	mothers := [2]register.PersonID{match.Relatives(p)[0], match.Relatives(q)[0]}
	return mothers[0] != 0 && mothers[0] == mothers[1] && a.Date == b.Date && a.Order > 0 && b.Order > 0 && a.Order != b.Order && !oneName(p, q)
}

// oneName reports whether two people bear or bore one given name in some script.
func oneName(p, q *register.Person) bool {
	var r match.Reader
	others := r.Record(q).Names
	return slices.ContainsFunc(r.Record(p).Names, func(a match.Name) bool {
		return a.Given != "" && slices.ContainsFunc(others, func(b match.Name) bool { return a.Given == b.Given })
	})
}
