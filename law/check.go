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

// anyBool takes every value: both answers to a yes-or-no question are lawful.
func anyBool(bool) []fault { return nil }

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

// maxPhrase bounds a phrase in bytes: a dozen Lao syllables.
const maxPhrase = 120

// phrases checks a list, perhaps empty, of words as people write them.
func phrases(list []string) (out []fault) {
	for i, s := range list {
		if strings.TrimSpace(s) != s || s == "" || len(s) > maxPhrase {
			out = append(out, fault{fmt.Sprintf("%q", s), "is no word that somebody writes", fmt.Sprintf("write it without spaces around it, in at most %d bytes", maxPhrase)})
		}
		if slices.Contains(list[:i], s) {
			out = append(out, fault{s, "stands twice", "keep one of them"})
		}
	}
	return out
}

// among checks a list, perhaps empty, against names set up elsewhere. With no names at all the
// place where they are set up is what is wrong, and is reported there.
func among(what string, known []string) check[[]string] {
	return func(list []string) (out []fault) {
		for i, n := range list {
			if len(known) > 0 && !slices.Contains(known, n) {
				out = append(out, unknown(what, n, known))
			}
			if slices.Contains(list[:i], n) {
				out = append(out, fault{n, "stands twice", "keep one of them"})
			}
		}
		return out
	}
}

// atLeastOne is the check for a list that may not be empty.
func atLeastOne(ok check[[]string]) check[[]string] {
	return func(list []string) []fault {
		if len(list) == 0 {
			return []fault{{"[]", "is empty", "name at least one"}}
		}
		return ok(list)
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

// isName checks a single name that is held against a list later.
func isName(s string) []fault { return spelled([]string{s}) }
