package acts

import (
	"encoding/json"
	"slices"
	"strings"

	"samano/register"
)

// WithoutSealed returns the payload as the act keeps it. The payload is one that
// Decode has accepted; what holds nothing sealed comes back byte for byte.
func WithoutSealed(kind register.Kind, payload json.RawMessage) json.RawMessage {
	d, _ := Describe(kind)
	if d.Sealed == nil {
		return payload
	}
	var content map[string]json.RawMessage
	if json.Unmarshal(payload, &content) != nil {
		return payload
	}
	found := false
	for name := range content {
		// Decode takes a field whatever the case of its letters.
		if slices.ContainsFunc(d.Sealed, func(f string) bool { return strings.EqualFold(f, name) }) {
			delete(content, name)
			found = true
		}
	}
	if !found {
		return payload
	}
	// Raw values that were read a moment ago can be written.
	out, _ := json.Marshal(content)
	return out
}
