package acts

import (
	"encoding/json"
	"slices"
	"strings"

	"samano/register"
)

// sealedFields are the fields of payloads whose content is kept only in a sealed
// part: neither the act nor the ledger's record of it may hold them in the clear.
var sealedFields = map[register.Kind][]string{
	"death":    {"cause"},
	"adoption": {"origin"},
}

// WithoutSealed gives the payload as the act keeps it. The payload is one that
// Decode has accepted; what holds nothing sealed comes back byte for byte.
func WithoutSealed(kind register.Kind, payload json.RawMessage) json.RawMessage {
	fields := sealedFields[kind]
	if fields == nil {
		return payload
	}
	var content map[string]json.RawMessage
	if json.Unmarshal(payload, &content) != nil {
		return payload
	}
	found := false
	for name := range content {
		// Decode takes a field whatever the case of its letters.
		if slices.ContainsFunc(fields, func(f string) bool { return strings.EqualFold(f, name) }) {
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
