package access

import (
	"context"
	"fmt"
	"slices"

	"samano/access/password"
	"samano/register"
)

// RecoveryPaper makes a new pair of administrators where both are lost, or cannot be trusted. Each half is on a paper of
// its own, sealed, and kept by another person. A paper is good once: the new pair has a new one.
type RecoveryPaper [2]string

// Recovery keeps the hashes of the halves.
type Recovery interface {
	PutRecovery(ctx context.Context, by Author, halves [2]password.Secret) error
	Recovery(ctx context.Context) (halves [2]password.Secret, err error)
}

// newPaper makes a paper and keeps its hashes.
func (a *Accounts) newPaper(ctx context.Context, by Author) (paper RecoveryPaper, err error) {
	var halves [2]password.Secret
	for i := range paper {
		if paper[i], halves[i], err = a.temporary(ctx); err != nil {
			return RecoveryPaper{}, err
		}
	}
	return paper, a.desk.PutRecovery(ctx, by, halves)
}

// RenewPapers lets both administrators, by their passwords, have other papers: nobody has seen those of a founding that was
// broken off, or a half is lost. The overseers' is theirs once anybody has done anything else: it was handed over.
func (a *Accounts) RenewPapers(ctx context.Context, pair [2]Founder) (papers Papers, err error) {
	const op = "access.RenewPapers"
	for _, f := range pair {
		o, err := a.desk.Officer(ctx, f.Officer.ID)
		if err != nil {
			return Papers{}, asked(op, err, register.NotFound, CodeSignInRefused)
		}
		stored, err := a.desk.Secret(ctx, o.ID)
		if err != nil {
			return Papers{}, fmt.Errorf("%s: %w", op, err)
		}
		right, _, err := a.passwords.Check(ctx, f.Password, stored)
		if err != nil {
			return Papers{}, fmt.Errorf("%s: %w", op, err)
		}
		if !right || !o.Active(register.DayAt(a.clock())) || o.Office != f.Officer.Office || !slices.Equal(o.Roles, []Role{Administrator}) {
			return Papers{}, register.Coded(register.Forbidden, op, CodeSignInRefused)
		}
	}
	if pair[0].Officer.ID == pair[1].Officer.ID {
		return Papers{}, register.Coded(register.Forbidden, op, CodeFirstTwoAlike)
	}
	kept, err := a.desk.Oversight(ctx)
	founding := err != nil && register.KindOf(err) == register.NotFound
	if err == nil {
		last, failed := a.desk.Powers(ctx, PowerQuery{Before: Newest, Limit: 1})
		err, founding = failed, failed == nil && !kept.Used && len(last) > 0 && last[0].What == OversightSet // a founding's last
	}
	if err != nil && !founding {
		return Papers{}, fmt.Errorf("%s: %w", op, err)
	}
	by := Author{At: a.clock(), By: pair[0].Officer.ID, Second: pair[1].Officer.ID}
	if papers.Recovery, err = a.newPaper(ctx, by); err == nil && founding {
		papers.Oversight, err = a.newOversightPaper(ctx, by, false)
	}
	if err != nil {
		return Papers{}, fmt.Errorf("%s: %w", op, err)
	}
	return papers, nil
}

