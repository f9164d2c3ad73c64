package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"samano/audit"
	"samano/credential"
	"samano/keys"
	"samano/lang"
	"samano/office"
	"samano/register"
	"samano/web"
)

type serveCmd struct {
	Listen string `help:"Address to listen at. Anything but this machine itself needs --tls-cert and --tls-key." default:"127.0.0.1:8160"`
	TLS    struct {
		Cert string `help:"Certificate (PEM)." type:"existingfile"`
		Key  string `help:"Its key (PEM)." type:"existingfile"`
	} `embed:"" prefix:"tls-"`
	BehindProxy bool `help:"A proxy on this machine stands before the server: it encrypts the line and adds to X-Forwarded-For who asks."`
}

func (c *serveCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.openHouse(ctx, needWriter)
	if err != nil {
		return err
	}
	defer h.close()
	return c.serve(ctx, h, nil)
}

// Time limits of the server. A form with ten megabytes of evidence takes twenty
// minutes over 64 kbit/s.
const (
	headerTimeout = 10 * time.Second
	bodyTimeout   = 25 * time.Minute
	idleTimeout   = 2 * time.Minute
	stopTimeout   = 20 * time.Second
)

// checkpointEvery is how often the ledger is signed while serving.
const checkpointEvery = time.Minute

func (c *serveCmd) serve(ctx context.Context, h *house, demo []web.DemoAccount) error {
	if c.TLS.Cert == "" && !loopback(c.Listen) {
		return usagef("serving at %s without TLS would show people's data to the network: give --tls-cert and --tls-key, or listen at 127.0.0.1 behind a proxy, with --behind-proxy", c.Listen)
	}
	if c.BehindProxy && !loopback(c.Listen) {
		return usagef("--behind-proxy trusts whoever connects: listen at 127.0.0.1")
	}
	handler, err := h.pages(ctx, demo, c.BehindProxy)
	if err != nil {
		return err
	}
	clerk, err := h.clerk(ctx)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return usagef("cannot listen at %s: %v; choose another address with --listen", c.Listen, err)
	}
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: bodyTimeout, WriteTimeout: bodyTimeout, IdleTimeout: idleTimeout,
	}
	scheme := "http"
	if c.TLS.Cert != "" {
		scheme = "https"
	}
	h.g.printf("Look at %s://%s\n", scheme, listener.Addr())
	failed := make(chan error, 1)
	go func() {
		if c.TLS.Cert != "" {
			failed <- server.ServeTLS(listener, c.TLS.Cert, c.TLS.Key)
		} else {
			failed <- server.Serve(listener)
		}
	}()
	var background sync.WaitGroup
	working, rest := context.WithCancel(ctx)
	background.Go(func() { h.keepForgetting(working, clerk) })
	err = h.keepSigning(ctx, failed)
	rest()
	background.Wait()
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	return errors.Join(err, server.Shutdown(stopping), h.checkpoint(stopping))
}

func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// keepSigning signs a checkpoint each minute until it is told to stop or the
// server fails.
func (h *house) keepSigning(ctx context.Context, failed <-chan error) error {
	tick := time.NewTicker(checkpointEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-failed:
			return err
		case <-tick.C:
			if err := h.checkpoint(ctx); err != nil {
				slog.Error("no checkpoint was signed", "error", err)
			}
			if err := h.door().Sweep(ctx); err != nil {
				slog.Error("old sessions were not removed", "error", err)
			}
		}
	}
}

func (h *house) checkpoint(ctx context.Context) error {
	signer, err := h.keys.Signer(keys.LedgerSigning)
	if err != nil {
		return err
	}
	_, err = audit.Checkpoint(ctx, h.store, signer)
	return err
}

// pages puts the faces together.
func (h *house) pages(ctx context.Context, demo []web.DemoAccount, proxy bool) (http.Handler, error) {
	words, err := lang.Load()
	if err != nil {
		return nil, err
	}
	clerk, err := h.clerk(ctx)
	if err != nil {
		return nil, err
	}
	trust, err := h.trust(ctx)
	if err != nil {
		return nil, err
	}
	return web.New(web.Config{
		Door: h.door(), Room: h.room(), Clerk: clerk, Trust: func() credential.Trust { return trust },
		Words: words, Log: slog.New(slog.NewTextHandler(h.g.errs, nil)), Random: rand.Reader, Proxy: proxy, Demo: demo,
	})
}

// issuer is the name under which certificates are signed: the register's own.
func (h *house) issuer(ctx context.Context) (string, error) {
	f, err := h.store.Founding(ctx)
	return f.Origin, err
}

func (h *house) clerk(ctx context.Context) (*office.Clerk, error) {
	issuer, err := h.issuer(ctx)
	if err != nil {
		return nil, err
	}
	signer, err := h.keys.Signer(keys.CertificateSigning)
	if err != nil {
		return nil, err
	}
	sealer, err := h.keys.Sealer(keys.Evidence, rand.Reader)
	if err != nil {
		return nil, err
	}
	return office.New(office.Config{
		Registrar: h.registrar, Store: h.desk, Looks: h.reader(), Rules: h.rules, Offices: h.desk.Offices, Accounts: h.desk,
		Evidence: sealer, Signer: signer, Issuer: issuer,
	}), nil
}

// trust is the register's own trust file: whoever checks its certificates needs it.
func (h *house) trust(ctx context.Context) (credential.Trust, error) {
	issuer, err := h.issuer(ctx)
	if err != nil {
		return credential.Trust{}, err
	}
	founded, err := h.foundedAt(ctx)
	if err != nil {
		return credential.Trust{}, err
	}
	var list []credential.TrustedKey
	for _, pub := range h.keys.Publics(keys.CertificateSigning) {
		id, err := keys.KeyID(pub)
		if err != nil {
			return credential.Trust{}, err
		}
		list = append(list, credential.TrustedKey{KeyID: id, Issuer: issuer, Public: pub, From: founded})
	}
	return credential.NewTrust(list...)
}

func (h *house) foundedAt(ctx context.Context) (time.Time, error) {
	rows, err := h.store.Acts(ctx, []register.Seq{0})
	if err != nil {
		return time.Time{}, err
	}
	if len(rows) == 0 {
		return time.Time{}, fmt.Errorf("the founding record is gone")
	}
	return time.UnixMicro(rows[0].At).UTC(), nil
}

type trustCmd struct {
	Out string `help:"File to write; none: standard output." type:"path" placeholder:"FILE"`
}

// Run writes the trust file that checkers of certificates need.
func (c *trustCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.openHouse(ctx, needStore)
	if err != nil {
		return err
	}
	defer h.close()
	t, err := h.trust(ctx)
	if err != nil {
		return err
	}
	b, err := t.File()
	if err != nil {
		return err
	}
	return g.write(c.Out, b)
}
