// Package access owns who may see or do what: officers and their roles, how
// they sign in, the purpose without which nobody is read, and the looks that
// remain of every reading.
//
// # Who acts
//
// An [Officer] is a named account at an office; an [Actor] is an officer with
// the office as both stand at this moment. Every decision of this package is
// about an Actor, never about a name that somebody hands in. What an officer
// may do follows from roles ([Role]), each a short list of permissions
// ([Permission]); an officer without a role may do nothing. A permission holds
// for the office's own unit and what lies below it. That the law lets an office
// of that level register a kind of act is asked of the law pack ([Rules]).
// Four eyes (who took a declaration does not register it) is a rule about acts
// and is checked there.
//
// # Signing in
//
// [SignIn] turns an account and a password into a session, and a session into an
// Actor. Passwords are kept as argon2id hashes that nobody can read back;
// sessions are named by an HMAC of their token. Wrong guesses cost growing delays per
// account and per address, and an account that does not exist costs a guesser
// the same work and returns the same answer as one that does.
//
// # Reading
//
// Nobody is read without a purpose that the law gives to one of the reader's
// roles. The store asks every caller for a [Pass]. [Read] lends one to an officer's
// reading, and returns the answer only when its [Look] is on disk. [ForJob] and
// [ForWriting] lend one to work that shows nobody to anybody without a look of its
// own. Looks are read with a pass too. The person looked at sees the list ([Reader.LooksOf]).
//
// # Ports
//
// The package holds no SQL and no clock. [Desk] keeps accounts and sessions, in one database with
// applications and copies; [Looks] keeps looks, in a database of its own. The register holds acts
// and what follows from them, nothing else. Package accesstest has fakes of both and the suites
// that every implementation passes. Times come in as arguments or from a clock given at the start,
// and are in the country's own time zone, because the law counts its days.
package access

import (
	"context"
	"time"

	"samano/access/password"
	"samano/register"
)

// Desk keeps what an office needs beside the register. Every change is durable
// when the call returns. Errors are of kind register.NotFound, Conflict,
// Invalid or Unavailable.
type Desk interface {
	Offices
	Officers
	Sessions
	Attempts
	Changes
	Recovery
	Oversight
	DroppedLooks
	Powers
}

// Offices keeps offices.
type Offices interface {
	// PutOffice adds an office or replaces it, and ends the change of it that waits. One that stands at another level or
	// area is register.NotFound: Changes.MakeChange moves it.
	PutOffice(ctx context.Context, by Author, o register.Office) error
	Office(ctx context.Context, id register.OfficeID) (register.Office, error)
	// Offices returns all of them by id: a country has some thousand.
	Offices(ctx context.Context) ([]register.Office, error)
	// PutPrintedStart replaces where an office begins in that year; an office that
	// does not exist is register.NotFound.
	PutPrintedStart(ctx context.Context, by Author, p PrintedStart) error
	// PrintedStarts returns all of them, by office and year.
	PrintedStarts(ctx context.Context) ([]PrintedStart, error)
}

// PrintedStart says with which number on paper an office begins in a year: behind
// its paper book, or behind the papers that it gave out after the backup from which
// the register was restored.
type PrintedStart struct {
	Office register.OfficeID
	Year   int
	First  int // from 1
}

// Officers keeps officers and their secrets. Officers are never deleted, since
// acts and looks name them; they end. What changes one, or its secret, ends the change that waits for it (Changes), but
// UpgradeSecret does not.
type Officers interface {
	// AddOfficer refuses an id that was ever used with register.Conflict, and an
	// office that does not exist with register.NotFound.
	AddOfficer(ctx context.Context, by Author, o Officer, secret password.Secret) error
	// PutOfficer replaces all but id and secret, ends the officer's sessions and what that account asked for. An account
	// that is not as it was read is register.NotFound.
	PutOfficer(ctx context.Context, by Author, c OfficerChange) error
	Officer(ctx context.Context, id register.OfficerID) (Officer, error)
	// OfficersOf returns the officers of an office by id.
	OfficersOf(ctx context.Context, office register.OfficeID) ([]Officer, error)
	// Secret returns the encoded hash of the officer's password.
	Secret(ctx context.Context, id register.OfficerID) (password.Secret, error)
	// SetSecret replaces it, sets MustChange, and ends all sessions of the officer
	// but keep, all at once.
	SetSecret(ctx context.Context, by Author, id register.OfficerID, secret password.Secret, mustChange bool, keep SessionID) error
	// UpgradeSecret replaces the secret if it is still the old one; it touches nothing else.
	UpgradeSecret(ctx context.Context, by Author, id register.OfficerID, change SecretChange) error
}

