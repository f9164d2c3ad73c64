package request

import (
	"context"
	"time"

	"samano/register"
)

// Store keeps requests. Every change is durable when the call returns.
type Store interface {
	// AddRequest keeps a new request and gives it the next number of its office and year. A paper that is
	// not stored is register.Invalid.
	AddRequest(ctx context.Context, r Request) (no int, err error)
	// PutRequest replaces a request of the version before; another one is register.Conflict.
	PutRequest(ctx context.Context, r Request) error
	Request(ctx context.Context, id ID) (Request, error)
	// RequestNamed returns the request of that office, year and number.
	RequestNamed(ctx context.Context, office register.OfficeID, year, no int) (Request, error)
	ListRequests(ctx context.Context, l List) ([]Request, error)
	// EnteredSince counts the requests that an officer has entered since that time.
	EnteredSince(ctx context.Context, by register.OfficerID, at time.Time) (int, error)
	// Overdue counts the drawn requests of an officer that nobody has judged though they were due before
	// that day.
	Overdue(ctx context.Context, by register.OfficerID, day register.Day) (int, error)
}

// List says which requests are listed: one of its fields.
type List struct {
	Office register.OfficeID  // those that were entered there, the newest first
	Judge  *register.OfficeID // those that this office is to judge, the first due first
	Limit  int
}
