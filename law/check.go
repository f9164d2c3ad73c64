package law

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Limits of values, so that a slip of the finger is not law.
const (
	maxDays   = 36_525 // a hundred years
	maxYears  = 150    // longer than anybody has lived
	maxMonths = 1_200  // a hundred years
	maxDegree = 8      // no law asks for kin that far
	million   = 1_000_000
)

// fault is what is wrong with one value.
type fault struct{ value, wrong, remedy string }

// check finds the faults of a value.
type check[T any] func(T) []fault

// whatever takes every value: both answers to a yes-or-no question are lawful.
func whatever(bool) []fault { return nil }

func between(low, high int) check[int] {
	return func(n int) []fault {
		if n < low || n > high {
			return []fault{{fmt.Sprint(n), fmt.Sprintf("is not between %d and %d", low, high), "write a number within"}}
		}
		return nil
	}
}

func days(n int) []fault  { return between(0, maxDays)(n) }
func years(n int) []fault { return between(0, maxYears)(n) }

// word is how names are written: they are stored in acts and shown in addresses.
var word = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// maxWord bounds a name.
const maxWord = 40

func spelled(names []string) (out []fault) {
	for i, n := range names {
		if !word.MatchString(n) || len(n) > maxWord {
			out = append(out, fault{fmt.Sprintf("%q", n), "is not a name", fmt.Sprintf("write lower-case letters, digits and hyphens, at most %d", maxWord)})
		}
		if slices.Contains(names[:i], n) {
			out = append(out, fault{n, "stands twice", "keep one of them"})
		}
	}
	return out
}

// names checks a list that the pack itself sets up; with are the names that the
// program counts on.
func names(with ...string) check[[]string] {
	return func(list []string) []fault {
		out := spelled(list)
		if len(list) == 0 {
			out = append(out, fault{"[]", "is empty", "name at least one"})
		}
		for _, w := range with {
			if !slices.Contains(list, w) {
				out = append(out, fault{strings.Join(list, ", "), "does not contain " + w, "add " + w})
			}
		}
		return out
	}
}

// among checks a list, perhaps empty, against names set up elsewhere.
func among(what string, known []string) check[[]string] {
	return func(list []string) (out []fault) {
		for i, n := range list {
			if !slices.Contains(known, n) {
				out = append(out, unknown(what, n, known))
			}
			if slices.Contains(list[:i], n) {
				out = append(out, fault{n, "stands twice", "keep one of them"})
			}
		}
		return out
	}
}

// some is among for a list that may not be empty.
func some(what string, known []string) check[[]string] {
	return func(list []string) []fault {
		if len(list) == 0 {
			return []fault{{"[]", "is empty", "name at least one " + what}}
		}
		return among(what, known)(list)
	}
}

func oneOf(what string, known ...string) check[string] {
	return func(s string) []fault {
		if !slices.Contains(known, s) {
			return []fault{unknown(what, s, known)}
		}
		return nil
	}
}

func unknown(what, value string, known []string) fault {
	return fault{fmt.Sprintf("%q", value), "is not a known " + what, "choose from " + strings.Join(known, ", ")}
}

// aName checks a single name that is held against a list later.
func aName(s string) []fault { return spelled([]string{s}) }

// catchAll reports whether the class matches anybody at all.
func catchAll(c ResidentClass) bool {
	return c.Nationality == "any" && !c.NotEverOwn && !c.FormerlyOwn && len(c.Statuses) == 0
}

// classes checks the resident classes: whoever stands before an officer must
// fall into one, so the last matches anybody.
func classes(list []ResidentClass) []fault {
	if len(list) == 0 {
		return []fault{{"[]", "is empty", "name at least the class that anybody falls into"}}
	}
	out := spelled(classNames(list))
	for i, c := range list {
		for _, f := range oneOf("nationality", "own", "other", "none", "unknown", "any")(c.Nationality) {
			out = append(out, fault{c.Name + ": nationality " + f.value, f.wrong, f.remedy})
		}
		if c.NotEverOwn && (c.FormerlyOwn || c.Nationality == "own") {
			out = append(out, fault{c.Name, "matches nobody: not_ever_own contradicts its other conditions", "take one of them out"})
		}
		if last := i == len(list)-1; last != catchAll(c) {
			if last {
				out = append(out, fault{c.Name, "is the last class and does not match anybody", `end with a class of nationality "any" and nothing else`})
			} else {
				out = append(out, fault{c.Name, "matches anybody, so that the classes behind it are never reached", "put it last"})
			}
		}
	}
	return out
}

func classNames(list []ResidentClass) []string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.Name
	}
	return out
}

// books checks the classes of books: a class of people has one book at most.
func books(list []BookClass) []fault {
	var bookNames, listed []string
	for _, b := range list {
		bookNames = append(bookNames, b.Name)
		listed = append(listed, b.Classes...)
	}
	out := spelled(bookNames)
	if len(list) == 0 {
		out = append(out, fault{"[]", "is empty", "name at least one book"})
	}
	return append(out, spelled(listed)...)
}

func purposes(list []Purpose) []fault {
	var purposeNames []string
	for _, p := range list {
		purposeNames = append(purposeNames, p.Name)
	}
	out := spelled(purposeNames)
	if len(list) == 0 {
		out = append(out, fault{"[]", "is empty", "name at least one purpose"})
	}
	for _, p := range list {
		if len(p.Roles) == 0 {
			out = append(out, fault{p.Name, "may be claimed by nobody", "name its roles"})
		}
		if !slices.Contains([]string{"", FilesAnswers, FilesNumbers}, p.Files) {
			out = append(out, fault{p.Name + ": " + p.Files, "is nothing that may be told of the people of a file", "write answers or numbers, or leave files out"})
		}
		for _, f := range append(spelled(p.Roles), days(p.DelayDays)...) {
			out = append(out, fault{p.Name + ": " + f.value, f.wrong, f.remedy})
		}
	}
	return out
}
