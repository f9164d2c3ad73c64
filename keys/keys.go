// Package keys owns the register's keys: the use of each, and signing, sealing and
// deriving with them. It does not store them: package file keeps them under a passphrase,
// and a ministry may keep the signing keys in a security module behind the same Signer.
//
// Every key is 32 random bytes of its own; none is derived from a common root. A root
// would be shorter to write down, but it has three costs. A key that can be derived again
// is never destroyed, and destroying a key is the only way to destroy what every backup
// holds. One key could not be changed without changing all. A process that needs one key
// would hold all. So a process can be given a part of a Set ([Set.Only]): a post will
// hold no number key. Derivation (HKDF, RFC 5869) goes downwards only, from the key of one use to
// its parts.
//
// Keys for signing and sealing can be renewed ([Set.Renew]): the new key
// signs and seals, and the former ones still verify and open. The keys behind numbers and
// pseudonyms cannot, because every number and pseudonym would change.
//
// Values that hold secrets print as a placeholder under every verb of fmt.
package keys

import (
	"errors"
	"fmt"
)

// Use says what a key is for. One key has one use.
type Use string

// The closed set of uses. The names are written in key files.
const (
	// LedgerSigning signs the ledger's checkpoints.
	LedgerSigning Use = "ledger-signing"
	// CertificateSigning signs certificates, copies and codes on paper.
	CertificateSigning Use = "certificate-signing"
	// Number is the key of the number scheme. Never renewed.
	Number Use = "number"
	// SealedParts encrypts the parts of acts that no document holds: the origin of an
	// adoption, the medical cause of death.
	SealedParts Use = "sealed-parts"
	// Evidence encrypts the chunks of scanned and handed-in documents.
	Evidence Use = "evidence"
	// Factors encrypts what checks the proofs of officers' factors, and what their forms carry along.
	Factors Use = "factors"
	// Entries derives a key for each log beside the acts, for the MACs of its entries, and one for
	// verifications: their sums and the points from which they go on. Never renewed.
	Entries Use = "log-entries"
	// Links encrypts the addresses of pages about somebody, and what forms carry along.
	Links Use = "sealed-links"
	// Sector derives a key for each sector (health, tax, …). Never renewed.
	Sector Use = "sector"
	// Person derives a secret for each person; a sector gets a hash of it. Never renewed.
	Person Use = "person"
)

// Uses returns all uses, in the order in which a set holds them.
func Uses() []Use {
	return []Use{LedgerSigning, CertificateSigning, Number, SealedParts, Evidence, Sector, Person, Links, Entries, Factors}
}

// kind says what the key of a use can do.
type kind uint8

const (
	signing kind = iota + 1
	sealing
	deriving
)

func (u Use) kind() (kind, error) {
	switch u {
	case LedgerSigning, CertificateSigning:
		return signing, nil
	case SealedParts, Evidence, Links, Factors:
		return sealing, nil
	case Number, Sector, Person, Entries:
		return deriving, nil
	}
	return 0, fmt.Errorf("keys: unknown use %q", string(u))
}

// secretBytes is the length of every private key and secret.
const secretBytes = 32

var (
	// ErrNoKey means that the set holds no key of that use.
	ErrNoKey = errors.New("keys: the set holds no key for this use")
	// ErrOtherUse means that a key was used for something other than its use.
	ErrOtherUse = errors.New("keys: a key of this use cannot do that")
	// ErrFixed means that a key of this use can never be renewed.
	ErrFixed = errors.New("keys: a key of this use is never renewed")
	// ErrMalformed means that the bytes are not a key set.
	ErrMalformed = errors.New("keys: malformed key set")
)

// withheld replaces a secret in any printed text.
const withheld = "keys:withheld"
