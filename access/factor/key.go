package factor

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"samano/access"
	"samano/access/factor/passkey"
	"samano/register"
)

// Question is what a browser is asked of a passkey: options for the browser, and what the form
// carries to the answer.
type Question struct{ Options, State string }

// Answer is what a browser answers.
type Answer struct {
	State    string
	Response string // empty: none was given
	Site     passkey.Site
}

// given reports whether there is an answer.
func (a Answer) given() bool { return a.Response != "" }

// owner returns an account as browsers know it, with its passkeys, and where each stands in held.
func (s *SignIn) owner(who access.Actor, held []Factor) (o passkey.Owner, at []int, err error) {
	// The handle is stored in devices, and names nobody to whoever finds one.
	handle := sha256.Sum256([]byte("samano passkeys of " + string(OfOfficer(who.Officer.ID))))
	o = passkey.Owner{Handle: handle[:], Name: string(who.Officer.ID)}
	for i := range held {
		if held[i].Kind != Passkey {
			continue
		}
		of, err := s.open(&held[i])
		if err != nil {
			return o, nil, err
		}
		o.Held, at = append(o.Held, passkey.Held{Credential: of.Passkey, Count: held[i].Usage.Count}), append(at, i)
	}
	return o, at, nil
}

func (s *SignIn) question(q passkey.Question, what string, session access.Session) (Question, error) {
	state, err := s.carry(Passkey, what, session, q.State)
	return Question{string(q.Options), state}, err
}

// StartPasskey asks a browser to make a passkey.
func (s *SignIn) StartPasskey(ctx context.Context, r Registration, at passkey.Site) (Question, error) {
	_, held, err := s.prepare(ctx, r, Passkey)
	if err != nil {
		return Question{}, err
	}
	o, _, err := s.owner(r.Who, held)
	if err != nil {
		return Question{}, err
	}
	q, err := passkey.Register(at, o)
	if err != nil {
		return Question{}, fmt.Errorf("factor.StartPasskey: %w", err)
	}
	return s.question(q, toRegister, r.Session)
}

// RegisterPasskey registers the passkey that a browser has made.
func (s *SignIn) RegisterPasskey(ctx context.Context, r Registration, a Answer) error {
	f, held, err := s.prepare(ctx, r, Passkey)
	if err != nil {
		return err
	}
	begun, err := s.carried(Passkey, toRegister, r.Session, a.State)
	if err != nil {
		return err
	}
	o, _, err := s.owner(r.Who, held)
	if err != nil {
		return err
	}
	made, err := passkey.Registered(a.Site, o, begun.Content, []byte(a.Response))
	if err != nil {
		return refusedKey("factor.RegisterPasskey", err)
	}
	f.ID, f.Usage.Count, f.Usage.Mark = idOf(made.ID), made.Count, begun.At.UnixMicro()
	return s.add(ctx, r, f, secret{Passkey: made.Credential})
}

// AskPasskey asks a browser for a proof of one of the account's passkeys.
func (s *SignIn) AskPasskey(ctx context.Context, a Asked, at passkey.Site) (Question, error) {
	held, err := s.Factors(ctx, a.Who)
	if err != nil {
		return Question{}, err
	}
	o, _, err := s.owner(a.Who, held)
	if err != nil {
		return Question{}, err
	}
	q, err := passkey.Ask(at, o)
	if err != nil {
		return Question{}, fmt.Errorf("factor.AskPasskey: %w", err)
	}
	return s.question(q, toProve, a.Session)
}

// passkeyProved checks an answer. Its challenge has to be newer than the last one that was answered,
// so that no answer counts twice.
func (s *SignIn) passkeyProved(who access.Actor, session access.Session, held []Factor, a Answer) (*Factor, Usage, error) {
	begun, err := s.carried(Passkey, toProve, session, a.State)
	if err != nil {
		return nil, Usage{}, err
	}
	o, at, err := s.owner(who, held)
	if err != nil {
		return nil, Usage{}, err
	}
	nth, count, err := passkey.Proved(a.Site, o, begun.Content, []byte(a.Response))
	if err != nil {
		return nil, Usage{}, refusedKey("factor.Prove", err)
	}
	f := &held[at[nth]]
	to := Usage{Mark: begun.At.UnixMicro(), Count: count, Codes: f.Usage.Codes}
	if to.Mark <= f.Usage.Mark {
		return nil, Usage{}, nil
	}
	return f, to, nil
}

// refusedKey gives an answer that does not hold its code.
func refusedKey(op register.Operation, err error) error {
	if errors.Is(err, passkey.ErrRefused) || errors.Is(err, passkey.ErrCopied) {
		return &register.Error{Kind: register.Forbidden, Op: op, Code: CodePasskey, Err: err}
	}
	return fmt.Errorf("%s: %w", op, err)
}
