package witness

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"
)

const (
	// Whoever asks sends some kilobytes: longer than this takes only who wants to hold a connection.
	readTime  = 10 * time.Second
	writeTime = 10 * time.Second
	idleTime  = 2 * time.Minute
	maxHeader = 8 << 10
	// maxAtOnce bounds the notes that are judged at once. A register sends three a minute.
	maxAtOnce = 32
	// stopTime is how long requests that have begun may take when the witness is stopped.
	stopTime = 5 * time.Second
)

// handler answers add-checkpoint and, at /, what is held.
func (w *Witness) handler(log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	turns := make(chan struct{}, maxAtOnce)
	mux.HandleFunc("POST /add-checkpoint", func(out http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(out, r.Body, maxBody)) // before its turn: whoever sends slowly holds none
		if err != nil {
			http.Error(out, "the request is too long or was cut off", http.StatusBadRequest)
			return
		}
		select {
		case turns <- struct{}{}:
			defer func() { <-turns }()
			w.addCheckpoint(out, r, body, log)
		default:
			out.Header().Set("Retry-After", "1")
			http.Error(out, "too many requests at once", http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("GET /{$}", func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = out.Write(w.held()) // whoever asked is gone
	})
	return mux
}

func (w *Witness) addCheckpoint(out http.ResponseWriter, r *http.Request, body []byte, log *slog.Logger) {
	line, err := w.add(r.Context(), body)
	var refused *refusal
	switch {
	case err == nil:
		out.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(out, line) // whoever asked is gone, and asks again
	case errors.As(err, &refused) && refused.status == http.StatusConflict:
		log.Warn("not cosigned", "why", refused.text, "held", refused.size, "request", string(body)) // a fork that was signed proves itself
		out.Header().Set("Content-Type", "text/x.tlog.size")
		out.WriteHeader(refused.status)
		_, _ = fmt.Fprintf(out, "%d\n", refused.size)
	case errors.As(err, &refused):
		log.Warn("not cosigned", "why", refused.text, "status", refused.status)
		http.Error(out, refused.text, refused.status)
	default:
		log.Error("not cosigned", "error", err)
		http.Error(out, "the witness cannot keep the note now", http.StatusServiceUnavailable)
	}
}

// Serve answers until the context ends.
func (w *Witness) Serve(ctx context.Context, listener net.Listener, log *slog.Logger) error {
	server := &http.Server{
		Handler: w.handler(log), ReadHeaderTimeout: readTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("witness: %w", err)
	case <-ctx.Done():
		stopping, stop := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer stop()
		return server.Shutdown(stopping)
	}
}
