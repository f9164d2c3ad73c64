package request

import (
	"context"
	"time"

	"samano/register"
)

// Store keeps requests. Every change is durable when the call returns. One that keeps a log of powers appends an entry to
// it in the same transaction (Entered, Confirmed, Judged).
type Store interface {
	// AddRequest keeps a new request and gives it the next number of its office and year. A paper that is
	// not stored is register.Invalid. So is one whose officer has entered so many since, of dangers or
	// of all others (CodeMany), and one whose paper proves a request for another number already (CodePaperUsed).
	AddRequest(ctx context.Context, r Request, b Bound) (no int, err error)
	// PutRequest replaces a request of the version before; another one is register.Conflict. by confirms or judges it.
	PutRequest(ctx context.Context, r Request, by register.OfficerID, at time.Time) error
	Request(ctx context.Context, id ID) (Request, error)
	// RequestNamed returns the request of that office, year and number.
	RequestNamed(ctx context.Context, office register.OfficeID, year, no int) (Request, error)
	ListRequests(ctx context.Context, l List) ([]Request, error)
	// Overdue counts the drawn requests that an officer entered or confirmed, and that nobody has judged though they were due before
	// that day.
	Overdue(ctx context.Context, by register.OfficerID, day register.Day) (int, error)
}

// The kinds of entries about a request in the log of powers.
const (
	Entered   = "request-entered"
	Confirmed = "request-confirmed"
	Judged    = "request-judged"
)

// List says which requests are listed: one of its fields.
type List struct {
	Office register.OfficeID  // those that were entered there, the newest first
	Judge  *register.OfficeID // those that this office is to judge, the first due first; of Office alone, if that is given
	Skip   int
	Limit  int
}

// Bound is how many requests of a sort an officer may have entered since a time, before one more.
type Bound struct {
	Since time.Time
	Most  int
}
