package form

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Encrypted reports whether a request came over an encrypted line: every one does, but at the
// machine itself, where there is no line. proxy says that a proxy stands before the server.
func Encrypted(r *http.Request, proxy bool) bool {
	return proxy || !isMachineItself(nameOf(r)) // proxies may ask for the machine
}

// CalledBy hands on requests that call the server by a name of its own, and others to deny: any other name that
// leads here is somebody else's, whose pages might write into ours. Whoever works at the machine itself calls it so.
func CalledBy(names []string, next, deny http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isCalledBy(r, names) {
			next.ServeHTTP(w, r)
		} else {
			deny.ServeHTTP(w, r)
		}
	})
}

func isCalledBy(r *http.Request, names []string) bool {
	name := nameOf(r)
	return isMachineItself(name) || slices.ContainsFunc(names, func(own string) bool {
		own = strings.ToLower(own)
		_, unit, dotted := strings.Cut(name, ".")
		return own == name || dotted && own == "*."+unit
	})
}

// nameOf returns the name or the address by which a request calls the server, without its port.
func nameOf(r *http.Request) string {
	name := r.Host
	if i := strings.LastIndexByte(name, ':'); i >= 0 && !strings.HasSuffix(name, "]") {
		name = name[:i]
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(name, "[]"), "."))
}

func isMachineItself(name string) bool {
	addr, err := netip.ParseAddr(name)
	return name == "localhost" || err == nil && addr.IsLoopback()
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

// MethodsAt returns the methods by which there is a page at the address of a request that only the pattern of
// all addresses matches.
func MethodsAt(pages *http.ServeMux, r *http.Request) (out []string) {
	for _, method := range [...]string{http.MethodGet, http.MethodPost} {
		if _, pattern := pages.Handler(&http.Request{Method: method, URL: r.URL, Host: r.Host}); pattern != "/" {
			out = append(out, method)
		}
	}
	return out
}
