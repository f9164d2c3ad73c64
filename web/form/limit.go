package form

import (
	"net/http"
	"strings"
	"time"

	"samano/credential/qrcode"
)

const (
	// maxForm bounds an ordinary form: an act's payload has 64 kB, percent-encoded
	// Lao takes three times as much.
	maxForm = 256 << 10
	// MaxUpload bounds a form with a file: evidence of 10 MB and room beside it.
	MaxUpload = qrcode.MaxBytes
	// formTimeout is how long a form without a file may take to arrive: 256 kB over
	// 64 kbit/s take half of it.
	formTimeout = time.Minute
	// strangersTimeout is the same for the picture of a certificate, a few megabytes
	// from a telephone.
	strangersTimeout = 10 * time.Minute
)

// Sending says whether a form may have a file in it, and whose.
type Sending int

// Who sends files.
const (
	NoFile Sending = iota
	FileOfOfficer
	FileOfAnybody
)

// Limit bounds what is read of a request, and for how long. sender says who sends to a path.
func Limit(next http.Handler, sender func(path string) Sending) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most, within := int64(maxForm), formTimeout
		if s := sender(r.URL.Path); s != NoFile && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
			most, within = MaxUpload, 0 // of officers the server's own limit holds
			if s == FileOfAnybody {
				within = strangersTimeout
			}
		}
		if within > 0 && r.Method == http.MethodPost {
			arriveWithin(w, within)
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		next.ServeHTTP(w, r)
	})
}

// FromStranger bounds how long the rest of a request may take once it is known that nobody is signed in.
func FromStranger(w http.ResponseWriter) { arriveWithin(w, strangersTimeout) }

// arriveWithin bounds how long the rest of a request may take; without a connection there is none to hold up.
func arriveWithin(w http.ResponseWriter, within time.Duration) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(within))
}
