// Package factor owns what is proved beside a password: one-time codes of an app (TOTP), printed
// lists of one-time codes, passkeys, and the recovery codes that replace a lost one. Each is a
// [Factor] of a [Subject]. Officers have them now; residents and posts follow under subjects of
// their own.
//
// # Signing in
//
// [SignIn] is the sign-in of package access with this second step. An account with a factor is
// asked for a proof of one. Until then its session opens nothing. The session remembers when it
// was last proved ([Entry]), and what is hard to take back asks for a proof that is not older than
// [FreshFor] ([SignIn.Fresh]). An account without a factor proves by its password again.
//
// # What is kept
//
// What checks a proof is sealed, with its subject, kind and id: whoever writes to the database can
// neither plant a factor nor move one to another account. Every registration, removal and recovery
// leaves an entry in the log of powers. [Store] keeps both; package factortest has its suite.
package factor

import (
	"context"
	"time"

	"samano/access"
	"samano/register"
)

// Subject names whose a factor is, by kind and name: "officer/noy". It is stored.
type Subject string

// OfOfficer is the subject of an officer's account.
func OfOfficer(id register.OfficerID) Subject { return Subject("officer/" + id) }

// Kind is a sort of factor. The set is closed; its words are stored.
type Kind string

// The kinds of factors.
const (
	TOTP     Kind = "totp"     // codes of an app by the time (RFC 6238)
	List     Kind = "list"     // codes on paper, each used once
	Passkey  Kind = "passkey"  // a key in a device, opened by finger, face or PIN (WebAuthn)
	Recovery Kind = "recovery" // codes on paper that replace a lost factor and end all others
)

// ID names a factor. It is random.
type ID string

// Factor is one that a subject has registered.
type Factor struct {
	ID       ID
	Subject  Subject
	Kind     Kind
	Name     string // given by its owner, to tell two of a kind apart; may be empty
	Since    time.Time
	LastUsed time.Time // zero: never
	Usage    Usage
	Secret   []byte // sealed: what checks a proof
}

// Usage is what proofs have used up of a factor. Each proof moves it on, so that none counts twice.
type Usage struct {
	// Mark is what the next proof must exceed: the step of a TOTP code, or when the challenge of a
	// passkey was made.
	Mark int64
	// Count is the signature counter of a passkey, 0 where it has none.
	Count int64
	// Codes has a bit for each code of a list that was used.
	Codes int64
}

// Step is a change of a factor's usage by one proof.
type Step struct {
	From, To Usage
	At       time.Time
}

// Entry is a sign-in as the account's owner sees it later, and what its session has proved.
type Entry struct {
	Session access.SessionID
	Subject Subject
	Began   time.Time
	Proved  time.Time // the last proof; zero: the session opens nothing any more
	Browser string    // its kind alone: "Firefox", "Chrome"; empty: the command line
}

// The kinds of changes in the log of powers.
const (
	Added     access.PowerKind = "factor-added"
	Removed   access.PowerKind = "factor-removed"
	Recovered access.PowerKind = "factor-recovered" // a recovery code was used, which ended the others
)

// PowerSubject is the subject of entries about a factor.
func (f Factor) PowerSubject() access.PowerSubject {
	return access.PowerSubject("factor/" + string(f.Subject) + "/" + string(f.ID))
}

// Store keeps factors and sign-ins. Every change is durable when the call returns. Errors are of
// kind register.NotFound, Conflict or Unavailable.
type Store interface {
	// AddFactor adds one; an id that is there is register.Conflict.
	AddFactor(ctx context.Context, by access.Author, f Factor) error
	// Factors returns those of a subject, the oldest first.
	Factors(ctx context.Context, of Subject) ([]Factor, error)
	// UseFactor takes a step. If the usage is not the one from which it goes, as another proof was
	// first, it is register.NotFound. It is atomic.
	UseFactor(ctx context.Context, id ID, s Step) error
	// Recover takes a step of recovery codes, as UseFactor, and removes all other factors of their
	// subject, all at once.
	Recover(ctx context.Context, by access.Author, id ID, s Step) error
	// RemoveFactor removes one of a subject; one that is not there is register.NotFound.
	RemoveFactor(ctx context.Context, by access.Author, of Subject, id ID) error
	// RemoveFactors removes all of a subject; none is no error.
	RemoveFactors(ctx context.Context, by access.Author, of Subject) error

	// PutEntry adds a sign-in, or replaces that of its session.
	PutEntry(ctx context.Context, e Entry) error
	Entry(ctx context.Context, session access.SessionID) (Entry, error)
	// Entries returns the newest of a subject, at most limit.
	Entries(ctx context.Context, of Subject, limit int) ([]Entry, error)
	// EndEntries takes the proofs from all sign-ins of a subject but one.
	EndEntries(ctx context.Context, of Subject, but access.SessionID) error
	// PruneEntries deletes those that began before.
	PruneEntries(ctx context.Context, before time.Time) error
}
