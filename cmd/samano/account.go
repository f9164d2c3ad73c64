package main

import (
	"context"
	"os"
	"time"

	"samano/access"
	"samano/cmd/samano/sentence"
	"samano/node"
	"samano/register"
)

type officeCmd struct {
	Put  officePutCmd  `cmd:"" help:"Open an office, or change one."`
	List officeListCmd `cmd:"" help:"List the offices."`

	Printed officePrintedCmd `cmd:"" help:"Let an office's numbers on paper begin behind its paper book."`
}

type officePutCmd struct {
	officerFlags
	ID        string `arg:"" help:"Code of the office: lower-case letters, digits, points and hyphens."`
	Level     string `help:"Level, as the law pack names it: province, district, …" required:""`
	Area      string `help:"Code of the unit that is its area; none: the whole country." placeholder:"CODE"`
	Name      string `help:"Name as it stands on paper." required:""`
	NameLatin string `help:"Name in Latin letters."`
	Post      bool   `help:"The office may be cut off from the network."`
}

func (c *officePutCmd) Run(ctx context.Context, g *Globals) error {
	return g.asAdministrator(ctx, c.officerFlags, func(h *node.Node, who access.Actor, a *access.Accounts) error {
		o := register.Office{ID: register.OfficeID(c.ID), Name: c.Name, NameLatin: c.NameLatin, Level: c.Level, Post: c.Post}
		if c.Area != "" {
			atlas, err := h.Atlas(ctx)
			if err != nil {
				return err
			}
			unit, ok := atlas.ByCode(register.Code(c.Area), h.Today())
			if !ok {
				return &register.Error{Kind: register.NotFound, Op: "office put", Code: sentence.CodePlaceUnknown}
			}
			o.Jurisdiction = unit.ID
		}
		if waits, err := a.PutOffice(ctx, who, o); err != nil || waits {
			return g.waits(string(access.ChangeOfOffice(o.ID)), err)
		}
		g.printf("Office %s stands: %s, level %s.\n", o.ID, o.Name, o.Level)
		return nil
	})
}

// asAdministrator signs in and hands over what changes accounts.
func (g *Globals) asAdministrator(ctx context.Context, f officerFlags, do func(*node.Node, access.Actor, *access.Accounts) error) error {
	h, who, err := g.signIn(ctx, f)
	if err != nil {
		return err
	}
	defer h.Close()
	return do(h, who, h.Accounts)
}

type officeListCmd struct{}

func (c *officeListCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.open(ctx, node.Stored)
	if err != nil {
		return err
	}
	defer h.Close()
	all, err := h.Offices(ctx)
	if err != nil {
		return err
	}
	return each(g, all, func(o register.Office) {
		g.printf("%-16s %-10s %s  %s\n", o.ID, o.Level, o.Name, o.NameLatin)
	})
}

type officerCmd struct {
	Add      officerAddCmd      `cmd:"" help:"Make an account. Its first password is shown once."`
	Reset    officerResetCmd    `cmd:"" help:"Ask for a new first password of an account."`
	Confirm  officerConfirmCmd  `cmd:"" help:"Confirm, as a second administrator, what another one asked for."`
	Paper    officerPaperCmd    `cmd:"" help:"Give the overseers another paper: you are one of them."`
	Withdraw officerWithdrawCmd `cmd:"" help:"End a change of an account that waits."`
	Waiting  officerWaitingCmd  `cmd:"" help:"List the changes of accounts that wait."`
	Password officerPasswordCmd `cmd:"" help:"Change your own password."`
	Keep     officerKeepCmd     `cmd:"" help:"Stop a new password of your own account that others asked for."`
	Change   officerChangeCmd   `cmd:"" help:"Change an account: name, office, roles."`
	Close    officerCloseCmd    `cmd:"" help:"Close the account of somebody who has left."`
}

