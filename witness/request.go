package witness

import (
	"bytes"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"samano/ledger"
)

const (
	// maxBody covers the longest proof, and a note with the signatures of some witnesses.
	maxBody = 32 << 10
	// maxProofLines is that of tlog-witness: no tree of 2^63 leaves needs more.
	maxProofLines = 63
)

// request is what add-checkpoint is asked.
type request struct {
	old    int64
	proof  []ledger.Hash
	origin string
	note   []byte
}

// parseRequest reads the body of add-checkpoint and refuses everything that is not in its form.
func parseRequest(body []byte) (request, error) {
	var r request
	malformed := func(text string) (request, error) { return request{}, &refusal{status: 400, text: text} }
	if len(body) > maxBody {
		return malformed("the request is too long")
	}
	head, signed, ok := bytes.Cut(body, []byte("\n\n"))
	if !ok {
		return malformed("there is no empty line before the note")
	}
	lines := strings.Split(string(head), "\n")
	text, ok := strings.CutPrefix(lines[0], "old ")
	size, err := strconv.ParseInt(text, 10, 64)
	if !ok || err != nil || size < 0 || strconv.FormatInt(size, 10) != text {
		return malformed("the first line does not say the old size")
	}
	if len(lines)-1 > maxProofLines {
		return malformed("the proof has too many lines")
	}
	for _, line := range lines[1:] {
		h, err := tlog.ParseHash(line)
		if err != nil || h.String() != line {
			return malformed("a line of the proof is no hash")
		}
		r.proof = append(r.proof, h)
	}
	origin, _, ok := bytes.Cut(signed, []byte("\n"))
	if !ok || len(origin) == 0 {
		return malformed("there is no note")
	}
	r.old, r.origin, r.note = size, string(origin), signed
	return r, nil
}

// encode writes a request as parseRequest reads it.
func (r request) encode() []byte {
	var b bytes.Buffer
	b.WriteString("old " + strconv.FormatInt(r.old, 10) + "\n")
	for _, h := range r.proof {
		b.WriteString(h.String() + "\n")
	}
	b.WriteString("\n")
	b.Write(r.note)
	return b.Bytes()
}
