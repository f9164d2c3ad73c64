package factor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"time"

	"samano/access"
	"samano/access/password"
	"samano/keys"
	"samano/register"
)

const (
	// FreshFor is how old a proof may be for what is hard to take back. A registrar decides several
	// acts in a row; an unlocked screen is found later.
	FreshFor = 10 * time.Minute
	// proveWithin ends a session that was begun by a password and never proved.
	proveWithin = 10 * time.Minute
	// entriesKept is how long the owner of an account sees a sign-in.
	entriesKept = 30 * 24 * time.Hour
)

// asksProof are the kinds of acts for which a registrar proves a factor anew: they join or part
// people, hide them, or destroy what is stored.
var asksProof = map[register.Kind]bool{
	register.KindMerge: true, register.KindUnmerge: true, register.KindProtection: true,
	register.KindAdoption: true, register.KindAdoptionEnd: true, register.KindErasure: true, // which seal or erase
}

// AsksProof reports whether registering an act of the kind needs a proof that is not old.
func AsksProof(k register.Kind) bool { return asksProof[k] }

// passwordSignIn is hidden behind SignIn, so that nobody resumes a session past its proof.
type passwordSignIn = access.SignIn

// SignIn opens and checks sessions, with the second step. It is safe for concurrent use.
type SignIn struct {
	*passwordSignIn
	c Config
}

// Config is what a sign-in works with. All fields are needed.
type Config struct {
	SignIn    *access.SignIn
	Desk      access.Desk
	Store     Store
	Passwords *password.Hasher
	Sealer    *keys.Sealer // of what checks a proof, and of what forms carry along
	Now       func() time.Time
	Random    io.Reader
}

// NewSignIn returns the sign-in of a desk.
func NewSignIn(c Config) *SignIn { return &SignIn{c.SignIn, c} }

// Begin begins a session by a password, as access.SignIn.Begin. If the account has a factor, the
// session opens nothing before Prove, and asks is true. browser is its kind (Entry).
func (s *SignIn) Begin(ctx context.Context, c access.Credentials, browser string) (t access.Token, session access.Session, asks bool, err error) {
	const op = "factor.Begin"
	t, session, err = s.passwordSignIn.Begin(ctx, c)
	if err != nil {
		return "", session, false, err
	}
	held, err := s.c.Store.Factors(ctx, OfOfficer(session.Officer))
	if err != nil {
		return "", session, false, fmt.Errorf("%s: %w", op, err)
	}
	e := Entry{Session: session.ID, Subject: OfOfficer(session.Officer), Began: session.Started, Browser: browser}
	if asks = len(held) > 0; !asks {
		e.Proved = session.Started
	}
	if err := s.c.Store.PutEntry(ctx, e); err != nil {
		return "", session, false, fmt.Errorf("%s: %w", op, err)
	}
	return t, session, asks, nil
}

// Resume says who holds the token, as access.SignIn.Resume. A session that was not proved is
// register.Forbidden with CodeProofMissing.
func (s *SignIn) Resume(ctx context.Context, t access.Token) (access.Actor, access.Session, error) {
	who, session, e, err := s.entry(ctx, t)
	if err == nil && e.Proved.IsZero() {
		err = register.Coded(register.Forbidden, "factor.Resume", CodeProofMissing)
	}
	if err != nil {
		return access.Actor{}, access.Session{}, err
	}
	return who, session, nil
}

// entry returns whose session a token opens, and what it has proved.
func (s *SignIn) entry(ctx context.Context, t access.Token) (access.Actor, access.Session, Entry, error) {
	const op = "factor.Resume"
	who, session, err := s.passwordSignIn.Resume(ctx, t)
	if err != nil {
		return who, session, Entry{}, err
	}
	e, err := s.c.Store.Entry(ctx, session.ID)
	switch {
	case register.KindOf(err) == register.NotFound, err == nil && e.Subject != OfOfficer(who.Officer.ID),
		err == nil && e.Proved.IsZero() && s.c.Now().Sub(session.Started) > proveWithin:
		err = register.Coded(register.Forbidden, op, access.CodeSessionEnded)
	case err != nil:
		err = fmt.Errorf("%s: %w", op, err)
	}
	return who, session, e, err
}

