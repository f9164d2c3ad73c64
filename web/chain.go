package web

import (
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"samano/web/assets"
	"samano/web/form"
)

// sender says whose files the form at a path may have in it.
func sender(path string) form.Sending {
	switch {
	case path == "/check":
		return form.FileOfAnybody
	case strings.HasPrefix(path, "/declare/"):
		return form.FileOfOfficer
	}
	return form.NoFile
}

// policy lets a page load what this server serves and nothing else. The QR code of
// a certificate is a drawing in a data: address.
const policy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// chain wraps what every request passes through.
func (s *server) chain(pages http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(s.crossOrigin))
	return s.observe(s.headers(form.Limit(guard.Handler(pages), sender)))
}

// headers says to browsers what these pages may do. Everything but assets is kept
// nowhere: an office's computer has many users.
func (s *server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if form.Encrypted(r, s.Proxy) { // browsers heed it on encrypted lines only
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if !strings.HasPrefix(r.URL.Path, assets.Prefix) {
			h.Set("Cache-Control", "no-store")
		}
		next.ServeHTTP(w, r)
	})
}

// observe writes one line of the log for each request and answers for a panic. The
// line has the pattern of the page, never the address, the form or a name.
func (s *server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		o := &observed{ResponseWriter: w}
		defer func() {
			if fault := recover(); fault != nil && fault != http.ErrAbortHandler {
				s.incident(o, r, fmt.Errorf("panic: %v", fault), debug.Stack())
			}
			s.Log.LogAttrs(r.Context(), slog.LevelInfo, "request",
				slog.String("method", form.Method(r)), slog.String("page", r.Pattern), slog.Int("status", o.status), slog.Duration("took", time.Since(began)))
		}()
		next.ServeHTTP(o, r)
	})
}

// observed remembers the status of an answer.
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

// incident answers for a failure of ours: the page shows an id, the log has the
// same id and what went wrong.
func (s *server) incident(o *observed, r *http.Request, err error, stack []byte) {
	id := s.incidentID()
	s.Log.LogAttrs(r.Context(), slog.LevelError, "incident", slog.String("id", id), slog.String("page", r.Pattern),
		slog.String("error", err.Error()), slog.String("stack", string(stack)))
	if o.status != 0 {
		return // the answer is on its way
	}
	v := s.visit(o, r)
	if err := v.message(http.StatusInternalServerError, v.T("ui.internal-title"), v.T("ui.internal-text", "reference", id)); err != nil {
		http.Error(o, "incident "+id, http.StatusInternalServerError)
	}
}

// incidentID is short enough to be read out on the telephone.
func (s *server) incidentID() string {
	var b [5]byte
	if _, err := io.ReadFull(s.Random, b[:]); err != nil {
		return "-" // the log still has the time and the page
	}
	return hex.EncodeToString(b[:])
}

func (s *server) crossOrigin(w http.ResponseWriter, r *http.Request) {
	v := s.visit(w, r)
	if err := v.message(http.StatusForbidden, v.T("page.cross-origin-title"), v.T("page.cross-origin-text")); err != nil {
		http.Error(w, http.StatusText(http.StatusForbidden), http.StatusForbidden)
	}
}
