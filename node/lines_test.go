package node_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"samano/node"
)

// lines is a log that several write to.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// certified writes a certificate of the machine itself and its key.
func certified(t *testing.T) (node.TLS, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	form := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	must(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)
	files := node.TLS{Cert: filepath.Join(t.TempDir(), "cert.pem"), Key: filepath.Join(t.TempDir(), "key.pem")}
	must(t, os.WriteFile(files.Cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	must(t, os.WriteFile(files.Key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600))
	trusted := x509.NewCertPool()
	own, err := x509.ParseCertificate(der)
	must(t, err)
	trusted.AddCert(own)
	return files, trusted
}

// served starts a server with a certificate, and returns its address and its log.
func served(t *testing.T) (address string, trusted *x509.CertPool, log *lines) {
	t.Helper()
	log = &lines{}
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	files, trusted := certified(t)
	n := built(t, parts(t))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	shown := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "shown") })
	go func() { ended <- n.Serve(ctx, listener, files, shown) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("it ends with %v", err)
		}
	})
	return listener.Addr().String(), trusted, log
}

// A line is encrypted by TLS 1.2 or later with ciphers of today, the latest first, or there is no line: what
// is asked for in the clear is neither answered nor sent elsewhere.
func TestALineIsEncryptedByTodaysRulesOrNotAtAll(t *testing.T) {
	address, trusted, _ := served(t)
	dial := func(c *tls.Config) (tls.ConnectionState, error) {
		c.RootCAs, c.ServerName = trusted, "localhost"
		line, err := tls.Dial("tcp", address, c)
		if err != nil {
			return tls.ConnectionState{}, err
		}
		defer line.Close()
		return line.ConnectionState(), nil
	}
	if s, err := dial(&tls.Config{}); err != nil || s.Version != tls.VersionTLS13 {
		t.Errorf("a browser of today gets version %x, %v", s.Version, err)
	}
	if s, err := dial(&tls.Config{MaxVersion: tls.VersionTLS12}); err != nil || s.Version != tls.VersionTLS12 {
		t.Errorf("one that knows TLS 1.2 gets version %x, %v", s.Version, err)
	}
	for _, version := range []uint16{tls.VersionTLS10, tls.VersionTLS11} {
		if _, err := dial(&tls.Config{MinVersion: version, MaxVersion: version}); err == nil {
			t.Errorf("version %x is taken", version)
		}
	}
	for _, weak := range append(tls.InsecureCipherSuites(), &tls.CipherSuite{ID: tls.TLS_RSA_WITH_AES_128_GCM_SHA256, Name: "no forward secrecy"}) {
		if _, err := dial(&tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{weak.ID}}); err == nil {
			t.Errorf("%s is taken", weak.Name)
		}
	}
	res, err := http.Get("http://" + address + "/sign-in")
	must(t, err)
	defer res.Body.Close()
	if body, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusBadRequest || strings.Contains(string(body), "shown") || res.Header.Get("Location") != "" {
		t.Errorf("in the clear it answers %d, %s", res.StatusCode, body)
	}
}

// A line that cannot be encrypted is a line of the log, which tells nobody's address.
func TestALineThatFailsIsLoggedWithoutItsAddress(t *testing.T) {
	address, _, log := served(t)
	line, err := net.Dial("tcp", address)
	must(t, err)
	_, err = io.WriteString(line, "no greeting of TLS\r\n\r\n")
	must(t, err)
	_, _ = io.ReadAll(line)
	from := line.LocalAddr().String()
	must(t, line.Close())
	for deadline := time.Now().Add(10 * time.Second); !strings.Contains(log.String(), "TLS handshake error"); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the log says nothing of it:\n%s", log)
		}
	}
	if got := log.String(); !strings.Contains(got, `level=WARN msg=connection error="`) || strings.Contains(got, from) {
		t.Errorf("the log says\n%s", got)
	}
}

// A head of a request without an end is refused.
func TestAHeadOfARequestHasAnEnd(t *testing.T) {
	address, trusted, _ := served(t)
	line, err := tls.Dial("tcp", address, &tls.Config{RootCAs: trusted, ServerName: "localhost"})
	must(t, err)
	defer line.Close()
	_, err = fmt.Fprintf(line, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: %s\r\n\r\n", strings.Repeat("x", 100<<10))
	must(t, err)
	must(t, line.SetReadDeadline(time.Now().Add(10*time.Second)))
	if got, _ := io.ReadAll(line); !strings.HasPrefix(string(got), "HTTP/1.1 431 ") {
		t.Errorf("it answers %.60q", got)
	}
}
