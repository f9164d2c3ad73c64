package form

import (
	"io"
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
	// UploadTimeout is how long any form may take: ten megabytes of evidence take twenty
	// minutes over 64 kbit/s.
	UploadTimeout = 25 * time.Minute
	// strangersTimeout is the same for the picture of a certificate, a few megabytes
	// from a telephone.
	strangersTimeout = 10 * time.Minute
	// slowest is how many bytes of a form must arrive in a second, after a pause of patience at most: a fifth
	// of what a line of 40 kbit/s carries.
	slowest  = 1000
	patience = 30 * time.Second
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
			most, within = MaxUpload, UploadTimeout
			if s == FileOfAnybody {
				within = strangersTimeout
			}
		}
		r.Body = &paced{ReadCloser: http.MaxBytesReader(w, r.Body, most), of: http.NewResponseController(w), began: time.Now(), within: within}
		next.ServeHTTP(w, r)
	})
}

// FromStranger bounds how long the rest of a request may take once it is known that nobody is signed in.
func FromStranger(r *http.Request) {
	if p, ok := r.Body.(*paced); ok {
		p.began, p.within = time.Now(), strangersTimeout
	}
}

// paced is the body of a request that must arrive at some pace.
type paced struct {
	io.ReadCloser
	of     *http.ResponseController
	began  time.Time
	within time.Duration
	bytes  int64
}

func (p *paced) Read(b []byte) (int, error) {
	until := min(p.within, patience+time.Duration(p.bytes)*time.Second/slowest)
	p.readUntil(until)
	n, err := p.ReadCloser.Read(b)
	if p.bytes += int64(n); err == io.EOF {
		p.readUntil(UploadTimeout) // a line on which nothing comes any more is no sign that the sender has gone
	}
	return n, err
}

// readUntil sets until when the line is read, from the beginning of the request; without a connection there is
// none to hold up.
func (p *paced) readUntil(within time.Duration) { _ = p.of.SetReadDeadline(p.began.Add(within)) }