// Recover makes a new pair of administrators of the whole country by both halves of the paper, closes the accounts of
// all other administrators, at whatever office, ends every change that waits, and returns the next paper. One that was
// broken off is gone on with by the same paper and accounts.
func (a *Accounts) Recover(ctx context.Context, id register.OfficeID, paper RecoveryPaper, pair [2]Founder) (RecoveryPaper, error) {
	const op = "access.Recover"
	halves, err := a.desk.Recovery(ctx)
	if err != nil {
		return RecoveryPaper{}, asked(op, err, register.NotFound, CodeRecoveryRefused)
	}
	for i, half := range paper {
		right, _, err := a.passwords.Check(ctx, half, halves[i])
		if err != nil {
			return RecoveryPaper{}, fmt.Errorf("%s: %w", op, err)
		}
		if !right {
			return RecoveryPaper{}, register.Coded(register.Forbidden, op, CodeRecoveryRefused)
		}
	}
	office, err := a.office(ctx, op, id)
	if err != nil {
		return RecoveryPaper{}, err
	}
	if bad := a.checkPair(office, &pair); len(bad) > 0 {
		return RecoveryPaper{}, register.InvalidBy(op, bad...)
	}
	if err := a.addPair(ctx, op, &pair); err != nil {
		return RecoveryPaper{}, err
	}
	if err := a.endOthers(ctx, &pair); err != nil {
		return RecoveryPaper{}, fmt.Errorf("%s: %w", op, err)
	}
	next, err := a.newPaper(ctx, a.founding())
	if err != nil {
		return RecoveryPaper{}, fmt.Errorf("%s: %w", op, err)
	}
	return next, nil
}

// endOthers closes the accounts of all administrators but the pair, and ends what waits: the former ones asked for it, or
// agreed to it.
func (a *Accounts) endOthers(ctx context.Context, pair *[2]Founder) error {
	offices, err := a.desk.Offices(ctx)
	if err != nil {
		return err
	}
	for _, office := range offices {
		officers, err := a.desk.OfficersOf(ctx, office.ID)
		if err != nil {
			return err
		}
		for _, o := range officers {
			if !slices.Contains(o.Roles, Administrator) || o.ID == pair[0].Officer.ID || o.ID == pair[1].Officer.ID {
				continue
			}
			after := o
			a.endAccount(&after)
			if err := a.desk.PutOfficer(ctx, a.founding(), OfficerChange{o, after}); err != nil {
				return err
			}
		}
	}
	changes, err := a.desk.ListChanges(ctx)
	if err != nil {
		return err
	}
	for _, c := range changes {
		if err := a.desk.DropChange(ctx, a.founding(), c.Account); err != nil && register.KindOf(err) != register.NotFound {
			return err
		}
	}
	return nil
}

// checkPair says what is wrong with two administrators of the whole country, and puts them at its office.
func (a *Accounts) checkPair(office register.Office, pair *[2]Founder) (bad []register.Finding) {
	for i := range pair {
		o := &pair[i].Officer
		o.Office = office.ID
		bad = append(append(bad, a.rules.checkOfficer(*o, office)...), password.CheckNew(pair[i].Password, o.ID)...)
		if !slices.Equal(o.Roles, []Role{Administrator}) || !a.rules.pack.National(office) {
			bad = append(bad, register.Blocked(CodeFirstNotAdmin, "roles"))
		}
	}
	if pair[0].Officer.ID == pair[1].Officer.ID || pair[0].Password == pair[1].Password {
		bad = append(bad, register.Blocked(CodeFirstTwoAlike, "password"))
	}
	return bad
}

// addPair makes the two accounts. An administrator of that name, whom a former attempt made or who is lost, has the
// password from then on; any other account of that name is another's.
func (a *Accounts) addPair(ctx context.Context, op register.Operation, pair *[2]Founder) error {
	for _, f := range pair {
		text, err := a.passwords.Hash(ctx, f.Password)
		if err != nil {
			return fmt.Errorf("%s: %w", op, err)
		}
		there, err := a.desk.Officer(ctx, f.Officer.ID)
		switch {
		case register.KindOf(err) == register.NotFound && err != nil:
			err = a.desk.AddOfficer(ctx, a.founding(), f.Officer, text)
		case err == nil && there.Office == f.Officer.Office && slices.Equal(there.Roles, f.Officer.Roles):
			err = a.desk.SetSecret(ctx, a.founding(), f.Officer.ID, text, false, "")
		case err == nil:
			return register.Coded(register.Conflict, op, CodeAccountExists)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", op, err)
		}
	}
	return nil
}