// OfficerChange replaces an account as it was read by the one that is to be. Both have one id.
type OfficerChange struct{ Old, New Officer }

// SecretChange replaces one encoding of a password by a stronger one.
type SecretChange struct{ Old, New password.Secret }

// Sessions keeps sessions.
type Sessions interface {
	// StartSession keeps the officer's newest sessions up to most, this one among
	// them, and ends the others. If the officer's secret is another one, it is register.NotFound.
	StartSession(ctx context.Context, s Session, secret password.Secret, most int) error
	Session(ctx context.Context, id SessionID) (Session, error)
	// TouchSession moves Seen forward, never back; a session that ended stays ended.
	TouchSession(ctx context.Context, id SessionID, at time.Time) error
	// EndSession succeeds also for one that ended before.
	EndSession(ctx context.Context, id SessionID) error
	// EndSessions ends all sessions of an officer but keep.
	EndSessions(ctx context.Context, of register.OfficerID, keep SessionID) error
	// PruneSessions deletes the sessions that were last seen, or started, before.
	PruneSessions(ctx context.Context, before SessionTimes) error
}

// SessionTimes are the two times of a session that end it.
type SessionTimes struct{ LastUsed, Started time.Time }

// Attempts keeps count of attempts to sign in, each under a few keys.
type Attempts interface {
	// Attempt counts one attempt under every key. If a key is locked it counts none and
	// returns the longest wait. It is atomic: concurrent attempts see each other.
	Attempt(ctx context.Context, keys []AttemptKey, at time.Time) (wait time.Duration, err error)
	// Succeeded forgets all under the first key and takes back one attempt under
	// each of the others.
	Succeeded(ctx context.Context, forget AttemptKey, takeBack ...AttemptKey) error
	// PruneAttempts deletes counts that were last raised before.
	PruneAttempts(ctx context.Context, before time.Time) error
}

// Looks keeps looks, in an order of their own. Looks tell of people, so that they are read with a
// pass.
type Looks interface {
	// Append is durable when it returns without error. It gives the look its Seq,
	// moves At forward where the clock has gone back, and sorts the subjects
	// (SortSubjects). On an error the look may have been written or not; nothing
	// may be answered. The look counts on the budget in the same transaction (Budget.Spend); where
	// that refuses it, nothing is written but that it did, and the error is Spend's.
	Append(ctx context.Context, l Look, b Budget) (seq int64, err error)
	// Stops returns the newest hours in which officers of an office, or of all, were slowed down or stopped, at most limit.
	Stops(ctx context.Context, of register.OfficeID, limit int) ([]BudgetStop, error)
	// LooksOf returns the looks that name any of the subjects and that may be shown
	// on that day, newest first, each once, at most limit, with Seq less than
	// before.
	LooksOf(ctx context.Context, pass Pass, subjects []register.Ref, day register.Day, before int64, limit int) ([]Look, error)
	// LooksFrom returns up to limit looks from Seq on, in order: what an auditor walks.
	LooksFrom(ctx context.Context, pass Pass, from int64, limit int) ([]Look, error)
	// DropBefore deletes the looks of all months, of UTC, that ended by that time,
	// and says how many there were. Their Seqs are not given again.
	// Before each month goes, announce is told the first Seq that stays; on its error the month stays too.
	DropBefore(ctx context.Context, t time.Time, announce func(stays int64) error) (dropped int64, err error)
}
