package form

import (
	"net/http"
	"net/netip"
	"strings"
)

// Encrypted reports whether a request came over an encrypted line: every one does, but at the
// machine itself, where there is no line. proxy says that a proxy stands before the server.
func Encrypted(r *http.Request, proxy bool) bool {
	if proxy {
		return true // proxies often give their own name for the server's as Host
	}
	host := r.Host
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		host = host[:i]
	}
	if addr, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return !addr.IsLoopback()
	}
	return host != "localhost"
}

// Sender returns the address of who asks, zero where it cannot be read. Of what a proxy hands on only
// the last word is its own; those before it anybody can write.
func Sender(r *http.Request, proxy bool) netip.Addr {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	from := ap.Addr().Unmap()
	if lines := r.Header.Values("X-Forwarded-For"); proxy && from.IsLoopback() && len(lines) > 0 {
		words := strings.Split(lines[len(lines)-1], ",")
		if said, err := netip.ParseAddr(strings.TrimSpace(words[len(words)-1])); err == nil {
			from = said.Unmap()
		}
	}
	return from
}

// Method returns the method of a request for the log, into which no stranger writes by it.
func Method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return r.Method
	}
	return "other"
}
