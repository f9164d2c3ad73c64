package node

import (
	"context"
	"time"

	"samano/access"
	"samano/keys"
	"samano/register"
)

// RenewedKeys keeps on record which keys took the place of others.
type RenewedKeys interface {
	// PutRenewed records a key before it is used.
	PutRenewed(ctx context.Context, at time.Time, by register.OfficerID, use keys.Use, id string) error
	IsRenewed(ctx context.Context, use keys.Use, id string) (bool, error)
}

// CodeKeyNotRecorded says that a signing key took the place of another, and nobody is on record for it.
const CodeKeyNotRecorded = "key-not-recorded"

// recordedKey refuses to sign the first note by a key that nobody is on record for.
func (n *Node) recordedKey(ctx context.Context, id string) error {
	if n.parts.Renewed == nil {
		return nil
	}
	is, err := n.parts.Renewed.IsRenewed(ctx, keys.LedgerSigning, id)
	if err == nil && !is {
		err = register.Coded(register.Forbidden, "node.Checkpoint", CodeKeyNotRecorded)
	}
	return err
}

// RenewKey draws a new key for a use; the one until now still verifies and opens. The log of powers has it first, then
// replace keeps the new set where the register's keys are kept, then the state of all logs is signed: by both keys, if
// those that sign were renewed. Broken off anywhere, it may be asked for again. It returns the new key's id, and the notes.
func (n *Node) RenewKey(ctx context.Context, who access.Actor, use keys.Use, replace func(*keys.Set) error) (id string, notes []byte, err error) {
	if err := n.Rules.Has(who, access.AdministerAccounts, n.Today()); err != nil {
		return "", nil, err
	}
	next, err := n.Keys.Renew(use, keys.Ed25519, n.parts.Random)
	if err != nil {
		return "", nil, register.Errorf(register.Internal, "node.RenewKey", "%w", err)
	}
	if id, err = next.ID(use); err != nil {
		return "", nil, register.Errorf(register.Internal, "node.RenewKey", "%w", err)
	}
	if err := n.parts.Renewed.PutRenewed(ctx, n.Clock(), who.Officer.ID, use, id); err != nil {
		return "", nil, err
	}
	if err := replace(next); err != nil {
		return "", nil, err
	}
	n.Keys = next
	notes, err = n.Checkpoint(ctx)
	return id, notes, err
}
