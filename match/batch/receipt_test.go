package batch

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
	"time"
)

var write = flag.Bool("write", false, "write the sample of a receipt anew")

// sample is the released format; its key guards nothing.
const sample = "testdata/v1/receipt"

var testKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))

func verify(keyID string, text, signature []byte) error {
	if keyID != "0123456789abcdef" || !ed25519.Verify(testKey.Public().(ed25519.PublicKey), text, signature) {
		return errors.New("another key")
	}
	return nil
}

func receipt() *Receipt {
	return &Receipt{
		Register: "register.test/acts", Seq: 4711, Weights: "synthetic-lao-2-1", AskPPM: 140_000, SamePPM: 838_000, Expected: 0.5,
		Input: hexOf([32]byte{1}), Answers: hexOf([32]byte{2}), Rows: 7, Yes: 3, Ask: 1, No: 2, Unanswered: 1, Findings: 4, MostAsked: 1,
		At: time.Date(2026, 11, 22, 9, 30, 0, 0, time.FixedZone("", 7*3600)), Officer: "mali", Office: "centre", Purpose: "file-check", Case: "ສທ-໗",
	}
}

// Receipts that were given out stay readable.
func TestReleasedReceipt(t *testing.T) {
	text, err := receipt().Text()
	if err != nil {
		t.Fatal(err)
	}
	signed := Signed(text, "0123456789abcdef", ed25519.Sign(testKey, text))
	if *write {
		if err := os.WriteFile(sample, signed, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(sample)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(signed, want) {
		t.Errorf("a receipt is now\n%s\nand was\n%s", signed, want)
	}
	got, err := OpenReceipt(want, verify)
	if err != nil {
		t.Fatal(err)
	}
	if !got.At.Equal(receipt().At) {
		t.Errorf("at %s", got.At)
	}
	if got.At = receipt().At; *got != *receipt() {
		t.Errorf("%+v", got)
	}
}

func TestReceiptsThatDoNotHold(t *testing.T) {
	file, err := os.ReadFile(sample)
	if err != nil {
		t.Fatal(err)
	}
	good := string(file)
	for what, text := range map[string]string{
		"nothing":            "",
		"another count":      strings.Replace(good, `"yes":3`, `"yes":4`, 1),
		"another key":        strings.Replace(good, "0123456789abcdef", "0123456789abcdee", 1),
		"no signature":       good[:strings.Index(good, "\n— ")],
		"another mark":       strings.Replace(good, "receipt-1", "receipt-2", 1),
		"a second line":      strings.Replace(good, "}\n", "}\n{}\n", 1),
		"a signature cut":    good[:len(good)-6],
		"a signature longer": good + "AAAA",
		"far too long":       good + strings.Repeat(" ", maxReceipt),
	} {
		if _, err := OpenReceipt([]byte(text), verify); !errors.Is(err, ErrReceipt) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestEveryRowIsCounted(t *testing.T) {
	var r Receipt
	for _, a := range []Answered{{Answer: Yes, Person: 1}, {Answer: Unsure, Person: 2}, {Answer: No}, {Answer: No}, {Row: Row{Findings: []Finding{{Code: RowLittle}}}}} {
		r.Count(a)
	}
	if want := (Receipt{Rows: 5, Yes: 1, Ask: 1, No: 2, Unanswered: 1, Findings: 1}); r != want {
		t.Errorf("%+v", r)
	}
	if r.Rows != r.Yes+r.Ask+r.No+r.Unanswered {
		t.Error("a row has no place")
	}
}

func FuzzOpenReceipt(f *testing.F) {
	file, err := os.ReadFile(sample)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file)
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := OpenReceipt(b, verify)
		if (r == nil) == (err == nil) {
			t.Fatalf("%v, %v", r, err)
		}
	})
}
