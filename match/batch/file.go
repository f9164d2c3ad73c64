package batch

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"hash"
	"io"
	"os"
	"strconv"
	"strings"

	"samano/match/rows"
	"samano/register"
)

// File is a list in a file, which may be read several times.
type File struct {
	SHA256 string // of the file as it is, as receipts have it
	Rows   int64  // of a CSV file at most
	Header []string
	file   *os.File
}

// ReadFile hashes a list and reads its header. The file stays the caller's to close.
func ReadFile(f *os.File) (*File, error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	sum, lines := sha256.New(), lineCounter(0)
	if _, err := io.Copy(io.MultiWriter(sum, &lines), f); err != nil {
		return nil, err
	}
	l := &File{SHA256: hashed(sum), file: f}
	s, err := l.Source()
	if err != nil {
		return nil, err
	}
	l.Header, l.Rows = s.Header(), cmp.Or(s.Rows(), int64(lines))
	return l, nil
}

// Source reads the list from its beginning. An earlier source of the same file ends with it.
func (l *File) Source() (rows.Source, error) {
	if _, err := l.file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return rows.Open(l.file)
}

// lineCounter counts the ends of lines that are written to it.
type lineCounter int64

func (n *lineCounter) Write(b []byte) (int, error) {
	*n += lineCounter(bytes.Count(b, []byte{'\n'}))
	return len(b), nil
}

// HashOf returns the SHA-256 of a text, as receipts have it.
func HashOf(r io.Reader) (string, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return "", err
	}
	return hashed(sum), nil
}

func hashed(h hash.Hash) string { return hexOf([sha256.Size]byte(h.Sum(nil))) }

// AnswerWriter writes answers as CSV: the row, the answer, the number if it is wanted, and the
// codes of what was wrong with the row, each with its column.
type AnswerWriter struct {
	out     *csv.Writer
	sum     hash.Hash
	numbers bool
}

// NewAnswerWriter writes the header. With numbers, a column holds the number of the person where
// the answer is yes.
func NewAnswerWriter(w io.Writer, numbers bool) (*AnswerWriter, error) {
	sum := sha256.New()
	a := &AnswerWriter{out: csv.NewWriter(io.MultiWriter(w, sum)), sum: sum, numbers: numbers}
	header := []string{"row", "answer", "findings"}
	if numbers {
		header = []string{"row", "answer", "number", "findings"}
	}
	return a, a.out.Write(header)
}

// Write writes one answer.
func (a *AnswerWriter) Write(row *Answered, number register.Number) error {
	line := []string{strconv.FormatInt(row.Line, 10), string(row.Answer)}
	if a.numbers {
		line = append(line, string(number))
	}
	words := make([]string, len(row.Findings))
	for i, f := range row.Findings {
		words[i] = f.Code
		if f.Column != "" {
			words[i] += ":" + f.Column
		}
	}
	return a.out.Write(append(line, strings.Join(words, " ")))
}

// Close flushes, and returns the SHA-256 of what was written.
func (a *AnswerWriter) Close() (sha256 string, err error) {
	a.out.Flush()
	return hashed(a.sum), a.out.Error()
}
