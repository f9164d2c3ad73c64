// Package passkey owns the ceremonies of WebAuthn, by go-webauthn: what a browser is asked, and
// whether its answer holds. It keeps nothing. User verification is required, and attestation is
// not asked for: whose device it is, is not the register's business.
package passkey

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Site is where a browser is: the name by which it calls the server, and its origin. A passkey
// belongs to a name, and answers no other origin.
type Site struct {
	Name   string // "register.gov.la"
	Origin string // "https://register.gov.la"
}

// Owner is whose passkeys they are.
type Owner struct {
	Handle []byte // tells accounts apart, and tells nobody which one it is
	Name   string // shown by the browser when it asks which one
	Held   []Held
}

// Held is a passkey that is registered.
type Held struct {
	Credential []byte // as Registered returned it
	Count      int64  // its signature counter as it was seen last
	ID         []byte // the credential's own; set by Registered alone
}

// Question is what a browser is asked, and the state by which its answer is checked. The state must
// not be altered by the browser, and may be read by it.
type Question struct{ Options, State []byte }

var (
	// ErrRefused means that an answer does not hold: another origin, another account's passkey, no
	// user verification, or no signature of this challenge.
	ErrRefused = errors.New("passkey: the answer does not hold")
	// ErrCopied means that the signature counter went back: there are two of the key.
	ErrCopied = errors.New("passkey: the signature counter went back")
)

// party returns the relying party that a site is.
func party(s Site) (*webauthn.WebAuthn, error) {
	w, err := webauthn.New(&webauthn.Config{
		RPID: s.Name, RPDisplayName: s.Name, RPOrigins: []string{s.Origin},
		AuthenticatorSelection: protocol.AuthenticatorSelection{UserVerification: protocol.VerificationRequired, ResidentKey: protocol.ResidentKeyRequirementDiscouraged},
		AttestationPreference:  protocol.PreferNoAttestation,
	})
	if err != nil {
		return nil, fmt.Errorf("passkey: %w", err)
	}
	return w, nil
}

// user is an owner as the library asks for one.
type user struct {
	Owner
	credentials []webauthn.Credential
}

func (u *user) WebAuthnID() []byte                         { return u.Handle }
func (u *user) WebAuthnName() string                       { return u.Name }
func (u *user) WebAuthnDisplayName() string                { return u.Name }
func (u *user) WebAuthnCredentials() []webauthn.Credential { return u.credentials }

func userOf(o Owner) (*user, error) {
	u := &user{Owner: o}
	for _, h := range o.Held {
		var c webauthn.Credential
		if err := json.Unmarshal(h.Credential, &c); err != nil {
			return nil, fmt.Errorf("passkey: a stored credential: %w", err)
		}
		c.Authenticator.SignCount = uint32(h.Count) // #nosec G115: it was one
		u.credentials = append(u.credentials, c)
	}
	return u, nil
}

func begin(s Site, o Owner) (*webauthn.WebAuthn, *user, error) {
	w, err := party(s)
	if err != nil {
		return nil, nil, err
	}
	u, err := userOf(o)
	return w, u, err
}

func question(options any, state *webauthn.SessionData) (q Question, err error) {
	if q.Options, err = json.Marshal(options); err == nil {
		q.State, err = json.Marshal(state)
	}
	return q, err
}

// sessionOf reads the state of a question, which has to be of the same site.
func sessionOf(s Site, state []byte) (session webauthn.SessionData, err error) {
	if err := json.Unmarshal(state, &session); err != nil {
		return session, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if session.RelyingPartyID != s.Name {
		return session, fmt.Errorf("%w: asked at another site", ErrRefused)
	}
	return session, nil
}

// Register asks a browser to make a passkey. Those that the owner has already are not made again.
func Register(s Site, o Owner) (Question, error) {
	w, u, err := begin(s, o)
	if err != nil {
		return Question{}, err
	}
	made, state, err := w.BeginRegistration(u, webauthn.WithExclusions(webauthn.Credentials(u.credentials).CredentialDescriptors()))
	if err != nil {
		return Question{}, fmt.Errorf("passkey: %w", err)
	}
	return question(made.Response, state)
}

// Registered checks the answer to Register, and returns the passkey.
func Registered(s Site, o Owner, state, answer []byte) (Held, error) {
	w, u, err := begin(s, o)
	if err != nil {
		return Held{}, err
	}
	session, err := sessionOf(s, state)
	if err != nil {
		return Held{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return Held{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	c, err := w.CreateCredential(u, session, parsed)
	if err != nil {
		return Held{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	c.Attestation = webauthn.CredentialAttestation{} // nobody asks later which device it was
	b, err := json.Marshal(c)
	return Held{b, int64(c.Authenticator.SignCount), c.ID}, err
}

// Ask asks a browser to prove one of the owner's passkeys.
func Ask(s Site, o Owner) (Question, error) {
	w, u, err := begin(s, o)
	if err != nil {
		return Question{}, err
	}
	asked, state, err := w.BeginLogin(u)
	if err != nil {
		return Question{}, fmt.Errorf("passkey: %w", err)
	}
	return question(asked.Response, state)
}

// Proved checks the answer to Ask. It returns which of the owner's passkeys it was, and its
// signature counter from now on.
func Proved(s Site, o Owner, state, answer []byte) (nth int, count int64, err error) {
	w, u, err := begin(s, o)
	if err != nil {
		return 0, 0, err
	}
	session, err := sessionOf(s, state)
	if err != nil {
		return 0, 0, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return 0, 0, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	c, err := w.ValidateLogin(u, session, parsed)
	if err != nil {
		return 0, 0, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if c.Authenticator.CloneWarning {
		return 0, 0, ErrCopied
	}
	for i := range u.credentials {
		if bytes.Equal(u.credentials[i].ID, c.ID) {
			return i, int64(c.Authenticator.SignCount), nil
		}
	}
	return 0, 0, ErrRefused
}