type officerAddCmd struct {
	officerFlags
	Account   string        `arg:"" help:"Account to make: lower-case letters, digits, points and hyphens."`
	Name      string        `help:"The officer's name." required:""`
	NameLatin string        `help:"The name in Latin letters."`
	Office    string        `help:"Office where the officer works." required:""`
	Role      []access.Role `help:"Role; may be given more than once." required:""`
}

func (c *officerAddCmd) Run(ctx context.Context, g *Globals) error {
	return g.asAdministrator(ctx, c.officerFlags, func(h *node.Node, who access.Actor, a *access.Accounts) error {
		o := access.Officer{
			ID: register.OfficerID(c.Account), Name: c.Name, NameLatin: c.NameLatin, Office: register.OfficeID(c.Office),
			Roles: c.Role, From: h.Today(), Until: register.LastDay,
		}
		temporary, err := a.AddOfficer(ctx, who, o)
		if temporary == "" {
			return g.waits(c.Account, err)
		}
		return g.firstPassword(o.ID, temporary, time.Time{})
	})
}

// waits tells that a change waits for a second administrator or an overseer, unless it failed. Whoever
// confirms it reads its code, beside what is to be (officer waiting).
func (g *Globals) waits(account string, err error) error {
	if err == nil && g.JSON {
		return g.line(map[string]any{"account": account, "waits": true})
	}
	if err == nil {
		g.printf("%s waits for a second person to confirm it: samano officer waiting\n", account)
	}
	return err
}

type officerResetCmd struct {
	officerFlags
	Account string `arg:"" help:"Account that is to have a new first password."`
}

func (c *officerResetCmd) Run(ctx context.Context, g *Globals) error {
	return g.asAdministrator(ctx, c.officerFlags, func(_ *node.Node, who access.Actor, a *access.Accounts) error {
		return g.waits(c.Account, a.ResetPassword(ctx, who, register.OfficerID(c.Account)))
	})
}

// firstPassword shows a password that somebody else has to change, and since when it opens the account; the zero time:
// at once.
func (g *Globals) firstPassword(account register.OfficerID, password string, from time.Time) error {
	if g.JSON {
		out := map[string]any{"account": account, "first_password": password}
		if !from.IsZero() {
			out["from"] = from
		}
		return g.line(out)
	}
	g.printf("First password of %s, to be changed at the first sign-in: %s\n", account, password)
	if !from.IsZero() {
		g.printf("It opens the account from %s on, unless %s stops it before then.\n", from.Format("15:04"), account)
	}
	return nil
}

type officerPasswordCmd struct {
	officerFlags
}

func (c *officerPasswordCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.open(ctx, node.Serving)
	if err != nil {
		return err
	}
	defer h.Close()
	old, err := g.secret("SAMANO_PASSWORD", "Present password of "+c.Officer+": ")
	if err != nil {
		return err
	}
	next, err := g.secret("SAMANO_NEW_PASSWORD", "New password (at least 12 characters): ")
	if err != nil {
		return err
	}
	who, err := c.actor(ctx, g, h)
	if err != nil {
		return err
	}
	if err := h.SignIn.ChangePassword(ctx, who, access.PasswordChange{Old: old, New: next}); err != nil {
		return err
	}
	g.printf("The password of %s is changed.\n", who.Officer.ID)
	return nil
}

type officerKeepCmd struct {
	officerFlags
}

func (c *officerKeepCmd) Run(ctx context.Context, g *Globals) error {
	h, who, err := g.signIn(ctx, c.officerFlags)
	if err != nil {
		return err
	}
	defer h.Close()
	if err := h.SignIn.KeepPassword(ctx, who); err != nil {
		return err
	}
	g.printf("The password of %s stays.\n", who.Officer.ID)
	return nil
}

// secret reads a secret from the environment or asks for it.
func (g *Globals) secret(variable, question string) (string, error) {
	if s := os.Getenv(variable); s != "" {
		return s, nil
	}
	return g.ask(question, variable)
}
