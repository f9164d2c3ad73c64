// Package assets owns the files that a page needs beside its HTML: one stylesheet, the fonts it
// names, the icon, the script of passkeys, and the sheet for papers (print.go), which is served as it is.
//
// The others are made by build.sh (`make assets`) from src/ and committed in dist/, so that building and
// running Samano needs no node. A file's name carries the first ten hex digits of the SHA-256 of
// its content: a browser keeps it for a year without asking again, which is what makes the second
// page cheap on a 64 kbit/s line, and a new release has new names. Text is embedded a second time,
// compressed, so that serving it costs no work. Nothing is loaded from another host, ever: a post
// without a line shows the same pages.
//
// A page that needs script to work is a defect. The one script asks a browser for a passkey, which
// HTML cannot; whoever has none proves who they are by a code.
package assets

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
)

//go:embed dist
var dist embed.FS

// Prefix is where Handler expects to be mounted.
const Prefix = "/assets/"

// File names the assets that pages refer to, without the hash.
type File string

// The closed set of assets that a page may name itself; the other fonts are named by the
// stylesheet.
const (
	Stylesheet File = "samano.css"
	Icon       File = "icon.svg"
	FontLao    File = "noto-sans-lao-400.woff2"
	Passkey    File = "passkey.js"
)

// keepSeconds is a year, the longest that RFC 9111 caches are asked to honour; the hash in the name
// makes it safe.
const keepSeconds = 365 * 24 * 60 * 60

var hashedName = regexp.MustCompile(`^([a-z0-9-]+)-([0-9a-f]{10})\.(css|svg|js|woff2)$`)

// Path returns the URL path of a file, hash included. An error means that dist/ was not built
// whole.
func Path(f File) (string, error) {
	entries, err := fs.ReadDir(dist, "dist")
	if err != nil {
		return "", fmt.Errorf("assets: %w", err)
	}
	for _, e := range entries {
		m := hashedName.FindStringSubmatch(e.Name())
		if m != nil && m[1]+"."+m[3] == string(f) {
			return Prefix + e.Name(), nil
		}
	}
	return "", fmt.Errorf("assets: %s is not in dist", f)
}

// Handler serves the files under Prefix. Only exact hashed names are answered: no listing, no
// licence folder, no compressed twin by its own name.
func Handler() http.Handler {
	return http.HandlerFunc(serve)
}

func serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(r.URL.Path, Prefix)
	if !hashedName.MatchString(name) {
		http.NotFound(w, r)
		return
	}
	content, err := dist.ReadFile("dist/" + name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", contentType(name))
	h.Set("Cache-Control", "public, max-age="+strconv.Itoa(keepSeconds)+", immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	if packed, err := dist.ReadFile("dist/" + name + ".gz"); err == nil {
		h.Set("Vary", "Accept-Encoding")
		if takesGzip(r.Header.Get("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			content = packed
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(content)))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodGet {
		// A failed write means that the reader has gone; there is nobody to tell.
		_, _ = bytes.NewReader(content).WriteTo(w)
	}
}

// contentType does not ask the machine's MIME table, which differs from post to post.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".js":
		return "text/javascript; charset=utf-8"
	default:
		return "font/woff2"
	}
}

// takesGzip reads Accept-Encoding (RFC 9110, section 12.5.3): gzip named and not with weight zero.
func takesGzip(accept string) bool {
	for _, item := range strings.Split(accept, ",") {
		coding, params, err := mime.ParseMediaType("x/" + strings.TrimSpace(item))
		if err != nil || coding != "x/gzip" {
			continue
		}
		weight, err := strconv.ParseFloat(params["q"], 64)
		return params["q"] == "" || (err == nil && weight > 0)
	}
	return false
}
