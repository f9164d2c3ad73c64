package factor

import (
	"crypto/hmac"
	"crypto/sha1" // #nosec G505: RFC 6238 as every app does it; no collision helps a guesser
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"time"
)

// The parameters of RFC 6238 that every app knows.
const (
	totpPeriod = 30 * time.Second
	totpDigits = 6
	totpModulo = 1_000_000
	totpBytes  = 20 // RFC 4226, section 4: the length of the hash
	// totpDrift is how many steps a telephone's clock may be off (RFC 6238, section 5.2).
	totpDrift = 1
)

// stepAt is the number of the time step.
func stepAt(t time.Time) int64 { return t.Unix() / int64(totpPeriod/time.Second) }

// totpCode is the code of a step (RFC 4226, section 5.3).
func totpCode(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(step))) // #nosec G115: steps since 1970 are not negative
	sum := mac.Sum(nil)
	n := binary.BigEndian.Uint32(sum[sum[len(sum)-1]&0xf:]) & 0x7fff_ffff
	return fmt.Sprintf("%0*d", totpDigits, n%totpModulo)
}

// totpStep returns the step whose code was typed, among those that the clock allows and that come
// after the last one used; false if there is none. It compares all of them.
func totpStep(secret []byte, typed string, used int64, now time.Time) (step int64, ok bool) {
	at := stepAt(now)
	for s := at - totpDrift; s <= at+totpDrift; s++ {
		if subtle.ConstantTimeCompare([]byte(totpCode(secret, s)), []byte(typed)) == 1 && s > used {
			step, ok = s, true
		}
	}
	return step, ok
}

// totpText is a secret as it is typed into an app.
func totpText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// totpURI is a secret as an app reads it from a QR code (Key URI Format).
func totpURI(issuer, account string, secret []byte) string {
	q := url.Values{"secret": {totpText(secret)}, "issuer": {issuer}}
	return (&url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + account, RawQuery: q.Encode()}).String()
}
