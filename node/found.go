package node

import (
	"context"
	"errors"

	"samano/access"
	"samano/places"
	"samano/register"
)

// Centre is the office whose area is the whole country.
const Centre register.OfficeID = "centre"

// founder stands for the program in acts that no officer registers: those of a register's founding, and
// erasures on a day that the law sets.
const founder register.OfficerID = "samano"

// FirstAdministrator is one of the two accounts that a new register begins with.
type FirstAdministrator struct {
	Account  register.OfficerID
	Name     string
	Password string
}

// FoundCentre founds the office of the whole country with its two administrators, returns the papers of the founding, and
// before, unless the territory is to stay empty, the places of the law pack: whoever has an account could begin to
// register. A founding that was broken off is gone on with. Where both accounts and the papers are there already, the same
// passwords bring others: nobody may have seen the first.
func (n *Node) FoundCentre(ctx context.Context, first [2]FirstAdministrator, noPlaces bool) (access.Papers, error) {
	centre := register.Office{ID: Centre, Name: "ສູນກາງ", NameLatin: "Centre", Level: n.Law.Offices[0].Name}
	if !noPlaces {
		if err := n.FoundTerritory(ctx, centre); err != nil {
			return access.Papers{}, err
		}
	}
	pair := n.founders(first)
	papers, err := n.Accounts.Found(ctx, centre, pair)
	var e *register.Error
	if errors.As(err, &e) && e.Code == access.CodeFoundedAlready {
		return n.Accounts.RenewPapers(ctx, pair)
	}
	return papers, err
}

// Recover makes a new pair of administrators by the recovery paper, and returns the next one.
func (n *Node) Recover(ctx context.Context, paper access.RecoveryPaper, pair [2]FirstAdministrator) (access.RecoveryPaper, error) {
	return n.Accounts.Recover(ctx, Centre, paper, n.founders(pair))
}

func (n *Node) founders(first [2]FirstAdministrator) (both [2]access.Founder) {
	for i, f := range first {
		both[i] = access.Founder{Password: f.Password, Officer: access.Officer{
			ID: f.Account, Name: f.Name, Office: Centre, Roles: []access.Role{access.Administrator}, From: n.Today(), Until: register.LastDay,
		}}
	}
	return both
}

// FoundTerritory opens an office and enters, in its name, the units of the lists that come with the
// country's law pack.
func (n *Node) FoundTerritory(ctx context.Context, office register.Office) error {
	if err := n.PutOffice(ctx, office); err != nil {
		return err
	}
	sheets, err := places.Shipped(n.Law.Territory)
	if err != nil {
		return err
	}
	return n.Territory.Found(ctx, office.ID, founder, sheets)
}
