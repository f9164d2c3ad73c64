// Package rows owns reading a list from a file, row by row and in bounded memory: CSV in UTF-8,
// with comma, semicolon or tab, a header and one line a row; or Parquet with flat columns.
//
// A line that is too long, or whose quotation marks do not pair, is a row with a code; reading goes
// on after it. So a fault in one row costs no other row, and no memory.
package rows

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Source reads a file row by row. The result of Next is valid until the next call.
type Source interface {
	Header() []string
	// Next returns the next row, and io.EOF after the last. A row whose code is not empty could not
	// be read.
	Next() (Cells, error)
	// Rows is how many rows there are, 0 if the file does not say.
	Rows() int64
}

// Cells are one row as the file has it.
type Cells struct {
	Line   int64 // where it stands: of a CSV the line, the header being 1; of a Parquet file the row, from 1
	Values []string
	Code   string // why it could not be read
}

// Why a row could not be read as it stands. The codes are those of findings, and stored in answers.
const (
	TooLong = "row-too-long" // longer than MaxLine: not read
	Quotes  = "row-quotes"   // a quotation mark is not closed: not read
	Columns = "row-columns"  // more or fewer values than columns
)

// The limits of a file.
const (
	// MaxLine bounds a line: hundreds of columns, each with a page of text. A longer one is not a
	// row of people.
	MaxLine = 1 << 20
	// maxColumns bounds the columns.
	maxColumns = 1000
)

// Errors of files that cannot be read at all.
var (
	ErrEmpty    = errors.New("list: the file is empty")
	ErrEncoding = errors.New("list: the first line is not UTF-8")
	ErrColumns  = fmt.Errorf("list: the file has more than %d columns", maxColumns)
)

// csvFile reads a CSV file by the line.
type csvFile struct {
	in        *bufio.Reader
	header    []string
	separator byte
	line      int64
	cells     []string
}

const bom = "\xef\xbb\xbf" // spreadsheets write one

// CSV reads a CSV file. A row is one line: a quotation mark that is not closed costs its own line
// and not the rest of the file. The separator is that of comma, semicolon and tab which the first
// line has most of.
func CSV(r io.Reader) (Source, error) {
	f := &csvFile{in: bufio.NewReaderSize(r, MaxLine)}
	line, long, err := f.read()
	line = bytes.TrimPrefix(line, []byte(bom))
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, fmt.Errorf("list: the first line: %w", err)
	case len(bytes.TrimSpace(line)) == 0:
		return nil, ErrEmpty
	case long:
		return nil, ErrColumns
	case !utf8.Valid(line) || bytes.IndexByte(line, 0) >= 0:
		return nil, ErrEncoding
	}
	f.separator = ','
	for _, c := range []byte{';', '\t'} {
		if bytes.Count(line, []byte{c}) > bytes.Count(line, []byte{f.separator}) {
			f.separator = c
		}
	}
	if f.header, err = split(nil, string(line), f.separator); err != nil {
		return nil, err
	}
	for i := range f.header {
		f.header[i] = strings.TrimSpace(f.header[i])
	}
	if len(f.header) > maxColumns {
		return nil, ErrColumns
	}
	return f, nil
}

func (f *csvFile) Header() []string { return f.header }
func (f *csvFile) Rows() int64      { return 0 }

// read returns the next line without its end. It skips the rest of a line that is too long.
func (f *csvFile) read() (line []byte, long bool, err error) {
	f.line++
	line, err = f.in.ReadSlice('\n')
	for long = errors.Is(err, bufio.ErrBufferFull); errors.Is(err, bufio.ErrBufferFull); {
		_, err = f.in.ReadSlice('\n')
	}
	return bytes.TrimRight(line, "\r\n"), long, err
}

// Next skips lines with nothing in them, as every reader of CSV does.
func (f *csvFile) Next() (Cells, error) {
	for {
		line, long, err := f.read()
		if len(line) == 0 && err == nil {
			continue
		}
		c := Cells{Line: f.line}
		switch {
		case long:
			c.Code = TooLong
			return c, nil
		case len(line) == 0:
			if errors.Is(err, io.EOF) {
				return c, io.EOF
			}
			return c, fmt.Errorf("list: line %d: %w", f.line, err)
		}
		if f.cells, err = split(f.cells[:0], string(line), f.separator); err != nil {
			c.Code = Quotes
			return c, nil
		}
		c.Values = f.cells
		if len(c.Values) != len(f.header) {
			c.Code = Columns
		}
		return c, nil
	}
}

var errQuotes = errors.New("list: a quotation mark is not closed")

// split cuts a line into its values. A quotation mark inside a quoted value is written twice (RFC
// 4180); one inside a value that does not begin with one is a letter.
func split(dst []string, line string, separator byte) ([]string, error) {
	for {
		if !strings.HasPrefix(line, `"`) {
			value, rest, more := strings.Cut(line, string(separator))
			dst = append(dst, value)
			if !more {
				return dst, nil
			}
			line = rest
			continue
		}
		var b strings.Builder
		for line = line[1:]; ; line = line[1:] {
			inside, rest, closed := strings.Cut(line, `"`)
			if !closed {
				return dst, errQuotes
			}
			b.WriteString(inside)
			if line = rest; !strings.HasPrefix(line, `"`) {
				break
			}
			b.WriteByte('"')
		}
		tail, rest, more := strings.Cut(line, string(separator))
		dst = append(dst, b.String()+tail)
		if !more {
			return dst, nil
		}
		line = rest
	}
}
