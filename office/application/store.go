package application

import (
	"context"
	"time"

	"samano/register"
)

// Applications keeps applications.
type Applications interface {
	// PutApplication adds an application of Version 1, or replaces the one whose version is one less;
	// anything else is a register.Conflict, and so is an act that another application holds. It adds
	// the changes of the history that are not stored yet. All evidence that the acts name must be
	// stored (register.Invalid, evidence.CodeUnknown). In the same step it adds the adjudications that
	// are asked; open adjudications of an application that is no longer Adjudicated become Dropped.
	PutApplication(ctx context.Context, a Application, asked ...Adjudication) error
	Application(ctx context.Context, id ID) (Application, error)
	// Holders returns the applications that hold these acts, in whatever state. An act that no
	// application holds is not in the answer.
	Holders(ctx context.Context, acts ...register.ActID) (map[register.ActID]ID, error)
	// ListApplications returns what a list asks for, by Due and then by id, without history.
	ListApplications(ctx context.Context, l List) ([]Application, error)
	// PruneDrafts deletes drafts that were last touched before, with their history.
	PruneDrafts(ctx context.Context, before time.Time) (int, error)
}

// List asks for applications. Empty fields ask for all.
type List struct {
	IDs      []ID
	Offices  []register.OfficeID // that decide
	TakenAt  register.OfficeID
	States   []State
	Evidence string // SHA-256 of a paper that an act names
	After    Cursor
	Limit    int
}

// Cursor is the last application of the page before. The zero Cursor begins: no
// deadline lies before 1970.
type Cursor struct {
	Due register.Day
	ID  ID
}
