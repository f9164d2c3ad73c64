package access

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"errors"

	"samano/register"
)

// SignInEvent is what the operator of a server is told of an attempt to sign in. It holds nothing that was typed: some type
// passwords as the account. Tried and Network are keyed hashes of account and network: the same one is the same text.
type SignInEvent struct {
	Outcome        string             // "signed-in", "sign-in-failed" in an outage, or the code of the refusal
	Account        register.OfficerID // who signed in; empty: nobody did
	Tried, Network string
}

// OnAttempt calls tell for each attempt to sign in. Set it before the first attempt.
func (s *SignIn) OnAttempt(tell func(context.Context, SignInEvent)) { s.tell = tell }

// Tell tells of an attempt, whether it failed, and who signed in by it, if anybody did.
func (s *SignIn) Tell(ctx context.Context, c Credentials, session Session, err error) {
	if s.tell == nil {
		return
	}
	hash := func(text string) string {
		mac := hmac.New(sha256.New, s.key)
		mac.Write([]byte("event " + text))
		return base32.StdEncoding.EncodeToString(mac.Sum(nil))[:10] // 50 bits tell a country's accounts and networks apart
	}
	e := SignInEvent{"signed-in", session.Officer, hash("account " + string(accountID(c.Account))), ""}
	if c.From.IsValid() {
		e.Network = hash("network " + NetworkOf(c.From).String())
	}
	var refused *register.Error
	if errors.As(err, &refused) && refused.Code != "" && refused.Kind == register.Forbidden {
		e.Outcome = refused.Code
	} else if err != nil {
		e.Outcome = "sign-in-failed"
	}
	s.tell(ctx, e)
}
