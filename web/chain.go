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

	"samano/web/answer"
	"samano/web/asked"
	"samano/web/form"
)

// sender says whose files the form at a path may have in it.
func sender(path string) form.Sending {
	switch {
	case path == "/check":
		return form.FileOfAnybody
	case strings.HasPrefix(path, "/declare/"), path == asked.Path:
		return form.FileOfOfficer
	}
	return form.NoFile
}

// chain wraps what every request passes through.
func (s *server) chain(pages http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(s.refusal(http.StatusForbidden, "page.cross-origin-title", "page.cross-origin-text"))
	named := form.CalledBy(s.Names, form.Limit(guard.Handler(pages), sender), s.refusal(http.StatusMisdirectedRequest, "page.name-unknown-title", "page.name-unknown-text"))
	return s.observe(answer.Headers(named, s.Proxy))
}

// observe writes one line of the log for each request and answers for a panic. The
// line has the pattern of the page, never the address, the form or a name.
func (s *server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		o, status := answer.Observe(w)
		defer func() {
			if fault := recover(); fault != nil && fault != http.ErrAbortHandler {
				s.incident(o, status() != 0, r, fmt.Errorf("panic: %v", fault), debug.Stack())
			}
			s.Log.LogAttrs(r.Context(), slog.LevelInfo, "request",
				slog.String("method", form.Method(r)), slog.String("page", r.Pattern), slog.Int("status", status()), slog.Duration("took", time.Since(began)))
		}()
		next.ServeHTTP(o, r)
	})
}

// incident answers for a failure of ours: the page shows an id, the log has the
// same id and what went wrong.
func (s *server) incident(w http.ResponseWriter, begun bool, r *http.Request, err error, stack []byte) {
	id := s.incidentID()
	s.Log.LogAttrs(r.Context(), slog.LevelError, "incident", slog.String("id", id), slog.String("page", r.Pattern),
		slog.String("error", err.Error()), slog.String("stack", string(stack)))
	if begun {
		return // the answer is on its way
	}
	v := s.visit(w, r)
	if err := v.message(http.StatusInternalServerError, v.T("ui.internal-title"), v.T("ui.internal-text", "reference", id)); err != nil {
		http.Error(w, "incident "+id, http.StatusInternalServerError)
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

// refusal answers with a message before any page is chosen.
func (s *server) refusal(status int, title, text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(w, r)
		if err := v.message(status, v.T(title), v.T(text)); err != nil {
			http.Error(w, http.StatusText(status), status)
		}
	})
}
