package access

import (
	"context"
	"fmt"
	"slices"

	"samano/access/password"
	"samano/register"
)

// OversightPaper is kept, sealed, by the authority that watches the register. It appoints an overseer where none is
// there to agree. A paper is good once: whoever uses it is given the next.
type OversightPaper struct {
	Secret password.Secret // the hash
	// Used says that a paper has appointed an overseer. From then on no administrator has another made.
	Used bool
}

// byOversightPaper stands for whoever confirmed a change by the paper. It is nobody's account.
const byOversightPaper register.OfficerID = "(oversight paper)"

// Oversight keeps the paper.
type Oversight interface {
	PutOversight(ctx context.Context, by Author, p OversightPaper) error
	Oversight(ctx context.Context) (OversightPaper, error)
}

// oversees reports whether the account is an overseer's.
func (o Officer) oversees() bool { return slices.Contains(o.Roles, Overseer) }

// newOversightPaper makes a paper and keeps its hash.
func (a *Accounts) newOversightPaper(ctx context.Context, by Author, used bool) (paper string, err error) {
	paper, secret, err := a.temporary(ctx)
	if err != nil {
		return "", err
	}
	return paper, a.desk.PutOversight(ctx, by, OversightPaper{Secret: secret, Used: used})
}

// ConfirmByPaper confirms a change of an overseer's account by the paper of the authority that watches the register. It
// returns what Confirm does, and the next paper.
func (a *Accounts) ConfirmByPaper(ctx context.Context, account register.OfficerID, code, paper string) (c AccountChange, temporary, next string, err error) {
	const op = "access.ConfirmByPaper"
	kept, err := a.desk.Oversight(ctx)
	if err != nil {
		return AccountChange{}, "", "", asked(op, err, register.NotFound, CodeOversightRefused)
	}
	right, _, err := a.passwords.Check(ctx, paper, kept.Secret)
	if err != nil {
		return AccountChange{}, "", "", fmt.Errorf("%s: %w", op, err)
	}
	if !right {
		return AccountChange{}, "", "", register.Coded(register.Forbidden, op, CodeOversightRefused)
	}
	c, s, err := a.change(ctx, op, account)
	if err != nil {
		return AccountChange{}, "", "", err
	}
	if !s.oversees(c) {
		return AccountChange{}, "", "", register.Coded(register.Forbidden, op, CodeOversightRefused)
	}
	if c, temporary, err = a.apply(ctx, op, byOversightPaper, c, s, code); err != nil {
		return AccountChange{}, "", "", err
	}
	if next, err = a.newOversightPaper(ctx, a.founding(), true); err != nil {
		return AccountChange{}, "", "", fmt.Errorf("%s: %w", op, err)
	}
	return c, temporary, next, nil
}

// RenewOversightPaper lets an overseer have another paper: the former one is lost, or somebody has seen it.
func (a *Accounts) RenewOversightPaper(ctx context.Context, by Actor) (paper string, err error) {
	if err := a.rules.Has(by, Oversee, register.DayAt(a.clock())); err != nil {
		return "", err
	}
	return a.newOversightPaper(ctx, a.author(by), true)
}

// OfficeResets returns the new passwords that wait for officers of the head's office.
func (a *Accounts) OfficeResets(ctx context.Context, by Actor) (out []AccountChange, err error) {
	const op = "access.OfficeResets"
	if err := a.rules.Has(by, HeadOffice, register.DayAt(a.clock())); err != nil {
		return nil, err
	}
	all, err := a.desk.ListChanges(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	for _, c := range all {
		if c.What == ChangeReset && c.Officer.Office == by.Office.ID {
			c.Secret = ""
			out = append(out, c)
		}
	}
	return out, nil
}
