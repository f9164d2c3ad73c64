package form

import (
	"errors"
	"io"
	"net/http"
	"net/netip"
	"sync"
)

// Limits of what strangers make the server hold at once.
const (
	// maxHeld is how many bytes of strangers' forms are held: four of the largest pictures.
	maxHeld = 4 * MaxUpload
	// maxOfNetwork is how many forms of one network are held, on their way or waiting for their turn: the
	// desks of an office that share a line. Whoever sends many waits for themselves.
	maxOfNetwork = 4
)

// ErrBusy says that strangers send more than the server holds at once, or that one network does.
var ErrBusy = errors.New("form: too much at once")

// Intake holds the forms of strangers. A form that arrives slowly takes no place of another: what counts is
// what has arrived. It is safe for concurrent use; the zero Intake holds nothing.
type Intake struct {
	mu    sync.Mutex
	bytes int64
	forms map[netip.Prefix]int
}

// Take lets the form of a request in and returns what lets it go again, which may be called once. The error
// is ErrBusy, also from reading the form.
func (i *Intake) Take(r *http.Request, network netip.Prefix) (release func(), err error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.forms[network] >= maxOfNetwork {
		return nil, ErrBusy
	}
	if i.forms == nil {
		i.forms = map[netip.Prefix]int{}
	}
	i.forms[network]++
	body := &held{ReadCloser: r.Body, intake: i}
	r.Body = body
	return func() {
		i.mu.Lock()
		defer i.mu.Unlock()
		i.bytes -= body.bytes
		if i.forms[network]--; i.forms[network] == 0 {
			delete(i.forms, network)
		}
	}, nil
}

// held is the body of a form that is let in.
type held struct {
	io.ReadCloser
	intake *Intake
	bytes  int64
}

func (h *held) Read(p []byte) (int, error) {
	n, err := h.ReadCloser.Read(p)
	h.intake.mu.Lock()
	defer h.intake.mu.Unlock()
	h.bytes += int64(n)
	if h.intake.bytes += int64(n); h.intake.bytes > maxHeld {
		return 0, ErrBusy
	}
	return n, err
}
