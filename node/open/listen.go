package open

import (
	"net"
	"strings"
)

// Listening is where pages are served, and who encrypts the line.
type Listening struct {
	Address     string // host:port
	Encrypted   bool   // the server itself has a certificate
	BehindProxy bool   // a proxy on this machine encrypts the line, and says who asks
}

// MayListen refuses to show people's data to a network, and to believe strangers who they are.
func MayListen(l Listening) error {
	switch local := Local(l.Address); {
	case !local && !l.Encrypted:
		return Misuse{"serving at " + l.Address + " without TLS would show people's data to the network: give --tls-cert and --tls-key, or listen at 127.0.0.1 behind a proxy, with --behind-proxy"}
	case !local && l.BehindProxy:
		return Misuse{"--behind-proxy trusts whoever connects: listen at 127.0.0.1"}
	}
	return nil
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
