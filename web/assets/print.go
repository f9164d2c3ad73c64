package assets

import (
	_ "embed"
	"net/http"
)

// PrintStylesheet is the path of the sheet for papers. It is small and its own, so
// that a paper looks the same whatever becomes of the pages.
const PrintStylesheet = "/certificate.css"

//go:embed certificate.css
var certificateCSS []byte

// ServePrintStylesheet sends it.
func ServePrintStylesheet(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/css; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	w.WriteHeader(http.StatusOK)
	// A failed write means that the reader has gone.
	_, _ = w.Write(certificateCSS)
}
