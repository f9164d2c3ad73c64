package node_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"samano/node"
)

// Somebody who sends half a form and no more does not keep a server that stops from signing what it
// has registered.
func TestAServerStopsThoughSomebodySendsSlowly(t *testing.T) {
	t.Cleanup(node.StopWithin(50 * time.Millisecond))
	n := built(t, parts(t))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	ctx, stop := context.WithCancel(t.Context())
	arrived, ended := make(chan struct{}), make(chan error, 1)
	reads := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		_, _ = io.Copy(io.Discard, r.Body)
	})
	go func() { ended <- n.Serve(ctx, listener, node.TLS{}, reads) }()
	stranger, err := net.Dial("tcp", listener.Addr().String())
	must(t, err)
	defer stranger.Close()
	_, err = io.Copy(stranger, strings.NewReader("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf"))
	must(t, err)
	<-arrived
	stop()
	if err := <-ended; err != nil {
		t.Errorf("it ends with %v", err)
	}
}
