// Package answer owns what every answer carries: its status, and the headers that say to browsers what
// these pages may do.
package answer

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"samano/access"
	"samano/register"
	"samano/web/assets"
	"samano/web/form"
)

// policy lets a page load what this server serves and nothing else. The QR code of
// a certificate is a drawing in a data: address.
const policy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// PaperPolicy is that of a paper that somebody handed in: it is shown, and has no rights at all.
const PaperPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'"

// AllowScript lets the page that is answered run this server's own script, before its status is written.
func AllowScript(w http.ResponseWriter) {
	w.Header().Set("Content-Security-Policy", policy+"; script-src 'self'")
}

// Headers says to browsers what these pages may do. Everything but assets is kept
// nowhere: an office's computer has many users.
func Headers(next http.Handler, proxy bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if form.Encrypted(r, proxy) { // browsers heed it on encrypted lines only
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		if !strings.HasPrefix(r.URL.Path, assets.Prefix) {
			h.Set("Cache-Control", "no-store")
		}
		next.ServeHTTP(w, r)
	})
}

// soon is in how many seconds a page that met an outage may be asked for again: longer than a transaction is
// repeated.
const soon = 15 * time.Second

// RetryLater says to a browser when to ask again: after the wait that the error holds, or soon.
func RetryLater(w http.ResponseWriter, refused error) {
	wait := soon
	if asked := access.Wait(0); errors.As(refused, &asked) {
		wait = time.Duration(asked)
	}
	w.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
}

// LogRefused writes who was refused which page by which rule. What they asked for is not written: it may name somebody.
func LogRefused(log *slog.Logger, r *http.Request, by register.OfficerID, refused error) {
	var e *register.Error
	if by != "" && errors.As(refused, &e) {
		log.LogAttrs(r.Context(), slog.LevelWarn, "refused", slog.String("page", r.Pattern), slog.String("officer", string(by)), slog.String("code", e.Code))
	}
}

// Observe returns a writer of an answer, and what tells its status: 0 until something is written.
func Observe(w http.ResponseWriter) (http.ResponseWriter, func() int) {
	o := &observed{ResponseWriter: w}
	return o, func() int { return o.status }
}

type observed struct {
	http.ResponseWriter
	status int
}

func (o *observed) WriteHeader(status int) {
	if o.status == 0 {
		o.status = status
	}
	o.ResponseWriter.WriteHeader(status)
}

func (o *observed) Write(b []byte) (int, error) {
	if o.status == 0 {
		o.status = http.StatusOK
	}
	return o.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (o *observed) Unwrap() http.ResponseWriter { return o.ResponseWriter }

// WithStatus writes the status with the first byte: a page that cannot be
// rendered leaves room for one that says so.
func WithStatus(w http.ResponseWriter, status int) io.Writer { return &statusWriter{w, status} }

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status != 0 {
		w.WriteHeader(w.status)
		w.status = 0
	}
	return w.ResponseWriter.Write(b)
}
