package record

import (
	"strings"

	"samano/names"
	"samano/register"
	"samano/store"
)

// DecisionKey returns the key under which a decision is unique. It reports false for the office's
// own decisions, which are unique by their client-made id. People type authorities and
// references, so capitals, spaces and Lao digits make no difference: else one birth could be
// registered twice.
func DecisionKey(d register.Decision) (store.Decision, bool) {
	authority, reference := foldTyped(d.Authority), foldTyped(d.Reference)
	if authority == "" || reference == "" {
		return store.Decision{}, false
	}
	return store.Decision{Authority: string(d.By) + "/" + authority, Reference: reference}, true
}

// foldTyped removes what two people may type differently.
func foldTyped(s string) string {
	return strings.ToLower(names.Digits(strings.Join(strings.Fields(names.Normalise(s)), "")))
}
