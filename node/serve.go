package node

import (
	"context"
	"crypto/tls"
	"errors"
	stdlog "log"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"

	"samano/access"
	"samano/credential"
	"samano/keys"
	"samano/lang"
	"samano/web"
	"samano/web/account"
	"samano/web/form"
)

// Pages say how the pages are served.
type Pages struct {
	Log   *slog.Logger
	Proxy bool           // a proxy on this machine stands before the server
	Names []string       // by which browsers call the server from elsewhere
	Demo  []account.Demo // of a synthetic country only
}

// Handler returns the handler of all pages.
func (n *Node) Handler(ctx context.Context, p Pages) (http.Handler, error) {
	words, err := lang.Load()
	if err != nil {
		return nil, err
	}
	trust, err := n.Trust(ctx)
	if err != nil {
		return nil, err
	}
	links, err := n.Keys.Sealer(keys.Links, n.parts.Random)
	if err != nil {
		return nil, err
	}
	n.SignIn.OnAttempt(func(ctx context.Context, e access.SignInEvent) {
		p.Log.LogAttrs(ctx, slog.LevelInfo, "sign-in", slog.String("outcome", e.Outcome), slog.String("account", string(e.Account)), slog.String("tried", e.Tried), slog.String("network", e.Network))
	})
	return web.New(web.Config{
		SignIn: n.SignIn, Reading: n.Reading, Clerk: n.Clerk, Certificates: n.Certificates, Requests: n.Requests, Oversight: n.Oversight, Trust: func() credential.Trust { return trust },
		Words: words, Log: p.Log, Links: links, Random: n.parts.Random, Proxy: p.Proxy, Names: p.Names, Demo: p.Demo,
	})
}

// Time limits of the server.
const (
	headerTimeout     = 10 * time.Second
	bodyTimeout       = form.UploadTimeout
	idleTimeout       = 2 * time.Minute
	checkpointTimeout = 20 * time.Second
)

// stopTimeout is how long a server that stops waits for what is on its way. Who sends more slowly is
// cut off: a request that has arrived is answered in less.
var stopTimeout = 20 * time.Second

// maxHead bounds the head of a request: cookies and the longest ticket in an address take some 10 kB.
const maxHead = 32 << 10

// clientAddress is how the server of package http names who was at the other end.
var clientAddress = regexp.MustCompile(`(from|serving) \S+:\d+: `)

// connectionLog logs what happens to a line before there is a request, without the address at its other end: a
// stranger who checks a paper is in no list.
type connectionLog struct{}

func (connectionLog) Write(b []byte) (int, error) {
	slog.Warn("connection", "error", clientAddress.ReplaceAllString(strings.TrimSpace(string(b)), ""))
	return len(b), nil
}

// TLS names the files of a certificate and its key (PEM); empty: the line is not encrypted.
type TLS struct{ Cert, Key string }

// Serve serves the pages of Handler and runs the jobs until the context ends or the server fails,
// and signs a last checkpoint. A context that has ended already is a server that is told to stop.
func (n *Node) Serve(ctx context.Context, listener net.Listener, files TLS, handler http.Handler) error {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: bodyTimeout, WriteTimeout: bodyTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHead, ErrorLog: stdlog.New(connectionLog{}, "", 0), TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12},
	}
	failed := make(chan error, 1)
	go func() {
		if files.Cert != "" {
			failed <- server.ServeTLS(listener, files.Cert, files.Key)
		} else {
			failed <- server.Serve(listener)
		}
	}()
	working, rest := context.WithCancel(ctx)
	wait := n.jobs(working)
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	rest()
	wait()
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if stop := server.Shutdown(stopping); errors.Is(stop, context.DeadlineExceeded) {
		err = errors.Join(err, server.Close())
	} else {
		err = errors.Join(err, stop)
	}
	signing, done := context.WithTimeout(context.WithoutCancel(ctx), checkpointTimeout)
	defer done()
	_, last := n.Checkpoint(signing)
	return errors.Join(err, last)
}
