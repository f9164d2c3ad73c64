package access

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net/netip"
	"time"

	"samano/access/password"
	"samano/register"
)

// Token is what an officer's browser holds. It is a secret: never log it, never
// put it into a URL.
type Token string

// SessionID names a session where it is kept and listed. It is the token's HMAC under a key that lies in no database:
// nobody gets the token back from it, and nobody who writes to the database names a session of a token.
type SessionID string

// Session is one sign-in that has not ended.
type Session struct {
	ID       SessionID
	Officer  register.OfficerID
	Started  time.Time
	LastUsed time.Time // to the minute; see touchEvery
}

const (
	// tokenBytes: 256 bits, so that no number of guesses meets one.
	tokenBytes = 32
	// IdleLimit ends a session that nobody uses: a village has one room.
	IdleLimit = 15 * time.Minute
	// SessionLimit ends every session: a working day and its overtime.
	SessionLimit = 12 * time.Hour
	// maxSessions bounds an officer's sessions: desk, second desk, a telephone.
	// A further sign-in ends the oldest.
	maxSessions = 4
	// touchEvery saves a durable write on most requests; a session may so end up
	// to a minute early, never late.
	touchEvery = time.Minute
)

// newToken makes a token that says whose session it opens and since when, so that a row of another officer, or of
// another time, is not the one that it names.
func newToken(secret []byte, account register.OfficerID, started time.Time) Token {
	b := binary.BigEndian.AppendUint64(secret, uint64(started.UnixMicro()))
	return Token(base64.RawURLEncoding.EncodeToString(append(b, account...)))
}

// opens reports whether the session is the one of which the token says that it opens it.
func (t Token) opens(s Session) bool {
	b, err := base64.RawURLEncoding.DecodeString(string(t))
	return err == nil && len(b) > tokenBytes && newToken(b[:tokenBytes:tokenBytes], s.Officer, s.Started) == t
}

// id returns the name of the session that the token opens.
func (s *SignIn) id(t Token) SessionID {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(t))
	return SessionID(hex.EncodeToString(mac.Sum(nil)))
}

// liveAt reports whether the session still stands at that time.
func (s Session) liveAt(now time.Time) bool {
	return now.Sub(s.LastUsed) < IdleLimit && now.Sub(s.Started) < SessionLimit
}

// SignIn opens and checks sessions. It is safe for concurrent use.
type SignIn struct {
	desk      Desk
	passwords *password.Hasher
	key       []byte
	clock     func() time.Time
	random    io.Reader
	tell      func(context.Context, SignInEvent) // nil: nobody is told
}

// NewSignIn returns the sign-in of a desk. The key names sessions: under another one all that were begun are over. The
// clock tells the country's own time.
func NewSignIn(desk Desk, passwords *password.Hasher, key []byte, clock func() time.Time, random io.Reader) *SignIn {
	return &SignIn{desk: desk, passwords: passwords, key: key, clock: clock, random: random}
}

// Credentials are what an officer hands in to sign in.
type Credentials struct {
	Account  string
	Password string
	From     netip.Addr // the zero Addr where there is none
	Device   Device     // as the face knows it again; zero: it does not
}

// Begin begins a session. Every refusal is register.Forbidden: with
// CodeSignInLocked and a *LockedError if there were too many attempts, otherwise
// with CodeSignInRefused, whatever was wrong.
func (s *SignIn) Begin(ctx context.Context, c Credentials) (_ Token, session Session, err error) {
	const op = "access.SignIn.Begin"
	defer func() { s.Tell(ctx, c, session, err) }()
	now := s.clock()
	account := accountID(c.Account)
	keys := attemptKeys(account, c)
	// The attempt is counted before the password is looked at, so that a thousand
	// at once do not all see an empty count.
	if err := s.attempt(ctx, op, keys, now); err != nil {
		return "", Session{}, err
	}
	if err := s.settle(ctx, account, now); err != nil {
		return "", Session{}, fmt.Errorf("%s: %w", op, err)
	}
	secret, right, err := s.check(ctx, account, c.Password)
	if err != nil {
		return "", Session{}, fmt.Errorf("%s: %w", op, err)
	}
	if !right {
		return "", Session{}, register.Coded(register.Forbidden, op, CodeSignInRefused)
	}
	officer, err := s.desk.Officer(ctx, account)
	if err != nil {
		return "", Session{}, fmt.Errorf("%s: %w", op, err)
	}
	if !officer.Active(register.DayAt(now)) {
		return "", Session{}, register.Coded(register.Forbidden, op, CodeSignInRefused)
	}
	if err := s.desk.Succeeded(ctx, keys[0], keys[1:]...); err != nil {
		return "", Session{}, fmt.Errorf("%s: %w", op, err)
	}
	return s.start(ctx, op, account, secret, now)
}

func (s *SignIn) attempt(ctx context.Context, op register.Operation, keys []AttemptKey, now time.Time) error {
	wait, err := s.desk.Attempt(ctx, keys, now)
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	if wait > 0 {
		return &register.Error{Kind: register.Forbidden, Op: op, Code: CodeSignInLocked, Err: &LockedError{wait}}
	}
	return nil
}