// Asked is what a session may be proved by.
type Asked struct {
	Who      access.Actor
	Session  access.Session
	Proved   bool // it was once, and is asked anew
	Password bool // the account has no factor
	Kinds    []Kind
}

// Asked returns what the session of a token may be proved by.
func (s *SignIn) Asked(ctx context.Context, t access.Token) (a Asked, err error) {
	var e Entry
	if a.Who, a.Session, e, err = s.entry(ctx, t); err != nil {
		return Asked{}, err
	}
	held, err := s.Factors(ctx, a.Who)
	for _, f := range held {
		a.Kinds = append(a.Kinds, f.Kind)
	}
	a.Proved, a.Password = !e.Proved.IsZero(), len(held) == 0
	return a, err
}

// Proof is what somebody hands in to prove a factor: one of its fields.
type Proof struct {
	Code     string // of an app or from paper
	Password string // where the account has no factor
	Passkey  Answer
	From     netip.Addr // as access.Credentials have it
	Device   access.Device
}

// Prove proves the session of a token by a factor of its account, or by the password where it has
// none. Attempts are counted as those at passwords are, and apart from them. A recovery code ends
// all other factors and sign-ins of the account.
func (s *SignIn) Prove(ctx context.Context, t access.Token, p Proof) error {
	const op = "factor.Prove"
	who, session, e, err := s.entry(ctx, t)
	if err != nil {
		return err
	}
	counted := access.Credentials{Account: string(who.Officer.ID), From: p.From, Device: p.Device}.ProofKeys()
	wait, err := s.c.Desk.Attempt(ctx, counted, s.c.Now())
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	if wait > 0 {
		err := &register.Error{Kind: register.Forbidden, Op: op, Code: access.CodeSignInLocked, Err: &access.LockedError{Wait: wait}}
		s.tellRefused(ctx, who, p, err)
		return err
	}
	recovered, err := s.check(ctx, who, session, p)
	if err != nil {
		s.tellRefused(ctx, who, p, err)
		return err
	}
	if err := s.c.Desk.Succeeded(ctx, counted[0], counted[1:]...); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	e.Proved = s.c.Now()
	if err := s.c.Store.PutEntry(ctx, e); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	if recovered {
		return s.EndOthers(ctx, who, session)
	}
	return nil
}

// tellRefused tells those who run the server of a proof that was refused: whoever guesses at it has the password already.
func (s *SignIn) tellRefused(ctx context.Context, who access.Actor, p Proof, err error) {
	s.Tell(ctx, access.Credentials{Account: string(who.Officer.ID), From: p.From, Device: p.Device}, access.Session{}, err)
}

// check checks a proof and uses it up; what does not hold is CodeProofWrong.
func (s *SignIn) check(ctx context.Context, who access.Actor, session access.Session, p Proof) (recovered bool, err error) {
	const op = "factor.Prove"
	held, err := s.c.Store.Factors(ctx, OfOfficer(who.Officer.ID))
	if err != nil {
		return false, fmt.Errorf("%s: %w", op, err)
	}
	wrong := register.Coded(register.Forbidden, op, CodeProofWrong)
	if len(held) == 0 {
		stored, err := s.c.Desk.Secret(ctx, who.Officer.ID)
		if err != nil {
			return false, fmt.Errorf("%s: %w", op, err)
		}
		right, _, err := s.c.Passwords.Check(ctx, p.Password, stored)
		if err == nil && !right {
			err = wrong
		}
		return false, err
	}
	f, to, err := s.proved(who, session, held, p)
	if err != nil {
		return false, err
	}
	if f == nil {
		return false, wrong
	}
	step := Step{From: f.Usage, To: to, At: s.c.Now()}
	if f.Kind == Recovery {
		err = s.c.Store.Recover(ctx, access.Author{At: step.At, By: who.Officer.ID}, f.ID, step)
	} else {
		err = s.c.Store.UseFactor(ctx, f.ID, step)
	}
	// What is not found was used by the same proof at the same time, or was removed meanwhile.
	if err != nil && register.KindOf(err) == register.NotFound {
		return false, wrong
	}
	if err != nil {
		return false, fmt.Errorf("%s: %w", op, err)
	}
	return f.Kind == Recovery, nil
}

