package factor

import (
	"context"

	"samano/access"
	"samano/access/password"
	"samano/register"
)

// resetting is a desk whose resets end factors.
type resetting struct {
	access.Desk
	store Store
}

// Resetting returns a desk by which a password that others give an account ends the account's
// factors too: whoever lost both could not sign in, and two people have agreed to the new password.
// The factors go after the password has changed. Where that is interrupted the account still asks
// for them, until it is reset once more.
func Resetting(d access.Desk, s Store) access.Desk { return &resetting{d, s} }

// SetSecret implements access.Officers.
func (d *resetting) SetSecret(ctx context.Context, by access.Author, id register.OfficerID, secret password.Secret, mustChange bool, keep access.SessionID) error {
	err := d.Desk.SetSecret(ctx, by, id, secret, mustChange, keep)
	if err != nil || by.By == id {
		return err
	}
	return d.store.RemoveFactors(ctx, by, OfOfficer(id))
}

// MakeChange implements access.Changes.
func (d *resetting) MakeChange(ctx context.Context, by access.Author, c access.AccountChange) error {
	err := d.Desk.MakeChange(ctx, by, c)
	if err != nil || c.Secret == "" {
		return err
	}
	return d.store.RemoveFactors(ctx, by, OfOfficer(c.Account))
}
