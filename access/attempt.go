package access

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"samano/register"
)

// AttemptKey is under what attempts are counted: an account or an address,
// hashed, because people type passwords into the field for the account, and
// because who tried from where is nobody's business after a day; or a place where
// the account is at home. The first byte says which.
type AttemptKey string

const (
	accountKey = 'a'
	addressKey = 'n'
	homeKey    = 'h'
)

// Device is a browser as a face knows it again: one in which officers have signed in before. Whatever strangers
// try, from wherever, they try on in it as if nobody had.
type Device struct {
	ID       string
	Accounts []register.OfficerID // who have signed in there, the last first
}

// maxDeviceAccounts is how many officers a device knows: those of an office's counter, by turns.
const maxDeviceAccounts = 16

// With returns the device with an officer who has signed in there.
func (d Device) With(account register.OfficerID) Device {
	others := slices.DeleteFunc(slices.Clone(d.Accounts), func(a register.OfficerID) bool { return a == account })
	d.Accounts = append([]register.OfficerID{account}, others[:min(len(others), maxDeviceAccounts-1)]...)
	return d
}

// theMachine is the device of commands at the machine itself, which strangers do not reach.
const theMachine = "the machine itself"

func attemptKey(of byte, text string) AttemptKey {
	sum := sha256.Sum256([]byte(text))
	return AttemptKey(string(of) + hex.EncodeToString(sum[:]))
}

// attemptKeys returns the key of the account at a device that knows it or, at any other, the account's and, if
// the address is known, the network's.
func attemptKeys(account register.OfficerID, c Credentials) []AttemptKey {
	if account != "" && c.Device.ID != "" && slices.Contains(c.Device.Accounts, account) {
		return []AttemptKey{homeKeyOf(c.Device.ID, account)}
	}
	name := string(account)
	if account == "" {
		name = "?" + c.Account
	}
	keys := []AttemptKey{attemptKey(accountKey, name)}
	if !c.From.IsValid() {
		return keys
	}
	return append(keys, attemptKey(addressKey, NetworkOf(c.From).String()))
}

// AtTheMachine returns the credentials of a command at the machine itself: what is tried elsewhere keeps nobody out.
func (c Credentials) AtTheMachine() Credentials {
	c.Device = Device{theMachine, []register.OfficerID{accountID(c.Account)}}
	return c
}

// ProofKeys returns the keys under which proofs of a second factor are counted, apart from passwords.
func (c Credentials) ProofKeys() []AttemptKey {
	keys := attemptKeys(accountID(c.Account), c)
	for i, k := range keys {
		keys[i] = attemptKey(k[0], "proof "+string(k))
	}
	return keys
}

func homeKeyOf(place string, account register.OfficerID) AttemptKey {
	return attemptKey(homeKey, place+" "+string(account))
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
