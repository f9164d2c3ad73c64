package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"samano/access"
	"samano/access/factor"
	"samano/node"
)

// officerFlags say who gives a command that reads or writes, and why. A command
// that shows people is a look like any other.
type officerFlags struct {
	Officer string `help:"Your account. The password is asked, or read from SAMANO_PASSWORD." env:"SAMANO_OFFICER" required:"" placeholder:"ACCOUNT"`
}

// reasonFlags say why somebody is read.
type reasonFlags struct {
	officerFlags
	Purpose string `help:"Why you look, as the law pack names it; of Laos: registration, certificate, correction, person-request, duplicate-check, file-check, events, court-order, origin, audit." required:"" placeholder:"PURPOSE"`
	Case    string `help:"The application, decision or request that it serves." placeholder:"REFERENCE"`
}

// signIn opens the register for an officer who has shown who they are; the caller
// closes the node.
func (g *Globals) signIn(ctx context.Context, f officerFlags) (*node.Node, access.Actor, error) {
	h, err := g.open(ctx, node.Serving)
	if err != nil {
		return nil, access.Actor{}, err
	}
	who, err := f.actor(ctx, g, h)
	if err != nil {
		h.Close()
		return nil, access.Actor{}, err
	}
	return h, who, nil
}

// actor signs the officer in for one command.
func (f officerFlags) actor(ctx context.Context, g *Globals, h *node.Node) (access.Actor, error) {
	return g.actor(ctx, h, f.Officer, "SAMANO_PASSWORD")
}

// actor signs an officer in for one command. The password is asked, or read from the variable.
func (g *Globals) actor(ctx context.Context, h *node.Node, account, variable string) (access.Actor, error) {
	password, err := g.secret(variable, "Password of "+account+": ")
	if err != nil {
		return access.Actor{}, err
	}
	who, err := h.SignIn.Once(ctx, access.Credentials{Account: account, Password: password}, func() (string, error) {
		return g.secret(strings.Replace(variable, "PASSWORD", "CODE", 1), "Code of "+account+", from the app or the list: ")
	})
	if err != nil {
		return who, err
	}
	if held, err := h.SignIn.Factors(ctx, who); err != nil {
		return who, err
	} else if at := factor.RecoveredAt(held); !at.IsZero() {
		fmt.Fprintf(g.errs, "A recovery code of %s was used on %s, which ended the other ways of proving it. If it was not you, tell an administrator.\n", account, at.Format("2006-01-02 15:04"))
	}
	r, err := h.SignIn.OwnReset(ctx, who)
	if r != nil {
		fmt.Fprintf(g.errs, "A new password of %s was asked for by %s, and confirmed by %s. To stop it: samano officer keep\n", account, r.By, cmp.Or(r.Second, "nobody yet"))
	}
	return who, err
}

func (f reasonFlags) reason(what access.What) access.Reason {
	return access.Reason{What: what, Purpose: f.Purpose, Case: f.Case}
}
