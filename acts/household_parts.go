package acts

import (
	"slices"
	"strings"

	"samano/law"
	"samano/names"
	"samano/register"
)

// What the kinds about households share.

// Related is a member and how they stand to the head, as a client writes it.
type Related struct {
	Person   string            `json:"person"`
	Relation register.Relation `json:"relation"`
}

// checkRelated checks that these are current members of the household, each once,
// and returns their ids.
func checkRelated(c *Case, field string, h *register.Household, list []Related) map[register.PersonID]bool {
	seen := make(map[register.PersonID]bool, len(list))
	if len(list) > maxMembers {
		c.Block("household-too-large", field, "", "limit", itoa(maxMembers))
		return seen
	}
	allowed := c.Law.Household.Relations.On(c.happened())
	for i, r := range list {
		at := field + "." + itoa(i)
		c.listed(at+".relation", string(r.Relation), allowed)
		p := c.person(at+".person", r.Person)
		if p == nil {
			continue
		}
		if seen[p.ID] {
			c.Block("member-twice", at+".person", "")
		}
		seen[p.ID] = true
		if h == nil {
			continue
		}
		if m, ok := h.Member(p.ID); !ok {
			c.Block("not-a-member", at+".person", "")
		} else if c.from().Before(m.From) == register.Yes {
			c.Block("before-membership", "happened", "", "since", m.From.EDTF())
		}
	}
	return seen
}

func needRelated(list []Related) []Lookup {
	var out []Lookup
	for _, r := range list {
		out = append(out, needPersons(r.Person)...)
	}
	return out
}

// relate gives a member a new relation. The person stays a member; how they stand
// to the head is another fact from then on.
func relate(c *Case, h *register.Household, id register.PersonID, relation register.Relation, from register.Date) {
	if m, ok := h.Member(id); ok && m.Value.Relation == relation {
		return
	}
	same := func(m register.Member) bool { return m.Person == id }
	succeed(c, h.Ref(), h.Members, same, from, register.Member{Person: id, Relation: relation})
}

// addressOf returns where the household is.
func addressOf(h *register.Household) register.Address { return addressFact(h).Value }

// addressFact returns the fact that says where the household is; the zero fact if nothing does.
func addressFact(h *register.Household) register.Fact[register.Address] {
	if h == nil {
		return register.Fact[register.Address]{}
	}
	a, _ := h.Addresses.Last()
	return a
}

// needMembers asks for everybody who belongs to the household.
func needMembers(h *register.Household) []Lookup {
	if h == nil {
		return nil
	}
	var out []Lookup
	for _, m := range h.Members.Current() {
		out = append(out, byPersonID(m.Value.Person))
	}
	return out
}

// checkStood checks that the household was there when it happened.
func checkStood(c *Case, field string, h *register.Household) {
	if h == nil {
		return
	}
	if o, ok := h.Origins.Last(); ok && c.from().Before(o.From) == register.Yes {
		c.Block("before-household", field, "", "opened", o.From.EDTF())
	}
}

// checkNewBooks checks the books with which a household begins: one of a class, each of its own number.
func (c *Case) checkNewBooks(field string, books []register.Book) {
	for i, b := range books {
		at := field + "." + itoa(i)
		c.checkNewBook(at, b)
		for _, other := range books[:i] {
			if names.SameBook(other.Number, b.Number) {
				c.Block("book-taken", at+".number", "", "book", b.Number)
			}
			if other.Class == b.Class {
				c.Block("book-already-issued", at+".class", "", "book", other.Number)
			}
		}
	}
}

// checkNewBook checks a book and that its number is free.
func (c *Case) checkNewBook(field string, b register.Book) {
	c.checkBook(field, b)
	if c.State.get(Lookup{ByBook, names.BookNumber(b.Number)}).Presence == Present {
		c.Block("book-taken", field+".number", "", "book", b.Number)
	}
}

// checkBook checks a book's class and number.
func (c *Case) checkBook(field string, b register.Book) {
	classes := c.Law.Household.BookClasses.On(c.happened())
	if !slices.ContainsFunc(classes.Value, func(k law.BookClass) bool { return k.Name == b.Class }) {
		c.Block("not-in-list", field+".class", classes.Article, "value", b.Class)
	}
	if names.BookNumber(b.Number) == "" || strings.HasPrefix(b.Number, "@") {
		c.Block("book-number-missing", field+".number", "")
	}
	c.Text(field+".number", b.Number)
}
