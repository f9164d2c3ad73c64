package main

import (
	"context"
	"log/slog"
	"net"

	"samano/node"
	"samano/node/open"
	"samano/web/account"
)

type serveCmd struct {
	Listen string `help:"Address to listen at. Anything but this machine itself needs --tls-cert and --tls-key." default:"127.0.0.1:8160"`
	TLS    struct {
		Cert string `help:"Certificate (PEM)." type:"existingfile"`
		Key  string `help:"Its key (PEM)." type:"existingfile"`
	} `embed:"" prefix:"tls-"`
	Name        []string `help:"Name by which browsers call the server, as samano.gov.la; repeatable. None: those of the certificate." placeholder:"NAME"`
	BehindProxy bool     `help:"A proxy on this machine stands before the server: it encrypts the line and adds to X-Forwarded-For who asks."`
}

func (c *serveCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.open(ctx, node.Serving)
	if err != nil {
		return err
	}
	defer h.Close()
	return c.serve(ctx, g, h, nil)
}

func (c *serveCmd) serve(ctx context.Context, g *Globals, h *node.Node, demo []account.Demo) error {
	listening := open.Listening{Address: c.Listen, Certificate: c.TLS.Cert, BehindProxy: c.BehindProxy, Names: c.Name}
	names, err := listening.Check()
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(g.errs, nil))
	slog.SetDefault(log) // jobs and lines that fail are told in the same form
	handler, err := h.Handler(ctx, node.Pages{Log: log, Proxy: c.BehindProxy, Names: names, Demo: demo})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return usagef("cannot listen at %s: %v; choose another address with --listen", c.Listen, err)
	}
	scheme := "http"
	if c.TLS.Cert != "" {
		scheme = "https"
	}
	g.printf("Look at %s://%s\n", scheme, listener.Addr())
	if err := h.Serve(ctx, listener, node.TLS{Cert: c.TLS.Cert, Key: c.TLS.Key}, handler); err != nil {
		return notBySignal{err}
	}
	return nil
}

type trustCmd struct {
	Out string `help:"File to write; none: standard output." type:"path" placeholder:"FILE"`
}

// Run writes the trust file that checkers of certificates need.
func (c *trustCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.open(ctx, node.Stored)
	if err != nil {
		return err
	}
	defer h.Close()
	t, err := h.Trust(ctx)
	if err != nil {
		return err
	}
	b, err := t.File()
	if err != nil {
		return err
	}
	return g.write(c.Out, b)
}
