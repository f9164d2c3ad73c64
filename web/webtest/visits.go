package webtest

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"sync"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/web"
)

// Visit is one request that the server answered.
type Visit struct {
	Route  string // of web.Routes; empty: none answered
	Status int
	Looks  []access.Look // that were written for it
}

// visits are the requests that were answered. It is safe for concurrent use.
type visits struct {
	mu  sync.Mutex
	all []Visit
}

// visitKey is the key of the visit in the context of its request.
type visitKey struct{}

// watched adds each look to the visit for which it is written.
type watched struct {
	*accesstest.Looks
	visits   *visits
	tireless *bool
}

// Append implements access.Looks.
func (w watched) Append(ctx context.Context, l access.Look, b access.Budget) (int64, error) {
	if *w.tireless {
		b = access.Budget{}
	}
	seq, err := w.Looks.Append(ctx, l, b)
	if v, ok := ctx.Value(visitKey{}).(*Visit); ok && err == nil {
		w.visits.mu.Lock()
		defer w.visits.mu.Unlock()
		v.Looks = append(v.Looks, l)
	}
	return seq, err
}

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// answer serves a request and keeps the visit.
func (s *visits) answer(handler http.Handler, w http.ResponseWriter, r *http.Request) {
	v, status := &Visit{}, &statusWriter{w, http.StatusOK}
	r = r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
	handler.ServeHTTP(status, r)
	s.mu.Lock()
	defer s.mu.Unlock()
	v.Route, v.Status = r.Pattern, status.status
	s.all = append(s.all, *v)
}

// Visits returns the requests that were answered until now, in the order of their ends.
func (c *Country) Visits() []Visit {
	c.visits.mu.Lock()
	defer c.visits.mu.Unlock()
	return slices.Clone(c.visits.all)
}

// checkLooks fails the test if a page took a look that its route does not declare.
func (c *Country) checkLooks(t testing.TB) {
	for _, wrong := range WrongLooks(web.Routes(), c.Visits()) {
		t.Errorf("a look that the route does not declare: %s", wrong)
	}
}

// WrongLooks returns a line, which begins with the route, for each look of another kind or purpose
// than the route declares. Where the reader chooses the purpose, any is right.
func WrongLooks(routes map[string]access.LookPurpose, visits []Visit) (wrong []string) {
	for _, v := range visits {
		declared := routes[v.Route]
		for _, l := range v.Looks {
			if l.What != declared.What || (l.Purpose != declared.Purpose && declared.Purpose != access.PurposeChosen) {
				wrong = append(wrong, v.Route+": "+string(l.What)+" for "+l.Purpose)
			}
		}
	}
	return wrong
}

// NotShown returns the routes that no visit has shown: that answered nobody, or that declare a look
// and showed nobody under one. The route of all other addresses answers with http.StatusNotFound.
func NotShown(routes map[string]access.LookPurpose, visits []Visit) []string {
	missing := maps.Clone(routes)
	for _, v := range visits {
		shown := slices.ContainsFunc(v.Looks, func(l access.Look) bool { return !l.Refused || v.Status < http.StatusBadRequest }) // or said that it withholds
		if (v.Status < http.StatusBadRequest || v.Route == "/") && routes[v.Route].None != "" || shown {
			delete(missing, v.Route)
		}
	}
	return slices.Sorted(maps.Keys(missing))
}
