package credential

import (
	"errors"
	"time"

	"github.com/veraison/go-cose"
)

// Outcome is what a check found. The set is closed. The zero value is a refusal.
type Outcome uint8

// The outcomes.
const (
	// Unreadable: the code is no certificate; Verdict.Stage says how far it got.
	Unreadable Outcome = iota
	// TooLarge: a limit was exceeded, and nothing was read.
	TooLarge
	// Unsigned: it carries no signature.
	Unsigned
	// UnknownIssuer: no trusted key has its issuer and key id, or the key was
	// not that issuer's on the day of issue.
	UnknownIssuer
	// Altered: the signature does not match the content.
	Altered
	// NotYetValid: well signed, for a time that has not come.
	NotYetValid
	// Expired: well signed, for a time that has passed.
	Expired
	// SignedStatusNotChecked: well signed and in its time. Whether a later act
	// superseded it is not known offline.
	SignedStatusNotChecked
)

// String returns the code of the outcome; text for people is made at the edge.
func (o Outcome) String() string {
	switch o {
	case TooLarge:
		return "too-large"
	case Unsigned:
		return "unsigned"
	case UnknownIssuer:
		return "unknown-issuer"
	case Altered:
		return "altered"
	case NotYetValid:
		return "not-yet-valid"
	case Expired:
		return "expired"
	case SignedStatusNotChecked:
		return "signed-status-not-checked"
	}
	return "unreadable"
}

// Refused reports whether the paper must not be relied on.
func (o Outcome) Refused() bool { return o != SignedStatusNotChecked }

// clockSkew is by how much an issuer's clock may be ahead of the checker's; the
// register accepts as much from a post.
const clockSkew = 10 * time.Minute

// Verdict is the answer of Check.
type Verdict struct {
	Outcome Outcome
	Stage   Stage  // set when Unreadable or TooLarge
	Detail  string // for an investigation, in English, without personal data

	// Claims, Ignored and Key are set when the signature was good: with
	// SignedStatusNotChecked, Expired and NotYetValid. A Claims.Kind of NoKind
	// means signed identity data that is no certificate.
	Claims  Claims
	Ignored []string
	Key     TrustedKey
}

// Check reads a code and verifies it against trust as of now. It needs no
// network and never fails: the verdict says what is wrong.
func Check(qrText string, trust Trust, now time.Time) Verdict {
	u, err := read(qrText)
	if err != nil {
		return unreadable(err)
	}
	return u.check(trust, now)
}

func unreadable(err error) Verdict {
	v := Verdict{Outcome: Unreadable, Detail: err.Error()}
	if read := (*ReadError)(nil); errors.As(err, &read) {
		v.Stage = read.Stage
	}
	if errors.Is(err, ErrTooLarge) {
		v.Outcome = TooLarge
	}
	return v
}

// check decides in this order: who signed, whether the signature is good, and
// only then what the claims say about time, since a forger can write any.
func (u *unverified) check(trust Trust, now time.Time) Verdict {
	if !u.signed {
		return Verdict{Outcome: Unsigned, Detail: "carries no signature"}
	}
	candidates := trust.candidates(u.claims.Issuer, u.keyID)
	if len(candidates) == 0 {
		return Verdict{Outcome: UnknownIssuer, Detail: "no trusted key of this issuer and key id"}
	}
	key, ok := u.signedBy(candidates)
	if !ok {
		return Verdict{Outcome: Altered, Detail: "the signature is wrong"}
	}
	issued := u.claims.IssuedAt
	if issued.IsZero() {
		issued = now
	}
	if !key.heldAt(issued) {
		return Verdict{Outcome: UnknownIssuer, Detail: "the key was not the issuer's when this was issued"}
	}
	v := Verdict{Claims: u.claims, Ignored: u.ignored, Key: key}
	v.Outcome, v.Detail = u.claims.inTime(now)
	return v
}

// signedBy returns the candidate whose key made the signature. There are several
// only when the code names no key.
func (u *unverified) signedBy(candidates []TrustedKey) (TrustedKey, bool) {
	for _, key := range candidates {
		alg, err := algorithmOf(key.Public)
		if err != nil || alg != u.algorithm {
			continue
		}
		verifier, err := cose.NewVerifier(alg.cose(), key.Public)
		if err != nil {
			continue
		}
		if u.message.Verify(nil, verifier) == nil {
			return key, true
		}
	}
	return TrustedKey{}, false
}

// inTime applies the claims exp, nbf and iat (RFC 8392, section 3.1).
func (c Claims) inTime(now time.Time) (Outcome, string) {
	latest := now.Add(clockSkew)
	switch {
	case !c.Expires.IsZero() && !now.Before(c.Expires):
		return Expired, "its time is over"
	case c.NotBefore.After(latest):
		return NotYetValid, "its time has not come"
	case c.IssuedAt.After(latest):
		return NotYetValid, "it says that it is issued in the future"
	}
	return SignedStatusNotChecked, ""
}
