package main

import (
	"context"
	"time"

	"samano/demo"
	"samano/demo/setup"
	"samano/internal/progress"
	"samano/node/open"
)

type demoCmd struct {
	People  int    `help:"People alive at the end." default:"20000"`
	Seed    uint64 `help:"The same seed gives the same country." default:"1"`
	Years   int    `help:"Years of life between census and present day." default:"30"`
	NoServe bool   `help:"Make the country and stop."`
	Listen  string `help:"Address to serve at; this machine only." default:"127.0.0.1:8160"`
}

// Run opens the demo country of the data folder, or makes one where there is none.
func (c *demoCmd) Run(ctx context.Context, g *Globals) error {
	if !open.Local(c.Listen) {
		return usagef("a demonstration is served to this machine only: --listen 127.0.0.1:PORT")
	}
	held, err := setup.Held(g.place())
	switch {
	case err != nil:
		return err
	case held:
		g.printf("Opening the demo country in %s.\n", g.Data)
	default:
		if err := c.make(ctx, g); err != nil {
			return err
		}
	}
	n, accounts, err := setup.Open(ctx, g.place(), g.unlocking)
	if err != nil {
		return err
	}
	defer n.Close()
	if c.NoServe {
		return nil
	}
	g.printf("Sign in as one of these; the password of all is %s\n", setup.Password)
	for _, a := range accounts {
		g.printf("  %-12s %-22s %s\n", a.Account, a.Officer.Roles[0], a.Officer.NameLatin)
	}
	return (&serveCmd{Listen: c.Listen}).serve(ctx, g, n, accounts)
}

func (c *demoCmd) make(ctx context.Context, g *Globals) error {
	people := progress.New(g.errs, "people")
	made, err := setup.Make(ctx, g.place(), demo.Country{People: c.People, Seed: c.Seed, YearsOfLife: c.Years}, time.Now, people.Set)
	people.Done()
	if err != nil {
		return err
	}
	g.printf("A country of %d people, %d acts, in %s (seed %d): %s\n", c.People, made.Acts, made.Took.Round(100*time.Millisecond), c.Seed, g.Data)
	return nil
}
