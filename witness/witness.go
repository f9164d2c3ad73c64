// Package witness owns a witness of logs: who keeps the last note of each, and cosigns a note only
// if its tree extends the one before. It opens no register and knows nobody in one.
//
// A register signs what its logs hold. Whoever has its keys could sign two histories and show one
// to each reader. A witness in another house signs one history alone, so that a reader who asks
// for its cosignature sees the history that everybody sees.
//
// The protocol is C2SP tlog-witness, the cosignature C2SP tlog-cosignature (cosignature/v1). For
// each origin one file holds the last note with the cosignature. It is on disk before the
// cosignature leaves. A witness whose folder was lost is not started again under its name: it
// would sign anything as the first note.
package witness

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"samano/internal/durable"
	"samano/keys"
	"samano/ledger"
	"samano/register"
)

// Setup is how a witness is set up. All fields are needed.
type Setup struct {
	Folder string   // of the notes
	Name   string   // of the witness, a URL without scheme
	Logs   []string // verifier keys of the logs; several of one origin: present and former keys
	Key    keys.Signer
	Now    func() time.Time
}

// Witness keeps the last note of each log. It is safe for concurrent use.
type Witness struct {
	name   string
	signer keys.Signer
	id     [4]byte
	now    func() time.Time
	logs   map[string]*watched // by origin; the map itself does not change
}

// watched is one log.
type watched struct {
	origin string
	keys   []string
	path   string

	mu   sync.Mutex // held from the comparison with the last note until the new one is on disk
	last ledger.Checkpoint
	note []byte // with the cosignature; nil: none yet
}

// Open opens the witness of a folder. It refuses a note in it that no key of its log signed.
func Open(s Setup) (*Witness, error) {
	const op = "witness.Open"
	w := &Witness{name: s.Name, signer: s.Key, now: s.Now, logs: map[string]*watched{}}
	for _, key := range s.Logs {
		v, err := note.NewVerifier(key)
		if err != nil {
			return nil, register.Errorf(register.Invalid, op, "%q is no public key of a log as \"samano ledger key\" shows it", key)
		}
		l := w.logs[v.Name()]
		if l == nil {
			l = &watched{origin: v.Name(), path: filepath.Join(s.Folder, fileOf(v.Name())), last: ledger.Checkpoint{Origin: v.Name(), Root: (&ledger.Frontier{}).Root()}}
			w.logs[v.Name()] = l
		}
		l.keys = append(l.keys, key)
	}
	for _, l := range w.logs {
		if err := l.load(); err != nil {
			return nil, err
		}
	}
	public, ok := w.signer.Public().(ed25519.PublicKey)
	if !ok || w.name == "" || strings.ContainsAny(w.name, "+ \t\n") {
		return nil, register.Errorf(register.Invalid, op, "a witness needs an Ed25519 key and a name without spaces and plus")
	}
	w.id = keyID(w.name, public)
	return w, nil
}

// fileOf is the name of the file of an origin, which may hold any character.
func fileOf(origin string) string {
	sum := sha256.Sum256([]byte(origin))
	return hex.EncodeToString(sum[:8]) + ".note"
}

func (l *watched) load() error {
	b, err := os.ReadFile(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return register.Errorf(register.Unavailable, "witness.Open", "%w", err)
	}
	cp, err := ledger.OpenCheckpoint(b, l.keys...)
	if err != nil || cp.Origin != l.origin {
		return register.Errorf(register.Forbidden, "witness.Open", "%s is no note of %s: restore it, or give the witness up", l.path, l.origin)
	}
	l.last, l.note = cp, b
	return nil
}

// algorithm is that of cosignature/v1 in C2SP signed-note: a timestamped Ed25519 signature.
const algorithm = 4

func keyID(name string, public ed25519.PublicKey) (id [4]byte) {
	h := sha256.Sum256(append([]byte(name+"\n"), append([]byte{algorithm}, public...)...))
	copy(id[:], h[:])
	return id
}

// VerifierKey is the text by which others check the cosignatures.
func (w *Witness) VerifierKey() string {
	public, _ := w.signer.Public().(ed25519.PublicKey) // Open saw that it is one
	return fmt.Sprintf("%s+%x+%s", w.name, w.id, base64.StdEncoding.EncodeToString(append([]byte{algorithm}, public...)))
}

// cosign returns the signature line over a note's text.
func (w *Witness) cosign(text string) (string, error) {
	at := w.now().Unix()
	signature, err := keys.Sign(w.signer, fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", at, text))
	if err != nil {
		return "", register.Errorf(register.Internal, "witness.cosign", "%w", err)
	}
	b := binary.BigEndian.AppendUint64(w.id[:], uint64(at))
	return fmt.Sprintf("— %s %s\n", w.name, base64.StdEncoding.EncodeToString(append(b, signature...))), nil
}

// refusal says why a note is not cosigned. Its kinds are those of tlog-witness.
type refusal struct {
	status int // of HTTP
	text   string
	size   int64 // of the note that is held, with 409
}

func (r *refusal) Error() string { return r.text }

// add compares a note with the last one of its log, keeps it, and returns the cosignature.
func (w *Witness) add(ctx context.Context, body []byte) (string, error) {
	req, err := parseRequest(body)
	if err != nil {
		return "", err
	}
	l := w.logs[req.origin]
	if l == nil {
		return "", &refusal{status: 404, text: "the log is not known here"}
	}
	cp, err := ledger.OpenCheckpoint(req.note, l.keys...)
	switch {
	case errors.Is(err, ledger.ErrCheckpointSignature):
		return "", &refusal{status: 403, text: "no known key of the log signed the note"}
	case err != nil, !strings.HasPrefix(string(req.note), cp.Text()+"\n"): // further lines are nothing that is known here
		return "", &refusal{status: 400, text: "the note is no checkpoint of three lines"}
	case req.old > cp.Size:
		return "", &refusal{status: 400, text: "the old size is beyond the note's"}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := ctx.Err(); err != nil { // whoever asked is gone
		return "", register.Errorf(register.Unavailable, "witness.add", "%w", err)
	}
	if req.old != l.last.Size || req.old == cp.Size && cp.Root != l.last.Root {
		return "", &refusal{status: 409, text: "the note does not follow the one that is held", size: l.last.Size}
	}
	if ledger.CheckConsistency(req.proof, req.old, l.last.Root, cp.Size, cp.Root) != nil {
		return "", &refusal{status: 422, text: "the proof does not hold"}
	}
	line, err := w.cosign(cp.Text())
	if err != nil {
		return "", err
	}
	signed := append(ownSignatures(req.note, l.origin), line...)
	if err := durable.Write(l.path, signed); err != nil {
		return "", register.Errorf(register.Unavailable, "witness.add", "%w", err)
	}
	l.last, l.note = cp, signed
	return line, nil
}

// ownSignatures returns a note with the signatures of its log alone: others could fill the file.
func ownSignatures(signed []byte, origin string) []byte {
	text, signatures, _ := strings.Cut(string(signed), "\n\n")
	var b strings.Builder
	b.WriteString(text + "\n\n")
	for line := range strings.Lines(signatures) {
		if strings.HasPrefix(line, "— "+origin+" ") {
			b.WriteString(line)
		}
	}
	return []byte(b.String())
}

// held returns the last note of each log with the cosignature, in the order of origins.
func (w *Witness) held() (out []byte) {
	var origins []string
	for origin := range w.logs {
		origins = append(origins, origin)
	}
	slices.Sort(origins)
	for _, origin := range origins {
		l := w.logs[origin]
		l.mu.Lock()
		out = append(out, l.note...)
		l.mu.Unlock()
	}
	return out
}
