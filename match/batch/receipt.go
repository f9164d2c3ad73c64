package batch

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"samano/register"
)

// Receipt says what was done with a file, for the office that handed it in and for later questions.
// It names nobody but the officer.
type Receipt struct {
	Register   string             `json:"register"`   // its origin, as checkpoints name it
	Seq        register.Seq       `json:"seq"`        // up to which act people were compared
	Weights    string             `json:"weights"`    // version
	AskPPM     int                `json:"ask_ppm"`    // from here: ask
	SamePPM    int                `json:"same_ppm"`   // from here: yes
	Expected   float64            `json:"expected"`   // share of rows whose people were expected to be registered
	Input      string             `json:"input"`      // SHA-256 of the file
	Answers    string             `json:"answers"`    // SHA-256 of the answers
	Rows       int64              `json:"rows"`       //
	Yes        int64              `json:"yes"`        //
	Ask        int64              `json:"ask"`        //
	No         int64              `json:"no"`         //
	Unanswered int64              `json:"unanswered"` // rows that could not be asked
	Findings   int64              `json:"findings"`   // about rows
	MostAsked  int64              `json:"most_asked"` // rows that found one and the same person
	Numbers    bool               `json:"numbers"`    // numbers stand with the answers
	At         time.Time          `json:"at"`
	Officer    register.OfficerID `json:"officer"`
	Office     register.OfficeID  `json:"office"`
	Purpose    string             `json:"purpose"`
	Case       string             `json:"case,omitempty"`
}

// hexOf writes a SHA-256 as receipts have it.
func hexOf(sum [sha256.Size]byte) string { return fmt.Sprintf("%x", sum) }

// receiptMark begins a receipt, so that its signature fits nothing else that the same key signs.
const receiptMark = "samano-file-receipt-1\n"

// maxReceipt bounds a receipt.
const maxReceipt = 16 << 10

// ErrReceipt means that a text is not a receipt, or not signed by that key.
var ErrReceipt = errors.New("batch: not a receipt signed by this key")

// Text returns the text that is signed: a mark and one line of JSON.
func (r *Receipt) Text() ([]byte, error) {
	b, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("batch: receipt: %w", err)
	}
	return append(append([]byte(receiptMark), b...), '\n'), nil
}

// Signed puts a signature under a text: an empty line, a dash, the key's id and the signature.
func Signed(text []byte, keyID string, signature []byte) []byte {
	return fmt.Appendf(text, "\n— %s %s\n", keyID, base64.StdEncoding.EncodeToString(signature))
}

// OpenReceipt reads a signed receipt. verify checks a signature over a text by the key of that id.
func OpenReceipt(file []byte, verify func(keyID string, text, signature []byte) error) (*Receipt, error) {
	text, foot, ok := bytes.Cut(file, []byte("\n\n— "))
	line, marked := bytes.CutPrefix(text, []byte(receiptMark))
	keyID, encoded, two := strings.Cut(strings.TrimSuffix(string(foot), "\n"), " ")
	if !ok || !marked || !two || len(file) > maxReceipt || bytes.ContainsRune(line, '\n') {
		return nil, ErrReceipt
	}
	signature, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil {
		return nil, ErrReceipt
	}
	if err := verify(keyID, append(bytes.Clone(text), '\n'), signature); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrReceipt, err)
	}
	var r Receipt
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrReceipt, err)
	}
	return &r, nil
}

// Count counts a row.
func (r *Receipt) Count(a Answered) {
	r.Rows++
	r.Findings += int64(len(a.Findings))
	switch a.Answer {
	case Yes:
		r.Yes++
	case Unsure:
		r.Ask++
	case No:
		r.No++
	case None:
		r.Unanswered++
	}
}
