package record

import (
	"encoding/json"

	"samano/register"
	"samano/store"
)

// Subject reads a stored document.
func Subject(row store.Subject) (register.Subject, error) {
	s, err := register.NewSubject(row.Ref)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(row.Doc, s); err != nil {
		return nil, register.Errorf(register.Internal, "record.Subject", "%s: %w", row.Ref, err)
	}
	return s, nil
}
