package acts

import (
	"slices"

	"samano/names"
	"samano/register"
)

// BookIssue gives a household a book of a class. A household of citizens and
// foreigners has a book of each class that its members are of.
type BookIssue struct {
	Household string        `json:"household"`
	Book      register.Book `json:"book"`
	Replaces  string        `json:"replaces,omitempty"` // the number of the book that it takes the place of
}

// Needs asks for the household, then for its members.
func (b *BookIssue) Needs(s *State) []Lookup {
	out := needHouseholds(b.Household, b.Book.Number, b.Replaces)
	return append(out, needMembers(s.household(b.Household))...)
}

// Check checks the class against the members and the books that there are.
func (b *BookIssue) Check(c *Case) {
	h := c.household("payload.household", b.Household)
	checkStood(c, "happened", h)
	c.competent("office", addressOf(h).Place)
	c.checkNewBook("payload.book", b.Book)
	if h == nil {
		return
	}
	replaced := b.Replaces == ""
	for _, f := range h.Books.Current() {
		switch {
		case names.SameBook(f.Value.Number, b.Replaces):
			replaced = true
			if f.Value.Class != b.Book.Class {
				c.Block("book-of-another-class", "payload.replaces", "", "class", f.Value.Class)
			}
		case f.Value.Class == b.Book.Class:
			c.Block("book-already-issued", "payload.book.class", "", "book", f.Value.Number)
		}
	}
	if !replaced {
		c.Block("book-not-of-household", "payload.replaces", "", "book", b.Replaces)
	}
	b.checkMembers(c, h)
}

// checkMembers asks where the book would list nobody.
func (b *BookIssue) checkMembers(c *Case, h *register.Household) {
	r := c.Law.Household.BookClasses.On(c.happened())
	for _, class := range r.Value {
		if class.Name != b.Book.Class {
			continue
		}
		for _, m := range h.Members.Current() {
			p := c.State.personByID(m.Value.Person)
			if p != nil && slices.Contains(class.Classes, c.Law.Class(p, c.happened())) {
				return
			}
		}
		c.ask("book-would-be-empty", "payload.book.class", r.Article, "class", b.Book.Class)
	}
}

// Apply opens the book; the one that it replaces ends.
func (b *BookIssue) Apply(c *Case) {
	h := c.State.household(b.Household)
	if b.Replaces == "" {
		c.Open(h.Ref(), c.from(), b.Book)
		return
	}
	succeed(c, h.Ref(), h.Books, func(old register.Book) bool { return names.SameBook(old.Number, b.Replaces) }, c.from(), b.Book)
}
