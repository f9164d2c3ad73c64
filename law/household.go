package law

import "samano/register"

// HouseholdRules are about households and their books.
type HouseholdRules struct {
	Relations   Rule[[]string] // to the head; always with "head"
	Kinds       Rule[[]string] // always with "private"
	BookClasses Rule[[]BookClass]
}

// BookClass is one kind of book and the resident classes whose members it lists.
type BookClass struct {
	Name    string   `toml:"name"`
	Classes []string `toml:"classes"`
}

// readHousehold reads the section household.
func readHousehold(t *table, p *Pack) {
	var known []string
	for _, r := range register.KnownRelations() {
		known = append(known, string(r))
	}
	p.Household = HouseholdRules{
		Relations:   rule(t, "relations", names(known...)),
		Kinds:       rule(t, "kinds", names(string(register.PrivateHousehold))),
		BookClasses: rule(t, "book_classes", books),
	}
	t.listed("household.book_classes", convert(p.Household.BookClasses, func(list []BookClass) (out []string) {
		for _, b := range list {
			out = append(out, b.Classes...)
		}
		return out
	}), "persons.classes", convert(p.Persons.Classes, classNames))
}

// books checks the classes of books: a class of people has one book at most.
func books(list []BookClass) []fault {
	var bookNames, listed []string
	for _, b := range list {
		bookNames = append(bookNames, b.Name)
		listed = append(listed, b.Classes...)
	}
	out := spelled(bookNames)
	for _, b := range list {
		if len(b.Classes) == 0 {
			out = append(out, fault{b.Name, "lists nobody", "name its classes, or take it out"})
		}
	}
	if len(list) == 0 {
		out = append(out, fault{"[]", "is empty", "name at least one book"})
	}
	return append(out, spelled(listed)...)
}
