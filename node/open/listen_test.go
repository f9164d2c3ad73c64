package open

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// certificateFor writes a certificate for names and addresses.
func certificateFor(t *testing.T, names []string, addresses ...net.IP) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: names, IPAddresses: addresses}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "cert.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Whoever listens to the network without encryption, believes anybody's word for who asks, or does not know how
// the server is called is refused before a page is served.
func TestDangerousListeningIsRefused(t *testing.T) {
	named, nameless := certificateFor(t, []string{"register.example"}, net.IPv4(10, 0, 0, 1)), certificateFor(t, nil)
	broken := filepath.Join(t.TempDir(), "broken.pem")
	if err := os.WriteFile(broken, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")}), 0o600); err != nil {
		t.Fatal(err)
	}
	own := []string{"samano.example"}
	for _, c := range []struct {
		l     Listening
		good  bool
		names []string
	}{
		{Listening{Address: "127.0.0.1:8160"}, true, nil},
		{Listening{Address: "127.0.0.1:8160", Names: own}, true, own},
		{Listening{Address: "127.0.0.1:8160", BehindProxy: true, Names: own}, true, own},
		{Listening{Address: "127.0.0.1:8160", BehindProxy: true}, false, nil},
		{Listening{Address: "localhost:8160"}, true, nil},
		{Listening{Address: "[::1]:8160"}, true, nil},
		{Listening{Address: "0.0.0.0:8160", Certificate: named}, true, []string{"register.example", "10.0.0.1"}},
		{Listening{Address: "0.0.0.0:8160", Certificate: nameless, Names: own}, true, own},
		{Listening{Address: "0.0.0.0:8160", Certificate: nameless}, false, nil},
		{Listening{Address: "0.0.0.0:8160", Certificate: "nowhere"}, false, nil},
		{Listening{Address: "0.0.0.0:8160", Certificate: broken}, false, nil},
		{Listening{Address: "0.0.0.0:8160", Certificate: "listen_test.go"}, false, nil},
		{Listening{Address: "0.0.0.0:8160"}, false, nil},
		{Listening{Address: ":8160"}, false, nil},
		{Listening{Address: "register.example:8160"}, false, nil},
		{Listening{Address: "127.0.0.1"}, false, nil},
		{Listening{Address: "10.0.0.1:8160", Certificate: named, BehindProxy: true, Names: own}, false, nil},
		{Listening{Address: "10.0.0.1:8160", BehindProxy: true, Names: own}, false, nil},
	} {
		names, err := c.l.Check()
		if (err == nil) != c.good || err != nil && !errors.As(err, new(Misuse)) || !slices.Equal(names, c.names) {
			t.Errorf("%+v: %v, %v", c.l, names, err)
		}
	}
}