// check compares a password; an account that does not exist costs as much as one
// that does. A right password whose hash has another cost is hashed anew. It returns the hash that stands for it from then on.
func (s *SignIn) check(ctx context.Context, account register.OfficerID, typed string) (stored password.Secret, right bool, err error) {
	stored, err = s.desk.Secret(ctx, account)
	if err != nil && register.KindOf(err) != register.NotFound {
		return "", false, err
	}
	right, renew, err := s.passwords.Check(ctx, typed, stored)
	if err != nil || !right || !renew {
		return stored, right, err
	}
	text, err := s.passwords.Hash(ctx, typed)
	if err != nil {
		return "", false, err
	}
	return text, true, s.desk.UpgradeSecret(ctx, Author{At: s.clock(), By: account}, account, SecretChange{Old: stored, New: text})
}

// start begins a session, unless the password that was right is another one by now.
func (s *SignIn) start(ctx context.Context, op register.Operation, account register.OfficerID, secret password.Secret, now time.Time) (Token, Session, error) {
	b := make([]byte, tokenBytes)
	if _, err := io.ReadFull(s.random, b); err != nil {
		return "", Session{}, fmt.Errorf("%s: a token: %w", op, err)
	}
	token := newToken(b, account, now)
	session := Session{ID: s.id(token), Officer: account, Started: now, LastUsed: now}
	if err := s.desk.StartSession(ctx, session, secret, maxSessions); err != nil {
		return "", Session{}, asked(op, err, register.NotFound, CodeSignInRefused)
	}
	return token, session, nil
}

// Resume says who holds the token, as officer and office stand now. If nobody
// does, it is register.Forbidden with CodeSessionEnded.
func (s *SignIn) Resume(ctx context.Context, t Token) (Actor, Session, error) {
	const op = "access.Resume"
	now := s.clock()
	ended := func(err error) (Actor, Session, error) {
		if err == nil || register.KindOf(err) == register.NotFound {
			err = register.Coded(register.Forbidden, op, CodeSessionEnded)
		}
		return Actor{}, Session{}, err
	}
	session, err := s.desk.Session(ctx, s.id(t))
	if err != nil || !t.opens(session) || !session.liveAt(now) {
		return ended(err)
	}
	var who Actor
	if who.Officer, err = s.desk.Officer(ctx, session.Officer); err != nil || !who.Officer.Active(register.DayAt(now)) {
		return ended(err)
	}
	if who.Office, err = s.desk.Office(ctx, who.Officer.Office); err != nil {
		return ended(err)
	}
	if now.Sub(session.LastUsed) >= touchEvery {
		session.LastUsed = now
		if err := s.desk.TouchSession(ctx, session.ID, now); err != nil {
			return ended(err)
		}
	}
	return who, session, nil
}

// SignOut ends the session of the token.
func (s *SignIn) SignOut(ctx context.Context, t Token) error {
	return s.desk.EndSession(ctx, s.id(t))
}

// PasswordChange is a change of one's own password.
type PasswordChange struct {
	Old, New string
	Keep     SessionID // the session it comes from goes on, all others end
}

// ChangePassword changes one's own password. A stranger at an open session does
// not know the old one, and guesses at it are counted by that session: they keep nobody
// from signing in, nor does who guesses there keep the officer from the change.
func (s *SignIn) ChangePassword(ctx context.Context, who Actor, c PasswordChange) error {
	const op = "access.ChangePassword"
	account := who.Officer.ID
	if bad := password.CheckNew(c.New, account); len(bad) > 0 {
		return register.InvalidBy(op, bad...)
	}
	keys := []AttemptKey{homeKeyOf(string(c.Keep), account)}
	if err := s.attempt(ctx, op, keys, s.clock()); err != nil {
		return err
	}
	_, right, err := s.check(ctx, account, c.Old)
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	if !right {
		return register.Coded(register.Forbidden, op, CodeSignInRefused)
	}
	if err := s.desk.Succeeded(ctx, keys[0], keys[1:]...); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	if _, same, err := s.check(ctx, account, c.New); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	} else if same {
		return register.InvalidBy(op, register.Blocked(CodePasswordSame, "password"))
	}
	text, err := s.passwords.Hash(ctx, c.New)
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	return s.desk.SetSecret(ctx, Author{At: s.clock(), By: account}, account, text, false, c.Keep)
}

// Sweep deletes ended sessions and forgotten attempts, gives accounts the new passwords whose hour has come, and ends
// changes of accounts that nobody confirmed; call it now and then.
func (s *SignIn) Sweep(ctx context.Context) error {
	now := s.clock()
	if err := s.settleAll(ctx, now); err != nil {
		return fmt.Errorf("access.Sweep: %w", err)
	}
	if err := s.desk.PruneSessions(ctx, SessionTimes{LastUsed: now.Add(-IdleLimit), Started: now.Add(-SessionLimit)}); err != nil {
		return fmt.Errorf("access.Sweep: %w", err)
	}
	return s.desk.PruneAttempts(ctx, now.Add(-forgetAfter))
}