// proved returns the factor that a proof is of, and its usage from then on; nil: of none.
func (s *SignIn) proved(who access.Actor, session access.Session, held []Factor, p Proof) (*Factor, Usage, error) {
	if p.Passkey.given() {
		return s.passkeyProved(who, session, held, p.Passkey)
	}
	typed := typedCode(p.Code)
	for i := range held {
		f := &held[i]
		to := f.Usage
		var ok bool
		switch letters, _ := lettersOf(f.Kind); {
		case f.Kind == TOTP && len(typed) == totpDigits:
			secret, err := s.open(f)
			if err != nil {
				return nil, to, err
			}
			to.Mark, ok = totpStep(secret.TOTP, typed, f.Usage.Mark, s.c.Now())
		case (f.Kind == List || f.Kind == Recovery) && len(typed) == letters:
			secret, err := s.open(f)
			if err != nil {
				return nil, to, err
			}
			var bit int64
			bit, ok = unusedCode(f.ID, secret.Codes, typed, f.Usage.Codes)
			to.Codes |= bit
		}
		if ok {
			return f, to, nil
		}
	}
	return nil, Usage{}, nil
}

// Fresh refuses with CodeProofOld what needs a proof that is not old.
func (s *SignIn) Fresh(ctx context.Context, session access.Session) error {
	const op = "factor.Fresh"
	e, err := s.c.Store.Entry(ctx, session.ID)
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	if s.c.Now().Sub(e.Proved) > FreshFor {
		return register.Coded(register.Forbidden, op, CodeProofOld)
	}
	return nil
}

// Once signs an officer in for one command at the machine itself, as access.SignIn.Once. ask returns
// a code, and is called where the account has a factor.
func (s *SignIn) Once(ctx context.Context, c access.Credentials, ask func() (string, error)) (who access.Actor, err error) {
	c = c.AtTheMachine()
	t, _, asks, err := s.Begin(ctx, c, "")
	if err != nil {
		return access.Actor{}, err
	}
	defer func() {
		if ended := s.SignOut(ctx, t); err == nil {
			err = ended
		}
	}()
	if asks {
		code, err := ask()
		if err != nil {
			return access.Actor{}, err
		}
		if err := s.Prove(ctx, t, Proof{Code: code, Device: c.Device}); err != nil {
			return access.Actor{}, err
		}
	}
	who, _, err = s.Resume(ctx, t)
	return who, err
}

// Entries returns the last sign-ins of the officer's own account, the newest first.
func (s *SignIn) Entries(ctx context.Context, who access.Actor) ([]Entry, error) {
	const shown = 10
	return s.c.Store.Entries(ctx, OfOfficer(who.Officer.ID), shown)
}

// EndOthers ends all sessions of the officer's own account but this one.
func (s *SignIn) EndOthers(ctx context.Context, who access.Actor, keep access.Session) error {
	const op = "factor.EndOthers"
	err := errors.Join(s.c.Desk.EndSessions(ctx, who.Officer.ID, keep.ID), s.c.Store.EndEntries(ctx, OfOfficer(who.Officer.ID), keep.ID))
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	return nil
}

// Sweep does what access.SignIn.Sweep does, and forgets old sign-ins.
func (s *SignIn) Sweep(ctx context.Context) error {
	return errors.Join(s.passwordSignIn.Sweep(ctx), s.c.Store.PruneEntries(ctx, s.c.Now().Add(-entriesKept)))
}
