// Package keys owns the register's keys: what each is for, how one signs with
// them, seals with them and derives from them. Where they rest is the business
// of others: package file keeps them under a passphrase, a ministry may keep
// the signing ones in a security module behind the same Signer.
//
// Every key is its own 32 random bytes; none is derived from a common root.
// One root would be shorter to write down, but: a key that could be made
// again is never destroyed, and destroying the key is the only way to destroy
// what every backup holds; one key could not be changed without changing all;
// and a process that needs one of them would hold all. A process is given
// what it needs (Set.Only): a post holds no number key. What is derived (HKDF,
// RFC 5869) is derived downwards, from the key of one use to its parts.
//
// Keys for signing and sealing may be renewed: the new one signs and seals,
// the former ones still verify and open. The keys behind numbers and
// pseudonyms may not, since every number and pseudonym given would change.
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
	// SealedParts encrypts what stands outside the document: origin of an
	// adoption, medical cause of death.
	SealedParts Use = "sealed-parts"
	// Evidence encrypts the chunks of scanned and handed-in documents.
	Evidence Use = "evidence"
	// Sector gives each sector (health, tax, …) its key. Never renewed.
	Sector Use = "sector"
	// Person gives each person the secret that sectors are shown a hash of.
	// Never renewed.
	Person Use = "person"
)

// Uses are all uses, in the order in which a set is made.
func Uses() []Use {
	return []Use{LedgerSigning, CertificateSigning, Number, SealedParts, Evidence, Sector, Person}
}

// kind is what can be done with the key of a use.
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
	case SealedParts, Evidence:
		return sealing, nil
	case Number, Sector, Person:
		return deriving, nil
	}
	return 0, fmt.Errorf("keys: unknown use %q", string(u))
}

// SecretBytes is the length of every private key and secret.
const SecretBytes = 32

var (
	// ErrNoKey says that the set holds no key of that use.
	ErrNoKey = errors.New("keys: the set holds no key for this use")
	// ErrOtherUse says that a key was asked for something else than its use.
	ErrOtherUse = errors.New("keys: a key of this use cannot do that")
	// ErrFixed says that a key of this use can never be renewed.
	ErrFixed = errors.New("keys: a key of this use is never renewed")
	// ErrMalformed says that bytes are no key set.
	ErrMalformed = errors.New("keys: malformed key set")
)

// withheld stands for a secret in any printed text.
const withheld = "keys:withheld"
