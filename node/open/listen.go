package open

import (
	"crypto/x509"
	"encoding/pem"
	"net"
	"os"
	"slices"
	"strings"
)

// Listening is where pages are served, under which names, and who encrypts the line.
type Listening struct {
	Address     string   // host:port
	Certificate string   // file (PEM) of the server's own; empty: it does not encrypt
	BehindProxy bool     // a proxy on this machine encrypts the line, and says who asks
	Names       []string // by which browsers call the server; none: those of the certificate
}

// Check refuses to show people's data to a network, and to believe strangers who they are or how the server
// is called. It returns the names by which browsers call it from elsewhere.
func (l Listening) Check() (names []string, err error) {
	switch local := Local(l.Address); {
	case !local && l.Certificate == "":
		return nil, Misuse{"serving at " + l.Address + " without TLS would show people's data to the network: give --tls-cert and --tls-key, or listen at 127.0.0.1 behind a proxy, with --behind-proxy"}
	case !local && l.BehindProxy:
		return nil, Misuse{"--behind-proxy trusts whoever connects: listen at 127.0.0.1"}
	case l.BehindProxy && len(l.Names) == 0:
		return nil, Misuse{"--behind-proxy needs the names by which browsers call the server: give --name, as --name samano.gov.la"}
	case len(l.Names) > 0 || l.Certificate == "":
		return l.Names, nil
	}
	return namesIn(l.Certificate)
}

// namesIn returns the names and addresses for which a certificate stands.
func namesIn(file string) ([]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, Misuse{"cannot read the certificate: " + err.Error()}
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, Misuse{file + " is no certificate (PEM)"}
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, Misuse{file + " is no certificate: " + err.Error()}
	}
	names := slices.Clone(c.DNSNames)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		return nil, Misuse{file + " says of no name that it stands for it: give --name"}
	}
	return names, nil
}

// Local reports whether an address is reached from this machine alone.
func Local(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}
