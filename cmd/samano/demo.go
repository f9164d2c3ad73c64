package main

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"samano/access"
	"samano/demo"
	"samano/node"
	"samano/node/open"
	"samano/office"
	"samano/places"
	"samano/register"
	"samano/web"
)

type demoCmd struct {
	People  int    `help:"People alive at the end." default:"20000"`
	Seed    uint64 `help:"The same seed gives the same country." default:"1"`
	Years   int    `help:"Years of life between census and present day." default:"30"`
	NoServe bool   `help:"Make the country and stop."`
	Listen  string `help:"Address to serve at; this machine only." default:"127.0.0.1:8160"`
}

// demoPassword is every demo officer's: the country is synthetic, the address is
// this machine's own, and the sign-in page shows it.
const demoPassword = "sabaidee-samano"

// demoWorkFactor makes unlocking quick: in a demonstration the passphrase lies
// beside the key file, which so protects nothing.
const demoWorkFactor = 10

func (c *demoCmd) Run(ctx context.Context, g *Globals) error {
	if !loopback(c.Listen) {
		return usagef("a demonstration is served to this machine only: --listen 127.0.0.1:PORT")
	}
	h, err := c.country(ctx, g)
	if err != nil {
		return err
	}
	defer h.Close()
	if c.NoServe {
		return nil
	}
	accounts, err := h.demoAccounts()
	if err != nil {
		return err
	}
	g.printf("Sign in as one of these; the password of all is %s\n", demoPassword)
	for _, a := range accounts {
		g.printf("  %-12s %-22s %s\n", a.Account, a.Officer.Roles[0], a.Officer.NameLatin)
	}
	return (&serveCmd{Listen: c.Listen}).serve(ctx, h, accounts)
}

// country opens the demo country of the data folder, or makes one where there is
// none. A making that was cut off is not gone on with but begun anew elsewhere.
func (c *demoCmd) country(ctx context.Context, g *Globals) (*house, error) {
	marker := filepath.Join(g.Data, demoFile)
	if _, err := os.Stat(filepath.Join(g.Data, open.KeysFile)); err == nil {
		if _, err := os.Stat(marker); err != nil {
			return nil, &register.Error{Kind: register.Conflict, Op: "demo", Code: "not-a-demo"}
		}
		g.printf("Opening the demo country in %s.\n", g.Data)
		return g.openHouse(ctx, node.Serving)
	}
	secret := make([]byte, 20)
	if _, err := rand.Read(secret); err != nil {
		return nil, err
	}
	phrase := strings.ToLower(base32.StdEncoding.EncodeToString(secret))
	if err := os.MkdirAll(g.Data, 0o700); err != nil {
		return nil, usagef("cannot make the data folder %s: %v", g.Data, err)
	}
	if err := os.WriteFile(marker, []byte(phrase+"\n"), 0o600); err != nil {
		return nil, usagef("cannot write %s: %v", marker, err)
	}
	h, err := g.found(ctx, open.Founding{Law: "la", Origin: "demo.samano.example/acts", Passphrase: phrase, WorkFactor: demoWorkFactor})
	if err != nil {
		return nil, err
	}
	if err := c.populate(ctx, h); err != nil {
		return nil, errors.Join(err, ignoreClosed(h))
	}
	h.Close()
	if h, err = g.openHouse(ctx, node.Serving); err != nil {
		return nil, err
	}
	if err := h.demoQueue(ctx); err != nil {
		h.Close()
		return nil, err
	}
	return h, nil
}

func ignoreClosed(h *house) error {
	h.Close()
	return nil
}

// populate founds the places, opens offices and accounts, and loads the people.
func (c *demoCmd) populate(ctx context.Context, h *house) error {
	begun := time.Now()
	sheets, err := places.Shipped(h.Law.Territory)
	if err != nil {
		return err
	}
	day := register.DayAt(h.Clock())
	if err := h.PutOffice(ctx, register.Office{ID: demo.Centre, Name: "ສູນກາງ", Level: h.Law.Offices[0].Name}); err != nil {
		return err
	}
	if err := h.Clerk.FoundPlaces(ctx, centreOffice, "samano", sheets); err != nil {
		return err
	}
	atlas, err := h.Registrar.Atlas(ctx)
	if err != nil {
		return err
	}
	if err := h.demoOffices(ctx, atlas, day); err != nil {
		return err
	}
	country := demo.Country{People: c.People, Seed: c.Seed, YearsOfLife: c.Years}
	bar := h.g.progress("people")
	of := int64(country.Acts())
	var n int64
	err = h.LoadSynthetic(ctx, office.Lot{Proposals: country.Proposals(atlas), Report: func(i int64, p *register.Proposal, r office.Submitted) error {
		n = i + 1
		bar.set(n, max(of, n))
		if r.Outcome == nil {
			return fmt.Errorf("the demo country's %s %d was refused: %w", p.Kind, i, r.Err)
		}
		return nil
	}})
	bar.done()
	if err != nil {
		return err
	}
	if _, err := h.Checkpoint(ctx); err != nil {
		return err
	}
	h.g.printf("A country of %d people, %d acts, in %s (seed %d): %s\n", c.People, n, time.Since(begun).Round(100*time.Millisecond), c.Seed, h.g.Data)
	return nil
}

func (h *house) demoOffices(ctx context.Context, atlas *register.Atlas, day register.Day) error {
	for _, o := range demo.Offices(atlas, day) {
		if err := h.PutOffice(ctx, o); err != nil {
			return err
		}
	}
	secret, err := h.Passwords.Hash(ctx, demoPassword)
	if err != nil {
		return err
	}
	for _, o := range demo.Officers() {
		officer := access.Officer{
			ID: o.ID, Name: o.Name, NameLatin: o.NameLatin, Office: o.Office, Roles: o.Roles,
			From: day, Until: register.LastDay,
		}
		if err := h.parts.Accounts.AddOfficer(ctx, officer, secret); err != nil {
			return err
		}
	}
	return nil
}

// demoAccounts lists the accounts that the sign-in page offers.
func (h *house) demoAccounts() ([]web.DemoAccount, error) {
	var out []web.DemoAccount
	for _, o := range demo.Officers() {
		officer, err := h.parts.Accounts.Officer(context.Background(), o.ID)
		if err != nil {
			return nil, err
		}
		place, err := h.parts.Accounts.Office(context.Background(), officer.Office)
		if err != nil {
			return nil, err
		}
		out = append(out, web.DemoAccount{Account: string(o.ID), Password: demoPassword, Officer: officer, Office: place})
	}
	return out, nil
}
