package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A page with one fault of each kind that the walker looks for, and the browser's own
// wish for an icon, which the page does without.
const faulty = `<!DOCTYPE html><html lang="lo"><head><title>Faulty</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/missing.css"></head>
<body><main><h1>Faulty</h1><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
<div style="width: 500px">wide</div>
<script>console.error("spoken"); setTimeout(() => { throw new Error("thrown") })</script></main></body></html>`

// The judge of pages finds what it looks for.
func TestTheWalkerFindsFaults(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		switch r.URL.Path {
		case "/again":
			w.WriteHeader(http.StatusUnprocessableEntity)
		case "/missing.css":
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = w.Write([]byte(faulty))
	}))
	t.Cleanup(server.Close)
	w := newWalker(t, "faulty", "en", server.URL)
	var found []string
	w.fault = func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	p := w.window()
	p.open("/")
	p.judge("page")
	for _, want := range []string{"image-alt", "scrolls sideways by", "is in lo", "console: \"spoken\"", "console: Failed to load resource: the server responded with a status of 404", "page error: ", "thrown"} {
		if !strings.Contains(strings.Join(found, "\n"), want) {
			t.Errorf("%s is not among the faults %q", want, found)
		}
	}
	if sideways := fmt.Sprintf("at %d: scrolls", wide.width); strings.Contains(strings.Join(found, "\n"), sideways) {
		t.Errorf("what is narrower than the window scrolls: %q", found)
	}
	p.open("/again")
	found = nil
	p.judge("again")
	for _, fault := range found {
		if strings.Contains(fault, "status of 422") { // not by the number alone: the address has a port
			t.Errorf("a form that is shown again counts as a fault: %s", fault)
		}
	}
}
