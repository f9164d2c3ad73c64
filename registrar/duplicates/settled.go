package duplicates

import (
	"samano/match"
	"samano/register"
)

// Settled reports whether the register itself answers the question: the two are one record, were
// once merged, are parent and child, are or were partners, or are children of one delivery.
func Settled(p, q *register.Person) bool {
	if p.ID == q.ID {
		return true
	}
	for i := range p.SameAs {
		if p.SameAs[i].Value.Person == q.ID {
			return true
		}
	}
	for i := range p.Partners {
		if p.Partners[i].Value.With.Person == q.ID {
			return true
		}
	}
	return isParentOf(p, q) || isParentOf(q, p) || oneDelivery(p, q)
}

// isParentOf reports whether the child's record names the parent.
func isParentOf(parent, child *register.Person) bool {
	for _, f := range child.Parents.Standing() {
		if f.Value.Party.Person == parent.ID {
			return true
		}
	}
	return false
}

// oneDelivery reports whether two people are twins by their acts of birth: of one mother and day,
// with different places in the order of birth.
func oneDelivery(p, q *register.Person) bool {
	a, b := p.Born(), q.Born()
	mothers := [2]register.PersonID{match.Relatives(p)[0], match.Relatives(q)[0]}
	return mothers[0] != 0 && mothers[0] == mothers[1] && a.Date == b.Date && a.Order > 0 && b.Order > 0 && a.Order != b.Order
}
