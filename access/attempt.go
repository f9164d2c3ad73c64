package access

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"time"

	"samano/register"
)

// AttemptKey is under what attempts are counted: an account or an address,
// hashed, because people type passwords into the field for the account, and
// because who tried from where is nobody's business after a day. The first byte
// says which.
type AttemptKey string

const (
	accountKey = 'a'
	addressKey = 'n'
)

func attemptKey(of byte, text string) AttemptKey {
	sum := sha256.Sum256([]byte(text))
	return AttemptKey(string(of) + hex.EncodeToString(sum[:]))
}

// attemptKeys returns the account's key and, if the address is known, the
// network's.
func attemptKeys(account register.OfficerID, typed string, from netip.Addr) []AttemptKey {
	name := string(account)
	if account == "" {
		name = "?" + typed
	}
	keys := []AttemptKey{attemptKey(accountKey, name)}
	if !from.IsValid() {
		return keys
	}
	return append(keys, attemptKey(addressKey, NetworkOf(from).String()))
}

// NetworkOf returns the network by which strangers are told apart: an IPv4 address, and of an IPv6 address
// the network, since one customer has 2^64 addresses.
func NetworkOf(from netip.Addr) netip.Prefix {
	from = from.Unmap()
	if from.Is6() {
		network, _ := from.WithZone("").Prefix(64)
		return network
	}
	return netip.PrefixFrom(from, from.BitLen())
}

// How fast anybody can guess. The lock is never for good: else anybody could
// shut a registrar out by guessing wrong.
const (
	// freeByAccount: a tired officer's slips, and a look at whether the Lao
	// keyboard is on, cost nothing.
	freeByAccount = 5
	// freeByAddress: a whole district office stands behind one address.
	freeByAddress = 40
	// firstWait doubles with each further attempt, up to longestWait: 100 guesses
	// a day at an account, which against 12 characters is nothing.
	firstWait   = 2 * time.Second
	longestWait = 15 * time.Minute
	// forgetAfter: an attempt older than a day says nothing of today.
	forgetAfter = 24 * time.Hour
)

// AttemptCount is how often somebody tried under a key.
type AttemptCount struct {
	Attempts int
	Last     time.Time // the last counted attempt
}

// Wait is how long from that time nobody may try under the key.
func (c AttemptCount) Wait(key AttemptKey, at time.Time) time.Duration {
	if at.Sub(c.Last) >= forgetAfter {
		return 0
	}
	free := freeByAccount
	if key != "" && key[0] == addressKey {
		free = freeByAddress
	}
	over := c.Attempts - free
	if over < 0 {
		return 0
	}
	wait := longestWait
	if over < 30 { // beyond, the shift means nothing
		wait = min(wait, firstWait<<over)
	}
	return max(0, c.Last.Add(wait).Sub(at))
}

// After is the count with one attempt more.
func (c AttemptCount) After(at time.Time) AttemptCount {
	if at.Sub(c.Last) >= forgetAfter {
		c.Attempts = 0
	}
	c.Attempts++
	if at.After(c.Last) {
		c.Last = at
	}
	return c
}

// LockedError says how long to wait. It is the same for accounts that exist and
// for those that do not.
type LockedError struct{ Wait time.Duration }

func (e *LockedError) Error() string {
	return fmt.Sprintf("too many attempts; wait %s", e.Wait.Round(time.Second))
}
