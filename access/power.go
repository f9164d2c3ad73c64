package access

import (
	"context"
	"time"

	"samano/register"
)

// Author is by whom a power is changed, and when.
type Author struct {
	At     time.Time          `json:"at"`
	By     register.OfficerID `json:"by,omitempty"`     // empty: somebody at the machine itself, as when a register is founded
	Second register.OfficerID `json:"second,omitempty"` // the other officer who had to confirm it; empty: nobody had to
}

// PowerKind is a sort of change. The set is closed; its words are stored.
type PowerKind string

// The kinds of changes that the desk's accounts make. Other stores have theirs.
const (
	OfficePut      PowerKind = "office-put"
	PrintedSet     PowerKind = "printed-start-set"
	AccountAdded   PowerKind = "account-added"
	AccountChanged PowerKind = "account-changed"
	ChangeAsked    PowerKind = "change-asked"    // it waits for a second administrator
	ResetConfirmed PowerKind = "reset-confirmed" // it waits for its hour
	ChangeEnded    PowerKind = "change-ended"    // it was made, withdrawn, or waited too long
	LooksDropped   PowerKind = "looks-dropped"   // the law's time for them is over
	RecoverySet    PowerKind = "recovery-set"    // a new recovery paper
	OversightSet   PowerKind = "oversight-set"   // a new paper of the overseers
	PasswordReset  PowerKind = "password-reset"  // by somebody else
	PasswordChosen PowerKind = "password-chosen" // by the officer
	PasswordHashed PowerKind = "password-hashed" // the same, at another cost
)

// Power is an entry of the log of powers: a change of an account, an office, a password or a request. What stands
// from then on is kept with it, for whoever verifies the log; readers see who did what and when.
type Power struct {
	Seq     int64        `json:"seq"`
	What    PowerKind    `json:"what"`
	Subject PowerSubject `json:"subject"`
	Author
}

// PowerSubject names what a power is about, by kind and name: "account/noy".
type PowerSubject string

// AccountSubject is the subject of entries about an account.
func AccountSubject(id register.OfficerID) PowerSubject { return PowerSubject("account/" + string(id)) }

// ChangeSubject is the subject of entries about a change of an account that waits.
func ChangeSubject(id register.OfficerID) PowerSubject { return PowerSubject("change/" + string(id)) }

// OfficeSubject is the subject of entries about an office.
func OfficeSubject(id register.OfficeID) PowerSubject { return PowerSubject("office/" + string(id)) }

// PowerQuery asks for entries of the log, the newest first.
type PowerQuery struct {
	Before  int64              // only those with a smaller Seq
	About   PowerSubject       // empty: about whatever
	Officer register.OfficerID // only those by this officer, or confirmed by them; empty: by whomever
	Limit   int
}

// DroppedLooks keeps how many looks are gone because the law's time for them was over. The looks' own log cannot say so:
// whoever deletes looks may pretend it.
type DroppedLooks interface {
	// PutDropped says that looks before that Seq are to go.
	PutDropped(ctx context.Context, by Author, stays int64) error
	// Dropped returns the first Seq that stays; 0: none has gone.
	Dropped(ctx context.Context) (stays int64, err error)
}

// Powers reads the log of powers. Every change through the desk's other methods leaves an entry, in the transaction that
// makes it.
type Powers interface {
	Powers(ctx context.Context, q PowerQuery) ([]Power, error)
}

// Log reads the log of powers for an auditor.
func (a *Accounts) Log(ctx context.Context, by Actor, q PowerQuery) ([]Power, error) {
	if err := a.rules.Has(by, Audit, register.DayAt(a.clock())); err != nil {
		return nil, err
	}
	return a.desk.Powers(ctx, q)
}
