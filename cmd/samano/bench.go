package main

import (
	"context"

	"samano/cmd/samano/apart"
)

type benchCmd struct {
	Register benchRegisterCmd `cmd:"" default:"withargs" help:"The register: loading, reading, registering; what runs without a name."`
	Match    benchMatchCmd    `cmd:"" help:"The matcher: an index in memory, searches, everybody with everybody."`
}

type benchRegisterCmd struct{ apart.BenchRegister }

func (c *benchRegisterCmd) Run(ctx context.Context, g *Globals) error {
	return c.Measure(ctx, g.console())
}

type benchMatchCmd struct{ apart.BenchMatch }

func (c *benchMatchCmd) Run(ctx context.Context, g *Globals) error {
	return c.Measure(ctx, g.console())
}

func (g *Globals) console() apart.Console {
	return apart.Console{Out: g.out, Errs: g.errs, JSON: g.JSON, Database: g.Database}
}
