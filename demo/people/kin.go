package people

import "samano/register"

// Child reports whether i is a child of p.
func (c *Cell) Child(i, p ID) bool {
	return p != 0 && (c.People[i].Mother == p || c.People[i].Father == p)
}

// siblings reports whether two people share a parent.
func (c *Cell) siblings(i, k ID) bool {
	a, b := &c.People[i], &c.People[k]
	return i != k && ((a.Mother != 0 && a.Mother == b.Mother) || (a.Father != 0 && a.Father == b.Father))
}

// grandchild reports whether i is a grandchild of p.
func (c *Cell) grandchild(i, p ID) bool {
	a := &c.People[i]
	return (a.Mother != 0 && c.Child(a.Mother, p)) || (a.Father != 0 && c.Child(a.Father, p))
}

// Kin reports whether two people may not marry.
func (c *Cell) Kin(i, k ID) bool {
	return c.Child(i, k) || c.Child(k, i) || c.siblings(i, k) || c.grandchild(i, k) || c.grandchild(k, i)
}

// Relation returns a member's relation to the head.
func (c *Cell) Relation(head, i ID) register.Relation {
	h, p := &c.People[head], &c.People[i]
	nephew := func(child, of ID) bool {
		a := &c.People[child]
		return (a.Mother != 0 && c.siblings(a.Mother, of)) || (a.Father != 0 && c.siblings(a.Father, of))
	}
	spouse, s := h.Spouse, p.Spouse
	switch {
	case i == head:
		return register.HeadRelation
	case spouse == i && spouse != 0:
		return "spouse"
	case c.Child(i, head):
		return "child"
	case spouse != 0 && c.Child(i, spouse):
		return "stepchild"
	case c.Child(head, i):
		return "parent"
	case spouse != 0 && c.Child(spouse, i):
		return "parent-in-law"
	case s != 0 && (c.Child(s, head) || (spouse != 0 && c.Child(s, spouse))):
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
